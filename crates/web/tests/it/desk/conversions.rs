//! Conversions on the desk, on both stores: destinations made and changed without a credential coming back, what a
//! platform answered in words, deliveries with their stories, sending again, and a lead's and a link's part in it.

use super::{Browser, START, link};
use axum::http::{Request, StatusCode};
use domain::actor::Who;
use domain::classify::{Headers, Method};
use domain::conversion::Category;
use domain::id::LinkId;
use domain::lead::filter::Filter;
use engine::click::{Address, Request as Click};
use engine::clock::{Clock, Hand};
use engine::conversions::destinations::{self, DestinationView};
use engine::outside::{Asked, Call, CallFailure, Called, Fetched, Outside, Reply, Silence};
use engine::{Engine, Settings};
use std::net::IpAddr;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::testing::Fixture;

const NEW: &str = "/app/conversions/destinations/new";
pub(super) const DELIVERIES: &str = "/app/conversions/deliveries";
const PHONE: &str = "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";
const TOKEN: &str = "EAAB-not-to-be-seen-9876";

/// A platform that answers everything with one status.
#[derive(Debug, Default)]
struct Platform {
    status: AtomicU16,
}

impl Outside for Platform {
    fn txt<'a>(&'a self, _: &'a str) -> Asked<'a, Vec<String>> {
        Box::pin(std::future::ready(Err(Silence("no".into()))))
    }

    fn addresses<'a>(&'a self, _: &'a str) -> Asked<'a, Vec<IpAddr>> {
        Box::pin(std::future::ready(Err(Silence("no".into()))))
    }

    fn fetch<'a>(&'a self, _: IpAddr, _: &'a str, _: &'a str) -> Asked<'a, Fetched> {
        Box::pin(std::future::ready(Err(Silence("no".into()))))
    }

    fn call<'a>(&'a self, _: Call) -> Called<'a> {
        let status = self.status.load(Ordering::Relaxed);
        let reply = Reply { status, headers: Vec::new(), body: b"<b>said by the shop</b>".to_vec(), is_cut: false };
        let answer = if status == 0 { Err(CallFailure::Refused) } else { Ok(reply) };
        Box::pin(std::future::ready(answer))
    }
}

pub(super) struct Desk {
    pub(super) browser: Browser,
    platform: Arc<Platform>,
    clock: Arc<Hand>,
    pub(super) owner: Who,
    _fixture: Fixture,
}

impl std::ops::Deref for Desk {
    type Target = Browser;
    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Desk {
    async fn on(kind: store::Engine) -> Self {
        let fixture = tokio::task::spawn_blocking(move || Fixture::of(kind)).await.unwrap();
        let (folder, platform) = (tempfile::tempdir().unwrap(), Arc::new(Platform::default()));
        let settings = Settings {
            outside: Arc::clone(&platform) as Arc<dyn Outside>,
            location: fixture.location(),
            ..Settings::in_folder(folder.path().to_owned(), "http://localhost:8080")
        };
        let clock = Arc::new(Hand::at(START));
        let hand = Arc::clone(&clock) as Arc<dyn Clock>;
        let engine = tokio::task::spawn_blocking(move || Engine::open_with(settings, hand).unwrap()).await.unwrap();
        let router = web::pages::routes().with_state(Arc::clone(&engine));
        let browser = Browser { engine, router, cookies: Mutex::default(), _folder: folder }.set_up().await;
        let owner = Who::operator(engine::workspace::all(&browser.engine).await.unwrap()[0].id);
        let sending = Arc::clone(&browser.engine);
        tokio::spawn(async move { sending.background().await });
        Self { browser, platform, clock, owner, _fixture: fixture }
    }

    /// A webhook, and where its page is.
    async fn webhook(&self) -> String {
        let made = self.submit(&format!("{NEW}?platform=webhook"), NEW, WEBHOOK).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.html);
        format!("/app/conversions/destinations/{}", self.the_destination().await.destination.id)
    }

