//! L4 and L5 and L6: the pool, the fallback chain to its end, and the address. Pure but for the wheel, which the
//! caller lends: the real one for a visit, a copy of it for a crawler or the simulator.

use crate::snapshot::{LiveLink, Snapshot};
use domain::address;
use domain::code::Code;
use domain::id::{AgentId, MemberId};
use domain::link::{Channel, Member, Place, Target};
use domain::rotation::Rotation;
use domain::template::Values;
use domain::visit::{Facts, FallbackTo, NobodyReason, Step, Turn};
use std::borrow::Cow;

/// What is known of the visitor when it comes to the pool.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'v> {
    /// Who looks after them.
    pub agent: Option<AgentId>,
    pub code: Option<Code>,
    /// Their name where known; empty else.
    pub name: &'v str,
    /// The same visit again within ten seconds: as before, without a turn, even where the link is not sticky.
    pub repeat: bool,
}

/// Where it goes, to whom, and why. No location: the "leave your number" page.
#[derive(Debug)]
pub struct Assignment {
    pub location: Option<String>,
    pub agent: Option<AgentId>,
    pub member: Option<MemberId>,
    pub turn: Option<Turn>,
}

/// Decides for a visitor of this link, and adds the steps that led there; they own what they name.
pub fn assign(
    snapshot: &Snapshot,
    link: &LiveLink,
    visitor: &Visitor<'_>,
    facts: &Facts<'_>,
    wheel: &mut Rotation,
    steps: &mut Vec<Step<'_>>,
) -> Assignment {
    steps.push(Step::RoutedToPool);
    let (member, turn) = match stick(snapshot, link, visitor, steps) {
        Some(member) => (Some(member), None),
        None => in_turn(link, wheel, steps),
    };
    let Some(member) = member else {
        let location = fall_back(snapshot, link, visitor, facts, steps);
        return Assignment { location, agent: None, member: None, turn: None };
    };
    let location = compose(link, &member.digits, &member.name, visitor, facts, steps);
    Assignment { location: Some(location), agent: Some(member.agent), member: Some(member.id), turn }
}

fn stick<'l>(
    snapshot: &Snapshot,
    link: &'l LiveLink,
    visitor: &Visitor<'_>,
    steps: &mut Vec<Step<'_>>,
) -> Option<&'l Member> {
    let agent = visitor.agent.filter(|_| link.link.sticky || visitor.repeat)?;
    let seat = link.link.members.iter().find(|member| member.agent == agent);
    match seat {
        Some(member) if member.can_take() => {
            steps.push(Step::Sticky { name: Cow::Owned(member.name.clone()) });
            Some(member)
        }
        off => {
            let name = off.map(|member| &member.name).or_else(|| snapshot.agent_names.get(&agent));
            steps.push(Step::AgentOff { name: Cow::Owned(name.cloned().unwrap_or_default()) });
            None
        }
    }
}

fn in_turn<'l>(
    link: &'l LiveLink,
    wheel: &mut Rotation,
    steps: &mut Vec<Step<'_>>,
) -> (Option<&'l Member>, Option<Turn>) {
    let Some(taken) = wheel.take(&link.seats) else {
        steps.push(Step::Nobody { reason: nobody(&link.link.members) });
        return (None, None);
    };
    let member = &link.link.members[link.seat_members[taken.index]];
    steps.push(Step::InTurn {
        name: Cow::Owned(member.name.clone()),
        turn: taken.nth,
        weight: link.seats[taken.index].weight,
        total: taken.total_weight,
    });
    (Some(member), Some(taken.turn))
}

fn nobody(members: &[Member]) -> NobodyReason {
    if members.is_empty() {
        NobodyReason::EmptyPool
    } else if !members.iter().any(|m| m.active) {
        NobodyReason::EveryoneOff
    } else if !members.iter().any(Member::can_take) {
        NobodyReason::ChannelsPassive
    } else {
        NobodyReason::NoWeight
    }
}

/// The link's fallback, then the workspace's; a passive channel is passed over. None: leave your number.
fn fall_back(
    snapshot: &Snapshot,
    link: &LiveLink,
    visitor: &Visitor<'_>,
    facts: &Facts<'_>,
    steps: &mut Vec<Step<'_>>,
) -> Option<String> {
    let workspace = link.link.workspace;
    let home = snapshot.homes.get(&workspace);
    let chain = [
        (FallbackTo::Link, link.link.fallback.as_ref()),
        (FallbackTo::Workspace, home.and_then(|home| home.fallback.as_ref())),
    ];
    for (to, target) in chain {
        match target {
            Some(Target::Url(url)) => {
                steps.push(Step::FellBack { to, detail: Cow::Owned(url.clone()) });
                return Some(url.clone());
            }
            Some(Target::ChannelId(id)) => match snapshot.active_channel(workspace, *id) {
                Some(channel) => {
                    steps.push(Step::FellBack { to, detail: Cow::Owned(channel.name.clone()) });
                    if let Place::Whatsapp(digits) = &channel.place {
                        return Some(compose(link, digits, &channel.name, visitor, facts, steps));
                    }
                    return Some(channel_address(channel, visitor.code));
                }
                None => steps.push(Step::FellBack { to: FallbackTo::Skipped, detail: Cow::Borrowed("") }),
            },
            None => {}
        }
    }
    steps.push(Step::FellBack { to: FallbackTo::LeaveNumber, detail: Cow::Borrowed("") });
    None
}

fn compose(
    link: &LiveLink,
    digits: &str,
    name: &str,
    visitor: &Visitor<'_>,
    facts: &Facts<'_>,
    steps: &mut Vec<Step<'_>>,
) -> String {
    let values = Values {
        name,
        code: visitor.code,
        lead: visitor.name,
        link: &link.link.url,
        utm: &facts.origin.utm,
        keys: &facts.keys,
    };
    let address = address::whatsapp(digits, &link.link.message, &values);
    steps.push(Step::Composed { bytes: address.url.len() as u16, shortened: address.shortened });
    address.url
}

/// Where a channel's visitors go when no message is written for it.
pub(super) fn channel_address(channel: &Channel, code: Option<Code>) -> String {
    match &channel.place {
        Place::Whatsapp(digits) => address::wa_me(digits, ""),
        // A start parameter of letters and digits reaches a bot, and does no harm to a person's name.
        Place::Telegram(user) => match code {
            Some(code) => format!("https://t.me/{user}?start={code}"),
            None => format!("https://t.me/{user}"),
        },
        Place::Website(url) | Place::Booking(url) => url.clone(),
    }
}
