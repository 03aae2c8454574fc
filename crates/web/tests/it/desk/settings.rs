//! The workspace's settings on the desk: where visitors go when nobody can answer, and when a link does not exist.

use super::Browser;
use axum::http::StatusCode;
use domain::link::Target;
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
