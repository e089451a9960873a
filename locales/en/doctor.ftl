# otayori doctor: what lies around the school
doctor-looking = Looking at everything (up to 30 seconds) …
doctor-sum = { $fine } fine, { $warnings } to look at, { $wrong } wrong.
doctor-no-answer = This check had not ended after { $seconds } seconds.
    .advice = Make sure that this machine is on the network, and look again.

doctor-name-sender = Sender's domain
doctor-name-spf = SPF
doctor-name-dkim = DKIM
doctor-name-dmarc = DMARC
doctor-name-relay = Mail server
doctor-name-inbox = Inbox for mail that comes back
doctor-name-site = Pages
doctor-name-headers = Pages kept private
doctor-name-listing = Directory listing
doctor-name-collector = Collector
doctor-name-clock = Clock
doctor-name-disk = Free disk
doctor-name-private = Folder .otayori
doctor-name-ledger = Ledger
doctor-name-zone = Time zone
doctor-name-fonts = Typefaces
doctor-name-backup = Backup
doctor-name-record = record

doctor-dns-away = The DNS could not be asked: { $detail }
    .advice = Make sure that this machine is on the network, and look again.

doctor-sender-fine = { $domain } can be answered (it has { $kind }).
doctor-sender-nothing = { $domain } has neither MX nor A. docomo and others take no mail from such a domain.
    .advice = Give the domain an MX or A record, or use an address of another domain in mail.from.
doctor-sender-null-mx = { $domain } says that it takes no mail (an empty MX): what comes back is lost, and some receivers refuse it.
    .advice = Let the domain's MX name a server that takes its mail.

doctor-spf-fine = There, sound, { $count } questions of at most 10.
doctor-spf-missing = { $domain } has no SPF. Gmail and the carriers call its mail spam or refuse it.
    .advice = Add the SPF that your mail provider names (v=spf1 …) to the domain's DNS, as TXT.
doctor-spf-several = { $domain } has { $count } SPF records. With more than one, none counts.
    .advice = Make one of them (several include: may stand in it).
doctor-spf-syntax = “{ $term }” in the SPF is no term; the whole record counts for nothing.
    .advice = Mend this term.
doctor-spf-included = The SPF points to { $domain }, which has no SPF (or several); the whole record counts for nothing.
    .advice = Look at the names in include: and redirect=, and take out what is not used.
doctor-spf-included-syntax = The SPF points to { $domain }, whose “{ $term }” is no term; the whole record counts for nothing.
    .advice = Tell that domain's owner, or take it out of your SPF.
doctor-spf-lookups = The SPF takes more than { $most } questions to the DNS; it counts for nothing then.
    .advice = Take out each include: that is not used, or write ip4: instead.
doctor-spf-everybody = The SPF lets everybody send for the domain (+all).
    .advice = Let it end in -all or ~all.
doctor-spf-neutral = The SPF ends in neither -all nor ~all: it says nothing of mail from elsewhere.
    .advice = Let it end in ~all (later -all).

doctor-dkim-fine = { $name } holds our own key.
doctor-dkim-by-relay = Nothing is signed here (there is no mail.dkim); the mail server should sign.
    .advice = Send a test to yourself and look for DKIM: PASS in the details of the mail. If it is not there, set mail.dkim: true and run otayori mail keys.
doctor-dkim-no-keys = mail.dkim is set, but there are no keys: no mail can be signed.
    .advice = Run otayori mail keys, and add the lines it prints to the DNS.
doctor-dkim-unreadable = The keys cannot be read: { $detail }
    .advice = Bring the files of .otayori/dkim/ back from a backup, or remove them and run otayori mail keys.
doctor-dkim-missing = { $name } is not in the DNS: nobody can check the signature.
    .advice = Add the line that otayori mail keys prints to the DNS, as TXT.
doctor-dkim-differs = { $name } in the DNS is not our key: signed mail looks forged.
    .advice = Put the line there that otayori mail keys prints.
doctor-dkim-several = There is more than one { $name } in the DNS.
    .advice = Leave only the line that otayori mail keys prints.
doctor-dkim-revoked = { $name } in the DNS is empty: this key is not used any more, it says.
    .advice = Put the line there that otayori mail keys prints.
doctor-dkim-testing = { $name } says t=y (testing): the signature counts for nothing.
    .advice = Take t=y out once mails arrive.

