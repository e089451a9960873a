# the desk of the terminal
help-otayori = Otayori turns Markdown and photos into colour pages and PDFs, tells every family, and lists the families who have not read them yet.
help-school = the school folder
help-json = print the result as JSON
help-lang = language (ja / en)
help-demo = try the sample school on this machine alone
help-demo-once = play a few parents, print the list, and end
help-demo-port = the first port number
help-new = make the folder of a new school
help-new-dir = where to make it
help-check = show everything that needs mending, at once
help-build = make every letter, as a draft, in build/
help-build-pages = the pages alone, without the sheets: much faster
help-watch = watch the letters' folder, rebuild and show at every save
help-watch-listen = the address of the preview
help-send = release a letter (run again, it goes on where it was cut)
help-send-letter = the letter (a part of its title or file name)
help-send-yes = do not ask
help-send-emergency = emergency: send at once, at night too
help-send-at = when the messages go (2026-11-24 07:30, tomorrow 7:30, 11/24 7:30, 7:30)
help-send-family = send it to this family alone (household number or row code), which joined later or never got it
help-send-no-messages = only publish, send no messages
help-send-looked-over = what should be looked at was, and is meant
help-send-director-agreed = the director has agreed (desk.approval)
help-send-without = leave this photo out (a part of its name; as often as needed)
help-send-with = put a photo back that was left out (a part of its name)
help-send-nobody-uncovered = the photos were looked at: no child is on them that must not be shown
help-correct = bring out a correction at the same address
help-correct-letter = the letter
help-correct-yes = do not ask
help-correct-important = important: tell everybody again; earlier readers become unread
help-correct-looked-over = what should be looked at was, and is meant
help-correct-director-agreed = the director has agreed (desk.approval)
help-correct-addendum = an addition: everybody is told, earlier readings go on counting
help-correct-without = leave this photo out (a part of its name; as often as needed)
help-correct-with = put a photo back that was left out (a part of its name)
help-correct-nobody-uncovered = the photos were looked at: no child is on them that must not be shown
help-remind = send a letter once more, to the families who have not read it
help-remind-letter = the letter
help-remind-yes = do not ask
help-recall = take a letter back
help-recall-letter = the letter
help-recall-yes = do not ask
help-publish = bring the host to what is released
help-serve = run the desk, the collector, the watch and the sending together
help-serve-only = run only these
help-unread = the families who have not read a letter yet
help-unread-letter = the letter
help-unread-csv = print CSV
help-unread-sheet = make a PDF to phone from
help-unread-gate = make a PDF for pick-up time, by class
help-unread-xlsx = make an Excel file
help-called = write down what came of a call
help-called-letter = the letter
help-called-family = household number, or row code of the list
help-called-outcome = reached / at-gate / on-paper / no-answer / left-message / wrong-number
help-called-note = a few words
help-called-number = of a wrong number: which one in the order of the list
help-called-undo = take back the last outcome noted for this family
help-called-codes = row codes of the printed list, each with its outcome (K7Q4 o …); without any, lines from the standard input
help-called-paper = every paper family of this class was given it
help-called-yes = do not ask
help-contacts = contacts to mend: wrong phone numbers
help-mail = What the school's mail needs
help-mail-keys = Make the keys of the signature that shows a mail is the school's (DKIM), and print the lines for the DNS
help-licenses = the fonts and pictures inside, their authors and licences

cli-wrong-use = That is not how it is used: { $detail }
    .advice = { $command } --help shows how it is written.
cli-use-missing = { $what } is missing.
cli-use-unknown = There is no “{ $what }”.
cli-use-value = “{ $what }” does not do for { $place }.
cli-use-near = Is “{ $near }” meant?
cli-use-fitting = What does: { $fitting }.
cli-use-apart = { $what } and { $with } do not go together.
cli-use-argument = { $name } ({ $help })
say-no-terminal = (There is no terminal to ask on. With --yes it goes on without asking.)
say-no-terminal-photos = (There is no terminal to ask about the photos on.)
check-read = Checked { $letters ->
    [one] 1 letter
   *[other] { $letters } letters
} and { $photos ->
    [one] 1 photo
   *[other] { $photos } photos
}.
build-progress = photos {"{"}pos{"}"}/{"{"}len{"}"} {"{"}bar:30{"}"} {"{"}eta{"}"} left
build-saved = { $photos ->
    [one] 1 photo
   *[other] { $photos } photos
}: { $before } MB → { $after } MB for a phone
build-done = Made in { $folder }
publish-done = Published: { $uploaded } up, { $removed } removed, { $unchanged } unchanged — { $address }

