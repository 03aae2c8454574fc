# What was paid for clicks.
costs-title = Costs
costs-lead = What your ads cost, by day and campaign, for cost per lead and return. A campaign here is what stands in utm_campaign.
costs-file-help = A CSV with a day, a campaign and a cost, as ad platforms export it by day; columns in English or Indonesian, commas, semicolons or tabs. Without a currency it is the workspace’s. A campaign and day that is there already is replaced. Up to 16 MB.
costs-summary = New: { $created } · Replaced: { $updated } · As they are: { $skipped }
costs-stay = Nothing is saved yet. Costs that are not in the file stay as they are.
costs-apply = Save these costs
costs-created = New
costs-updated = Replaces { $before }
costs-skipped = As it is
costs-done = The file is in. New costs: { $created }, replaced: { $updated }.
costs-imports = Files that were brought in
costs-none = No file yet.
costs-no-name = Without a name
costs-by = By
costs-when = When
costs-rows = Costs that stand
costs-take-back = Take back
costs-take-back-ask = { $count ->
    [one] Take { $name } back? One cost is removed; what it replaced does not come back.
   *[other] Take { $name } back? { $count } costs are removed; what they replaced does not come back.
}
costs-taken-back = { $count ->
    [one] { $name } is taken back: one cost is removed.
   *[other] { $name } is taken back: { $count } costs are removed.
}
costs-latest = Latest costs
audit-costs-imported = brought in costs
audit-costs-taken-back = took costs back
noun-cost-import = Costs
