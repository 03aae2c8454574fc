//! The projection's transaction: the statements, and the order in which a folded bite is written.

use super::Wheels;
use super::beacon::{self, Kept};
use super::figures::Figures;
use super::fold::{Fold, LeadRow, wheel};
use super::node::{ADVANCE, Node};
use super::{conversions, erased, form_sent, left_number};
use crate::error::Error;
use crate::journal::Batch as JournalBatch;
use crate::leads::blocks::{Blocks, Facets};
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::Value;
use domain::id::{LeadId, LinkId, MemberId, WorkspaceId};
use domain::rotation::Rotation;
use domain::visit::{Entry, Pair, Visit};
use domain::workspace::FIRST_STATUS;
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry as Slot;

const ZONE: Statement = Statement::new("projector.zone", "SELECT time_zone FROM workspaces WHERE id = $1");
const WHEEL: Statement = Statement::new(
    "projector.wheel",
    "SELECT epoch, fingerprint, last_member, counts FROM rotations WHERE link_id = $1 AND node = $2",
);
const TURN_WHEEL: Statement = Statement::new(
    "projector.turn_wheel",
    "INSERT INTO rotations (link_id, node, epoch, fingerprint, last_member, counts)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (link_id, node) DO UPDATE SET epoch = excluded.epoch, fingerprint = excluded.fingerprint,
         last_member = excluded.last_member, counts = excluded.counts",
);
const FIELDS: Statement = Statement::new("projector.fields", "SELECT custom_fields FROM leads WHERE id = $1");
const KEEP_FIELDS: Statement =
    Statement::new("projector.keep_fields", "UPDATE leads SET custom_fields = $1 WHERE id = $2 AND workspace_id = $3");
pub(crate) const STATEMENTS: &[&Statement] = &[&ZONE, &WHEEL, &TURN_WHEEL, &FIELDS, &KEEP_FIELDS];

use Column::{Blob, Int, Text};

const VISITS: Batch = Batch {
    name: "projector.visits",
    before: "INSERT INTO visits (id, workspace_id, link_id, lead_id, at, kind, repeated, agent_id, country, details) ",
    columns: &[Int, Blob, Blob, Int, Int, Text, Int, Blob, Text, Blob],
    after: "",
};

/// Makes the lead or adds to it. A lead that exists keeps its first touch unless this one is older (another node's
/// journal came later), and its agent if a person chose one after this visit.
const LEADS: Batch = Batch {
    name: "projector.leads",
    before: "INSERT INTO leads (id, workspace_id, link_id, status, priority, score, source, campaign, agent_id,
        agent_set_at, city, region, country, time_zone, language, device, ip, first_touch, last_touch,
        visit_count, chat_count, last_seen_at, created_at, updated_at, version, custom_fields) ",
    columns: &[
        Int, Blob, Blob, Text, Text, Int, Text, Text, Blob, Int, Text, Text, Text, Text, Text, Text, Text, Blob, Blob,
        Int, Int, Int, Int, Int, Int, Text,
    ],
    after: " ON CONFLICT (id) DO UPDATE SET
        last_touch = CASE WHEN excluded.last_seen_at >= leads.last_seen_at
            THEN coalesce(excluded.last_touch, excluded.first_touch)
            ELSE coalesce(leads.last_touch, leads.first_touch) END,
        first_touch = CASE WHEN excluded.created_at < leads.created_at THEN excluded.first_touch ELSE leads.first_touch END,
        link_id = CASE WHEN excluded.created_at < leads.created_at THEN excluded.link_id ELSE leads.link_id END,
        source = CASE WHEN excluded.created_at < leads.created_at THEN excluded.source ELSE leads.source END,
        campaign = CASE WHEN excluded.created_at < leads.created_at THEN excluded.campaign ELSE leads.campaign END,
        created_at = CASE WHEN excluded.created_at < leads.created_at THEN excluded.created_at ELSE leads.created_at END,
        visit_count = leads.visit_count + excluded.visit_count,
        custom_fields = coalesce(leads.custom_fields, excluded.custom_fields),
        agent_id = CASE WHEN excluded.agent_id IS NULL OR leads.agent_set_at > excluded.last_seen_at
                OR (leads.agent_id IS NOT NULL AND leads.last_seen_at > excluded.last_seen_at)
            THEN leads.agent_id ELSE excluded.agent_id END,
        city = CASE WHEN excluded.last_seen_at >= leads.last_seen_at THEN excluded.city ELSE leads.city END,
        region = CASE WHEN excluded.last_seen_at >= leads.last_seen_at THEN excluded.region ELSE leads.region END,
        country = CASE WHEN excluded.last_seen_at >= leads.last_seen_at THEN excluded.country ELSE leads.country END,
        time_zone = CASE WHEN excluded.last_seen_at >= leads.last_seen_at
            THEN excluded.time_zone ELSE leads.time_zone END,
        language = CASE WHEN excluded.last_seen_at >= leads.last_seen_at THEN excluded.language ELSE leads.language END,
        device = CASE WHEN excluded.last_seen_at >= leads.last_seen_at THEN excluded.device ELSE leads.device END,
        ip = CASE WHEN excluded.last_seen_at >= leads.last_seen_at THEN excluded.ip ELSE leads.ip END,
        last_seen_at = CASE WHEN excluded.last_seen_at > leads.last_seen_at
            THEN excluded.last_seen_at ELSE leads.last_seen_at END,
        updated_at = CASE WHEN excluded.updated_at > leads.updated_at THEN excluded.updated_at ELSE leads.updated_at END
     WHERE leads.workspace_id = excluded.workspace_id",
};

