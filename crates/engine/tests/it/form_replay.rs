//! A draft run over the past of a link with a form: what was decided when a form was sent is decided anew, and what was
//! never sent is counted and left out.

use crate::house::{House, SECOND, by_phone, on_both};
use domain::draft::replay::ReplayDraft;
use domain::form::check::Typed;
use domain::language::Locale;
use domain::visit::Entry;
use engine::click::{Answer, Clicked, Request, SentForm};
use engine::links::LinkView;
use engine::replay::{Replayed, Stop, replay};
use serde_json::{Value, json};
use store::Statement;
use store::testing::history::Dice;

async fn keep(house: &House, clicked: &Clicked<'_>) {
    if let Some(entry) = &clicked.entry {
        let lead = clicked.lead.map(|lead| lead.0);
        house.engine.journal.append(entry, lead, house.engine.journal.direct_lane()).await.unwrap();
    }
}

/// A link with a form, so many members, and these rules.
async fn promo(house: &House, members: usize, rules: Value) -> LinkView {
    let members: Vec<Value> = (0..members)
        .map(|n| json!({"name": char::from(b'A' + n as u8).to_string(), "number": format!("+62812345678{n:02}")}))
        .collect();
    house
        .link(json!({
            "slug": "promo", "name": "Promo", "message": "Hi {{name}}, {{code}}", "rules": rules,
            "pool": {"method": "round_robin", "members": members}, "form": {"enabled": true, "name": "required"}
        }))
        .await
}

/// Somebody who was shown the form.
struct Person {
    query: String,
    language: &'static str,
    cookie: String,
    token: String,
}

impl Person {
    fn request(&self) -> Request<'_> {
        let mut request = by_phone("promo", &self.query, &self.cookie);
        request.headers.accept_language = self.language;
        request
    }

    async fn tap(house: &House, query: &str, language: &'static str, cookie: &str) -> Self {
        let mut person = Self { query: query.to_owned(), language, cookie: cookie.to_owned(), token: String::new() };
        let clicked = house.engine.click(&person.request()).await;
        keep(house, &clicked).await;
        let Answer::Form { view, cookie, .. } = clicked.answer else { panic!("the form comes first: {clicked:?}") };
        person.cookie = cookie.map(|c| format!("giliran_visitor={c}")).unwrap_or_default();
        person.token = view.token;
        person
    }

    async fn send(&self, house: &House) {
        let typed = [("form", self.token.as_str()), ("name", "Dewi"), ("website", "")];
        let typed = Typed(typed.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        let request = self.request();
        let sent = house.engine.send_form(&request, &typed, Locale::Id).await;
        let SentForm::Done { clicked, .. } = sent else { panic!("taken: {sent:?}") };
        keep(house, &clicked).await;
    }
}

async fn run(house: &House, link: &LinkView, draft: Value) -> Replayed {
    house.settle();
    replay(&house.engine, &house.who, link.link.id, ReplayDraft::parse(&draft).unwrap()).await.unwrap()
}

#[test]
fn a_sent_form_is_a_decision_like_any_other_and_one_that_was_not_sent_is_none() {
    on_both(async |house| {
        let link = promo(house, 3, json!([])).await;
        let mut people = Vec::new();
        for n in 0..6 {
            people.push(Person::tap(house, &format!("utm_campaign={}", ["a", "b"][n % 2]), "id", "").await);
        }
        house.later(20 * SECOND);
        // Two never send it; one presses twice; one taps again within ten seconds and sends the second page.
        people[0].send(house).await;
        people[1].send(house).await;
        people[1].send(house).await;
        let first = Person::tap(house, "utm_campaign=a", "id", "").await;
        house.later(4 * SECOND);
        let second = Person::tap(house, "utm_campaign=a", "id", &first.cookie).await;
        house.later(2 * SECOND);
        second.send(house).await;
        house.later(60 * SECOND);
        people[2].send(house).await;
        people[3].send(house).await;

        let same = run(house, &link, json!({})).await;
        assert_eq!((same.visits, same.forms, same.not_sent, same.undecided), (5, 5, 2, 0), "{same:?}");
        assert_eq!(same.moved, 0, "{same:?}");
        let given: Vec<u64> = same.shares.iter().map(|share| share.before).collect();
        assert_eq!(given, [2, 2, 1], "{same:?}");

        let to = json!({"name": "a", "when": {"field": "utm_campaign", "op": "equal", "value": "a"},
                        "then": {"pool": true}});
        let off = json!({"rules": [to], "pool": {"members": [{"id": link.seats[0].seat.member.id, "active": false}]}});
        let moved = run(house, &link, off).await;
        assert_eq!(moved.visits, 5);
        let of_first = moved.shares.iter().find(|share| share.stop == Stop::Member(link.seats[0].seat.member.id));
        assert_eq!(of_first.map(|share| (share.before, share.after)), Some((2, 0)), "{moved:?}");
        // The example is the visit that was shown the form, which can be looked at.
        for example in moved.moves.iter().flat_map(|one| &one.examples) {
            engine::visits::get(&house.engine, &house.who, *example).await.unwrap();
        }
        assert!(moved.moves.iter().any(|one| !one.examples.is_empty()), "{moved:?}");
    });
}