send-letter = “{ $title }” goes to { $audience }.
send-class = {"  "}{ $class }  { $families } families  { $guardians } guardians
send-sum = {"  "}{ $families } families in all, { $guardians } guardians get a mail{ $followers ->
    [0] {""}
    [one] {" "}(and one other: grandparents, neighbourhood)
   *[other] {" "}(and { $followers } others: grandparents, neighbourhood)
}
send-stopped-mails = {"  "}{ $count ->
    [one] 1 person has stopped the mails
   *[other] { $count } people have stopped the mails
} (by phone; an emergency goes by mail all the same)
send-without-channel = {"  "}{ $count ->
    [one] 1 family gets no mail
   *[other] { $count } families get no mail
} (tell them by phone or on paper):
send-languages = {"  "}languages they read:
send-language = {"    "}{ $name }  { $count }
send-language-instead = {"    "}{ $name }  { $count } (there is no translation: they get { $given })
check-translations = { $letters ->
    [one] 1 letter is
   *[other] { $letters } letters are
} there in other languages too ({ $translations } translations)
send-last-same = {"  "}The same families as for “{ $title }”.
send-last-differs = {"  "}Against “{ $title }”: { $new } families more, { $gone } fewer.
send-at = {"  "}The messages go at { $at }. The page is put on the host now, but until then no list or calendar shows it, and its address is with nobody.
send-too-late = { $count } messages were not sent: their time is over (mail.late in school.yaml). The families are on the list; please phone them.
send-rehearsal = ※ A rehearsal. Mails go into a folder and reach nobody (mail.courier in school.yaml is a mailbox).
send-ask = Release it to { $families } families?
send-not-asked = Not released.
send-confirm = To be looked at ({ $count }):
send-ask-confirm = Is all of this meant?
send-not-confirmed = Not released: nobody has answered what should be looked at.
say-no-terminal-confirm = Nobody is there to answer. Look at it and, if it is meant, add --looked-over (--yes alone does not say it).
approval-asked = { $name } has asked the director at the desk.
approval-sent-back = The director sent this back to { $name }: { $words }
approval-ask = In this school the director agrees before families get to see something. Has the director agreed to this?
approval-no-terminal = (There is no terminal to ask on. --yes does not answer for the director.)
approval-missing = Not released: the director's yes to “{ $title }” is missing{ $count ->
    [0] {""}
   *[other] {" "}({ $directors })
}.
    .advice = The director can release it at the desk: { $address }. If the director has agreed already, add --director-agreed; it is written down who said so.
send-photos = Look at the photos:
send-photos-left-out = Left out: { $photos }
send-uncovered = Children who must not be on them ({ $count }):
send-child = { $name }
send-child-within-class = { $name } (letters to the class only)
send-no-class = no class
send-ask-photos = Is none of these children on any of the photos?
send-photos-not-looked = Not released: nobody has said that the photos were looked at.
    .advice = Open the photos and compare them with the names. If none of them is shown, add --nobody-uncovered; if one is, add --without PHOTO (--yes alone does not answer this).
send-photo-left-out = Photo “{ $photo }” is left out.
send-photo-put-back = Photo “{ $photo }” is back.
send-goes-on = This letter is released already. Going on with what is left.
send-joined = { $people } people in { $families } families joined the roster, or got their first mail address, since it went out. They have not got it.
send-was-rehearsed = This letter was only rehearsed: the messages to { $people } people in { $families } families went into a folder, and nobody got them.
send-ask-for-real = Send it to these { $people } people in { $families } families now, for real?
send-family = Household { $family } has not got “{ $title }”. It goes to { $people } people, at the addresses that the roster has today.
send-ask-family = Send it to household { $family }?
send-ask-joined = Send it to these { $people } people too?
send-holding = Waiting until { $until } before sending. “Stop it” at the desk calls it off. Ctrl-C only ends this command: otayori serve, where it runs, sends all the same.
send-elsewhere = Another otayori is sending just now. Waiting for it.
send-waits = The rest goes at { $until }: by itself where otayori serve runs, else run otayori send again then.
send-unreachable = The mail server cannot be reached: { $said }
    What is left is in the ledger. Run otayori send again when it can.
