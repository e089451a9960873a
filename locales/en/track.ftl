# the collector's small pages, for browsers without script
track-heading = About your letter
track-first = Have you read the letter? On this page you can tell the school. Please press "Go on".
track-go-on = Go on
track-second = Please press one of these.
track-read = I have read it
track-call = Please call me
track-again = Please press once more. There is no hurry.
track-not-now = Nothing is wrong with your letter. Your answer could not reach the school just now: please press again in about a minute.
track-thanks = Thank you
track-arrived-read = { $school } has it: { $time }
track-arrived-call = { $school } has your request for a call: { $time }. { $calls }
track-time = { $weekday } { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
    }, { $clock }
track-close = You can close this page now.
track-phone = Phone of { $school }:
track-broken = This link seems to be cut off
track-broken-next = Please open the link in the mail once more. If that does not help, please phone the school.

# stopping the mails, and getting them again
stop-heading = Stop the mails
stop-ask = You will get no more mails with letters of this school. If that is what you want, press the button.
stop-ask-phone = You will get no more mails with letters of this school; the school will phone you instead. If that is what you want, press the button.
stop-press = Stop the mails
stop-done = The mails are stopped
stop-done-phone = The mails are stopped. From now on the school will phone you
stop-stopped-phone = The mails are stopped. The school phones you
stop-stopped = The mails are stopped
stop-back = Get mails again
stop-back-done = From now on you get mails again
stop-despite = [Emergency] You have stopped the mails of this school. This one comes all the same, because it is an emergency.

remind-mark = [Not confirmed yet]{" "}
remind-lead = We could not see yet that you have read this letter, so we are sending it again. If you have read it, please open the page and press the button there.
addendum-mark = Addition
addendum-lead = Something was added to the letter that we sent you.
