//! A draft run over a link's own recorded visits: for each, where it went and where the draft would have sent it, by the
//! very functions that route real visits. Nothing is recorded, no turn is taken.
//!
//! A visit that was shown a form is decided when the form is sent, and stands here as that decision, by what was seen
//! then; everything that rules may ask is recorded with it. One whose form was not sent went nowhere and has nothing to
//! be compared with; of one whose form an earlier version overwrote when it came twice, the decision is lost. Both are
//! counted and left out.
//!
//! Who looks after a visitor is followed within the draft: whom it gives a new visitor to is who they come back to.
//! Where the draft has the very line-up that a turn was taken in, the turn stays whose it was; where it has another, the
//! draft's own wheel turns from its beginning. Holidays and the states of channels are as they are now.

use crate::Engine;
use crate::click::{Asked, Assignment, Journey, Turns, Visitor, Wheels, route};
use crate::command::{self, need, new_id};
use crate::rejection::Rejection;
use crate::snapshot::{LiveLink, Snapshot};
use domain::actor::Who;
use domain::draft::replay::ReplayDraft;
use domain::id::{AgentId, ChannelId, LeadId, LinkId, MemberId, RuleId, VisitId};
use domain::problem::{Faults, FieldError};
use domain::query;
use domain::route::{Then, Visitor as Been};
use domain::scope::Scope;
use domain::visit::{FallbackTo, FormSent, Pair, Step, Visit};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use store::visits::history::{self, Past};

const DAY: i64 = 24 * 3_600_000_000;
/// As many visits of each node are looked at.
const MOST: i64 = 3_000_000;
/// Taps so near to each other are one visit (`memory`), whichever of them showed the form that was sent.
const REPEAT: i64 = 10_000_000;
/// Visits that are named as examples of a move.
const EXAMPLES: usize = 5;

/// Where a visit went or would go.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stop {
    Member(MemberId),
    Channel(ChannelId),
    /// An address that a fallback leads to.
    Address(String),
    LeaveNumber,
}

/// So many visits from one place to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    pub from: Stop,
    pub to: Stop,
    pub visits: u64,
    pub examples: Vec<VisitId>,
}

/// What a place had and would have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub stop: Stop,
    /// The name that it has now; empty for the "leave your number" page.
    pub name: String,
    pub before: u64,
    pub after: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Microseconds UTC: from when on.
    pub since: i64,
    /// Visits of people, without repeats, that were run.
    pub visits: u64,
    pub moved: u64,
    /// The greatest first.
    pub moves: Vec<Move>,
    /// Everywhere that had or would have visits, the greatest first.
    pub shares: Vec<Share>,
    /// How many of them were decided when their form was sent.
    pub forms: u64,
    /// Visits that were shown a form which was not sent: they went nowhere.
    pub not_sent: u64,
    /// Visits without identifiers: they were nobody who is recognised, and of their address only UTM was kept.
    pub unidentified: u64,
    /// Forms that were sent again and whose own decision was not kept.
    pub undecided: u64,
    /// Parameters that the draft asks for and that were not kept with visits of before: there they count as absent.
    pub unkept: Vec<String>,
    /// There were more visits than are looked at.
    pub more: bool,
}

/// Errors: `NotFound`; `Invalid` for a member that is not of this pool or a rule's target that is not there.
pub async fn replay(engine: &Engine, who: &Who, id: LinkId, draft: ReplayDraft) -> Result<Replayed, Rejection> {
    need(who, Scope::LinksRead)?;
    need(who, Scope::VisitsRead)?;
    let snapshot = Arc::clone(&engine.live.now());
    let link = snapshot.link(id).filter(|link| link.link.workspace == who.workspace).ok_or(Rejection::NotFound)?;
    let since = engine.now() - i64::from(draft.days) * DAY;
    let drafted = drafted(&snapshot, link, draft, engine.now())?;
    let workspace = who.workspace;
    command::read(engine, move |tx| {
        let mut run = Run::new(&snapshot, &drafted);
        let more = history::each_since(tx, workspace, id, since, MOST, |id, past| match past {
            Past::Visit(visit) => run.visit(id, visit),
            Past::Form(sent) => run.form(sent),
        })?;
        Ok(run.end(since, more))
    })
    .await
}

