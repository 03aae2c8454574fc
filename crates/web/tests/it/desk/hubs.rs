//! Hubs on the desk: who sees a button is said in its row, read aloud, and kept through whatever is wrong elsewhere.

use super::{Browser, link};
use axum::http::StatusCode;
use domain::hub::Entry;
use engine::hubs::HubView;

const NEW: &str = "/app/hubs/new";

/// Names and values as a form sends them.
fn sent(pairs: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    pairs.iter().for_each(|(name, value)| {
        form.append_pair(name, value);
    });
    form.finish()
}

fn toko<'a>(to: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let hub = [
        ("title", "Toko"),
        ("slug", "toko"),
        ("theme", "calm"),
        ("accent", "#0b5f46"),
        ("entries[0].label", "Sales"),
        ("entries[0].icon", "chat"),
        ("entries[0].to", to),
    ];
    hub.into_iter().chain(more.iter().copied()).collect()
}

/// The link as a hub's form names it.
async fn place(browser: &Browser) -> String {
    format!("link:{}", link(browser).await.rsplit('/').next().unwrap())
}

async fn the_hub(browser: &Browser) -> HubView {
    let owner = domain::actor::Who::operator(engine::workspace::all(&browser.engine).await.unwrap()[0].id);
    let found = engine::hubs::list(&browser.engine, &owner, store::hubs::Filter::default(), None, 9).await.unwrap();
    found.items.into_iter().next().expect("one was made")
}

async fn entries(browser: &Browser) -> Vec<Entry> {
    the_hub(browser).await.hub.entries
}

const JAKARTA: [(&str, &str); 11] = [
    ("entries[0].w.mode", "all"),
    ("entries[0].w.c[0].field", "country"),
    ("entries[0].w.c[0].op", "in_list"),
    ("entries[0].w.c[0].values", "ID"),
    ("entries[0].w.c[1].field", "schedule"),
    ("entries[0].w.c[1].op", "within"),
    ("entries[0].w.c[1].zone", "Asia/Jakarta"),
    ("entries[0].w.c[1].days", "sat"),
    ("entries[0].w.c[1].days", "sun"),
    ("entries[0].w.c[1].r[0].from", "9"),
    ("entries[0].w.c[1].r[0].to", "17.30"),
];

#[tokio::test]
async fn who_sees_a_button_stands_on_the_hubs_page_as_a_sentence_and_goes_through_the_form_unchanged() {
    let browser = Browser::signed_in().await;
    let to = place(&browser).await;
    let made = browser.submit(NEW, NEW, &sent(&toko(&to, &JAKARTA))).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let page = browser.get(made.to()).await.html;
    assert!(page.contains("If country is Indonesia and it is Sat, Sun 09:00–17:30 in Jakarta"), "{page}");
    let before = entries(&browser).await;
    let edit = format!("{}/edit", made.to());
    let form = browser.get(&edit).await.html;
    assert!(form.contains("value=\"ID\" selected") && form.contains("value=\"17:30\""), "{form}");
    let id = before[0].id.to_string();
    let again = toko(&to, &JAKARTA).into_iter().chain([("entries[0].id", id.as_str()), ("name", "Toko")]);
    let saved = browser.submit(&edit, &edit, &sent(&again.collect::<Vec<_>>())).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    assert_eq!(entries(&browser).await, before);
    let bare = toko(&to, &[("entries[0].id", &id), ("name", "Toko")]);
    browser.submit(&edit, &edit, &sent(&bare)).await;
    assert_eq!(entries(&browser).await[0].when, None, "without conditions everybody sees it");
    let history = browser.get(made.to()).await.html;
    let told = "Button “Sales”, Conditions: If country is Indonesia and it is Sat, Sun 09:00–17:30 in Jakarta → Always";
    assert!(history.contains(told), "{history}");
}

