//! One destination at work: take what is due, say what can't be told, send the rest in as few requests as the platform
//! takes, halve what was turned away for one bad event, and write down how each fared.

use super::made::Maker;
use super::outcome::{self, Sent};
use super::{send, sign_in};
use crate::Engine;
use crate::command::read_from;
use crate::rejection::Rejection;
use domain::conversion::Told;
use domain::destination::Limits;
use domain::id::{DestinationId, WorkspaceId};
use domain::outbox::breaker::{Breaker, Leave, Outcome, State};
use domain::outbox::{Answered, Reason, Said, Verdict};
use platforms::Adapter;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use store::deliveries::Delivery;
use store::deliveries::lease::{self, Lease};
use store::deliveries::record::{Called, Ended, record};
use store::destinations::{self, Destination, Health};
use tokio::task::JoinSet;
use uuid::Uuid;

/// How long what was taken is nobody else's; renewed while the work goes on.
const LEASE: i64 = 120_000_000;
/// Renewed when less than this is left: longer than a call may take.
const SHORT: i64 = 60_000_000;
/// Taken at once at most; as many as a request or two hold.
const MOST: usize = 2_000;
/// A question after what was taken in that got no answer is put again after this.
const ASK_AGAIN: i64 = 300_000_000;
/// What a platform that asks for fewer requests without a time is left alone for.
const HOLD: i64 = 10_000_000;

/// One at work.
struct Run {
    engine: Arc<Engine>,
    destination: Destination,
    adapter: Box<dyn Adapter>,
    limits: Limits,
    token: Uuid,
    until: Mutex<i64>,
    health: Mutex<Health>,
    /// A person has acted on the destination since: what is left goes out as it is now.
    is_of_before: AtomicBool,
}

/// An event with what is told of it.
struct Item {
    delivery: Delivery,
    told: Told,
}

/// A request to come.
enum Job {
    Send(Vec<Item>),
    /// What became of those that share a receipt.
    Follow(String, Vec<Delivery>),
}

/// Works until nothing is due or the destination is to be left alone.
pub(super) async fn run(engine: &Arc<Engine>, workspace: WorkspaceId, id: DestinationId) {
    loop {
        match round(engine, workspace, id).await {
            Ok(true) if !engine.deliver.is_stopping() => {}
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(%error, destination = %id, "the outbox could not be worked on; it is tried again");
                engine.deliver.pause(Duration::from_secs(2)).await;
                return;
            }
        }
    }
}

/// True: there may be more.
async fn round(engine: &Arc<Engine>, workspace: WorkspaceId, id: DestinationId) -> Result<bool, Rejection> {
    let found = engine.store.read(move |tx| Ok((destinations::get(tx, workspace, id)?, destinations::health(tx, id)?)));
    let (Some(destination), mut health) = found.await? else { return Ok(false) };
    if !destination.active {
        return Ok(false);
    }
    let now = engine.now();
    let maker = Maker::new(engine);
    let adapter = match maker.adapter(&destination) {
        Ok(adapter) => adapter,
        Err(fault) => {
            let said = Said { code: fault.code.to_owned(), words: fault.field, ..Said::default() };
            health.breaker = health.breaker.after(Outcome::SignIn, now);
            health.said = Some((said, now));
            engine.store.write(move |tx| destinations::keep_health(tx, id, &health)).await?;
            return Ok(false);
        }
    };
    let limits = destination.platform.limits();
    let limit = match health.breaker.leave(now) {
        Leave::All => (limits.batch * limits.concurrency * 2).clamp(limits.concurrency, MOST),
        Leave::One => 1,
        Leave::NoneBefore(_) | Leave::Nobody => return Ok(false),
    };
    let probing = health.breaker.probing(now);
    let changed = (probing != health.breaker).then_some(Health { breaker: probing, ..health.clone() });
    health.breaker = probing;
    let mut random = [0; 8];
    getrandom::fill(&mut random).expect("the operating system gives random bytes");
    let token = lease::token(engine.node.number, random);
    let taken = engine
        .store
        .write(move |tx| {
            if let Some(health) = &changed {
                destinations::keep_health(tx, id, health)?;
            }
            lease::lease(tx, id, now, now + LEASE, token, limit)
        })
        .await?;
    if taken.deliveries.is_empty() {
        return Ok(false);
    }
    let work = Run {
        engine: Arc::clone(engine),
        destination,
        adapter,
        limits,
        token,
        until: Mutex::new(taken.until),
        health: Mutex::new(health),
        is_of_before: AtomicBool::new(false),
    };
    Arc::new(work).work(maker, taken, now).await?;
    Ok(true)
}