doctor-dmarc-fine = There (p={ $policy }), with an address for reports.
doctor-dmarc-missing = { $domain } has no DMARC. docomo shows a warning and may refuse; Gmail asks for it too.
    .advice = Add the TXT record _dmarc. For the start “v=DMARC1; p=none; rua=mailto:(who reads reports)” will do.
doctor-dmarc-several = { $domain } has more than one DMARC record: none counts.
    .advice = Leave one.
doctor-dmarc-policy = The DMARC of { $domain } has no p= (none, quarantine or reject).
    .advice = Start with p=none.
doctor-dmarc-alignment = The signature is of { $signed }, the sender of { $domain }: that fails DMARC.
    .advice = Let mail.dkim's domain: be the sender's, or change mail.from.
doctor-dmarc-no-reports = There (p={ $policy }), but without an address for reports (rua=): nobody notices when mails do not arrive.
    .advice = Add rua=mailto:(who reads reports).

doctor-relay-fine = { $server } answers, its certificate is sound, the login works.
doctor-relay-fine-no-login = { $server } answers and its certificate is sound. There is no login.
doctor-relay-fine-here = { $server } (this machine) answers.
doctor-relay-rehearsal = A rehearsal: mails go into a folder and reach nobody.
doctor-relay-sendmail = Mails go by this machine's { $program }.
doctor-relay-sendmail-missing = { $program } is not there, or is no program.
    .advice = Install a mail system (Postfix, say), or change mail.courier.
doctor-relay-away = { $server } cannot be reached: { $detail }
    .advice = Look at name and port (mail.courier) and at the network.
doctor-relay-tls = No safe line to { $server } (certificate or TLS): { $detail }
    .advice = Write the name that stands in the certificate into mail.courier. If it has expired, tell your mail provider.
doctor-relay-no-starttls = { $server } offers no STARTTLS. Nothing is sent in clear.
    .advice = Try smtps://…:465, or ask your mail provider.
doctor-relay-login = { $server } does not let us in: { $detail }
    .advice = Look at the user (mail.courier) and the password's file (mail.password-file).
doctor-relay-size = { $server } takes mails up to { $kilobytes } kB only.
    .advice = The message of a long letter may be refused. Ask your mail provider.

doctor-inbox-fine = { $server } let us in and opened it.
doctor-inbox-folder = { $folder } can be opened.
doctor-inbox-folder-missing = { $folder } is not there, or cannot be opened.
    .advice = Look at the folder, its permissions, and mail.inbox.
doctor-inbox-away = { $server } cannot be opened: { $detail }
    .advice = Look at name, port, user and the password's file (mail.inbox). What comes back is not noticed.

doctor-site-fine = { $address } opens, and the last letter is there as it was released.
doctor-site-empty = { $address } answers. No letter is out yet.
doctor-site-here = { $address } is an address of this machine alone: no family can open it.
    .advice = For a rehearsal that is as it should be. To go live, let site: be a public https:// address.
doctor-site-away = { $address } cannot be opened: { $detail }
    .advice = Make sure that the host runs and that its certificate has not expired.
doctor-site-missing = The last letter at { $address } answers { $status }.
    .advice = Run otayori publish; if that does not mend it, host: and site: are not the same place.
doctor-site-different = { $address } shows something else than the last letter as released.
    .advice = Run otayori publish, and switch off caches and “optimisers” in between.
doctor-headers-fine = Pages and sheets ask search engines to stay away, and links tell nobody where they were clicked.
doctor-headers-pages = Pages ask search engines to stay away, and links tell nobody where they were clicked. (For the PDFs too, let the host add X-Robots-Tag: noindex.)
doctor-headers-indexed = The word that keeps search engines away (noindex) is gone from the page.
    .advice = Make sure that the host does not rewrite pages, and let it add X-Robots-Tag: noindex.
doctor-headers-referrer = The host tells linked sites the page's address ({ $value }).
    .advice = Let the host send Referrer-Policy: no-referrer.
doctor-listing-off = No folder shows what lies in it ({ $count } were looked at).
doctor-listing-on = { $address } shows what lies in it ({ $count } folders): the letters' unguessable addresses stand in the open.
    .advice = Switch directory listing (autoindex) off at the host now. With S3, do not let the public list the bucket.