#[tokio::test]
async fn a_wrong_condition_is_named_beside_its_field_and_what_was_typed_is_kept() {
    let browser = Browser::signed_in().await;
    let to = place(&browser).await;
    let wrong = [
        ("entries[4].label", "Service"),
        ("entries[4].to", to.as_str()),
        ("entries[4].w.mode", "any"),
        ("entries[4].w.c[0].field", "schedule"),
        ("entries[4].w.c[0].op", "within"),
        ("entries[4].w.c[0].zone", "Asia/Jakarta"),
        ("entries[4].w.c[0].days", "mon"),
        ("entries[4].w.c[0].r[0].from", "17:00"),
        ("entries[4].w.c[0].r[0].to", "17:00"),
        ("entries[4].w.c[1].field", "group"),
        ("entries[4].w.c[1].mode", "all"),
        ("entries[4].w.c[1].c[0].field", "query"),
        ("entries[4].w.c[1].c[0].op", "equal"),
        ("entries[4].w.c[1].c[0].lines", "typed"),
    ];
    let page = browser.submit(NEW, NEW, &sent(&toko(&to, &wrong))).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for id in ["f-entries-1-w-c-0-r-0-to", "f-entries-1-w-c-1-c-0-key"] {
        assert!(page.html.contains(&format!("id=\"{id}-error\"")), "{id}: {}", page.html);
        assert!(page.html.contains(&format!("id=\"{id}\"")), "{id} is there to be led to");
    }
    assert!(page.html.contains(">typed</textarea>") && page.html.contains("value=\"Service\""));
    assert_eq!(page.html.matches("data-stays open").count(), 1, "only the row with the fault stands open");
    assert!(there_is_none(&browser).await);
}

async fn there_is_none(browser: &Browser) -> bool {
    browser.get("/app/hubs").await.html.contains("Make your first hub")
}

#[tokio::test]
async fn conditions_come_and_go_by_the_buttons_of_a_row_which_may_have_moved() {
    let browser = Browser::signed_in().await;
    let to = place(&browser).await;
    // The page's second row was moved up; its buttons still call it the second.
    let moved = |wish: &'static str| {
        vec![
            ("title", "Toko"),
            ("entries[1].row", "1"),
            ("entries[1].label", "Service"),
            ("entries[1].w.c.add", "schedule"),
            ("entries[0].row", "0"),
            ("entries[0].label", "Sales"),
            ("entries[0].w.c.add", "country"),
            ("do", wish),
        ]
    };
    let page = browser.submit(NEW, NEW, &sent(&moved("add:entries[1].w.c"))).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in
        ["name=\"entries[0].label\" value=\"Service\"", "name=\"entries[0].w.c[0].zone\"", "Mon–Fri 09:00–17:00"]
    {
        assert!(page.html.contains(part), "{part}: {}", page.html);
    }
    assert!(!page.html.contains("name=\"entries[1].w.c[0].field\""));
    let token = browser.get(NEW).await.token();
    let fragment = [("hx-request", "true"), ("sec-fetch-site", "same-origin")];
    let body = format!("csrf={token}&{}", sent(&moved("add:entries[0].w.c")));
    let rows = browser.post(NEW, &body, &fragment).await.html;
    assert!(rows.starts_with("<div class=\"form\" id=\"hub-entries\"") && !rows.contains("<form"), "{rows}");
    assert!(rows.contains("name=\"entries[1].w.c[0].values\""), "{rows}");
    // While somebody types, each row is told by the name that the page has for it.
    let mut typed = moved("");
    typed.extend([
        ("entries[1].w.c[0].field", "visitor"),
        ("entries[1].w.c[0].value", "returning"),
        ("entries[0].to", &to),
    ]);
    let body = format!("csrf={token}&{}", sent(&typed));
    let draft = browser.post("/app/hubs/draft", &body, &fragment).await.html;
    assert!(draft.contains("id=\"f-entries-1-reads\" hx-swap-oob=\"true\">If the visitor comes back"), "{draft}");
    assert!(draft.contains("id=\"f-entries-0-reads\" hx-swap-oob=\"true\">Everybody"), "{draft}");
}
