//! A business with an API: an engine on a store of its own behind the router, and a token that may do everything.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use domain::actor::Who;
use domain::classify::{Headers, Method as ClickMethod};
use domain::draft::set_up::SetUp;
use domain::draft::token::NewToken;
use domain::id::WorkspaceId;
use domain::scope::Scopes;
use domain::workspace::Settings as HomeSettings;
use engine::click::{Address, Request as Click};
use engine::clock::{Clock, Hand};
use engine::outside::{self, Asked, Call, CallFailure, Called, Fetched, Outside, Silence};
use engine::{Engine, Settings, set_up, tokens};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::config_changes::{self, Noun};
use store::testing::Fixture;
use store::workspaces::{self, Workspace};
use tower::ServiceExt;
use uuid::Uuid;
use web::api;
use web::api::limit::Limiter;

pub const SECOND: i64 = 1_000_000;
/// 2026-11-01 00:00 UTC.
pub const START: i64 = 1_793_491_200 * SECOND;
pub const PASSWORD: &str = "a long enough password";
const PHONE: &str = "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";

/// The world outside as a test wants it; what is not told is not there.
#[derive(Debug, Default)]
pub struct World {
    pub txt: Mutex<HashMap<String, Vec<String>>>,
    pub addresses: Mutex<HashMap<String, Vec<IpAddr>>>,
    /// By address, host and path.
    pub files: Mutex<HashMap<(IpAddr, String, String), Fetched>>,
    /// Every fetch that was tried.
    pub fetched: Mutex<Vec<IpAddr>>,
    pub platform: Mutex<Platform>,
    /// Every call that was made.
    pub called: Mutex<Vec<Call>>,
}

/// How an ad platform (Meta) is today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Platform {
    /// Nobody takes connections.
    #[default]
    Away,
    Takes,
    Refuses,
    LetsNobodyIn,
}

impl Platform {
    fn answer(self, call: &Call) -> Result<outside::Reply, CallFailure> {
        let error = |status, code: i64, subcode: i64, message: &str| {
            let error = json!({"code": code, "error_subcode": subcode, "message": message, "fbtrace_id": "AbC-trace"});
            (status, json!({ "error": error }))
        };
        let (status, body) = match self {
            Self::Away => return Err(CallFailure::Refused),
            Self::Takes => {
                let asked: Value = serde_json::from_slice(&call.body).unwrap_or_default();
                let count = asked["data"].as_array().map_or(0, Vec::len);
                (
                    200,
                    json!({"id": "123", "name": "Pixel", "events_received": count, "messages": [], "fbtrace_id": "AbC-trace"}),
                )
            }
            Self::Refuses => error(400, 100, 2_804_019, "Invalid parameter"),
            Self::LetsNobodyIn => error(401, 190, 463, "Session has expired"),
        };
        Ok(outside::Reply { status, body: body.to_string().into_bytes(), ..outside::Reply::default() })
    }
}

impl Outside for World {
    fn txt<'a>(&'a self, name: &'a str) -> Asked<'a, Vec<String>> {
        let found = self.txt.lock().unwrap().get(name).cloned().unwrap_or_default();
        Box::pin(std::future::ready(Ok(found)))
    }

    fn addresses<'a>(&'a self, host: &'a str) -> Asked<'a, Vec<IpAddr>> {
        let found = self.addresses.lock().unwrap().get(host).cloned().unwrap_or_default();
        Box::pin(std::future::ready(Ok(found)))
    }

    fn fetch<'a>(&'a self, address: IpAddr, host: &'a str, path: &'a str) -> Asked<'a, Fetched> {
        self.fetched.lock().unwrap().push(address);
        let found = self.files.lock().unwrap().get(&(address, host.to_owned(), path.to_owned())).cloned();
        Box::pin(std::future::ready(found.ok_or(Silence("nobody is there".into()))))
    }

    fn call<'a>(&'a self, call: Call) -> Called<'a> {
        let answer = self.platform.lock().unwrap().answer(&call);
        self.called.lock().unwrap().push(call);
        Box::pin(std::future::ready(answer))
    }
}

