# 端末の窓口
help-otayori = おたより: Markdown と写真から、カラーのページと PDF をつくり、ご家庭に届け、まだ読まれていないご家庭のリストを出します。
help-school = 学校のフォルダー
help-json = 結果を JSON で出す
help-lang = ことば（ja / en）
help-demo = 見本の園を、このパソコンの中だけで動かしてみる
help-demo-once = 数軒の保護者を演じて、リストを出して終わる
help-demo-port = 最初のポート番号
help-new = 新しい学校のフォルダーをつくる
help-new-dir = つくる場所
help-check = 直すところを、ぜんぶ一度に出す
help-build = すべてのおたよりを、下書きとして build/ につくる
help-build-pages = 紙面(PDF)をつくらず、ページだけ(ずっと速い)
help-watch = おたよりのフォルダーを見はり、保存のたびにつくり直して見せる
help-watch-listen = 下見のページを出すアドレス
help-send = おたよりを出す（もう一度実行すると、途中から続けます）
help-send-letter = おたより（題名かファイル名の一部）
help-send-yes = 聞き返さない
help-send-emergency = 緊急: 夜間でもすぐに送る
help-send-at = 送る時刻（2026-11-24 07:30、明日 7:30、11/24 7:30、7:30）
help-send-family = このご家庭だけに送る（世帯番号か、未読リストの番号。出したあとで加わったか、届いていないご家庭）
help-send-no-messages = 公開だけして、メールは送らない
help-send-looked-over = 確かめてほしいところを読みました。このままでかまいません
help-send-director-agreed = 園長の確認をもらいました（desk.approval）
help-send-without = この写真をはずして出す（名前の一部。何枚でも）
help-send-with = はずした写真をもどす（名前の一部）
help-send-nobody-uncovered = 写真を確かめた: のせてよいと言われていない子は写っていない
help-correct = 訂正を、同じアドレスのページに出す
help-correct-letter = おたより
help-correct-yes = 聞き返さない
help-correct-important = 大事な訂正: 全員にもう一度知らせ、前に読んだ方も未読に戻す
help-correct-looked-over = 確かめてほしいところを読みました。このままでかまいません
help-correct-director-agreed = 園長の確認をもらいました（desk.approval）
help-correct-addendum = 追記: 全員に知らせる。前に読んだ方は読んだまま
help-correct-without = この写真をはずして訂正する（名前の一部。何枚でも）
help-correct-with = はずした写真をもどす（名前の一部）
help-correct-nobody-uncovered = 写真を確かめた: のせてよいと言われていない子は写っていない
help-remind = まだ読んでいないご家庭だけに、もう一度送る
help-remind-letter = おたより
help-remind-yes = 聞き返さない
help-recall = おたよりを取り下げる
help-recall-letter = おたより
help-recall-yes = 聞き返さない
help-publish = 公開先を、出したおたよりのとおりにする
help-serve = 事務室の画面・受け口・見はり・送信を、まとめて動かす
help-serve-only = これだけを動かす
help-unread = まだ読まれていないご家庭のリスト
help-unread-letter = おたより
help-unread-csv = CSV で出す
help-unread-sheet = 電話用に印刷できる PDF をつくる
help-unread-gate = お迎えのときの、クラスごとの PDF をつくる
help-unread-xlsx = Excel のファイルをつくる
help-called = 電話の結果を書きこむ
help-called-letter = おたより
help-called-family = 世帯番号か、リストの行の番号
help-called-outcome = reached / at-gate / on-paper / no-answer / left-message / wrong-number
help-called-note = ひとこと
help-called-number = 番号ちがいのとき、何番めの番号か
help-called-undo = このご家庭に書きとめた最後の結果を取り消す
help-called-codes = 紙のリストの行の番号と結果(K7Q4 ○ …)。なければ標準入力から、1行に1家庭ずつ
help-called-paper = このクラスの、紙のご家庭すべてに紙で渡した
help-called-yes = 聞かずに書きとめる
help-contacts = 直す連絡先: 番号ちがいの電話
help-mail = メールの支度
help-mail-keys = 園のメールであることを示す署名(DKIM)の鍵をつくり、DNS に入れる行を出す
help-licenses = 中に入っている書体や絵の、作者と使用条件

cli-wrong-use = 使い方がちがいます: { $detail }
    .advice = { $command } --help で、書き方が見られます。
