//! A holiday calendar as a person writes it: its name, the country whose public holidays count, and dates of their own.

use super::input::{Input, Shape, parse};
use super::workspace::known_country;
use crate::calendar::{OwnDate, public};
use crate::problem::FieldError;
use jiff::civil::Date;
use serde_json::Value;

pub const MAX_DATES: usize = 400;
const MAX_NAME: usize = 100;
const TOLD: &[&str] = &["id", "created_at", "updated_at", "version"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCalendar {
    pub name: String,
    /// ISO 3166 alpha-2; empty for none.
    pub country: String,
    /// In their order, no two the same.
    pub dates: Vec<OwnDate>,
}

/// Any part of a calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarPatch {
    pub name: Option<String>,
    pub country: Option<String>,
    /// All of them; what is not in it goes.
    pub dates: Option<Vec<OwnDate>>,
}

impl NewCalendar {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        let patch = parse(body, |input| {
            input.require(&["name"]);
            CalendarPatch::read(input)
        })?;
        Ok(Self {
            name: patch.name.expect("required above"),
            country: patch.country.unwrap_or_default(),
            dates: patch.dates.unwrap_or_default(),
        })
    }
}

impl CalendarPatch {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        parse(body, Self::read)
    }

    fn read(input: &mut Input<'_>) -> Self {
        input.ignore(TOLD);
        Self { name: input.name("name", MAX_NAME), country: read_country(input), dates: read_dates(input) }
    }
}

fn read_country(input: &mut Input<'_>) -> Option<String> {
    let Some(given) = input.optional_text("country", 16, Shape::Line)? else {
        return Some(String::new());
    };
    let known = known_country(&given)
        .and_then(|code| if public::knows(&code) { Ok(code) } else { Err(FieldError::new("", "no_holidays")) });
    input.keep("country", known)
}

fn read_dates(input: &mut Input<'_>) -> Option<Vec<OwnDate>> {
    let mut dates: Vec<OwnDate> = Vec::new();
    input.objects("dates", MAX_DATES, |_, item| {
        item.require(&["date"]);
        let date = item.text("date", 32, Shape::Line);
        let date = date.and_then(|text| item.keep("date", read_day(&text)));
        let name = item.optional_text("name", MAX_NAME, Shape::Line).flatten().unwrap_or_default();
        let flag = |item: &mut Input<'_>, key| if item.is_given(key) { item.flag(key) } else { None };
        let (yearly, open) = (flag(item, "yearly").unwrap_or(false), flag(item, "open").unwrap_or(false));
        item.ignore(&["yearly", "open"]);
        let Some(date) = date else { return };
        let same = |other: &OwnDate| {
            let each_year = (other.date.month(), other.date.day()) == (date.month(), date.day());
            other.date == date || (yearly && other.yearly && each_year)
        };
        match dates.iter().any(same) {
            true => item.refuse("date", "duplicate"),
            false => dates.push(OwnDate { date, name, yearly, open }),
        }
    })?;
    dates.sort_by_key(|own| own.date);
    Some(dates)
}

/// A day as `2026-12-24`, of this century or the next. Errors: `not_a_day`.
fn read_day(text: &str) -> Result<Date, FieldError> {
    let day = if text.len() == 10 { text.parse::<Date>().ok() } else { None };
    day.filter(|day| (2000..2200).contains(&day.year())).ok_or(FieldError::new("", "not_a_day"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use serde_json::json;

    #[test]
    fn a_calendar_may_have_a_country_own_dates_or_both() {
        let body = json!({"name": "Jakarta", "country": "id", "dates": [
            {"date": "2027-03-15", "name": "Stocktaking"},
            {"date": "2026-12-24", "yearly": true}, {"date": "2026-06-01", "open": true, "name": null}]});
        let calendar = NewCalendar::parse(&body).expect("right");
        assert_eq!(calendar.country, "ID");
        let dates: Vec<_> = calendar.dates.iter().map(|own| (own.date, own.yearly, own.open)).collect();
        let wanted =
            [(date(2026, 6, 1), false, true), (date(2026, 12, 24), true, false), (date(2027, 3, 15), false, false)];
        assert_eq!(dates, wanted);
        let bare = NewCalendar::parse(&json!({"name": "Ours", "country": null, "dates": []})).expect("right");
        assert_eq!((bare.country.as_str(), bare.dates.len()), ("", 0));
    }

    #[test]
    fn each_fault_is_named_at_its_field() {
        let body = json!({"name": "", "country": "XX", "dates": [
            {"date": "2026-02-30"}, {"name": "x"}, {"date": "2026-01-01", "yearly": "yes"},
            {"date": "2026-12-24", "yearly": true}, {"date": "2027-12-24", "yearly": true},
            {"date": "2026-12-24T10:00"}, {"date": "1826-12-24", "when": 1}, 7]});
        let faults = NewCalendar::parse(&body).expect_err("refused");
        let got: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        let wanted = [
            ("name", "required"),
            ("country", "unknown_country"),
            ("dates[0].date", "not_a_day"),
            ("dates[1].date", "required"),
            ("dates[2].yearly", "not_a_boolean"),
            ("dates[4].date", "duplicate"),
            ("dates[5].date", "not_a_day"),
            ("dates[6].date", "not_a_day"),
            ("dates[6].when", "unknown_field"),
            ("dates[7]", "not_an_object"),
        ];
        assert_eq!(got, wanted);
    }
}
