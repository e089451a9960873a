# 点検(otayori doctor): 学校のまわりの設備
doctor-looking = 点検しています(30秒まで)…
doctor-sum = よし { $fine }、注意 { $warnings }、直すところ { $wrong }。
doctor-no-answer = { $seconds }秒待っても、点検が終わりませんでした。
    .advice = ネットワークにつながっているかを確かめて、もう一度点検してください。

doctor-name-sender = 差出人のドメイン
doctor-name-spf = SPF
doctor-name-dkim = DKIM
doctor-name-dmarc = DMARC
doctor-name-relay = メールサーバー
doctor-name-inbox = 戻ってきたメールの受信箱
doctor-name-site = ページの置き場所
doctor-name-headers = ページの守り
doctor-name-listing = フォルダーの一覧
doctor-name-collector = 受け口
doctor-name-clock = 時計
doctor-name-disk = ディスクの空き
doctor-name-private = .otayori フォルダー
doctor-name-ledger = 台帳
doctor-name-zone = 時間帯
doctor-name-fonts = 書体
doctor-name-backup = 控え
doctor-name-record = きろく

doctor-dns-away = DNS に聞けませんでした: { $detail }
    .advice = ネットワークにつながっているかを確かめて、もう一度点検してください。

doctor-sender-fine = { $domain } は届く宛先です({ $kind } があります)。
doctor-sender-nothing = { $domain } には MX も A もありません。docomo などは、このドメインからのメールを受け取りません。
    .advice = ドメインの DNS に MX か A を加えるか、mail.from を届くドメインのアドレスにしてください。
doctor-sender-null-mx = { $domain } は「メールを受け取らない」と言っています(空の MX)。戻ってくるメールを受け取れず、断る相手もいます。
    .advice = ドメインの MX を、メールを受け取るサーバーにしてください。

doctor-spf-fine = あります。正しい形で、問い合わせは { $count } 回です(10回まで)。
doctor-spf-missing = { $domain } に SPF がありません。Gmail や携帯電話の会社は、迷惑メールにするか受け取りません。
    .advice = メールサーバーの会社が教えてくれる SPF(v=spf1 …)を、ドメインの DNS に TXT で加えてください。
doctor-spf-several = { $domain } に SPF が { $count } つあります。二つ以上あると、どれも無効です。
    .advice = 一つにまとめてください(include: を並べられます)。
doctor-spf-syntax = SPF の「{ $term }」が正しくありません。SPF 全体が無効になっています。
    .advice = この部分の書きまちがいを直してください。
doctor-spf-included = SPF が指す { $domain } に、SPF が(ちょうど一つ)ありません。SPF 全体が無効になっています。
    .advice = include: や redirect= の名前を確かめ、使わないものは消してください。
doctor-spf-included-syntax = SPF が指す { $domain } の「{ $term }」が正しくありません。SPF 全体が無効になっています。
    .advice = そのドメインの持ち主に知らせるか、include: から外してください。
doctor-spf-lookups = SPF の問い合わせが { $most } 回をこえます。こえると無効になります。
    .advice = 使っていない include: を消すか、ip4: に置きかえてください。
doctor-spf-everybody = SPF が「だれでも送ってよい」(+all)と言っています。なりすましを防げません。
    .advice = 終わりを -all か ~all にしてください。
doctor-spf-neutral = SPF の終わりに -all も ~all もありません。ほかから来たメールについて、何も言っていません。
    .advice = 終わりを ~all(慣れたら -all)にしてください。

doctor-dkim-fine = { $name } は、こちらの鍵と同じです。
doctor-dkim-by-relay = こちらでは署名しません(mail.dkim がありません)。メールサーバーが署名しているはずです。
    .advice = 「自分あてに試し送り」をして、届いたメールの詳細に DKIM: PASS とあるかを見てください。なければ mail.dkim: true と otayori mail keys を使います。
