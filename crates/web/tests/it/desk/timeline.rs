//! A lead's page tells what platforms were told, each line leading to its delivery.

use super::{Browser, link};
use crate::house::visit_of;
use domain::actor::Who;
use domain::draft::destination::NewDestination;
use domain::role::Role;
use engine::conversions::{deliveries, destinations};
use serde_json::json;
use store::deliveries::list::Filter;

#[tokio::test]
async fn what_a_platform_was_told_is_a_sentence_that_leads_to_its_delivery() {
    let browser = Browser::signed_in().await;
    link(&browser).await;
    let home = *browser.engine.live.now().homes.keys().next().unwrap();
    let who = Who::person(home, domain::id::UserId(uuid::Uuid::from_u128(1)), "Ani", Role::Owner);
    let body = json!({"platform": "meta", "name": "Pixel <b>", "settings": {"dataset_id": "1"}, "consent": "required",
        "credentials": {"access_token": "token"}});
    destinations::create(&browser.engine, &who, NewDestination::parse(&body).unwrap()).await.unwrap();
    visit_of(&browser.engine, "promo", "").await;
    let page = deliveries::page(&browser.engine, &who, Filter::default(), None, 10).await.unwrap();
    let delivery = &page.items[0];
    let html = browser.get(&format!("/app/leads/{}", delivery.lead.unwrap())).await.html;
    let sentence = "Pixel &#60;b&#62; was not told of “Lead”";
    let line = format!("<a href=\"/app/conversions/deliveries/{}\">{sentence}</a>", delivery.id);
    assert!(html.contains(&line), "{html}");
    assert!(html.contains("asks for consent, and the person has given none"), "{html}");
}
