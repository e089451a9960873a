# the follow-up list
follow-up-count = "{ $letter }": of { $families } families { $read } have read it, { $settled } were told, { $unread } to go
follow-up-head-code = Code
follow-up-head-family = Household
follow-up-head-reason = Why
follow-up-head-classes = Class
follow-up-head-children = Children
follow-up-head-guardian = Guardian
follow-up-head-phone = Phone
follow-up-head-tries = Tries
follow-up-head-last = Last call
follow-up-head-note = Note
follow-up-head-relation = Relation
follow-up-head-lang = Language
follow-up-missing = { $why } (still missing: { $names })
follow-up-between-names = , { "" }
follow-up-devices = { $why } (one link was opened on { $count } devices)
follow-up-reason-asks-for-call = asks for a call
follow-up-reason-no-channel = no way to send
follow-up-reason-stopped = wants no messages
follow-up-reason-bounced = the mail came back
follow-up-reason-failed = could not be sent
follow-up-reason-uncertain = perhaps sent
follow-up-reason-not-sent = not sent yet
follow-up-reason-rehearsed = a rehearsal: not sent
follow-up-reason-not-opened = not opened yet
follow-up-reason-opened-no-person = opened, not yet confirmed
follow-up-reason-provisional = seems read, not yet confirmed
follow-up-reason-not-confirmed = "I have read it" is missing
follow-up-family-vanished = Household { $family }, which got "{ $letter }", is not in the roster. It has not read it yet.
    .advice = If you changed the number, change it back. If the family has left, leave it as it is.
phone-sheet-heading = Families to phone
phone-sheet-sums = { $unread } of { $families } families not confirmed yet
phone-sheet-row = row
phone-sheet-child = child
phone-sheet-guardians = call in this order
phone-sheet-outcome = outcome
phone-sheet-nobody = Nobody in the roster can be phoned: tell them at the gate, or on paper
phone-sheet-do-not-call = Not to be phoned: tell them at the gate, or on paper
phone-sheet-no-phone = no phone number
phone-sheet-tries = { $count } tries so far
phone-sheet-note = Holds names: shred it after use, by { $day }.
phone-sheet-number = No. { $number }
phone-sheet-how = Phone from top to bottom. Type the outcomes back at the desk, or with otayori called --codes: row code and the outcome's number, "K7Q4 1".

# at pick-up time
gate-sheet-heading = Families to tell at the gate
gate-sheet-how = Carry it so that other parents do not see it. Tick each family that you have told.
gate-sheet-also = sibling in
gate-sheet-no-class = No class

# the first sentence of a call
follow-up-opening-asks-for-call = “This is { $school }. You asked for a call about ‘{ $letter }’.”
follow-up-opening-no-channel = “This is { $school }. I am calling to tell you about our letter ‘{ $letter }’.”
follow-up-opening-stopped = “This is { $school }. I am calling, instead of a mail, about our letter ‘{ $letter }’.”
follow-up-opening-bounced = “This is { $school }. Our mail about ‘{ $letter }’ did not get through, so I am calling.”
follow-up-opening-failed = “This is { $school }. We could not send you the mail about ‘{ $letter }’, so I am calling.”
follow-up-opening-uncertain = “This is { $school }. I am calling to see whether our letter ‘{ $letter }’ has arrived.”
follow-up-opening-not-sent = “This is { $school }. I am calling to tell you about our letter ‘{ $letter }’.”
follow-up-opening-rehearsed = “This is { $school }. I am calling to tell you about our letter ‘{ $letter }’.”
follow-up-opening-not-opened = “This is { $school }. I am calling to see whether our letter ‘{ $letter }’ has arrived.”
follow-up-opening-opened-no-person = “This is { $school }. I am calling to see whether our letter ‘{ $letter }’ has arrived.”
follow-up-opening-provisional = “This is { $school }. I am calling to see whether our letter ‘{ $letter }’ has arrived.”
follow-up-opening-not-confirmed = “This is { $school }. I am calling to see whether you could read our important letter ‘{ $letter }’.”

# typed from a printed list
typed-no-family = "{ $line }": no family of this letter has this code.
    .advice = Look once more at the row code or the household number.
typed-no-outcome = "{ $line }": the outcome is not clear.
    .advice = After the code leave a space and write one of: 1 spoken to, 2 told at the gate, 3 given on paper, 4 no answer, 5 left a message, 6 wrong number.
typed-two-ways = "{ $line }": can be read in two ways.
    .advice = Leave no spaces within the code, and one before the outcome.
typed-nothing = Nothing is written here.
    .advice = Write one family on each line: "K7Q4 1".
typed-too-many = No more than { $count } lines, please.
follow-up-no-xlsx = The Excel file could not be made. ({ $detail })