doctor-collector-fine = { $address } answers, and keeps this ledger.
doctor-collector-here = { $address } is an address of this machine alone: no family's phone can reach it.
    .advice = For a rehearsal that is as it should be. To go live, let collector: be a public https:// address.
doctor-collector-away = { $address } does not answer: { $detail }. No reading is noted.
    .advice = Make sure that otayori serve runs and that the address can be reached from outside.
doctor-collector-other = What answers at { $address } is not this school's collector.
    .advice = Look at collector: and site: in school.yaml.

doctor-clock-fine = Right (it is { $now }).
doctor-clock-unknown = There was nobody to compare the clock with.
    .advice = Look again when host and collector can be reached.
doctor-clock-fast = This machine's clock is { $seconds } s fast: mails may go at night, and readings be misjudged.
    .advice = Let the clock be set by the network (NTP: chrony or systemd-timesyncd).
doctor-clock-slow = This machine's clock is { $seconds } s slow: mails may go at night, and readings be misjudged.
    .advice = Let the clock be set by the network (NTP: chrony or systemd-timesyncd).
doctor-clock-collector = The collector's clock is { $seconds } s off: readings get wrong times.
    .advice = Let the clock of the collector's machine be set by the network (NTP).
doctor-clock-site = The host's clock is { $seconds } s off. That does Otayori no harm.
    .advice = Tell the host's owner.

doctor-disk-fine = { $mebibytes } MiB free.
doctor-disk-low = { $mebibytes } MiB left: a letter with many photos may not find room.
    .advice = Remove what is not needed. .otayori/cache and build can be deleted at any time.
doctor-disk-full = Only { $mebibytes } MiB left: what was sent and read can soon not be written down.
    .advice = Make room now. .otayori/cache and build can be deleted at any time.
doctor-disk-unknown = The free room could not be asked (df does not run).
    .advice = Make df available.
doctor-private-fine = Closed to others, and on this machine alone.
doctor-private-open = Other users of this machine can look into { $folder }, which knows who read what.
    .advice = Run chmod 700 { $folder }
doctor-private-shared = { $folder } lies in { $kind } (shared or synced): the ledger will tear.
    .advice = Move the school's folder to a disk of this machine alone.
doctor-private-unreadable = { $folder } cannot be opened: { $detail }
    .advice = Look at the folder's owner and permissions.
doctor-ledger-fine = Sound ({ $mebibytes } MiB).
doctor-ledger-damaged = Damaged ({ $count } places): { $detail }
    .advice = End every otayori, copy .otayori/ledger.sqlite as it is (with -wal and -shm), then bring it back from a backup.
doctor-ledger-loose = { $percent } % of its { $mebibytes } MiB is free room.
    .advice = With no otayori running, sqlite3 .otayori/ledger.sqlite VACUUM makes it small. There is no hurry.
doctor-ledger-unreadable = It cannot be read: { $detail }
    .advice = Look at the free disk and the permissions.
doctor-zone-fine = { $zone } (it is { $now }).
doctor-zone-odd = The time zone is “{ $zone }” (it is { $now }). Are the quiet hours at night?
    .advice = Look at time-zone: in school.yaml (in Japan: Asia/Tokyo).
doctor-fonts-fine = There. If a letter lacks a character, otayori check says so.
doctor-fonts-empty = { $folder } holds no typeface (ttf, otf, ttc).
    .advice = Put typefaces there, or take it out of fonts: in school.yaml.

doctor-backup-fine = The last one is { $days } days old (0: today).
doctor-backup-old = The last one is { $days } days old.
    .advice = make one by otayori backup, on another disk or machine; the README tells how to have one every night
doctor-backup-never = There is none yet. If this machine breaks, nobody knows who has read what.
    .advice = make one by otayori backup, on another disk or machine
doctor-backup-restored = This school came back from a backup { $days } days ago, and there is none since.
    .advice = when it is published and everything here is in order, make one by otayori backup
doctor-backup-nothing = No letter is released yet, so none is needed.
doctor-record-fine = The record's { $count } entries are linked from the first to the last.
doctor-record-broken = Entry { $number } of the record was changed or is missing.
    .advice = Something other than this program may have written to the ledger (.otayori/ledger.sqlite). Compare with a backup, and look who can get at this machine.
