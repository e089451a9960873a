# backup, restore, purge, incident
help-backup = keep the whole school in one encrypted file
help-backup-file = the backup; in a folder, under a name of the day
help-backup-new-key = make a key for backups, and print its public half for the settings
help-restore = bring a school back from a backup into an empty folder (--school)
help-restore-file = the backup
help-restore-key = the key file, where the backup was closed with a key instead of a passphrase
help-restore-check = only look whether it can be read

backup-ask-passphrase = Passphrase for the backup (12 characters or more; nobody can open it without):
backup-ask-again = Once more:
restore-ask-passphrase = Passphrase of the backup:
backup-passphrases-differ = The two passphrases differ. No backup was made.
    .advice = type it again from the beginning
backup-passphrase-short = The passphrase is too short.
    .advice = give it { $count } characters or more; four short words in a row are easy to remember and hard to guess
backup-no-passphrase = There is no passphrase for the backup.
    .advice = type it at a terminal, or put it into { $variable } or the file of backup.passphrase-file; to make backups every night without a secret on this machine, make a key by otayori backup --new-key
backup-no-key-file = “{ $file }” is no key file.
    .advice = give the file that otayori backup --new-key made; it has a line AGE-SECRET-KEY-1…
backup-done = Backup made: { $file } ({ $files } files, { $mebibytes } MiB). It was read again and is the same.
backup-left-out = These lie elsewhere, or cannot be kept as they are, and are not in it. Keep them by other means:
      { $names }
backup-key-done = The key is in { $file }. Take it off this machine, to a safe place apart from the backups: without it nobody opens them.
    With this in school.yaml, backups need no passphrase:
    backup:
      to: { $key }
restore-checked = All of this backup can be read: “{ $school }”, up to { $at }, { $files } files.
restore-done = “{ $school }” is back in { $folder } ({ $files } files), as it was at { $at }.
restore-doubt = What happened after { $at } is not known here: mails sent, letters read, calls made. Letters released after it look like drafts: look before you release one again.
restore-kept-back = “{ $letter }”: { $count } messages that waited may have gone already, and are stopped. To let them go, press “Send it after all” at the desk (some may arrive twice).
restore-left-out = These were not in the backup. Bring them back yourself:
      { $names }
restore-next = Next: otayori publish brings the host up to date, otayori doctor looks at everything. Do not run otayori on the old machine any more.

office-keeping-busy = Another backup or purge is at work.
    .advice = try again when it is done
office-backup-ledger-damaged = The ledger is damaged, so no backup was made: { $detail }
    .advice = keep the earlier backups, and see otayori doctor
office-backup-inside = “{ $file }” lies in a folder that is backed up.
    .advice = name a place outside the school's folder, best on another machine or disk
office-backup-changed = “{ $file }” changed while it was copied.
    .advice = try again; the earlier backup is as it was
office-backup-damaged = The backup is damaged or cut off: { $detail }
    .advice = nothing was brought back; use another backup
office-backup-foreign = The backup holds something that no backup has: “{ $name }”
    .advice = nothing was brought back; make sure that it is a backup of your own school
office-backup-none = This file is no backup.
    .advice = name a file that otayori backup made
office-backup-wants-passphrase = This backup is closed with a passphrase.
    .advice = leave out --key and type the passphrase
office-backup-wants-key = This backup is closed with a key.
    .advice = give the key file by --key
office-backup-wrong-key = The passphrase or key is not the one (or the file is damaged at its beginning).
    .advice = use the passphrase or key of the day it was made
office-backup-newer = A newer otayori made this backup.
    .advice = bring otayori up to date, then restore
office-restore-school = There is a school in “{ $folder }” already. It is not overwritten.
    .advice = name an empty folder by --school
office-restore-not-empty = “{ $folder }” is not empty.
    .advice = name an empty folder, or one that is not there yet, by --school
