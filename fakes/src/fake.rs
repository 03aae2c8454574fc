//! What all fakes have in common: a server, what they know, what came, and how they behave.

use crate::answer::{Answer, Deed, GOOD_HEAD};
use crate::behave::{Behave, Door};
use crate::person::{People, Person};
use crate::request::Request;
use crate::rules::{Round, Rules};
use crate::server::Server;
use serde_json::Value;
use std::collections::{HashMap, VecDeque};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Tests wait no longer than this for what should come.
const PATIENCE: Duration = Duration::from_secs(60);
const HUNDRED_MEGABYTES: u64 = 100 * 1024 * 1024;

/// An event that the platform counted.
#[derive(Clone, Debug)]
pub struct Counted {
    pub name: String,
    pub id: String,
    /// In the platform's own form.
    pub event: Value,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub requests: u64,
    pub counted: u64,
    pub duplicates: u64,
}

/// A running fake; each platform's own derefs to it.
pub struct Fake {
    house: Arc<House>,
    server: Server,
}

struct House {
    rules: Arc<dyn Rules>,
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) faults: Vec<String>,
    pub(crate) people: People,
    requests: Vec<Request>,
    counted: Vec<Counted>,
    duplicates: Vec<Counted>,
    tested: Vec<Counted>,
    totals: Totals,
    /// What is kept of each list at most; none: all.
    keeps: Option<usize>,
    /// When each event was counted first, microseconds.
    seen: HashMap<String, i64>,
    queues: HashMap<Door, VecDeque<Behave>>,
    standing: HashMap<Door, Behave>,
    turns: HashMap<Door, u64>,
    now: Option<i64>,
    stalled: usize,
    releases: u64,
    is_closing: bool,
}

impl State {
    /// Counts an event unless the platform has it: `scope` is within what an id is unique, `window` how long
    /// (microseconds; none: for ever). Whether it was new.
    pub(crate) fn count(&mut self, scope: &str, event: Counted, now: i64, window: Option<i64>) -> bool {
        let key = format!("{scope}\n{}\n{}", event.name, event.id);
        let known = self.seen.get(&key).is_some_and(|at| window.is_none_or(|window| now - at <= window));
        let (list, total) = if known {
            (&mut self.duplicates, &mut self.totals.duplicates)
        } else {
            self.seen.insert(key, now);
            (&mut self.counted, &mut self.totals.counted)
        };
        *total += 1;
        if self.keeps.is_none_or(|most| list.len() < most) {
            list.push(event);
        }
        !known
    }

    /// A scope that nothing else is in: for what no platform knows again.
    pub(crate) fn nowhere(&self) -> String {
        self.totals.counted.to_string()
    }

    pub(crate) fn test(&mut self, event: Counted) {
        self.tested.push(event);
    }

    fn behaviour(&mut self, door: Door) -> Behave {
        if let Some(next) = self.queues.get_mut(&door).and_then(VecDeque::pop_front) {
            return next;
        }
        let turn = self.turns.entry(door).or_default();
        *turn += 1;
        match self.standing.get(&door) {
            Some(Behave::EverySecond(_)) if turn.is_multiple_of(2) => Behave::Well,
            Some(Behave::EverySecond(status)) => Behave::Status(*status, None),
            Some(standing) => standing.clone(),
            None => Behave::Well,
        }
    }
}

impl Fake {
    pub(crate) fn start(rules: Arc<dyn Rules>, at: SocketAddr) -> std::io::Result<Self> {
        let house = Arc::new(House { rules, state: Mutex::default(), moved: Condvar::new() });
        let own = Arc::clone(&house);
        let server = Server::start(at, Arc::new(move |request| own.serve(&request)))?;
        Ok(Self { house, server })
    }

    pub(crate) fn anywhere() -> SocketAddr {
        (Ipv4Addr::LOCALHOST, 0).into()
    }

    /// `http://127.0.0.1:40123`
    pub fn address(&self) -> String {
        format!("http://{}", self.server.address)
    }

    pub fn socket(&self) -> SocketAddr {
        self.server.address
    }

    /// From now on hashes of this person are taken.
    pub fn knows(&self, person: &Person) {
        self.house.state().people.add(person);
    }

    /// From now on hashes of anybody are taken; their form is still looked at.
    pub fn trusts_everybody(&self) {
        self.house.state().people.are_trusted = true;
    }

    /// Its clock stands at this moment (microseconds UTC); none: the machine's clock.
    pub fn now_is(&self, now: Option<i64>) {
        self.house.state().now = now;
    }

    /// Keeps no more than so many requests and events, for those who send millions; [`Fake::totals`] go on.
    pub fn keeps(&self, most: usize) {
        self.house.state().keeps = Some(most);
    }

    /// How it behaves to the next request with events that has no behaviour yet.
    pub fn next(&self, behave: Behave) {
        self.next_at(Door::Events, behave);
    }

    pub fn next_at(&self, door: Door, behave: Behave) {
        self.house.state().queues.entry(door).or_default().push_back(behave);
    }

    /// How it behaves to requests with events from now on, when none is queued.
    pub fn always(&self, behave: Behave) {
        self.always_at(Door::Events, behave);
    }

