//! A lead's privacy on the desk, on both stores: a word that is written down, the suppression list, everything that is
//! kept as a file, and an erasure that is asked for twice.

use super::channels::becomes;
use super::conversions::{DELIVERIES, Desk, WEBHOOK, on_both};
use super::link;
use axum::http::StatusCode;
use domain::draft::agent::AgentPatch;
use domain::id::LeadId;
use domain::lead::draft::{LeadPatch, Rules};
use domain::lead::filter::Filter;
use domain::role::Role;
use serde_json::{Value, json};

const LIST: &str = "/app/conversions/suppressions";

/// A lead with a number, of whom an event waits to be told.
async fn lead(desk: &Desk) -> (String, LeadId) {
    let events = WEBHOOK.replace("events%5B0%5D.category=purchase", "events%5B0%5D.category=lead");
    let new = "/app/conversions/destinations/new";
    let made = desk.submit(&format!("{new}?platform=webhook"), new, &events).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.html);
    link(desk).await;
    desk.visit("promo").await;
    let all = engine::leads::list(&desk.engine, &desk.owner, Filter::default(), None, 9).await.unwrap();
    let id = all.items[0].id;
    patch(desk, id, json!({"phone": "0812 3456 7890", "name": "Siti <b>"})).await;
    (format!("/app/leads/{id}"), id)
}

async fn patch(desk: &Desk, id: LeadId, body: Value) {
    let rules = Rules { country: "ID", currency: "IDR", statuses: &[] };
    let patch = LeadPatch::parse(&body, rules).unwrap();
    engine::leads::patch(&desk.engine, &desk.owner, id, None, patch).await.unwrap();
}

/// Signs in anew as the agent whose lead it is.
async fn becomes_its_agent(desk: &Desk, id: LeadId) {
    let lead = engine::leads::get(&desk.engine, &desk.owner, id).await.unwrap();
    becomes(desk, "agent").await;
    let users = engine::users::list(&desk.engine, &desk.owner, None, 9).await.unwrap().items;
    let user = users.iter().find(|user| user.role == Role::Agent).unwrap().id;
    let patch = AgentPatch { user: Some(Some(user)), ..AgentPatch::default() };
    engine::agents::patch(&desk.engine, &desk.owner, lead.agent.unwrap().id, patch).await.unwrap();
}

#[test]
fn a_word_is_written_down_with_its_text_and_a_withdrawal_says_what_it_stops() {
    on_both(async |desk: &Desk| {
        let (at, _) = lead(desk).await;
        let page = desk.get(&at).await.html;
        assert!(page.contains("Not asked") && page.contains("One event that waits is not told any more"), "{page}");
        let consent = format!("{at}/consent");
        let wrong = desk.submit(&at, &consent, "state=given&given.text=+&given.said_at=2030-01-01T00%3A00").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.html.contains("id=\"f-given-text-error\""), "{}", wrong.html);
        let ahead = desk.submit(&at, &consent, "state=given&given.text=Yes&given.said_at=2030-01-01T00%3A00").await;
        assert!(ahead.html.contains("id=\"f-given-said_at-error\"") && ahead.html.contains(">Yes</textarea>"));
        assert!(ahead.html.contains("When they said it: It lies ahead"), "{}", ahead.html);
        let given =
            desk.submit(&at, &consent, "state=given&given.text=I+agree+%3Cb%3E&given.said_at=2026-10-31T20%3A00").await;
        assert_eq!((given.status, given.to()), (StatusCode::SEE_OTHER, format!("{at}#privacy").as_str()));
        let page = desk.get(&at).await.html;
        assert!(page.contains("I agree &#60;b&#62;") && page.contains("datetime=\"2026-10-31T13:00:00Z\""), "{page}");
        assert!(page.contains("noted by Ani") && page.contains("Withdraw consent") && !page.contains("Record consent"));
        let older = desk.submit(&at, &consent, "state=refused&refused.said_at=2026-10-31T19%3A00").await;
        assert!(older.html.contains("The later word counts"), "{}", older.html);
        let refused = desk.submit(&at, &consent, "state=refused&refused.text=No+more").await;
        assert_eq!(refused.status, StatusCode::SEE_OTHER, "{}", refused.html);
        let page = desk.get(&at).await.html;
        assert!(page.contains("No destination is told of this person.") && page.contains("No more"), "{page}");
        assert!(page.contains("Record consent") && !page.contains("Withdraw consent"));
        let told = desk.get(&format!("{DELIVERIES}?status=skipped")).await.html;
        assert!(told.contains("The person refused to be told of"), "{told}");
    });
}

