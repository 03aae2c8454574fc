# Holiday calendars, under Settings.
settings-calendars = Holidays
calendars-help = Dates on which the hours of rules and people are closed.
calendars-empty-title = No calendar yet
calendars-empty-text = A calendar holds the days on which hours are closed: a country’s public holidays, days of your own, or both. Rules and working hours then name it.
calendar-new = New calendar
calendar-make = Make the calendar
calendar-made = { $name } is ready. Rules and working hours can name it now.
calendar-saved = { $name } is saved and counts from the next click on.
calendar-removed = { $name } is gone.
calendar-name-help = As rules read it: “closed on … ”.
calendar-country = Public holidays of
calendar-no-country = No country
calendar-country-help = For the whole country; holidays of single regions are left out. Add those below.
calendar-own = Days of your own
calendar-own-help = Days off, and public holidays on which you work.
calendar-add-date = Add a day
calendar-date = Day
calendar-what = Is
calendar-what-closed = closed
calendar-what-open = open all the same
calendar-yearly = Every year
calendar-remove-date = Remove { $date }
calendar-own-date = Day of your own
calendar-closed = Closed on
calendar-closed-never = Never
calendar-known-until = Public holidays are known to the end of { $year }; those a government sets shortly before are estimated.
calendar-col-of = Made of
calendar-col-next = Next closed
calendar-none-ahead = Nothing within a year
calendar-of-own = { $count ->
    [0] Nothing yet
    [one] One day of your own
   *[other] { $count } days of your own
}
calendar-of-country = Public holidays of { $country }
calendar-of-both = { $count ->
    [one] Public holidays of { $country } and one day of your own
   *[other] Public holidays of { $country } and { $count } days of your own
}
calendar-remove = Remove this calendar
calendar-remove-help = Nothing names it. It is gone for good.
calendar-used-by = Still named by: { $links }. Take it out there first.
calendar-remove-ask = Remove { $name } for good?
audit-calendar-created = made the holiday calendar { $name }
audit-calendar-changed = changed the holiday calendar { $name }
audit-calendar-removed = removed the holiday calendar { $name }
history-dates = Days of one’s own
