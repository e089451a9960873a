# ページとメッセージのことば
page-month = { $month }月

page-skip = 本文へ
page-draft = 下書き
page-draft-note = まだ送っていません。外の人には見えません。
page-draft-photos = 写真の一覧
page-corrected = 訂正
page-corrected-note = 前にお届けした内容を訂正しました。
page-important = 大切なおたより
page-important-note = 読んだら「読みました」を押してください。
page-by = { $day }しめきり
page-deadline-label = しめきり
page-everyone = みなさま
page-to = { $audience }の保護者のみなさまへ
page-to-everyone = 保護者のみなさまへ
page-from = { $title }より
page-sheet = A4の紙面（PDF）
page-archive = これまでのおたより
page-calendar = よていカレンダー
page-library = 資料室
page-search = おたよりをさがす
page-events = カレンダーに入れられるよてい（{ $count }件）
page-events-all = ぜんぶまとめて入れる
page-to-calendar = 「{ $title }」をカレンダーに入れる
page-event-deadline = 「{ $title }」のしめきり
page-event-closed = 休み
page-table = 表{ $number }

page-tools = 読みやすく
page-ruby = ふりがな
page-size = 文字
page-size-normal = 標準
page-size-large = 大
page-size-largest = 特大
page-contents = もくじ
page-viewer = 写真を大きく見る
page-viewer-save = この写真を保存
page-viewer-hint = 保存できないときは、写真を長く押してください。
page-viewer-back = 前の写真
page-viewer-next = 次の写真
page-viewer-close = とじる
page-keep = このおたよりを保存
page-phone-label = 電話
page-languages = ことばを選ぶ
page-instead = このおたよりは、ご希望の言語ではまだ用意できていません。これは「{ $title }」です。

page-reply-label = お返事
page-read = 読みました
page-call = 電話をください
page-reply-hint = 読んだら「読みました」を1回押してください。
page-said-read = ありがとうございます。「読みました」が{ $school }に届いています: …
page-said-call = 「電話をください」が{ $school }に届いています: … { $calls }
page-calls-hours = { $days ->
    [mon-sat] 月曜から土曜
    [daily] 毎日
   *[weekdays] 平日
    }の{ $from }〜{ $to }に、園からお電話します。
page-calls-soon = 開園している時間に、なるべく早く園からお電話します。
page-said-more = この記録(届いた日時と、どのボタンか)は、年度が終わって{ $years ->
    [0] から
   *[other] { $years }年たったら
    }、園が消します。お電話や紙のほうがよいときは、園にそうお伝えください。次からそのようにします。
page-unused = ここは使わない欄です
page-said-waiting = おたよりは、このままお読みいただけます。お返事はこの画面に取ってあり、つながったときに届きます。電波の届くところで、もう一度このページを開いてください。
page-said-no-token = お返事を届けるには、お送りしたメッセージのリンクから開いてください。
page-without-script = この画面ではお返事のボタンを出せません。お送りしたメッセージの「ボタンが出ない電話の方はこちら」からお返事ください。

page-subject = { $school }「{ $title }」
page-subject-marked = { $school }【{ $marks }】{ $title }
page-marks-between = ・
page-notice-by = { $school }より、{ $day }しめきりのおたよりです。
page-notice-by-important = { $school }より、{ $day }しめきりの大切なおたよりです。
page-notice-important = { $school }より、大切なおたよりです。
page-notice-of = { $school }より、おたよりです。
page-notice-wanted = 読んだら「読みました」を1回押してください。押されない場合はお電話します。
page-notice-open = おたよりを開く
page-notice-link = こちらから開けます。
page-notice-due = しめきりは、{ $day }です。
page-notice-plain-link = ボタンが出ない電話の方はこちら
page-notice-questions = ご不明なことは、お電話でおたずねください。
page-notice-stop = メールを止める
page-notice-yours = このリンクはご家庭ごとのものです。ほかの方に送らないでください。

page-everybody = 全園
page-archive-title = { $year }年度 { $audience }のおたより
page-archive-empty = まだおたよりはありません。
page-archive-years = ほかの年度
page-archive-year = { $year }年度
page-library-title = { $audience }の資料室
page-library-note = いつでも見られるようにしてある書類です。
page-library-empty = まだ書類はありません。
page-calendar-title = { $audience }のよてい
page-calendar-empty = まだよていはありません。
page-calendar-months = 月をえらぶ
page-calendar-subscribe = このカレンダーをスマートフォンに入れる
page-calendar-subscribe-note = いちど入れておくと、新しいよていが自動で加わります。
page-calendar-address = うまくいかないときは、このアドレスをカレンダーのアプリに登録してください。
page-calendar-yours = このアドレスは、ほかの方に伝えないでください。
page-search-title = { $audience }のおたよりをさがす
page-search-label = さがすことば
page-search-button = さがす
page-search-none = 見つかりませんでした。ほかのことばでもお試しください。
page-search-found = { $count }件見つかりました。
page-search-wait = 読みこんでいます。
page-search-away = さがすための情報を読みこめませんでした。電波の届くところで、もう一度お試しください。
page-search-without-script = この画面ではさがせません。
page-ways = ほかのページ
page-home-note = おたよりは、お送りしたメッセージのリンクからお読みください。
page-not-found = ページがありません
page-not-found-note = リンクが途中で切れているか、おたよりが取り下げられました。お送りしたメッセージのリンクから、もう一度開いてみてください。

# テーマのまちがい
theme-unknown = テーマ「{ $theme }」がありません。
    .advice = 使えるテーマ: { $known }。自分のテーマは themes/{ $theme }/ に置きます。
theme-file-missing = テーマ「{ $theme }」に { $file } がありません。
    .advice = ファイルを置くか、theme.yaml の page-files: から消してください。
theme-file-unreadable = このファイルを読めません: { $fault }
    .advice = ファイルの権限を確かめてください。
theme-file-leads-outside = テーマの中に、ほかの場所を指すリンクがあります。
    .advice = リンクのかわりに、ファイルそのものを置いてください。
theme-file-too-large = このファイルはテーマには大きすぎます（{ $megabytes }MBまで）。
    .advice = 小さくするか、テーマのフォルダーから出してください。
theme-too-many-files = テーマのフォルダーにファイルが多すぎます（{ $count }個まで）。
    .advice = 写真など、テーマでないものをフォルダーから出してください。
theme-template-fault = テーマのひな型にまちがいがあります: { $fault }
    .advice = この行を直すか、ファイルを消してもとのテーマに戻してください。
theme-settings-fault = theme.yaml を読めません: { $fault }
    .advice = この行を直すか、ファイルを消してもとのテーマに戻してください。
words-folder-unknown = 「{ $name }」という言語を知りません
    .advice = words/ の中のフォルダーには、言語の記号を付けてください: pt、zh-Hans、ar など。
words-unreadable = ことばのファイルを読めません
    .advice = UTF-8のファイルを{ $kilobytes }KBまでにして、権限を確かめてください。
words-fault = ことばのファイルにまちがいがあります: { $fault }
    .advice = この行を直してください。直るまで、この文は英語で出ます。
words-missing = { $count }個のことばがありません: { $ids }
    .advice = 足すまで、この文は英語で出ます。
theme-notice-without-link = メッセージのひな型にリンクがありません。
    .advice = { "{{ link }}" } と { "{{ plain_link }}" } の両方を入れてください。
