//! Rules ready to be asked by every visit: nothing is parsed, looked up or allocated while they hold or don't. What is
//! asked twice of a visit, the local time of a zone, is worked out once.

use super::condition::{Among, Condition, DayOp, Field, Status, Test, TextOp, Visitor, Words};
use super::seen::{Channels, Seen, is_kept_anyway};
use super::{Rule, Then, words};
use crate::id::{CalendarId, ChannelId, RuleId};
use crate::schedule::{Holidays, Hours};
use crate::visit::Device;
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// The active rules of a link in their order.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    rules: Vec<LiveRule>,
    zones: Vec<TimeZone>,
    parameters: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct LiveRule {
    pub id: RuleId,
    pub name: String,
    pub then: Then,
    when: Node,
}

/// Why a rule does not hold: what it asked first that was not so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotMet<'v> {
    pub field: Field,
    /// What was seen instead; empty is unknown. A local time is `sat 14:05`, a day `2026-12-25`.
    pub seen: Cow<'v, str>,
}

#[derive(Clone, Debug)]
enum Node {
    All(Box<[Node]>),
    Any(Box<[Node]>),
    Is { not: bool, ask: Ask },
}

#[derive(Clone, Debug)]
enum Ask {
    Country(Box<[[u8; 2]]>),
    Language(Box<[Box<str>]>),
    /// A bit a device.
    Device(u8),
    Word(Field, Box<[Box<str>]>),
    Visitor(Visitor),
    Hours {
        nth: usize,
        hours: Hours,
    },
    Holiday {
        nth: usize,
        calendars: Box<[CalendarId]>,
    },
    Text {
        field: Field,
        key: Box<str>,
        op: TextOp,
        values: Box<[Box<str>]>,
    },
    Channel(ChannelId),
}

impl Rules {
    /// Takes over the active ones.
    pub fn new(rules: &[Rule]) -> Self {
        let mut made = Self::default();
        for rule in rules.iter().filter(|rule| rule.active) {
            let when = made.node(&rule.when);
            made.rules.push(LiveRule { id: rule.id, name: rule.name.clone(), then: rule.then, when });
        }
        made
    }

    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &LiveRule> {
        self.rules.iter()
    }

    /// Names of parameters that rules ask for and that a visit's facts do not keep.
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// Whether a rule holds; one of [`Self::iter`].
    pub fn holds<H: Holidays, C: Channels>(&self, rule: &LiveRule, seen: &Seen<'_, H, C>) -> bool {
        self.met(&rule.when, seen)
    }

