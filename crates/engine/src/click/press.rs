//! A press of a hub's entry: a visit like any other. An entry of a link is that link's visit, with the hub in its steps; an
//! entry of a channel is a visit of the hub's own: the visitor is identified, a lead is made or known, and the channel's
//! address carries the code. A press of what is no more leads back to the hub.

use super::compose::channel_address;
use super::hub::{HubAnswer, ReachedBy};
use super::{Answer, Clicked, Reached, Request, agents, identify};
use crate::Engine;
use crate::snapshot::{LiveHub, Snapshot};
use domain::classify::Verdict;
use domain::code::Code;
use domain::hub::{Entry as Way, To};
use domain::id::{EntryId, LinkId};
use domain::identity::cookie;
use domain::link::{Channel, Place, Preview};
use domain::query;
use domain::template::{Template, Values};
use domain::visit::{Entry, Facts, Kind, Step, Visit, VisitLead};
use domain::{address, draft};
use std::borrow::Cow;

impl Engine {
    /// The link that a press leads to, by its own address: its host, and its slug as of a [`Request`]. What a page that
    /// is shown first sends comes back to the entry, and is for that link, wherever it stands. None: a channel.
    pub fn pressed_link(&self, request: &Request<'_>) -> Option<(String, String)> {
        let snapshot = self.live.now();
        let (live, _) = self.hub_of(&snapshot, request).ok()?;
        let id = EntryId::parse(request.slug.rsplit('/').next()?)?;
        let entry = live.hub.entries.iter().find(|entry| entry.id == id)?;
        let To::LinkId(link) = entry.to else { return None };
        let link = snapshot.link(link).filter(|link| link.link.workspace == live.hub.workspace)?;
        let (host, slug) = link.link.url.split_once("/wa/")?;
        Some((host.to_owned(), slug.to_owned()))
    }

