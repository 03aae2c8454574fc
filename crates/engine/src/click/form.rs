//! L8: a link's lead form, before the chat. Whether a visitor is asked first, what the page shows, and what becomes of
//! a form that was sent: judged, known again when it comes twice, assigned like a visit (its turn is taken here and
//! not when the page was shown), and made into the entry that is recorded before the answer goes out.

use super::identify::{self, Identified};
use super::journey::{Asked, Assignment, Journey, Turns, Visitor};
use super::resolve::{Reached, Resolved};
use super::route::route;
use super::{Answer, Clicked, LookedUp, Request, agents};
use crate::Engine;
use crate::forms::sent::Sent;
use crate::snapshot::{LiveLink, Snapshot};
use domain::classify::Method;
use domain::form::check::Typed;
use domain::form::token::{self, Age, Shown};
use domain::form::{Answers, BuiltIn, Need, check, key};
use domain::id::LeadId;
use domain::identity::cookie::Cookie;
use domain::language::Locale;
use domain::problem::FieldError;
use domain::query;
use domain::route::Visitor as Been;
use domain::visit::{Entry, Facts, FormSent, Kind, KindReason, Pair, Step, VisitLead};
use std::borrow::Cow;
use std::sync::Arc;

/// The control that people do not see.
pub const TRAP: &str = "website";

/// What the page of a form needs beside what stands in its fields.
#[derive(Clone, Debug)]
pub struct FormView {
    pub link: Arc<LiveLink>,
    pub business: String,
    /// Which form it is; see [`domain::form::token`].
    pub token: String,
}

/// What becomes of a form that was sent.
#[derive(Debug)]
pub enum SentForm<'r> {
    NotFound,
    /// The page again, with what was typed.
    Again {
        view: FormView,
        faults: Vec<FieldError>,
        why: Again,
    },
    /// Record the entry, then answer. `form` is for the page again when the entry is not kept.
    Done {
        clicked: Box<Clicked<'r>>,
        form: FormView,
        shown_at: i64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Something is to be mended, or the button pressed once more.
    Faults,
    /// Too many came from this address.
    TooOften,
}

/// Whether the link's form comes before the chat.
pub(super) enum FormBefore {
    Nothing,
    Asks,
    /// It was sent before, with these answers.
    Answered(Arc<[(String, String)]>),
}

impl LiveLink {
    /// Whether only the store may know that this visitor has sent the form before.
    pub(super) fn may_skip_form(&self) -> bool {
        self.link.extras.form.enabled && self.link.extras.form.skip_returning
    }
}

impl Engine {
    pub(super) fn form_before(&self, link: &LiveLink, lead: Option<VisitLead>, looked_up: &LookedUp) -> FormBefore {
        let form = &link.link.extras.form;
        if !form.enabled {
            return FormBefore::Nothing;
        }
        let Some(lead) = lead.filter(|lead| form.skip_returning && !lead.is_new) else {
            return FormBefore::Asks;
        };
        let known = self.forms.sent.last(lead.id, link.link.id).map(|sent| sent.answers);
        known.or_else(|| looked_up.sent.clone()).map_or(FormBefore::Asks, FormBefore::Answered)
    }

