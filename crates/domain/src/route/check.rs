//! What is wrong with a link's rules before any visitor finds out: rules that nobody reaches, that contradict themselves
//! or whose hours never come, and places that take nobody. Nothing is guessed: what is said here is so for every visit
//! that could be (see [`space`]), and where there would be too much to follow, nothing is said.

mod boxes;
mod clock;
mod space;
mod texts;

use super::{Condition, Field, Rule, Test, Then};
use crate::id::{ChannelId, LinkId};
use crate::link::Target;
use crate::schedule::{Holidays, Hours};
use boxes::Cell;
use space::{Key, Space};

/// How a place that visitors are sent to stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Takes visitors at any time.
    Takes,
    /// Takes them at times: its people have hours, caps or pauses.
    AtTimes,
    /// Switched off, passive or archived.
    Off,
    /// A pool with nobody in it.
    Empty,
    /// No longer there.
    Gone,
}

/// What the rules stand in.
pub struct Surroundings<'a> {
    pub channel: &'a dyn Fn(ChannelId) -> Standing,
    /// Of the link's own pool.
    pub pool: Standing,
    /// Of other links of the workspace.
    pub link: &'a dyn Fn(LinkId) -> Standing,
    /// The link's and the workspace's.
    pub fallback: Option<&'a Target>,
    pub home_fallback: Option<&'a Target>,
    pub holidays: &'a dyn Holidays,
    /// Whether visitors are recognised: by a link that goes without identifiers nobody is.
    pub recognises: bool,
    /// Microseconds UTC.
    pub now: i64,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's place; none for what stands after the rules.
    pub rule: Option<usize>,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Every visit that it wants goes to one of the earlier rules `by`. `while_on`: only as long as the places of
    /// those rules take visitors, which they do now.
    Shadowed { by: Vec<usize>, while_on: bool },
    /// Its conditions are never met together; `fields` are those that exclude each other, where that is plain.
    Contradiction { fields: Vec<Field> },
    /// A schedule that it must be within does not come within [`crate::schedule::DAYS_AHEAD`] days.
    HoursNever,
    /// It asks who is new or returning, and nobody is recognised.
    NobodyRecognised,
    /// Where it leads takes nobody.
    Target(Then, Standing),
    /// The link's own pool takes nobody.
    Pool(Standing),
    /// Every visit goes to one of the rules, none to the pool. As in `Shadowed`.
    PoolUnreached { by: Vec<usize>, while_on: bool },
    /// The link's own fallback takes nobody.
    Fallback(ChannelId, Standing),
    /// The workspace's fallback takes nobody.
    HomeFallback(ChannelId, Standing),
}

/// Everything that is wrong, rule by rule, then what stands after them. Rules that are switched off are passed over.
pub fn check(rules: &[Rule], around: &Surroundings<'_>) -> Vec<Finding> {
    let active = || rules.iter().enumerate().filter(|(_, rule)| rule.active);
    let conditions = active().map(|(_, rule)| &rule.when);
    let space = Space::of(conditions, active().map(|(_, rule)| place(rule.then)), around.recognises);
    let mut findings = Vec::new();
    // What each earlier rule takes; too much to follow takes nothing.
    let mut earlier: Vec<(usize, Vec<Cell>)> = Vec::new();
    let now = present(rules, around, &space);
    for (at, rule) in active() {
        let mut say = |what| findings.push(Finding { rule: Some(at), what });
        let standing = standing(rule.then, around);
        if takes_nobody(standing) {
            say(What::Target(rule.then, standing));
        }
        if hours_never(&rule.when, around) {
            say(What::HoursNever);
        }
        if !around.recognises && asks_who(&rule.when) {
            say(What::NobodyRecognised);
            continue;
        }
        let Some(wanted) = boxes::of(&rule.when, &space) else { continue };
        if wanted.is_empty() {
            say(What::Contradiction { fields: excluding(&rule.when, &space) });
            continue;
        }
        let Some(taken) = boxes::both(&wanted, &taking(rule.then, &space)) else { continue };
        // A rule that asks for a channel's status is made for another time than now.
        let now = (!takes_nobody(standing) && !asks_status(&rule.when)).then_some(now.as_slice());
        if let Some((by, while_on)) = shadowed(&taken, &earlier, now, &space) {
            say(What::Shadowed { by, while_on });
        }
        earlier.push((at, taken));
    }
    after_rules(&mut findings, around, &earlier, &now, &space);
    findings
}

fn after_rules(
    findings: &mut Vec<Finding>,
    around: &Surroundings<'_>,
    earlier: &[(usize, Vec<Cell>)],
    now: &[Cell],
    space: &Space<'_>,
) {
    let mut say = |what| findings.push(Finding { rule: None, what });
    if takes_nobody(around.pool) {
        say(What::Pool(around.pool));
    } else if let Some((by, while_on)) = shadowed(&[Cell::default()], earlier, Some(now), space) {
        say(What::PoolUnreached { by, while_on });
    }
    for (target, what) in [
        (around.fallback, What::Fallback as fn(ChannelId, Standing) -> What),
        (around.home_fallback, What::HomeFallback),
    ] {
        if let Some(Target::ChannelId(id)) = target {
            let standing = (around.channel)(*id);
            if takes_nobody(standing) {
                say(what(*id, standing));
            }
        }
    }
}