/// The link as the draft has it, with a wheel of its own.
fn drafted(snapshot: &Snapshot, link: &LiveLink, draft: ReplayDraft, now: i64) -> Result<LiveLink, Rejection> {
    let mut faults = Faults::default();
    let mut changed = link.link.clone();
    changed.method = draft.method.unwrap_or(changed.method);
    changed.fallback = draft.fallback.unwrap_or(changed.fallback);
    for (at, change) in draft.members.iter().enumerate() {
        match changed.members.iter_mut().find(|member| member.id == change.id) {
            Some(member) => {
                member.weight = change.weight.unwrap_or(member.weight);
                member.active = change.active.unwrap_or(member.active);
            }
            None => faults.add(FieldError::new(format!("pool.members[{at}].id"), "no_such_member")),
        }
    }
    if let Some(rules) = draft.rules {
        let workspace = link.link.workspace;
        for (at, rule) in rules.iter().enumerate() {
            let field = |name: &str| format!("rules[{at}].then.{name}");
            match rule.then {
                Then::ChannelId(id) if snapshot.channel(workspace, id).is_none() => {
                    faults.add(FieldError::new(field("channel_id"), "no_such_channel"));
                }
                Then::LinkId(id) if snapshot.link(id).is_none_or(|other| other.link.workspace != workspace) => {
                    faults.add(FieldError::new(field("link_id"), "no_such_link"));
                }
                _ => {}
            }
        }
        changed.extras.rules = rules.into_iter().map(|rule| rule.with_id(|| RuleId(new_id(now)))).collect();
    }
    let wheel = Arc::new(Mutex::default());
    faults.finish(|| ()).map_err(Rejection::Invalid)?;
    Ok(LiveLink::new(changed, false, link.number, wheel, |_| Arc::default()))
}

struct Run<'r> {
    snapshot: &'r Snapshot,
    link: &'r LiveLink,
    wheels: Wheels,
    /// Who looks after a lead in the draft's world.
    agents: FxHashMap<LeadId, Option<AgentId>>,
    counts: FxHashMap<(Stop, Stop), (u64, Vec<VisitId>)>,
    forms: u64,
    shown: Shown,
    unidentified: u64,
    undecided: u64,
    steps: Vec<Step<'static>>,
}

/// Visits that were shown a form, until it was sent.
#[derive(Default)]
struct Shown {
    /// By lead and time.
    waiting: BTreeMap<(LeadId, i64), VisitId>,
    /// Of nobody who is known, by time.
    nameless: BTreeMap<i64, Vec<VisitId>>,
    /// Forms whose visit has not been met: another node's journal holds it.
    early: Vec<(LeadId, i64)>,
}

impl Shown {
    /// The visit whose form it is: the one that showed it, or that this was a repetition of.
    fn take(&mut self, lead: LeadId, shown_at: i64) -> Option<VisitId> {
        let key = self.waiting.range((lead, shown_at - REPEAT)..=(lead, shown_at)).next_back().map(|(key, _)| *key);
        match key {
            Some(key) => self.waiting.remove(&key),
            // By a link without identifiers only the form names who sends it.
            None => self.nameless.get_mut(&shown_at)?.pop(),
        }
    }

    fn not_sent(mut self) -> u64 {
        for (lead, shown_at) in std::mem::take(&mut self.early) {
            self.take(lead, shown_at);
        }
        (self.waiting.len() + self.nameless.values().map(Vec::len).sum::<usize>()) as u64
    }
}

/// As the rules saw it then: who sends a form is as new as when it was shown. None: nobody was recognised.
fn been(visit: &Visit<'_>) -> Option<Been> {
    if visit.is_unidentified() {
        return None;
    }
    let told = visit.steps.iter().find_map(|step| match step {
        Step::Identified { is_new, .. } => Some(*is_new),
        _ => None,
    });
    Some(Been::known(told.unwrap_or_else(|| visit.lead.is_none_or(|lead| lead.is_new))))
}

impl<'r> Run<'r> {
    fn new(snapshot: &'r Snapshot, link: &'r LiveLink) -> Self {
        Self {
            snapshot,
            link,
            wheels: Wheels::default(),
            agents: FxHashMap::default(),
            counts: FxHashMap::default(),
            forms: 0,
            shown: Shown::default(),
            unidentified: 0,
            undecided: 0,
            steps: Vec::with_capacity(16),
        }
    }

    fn visit(&mut self, id: VisitId, visit: &Visit<'_>) {
        match (went(visit), visit.lead) {
            (Some(from), _) => self.decide(Some(id), visit, from),
            (None, Some(lead)) => drop(self.shown.waiting.insert((lead.id, visit.at), id)),
            (None, None) => self.shown.nameless.entry(visit.at).or_default().push(id),
        }
    }

    fn form(&mut self, sent: &FormSent<'_>) {
        let lead = sent.visit.lead.map(|lead| lead.id);
        let shown = lead.and_then(|lead| self.shown.take(lead, sent.shown_at));
        if let (Some(lead), None) = (lead, shown) {
            self.shown.early.push((lead, sent.shown_at));
        }
        // The same press again goes to whom it was given before: why that was, only the first one tells.
        match went(&sent.visit).filter(|_| !sent.visit.repeat || sent.visit.turn.is_some()) {
            Some(from) => {
                self.forms += 1;
                self.decide(shown, &sent.visit, from);
            }
            None => self.undecided += 1,
        }
    }