cli-use-missing = { $what } が足りません。
cli-use-unknown = 「{ $what }」という書き方はありません。
cli-use-value = { $place } に「{ $what }」は使えません。
cli-use-near = 「{ $near }」のことですか?
cli-use-fitting = 使えるのは { $fitting } です。
cli-use-apart = { $what } と { $with } は、いっしょには使えません。
cli-use-argument = { $name }（{ $help }）
say-no-terminal = （端末につながっていないので、聞けません。--yes をつけると聞かずに進みます）
say-no-terminal-photos = （端末につながっていないので、写真のことを聞けません）
check-read = おたより { $letters } 通、写真 { $photos } 枚を調べました。
build-progress = 写真 {"{"}pos{"}"}/{"{"}len{"}"} {"{"}bar:30{"}"} あと {"{"}eta{"}"}
build-saved = 写真 { $photos } 枚: { $before } MB → { $after } MB（保護者のスマートフォンが読みこむ大きさ）
build-done = { $folder } にできました。
publish-done = 公開しました: 新しく { $uploaded }、消した { $removed }、そのまま { $unchanged } — { $address }

send-letter = 「{ $title }」を { $audience } に出します。
send-class = {"  "}{ $class }  { $families } 世帯  保護者 { $guardians } 人
send-sum = {"  "}あわせて { $families } 世帯、メールを受けとる保護者 { $guardians } 人{ $followers ->
    [0] {""}
   *[other] （ほかに祖父母・地域など { $followers } 人）
}
send-stopped-mails = {"  "}メールを止めた方 { $count } 人（お電話で。緊急のときはメールも届きます）
send-without-channel = {"  "}メールの届かないご家庭が { $count } 世帯あります（電話か紙で知らせてください）:
send-languages = {"  "}読むことば:
send-language = {"    "}{ $name }  { $count } 人
send-language-instead = {"    "}{ $name }  { $count } 人（翻訳がないので、{ $given }で届きます）
check-translations = そのうち、ほかのことばもあるおたより { $letters } 通（翻訳 { $translations } つ）
send-last-same = {"  "}前回の「{ $title }」と同じご家庭です。
send-last-differs = {"  "}前回の「{ $title }」とくらべて、増えた { $new } 世帯、減った { $gone } 世帯。
send-at = {"  "}メールは { $at } に送ります。ページはいま公開の場所に置きますが、それまで一覧にも暦にものらず、アドレスはだれにも届きません。
send-too-late = { $count } 通は、送る時刻をすぎて間に合わなくなったので、送りませんでした（school.yaml の mail.late）。未読リストにのっています。お電話ください。
send-rehearsal = ※ 練習です。メールはフォルダーに入るだけで、だれにも届きません（school.yaml の mail.courier が mailbox です）。
send-ask = { $families } 世帯に出しますか。
send-not-asked = 出しませんでした。
send-confirm = 確かめてほしいところ({ $count }件):
send-ask-confirm = このままで、まちがいありませんか。
send-not-confirmed = 出していません。確かめてほしいところに、まだ答えがありません。
say-no-terminal-confirm = 確かめる人がいないので、ここで止めます。読んで、このままでよければ --looked-over をつけてください(--yes だけでは足りません)。
approval-asked = { $name }さんが、事務室の画面で園長に確認を頼んでいます。
approval-sent-back = 園長から{ $name }さんに戻されています: { $words }
approval-ask = この園では、ご家庭に届く前に園長が確かめます。園長は、これでよいと言いましたか。
approval-no-terminal = （端末につながっていないので、聞けません。--yes は園長の代わりになりません）
approval-missing = 「{ $title }」は出していません。園長{ $count ->
    [0] {""}
   *[other] （{ $directors }）
}の確認がまだです。
    .advice = 園長が事務室の画面で配信できます: { $address } もう確認をもらっているときは --director-agreed をつけてください。だれがそう答えたかは記録に残ります。
send-photos = 写真を確かめてください:
send-photos-left-out = はずした写真: { $photos }
send-uncovered = 写真にのせない子（{ $count }人）:
send-child = { $name }
send-child-within-class = { $name }（クラスのおたよりだけ可）
send-no-class = クラスなし
send-ask-photos = この子たちは、どの写真にも写っていませんか。
send-photos-not-looked = 写真が確かめられていないので、出しませんでした。
    .advice = 写真を開いて名前と見くらべてください。写っていなければ --nobody-uncovered を、写っていれば --without 写真の名前 をつけます（--yes だけでは答えたことになりません）。