    async fn the_destination(&self) -> DestinationView {
        let found = destinations::list(&self.engine, &self.owner, None, 9).await.unwrap();
        found.items.into_iter().next().expect("one was made")
    }

    /// A new visitor, recorded and projected.
    pub(super) async fn visit(&self, slug: &str) {
        let request = Click {
            method: Method::Get,
            host: "localhost:8080",
            slug,
            query: "",
            address: Address { peer: [203, 0, 113, 7].into(), x_forwarded_for: "", forwarded: "", country: "ID" },
            headers: Headers { user_agent: PHONE, accept_language: "id-ID", ..Headers::default() },
            cookie: "",
        };
        let clicked = self.engine.click(&request).await;
        let entry = clicked.entry.unwrap();
        let lane = self.engine.journal.direct_lane();
        self.engine.journal.append(&entry, clicked.lead.map(|lead| lead.0), lane).await.unwrap();
        while self.engine.projector.backlog() > 0 {
            tokio::task::yield_now().await;
        }
    }

    /// Looks until the page says it.
    async fn until(&self, path: &str, said: &str) -> String {
        let since = Instant::now();
        loop {
            let page = self.get(path).await;
            if page.html.contains(said) {
                return page.html;
            }
            assert!(since.elapsed() < Duration::from_secs(20), "{path} never says {said}: {}", page.html);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.browser.engine.close();
    }
}

pub(super) const WEBHOOK: &str = "platform=webhook&name=Shop&settings.url=https%3A%2F%2Fshop.example%2Fhook&consent=by_region\
                       &for_all_links=true&events%5B0%5D.category=purchase&events%5B0%5D.name=purchase\
                       &events%5B0%5D.active=true&events%5B0%5D.every_time=false";

/// On both stores; the desk is let go off the thread that drives async work, also after a failure.
pub(super) fn on_both(test: impl AsyncFn(&Desk)) {
    for kind in [store::Engine::Sqlite, store::Engine::Postgres] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let desk = Box::new(runtime.block_on(Desk::on(kind)));
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runtime.block_on(test(&desk))));
        drop(runtime);
        drop(desk);
        if let Err(failure) = ended {
            std::panic::resume_unwind(failure);
        }
    }
}

#[test]
fn a_destination_is_chosen_made_and_changed_and_no_credential_comes_back() {
    on_both(async |desk: &Desk| {
        let empty = desk.get("/app/conversions").await.html;
        for word in domain::destination::Platform::CHOICES {
            assert!(empty.contains(&format!("{NEW}?platform={word}")), "{word}");
        }
        let form = desk.get(&format!("{NEW}?platform=meta")).await.html;
        assert!(form.contains("Dataset (pixel) ID") && form.contains("value=\"Purchase\""));
        let sent = format!(
            "platform=meta&name=Pixel&settings.dataset_id=12+34&settings.test_code=&credentials.access_token={TOKEN}&consent=required&for_all_links=false"
        );
        let wrong = desk.submit(NEW, NEW, &sent).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.html.contains("id=\"f-settings-dataset_id-error\"") && wrong.html.contains("value=\"12 34\""));
        assert!(wrong.html.contains("href=\"#f-settings-dataset_id\"") && wrong.html.contains("Dataset (pixel) ID: "));
        assert!(!wrong.html.contains(TOKEN) && wrong.html.contains("was not kept. Type it again"), "{}", wrong.html);
        let made = desk.submit(NEW, NEW, &sent.replace("12+34", "1234")).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
        let edit = format!("{}/edit", made.to());
        for page in [desk.get(made.to()).await.html, desk.get(&edit).await.html] {
            assert!(page.contains("set · ends in …9876") && !page.contains(TOKEN), "{page}");
        }
        // Without a word the token stays; the other fields are what was sent.
        let change = "version=1&name=Pixel+2&settings.dataset_id=1234&settings.test_code=T1&credentials.access_token=\
                      &consent=by_region&for_all_links=true&events%5B0%5D.category=lead&events%5B0%5D.name=Prospect\
                      &events%5B0%5D.active=true&events%5B0%5D.every_time=true";
        let saved = desk.submit(&edit, &edit, change).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
        let page = desk.get(made.to()).await.html;
        for told in
            ["set · ends in …9876", "Test code: None → T1", "Lead, name: Lead → Prospect", "Lead, every time: no → yes"]
        {
            assert!(page.contains(told), "{told}: {page}");
        }
        let stale = desk.submit(&edit, &edit, change).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(stale.html.contains("value=\"Pixel 2\""));
        let away = desk.submit(made.to(), &format!("{}/archive", made.to()), "").await;
        assert_eq!(away.to(), "/app/conversions");
        assert!(!desk.get("/app/conversions").await.html.contains("Pixel 2</a>"));
        assert!(desk.get(made.to()).await.html.contains("It is archived"));
    });
}

