settings-privacy = Privacy
history-ip = Visitors’ addresses
privacy-ip = Visitors’ addresses
privacy-ip-lead = What is recorded of an IP address from now on. Country, limits and ad clicks are told from the whole address, which is then forgotten.
privacy-ip-full = The whole address
privacy-ip-help-full = Ad platforms match purchases better with it.
privacy-ip-truncated = The network only
privacy-ip-help-truncated = 203.0.113.77 becomes 203.0.113.0/24, an IPv6 address its first 48 bits. Ad platforms get no address at all.
privacy-ip-none = Nothing
privacy-ip-help-none = No address is recorded, and none is told.
privacy-keep = How long data is kept
privacy-keep-help = In whole days; empty keeps it for good. Figures and costs stay in any case: the numbers of former days don’t change, only the rows behind them go.
privacy-unit = days
privacy-for-good = for good
privacy-days = { $days } { $days ->
    [one] day
   *[other] days
}
privacy-visits = Visits of people
privacy-help-visits = Clicks and scans with their decisions. A lead’s last address goes with them, and what the browser carried when a form was sent; the answers stay with the lead.
privacy-filtered-visits = Previews and crawlers
privacy-help-filtered-visits = Requests that were not people.
privacy-deliveries = Stories of conversions
privacy-help-deliveries = Every try and what the platform said. What waits to be sent is never touched, and what was sent is never sent a second time.
privacy-leads = Leads who never bought
privacy-help-leads = Erased when they were neither seen nor changed for so long, as if they had asked for it.
privacy-customers = Leads who bought
privacy-help-customers = Likewise, with days of their own.
privacy-audit = Change log
privacy-help-audit = Who changed what. What was deleted under these days stands there too, in numbers.
privacy-kept = Complete from { $day } on; { $count ->
    [0] nothing deleted so far
   *[other] { $count } deleted so far
}.
privacy-others = Sessions that have run out and answers kept for repeated requests go by themselves. Addresses of your own team’s sessions are kept for security, whatever is chosen above.
privacy-saved = The privacy settings are saved.
privacy-ask = Delete what is older?
privacy-ask-help = This can’t be undone. The figures of those days stay.
privacy-ask-go = Save and delete
privacy-goes = { $kind }: { $count ->
    [0] nothing is older than { $days ->
        [one] { $days } day
       *[other] { $days } days
    } now; what becomes older (today, before { $day }) will be deleted.
   *[other] { $rows } older than { $days ->
        [one] { $days } day
       *[other] { $days } days
    } (before { $day }) will be deleted.
}
privacy-goes-more = { $kind }: more than { $rows } older than { $days ->
    [one] { $days } day
   *[other] { $days } days
} (before { $day }) will be deleted.
privacy-swept = { $kind }: { $count }
privacy-rows-gone = Visits before { $day } are no longer kept; the figures of those days stay.
privacy-filtered-gone = Previews and crawlers before { $day } are no longer kept; the figures of those days stay.
privacy-counted-gone = Different people, what pages on the phone told, forms that were sent and anything narrowed count only the visits that are still kept.
privacy-story-gone = The story of this delivery is no longer kept.
error-bad-days = Days are a whole number from 1 to 3,650.
