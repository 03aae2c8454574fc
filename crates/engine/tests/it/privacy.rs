//! A person's word on being told of.

use crate::house::{House, SECOND, by_phone, on_both};
use domain::conversion::Consent;
use domain::draft::destination::NewDestination;
use domain::draft::suppression::Whom;
use domain::id::LeadId;
use domain::lead::Lead;
use domain::lead::draft::{LeadPatch, Rules};
use domain::outbox::{Reason, Status};
use engine::conversions::{deliveries, destinations, suppressions};
use engine::leads::erase::{erase, preview};
use engine::leads::{self, Happening};
use serde_json::{Value, json};
use store::deliveries::Delivery;
use store::deliveries::list::Filter;

async fn meta(house: &House) {
    let body = json!({"platform": "meta", "name": "one", "settings": {"dataset_id": "123"},
        "credentials": {"access_token": "token-0123456789"}});
    destinations::create(&house.engine, &house.who, NewDestination::parse(&body).unwrap()).await.unwrap();
}

async fn patch(house: &House, lead: LeadId, body: Value) -> Lead {
    let statuses = domain::workspace::Settings::default().statuses;
    let rules = Rules { country: "ID", currency: "IDR", statuses: &statuses };
    let patch = LeadPatch::parse(&body, rules).unwrap();
    leads::patch(&house.engine, &house.who, lead, None, patch).await.unwrap()
}

async fn outbox(house: &House) -> Vec<Delivery> {
    deliveries::page(&house.engine, &house.who, Filter::default(), None, 200).await.unwrap().items
}

fn fates(all: &[Delivery]) -> Vec<(Status, Option<Reason>)> {
    all.iter().map(|delivery| (delivery.status, delivery.reason)).collect()
}

async fn visitor(house: &House) -> LeadId {
    let tap = house.tap(by_phone("promo", "fbclid=IwAR-1", "")).await;
    house.settle();
    tap.visit.unwrap().lead.unwrap().id
}

#[test]
fn what_a_person_said_is_kept_with_time_and_words_and_a_withdrawal_stops_what_waits() {
    on_both(async |house| {
        house.promo(&[1]).await;
        meta(house).await;
        let lead = visitor(house).await;
        let given = patch(house, lead, json!({"consent": {"state": "given", "text": "Yes, gladly"}})).await;
        let record = given.consent.clone().unwrap();
        assert_eq!(
            (record.state, record.at, record.text.as_str(), record.by.as_str()),
            (Consent::Given, house.engine.now(), "Yes, gladly", house.who.actor.name.as_str())
        );
        assert_eq!(fates(&outbox(house).await), [(Status::Pending, None), (Status::Pending, None)]);

        house.later(60 * SECOND);
        // Said again, or sent back as it was answered: nothing new.
        for same in [json!({"state": "given"}), json!({"state": "given", "text": "Yes, gladly", "at": "x", "by": "y"})]
        {
            assert_eq!(patch(house, lead, json!({ "consent": same })).await, given);
        }
        assert_eq!(patch(house, lead, json!({"consent": null})).await, given);

        let refused = patch(house, lead, json!({"consent": {"state": "refused", "text": "No more"}})).await;
        assert_eq!(refused.consent.as_ref().map(|record| record.state), Some(Consent::Refused));
        assert_eq!(refused.consent.as_ref().map(|record| record.at), Some(house.engine.now()));
        let skipped = (Status::Skipped, Some(Reason::ConsentRefused));
        let all = outbox(house).await;
        assert_eq!(fates(&all), [skipped, skipped]);
        assert!(all.iter().all(|delivery| delivery.next_at.is_none()));
        let glance = destinations::list(&house.engine, &house.who, None, 10).await.unwrap().items[0].glance.clone();
        assert_eq!((glance.ended.get("skipped"), glance.waiting), (Some(&2), 0));

        let story = leads::timeline(&house.engine, &house.who, lead, None, 20).await.unwrap().items;
        let said: Vec<_> = story
            .iter()
            .filter_map(|item| match item {
                Happening::Change(change) if change.field == "consent" => {
                    Some((change.before.as_deref(), change.after.as_deref()))
                }
                _ => None,
            })
            .collect();
        assert_eq!(said, [(Some("given: Yes, gladly"), Some("refused: No more")), (None, Some("given: Yes, gladly"))]);
        let audit = engine::audit::list(&house.engine, &house.who, Default::default(), None, 20).await.unwrap();
        let actions: Vec<_> =
            audit.items.iter().filter(|line| line.noun == "lead").map(|line| line.action.as_str()).collect();
        assert_eq!(actions, ["lead.consent_withdrawn", "lead.consent_given"]);
        let told = audit.items.iter().any(|line| format!("{line:?}").contains("gladly"));
        assert!(!told, "the change history does not hold the person's words");
    });
}