    /// Why a rule does not hold. None: it does.
    pub fn why_not<'v, H: Holidays, C: Channels>(&self, rule: &LiveRule, seen: &Seen<'v, H, C>) -> Option<NotMet<'v>> {
        self.unmet(&rule.when, seen)
    }

    /// The soonest instant after `now` at which hours that a rule wants begin, where none of them is open now.
    pub fn next_opening(&self, now: i64, holidays: &impl Holidays) -> Option<i64> {
        let mut all = Vec::new();
        self.rules.iter().for_each(|rule| hours(&rule.when, &mut all));
        if all.iter().any(|hours| hours.open(now, holidays)) {
            return None;
        }
        all.iter().filter_map(|hours| hours.next_opening(now, holidays)).min()
    }

    fn node(&mut self, condition: &Condition) -> Node {
        match condition {
            Condition::All(all) => Node::All(all.iter().map(|one| self.node(one)).collect()),
            Condition::Any(any) => Node::Any(any.iter().map(|one| self.node(one)).collect()),
            Condition::Test(test) => self.test(test),
        }
    }

    fn test(&mut self, test: &Test) -> Node {
        let field = test.field();
        let is = |ask| Node::Is { not: false, ask };
        let among = |op: Among, ask| Node::Is { not: op == Among::NotInList, ask };
        match test {
            Test::Country(Words { op, value }) => {
                among(*op, Ask::Country(value.iter().filter_map(|code| code.as_bytes().try_into().ok()).collect()))
            }
            Test::Language(Words { op, value }) => among(*op, Ask::Language(boxed(value))),
            Test::Device(devices) => {
                let mask = devices.value.iter().fold(0, |mask, device| mask | bit(*device));
                among(devices.op, Ask::Device(mask))
            }
            Test::Os(Words { op, value }) | Test::Browser(Words { op, value }) | Test::InApp(Words { op, value }) => {
                among(*op, Ask::Word(field, boxed(value)))
            }
            Test::Visitor(test) => is(Ask::Visitor(test.value)),
            Test::Schedule(test) => {
                let hours = Hours::of(&test.value);
                let nth = self.zone(hours.zone().clone());
                Node::Is { not: test.op == DayOp::Outside, ask: Ask::Hours { nth, hours } }
            }
            Test::Holiday(test) => {
                // A zone that is no more makes a day that never comes.
                let zone = jiff::tz::TimeZoneDatabase::bundled().get(&test.value.time_zone);
                let calendars = if zone.is_ok() { test.value.calendar_ids.as_slice() } else { &[] };
                let nth = self.zone(zone.unwrap_or(TimeZone::UTC));
                Node::Is { not: test.op == DayOp::Outside, ask: Ask::Holiday { nth, calendars: calendars.into() } }
            }
            Test::UtmSource(text)
            | Test::UtmMedium(text)
            | Test::UtmCampaign(text)
            | Test::UtmTerm(text)
            | Test::UtmContent(text)
            | Test::UtmId(text)
            | Test::Referrer(text) => {
                is(Ask::Text { field, key: field.as_str().into(), op: text.op, values: ready(&text.value) })
            }
            Test::Query(query) => {
                if !is_kept_anyway(&query.key) && !self.parameters.contains(&query.key) {
                    self.parameters.push(query.key.clone());
                }
                is(Ask::Text { field, key: query.key.as_str().into(), op: query.op, values: ready(&query.value) })
            }
            Test::ChannelStatus(test) => {
                Node::Is { not: test.value == Status::Passive, ask: Ask::Channel(test.channel_id) }
            }
        }
    }

    fn zone(&mut self, zone: TimeZone) -> usize {
        match self.zones.iter().position(|known| *known == zone) {
            Some(nth) => nth,
            None => {
                self.zones.push(zone);
                self.zones.len() - 1
            }
        }
    }

    fn met<H: Holidays, C: Channels>(&self, node: &Node, seen: &Seen<'_, H, C>) -> bool {
        match node {
            Node::All(all) => all.iter().all(|node| self.met(node, seen)),
            Node::Any(any) => any.iter().any(|node| self.met(node, seen)),
            Node::Is { not, ask } => self.asked(ask, seen) != *not,
        }
    }

    fn unmet<'v, H: Holidays, C: Channels>(&self, node: &Node, seen: &Seen<'v, H, C>) -> Option<NotMet<'v>> {
        match node {
            Node::All(all) => all.iter().find_map(|node| self.unmet(node, seen)),
            // Of a single alternative its own reason says more.
            Node::Any(any) if any.len() == 1 => self.unmet(&any[0], seen),
            Node::Any(any) if any.iter().any(|node| self.met(node, seen)) => None,
            Node::Any(_) => Some(NotMet { field: Field::Alternatives, seen: Cow::Borrowed("") }),
            Node::Is { not, ask } if self.asked(ask, seen) != *not => None,
            Node::Is { ask, .. } => Some(self.reason(ask, seen)),
        }
    }

    fn asked<H: Holidays, C: Channels>(&self, ask: &Ask, seen: &Seen<'_, H, C>) -> bool {
        let facts = seen.facts;
        match ask {
            Ask::Country(codes) => {
                let country: Result<[u8; 2], _> = facts.place.country.as_bytes().try_into();
                country.is_ok_and(|country| codes.contains(&country))
            }
            Ask::Language(ranges) => ranges.iter().any(|range| within(range, &facts.language)),
            Ask::Device(mask) => bit(facts.client.device) & mask != 0,
            Ask::Word(field, words) => {
                let word = word(*field, seen);
                !word.is_empty() && words.iter().any(|one| **one == *word || **one == *"any")
            }
            Ask::Visitor(wanted) => seen.visitor == Some(*wanted),
            Ask::Hours { nth, hours } => hours.open_local(seen.local(*nth, &self.zones[*nth]), seen.holidays),
            Ask::Holiday { nth, calendars } => {
                let day = seen.local(*nth, &self.zones[*nth]).day;
                calendars.iter().any(|calendar| seen.holidays.is_holiday(*calendar, day))
            }
            Ask::Text { field, key, op, values } => words::holds(*op, values, text(*field, key, seen)),
            Ask::Channel(id) => seen.channels.is_active(*id) == Some(true),
        }
    }

    fn reason<'v, H: Holidays, C: Channels>(&self, ask: &Ask, seen: &Seen<'v, H, C>) -> NotMet<'v> {
        let facts = seen.facts;
        let (field, told): (Field, Cow<'v, str>) = match ask {
            Ask::Country(_) => (Field::Country, facts.place.country.as_ref().into()),
            Ask::Language(_) => (Field::Language, facts.language.as_ref().into()),
            Ask::Device(_) => (Field::Device, facts.client.device.as_str().into()),
            Ask::Word(field, _) => (*field, word(*field, seen).into()),
            Ask::Visitor(_) => (Field::Visitor, seen.visitor.map_or("", Visitor::as_str).into()),
            Ask::Hours { nth, .. } => {
                let local = seen.local(*nth, &self.zones[*nth]);
                let day = crate::schedule::Day::WORDS[usize::from(local.weekday())];
                (Field::Schedule, format!("{day} {:02}:{:02}", local.minute / 60, local.minute % 60).into())
            }
            Ask::Holiday { nth, .. } => {
                let day = seen.local(*nth, &self.zones[*nth]).day;
                let epoch = jiff::civil::date(1970, 1, 1);
                let date = epoch.checked_add(jiff::Span::new().days(day)).unwrap_or(epoch);
                (Field::Holiday, date.to_string().into())
            }
            Ask::Text { field, key, .. } => (*field, text(*field, key, seen).into()),
            // Its name is known where channels are.
            Ask::Channel(id) => (Field::ChannelStatus, id.to_string().into()),
        };
        NotMet { field, seen: told }
    }
}

