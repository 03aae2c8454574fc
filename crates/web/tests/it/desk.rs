//! The desk as a browser meets it: the first minute, the door, forms that are refused or kept, the switch, and what
//! every page carries.

mod agents;
mod bulk;
mod calendars;
mod channels;
mod conversions;
mod costs;
mod hubs;
mod member;
mod no_cookies;
mod opening;
mod pictures;
mod privacy;
mod rules;
mod settings;
mod slow;
mod timeline;
mod transfer;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use engine::clock::{Clock, Hand};
use engine::{Engine, Settings};
use http_body_util::BodyExt;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

/// 2026-11-01 00:00 UTC, microseconds.
const START: i64 = 1_793_491_200_000_000;

/// A browser with its cookies, before a desk of its own.
struct Browser {
    engine: Arc<Engine>,
    router: Router,
    cookies: Mutex<Vec<(String, String)>>,
    _folder: tempfile::TempDir,
}

struct Page {
    status: StatusCode,
    headers: HeaderMap,
    html: String,
}

impl Page {
    fn to(&self) -> &str {
        self.headers.get("location").map(|v| v.to_str().unwrap()).unwrap_or_default()
    }

    /// The value of the form's hidden token.
    fn token(&self) -> String {
        let at = self.html.find("name=\"csrf\" value=\"").expect("the page has a form of the desk");
        self.html[at + 19..].split('"').next().unwrap().to_owned()
    }
}

