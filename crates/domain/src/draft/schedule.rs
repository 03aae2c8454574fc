//! A schedule as a person writes it: `{"time_zone","days","from","to"}`, or `"ranges":[{"from","to"}]` instead of one
//! range, and the calendars on whose dates it is closed.

use super::input::{Input, Shape, parse};
use super::workspace::known_zone;
use crate::id::CalendarId;
use crate::problem::FieldError;
use crate::schedule::{Day, MINUTES_OF_DAY, Schedule, Span, parse_clock};
use serde_json::Value;

/// More ranges a day than anybody's shop has.
pub const MAX_RANGES: usize = 8;
pub const MAX_CALENDARS: usize = 8;

impl Schedule {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        parse(body, Self::read).map(|read| read.expect("what was missing or faulty was refused"))
    }

    /// Reads an object that is a schedule. None: something was wrong and is filed.
    pub fn read(input: &mut Input<'_>) -> Option<Self> {
        input.require(&["time_zone", "days"]);
        // Written as null, each is as good as left out.
        input.ignore(&["from", "to", "ranges", "calendar_ids"]);
        let zone = input.text("time_zone", 64, Shape::Line);
        let time_zone = zone.and_then(|zone| input.keep("time_zone", known_zone(&zone)));
        let days = read_days(input);
        let ranges = read_ranges(input);
        let calendar_ids = read_calendars(input);
        Some(Self { time_zone: time_zone?, days: days?, ranges: ranges?, calendar_ids: calendar_ids? })
    }
}

/// In the order of the week, each once, however they were given.
fn read_days(input: &mut Input<'_>) -> Option<Vec<Day>> {
    let words = input.words("days", 7, 16)?;
    let mut days = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let day = Day::parse(&word.to_ascii_lowercase());
        let day = day.ok_or_else(|| FieldError::new("", "not_one_of").with("allowed", Day::WORDS.join(", ")));
        days.extend(input.keep(&format!("days[{at}]"), day));
    }
    if words.is_empty() {
        input.refuse("days", "no_days");
    }
    if days.len() < words.len() || words.is_empty() {
        return None;
    }
    days.sort();
    days.dedup();
    Some(days)
}

fn read_ranges(input: &mut Input<'_>) -> Option<Vec<Span>> {
    let one = input.is_given("from") || input.is_given("to");
    if !input.is_given("ranges") {
        return read_span(input).map(|span| vec![span]);
    }
    let ranges = input.objects("ranges", MAX_RANGES, |_, range| read_span(range));
    if one {
        input.refuse("ranges", "range_or_ranges");
        return None;
    }
    let ranges = ranges?;
    if ranges.is_empty() {
        input.refuse("ranges", "no_ranges");
        return None;
    }
    ranges.into_iter().collect()
}

fn read_calendars(input: &mut Input<'_>) -> Option<Vec<CalendarId>> {
    if !input.is_given("calendar_ids") {
        return Some(Vec::new());
    }
    let mut ids = input.ids("calendar_ids", MAX_CALENDARS, CalendarId::parse)?;
    ids.sort();
    ids.dedup();
    Some(ids)
}

/// `from` and `to` of this object.
fn read_span(input: &mut Input<'_>) -> Option<Span> {
    input.require(&["from", "to"]);
    let from = read_clock(input, "from", MINUTES_OF_DAY - 1);
    let to = read_clock(input, "to", MINUTES_OF_DAY);
    let (from, to) = (from?, to?);
    if from == to {
        input.refuse("to", "from_is_to");
        return None;
    }
    Some(Span { from, to })
}

