use super::*;
use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;
use proptest::prelude::*;

fn at(text: &str) -> i64 {
    text.parse::<Timestamp>().expect("a time").as_microsecond()
}

fn schedule(zone: &str, days: &[Day], ranges: &[(&str, &str)]) -> Schedule {
    let minute = |text: &str| parse_clock(text).expect("a clock");
    Schedule {
        time_zone: zone.to_owned(),
        days: days.to_vec(),
        ranges: ranges.iter().map(|(from, to)| Span { from: minute(from), to: minute(to) }).collect(),
        calendar_ids: Vec::new(),
    }
}

fn hours(zone: &str, days: &[Day], ranges: &[(&str, &str)]) -> Hours {
    Hours::of(&schedule(zone, days, ranges))
}

fn open(hours: &Hours, time: &str) -> bool {
    hours.open(at(time), &NoHolidays)
}

const WORKDAYS: [Day; 5] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri];

#[test]
fn the_start_counts_and_the_end_does_not() {
    let hours = hours("Asia/Jakarta", &WORKDAYS, &[("09:00", "17:00")]);
    // Monday 2026-11-23; Jakarta is seven hours ahead.
    assert!(!open(&hours, "2026-11-23T01:59:59.999999Z"));
    assert!(open(&hours, "2026-11-23T02:00:00Z"));
    assert!(open(&hours, "2026-11-23T09:59:59.999999Z"));
    assert!(!open(&hours, "2026-11-23T10:00:00Z"));
    assert!(!open(&hours, "2026-11-22T05:00:00Z"), "a Sunday");
}

#[test]
fn a_range_past_midnight_belongs_to_the_day_it_starts_on() {
    let hours = hours("Asia/Jakarta", &[Day::Fri], &[("22:00", "02:00")]);
    assert!(open(&hours, "2026-11-27T15:00:00Z"), "Friday 22:00");
    assert!(open(&hours, "2026-11-27T18:59:59Z"), "Saturday 01:59:59");
    assert!(!open(&hours, "2026-11-27T19:00:00Z"), "Saturday 02:00");
    assert!(!open(&hours, "2026-11-26T17:30:00Z"), "Friday 00:30 belongs to Thursday");
    assert!(!open(&hours, "2026-11-28T15:30:00Z"), "Saturday 22:30");
}

#[test]
fn a_whole_day_runs_from_midnight_to_24() {
    let hours = hours("Asia/Jakarta", &[Day::Sat], &[("00:00", "24:00")]);
    assert!(open(&hours, "2026-11-27T17:00:00Z"));
    assert!(open(&hours, "2026-11-28T16:59:59Z"));
    assert!(!open(&hours, "2026-11-28T17:00:00Z"));
}

#[test]
fn a_holiday_closes_the_ranges_that_start_on_it_to_their_end() {
    let calendar = CalendarId::from_uuid(uuid::Uuid::from_u128(1));
    let mut schedule = schedule("Asia/Jakarta", &Day::ALL, &[("22:00", "02:00")]);
    schedule.calendar_ids = vec![calendar];
    let hours = Hours::of(&schedule);
    let holiday = LocalTime::of(at("2026-12-25T05:00:00Z"), hours.zone()).day;
    let holidays = |asked: CalendarId, day: i32| asked == calendar && day == holiday;
    assert!(hours.open(at("2026-12-24T18:00:00Z"), &holidays), "Friday 01:00 belongs to Thursday");
    assert!(!hours.open(at("2026-12-25T15:30:00Z"), &holidays), "the holiday at 22:30");
    assert!(!hours.open(at("2026-12-25T18:00:00Z"), &holidays), "what started on the holiday");
    assert!(hours.open(at("2026-12-26T15:00:00Z"), &holidays));
    assert_eq!(hours.next_opening(at("2026-12-25T12:00:00Z"), &holidays), Some(at("2026-12-26T15:00:00Z")));
}

