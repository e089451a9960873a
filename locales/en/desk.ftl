# the desk (pages of the director and the teachers)
desk-desk = Otayori desk
desk-skip = Skip to the content
desk-menu = Menu
desk-more = More
desk-letters = Letters
desk-short = Short notice
desk-logout = Log out
desk-back = All letters
desk-back-letter = Back to this letter
desk-day = { $weekday } { $day }/{ $month }
desk-time = { $day }, { $clock }

# when something is wrong
desk-fault = That did not work
desk-fault-problems = Something has to be mended first.
desk-not-found = There is no such page or letter.
desk-foreign-host = The desk cannot be opened under this address. Use the address that was shown at the start.
desk-foreign-page = This can only be done from the desk's own pages. Open the page again and try once more.
desk-stale = Something changed while the page was open. Open it again from the list.
desk-broken = This is a fault of the program. ({ $detail })
desk-status = This cannot be done. ({ $status })
desk-exposed = Open at { $address }, everybody on the same network could see the families' phone numbers and your password.
    .advice = Keep 127.0.0.1. To use the desk from other computers, write an https address at desk: address:, or, only on a network of the office alone, desk: open-to-office: true.
desk-open-to-office = Open at { $address } without encryption: whoever is on the same network can see the families' phone numbers and your password.
    .advice = Keep guests on a Wi-Fi of their own. Better, write an https address at desk: address:.

# login
desk-login = Log in
desk-login-name = Name
desk-login-password = Password
desk-login-enter = Log in
desk-login-wrong = The name or the password is not right.
desk-login-wait = Too many wrong tries. Please try again in about 15 minutes.
desk-login-fresh = Nobody has an account yet. Open the link shown where Otayori was started to choose a name and a password.
desk-first = Welcome
desk-first-lead = Choose a name and a password for this school's desk.
desk-first-name-hint = The name that stands in the records, such as Director
desk-first-password-hint = At least { $count } characters. A long sentence is safer than a short riddle.
desk-first-again = Password once more
desk-first-set = Save and begin
desk-first-name = Please give a name.
desk-first-short = The password needs at least { $count } characters.
desk-first-long = The password is too long.
desk-first-differ = The two passwords differ.
desk-first-gone = This link cannot be used
desk-first-gone-next = It was used already, or an hour has passed. Start Otayori again to get a new one.

# the letters
desk-faulty = Drafts to mend
desk-drafts = Drafts
desk-released = Released letters
desk-no-letters = No letters yet
desk-no-letters-next = Save a file in the letters' folder and it appears here.
desk-school-problems = To check for the whole school
desk-school-problems-count = { $count }
desk-errors = { $count } to mend
desk-warnings = { $count } to check
desk-ready = Ready
desk-important = Important
desk-emergency = Emergency
desk-read-count = { $read }/{ $families } have read it
desk-families-left = { $count ->
    [one] 1 family left
   *[other] { $count } families left
}
desk-all-done = Every family knows
desk-recalled = Taken back
desk-unpublished = Not on the host yet
desk-held-short = Can still be stopped
desk-due-short = goes { $time }
desk-rehearsal = This is a rehearsal: no message leaves this machine.
desk-rehearsal-next = To send for real, change mail: courier: in school.yaml.

