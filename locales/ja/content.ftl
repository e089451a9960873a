# おたよりの問題
content-photo-alt = { $title }の写真 { $number }/{ $total }

content-audience-missing = だれあてのおたよりか、わかりません
    .advice = 「全園」や「年長」のように、あて先の名前のフォルダーに入れるか、いちばん上に「to:」で書いてください。
content-audience-mixed = 「全園」とほかの名前が、いっしょに書かれています
    .advice = 全員あてなら「全園」だけ、そうでなければクラスや学年だけにしてください。
content-folder-near = フォルダーの名前「{ $name }」というクラス・学年・グループはありません。「{ $near }」のことですか
    .advice = フォルダーの名前を「{ $near }」に直すか、名簿か設定の groups を確かめてください。
content-folder-unknown = フォルダーの名前「{ $name }」というクラス・学年・グループはありません
    .advice = 使える名前: { $near }
content-to-near = あて先「{ $name }」というクラス・学年・グループはありません。「{ $near }」のことですか
    .advice = 「{ $near }」に直すか、名簿か設定の groups を確かめてください。
content-to-unknown = あて先「{ $name }」というクラス・学年・グループはありません
    .advice = 使える名前: { $near }

content-box-open = 「:::」のかこみが閉じられていません
    .advice = かこみの終わりに「:::」だけの行を入れてください。
content-box-stray = この「:::」には、対になるかこみがありません
    .advice = かこみの始まりは「:::お知らせ」のように書きます。かこみは3重まで。いらなければ、この行を消してください。
content-too-deep = 引用や箇条書きの入れ子が深すぎるので、平らにならべました
    .advice = 「>」や字下げを減らしてください。
content-more = ほかにも{ $count }件の問題があります
    .advice = まず上の問題を直して、保存し直してください。

content-copy = 「{ $name }」はコピーのようなので、おたよりにしませんでした
    .advice = いらなければ消し、別のおたよりなら名前を変えてください。両方に書き足しがあるときは、1つにまとめてください。
content-other = 「{ $name }」は使われません
    .advice = 使えるのは、おたより(.md、.txt)と写真(.jpg、.png、.webp、.gif、.heic)です。いらなければ、別の場所に移してください。
content-word = 「{ $name }」: ワードのファイルは読めません
    .advice = 文章をコピーして、メモ帳に貼りつけ、「.txt」で保存してください。写真は横に置いてください。
content-unreadable = このファイルを開けません
    .advice = ほかの人が開いていないか、権限があるかを確かめてください。
content-too-large = このファイルは大きすぎます(1MBまで)
    .advice = 文章だけのファイルにして、写真は横に置いてください。
content-encoding = このファイルの文字が読めません
    .advice = メモ帳で開いて、「名前を付けて保存」で文字コードに「UTF-8」を選び、保存し直してください。
content-empty = このおたよりには、まだ何も書かれていません
    .advice = 文章を書いて保存してください。いらなければ消してください。
content-twins = 同じおたよりのファイルが、ほかにもあります: { $others }
    .advice = どれか1つを残して、ほかは消すか名前を変えてください。
content-translation-alone = 「{ $name }」は翻訳の名前ですが、もとのおたより「{ $main }」がありません
    .advice = もとのおたよりと同じフォルダーに置いて、名前をそろえてください。翻訳ではないときは、「.md」の前の「.」より後ろを消してください。
content-translation-same = もとのおたよりと同じ言語({ $language })の翻訳です
    .advice = どちらか1つにするか、名前の言語を直してください。
content-translation-unknown = 「.{ $said }」という言語を知らないので、「{ $main }」の翻訳ではなく、べつのおたよりとして扱っています
    .advice = 翻訳なら「{ $main }.en.md」「{ $main }.やさしい.md」のように、言語の名前か記号を書いてください。
content-translation-key = 「{ $key }」は翻訳には書けません。もとのおたよりと同じになります
    .advice = この行を消してください。変えたいときは、もとのおたよりのほうを直します。
content-translation-lang = 言語が「{ $said }」とありますが、ファイルの名前では「{ $lang }」です
    .advice = この行を消すか、ファイルの名前を直してください。
content-translation-title = 翻訳に題がありません。もとの題「{ $title }」を使います
    .advice = いちばん上に「# 」で始まる行を足して、訳した題を書いてください。
content-translation-photo = 写真「{ $name }」は、もとのおたよりにありません
    .advice = もとのおたよりにも入れるか、この行を消してください。写真の確かめは、もとのおたよりでします。