    /// `id` is an example of where it went from and to.
    fn decide(&mut self, id: Option<VisitId>, visit: &Visit<'_>, from: Stop) {
        let kept = visit.steps.iter().find_map(|step| match step {
            // The page that a button stood on is told alike, and no rule asks for it.
            Step::Parameters { pairs } if pairs.iter().any(|(name, _)| name != query::PAGE) => Some(pairs.as_slice()),
            _ => None,
        });
        let kept: &[Pair<'_>] = kept.unwrap_or_default();
        let (lead, been) = (visit.lead, been(visit));
        self.unidentified += u64::from(been.is_none());
        let held = lead.and_then(|lead| self.agents.get(&lead.id).copied());
        let visitor = Visitor {
            agent: held.unwrap_or_else(|| agent_before(visit)),
            code: None,
            name: "",
            been,
            repeat: false,
            keys: &[],
        };
        self.wheels.recorded = visit.turn;
        self.steps.clear();
        let asked = Asked::Kept(kept);
        let turns = Turns::Replayed(&mut self.wheels);
        let mut journey = Journey::new(self.snapshot, visitor, &visit.facts, asked, visit.at, turns);
        journey.told = 0;
        let assignment = route(&mut journey, self.link, &mut self.steps);
        if let (Some(lead), Some(agent)) = (lead, assignment.agent) {
            self.agents.insert(lead.id, Some(agent));
        }
        let to = goes(assignment);
        let (count, examples) = self.counts.entry((from, to)).or_default();
        *count += 1;
        examples.extend(id.filter(|_| examples.len() < EXAMPLES));
    }

    fn end(self, since: i64, more: bool) -> Replayed {
        let mut shares: FxHashMap<Stop, (u64, u64)> = FxHashMap::default();
        let (forms, undecided, not_sent) = (self.forms, self.undecided, self.shown.not_sent());
        let unidentified = self.unidentified;
        let mut replayed = Replayed { since, forms, not_sent, unidentified, undecided, more, ..Replayed::default() };
        replayed.unkept = self.link.rules.parameters().to_vec();
        for ((from, to), (visits, examples)) in self.counts {
            replayed.visits += visits;
            shares.entry(from.clone()).or_default().0 += visits;
            shares.entry(to.clone()).or_default().1 += visits;
            if from != to {
                replayed.moved += visits;
                replayed.moves.push(Move { from, to, visits, examples });
            }
        }
        let order = |visits: u64| std::cmp::Reverse(visits);
        replayed.moves.sort_by(|a, b| (order(a.visits), &a.from, &a.to).cmp(&(order(b.visits), &b.from, &b.to)));
        replayed.shares = shares
            .into_iter()
            .map(|(stop, (before, after))| Share { name: self.snapshot.name_of(&stop, self.link), stop, before, after })
            .collect();
        replayed
            .shares
            .sort_by(|a, b| (order(a.before.max(a.after)), &a.stop).cmp(&(order(b.before.max(b.after)), &b.stop)));
        replayed
    }
}

impl Snapshot {
    fn name_of(&self, stop: &Stop, link: &LiveLink) -> String {
        let member = |id: &MemberId| {
            let mut all = self.links().map(Arc::as_ref).chain([link]).flat_map(|link| &link.link.members);
            all.find(|member| member.id == *id).map(|member| member.name.clone())
        };
        match stop {
            Stop::Member(id) => member(id).unwrap_or_default(),
            Stop::Channel(id) => self.channels.get(id).map(|(_, channel)| channel.name.clone()).unwrap_or_default(),
            Stop::Address(url) => url.clone(),
            Stop::LeaveNumber => String::new(),
        }
    }
}

/// Where a decision led. None: none was taken, a form was shown first.
fn went(visit: &Visit<'_>) -> Option<Stop> {
    if let Some(member) = visit.member {
        return Some(Stop::Member(member));
    }
    for step in visit.steps.iter().rev() {
        match step {
            Step::RoutedToChannel { channel, .. } => return Some(Stop::Channel(*channel)),
            Step::FellBack { to: FallbackTo::LeaveNumber, .. } => return Some(Stop::LeaveNumber),
            Step::FellBack { to: FallbackTo::Link | FallbackTo::Workspace, detail } => {
                return Some(Stop::Address(detail.to_string()));
            }
            Step::FormShown => return None,
            _ => {}
        }
    }
    Some(Stop::LeaveNumber)
}

/// Fallbacks to a channel were recorded by the channel's name; they are one place with the address of that name.
fn goes(assignment: Assignment) -> Stop {
    match (assignment.member, assignment.channel, assignment.fell_back_to) {
        (Some(member), ..) => Stop::Member(member),
        (None, _, Some(detail)) => Stop::Address(detail),
        (None, Some(channel), None) => Stop::Channel(channel),
        (None, None, None) => Stop::LeaveNumber,
    }
}

/// The agent who looked after the visitor when they came: who they went to, where that was why.
fn agent_before(visit: &Visit<'_>) -> Option<AgentId> {
    let stuck = visit.steps.iter().any(|step| matches!(step, Step::Sticky { .. }));
    visit.agent.filter(|_| stuck)
}
