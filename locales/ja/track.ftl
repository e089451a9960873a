# 受け口の小さなページ(スクリプトの動かないブラウザー用)
track-heading = おたよりの確認
track-first = おたよりを読みましたか。園にお知らせいただくページです。「すすむ」を押してください。
track-go-on = すすむ
track-second = どちらか1つを押してください。
track-read = 読みました
track-call = 電話をください
track-again = もう一度押してください。少しゆっくりで大丈夫です。
track-not-now = おたよりはそのままで、何も変わっていません。いまは園に届けられませんでしたので、1分ほどたってから、もう一度押してください。
track-thanks = ありがとうございます
track-arrived-read = { $school }に届いています: { $time }
track-arrived-call = 「電話をください」が{ $school }に届いています: { $time }。{ $calls }
track-time = { $month }月{ $day }日({ $weekday }) { $clock }
track-close = このページは閉じてかまいません。
track-phone = { $school }の電話:
track-broken = リンクが途中で切れているようです
track-broken-next = メールのリンクをもう一度開いてみてください。開けないときは、園にお電話ください。

# メールを止める・また受け取る
stop-heading = メールを止める
stop-ask = この園のおたよりのメールを止めます。よろしければ、ボタンを押してください。
stop-ask-phone = この園のおたよりのメールを止めます。止めたあとは、園からお電話でお知らせします。よろしければ、ボタンを押してください。
stop-press = メールを止める
stop-done = メールを止めました
stop-done-phone = メールを止めました。これからはお電話でお知らせします
stop-stopped-phone = メールは止まっています。園からお電話でお知らせします
stop-stopped = メールは止まっています
stop-back = またメールで受け取る
stop-back-done = これからまた、メールでお知らせします
stop-despite = 【緊急】おたよりのメールを止めておられますが、緊急のお知らせのため、お送りしています。

remind-mark = 【まだの方へ】
remind-lead = まだ確認できていませんので、もう一度お送りします。もうお読みでしたら、ページを開いて「読みました」を押してください。
addendum-mark = 追記
addendum-lead = 先にお送りしたおたよりに、つけ加えたことがあります。