    pub fn always_at(&self, door: Door, behave: Behave) {
        let mut state = self.house.state();
        state.turns.remove(&door);
        state.standing.insert(door, behave);
    }

    /// Those that stall go on.
    pub fn release(&self) {
        self.house.state().releases += 1;
        self.house.moved.notify_all();
    }

    /// Every request as it came, also those that were answered badly.
    pub fn requests(&self) -> Vec<Request> {
        self.house.state().requests.clone()
    }

    /// What the platform counted, without duplicates and tests.
    pub fn counted(&self) -> Vec<Counted> {
        self.house.state().counted.clone()
    }

    /// What came again and was not counted again.
    pub fn duplicates(&self) -> Vec<Counted> {
        self.house.state().duplicates.clone()
    }

    /// What came with a test code.
    pub fn tested(&self) -> Vec<Counted> {
        self.house.state().tested.clone()
    }

    pub fn totals(&self) -> Totals {
        self.house.state().totals
    }

    /// All that the real platform would refuse or ignore, in sentences.
    pub fn faults(&self) -> Vec<String> {
        self.house.state().faults.clone()
    }

    /// Waits until so many requests have come. Whether they did.
    pub fn await_requests(&self, number: u64) -> bool {
        self.house.wait(|state| state.totals.requests >= number)
    }

    /// Waits until so many events were counted. Whether they were.
    pub fn await_counted(&self, number: u64) -> bool {
        self.house.wait(|state| state.totals.counted >= number)
    }

    /// Waits until so many requests stall at once. Whether they do.
    pub fn await_stalled(&self, number: usize) -> bool {
        self.house.wait(|state| state.stalled >= number)
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.house.state().is_closing = true;
        self.house.moved.notify_all();
    }
}

impl House {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, is_so: impl Fn(&State) -> bool) -> bool {
        let waited = self.moved.wait_timeout_while(self.state(), PATIENCE, |state| !is_so(state));
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        is_so(&state)
    }

    fn serve(&self, request: &Request) -> Deed {
        let door = self.rules.door(request);
        let mut state = self.state();
        state.totals.requests += 1;
        if state.keeps.is_none_or(|most| state.requests.len() < most) {
            state.requests.push(request.clone());
        }
        if state.people.stand_in(&request.body) {
            state.faults.push(format!("{} {}: personal data in the clear", request.method, request.path));
        }
        let behave = state.behaviour(door);
        self.moved.notify_all();
        let state = match &behave {
            Behave::Stall(span) => self.stall(state, *span),
            _ => state,
        };
        let deed = self.deed(request, door, behave, state);
        self.moved.notify_all();
        deed
    }

    fn stall<'s>(&'s self, mut state: MutexGuard<'s, State>, span: Option<Duration>) -> MutexGuard<'s, State> {
        state.stalled += 1;
        self.moved.notify_all();
        let from = state.releases;
        let stays = |state: &mut State| state.releases == from && !state.is_closing;
        let mut state = match span {
            Some(span) => self.moved.wait_timeout_while(state, span, stays).unwrap_or_else(PoisonError::into_inner).0,
            None => self.moved.wait_while(state, stays).unwrap_or_else(PoisonError::into_inner),
        };
        state.stalled -= 1;
        state
    }

    fn deed(&self, request: &Request, door: Door, behave: Behave, mut state: MutexGuard<'_, State>) -> Deed {
        let now = state.now.unwrap_or_else(|| jiff::Timestamp::now().as_microsecond());
        let is_lost = matches!(behave, Behave::Lose);
        let mut round = Round { now, refuse: None, later: None, state: &mut state };
        match behave {
            Behave::Drop => return Deed::Close,
            Behave::EndlessBody => return Deed::Endless,
            Behave::Dribble => return Deed::Dribble(GOOD_HEAD),
            Behave::EndlessHead => return Deed::Dribble("HTTP/1.1 200 OK\r\nx-long: "),
            Behave::Redirect(status, place) => return Deed::Answer(Answer::empty(status).with("location", place)),
            Behave::Says(saying) => return Deed::Answer(Answer::says(saying)),
            Behave::Huge => return Deed::Huge(HUNDRED_MEGABYTES),
            Behave::NotJson => return Deed::Answer(Answer::not_json()),
            Behave::Html(status) => return Deed::Answer(Answer::html(status)),
            Behave::TokenExpired => return Deed::Answer(self.rules.expired()),
            Behave::Forbidden => return Deed::Answer(self.rules.forbidden()),
            Behave::Status(status, after) => {
                let answer = self.rules.trouble(status);
                return Deed::Answer(match after {
                    Some(seconds) => answer.with("retry-after", seconds.to_string()),
                    None => answer,
                });
            }
            Behave::Refuse(refuse) => round.refuse = Some(refuse),
            Behave::RefuseLater(refuse) => round.later = Some(refuse),
            Behave::Well | Behave::Stall(_) | Behave::Lose | Behave::EverySecond(_) => {}
        }
        if door == Door::Events && request.method == "POST" && !request.is_json() {
            round.fault(format!("{}: the content type is not application/json", request.path));
        }
        let answer = self.rules.serve(request, &mut round);
        if is_lost { Deed::Close } else { Deed::Answer(answer) }
    }
}