impl Run {
    async fn work(self: Arc<Self>, maker: Maker, taken: Lease, now: i64) -> Result<(), Rejection> {
        let (accepted, fresh): (Vec<_>, Vec<_>) = taken.deliveries.into_iter().partition(lease::is_accepted);
        let mut jobs = self.to_send(maker, fresh, now).await?;
        let mut receipts: BTreeMap<String, Vec<Delivery>> = BTreeMap::new();
        for delivery in accepted {
            receipts.entry(delivery.receipt.clone().unwrap_or_default()).or_default().push(delivery);
        }
        jobs.extend(receipts.into_iter().map(|(receipt, all)| Job::Follow(receipt, all)));
        let mut running = JoinSet::new();
        while let Some(job) = jobs.pop_front() {
            while running.len() >= self.limits.concurrency.max(1) {
                joined(running.join_next().await)?;
            }
            let run = Arc::clone(&self);
            running.spawn(async move { run.job(job).await });
        }
        while let Some(done) = running.join_next().await {
            joined(Some(done))?;
        }
        Ok(())
    }

    /// What is told of each, in requests; those that can't be told of are written down with the reason.
    async fn to_send(&self, maker: Maker, fresh: Vec<Delivery>, now: i64) -> Result<VecDeque<Job>, Rejection> {
        let destination = self.destination.clone();
        let made = read_from(&self.engine.store, move |tx| {
            let made = fresh.into_iter().map(|delivery| {
                let told = maker.told(tx, &destination, &delivery)?;
                Ok((delivery, told))
            });
            made.collect::<Result<Vec<_>, Rejection>>()
        })
        .await?;
        let (mut left_out, mut groups) = (Vec::new(), BTreeMap::<(String, i64), Vec<Item>>::new());
        for (delivery, told) in made {
            let told = if delivery.expires_at <= now { Err(Reason::TooOld) } else { told };
            let checked = told.and_then(|told| self.adapter.check(&told, now).map(|()| told));
            match checked {
                Err(reason) => left_out.push(outcome::left_out(&delivery, reason)),
                Ok(told) => {
                    let cap = delivery.batch_cap.unwrap_or(i64::MAX);
                    groups.entry((self.adapter.group(&told), cap)).or_default().push(Item { delivery, told });
                }
            }
        }
        self.write_down(left_out, None).await?;
        let mut jobs = VecDeque::new();
        for ((_, cap), mut items) in groups {
            let most = usize::try_from(cap).unwrap_or(usize::MAX).clamp(1, self.limits.batch);
            while items.len() > most {
                let rest = items.split_off(most);
                jobs.push_back(Job::Send(std::mem::replace(&mut items, rest)));
            }
            jobs.push_back(Job::Send(items));
        }
        Ok(jobs)
    }

    async fn job(&self, job: Job) -> Result<(), Rejection> {
        match job {
            Job::Send(items) => self.send(items).await,
            Job::Follow(receipt, deliveries) => self.follow(&receipt, deliveries).await,
        }
    }

    /// One request, or many smaller ones where it is turned away for something in it that is not named.
    async fn send(&self, items: Vec<Item>) -> Result<(), Rejection> {
        let mut batches = vec![items];
        while let Some(items) = batches.pop() {
            if !self.may_call().await? {
                let now = self.engine.now();
                let back = items.iter().map(|item| outcome::released(&item.delivery, now)).collect();
                self.write_down(back, None).await?;
                continue;
            }
            let (answered, sent) = self.ask(&items).await;
            match answered {
                Answered::Split(said) if items.len() > 1 => {
                    self.note(Outcome::Answered, Some(&said));
                    let mut first = items;
                    let second = first.split_off(first.len() / 2);
                    batches.push(second);
                    batches.push(first);
                }
                Answered::Split(said) => self.fare(&items, &[(Verdict::Refused, said)], sent).await?,
                Answered::All(verdict, said) => {
                    let all = vec![(verdict, said); items.len()];
                    self.fare(&items, &all, sent).await?;
                }
                Answered::Each(each) if each.len() == items.len() => self.fare(&items, &each, sent).await?,
                Answered::Each(_) => {
                    let said = Said { code: "miscounted".to_owned(), ..Said::default() };
                    let all = vec![(Verdict::Retry { after: None }, said); items.len()];
                    self.fare(&items, &all, sent).await?;
                }
            }
        }
        Ok(())
    }

