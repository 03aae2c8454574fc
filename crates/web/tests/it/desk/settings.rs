//! The workspace's settings on the desk: where visitors go when nobody can answer, and when a link does not exist.

use super::Browser;
use axum::http::StatusCode;
use domain::actor::Who;
use domain::link::Target;
use domain::privacy::{IpKept, Kept};
use store::audit::Entry;
use store::workspaces::Workspace;
use uuid::Uuid;

const SETTINGS: &str = "/app/settings";
const NEW: &str = "/app/channels/new";

async fn workspace(browser: &Browser) -> Workspace {
    engine::workspace::all(&browser.engine).await.unwrap().remove(0)
}

/// Everything as it is, with these at the end.
async fn form(browser: &Browser, more: &str) -> String {
    let home = workspace(browser).await;
    let version = home.version;
    format!(
        "version={version}&name=Toko&time_zone=Asia%2FJakarta&country=ID&currency=IDR&statuses={}&{more}",
        home.settings.statuses.join("%0A")
    )
}

/// A channel and how its option is called.
async fn channel(browser: &Browser) -> String {
    let made = browser.submit(NEW, NEW, "kind=telegram&name=Front+desk&username=toko_sari&status=active").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let page = browser.get(SETTINGS).await;
    let at = page.html.find(">Front desk · @toko_sari</option>").unwrap_or_else(|| panic!("{}", page.html));
    page.html[..at].rsplit('"').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn the_fallback_is_a_channel_or_a_page_or_the_form_and_the_settings_keep_it() {
    let browser = Browser::signed_in().await;
    assert!(browser.get(SETTINGS).await.html.contains("There is no channel yet."));
    let id = channel(&browser).await;
    let sent = form(
        &browser,
        &format!("fallback_kind=channel&fallback.url=&fallback.channel_id={id}&catch_all_channel_id={id}"),
    )
    .await;
    let saved = browser.submit(SETTINGS, SETTINGS, &sent).await;
    assert_eq!((saved.status, saved.to()), (StatusCode::SEE_OTHER, SETTINGS), "{}", saved.html);
    let settings = workspace(&browser).await.settings;
    assert!(matches!(settings.fallback, Some(Target::ChannelId(channel)) if channel.to_string() == id));
    assert_eq!(settings.catch_all.map(|channel| channel.to_string()), Some(id.clone()));
    let page = browser.get(SETTINGS).await;
    assert!(page.html.contains("value=\"channel\" checked"));
    assert_eq!(page.html.matches(&format!("value=\"{id}\" selected")).count(), 2, "both selects show it");
    let uses = browser.get("/app/channels").await;
    for word in ["When nobody can answer", "Links that don’t exist"] {
        assert!(uses.html.contains(word), "the list of channels names the setting: {word}");
    }
    let history = browser.get("/app/settings/audit").await;
    assert!(history.html.contains("Front desk") && !history.html.contains(&id), "no ids: {}", history.html);

    let sent =
        form(&browser, "fallback_kind=url&fallback.url=https%3A%2F%2Fexample.com%2Fcontact&catch_all_channel_id=")
            .await;
    assert_eq!(browser.submit(SETTINGS, SETTINGS, &sent).await.status, StatusCode::SEE_OTHER);
    let settings = workspace(&browser).await.settings;
    assert_eq!(settings.fallback, Some(Target::Url("https://example.com/contact".into())));
    assert_eq!(settings.catch_all, None);

    let sent = form(&browser, "fallback_kind=&fallback.url=https%3A%2F%2Fexample.com%2Fcontact").await;
    assert_eq!(browser.submit(SETTINGS, SETTINGS, &sent).await.status, StatusCode::SEE_OTHER);
    assert_eq!(workspace(&browser).await.settings.fallback, None);
}

#[tokio::test]
async fn a_fallback_or_catch_all_that_can_not_be_is_refused_beside_its_field() {
    let browser = Browser::signed_in().await;
    channel(&browser).await;
    let nowhere = Uuid::from_u128(7);
    for (more, field) in [
        ("fallback_kind=url&fallback.url=javascript%3Aalert%281%29".to_owned(), "fallback-url"),
        ("fallback_kind=url&fallback.url=".to_owned(), "fallback-url"),
        (format!("fallback_kind=channel&fallback.channel_id={nowhere}"), "fallback-channel_id"),
        ("fallback_kind=channel&fallback.channel_id=".to_owned(), "fallback-channel_id"),
        (format!("fallback_kind=&catch_all_channel_id={nowhere}"), "catch_all_channel_id"),
    ] {
        let sent = form(&browser, &more).await;
        let page = browser.submit(SETTINGS, SETTINGS, &sent).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{more}");
        assert!(page.html.contains(&format!("id=\"f-{field}-error\"")), "{more}: {}", page.html);
        assert!(page.html.contains(&format!("href=\"#f-{field}\"")), "{more}");
    }
    let settings = workspace(&browser).await.settings;
    assert_eq!((settings.fallback, settings.catch_all), (None, None));
}

const PRIVACY: &str = "/app/settings/privacy";

async fn privacy(browser: &Browser, ip: &str, visits: &str, leads: &str) -> String {
    let version = workspace(browser).await.version;
    format!(
        "version={version}&privacy.ip={ip}&privacy.keep_days.visits={visits}&privacy.keep_days.filtered_visits=\
         &privacy.keep_days.deliveries=&privacy.keep_days.leads={leads}&privacy.keep_days.customers=&privacy.keep_days.audit="
    )
}

#[tokio::test]
async fn shorter_days_are_asked_about_with_what_goes_and_longer_ones_are_saved_at_once() {
    let browser = Browser::signed_in().await;
    let days = async |browser: &Browser, kind| workspace(browser).await.settings.privacy.keep.days(kind);
    assert!(browser.get("/app/settings").await.html.contains(PRIVACY));
    let sent = privacy(&browser, "truncated", "90", "").await;
    let asked = browser.submit(PRIVACY, PRIVACY, &sent).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.html);
    assert!(asked.html.contains("Visits of people: nothing is older than 90 days now"), "{}", asked.html);
    assert!(asked.html.contains("value=\"visits=90\"") && asked.html.contains("can’t be undone"));
    assert!(asked.html.contains("value=\"truncated\" checked"), "nothing typed is lost");
    assert_eq!(days(&browser, Kept::Visits).await, None, "and nothing is saved");

    // A yes to other days is none.
    let other = format!("{}&confirm=visits%3D90", privacy(&browser, "truncated", "30", "").await);
    assert!(browser.submit(PRIVACY, PRIVACY, &other).await.html.contains("value=\"visits=30\""));
    let yes = format!("{sent}&confirm=visits%3D90");
    let saved = browser.submit(PRIVACY, PRIVACY, &yes).await;
    assert_eq!((saved.status, saved.to()), (StatusCode::SEE_OTHER, PRIVACY), "{}", saved.html);
    assert_eq!(days(&browser, Kept::Visits).await, Some(90));
    assert_eq!(workspace(&browser).await.settings.privacy.ip, IpKept::Truncated);

    for longer in ["365", ""] {
        let sent = privacy(&browser, "full", longer, "").await;
        assert_eq!(browser.submit(PRIVACY, PRIVACY, &sent).await.status, StatusCode::SEE_OTHER, "{longer}");
    }
    assert_eq!(days(&browser, Kept::Visits).await, None);
    let history = browser.get("/app/settings/audit").await.html;
    for said in ["Visits of people: for good → 90 days", "Visits of people: 90 days → 365 days", "The network only"]
    {
        assert!(history.contains(said), "{said}: {history}");
    }

    for (visits, leads, field) in [("0", "", "visits"), ("90", "many", "leads"), ("3651", "", "visits")] {
        let sent = privacy(&browser, "full", visits, leads).await;
        let page = browser.submit(PRIVACY, PRIVACY, &sent).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(page.html.contains(&format!("id=\"f-privacy-keep_days-{field}-error\"")), "{}", page.html);
    }
    let stale = privacy(&browser, "none", "", "").await.replacen("version=", "version=7", 1);
    assert_eq!(browser.submit(PRIVACY, PRIVACY, &stale).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_was_swept_is_read_in_the_history_and_beside_the_lists() {
    let browser = Browser::signed_in().await;
    let workspace = workspace(&browser).await.id;
    assert!(!browser.get("/app/visits").await.html.contains("no longer kept"));
    let swept = async |kind, rows: &str| {
        let sql = format!(r#"{{"{kind}":{rows}}}"#);
        let who = Who::house(workspace);
        let entry = Entry {
            id: Uuid::from_u128(9),
            at: super::START,
            actor_kind: String::new(),
            actor_id: None,
            actor_name: String::new(),
            action: "workspace.swept".into(),
            noun: "workspace".into(),
            noun_id: workspace.to_string(),
            before: None,
            after: Some(sql),
        };
        browser.engine.store.write(move |tx| store::audit::insert(tx, workspace, &who.actor, &entry)).await.unwrap();
    };
    swept("visits", "12340").await;
    browser
        .engine
        .store
        .write(move |tx| store::retention::mark(tx, workspace, Kept::Visits, super::START, 20_261_101))
        .await
        .unwrap();
    let history = browser.get("/app/settings/audit").await.html;
    assert!(history.contains("deleted what was over its days"), "{history}");
    assert!(history.contains("Visits of people: 12,340"), "{history}");
    let visits = browser.get("/app/visits").await.html;
    assert!(visits.contains("Visits before Sun 1 Nov 2026 are no longer kept"), "{visits}");
    assert!(
        !browser.get("/app/visits?from=2026-11-02").await.html.contains("no longer kept"),
        "all of these are there"
    );
    let page = browser.get(PRIVACY).await.html;
    assert!(page.contains("Complete from Sun 1 Nov 2026 on"), "{page}");
}
