//! From a line of a report to the leads that it counts: the same words (`by`, `key`, `model`) narrow the list.

use domain::attribution::{Dimension, Model};
use domain::id::{AgentId, LinkId};
use domain::lead::filter::{BroughtBy, Filter, Hour, Search};
use jiff::tz::TimeZone;
use store::reports::By;

/// The lines that a list of leads is narrowed to. A day is said by the list's own days; a lead has no kind.
pub fn is_line(by: By) -> bool {
    !matches!(by, By::Day | By::Kind)
}

/// Narrows `filter` to the leads of a line, and its link to the touch that counts. `zone`: whose hours are meant.
pub fn narrow(filter: &mut Filter, model: Model, line: Option<(By, &str)>, zone: &TimeZone) {
    let link = filter.link.take();
    let mut brought = BroughtBy { model, link, lines: Vec::new() };
    let mut nobody = false;
    match line {
        None | Some((By::Day | By::Kind, _)) => {}
        Some((By::Hour, key)) => filter.hour = key.parse().ok().map(|hour| Hour { hour, zone: zone.clone() }),
        Some((By::Link, key)) => {
            let of = LinkId::parse(key);
            nobody = link.is_some() && link != of;
            brought.link = of;
        }
        Some((By::Agent, key)) => {
            let of = AgentId::parse(key);
            nobody = filter.agent.is_some() && filter.agent != of;
            (filter.agent, filter.unassigned) = (of, of.is_none());
        }
        Some((By::Country, key)) => nobody = !only(&mut filter.country, key),
        Some((By::Device, key)) => nobody = !only(&mut filter.device, key),
        Some((by, key)) => {
            brought.lines.extend(Dimension::parse(by.as_str()).map(|dimension| (dimension, key.to_owned())));
        }
    }
    if nobody {
        filter.search = Some(Search::Nothing);
    }
    filter.brought = (brought.link.is_some() || !brought.lines.is_empty()).then_some(brought);
}

/// Both conditions must hold; false when they can't.
fn only(asked: &mut Option<String>, key: &str) -> bool {
    let fits = asked.as_deref().is_none_or(|asked| asked == key);
    *asked = Some(key.to_owned());
    fits
}