    /// The request and its answer; once more with a new token where the platform did not take the old one.
    async fn ask(&self, items: &[Item]) -> (Answered, Sent) {
        let told: Vec<&Told> = items.iter().map(|item| &item.told).collect();
        let (at, clock) = (self.engine.now(), Instant::now());
        let mut answered = self.ask_once(&told).await;
        if matches!(answered, Answered::All(Verdict::SignIn, _)) && self.adapter.sign_in().is_some() {
            sign_in::forget(&self.engine, &self.destination);
            answered = self.ask_once(&told).await;
        }
        (answered, Sent { at, took: clock.elapsed().as_micros() as i64, batch: items.len() })
    }

    async fn ask_once(&self, told: &[&Told]) -> Answered {
        let access = match sign_in::access(&self.engine, &self.destination, &*self.adapter).await {
            Ok(access) => access,
            Err((verdict, said)) => return Answered::All(verdict, said),
        };
        let request = self.adapter.build(told, access.as_deref(), self.engine.now());
        match send::call(&self.engine, self.destination.platform, request).await {
            Ok(reply) => self.adapter.classify(told, &reply),
            Err(failure) => send::unanswered(&failure),
        }
    }

    /// Asks what became of those that were taken in.
    async fn follow(&self, receipt: &str, deliveries: Vec<Delivery>) -> Result<(), Rejection> {
        let now = self.engine.now();
        if !self.may_call().await? {
            let back = deliveries.iter().map(|delivery| outcome::released(delivery, now)).collect();
            return self.write_down(back, None).await;
        }
        let clock = Instant::now();
        let answered = self.follow_once(receipt, deliveries.len()).await;
        let sent = Sent { at: now, took: clock.elapsed().as_micros() as i64, batch: deliveries.len() };
        let (verdict, said) = match answered {
            Answered::All(verdict, said) => (verdict, said),
            Answered::Split(said) if deliveries.len() > 1 => {
                self.note(Outcome::Answered, Some(&said));
                let again = deliveries.iter().map(|delivery| outcome::split(delivery, &said, sent)).collect();
                return self.write_down(again, None).await;
            }
            Answered::Split(said) => (Verdict::Refused, said),
            Answered::Each(each) => each.into_iter().next().unwrap_or((Verdict::Refused, Said::default())),
        };
        self.note(outcome::outcome(&verdict), Some(&said));
        let dice = dice();
        let ended: Vec<Ended> = deliveries
            .iter()
            .map(|delivery| outcome::ended(delivery, &delivery.name, &verdict, &said, sent, dice))
            .collect();
        self.write_down(ended, Some(sent.at)).await
    }

    async fn follow_once(&self, receipt: &str, count: usize) -> Answered {
        let access = match sign_in::access(&self.engine, &self.destination, &*self.adapter).await {
            Ok(access) => access,
            Err((verdict, said)) => return Answered::All(verdict, said),
        };
        let Some(request) = self.adapter.follow_up(receipt, access.as_deref()) else {
            return Answered::All(Verdict::Sent, Said::default());
        };
        match send::call(&self.engine, self.destination.platform, request).await {
            Ok(reply) => {
                let answered = self.adapter.followed(count, &reply);
                if matches!(answered, Answered::All(Verdict::SignIn, _)) {
                    sign_in::forget(&self.engine, &self.destination);
                }
                answered
            }
            // The question got no answer, and what it was about is as it was.
            Err(failure) => match send::failed(&failure) {
                (Verdict::Retry { .. }, said) => Answered::All(Verdict::Wait { after: ASK_AGAIN }, said),
                (verdict, said) => Answered::All(verdict, said),
            },
        }
    }

    /// Whether the destination may be called now, after its turn has come. The lease is held on to meanwhile.
    async fn may_call(&self) -> Result<bool, Rejection> {
        loop {
            let now = self.engine.now();
            let closed = matches!(lock(&self.health).breaker.leave(now), Leave::All | Leave::One);
            let (id, deliver) = (self.destination.id, &self.engine.deliver);
            if !closed || deliver.is_stopping() || self.is_of_before.load(Ordering::Relaxed) {
                return Ok(false);
            }
            let booked = deliver.standing(id, self.limits.per_minute, |standing| {
                if standing.hold_until > now { Err(None) } else { standing.pace.book(now).map_err(Some) }
            });
            match booked {
                Ok(()) => {
                    self.hold_on(now).await?;
                    return Ok(true);
                }
                Err(None) => return Ok(false),
                Err(Some(at)) => {
                    let wait = u64::try_from(at - now).unwrap_or(0).max(1_000);
                    if deliver.pause(Duration::from_micros(wait.min(SHORT as u64 / 2))).await {
                        return Ok(false);
                    }
                    self.hold_on(self.engine.now()).await?;
                }
            }
        }
    }