#[test]
fn in_madrid_the_skipped_hour_is_open_to_nobody_and_the_repeated_one_twice() {
    // 2026-03-29: 02:00 becomes 03:00. 2026-10-25: 03:00 becomes 02:00.
    let skipped = hours("Europe/Madrid", &[Day::Sun], &[("02:00", "03:00")]);
    let night = |from: &str, minutes: i64| {
        (0..minutes).filter(|minute| skipped.open(at(from) + minute * 60_000_000, &NoHolidays)).count()
    };
    assert_eq!(night("2026-03-28T23:00:00Z", 300), 0);
    assert_eq!(night("2026-10-24T22:00:00Z", 300), 120);
    assert_eq!(night("2026-11-07T23:00:00Z", 300), 60);

    let later = hours("Europe/Madrid", &[Day::Sun], &[("02:30", "05:00")]);
    assert!(!open(&later, "2026-03-29T00:59:59Z"));
    assert!(open(&later, "2026-03-29T01:00:00Z"), "03:00, the first minute after 01:59");
    assert_eq!(later.next_opening(at("2026-03-28T20:00:00Z"), &NoHolidays), Some(at("2026-03-29T01:00:00Z")));
    let next = skipped.next_opening(at("2026-03-28T20:00:00Z"), &NoHolidays);
    assert_eq!(next, Some(at("2026-04-05T00:00:00Z")), "a week later, for this one does not come");
}

#[test]
fn in_new_york_nine_oclock_stays_nine_oclock_through_both_changes() {
    let hours = hours("America/New_York", &WORKDAYS, &[("09:00", "18:00")]);
    // Friday before and Monday after 2026-03-08 and 2026-11-01.
    for (closed, first) in [
        ("2026-03-06T13:59:59Z", "2026-03-06T14:00:00Z"),
        ("2026-03-09T12:59:59Z", "2026-03-09T13:00:00Z"),
        ("2026-10-30T12:59:59Z", "2026-10-30T13:00:00Z"),
        ("2026-11-02T13:59:59Z", "2026-11-02T14:00:00Z"),
    ] {
        assert!(!open(&hours, closed), "{closed}");
        assert!(open(&hours, first), "{first}");
        assert_eq!(hours.next_opening(at(closed), &NoHolidays), Some(at(first)));
    }
    let over_the_change = hours.next_opening(at("2026-03-06T23:00:00Z"), &NoHolidays);
    assert_eq!(over_the_change, Some(at("2026-03-09T13:00:00Z")));
}

#[test]
fn in_new_york_a_repeated_range_closes_and_opens_again() {
    // 2026-11-01: at 02:00 the clock goes back to 01:00.
    let hours = hours("America/New_York", &[Day::Sun], &[("01:00", "01:30")]);
    assert!(open(&hours, "2026-11-01T05:00:00Z"));
    assert!(!open(&hours, "2026-11-01T05:30:00Z"));
    assert_eq!(hours.next_opening(at("2026-11-01T05:30:00Z"), &NoHolidays), Some(at("2026-11-01T06:00:00Z")));
    assert!(open(&hours, "2026-11-01T06:29:59Z"));
    assert!(!open(&hours, "2026-11-01T06:30:00Z"));
}

#[test]
fn on_lord_howe_clocks_change_by_half_an_hour() {
    // 2026-04-05: at 02:00 back to 01:30. 2026-10-04: at 02:00 forward to 02:30.
    let hours = hours("Australia/Lord_Howe", &[Day::Sun], &[("01:30", "02:15")]);
    let minutes =
        |from: &str| (0..360).filter(|minute| hours.open(at(from) + minute * 60_000_000, &NoHolidays)).count();
    assert_eq!(minutes("2026-04-04T13:00:00Z"), 75, "01:30 to 02:00 twice, then to 02:15");
    assert_eq!(minutes("2026-10-03T13:00:00Z"), 30, "02:00 to 02:15 does not come");
}

#[test]
fn a_date_that_a_country_skipped_never_comes() {
    // Samoa went from 2011-12-29 straight to 2011-12-31, a Saturday.
    let hours = hours("Pacific/Apia", &[Day::Fri], &[("00:00", "24:00")]);
    assert_eq!(hours.next_opening(at("2011-12-29T12:00:00Z"), &NoHolidays), Some(at("2012-01-05T10:00:00Z")));
}