#[test]
fn of_a_lead_that_is_on_the_list_nothing_waits_to_be_told() {
    on_both(async |house| {
        house.promo(&[1]).await;
        meta(house).await;
        let lead = visitor(house).await;
        patch(house, lead, json!({"phone": "0812-3456-7890"})).await;
        let put = suppressions::add(&house.engine, &house.who, Whom::Lead(lead)).await.unwrap();
        assert_eq!((put.len(), put[0].kind.as_str(), put[0].why.as_str()), (1, "phone", "asked"));
        assert_eq!(put[0].by.as_deref(), Some(house.who.actor.name.as_str()));
        assert_eq!(suppressions::of_lead(&house.engine, &house.who, lead).await.unwrap(), put);
        let skipped = (Status::Skipped, Some(Reason::Suppressed));
        assert_eq!(fates(&outbox(house).await), [skipped, skipped]);
        let start = suppressions::read_fingerprint(&suppressions::fingerprint(&put[0])).unwrap();
        suppressions::remove(&house.engine, &house.who, start).await.unwrap();
        let left = suppressions::list(&house.engine, &house.who, None, 10).await.unwrap();
        assert!(left.items.is_empty());
    });
}

#[test]
fn a_pasted_list_is_put_there_at_once_looked_up_and_a_lead_is_taken_off_with_all_it_has() {
    on_both(async |house| {
        house.promo(&[1]).await;
        let lead = visitor(house).await;
        patch(house, lead, json!({"phone": "0812-3456-7890", "email": "Ani@Example.com"})).await;
        let list = "+6281234567890\nani@example.com, 0812 3456 7891";
        let many = || domain::draft::suppression::many(list, "ID").unwrap();
        let added = suppressions::add_many(&house.engine, &house.who, many()).await.unwrap();
        assert_eq!((added.new, added.lines.len()), (3, 3));
        let again = suppressions::add_many(&house.engine, &house.who, many()).await.unwrap();
        assert_eq!((again.new, &again.lines), (0, &added.lines));
        assert_eq!(suppressions::find(&house.engine, &house.who, many()).await.unwrap(), added.lines);
        // Pages meet, by the place that each ends with.
        let page = async |after: Option<&str>| {
            let after = after.and_then(suppressions::read_place);
            suppressions::list(&house.engine, &house.who, after, 2).await.unwrap()
        };
        let first = page(None).await;
        let second = page(Some(&suppressions::place(&first.items[1]))).await;
        assert_eq!((first.more, second.more, second.items.len()), (true, false, 1));
        assert!(!first.items.contains(&second.items[0]));
        assert_eq!(suppressions::remove_lead(&house.engine, &house.who, lead).await.unwrap(), 2);
        assert_eq!(suppressions::of_lead(&house.engine, &house.who, lead).await.unwrap(), []);
        assert_eq!(suppressions::find(&house.engine, &house.who, many()).await.unwrap().len(), 1);
    });
}

