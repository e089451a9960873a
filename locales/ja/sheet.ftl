# 印刷用のおたより(A4のPDF)

sheet-draft = 下書き
sheet-everyone = 全園
sheet-correction = 訂正 第{ $number }版
sheet-number = 第{ $number }号
sheet-notes = メモ
sheet-holiday = 祝
sheet-closed = 休
sheet-qr-title = スマートフォンでも読めます
sheet-qr-words = カメラをかざすと、このおたよりのページが開きます
sheet-qr-alt = このおたよりのページへのQRコード
sheet-gap = 写真がここに入ります
sheet-important = 大切なお知らせです。「読みました」を押してください
sheet-deadline = { $date }までにお願いします
sheet-box-notice = おしらせ
sheet-box-bring = もちもの
sheet-box-health = ほけん
sheet-box-lunch = きゅうしょく
sheet-box-lead = はじめに
sheet-box-info = メモ

sheet-character = 「{ $character }」({ $code })の字は、印刷用のPDFの書体にありません。PDFでは「〓」になります
    .advice = スマートフォンのページでは見えます。紙でも必要なら、別の字かひらがなで書いてください。
sheet-language = この言語({ $language })の文字は、印刷用のPDFの書体にありません。PDFは作りませんでした
    .advice = スマートフォンのページとお知らせのメールは、このまま届きます。
sheet-too-long = おたよりが長すぎるため、印刷用のPDFを作れませんでした
    .advice = ページとお知らせのメールは、このまま届きます。紙も必要なら、おたよりを2つか3つに分けてください。文字は{ $characters }字、写真は{ $photos }枚までです。
sheet-photo-unreadable = 写真「{ $photo }」を印刷用のPDFに入れられませんでした
    .advice = もう一度試してください。続くときは、写真をカメラから入れ直してください。
sheet-standard = 印刷用のPDFは作れましたが、読み上げと長期保存の規格に合いませんでした({ $detail })
    .advice = 印刷には問題ありません。
sheet-failed = 印刷用のPDFを作れませんでした({ $detail })
    .advice = 様式(sheet.typ)を変えたばかりなら、変えた所を見直してください。ページとお知らせは、このまま届きます。
sheet-theme-fault = 様式の書き方に、直すところがあります({ $detail })。印刷用のPDFを作れませんでした
    .advice = 様式のこの行を見直してください。ページとお知らせは、このまま届きます。
sheet-office-failed = 印刷用のPDFを作れませんでした({ $detail })
    .advice = 画面のリストか CSV を印刷してください。
