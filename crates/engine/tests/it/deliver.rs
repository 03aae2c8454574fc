//! The outbox's journey on both engines: what is queued arrives, once under one id, whatever the platform does meanwhile.

use crate::house::{House, SECOND, by_phone, on_both_with};
use domain::draft::destination::NewDestination;

use domain::id::{DestinationId, LeadId};
use domain::lead::draft::{LeadPatch, Rules};
use domain::outbox::breaker::State;
use domain::outbox::{Reason, Status};
use engine::conversions::{deliveries, destinations, send, trial};
use engine::leads;
use engine::outside::{Asked, Call, CallFailure, Called, Fetched, Outside, Reply, Silence};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::deliveries::Delivery;
use store::deliveries::list::Filter;
use tokio::sync::Semaphore;

/// What a scripted platform does with a request.
enum Does {
    Answers(u16, Value),
    Fails(CallFailure),
    /// Never comes back.
    Stalls,
    /// Answers when it is let.
    AnswersLate(Arc<Semaphore>, u16, Value),
}

type Behaviour = Box<dyn FnMut(&Call) -> Does + Send>;

/// A world outside that does as the test says, and keeps what it was asked.
pub struct World {
    behaviour: Mutex<Behaviour>,
    calls: Mutex<Vec<Call>>,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

impl World {
    fn new() -> Arc<Self> {
        let behaviour: Behaviour = Box::new(taken);
        Arc::new(Self { behaviour: Mutex::new(behaviour), calls: Mutex::default() })
    }

    fn does(&self, behaviour: impl FnMut(&Call) -> Does + Send + 'static) {
        *self.behaviour.lock().unwrap() = Box::new(behaviour);
    }

    fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// Event names by event id, over all requests that were answered well.
    fn events(&self) -> Vec<(String, String)> {
        self.calls().iter().flat_map(events).collect()
    }
}

fn body(call: &Call) -> Value {
    serde_json::from_slice(&call.body).unwrap_or_default()
}

fn events(call: &Call) -> Vec<(String, String)> {
    let body = body(call);
    let all = body["data"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    all.iter().map(|event| (text(&event["event_id"]), text(&event["event_name"]))).collect()
}

/// As Meta answers when all is well.
fn taken(call: &Call) -> Does {
    Does::Answers(200, json!({"events_received": events(call).len(), "messages": [], "fbtrace_id": "trace"}))
}

fn refused() -> Does {
    let error = json!({"message": "Invalid parameter", "code": 100, "error_subcode": 2804019, "fbtrace_id": "t"});
    Does::Answers(400, json!({ "error": error }))
}

impl Outside for World {
    fn txt<'a>(&'a self, _: &'a str) -> Asked<'a, Vec<String>> {
        Box::pin(std::future::ready(Err(Silence("not here".into()))))
    }

    fn addresses<'a>(&'a self, _: &'a str) -> Asked<'a, Vec<IpAddr>> {
        Box::pin(std::future::ready(Err(Silence("not here".into()))))
    }

    fn fetch<'a>(&'a self, _: IpAddr, _: &'a str, _: &'a str) -> Asked<'a, Fetched> {
        Box::pin(std::future::ready(Err(Silence("not here".into()))))
    }

    fn call<'a>(&'a self, call: Call) -> Called<'a> {
        let does = (self.behaviour.lock().unwrap())(&call);
        self.calls.lock().unwrap().push(call);
        match does {
            Does::Answers(status, body) => {
                let reply = Reply { status, body: body.to_string().into_bytes(), ..Reply::default() };
                Box::pin(std::future::ready(Ok(reply)))
            }
            Does::Fails(failure) => Box::pin(std::future::ready(Err(failure))),
            Does::Stalls => Box::pin(std::future::pending()),
            Does::AnswersLate(let_go, status, body) => Box::pin(async move {
                drop(let_go.acquire().await);
                Ok(Reply { status, body: body.to_string().into_bytes(), ..Reply::default() })
            }),
        }
    }
}