doctor-dkim-no-keys = mail.dkim とありますが、鍵がありません。メールに署名できません。
    .advice = otayori mail keys を実行し、出てくる行を DNS に加えてください。
doctor-dkim-unreadable = 鍵が読めません: { $detail }
    .advice = .otayori/dkim/ のファイルを控えから戻すか、消してから otayori mail keys で作り直してください。
doctor-dkim-missing = DNS に { $name } がありません。署名を確かめられません。
    .advice = otayori mail keys が出す行を、DNS に TXT で加えてください。
doctor-dkim-differs = DNS の { $name } は、こちらの鍵とちがいます。署名したメールは「改ざんされた」と見られます。
    .advice = otayori mail keys が出す行に置きかえてください。
doctor-dkim-several = DNS に { $name } が二つ以上あります。
    .advice = otayori mail keys が出す行だけを残してください。
doctor-dkim-revoked = DNS の { $name } は空です。この鍵は「もう使わない」という意味になります。
    .advice = otayori mail keys が出す行に置きかえてください。
doctor-dkim-testing = DNS の { $name } に t=y(試験中)とあります。署名がないのと同じに扱われます。
    .advice = うまく届いているなら t=y を消してください。

doctor-dmarc-fine = あります(p={ $policy })。報告の宛先もあります。
doctor-dmarc-missing = { $domain } に DMARC がありません。docomo は警告をつけ、届かないこともあります。Gmail も求めています。
    .advice = DNS に TXT で _dmarc を加えてください。はじめは「v=DMARC1; p=none; rua=mailto:(報告を受け取るアドレス)」で足ります。
doctor-dmarc-several = { $domain } に DMARC が二つ以上あります。どれも無効です。
    .advice = 一つだけにしてください。
doctor-dmarc-policy = { $domain } の DMARC に p=(none、quarantine、reject のどれか)がありません。
    .advice = はじめは p=none にしてください。
doctor-dmarc-alignment = 署名のドメイン({ $signed })が、差出人のドメイン({ $domain })とちがいます。DMARC に合格しません。
    .advice = mail.dkim の domain: を差出人のドメインにするか、mail.from をそろえてください。
doctor-dmarc-no-reports = あります(p={ $policy })。報告の宛先(rua=)がないので、届いていないときに気づけません。
    .advice = rua=mailto:(報告を受け取るアドレス)を加えてください。

doctor-relay-fine = { $server } につながり、証明書も正しく、ログインできました。
doctor-relay-fine-no-login = { $server } につながり、証明書も正しいです。ログインはありません。
doctor-relay-fine-here = { $server }(このパソコン)につながりました。
doctor-relay-rehearsal = けいこの設定です。メールはフォルダーに入り、だれにも届きません。
doctor-relay-sendmail = このパソコンの { $program } で送ります。
doctor-relay-sendmail-missing = { $program } がないか、動かせません。
    .advice = メールの仕組み(Postfix など)を入れるか、mail.courier を直してください。
doctor-relay-away = { $server } につながりません: { $detail }
    .advice = サーバーの名前と番号(mail.courier)、ネットワークを確かめてください。
doctor-relay-tls = { $server } と安全につなげません(証明書か暗号): { $detail }
    .advice = 証明書にある名前を mail.courier に書いてください。期限が切れているなら、メールサーバーの会社に知らせてください。
doctor-relay-no-starttls = { $server } は暗号(STARTTLS)を使えません。そのままでは送りません。
    .advice = smtps://…:465 を試すか、メールサーバーの会社に聞いてください。
doctor-relay-login = { $server } にログインできません: { $detail }
    .advice = 利用者名(mail.courier)と、パスワードのファイル(mail.password-file)を確かめてください。
doctor-relay-size = { $server } は { $kilobytes } kB までのメールしか受け取りません。
    .advice = 長いおたよりのお知らせは断られるかもしれません。メールサーバーの会社に聞いてください。

