//! The pool of a link as it stands: who takes visitors, what share is theirs and what they were given, and the
//! switch beside each name, which acts at once and says what it does.

use super::desk::{Desk, Sent, redirect, show, wants_fragment};
use super::link_live::spaced;
use crate::view::time;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::draft::member::MemberPatch;
use domain::id::{AgentId, LinkId, MemberId};
use domain::link::{Duty, Method};
use domain::schedule::{Day, Hours, NoHolidays, Schedule, clock};
use domain::scope::Scope;
use engine::links::{self, LinkView, SeatView};
use engine::{Engine, Rejection};
use http::HeaderMap;
use std::sync::Arc;

pub struct Row {
    pub id: MemberId,
    pub agent: AgentId,
    pub name: String,
    pub number: String,
    pub active: bool,
    /// The number itself takes nobody.
    pub passive: bool,
    pub weight: u32,
    pub planned: String,
    pub actual: String,
    pub turns: i64,
    pub sticky: i64,
    /// Hours, cap and pause in words; empty for who is always on.
    pub duty: String,
    /// Why they take nobody at this moment, where that is so.
    pub off: Option<String>,
}

pub struct Pool {
    pub link: LinkId,
    pub method: &'static str,
    pub weighted: bool,
    pub may_write: bool,
    pub rows: Vec<Row>,
    pub promise: String,
}

pub fn pool(d: &Desk, view: &LinkView) -> Pool {
    let taking = view.seats.iter().any(|seat| seat.planned_share > 0.0);
    Pool {
        link: view.link.id,
        method: view.link.method.as_str(),
        weighted: view.link.method == Method::Weighted,
        may_write: d.may(Scope::LinksWrite) && view.link.archived_at.is_none(),
        rows: view.seats.iter().map(|seat| row(d, seat)).collect(),
        promise: if taking { d.t("pool-promise") } else { d.t("pool-promise-nobody") },
    }
}

fn row(d: &Desk, seat: &SeatView) -> Row {
    let member = &seat.seat.member;
    Row {
        id: member.id,
        agent: member.agent,
        name: member.name.clone(),
        number: spaced(&seat.seat.number, &d.country),
        active: member.active,
        passive: !seat.seat.channel_active,
        weight: member.weight,
        planned: d.percent(seat.planned_share * 100.0),
        actual: seat.actual_share.map_or_else(|| "–".to_owned(), |share| d.percent(share * 100.0)),
        turns: seat.seat.turns,
        sticky: seat.seat.sticky,
        duty: duty(d, &member.duty),
        off: off(d, &member.duty),
    }
}

/// "Mon–Fri 08:00–17:00 · at most 20 a day".
fn duty(d: &Desk, duty: &Duty) -> String {
    let hours = duty.hours.as_ref().map(|hours| hours_of(d, hours));
    let cap = duty.daily_cap.map(|cap| d.a("member-says-cap").n("count", cap).to_string());
    hours.into_iter().chain(cap).collect::<Vec<_>>().join(" · ")
}

/// Neighbouring days as a range, the zone only where it is not the workspace's.
fn hours_of(d: &Desk, hours: &Schedule) -> String {
    let mut days: Vec<String> = Vec::new();
    let mut rest = hours.days.as_slice();
    while let Some(first) = rest.first() {
        let run = rest.iter().enumerate().take_while(|(at, day)| **day as usize == *first as usize + at).count();
        let name = |day: Day| time::weekday(d.locale, day as usize);
        days.push(match run {
            1 => name(*first),
            2 => format!("{}, {}", name(*first), name(rest[1])),
            _ => format!("{}–{}", name(*first), name(rest[run - 1])),
        });
        rest = &rest[run..];
    }
    let ranges: Vec<String> =
        hours.ranges.iter().map(|range| format!("{}–{}", clock(range.from), clock(range.to))).collect();
    let zone = match d.zone.iana_name() == Some(hours.time_zone.as_str()) {
        true => String::new(),
        false => format!(" ({})", hours.time_zone),
    };
    format!("{} {}{zone}", days.join(", "), ranges.join(", "))
}

/// What can be told without counting: the pause and the hours, by the clock alone.
fn off(d: &Desk, duty: &Duty) -> Option<String> {
    if let Some(at) = duty.back_at.filter(|at| *at > d.now) {
        return Some(d.a("member-says-back").s("at", time::near(d.locale, at, d.now, &d.zone)).to_string());
    }
    let closed = duty.hours.as_ref().is_some_and(|hours| !Hours::of(hours).open(d.now, &NoHolidays));
    closed.then(|| d.t("member-says-closed"))
}

#[derive(Template)]
#[template(path = "desk/pool_fragment.html")]
struct Fragment {
    d: Desk,
    pool: Pool,
    said: Option<String>,
}

/// `POST /app/links/{id}/members/{member}/switch`.
pub async fn switch(
    State(engine): State<Arc<Engine>>,
    Path((link, member)): Path<(String, String)>,
    headers: HeaderMap,
    Sent { desk: d, form }: Sent,
) -> Result<Response, Response> {
    let (Some(link), Some(member)) = (LinkId::parse(&link), MemberId::parse(&member)) else {
        return Err(d.refuse(Rejection::NotFound));
    };
    let patch = MemberPatch::switch(form.on("active"));
    let view = links::patch_member(&engine, &d.who, link, member, None, patch).await.map_err(|r| d.refuse(r))?;
    let said = said(&d, &view, member);
    if wants_fragment(&headers) {
        return Ok(show(&Fragment { pool: pool(&d, &view), said: Some(said), d }));
    }
    Ok(redirect(&format!("/app/links/{link}"), &said))
}

/// "Sari is off; the visitors go to Budi and Rina."
fn said(d: &Desk, view: &LinkView, member: MemberId) -> String {
    let name = |seat: &SeatView| seat.seat.member.name.clone();
    let switched = view.seats.iter().find(|seat| seat.seat.member.id == member);
    let (who, on) = switched.map_or((String::new(), false), |seat| (name(seat), seat.seat.member.active));
    if on {
        return d.a("switched-on").s("name", who).to_string();
    }
    let others: Vec<String> = view.seats.iter().filter(|seat| seat.planned_share > 0.0).map(name).collect();
    match others.as_slice() {
        [] => d.a("switched-off-last").s("name", who).to_string(),
        list => d.a("switched-off").s("name", who).s("others", listed(d, list)).to_string(),
    }
}

fn listed(d: &Desk, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => d.a("list-and").s("list", first.join(", ")).s("last", last).to_string(),
    }
}