impl Browser {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::in_folder(folder.path().to_owned(), "http://localhost:8080");
        let clock: Arc<dyn Clock> = Arc::new(Hand::at(START));
        let engine = tokio::task::spawn_blocking(move || Engine::open_with(settings, clock).unwrap()).await.unwrap();
        let router = web::pages::routes().with_state(Arc::clone(&engine));
        Self { engine, router, cookies: Mutex::default(), _folder: folder }
    }

    async fn signed_in() -> Self {
        Self::new().await.set_up().await
    }

    async fn set_up(self) -> Self {
        let browser = self;
        let page = browser.post("/app/setup", SET_UP, &[]).await;
        assert_eq!((page.status, page.to()), (StatusCode::SEE_OTHER, "/app"), "{}", page.html);
        browser
    }

    async fn get(&self, path: &str) -> Page {
        self.send(Request::get(path), "", &[]).await
    }

    async fn post(&self, path: &str, form: &str, headers: &[(&str, &str)]) -> Page {
        self.send(Request::post(path).header("content-type", "application/x-www-form-urlencoded"), form, headers).await
    }

    /// As a page of the desk itself sends it.
    async fn submit(&self, from: &str, path: &str, form: &str) -> Page {
        let token = self.get(from).await.token();
        self.post(path, &format!("csrf={token}&{form}"), &[("sec-fetch-site", "same-origin")]).await
    }

    async fn send(&self, request: axum::http::request::Builder, body: &str, headers: &[(&str, &str)]) -> Page {
        self.send_bytes(request, body.as_bytes().to_vec(), headers).await
    }

    async fn send_bytes(&self, request: axum::http::request::Builder, body: Vec<u8>, headers: &[(&str, &str)]) -> Page {
        let jar = self.cookies.lock().unwrap().iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
        let mut request = request.header("cookie", jar).header("host", "localhost:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let html = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        let mut cookies = self.cookies.lock().unwrap();
        for set in parts.headers.get_all("set-cookie") {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        drop(cookies);
        Page { status: parts.status, headers: parts.headers, html }
    }
}

const SET_UP: &str = "name=Ani&email=ani%40example.com&password=a+long+enough+one&locale=en&workspace.name=Toko+%3Cb%3EKopi\
                      &workspace.country=ID&workspace.currency=IDR&workspace.time_zone=Asia%2FJakarta";
const LINK: &str = "name=Promo&slug=promo&message=Hi+%7B%7Bname%7D%7D+%7B%7Bcode%7D%7D&pool.method=weighted&sticky=true&click_event=lead\
                    &pool.members%5B0%5D.name=Sari&pool.members%5B0%5D.number=0812+3456+7890&pool.members%5B0%5D.weight=80&pool.members%5B0%5D.active=false&pool.members%5B0%5D.active=true\
                    &pool.members%5B3%5D.name=&pool.members%5B3%5D.number=&pool.members%5B3%5D.weight=100&pool.members%5B3%5D.active=true\
                    &pool.members%5B5%5D.name=Budi&pool.members%5B5%5D.number=%2B62+812-3456-7891&pool.members%5B5%5D.weight=20&pool.members%5B5%5D.active=true";

/// Makes the link and answers where it stands.
async fn link(browser: &Browser) -> String {
    let made = browser.submit("/app/links/new", "/app/links/new", LINK).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    made.to().to_owned()
}

const PAGES: [&str; 26] = [
    "/app",
    "/app?period=7d&show=value",
    "/app/links",
    "/app/links/new",
    "/app/links/import",
    "/app/leads",
    "/app/visits",
    "/app/team",
    "/app/team/new",
    "/app/channels",
    "/app/channels/new",
    "/app/conversions",
    "/app/conversions/destinations/new",
    "/app/conversions/destinations/new?platform=google_ads",
    "/app/conversions/deliveries",
    "/app/conversions/deliveries/replay",
    "/app/conversions/suppressions",
    "/app/settings",
    "/app/settings/calendars",
    "/app/settings/calendars/new",
    "/app/settings/domains",
    "/app/settings/tokens",
    "/app/settings/pictures",
    "/app/settings/sessions",
    "/app/settings/audit",
    "/app/find?q=a",
];

#[tokio::test]
async fn an_empty_installation_asks_for_its_owner_and_nothing_else_and_lets_them_in() {
    let browser = Browser::new().await;
    for path in ["/app", "/app/leads", "/app/sign-in"] {
        assert_eq!(browser.get(path).await.to(), "/app/setup");
    }
    assert!(browser.get("/app/setup").await.html.contains("Asia/Jakarta"));
    assert_eq!(browser.post("/app/setup", SET_UP, &[]).await.to(), "/app");
    let page = browser.get("/app").await;
    assert!(page.html.contains("Toko &#60;b&#62;Kopi") && !page.html.contains("<b>Kopi"));
    assert!(page.html.contains("Welcome. Make your first link"), "what was done is said");
    assert!(!browser.get("/app").await.html.contains("Welcome. Make your first link"), "and said once");
    assert_eq!(Browser::get(&browser, "/app/setup").await.to(), "/app/sign-in", "nobody sets it up twice");
}

#[tokio::test]
async fn a_set_up_with_faults_names_each_and_keeps_what_was_typed_but_the_password() {
    let browser = Browser::new().await;
    let page = browser.post("/app/setup", "name=Ani&email=ani&password=short&locale=id&workspace.name=&workspace.country=ID&workspace.currency=IDR&workspace.time_zone=Asia%2FMakassar", &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for id in ["f-email-error", "f-password-error", "f-workspace-name-error"] {
        assert!(page.html.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(
        page.html.contains("href=\"#f-email\"")
            && page.html.contains("value=\"Ani\"")
            && page.html.contains("lang=\"id\"")
    );
    assert!(page.html.contains("value=\"Asia/Makassar\" selected") && !page.html.contains("short"));
}

#[tokio::test]
async fn nobody_sees_a_page_without_signing_in_and_gets_to_it_afterwards() {
    let browser = Browser::signed_in().await;
    browser.cookies.lock().unwrap().clear();
    for path in PAGES.iter().skip(1) {
        assert!(browser.get(path).await.to().starts_with("/app/sign-in?to=%2Fapp"), "{path}");
    }
    let fragment = browser.send(Request::get("/app/find?q=a"), "", &[("hx-request", "true")]).await;
    assert_eq!((fragment.status, fragment.headers.contains_key("hx-redirect")), (StatusCode::UNAUTHORIZED, true));
    let wrong =
        browser.post("/app/sign-in", "email=ani%40example.com&password=another+one&to=%2Fapp%2Fleads", &[]).await;
    let nobody = browser.post("/app/sign-in", "email=nobody%40example.com&password=another+one&to=", &[]).await;
    assert_eq!((wrong.status, nobody.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert!(wrong.html.contains("go together") && nobody.html.contains("go together"), "one answer for both");
    let right =
        browser.post("/app/sign-in", "email=ani%40example.com&password=a+long+enough+one&to=%2Fapp%2Fleads", &[]).await;
    assert_eq!(right.to(), "/app/leads");
    let elsewhere = browser
        .post("/app/sign-in", "email=ani%40example.com&password=a+long+enough+one&to=%2F%2Fevil.test", &[])
        .await;
    assert_eq!(elsewhere.to(), "/app");
}

#[tokio::test]
async fn a_form_without_the_sessions_token_or_from_another_site_changes_nothing() {
    let browser = Browser::signed_in().await;
    let token = browser.get("/app/links/new").await.token();
    for (form, headers) in [
        (LINK.to_owned(), vec![]),
        (format!("csrf=x&{LINK}"), vec![]),
        (format!("csrf={token}&{LINK}"), vec![("sec-fetch-site", "cross-site")]),
        (format!("csrf={token}&{LINK}"), vec![("origin", "https://evil.test")]),
    ] {
        assert_eq!(browser.post("/app/links/new", &form, &headers).await.status, StatusCode::FORBIDDEN);
    }
    assert!(browser.get("/app/links").await.html.contains("Make your first link"));
}

#[tokio::test]
async fn a_link_is_made_from_the_form_with_untouched_rows_left_out() {
    let browser = Browser::signed_in().await;
    let page = browser.get(&link(&browser).await).await;
    for text in
        ["localhost:8080/wa/promo", "+62 812 3456 7890", "+62 812 3456 7891", "80%", "20%", "Hi Sari [K\u{2011}"]
    {
        assert!(page.html.contains(text), "{text}");
    }
    let list = browser.get("/app/links").await;
    assert!(list.html.contains("2 of 2 on"));
}

#[tokio::test]
async fn a_link_with_faults_comes_back_with_what_was_typed_and_each_fault_at_its_row() {
    let browser = Browser::signed_in().await;
    let form = LINK.replace("slug=promo", "slug=%21%21").replace("%2B62+812-3456-7891", "12");
    let page = browser.submit("/app/links/new", "/app/links/new", &form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The empty row between the two is gone, so Budi is the second.
    assert!(
        page.html.contains("href=\"#f-pool-members-1-number\"")
            && page.html.contains("id=\"f-pool-members-1-number-error\"")
    );
    assert!(
        page.html.contains("value=\"!!\"")
            && page.html.contains("value=\"Budi\"")
            && page.html.contains("value=\"12\"")
    );
}

#[tokio::test]
async fn two_editors_at_once_are_told_and_nothing_is_overwritten_unseen() {
    let browser = Browser::signed_in().await;
    let edit = format!("{}/edit", link(&browser).await);
    let first = browser
        .submit(&edit, &edit, "version=1&name=First&slug=promo&message=a&pool.method=round_robin&click_event=lead")
        .await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.html);
    let second = browser
        .submit(&edit, &edit, "version=1&name=Second&slug=promo&message=a&pool.method=round_robin&click_event=lead")
        .await;
    assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(second.html.contains("Somebody else saved this") && second.html.contains("value=\"Second\""));
    assert!(browser.get("/app/links").await.html.contains("First"));
}

#[tokio::test]
async fn a_switch_acts_at_once_and_says_where_the_visitors_go() {
    let browser = Browser::signed_in().await;
    let link = link(&browser).await;
    let page = browser.get(&link).await;
    let at = page.html.find("/members/").unwrap();
    let path = format!("{link}{}", page.html[at..].split('"').next().unwrap());
    let form = format!("csrf={}&active=false", page.token());
    let fragment = browser.send(
        Request::post(&path).header("content-type", "application/x-www-form-urlencoded"),
        &form,
        &[("hx-request", "true")],
    );
    let fragment = fragment.await;
    assert!(fragment.html.contains("Sari is off; the visitors go to Budi."), "{}", fragment.html);
    assert!(fragment.html.contains("aria-checked=\"false\"") && !fragment.html.contains("<html"));
    let whole = browser.post(&path, &form, &[]).await;
    assert_eq!(whole.to(), link, "without a script the page comes back");
    let history = browser.get(&format!("{link}/history")).await;
    assert!(history.html.contains("switched Sari off"), "the history names who was switched");
}

#[tokio::test]
async fn a_token_is_shown_once_and_its_revocation_is_said() {
    let browser = Browser::signed_in().await;
    let tokens = "/app/settings/tokens";
    let made = browser.submit(tokens, tokens, "name=nightly&expires=90&scopes=leads%3Aread").await;
    assert!(made.html.contains("gil_"), "{}", made.html);
    let after = browser.get(tokens).await;
    assert!(!after.html.contains("gil_") && after.html.contains("nightly") && after.html.contains("Leads: read"));
    let none = browser.submit(tokens, tokens, "name=nothing&expires=90").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_team_page_says_whose_sign_in_an_agent_is() {
    let browser = Browser::signed_in().await;
    link(&browser).await;
    let team = "/app/team";
    let page = browser.get(team).await;
    let between = |from: &str, to: char| {
        let at = page.html.find(from).unwrap_or_else(|| panic!("no {from}: {}", page.html)) + from.len();
        page.html[at..].split(to).next().unwrap().to_owned()
    };
    let path = format!("/app/team/agents/{}", between("action=\"/app/team/agents/", '"'));
    let user = between("href=\"/app/team/0", '"');
    let chosen = format!("value=\"0{user}\" selected");
    assert!(!page.html.contains(&chosen), "nobody's to begin with");

    let saved = browser.submit(team, &path, &format!("user_id=0{user}")).await;
    assert_eq!((saved.status, saved.to()), (StatusCode::SEE_OTHER, team), "{}", saved.html);
    assert_eq!(browser.get(team).await.html.matches(&chosen).count(), 1, "this agent's and no other's");
    for wrong in ["no-id", "01890000-0000-7000-8000-000000000000"] {
        let refused = browser.submit(team, &path, &format!("user_id={wrong}")).await;
        assert_eq!(refused.status, StatusCode::SEE_OTHER);
        let after = browser.get(team).await.html;
        assert!(after.contains(&chosen) && !after.contains("is saved"), "{wrong} changes nothing");
    }
    browser.submit(team, &path, "user_id=").await;
    assert!(!browser.get(team).await.html.contains(&chosen), "nobody's again");
    let missing = browser.submit(team, "/app/team/agents/01890000-0000-7000-8000-000000000000", "user_id=").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_link_begins_in_the_readers_language_and_shows_the_business_on_the_phone() {
    let browser = Browser::signed_in().await;
    for (locale, message) in [("en", "Hi {{name}} {{code}}"), ("id", "Halo {{name}} {{code}}")] {
        browser.cookies.lock().unwrap().retain(|(name, _)| name != "giliran_locale");
        browser.cookies.lock().unwrap().push(("giliran_locale".into(), locale.into()));
        let page = browser.get("/app/links/new").await.html.replace("&#123;", "{").replace("&#125;", "}");
        assert!(page.contains(message), "{locale}");
        assert!(page.contains("<strong class=\"cut\">Toko &#60;b&#62;Kopi</strong>"), "{locale}");
    }
}

#[tokio::test]
async fn every_page_carries_its_guards_and_nothing_inline() {
    let browser = Browser::signed_in().await;
    let link = link(&browser).await;
    let (edit, tried) = (format!("{link}/edit"), format!("{link}/try?device=mobile"));
    for locale in ["en", "id"] {
        browser.cookies.lock().unwrap().retain(|(name, _)| name != "giliran_locale");
        browser.cookies.lock().unwrap().push(("giliran_locale".into(), locale.into()));
        for path in PAGES.iter().copied().chain([link.as_str(), &edit, &tried]) {
            let page = browser.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.html.contains(&format!("lang=\"{locale}\"")), "{path}");
            let policy = page.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{path}");
            assert_eq!(page.headers["cache-control"], "no-store", "{path}");
            assert_eq!(page.headers["x-content-type-options"], "nosniff", "{path}");
            for inline in [" style=\"", "<style", " onclick=", "<script>", "javascript:"] {
                assert!(!page.html.contains(inline), "{path} has {inline}");
            }
            for key in
                ["desk-", "nav-", "overview-", "links-", "leads-", "field-", "settings-", "team-", "audit-", "channel"]
            {
                assert!(!page.html.contains(&format!(">{key}")), "{path} shows a key of {key}");
            }
        }
    }
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_an_address_that_changes_with_them() {
    let browser = Browser::new().await;
    let page = browser.get("/app/setup").await;
    let at = page.html.find("/app/static/desk.css?v=").unwrap();
    let style = browser.get(page.html[at..].split('"').next().unwrap()).await;
    assert_eq!(style.headers["cache-control"], "public, max-age=31536000, immutable");
    assert!(style.headers["content-type"].to_str().unwrap().starts_with("text/css"));
    assert_eq!(browser.get("/app/static/../Cargo.toml").await.status, StatusCode::NOT_FOUND);
}
