//! Holiday calendars as JSON.

use super::time;
use domain::calendar::{ClosedDay, OwnDate};
use serde::Serialize;
use store::calendars::Calendar;
use utoipa::ToSchema;

/// Dates on which schedules that name this calendar are closed.
#[derive(Serialize, ToSchema)]
#[schema(as = Calendar)]
pub struct CalendarJson {
    pub id: String,
    pub name: String,
    /// Whose public holidays count, ISO 3166 alpha-2.
    #[schema(example = "ID")]
    pub country: Option<String>,
    pub dates: Vec<OwnDateJson>,
    pub created_at: String,
    pub updated_at: String,
    pub version: i64,
}

/// A date of the workspace's own.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnDate)]
pub struct OwnDateJson {
    #[schema(example = "2026-12-24")]
    pub date: String,
    pub name: String,
    /// On this day and month of every year.
    pub yearly: bool,
    /// Open in spite of the country's holiday.
    pub open: bool,
}

impl From<OwnDate> for OwnDateJson {
    fn from(own: OwnDate) -> Self {
        Self { date: own.date.to_string(), name: own.name, yearly: own.yearly, open: own.open }
    }
}

impl From<Calendar> for CalendarJson {
    fn from(calendar: Calendar) -> Self {
        Self {
            id: calendar.id.to_string(),
            name: calendar.name,
            country: Some(calendar.country).filter(|country| !country.is_empty()),
            dates: calendar.dates.into_iter().map(OwnDateJson::from).collect(),
            created_at: time(calendar.created_at),
            updated_at: time(calendar.updated_at),
            version: calendar.version,
        }
    }
}

/// One day on which a calendar is closed.
#[derive(Serialize, ToSchema)]
#[schema(as = ClosedDay)]
pub struct ClosedDayJson {
    #[schema(example = "2026-08-17")]
    pub date: String,
    /// A public holiday's in English.
    pub name: String,
    /// What the country calls it; empty where that is the same.
    pub local_name: String,
    /// A date of the workspace's own.
    pub own: bool,
}

impl From<ClosedDay> for ClosedDayJson {
    fn from(day: ClosedDay) -> Self {
        Self { date: day.date.to_string(), name: day.name, local_name: day.local_name, own: day.own }
    }
}

/// A calendar, or any part of one to change.
#[derive(ToSchema)]
#[schema(example = json!({"name": "Jakarta office", "country": "ID", "dates": [
    {"date": "2026-12-24", "name": "Year-end leave", "yearly": true}, {"date": "2026-06-01", "open": true}]}))]
#[allow(dead_code)] // Only its shape is used.
pub struct CalendarInput {
    pub name: Option<String>,
    /// Null: no country's.
    pub country: Option<String>,
    /// All of them, at most 400.
    pub dates: Option<Vec<OwnDateInput>>,
}

#[derive(ToSchema)]
#[allow(dead_code)] // Only its shape is used.
pub struct OwnDateInput {
    pub date: String,
    pub name: Option<String>,
    pub yearly: Option<bool>,
    pub open: Option<bool>,
}
