//! A visit that somebody imagines, decided by the very functions that decide real ones, on the snapshot as it is now
//! and on a copy of the rotation: nothing is recorded, no turn is taken, nobody's agent changes.

use crate::Engine;
use crate::click::{Asked, Journey, Opening, Turns, Visitor, answered, opening, pairs, route};
use crate::command::need;
use crate::rejection::Rejection;
use crate::snapshot::{LiveLink, Snapshot};
use domain::actor::Who;
use domain::address;
use domain::classify::{self, Headers, Method};
use domain::deeplink::Way;
use domain::draft::simulation::Simulation;
use domain::id::{AgentId, ChannelId, LeadId, LinkId, MemberId};
use domain::problem::FieldError;
use domain::query::{self, Query};
use domain::route::Visitor as Been;
use domain::scope::Scope;
use domain::visit::{Device, Facts, IdentifiedBy, Kind, Origin, Place, Step};
use domain::{identity, language, user_agent};
use std::borrow::Cow;
use std::sync::Arc;
use store::visitors::Keeper;

/// What an imagined person holds in their hand when nothing is said of it.
const PHONE: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/131.0.0.0 Mobile Safari/537.36";
const TABLET: &str = "Mozilla/5.0 (Linux; Android 15; Pixel Tablet) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/131.0.0.0 Safari/537.36";
const DESKTOP: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                       Chrome/131.0.0.0 Safari/537.36";
/// The code that a new visitor is shown with: of the last number there is, which no lead gets in practice.
const EXAMPLE: LeadId = LeadId((1 << 30) - 1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Redirect,
    /// The link's form; the location is where it leads when it is sent.
    Form,
    /// The link's preview, a page that opens the chat, the "leave your number" page, or that for links that are no more.
    Page,
}

impl Outcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Redirect => "redirect",
            Self::Form => "form",
            Self::Page => "page",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulated {
    pub outcome: Outcome,
    pub location: Option<String>,
    pub member: Option<MemberId>,
    /// When a channel was chosen and not a member of the pool.
    pub channel: Option<ChannelId>,
    pub steps: Vec<Step<'static>>,
}

/// Who comes: a new visitor, the lead that a code names, or nobody who is recognised.
#[derive(Default)]
struct Comer {
    agent: Option<AgentId>,
    name: String,
    /// None: nobody is recognised.
    lead: Option<LeadId>,
    returning: bool,
    /// They have sent this link's form, with these answers.
    sent: Option<Arc<[(String, String)]>>,
}

/// Errors: `NotFound` for a link that is not this workspace's, `Invalid` for a code that is no lead's.
pub async fn simulate(engine: &Engine, who: &Who, id: LinkId, wish: &Simulation) -> Result<Simulated, Rejection> {
    need(who, Scope::LinksRead)?;
    let mut comer = comer(engine, who, id, wish).await?;
    let snapshot = engine.live.now();
    let link = snapshot.link(id).filter(|link| link.link.workspace == who.workspace).ok_or(Rejection::NotFound)?;
    if !link.link.cookies {
        comer = Comer::default();
    }
    if link.archived {
        return Ok(page(Vec::new()));
    }
    Ok(decide(engine, &snapshot, link, wish, &comer))
}

