//! The way of a visit, from the tap to the rows.

use crate::house::{SECOND, Tap, by_phone, name, on_both};
use domain::classify::Method;
use domain::visit::{Kind, Step};
use engine::click::Request;
use engine::links;
use serde_json::json;

fn names(taps: &[Tap]) -> String {
    taps.iter().map(name).collect()
}

fn lead(tap: &Tap) -> domain::id::LeadId {
    tap.visit.as_ref().unwrap().lead.unwrap().id
}

#[test]
fn new_visitors_come_to_the_members_in_turn_and_by_weight() {
    on_both(async |house| {
        house.promo(&[2, 1, 1]).await;
        let mut taps = Vec::new();
        for _ in 0..8 {
            taps.push(house.new_visitor().await);
        }
        let got = names(&taps);
        assert_eq!(got.matches('A').count(), 4, "{got}");
        assert_eq!(got.matches('B').count(), 2, "{got}");
        assert!(taps[0].location.starts_with("https://wa.me/62812345678"), "{}", taps[0].location);
        assert!(taps[0].location.contains("%5BK-"), "{}", taps[0].location);
    });
}

#[test]
fn a_returning_visitor_keeps_the_person_through_restarts_and_takes_no_turn() {
    on_both(async |house| {
        house.promo(&[1, 1, 1]).await;
        let first = house.new_visitor().await;
        let second = house.new_visitor().await;
        house.later(60 * SECOND);
        let again = house.comes_back(&second.cookie).await;
        assert_eq!(name(&again), name(&second));
        assert!(again.visit.as_ref().unwrap().turn.is_none());
        house.restart();
        house.later(24 * 3600 * SECOND);
        assert_eq!(name(&house.comes_back(&first.cookie).await), name(&first));
        // The third turn is C's although the house was closed in between.
        assert_eq!(name(&house.new_visitor().await), 'C');
    });
}

#[test]
fn turns_that_were_answered_but_not_projected_count_after_a_crash() {
    on_both(async |house| {
        house.promo(&[1, 1, 1, 1]).await;
        let mut got = String::new();
        for round in 0..12 {
            got.push(name(&house.new_visitor().await));
            if round % 3 == 1 {
                house.crash();
            }
        }
        assert_eq!(got, "ABCDABCDABCD");
    });
}

#[test]
fn the_same_visitor_within_ten_seconds_is_the_same_visit() {
    on_both(async |house| {
        house.promo(&[1, 1]).await;
        let first = house.new_visitor().await;
        house.later(3 * SECOND);
        let again = house.comes_back(&first.cookie).await;
        assert_eq!(name(&again), name(&first));
        let visit = again.visit.unwrap();
        assert!(visit.repeat && visit.turn.is_none());
        assert!(visit.steps.contains(&Step::Repeated));
        house.later(10 * SECOND);
        assert!(!house.comes_back(&first.cookie).await.visit.unwrap().repeat);
    });
}

#[test]
fn a_switch_diverts_from_the_next_click_on_and_the_new_agent_stays() {
    on_both(async |house| {
        let link = house.promo(&[1, 1]).await;
        let first = house.new_visitor().await;
        assert_eq!(name(&first), 'A');
        let patch = domain::draft::member::MemberPatch::parse(&json!({"active": false}), "ID").unwrap();
        let member = link.seats[0].seat.member.id;
        links::patch_member(&house.engine, &house.who, link.link.id, member, None, patch).await.unwrap();
        house.later(60 * SECOND);
        let diverted = house.comes_back(&first.cookie).await;
        assert_eq!(name(&diverted), 'B');
        assert!(diverted.visit.unwrap().steps.iter().any(|s| matches!(s, Step::AgentOff { name } if name == "A")));
        let patch = domain::draft::member::MemberPatch::parse(&json!({"active": true}), "ID").unwrap();
        links::patch_member(&house.engine, &house.who, link.link.id, member, None, patch).await.unwrap();
        house.later(60 * SECOND);
        assert_eq!(name(&house.comes_back(&diverted.cookie).await), 'B');
    });
}