    /// A person is shown the form: the visit is recorded, and nobody's turn is taken.
    #[allow(clippy::too_many_arguments)] // As of a visit: everything found so far comes together here.
    pub(super) fn form_first<'r>(
        &self,
        snapshot: &Snapshot,
        link: &Arc<LiveLink>,
        kind: Kind,
        now: i64,
        mut facts: Facts<'r>,
        steps: Vec<Step<'r>>,
        identified: Identified<'r>,
        repeat: bool,
    ) -> Clicked<'r> {
        let lead = identified.lead;
        let prefill = domain::form::prefill::prefill(&link.link.extras.form, &facts.keys);
        if lead.is_some_and(|lead| !lead.is_new) {
            without_suggestions(link, &mut facts.keys);
        }
        // So that sending it asks the store nothing. Another node may hear of their agent first: there the store is asked.
        let reserved = self.reserved(link, None);
        let sender = lead.filter(|lead| lead.is_new).map(|lead| lead.id).or(reserved);
        if let Some(sender) = sender.filter(|_| self.store.engine() == store::Engine::Sqlite) {
            self.memory.learn(sender, None);
        }
        // Where it leads is found out when the form is sent.
        let asked = Assignment { location: Some(String::new()), ..Assignment::default() };
        let mut clicked =
            self.for_person(snapshot, link, kind, now, facts, steps, identified, repeat, None, asked, None);
        if let Answer::Redirect { cookie, .. } = clicked.answer {
            let is_new = lead.is_none_or(|lead| lead.is_new);
            let lead = lead.map(|lead| lead.id).or(reserved);
            let view = self.form_view(snapshot, link, Shown { lead, is_new, at: now });
            clicked.answer = Answer::Form { view, typed: prefill, cookie };
            clicked.lead = lead;
        }
        clicked
    }

    /// The page for a machine, filled in as far as the address says; it names nobody.
    pub(super) fn form_page(&self, snapshot: &Snapshot, link: &Arc<LiveLink>, keys: &[Pair<'_>], now: i64) -> Answer {
        let typed = domain::form::prefill::prefill(&link.link.extras.form, keys);
        let shown = Shown { lead: None, is_new: true, at: now };
        Answer::Form { view: self.form_view(snapshot, link, shown), typed, cookie: None }
    }

    fn form_view(&self, snapshot: &Snapshot, link: &Arc<LiveLink>, shown: Shown) -> FormView {
        let token = token::seal(&self.forms.key, link.link.id, shown);
        FormView { link: Arc::clone(link), business: self.business(snapshot, link), token }
    }

    /// What a page names its sender by, where no cookie does.
    pub(super) fn page_word(&self, link: &LiveLink, lead: LeadId, now: i64) -> String {
        token::seal(&self.forms.key, link.link.id, Shown { lead: Some(lead), is_new: true, at: now })
    }

    /// Whom such a page names. An old one is none.
    pub(super) fn named_by_page(&self, link: &LiveLink, word: &str, now: i64) -> Option<LeadId> {
        let shown = token::open(&self.forms.key, link.link.id, word)?;
        shown.lead.filter(|lead| shown.age(now) != Age::TooOld && !self.memory.is_gone(*lead))
    }

    /// Whether the link has a form that is shown.
    pub fn has_form(&self, request: &Request<'_>) -> bool {
        let snapshot = self.live.now();
        matches!(self.resolve(&snapshot, request), Resolved::Link { link, .. } if link.link.extras.form.enabled)
    }

    /// Takes a sent form. Records nothing itself; what it remembers of an entry that is then not kept goes by
    /// [`Engine::form_not_kept`]. Awaits the store only where this node can't know whether the form was sent before.
    pub async fn send_form<'r>(&self, request: &Request<'r>, typed: &Typed, locale: Locale) -> SentForm<'r> {
        let snapshot = self.live.now();
        let Resolved::Link { link, reached } = self.resolve(&snapshot, request) else { return SentForm::NotFound };
        let now = self.clock.now();
        let cookie = if link.link.cookies { identify::cookie(self, link.link.workspace, request) } else { None };
        let shown = token::open(&self.forms.key, link.link.id, typed.first(token::CONTROL));
        let again = |code: Option<&'static str>, shown: Shown, why| {
            let faults = code.map(|code| FieldError::new("", code)).into_iter().collect();
            SentForm::Again { view: self.form_view(&snapshot, &link, shown), faults, why }
        };
        let fresh = Shown {
            lead: cookie.map(|c| c.lead).or(shown.and_then(|shown| shown.lead)),
            is_new: shown.map_or(cookie.is_none(), |shown| shown.is_new),
            at: now,
        };
        if !self.forms.gate.admits(request.client_ip(&self.settings.trusted_proxies), now) {
            return again(Some("form_too_often"), shown.unwrap_or(fresh), Again::TooOften);
        }
        // Whoever fills in what nobody sees, or is quicker than anybody reads, is asked to press once more: a machine
        // does not, and a person whom a browser's own filling-in made look like one loses nothing.
        if !typed.first(TRAP).is_empty() {
            return again(Some("form_press_again"), shown.unwrap_or(fresh), Again::Faults);
        }
        let Some(shown) = shown else { return again(Some("form_open_long"), fresh, Again::Faults) };
        match shown.age(now) {
            Age::TooQuick => return again(Some("form_press_again"), shown, Again::Faults),
            Age::TooOld => return again(Some("form_open_long"), fresh, Again::Faults),
            Age::InTime => {}
        }
        let country = snapshot.homes.get(&link.link.workspace).map_or("", |home| home.country.as_str());
        let answers = match check(&link.link.extras.form, typed, locale, country) {
            Ok(answers) => answers,
            Err(faults) => {
                let view = self.form_view(&snapshot, &link, shown);
                return SentForm::Again { view, faults, why: Again::Faults };
            }
        };
        // The browser's own word goes before the page's: a page that was opened before the cookie came is the same
        // person's.
        let known = cookie.map(|cookie| cookie.lead).or(shown.lead);
        let known = known.or_else(|| self.forms.sent.nameless(link.link.id, shown.at));
        // A page that was opened before the person was erased, and is sent now, is somebody new's.
        let known = known.filter(|lead| !self.memory.is_gone(*lead));
        let looked_up = match known {
            Some(lead) => self.look_up_sender(&link, lead, shown, &answers).await,
            None => LookedUp::default(),
        };
        let sender = Sender { known, cookie, shown, now };
        match self.decide_form(&snapshot, &link, reached, request, sender, answers, looked_up) {
            Some((clicked, shown_at)) => {
                let form = self.form_view(&snapshot, &link, shown);
                SentForm::Done { clicked: Box::new(clicked), form, shown_at }
            }
            None => again(Some("try_again_later"), shown, Again::Faults),
        }
    }

    /// The entry of this form was not kept: it may come again as if it had not come.
    pub fn form_not_kept(&self, view: &FormView, lead: Option<LeadId>, shown_at: i64) {
        if let Some(lead) = lead {
            self.forms.sent.forget(lead, view.link.link.id, shown_at);
        }
    }

    /// What only the store knows of who sends: their agent, their name, and whether this very form was sent already,
    /// on another node or before this one started.
    async fn look_up_sender(&self, link: &LiveLink, lead: LeadId, shown: Shown, answers: &Answers) -> LookedUp {
        let id = link.link.id;
        let is_known = self.forms.sent.of_page(lead, id, shown.at).is_some()
            || (self.store.engine() == store::Engine::Sqlite && self.forms.sent.knows_all_since(shown.at));
        let wants_name = link.needs_name && answers.name.is_empty();
        if is_known && !wants_name && self.memory.agent(lead) != crate::memory::Known::Unknown {
            return LookedUp::default();
        }
        let mut looked_up = Box::pin(self.look_up(link, lead)).await;
        if !is_known {
            let read = self.store.read(move |tx| store::forms::of_page(tx, lead, id, shown.at));
            let found = tokio::time::timeout(super::LOOK_UP, read).await;
            if let Ok(Ok(Some(sent))) = found {
                looked_up.page = Some((sent.form().shown_at, sent.at));
            }
        }
        looked_up
    }

    #[allow(clippy::too_many_arguments)] // As of a visit: everything found so far comes together here.
    fn decide_form<'r>(
        &self,
        snapshot: &Snapshot,
        link: &Arc<LiveLink>,
        reached: Reached,
        request: &Request<'r>,
        sender: Sender,
        answers: Answers,
        looked_up: LookedUp,
    ) -> Option<(Clicked<'r>, i64)> {
        let Sender { known, cookie, shown, now } = sender;
        let query = query::read(request.query);
        let kind = if query.scan { Kind::Scan } else { Kind::Human };
        let (client, _) = agents::read(Method::Get, &request.headers, query.scan);
        let ip = request.client_ip(&self.settings.trusted_proxies);
        let mut facts = self.facts(request, ip, query, client);
        // What was suggested stood in the form: who took it out does not say it.
        without_suggestions(link, &mut facts.keys);
        let identified = match known {
            Some(id) if !link.link.cookies => identify::nobody(Some(VisitLead { id, is_new: false }), &facts),
            None if !link.link.cookies => {
                identify::nobody(self.numbers.next().map(|id| VisitLead { id, is_new: true }), &facts)
            }
            Some(id) => identify::named(self, link, id, cookie, &facts),
            None => identify::identify(self, link.link.workspace, None, &facts, now),
        };
        let lead = identified.lead?;
        let _alone = self.forms.alone(lead.id);
        let reason = if kind == Kind::Scan { KindReason::ScanMark } else { KindReason::Person };
        let mut steps = vec![Step::Resolved { renamed: reached.renamed }];
        if !reached.host.is_empty() {
            steps.push(Step::OnDomain { host: Cow::Owned(reached.host) });
        }
        steps.extend([
            Step::Classified { kind, reason, detail: Cow::Borrowed("") },
            identified.step(link, shown.is_new),
        ]);
        let former = self.forms.sent.of_page(lead.id, link.link.id, shown.at).map(|sent| (sent.shown_at, sent.at));
        let former = former.or(looked_up.page);
        if former.is_some() {
            steps.push(Step::Repeated);
        }
        steps.push(Step::FormSent);
        let (shown_at, at) = former.unwrap_or((shown.at, now));
        let given_name = answers.name.as_str();
        let name = if given_name.is_empty() { looked_up.name.as_deref().unwrap_or_default() } else { given_name };
        let keys = pairs(&answers.shown);
        let visitor = Visitor {
            agent: self.agent_of(&identified, &looked_up),
            code: Some(self.codes.encode(lead.id)),
            name,
            // The page itself made them one who has been here.
            been: link.link.cookies.then(|| Been::known(shown.is_new)),
            repeat: former.is_some(),
            keys: &keys,
        };
        let mut journey = Journey::new(snapshot, visitor, &facts, Asked::Raw(request.query), now, Turns::Given);
        journey.wants_text = link.link.extras.deeplink.wants_chat();
        let assignment = route(&mut journey, link, &mut steps);
        if known.is_none() {
            self.forms.sent.name(link.link.id, shown.at, lead.id);
        }
        self.forms.sent.note(
            lead.id,
            link.link.id,
            Sent { shown_at, at, answers: answers.shown.iter().cloned().collect() },
        );
        let mut clicked = self.for_person(
            snapshot,
            link,
            kind,
            now,
            facts,
            steps,
            identified,
            former.is_some(),
            visitor.code,
            assignment,
            Some(shown_at),
        );
        // Nobody is there, but somebody can call back: what was asked for once is not asked for again.
        if let Answer::LeaveNumber { business, opens, cookie, word, .. } = clicked.answer {
            clicked.answer = match answers.phone.is_empty() {
                true => Answer::LeaveNumber { business, opens, cookie, name: answers.name.clone(), word },
                false => Answer::Thanks { business, cookie, name: answers.name.clone() },
            };
        }
        let Some(Entry::Visit(visit)) = clicked.entry else { return None };
        let owned = |(key, value): (String, String)| (Cow::Owned(key), Cow::Owned(value));
        clicked.entry = Some(Entry::FormSent(FormSent {
            visit,
            shown_at,
            name: Cow::Owned(answers.name),
            phone: Cow::Owned(answers.phone),
            email: Cow::Owned(answers.email),
            answers: answers.fields.into_iter().map(owned).collect(),
            consent: Cow::Owned(answers.consent),
        }));
        Some((clicked, shown_at))
    }
}

