//! Filling the memory: from the journal's tail before the first answer, from the store behind it.

use crate::Engine;
use crate::click::{answered, traces};
use crate::click_ids::ClickIds;
use crate::forms::sent::{Sent, SentForms};
use crate::memory::Memory;
use domain::id::{LinkId, MemberId, VisitId, WorkspaceId};
use domain::rotation::Rotation;
use domain::visit::{Entry, Facts, FormSent, Visit, VisitLead};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Weak};
use store::journal::Batch;

const PAGE: i64 = 20_000;
const DAY: i64 = 24 * 3_600_000_000;
/// As many visits of the last day are read back for their click ids.
const MOST_VISITS: i64 = 2_000_000;

/// What is durable and not yet projected: turns, agents, click ids.
pub(crate) fn from_tail(
    batch: &Batch,
    wheels: &mut FxHashMap<LinkId, Rotation>,
    turns: &mut Vec<(MemberId, i64)>,
    memory: &Memory,
    click_ids: &ClickIds,
    forms: &SentForms,
) {
    for (_, _, entry) in batch.entries() {
        // An entry that can't be read is named in the log by the projector, which meets it next.
        match entry {
            Ok(Entry::Visit(visit)) => visited(&visit, wheels, turns, memory, click_ids),
            Ok(Entry::FormSent(sent)) => {
                visited(&sent.visit, wheels, turns, memory, click_ids);
                form_sent(&sent, forms);
            }
            _ => {}
        }
    }
}

fn visited(
    visit: &Visit<'_>,
    wheels: &mut FxHashMap<LinkId, Rotation>,
    turns: &mut Vec<(MemberId, i64)>,
    memory: &Memory,
    click_ids: &ClickIds,
) {
    if let Some(turn) = &visit.turn {
        wheels.entry(visit.wheel_link()).or_default().replay(turn);
        turns.push((turn.member, visit.at));
    }
    if let (Some(lead), Some(agent)) = (visit.lead, visit.agent) {
        memory.assign(lead.id, Some(agent));
    }
    note(click_ids, visit.workspace, &visit.facts, visit.lead, visit.at);
}

/// The same form may stand there several times: it was sent when it was sent first.
fn form_sent(sent: &FormSent<'_>, forms: &SentForms) {
    let Some(lead) = sent.visit.lead else { return };
    let known = forms.of_page(lead.id, sent.visit.link, sent.shown_at).filter(|known| known.shown_at == sent.shown_at);
    let at = known.map_or(sent.visit.at, |known| known.at);
    forms.note(lead.id, sent.visit.link, Sent { shown_at: sent.shown_at, at, answers: answered(sent) });
}

fn note(click_ids: &ClickIds, workspace: WorkspaceId, facts: &Facts<'_>, lead: Option<VisitLead>, at: i64) {
    if let Some(lead) = lead {
        for trace in traces(workspace, facts) {
            click_ids.note(click_ids.mark(&trace), lead.id, at);
        }
    }
}

/// Reads the store on a thread of its own, page by page, and ends with the engine.
pub(crate) fn in_background(engine: &Arc<Engine>) {
    let engine = Arc::downgrade(engine);
    let spawned = std::thread::Builder::new().name("warm".into()).spawn(move || {
        if let Err(error) = agents(&engine).and_then(|()| days_click_ids(&engine)) {
            tracing::warn!(%error, "the memory of visitors is incomplete; they are looked up one by one");
        }
        if let Some(store) = engine.upgrade().map(|engine| engine.store.clone())
            && let Err(error) = store::reports::bring_up(&store)
        {
            tracing::warn!(%error, "some roll-ups are not made yet; a link's figures are counted row by row meanwhile");
        }
    });
    if let Err(error) = spawned {
        tracing::warn!(%error, "no thread to fill the memory of visitors; they are looked up one by one");
    }
}

fn agents(engine: &Weak<Engine>) -> Result<(), store::Error> {
    let mut after = 0;
    while let Some(engine) = engine.upgrade() {
        let page = engine.store.read_blocking(move |tx| store::visitors::agents_after(tx, after, PAGE))?;
        let Some((last, _)) = page.last() else { break };
        after = last.0;
        for (lead, keeper) in page {
            engine.memory.hear(lead, keeper);
        }
    }
    Ok(())
}

fn days_click_ids(engine: &Weak<Engine>) -> Result<(), store::Error> {
    let (mut before, mut read) = (VisitId(i64::MAX), 0);
    while let Some(engine) = engine.upgrade() {
        let since = engine.now() - DAY;
        let page = engine.store.read_blocking(move |tx| store::visitors::latest(tx, before, PAGE))?;
        let Some((last, at, _)) = page.last() else { break };
        (before, read) = (*last, read + PAGE);
        let done = *at < since || read >= MOST_VISITS;
        for (_, at, details) in &page {
            if let Ok(Entry::Visit(visit)) = postcard::from_bytes(details)
                && *at >= since
            {
                note(&engine.click_ids, visit.workspace, &visit.facts, visit.lead, *at);
            }
        }
        if done {
            break;
        }
    }
    Ok(())
}
