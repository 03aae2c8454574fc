figure-clicks = Clicks
figure-scans = Scans
figure-leads = Leads
figure-purchases = Purchases
figure-value = Value
figure-visits = Visits
figure-filtered = Kept apart
figure-repeats = Repeats
figure-day = Day
figure-clicks-30 = Clicks, 30 days
figure-leads-30 = Leads, 30 days
figures-30 = The last 30 days
chart-visits-by-day = Visits per day
chart-leads-by-day = Leads per day
chart-purchases-by-day = Purchases per day
chart-value-by-day = Value per day, { $currency }
chart-before = The period before
chart-title-visits = { $day }: { $clicks } clicks, { $scans } scans
chart-title-one = { $day }: { $value } { $name }
chart-title-before = { $said }; { $before } the period before
overview-period = Period
overview-today = Today
overview-7 = 7 days
overview-30 = 30 days
overview-90 = 90 days
overview-month = This month
overview-own-period = Dates
overview-one-link = Link
overview-all-links = All links
overview-no-links = There are no links yet.
overview-from = From
overview-to = To
overview-show = Show
overview-range = { $from } to { $to }, compared with { $before } to { $until }
overview-range-day = { $from }, compared with { $before }
overview-backlog = { $count ->
    [one] One visit is recorded and waits to be counted.
   *[other] { $count } visits are recorded and wait to be counted.
}
overview-backlog-away = The store can’t be written at the moment. Visitors are still being sent on; { $count ->
    [one] one visit is kept safely in the journal and counts
   *[other] { $count } visits are kept safely in the journal and count
} as soon as it is back.
overview-empty-title = Make your first link
overview-empty-text = One link for your ads and your bio: each visitor reaches the next person in turn on WhatsApp, and stays with them.
overview-figures = Figures
overview-chart-this = Show in the chart
overview-table = As a table
overview-funnel = From click to sale
overview-nothing-here = Nothing in this period.
overview-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
overview-of-link = In the overview
overview-filtered = { $count ->
    [one] One request of bots, previews and prefetches was kept apart and not counted
   *[other] { $count } requests of bots, previews and prefetches were kept apart and not counted
}
overview-links = Links
overview-agents = Agents
overview-sources = Sources
overview-campaigns = Campaigns
overview-countries = Countries
overview-devices = Devices
overview-none-campaign = Without a campaign
overview-none-agent = Without an agent
change-same = as before
change-none = nothing before
change-title = { $before } in the period before
funnel-clicks = Visits
funnel-of = { $share } of visits
visits-title = Visits
visits-lead = Every click and scan as it was decided, and everything that was kept apart.
visits-none = No visits here.
visits-kind = Kind of visit
visits-figure = Counted as
visits-turn-of = Turn of
visits-back-to = Came back to
visits-all = All
visit-title = Visit
visit-when = When
visit-kind = Kind
visit-lead = Lead
visit-from = From
visit-repeat = Repeat
visit-decision = How it was decided
visit-told = What the request told
visit-form-sent = Then the form was sent
visit-ip = IP address
visit-browser = Browser
visit-os = System
visit-in-app = Inside the app
visit-language = Language
visit-referrer = Came from
visit-source = Source
visit-user-agent = User agent
visit-utm = Campaign parameters
visit-click-id = Click id { $name }
visit-key = Parameter { $name }
visit-nobody = Nobody
chart-of-by-day = { $name } per day

# What brought a visit, a lead, a purchase.
figure-hour = Hour
figure-medium = Medium
figure-term = Term
figure-content = Content
figure-ad = Ad ID
figure-platform = Platform
figure-with-data = Left data
figure-opened = Chat opened
figure-chats = Wrote
figure-cost = Cost
figure-cost-per-lead = Cost per lead
figure-cost-per-purchase = Cost per purchase
figure-return = Return
platform-meta = Meta
platform-google = Google
platform-tiktok = TikTok
platform-linkedin = LinkedIn
platform-microsoft = Microsoft
platform-x = X
platform-none = Without a click ID
yes-no-yes = Yes
yes-no-no = No
overview-none = None
overview-model = Touch that counts
overview-model-first = First touch
overview-model-last = Last touch
overview-model-help = Clicks count where they came from. Leads and purchases count for the touch chosen above: the first that brought the person, or the last (of a purchase, the last before it). “Chat opened” is told by pages only; a visitor sent straight to WhatsApp is not in it.
overview-by = Lines by
overview-lines = From click to return
overview-total = Total
overview-of-leads = { $share } of leads
overview-export = CSV
overview-more-in-file = { $count ->
    [one] One more line is in the CSV file.
   *[other] { $count } more lines are in the CSV file.
}
figure-data-chats = Left data and wrote
overview-of-data = { $share } of who left data
