//! A small business to test with: an engine on a store of its own, with a clock that goes when told.

use domain::actor::Who;
use domain::classify::{Headers, Method};
use domain::draft::link::NewLink;
use domain::id::WorkspaceId;
use domain::visit::{Entry, Visit};
use domain::workspace;
use engine::click::{Address, Answer, Request};
use engine::clock::{Clock, Hand};
use engine::links::LinkView;
use engine::outside::{Closed, Outside};
use engine::{Engine, Settings, links};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use store::testing::Fixture;
use store::workspaces::{self, Workspace};
use uuid::Uuid;

pub const SECOND: i64 = 1_000_000;
/// 2026-11-01 00:00 UTC.
pub const START: i64 = 1_793_491_200 * SECOND;
pub const PHONE: &str = "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";

pub struct House {
    pub engine: Arc<Engine>,
    pub clock: Arc<Hand>,
    pub who: Who,
    folder: tempfile::TempDir,
    fixture: Fixture,
    outside: Arc<dyn Outside>,
}

/// What a tap came to.
pub struct Tap {
    pub location: String,
    pub cookie: String,
    /// The visit as it was decided.
    pub visit: Option<Visit<'static>>,
}

impl House {
    pub fn on(kind: store::Engine) -> Self {
        Self::with(kind, Arc::new(Closed))
    }

    /// With a world outside of the test's own.
    pub fn with(kind: store::Engine, outside: Arc<dyn Outside>) -> Self {
        let fixture = Fixture::of(kind);
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Hand::at(START));
        let workspace = WorkspaceId(Uuid::from_u128(0x1234));
        fixture
            .store()
            .write_blocking(move |tx| {
                workspaces::insert(
                    tx,
                    &Workspace {
                        id: workspace,
                        name: "Toko Kopi".into(),
                        time_zone: "Asia/Jakarta".into(),
                        currency: "IDR".into(),
                        country: "ID".into(),
                        settings: workspace::Settings::default(),
                        created_at: START,
                        updated_at: START,
                        version: 1,
                    },
                )
            })
            .unwrap();
        let engine = open(&fixture, folder.path(), &clock, &outside);
        Self { engine, clock, who: Who::operator(workspace), folder, fixture, outside }
    }

    /// Ends and opens again, as after a restart.
    pub fn restart(&mut self) {
        off_the_runtime(|| {
            self.engine.close();
            self.engine = open(&self.fixture, self.folder.path(), &self.clock, &self.outside);
        });
    }

    /// Opens a second engine on the same folder while the first one is simply forgotten, as after `kill -9`.
    pub fn crash(&mut self) {
        off_the_runtime(|| {
            self.engine.journal.close();
            self.engine.projector.finish(std::time::Duration::ZERO);
            self.engine = open(&self.fixture, self.folder.path(), &self.clock, &self.outside);
        });
    }

    pub async fn link(&self, body: Value) -> LinkView {
        let new = NewLink::parse(&body, "ID").unwrap();
        links::create(&self.engine, &self.who, new).await.unwrap()
    }

    /// A link `promo` with these weights; the members are A, B, C, …
    pub async fn promo(&self, weights: &[u32]) -> LinkView {
        let members: Vec<Value> = weights
            .iter()
            .enumerate()
            .map(|(n, weight)| {
                let name = char::from(b'A' + n as u8).to_string();
                json!({"name": name, "number": format!("+62812345678{n:02}"), "weight": weight, "active": true})
            })
            .collect();
        self.link(json!({
            "slug": "promo", "name": "Promo", "message": "Hi {{name}}, {{code}}",
            "pool": {"method": "weighted", "members": members}
        }))
        .await
    }

    pub async fn tap(&self, request: Request<'_>) -> Tap {
        let clicked = self.engine.click(&request).await;
        let mut visit = None;
        if let Some(entry) = clicked.entry {
            let bytes = Box::leak(postcard::to_stdvec(&entry).unwrap().into_boxed_slice());
            self.engine.record_aside(entry, clicked.lead).await.unwrap();
            if let Entry::Visit(read) = postcard::from_bytes(bytes).unwrap() {
                visit = Some(read);
            }
        }
        let (location, cookie) = match clicked.answer {
            Answer::Redirect { location, cookie } => (location, cookie),
            Answer::LeaveNumber { cookie, .. } => ("leave-number".into(), cookie),
            other => (format!("{other:?}"), None),
        };
        Tap { location, cookie: cookie.map(|c| format!("giliran_visitor={c}")).unwrap_or_default(), visit }
    }

    pub async fn new_visitor(&self) -> Tap {
        self.tap(by_phone("promo", "", "")).await
    }

    pub async fn comes_back(&self, cookie: &str) -> Tap {
        self.tap(by_phone("promo", "", cookie)).await
    }

    pub fn later(&self, micros: i64) {
        self.clock.turn_to(self.clock.now() + micros);
    }

    /// Waits until everything durable stands in the store.
    pub fn settle(&self) {
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while self.engine.projector.backlog() > 0 {
            assert!(std::time::Instant::now() < until, "the projection stands still");
            std::thread::yield_now();
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.engine.close();
    }
}

fn open(fixture: &Fixture, folder: &Path, clock: &Arc<Hand>, outside: &Arc<dyn Outside>) -> Arc<Engine> {
    let settings = Settings {
        location: fixture.location(),
        outside: Arc::clone(outside),
        ..Settings::in_folder(folder.to_owned(), "http://localhost:8080")
    };
    Engine::open_with(settings, Arc::clone(clock) as Arc<dyn Clock>).unwrap()
}

pub fn by_phone<'r>(slug: &'r str, query: &'r str, cookie: &'r str) -> Request<'r> {
    Request {
        method: Method::Get,
        host: "localhost:8080",
        slug,
        query,
        address: Address { peer: [203, 0, 113, 7].into(), x_forwarded_for: "", forwarded: "", country: "" },
        headers: Headers { user_agent: PHONE, accept_language: "id-ID,id;q=0.9", ..Headers::default() },
        cookie,
    }
}

/// The name in "Hi A, [K-…]".
pub fn name(tap: &Tap) -> char {
    tap.location.split("Hi%20").nth(1).and_then(|rest| rest.chars().next()).unwrap_or('?')
}

/// Runs an async test on both engines.
pub fn on_both(test: impl AsyncFn(&mut House)) {
    for kind in [store::Engine::Sqlite, store::Engine::Postgres] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut house = House::on(kind);
        runtime.block_on(test(&mut house));
    }
}

/// [`on_both`] with a world outside of the test's own.
pub fn on_both_with(outside: Arc<dyn Outside>, test: impl AsyncFn(&mut House)) {
    for kind in [store::Engine::Sqlite, store::Engine::Postgres] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut house = House::with(kind, Arc::clone(&outside));
        runtime.block_on(test(&mut house));
    }
}

/// The blocking calls of the PostgreSQL client may not run on a thread that drives async work.
fn off_the_runtime(work: impl FnOnce() + Send) {
    std::thread::scope(|scope| scope.spawn(work).join()).unwrap();
}