async fn meta(house: &House, name: &str) -> DestinationId {
    let body = json!({"platform": "meta", "name": name, "settings": {"dataset_id": "123", "test_code": "TEST1"},
        "credentials": {"access_token": format!("token-of-{name}-0123456789")}});
    let new = NewDestination::parse(&body).unwrap();
    destinations::create(&house.engine, &house.who, new).await.unwrap().destination.id
}

async fn all(house: &House) -> Vec<Delivery> {
    let page = deliveries::page(&house.engine, &house.who, Filter::default(), None, 200).await.unwrap();
    page.items.into_iter().rev().collect()
}

/// Waits until the deliveries are as they should be, turning the clock by `step` meanwhile.
async fn until(house: &House, what: &str, step: i64, so: impl Fn(&[Delivery]) -> bool) -> Vec<Delivery> {
    let end = Instant::now() + Duration::from_secs(25);
    loop {
        let now = all(house).await;
        if so(&now) {
            return now;
        }
        let told: Vec<_> = now.iter().map(|d| (d.category, d.status, d.reason, d.said.clone())).collect();
        assert!(Instant::now() < end, "{what}: not so after twenty-five seconds: {told:#?}");
        house.later(step);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn are(status: Status) -> impl Fn(&[Delivery]) -> bool {
    move |all| !all.is_empty() && all.iter().all(|delivery| delivery.status == status)
}

/// A visitor who came by an ad of Meta's.
async fn visitor(house: &House, click: &str) -> LeadId {
    let query = format!("fbclid={click}");
    let tap = house.tap(by_phone("promo", &query, "_fbp=fb.1.1793491200000.77")).await;
    house.settle();
    tap.visit.unwrap().lead.unwrap().id
}

async fn patch(house: &House, lead: LeadId, body: Value) {
    let statuses = domain::workspace::Settings::default().statuses;
    let rules = Rules { country: "ID", currency: "IDR", statuses: &statuses };
    let patch = LeadPatch::parse(&body, rules).unwrap();
    leads::patch(&house.engine, &house.who, lead, None, patch).await.unwrap();
}

fn run(house: &House) {
    let engine = Arc::clone(&house.engine);
    tokio::spawn(async move { engine.background().await });
}

#[test]
fn a_visit_a_form_and_a_sale_arrive_each_once_with_the_leads_hashes_and_click() {
    let world = World::new();
    on_both_with(world.clone(), async |house| {
        world.calls.lock().unwrap().clear();
        house.promo(&[1]).await;
        meta(house, "one").await;
        run(house);
        let lead = visitor(house, "IwAR-Verbatim").await;
        patch(house, lead, json!({"phone": "0812-3456-7890", "name": "Budi Santoso"})).await;
        house.later(60 * SECOND);
        patch(house, lead, json!({"status": "won", "values": {"actual": {"amount": "250000"}}})).await;
        house.later(60 * SECOND);
        patch(house, lead, json!({"status": "lost"})).await;
        patch(house, lead, json!({"status": "won"})).await;
        until(house, "all are sent", SECOND, |all| all.len() == 3 && are(Status::Sent)(all)).await;
        let mut names: Vec<_> = world.events().into_iter().map(|(_, name)| name).collect();
        names.sort();
        assert_eq!(names, ["Click", "Purchase", "ViewContent"], "won twice is one purchase");
        let calls = world.calls();
        let sale = calls.iter().map(body).find(|body| body.to_string().contains("Purchase")).unwrap();
        let event = sale["data"].as_array().unwrap().iter().find(|event| event["event_name"] == "Purchase").unwrap();
        assert_eq!(
            (event["custom_data"]["value"].as_i64(), &event["custom_data"]["currency"]),
            (Some(250_000), &json!("IDR"))
        );
        let user = event["user_data"].to_string();
        assert!(user.contains("dd752605096029a73495a91862983963e1947a834a4300808074185af10bb725"), "{user}");
        assert!(user.contains("IwAR-Verbatim") && user.contains("fb.1.1793491200000.77"), "{user}");
        assert!(calls.iter().all(|call| !String::from_utf8_lossy(&call.body).contains("81234567890")));
        let token = "token-of-one-0123456789";
        assert!(
            calls.iter().all(|call| !call.url.contains(token) && call.headers.iter().any(|(_, v)| v.contains(token)))
        );
    });
}

#[test]
fn an_outage_is_waited_out_and_what_arrives_has_the_id_it_always_had() {
    let world = World::new();
    on_both_with(world.clone(), async |house| {
        house.promo(&[1]).await;
        let id = meta(house, "one").await;
        world.does(|_| Does::Fails(CallFailure::Refused));
        run(house);
        for n in 0..7 {
            visitor(house, &format!("click{n}")).await;
        }
        let down = until(house, "it is left alone", SECOND, |all| all.iter().filter(|d| d.tries > 0).count() > 6).await;
        let ids: BTreeMap<_, _> = down.iter().map(|d| (d.id, d.event_id)).collect();
        let mut opened = false;
        for _ in 0..500 {
            let view = destinations::get(&house.engine, &house.who, id).await.unwrap();
            opened |= matches!(view.health.breaker.state, State::Open | State::HalfOpen);
            if opened {
                assert_eq!(view.health.said.unwrap().0.code, "refused");
                break;
            }
            house.later(SECOND);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(opened, "after so many failures it is left alone");
        world.does(taken);
        world.calls.lock().unwrap().clear();
        let sent = until(house, "all are sent", 20 * SECOND, are(Status::Sent)).await;
        assert_eq!(sent.iter().map(|d| (d.id, d.event_id)).collect::<BTreeMap<_, _>>(), ids);
        let mut heard: Vec<String> = world.events().into_iter().map(|(id, _)| id).collect();
        heard.sort();
        let mut known: Vec<String> = ids.values().map(ToString::to_string).collect();
        known.sort();
        assert_eq!(heard, known, "each once");
        let view = destinations::get(&house.engine, &house.who, id).await.unwrap();
        assert_eq!(view.health.breaker.state, State::Closed);
    });
}

#[test]
fn a_batch_that_is_refused_for_one_is_split_until_the_bad_one_stands_alone() {
    let world = World::new();
    on_both_with(world.clone(), async |house| {
        house.promo(&[1]).await;
        meta(house, "one").await;
        for n in 0..40 {
            visitor(house, &format!("click{n}")).await;
        }
        let bad: Vec<String> = all(house).await.iter().step_by(25).map(|d| d.event_id.to_string()).collect();
        assert_eq!(bad.len(), 4);
        let theirs = bad.clone();
        world.does(
            move |call| {
                if events(call).iter().any(|(id, _)| theirs.contains(id)) { refused() } else { taken(call) }
            },
        );
        run(house);
        let done = until(house, "all have ended", SECOND, |all| all.iter().all(|d| d.status.is_final())).await;
        let refused: Vec<_> = done.iter().filter(|d| d.status == Status::Refused).collect();
        assert_eq!(refused.iter().map(|d| d.event_id.to_string()).collect::<Vec<_>>(), bad);
        assert!(refused.iter().all(|d| d.said.as_ref().is_some_and(|said| said.code == "100/2804019")), "{refused:?}");
        assert!(done.iter().all(|d| d.status.is_there() || d.status == Status::Refused));
        assert!(done.iter().all(|d| d.tries == 1), "a halving is no try of the others");
    });
}

#[test]
fn who_does_not_let_us_in_is_paused_until_a_person_acts_and_nothing_is_lost() {
    let world = World::new();
    on_both_with(world.clone(), async |house| {
        house.promo(&[1]).await;
        let id = meta(house, "one").await;
        world.does(|_| {
            let error = json!({"message": "Error validating access token", "code": 190, "error_subcode": 463});
            Does::Answers(401, json!({ "error": error }))
        });
        run(house);
        visitor(house, "a").await;
        until(house, "it is paused", SECOND, |all| all.iter().any(|d| d.status == Status::Paused)).await;
        visitor(house, "b").await;
        house.later(3_600 * SECOND);
        let calls = world.calls().len();
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert_eq!(world.calls().len(), calls, "nobody knocks again");
        let view = destinations::get(&house.engine, &house.who, id).await.unwrap();
        assert_eq!(view.health.breaker.state, State::Paused);
        assert_eq!(view.health.said.unwrap().0.code, "190/463");
        world.does(taken);
        let body = json!({"credentials": {"access_token": "another-token-0123456789"}});
        destinations::patch(&house.engine, &house.who, id, None, move |platform| {
            domain::draft::destination::DestinationDraft::parse(&body, platform)
        })
        .await
        .unwrap();
        let sent = until(house, "all are sent", SECOND, are(Status::Sent)).await;
        assert_eq!(sent.len(), 4);
    });
}

#[test]
fn the_word_of_an_old_token_does_not_pause_who_was_given_a_new_one_meanwhile() {
    let world = World::new();
    on_both_with(world.clone(), async |house| {
        house.promo(&[1]).await;
        let id = meta(house, "one").await;
        let let_go = Arc::new(Semaphore::new(0));
        let late = let_go.clone();
        world.calls.lock().unwrap().clear();
        world.does(move |call| {
            if call.headers.iter().any(|(_, value)| value.contains("another-token")) {
                return taken(call);
            }
            let error = json!({"message": "Error validating access token", "code": 190, "error_subcode": 463});
            Does::AnswersLate(late.clone(), 401, json!({ "error": error }))
        });
        run(house);
        visitor(house, "a").await;
        until(house, "a call is under way", 0, |_| !world.calls().is_empty()).await;
        let body = json!({"credentials": {"access_token": "another-token-0123456789"}});
        destinations::patch(&house.engine, &house.who, id, None, move |platform| {
            domain::draft::destination::DestinationDraft::parse(&body, platform)
        })
        .await
        .unwrap();
        let_go.add_permits(100);
        let sent = until(house, "all are sent", 0, are(Status::Sent)).await;
        assert_eq!(sent.len(), 2);
        let view = destinations::get(&house.engine, &house.who, id).await.unwrap();
        assert_eq!((view.health.breaker.state, view.health.said), (State::Closed, None));
    });
}

#[test]
fn one_that_stalls_delays_no_other_and_after_a_crash_its_events_go_out_under_the_same_ids() {
    let world = World::new();
    on_both_with(world.clone(), async |house| {
        house.promo(&[1]).await;
        let stuck = meta(house, "stuck").await;
        let well = meta(house, "well").await;
        world.does(|call| {
            let is_stuck = call.headers.iter().any(|(_, value)| value.contains("token-of-stuck"));
            if is_stuck { Does::Stalls } else { taken(call) }
        });
        run(house);
        visitor(house, "a").await;
        let now = until(house, "the other is sent", SECOND, |all| {
            all.iter().filter(|d| d.destination == well).all(|d| d.status == Status::Sent)
                && all.iter().filter(|d| d.destination == stuck).all(|d| d.status == Status::Sending)
        })
        .await;
        let ids: Vec<_> = now.iter().filter(|d| d.destination == stuck).map(|d| d.event_id.to_string()).collect();
        // The process is gone in the middle of the call.
        house.crash();
        world.does(taken);
        world.calls.lock().unwrap().clear();
        run(house);
        // It is the same node: it need not wait for its lease to run out.
        until(house, "all are sent", 0, are(Status::Sent)).await;
        let mut heard: Vec<_> = world.events().into_iter().map(|(id, _)| id).collect();
        heard.sort();
        let mut ids = ids;
        ids.sort();
        assert_eq!(heard, ids);
    });
}

#[test]
fn a_sale_without_its_value_waits_for_it_and_a_withdrawn_consent_is_heeded_when_it_is_sent() {
    let world = World::new();
    on_both_with(world.clone(), async |house| {
        house.promo(&[1]).await;
        meta(house, "one").await;
        run(house);
        let lead = visitor(house, "a").await;
        patch(house, lead, json!({"status": "purchase"})).await;
        until(house, "it waits for its value", SECOND, |all| {
            all.iter().any(|d| d.reason == Some(Reason::NoValue) && d.status == Status::Skipped)
        })
        .await;
        patch(house, lead, json!({"values": {"actual": {"amount": "99000"}}})).await;
        let all = until(house, "all are sent", SECOND, are(Status::Sent)).await;
        assert_eq!(all.len(), 3);
        let wish = send::Wish::parse(&json!({"category": "qualified_lead"})).unwrap();
        let made = send::send(&house.engine, &house.who, lead, wish.clone()).await.unwrap();
        assert_eq!(made.len(), 1);
        assert!(send::send(&house.engine, &house.who, lead, wish).await.unwrap().is_empty(), "once for a lead");
        for (body, field, code) in [
            (json!({"category": "purchase", "value": {"amount": "-5"}}), "value.amount", "money_negative"),
            (json!({"category": "purchase", "value": {"amount": "1e9"}}), "value.amount", "money_not_an_amount"),
            (
                json!({"category": "purchase", "value": {"amount": "5", "currency": "XXQ"}}),
                "value.currency",
                "unknown_currency",
            ),
        ] {
            let wish = send::Wish::parse(&body).unwrap();
            match send::send(&house.engine, &house.who, lead, wish).await {
                Err(engine::Rejection::Invalid(faults)) => {
                    assert_eq!((faults[0].field.as_str(), faults[0].code), (field, code))
                }
                other => panic!("{body}: {other:?}"),
            }
        }
    });
}

#[test]
fn a_test_event_goes_the_way_of_all_others_and_its_story_says_what_came_of_it() {
    let world = World::new();
    on_both_with(world.clone(), async |house| {
        world.calls.lock().unwrap().clear();
        house.promo(&[1]).await;
        let id = meta(house, "one").await;
        run(house);
        let queued = trial::test(&house.engine, &house.who, id, None).await.unwrap();
        until(house, "it is sent", SECOND, are(Status::Sent)).await;
        let story = deliveries::story(&house.engine, &house.who, queued.id).await.unwrap();
        assert_eq!((story.tries.len(), story.delivery.status), (1, Status::Sent));
        assert_eq!(story.tries[0].said.trace, "trace");
        let payload = story.payload.unwrap().to_string();
        assert!(payload.contains("192.0.2.…") && !payload.contains("192.0.2.10"), "{payload}");
        let verified = trial::verify(&house.engine, &house.who, id).await.unwrap();
        assert!(verified.verdict.is_some());
        // Once more: the platform knows the id.
        let again = deliveries::Again { filter: Filter::default(), only: Some(queued.id), force: false };
        let replayed = deliveries::again(&house.engine, &house.who, again).await.unwrap();
        assert_eq!(replayed.queued, 1);
        until(house, "it is sent again", SECOND, |all| all[0].tries == 2 && all[0].status == Status::Sent).await;
        let heard = world.events();
        assert!(heard.iter().all(|(event, _)| *event == queued.event_id.to_string()), "{heard:?}");
        let progress = deliveries::progress(&house.engine, &house.who, replayed.id.unwrap()).await.unwrap();
        assert_eq!(deliveries::ended(&progress), (1, 1));
        // After the platform's window it would count twice.
        house.later(3 * 86_400 * SECOND);
        let again = deliveries::Again { filter: Filter::default(), only: Some(queued.id), force: false };
        match deliveries::again(&house.engine, &house.who, again).await {
            Err(engine::Rejection::Conflict(faults)) => assert_eq!(faults[0].code, "delivery_would_repeat"),
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn what_is_too_old_expires_instead_of_spoiling_its_batch() {
    let world = World::new();
    on_both_with(world.clone(), async |house| {
        house.promo(&[1]).await;
        let id = meta(house, "one").await;
        visitor(house, "old").await;
        house.later(8 * 86_400 * SECOND);
        visitor(house, "new").await;
        run(house);
        let all = until(house, "all have ended", SECOND, |all| all.iter().all(|d| d.status.is_final())).await;
        let of = |status| all.iter().filter(|d| d.status == status).count();
        assert_eq!((of(Status::Expired), of(Status::Sent)), (2, 2));
        assert!(
            all.iter()
                .filter(|d| d.status == Status::Expired)
                .all(|d| d.reason == Some(Reason::TooOld) && d.tries == 0)
        );
        let view = destinations::get(&house.engine, &house.who, id).await.unwrap();
        assert_eq!((view.glance.ended["sent"], view.glance.ended["expired"], view.glance.waiting), (2, 2, 0));
    });
}
