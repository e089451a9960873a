# 控え(backup)、控えから戻す(restore)、片づけ(purge)、記録(incident)
help-backup = 園のすべてを、暗号をかけた一つのファイルに控える
help-backup-file = 控えのファイル。フォルダーなら、日付の名前でその中に
help-backup-new-key = 控えの鍵をつくり、設定に書く公開鍵を出す
help-restore = 控えから、空のフォルダー(--school)に戻す
help-restore-file = 控えのファイル
help-restore-key = 鍵のファイル(合言葉でなく鍵で閉じた控えのとき)
help-restore-check = 読めるかどうかを確かめるだけ

backup-ask-passphrase = 控えの合言葉(12文字から。忘れると二度と開けません):
backup-ask-again = もう一度:
restore-ask-passphrase = 控えの合言葉:
backup-passphrases-differ = 二つの合言葉がちがいます。控えはつくりませんでした。
    .advice = もう一度はじめから打ってください。
backup-passphrase-short = 合言葉が短すぎます。
    .advice = { $count } 文字以上にしてください。短いことばを四つほどつなぐと、おぼえやすく、破られにくくなります。
backup-no-passphrase = 控えの合言葉がありません。
    .advice = 端末から打つか、環境変数 { $variable } か設定の backup.passphrase-file に置いてください。秘密を置かずに毎晩控えるには、otayori backup --new-key で鍵をつくります。
backup-no-key-file = 「{ $file }」は、鍵のファイルではありません。
    .advice = otayori backup --new-key がつくった、AGE-SECRET-KEY-1 ではじまる行のあるファイルを渡してください。
backup-done = 控えました: { $file }({ $files } ファイル、{ $mebibytes } MiB)。読み直して、同じであることを確かめました。
backup-left-out = 次のものは、ほかの場所にあるか、そのままでは控えられないので、入っていません。別に控えてください。
      { $names }
backup-key-done = 鍵を { $file } に書きました。この機械から出して、金庫など、控えとは別の場所に置いてください。なくすと、控えは開けません。
    設定(school.yaml)に次のように書くと、合言葉なしで控えられます。
    backup:
      to: { $key }
restore-checked = この控えは全部読めます:「{ $school }」、{ $at } まで、{ $files } ファイル。
restore-done = 「{ $school }」を { $folder } に戻しました({ $files } ファイル)。{ $at } のときの姿です。
restore-doubt = { $at } よりあとのことは、ここでは分かりません。そのあとに送ったメール、読まれたしるし、お電話の結果は、入っていません。そのあとに公開したおたよりは下書きに見えるので、もう一度公開する前に確かめてください。
restore-kept-back = 「{ $letter }」: 待っていた { $count } 通は、もう届いているかもしれないので止めてあります。送るときは、事務室の画面で「このまま送る」を押してください(二度届くことがあります)。
restore-left-out = 次のものは控えに入っていませんでした。自分で戻してください。
      { $names }
restore-next = 次に、otayori publish で公開先をそろえ、otayori doctor で点検してください。もとの機械では、もう otayori を動かさないでください。

office-keeping-busy = ほかで、控えか片づけをしているところです。
    .advice = 終わってから、もう一度どうぞ。
office-backup-ledger-damaged = 台帳が傷んでいるので、控えをつくりませんでした: { $detail }
    .advice = 前の控えは消さずに取っておき、otayori doctor を見てください。
office-backup-inside = 「{ $file }」は、控えに入るフォルダーの中です。
    .advice = 園のフォルダーの外(できれば別の機械やディスク)を指してください。
office-backup-changed = 「{ $file }」が、控えているあいだに変わりました。
    .advice = もう一度どうぞ。前の控えは、そのまま残っています。
office-backup-damaged = 控えのファイルが傷んでいるか、途中で切れています: { $detail }
    .advice = 何も戻していません。別の控えを使ってください。
office-backup-foreign = 控えの中に、あるはずのないもの「{ $name }」があります。
    .advice = 何も戻していません。自分の園でつくった控えかどうかを確かめてください。
office-backup-none = これは控えのファイルではありません。
    .advice = otayori backup でつくったファイルを指してください。
office-backup-wants-passphrase = この控えは、合言葉で閉じてあります。
    .advice = --key を付けずに、合言葉を打ってください。
office-backup-wants-key = この控えは、鍵で閉じてあります。
    .advice = --key に、鍵のファイルを渡してください。
office-backup-wrong-key = 合言葉か鍵がちがいます(ファイルのはじめが傷んでいるときも、こうなります)。
    .advice = 控えをつくったときの合言葉か鍵を使ってください。
office-backup-newer = この控えは、もっと新しい otayori でつくられています。
    .advice = otayori を新しくしてから、戻してください。
office-restore-school = 「{ $folder }」には、もう園があります。上書きはしません。
    .advice = 空のフォルダーを --school に書いてください。
office-restore-not-empty = 「{ $folder }」は、空ではありません。
    .advice = 空のフォルダーか、まだないフォルダーを --school に書いてください。
