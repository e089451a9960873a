# the printed letter (an A4 PDF)

sheet-draft = DRAFT
sheet-everyone = Everyone
sheet-correction = Correction { $number }
sheet-number = No. { $number }
sheet-notes = Notes
sheet-holiday = holiday
sheet-closed = closed
sheet-more = Read on: the QR code leads to the page
sheet-qr-title = Read it on your phone
sheet-qr-words = Point the camera here to open the page of this letter
sheet-qr-alt = QR code to the page of this letter
sheet-gap = A photo belongs here
sheet-important = Important: please press "I have read this"
sheet-important-poster = An important notice
sheet-deadline = Please answer by { $date }
sheet-box-notice = Please note
sheet-box-bring = What to bring
sheet-box-health = Health
sheet-box-lunch = Lunch
sheet-box-lead = Hello
sheet-box-info = Good to know

sheet-character = The typefaces of the printed PDF do not have the character “{ $character }” ({ $code }); the PDF shows 〓 instead
    .advice = The page on the phone shows it. If paper needs it too, write it with another character or in kana, or put a typeface that has it ({ $package }) into the school's folder “fonts”.
sheet-character-usual = The typefaces of the printed PDF do not have the character “{ $character }” ({ $code }); the PDF shows 〓 instead
    .advice = The page on the phone shows it. For paper write “{ $usual }”, or put a typeface that has it ({ $package }) into the school's folder “fonts”.
sheet-language = The typefaces of the printed PDF do not have the letters of this language ({ $language }), so no PDF was made
    .advice = The page on the phone and the message go out as they are. If paper needs it too, install typefaces ({ $package }) and write “fonts: /usr/share/fonts” in school.yaml.
sheet-too-long = The letter is too long for a printed PDF
    .advice = Page and message go out as they are. If paper needs it too, make two or three letters of it. A PDF holds up to { $characters } characters and { $photos } photos.
sheet-pages = This letter does not fit on { $pages } { $pages ->
        [one] page
       *[other] pages
    }: about { $characters } characters are too many
    .advice = Even the smallest text runs over. Leave out some text or photos, or write “pages: { $needed }”.
sheet-photo-unreadable = The photo “{ $photo }” could not be put into the printed PDF
    .advice = Please try again. If it goes on, copy the photo from the camera once more.
sheet-standard = The printed PDF was made, but does not meet the standards for reading aloud and for archives ({ $detail })
    .advice = It prints as it should.
sheet-failed = The printed PDF could not be made ({ $detail })
    .advice = If the theme's sheet.typ was changed lately, look at that change. Page and message go out as they are.
sheet-theme-fault = The theme has a fault here, so the PDF to print could not be made: { $detail }
    .advice = Mend this line of the theme. Page and message go out as they are.
sheet-office-failed = The PDF to print could not be made ({ $detail })
    .advice = Print the list of the screen, or the CSV.
