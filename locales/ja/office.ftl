# 職員室: 学校のひとつひとつの仕事ができなかったとき
office-ledger = 台帳（.otayori/ledger.sqlite）を読み書きできませんでした: { $detail }
    .advice = ディスクの空きと、ほかに動いている otayori がないかを確かめて、もう一度実行してください。書けなかったことは「送った」「読まれた」とは扱われません。
office-disk = { $file } を読み書きできませんでした: { $detail }
    .advice = ディスクの空きと、フォルダーの権限を確かめて、もう一度実行してください。
office-not-there = { $file } がありません（またはそのフォルダーがありません）。
    .advice = 名前と場所を確かめてください。.otayori の中のファイルなら、控えから戻してください（otayori restore）。
office-shared-folder = { $folder } は { $kind }（共有または同期されるフォルダー）の中にあります。ここには台帳を置けません。
    .advice = Otayori を動かすパソコンだけのディスクに学校のフォルダーを移してください。おたよりのフォルダー（content）は共有のままで大丈夫です。
office-no-such-letter = 「{ $asked }」というおたよりは見つかりません。
    .advice = 題名かファイル名の一部を書いてください。
office-several-letters = 「{ $asked }」にあてはまるおたよりが、いくつもあります:
    {"  "}{ $found }
    .advice = ひとつに決まるように、もう少し長く書いてください。
office-no-such-family = 「{ $asked }」という世帯番号や行の番号は見つかりません。
    .advice = 未読リストの行の番号か、名簿の世帯番号を書いてください。
office-no-such-number = 世帯 { $family } に、{ $number }番めの電話番号はありません。何も書きとめていません。
    .advice = リスト（otayori unread）で番号の順を確かめてください。番号が1つなら、何番めかは書かなくてかまいません。
office-not-released = 「{ $letter }」は、まだ出していません。
    .advice = otayori send で出せます。下書きはまだだれも見ていないので、取り下げや訂正はいりません。
office-edited-since = 「{ $letter }」は、出したときから、文章か、のせる写真が変わっています(写真の返事が変わったときも)。外に出ているのは前のままです。
    .advice = いまのものを出すには、先に otayori correct を使ってください。
office-changed-meanwhile = 「{ $letter }」か名簿が、確かめているあいだに変わりました。出していません。
    .advice = もう一度、はじめから確かめてください。
office-nothing-to-correct = 「{ $letter }」は、外に出ている文章と同じです。訂正するところがありません。
    .advice = ファイルを保存したか、確かめてください。
office-recalled = 「{ $letter }」は取り下げられています。電話をかけるリストはありません。
    .advice = もう一度出すには otayori send を使ってください。
office-name-taken-over = 「{ $old }」として出したおたよりの文章は、いま { $now } にあり、{ $old } には別の文章が入っています。
    .advice = 新しいおたよりなら、その文章を別の名前にしてください（{ $old } がなくなれば、出したおたよりは新しい名前で続きます）。{ $now } がただの控えなら、このフォルダーから出してください。
office-nobody = 「{ $audience }」にあてはまる人が、名簿にひとりもいません。
    .advice = 名簿とクラスの名前を確かめてください。ページを公開するだけなら --no-messages をつけてください。
office-host-busy = ほかの otayori がページを公開している最中で、5分待っても終わりません。
    .advice = それが終わってから、もう一度実行してください。続きから始まります。
office-unclear-rename = 出したおたより「{ $title }」（{ $old }）のファイルがなくなり、よく似たこのファイルが増えています。名前を変えたのですか。
    .advice = 名前を { $old } に戻してください。別のおたよりなら、題名を変えてください。一つのおたよりのアドレスは、いつも一つです。
office-released-file-gone = 出したおたより「{ $title }」（{ $old }）のファイルが見つかりません。
    .advice = 公開されているページはそのままです。取り下げるには otayori recall を、直すにはファイルを戻してください。
office-collector-away = 受け口 { $address } が答えません。このまま送ると「読みました」が届きません。
    .advice = otayori serve（受け口）が動いているか、そのアドレスが外から開けるかを確かめて、もう一度実行してください。メールはまだ1通も送っていません。
office-collector-other = { $address } で答えているのは、この学校の受け口ではありません。
    .advice = school.yaml の collector: と site: を確かめてください。メールはまだ1通も送っていません。
office-no-such-photo = このおたよりに、名前に「{ $asked }」の入る写真はありません
    .advice = 写真のファイルの名前の、どこか一部を書いてください。
office-several-photos = 名前に「{ $asked }」の入る写真がいくつもあります:
    {"  "}{ $found }
    .advice = もう少し長く書いてください。
mail-keys-missing = メールの署名(mail.dkim)の鍵が { $folder } にありません。まだ1通も送っていません。
    .advice = otayori mail keys で鍵をつくり、出てきた行を DNS に入れてください。メールサーバーが署名するときは、mail.dkim を消してください。
mail-keys-unreadable = メールの署名の鍵が読めません: { $file }({ $detail })
    .advice = バックアップから戻すか、このファイルを別の名前にしてから otayori mail keys で新しくつくり、DNS も新しい行に変えてください。
mail-keys-no-domain = 差出人のアドレスに、園のドメインがありません
    .advice = 先に school.yaml の mail.from を「ひまわり保育園 <otayori@example.jp>」のように書いてください。