fn read_clock(input: &mut Input<'_>, key: &'static str, latest: u16) -> Option<u16> {
    let text = input.text(key, 16, Shape::Line)?;
    let minute = parse_clock(&text).filter(|minute| *minute <= latest);
    input.keep(key, minute.ok_or(FieldError::new("", "bad_clock")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn faults(body: Value) -> Vec<(String, &'static str)> {
        let faults = Schedule::parse(&body).expect_err("refused");
        faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    fn with(key: &str, value: Value) -> Value {
        let mut body = json!({"time_zone": "Asia/Jakarta", "days": ["mon"], "from": "09:00", "to": "17:00"});
        body[key] = value;
        body
    }

    #[test]
    fn the_contracts_own_example_is_taken_and_written_back_as_it_stands() {
        let body = json!({"time_zone": "Europe/Madrid", "days": ["mon", "tue", "wed", "thu", "fri"],
                          "from": "09:00", "to": "18:00"});
        let schedule = Schedule::parse(&body).expect("right");
        assert_eq!(serde_json::to_value(&schedule).expect("writes"), body);
        assert_eq!(serde_json::from_value::<Schedule>(body).expect("reads"), schedule);
    }

    #[test]
    fn several_ranges_and_calendars_come_back_as_they_were_given() {
        let body = json!({"time_zone": "Asia/Jakarta", "days": ["sat", "sun"],
                          "ranges": [{"from": "08:00", "to": "12:00"}, {"from": "22:00", "to": "02:00"}],
                          "calendar_ids": ["0190d3f2-0000-7000-8000-000000000001"]});
        let schedule = Schedule::parse(&body).expect("right");
        assert_eq!(serde_json::to_value(&schedule).expect("writes"), body);
        assert_eq!(serde_json::from_value::<Schedule>(body).expect("reads"), schedule);
    }

    #[test]
    fn days_stand_in_the_order_of_the_week_however_they_are_given() {
        let schedule = Schedule::parse(&with("days", json!(["SUN", "mon", "sun"]))).expect("right");
        assert_eq!(schedule.days, [Day::Mon, Day::Sun]);
    }

    #[test]
    fn each_fault_is_named_at_its_field() {
        for (key, value, field, code) in [
            ("time_zone", json!("Asia/Bandung"), "time_zone", "unknown_time_zone"),
            ("time_zone", json!(7), "time_zone", "not_text"),
            ("days", json!([]), "days", "no_days"),
            ("days", json!(["mon", "senin"]), "days[1]", "not_one_of"),
            ("days", json!(["mon", 2]), "days[1]", "not_text"),
            ("days", json!("mon"), "days", "not_a_list"),
            ("to", json!("09:00"), "to", "from_is_to"),
            ("to", json!("24:01"), "to", "bad_clock"),
            ("to", json!("9:00"), "to", "bad_clock"),
            ("to", json!("17:60"), "to", "bad_clock"),
            ("to", json!(null), "to", "required"),
            ("from", json!("24:00"), "from", "bad_clock"),
            ("from", json!("+9:00"), "from", "bad_clock"),
            ("ranges", json!([{"from": "08:00", "to": "12:00"}]), "ranges", "range_or_ranges"),
            ("calendar_ids", json!(["x"]), "calendar_ids[0]", "not_an_id"),
            ("hours", json!(8), "hours", "unknown_field"),
        ] {
            assert_eq!(faults(with(key, value.clone())), [(field.to_owned(), code)], "{key} {value}");
        }
    }

    #[test]
    fn ranges_name_the_range_that_is_wrong() {
        let body = |ranges: Value| json!({"time_zone": "UTC", "days": ["mon"], "ranges": ranges});
        assert_eq!(faults(body(json!([]))), [("ranges".to_owned(), "no_ranges")]);
        assert_eq!(
            faults(body(json!([{"from": "08:00", "to": "12:00"}, {"from": "13:00", "to": "13:00"}, {"to": "x"}]))),
            [
                ("ranges[1].to".to_owned(), "from_is_to"),
                ("ranges[2].from".to_owned(), "required"),
                ("ranges[2].to".to_owned(), "bad_clock"),
            ]
        );
        let many = Value::Array(vec![json!({"from": "08:00", "to": "12:00"}); MAX_RANGES + 1]);
        assert_eq!(faults(body(many)), [("ranges".to_owned(), "too_many")]);
    }

    #[test]
    fn the_end_of_a_day_may_be_written_as_24() {
        let schedule = Schedule::parse(&with("to", json!("24:00"))).expect("right");
        assert_eq!(schedule.ranges, [Span { from: 540, to: 1440 }]);
    }
}