#[test]
fn what_is_missing_is_named_as_the_screen_calls_it() {
    on_both(async |desk: &Desk| {
        let wrong = desk.submit(NEW, NEW, "platform=google_ads&name=Ads&settings.customer_id=123-456-7890").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.html.contains("id=\"f-credentials-service_account-error\""), "{}", wrong.html);
        assert!(wrong.html.contains("Service account (JSON file), Refresh token"), "{}", wrong.html);
        let echo = desk.submit(NEW, NEW, "platform=echo&name=Echo").await;
        assert!(echo.html.contains("Which platform?"), "nobody can choose the example's own");
        let forbidden = WEBHOOK.replace("shop.example", "127.0.0.1");
        let refused = desk.submit(NEW, NEW, &forbidden).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains("id=\"f-settings-url-error\"") && refused.html.contains("127.0.0.1"));
    });
}

#[test]
fn a_webhooks_secret_is_shown_once_and_a_new_one_when_it_is_asked_for() {
    on_both(async |desk: &Desk| {
        let made = desk.submit(NEW, NEW, WEBHOOK).await;
        let secret = |html: &str| {
            let at = html.find("id=\"signing-secret\">").expect("it is shown") + 20;
            html[at..].split('<').next().unwrap().to_owned()
        };
        let first = secret(&made.html);
        assert!(first.starts_with("whsec_"));
        let at = format!("/app/conversions/destinations/{}", desk.the_destination().await.destination.id);
        let page = desk.get(&at).await.html;
        assert!(!page.contains(&first) && page.contains("Signing secret"), "once");
        desk.clock.turn_to(START + 60_000_000);
        let rotated = desk.submit(&at, &format!("{at}/rotate"), "").await;
        assert_ne!(secret(&rotated.html), first);
        let history = desk.get(&at).await.html;
        assert!(history.contains("Signing secret was changed") && !history.contains("secret_before"), "{history}");
    });
}

#[test]
fn a_test_event_tells_its_story_and_is_sent_again_by_hand_or_by_the_filter() {
    on_both(async |desk: &Desk| {
        let at = desk.webhook().await;
        desk.platform.status.store(200, Ordering::Relaxed);
        let verified = desk.submit(&at, &format!("{at}/verify"), "").await;
        assert_eq!(verified.status, StatusCode::OK);
        assert!(verified.html.contains("What the platform answered"), "{}", verified.html);
        let tested = desk.submit(&at, &format!("{at}/test"), "category=purchase").await;
        assert_eq!(tested.status, StatusCode::SEE_OTHER, "{}", tested.html);
        let story = desk.until(tested.to(), "The platform has counted it.").await;
        for said in ["Purchase for Shop", "Test event", "<dd>200</dd>", "this one alone"] {
            assert!(story.contains(said), "{said}: {story}");
        }
        assert!(!story.contains("test@example.com") && !story.contains("every 2s"), "{story}");
        // Nothing new is no answer; something new is the part alone.
        let seen = desk.send(Request::get(format!("{}?seen=1", tested.to())), "", &[("hx-request", "true")]).await;
        assert!(seen.html.trim_start().starts_with("<div id=\"story\""), "{}", seen.html);

        // Refused words are shown as words, never as markup.
        desk.platform.status.store(400, Ordering::Relaxed);
        let again = desk.submit(tested.to(), &format!("{}/replay", tested.to()), "").await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.html);
        let refused = desk.until(tested.to(), "<dd>400</dd>").await;
        assert!(!refused.contains("<b>said by the shop") && refused.contains("<dd>200</dd>"), "{refused}");

        let several = desk.get(&format!("{DELIVERIES}?status=sent&status=refused,expired")).await.html;
        assert!(several.contains(tested.to()) && several.matches("class=\"chip\"").count() == 3, "{several}");
        assert!(several.contains("id=\"status-refused\" name=\"status\" value=\"refused\" checked"), "{several}");
        let list = desk.get(&format!("{DELIVERIES}?status=nonsense&category=purchase")).await.html;
        assert!(list.contains(tested.to()) && list.contains("class=\"chip\""), "{list}");
        assert!(desk.get(&format!("{DELIVERIES}?category=lead")).await.html.contains("No delivery is like that"));
        let live =
            desk.send(Request::get(format!("{DELIVERIES}?category=purchase")), "", &[("hx-request", "true")]).await;
        assert!(live.html.contains("One newer") && !live.html.contains("<html"), "{}", live.html);
    });
}

