//! One bite of the journal, folded in memory: what is to be inserted, added up by key, so that the store is asked
//! once for each lead, member and roll-up however often it stands in the bite.

use super::Wheels;
use super::beacon::Kept;
use super::form_sent::FormRow;
use super::hub::HubDays;
use crate::error::Error;
use crate::members::QUARTER;
use crate::reports::rollup::Rollup;
use domain::id::{AgentId, LeadId, LinkId, MemberId, VisitId, WorkspaceId};
use domain::lead::Touch;
use domain::rotation::Rotation;
use domain::visit::{Device, Facts, FormSent, HubSeen, LeftNumber, Pair, Place, Step, Text, Visit};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// A lead as this bite makes or changes it.
pub(super) struct LeadRow<'a> {
    pub(super) workspace: WorkspaceId,
    pub(super) link: LinkId,
    pub(super) source: Text<'a>,
    pub(super) campaign: Text<'a>,
    pub(super) agent: Option<AgentId>,
    pub(super) ip: Text<'a>,
    pub(super) language: Text<'a>,
    pub(super) device: Device,
    pub(super) place: Place<'a>,
    /// None of its visits in this bite made it: it may stand in the store already.
    pub(super) is_returning: bool,
    /// `k_*` parameters of the visits, the latest value of each.
    pub(super) keys: Vec<Pair<'a>>,
    pub(super) first_touch: Vec<u8>,
    pub(super) last_touch: Option<Vec<u8>>,
    pub(super) visits: i64,
    pub(super) first_at: i64,
    pub(super) last_at: i64,
}

/// A visit as it is inserted; `details` are the journal's own bytes, unless the person was erased.
pub(super) struct VisitRow<'a> {
    pub(super) id: VisitId,
    pub(super) details: Cow<'a, [u8]>,
    pub(super) visit: Visit<'a>,
}

#[derive(Default)]
pub(super) struct MemberCounts {
    pub(super) turns: i64,
    pub(super) sticky: i64,
}

#[derive(Default)]
pub(super) struct Fold<'a> {
    pub(super) visits: Vec<VisitRow<'a>>,
    pub(super) leads: FxHashMap<LeadId, LeadRow<'a>>,
    pub(super) members: FxHashMap<MemberId, MemberCounts>,
    /// Turns by member and quarter of an hour.
    pub(super) quarters: FxHashMap<(MemberId, i64), i64>,
    pub(super) left_numbers: Vec<(VisitId, LeftNumber<'a>)>,
    pub(super) forms: Vec<FormRow<'a>>,
    /// How chats were opened, and what became of it.
    pub(super) opened: Vec<Kept>,
    pub(super) rollup: Rollup,
    pub(super) hubs: HubDays,
    /// Leads whose person was erased.
    pub(super) erased: FxHashSet<LeadId>,
    hours: FxHashMap<(WorkspaceId, i64), (i32, u8)>,
}

const HOUR: i64 = 3_600_000_000;

impl<'a> Fold<'a> {
    pub(super) fn visit(
        &mut self,
        id: VisitId,
        details: &'a [u8],
        visit: Visit<'a>,
        zone: &TimeZone,
        wheel: impl FnOnce(&mut dyn FnMut(&mut Rotation)) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (day, hour) = self.local(visit.workspace, visit.at, zone);
        self.rollup.visit(&visit, day, hour);
        self.hubs.visit(&visit, day);
        self.opened.extend(Kept::answered(&visit));
        self.seat(&visit, wheel)?;
        if let (Some(lead), false) = (visit.lead, visit.repeat) {
            let touch = touch(visit.at, visit.link, &visit.facts)?;
            self.lead(lead.id, &visit, touch);
        }
        self.visits.push(VisitRow { id, details: Cow::Borrowed(details), visit });
        Ok(())
    }

    /// What its member was given: a turn, or one who came back.
    fn seat(
        &mut self,
        visit: &Visit<'_>,
        wheel: impl FnOnce(&mut dyn FnMut(&mut Rotation)) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if let Some(turn) = &visit.turn {
            self.members.entry(turn.member).or_default().turns += 1;
            *self.quarters.entry((turn.member, visit.at.div_euclid(QUARTER))).or_default() += 1;
            wheel(&mut |rotation| rotation.replay(turn))?;
        } else if let (Some(member), false, true) = (visit.member, visit.repeat, is_sticky(visit)) {
            self.members.entry(member).or_default().sticky += 1;
        }
        Ok(())
    }

