//! A draft that is to be run over recorded visits: rules, weights, switches and fallback as they might be, and the days
//! to look at. What is left out is as it is now.

use super::input::{Given, Input, Shape, parse};
use super::link::read_target;
use super::member::{MAX_MEMBERS, MAX_WEIGHT};
use super::rules::{self, RuleDraft};
use crate::id::MemberId;
use crate::link::{Method, Target};
use crate::problem::FieldError;
use serde_json::Value;

pub const FEWEST_DAYS: i64 = 1;
pub const MOST_DAYS: i64 = 90;
pub const DEFAULT_DAYS: i64 = 30;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayDraft {
    pub days: u32,
    pub rules: Option<Vec<RuleDraft>>,
    pub method: Option<Method>,
    pub members: Vec<SeatChange>,
    /// `Some(None)` is without one.
    pub fallback: Option<Option<Target>>,
}

/// What a member of the pool might be instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatChange {
    pub id: MemberId,
    pub weight: Option<u32>,
    pub active: Option<bool>,
}

impl ReplayDraft {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            let days = match input.is_given("days") {
                true => input.integer("days", FEWEST_DAYS, MOST_DAYS),
                false => Some(DEFAULT_DAYS),
            };
            let pool = if input.is_given("pool") { input.object("pool", read_pool) } else { None };
            let (method, members) = pool.unwrap_or_default();
            Self {
                days: days.unwrap_or(DEFAULT_DAYS) as u32,
                rules: rules::read(input),
                method,
                members,
                fallback: read_target(input, "fallback"),
            }
        })
    }
}

fn read_pool(pool: &mut Input<'_>) -> (Option<Method>, Vec<SeatChange>) {
    let method = match pool.is_given("method") {
        true => pool.word("method", &["round_robin", "weighted"], Method::parse),
        false => None,
    };
    if matches!(pool.given("members"), Given::Absent) {
        return (method, Vec::new());
    }
    let members = pool.objects("members", MAX_MEMBERS, |_, member| {
        // The rest of a member, as the API answers it, is no part of this.
        member.ignore(&["name", "number", "turns", "sticky_visits", "share", "actual_share", "agent_id", "channel_id"]);
        member.ignore(&["channel_status", "hours", "daily_cap", "back_at"]);
        member.require(&["id"]);
        let id = member.text("id", 64, Shape::Line);
        let id = id.and_then(|id| member.keep("id", MemberId::parse(&id).ok_or(FieldError::new("", "not_an_id"))));
        let weight = match member.is_given("weight") {
            true => member.integer("weight", 0, i64::from(MAX_WEIGHT)).map(|weight| weight as u32),
            false => None,
        };
        let active = if member.is_given("active") { member.flag("active") } else { None };
        Some(SeatChange { id: id?, weight, active })
    });
    (method, members.unwrap_or_default().into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_left_out_is_as_it_is_now() {
        let draft = ReplayDraft::parse(&json!({})).expect("right");
        assert_eq!((draft.days, draft.rules, draft.members.len(), draft.fallback), (30, None, 0, None));
        let draft = ReplayDraft::parse(&json!({"days": 7, "rules": [], "fallback": null})).expect("right");
        assert_eq!((draft.days, draft.rules, draft.fallback), (7, Some(Vec::new()), Some(None)));
    }

    #[test]
    fn days_and_members_have_bounds() {
        let faults = |body: Value| {
            let faults = ReplayDraft::parse(&body).expect_err("refused");
            faults.into_iter().map(|fault| (fault.field, fault.code)).collect::<Vec<_>>()
        };
        assert_eq!(faults(json!({"days": 91})), [("days".to_owned(), "out_of_range")]);
        assert_eq!(
            faults(json!({"pool": {"members": [{"weight": -1}]}})),
            [("pool.members[0].id".to_owned(), "required"), ("pool.members[0].weight".to_owned(), "out_of_range")]
        );
    }
}