#[test]
fn a_replay_says_first_how_many_and_then_how_far_it_has_come() {
    on_both(async |desk: &Desk| {
        let at = desk.webhook().await;
        desk.platform.status.store(200, Ordering::Relaxed);
        for _ in 0..3 {
            let tested = desk.submit(&at, &format!("{at}/test"), "").await;
            desk.until(tested.to(), "The platform has counted it.").await;
        }
        let ask = format!("{DELIVERIES}/replay?category=lead");
        let asked = desk.get(&ask).await.html;
        assert!(asked.contains("3 deliveries have ended and are meant."), "{asked}");
        let begun = desk.submit(&ask, &format!("{DELIVERIES}/replay"), "category=lead").await;
        assert!(begun.to().starts_with("/app/conversions/replays/"), "{}", begun.html);
        let done = desk.until(begun.to(), "All 3 of 3 have ended.").await;
        let rows = desk.get(&leads_to(&done, "</dl>")).await.html;
        assert_eq!(rows.matches("<th scope=\"row\"").count(), 3, "{rows}");
        assert!(rows.contains("Sent again just now"), "{rows}");
        let none = desk.submit(&ask, &format!("{DELIVERIES}/replay"), "category=checkout").await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.html.contains("Nothing was sent again"));
    });
}

/// What the address in the text that begins so leads to.
fn leads_to(html: &str, before: &str) -> String {
    let at = html.find(before).unwrap_or_else(|| panic!("no {before}: {html}")) + before.len();
    let href = html[at..].split("href=\"").nth(1).unwrap().split('"').next().unwrap();
    href.replace("&#38;", "&").replace("&amp;", "&")
}

#[test]
fn a_figure_of_the_last_day_opens_exactly_the_rows_that_it_counts() {
    on_both(async |desk: &Desk| {
        let at = desk.webhook().await;
        let send = async |status: u16, said: &str| {
            desk.platform.status.store(status, Ordering::Relaxed);
            let tested = desk.submit(&at, &format!("{at}/test"), "category=purchase").await;
            desk.until(tested.to(), said).await;
            tested.to().to_owned()
        };
        let first = send(200, "<dd>200</dd>").await;
        send(200, "<dd>200</dd>").await;
        send(400, "<dd>400</dd>").await;
        // What is sent again hours later counts there alone, though its event is of before.
        desk.clock.turn_to(START + 30 * 3_600_000_000);
        desk.platform.status.store(200, Ordering::Relaxed);
        let again = desk.submit(&first, &format!("{first}/replay"), "").await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.html);
        desk.until(&first, "try 2<").await;
        let page = desk.until("/app/conversions", "data-label=\"Sent · last day\"><a ").await;
        assert!(page.contains("data-label=\"Refused · last day\"><span class=\"soft\">0"), "{page}");
        let rows = desk.get(&leads_to(&page, "data-label=\"Sent · last day\">")).await.html;
        assert_eq!(rows.matches("<th scope=\"row\"").count(), 1, "{rows}");
        assert!(rows.contains("Ended since") && rows.contains(&first), "{rows}");

        // What waits: also what waits for a person.
        desk.platform.status.store(410, Ordering::Relaxed);
        let tested = desk.submit(&at, &format!("{at}/test"), "category=lead").await;
        assert_eq!(tested.status, StatusCode::SEE_OTHER, "{}", tested.html);
        desk.until(tested.to(), "<dd>410</dd>").await;
        let page = desk.get(&at).await.html;
        assert!(page.contains("<dt>Waiting</dt><dd><a"), "{page}");
        let rows = desk.get(&leads_to(&page, "<dt>Waiting</dt>")).await.html;
        assert_eq!(rows.matches("<th scope=\"row\"").count(), 1, "{rows}");
        assert!(rows.contains("Waiting to be told") && rows.contains("Paused"), "{rows}");
    });
}

