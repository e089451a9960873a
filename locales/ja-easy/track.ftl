# うけつけの ページ(やさしい にほんご)
track-heading = おたよりの おへんじ
track-first = おたよりを よみましたか。おへんじの ページです。「つぎへ」を おして ください。
track-go-on = つぎへ
track-second = どちらか 1つを おして ください。
track-read = よみました
track-call = でんわを ください
track-again = もういちど おして ください。ゆっくりで だいじょうぶです。
track-not-now = おたよりは だいじょうぶです。いまは とどきませんでした。1ぷん まってから、もういちど おして ください。
track-thanks = ありがとうございます
track-arrived-read = { $school }に とどきました: { $time }
track-arrived-call = 「でんわを ください」が { $school }に とどきました: { $time }。{ $calls }
track-time = { $month }月{ $day }日（{ $weekday }） { $clock }
track-close = この ページは とじて いいです。
track-phone = { $school }の でんわ:
track-broken = リンクが とちゅうで きれて います
track-broken-next = メールの リンクを もういちど おして ください。ひらかない ときは、でんわを して ください。

# メールを とめる・また うけとる
stop-heading = メールを とめる
stop-ask = この園の おたよりの メールを とめます。よければ、ボタンを おして ください。
stop-ask-phone = この園の おたよりの メールを とめます。とめた あとは、わたしたちが でんわで しらせます。よければ、ボタンを おして ください。
stop-press = メールを とめる
stop-done = メールを とめました
stop-done-phone = メールを とめました。これからは でんわで しらせます
stop-stopped-phone = メールは とまって います。でんわで しらせます
stop-stopped = メールは とまって います
stop-back = また メールで うけとる
stop-back-done = これから また、メールで しらせます
stop-despite = 【きんきゅう】メールは とまって います。でも、とても だいじな おしらせなので、おくりました。

remind-mark = 【まだの かたへ】
remind-lead = まだ よんだと わかりません。だから、もういちど おくります。もう よんだ ひとは、ページで「よみました」を おしてください。
addendum-mark = つけたし
addendum-lead = まえの おたよりに、あたらしい ことを かきたしました。