doctor-inbox-fine = { $server } にログインして、開けました。
doctor-inbox-folder = { $folder } を開けました。
doctor-inbox-folder-missing = { $folder } がないか、開けません。
    .advice = フォルダーと権限、mail.inbox を確かめてください。
doctor-inbox-away = { $server } を開けません: { $detail }
    .advice = mail.inbox の名前と番号、利用者名、パスワードのファイルを確かめてください。戻ってきたメールに気づけません。

doctor-site-fine = { $address } は開け、最後に出したおたよりが、出したとおりに見えます。
doctor-site-empty = { $address } は答えます。まだおたよりを出していません。
doctor-site-here = { $address } は、このパソコンの中だけのアドレスです。家庭からは開けません。
    .advice = けいこなら、このままでかまいません。本番では site: を https:// の公開アドレスにしてください。
doctor-site-away = { $address } を開けません: { $detail }
    .advice = 置き場所が動いているか、証明書の期限が切れていないかを確かめてください。
doctor-site-missing = 最後に出したおたよりを { $address } で開くと、{ $status } と答えます。
    .advice = otayori publish でそろえ、それでも直らなければ host: と site: が同じ場所かを確かめてください。
doctor-site-different = { $address } に見えるのは、最後に出したおたよりとちがうものです。
    .advice = otayori publish でそろえ、間にあるキャッシュや「改善」の機能を止めてください。
doctor-headers-fine = 検索には出ない印があり(印刷用の PDF にも)、リンク先に住所を知らせません。
doctor-headers-pages = ページには、検索に出ない印があり、リンク先に住所を知らせません。(PDF にも付けるには、置き場所で X-Robots-Tag: noindex を設定します)
doctor-headers-indexed = ページから、検索に出ない印(noindex)が消えています。
    .advice = 置き場所がページを書きかえていないかを確かめ、X-Robots-Tag: noindex を設定してください。
doctor-headers-referrer = 置き場所が、リンク先にページの住所を知らせる設定をしています({ $value })。
    .advice = 置き場所の設定で Referrer-Policy: no-referrer にしてください。
doctor-listing-off = フォルダーを開いても、中の名前は見えません({ $count }か所を見ました)。
doctor-listing-on = { $address } を開くと、中にあるものの名前が見えます({ $count }か所)。当てられないはずのおたよりの住所が、だれにでもわかります。
    .advice = 置き場所の「一覧表示(directory listing、autoindex)」をいますぐ切ってください。S3 なら、バケットの一覧を公開しないでください。

doctor-collector-fine = { $address } が答え、この台帳につながっています。
doctor-collector-here = { $address } は、このパソコンの中だけのアドレスです。家庭のスマートフォンからは届きません。
    .advice = けいこなら、このままでかまいません。本番では collector: を https:// の公開アドレスにしてください。
doctor-collector-away = { $address } が答えません: { $detail }。読まれても印がつきません。
    .advice = otayori serve が動いているか、そのアドレスが外から開けるかを確かめてください。
doctor-collector-other = { $address } で答えているのは、この学校の受け口ではありません。
    .advice = school.yaml の collector: と site: を確かめてください。

doctor-clock-fine = 合っています(いま { $now })。
doctor-clock-unknown = くらべる相手がいないので、時計を確かめられませんでした。
    .advice = 置き場所と受け口につながるようになったら、もう一度点検してください。
doctor-clock-fast = このパソコンの時計が { $seconds }秒 進んでいます。夜に送ったり、読まれた印を見まちがえたりします。
    .advice = 時刻合わせ(NTP、chrony や systemd-timesyncd)を動かしてください。
doctor-clock-slow = このパソコンの時計が { $seconds }秒 遅れています。夜に送ったり、読まれた印を見まちがえたりします。
    .advice = 時刻合わせ(NTP、chrony や systemd-timesyncd)を動かしてください。