#[test]
fn deliveries_and_visits_are_carried_away_as_tables_narrowed_as_the_screen_is() {
    on_both(async |desk: &Desk| {
        let at = desk.webhook().await;
        desk.platform.status.store(400, Ordering::Relaxed);
        let tested = desk.submit(&at, &format!("{at}/test"), "category=purchase").await;
        desk.until(tested.to(), "<dd>400</dd>").await;
        let list = desk.get(&format!("{DELIVERIES}?status=refused")).await.html;
        assert!(list.contains("href=\"/app/conversions/deliveries.csv?status=refused\" download"), "{list}");
        let carried = desk.get("/app/conversions/deliveries.csv?status=refused").await;
        assert_eq!(carried.headers["content-type"], "text/csv; charset=utf-8");
        let lines: Vec<&str> = carried.html.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert!(
            lines[0].starts_with("id,event_id,at,destination,") && lines[1].contains(",Shop,webhook,"),
            "{lines:?}"
        );
        assert!(lines[1].contains(",refused,,400,,said by the shop,1,"), "{lines:?}");
        let none = desk.get("/app/conversions/deliveries.csv?status=sent").await.html;
        assert_eq!(none.lines().count(), 1, "{none}");

        link(desk).await;
        for _ in 0..3 {
            desk.visit("promo").await;
        }
        let visits = desk.get("/app/visits.csv?kind=human").await.html;
        assert_eq!(visits.lines().count(), 4, "{visits}");
        assert!(
            visits.lines().skip(1).all(|line| line.contains(",human,false,") && line.contains(",Promo,")),
            "{visits}"
        );
        assert!(!visits.contains("203.0.113"), "the address is not in it: {visits}");
        assert_eq!(desk.get("/app/visits.csv?kind=scan").await.html.lines().count(), 1);
        super::channels::becomes(desk, "agent").await;
        for table in ["/app/visits.csv", "/app/conversions/deliveries.csv"] {
            assert_eq!(desk.get(table).await.status, StatusCode::FORBIDDEN, "{table}");
        }
    });
}

