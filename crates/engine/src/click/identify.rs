//! L3: who it is. The cookie, else a click id seen within a day from the same address and browser family, else
//! somebody new with the next lead number. What brought them is told apart from who they are.

use super::Request;
use crate::Engine;
use crate::click_ids::{Mark, Trace, family};
use crate::snapshot::LiveLink;
use domain::id::{AgentId, LeadId, WorkspaceId};
use domain::identity;
use domain::identity::cookie::{self, Cookie};
use domain::visit::{Facts, IdentifiedBy, Origin, Step, Text, VisitLead};
use std::borrow::Cow;

pub(super) struct Identified<'r> {
    /// None when the lead numbers have run out, and where nobody is recognised.
    pub(super) lead: Option<VisitLead>,
    pub(super) by: IdentifiedBy,
    /// What told: the click id's name, the utm_source, the referrer's host.
    pub(super) detail: Text<'r>,
    /// The source word that a new lead gets.
    pub(super) source: Text<'r>,
    /// The agent that the cookie names.
    pub(super) hint: Option<AgentId>,
    /// Of the click ids that came along.
    marks: Vec<Mark>,
}

impl<'r> Identified<'r> {
    /// What is told of it; `is_new` as the rules see it.
    pub(super) fn step(&self, link: &LiveLink, is_new: bool) -> Step<'r> {
        match link.link.cookies {
            true => Step::Identified { by: self.by, is_new, detail: self.detail.clone() },
            false => Step::WithoutIdentifiers,
        }
    }
}

/// The visitor's own cookie; a forged or foreign one is none, and so is that of a person who was erased.
pub(super) fn cookie(engine: &Engine, workspace: WorkspaceId, request: &Request<'_>) -> Option<Cookie> {
    let found = cookie::find(&engine.cookie_key, workspace, request.cookie, &engine.codes);
    found.filter(|cookie| !engine.memory.is_gone(cookie.lead))
}

pub(super) fn identify<'r>(
    engine: &Engine,
    workspace: WorkspaceId,
    cookie: Option<Cookie>,
    facts: &Facts<'r>,
    now: i64,
) -> Identified<'r> {
    let origin = &facts.origin;
    let (by, source) = identity::source(&origin.click_ids, &origin.utm, &origin.referrer);
    let source = Cow::Owned(source.into_owned());
    let detail = told_by(by, origin);
    let marks: Vec<Mark> = traces(workspace, facts).map(|trace| engine.click_ids.mark(&trace)).collect();
    if let Some(cookie) = cookie {
        let lead = VisitLead { id: cookie.lead, is_new: false };
        return Identified { lead: Some(lead), by: IdentifiedBy::Cookie, detail, source, hint: cookie.agent, marks };
    }
    let found = marks.iter().find_map(|mark| engine.click_ids.find(*mark, now));
    let known = found.filter(|lead| !engine.memory.is_gone(*lead));
    let lead = match known {
        Some(id) => Some(VisitLead { id, is_new: false }),
        None => engine.numbers.next().map(|id| VisitLead { id, is_new: true }),
    };
    Identified { lead, by, detail, source, hint: None, marks }
}

/// A lead that the cookie, or the page that it sends, names.
pub(super) fn named<'r>(
    engine: &Engine,
    link: &LiveLink,
    id: LeadId,
    cookie: Option<Cookie>,
    facts: &Facts<'r>,
) -> Identified<'r> {
    let origin = &facts.origin;
    let (by, source) = identity::source(&origin.click_ids, &origin.utm, &origin.referrer);
    Identified {
        lead: Some(VisitLead { id, is_new: false }),
        by: if cookie.is_some() { IdentifiedBy::Cookie } else { by },
        detail: told_by(by, origin),
        source: Cow::Owned(source.into_owned()),
        hint: cookie.and_then(|cookie| cookie.agent),
        marks: traces(link.link.workspace, facts).map(|trace| engine.click_ids.mark(&trace)).collect(),
    }
}

/// Of a link that goes without identifiers: what brought the visitor is told, and of who they are nothing is asked.
/// `lead`: whom a form that was sent makes.
pub(super) fn nobody<'r>(lead: Option<VisitLead>, facts: &Facts<'r>) -> Identified<'r> {
    let origin = &facts.origin;
    let (by, source) = identity::source(&origin.click_ids, &origin.utm, &origin.referrer);
    Identified {
        lead,
        by,
        detail: told_by(by, origin),
        source: Cow::Owned(source.into_owned()),
        hint: None,
        marks: Vec::new(),
    }
}

/// The click id's name or the utm_source (else the first of its fellows that says something): what the sentence about the visitor names.
fn told_by<'r>(by: IdentifiedBy, origin: &Origin<'r>) -> Text<'r> {
    match by {
        IdentifiedBy::ClickId => origin.click_ids.first().map(|(name, _)| name.clone()).unwrap_or_default(),
        IdentifiedBy::Utm => origin.utm.first().clone(),
        IdentifiedBy::Referrer => origin.referrer.clone(),
        IdentifiedBy::Cookie | IdentifiedBy::Direct => Cow::Borrowed(""),
    }
}

/// Remembers the click ids of this visit, so that the same click in another browser is the same visitor.
pub(super) fn note(engine: &Engine, identified: &Identified<'_>, now: i64) {
    if let Some(lead) = identified.lead {
        for mark in &identified.marks {
            engine.click_ids.note(*mark, lead.id, now);
        }
    }
}

pub(crate) fn traces<'f>(workspace: WorkspaceId, facts: &'f Facts<'_>) -> impl Iterator<Item = Trace<'f>> {
    let family = family(&facts.client.os, &facts.client.browser);
    let ip = facts.ip.as_ref();
    facts.origin.carried().map(move |(name, value)| Trace {
        workspace,
        click_id: (name.as_ref(), value.as_ref()),
        ip,
        family,
    })
}
