# about the files of photos (names and places belong to the room "content")
photo-file-empty = the photo “{ $name }” has nothing in it
    .advice = It may still be being copied. Wait a little, or copy the original again.
photo-file-cut = the photo “{ $name }” is only partly there
    .advice = It may still be being copied or synchronised. Wait until that is done, or copy the original again.
photo-file-not-a-photo = { $kind ->
    [pdf] “{ $name }” is not a photo but a PDF
    [office] “{ $name }” is not a photo but a Word or Excel document or an archive
    [film] “{ $name }” is not a photo but a film
    [avif] “{ $name }” is an AVIF picture, which cannot be read yet
    [tiff] “{ $name }” is a TIFF or raw picture, which cannot be read
    [bmp] “{ $name }” is a bitmap (BMP), which cannot be read
    [markup] “{ $name }” is not a photo but an SVG or a web page
   *[other] “{ $name }” cannot be read as a photo
}
    .advice = { $kind ->
    [pdf] Open the PDF, save the part you want as a picture (JPEG or PNG) and use that. Renaming it to .jpg does not make it a photo.
    [office] Right-click the picture in the document, choose “Save as Picture” and use that.
    [film] A letter cannot hold films. Use a photo of the moment instead.
   *[other] Use a JPEG, PNG, WebP, GIF or HEIC photo. Others can be opened in a program such as Paint and saved as JPEG.
}
photo-file-too-large = the photo “{ $name }” is too large ({ $width } × { $height } pixels)
    .advice = Open it in a program such as Paint, make it smaller and save it again. A longer side of 4000 pixels is plenty.
photo-file-too-heavy = the file of the photo “{ $name }” is too big ({ $megabytes } MB)
    .advice = Open it in a program such as Paint and save it again as JPEG.
photo-file-broken = the data of the photo “{ $name }” is damaged
    .advice = Copy the original from the camera or phone again.
photo-file-rare = the photo “{ $name }” is of a rare form that cannot be read
    .advice = Open it in a program such as Paint or Photos and save it again as JPEG.
photo-file-heic-left-out = the photo “{ $name }” is an iPhone's HEIC, which this Otayori cannot read
    .advice = Change it to JPEG. For photos to come: on the iPhone, Settings → Camera → Formats → “Most Compatible”.
photo-file-unreadable = { $reason ->
    [gone] the photo “{ $name }” is gone
    [denied] there is no permission to open the photo “{ $name }”
   *[other] the photo “{ $name }” could not be read
}
    .advice = { $reason ->
    [gone] Put the photo back, or take it out of the letter's text.
    [denied] Copy the photo again under another name, or ask whoever looks after the shared folder.
   *[other] See whether the shared folder is connected, and try again.
}
photo-file-outside = the photo “{ $name }” is a link that leads out of the letters' folder
    .advice = Copy the photo itself beside the letter instead of a link.
photo-file-changed = the photo “{ $name }” was replaced while it was being worked on
    .advice = Run this again: it will use the new photo.
photo-file-not-kept = { $reason ->
    [full] the photo “{ $name }” could not be kept: the disk is full
   *[other] the photo “{ $name }” could not be kept
}
    .advice = { $reason ->
    [full] Make room on the disk of the machine that runs Otayori, and try again.
   *[other] See whether the folder “.otayori” on the machine that runs Otayori can be written to, and try again.
}

# the contact sheet of a draft
contact-title = All photos
contact-back = The draft's page
contact-sum = { $photos ->
    [one] 1 photo
   *[other] { $photos } photos
}
contact-sum-refused = , { $refused } of them cannot be used
contact-none = cannot be used
contact-refused = Not used
contact-size = Pixels
contact-bytes = Original → phone
contact-alt = In words
contact-alt-missing = missing
contact-caption = Caption
contact-focus = Kept in sight
contact-focus-top = top
contact-focus-bottom = bottom
contact-focus-left = left
contact-focus-right = right
contact-focus-centre = centre
contact-place = Where
contact-gallery = the letter's photo folder, by name
