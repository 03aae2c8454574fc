//! A house with a past, made by the real way: the engine's own commands make the link, the engine decides each visit,
//! the journal keeps it and the projector brings it into the store. Only the socket is left out.

use crate::traffic::Crowd;
use crate::{Result, say};
use domain::actor::Who;
use domain::draft::destination::NewDestination;
use domain::draft::link::NewLink;
use domain::id::{LinkId, WorkspaceId};
use domain::workspace::Settings as WorkspaceSettings;
use engine::click::{Answer, Clicked};
use engine::clock::Hand;
use engine::conversions::destinations;
use engine::{Engine, Settings};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Location;
use store::workspaces::{self, Workspace};
use tokio::runtime::Runtime;

/// The weights of the link's five members.
pub const WEIGHTS: [u32; 5] = [35, 25, 20, 15, 5];
pub const SLUG: &str = "promo";

pub struct Seeder {
    pub engine: Arc<Engine>,
    pub workspace: WorkspaceId,
    pub runtime: Runtime,
    clock: Option<Arc<Hand>>,
}

/// What a seeding took.
#[derive(Clone, Copy, Debug)]
pub struct Seeded {
    pub visits: u64,
    /// Decided and in the journal.
    pub kept_in: Duration,
    /// All in the store.
    pub projected_in: Duration,
}

/// The link under load: five weighted members, a message with name and code.
fn promo() -> serde_json::Value {
    json!({
        "slug": SLUG, "name": "Promo", "message": "Hi {{name}}, I want the promo from {{utm_campaign}} {{code}}",
        "pool": {"method": "weighted", "members": members()}, "sticky": true,
    })
}

/// `CS 1` to `CS 5`, see [`number`].
pub fn members() -> Vec<serde_json::Value> {
    let member = |(index, weight): (usize, &u32)| json!({"name": format!("CS {}", index + 1), "number": format!("+{}", number(index)), "weight": weight});
    WEIGHTS.iter().enumerate().map(member).collect()
}

/// The digits of a member's number, counted from 0.
pub fn number(index: usize) -> String {
    format!("62812345678{index:02}")
}

fn settings(data: &Path, database_url: Option<&str>) -> Result<Settings> {
    let mut settings = Settings::in_folder(data.to_owned(), "http://localhost:8080");
    settings.trusted_proxies = vec!["127.0.0.0/8".parse()?];
    settings.webhook_allow = settings.trusted_proxies.clone();
    if let Some(url) = database_url {
        settings.location = Location::Postgres(url.to_owned());
    }
    Ok(settings)
}

impl Seeder {
    /// A new workspace in a new data folder; `past` turns the clock by hand, from then on.
    pub fn open(data: &Path, database_url: Option<&str>, past: Option<i64>) -> Result<Self> {
        let settings = settings(data, database_url)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let clock = past.map(|at| Arc::new(Hand::at(at)));
        let engine = match &clock {
            Some(clock) => Engine::open_with(settings, Arc::clone(clock) as Arc<dyn engine::clock::Clock>)?,
            None => Engine::open(settings)?,
        };
        let now = engine.now();
        let workspace = WorkspaceId(engine.new_uuid());
        let made = Workspace {
            id: workspace,
            name: "Toko".to_owned(),
            time_zone: "Asia/Jakarta".to_owned(),
            currency: "IDR".to_owned(),
            country: "ID".to_owned(),
            settings: WorkspaceSettings::default(),
            created_at: now,
            updated_at: now,
            version: 1,
        };
        engine.store.write_blocking(move |tx| workspaces::insert(tx, &made))?;
        // Where nodes share a store, lead numbers are leased behind the answers.
        let background = Arc::clone(&engine);
        runtime.spawn(async move { background.background().await });
        let seeder = Self { engine, workspace, runtime, clock };
        seeder.make(&promo())?;
        Ok(seeder)
    }

    /// The house of this workspace once more, after somebody else has used it.
    pub fn again(data: &Path, database_url: Option<&str>, workspace: WorkspaceId) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let engine = Engine::open(settings(data, database_url)?)?;
        Ok(Self { engine, workspace, runtime, clock: None })
    }

    /// A destination of conversions; answers a webhook's signing secret.
    pub fn destination(&self, body: serde_json::Value) -> Result<Option<String>> {
        let new = NewDestination::parse(&body).map_err(|faults| format!("the destination: {faults:?}"))?;
        let made = self.runtime.block_on(destinations::create(&self.engine, &Who::operator(self.workspace), new));
        Ok(made.map_err(|rejection| format!("the destination: {rejection:?}"))?.signing_secret)
    }

    /// Makes a link of the API's JSON.
    pub fn make(&self, body: &serde_json::Value) -> Result<LinkId> {
        let new = NewLink::parse(body, "ID").map_err(|faults| format!("the link: {faults:?}"))?;
        let who = Who::operator(self.workspace);
        let made = self.runtime.block_on(engine::links::create(&self.engine, &who, new));
        made.map(|view| view.link.id).map_err(|rejection| format!("the link: {rejection:?}").into())
    }

    /// Sends `count` new visitors to the links by turns, `apart` microseconds apart where the clock is ours. Their
    /// cookies' values are handed to `cookie`.
    pub fn visits(&self, count: u64, links: &[String], apart: i64, mut cookie: impl FnMut(&str)) -> Result<Seeded> {
        let mut crowd = Crowd::new(count);
        let begun = Instant::now();
        let lane = Arc::clone(self.engine.journal.direct_lane());
        let mut done = 0;
        while done < count {
            let some = (count - done).min(1_000);
            let receipts = self.runtime.block_on(async {
                let mut receipts = Vec::with_capacity(some as usize);
                for number in done..done + some {
                    if let Some(clock) = &self.clock {
                        clock.turn_to(self.engine.now() + apart);
                    }
                    let visitor = crowd.visitor(&links[number as usize % links.len()], &format!("seed-{number}"));
                    let request = visitor.request();
                    let Clicked { answer, entry, lead } = self.engine.click(&request).await;
                    let (Answer::Redirect { cookie: Some(value), .. }, Some(entry)) = (answer, entry) else {
                        return Err("a seeded visit was not sent on to anybody");
                    };
                    cookie(&value);
                    receipts.push(self.engine.journal.append(&entry, lead.map(|lead| lead.0), &lane));
                }
                Ok(receipts)
            })?;
            self.runtime.block_on(async {
                for receipt in receipts {
                    receipt.await.map_err(|why| format!("a seeded visit was not kept: {why:?}"))?;
                }
                Ok::<_, String>(())
            })?;
            done += some;
            if done % 250_000 == 0 {
                say!("{done} of {count} visits seeded, {} not yet in the store", self.engine.projector.backlog());
            }
        }
        let kept_in = begun.elapsed();
        while self.engine.projector.backlog() > 0 {
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Seeded { visits: count, kept_in, projected_in: begun.elapsed() })
    }

    pub fn close(self) {
        self.engine.close();
        self.runtime.shutdown_background();
    }
}