send-stopped = Stopped half-way: { $count } still wait in the ledger. Run otayori send again to go on (otayori serve, where it runs, goes on by itself).
send-report = { $address } { $total } in all:
send-nobody-told = ※ That was a rehearsal. Nobody was told.
state-held = waiting for their time
state-frozen = about to be sent
state-sending = being sent
state-accepted = accepted by the mail server
state-bounced = refused by the address
state-deferred = to be tried again later
state-failed = could not be sent
state-uncertain = perhaps sent, perhaps not
state-rehearsed = rehearsed (nobody was told)
state-cancelled = called off
state-no-channel = no mail possible (by phone or on paper)

correct-ask = Replace the page of { $families } families by the corrected text (no message is sent)?
correct-ask-important = Tell { $families } families of an important correction, and count earlier readers as unread?
correct-ask-addendum = Tell { $families } families of what was added (earlier readings go on counting)?
remind-shows = { $families } families who have not read it get it once more. The other { $count } unread families are to be phoned: no mail helps there.
remind-ask = Send it to { $families } families?
remind-nobody = There is nobody to send it to again (unread and to be phoned: { $count } families).
remind-not-asked = Not sent.
send-additions = { $total } messages of additions:
send-reminders = { $total } reminders:
correct-not-asked = Not corrected.
correct-done = The correction is out (edition { $edition }).
recall-ask = Take back “{ $letter }”? Its page, sheet and photos leave the host.
recall-not-asked = Not taken back.
recall-done = “{ $letter }” is taken back.

unread-sheet-done = Made { $file }. It holds names and phone numbers: shred it after use.
unread-copy-done = Made { $file }. It holds names: delete or shred it after use.
called-undone = { $family }: the last outcome is taken back.
called-nothing-to-undo = { $family }: there is no outcome to take back.
called-codes-done = Wrote down { $count } outcomes.
called-paper-shows = { $class }: { $count } families by paper
called-paper-ask = Write down that these { $count } families were given it on paper?
called-paper-nobody = No paper family of "{ $class }" is left on the list.
    .advice = Write the class as the roster does. Classes with paper families left: { $classes }
called-paper-not-asked = Nothing was written down.
    .advice = Answer "y" at a terminal, or add --yes.
called-number-alone = --number is for a wrong number only (the outcome here is “{ $outcome }”). Nothing was written down.
    .advice = Leave --number out, or make the outcome wrong-number.
called-paper-done = Noted for { $count } families: given on paper.
contacts-none = No phone number is to be mended.
contacts-count = { $count } wrong phone numbers. A row goes when the roster has another number.
called-settled = { $family }: { $outcome }. Off the list.
called-settled-part = { $family }: { $outcome }. Off the list; somebody else of the family is still on it.
called-noted = { $family }: { $outcome }. Stays on the list.
outcome-reached = spoken to
outcome-at-gate = told at the gate
outcome-on-paper = given on paper
outcome-no-answer = no answer
outcome-left-message = left a message
outcome-wrong-number = wrong number

new-exists = { $folder } is not empty.
    .advice = Name a folder that does not exist yet, or an empty one.
new-done = A new school is in { $folder }.
    Change name: in school.yaml first, then look at the first letter with otayori --school { $folder } build