#[test]
fn hours_whose_every_day_is_a_holiday_never_come() {
    let mut schedule = schedule("Asia/Jakarta", &[Day::Sun], &[("09:00", "17:00")]);
    schedule.calendar_ids = vec![CalendarId::from_uuid(uuid::Uuid::from_u128(1))];
    let hours = Hours::of(&schedule);
    assert_eq!(hours.next_opening(at("2026-11-23T00:00:00Z"), &|_, _| true), None);
}

#[test]
fn times_at_the_end_of_the_calendar_are_answered() {
    let hours = hours("Asia/Jakarta", &Day::ALL, &[("09:00", "17:00")]);
    for at in [i64::MIN, i64::MAX, 0] {
        hours.open(at, &NoHolidays);
        hours.next_opening(at, &NoHolidays);
    }
}

#[test]
fn the_week_of_a_schedule_wraps_from_sunday_to_monday() {
    let week = Week::of(&schedule("UTC", &[Day::Sun], &[("23:00", "01:00")]));
    let sunday = 6 * 1440;
    assert!(week.own_day.contains(sunday + 23 * 60) && week.own_day.contains(sunday + 1439));
    assert!(week.day_before.contains(0) && week.day_before.contains(59) && !week.day_before.contains(60));
    assert!(week.open().and(&week.open().not()).is_empty());
    assert!(week.open().or(&week.open().not()).is_all());
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    let zone = proptest::sample::select(vec![
        "Europe/Madrid",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Jakarta",
        "America/St_Johns",
        "Africa/Casablanca",
        "America/Asuncion",
        "Pacific/Chatham",
    ]);
    let span = (0u16..96, 1u16..=96).prop_filter("from is to", |(from, to)| from != to);
    let span = span.prop_map(|(from, to)| Span { from: from * 15, to: to * 15 });
    let days = proptest::sample::subsequence(Day::ALL.to_vec(), 1..=7);
    (zone, days, proptest::collection::vec(span, 1..3)).prop_map(|(zone, days, ranges)| Schedule {
        time_zone: zone.to_owned(),
        days,
        ranges,
        calendar_ids: vec![CalendarId::from_uuid(uuid::Uuid::nil())],
    })
}

/// Every seventh day or so: many holidays, so that they matter.
fn some_holidays(seed: i32) -> impl Fn(CalendarId, i32) -> bool {
    move |_, day| (day.wrapping_mul(2_654_435) ^ seed).rem_euclid(5) == 0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_next_opening_is_the_one_that_asking_every_quarter_finds(
        schedule in any_schedule(), day in 0i64..730, quarter in 0i64..96, seed in any::<i32>()
    ) {
        // Every zone and range here has quarters of an hour: so the first open quarter is the first open instant.
        let hours = Hours::of(&schedule);
        let holidays = some_holidays(seed);
        let step = 15 * 60_000_000;
        let after = at("2026-01-01T00:00:00Z") + (day * 96 + quarter) * step;
        let asked = (0..96 * 45).map(|n| after + n * step).find(|at| hours.open(*at, &holidays));
        let told = hours.next_opening(after, &holidays).filter(|at| *at < after + 96 * 45 * step);
        prop_assert_eq!(told, asked);
    }

    #[test]
    fn the_week_says_what_the_hours_do_on_a_week_without_holidays(schedule in any_schedule(), minute in 0i64..10_080) {
        let zone = TimeZoneDatabase::bundled().get(&schedule.time_zone).expect("known");
        // A Monday in June, with no change of clocks near.
        let monday = jiff::civil::date(2026, 6, 8).to_zoned(zone).expect("exists").timestamp().as_microsecond();
        let open = Hours::of(&schedule).open(monday + minute * 60_000_000, &NoHolidays);
        prop_assert_eq!(Week::of(&schedule).open().contains(minute as usize), open);
    }
}
