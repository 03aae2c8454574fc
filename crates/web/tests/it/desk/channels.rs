//! Channels on the desk: made of each kind, changed, switched, archived; by whom, in which language, and of whose
//! workspace.

use super::{Browser, Page, START, link};
use axum::http::StatusCode;
use domain::actor::Who;
use domain::draft::channel::NewChannel;
use domain::id::{ChannelId, WorkspaceId};
use domain::workspace::Settings;
use serde_json::json;
use store::channels::{Channel, Filter};
use store::workspaces::{self, Workspace};
use uuid::Uuid;

const CHANNELS: &str = "/app/channels";
const NEW: &str = "/app/channels/new";
const SHOP: &str = "kind=website&name=Shop&number=&username=&url=https%3A%2F%2Fexample.com%2Fshop&status=active";

/// Makes one and answers its page.
async fn made(browser: &Browser, form: &str) -> String {
    let page = browser.submit(NEW, NEW, form).await;
    assert_eq!((page.status, page.to()), (StatusCode::SEE_OTHER, CHANNELS), "{}", page.html);
    let newest = all(browser, false).await.pop().expect("one was made");
    format!("{CHANNELS}/{}", newest.id)
}

async fn all(browser: &Browser, archived: bool) -> Vec<Channel> {
    let owner = Who::operator(home(browser).await);
    let filter = Filter { archived, ..Filter::default() };
    engine::channels::list(&browser.engine, &owner, filter, None, 50).await.unwrap().items
}

async fn home(browser: &Browser) -> WorkspaceId {
    engine::workspace::all(&browser.engine).await.unwrap()[0].id
}

/// A channel of another business on the same installation.
async fn of_a_stranger(browser: &Browser) -> ChannelId {
    let id = WorkspaceId(Uuid::from_u128(0x5_1234));
    let stranger = Workspace {
        id,
        name: "Someone else".into(),
        time_zone: "Europe/Madrid".into(),
        currency: "EUR".into(),
        country: "ES".into(),
        settings: Settings::default(),
        created_at: START,
        updated_at: START,
        version: 1,
    };
    browser.engine.store.write(move |tx| workspaces::insert(tx, &stranger)).await.unwrap();
    let body = json!({"kind": "telegram", "name": "Secret", "username": "secret_name"});
    let new = NewChannel::parse(&body, "ES").unwrap();
    engine::channels::create(&browser.engine, &Who::operator(id), new).await.unwrap().id
}

/// Signs out and in again as a new user of that role.
pub(super) async fn becomes(browser: &Browser, role: &str) {
    let form = format!(
        "name=Ayu&email={role}%40example.com&role={role}&password=another+long+one&locale=en&version=&status=active"
    );
    let added = browser.submit("/app/team/new", "/app/team/new", &form).await;
    assert_eq!(added.to(), "/app/team", "{}", added.html);
    browser.cookies.lock().unwrap().clear();
    let door = format!("email={role}%40example.com&password=another+long+one&to=");
    assert_eq!(browser.post("/app/sign-in", &door, &[]).await.status, StatusCode::SEE_OTHER);
}

async fn reads(browser: &Browser, locale: &str, path: &str) -> Page {
    browser.cookies.lock().unwrap().retain(|(name, _)| name != "giliran_locale");
    browser.cookies.lock().unwrap().push(("giliran_locale".into(), locale.into()));
    browser.get(path).await
}

#[tokio::test]
async fn an_empty_list_says_what_to_do_next_in_both_languages() {
    let browser = Browser::signed_in().await;
    for (locale, words) in [("en", ["Add your first channel", "New channel"]), ("id", ["Tambah kanal", "Kanal baru"])] {
        let page = reads(&browser, locale, CHANNELS).await;
        assert!(words.iter().all(|word| page.html.contains(word)), "{locale}: {}", page.html);
        assert!(page.html.contains("href=\"/app/channels/new\""));
    }
}

