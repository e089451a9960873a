# ページとメッセージのことば(やさしい にほんご): みじかい文。ひらがなと、わかちがき
page-month = { $month }がつ

page-skip = おたよりを よむ
page-draft = 下書き
page-draft-note = まだ おくって いません。
page-draft-photos = しゃしん
page-corrected = なおしました
page-corrected-note = まえの おたよりを なおしました。
page-important = たいせつな おたより
page-important-note = よんだら「よみました」を おして ください。
page-by = { $day }まで
page-deadline-label = いつまで
page-everyone = みなさん
page-to = { $audience }の おうちの ひとへ
page-to-everyone = おうちの ひとへ
page-from = { $title }から
page-sheet = かみの おたより（PDF）
page-archive = まえの おたより
page-calendar = よていの カレンダー
page-library = しりょう
page-search = おたよりを さがす
page-events = よてい { $count }こ（カレンダーに いれる ことが できます）
page-events-all = ぜんぶ いれる
page-to-calendar = 「{ $title }」を カレンダーに いれる
page-event-deadline = 「{ $title }」の へんじは この日まで
page-event-closed = やすみ
page-table = ひょう { $number }
page-tools = よみやすく する
page-ruby = ふりがな
page-size = もじ
page-size-normal = ふつう
page-size-large = おおきい
page-size-largest = もっと おおきい
page-contents = もくじ
page-viewer = しゃしんを おおきく みる
page-viewer-save = しゃしんを ほぞん する
page-viewer-hint = ほぞん できない ときは、しゃしんを ながく おして ください。
page-viewer-back = まえの しゃしん
page-viewer-next = つぎの しゃしん
page-viewer-close = とじる
page-keep = この おたよりを ほぞん する
page-phone-label = でんわ
page-languages = ことばを えらぶ
page-instead = この おたよりは、あなたの ことばでは まだ ありません。これは「{ $title }」です。

page-reply-label = おへんじ
page-read = よみました
page-call = でんわを ください
page-reply-hint = よんだら「よみました」を 1かい おして ください。
page-said-read = ありがとうございます。「よみました」が { $school }に とどいて います: …
page-said-call = 「でんわを ください」が { $school }に とどいて います: … { $calls }
page-calls-hours = { $days ->
    [mon-sat] 月ようびから 土ようびの
    [daily] まいにち
   *[weekdays] 月ようびから 金ようびの
    } { $from }から { $to }までに、でんわを します。
page-calls-soon = できるだけ はやく、でんわを します。
page-said-more = とどいた ときと、どの ボタンかを、もって います。{ $years ->
    [0] 3月が おわったら
   *[other] 3月が おわって { $years }ねん たったら
    } けします。でんわや かみが いい ひとは、いって ください。つぎから そうします。
page-unused = ここは つかいません
page-said-waiting = おたよりは このまま よんで ください。おへんじは この がめんに あります。つながったら とどきます。インターネットが つながる ところで、この ページを もういちど ひらいて ください。
page-said-no-token = おへんじを するときは、メールの リンクから この ページを ひらいて ください。
page-without-script = この がめんでは ボタンが でません。メールの「ボタンが でない ときは ここ」から おへんじを して ください。

page-subject = { $school }「{ $title }」
page-subject-marked = { $school }【{ $marks }】{ $title }
page-marks-between = ・
page-notice-by = { $school }からの おたよりです。{ $day }までの おねがいが あります。
page-notice-by-important = { $school }からの たいせつな おたよりです。{ $day }までの おねがいが あります。
page-notice-important = { $school }からの たいせつな おたよりです。
page-notice-of = { $school }からの おたよりです。
page-notice-wanted = よんだら「よみました」を 1かい おして ください。おさない ときは、でんわを します。
page-notice-open = おたよりを ひらく
page-notice-link = ここから ひらきます。
page-notice-due = { $day }までに おねがいします。
page-notice-plain-link = ボタンが でない ときは ここ
page-notice-questions = わからない ことは、でんわで きいて ください。
page-notice-stop = メールを とめる
page-notice-yours = この リンクは あなたの いえだけの ものです。ほかの ひとに おくらないで ください。

page-everybody = みんな
page-archive-title = { $year }ねんど { $audience }の おたより
page-archive-empty = おたよりは まだ ありません。
page-archive-years = ほかの とし
page-archive-year = { $year }ねんど
page-library-title = { $audience }の しりょう
page-library-note = いつでも みる ことが できます。
page-library-empty = しりょうは まだ ありません。
page-calendar-title = { $audience }の よてい
page-calendar-empty = よていは まだ ありません。
page-calendar-months = 月を えらぶ
page-calendar-subscribe = この カレンダーを スマホに いれる
page-calendar-subscribe-note = いちど いれると、あたらしい よていも はいります。
page-calendar-address = できない ときは、この アドレスを カレンダーの アプリに いれて ください。
page-calendar-yours = この アドレスを ほかの 人に おしえないで ください。
page-search-title = { $audience }の おたよりを さがす
page-search-label = さがす ことば
page-search-button = さがす
page-search-none = ありませんでした。ほかの ことばで さがして ください。
page-search-found = { $count }こ ありました。
page-search-wait = まって ください。
page-search-away = いまは さがす ことが できません。あとで もういちど やって ください。
page-search-without-script = この がめんでは さがす ことが できません。
page-ways = ほかの ページ
page-home-note = おたよりは、メールの リンクから よんで ください。
page-not-found = ページが ありません
page-not-found-note = リンクが とちゅうで きれて います。または、おたよりが もう ありません。メールの リンクを もういちど おして ください。
