//! What visits and forms tell the ad platforms: queued in the projection's own transaction, so that a visit that is in
//! the store has its events in the outbox, and none has them twice. A workspace without destinations pays one question a
//! bite. Which destinations are told is decided by them as they stand when the visit gets into the store.

use super::fold::Fold;
use super::form_sent::FormRow;
use crate::deliveries::queue::{Event, queue};
use crate::destinations;
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::conversion::consent::Record;
use domain::conversion::plan::{Happened, Place, Planned, chosen, plan};
use domain::conversion::{Category, Cause, Consent, event_id};
use domain::id::{LeadId, LinkId, VisitId, WorkspaceId};
use domain::link::{ClickEvent, Extras};
use domain::visit::{LeftNumber, Visit};
use rustc_hash::FxHashMap;
use std::rc::Rc;
use uuid::Uuid;

const LINK: Statement = Statement::new("conversions.link", "SELECT click_event, extras FROM links WHERE id = $1");
const CONSENT: Statement =
    Statement::new("conversions.consent", "SELECT consent FROM leads WHERE id = $1 AND workspace_id = $2");

pub(crate) const STATEMENTS: &[&Statement] = &[&LINK, &CONSENT];

/// What is read once a bite.
#[derive(Default)]
struct Read {
    places: FxHashMap<WorkspaceId, Rc<[Place]>>,
    links: FxHashMap<LinkId, Telling>,
}

/// A link's click event and its destinations.
type Telling = (ClickEvent, Rc<[Place]>);

impl Read {
    fn places(&mut self, tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<Rc<[Place]>, Error> {
        if let Some(places) = self.places.get(&workspace) {
            return Ok(Rc::clone(places));
        }
        let places: Rc<[Place]> =
            destinations::living(tx, workspace)?.iter().map(destinations::Destination::place).collect();
        self.places.insert(workspace, Rc::clone(&places));
        Ok(places)
    }

    /// None where nobody is told anything.
    fn link(&mut self, tx: &mut Tx<'_>, workspace: WorkspaceId, link: LinkId) -> Result<Option<Telling>, Error> {
        let places = self.places(tx, workspace)?;
        if places.is_empty() {
            return Ok(None);
        }
        if let Some(known) = self.links.get(&link) {
            return Ok(Some(known.clone()));
        }
        let row = tx.opt(&LINK, &[link.into()], |row| {
            let (event, extras): (&str, &str) = (row.get(0)?, row.get(1)?);
            let damaged = |what: &str| Error::Damaged(format!("link {link}: {what}"));
            let extras: Extras = serde_json::from_str(extras).map_err(|_| damaged("extras"))?;
            Ok((ClickEvent::parse(event).ok_or_else(|| damaged(event))?, extras.destinations))
        })?;
        // A hub's entry may lead to a channel: its visit is no link's, and those that take all links take it.
        let (event, own) = row.unwrap_or_default();
        let known = (event, chosen(&places, &own).cloned().collect::<Rc<[Place]>>());
        self.links.insert(link, known.clone());
        Ok(Some(known))
    }
}

/// An event with what the plan needs of its visit.
struct Found<'f> {
    event: Event,
    places: Rc<[Place]>,
    consent: Consent,
    country: &'f str,
    click_ids: Vec<&'f str>,
}

pub(super) fn write(tx: &mut Tx<'_>, fold: &Fold<'_>) -> Result<(), Error> {
    let mut read = Read::default();
    let mut found: Vec<Found<'_>> = Vec::new();
    let is_erased = |visit: &Visit<'_>| visit.lead.is_some_and(|lead| fold.erased.contains(&lead.id));
    let told = fold.visits.iter().filter(|row| row.visit.kind.is_person() && !row.visit.repeat);
    for row in told.filter(|row| !is_erased(&row.visit)) {
        of_visit(tx, &mut read, &row.visit, row.id, &mut found)?;
    }
    for FormRow { sent, .. } in &fold.forms {
        of_form(tx, &mut read, &sent.visit, sent.shown_at, &mut found)?;
    }
    for (id, left) in &fold.left_numbers {
        of_left_number(tx, &mut read, left, *id, &mut found)?;
    }
    let planned: Vec<(&Event, &Place, Planned)> = found.iter().flat_map(planned).collect();
    let now = found.iter().map(|found| found.event.at).max().unwrap_or_default();
    queue(tx, &planned, now, now).map(drop)
}