#[test]
fn what_an_erasure_would_come_to_is_said_before_to_those_who_may_erase() {
    on_both(async |house| {
        house.promo(&[1]).await;
        meta(house).await;
        let lead = visitor(house).await;
        leads::add_note(&house.engine, &house.who, lead, "Called").await.unwrap();
        let (_, coming) = preview(&house.engine, &house.who, lead).await.unwrap();
        assert_eq!((coming.notes, coming.waiting, coming.has_contact), (1, 2, false));
        assert_eq!(leads::waiting(&house.engine, &house.who, lead).await.unwrap(), 2);
        let agent = domain::actor::Who { role: domain::role::Role::Agent, ..house.who.clone() };
        assert_eq!(preview(&house.engine, &agent, lead).await, Err(engine::Rejection::Forbidden));
        let done = erase(&house.engine, &house.who, lead, true).await.unwrap();
        assert_eq!((done.stopped, done.removed.notes, done.suppressed), (2, 1, 0));
    });
}

/// A tap by the promo link that carries this cookie.
async fn comes(house: &House, cookie: &str) -> (Option<LeadId>, bool, String) {
    let tap = house.tap(by_phone("promo", "", cookie)).await;
    let lead = tap.visit.unwrap().lead;
    (lead.map(|lead| lead.id), lead.is_some_and(|lead| lead.is_new), tap.cookie)
}

#[test]
fn an_erased_person_who_comes_again_is_somebody_new_by_cookie_and_by_click_after_a_restart_too() {
    on_both(async |house| {
        house.promo(&[1]).await;
        meta(house).await;
        let tap = house.tap(by_phone("promo", "fbclid=IwAR-1", "")).await;
        house.settle();
        let lead = tap.visit.unwrap().lead.unwrap().id;
        patch(house, lead, json!({"phone": "0812-3456-7890", "name": "Siti"})).await;
        let done = erase(&house.engine, &house.who, lead, true).await.unwrap();
        assert_eq!((done.removed.visits, done.stopped, done.suppressed), (1, 2, 1));
        assert_eq!(done.erased_at, house.engine.now());
        let list = suppressions::list(&house.engine, &house.who, None, 10).await.unwrap().items;
        assert_eq!((list.len(), list[0].why.as_str()), (1, "erased"));

        house.later(60 * SECOND);
        let click = house.tap(by_phone("promo", "fbclid=IwAR-1", "")).await.visit.unwrap().lead.unwrap();
        assert!(click.is_new && click.id != lead, "the same click is no more theirs");
        let (second, is_new, fresh) = comes(house, &tap.cookie).await;
        assert!(is_new && second != Some(lead));
        house.later(60 * SECOND);
        assert_eq!(comes(house, &fresh).await.0, second, "and is known from then on by the new cookie");
        house.settle();
        house.restart();
        house.later(60 * SECOND);
        let (third, is_new, _) = comes(house, &tap.cookie).await;
        assert!(is_new && third != Some(lead), "a node that has just started asks the store");
        house.settle();

        let stone = leads::get(&house.engine, &house.who, lead).await.unwrap();
        assert_eq!((stone.name, stone.phone, stone.visit_count), (None, None, 1));
        // Erased is erased: nothing is written down of them, and once more is no more.
        let again = erase(&house.engine, &house.who, lead, true).await.unwrap();
        assert_eq!((again.erased_at, again.stopped, again.suppressed), (done.erased_at, 0, 0));
        let note = leads::add_note(&house.engine, &house.who, lead, "her name was Siti").await;
        assert!(matches!(note, Err(engine::Rejection::Conflict(_))), "{note:?}");
        let change = LeadPatch { status: Some("hot".into()), ..LeadPatch::default() };
        let change = leads::patch(&house.engine, &house.who, lead, None, change).await;
        assert!(matches!(change, Err(engine::Rejection::Conflict(_))), "{change:?}");
        let audit = engine::audit::list(&house.engine, &house.who, Default::default(), None, 50).await.unwrap();
        assert_eq!(audit.items.iter().filter(|line| line.action == "lead.erased").count(), 1);
    });
}
