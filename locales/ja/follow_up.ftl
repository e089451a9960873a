# 未読のリスト
follow-up-count = 「{ $letter }」 { $families } 家庭のうち、読まれた { $read }、お伝えした { $settled }、まだ { $unread }
follow-up-head-code = 番号
follow-up-head-family = 世帯番号
follow-up-head-reason = わけ
follow-up-head-classes = クラス
follow-up-head-children = 児童名
follow-up-head-guardian = 保護者
follow-up-head-phone = 電話
follow-up-head-tries = かけた回数
follow-up-head-last = 前回
follow-up-head-note = ひとこと
follow-up-head-relation = 続柄
follow-up-head-lang = ことば
follow-up-missing = { $why }(まだの方: { $names })
follow-up-between-names = 、
follow-up-devices = { $why }(1つのリンクが{ $count }台で開かれています)
follow-up-reason-asks-for-call = 電話をください
follow-up-reason-no-channel = 送り先がありません
follow-up-reason-stopped = メールを止めています
follow-up-reason-bounced = メールが届きませんでした
follow-up-reason-failed = 送れませんでした
follow-up-reason-uncertain = 送れたか分かりません
follow-up-reason-not-sent = まだ送っていません
follow-up-reason-rehearsed = 練習なので送っていません
follow-up-reason-not-opened = まだ開かれていません
follow-up-reason-opened-no-person = 開かれましたが、まだ確認できていません
follow-up-reason-provisional = 読まれたようですが、まだ確認できていません
follow-up-reason-not-confirmed = 「読みました」がまだです
follow-up-family-vanished = 「{ $letter }」を送った世帯番号 { $family } が、名簿にありません。まだ読まれていません。
    .advice = 世帯番号を変えたのなら、元にもどしてください。退園した家庭なら、このままでかまいません。
phone-sheet-heading = お電話のリスト
phone-sheet-sums = { $families } 世帯のうち { $unread } 世帯が、まだ確認できていません
phone-sheet-row = 行
phone-sheet-child = お子さん
phone-sheet-guardians = かける順
phone-sheet-outcome = 結果
phone-sheet-nobody = お電話できる方が名簿にありません。お迎えのときか、紙でお伝えください
phone-sheet-do-not-call = お電話はしません。お迎えのときか、紙でお伝えください
phone-sheet-no-phone = 電話番号がありません
phone-sheet-tries = かけた回数 { $count }
phone-sheet-note = お名前が入っています。使い終わったら、{ $day } までに細断してください。
phone-sheet-number = No. { $number }
phone-sheet-how = 上から順にお電話ください。結果は、事務室の画面か otayori called --codes に「K7Q4 1」のように、行の番号と結果の数字で書きもどせます。

# お迎えのときのリスト
gate-sheet-heading = お迎えのときにお伝えするご家庭
gate-sheet-how = ほかの保護者に見えないようにお持ちください。お渡ししたら、しるしをつけてください。
gate-sheet-also = きょうだい:
gate-sheet-no-class = クラスなし

# 電話のはじめのひとこと
follow-up-opening-asks-for-call = 「{ $school }です。『{ $letter }』のことで、お電話のご希望をいただきました」
follow-up-opening-no-channel = 「{ $school }です。おたより『{ $letter }』を、お電話でお伝えします」
follow-up-opening-stopped = 「{ $school }です。おたより『{ $letter }』を、メールのかわりにお電話でお伝えします」
follow-up-opening-bounced = 「{ $school }です。『{ $letter }』のメールがお届けできなかったので、お電話しました」
follow-up-opening-failed = 「{ $school }です。『{ $letter }』をメールでお送りできなかったので、お電話しました」
follow-up-opening-uncertain = 「{ $school }です。おたより『{ $letter }』が届いているかの確認です」
follow-up-opening-not-sent = 「{ $school }です。おたより『{ $letter }』を、お電話でお伝えします」
follow-up-opening-rehearsed = 「{ $school }です。おたより『{ $letter }』を、お電話でお伝えします」
follow-up-opening-not-opened = 「{ $school }です。おたより『{ $letter }』が届いているかの確認です」
follow-up-opening-opened-no-person = 「{ $school }です。おたより『{ $letter }』が届いているかの確認です」
follow-up-opening-provisional = 「{ $school }です。おたより『{ $letter }』が届いているかの確認です」
follow-up-opening-not-confirmed = 「{ $school }です。大切なおたより『{ $letter }』を、お読みいただけたかの確認です」

# 紙のリストから書きもどすとき
typed-no-family = 「{ $line }」: この番号のご家庭は、このおたよりにいません。
    .advice = リストの行の番号か世帯番号を、もう一度見てください。
typed-no-outcome = 「{ $line }」: 結果が分かりません。
    .advice = 番号のあとに空白をおいて、1 話せた、2 お迎えで伝えた、3 紙で渡した、4 つながらない、5 伝言を残した、6 番号ちがい のどれかを書いてください。
typed-two-ways = 「{ $line }」: 2通りに読めます。
    .advice = 番号の中には空白を入れず、結果の前にひとつ空白をおいてください。
typed-nothing = 何も書かれていません。
    .advice = 「K7Q4 1」のように、1行に1家庭ずつ書いてください。
typed-too-many = { $count } 行までにしてください。
follow-up-no-xlsx = Excel のファイルをつくれませんでした。({ $detail })