const MEMBERS: Batch = Batch {
    name: "projector.members",
    before: "INSERT INTO member_turns (member_id, turns, sticky) ",
    columns: &[Blob, Int, Int],
    after: " ON CONFLICT (member_id) DO UPDATE SET
        turns = member_turns.turns + excluded.turns, sticky = member_turns.sticky + excluded.sticky",
};

const QUARTERS: Batch = Batch {
    name: "projector.quarters",
    before: "INSERT INTO member_quarters (member_id, quarter, node, turns) ",
    columns: &[Blob, Int, Int, Int],
    after: " ON CONFLICT (member_id, quarter, node) DO UPDATE SET turns = member_quarters.turns + excluded.turns",
};

pub(crate) const BATCHES: &[&Batch] = &[&VISITS, &LEADS, &MEMBERS, &QUARTERS];

/// Applies the batches between the two cursors. Answers the wheels as they now stand and how many entries could not
/// be read. Errors: the cursor is not where this node left it (somebody else projects the same journal), or the store.
pub(crate) fn apply(
    tx: &mut Tx<'_>,
    before: Node,
    reached: Node,
    batches: &[JournalBatch],
    mut wheels: Wheels,
    mut blocks: Blocks,
) -> Result<(Wheels, Blocks, u64), Error> {
    let mut fold = Fold::default();
    let mut zones = Zones::default();
    let mut turned: FxHashMap<LinkId, ()> = FxHashMap::default();
    let mut damaged = 0;
    for (ordinal, bytes, entry) in batches.iter().flat_map(JournalBatch::entries) {
        match entry {
            Ok(Entry::Visit(visit)) => {
                let zone = zones.of(tx, visit.workspace)?;
                let link = visit.wheel_link();
                fold.visit(before.visit(ordinal), bytes, visit, zone, |turn| {
                    turned.insert(link, ());
                    turn(wheel(&mut wheels, link, || read_wheel(tx, link, before.number))?);
                    Ok(())
                })?;
            }
            Ok(Entry::LeftNumber(left)) => fold.left_number(before.visit(ordinal), left)?,
            Ok(Entry::FormSent(sent)) => {
                let link = sent.visit.wheel_link();
                fold.form_sent(before.visit(ordinal), bytes, sent, |turn| {
                    turned.insert(link, ());
                    turn(wheel(&mut wheels, link, || read_wheel(tx, link, before.number))?);
                    Ok(())
                })?;
            }
            Ok(Entry::Beacon(beacon)) => fold.opened.push(Kept::told(&beacon)),
            Ok(Entry::HubSeen(seen)) => fold.hub_seen(&seen, zones.of(tx, seen.workspace)?),
            Err(error) => {
                tracing::error!(ordinal, node = before.number, %error, "an entry of the journal can't be read and is passed over");
                damaged += 1;
            }
        }
    }
    let leads = in_order(&fold);
    let figures = Figures::before(tx, &leads, &fold, &mut zones)?;
    let leads = if figures.erased().is_empty() {
        leads
    } else {
        erased::forget(&mut fold, figures.erased())?;
        in_order(&fold)
    };
    write_visits(tx, &fold)?;
    write_leads(tx, &leads)?;
    write_blocks(tx, &leads, &mut blocks)?;
    write_members(tx, &fold)?;
    write_quarters(tx, &fold, before.number)?;
    fold.rollup.write(tx)?;
    fold.hubs.write(tx)?;
    left_number::write(tx, &fold.left_numbers)?;
    form_sent::write(tx, &fold.forms)?;
    conversions::write(tx, &fold)?;
    beacon::write(tx, &mut fold.opened)?;
    figures.after(tx, &fold, &mut zones)?;
    for link in turned.keys() {
        if let Some(rotation) = wheels.get(link) {
            write_wheel(tx, *link, before.number, rotation)?;
        }
    }
    let seen = fold.visits.last().map_or(0, |row| row.visit.at);
    let advanced = tx.execute(
        &ADVANCE,
        &[reached.cursor.into(), reached.applied.into(), seen.into(), before.number.into(), before.cursor.into()],
    )?;
    if advanced != 1 {
        return Err(Error::Failed("the journal's cursor in the store was moved by another process".into()));
    }
    Ok((wheels, blocks, damaged))
}

