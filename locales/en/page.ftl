# words of pages and messages
page-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}

page-skip = To the text
page-draft = Draft
page-draft-note = Not sent yet. Nobody outside can see it.
page-draft-photos = All photos
page-corrected = Correction
page-corrected-note = This corrects what we sent before.
page-important = Important
page-important-note = Please press “I have read it” when you have.
page-by = answer by { $day }
page-deadline-label = Please answer by
page-everyone = all families
page-to = To the families of { $audience }
page-to-everyone = To all families
page-from = From { $title }
page-sheet = A4 sheet (PDF)
page-archive = Earlier letters
page-calendar = Calendar
page-library = Documents
page-search = Search
page-events = Events for your calendar ({ $count })
page-events-all = Add all of them
page-to-calendar = Add “{ $title }” to your calendar
page-event-deadline = Answer due: { $title }
page-event-closed = closed
page-table = Table { $number }

page-tools = Reading aids
page-ruby = Furigana
page-size = Text
page-size-normal = Normal
page-size-large = Large
page-size-largest = Largest
page-contents = Contents
page-viewer = Photos, large
page-viewer-save = Save this photo
page-viewer-hint = If it is not saved, press and hold the photo.
page-viewer-back = Previous photo
page-viewer-next = Next photo
page-viewer-close = Close
page-keep = Keep this letter
page-phone-label = Phone
page-languages = Choose a language
page-instead = This letter is not in your language yet. This is “{ $title }”.

page-reply-label = Your answer
page-read = I have read it
page-call = Please phone me
page-reply-hint = Please press “I have read it” once when you have.
page-said-read = Thank you. { $school } has “I have read it”: …
page-said-call = { $school } has “Please phone me”: … { $calls }
page-calls-hours = The school will phone you: { $days ->
    [mon-sat] Monday to Saturday
    [daily] any day
   *[weekdays] Monday to Friday
    }, { $from }–{ $to }.
page-calls-soon = The school will phone you as soon as it can while it is open.
page-said-more = The school keeps this (the time, and which button) until { $years ->
    [0] the school year has ended
    [one] a year after the end of the school year
   *[other] { $years } years after the end of the school year
    }, and then deletes it. If you would rather have a call or paper, please tell the school: from then on it will do so.
page-unused = This field is not in use
page-said-waiting = You can go on reading the letter. Your answer is kept on this screen and goes out when there is a connection. Please open this page again where there is one.
page-said-no-token = To answer, please open this page by the link in the message we sent you.
page-without-script = The answer buttons cannot be shown here. Please answer by the small link “No button on your phone?” in the message we sent you.

page-subject = { $school }: { $title }
page-subject-marked = { $school } [{ $marks }] { $title }
page-marks-between = , { "" }
page-notice-by = { $school }: a letter. Please answer by { $day }.
page-notice-by-important = { $school }: an important letter. Please answer by { $day }.
page-notice-important = { $school }: an important letter.
page-notice-of = { $school }: a letter.
page-notice-wanted = Please read it and press “I have read it” once. If nobody presses, we will phone you.
page-notice-open = Open the letter
page-notice-link = You can open it here.
page-notice-due = Please answer by { $day }.
page-notice-plain-link = No button on your phone? Answer here
page-notice-questions = If anything is unclear, please phone us.
page-notice-stop = Stop these mails
page-notice-yours = This link is for your family only. Please do not pass it on.

page-everybody = everyone
page-archive-title = Letters { $year }, { $audience }
page-archive-empty = There are no letters yet.
page-archive-years = Other school years
page-archive-year = School year { $year }
page-library-title = Documents, { $audience }
page-library-note = Papers that you can look up at any time.
page-library-empty = There are no documents yet.
page-calendar-title = Calendar, { $audience }
page-calendar-empty = There are no events yet.
page-calendar-months = Choose a month
page-calendar-subscribe = Add this calendar to your phone
page-calendar-subscribe-note = Once added, new events appear by themselves.
page-calendar-address = If that does not work, give this address to your calendar program.
page-calendar-yours = Please do not pass this address on.
page-search-title = Search letters, { $audience }
page-search-label = Words to look for
page-search-button = Search
page-search-none = Nothing was found. Please try other words.
page-search-found = Letters found: { $count }.
page-search-wait = Loading.
page-search-away = The search could not be loaded. Please try again where there is a connection.
page-search-without-script = Search does not work on this screen.
page-ways = Other pages
page-home-note = Please open our letters by the link in the message we sent you.
page-not-found = There is no such page
page-not-found-note = The link was cut off, or the letter was taken back. Please try the link in the message we sent you once more.

# what can be wrong with a theme
theme-unknown = There is no theme “{ $theme }”.
    .advice = There are: { $known }. A theme of your own goes into themes/{ $theme }/.
theme-file-missing = The theme “{ $theme }” has no { $file }.
    .advice = Add the file, or take it out of page-files: in theme.yaml.
theme-file-unreadable = This file cannot be read: { $fault }
    .advice = Check the file's permissions.
theme-file-leads-outside = The theme holds a link to another place.
    .advice = Put the file itself there instead of the link.
theme-file-too-large = This file is too large for a theme (at most { $megabytes } MB).
    .advice = Make it smaller, or take it out of the theme's folder.
theme-too-many-files = There are too many files in the theme's folder (at most { $count }).
    .advice = Take out what is no part of a theme, such as photos.
theme-template-fault = A template of the theme has a fault: { $fault }
    .advice = Mend this line, or delete the file to get the built-in one back.
theme-settings-fault = theme.yaml cannot be read: { $fault }
    .advice = Mend this line, or delete the file to get the built-in one back.
words-folder-unknown = no language is called “{ $name }”
    .advice = folders in words/ have the tags of languages for names: pt, zh-Hans, ar
words-unreadable = this file of words cannot be read
    .advice = it must be UTF-8, at most { $kilobytes } KB, and readable
words-fault = a fault in this file of words: { $fault }
    .advice = mend this line; until then this is said in English
words-missing = { $count } messages are missing: { $ids }
    .advice = until they are added, pages say this in English
theme-notice-without-link = The message's template has no link.
    .advice = Put in both { "{{ link }}" } and { "{{ plain_link }}" }.