office-photos-unseen = { $letter }: 写真に、のせてよいと言われていない子が写っていないか、まだ確かめられていません
    .advice = 写真と名前を見くらべ、写っていなければそう答えてください(ターミナルでは --nobody-uncovered)。写真か名簿がたったいま変わったときは、もう一度確かめてください。
office-unconfirmed = { $letter }: 確かめてほしいところ(名前のそばの体のこと、名前の一覧、いつもとちがう宛先)が、まだ確かめられていません
    .advice = 上の注意を読み、このままでよければそう答えてください(ターミナルでは --looked-over)。
office-audience-far = { $folder } のおたよりは、いつもは多くて { $usual }家庭あてです。これは「{ $audience }」の { $families }家庭に届きます。
    .advice = 宛先(to:)と、置いたフォルダーを確かめてください。
office-outlook = { $mail }家庭へメールで{ $paper ->
        [0] {""}
       *[other] 、{ $paper }家庭は紙で
    }{ $nobody ->
        [0] {""}
       *[other] 、{ $nobody }家庭は届け先なし
    }。
office-outlook-calls = いつもの読まれ方なら、お電話は{ $calls }件ほど。
office-language-gone = 先にお届けした { $language } の翻訳がなくなっています
    .advice = その言語で読むご家庭には、もうリンクをお送りしています。翻訳のファイルを戻してから訂正してください。内容を直すのはかまいません。
# the post
sending-too-late = 送れる時刻までに送れませんでした。今からのメールでは遅すぎます。
office-at-unclear = 「{ $asked }」がいつのことか、分かりません。
    .advice = 「2026-11-24 07:30」「明日 7:30」「11/24 7:30」「7:30」のように書いてください。
office-at-past = 「{ $asked }」は、もうすぎています。
    .advice = これからの時刻を書いてください。すぐに送るなら、時刻はいりません。
office-at-far = 「{ $asked }」は、60日よりも先です。
    .advice = 年と月を確かめてください。
office-at-quiet = 「{ $asked }」は、送らない時間（{ $from }〜{ $until }）の中です。
    .advice = { $next } のあとの時刻にしてください。夜でも送るのは、緊急のときだけです（--emergency、画面では「緊急のお知らせ」）。
office-family-has-it = 世帯 { $family } には「{ $letter }」がもう届いているか、送っているところです(「送るのをやめる」で止めてある場合も)。もう一度は送りません。
    .advice = 未読のご家庭にもう一度送るには otayori remind、止めたものを送るには事務室の画面の「このまま送る」を使ってください。
office-family-not-for = 「{ $letter }」は、世帯 { $family } に出したおたよりではありません。
    .advice = だれに出すかは、おたよりのフォルダーか to:(宛先)で決まります。名簿の組も確かめてください。
office-family-no-way = 世帯 { $family } には、いまメールを送れるアドレスがありません(空欄、紙、配信停止、止められた、届かなかったまま、のどれか)。
    .advice = お電話するか、名簿のメールアドレスを直してから、もう一度送ってください。
office-family-several = 「{ $letter }」は、世帯 { $family } では、家ごとか、お1人ずつにお伝えするおたよりです。世帯番号だけでは、どなたにお伝えしたか分かりません。
    .advice = otayori unread で、その方の行の番号を見て、それを書いてください。
office-family-late = 「{ $letter }」は、もう終わったことのおたよりです。あとから加わった方には送りません。
    .advice = お伝えすることがあれば、お電話してください。
office-family-first = 「{ $letter }」は公開しただけで、まだどのご家庭にも送っていません。
    .advice = 先に otayori send で全員に出してください。
office-at-sent = 「{ $letter }」で、送る前のメールはもうありません。時刻は変えられません。
    .advice = まだ読まれていないご家庭に知らせるには otayori remind を使ってください。
office-test-subject = 【テスト】{ $subject }
office-test-lead = これは試し送りです。ご家庭には届いていません。ここで何を押しても、数には入りません。
office-test-lead-draft = これは試し送りです。ご家庭には届いていません。ページはまだ公開していないので、リンクは事務室の画面にある下書きを開きます。
office-test-not-taken = 試し送りは届きませんでした: { $detail }
    .advice = アドレスと、メールサーバーの設定を確かめてください。otayori doctor(事務室の「点検」)が、どこが悪いかを調べます。
office-no-address = 「{ $asked }」は、メールアドレスではありません。
    .advice = me@example.jp のように、ひとつだけ書いてください。
office-inbox-away = 戻ってきたメールの受信箱「{ $inbox }」を読めませんでした({ $detail })
    .advice = school.yaml の「mail.inbox:」とパスワードを確かめてください。届いているものは、次に読めたときに数えます。

office-account-nameless = お名前が入っていません。
    .advice = 記録に残るお名前を入れてください。
office-account-taken = 「{ $name }」は、もう使われています。
    .advice = 前に使えなくなった方なら「続ける」で戻せます(otayori accounts renew)。別の方なら、別のお名前にしてください。
office-account-unknown = 「{ $name }」という方はいません。
    .advice = otayori accounts で、使える方の一覧が出ます。
office-account-last = 「{ $name }」は、ただひとりの園長です。
    .advice = 先に、ほかの方を園長にして、その方がパスワードを決めてからにしてください。
office-account-class = 「{ $name }」というクラスは、名簿にありません。
    .advice = 名簿にあるクラスから選んでください。
office-account-classless = 先生には、クラスを1つ以上選んでください。
    .advice = すべてのクラスを受け持つ方は「園長」に、お電話だけの方は「事務」にします。
