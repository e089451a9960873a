# problems of letters
content-photo-alt = { $title }: photo { $number } of { $total }

content-audience-missing = nobody can say whom this letter is for
    .advice = put it into a folder with the name of its audience, such as 全園 (everyone) or a class, or write “to:” at its top
content-audience-mixed = 全園 (everyone) stands together with other names
    .advice = write 全園 alone for everyone, or only classes and grades
content-folder-near = no class, grade or group is called “{ $name }” as this folder is: did you mean “{ $near }”?
    .advice = name the folder “{ $near }”, or look at the roster and the groups of the settings
content-folder-unknown = no class, grade or group is called “{ $name }” as this folder is
    .advice = the names there are: { $near }
content-to-near = no class, grade or group is called “{ $name }”: did you mean “{ $near }”?
    .advice = write “{ $near }”, or look at the roster and the groups of the settings
content-to-unknown = no class, grade or group is called “{ $name }”
    .advice = the names there are: { $near }

content-box-open = this ::: box is never closed
    .advice = put a line with nothing but “:::” at its end
content-box-stray = this “:::” belongs to no box
    .advice = a box begins with a line such as “:::notice”, and at most three stand in each other; take the line out if it is not wanted
content-too-deep = quotes or lists are nested too deeply, and were laid flat
    .advice = use fewer “>” and smaller indents
content-more = there are { $count } problems more
    .advice = mend those above first, and save again

content-copy = “{ $name }” looks like a copy, so it is no letter
    .advice = delete it if it is not needed, or give it a name of its own; if both were written in, make one of them
content-other = “{ $name }” is not used
    .advice = letters are .md or .txt, photos .jpg, .png, .webp, .gif or .heic; move it away if it is not needed
content-word = “{ $name }”: Word files cannot be read
    .advice = paste the text into Notepad and save it as .txt; put the photos beside it
content-unreadable = this file cannot be opened
    .advice = see whether somebody else has it open, and whether you may read it
content-too-large = this file is too large (more than 1 MB)
    .advice = keep only the text in it, and put the photos beside it
content-encoding = the characters of this file cannot be read
    .advice = open it in Notepad, choose “Save as” with the encoding UTF-8, and save it again
content-empty = nothing is written in this letter yet
    .advice = write something and save it, or delete the file
content-twins = other files claim to be this letter: { $others }
    .advice = keep one of them; delete the others or give them other names
content-translation-alone = “{ $name }” is named like a translation, but the letter “{ $main }” is not there
    .advice = put it into the folder of its letter, and give it the same name; if it is no translation, leave out the “.” and what follows before “.md”
content-translation-same = a translation into the letter's own language ({ $language })
    .advice = keep one of them, or mend the language in the name
content-translation-unknown = no language is known as “.{ $said }”: this is a letter of its own, not a translation of “{ $main }”
    .advice = write a language's name or tag if it is one: “{ $main }.en.md”, “{ $main }.やさしい.md”
content-translation-key = “{ $key }” cannot be set in a translation: it is the letter's
    .advice = delete this line; to change it, change the letter
content-translation-lang = the language is “{ $said }” here and “{ $lang }” in the file's name
    .advice = delete this line, or mend the file's name
content-translation-title = the translation has no title: the letter's, “{ $title }”, is used
    .advice = begin with a line “# ” and the title in this language
content-translation-photo = the photo “{ $name }” is not in the letter itself
    .advice = add it there too, or delete this line: who is on a photo is asked of the letter alone
content-translation-names = a name beside the photo “{ $name }” does not stand in the letter itself
    .advice = write there who is on it; here the names can be left out
content-name-odd = “{ $name }”: this file's name cannot be used
    .advice = give it a name of plain letters and digits
content-link-out = “{ $name }” leads out of the letters' folder
    .advice = copy the file itself into this folder
content-folder-deep = “{ $name }” lies too deep, and was not looked at
    .advice = move it further up
content-folder-full = there are too many files: only some were looked at
    .advice = move the letters of earlier years into folders such as 2025年度
content-folder-unreadable = the folder “{ $name }” cannot be opened
    .advice = see whether it is there, and whether you may open it

content-front-open = the “---” at the top is never closed
    .advice = put a line with nothing but “---” after the lines such as “title: …”
content-front-broken = what stands between the “---” cannot be understood around here
    .advice = write one “key: value” a line; a value that holds “: ” or “#” goes into "…"
content-front-tab = a line begins with a tab
    .advice = take the tab out
content-front-mark = a value begins with “*”, “&” or “!”
    .advice = put the whole value into "…"
content-front-large = what stands between the “---” is too long or too deeply nested
    .advice = write one “key: value” a line
content-key-near = there is no “{ $key }” here: did you mean “{ $near }”?
    .advice = write “{ $near }”, or take this line out
content-key-unknown = there is no “{ $key }” here
    .advice = what may stand here: title, date, to, deadline, important, from, lang, theme
content-key-twice = “{ $key }” stands here twice
    .advice = take one of them out
content-wants-day = “{ $value }” (“{ $key }”) is no day of the calendar
    .advice = write it like 2026-11-24 or 11月24日
content-wants-when = “{ $value }” (“{ $key }”) is not a day with its times
    .advice = write it like 2026-12-01 9:00-12:00 or 12月1日