fn decide(engine: &Engine, snapshot: &Snapshot, link: &LiveLink, wish: &Simulation, comer: &Comer) -> Simulated {
    let agent = wish.user_agent.as_deref().unwrap_or(match wish.device {
        Some(Device::Desktop) => DESKTOP,
        Some(Device::Tablet) => TABLET,
        Some(Device::Mobile | Device::Unknown) | None => PHONE,
    });
    let query = query::read(&wish.query);
    let headers = Headers { user_agent: agent, accept_language: &wish.language, ..Headers::default() };
    let verdict = classify::classify(Method::Get, &headers, query.scan);
    let kind = verdict.kind;
    let mut steps = vec![
        Step::Resolved { renamed: false },
        Step::Classified { kind, reason: verdict.reason, detail: owned(verdict.detail) },
    ];
    if kind == Kind::Preview {
        return page(steps);
    }
    let facts = facts(wish, agent, query);
    let mut code = None;
    if kind.is_person() {
        steps.push(identified(&facts, comer));
        code = comer.lead.map(|lead| engine.code(lead));
    }
    let form = &link.link.extras.form;
    let before = comer.sent.as_ref().filter(|_| form.enabled && form.skip_returning && kind.is_person());
    let (keys, asks) = (before.map_or_else(Vec::new, |answers| pairs(answers)), form.enabled && before.is_none());
    if form.enabled {
        steps.push(if asks { Step::FormShown } else { Step::FormSkipped });
    }
    let been = comer.lead.map(|_| Been::known(!comer.returning));
    let visitor = Visitor { agent: comer.agent, code, name: &comer.name, been, repeat: false, keys: &keys };
    let now = wish.at.unwrap_or_else(|| engine.now());
    let mut journey = Journey::new(snapshot, visitor, &facts, Asked::Raw(&wish.query), now, Turns::Imagined);
    journey.told = usize::MAX;
    // A crawler is sent to wa.me, whatever it says that it is.
    journey.wants_text = kind.is_person() && link.link.extras.deeplink.wants_chat();
    let assignment = route(&mut journey, link, &mut steps);
    let channel = assignment.channel;
    let Some(location) = assignment.location else {
        return if asks { Simulated { outcome: Outcome::Form, ..page(steps) } } else { page(steps) };
    };
    if asks {
        let location = Some(location);
        return Simulated { outcome: Outcome::Form, location, member: assignment.member, channel, steps };
    }
    let deeplink = &link.link.extras.deeplink;
    let (outcome, location) = match opening(deeplink, &facts, location, assignment.chat, &mut steps) {
        Opening::Redirect(location) => (Outcome::Redirect, location),
        // A page's location is where its button leads.
        Opening::Page { way: Way::Page, chat } => (Outcome::Page, address::scheme(&chat.digits, &chat.text)),
        Opening::Page { chat, .. } => (Outcome::Page, address::wa_me(&chat.digits, &chat.text)),
    };
    Simulated { outcome, location: Some(location), member: assignment.member, channel, steps }
}

/// Whoever the code names, if it names one of this workspace.
async fn comer(engine: &Engine, who: &Who, link: LinkId, wish: &Simulation) -> Result<Comer, Rejection> {
    let Some(code) = &wish.visitor_code else {
        return Ok(Comer {
            agent: None,
            name: String::new(),
            lead: Some(EXAMPLE),
            returning: wish.returning,
            sent: None,
        });
    };
    let unknown = || Rejection::invalid(FieldError::new("visitor_code", "unknown_code"));
    let lead = engine.codes().decode(code).ok_or_else(unknown)?;
    let workspace = who.workspace;
    let found = engine.store.read(move |tx| {
        let known = store::visitors::one(tx, workspace, lead)?;
        Ok((known, store::forms::last(tx, lead, link)?))
    });
    let (known, sent) = found.await?;
    let (keeper, name) = known.filter(|(keeper, _)| *keeper != Keeper::Erased).ok_or_else(unknown)?;
    let agent = keeper.agent();
    let sent = sent.map(|sent| answered(&sent.form()));
    Ok(Comer { agent, name: name.unwrap_or_default(), lead: Some(lead), returning: true, sent })
}

fn facts<'w>(wish: &'w Simulation, agent: &'w str, query: Query<'w>) -> Facts<'w> {
    let mut client = user_agent::read(agent);
    if let Some(device) = wish.device {
        client.device = device;
    }
    Facts {
        user_agent: Cow::Borrowed(agent),
        language: language::preferred(&wish.language),
        client,
        place: Place { country: Cow::Borrowed(&wish.country), ..Place::default() },
        origin: Origin { utm: query.utm, click_ids: query.click_ids, referrer: Cow::Borrowed("") },
        keys: query.keys,
        ..Facts::default()
    }
}

fn identified(facts: &Facts<'_>, comer: &Comer) -> Step<'static> {
    if comer.lead.is_none() {
        return Step::WithoutIdentifiers;
    }
    let origin = &facts.origin;
    let (by, _) = identity::source(&origin.click_ids, &origin.utm, &origin.referrer);
    let detail = match by {
        IdentifiedBy::ClickId => origin.click_ids.first().map(|(name, _)| owned(name.clone())).unwrap_or_default(),
        IdentifiedBy::Utm => owned(origin.utm.source.clone()),
        _ => Cow::Borrowed(""),
    };
    match comer.returning {
        true => Step::Identified { by: IdentifiedBy::Cookie, is_new: false, detail: Cow::Borrowed("") },
        false => Step::Identified { by, is_new: true, detail },
    }
}

fn page(steps: Vec<Step<'static>>) -> Simulated {
    Simulated { outcome: Outcome::Page, location: None, member: None, channel: None, steps }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}
