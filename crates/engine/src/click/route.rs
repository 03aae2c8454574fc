//! L4: rules in order, the first that holds and leads to somebody wins; then the link's own pool; then the fallback
//! chain to its end. Each rule that was looked at leaves its reason.

use super::journey::{Assignment, Journey};
use super::{compose, turns};
use crate::snapshot::LiveLink;
use domain::link::Target;
use domain::route::{Field, LiveRule, Then};
use domain::visit::{FallbackTo, SkipReason, Step};
use std::borrow::Cow;

/// Decides for a visitor of this link, and adds the steps that led there; they own what they name.
pub fn route(journey: &mut Journey<'_>, link: &LiveLink, steps: &mut Vec<Step<'_>>) -> Assignment {
    match within(journey, link, steps) {
        Some(assignment) => assignment,
        None => fall_back(journey, link, steps),
    }
}

/// The rules and the pool of a link. None: nobody can take it.
fn within(journey: &mut Journey<'_>, link: &LiveLink, steps: &mut Vec<Step<'_>>) -> Option<Assignment> {
    journey.been.push(link.link.id);
    by_rules(journey, link, steps).or_else(|| {
        if !link.rules.is_empty() || !link.link.members.is_empty() || journey.been.len() == 1 {
            steps.push(Step::RoutedToPool);
        }
        turns::in_pool(journey, link, steps)
    })
}

fn by_rules(journey: &mut Journey<'_>, link: &LiveLink, steps: &mut Vec<Step<'_>>) -> Option<Assignment> {
    if link.rules.is_empty() {
        return None;
    }
    let asked = journey.asked;
    let parameters = asked.named(link.rules.parameters());
    if !parameters.is_empty() {
        let owned = parameters.iter().map(|(name, value)| (owned(name), owned(value)));
        steps.push(Step::Parameters { pairs: owned.collect() });
    }
    let (mut untold, mut told) = (0u16, journey.told);
    let seen = journey.seen(link, &parameters);
    for rule in link.rules.iter() {
        if !link.rules.holds(rule, &seen) {
            match told.checked_sub(1).and_then(|left| Some((left, link.rules.why_not(rule, &seen)?))) {
                Some((left, why)) => {
                    told = left;
                    let seen = match why.field {
                        Field::ChannelStatus => channel_name(journey, &why.seen),
                        _ => why.seen.into_owned(),
                    };
                    steps.push(Step::RuleNotMet { name: owned(&rule.name), field: why.field, seen: seen.into() });
                }
                None => untold = untold.saturating_add(1),
            }
            continue;
        }
        if untold > 0 {
            steps.push(Step::RulesNotMet { count: std::mem::take(&mut untold) });
        }
        if let Some(assignment) = follow(journey, link, rule, steps) {
            return Some(assignment);
        }
    }
    if untold > 0 {
        steps.push(Step::RulesNotMet { count: untold });
    }
    None
}

/// Where a rule that holds leads. None: it takes nobody now.
fn follow(
    journey: &mut Journey<'_>,
    link: &LiveLink,
    rule: &LiveRule,
    steps: &mut Vec<Step<'_>>,
) -> Option<Assignment> {
    let (snapshot, workspace) = (journey.snapshot, link.link.workspace);
    let met = || Step::RuleMet { rule: rule.id, name: owned(&rule.name) };
    let skipped =
        |why, detail: &str| Step::RuleSkipped { rule: rule.id, name: owned(&rule.name), why, detail: owned(detail) };
    match rule.then {
        Then::ChannelId(id) => match snapshot.channel(workspace, id) {
            Some(channel) if channel.active => {
                steps.push(met());
                steps.push(Step::RoutedToChannel { channel: id, name: owned(&channel.name) });
                Some(compose::to_channel(journey, link, channel, steps))
            }
            Some(channel) => {
                steps.push(skipped(SkipReason::ChannelPassive, &channel.name));
                None
            }
            None => {
                steps.push(skipped(SkipReason::ChannelGone, ""));
                None
            }
        },
        Then::Pool(_) => {
            let at = steps.len();
            steps.push(met());
            let taken = turns::in_pool(journey, link, steps);
            if taken.is_none() {
                steps[at] = skipped(SkipReason::NobodyInPool, "");
            }
            taken
        }
        Then::LinkId(id) => {
            let other = snapshot.link(id).filter(|other| other.link.workspace == workspace);
            let Some(other) = other else {
                steps.push(skipped(SkipReason::ChannelGone, ""));
                return None;
            };
            if other.archived {
                steps.push(skipped(SkipReason::LinkArchived, &other.link.name));
                return None;
            }
            if journey.been.contains(&id) {
                steps.push(skipped(SkipReason::LinkAgain, &other.link.name));
                return None;
            }
            let at = steps.len();
            steps.push(met());
            steps.push(Step::RoutedToLink { link: id, name: owned(&other.link.name) });
            let found = within(journey, other, steps);
            if found.is_none() {
                // What was tried there is told no further: it came to nothing.
                steps.truncate(at);
                steps.push(skipped(SkipReason::NobodyInPool, &other.link.name));
            }
            found
        }
    }
}

/// The link's fallback, then the workspace's; a passive channel is passed over. At the end: leave your number.
fn fall_back(journey: &mut Journey<'_>, link: &LiveLink, steps: &mut Vec<Step<'_>>) -> Assignment {
    let workspace = link.link.workspace;
    let snapshot = journey.snapshot;
    let home = snapshot.homes.get(&workspace);
    let chain = [
        (FallbackTo::Link, link.link.fallback.as_ref()),
        (FallbackTo::Workspace, home.and_then(|home| home.fallback.as_ref())),
    ];
    for (to, target) in chain {
        match target {
            Some(Target::Url(url)) => {
                steps.push(Step::FellBack { to, detail: owned(url) });
                return Assignment {
                    location: Some(url.clone()),
                    fell_back_to: Some(url.clone()),
                    ..Assignment::default()
                };
            }
            Some(Target::ChannelId(id)) => match snapshot.active_channel(workspace, *id) {
                Some(channel) => {
                    steps.push(Step::FellBack { to, detail: owned(&channel.name) });
                    let to = compose::to_channel(journey, link, channel, steps);
                    return Assignment { fell_back_to: Some(channel.name.clone()), ..to };
                }
                None => {
                    let name = snapshot.channel(workspace, *id).map_or("", |channel| channel.name.as_str());
                    steps.push(Step::FellBack { to: FallbackTo::Skipped, detail: owned(name) });
                }
            },
            None => {}
        }
    }
    steps.push(Step::FellBack { to: FallbackTo::LeaveNumber, detail: Cow::Borrowed("") });
    Assignment::default()
}

/// A channel as people call it; its id where it is gone.
fn channel_name(journey: &Journey<'_>, id: &str) -> String {
    let channel = domain::id::ChannelId::parse(id).and_then(|id| journey.snapshot.channels.get(&id));
    channel.map_or_else(|| id.to_owned(), |(_, channel)| channel.name.clone())
}

fn owned<'s>(text: &str) -> Cow<'s, str> {
    Cow::Owned(text.to_owned())
}