content-wants-reminders = “{ $value }” (“{ $key }”) does not say when to remind
    .advice = write it like [2日前 18:00, 当日 7:00] or 翌日 18:00, at most five; なし for none
content-wants-yes = “{ $value }” (“{ $key }”) should be yes or no
    .advice = write true or false
content-wants-names = “{ $key }” should name classes or grades
    .advice = write it like 年中・年長, or 全園 for everyone
content-wants-lang = “{ $value }” (“{ $key }”) is not the tag of a language
    .advice = write it like ja, en or pt
content-wants-theme = “{ $value }” (“{ $key }”) cannot be the name of a theme
    .advice = write it like wakaba
content-wants-number = “{ $value }” for “{ $key }” is not the number of an issue
    .advice = Write a number from 1 to 9999, as in 5.
content-wants-readers = “{ $value }” for “{ $key }” does not say whose reading is needed
    .advice = Write any (one guardian is enough), each home (for parents who live apart), or everyone.
content-wants-pages = “{ $value }” for “{ $key }” is not a number of pages
    .advice = Write a number from 1 to 8, as in 2.
content-wants-line = “{ $value }” (“{ $key }”) should be one short line of text
    .advice = write one line of at most 200 characters

content-day-missing = this letter has no date: it is dated { $date }
    .advice = name the file like “11月24日 excursion.md”, or write “date:” at its top
content-day-none = the date in the file's name is no day of the calendar
    .advice = look at month and day in the name
content-day-other-year = the date { $date } of this letter is not in the school year { $year }
    .advice = look at the year; if it is right, leave it so
content-deadline-past = the deadline { $deadline } is before the letter's own date { $date }
    .advice = mend one of the two
content-weekday = “{ $written }”: { $date } is a { $weekday ->
    [0] Sunday
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
   *[6] Saturday
}
    .advice = mend the date or the weekday; if another year is meant, write the year too

content-link-inside = a link to the file “{ $to }” cannot be opened
    .advice = to speak of another letter, write its title; for a photo put “!” before it
content-link-near = this letter has no heading “{ $to }”: did you mean “{ $near }”?
    .advice = write the words of the heading in the link
content-link-nowhere = this letter has no heading “{ $to }”
    .advice = write the words of a heading in the link, or take the link out
content-link-kind = links like “{ $to }” cannot be used
    .advice = what works: https:, http:, mailto:, tel: and headings of this letter
content-link-empty = the link leads nowhere
    .advice = write it like “[words](https://…)”
content-link-scheme = “https://” is missing before “{ $to }”
    .advice = write “https://{ $to }”

content-photo-missing = the photo “{ $name }” is not beside this letter
    .advice = put the photo into the same folder, or take this line out
content-photo-near = there is no photo “{ $name }”, but there is “{ $near }”
    .advice = write “{ $near }” here, or rename the file; capital letters and full-width letters count
content-photo-elsewhere = “{ $name }”: photos of other folders cannot be used
    .advice = copy the photo into the letter's folder, and write only its name
content-photo-from-web = “{ $name }”: photos of other sites cannot be used
    .advice = save the photo into the letter's folder, and make sure that you may use it
content-photo-kind = “{ $name }” cannot be used as a photo
    .advice = what works: .jpg, .png, .webp, .gif, .heic
content-photo-too-many = there are too many photos (more than { $most })
    .advice = make several letters of this one
content-photo-braces-stray = these “{"{"}…{"}"}” do not stand right behind a photo
    .advice = write them right behind “![words](photo)”, on the same line; or take them out
content-photo-braces-open = the “{"{"}” behind the photo is not closed
    .advice = write “{"}"}” at the end, on the same line
content-photo-key-near = “{ $key }” cannot stand behind a photo: did you mean “{ $near }”?
    .advice = write “{ $near }”, or take it out
content-photo-key = “{ $key }” cannot stand behind a photo
    .advice = what may stand there: names= (the children on it) and focus= (top, bottom, left, right, centre)
content-photo-names-empty = nobody's name follows “names=”
    .advice = write the children on the photo as “names=佐藤 陽葵、小林 悠真”, or take it out
content-photo-names-many = too many names for one photo (more than { $most })
    .advice = take a photo of each class, or take the names out and look at the photo before the release
content-photo-focus = a photo's focus cannot be “{ $value }”
    .advice = write top, bottom, left, right or centre
content-photo-unsaid = the photo “{ $name }” has no words for those who cannot see it: it got “{ $alt }”
    .advice = write what it shows: ![children gathering acorns]({ $name })
content-gallery-unsaid = { $count ->
    [one] the photo of the gallery has no words for those who cannot see it: it got “{ $alt }”
   *[other] the { $count } photos of the gallery have no words for those who cannot see them: they got such as “{ $alt }”
}
    .advice = name a photo in the text to describe it: ![what it shows](its name)
content-photo-loose = no letter names the photo “{ $name }”, so it is not published
    .advice = to publish it, write ![what it shows]({ $name }) in a letter; otherwise move it away
content-gallery-alone = { $count ->
    [one] the photo in “{ $folder }” is not published, because no letter has this name
   *[other] the { $count } photos in “{ $folder }” are not published, because no letter has this name
}
    .advice = to publish them, give the folder the same name as the letter's file
content-languages-many = one letter has more than 40 translations
    .advice = move those that nobody reads into another folder