#[tokio::test]
async fn a_channel_of_each_kind_is_made_from_its_own_field_and_stands_in_the_list_as_people_read_it() {
    let browser = Browser::signed_in().await;
    for (form, place) in [
        ("kind=whatsapp&name=Front&number=0812-3456-7899&username=&url=&status=active", "+62 812 3456 7899"),
        // What was typed for another kind before is no fault.
        ("kind=telegram&name=Bot&number=12&username=https%3A%2F%2Ft.me%2Ftoko_sari&url=&status=active", "@toko_sari"),
        (SHOP, "example.com/shop"),
        ("kind=booking&name=Fitting&number=&username=&url=https%3A%2F%2Fexample.com%2Fbook&status=passive", "book"),
    ] {
        made(&browser, form).await;
        let list = browser.get(CHANNELS).await;
        assert!(list.html.contains(place), "{place}: {}", list.html);
    }
    let kinds: Vec<_> = all(&browser, false).await.iter().map(|channel| channel.kind.as_str()).collect();
    assert_eq!(kinds, ["whatsapp", "telegram", "website", "booking"]);
    let page = reads(&browser, "id", CHANNELS).await;
    for word in ["Halaman pemesanan", "Situs web", "Pasif", "Dipakai oleh"] {
        assert!(page.html.contains(word), "{word}");
    }
}

#[tokio::test]
async fn what_is_wrong_stands_beside_the_field_of_the_kind_and_nothing_typed_is_lost() {
    let browser = Browser::signed_in().await;
    for (form, field, words) in [
        ("kind=whatsapp&name=Front&number=12&status=active", "number", "too few digits"),
        ("kind=telegram&name=Front&username=a+b&status=active", "username", "A Telegram name has"),
        ("kind=website&name=Front&url=javascript%3Aalert%281%29&status=active", "url", "Begin with https://"),
        ("kind=website&name=+&url=https%3A%2F%2Fexample.com&status=active", "name", "This is needed"),
        ("kind=pigeon&name=Front&status=active", "kind", "Choose one of"),
    ] {
        let page = browser.submit(NEW, NEW, form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(page.html.contains(&format!("href=\"#f-{field}\"")), "{form}: {}", page.html);
        assert!(page.html.contains(words), "{form}: {}", page.html);
    }
    let page = browser.submit(NEW, NEW, "kind=telegram&name=Front&username=a+b&status=passive").await;
    assert!(page.html.contains("value=\"a b\"") && page.html.contains("value=\"telegram\" checked"));
    assert!(page.html.contains("value=\"passive\" checked") && page.html.contains("value=\"Front\""));
    made(&browser, SHOP).await;
    let twice = browser.submit(NEW, NEW, SHOP).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.html.contains("id=\"f-url-error\"") && twice.html.contains("This is taken"));
    assert_eq!(all(&browser, false).await.len(), 1);
}

#[tokio::test]
async fn a_channel_is_changed_but_not_unseen_over_somebody_elses_change_and_its_kind_never() {
    let browser = Browser::signed_in().await;
    let path = made(&browser, SHOP).await;
    let page = browser.get(&path).await;
    assert!(page.html.contains("value=\"https://example.com/shop\"") && !page.html.contains("name=\"kind\""));
    let change = "version=1&name=Outlet&url=https%3A%2F%2Fexample.com%2Foutlet&status=active&kind=booking";
    let first = browser.submit(&path, &path, change).await;
    assert_eq!((first.status, first.to()), (StatusCode::SEE_OTHER, CHANNELS), "{}", first.html);
    let channel = all(&browser, false).await.pop().unwrap();
    assert_eq!((channel.name.as_str(), channel.kind.as_str()), ("Outlet", "website"));

    let late = change.replace("Outlet", "Late");
    let second = browser.submit(&path, &path, &late).await;
    assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(second.html.contains("Somebody else saved this") && second.html.contains("value=\"Late\""));
    assert!(second.html.contains("name=\"version\" value=\"2\""), "saving again overwrites knowingly");
    assert_eq!(all(&browser, false).await[0].name, "Outlet");
}

#[tokio::test]
async fn the_switch_says_which_visitors_pass_a_channel_over() {
    let browser = Browser::signed_in().await;
    let link = link(&browser).await;
    let list = browser.get(CHANNELS).await;
    assert_eq!(list.html.matches(&format!("href=\"{link}\"")).count(), 2, "each number's link: {}", list.html);
    let sari = all(&browser, false).await[0].id;
    let switch = format!("{CHANNELS}/{sari}/status");
    let off = browser.submit(CHANNELS, &switch, "status=passive").await;
    assert_eq!(off.to(), CHANNELS, "{}", off.html);
    let said = browser.get(CHANNELS).await;
    assert!(said.html.contains("Sari is passive: visitors of Promo pass over it."), "{}", said.html);
    assert!(said.html.contains("aria-checked=\"false\"") && said.html.contains("name=\"status\" value=\"active\""));
    assert!(browser.get(&link).await.html.contains("Number is passive"));

    reads(&browser, "id", CHANNELS).await;
    browser.submit(CHANNELS, &switch, "status=passive").await;
    let again = browser.get(CHANNELS).await;
    assert!(again.html.contains("Sari pasif: pengunjung Promo melewatinya."), "{}", again.html);
    reads(&browser, "en", CHANNELS).await;
    browser.submit(CHANNELS, &switch, "status=active").await;
    assert!(browser.get(CHANNELS).await.html.contains("Sari is active"));
    let nonsense = browser.submit(CHANNELS, &switch, "status=maybe").await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
    let history = browser.get("/app/settings/audit").await;
    assert!(history.html.contains("Status: Active → Passive"), "the history reads aloud: {}", history.html);
}