    /// Renews the lease before it runs out.
    async fn hold_on(&self, now: i64) -> Result<(), Rejection> {
        let until = *lock(&self.until);
        if until - now > SHORT {
            return Ok(());
        }
        // Whoever comes second meanwhile finds it renewed.
        *lock(&self.until) = now + LEASE;
        let mut held = Lease { destination: self.destination.id, token: self.token, until, deliveries: Vec::new() };
        self.engine.store.write(move |tx| lease::renew(tx, &mut held, now + LEASE)).await?;
        Ok(())
    }

    /// Writes down how each event of a request fared.
    async fn fare(&self, items: &[Item], each: &[(Verdict, Said)], sent: Sent) -> Result<(), Rejection> {
        let now = sent.at + sent.took;
        let worst = each.iter().find(|(verdict, _)| outcome::outcome(verdict) != Outcome::Answered);
        let all_failed = each.iter().all(|(verdict, _)| outcome::outcome(verdict) == Outcome::Failed);
        let told = match worst {
            Some((Verdict::SignIn, said)) => (Outcome::SignIn, Some(said)),
            Some((_, said)) if all_failed => (Outcome::Failed, Some(said)),
            _ => {
                let bad = |verdict: &Verdict| matches!(verdict, Verdict::Refused | Verdict::Throttled { .. });
                (Outcome::Answered, each.iter().find(|(verdict, _)| bad(verdict)).map(|(_, said)| said))
            }
        };
        self.note(told.0, told.1);
        if let Some(after) = each.iter().find_map(|(verdict, _)| match verdict {
            Verdict::Throttled { after } => Some(after.unwrap_or(HOLD)),
            _ => None,
        }) {
            let until = now + after.clamp(1_000_000, 3_600_000_000);
            let (id, per_minute) = (self.destination.id, self.limits.per_minute);
            self.engine.deliver.standing(id, per_minute, |standing| standing.hold_until = until);
        }
        let ended: Vec<Ended> = items
            .iter()
            .zip(each)
            .map(|(item, (verdict, said))| outcome::ended(&item.delivery, &item.told.name, verdict, said, sent, dice()))
            .collect();
        self.write_down(ended, Some(now)).await
    }

    /// What the destination's health learns of a call.
    fn note(&self, outcome: Outcome, said: Option<&Said>) {
        let now = self.engine.now();
        let mut health = lock(&self.health);
        let before = health.breaker;
        health.breaker = health.breaker.after(outcome, now);
        if let Some(said) = said {
            health.said = Some((said.clone(), now));
        }
        if before.state != health.breaker.state {
            self.tell(&before, &health.breaker, said);
        }
    }

    fn tell(&self, before: &Breaker, after: &Breaker, said: Option<&Said>) {
        let (id, platform) = (self.destination.id, self.destination.platform.as_str());
        let code = said.map_or("", |said| said.code.as_str());
        match after.state {
            State::Paused => {
                tracing::warn!(destination = %id, platform, code, "a destination does not let us in; it is paused until a person has acted");
            }
            State::Open => {
                tracing::warn!(destination = %id, platform, code, "a destination is down; it is left alone for a while")
            }
            State::Closed if before.state != State::Closed => {
                tracing::info!(destination = %id, platform, "a destination is back");
            }
            State::Closed | State::HalfOpen => {}
        }
    }

    async fn write_down(&self, ended: Vec<Ended>, sent_at: Option<i64>) -> Result<(), Rejection> {
        let health = {
            let mut health = lock(&self.health);
            if ended.iter().any(|one| one.status.is_there()) {
                health.sent_at = sent_at.or(health.sent_at);
            }
            health.clone()
        };
        let (id, token, now) = (self.destination.id, self.token, self.engine.now());
        let called = sent_at.map(|_| Called { health, version: self.destination.version });
        if ended.is_empty() && called.is_none() {
            return Ok(());
        }
        self.engine.deliver.figures.count(&ended);
        let recorded = self.engine.store.write(move |tx| record(tx, id, token, &ended, called.as_ref(), now)).await?;
        if !recorded.is_same {
            self.is_of_before.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}

fn joined(done: Option<Result<Result<(), Rejection>, tokio::task::JoinError>>) -> Result<(), Rejection> {
    match done {
        None | Some(Ok(Ok(()))) => Ok(()),
        Some(Ok(Err(error))) => Err(error),
        Some(Err(error)) => Err(Rejection::Store(store::Error::Failed(format!("a request ended in a fault: {error}")))),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From 0 to 1.
fn dice() -> f64 {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX)
}