content-translation-names = 写真「{ $name }」に、もとのおたよりにない名前があります
    .advice = 写っている子の名前は、もとのおたよりに書いてください。翻訳では消してかまいません。
content-name-odd = 「{ $name }」: このファイルの名前は使えません
    .advice = ふつうの文字と数字だけの名前に変えてください。
content-link-out = 「{ $name }」は、おたよりのフォルダーの外につながっています
    .advice = ファイルそのものを、このフォルダーにコピーしてください。
content-folder-deep = 「{ $name }」: フォルダーが深すぎるので、見ませんでした
    .advice = もっと浅いところに移してください。
content-folder-full = ファイルが多すぎるので、途中までしか見ませんでした
    .advice = 前の年度のおたよりを「2025年度」のようなフォルダーに移してください。
content-folder-unreadable = フォルダー「{ $name }」を開けません
    .advice = フォルダーがあるか、開く権限があるかを確かめてください。

content-front-open = いちばん上の「---」が閉じられていません
    .advice = 「題: …」などの行のあとに、「---」だけの行を入れてください。
content-front-broken = 「---」ではさんだところの書き方が、このあたりで読めません
    .advice = 1行に1つ「項目: 値」と書いてください。値に「: 」や「#」が入るときは "…" でかこみます。
content-front-tab = 行のはじめにタブがあります
    .advice = タブを消してください。
content-front-mark = 値が「*」「&」「!」で始まっています
    .advice = 値全体を "…" でかこんでください。
content-front-large = 「---」ではさんだところが長すぎるか、深すぎます
    .advice = 1行に1つ「項目: 値」と書いてください。
content-key-near = 「{ $key }」という項目はありません。「{ $near }」のことですか
    .advice = 「{ $near }」に直すか、この行を消してください。
content-key-unknown = 「{ $key }」という項目はありません
    .advice = 使えるのは title(題)、date(日付)、to(宛先)、deadline(締切)、important(重要)、from(差出人)、lang(言語)、theme(テーマ)です。
content-key-twice = 「{ $key }」が2回書かれています
    .advice = どちらか1つを消してください。
content-wants-day = 「{ $key }」の「{ $value }」は、暦にある日ではありません
    .advice = 「2026-11-24」か「11月24日」のように書いてください。
content-wants-when = 「{ $key }」の「{ $value }」から、日と時刻を読みとれません
    .advice = 「2026-12-01 9:00〜12:00」か「12月1日」のように書いてください。
content-wants-reminders = 「{ $key }」の「{ $value }」から、いつ知らせるかを読みとれません
    .advice = 「[2日前 18:00, 当日 7:00]」「翌日 18:00」のように、5つまで書いてください。知らせないときは「なし」と書いてください。
content-wants-yes = 「{ $key }」の「{ $value }」は、「はい」か「いいえ」でなければなりません
    .advice = 「はい」か「いいえ」(true か false)と書いてください。
content-wants-names = 「{ $key }」には、クラスや学年の名前が要ります
    .advice = 「年中・年長」や「全園」のように書いてください。
content-wants-lang = 「{ $key }」の「{ $value }」は、言語の記号ではありません
    .advice = 「ja」「en」「pt」のように書いてください。
content-wants-theme = 「{ $key }」の「{ $value }」は、テーマの名前になりません
    .advice = 「wakaba」のように書いてください。
content-wants-number = 「{ $key }」の「{ $value }」は、号の数ではありません
    .advice = 「5」か「第5号」のように、1から9999までの数で書いてください。
content-wants-readers = 「{ $key }」の「{ $value }」では、どなたに読んでいただくのか分かりません
    .advice = どなたか(お1人でよい)、それぞれの家(別々にお住まいのとき)、全員 のどれかを書いてください。
content-wants-pages = 「{ $key }」の「{ $value }」は、ページの数になりません
    .advice = 「2」のように、1から8までの数で書いてください。
content-wants-line = 「{ $key }」の「{ $value }」は、1行の短い文字でなければなりません
    .advice = 200字以内の1行で書いてください。

content-day-missing = このおたよりには日付がありません。{ $date } の日付にしました
    .advice = ファイルの名前を「11月24日 遠足.md」のようにするか、いちばん上に「date:」で書いてください。
content-day-none = ファイルの名前の日付は、暦にありません
    .advice = 名前の月と日を確かめてください。
content-day-other-year = このおたよりの日付 { $date } は、{ $year }年度ではありません
    .advice = 年を確かめてください。正しければ、そのままでかまいません。
content-deadline-past = 締切 { $deadline } が、おたよりの日付 { $date } より前です
    .advice = どちらかの日付を直してください。
