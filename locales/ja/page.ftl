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

page-reply-label = お返事
page-read = 読みました
page-call = 電話をください
page-reply-hint = 読んだら「読みました」を1回押してください。
page-said-read = ありがとうございます。「読みました」が届きました。
page-said-call = 「電話をください」が届きました。こちらからお電話します。
page-said-waiting = 電波の届くところで、もう一度このページを開いてください。お返事はまだ届いていません。
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
page-notice-stop = メールを止めたいときは、{ $school }へお知らせください。
page-notice-yours = このリンクはご家庭ごとのものです。ほかの方に送らないでください。

page-archive-title = { $year }年度 { $audience }のおたより
page-archive-empty = まだおたよりはありません。
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
theme-notice-without-link = メッセージのひな型にリンクがありません。
    .advice = { "{{ link }}" } と { "{{ plain_link }}" } の両方を入れてください。