pub struct House {
    pub world: Arc<World>,
    pub engine: Arc<Engine>,
    pub clock: Arc<Hand>,
    /// The owner.
    pub owner: Who,
    /// May do everything.
    pub token: String,
    router: Router,
    _folder: tempfile::TempDir,
    _fixture: Fixture,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    /// Null when the answer is no JSON.
    pub json: Value,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The fields at fault with their codes.
    pub fn faults(&self) -> Vec<(&str, &str)> {
        let errors = self.json["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        errors.iter().map(|error| (error["field"].as_str().unwrap(), error["code"].as_str().unwrap())).collect()
    }

    /// The body, when the status is what it should be.
    #[track_caller]
    pub fn ok(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.json
    }
}

impl House {
    async fn with(kind: store::Engine, limiter: Limiter) -> Self {
        // The PostgreSQL client may not block a thread that drives async work.
        let fixture = tokio::task::spawn_blocking(move || Fixture::of(kind)).await.unwrap();
        let (folder, clock) = (tempfile::tempdir().unwrap(), Arc::new(Hand::at(START)));
        let world = Arc::new(World::default());
        let settings = Settings {
            outside: Arc::clone(&world) as Arc<dyn Outside>,
            location: fixture.location(),
            ..Settings::in_folder(folder.path().to_owned(), "http://localhost:8080")
        };
        let clock_of_engine = Arc::clone(&clock) as Arc<dyn Clock>;
        let opened = tokio::task::spawn_blocking(move || Engine::open_with(settings, clock_of_engine).unwrap());
        let engine = opened.await.unwrap();
        let wish = SetUp::parse(&json!({
            "name": "Ani", "email": "ani@example.com", "password": PASSWORD,
            "workspace": {"name": "Toko Kopi", "time_zone": "Asia/Jakarta", "currency": "IDR", "country": "ID"}
        }))
        .unwrap();
        let (home, user) = set_up::set_up(&engine, wish).await.unwrap();
        let owner = Who::person(home.id, user.id, user.name, user.role);
        let token = token(&engine, &owner, Scopes::all()).await;
        let router = api::routes_with(limiter).with_state(Arc::clone(&engine));
        Self { world, engine, clock, owner, token, router, _folder: folder, _fixture: fixture }
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let json = serde_json::from_str(&text).unwrap_or_default();
        Reply { status: parts.status, headers: parts.headers, text, json }
    }

    pub async fn ask(&self, method: &str, path: &str, token: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &self.token, &[], "").await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.ask("POST", path, &self.token, &[], &body.to_string()).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.ask("PATCH", path, &self.token, &[], &body.to_string()).await
    }

    pub async fn patch_if(&self, path: &str, tag: &str, body: Value) -> Reply {
        self.ask("PATCH", path, &self.token, &[("if-match", tag)], &body.to_string()).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.ask("DELETE", path, &self.token, &[], "").await
    }

    /// Uploads these bytes, which say that they are this kind.
    pub async fn upload(&self, kind: &str, bytes: Vec<u8>) -> Reply {
        let request = Request::builder().method(Method::POST).uri("/api/v1/pictures").header("content-type", kind);
        let request = request.header("authorization", format!("Bearer {}", self.token));
        self.send(request.body(Body::from(bytes)).unwrap()).await
    }

    /// The id of a picture that was uploaded.
    pub async fn picture(&self) -> String {
        let bytes = picture(image::ImageFormat::Png, 60, 40);
        self.upload("image/png", bytes).await.ok(201)["id"].as_str().unwrap().to_owned()
    }

    /// What is in the outbox goes out from now on.
    pub fn sends(&self) {
        let engine = Arc::clone(&self.engine);
        tokio::spawn(async move { engine.background().await });
    }

    pub fn platform(&self, platform: Platform) {
        *self.world.platform.lock().unwrap() = platform;
    }