send-photo-left-out = 写真「{ $photo }」をはずしました。
send-photo-put-back = 写真「{ $photo }」をもどしました。
send-goes-on = このおたよりは出してあります。残っている分を続けます。
send-joined = 出したあとに、{ $people } 人({ $families } 世帯)が名簿に加わるか、はじめてメールアドレスをのせました。まだ送っていません。
send-was-rehearsed = 練習で出したおたよりです。{ $families } 世帯の { $people } 人分は、フォルダーに入っただけで、だれにも届いていません。
send-ask-for-real = { $families } 世帯の { $people } 人に、いま本番で送りますか。
send-family = 世帯 { $family } には「{ $title }」がまだ届いていません。名簿のいまのアドレスへ、{ $people } 人に送ります。
send-ask-family = 世帯 { $family } に送りますか。
send-ask-joined = その { $people } 人にも送りますか。
send-holding = { $until } まで待ってから送ります。取りやめるには、事務室の画面で「送るのをやめる」を押してください。Ctrl-C は、このコマンドを終えるだけです（otayori serve が動いていれば、そちらが送ります）。
send-elsewhere = いま、べつの otayori が送っています。終わるのを待ちます。
send-waits = 残りは { $until } に送ります。otayori serve が動いていればひとりでに、動いていなければそのころもう一度 otayori send を実行してください。
send-unreachable = メールサーバーにつながりません: { $said }
    残りは台帳にあります。つながるようになったら、もう一度 otayori send を実行してください。
send-stopped = 途中で止めました。まだ { $count } 通が台帳で待っています。otayori send をもう一度実行すると続きを送ります(otayori serve が動いていれば、そちらが続けます)。
send-report = { $address } 全部で { $total } 件:
send-nobody-told = ※ 練習でした。だれにも届いていません。
state-held = 送る時刻を待っています
state-frozen = これから送ります
state-sending = 送っているところです
state-accepted = メールサーバーが受けとりました
state-bounced = 宛先が受けとりません
state-deferred = あとでもう一度送ります
state-failed = 送れませんでした
state-uncertain = 送れたかどうか、わかりません
state-rehearsed = 練習（だれにも届いていません）
state-cancelled = 取りやめました
state-no-channel = メールの届かない方（電話か紙で）

correct-ask = { $families } 世帯のページを、直した文章に差しかえますか（お知らせのメールは送りません）。
correct-ask-important = { $families } 世帯に大事な訂正として知らせ、前に読んだ方も未読に戻しますか。
correct-ask-addendum = { $families } 世帯に追記を知らせますか（前に読んだ方は、読んだままです）。
remind-shows = まだ確認できていない { $families } 世帯に、もう一度メールを送ります。ほかの未読の { $count } 世帯には、メールではなくお電話ください。
remind-ask = { $families } 世帯に送りますか。
remind-nobody = もう一度メールを送るご家庭はありません（未読で、お電話がいるご家庭 { $count }）。
remind-not-asked = 送りませんでした。
send-additions = 追記のお知らせ { $total } 件:
send-reminders = 未読の方への再送 { $total } 件:
correct-not-asked = 訂正しませんでした。
correct-done = 訂正を出しました（第 { $edition } 版）。
recall-ask = 「{ $letter }」を取り下げますか。ページ・PDF・写真が公開先から消えます。
recall-not-asked = 取り下げませんでした。
recall-done = 「{ $letter }」を取り下げました。

unread-sheet-done = { $file } をつくりました。お名前と電話番号が入っています。使い終わったら、細断してください。
unread-copy-done = { $file } をつくりました。お名前が入っています。使い終わったら、消すか細断してください。
called-undone = { $family }: 最後の結果を取り消しました。
called-nothing-to-undo = { $family } には、取り消す結果がありません。
called-codes-done = { $count } 件を書きもどしました。
called-paper-shows = { $class }: 紙でお渡しする { $count } 家庭
called-paper-ask = この { $count } 家庭に、紙で渡したと書きとめますか?
called-paper-nobody = 「{ $class }」に、紙でお渡しするご家庭で未確認の方はいません。
    .advice = クラスの名前を、名簿のとおりに書いてください。紙のご家庭が残っているクラス: { $classes }
called-paper-not-asked = 書きとめていません。
    .advice = 端末で「y」と答えるか、--yes をつけてください。