/// Which earlier rules leave nothing of `wanted`, and whether only as things stand now.
fn shadowed(
    wanted: &[Cell],
    earlier: &[(usize, Vec<Cell>)],
    now: Option<&[Cell]>,
    space: &Space<'_>,
) -> Option<(Vec<usize>, bool)> {
    if let Some(by) = covered(wanted.to_vec(), earlier, space) {
        return Some((by, false));
    }
    let present = boxes::both(wanted, now?)?;
    // What can't be now at all was told of otherwise.
    if present.is_empty() {
        return None;
    }
    covered(present, earlier, space).map(|by| (by, true))
}

/// The earlier rules that take all of it: one alone where one does.
fn covered(wanted: Vec<Cell>, earlier: &[(usize, Vec<Cell>)], space: &Space<'_>) -> Option<Vec<usize>> {
    for (at, taken) in earlier {
        if boxes::without(wanted.clone(), taken, space).is_some_and(|left| left.is_empty()) {
            return Some(vec![*at]);
        }
    }
    let (mut left, mut by) = (wanted, Vec::new());
    for (at, taken) in earlier {
        let next = boxes::without(left.clone(), taken, space)?;
        if next != left {
            by.push(*at);
        }
        if next.is_empty() {
            return Some(by);
        }
        left = next;
    }
    None
}

/// The visits that a rule's place would take.
fn taking(then: Then, space: &Space<'_>) -> Vec<Cell> {
    let mut cell = Cell::default();
    if let Some((dimension, values)) = space.place(place(then), true) {
        cell.narrow(dimension, &values);
    }
    vec![cell]
}

/// All places as they stand now, where that is certain.
fn present(rules: &[Rule], around: &Surroundings<'_>, space: &Space<'_>) -> Vec<Cell> {
    let mut cell = Cell::default();
    for rule in rules.iter().filter(|rule| rule.active) {
        let standing = standing(rule.then, around);
        if standing != Standing::AtTimes
            && let Some((dimension, values)) = space.place(place(rule.then), !takes_nobody(standing))
        {
            cell.narrow(dimension, &values);
        }
    }
    vec![cell]
}

fn place(then: Then) -> Key<'static> {
    match then {
        Then::ChannelId(id) => Key::Channel(id),
        Then::Pool(_) => Key::Pool,
        Then::LinkId(id) => Key::Link(id),
    }
}

fn standing(then: Then, around: &Surroundings<'_>) -> Standing {
    match then {
        Then::ChannelId(id) => (around.channel)(id),
        Then::Pool(_) => around.pool,
        Then::LinkId(id) => (around.link)(id),
    }
}

fn takes_nobody(standing: Standing) -> bool {
    matches!(standing, Standing::Off | Standing::Empty | Standing::Gone)
}

/// Whether the condition needs hours that do not come: one of an `all`, every one of an `any`.
fn hours_never(condition: &Condition, around: &Surroundings<'_>) -> bool {
    match condition {
        Condition::Test(Test::Schedule(hours)) if hours.op == super::DayOp::Within => {
            Hours::of(&hours.value).next_opening(around.now, around.holidays).is_none()
        }
        Condition::Test(_) => false,
        Condition::All(parts) => parts.iter().any(|part| hours_never(part, around)),
        Condition::Any(parts) => !parts.is_empty() && parts.iter().all(|part| hours_never(part, around)),
    }
}

/// Whether the condition needs a visitor who is recognised, as [`hours_never`] needs hours.
fn asks_who(condition: &Condition) -> bool {
    match condition {
        Condition::Test(test) => matches!(test, Test::Visitor(_)),
        Condition::All(parts) => parts.iter().any(asks_who),
        Condition::Any(parts) => !parts.is_empty() && parts.iter().all(asks_who),
    }
}

fn asks_status(condition: &Condition) -> bool {
    match condition {
        Condition::Test(test) => matches!(test, Test::ChannelStatus(_)),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(asks_status),
    }
}

/// The fields whose own tests, all of which must hold, exclude each other.
fn excluding(condition: &Condition, space: &Space<'_>) -> Vec<Field> {
    let mut needed = Vec::new();
    all_of(condition, &mut needed);
    let mut fields = Vec::new();
    let mut cell = Cell::default();
    for test in needed {
        let (dimension, values) = space.values(test);
        if !cell.narrow(dimension, &values) && !fields.contains(&test.field()) {
            fields.push(test.field());
        }
    }
    fields
}

fn all_of<'r>(condition: &'r Condition, needed: &mut Vec<&'r Test>) {
    match condition {
        Condition::Test(test) => needed.push(test),
        Condition::All(parts) => parts.iter().for_each(|part| all_of(part, needed)),
        Condition::Any(parts) => {
            if let [only] = parts.as_slice() {
                all_of(only, needed);
            }
        }
    }
}

#[cfg(test)]
mod tests;
