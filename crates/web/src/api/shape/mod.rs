//! The JSON of the API: what it answers, and (for the document only) what it takes. Ids are texts, times RFC 3339 in
//! UTC, money a decimal text beside its currency. Nothing is decided here.

pub mod bulk;
pub mod button;
pub mod calendar;
pub mod check;
pub mod cost;
pub mod delivery;
pub mod destination;
pub mod destination_input;
mod domains;
mod form;
pub mod happening;
mod home;
pub mod hub;
pub mod hub_input;
pub mod input;
pub mod lead;
mod link;
pub mod link_report;
pub mod opening;
mod people;
pub mod picture;
pub mod privacy;
pub mod replay;
pub mod report;
pub mod retention;
pub mod rule;
pub mod suppression;
pub mod transfer;
pub mod visit;

pub use domains::DomainJson;
pub use home::{AuditEntryJson, ChannelJson, WorkspaceJson};
pub use link::{LinkJson, MemberJson, SimulatedJson};
pub use people::{AgentJson, NewTokenJson, SessionJson, TokenJson, UserJson};
pub use visit::VisitJson;

/// Microseconds UTC as the API writes them.
pub fn time(micros: i64) -> String {
    crate::view::time::utc(micros)
}

pub fn maybe_time(micros: Option<i64>) -> Option<String> {
    micros.map(time)
}

#[cfg(test)]
mod tests {
    #[test]
    fn times_are_rfc_3339_in_utc() {
        assert_eq!(super::time(1_795_512_600_000_000), "2026-11-24T09:30:00Z");
        assert_eq!(super::time(1_795_512_600_123_456), "2026-11-24T09:30:00.123456Z");
    }
}
