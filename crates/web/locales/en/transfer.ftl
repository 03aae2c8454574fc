# Links as files: carried away, brought in, and their history.
transfer-export-csv = Carry away as a table (CSV)
transfer-export-toml = Carry away as text to edit (TOML)
transfer-export-json = Carry away for programs (JSON)
transfer-import = Bring in a file
transfer-title = Bring links in from a file
transfer-lead = A CSV, TOML or JSON file as “Carry away” writes it. First you see what it would change; nothing is saved until you say so.
transfer-file = File
transfer-file-help = Up to 32 MB. Commas, semicolons or tabs are all understood.
transfer-look = See what changes
transfer-apply = Save these changes
transfer-again = Choose another file
transfer-nothing-title = Nothing changes
transfer-nothing = { $count ->
    [one] The one link in the file is exactly as it is here.
   *[other] All { $count } links in the file are exactly as they are here.
}
transfer-nothing-empty = There is no link in the file.
transfer-summary = New: { $created } · Changed: { $changed } · As they are: { $unchanged }
transfer-stay = Links that are not in the file stay as they are.
transfer-created = New
transfer-changed = Changed
transfer-channels = { $count ->
    [one] A channel is made for it: { $names }
   *[other] Channels are made for it: { $names }
}
transfer-col-link = Link
transfer-col-line = Line
transfer-col-what = What is different
transfer-members = { $count ->
    [0] Nobody in the pool
    [one] 1 member in the pool
   *[other] { $count } members in the pool
}
transfer-more = and { $count } more
transfer-done = The file is in. New links: { $created }, changed: { $changed }.
transfer-faults = { $count ->
    [one] One thing in the file is wrong. Nothing was saved.
   *[other] { $count } things in the file are wrong. Nothing was saved.
}
transfer-no-file = Choose a file first.
history-tab-lead = Who changed what and when. Put the link back to how it was after any of these changes; what is put back is a change of its own.
history-put-back = Put back to this
history-put-back-ask = Put this link back to how it was after this change? Everything that was changed later is taken back.
history-put-back-done = The link is as it was on { $when }.
history-put-back-same = The link is that way already.
history-put-back-refused = This can’t be put back as it was: { $why }
history-now = As it is now
history-older = Older changes
history-rules = Rules
history-deeplink = Opening
history-form = Form
history-destination-ids = Destinations
history-active = Takes visitors
history-hours = Working hours
history-daily-cap = Most a day
history-back-at = Back at
history-then = Leads to
history-deeplink-enabled = Opening in the app
history-deeplink-plain-in = Opening, apps that keep plain wa.me
history-deeplink-desktop-qr = Opening, QR page on computers
history-form-enabled = Form
history-form-name = Form, name
history-form-email = Form, e-mail
history-form-phone = Form, phone
history-form-fields = Form, own fields
history-form-consent = Form, consent
history-form-skip-returning = Form, left out for who sent it before
history-preview-title = Preview, title
history-preview-description = Preview, text
history-preview-image-url = Preview, picture
history-preview-picture = Preview, picture
history-preview-picture-id = Preview, picture
history-member-came = { $name } ({ $number }) joined the pool: weight { $weight }, { $state }
history-member-left = { $name } ({ $number }) left the pool
history-member-field = { $name }, { $field }
history-order = Order: { $order }
history-rule-new = The rule “{ $name }” was added
history-rule-gone = The rule “{ $name }” was taken away
history-rule-field = Rule “{ $name }”, { $field }
history-rule-when = Rule “{ $name }”: its conditions are others
history-rule-order = Order of the rules: { $order }
weekday-mon = Mon
weekday-tue = Tue
weekday-wed = Wed
weekday-thu = Thu
weekday-fri = Fri
weekday-sat = Sat
weekday-sun = Sun
need-off = off
need-optional = optional
need-required = required
audit-link-imported = brought in the link { $name } from a file
audit-link-put-back = put the link { $name } back to an earlier state
error-in-file = Line { $line }: { $fault }
error-in-file-link = Line { $line }, link “{ $link }”: { $fault }
error-file-too-large = A file has at most { $max } MB.
error-not-utf8 = This is no UTF-8 text. Save the file as “CSV UTF-8” or as UTF-8 text.
error-not-toml = This is no TOML: line { $line }: { $reason }
error-not-csv = This is no table: { $reason }
error-empty-file = The file is empty.
error-later-version = The file is of a later version than this program knows ({ $max }).
error-other-shape = This row has { $cells } cells where the head has { $columns }.
error-unknown-column = There is no column “{ $column }”. There are: { $allowed }.
error-duplicate-column = This column stands there twice.
error-missing-column = The column “{ $column }” is missing. It says which link a row is.
error-not-yes-or-no = Write yes or no.
error-not-members = “{ $member }” is no member. Write name|number|weight|on, one after the other with “;” between.
error-duplicate-link = This link stands in the file already.
error-which-channel = Say which channel: its kind and place, or its name.
error-several-channels = Several channels are called “{ $name }”. Say kind and place.
error-no-calendar-called = There is no calendar called “{ $name }”.
error-unknown-file-format = Choose csv, json or toml.
link-tab-history = History