#[test]
fn a_destination_that_is_off_is_tried_by_nobody_and_says_so() {
    on_both(async |desk: &Desk| {
        let at = desk.webhook().await;
        let off = desk.submit(&at, &format!("{at}/switch"), "active=false").await;
        assert_eq!(off.status, StatusCode::SEE_OTHER);
        assert!(!desk.the_destination().await.destination.active);
        let tested = desk.submit(&at, &format!("{at}/test"), "").await;
        assert_eq!(tested.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(tested.html.contains("switched off or archived"), "{}", tested.html);
        desk.submit(&at, &format!("{at}/switch"), "active=true").await;
        assert!(desk.the_destination().await.destination.active);
    });
}

#[test]
fn a_link_names_its_destinations_and_keeps_them_when_its_form_has_no_choice() {
    on_both(async |desk: &Desk| {
        let at = link(desk).await;
        desk.webhook().await;
        let id = desk.the_destination().await.destination.id;
        let edit = format!("{at}/edit");
        assert!(desk.get(&edit).await.html.contains("Conversions go to"));
        let chosen = || async {
            let link = LinkId::parse(at.rsplit('/').next().unwrap()).unwrap();
            engine::links::get(&desk.engine, &desk.owner, link).await.unwrap().link
        };
        let form = |version: i64, more: &str| format!("{}&version={version}{more}", super::LINK);
        let saved = desk.submit(&edit, &edit, &form(1, &format!("&destination_ids=&destination_ids={id}"))).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
        assert_eq!(chosen().await.extras.destinations, [id]);
        assert!(desk.get(&at).await.html.contains("<dd>Shop</dd>"));
        let version = chosen().await.version;
        desk.submit(&edit, &edit, &form(version, "")).await;
        assert_eq!(chosen().await.extras.destinations, [id], "a form without the choice leaves it");
        let version = chosen().await.version;
        desk.submit(&edit, &edit, &form(version, "&destination_ids=")).await;
        assert!(chosen().await.extras.destinations.is_empty());
        let unknown = format!("&destination_ids={}", uuid::Uuid::from_u128(7));
        let version = chosen().await.version;
        let wrong = desk.submit(&edit, &edit, &form(version, &unknown)).await;
        assert!(wrong.html.contains("id=\"f-destination_ids-error\""), "{}", wrong.html);
    });
}

#[test]
fn what_a_status_tells_is_a_table_of_the_settings() {
    on_both(async |desk: &Desk| {
        let page = desk.get("/app/settings").await.html;
        assert!(
            page.contains("What a status tells the platforms") && page.contains("name=\"conversions[3].category\"")
        );
        let form = "version=1&name=Toko&time_zone=Asia%2FJakarta&country=ID&currency=IDR&statuses=new%0Ahot%0Awon\
                    &conversions%5B0%5D.status=hot&conversions%5B0%5D.category=checkout&conversions%5B0%5D.value=expected\
                    &conversions%5B1%5D.status=purchase&conversions%5B1%5D.category=purchase&conversions%5B1%5D.value=actual\
                    &conversions%5B2%5D.status=won&conversions%5B2%5D.category=&conversions%5B2%5D.value=actual";
        let saved = desk.submit("/app/settings", "/app/settings", form).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
        let home = engine::workspace::all(&desk.engine).await.unwrap().remove(0);
        let told: Vec<_> = home.settings.conversions.iter().map(|one| (one.status.as_str(), one.category)).collect();
        assert_eq!(told, [("hot", Category::Checkout)], "a status that went took its line along");
        let history = desk.get("/app/settings/audit").await.html;
        assert!(
            history.contains("Hot tells: Qualified lead (the expected value) → Checkout (the expected value)"),
            "{history}"
        );
    });
}

#[test]
fn a_lead_is_told_of_by_hand_with_what_was_typed_kept() {
    on_both(async |desk: &Desk| {
        link(desk).await;
        desk.webhook().await;
        desk.platform.status.store(200, Ordering::Relaxed);
        desk.visit("promo").await;
        let found = engine::leads::list(&desk.engine, &desk.owner, Filter::default(), None, 9).await.unwrap();
        let at = format!("/app/leads/{}", found.items[0].id);
        let page = desk.get(&at).await.html;
        assert!(page.contains("Not asked") && page.contains("Send a conversion"), "{page}");
        let send = format!("{at}/conversions");
        let wrong = desk.submit(&at, &send, "category=purchase&value.amount=1.500.000&value.currency=XXQ").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.html.contains("id=\"f-value-currency-error\"") && wrong.html.contains("value=\"1.500.000\""));
        let sent = desk.submit(&at, &send, "category=purchase&value.amount=1.500.000&value.currency=IDR").await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
        let page = desk.until(&at, "IDR 1,500,000").await;
        assert!(page.contains("Sent by hand"), "{page}");
        let again = desk.submit(&at, &send, "category=purchase").await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        assert!(desk.get(&at).await.html.contains("Nothing was sent"), "once for each lead");
    });
}