watch-preview = Preview: { $address } (this machine only)
watch-built = Rebuilt: { $problems }
serve-desk = The desk: { $address }
serve-first = First time here? Open this link within an hour to choose a name and a password: { $link }
serve-collector = The collector (where 読みました of the parents' pages arrives): { $address }
serve-site = The letters' pages: { $address } (this machine only)
serve-watch = Watching: { $folder }
serve-sending = Sending: running.
serve-stopping = Stopping. Waiting for the mails in flight.
serve-remains = { $count } messages still wait in the ledger. otayori serve (or otayori send LETTER) goes on with them.
serve-unreachable = The mail server cannot be reached: { $said } Trying again by itself in about { $minutes } min.
serve-cannot-listen = Cannot listen on { $address }: { $detail }
    .advice = Check whether another program uses this number, or choose another under desk: in school.yaml.
new-letter-title = first letter
new-letter =
    # A first letter

    Copy this file to write a new letter. Open it in a plain text editor, write, and save. That is all.

    ## Headings begin with “## ”

    - items of a list begin with “- ”
    - **what matters** stands between two **
    - {"{"}漢字|かんじ{"}"} gives a word its reading

    :::bring What to bring
    - lunch
    - a bottle
    :::

    Put photos beside this file and name them like this (put the photo there first, then take away both `).

    `![Children picking up acorns](acorns.jpg "A walk in autumn")`
new-settings =
    # The settings of the school. Everything but name may be left out.
    name: Our nursery
    lang: en
    phone: ""
    director: ""

    # Where parents open the pages, and where their 読みました arrives. Change both to the addresses you rent.
    site: http://127.0.0.1:8024
    collector: http://127.0.0.1:8026

    # Where the pages go. At first: public, in this folder.
    host: folder:public

    mail:
      from: Our nursery <otayori@example.jp>
      # A rehearsal: mails go into the folder mailbox and reach nobody.
      courier: mailbox:mailbox
serve-no-address = { $address } is no web address.
    .advice = Check site: and collector: in school.yaml.

demo-building = Making the sample school (developing the photos takes a little while, once) …
demo-director = the director (sample)
demo-parent = {"  "}a guardian of { $family }: { $does }
demo-Reads = opened the page, read it, touched it
demo-Confirms = read it and pressed 読みました
demo-AsksForCall = pressed 電話をください
demo-OpensOnly = opened it and left it alone
demo-IsAScanner = no person: a mail scanner fetched the link
demo-places =
    letter:  { $site }
    mailbox: { $mailbox }
    folder:  { $folder }
demo-try =
    Try it: open a mail of 園だより 11月号 in the mailbox, press its link, read for three seconds and touch the page.
    At the desk that family leaves that letter's list. (遠足 is important: there 読みました has to be pressed.)
    Ctrl-C ends it, and the folder is removed.
demo-mailbox = Mailbox ({ $count } mails)
demo-mailbox-back = back to the mailbox
demo-mail-html = the HTML mail
demo-mail-text = the plain mail
watch-loopback-only = The preview opens on this machine only (not at { $address }): drafts have no login here.
    .advice = To look from other machines use otayori serve: the desk has a login.
preview-title = preview of the letters
preview-sheet = sheet (PDF)
preview-notice = message
preview-page = the page alone
preview-photos = all photos

mail-keys-made = Made the key { $file } (never let it leave this machine, but have it in your backup)
mail-keys-there = The key is there: { $file }
mail-keys-dns = Put these TXT records into the DNS of { $domain } (the name, and what stands in the brackets; each "…" is a piece of at most 255 characters):
mail-keys-next = Half a day after they are in the DNS, receivers can check the signature.
mail-keys-next-setting = Half a day after they are in the DNS, write “dkim: true” below mail: in school.yaml. Where the mail server signs for you, none of this is needed.
send-tested = One test was sent. It counts nowhere.
send-test-rehearsed = One test lies in the rehearsal's folder. It reached nobody.
send-test-out = Its link opens the public page.
send-test-draft = The page is not out yet: its link opens the draft at the desk (after the login).
help-send-test = send one test to this address alone; nothing is released
help-doctor = look whether DNS, mail server, host, collector, clock, disk and ledger are in order
mail-read-nowhere = there is no inbox to read
    .advice = name it as “mail.inbox:” in school.yaml, or give one message on the standard input: otayori mail read < message.eml
mail-read-none = Nothing new has come back.
returned-bounce = mails that did not arrive
returned-delayed = notices that a mail is late
returned-auto-reply = automatic replies
returned-receipt = read receipts (not counted)
returned-complaint = complaints about spam (the mails are stopped)
returned-reply = replies of parents (please look into the inbox)
returned-strange = reports that cannot prove they are about us (not counted)
returned-other = others
serve-inbox = { $said }
help-mail-read = read what has come back by mail: one message on the standard input, or what is new in the inbox
send-dead = {"  "}{ $count ->
    [one] 1 address takes no mail
   *[other] { $count } addresses take no mail
} (by phone)

# people and the record
help-accounts = who may enter the desk
help-accounts-new = let somebody in, and print the link to choose a password
help-accounts-new-name = the name that the record will show
help-accounts-new-role = director / teacher / office
help-accounts-new-class = a teacher's class (any number of times)
help-accounts-reset = take password and codes away, and print a link to choose anew
help-accounts-reset-name = the name
help-accounts-renew = go on until the end of the school year
help-accounts-renew-name = the name
help-accounts-end = end an account now
help-accounts-end-name = the name
help-record = who saw and did what, and whether the record is whole
help-record-last = so many of the latest
accounts-none = Nobody has an account yet. otayori serve prints the link for the first one.
accounts-is-open = until { $day }
accounts-waits = until { $day } (no password chosen yet)
accounts-is-ended = ended
accounts-link = The link for { $name } to choose a password. Good once, until { $until }.
accounts-renewed = { $name } may enter until { $day }.
accounts-ended = { $name } may not enter any more.
record-whole = The record's { $count } entries are linked from the first to the last. The last link: { $link }
record-broken = Entry { $number } of the record was changed or is missing.