fn planned<'f>(found: &'f Found<'_>) -> impl Iterator<Item = (&'f Event, &'f Place, Planned)> {
    found.places.iter().filter_map(|place| {
        let event = &found.event;
        let happened = Happened {
            lead: event.lead?,
            event_id: event.id,
            cause: event.cause,
            category: event.category,
            consent: found.consent,
            country: found.country,
            click_ids: &found.click_ids,
            // Known when it is sent: the list is of keyed hashes, and the key does not lie here.
            is_suppressed: false,
        };
        plan(place, &happened).map(|planned| (event, place, planned))
    })
}

fn of_visit<'f>(
    tx: &mut Tx<'_>,
    read: &mut Read,
    visit: &'f Visit<'_>,
    id: VisitId,
    found: &mut Vec<Found<'f>>,
) -> Result<(), Error> {
    let Some(lead) = visit.lead else { return Ok(()) };
    let Some((click_event, places)) = read.link(tx, visit.workspace, visit.link)? else { return Ok(()) };
    let click_ids: Vec<&str> = visit.facts.origin.carried().map(|(name, _)| name.as_ref()).collect();
    let category = match click_event {
        ClickEvent::ViewContent => Some(Category::ViewContent),
        ClickEvent::Lead => Some(Category::Lead),
        ClickEvent::None => None,
    };
    let click = category.map(|category| (Cause::Click, category));
    let platform_click = (!click_ids.is_empty()).then_some((Cause::PlatformClick, Category::Click));
    if click.is_none() && platform_click.is_none() {
        return Ok(());
    }
    let consent = if lead.is_new { Consent::Unknown } else { consent(tx, visit.workspace, lead.id)? };
    for (cause, category) in click.into_iter().chain(platform_click) {
        let id = event_id::of(visit.at, &[b"visit", &id.0.to_be_bytes(), category.as_str().as_bytes()]);
        found.push(Found {
            event: event(visit.workspace, id, lead.id, visit.link, cause, category, visit.at),
            places: Rc::clone(&places),
            consent,
            country: &visit.facts.place.country,
            click_ids: click_ids.clone(),
        });
    }
    Ok(())
}

fn of_form<'f>(
    tx: &mut Tx<'_>,
    read: &mut Read,
    visit: &'f Visit<'_>,
    shown_at: i64,
    found: &mut Vec<Found<'f>>,
) -> Result<(), Error> {
    let Some(lead) = visit.lead else { return Ok(()) };
    let Some((_, places)) = read.link(tx, visit.workspace, visit.link)? else { return Ok(()) };
    // However often it is sent, it is the same form.
    let id =
        event_id::of(shown_at, &[b"form", &lead.id.0.to_be_bytes(), visit.link.as_bytes(), &shown_at.to_be_bytes()]);
    found.push(Found {
        event: event(visit.workspace, id, lead.id, visit.link, Cause::Form, Category::Lead, visit.at),
        places,
        consent: consent(tx, visit.workspace, lead.id)?,
        country: &visit.facts.place.country,
        click_ids: visit.facts.origin.carried().map(|(name, _)| name.as_ref()).collect(),
    });
    Ok(())
}

fn of_left_number<'f>(
    tx: &mut Tx<'_>,
    read: &mut Read,
    left: &'f LeftNumber<'_>,
    id: VisitId,
    found: &mut Vec<Found<'f>>,
) -> Result<(), Error> {
    let Some((_, places)) = read.link(tx, left.workspace, left.link)? else { return Ok(()) };
    let id = event_id::of(left.at, &[b"left", &id.0.to_be_bytes()]);
    found.push(Found {
        event: event(left.workspace, id, left.lead.id, left.link, Cause::Form, Category::Lead, left.at),
        places,
        consent: consent(tx, left.workspace, left.lead.id)?,
        country: &left.facts.place.country,
        click_ids: left.facts.origin.carried().map(|(name, _)| name.as_ref()).collect(),
    });
    Ok(())
}

fn event(
    workspace: WorkspaceId,
    id: Uuid,
    lead: LeadId,
    link: LinkId,
    cause: Cause,
    category: Category,
    at: i64,
) -> Event {
    Event { workspace, id, lead: Some(lead), link: Some(link), cause, category, at, lead_status: None, amount: None }
}

fn consent(tx: &mut Tx<'_>, workspace: WorkspaceId, lead: LeadId) -> Result<Consent, Error> {
    let record: Option<Option<Record>> =
        tx.opt(&CONSENT, &[lead.into(), workspace.into()], |row| crate::leads::json(row.get::<Option<&str>>(0)?))?;
    Ok(record.flatten().map_or(Consent::Unknown, |record| record.state))
}