/// The time zones of one bite's workspaces.
#[derive(Default)]
pub(super) struct Zones(FxHashMap<WorkspaceId, TimeZone>);

impl Zones {
    pub(super) fn of(&mut self, tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<&TimeZone, Error> {
        match self.0.entry(workspace) {
            Slot::Occupied(held) => Ok(held.into_mut()),
            Slot::Vacant(free) => {
                let name: Option<String> = tx.opt(&ZONE, &[workspace.into()], |row| row.get(0))?;
                let zone = name.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC);
                Ok(free.insert(zone))
            }
        }
    }
}

fn write_visits(tx: &mut Tx<'_>, fold: &Fold<'_>) -> Result<(), Error> {
    let rows = fold.visits.iter().map(|row| {
        let Visit { workspace, link, lead, at, kind, repeat, agent, facts, .. } = &row.visit;
        [
            Value::from(row.id),
            workspace.into(),
            link.into(),
            lead.map(|l| l.id).into(),
            (*at).into(),
            kind.as_str().into(),
            (*repeat).into(),
            (*agent).into(),
            (&facts.place.country).into(),
            (&*row.details).into(),
        ]
    });
    tx.batch(&VISITS, rows)?;
    Ok(())
}

/// In key order: neighbours share pages, and two nodes never wait for each other's rows crosswise.
fn in_order<'f, 'a>(fold: &'f Fold<'a>) -> Vec<(LeadId, &'f LeadRow<'a>)> {
    let mut leads: Vec<_> = fold.leads.iter().map(|(id, row)| (*id, row)).collect();
    leads.sort_unstable_by_key(|(id, _)| *id);
    leads
}

fn write_leads(tx: &mut Tx<'_>, leads: &[(LeadId, &LeadRow<'_>)]) -> Result<(), Error> {
    tx.batch(&LEADS, leads.iter().map(|(id, row)| lead_values(*id, row)))?;
    // A lead that had fields already has kept them; what its visits bring is laid over them, one by one.
    for (id, row) in leads.iter().filter(|(_, row)| !row.keys.is_empty() && row.is_returning) {
        lay_over(tx, *id, row)?;
    }
    Ok(())
}

fn custom_fields(row: &LeadRow<'_>) -> Option<String> {
    /// In the order of their names, as a map is kept.
    struct Fields<'f, 'a>(&'f [Pair<'a>]);
    impl serde::Serialize for Fields<'_, '_> {
        fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            let mut pairs: Vec<_> = self.0.iter().map(|(name, value)| (name, value)).collect();
            pairs.sort_unstable();
            to.collect_map(pairs)
        }
    }
    (!row.keys.is_empty()).then(|| serde_json::to_string(&Fields(&row.keys)).expect("a map of texts is JSON"))
}

