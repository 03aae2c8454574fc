//! Routing rules for the API's document. They are read by `domain::draft` and written as `domain::route` keeps them.
#![allow(dead_code)] // Only their shapes are used.

use serde_json::Value;
use utoipa::ToSchema;

/// Conditions on a visit and where it then goes.
#[derive(ToSchema)]
#[schema(as = Rule, example = json!({
    "name": "Spain in hours", "active": true,
    "when": {"all": [
        {"field": "country", "op": "in_list", "value": ["ES"]},
        {"field": "schedule", "op": "within", "value": {"time_zone": "Europe/Madrid",
            "days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "18:00"}}]},
    "then": {"pool": true}
}))]
pub struct RuleInput {
    /// Of a rule that is there already; a new one gets its own.
    pub id: Option<String>,
    /// Left out: its number.
    pub name: Option<String>,
    /// A rule that is off is not looked at. Left out: on.
    pub active: Option<bool>,
    /// A test `{"field","op","value"}`, or a group `{"all":[…]}` or `{"any":[…]}` of tests and groups, four deep at most;
    /// `{"all":[]}` holds for everybody. Fields: `country`, `language`, `device`, `os`, `browser`, `in_app` with
    /// `in_list`, `not_in_list` (of `in_app` also the word `any`); `schedule` and `holiday` with `within`, `outside`;
    /// `visitor` (`new`, `returning`) and `channel_status` (with `channel_id`; `active`, `passive`) with `is`;
    /// `utm_source`, `utm_medium`, `utm_campaign`, `utm_term`, `utm_content`, `utm_id`, `referrer` and `query` (with the
    /// parameter's name as `key`) with `equal`, `not_equal`, `in_list`, `not_in_list`, `contains`, `not_contains`,
    /// `starts_with`, `ends_with`, `is_empty`, `is_not_empty`.
    #[schema(value_type = Object)]
    pub when: Value,
    pub then: ThenInput,
}

/// One of the three.
#[derive(ToSchema)]
#[schema(as = RuleTarget)]
pub struct ThenInput {
    pub channel_id: Option<String>,
    /// True: the link's own pool.
    pub pool: Option<bool>,
    /// Another link of the workspace: its rules, its pool, its message.
    pub link_id: Option<String>,
}

/// Days and hours by the clock on the wall of a time zone.
#[derive(ToSchema)]
#[schema(as = Schedule, example = json!({"time_zone": "Asia/Jakarta", "days": ["mon", "tue", "wed", "thu", "fri"],
    "from": "08:00", "to": "17:00"}))]
pub struct ScheduleInput {
    /// IANA name.
    pub time_zone: String,
    /// `mon` to `sun`.
    pub days: Vec<String>,
    /// `HH:MM`, inclusive.
    pub from: Option<String>,
    /// `HH:MM` to `24:00`, exclusive; before `from` it is on the next day.
    pub to: Option<String>,
    /// Several ranges a day, instead of one.
    pub ranges: Option<Vec<RangeInput>>,
    /// Closed on the dates of these calendars.
    pub calendar_ids: Option<Vec<String>>,
}

#[derive(ToSchema)]
#[schema(as = Range)]
pub struct RangeInput {
    pub from: String,
    pub to: String,
}