#[test]
fn machines_take_no_turn_make_no_lead_and_get_no_cookie() {
    on_both(async |house| {
        house.promo(&[1, 1]).await;
        let with = |user_agent, method| {
            let mut request: Request<'_> = by_phone("promo", "", "");
            request.headers.user_agent = user_agent;
            request.method = method;
            request
        };
        let preview = house.tap(with("WhatsApp/2.23.20.0 A", Method::Get)).await;
        assert!(preview.location.starts_with("Preview"), "{}", preview.location);
        let bot = house.tap(with("Googlebot/2.1 (+http://www.google.com/bot.html)", Method::Get)).await;
        assert_eq!(bot.visit.as_ref().unwrap().kind, Kind::Bot);
        assert!(bot.location.starts_with("https://wa.me/"), "{}", bot.location);
        let head = house.tap(with(crate::house::PHONE, Method::Head)).await;
        assert_eq!(head.visit.as_ref().unwrap().kind, Kind::Head);
        let mut prefetch = by_phone("promo", "", "");
        prefetch.headers.x_purpose = "preview";
        let prefetch = house.tap(prefetch).await;
        assert!(prefetch.location.starts_with("ComeAgain"), "{}", prefetch.location);
        for tap in [&preview, &bot, &head, &prefetch] {
            assert!(tap.cookie.is_empty());
            let visit = tap.visit.as_ref().unwrap();
            assert!(visit.lead.is_none() && visit.turn.is_none());
        }
        assert_eq!(name(&house.new_visitor().await), 'A');
    });
}

#[test]
fn the_same_click_id_in_another_browser_of_the_phone_is_the_same_visitor() {
    on_both(async |house| {
        house.promo(&[1, 1]).await;
        let mut in_app = by_phone("promo", "fbclid=IwAR0abc", "");
        in_app.headers.user_agent = "Mozilla/5.0 (Linux; Android 14; SM-A546E; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/480.0.0.54.88;]";
        let first = house.tap(in_app).await;
        house.settle();
        house.restart();
        house.later(3600 * SECOND);
        let chrome = by_phone("promo", "fbclid=IwAR0abc", "");
        let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
        // The last day's click ids are read back behind the first answers.
        let second = loop {
            let tap = house.tap(chrome).await;
            if lead(&tap) == lead(&first) || std::time::Instant::now() > until {
                break tap;
            }
        };
        assert_eq!(lead(&first), lead(&second));
        assert_eq!(name(&first), name(&second));
    });
}

#[test]
fn there_is_no_dead_end() {
    on_both(async |house| {
        house
            .link(json!({"slug": "empty", "name": "Empty", "pool": {"method": "round_robin", "members": []},
                         "fallback": {"url": "https://example.com/contact"}}))
            .await;
        let tap = house.tap(by_phone("empty", "", "")).await;
        assert_eq!(tap.location, "https://example.com/contact");
        assert!(!tap.cookie.is_empty(), "the visitor is a lead all the same");
        house.link(json!({"slug": "nobody", "name": "Nobody"})).await;
        assert_eq!(house.tap(by_phone("nobody", "", "")).await.location, "leave-number");
    });
}

#[test]
fn what_was_answered_stands_in_the_store_once_with_its_lead_and_figures() {
    on_both(async |house| {
        let link = house.promo(&[1, 1]).await;
        let first = house.tap(by_phone("promo", "utm_source=ig&utm_campaign=ramadan&fbclid=abc", "")).await;
        house.later(60 * SECOND);
        house.comes_back(&first.cookie).await;
        house.later(SECOND);
        house.comes_back(&first.cookie).await;
        house.new_visitor().await;
        house.crash();
        house.settle();
        let id = first.visit.unwrap().lead.unwrap().id;
        let (who, codes) = (house.who.workspace, house.engine.codes().clone());
        let (visits, lead, turns) = house
            .engine
            .store
            .read(move |tx| {
                let visits = store::visitors::latest(tx, domain::id::VisitId(i64::MAX), 100)?;
                let lead = store::leads::get(tx, who, id)?;
                Ok((visits, lead, store::links::get(tx, who, link.link.id)?))
            })
            .await
            .unwrap();
        assert_eq!(visits.len(), 4);
        assert!(turns.is_some());
        let lead = lead.unwrap();
        assert_eq!(lead.visit_count, 2);
        assert_eq!(lead.first_touch.origin.utm.campaign, "ramadan");
        assert_eq!(lead.source, "ads");
        assert!(lead.last_touch.is_some());
        assert_eq!(codes.decode(codes.encode(id).as_str()), Some(id));
    });
}

#[test]
fn parameters_of_the_address_become_the_leads_own_fields() {
    on_both(async |house| {
        house.promo(&[1]).await;
        let first = house.tap(by_phone("promo", "k_budget=50jt&k_city=Bandung", "")).await;
        house.settle();
        house.later(60 * SECOND);
        house.tap(by_phone("promo", "K_budget=75jt", &first.cookie)).await;
        house.settle();
        let (workspace, id) = (house.who.workspace, lead(&first));
        let lead = house.engine.store.read(move |tx| store::leads::get(tx, workspace, id)).await.unwrap().unwrap();
        assert_eq!(json!(lead.custom_fields), json!({"budget": "75jt", "city": "Bandung"}));
    });
}