    /// `request.slug` is what follows `/h/`: the hub's own part and `go/{entry}`.
    pub async fn press<'r>(&self, request: &Request<'r>) -> Clicked<'r> {
        let snapshot = self.live.now();
        let (live, reached) = match self.hub_of(&snapshot, request) {
            Ok(found) => found,
            Err(HubAnswer::Elsewhere { location }) => return unrecorded(location),
            Err(_) => return Clicked::not_found(),
        };
        let pressed = request.slug.rsplit('/').next().and_then(EntryId::parse);
        let entry = pressed.and_then(|id| live.hub.entries.iter().find(|entry| entry.id == id));
        let Some(entry) = entry else { return self.back(&live, reached) };
        let by = Step::FromHub { hub: live.hub.id, entry: entry.id, name: Cow::Owned(entry.label.clone()) };
        match entry.to {
            To::LinkId(id) => match snapshot.link(id) {
                Some(link) if link.link.workspace == live.hub.workspace && !link.archived => {
                    let reached = Reached { renamed: false, host: own(&snapshot, request) };
                    self.arrive(&snapshot, link, reached, Some(by), request).await
                }
                _ => self.back(&live, reached),
            },
            To::ChannelId(id) => match snapshot.active_channel(live.hub.workspace, id) {
                Some(channel) => {
                    let home = snapshot.homes.get(&live.hub.workspace);
                    let business = home.map_or_else(String::new, |home| home.name.clone());
                    self.press_channel(business, &live, entry, channel, by, request)
                }
                None => self.back(&live, reached),
            },
        }
    }

    /// The entry was taken away after the page was shown: what is there now can be seen again.
    fn back(&self, live: &LiveHub, reached: ReachedBy) -> Clicked<'static> {
        unrecorded(match reached {
            ReachedBy::PresentAddress => format!("/h/{}", live.hub.slug),
            ReachedBy::OldAddress => self.hub_address(live),
        })
    }

    fn press_channel<'r>(
        &self,
        business: String,
        live: &LiveHub,
        entry: &Way,
        channel: &Channel,
        by: Step<'r>,
        request: &Request<'r>,
    ) -> Clicked<'r> {
        let (hub, now) = (&live.hub, self.clock.now());
        let query = query::read(request.query);
        let (client, verdict) = agents::read(request.method, &request.headers, query.scan);
        let Verdict { kind, reason, detail } = verdict;
        let mut steps = vec![Step::Resolved { renamed: false }, by, Step::Classified { kind, reason, detail }];
        let ip = request.client_ip(&self.settings.trusted_proxies);
        let facts = self.facts(request, ip, query, client);
        let visit = |facts, steps| Visit {
            at: now,
            workspace: hub.workspace,
            link: LinkId(hub.id.0),
            kind,
            repeat: false,
            lead: None,
            source: Cow::Borrowed(""),
            agent: None,
            member: None,
            turn: None,
            facts,
            steps,
        };
        let routed = Step::RoutedToChannel { channel: channel.id, name: Cow::Owned(channel.name.clone()) };
        if !kind.is_person() {
            let answer = match kind {
                Kind::Prefetch => Answer::ComeAgain,
                Kind::Preview => preview(live, business),
                _ => {
                    let location = location(entry, channel, None, &self.hub_address(live), &facts, &mut steps);
                    Answer::Redirect { location, cookie: None }
                }
            };
            steps.push(routed);
            return Clicked { answer, entry: Some(Entry::Visit(visit(facts, steps))), lead: None };
        }
        let cookie = identify::cookie(self, hub.workspace, request);
        let hint = cookie.and_then(|cookie| cookie.agent);
        let identified = identify::identify(self, hub.workspace, cookie, &facts, now);
        let lead = identified.lead;
        if let Some(lead) = lead {
            steps.push(Step::Identified { by: identified.by, is_new: lead.is_new, detail: identified.detail.clone() });
        }
        let repeat = lead.is_some_and(|lead| self.memory.comes_again(lead.id, live.number, now) && !lead.is_new);
        if repeat {
            steps.push(Step::Repeated);
        }
        steps.push(routed);
        let code = lead.map(|lead| self.codes.encode(lead.id));
        let location = location(entry, channel, code, &self.hub_address(live), &facts, &mut steps);
        identify::note(self, &identified, now);
        let sealed = code.map(|code| cookie::seal(&self.cookie_key, hub.workspace, code, hint));
        let visit = Visit {
            repeat,
            lead: lead.map(|lead| VisitLead { is_new: lead.is_new && !repeat, ..lead }),
            source: identified.source,
            ..visit(facts, steps)
        };
        Clicked {
            answer: Answer::Redirect { location, cookie: sealed },
            entry: Some(Entry::Visit(visit)),
            lead: lead.map(|lead| lead.id),
        }
    }
}

/// Where a channel's visitors go, with the entry's own message where the channel is a chat that takes one. `hub` is the
/// hub's whole address.
fn location(
    entry: &Way,
    channel: &Channel,
    code: Option<Code>,
    hub: &str,
    facts: &Facts<'_>,
    steps: &mut Vec<Step<'_>>,
) -> String {
    let Place::Whatsapp(digits) = &channel.place else { return channel_address(channel, code) };
    let message = if entry.message.is_empty() { draft::link::DEFAULT_MESSAGE } else { &entry.message };
    let values = Values {
        name: &channel.name,
        code,
        lead: "",
        opening: "",
        link: hub.split_once("://").map_or(hub, |(_, address)| address),
        utm: &facts.origin.utm,
        keys: &facts.keys,
    };
    let address = address::whatsapp(digits, &Template::parse(message), &values);
    steps.push(Step::Composed { bytes: address.url.len() as u16, shortened: address.shortened });
    address.url
}

fn preview(live: &LiveHub, business: String) -> Answer {
    let hub = &live.hub;
    let preview = Preview { title: hub.title.clone(), description: hub.text.clone(), ..Preview::default() };
    Answer::Preview { preview, business }
}

fn unrecorded(location: String) -> Clicked<'static> {
    Clicked { answer: Answer::Redirect { location, cookie: None }, entry: None, lead: None }
}

/// The business's own domain that the hub is shown on; empty on the default one.
fn own(snapshot: &Snapshot, request: &Request<'_>) -> String {
    Some(request.host_name()).filter(|host| snapshot.domain(host).is_some()).unwrap_or_default()
}