#[test]
fn a_lead_goes_on_the_suppression_list_and_off_it_and_the_list_names_nobody() {
    on_both(async |desk: &Desk| {
        let (at, _) = lead(desk).await;
        assert!(desk.get(LIST).await.html.contains("Nobody is on the list"));
        let on = desk.submit(&at, &format!("{at}/off-limits"), "on=true").await;
        assert_eq!(on.status, StatusCode::SEE_OTHER, "{}", on.html);
        let page = desk.get(&at).await.html;
        assert!(page.contains("Told nothing") && page.contains("Take off the suppression list"), "{page}");
        let list = desk.get(LIST).await.html;
        assert!(
            list.contains("Phone number")
                && list.contains("Asked for it")
                && list.contains("<td data-label=\"Put there by\">Ani")
        );
        assert!(!list.contains("8123456"), "{list}");

        let wrong = desk.submit(LIST, LIST, "contacts=0812+3456+7890%0A12%0Anobody%40").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for said in ["Line 2", "Line 3", "href=\"#f-contacts\"", "nobody@</textarea>"] {
            assert!(wrong.html.contains(said), "{said}: {}", wrong.html);
        }
        let added = desk.submit(LIST, LIST, "contacts=0812+3456+7890%0ASiti%40Example.com").await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.html);
        let list = desk.get(LIST).await.html;
        assert!(list.contains("One is on the list now. Already there: 1."), "{list}");
        assert!(list.contains("E-mail address") && !list.contains("siti@example.com"), "{list}");

        let looked = desk.submit(LIST, LIST, "contacts=siti%40example.com%0A0813+3456+7890&look=true").await;
        assert!(looked.html.contains("One of 2 is on the list") && !looked.html.contains("Phone number</strong>"));
        let at_mail = looked.html.find("/remove\"").expect("it can be taken off");
        let remove = looked.html[..at_mail + 7].rsplit("action=\"").next().unwrap().to_owned();
        let removed = desk.submit(LIST, &remove, "").await;
        assert_eq!(removed.to(), LIST);
        assert!(!desk.get(LIST).await.html.contains("E-mail address</strong>"));

        let off = desk.submit(&at, &format!("{at}/off-limits"), "on=false").await;
        assert_eq!(off.status, StatusCode::SEE_OTHER, "{}", off.html);
        assert!(desk.get(LIST).await.html.contains("Nobody is on the list"));
    });
}

#[test]
fn the_list_is_turned_page_by_page() {
    on_both(async |desk: &Desk| {
        let many: String = (0..60).map(|n| format!("0812345678{n:02}%0A")).collect();
        let added = desk.submit(LIST, LIST, &format!("contacts={many}")).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.html);
        let first = desk.get(LIST).await.html;
        let rows = |html: &str| html.matches("/remove\"").count();
        let next =
            first.split("href=\"").find(|rest| rest.starts_with("/app/conversions/suppressions?after=")).unwrap();
        let second = desk.get(next.split('"').next().unwrap()).await.html;
        assert_eq!((rows(&first), rows(&second)), (50, 10));
        assert!(second.contains("To the newest") || second.contains("First"), "{second}");
    });
}

#[test]
fn everything_is_a_file_and_an_erasure_is_asked_for_twice_and_leaves_a_stone() {
    on_both(async |desk: &Desk| {
        let (at, id) = lead(desk).await;
        let code = desk.engine.codes().encode(id).to_string();
        let file = desk.get(&format!("{at}/everything.json")).await;
        assert_eq!(
            file.headers["content-disposition"].to_str().unwrap(),
            format!("attachment; filename=\"lead-{code}.json\"")
        );
        assert!(serde_json::from_str::<Value>(&file.html).unwrap()["lead"]["phone"] == "+6281234567890");

        let ask = desk.get(&format!("{at}/erase")).await.html;
        for said in ["Erase Siti &#60;b&#62;?", "What goes", "What stays", &code, "One event that waits to be told"] {
            assert!(ask.contains(said), "{said}: {ask}");
        }
        let erase = format!("{at}/erase");
        for typed in ["", "confirm=yes", "confirm=Siti"] {
            let unsure = desk.submit(&erase, &erase, typed).await;
            assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            assert!(unsure.html.contains("id=\"f-confirm-error\""), "{}", unsure.html);
        }
        assert!(desk.get(&at).await.html.contains("Siti"));
        let form = format!("confirm={}&suppress=true", code.to_lowercase());
        let done = desk.submit(&erase, &erase, &form).await;
        assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, at.as_str()), "{}", done.html);
        let stone = desk.get(&at).await.html;
        assert!(stone.contains("is erased. One event that waited is not told."), "{stone}");
        assert!(stone.contains("The person behind this lead was erased</strong>"), "{stone}");
        for gone in ["Siti", "8123456", "id=\"privacy\"", "/erase", "/notes", "Send a conversion"] {
            assert!(!stone.contains(gone), "{gone}: {stone}");
        }
        assert!(desk.get(LIST).await.html.contains("Was erased"));
        assert_eq!(desk.get(&erase).await.to(), at, "nobody is erased twice");
        let late = desk.submit(LIST, &format!("{at}/consent"), "state=given&given.text=Yes").await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.html.contains("Nothing is written down of them any more"), "{}", late.html);
    });
}

#[test]
fn who_sees_only_their_own_leads_neither_sees_nor_does_it() {
    on_both(async |desk: &Desk| {
        let (at, id) = lead(desk).await;
        becomes_its_agent(desk, id).await;
        let page = desk.get(&at).await;
        assert_eq!(page.status, StatusCode::OK, "their own lead: {}", page.html);
        for hidden in ["/erase\"", "everything.json", "/off-limits"] {
            assert!(!page.html.contains(hidden), "{hidden}: {}", page.html);
        }
        assert!(page.html.contains("Record consent"), "what a person says is written down by whoever hears it");
        assert_eq!(desk.get(&format!("{at}/erase")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(desk.get(&format!("{at}/everything.json")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(desk.get(LIST).await.status, StatusCode::FORBIDDEN);
        for (path, form) in [
            (format!("{at}/erase"), "confirm=Siti+%3Cb%3E"),
            (format!("{at}/off-limits"), "on=true"),
            (LIST.to_owned(), "contacts=081234567890"),
            (LIST.to_owned(), "contacts=081234567890&look=true"),
            (format!("{LIST}/0123456789abcdef/remove"), ""),
        ] {
            assert_eq!(desk.submit(&at, &path, form).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let lead = engine::leads::get(&desk.engine, &desk.owner, id).await.unwrap();
        assert_eq!((lead.erased_at, lead.name.as_deref()), (None, Some("Siti <b>")));
    });
}