called-number-alone = --number は、番号ちがいのときだけ使います（いまの結果は「{ $outcome }」）。何も書きとめていません。
    .advice = --number をとるか、結果を wrong-number にしてください。
called-paper-done = { $count } 家庭に紙で渡したと書きとめました。
contacts-none = 直す電話番号はありません。
contacts-count = 番号ちがいの電話 { $count } 件。名簿の番号を直すと消えます。
called-settled = { $family }: { $outcome }。リストから外れました。
called-settled-part = { $family }: { $outcome }。この方はリストから外れました。同じご家庭のほかの方は残っています。
called-noted = { $family }: { $outcome }。リストに残っています。
outcome-reached = 話せた
outcome-at-gate = お迎えで伝えた
outcome-on-paper = 紙で渡した
outcome-no-answer = つながらない
outcome-left-message = 伝言を残した
outcome-wrong-number = 番号ちがい

new-exists = { $folder } は空ではありません。
    .advice = まだない名前か、空のフォルダーを書いてください。
new-done = { $folder } に新しい学校ができました。
    まず school.yaml の name を書きかえ、otayori --school { $folder } build で最初のおたよりを見てください。

watch-preview = 下見のページ: { $address } （このパソコンの中だけ）
watch-built = つくり直しました: { $problems }
serve-desk = 事務室の画面: { $address }
serve-first = はじめての方は、1時間のうちにこのリンクを開いて、名前とパスワードを決めてください: { $link }
serve-collector = 受け口（保護者のページからの「読みました」が届くところ）: { $address }
serve-site = おたよりのページ: { $address } （このパソコンの中だけ）
serve-watch = 見はっているフォルダー: { $folder }
serve-sending = 送信: 動いています。
serve-stopping = 止めています。いま送っている分が終わるまで待ちます。
serve-remains = まだ { $count } 通が台帳で待っています。otayori serve(または otayori send おたより)で続きを送ります。
serve-unreachable = メールサーバーにつながりません: { $said } 約{ $minutes }分後に、自動でもう一度ためします。
serve-cannot-listen = { $address } で受けられません: { $detail }
    .advice = ほかのプログラムが同じ番号を使っていないか確かめるか、school.yaml の desk: で別の番号にしてください。