/// Who sends a form.
struct Sender {
    known: Option<LeadId>,
    cookie: Option<Cookie>,
    shown: Shown,
    now: i64,
}

/// What a kept form says, by key; what was asked of everybody under the names of it.
pub(crate) fn answered(sent: &FormSent<'_>) -> Arc<[(String, String)]> {
    let built_in = [(BuiltIn::Name, &sent.name), (BuiltIn::Email, &sent.email), (BuiltIn::Phone, &sent.phone)];
    let given = built_in.iter().filter(|(_, value)| !value.is_empty());
    let given = given.map(|(field, value)| (field.as_str().to_owned(), value.to_string()));
    given.chain(sent.answers.iter().map(|(key, value)| (key.to_string(), value.to_string()))).collect()
}

/// The answers of then, as the message takes them.
pub(crate) fn pairs(answers: &[(String, String)]) -> Vec<Pair<'_>> {
    answers.iter().map(|(key, value)| (Cow::Borrowed(&**key), Cow::Borrowed(&**value))).collect()
}

/// Parameters of the address that the form asks for are suggestions: of somebody who is known they are no news, and what
/// was sent goes before them.
pub(super) fn without_suggestions(link: &LiveLink, keys: &mut Vec<Pair<'_>>) {
    let form = &link.link.extras.form;
    let built_in =
        |name: &str| BuiltIn::ALL.iter().any(|field| form.need(*field) != Need::Off && key::is(name, field.as_str()));
    keys.retain(|(name, _)| !built_in(name) && !form.fields.iter().any(|field| key::is(name, &field.key)));
}