    /// Waits until the deliveries, newest first, are as they should be; the clock goes on by a second meanwhile.
    pub async fn until(&self, what: &str, so: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let now = self.get("/api/v1/deliveries?limit=200").await.ok(200);
            let now = now["items"].as_array().unwrap();
            if so(now) {
                return now.clone();
            }
            assert!(Instant::now() < end, "{what}: not so after thirty seconds: {now:#?}");
            self.clock.turn_to(self.engine.now() + SECOND);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// A link with two members, A and B, weighing 80 and 20.
    pub async fn promo(&self) -> Value {
        self.post("/api/v1/links", promo("promo")).await.ok(201)
    }

    /// Another business on the same installation, and a token of it that may do everything there.
    pub async fn stranger(&self) -> String {
        let id = WorkspaceId(Uuid::from_u128(0x5_1234));
        let home = Workspace {
            id,
            name: "Someone else".into(),
            time_zone: "Europe/Madrid".into(),
            currency: "EUR".into(),
            country: "ID".into(),
            settings: HomeSettings::default(),
            created_at: START,
            updated_at: START,
            version: 1,
        };
        let made = self.engine.store.write(move |tx| {
            workspaces::insert(tx, &home)?;
            config_changes::append(tx, Noun::Workspace, id.0, START)
        });
        made.await.unwrap();
        self.engine.live.changed(self.engine.now()).await.unwrap();
        token(&self.engine, &Who::operator(id), Scopes::all()).await
    }

    /// A new visitor by `/wa/{slug}`, recorded and projected.
    pub async fn visit(&self, slug: &str, query: &str) {
        visit_of(&self.engine, slug, query).await;
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.engine.close();
    }
}

/// A new visitor by `/wa/{slug}`, recorded and projected.
pub async fn visit_of(engine: &Engine, slug: &str, query: &str) {
    let request = Click {
        method: ClickMethod::Get,
        host: "localhost:8080",
        slug,
        query,
        address: Address { peer: [203, 0, 113, 7].into(), x_forwarded_for: "", forwarded: "", country: "ID" },
        headers: Headers { user_agent: PHONE, accept_language: "id-ID,id;q=0.9", ..Headers::default() },
        cookie: "",
    };
    let clicked = engine.click(&request).await;
    let entry = clicked.entry.unwrap();
    let lane = engine.journal.direct_lane();
    engine.journal.append(&entry, clicked.lead.map(|lead| lead.0), lane).await.unwrap();
    while engine.projector.backlog() > 0 {
        tokio::task::yield_now().await;
    }
}

pub async fn token(engine: &Engine, who: &Who, scopes: Scopes) -> String {
    let new = NewToken { name: "test".into(), scopes, expires_at: None };
    tokens::create(engine, who, new).await.unwrap().1
}

/// A picture without a hole in it, every pixel of its own.
pub fn picture(format: image::ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let paint = |x: u32, y: u32| image::Rgb([(x % 256) as u8, (y % 256) as u8, (x * y % 256) as u8]);
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(width, height, paint).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn promo(slug: &str) -> Value {
    json!({
        "slug": slug, "name": "Promo", "message": "Hi {{name}}, {{code}}",
        "pool": {"method": "weighted", "members": [
            {"name": "A", "number": "+6281234567890", "weight": 80, "active": true},
            {"name": "B", "number": "0812-3456-7891", "weight": 20, "active": true}]}
    })
}

/// Runs an async test on both stores, each time with a house of its own.
pub fn on_both(test: impl AsyncFn(&House)) {
    for kind in [store::Engine::Sqlite, store::Engine::Postgres] {
        on(kind, Limiter::new(100_000), &test);
    }
}

/// One house, let go off the thread that drives async work, also after a failure.
pub fn on(kind: store::Engine, limiter: Limiter, test: impl AsyncFnOnce(&House)) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    let house = Box::new(runtime.block_on(House::with(kind, limiter)));
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runtime.block_on(test(&house))));
    drop(runtime);
    drop(house);
    if let Err(failure) = ended {
        std::panic::resume_unwind(failure);
    }
}