# one letter
desk-audience = To
desk-file = File
desk-problems = To mend and to check
desk-line = line { $number }
desk-level-error = Please mend
desk-level-warning = Please check
desk-preview = How it looks
desk-preview-page = The page parents see
desk-preview-title = Draft page of “{ $title }”
desk-preview-building = A new draft is being made. Open this page again in a moment.
desk-print-copy = Print copy ({ $size }, black)
desk-poster = Poster (A3)
desk-sheet = See the sheet (PDF)
desk-open-page = Open the page alone
desk-message = The message
desk-subject = Subject
desk-your-link = (each family's own link goes here)
desk-your-plain-link = (the link for phones that show no buttons goes here)
desk-your-stop-link = (the link that stops these mails goes here)
desk-release = Release this letter
desk-release-next = The next page shows whom it goes to. Nothing is sent yet.
desk-release-blocked = It cannot be released before it is mended.
desk-release-again = Release it again
desk-add-messages = Tell the guardians
desk-silent = The page is out, but nobody was told.
desk-file-gone = The file cannot be found. The page that is out stays as it is. Put the file back to correct it.
desk-released-at = Released { $time }
desk-edition = { $count ->
    [one] corrected once
   *[other] corrected { $count } times
}
desk-held = Sending begins at { $time }
desk-held-next = Nothing is sent before.
desk-held-chosen = This time was chosen. Until then nothing is sent, and no list or calendar shows it.
desk-held-left = in
desk-held-seconds = seconds
desk-stop = Stop it
desk-stopped = The messages were stopped.
desk-stopped-next = The page is still out. Send it after all, take it back, or mend the file and send a correction.
desk-again = Send it after all (it can be stopped once more)
desk-unpublished-next = The page is not fully on the host. No message has been sent yet.
desk-resume = Go on
desk-states = The messages
desk-state-held = Waiting (can be stopped)
desk-state-frozen = About to be sent
desk-state-sending = Being sent
desk-state-accepted = Sent
desk-state-bounced = Address takes no mail
desk-state-deferred = To be tried again
desk-state-failed = Could not be sent
desk-state-uncertain = Perhaps sent
desk-state-rehearsed = Rehearsed (not sent)
desk-state-cancelled = Stopped
desk-state-no-channel = Without mail
desk-count = Families that have read it
desk-to-list = See who has not
desk-to-list-count = { $count ->
    [one] See the 1 family left
   *[other] See the { $count } families left
}
desk-edited-since = The letter, or which photos it may show, changed after the release. Parents still see what was released. Correct it first.
desk-correct = Send a correction
desk-recall = Take it back
desk-after = After the release
desk-public-page = The public page

# releasing
desk-release-heading = Whom it goes to
desk-class = Class
desk-no-class = No class
desk-families = Families
desk-guardians = Guardians
desk-total = Total
desk-siblings-note = Siblings are counted in each of their classes, so the rows may add up to more.
desk-followers = { $count ->
    [one] One grandparent or neighbour gets it too and is not counted.
   *[other] { $count } grandparents and neighbours get it too and are not counted.
}
desk-without-channel = { $count ->
    [one] 1 family cannot be reached by mail
   *[other] { $count } families cannot be reached by mail
}
desk-without-channel-next = Tell them on paper or by phone. They stand on the follow-up list from the start.
desk-nobody = No family is addressed by this letter.
desk-compared = Compared with “{ $title }”
desk-compared-same = The same families.
desk-compared-new = { $count ->
    [one] 1 family is new.
   *[other] { $count } families are new.
}
desk-compared-gone = { $count ->
    [one] 1 family is no longer addressed.
   *[other] { $count } families are no longer addressed.
}
desk-emergency-box = This is an emergency
desk-emergency-hint = Sent at once, even in the quiet hours ({ $time }).
desk-emergency-hint-plain = Sent at once.
desk-sure-everyone = I have checked that this goes to all { $families } families of the school
desk-sure-emergency = I have checked that this goes to { $families } families as an emergency
desk-sure-hint = For letters to the whole school and emergencies, tick the box before you press the button.
desk-languages = Languages they read
desk-language = { $name }: { $count }
desk-language-instead = there is no translation: they get { $title }
desk-translations = Other languages
desk-release-now = Release to { $families } families, { $count } guardians
desk-release-hold = { $count ->
    [0] It is sent at once and cannot be stopped.
    [one] For one second after that it can be stopped.
   *[other] For { $count } seconds after that it can be stopped.
}
desk-when = When to send it
desk-when-now = Now
desk-when-later = At a chosen time
desk-when-later-hint = The page is made ready, but until then no list or calendar shows it and nobody has its address. Until then it can be stopped.
desk-when-at = Day and time
desk-said-tick = Check whom it goes to and tick the box.
desk-said-changed = The letter, a photo, the roster or an answer about photos changed while you were looking. Please check once more.
desk-said-choose = Please choose one.
desk-said-look = Look at the photos and tick the box. If a child is on one, leave that photo out.
desk-photos = Photos
desk-photos-heading = Look at the photos
desk-photos-lead = { $count ->
    [one] There is { $count } child who must not be shown
   *[other] There are { $count } children who must not be shown
} here. Make sure that none of them is on a photo; if one is, leave that photo out.
desk-photos-children = Must not be on a photo ({ $count })
desk-photos-within-class = class only
desk-photos-enlarge = Enlarge photo “{ $name }”
desk-photos-close = Close
desk-photos-unreadable = This photo cannot be opened yet
desk-photos-leave-out = Leave this photo out
desk-photos-put-back = Put it back
desk-photos-left-out = Left out ({ $count })
desk-photos-left-out-next = They are on neither page nor sheet. The teacher's file stays as it is.
desk-photos-held-back = Held back ({ $count })
desk-photos-held-back-next = A child whom the letter names must not be shown, or is not in the roster. The reason stands under “To mend and to check”.
desk-photos-named = Photos whose children are named, all of whom may be shown ({ $count })
desk-looked = { $count ->
    [one] This child is on none of the photos
   *[other] None of these { $count } children is on any photo
}
desk-looked-hint = Who looked at which photos, and when, is written down.
desk-confirm = I have looked at the warnings above, and mean the letter as it is
desk-confirm-hint = Health, lists of names and an unusual audience cannot be taken back once they are out. Who looked, and when, is written down.
desk-said-confirm = Read the warnings above and tick that you have looked at them. Nothing has been sent yet.

# correcting and taking back
desk-correct-heading = Send a correction
desk-correct-lead = The page at the same address becomes what the file says now.
desk-correct-unchanged = The file says what is out already. Mend and save the file first.
desk-correct-how = What kind of correction
desk-correct-plain = A small one
desk-correct-plain-hint = Misspellings and the like. Nobody is told; those who have read it have read it.
desk-correct-addendum = An addition
desk-correct-addendum-hint = Where something was only added. Everybody is told; who has read it, has read it.
desk-correct-important = An important one
desk-correct-important-hint = Dates, things to bring. Everybody is told again, and everybody is unread until they read it again.
desk-correct-now = Send the correction
desk-correct-sure = I have checked that this important correction goes to { $families } families
desk-recall-heading = Take it back
desk-recall-lead = Page, sheet and photos are removed from the host. Messages not yet sent are not sent.
desk-recall-warn = Messages that arrived cannot be removed. { $read } families have read it.
desk-recall-warn-none = Messages that arrived cannot be removed.
desk-recall-sure = I have checked that this letter is to be taken back
desk-recall-now = Take it back

# the follow-up list
desk-list-heading = Families to phone
desk-list-count = Of { $families } families, { $read } have read it, { $count } were told
desk-list-left = { $count ->
    [one] 1 family left
   *[other] { $count } families left
}
desk-list-none = Nobody left to phone
desk-list-none-next = Every family knows. Thank you.
desk-list-send = Send it, on the letter’s page
desk-first-words = Begin with: “I am calling to see whether our letter has arrived.”
desk-print = See it for printing
desk-no-phone = No phone number
desk-call = Phone { $name }
desk-speaks = Speaks { $name }
desk-tries = Tries: { $count }
desk-last = Last: { $time }, { $name }
desk-note = A note (optional)
desk-note-open = Add a note
desk-noted = Noted: { $name }.
desk-undo = Undo
desk-undo-last = Undo the last outcome
desk-undo-of = { $name }: undo
desk-undone = Taken back for { $count ->
    [one] 1 family
   *[other] { $count } families
}. The list is as it was before.
desk-told = Families who were told ({ $count })
desk-phoning = { $name } is phoning
desk-phoning-self = You are phoning
desk-phoning-now = I am phoning now
desk-phoning-over = Not phoning after all
desk-wrong-before = wrong number
desk-codes = Type back from paper
desk-codes-label = Row codes and outcomes
desk-codes-hint = One family on each line: “K7Q4 1”, “K7Q4 ○”, “K7Q4 x again at six”. Small letters and full-width signs will do. For a wrong number say which, if there are several: “w2”.
desk-codes-now = Write them down
desk-codes-nothing = Nothing is written down yet. Please mend these lines.
desk-codes-done = Wrote down { $count ->
    [one] 1 outcome
   *[other] { $count } outcomes
}.
desk-paper = Families who got it on paper
desk-paper-count = Papers of a class at once ({ $count })
desk-paper-lead = These families get letters on paper. Untick whoever has not been given it, then press once for each class.
desk-paper-nobody = No family that gets letters on paper is left on the list.
desk-paper-now = { $class }: given to those ticked
desk-paper-also = sibling in { $class }
desk-paper-done = Noted for { $count ->
    [one] 1 family
   *[other] { $count } families
}: given on paper.
desk-paper-changed = The list changed while you looked. Please look once more; nothing is written down yet.
desk-copies = Print it, or take it as a file
desk-copies-next = Each copy has a number, and it is written down who made it. It holds names and phone numbers: shred or delete it after use.
desk-copy-sheet = To phone from (PDF)
desk-copy-gate = For the gate (PDF)
desk-copy-xlsx = Excel
desk-copy-csv = CSV
desk-contacts = Contacts to mend
desk-contacts-phone = Wrong phone numbers
desk-contacts-lead = These numbers reached somebody else. Ask the family for the new one and mend the roster; the row goes when the roster has another number.
desk-contacts-none = No phone number is to be mended.
desk-contacts-household = Household { $number }
desk-contacts-noted = { $time }, { $name }
desk-contacts-right = The number is right
desk-contacts-done = Taken back: the number is right.
desk-contacts-mail = { $count ->
    [one] 1 address takes no mail
   *[other] { $count } addresses take no mail
}
desk-act-take-back = took back what was noted
desk-act-list-copy = made a copy of the list
desk-settling = They know
desk-trying = Not yet
desk-outcome-reached = Spoken to
desk-outcome-at-gate = Told at the gate
desk-outcome-on-paper = Given on paper
desk-outcome-no-answer = No answer
desk-outcome-left-message = Left a message
desk-outcome-wrong-number = Wrong number
desk-code = Row { $code }
desk-vanished = Household numbers that left the roster
desk-vanished-next = They got this letter and are not in the roster now. If a number was changed, change it back.

# printing
desk-print-button = Print
desk-print-made = As of { $time }
desk-print-shred = Shred this paper when the calls are done.
desk-print-code = Row
desk-print-child = Child
desk-print-call = Phone
desk-print-result = Result
desk-print-reason = Reason

# the short notice
desk-short-heading = Short notice
desk-short-lead = A title, a few lines, the classes. The next page shows whom it goes to.
desk-short-title = Title
desk-short-title-hint = Up to { $count } characters, such as: Closed tomorrow
desk-short-text = Text
desk-short-text-hint = It arrives just as you write it.
desk-short-to = To
desk-short-everyone = The whole school
desk-short-classes = Classes
desk-short-grades = Grades
desk-short-own = Groups
desk-short-next = Check whom it goes to
desk-short-next-hint = Nothing is sent yet.
desk-short-said-title = Please give a title of at most { $count } characters.
desk-short-said-text = Please write a text of at most { $count } characters.
desk-short-said-to = Please tick at least one.
desk-short-file = notice
desk-doctor = Check-up
desk-doctor-lead = Looks at mail, host, collector, clock, disk and ledger, all at once. No mail is sent. It may take half a minute.
desk-doctor-now = Start the check-up
desk-doctor-again = Look again
desk-doctor-wrong = { $count ->
        [one] One thing is wrong.
       *[other] { $count } things are wrong.
    }
desk-doctor-warnings = Nothing is wrong. { $count ->
        [one] One thing should be looked at.
       *[other] { $count } things should be looked at.
    }
desk-doctor-fine = All is well.
desk-doctor-is-wrong = Wrong
desk-doctor-is-warning = Look at it
desk-doctor-is-fine = Fine
desk-test = A test to yourself
desk-test-hint = Sends this message, as it is now, to this address alone. No family gets it, and it counts nowhere.
desk-test-address = Mail address
desk-test-now = Send a test
desk-tested = One test was sent.
desk-test-rehearsed = One test lies in the rehearsal's folder.

# what became of the mails
desk-mail = About the mails
desk-mail-stopped = Who has stopped the mails
desk-mail-stopped-lead = They stand on the follow-up lists as “wants no messages”: please phone them. Emergencies still go to them by mail.
desk-mail-stopped-none = Nobody has stopped the mails.
desk-mail-stopped-nobody = This address stands in the roster no more.
desk-mail-stopped-follower = Grandparent or neighbour
desk-mail-stopped-since = { $name } · since { $time }
desk-mail-again = Asked for mails again
desk-mail-again-done = From now on mails go there again.
desk-mail-stopped-count = { $count ->
    [one] 1 person has stopped the mails and is phoned instead (an emergency goes by mail all the same).
   *[other] { $count } people have stopped the mails and are phoned instead (an emergency goes by mail all the same).
}
desk-mail-replies = { $count ->
    [one] 1 reply of a parent lies in the inbox. Please look.
   *[other] { $count } replies of parents lie in the inbox. Please look.
}
desk-mail-refused = Mail servers that refused the school's mails
desk-mail-refused-lead = This is about how the school sends, not about the address. The families concerned stand on the follow-up list.
desk-mail-dead = Addresses that take no mail
desk-mail-dead-lead = The address has changed, or its owner's settings refuse us. Please ask the family for a new one and mend the roster. For 30 days nothing is sent there, and the family stands on the follow-up list (an emergency is tried all the same).
desk-mail-dead-none = Every address works.
desk-mail-dead-count = { $count ->
    [one] 1 address takes no mail; that family stands on the follow-up list instead.
   *[other] { $count } addresses take no mail; their families stand on the follow-up list instead.
}

# once more, and what was done so far
desk-remind = Send it again to the unread
desk-remind-heading = Send it again to the unread
desk-remind-lead = { $families } families who have not read it get the same letter once more, and are told why. Who has read it gets nothing.
desk-remind-phoned = The other { $count } unread families are to be phoned: no mail reaches them, or they asked for a call.
desk-remind-nobody = There is no family to send it to again.
desk-remind-now = Send it again to { $families } families
desk-remind-changed = The unread families changed while you were looking. Please check once more.
desk-reminders = Automatic reminders to the unread:
desk-history = What was done so far
desk-act-count = { $count } messages
desk-act-itself = automatic
desk-act-release = Sent
desk-act-publish = Put on the web
desk-act-schedule = The time was chosen
desk-missed-joined = { $people } people in { $families } families joined the roster, or got their first mail address, since it went out. They have not got it.
desk-missed-for-real = This letter was only rehearsed: { $people } people in { $families } families have not got it.
desk-missed-send = Send it to { $families } families
desk-missed-look = I looked at the photos on the public page: no child is on them that these families must not see.
desk-missed-changed = Whom it goes to changed while you were looking. Please look again. Nothing was sent.
desk-act-joined = Sent to people who joined
desk-act-for-real = Sent for real what was rehearsed
desk-act-family = Sent to a family that had not got it
desk-act-correct = Corrected, quietly
desk-act-add = Something was added, and told
desk-act-correct-important = Corrected, and told
desk-act-recall = Taken back
desk-act-stop = Stopped
desk-act-hold = To be sent after all
desk-act-late = Too late, and not sent
desk-act-remind = Sent again to the unread
desk-act-remind-planned = Sent again to the unread, as planned
desk-act-remind-late = Reminder left out: its time was over
desk-act-photos-seen = Photos looked at
desk-act-restore = brought back from a backup: what waited was stopped
desk-act-backup = made a backup
desk-act-purge = took away what was past its time

# Who may enter (director, teachers, office)
desk-accounts = People
desk-accounts-lead = Who may enter the desk. Accounts end with the school year (31 March); press “Go on” for those who stay.
desk-accounts-new = Somebody new
desk-accounts-name-hint = The name that the record will show, such as: Teacher of Himawari
desk-accounts-role = Role
desk-role-director = Director
desk-role-director-hint = Everything
desk-role-teacher = Teacher
desk-role-teacher-hint = Letters and families of the chosen classes only
desk-role-office = Office
desk-role-office-hint = The lists and the calls only; releases nothing
desk-accounts-classes = Classes (of a teacher)
desk-accounts-until = Can be used until { $day }.
desk-accounts-admit = Let in
desk-accounts-link = The link for { $name } to choose a password
desk-accounts-link-next = Good once, until { $time }. It is shown only here: note it down now and hand it over.
desk-accounts-own = You
desk-accounts-ends = until { $day }
desk-accounts-waits = No password chosen yet
desk-accounts-second = Asks for a code
desk-accounts-change = Settings of { $name }
desk-accounts-save = Change role and classes
desk-accounts-renew = Go on until { $day }
desk-accounts-reset = Choose a new password
desk-accounts-reset-hint = The present password ends at once, and a new link is shown.
desk-accounts-end = End
desk-accounts-ended = Ended
desk-first-lead-named = Please choose a password for { $name }.

# The record
desk-record = Record
desk-record-lead = Who saw and did what, and when. It is only added to; nothing is changed or removed afterwards.
desk-record-whole = { $count } entries, linked from the first to the last. The last link is { $code } (note it down to compare later).
desk-record-broken = Entry { $number } was changed or is missing. Please tell whoever looks after this machine.
desk-record-older = Earlier
desk-act-account = Chose a password
desk-act-account-new = Let in:
desk-act-account-change = Changed role or classes:
desk-act-account-renew = Let go on:
desk-act-account-end = Ended:
desk-act-account-reset = Made a new password possible:
desk-act-call = Wrote down a call
desk-act-write = Wrote a short notice
desk-act-leave-out = Left a photo out
desk-act-put-back = Put a photo back
desk-act-confirm = Confirmed the warnings
desk-act-see-list = Looked at the list
desk-act-see-print = Looked at the list to print
desk-act-take-out = Took the list out as a file

# Whose letter it is
desk-not-yours = A letter that also goes to families of other classes is released and corrected by the director.
desk-roster-faults = Something in the roster must be put right first: it is not certain whom this goes to.
    .advice = Please ask the director to look at the roster.

# One's own account
desk-account = My account
desk-account-password = Change the password
desk-account-old = The present password
desk-account-new = The new password
desk-account-set = Change the password
desk-account-wrong = The present password is another.
desk-code-title = Code
desk-code-lead = Please type the six digits that your telephone's app shows. Without the telephone, one of the codes on paper will do.
desk-code-code = Code
desk-code-wrong = The code is another, or it was used already. Please wait for the next digits and try again.
desk-second = Codes of a telephone
desk-second-lead = The login then asks for digits that an app on your telephone shows, besides the password. Whoever learns the password alone does not get in.
desk-second-begin = Begin
desk-second-scan = Scan this picture with an authenticator app (Google Authenticator, say), and type the digits that it shows.
desk-second-picture = Picture to scan with an authenticator app
desk-second-type = Where it cannot be scanned, type this:
desk-second-take-on = Check the digits and begin
desk-second-on = From the next login on a code is asked for.
desk-second-codes = These codes are for when the telephone is lost, each good once. They are shown only here: write them down and put them away.
desk-second-is-on = On. { $count } codes on paper are left.
desk-second-turn-off = Turn off
desk-act-second-on = Turned the codes on
desk-act-second-off = Turned the codes off

# The director's yes
desk-asked = Waiting for the director
desk-asked-by = { $name } asked for this release ({ $time }).
desk-asked-changed = Since then the letter, the people it goes to, or its photos changed. Please look at them as they are now.
desk-asked-look = Look at the audience and release
desk-asked-words = A word to the teacher
desk-asked-send-back = Send back
desk-asked-back = The director sent it back.
desk-asked-waits = The director looks and releases. To change something, edit the file and ask again.
desk-asks = This asks the director. Nothing reaches a family before the director releases it.
desk-ask-now = Ask the director
desk-accounts-ending = { $count } people lose their account with the school year. Please choose who stays.
desk-act-ask = Asked the director to release
desk-act-send-back = Sent back to the teacher
desk-act-directors-yes = Said that the director agrees
desk-act-see-contacts = Looked at the contacts to mend
desk-act-see-mail = Looked at who gets no mail