doctor-clock-collector = 受け口の時計が { $seconds }秒 ずれています。読まれた時刻がずれます。
    .advice = 受け口の機械で時刻合わせ(NTP)を動かしてください。
doctor-clock-site = 置き場所の時計が { $seconds }秒 ずれています。Otayori には差しつかえありません。
    .advice = 置き場所の会社に知らせてください。

doctor-disk-fine = { $mebibytes } MiB 空いています。
doctor-disk-low = あと { $mebibytes } MiB です。写真の多いおたよりで足りなくなるかもしれません。
    .advice = いらないファイルを消してください。.otayori/cache と build は、いつ消してもかまいません。
doctor-disk-full = あと { $mebibytes } MiB しかありません。送った、読まれたを書きとめられなくなります。
    .advice = すぐに場所を空けてください。.otayori/cache と build は、いつ消してもかまいません。
doctor-disk-unknown = ディスクの空きがわかりませんでした(df が動きません)。
    .advice = df が使えるようにしてください。
doctor-private-fine = ほかの人は開けず、このパソコンだけにあります。
doctor-private-open = { $folder } を、このパソコンのほかの利用者も開けます。だれが読んだかが入っています。
    .advice = chmod 700 { $folder } を実行してください。
doctor-private-shared = { $folder } は { $kind }(共有または同期されるフォルダー)の中にあります。台帳がこわれます。
    .advice = このパソコンだけのディスクに、学校のフォルダーを移してください。
doctor-private-unreadable = { $folder } を開けません: { $detail }
    .advice = フォルダーの持ち主と権限を確かめてください。
doctor-ledger-fine = こわれていません({ $mebibytes } MiB)。
doctor-ledger-damaged = こわれています({ $count }か所): { $detail }
    .advice = otayori を止め、.otayori/ledger.sqlite を(-wal、-shm も)いまのまま写しとってから、控えから戻してください。
doctor-ledger-loose = { $mebibytes } MiB のうち { $percent } % が空きです。
    .advice = 動いている otayori を止めて、sqlite3 .otayori/ledger.sqlite VACUUM を実行すると小さくなります。急ぎません。
doctor-ledger-unreadable = 読めません: { $detail }
    .advice = ディスクの空きと権限を確かめてください。
doctor-zone-fine = { $zone }(いま { $now })。
doctor-zone-odd = 時間帯が「{ $zone }」です(いま { $now })。夜の静かな時間がずれていませんか。
    .advice = school.yaml の time-zone: を確かめてください(日本なら Asia/Tokyo)。
doctor-fonts-fine = あります。足りない文字があれば、otayori check が知らせます。
doctor-fonts-empty = { $folder } に、書体のファイル(ttf、otf、ttc)がありません。
    .advice = 書体を入れるか、school.yaml の fonts: から消してください。

doctor-backup-fine = { $days } 日前に控えました(0日 = きょう)。
doctor-backup-old = さいごの控えは { $days } 日前です。
    .advice = otayori backup で、別のディスクか機械に控えてください。毎晩ひとりでに控える方法は README にあります。
doctor-backup-never = まだ一度も控えていません。この機械がこわれると、名簿も、だれが読んだかも、戻りません。
    .advice = otayori backup で、別のディスクか機械に控えてください。
doctor-backup-restored = 控えから戻して { $days } 日です。戻してからは、まだ控えていません。
    .advice = publish と点検がすんだら、otayori backup で控えてください。
doctor-backup-nothing = まだ公開したおたよりがないので、控えはいりません。
doctor-record-fine = きろくは { $count }件、はじめから終わりまでつながっています。
doctor-record-broken = { $number }番めのきろくが、変えられたか、なくなっています。
    .advice = 台帳(.otayori/ledger.sqlite)に、このプログラムのほかのものが書いたのかもしれません。バックアップとくらべ、このパソコンにだれが入れるかを確かめてください。
