# The desk's screens of conversions: destinations, their fields, deliveries, sending again.
nav-conversions = Conversions
conv-pages = Pages of conversions
conv-destinations = Destinations
conv-deliveries = Deliveries
conv-help = Whom you tell what came of their clicks, and how each of them does.
conv-add = Add a destination
conv-empty-title = Tell your ads which clicks became customers
conv-empty-text = A destination is an ad platform, or a program of your own, that hears of leads and purchases. With that it finds more people like them, and counts what an ad brought.
conv-choose = Which platform?
conv-choose-help = First the platform, then what it needs to let us in.
conv-other-platform = Choose another platform
conv-col-destination = Destination
conv-col-state = State
conv-last-day = last day
conv-last-day-title = The last day
conv-col-waiting = Waiting
conv-since = since
conv-none-waits = Nothing
conv-col-success = Last success
conv-day-help = Sent, refused and skipped are counted over the last day.
conv-or-more = { $number } or more
conv-state-away = Archived
conv-state-off = Off
conv-state-open = Left alone until { $until }
conv-state-new = Nothing sent yet
conv-for-meta = For ads on Facebook and Instagram that lead to your links.
conv-for-meta-messaging = For Click-to-WhatsApp ads: the chat starts from the ad itself.
conv-for-google-ads = For Google Ads: the way that new accounts use.
conv-for-google-ads-upload = For Google Ads accounts that uploaded click conversions before and still may.
conv-for-ga4 = For reports in Google Analytics.
conv-for-tiktok = For ads on TikTok.
conv-for-linkedin = For ads on LinkedIn.
conv-for-webhook = For a program of your own, signed as Standard Webhooks asks.
conv-for-echo = Answers like a platform and sends nothing anywhere.
conv-field-dataset-id = Dataset (pixel) ID
conv-field-test-code = Test code
conv-field-access-token = Access token
conv-field-app-secret = App secret
conv-field-waba-id = WhatsApp Business account ID
conv-field-page-id = Facebook page ID
conv-field-customer-id = Customer ID
conv-field-login-customer-id = Manager’s customer ID
conv-field-service-account = Service account (JSON file)
conv-field-refresh-token = Refresh token
conv-field-client-id = Client ID
conv-field-client-secret = Client secret
conv-field-developer-token = Developer token
conv-field-measurement-id = Measurement ID
conv-field-api-secret = API secret
conv-field-pixel-code = Pixel ID
conv-field-url = Address
conv-field-secret = Signing secret
conv-help-dataset-id = In Meta Events Manager, choose the dataset: the number under its name.
conv-help-test-code = In Events Manager under “Test events”. It goes with test events alone, which then appear there and count for nothing. Without it no test event is sent: it would count like any other.
conv-help-access-token = Made by the platform for its conversions interface.
conv-help-meta-access-token = In Events Manager under Settings → Conversions API → Generate access token. One of a system user does not expire.
conv-help-meta-messaging-access-token = A system user’s token that may use the dataset and the WhatsApp account (Business settings → System users).
conv-help-tiktok-access-token = In TikTok Events Manager: your pixel → Settings → Events API → Generate access token.
conv-help-linkedin-access-token = In Campaign Manager under Data → Signals manager → Direct API → Generate access token.
conv-help-app-secret = Of the app that the token was made for (App settings → Basic). With it each request carries a proof that it is ours.
conv-help-waba-id = In Business settings under Accounts → WhatsApp accounts. Give this, or the page.
conv-help-page-id = On the page under About → Page transparency. Give this, or the WhatsApp account.
conv-help-customer-id = The ten digits at the top right of Google Ads, such as 123-456-7890.
conv-help-login-customer-id = Only where the account is reached through a manager account: the manager’s ten digits.
conv-help-service-account = Google Cloud console → IAM → Service accounts → Keys → Add key → JSON. Paste the whole file, and give its address access in Google Ads. Or use a refresh token instead.
conv-help-refresh-token = Instead of a service account: what a person’s consent to your Google app gave, with the app’s two values below.
conv-help-client-id = Of your Google app: Google Cloud console → Credentials → OAuth client.
conv-help-client-secret = Stands beside the client ID.
conv-help-developer-token = In the manager account under Admin → API Center.
conv-help-measurement-id = In Google Analytics under Admin → Data streams → your stream. It begins with G-.
conv-help-api-secret = On the same page: Measurement Protocol API secrets → Create.
conv-help-pixel-code = In TikTok Events Manager, under the name of the pixel.
conv-help-url = Where we post each event. Any answer from 200 to 299 means that it arrived.
conv-kept = set
conv-kept-end = set · ends in …{ $end }
conv-kept-type = Type only to change it
conv-kept-gone = Take it away
conv-new-title = Add { $platform }
conv-edit-title = Edit { $name }
conv-name-help = What your team calls it.
conv-webhook-new = The signing secret is made when you add it, and shown once.
conv-webhook-there = The signing secret is changed on the destination’s page.
conv-secrets-lost = What you typed as a credential was not kept. Type it again before you save.
conv-consent = Consent
conv-consent-help = A person who refused is never told of, whatever you choose.
conv-consent-by-region = In the EU, the EEA, the United Kingdom and Switzerland only with consent; elsewhere unless somebody refused.
conv-consent-required = Only of people who agreed in a form.
conv-consent-not-required = Of everybody who did not refuse. The law of some countries does not allow that.
conv-links = Links
conv-links-all = All links
conv-links-own = Only links that name it
conv-links-all-help = Every link that chooses no destinations of its own.
conv-links-own-help = Choose it in the link’s editor.
conv-events = Events
conv-events-help = What the platform calls each event.
conv-events-help-ids = The ID of what you made for it at the platform: a conversion action, a conversion rule.
conv-events-empty = An event without a name is left out, and says so.
conv-col-what = Event
conv-event-name = Name at the platform
conv-col-tell = Tell it
conv-col-how-often = How often
conv-every-time = Every time
conv-every-time-help = Otherwise each event is told once for each lead: won, lost and won again is one purchase.
conv-usually = Usually { $name }
conv-event-id = Its ID there
conv-means-view-content = Somebody tapped a link.
conv-means-click = The tap came from this platform’s own ad.
conv-means-lead = A form was sent, or the link counts taps as leads.
conv-means-contact = The first message came in.
conv-means-qualified-lead = The lead turned out to be worth it.
conv-means-registration = The lead signed up.
conv-means-checkout = The lead began to buy.
conv-means-purchase = The lead bought. It goes with the amount.
conv-make = Add the destination
conv-made = { $name } is added. Ask whether it lets us in, then send a test event.
conv-saved = { $name } is saved.
conv-verify = Verify
conv-verified = What the platform answered
conv-secret = Here is the signing secret.
conv-secret-help = It is shown this once. Copy it into your program now.
conv-secret-kept = I have kept it
conv-trace = Trace ID
conv-code = Code
conv-off-help = It is off: nothing is queued for it, and what waits stays where it is.
conv-away-note = It is archived. What was sent stays to be seen.
conv-last-failure = Last failure
conv-resume = Resume
conv-resume-help = Try again now what waits.
conv-newest = Newest deliveries
conv-all-deliveries = All deliveries
conv-none-told = Nothing was told yet. Send a test event, or wait for the first tap.
conv-test = Test event
conv-test-help = Goes the way of all others, about nobody. You see what the platform says to it.
conv-test-with-code = With the test code it appears under “Test events” and counts for nothing.
conv-test-checked = The platform only checks it and does not count it.
conv-test-counted = Careful: this platform knows no test events. It is taken like any other and may be counted.
conv-test-marked = It says that it is a test (cause “test”), so that your program can leave it out.
conv-test-needs-code = Enter the test code first
conv-test-any = Choose for me
conv-test-send = Send a test event
conv-test-off = Switch it on first.
conv-set-up = Set up with
conv-not-told = Not told
conv-no-name = No name yet
conv-switch-on = Switch on
conv-switch-on-help = Events are queued for it again, and what waits goes out.
conv-switch-off = Switch off
conv-switch-off-help = Nothing more is queued for it. What waits goes out when it is on again.
conv-rotate = New signing secret
conv-rotate-help = Until the next one both sign, so that your program loses nothing.
conv-rotate-ask = Make a new signing secret? Give it to your program; the one before signs along until the next.
conv-away = Archive
conv-away-help = Nothing more is sent there. It can’t be brought back; what was sent stays.
conv-away-ask = Archive { $name }? { $count ->
    [0] Nothing waits.
    [one] One event that waits is not sent.
   *[other] { $count } events that wait are not sent.
} It can’t be brought back.
conv-put-away = { $name } is archived. What was sent stays among the deliveries.
conv-resumed = { $name } is tried again now.
conv-switched-on = { $name } is on.
conv-switched-off = { $name } is off: nothing more is queued for it.
conv-deliveries-help = Every event for every destination, newest first.
conv-again-these = Send these again
conv-deliveries-empty-title = Nothing was told yet
conv-deliveries-empty-text = With a destination every tap, lead and purchase that it is told of stands here, with the platform’s own answer.
conv-deliveries-none = Nothing was told yet.
conv-deliveries-none-such = No delivery is like that.
conv-newer = { $count ->
    [one] One newer
   *[other] { $count } newer
}
conv-newer-many = Many newer
conv-col-status = Status
conv-col-value = Value
conv-col-when = When
conv-of-nobody = Test
conv-chip-lead = Lead { $value }
conv-chip-from = From { $value }
conv-chip-to = Until { $value }
conv-chip-ended = Ended since { $value }
conv-chip-replay = Sent again { $value }
conv-status-open = Waiting to be told
conv-replay-rows = See these deliveries
conv-story-title = { $what } for { $destination }
conv-story = { $destination } is told of { $what } by { $lead } ({ $cause }, { $when }).
conv-story-test = { $destination } is told of { $what } by nobody, to try it out ({ $cause }, { $when }).
conv-cause = Why
conv-lead-status = Lead’s status
conv-platform = Platform
conv-event-id-label = Event ID
conv-took = { $milliseconds } ms
conv-batch = { $count ->
    [one] this one alone
   *[other] { $count } events in one request
}
conv-look-again = Look again
conv-next-at = The next look is at
conv-again = Send again
conv-again-help = The same event goes out once more, under the same ID.
conv-again-once = It was counted. The platform knows the ID and does not count it twice.
conv-again-twice = It was counted longer ago than the platform remembers: sent again it counts twice.
conv-again-queued = It is on its way again.
conv-force-one = Send it although it counts twice
conv-tries = Tries
conv-tries-none = Nothing was sent yet.
conv-try = try
conv-went-along = In the request
conv-payload = What it is told
conv-payload-help = As it would go out now, with personal data covered. What went out then is not kept.
conv-event = Event
conv-way-map = Give the event a name
conv-way-names = Look at the event names
conv-way-value = Give the lead its actual value
conv-way-contact = Give the lead a number or an e-mail address
conv-way-consent = See what the lead agreed to
conv-way-suppressed = See what the list says
conv-way-verify = Ask whether the platform lets us in
conv-way-address = Change the address
conv-way-test-code = Enter the test code
conv-way-sign-in = Mend the credentials
conv-way-refused = Look at the event names
conv-way-off = Switch the destination on
conv-again-title = Send again
conv-again-lead = Each goes out under the ID that it had, so that platforms recognise what they have counted.
conv-again-which = Which
conv-again-all = All deliveries that have ended
conv-again-none = None of these has ended: there is nothing to send again.
conv-again-found = { $count ->
    [one] One delivery has ended and is meant.
   *[other] { $count } deliveries have ended and are meant.
}
conv-again-twice-many = { $count ->
    [one] One of them was counted so long ago that the platform would count it twice. It is left out.
   *[other] { $count } of them were counted so long ago that the platform would count them twice. They are left out.
}
conv-again-too-old = { $count ->
    [one] One is older than its platform takes, and stays as it is.
   *[other] { $count } are older than their platform takes, and stay as they are.
}
conv-force = Send those too that count twice
conv-force-help = For when they were never really counted.
conv-replay-begun = { $count ->
    [one] One delivery is on its way again.
   *[other] { $count } deliveries are on their way again.
}
conv-replay-nothing = Nothing was sent again: what is left is too old, or would be counted twice.
conv-replay-title = Sending again
conv-replay-help = You can leave this page: it goes on by itself.
conv-replay-going = { $ended } of { $count ->
    [one] one has ended.
   *[other] { $count } have ended.
}
conv-replay-done = { $count ->
    [one] It has ended.
   *[other] All { $ended } of { $count } have ended.
}
conv-consent-by-form = in the form
conv-consent-by = noted by { $name }
conv-lead-none = No platform was told of this lead yet.
conv-send = Send a conversion
conv-send-nowhere = There is no destination yet.
conv-send-value-help = Left empty, a purchase goes with the lead’s actual value.
conv-send-none-help = None chosen: those of the lead’s link.
conv-sent = { $count ->
    [one] One destination is told.
   *[other] { $count } destinations are told.
}
conv-sent-none = Nothing was sent: every destination has had this event of this lead, or it is switched off there.
conv-link-to = Conversions go to
conv-link-to-help = None chosen: the destinations that take all links.
conv-link-to-all = The destinations that take all links
conv-link-away = A destination that is archived
conv-statuses = What a status tells the platforms
conv-statuses-help = When a lead reaches the status. A new status gets its line here once it is saved.
conv-status-reached = A lead reaches
conv-status-told = The platforms are told
conv-status-value = With
conv-status-nothing = Nothing
conv-which-value-none = No value
conv-which-value-expected = The expected value
conv-which-value-actual = The actual value
history-platform = Platform
history-for-all-links = All links
history-consent = Consent
history-conversions = What statuses tell
history-switched-on = Switched on
history-event-name = { $event }, name
history-event-active = { $event }, told
history-event-every-time = { $event }, every time
history-credential-changed = { $field } was changed
history-credential-set = { $field } was set
history-credential-gone = { $field } was taken away
history-status-means = { $status } tells
history-status-told = { $category } ({ $value })