fn hours<'n>(node: &'n Node, all: &mut Vec<&'n Hours>) {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| hours(node, all)),
        Node::Is { not: false, ask: Ask::Hours { hours, .. } } => all.push(hours),
        Node::Is { .. } => {}
    }
}

fn word<'v, H, C>(field: Field, seen: &Seen<'v, H, C>) -> &'v str {
    let client = &seen.facts.client;
    match field {
        Field::Os => &client.os,
        Field::Browser => &client.browser,
        _ => &client.in_app,
    }
}

fn text<'s, H: Holidays, C: Channels>(field: Field, key: &str, seen: &Seen<'s, H, C>) -> &'s str {
    let origin = &seen.facts.origin;
    match field {
        Field::UtmSource => &origin.utm.source,
        Field::UtmMedium => &origin.utm.medium,
        Field::UtmCampaign => &origin.utm.campaign,
        Field::UtmTerm => &origin.utm.term,
        Field::UtmContent => &origin.utm.content,
        Field::UtmId => &origin.utm.id,
        Field::Referrer => &origin.referrer,
        _ => seen.parameter(key),
    }
}

/// RFC 4647, 3.3.1, over tags in canonical case.
fn within(range: &str, tag: &str) -> bool {
    if tag.is_empty() {
        return false;
    }
    range == "*"
        || (tag.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range))
            && matches!(tag.as_bytes().get(range.len()), None | Some(b'-')))
}

fn bit(device: Device) -> u8 {
    match device {
        // Nobody lists the unknown, so it is in no list.
        Device::Unknown => 0,
        Device::Mobile => 1,
        Device::Tablet => 2,
        Device::Desktop => 4,
    }
}

fn boxed(words: &[String]) -> Box<[Box<str>]> {
    words.iter().map(|word| word.as_str().into()).collect()
}

fn ready(values: &[String]) -> Box<[Box<str>]> {
    values.iter().map(|value| words::ready(value)).collect()
}

#[cfg(test)]
#[path = "compiled_tests.rs"]
mod tests;