fn lay_over(tx: &mut Tx<'_>, id: LeadId, row: &LeadRow<'_>) -> Result<(), Error> {
    let held: Option<Option<String>> = tx.opt(&FIELDS, &[id.into()], |row| row.get(0))?;
    let Some(Some(text)) = held else { return Ok(()) };
    let mut fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&text).map_err(|e| Error::Damaged(format!("fields of lead {id}: {e}")))?;
    for (name, value) in &row.keys {
        fields.insert(name.to_string(), value.as_ref().into());
    }
    let text = serde_json::Value::from(fields).to_string();
    tx.execute(&KEEP_FIELDS, &[text.into(), id.into(), row.workspace.into()])?;
    Ok(())
}

/// Where the leads of this bite are to be found by country, source, campaign, device and day.
fn write_blocks(tx: &mut Tx<'_>, leads: &[(LeadId, &LeadRow<'_>)], blocks: &mut Blocks) -> Result<(), Error> {
    for (id, row) in leads {
        blocks.note(
            row.workspace,
            *id,
            Facets {
                country: &row.place.country,
                source: &row.source,
                campaign: &row.campaign,
                device: row.device.as_str(),
                created_at: row.first_at,
            },
        );
    }
    blocks.write(tx)
}

fn lead_values<'v>(id: LeadId, row: &'v LeadRow<'_>) -> [Value<'v>; 26] {
    let place = &row.place;
    [
        id.into(),
        row.workspace.into(),
        row.link.into(),
        FIRST_STATUS.into(),
        "medium".into(),
        0i64.into(),
        (&row.source).into(),
        (&row.campaign).into(),
        row.agent.into(),
        0i64.into(),
        (&place.city).into(),
        (&place.region).into(),
        (&place.country).into(),
        (&place.time_zone).into(),
        (&row.language).into(),
        row.device.as_str().into(),
        (&row.ip).into(),
        (&row.first_touch).into(),
        row.last_touch.as_ref().into(),
        row.visits.into(),
        0i64.into(),
        row.last_at.into(),
        row.first_at.into(),
        row.last_at.into(),
        1i64.into(),
        custom_fields(row).into(),
    ]
}

fn write_members(tx: &mut Tx<'_>, fold: &Fold<'_>) -> Result<(), Error> {
    let mut counts: Vec<_> = fold.members.iter().collect();
    counts.sort_unstable_by_key(|(id, _)| **id);
    tx.batch(&MEMBERS, counts.iter().map(|(id, n)| [Value::from(*id), n.turns.into(), n.sticky.into()]))?;
    Ok(())
}

fn write_quarters(tx: &mut Tx<'_>, fold: &Fold<'_>, node: i64) -> Result<(), Error> {
    let mut counts: Vec<_> =
        fold.quarters.iter().map(|((member, quarter), turns)| (*member, *quarter, *turns)).collect();
    counts.sort_unstable();
    let rows = counts
        .iter()
        .map(|(member, quarter, turns)| [Value::from(*member), (*quarter).into(), node.into(), (*turns).into()]);
    tx.batch(&QUARTERS, rows)?;
    Ok(())
}

/// A link's wheel on a node as it was last written.
pub(crate) fn read_wheel(tx: &mut Tx<'_>, link: LinkId, node: i64) -> Result<Option<Rotation>, Error> {
    tx.opt(&WHEEL, &[link.into(), node.into()], |row| {
        let counts: String = row.get(3)?;
        let counts: Vec<(MemberId, u64)> =
            serde_json::from_str(&counts).map_err(|e| Error::Damaged(format!("rotation of link {link}: {e}")))?;
        Ok(Rotation::restore(row.get(0)?, row.get::<i64>(1)?.cast_unsigned(), Some(row.get(2)?), counts))
    })
}

fn write_wheel(tx: &mut Tx<'_>, link: LinkId, node: i64, rotation: &Rotation) -> Result<(), Error> {
    let Some(last) = rotation.last() else { return Ok(()) };
    let counts = serde_json::to_string(rotation.counts()).map_err(|e| Error::Failed(e.to_string()))?;
    tx.execute(
        &TURN_WHEEL,
        &[
            link.into(),
            node.into(),
            rotation.epoch().into(),
            rotation.fingerprint().cast_signed().into(),
            last.into(),
            counts.into(),
        ],
    )?;
    Ok(())
}
