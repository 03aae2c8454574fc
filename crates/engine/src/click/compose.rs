//! L6: the address that a visitor is sent to, with the message in it.

use super::journey::{Assignment, Chat, Journey, Turns};
use crate::snapshot::{LiveLink, Snapshot};
use domain::address;
use domain::code::Code;
use domain::language::{self, Locale};
use domain::link::{Channel, Place};
use domain::opening;
use domain::template::Values;
use domain::visit::{Pair, Step};
use jiff::tz::TimeZone;

/// wa.me with the link's message, and the chat that it opens.
pub(super) fn whatsapp(
    journey: &Journey<'_>,
    link: &LiveLink,
    digits: &str,
    name: &str,
    steps: &mut Vec<Step<'_>>,
) -> (String, Option<Chat>) {
    if matches!(journey.turns, Turns::Replayed(_)) {
        // Nobody goes there.
        return (String::new(), None);
    }
    let opening = opening(journey, link);
    let both: Vec<Pair<'_>>;
    let keys = match journey.visitor.keys {
        [] => journey.facts.keys.as_slice(),
        told => {
            both = told.iter().chain(&journey.facts.keys).cloned().collect();
            &both
        }
    };
    let values = Values {
        name,
        code: journey.visitor.code,
        lead: journey.visitor.name,
        link: &link.link.url,
        opening: &opening,
        utm: &journey.facts.origin.utm,
        keys,
    };
    let address = address::whatsapp(digits, &link.link.message, &values);
    steps.push(Step::Composed { bytes: address.url.len() as u16, shortened: address.shortened });
    let chat = journey.wants_text.then(|| Chat {
        digits: digits.to_owned(),
        name: name.to_owned(),
        text: address::message(digits, &link.link.message, &values).text,
    });
    (address.url, chat)
}

/// For messages that tell when somebody is there again; empty while somebody is, or where no hours are kept.
fn opening(journey: &Journey<'_>, link: &LiveLink) -> String {
    if !link.tells_opening {
        return String::new();
    }
    next_opening(journey.snapshot, link, journey.now, language::page(&journey.facts.language)).unwrap_or_default()
}

/// When somebody is there again, in the zone of the business.
pub(crate) fn next_opening(snapshot: &Snapshot, link: &LiveLink, now: i64, locale: Locale) -> Option<String> {
    let at = link.next_opening(now, &snapshot.calendars)?;
    let utc = TimeZone::UTC;
    let zone = snapshot.homes.get(&link.link.workspace).map_or(&utc, |home| &home.zone);
    Some(opening::said(at, now, zone, locale))
}

/// A channel that a rule or a fallback chose.
pub(super) fn to_channel(
    journey: &Journey<'_>,
    link: &LiveLink,
    channel: &Channel,
    steps: &mut Vec<Step<'_>>,
) -> Assignment {
    let (location, chat) = match &channel.place {
        Place::Whatsapp(digits) => whatsapp(journey, link, digits, &channel.name, steps),
        _ => (channel_address(channel, journey.visitor.code), None),
    };
    Assignment { location: Some(location), chat, channel: Some(channel.id), ..Assignment::default() }
}

/// Where a channel's visitors go when no message is written for it.
pub(crate) fn channel_address(channel: &Channel, code: Option<Code>) -> String {
    match &channel.place {
        Place::Whatsapp(digits) => address::wa_me(digits, ""),
        Place::Telegram(telegram) => telegram.address(code),
        Place::Website(url) | Place::Booking(url) => url.clone(),
    }
}
