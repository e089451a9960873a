# 写真のファイルについて（名前や置き場所のことは content の部屋）
photo-file-empty = 写真「{ $name }」は中身がありません
    .advice = コピーの途中かもしれません。少し待つか、元の写真をもう一度コピーしてください。
photo-file-cut = 写真「{ $name }」は途中までしかありません
    .advice = コピーや同期の途中かもしれません。終わるまで待つか、元の写真をもう一度コピーしてください。
photo-file-not-a-photo = { $kind ->
    [pdf] 「{ $name }」は写真ではなく、PDFです
    [office] 「{ $name }」は写真ではなく、Word・Excelなどの文書か、まとめたファイルです
    [film] 「{ $name }」は写真ではなく、動画です
    [avif] 「{ $name }」はAVIFという形式で、まだ読めません
    [tiff] 「{ $name }」はTIFFやRAWという形式で、読めません
    [bmp] 「{ $name }」はビットマップ（BMP）という形式で、読めません
    [markup] 「{ $name }」は写真ではなく、SVGやウェブページです
   *[other] 「{ $name }」は写真として読めません
}
    .advice = { $kind ->
    [pdf] PDFを開き、使いたいところを画像（JPEG・PNG）として保存して、そちらをお使いください。名前を .jpg に変えるだけでは写真になりません。
    [office] 文書の中の写真を右クリックし「図として保存」をしたものをお使いください。
    [film] 動画はおたよりに入りません。使いたい場面の写真をお使いください。
   *[other] JPEG・PNG・WebP・GIF・HEICの写真をお使いください。ほかの形式は「ペイント」などで開き、JPEGで保存しなおせます。
}
photo-file-too-large = 写真「{ $name }」は大きすぎます（{ $width } × { $height } 画素）
    .advice = 「ペイント」などで開き、小さくして保存しなおしてください。長い辺が4000画素もあれば十分です。
photo-file-too-heavy = 写真「{ $name }」のファイルが大きすぎます（{ $megabytes } MB）
    .advice = 「ペイント」などで開き、JPEGで保存しなおしてください。
photo-file-broken = 写真「{ $name }」のデータがこわれています
    .advice = カメラや携帯電話にある元の写真を、もう一度コピーしてください。
photo-file-rare = 写真「{ $name }」は、めずらしい形式のため読めません
    .advice = 「ペイント」や「フォト」などで開き、JPEGで保存しなおしてください。
photo-file-heic-left-out = 写真「{ $name }」はiPhoneのHEIC形式で、このおたよりでは読めません
    .advice = JPEGに変えてください。これからの写真は、iPhoneの「設定」→「カメラ」→「フォーマット」を「互換性優先」にするとJPEGになります。
photo-file-unreadable = { $reason ->
    [gone] 写真「{ $name }」がなくなりました
    [denied] 写真「{ $name }」を開く許可がありません
   *[other] 写真「{ $name }」を読めませんでした
}
    .advice = { $reason ->
    [gone] 写真をもとの場所にもどすか、おたよりの文からその写真をはずしてください。
    [denied] 写真を別の名前でコピーしなおすか、共有フォルダーの担当の方にご相談ください。
   *[other] 共有フォルダーにつながっているか確かめて、もう一度お試しください。
}
photo-file-outside = 写真「{ $name }」は、おたよりのフォルダーの外を指すリンクです
    .advice = リンクではなく、写真そのものをおたよりの横にコピーしてください。
photo-file-changed = 写真「{ $name }」は、作業の間に新しいものに変わりました
    .advice = もう一度行うと、新しい写真で作ります。
photo-file-not-kept = { $reason ->
    [full] 写真「{ $name }」を保存できませんでした。ディスクがいっぱいです
   *[other] 写真「{ $name }」を保存できませんでした
}
    .advice = { $reason ->
    [full] おたよりを動かしている機械のディスクを空けて、もう一度お試しください。
   *[other] おたよりを動かしている機械の「.otayori」フォルダーに書き込めるか確かめて、もう一度お試しください。
}

# 下書きの写真の一覧
contact-title = 写真の一覧
contact-back = 下書きのページ
contact-sum = 写真 { $photos } 枚
contact-sum-refused = 、そのうち { $refused } 枚は使えません
contact-none = 使えません
contact-refused = 使えません
contact-size = 大きさ
contact-bytes = 元 → スマートフォン
contact-alt = 説明
contact-alt-missing = まだありません
contact-caption = 写真の下の文
contact-focus = 切りとるときに残す側
contact-focus-top = 上
contact-focus-bottom = 下
contact-focus-left = 左
contact-focus-right = 右
contact-focus-centre = 中央
contact-place = 場所
contact-gallery = 写真のフォルダー（名前の順）
