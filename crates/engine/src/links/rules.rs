//! Whether a link's rules can be: what they name is there, and none of them leads back to where it came from.

use crate::rejection::Rejection;
use domain::id::{CalendarId, ChannelId, LinkId, WorkspaceId};
use domain::problem::{Faults, FieldError};
use domain::route::{Condition, Test, Then};
use domain::schedule::Schedule;
use std::collections::HashSet;
use store::links::Link;
use store::{Tx, calendars, channels, links};

/// The rules of a link as it stands, written in this transaction already. Errors: `Invalid`, each fault at its rule.
pub(super) fn check(tx: &mut Tx<'_>, link: &Link) -> Result<(), Rejection> {
    let mut faults = Faults::default();
    for (at, rule) in link.extras.rules.iter().enumerate() {
        let field = |rest: &str| format!("rules[{at}].{rest}");
        match rule.then {
            Then::ChannelId(id) if !is_there(tx, link, id)? => {
                faults.add(FieldError::new(field("then.channel_id"), "no_such_channel"));
            }
            Then::LinkId(id) if id == link.id => {
                faults.add(FieldError::new(field("then.link_id"), "rule_to_itself"));
            }
            Then::LinkId(id) => match leads_to(tx, link, id)? {
                Leads::Nowhere => faults.add(FieldError::new(field("then.link_id"), "no_such_link")),
                Leads::Back(by) => faults.add(FieldError::new(field("then.link_id"), "rule_cycle").with("link", by)),
                Leads::On => {}
            },
            Then::ChannelId(_) | Then::Pool(_) => {}
        }
        for (path, named) in named(&rule.when) {
            match named {
                Named::Channel(id) if !is_there(tx, link, id)? => {
                    faults.add(FieldError::new(field(&path), "no_such_channel"));
                }
                Named::Calendar(id) if calendars::get(tx, link.workspace, id)?.is_none() => {
                    faults.add(FieldError::new(field(&path), "no_such_calendar"));
                }
                Named::Channel(_) | Named::Calendar(_) => {}
            }
        }
    }
    Ok(faults.finish(|| ())?)
}

/// Whether the calendars of somebody's hours are there; `field` is where the hours stand. Errors: `Invalid`.
pub(super) fn check_hours(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    field: &str,
    hours: Option<&Schedule>,
) -> Result<(), Rejection> {
    let mut faults = Faults::default();
    for (at, id) in hours.into_iter().flat_map(|hours| hours.calendar_ids.iter().enumerate()) {
        if calendars::get(tx, workspace, *id)?.is_none() {
            faults.add(FieldError::new(format!("{field}.calendar_ids[{at}]"), "no_such_calendar"));
        }
    }
    Ok(faults.finish(|| ())?)
}

fn is_there(tx: &mut Tx<'_>, link: &Link, id: ChannelId) -> Result<bool, Rejection> {
    Ok(channels::get(tx, link.workspace, id)?.is_some_and(|channel| channel.archived_at.is_none()))
}

enum Leads {
    Nowhere,
    /// Back to the link it came from; by the link of this name.
    Back(String),
    On,
}

/// Follows the rules of other links from link to link.
fn leads_to(tx: &mut Tx<'_>, from: &Link, to: LinkId) -> Result<Leads, Rejection> {
    let mut been = HashSet::from([to]);
    let mut next = vec![to];
    while let Some(id) = next.pop() {
        let Some(link) = links::get(tx, from.workspace, id)? else {
            if id == to {
                return Ok(Leads::Nowhere);
            }
            continue;
        };
        for rule in &link.extras.rules {
            let Then::LinkId(then) = rule.then else { continue };
            if then == from.id {
                return Ok(Leads::Back(link.name));
            }
            if been.insert(then) {
                next.push(then);
            }
        }
    }
    Ok(Leads::On)
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Channel(ChannelId),
    Calendar(CalendarId),
}

/// The channels and calendars that a condition asks, with where they stand in it.
pub(crate) fn named(when: &Condition) -> Vec<(String, Named)> {
    fn walk(condition: &Condition, path: String, found: &mut Vec<(String, Named)>) {
        let mut group = |name: &str, all: &[Condition]| {
            for (at, one) in all.iter().enumerate() {
                walk(one, format!("{path}.{name}[{at}]"), found);
            }
        };
        let calendars = match condition {
            Condition::All(all) => return group("all", all),
            Condition::Any(any) => return group("any", any),
            Condition::Test(Test::ChannelStatus(test)) => {
                return found.push((format!("{path}.channel_id"), Named::Channel(test.channel_id)));
            }
            Condition::Test(Test::Schedule(test)) => &test.value.calendar_ids,
            Condition::Test(Test::Holiday(test)) => &test.value.calendar_ids,
            Condition::Test(_) => return,
        };
        for (at, id) in calendars.iter().enumerate() {
            found.push((format!("{path}.value.calendar_ids[{at}]"), Named::Calendar(*id)));
        }
    }
    let mut found = Vec::new();
    walk(when, "when".to_owned(), &mut found);
    found
}