/// Rules of every kind that a visit before a form may be asked for, each to a channel of its own.
async fn rules(house: &House) -> Value {
    let mut rules = Vec::new();
    for (name, when) in [
        ("ig", json!({"field": "utm_source", "op": "equal", "value": "ig"})),
        ("spanish", json!({"field": "language", "op": "in_list", "value": ["es"]})),
        ("vip", json!({"field": "query", "key": "tier", "op": "equal", "value": ["vip"]})),
        (
            "new",
            json!({"all": [{"field": "visitor", "op": "is", "value": "new"},
                               {"field": "utm_campaign", "op": "starts_with", "value": ["x"]}]}),
        ),
        (
            "late",
            json!({"field": "schedule", "op": "within", "value":
            {"time_zone": "UTC", "days": ["sun", "mon"], "from": "02:00", "to": "05:00"}}),
        ),
    ] {
        let channel = json!({"kind": "website", "name": name, "url": format!("https://example.com/{name}")});
        let draft = domain::draft::channel::NewChannel::parse(&channel, "ID").unwrap();
        let made = engine::channels::create(&house.engine, &house.who, draft).await.unwrap();
        rules.push(json!({"name": name, "when": when, "then": {"channel_id": made.id.to_string()}}));
    }
    rules.into()
}

/// The same people with the same phones at the same hours.
async fn past(house: &House, seed: u64) {
    let mut dice = Dice(seed);
    for _ in 0..60 {
        let query = format!(
            "utm_source={}&utm_campaign={}&tier={}",
            dice.of(&["ig", "fb", ""]),
            dice.of(&["x1", "y2", ""]),
            dice.of(&["vip", "plain"])
        );
        let person = Person::tap(house, &query, dice.of(&["id", "es", "en"]), "").await;
        house.later(dice.below(900) as i64 * SECOND + 2 * SECOND);
        for _ in 0..dice.below(3) {
            person.send(house).await;
        }
        house.later(dice.below(900) as i64 * SECOND);
    }
}

/// Where decisions were led, by the names of the places.
fn places(replayed: &Replayed, of: fn(&engine::replay::Share) -> u64) -> Vec<(String, u64)> {
    let mut places: Vec<_> = replayed.shares.iter().map(|share| (share.name.clone(), of(share))).collect();
    places.retain(|(_, visits)| *visits > 0);
    places.sort();
    places
}

#[test]
fn a_draft_leads_past_forms_where_a_link_that_had_it_led_them() {
    for seed in [3, 17] {
        let led = std::cell::RefCell::new(Vec::new());
        let live = std::cell::RefCell::new(Vec::new());
        on_both(async |house| {
            let draft = rules(house).await;
            let link = promo(house, 1, draft).await;
            past(house, seed).await;
            let own = run(house, &link, json!({})).await;
            assert_eq!(own.moved, 0, "{own:?}");
            live.borrow_mut().push((own.visits, own.not_sent, places(&own, |share| share.before)));
        });
        on_both(async |house| {
            let draft = rules(house).await;
            // What nobody asked for was not kept: that is told, and here somebody asked.
            let asks = json!([{"name": "asks", "when": {"field": "query", "key": "tier", "op": "equal", "value": ["-"]},
                               "then": {"pool": true}}]);
            let link = promo(house, 1, asks).await;
            past(house, seed).await;
            let drafted = run(house, &link, json!({"rules": draft})).await;
            led.borrow_mut().push((drafted.visits, drafted.not_sent, places(&drafted, |share| share.after)));
        });
        assert_eq!(led, live);
        let live = live.into_inner();
        assert!(live[0].0 > 20 && live[0].1 > 5 && live[0].2.len() >= 4, "{live:?}");
        assert_eq!(live[0], live[1], "both stores say the same");
    }
}

#[test]
fn a_form_that_an_earlier_version_overwrote_is_counted_and_left_out() {
    on_both(async |house| {
        let link = promo(house, 2, json!([])).await;
        for _ in 0..3 {
            let person = Person::tap(house, "", "id", "").await;
            house.later(2 * SECOND);
            person.send(house).await;
        }
        house.settle();
        let one = Statement::new("one", "SELECT id, details FROM form_answers ORDER BY id LIMIT 1");
        let write = Statement::new("overwrite", "UPDATE form_answers SET details = $1 WHERE id = $2");
        let overwritten = house.engine.store.write(move |tx| {
            let (id, details): (i64, Vec<u8>) = tx.one(&one, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let Ok(Entry::FormSent(mut sent)) = postcard::from_bytes(&details) else { panic!("a form") };
            (sent.visit.repeat, sent.visit.turn) = (true, None);
            let details = postcard::to_stdvec(&Entry::FormSent(sent)).unwrap();
            tx.execute(&write, &[(&details).into(), id.into()])
        });
        assert_eq!(overwritten.await.unwrap(), 1);
        let same = run(house, &link, json!({})).await;
        assert_eq!((same.visits, same.forms, same.not_sent, same.undecided), (2, 2, 0, 1), "{same:?}");
    });
}
