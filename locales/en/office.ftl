# the staff room: when an act of the school could not be done
office-ledger = The ledger (.otayori/ledger.sqlite) could not be read or written: { $detail }
    .advice = Check the free disk space and whether another otayori is running, then run this again. What could not be written down is never called sent or read.
office-disk = { $file } could not be read or written: { $detail }
    .advice = Check the free disk space and the folder's permissions, then run this again.
office-not-there = { $file } is not there (or its folder is not).
    .advice = Look at how it is written and where it should be. A file in .otayori comes back from the backup (otayori restore).
office-shared-folder = { $folder } lies in a folder that is shared or synced ({ $kind }). The ledger cannot live there.
    .advice = Move the school folder to a disk of the one machine that runs Otayori. The letters' folder (content) may stay on the share.
office-no-such-letter = There is no letter “{ $asked }”.
    .advice = Write a part of its title or of its file name.
office-several-letters = Several letters match “{ $asked }”:
    {"  "}{ $found }
    .advice = Write a little more, so that only one matches.
office-no-such-family = There is no household number or row code “{ $asked }”.
    .advice = Write the row code of the follow-up list, or the household number of the roster.
office-no-such-number = Household { $family } has no phone number { $number }. Nothing was written down.
    .advice = Look at the order of the numbers on the list (otayori unread). Where there is one number, you need not say which.
office-not-released = “{ $letter }” is not released yet.
    .advice = otayori send releases it. Nobody has seen a draft yet, so there is nothing to take back or to correct.
office-edited-since = “{ $letter }” is not what was released any more: its text, a photo, or an answer about photos changed. Outside, the earlier one still stands.
    .advice = Use otayori correct first, to bring out what it is now.
office-changed-meanwhile = “{ $letter }” or the roster changed while you were looking. Nothing was released.
    .advice = Start again, and check it once more.
office-nothing-to-correct = “{ $letter }” is the same as the text that is out. There is nothing to correct.
    .advice = Check that the file was saved.
office-recalled = “{ $letter }” was taken back. There is no list to phone from.
    .advice = To send it once more, use otayori send.
office-name-taken-over = The text released as “{ $old }” now lies in { $now }, and { $old } holds another text.
    .advice = If that is a new letter, give it a name of its own (once { $old } is gone, the released letter goes on under its new name). If { $now } is only a copy to keep, move it out of this folder.
office-nobody = Nobody in the roster belongs to “{ $audience }”.
    .advice = Check the roster and the names of the classes. To put the page on the host only, add --no-messages.
office-host-busy = Another otayori is publishing, and has not finished within five minutes.
    .advice = Run it again when that is done; it goes on where it was.
office-unclear-rename = The file of the released letter “{ $title }” ({ $old }) is gone, and this file, which is much like it, has appeared. Was it renamed?
    .advice = Give it its old name { $old } again, or, if it is another letter, another title. One letter never gets two addresses.
office-released-file-gone = The file of the released letter “{ $title }” ({ $old }) is gone.
    .advice = Its page stays as it is. Use otayori recall to take it off, or put the file back to correct it.
office-collector-away = The collector { $address } does not answer. Sending now would lose every 読みました.
    .advice = Check that otayori serve (the collector) runs and that its address opens from outside, then run this again. No mail has been sent.
office-collector-other = What answers at { $address } is not this school's collector.
    .advice = Check collector: and site: in school.yaml. No mail has been sent.
office-no-such-photo = no photo of this letter has “{ $asked }” in its name
    .advice = write any part of the photo's file name
office-several-photos = several photos have “{ $asked }” in their names:
    {"  "}{ $found }
    .advice = write a little more of it
mail-keys-missing = the keys of the mails' signature (mail.dkim) are not in { $folder }. No mail has gone.
    .advice = make them with otayori mail keys, and put the lines it prints into the DNS; where the mail server signs, take mail.dkim out
mail-keys-unreadable = the key of the mails' signature cannot be read: { $file } ({ $detail })
    .advice = bring it back from the backup; or rename it, make a new one with otayori mail keys, and put the new line into the DNS
mail-keys-no-domain = the sender's address has no domain of the school's
    .advice = first set mail.from in school.yaml, like Sunflower Nursery <otayori@example.jp>