    /// A form that was sent took its turn when it was; the click was counted when the form was shown. Its lead stands in
    /// the store by then, unless the click could not be kept.
    pub(super) fn form_sent(
        &mut self,
        id: VisitId,
        details: &'a [u8],
        sent: FormSent<'a>,
        wheel: impl FnOnce(&mut dyn FnMut(&mut Rotation)) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let visit = &sent.visit;
        self.opened.extend(Kept::answered_form(&sent));
        self.seat(visit, wheel)?;
        if let Some(lead) = visit.lead {
            let touch = touch(visit.at, visit.link, &visit.facts)?;
            // Begun no sooner than the click that it belongs to, and seen last before it: a lead that is there keeps all
            // that the click told, its first touch and its last.
            let (first_at, last_at) = (sent.shown_at, sent.shown_at - 1);
            self.leads.entry(lead.id).or_insert_with(|| LeadRow {
                workspace: visit.workspace,
                link: visit.link,
                source: visit.source.clone(),
                campaign: visit.facts.origin.utm.campaign.clone(),
                agent: None,
                ip: visit.facts.ip.clone(),
                language: visit.facts.language.clone(),
                device: visit.facts.client.device,
                place: visit.facts.place.clone(),
                is_returning: !lead.is_new,
                keys: Vec::new(),
                first_touch: touch,
                last_touch: None,
                visits: 0,
                first_at,
                last_at,
            });
        }
        self.forms.push(FormRow { id, details, sent });
        Ok(())
    }

    pub(super) fn hub_seen(&mut self, seen: &HubSeen<'_>, zone: &TimeZone) {
        let (day, _) = self.local(seen.workspace, seen.at, zone);
        self.hubs.seen(seen, day);
    }

    /// The local day (yyyymmdd) and hour; one look-up an hour and workspace, since most of a bite is of one hour.
    fn local(&mut self, workspace: WorkspaceId, at: i64, zone: &TimeZone) -> (i32, u8) {
        // A quarter of an hour, because some zones are not whole hours away from UTC.
        *self.hours.entry((workspace, at.div_euclid(HOUR / 4))).or_insert_with(|| local_hour(at, zone))
    }

    fn lead(&mut self, id: LeadId, visit: &Visit<'a>, touch: Vec<u8>) {
        match self.leads.entry(id) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(LeadRow {
                    workspace: visit.workspace,
                    link: visit.link,
                    source: visit.source.clone(),
                    campaign: visit.facts.origin.utm.campaign.clone(),
                    agent: visit.agent,
                    ip: visit.facts.ip.clone(),
                    language: visit.facts.language.clone(),
                    device: visit.facts.client.device,
                    place: visit.facts.place.clone(),
                    is_returning: visit.lead.is_some_and(|lead| !lead.is_new),
                    keys: visit.facts.keys.clone(),
                    first_touch: touch,
                    last_touch: None,
                    visits: 1,
                    first_at: visit.at,
                    last_at: visit.at,
                });
            }
            std::collections::hash_map::Entry::Occupied(mut held) => {
                let row = held.get_mut();
                row.visits += 1;
                row.last_touch = Some(touch);
                row.last_at = visit.at.max(row.last_at);
                row.agent = visit.agent.or(row.agent);
                for (name, value) in &visit.facts.keys {
                    row.keys.retain(|(held, _)| held != name);
                    row.keys.push((name.clone(), value.clone()));
                }
                let Facts { ip, language, client, place, .. } = &visit.facts;
                (row.ip, row.language, row.device) = (ip.clone(), language.clone(), client.device);
                row.place = place.clone();
            }
        }
    }

    /// A number that was left is a touch as well, when its visit did not make the lead first.
    pub(super) fn left_number(&mut self, id: VisitId, left: LeftNumber<'a>) -> Result<(), Error> {
        let touch = touch(left.at, left.link, &left.facts)?;
        self.leads.entry(left.lead.id).or_insert_with(|| LeadRow {
            workspace: left.workspace,
            link: left.link,
            source: left.source.clone(),
            campaign: left.facts.origin.utm.campaign.clone(),
            agent: None,
            ip: left.facts.ip.clone(),
            language: left.facts.language.clone(),
            device: left.facts.client.device,
            place: left.facts.place.clone(),
            is_returning: !left.lead.is_new,
            keys: left.facts.keys.clone(),
            first_touch: touch,
            last_touch: None,
            visits: 0,
            first_at: left.at,
            last_at: left.at,
        });
        self.left_numbers.push((id, left));
        Ok(())
    }
}

/// The local day as yyyymmdd and the hour, 0 to 23.
pub(crate) fn local_hour(at: i64, zone: &TimeZone) -> (i32, u8) {
    let local = Timestamp::from_microsecond(at).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone());
    let day = i32::from(local.year()) * 10_000 + i32::from(local.month()) * 100 + i32::from(local.day());
    (day, local.hour() as u8)
}

fn is_sticky(visit: &Visit<'_>) -> bool {
    visit.steps.iter().any(|step| matches!(step, Step::Sticky { .. }))
}

fn touch(at: i64, link: LinkId, facts: &Facts<'_>) -> Result<Vec<u8>, Error> {
    Touch::encode(at, link, &facts.origin).map_err(|e| Error::Failed(e.to_string()))
}

/// The rotation of a link, from the cache or the store.
pub(super) fn wheel(
    wheels: &mut Wheels,
    link: LinkId,
    read: impl FnOnce() -> Result<Option<Rotation>, Error>,
) -> Result<&mut Rotation, Error> {
    match wheels.entry(link) {
        std::collections::hash_map::Entry::Occupied(held) => Ok(held.into_mut()),
        std::collections::hash_map::Entry::Vacant(free) => Ok(free.insert(read()?.unwrap_or_default())),
    }
}