new-letter-title = はじめのおたより
new-letter =
    # はじめのおたより

    このファイルを写して、新しいおたよりを書きます。メモ帳で開いて、そのまま書いて、保存するだけです。

    ## 見出しは「## 」ではじめます

    - 箇条書きは「- 」ではじめます
    - **大事なところ**は ** ではさみます
    - {"{"}漢字|かんじ{"}"}には、こう書くと、ふりがながつきます

    :::もちもの えんそくのもちもの
    - おべんとう
    - すいとう
    :::

    写真は、このファイルと同じところに入れて、こう書きます（写真を入れてから、両はしの ` を消してください）。

    `![どんぐりをひろう子どもたち](どんぐり.jpg "秋のさんぽ")`
new-settings =
    # 園や学校の設定です。name のほかは、書かなくても動きます。
    name: わたしたちの園
    lang: ja
    phone: ""
    director: ""

    # 保護者がページを開くところと、「読みました」が届くところ。借りたサーバーのアドレスに書きかえます。
    site: http://127.0.0.1:8024
    collector: http://127.0.0.1:8026

    # ページの置き場所。はじめは、このフォルダーの中の public です。
    host: folder:public

    mail:
      from: わたしたちの園 <otayori@example.jp>
      # 練習: メールは mailbox フォルダーに入るだけで、だれにも届きません。
      courier: mailbox:mailbox
serve-no-address = { $address } はウェブのアドレスではありません。
    .advice = school.yaml の site: と collector: を確かめてください。

demo-building = 見本の園をつくっています（写真の現像に、はじめの1回だけ少しかかります）…
demo-director = 園長（見本）
demo-parent = {"  "}{ $family } の保護者: { $does }
demo-Reads = ページを開いて、読んで、さわりました
demo-Confirms = 読んで「読みました」を押しました
demo-AsksForCall = 「電話をください」を押しました
demo-OpensOnly = 開いただけで、さわっていません
demo-IsAScanner = 人ではなく、メールの検査機械がリンクを開きました
demo-places =
    おたより:  { $site }
    メール箱:  { $mailbox }
    フォルダー: { $folder }
demo-try =
    ためしてみましょう: メール箱で「園だより 11月号」のメールを開き、リンクを押し、3秒ほど読んで、画面にさわってください。
    事務室の画面で、そのご家庭が園だよりのリストから外れます（大切なおたよりの「遠足」では「読みました」を押すと外れます）。
    終わるには Ctrl-C を押します（フォルダーは消えます）。
demo-mailbox = メール箱（{ $count } 通）
demo-mailbox-back = メール箱にもどる
demo-mail-html = HTML のメール
demo-mail-text = 文字だけのメール
watch-loopback-only = 下見のページは、このパソコンの中だけで開けます（{ $address } では開けません）。下書きにはログインがないからです。
    .advice = ほかのパソコンから見るには otayori serve（事務室の画面、ログインあり）を使ってください。
preview-title = おたよりの下見
preview-sheet = 印刷用（PDF）
preview-notice = お知らせメール
preview-page = ページだけを開く
preview-photos = 写真の一覧

mail-keys-made = 鍵をつくりました: { $file }（この機械の外に出さないでください。バックアップには入れてください）
mail-keys-there = 鍵はもうあります: { $file }
mail-keys-dns = { $domain } の DNS に、次の TXT レコードを入れてください（名前と、かっこの中の文字。1つの "…" が255字までに分けてあります）:
mail-keys-next = DNS に入れてから半日ほどで、受けとる側が署名を確かめられるようになります。
mail-keys-next-setting = DNS に入れて半日ほど待ってから、school.yaml の mail: の下に「dkim: true」と書いてください。メールサーバーが署名してくれるときは、いりません。
send-tested = 試し送りを1通、届けました。数には入りません。
send-test-rehearsed = 試し送りを1通、けいこのフォルダーに入れました。だれにも届きません。
send-test-out = リンクは、公開しているページを開きます。
send-test-draft = このページはまだ公開していません。リンクは、事務室の画面の下書きを開きます(ログインがいります)。
help-send-test = このアドレスだけに、試しに1通送る(配信はしない)
help-doctor = 学校のまわりの設備(DNS、メールサーバー、公開先、時計、ディスク、台帳)を点検する
mail-read-nowhere = 読む受信箱がありません
    .advice = school.yaml に「mail.inbox:」を書くか、メールを1通、標準入力に渡してください(otayori mail read < メール.eml)
mail-read-none = 新しく戻ってきたメールはありません。
returned-bounce = 届かなかったメールの知らせ
returned-delayed = 遅れているという知らせ
returned-auto-reply = 自動の返信
returned-receipt = 開封の通知(数えません)
returned-complaint = 迷惑メールの申し出(メールを止めました)
returned-reply = 保護者からの返信(受信箱をごらんください)
returned-strange = 出どころの分からない「届きません」(数えません)
returned-other = そのほか
serve-inbox = { $said }
help-mail-read = 戻ってきたメールを読みます(標準入力の1通、または受信箱の新着)
send-dead = {"  "}メールの届かないアドレス { $count } 件（お電話で）

# 使う人ときろく
help-accounts = 事務室の画面を使う人の一覧
help-accounts-new = 使う人を加え、パスワードを決めるリンクを出す
help-accounts-new-name = 記録に残るお名前
help-accounts-new-role = director(園長)/ teacher(先生)/ office(事務)
help-accounts-new-class = 先生のクラス(何回でも)
help-accounts-reset = パスワードと確認コードを消し、決めなおすリンクを出す
help-accounts-reset-name = お名前
help-accounts-renew = 年度の終わりまで続ける
help-accounts-renew-name = お名前
help-accounts-end = いま使えないようにする
help-accounts-end-name = お名前
help-record = だれが何を見て、何をしたか。きろくが欠けていないかも確かめます
help-record-last = 新しいほうから、この数だけ出す
accounts-none = まだだれも登録していません。otayori serve を起動すると、はじめの方のためのリンクが出ます。
accounts-is-open = { $day }まで
accounts-waits = { $day }まで(まだパスワードを決めていません)
accounts-is-ended = 使えません
accounts-link = { $name }さんがパスワードを決めるためのリンクです。{ $until } まで、一度だけ使えます。
accounts-renewed = { $name }さんは { $day } まで使えます。
accounts-ended = { $name }さんは、もう使えません。
record-whole = きろくは { $count }件、はじめから終わりまでつながっています。終わりの印: { $link }
record-broken = { $number }番めのきろくが、変えられたか、なくなっています。
