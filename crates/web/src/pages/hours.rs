//! Hours within a form: the days, up to three ranges, the zone and the calendars of closed days. The form's
//! names stand under a prefix (`schedule.days`, `schedule.from[0]`); what they say together is the API's schedule.

use super::calendars;
use super::desk::Desk;
use super::form::Form;
use super::lists;
use axum::response::Response;
use domain::schedule::{Day, MINUTES_OF_DAY, Schedule, Span, clock};
use engine::Engine;
use serde_json::{Value, json};

/// Ranges that a form has room for; a schedule with more keeps its own number.
const ROOM: usize = 3;

/// What the form is drawn of.
pub struct HoursForm {
    pub days_name: String,
    pub zone_name: String,
    pub calendars_name: String,
    pub days: Vec<DayBox>,
    pub ranges: Vec<Range>,
    pub zones: Vec<&'static str>,
    /// Id, name, and whether it is chosen.
    pub calendars: Vec<(String, String, bool)>,
}

pub struct DayBox {
    pub value: &'static str,
    pub name: String,
    pub checked: bool,
}

pub struct Range {
    pub from: String,
    pub to: String,
    pub from_name: String,
    pub to_name: String,
}

pub async fn choices(engine: &Engine, d: &Desk, form: &Form, at: &str) -> Result<HoursForm, Response> {
    let day = |day: Day| DayBox {
        value: day.as_str(),
        name: d.word("weekday", day.as_str()),
        checked: form.has(&format!("{at}.days"), day.as_str()),
    };
    let rows = form.rows(&format!("{at}.from")).max(ROOM);
    let ranges = (0..rows).map(|row| {
        let (from_name, to_name) = (format!("{at}.from[{row}]"), format!("{at}.to[{row}]"));
        Range { from: form.value(&from_name).to_owned(), to: form.value(&to_name).to_owned(), from_name, to_name }
    });
    let field = format!("{at}.calendar_ids");
    let known = calendars::choices(engine, d).await.map_err(|rejection| d.refuse(rejection))?;
    let calendars = known.into_iter().map(|(id, name)| {
        let chosen = form.has(&field, &id);
        (id, name, chosen)
    });
    let calendars = calendars.collect();
    Ok(HoursForm {
        days_name: format!("{at}.days"),
        zone_name: format!("{at}.time_zone"),
        calendars_name: field,
        days: Day::ALL.into_iter().map(day).collect(),
        ranges: ranges.collect(),
        zones: lists::zones(),
        calendars,
    })
}

/// The fields of the hours as they are; where there are none, the usual ones stand ready.
pub fn fill(form: &mut Form, at: &str, schedule: Option<&Schedule>, d: &Desk) {
    let name = format!("{at}.days");
    match schedule {
        Some(schedule) => {
            form.values.extend(schedule.days.iter().map(|day| (name.clone(), day.as_str().to_owned())));
            for (row, Span { from, to }) in schedule.ranges.iter().enumerate() {
                form.set(format!("{at}.from[{row}]"), clock(*from));
                // The field of a browser knows no 24:00.
                form.set(format!("{at}.to[{row}]"), clock(*to % MINUTES_OF_DAY));
            }
            form.set(format!("{at}.time_zone"), &schedule.time_zone);
            let calendars = schedule.calendar_ids.iter().map(|id| (format!("{at}.calendar_ids"), id.to_string()));
            form.values.extend(calendars);
        }
        None => {
            form.values.extend(Day::ALL[..5].iter().map(|day| (name.clone(), day.as_str().to_owned())));
            form.set(format!("{at}.from[0]"), "09:00");
            form.set(format!("{at}.to[0]"), "17:00");
            form.set(format!("{at}.time_zone"), d.zone.iana_name().unwrap_or("UTC"));
        }
    }
}

/// The API's schedule.
pub fn json(form: &Form, at: &str) -> Value {
    let all = |name: &str| form.all(&format!("{at}.{name}")).map(str::to_owned).collect::<Vec<_>>();
    let rows = form.rows(&format!("{at}.from")).max(form.rows(&format!("{at}.to")));
    let ranges: Vec<Value> = (0..rows)
        .map(|row| {
            let [from, to] = ["from", "to"].map(|name| form.trimmed(&format!("{at}.{name}[{row}]")).to_owned());
            (from, to)
        })
        .filter(|(from, to)| !from.is_empty() || !to.is_empty())
        .map(|(from, to)| json!({"from": from, "to": if to == "00:00" { "24:00".to_owned() } else { to }}))
        .collect();
    json!({
        "time_zone": form.trimmed(&format!("{at}.time_zone")), "days": all("days"), "ranges": ranges,
        "calendar_ids": all("calendar_ids"),
    })
}

/// The form's field for the API's: `schedule.ranges[1].to` is `schedule.to[1]`.
pub fn beside(at: &str, field: &str) -> String {
    let Some(rest) = field.strip_prefix(at).and_then(|rest| rest.strip_prefix('.')) else { return field.to_owned() };
    if let Some((row, part)) = rest.strip_prefix("ranges[").and_then(|rest| rest.split_once("].")) {
        return format!("{at}.{part}[{row}]");
    }
    let part = rest.split('[').next().unwrap_or_default();
    format!("{at}.{}", if part == "ranges" { "from[0]" } else { part })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::language::Locale;

    #[test]
    fn hours_of_the_form_are_the_apis_schedule() {
        let pairs = [
            ("s.days", "mon"),
            ("s.days", "tue"),
            ("s.from[0]", "09:00"),
            ("s.to[0]", "12:00"),
            ("s.from[1]", ""),
            ("s.to[1]", ""),
            ("s.from[2]", "18:00"),
            ("s.to[2]", "00:00"),
            ("s.time_zone", "Asia/Jakarta"),
        ];
        let form = Form::new(Locale::En, pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect());
        let schedule = Schedule::parse(&json(&form, "s")).expect("right");
        assert_eq!(schedule.ranges, [Span { from: 540, to: 720 }, Span { from: 1080, to: 1440 }]);
    }
}
