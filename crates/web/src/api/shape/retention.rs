//! What is kept of visitors, and for how long, as JSON.

use super::time;
use domain::privacy::{Kept, Privacy};
use engine::retention::{Ahead, Kind};
use serde::Serialize;
use utoipa::ToSchema;

/// What is kept of visitors.
#[derive(Serialize, ToSchema)]
#[schema(as = Privacy)]
pub struct PrivacyJson {
    /// Of a visitor's address: `full`, `truncated` (IPv4 to /24, IPv6 to /48, written as a network: `203.0.113.0/24`) or
    /// `none`. Recorded so from the change on; what was recorded before stays as it is. A truncated address is told to no
    /// ad platform.
    #[schema(example = "truncated")]
    pub ip: String,
    pub keep_days: KeepDaysJson,
}

/// For how many whole days each kind of data is kept, 1 to 3,650; null is for good. Figures stay in any case, and so do
/// costs.
#[derive(Serialize, ToSchema)]
#[schema(as = KeepDays)]
pub struct KeepDaysJson {
    /// Clicks and scans of people.
    #[schema(example = 90)]
    pub visits: Option<u16>,
    /// Previews, crawlers, prefetches.
    #[schema(example = 30)]
    pub filtered_visits: Option<u16>,
    /// Every try of a conversion and what the platform said. That it was sent stays, so that it is never sent twice.
    pub deliveries: Option<u16>,
    /// Leads that never bought: erased when they were neither seen nor changed for so long.
    pub leads: Option<u16>,
    /// Leads that bought: likewise.
    pub customers: Option<u16>,
    /// The change history.
    pub audit: Option<u16>,
}

impl From<Privacy> for PrivacyJson {
    fn from(privacy: Privacy) -> Self {
        let days = |kind| privacy.keep.days(kind);
        Self {
            ip: privacy.ip.as_str().into(),
            keep_days: KeepDaysJson {
                visits: days(Kept::Visits),
                filtered_visits: days(Kept::FilteredVisits),
                deliveries: days(Kept::Deliveries),
                leads: days(Kept::Leads),
                customers: days(Kept::Customers),
                audit: days(Kept::Audit),
            },
        }
    }
}

/// Any part of it; what is not named stays as it is. Shorter days delete for good: ask first how much would go.
#[derive(ToSchema)]
#[allow(dead_code)] // Only its shape is used.
#[schema(example = json!({"ip": "truncated", "keep_days": {"visits": 90, "leads": null}}))]
pub struct PrivacyInput {
    pub ip: Option<String>,
    pub keep_days: Option<KeepDaysJson>,
}

/// Every kind of data.
#[derive(Serialize, ToSchema)]
#[schema(as = Retention)]
pub struct RetentionJson {
    pub items: Vec<KindJson>,
}

/// A kind of data as it stands.
#[derive(Serialize, ToSchema)]
#[schema(as = RetentionKind)]
pub struct KindJson {
    /// `visits`, `filtered_visits`, `deliveries`, `leads`, `customers` or `audit`.
    #[schema(example = "visits")]
    pub kind: String,
    /// Null: for good.
    #[schema(example = 90)]
    pub days: Option<u16>,
    /// From when on all of it is there; null: it always was. Older days have their figures still, and no rows behind them.
    pub kept_from: Option<String>,
    /// Rows that went so far.
    pub gone: i64,
}

impl From<Kind> for KindJson {
    fn from(kind: Kind) -> Self {
        Self { kind: kind.kind.as_str().into(), days: kind.days, kept_from: kind.kept_from.map(time), gone: kind.gone }
    }
}

/// What would go.
#[derive(Serialize, ToSchema)]
#[schema(as = RetentionAhead)]
pub struct AheadListJson {
    pub items: Vec<AheadJson>,
}

/// Of one kind.
#[derive(Serialize, ToSchema)]
#[schema(as = RetentionAheadKind)]
pub struct AheadJson {
    #[schema(example = "visits")]
    pub kind: String,
    #[schema(example = 90)]
    pub days: u16,
    /// What is older would go.
    pub before: String,
    /// So many rows, or more where `more` says so: they are not counted to the end.
    pub rows: i64,
    pub more: bool,
}

impl From<Ahead> for AheadJson {
    fn from(ahead: Ahead) -> Self {
        Self {
            kind: ahead.kind.as_str().into(),
            days: ahead.days,
            before: time(ahead.before),
            rows: ahead.counted(),
            more: ahead.is_more(),
        }
    }
}