office-photos-unseen = { $letter }: nobody has looked yet whether its photos show a child that must not be shown
    .advice = compare the photos with the names, and say so if none of them is on one (in the terminal: --nobody-uncovered); if a photo or the roster has just changed, look again
office-unconfirmed = { $letter }: nobody has confirmed what should be looked at (health beside a name, a list of names, an unusual audience)
    .advice = Read the warnings above and, if the letter is meant as it is, say so (in a terminal: --looked-over).
office-audience-far = Letters in { $folder } go to { $usual } families at most. This one would go to { $families } families ({ $audience }).
    .advice = Look at whom it is for (to:), and at the folder it lies in.
office-outlook = { $mail } { $mail ->
        [one] family
       *[other] families
    } by mail{ $paper ->
        [0] {""}
       *[other] , { $paper } on paper
    }{ $nobody ->
        [0] {""}
       *[other] , { $nobody } by no way at all
    }.
office-outlook-calls = {" "}At your usual rate: about { $calls } { $calls ->
        [one] call
       *[other] calls
    }.
office-language-gone = the translation { $language } that went out is not there any more
    .advice = the families who read it already have its link: put the file back (with other words, if you like), then correct
# the post
sending-too-late = It could not be sent in time: it is too late for a mail now.
office-at-unclear = It is not clear when “{ $asked }” is.
    .advice = Write it like “2026-11-24 07:30”, “tomorrow 7:30”, “11/24 7:30” or “7:30”.
office-at-past = “{ $asked }” is over.
    .advice = Write a time to come. To send at once, leave it out.
office-at-far = “{ $asked }” is more than 60 days off.
    .advice = Check year and month.
office-at-quiet = “{ $asked }” lies in the hours in which nothing is sent ({ $from } to { $until }).
    .advice = Choose a time from { $next } on. Only emergencies go at night (--emergency, or the box at the desk).
office-family-has-it = Household { $family } has “{ $letter }” already, or it is on its way there or was stopped. It is not sent twice.
    .advice = otayori remind sends it again to the unread; what was stopped goes after all by the desk's button.
office-family-not-for = “{ $letter }” is not for household { $family }.
    .advice = Whom a letter is for is decided by its folder or by “audience”. Look at the class in the roster, too.
office-family-no-way = Household { $family } has no address now that a message can go to (empty, paper, no mails wanted, or the mail came back from it).
    .advice = Phone them, or mend the address in the roster and send again.
office-family-several = “{ $letter }” must reach more than one of household { $family }: its number does not say whom you spoke to.
    .advice = Write the row code of whom you spoke to, as otayori unread shows it.
office-family-late = “{ $letter }” is about something that is over. It is not sent to people who joined since.
    .advice = Phone them if there is something to say.
office-family-first = “{ $letter }” was only published; no family was written to yet.
    .advice = Send it to everybody first, with otayori send.
office-at-sent = Nothing of “{ $letter }” waits to be sent any more, so its time cannot be changed.
    .advice = To tell the families who have not read it, use otayori remind.
office-test-subject = [Test] { $subject }
office-test-lead = This is a test. No family got it, and nothing that is pressed here counts.
office-test-lead-draft = This is a test. No family got it. The page is not out yet: the link opens the draft at the desk.
office-test-not-taken = The test was not taken: { $detail }
    .advice = Look at the address and at the mail server's settings. otayori doctor finds out what is wrong.
office-no-address = “{ $asked }” is no mail address.
    .advice = Write one, like me@example.jp.
office-inbox-away = the inbox “{ $inbox }” for mails that come back could not be read ({ $detail })
    .advice = look at “mail.inbox:” in school.yaml and at the password; what lies there is counted as soon as it can be read

office-account-nameless = There is no name.
    .advice = Give the name that the record will show.
office-account-taken = "{ $name }" is taken.
    .advice = Somebody who was here before comes back by "Go on" (otayori accounts renew). Somebody else needs another name.
office-account-unknown = Nobody is called "{ $name }".
    .advice = otayori accounts lists everybody who may enter.
office-account-last = "{ $name }" is the only director.
    .advice = First make somebody else a director, and let them choose a password.
office-account-class = The roster has no class "{ $name }".
    .advice = Choose from the roster's classes.
office-account-classless = A teacher needs one class or more.
    .advice = Somebody who has all classes is a director; somebody who only phones is "office".