content-weekday = 「{ $written }」: { $date } は{ $weekday ->
    [0] 日
    [1] 月
    [2] 火
    [3] 水
    [4] 木
    [5] 金
   *[6] 土
}曜日です
    .advice = 日付か曜日を直してください。ほかの年のことなら、年も書いてください。

content-link-inside = 「{ $to }」というファイルへのリンクは開けません
    .advice = ほかのおたよりのことは、題名を文で書いてください。写真なら、前に「!」をつけます。
content-link-near = このおたよりに「{ $to }」という見出しはありません。「{ $near }」のことですか
    .advice = リンクの先を見出しの文字に合わせてください。
content-link-nowhere = このおたよりに「{ $to }」という見出しはありません
    .advice = リンクの先を見出しの文字に合わせるか、リンクをやめてください。
content-link-kind = 「{ $to }」という種類のリンクは使えません
    .advice = 使えるのは https:、http:、mailto:、tel: とこのおたよりの見出しです。
content-link-empty = リンクの先が書かれていません
    .advice = 「[文字](https://…)」のように書いてください。
content-link-scheme = 「{ $to }」の前に「https://」がありません
    .advice = 「https://{ $to }」と書いてください。

content-photo-missing = 写真「{ $name }」が、このおたよりの横にありません
    .advice = 写真を同じフォルダーに入れるか、この行を消してください。
content-photo-near = 写真「{ $name }」がありません。「{ $near }」ならあります
    .advice = ここに「{ $near }」と書くか、ファイルの名前を直してください。大文字と小文字、全角と半角も見分けます。
content-photo-elsewhere = 「{ $name }」: ほかのフォルダーの写真は使えません
    .advice = 写真を、おたよりと同じフォルダーにコピーして、名前だけを書いてください。
content-photo-from-web = 「{ $name }」: ほかのサイトの写真は使えません
    .advice = 写真を保存して、おたよりと同じフォルダーに置いてください。使ってよい写真かも確かめてください。
content-photo-kind = 「{ $name }」は、写真として使えません
    .advice = 使えるのは .jpg、.png、.webp、.gif、.heic です。
content-photo-too-many = 写真が多すぎます({ $most }枚まで)
    .advice = おたよりをいくつかに分けてください。
content-photo-braces-stray = この「{"{"}…{"}"}」は、写真のすぐうしろにありません
    .advice = 「![説明](写真の名前)」のすぐうしろに、同じ行で書いてください。いらなければ消してください。
content-photo-braces-open = 写真のうしろの「{"{"}」が閉じられていません
    .advice = 同じ行の終わりに「{"}"}」を書いてください。
content-photo-key-near = 写真のうしろに「{ $key }」とは書けません。「{ $near }」のことですか
    .advice = 「{ $near }」に直すか、消してください。
content-photo-key = 写真のうしろに「{ $key }」とは書けません
    .advice = 書けるのは「名前=」(写っている子)と「位置=」(上・下・左・右・中央)です。
content-photo-names-empty = 「名前=」のうしろに、だれの名前もありません
    .advice = 写っている子を「名前=佐藤 陽葵、小林 悠真」のように書くか、消してください。
content-photo-names-many = 1枚の写真に、名前が多すぎます({ $most }人まで)
    .advice = クラスごとの写真に分けるか、名前を消して、配信の前に目で確かめてください。
content-photo-focus = 写真の位置「{ $value }」は使えません
    .advice = 上、下、左、右、中央のどれかを書いてください。
content-photo-unsaid = 写真「{ $name }」に説明がありません。「{ $alt }」としました
    .advice = 見えない人のために「![どんぐりを拾う子どもたち]({ $name })」のように書いてください。
content-gallery-unsaid = まとめてのせる写真{ $count }枚には、説明がありません。「{ $alt }」のようにしました
    .advice = 説明をつけたい写真は、文の中に「![説明](写真の名前)」と書いてください。
content-photo-loose = 写真「{ $name }」は、どのおたよりにも書かれていないので、のせません
    .advice = のせるなら、おたよりに「![説明]({ $name })」と書いてください。いらなければ、別の場所に移してください。
content-gallery-alone = フォルダー「{ $folder }」の写真{ $count }枚は、同じ名前のおたよりがないので、のせません
    .advice = のせるなら、フォルダーの名前をおたよりのファイルの名前と同じにしてください。
content-languages-many = 一つのおたよりに、翻訳が40より多くあります
    .advice = 使わない翻訳を、ほかのフォルダーへ移してください。