#[tokio::test]
async fn a_channel_in_use_stays_and_says_why_and_another_goes_and_comes_back() {
    let browser = Browser::signed_in().await;
    link(&browser).await;
    let sari = format!("{CHANNELS}/{}", all(&browser, false).await[0].id);
    let archive = |path: &str| format!("{path}/archive");
    let refused = browser.submit(&sari, &archive(&sari), "archived=true").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("Still in use by: Promo"), "{}", refused.html);

    let shop = made(&browser, SHOP).await;
    assert_eq!(browser.submit(&shop, &archive(&shop), "archived=true").await.to(), CHANNELS);
    let kept = browser.get("/app/channels?archived=true").await;
    assert!(kept.html.contains(&format!("href=\"{shop}\"")) && kept.html.contains("Bring back"));
    assert!(!browser.get(CHANNELS).await.html.contains(&format!("href=\"{shop}\"")));
    browser.submit(&shop, &archive(&shop), "archived=false").await;
    assert!(browser.get(CHANNELS).await.html.contains(&format!("href=\"{shop}\"")));
    assert!(all(&browser, true).await.is_empty());
}

#[tokio::test]
async fn an_agent_neither_sees_nor_changes_channels_and_a_supervisor_may() {
    let browser = Browser::signed_in().await;
    let path = made(&browser, SHOP).await;
    assert!(browser.get("/app/team").await.html.contains("href=\"/app/channels\""));
    becomes(&browser, "agent").await;
    for page in [CHANNELS, NEW, &path] {
        let refused = browser.get(page).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{page}");
        assert!(!refused.html.contains("example.com/shop"), "{page} tells nothing");
    }
    let (status, archive) = (format!("{path}/status"), format!("{path}/archive"));
    for (to, form) in [
        (NEW, SHOP),
        (NEW, "kind=nonsense"),
        (&path, "version=1&name=Mine&url=https%3A%2F%2Fexample.com%2Fmine&status=active"),
        (&status, "status=passive"),
        (&archive, "archived=true"),
    ] {
        assert_eq!(browser.submit("/app/team", to, form).await.status, StatusCode::FORBIDDEN, "{to} {form}");
    }
    assert!(!browser.get("/app/team").await.html.contains("/app/channels"), "no word of the frame leads there");
    let channel = all(&browser, false).await.pop().unwrap();
    assert_eq!((channel.name.as_str(), channel.version), ("Shop", 1));

    browser.cookies.lock().unwrap().clear();
    browser.post("/app/sign-in", "email=ani%40example.com&password=a+long+enough+one&to=", &[]).await;
    becomes(&browser, "supervisor").await;
    assert_eq!(browser.get(&path).await.status, StatusCode::OK);
    assert_eq!(browser.submit(CHANNELS, &status, "status=passive").await.to(), CHANNELS);
}

#[tokio::test]
async fn another_workspaces_channel_is_nothing_here() {
    let browser = Browser::signed_in().await;
    let foreign = of_a_stranger(&browser).await;
    assert!(!browser.get(CHANNELS).await.html.contains("Secret"));
    for id in [foreign.to_string(), Uuid::from_u128(7).to_string(), "nothing".to_owned()] {
        let path = format!("{CHANNELS}/{id}");
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!page.html.contains("ecret"), "{path}");
        for (end, form) in [("", "name=Mine&version=1"), ("/status", "status=passive"), ("/archive", "archived=true")] {
            let answer = browser.submit(CHANNELS, &format!("{path}{end}"), form).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}{end}");
        }
    }
    let kept =
        browser.engine.store.read(move |tx| store::channels::get(tx, WorkspaceId(Uuid::from_u128(0x5_1234)), foreign));
    let kept = kept.await.unwrap().unwrap();
    assert_eq!((kept.name.as_str(), kept.version, kept.archived_at), ("Secret", 1, None));
}
