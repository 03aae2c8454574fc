//! Fixtures for tests: a fresh, migrated store of each engine, gone when the fixture is. Nothing here is compiled into
//! the program (cargo feature `testing`). PostgreSQL comes from `GILIRAN_TEST_POSTGRES`, the address of a server where
//! databases may be made, or is started by `scripts/test-postgres.sh`; without one a test fails, it never passes over.

#![allow(clippy::disallowed_methods)] // A fixture asks its surroundings; the store itself never does.

pub mod cells;
pub mod history;
mod old;
mod server;

use crate::{Engine, Location, Store};
use std::sync::atomic::{AtomicU64, Ordering};

/// An open store of a test's own.
pub struct Fixture {
    /// Given up before the database is removed.
    store: Option<Store>,
    place: Place,
}

enum Place {
    Folder(tempfile::TempDir),
    Database { name: String, url: String },
}

impl Fixture {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let store = Store::open(&Location::in_folder(folder.path())).expect("a new SQLite store opens");
        Self { store: Some(store), place: Place::Folder(folder) }
    }

    pub fn postgres() -> Self {
        let name = Self::database_name();
        let url = server::create(&name);
        let store = Store::open(&Location::Postgres(url.clone())).expect("a new PostgreSQL store opens");
        Self { store: Some(store), place: Place::Database { name, url } }
    }

    fn database_name() -> String {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let nanos = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |t| t.subsec_nanos());
        format!("giliran_test_{}_{count}_{nanos}", std::process::id())
    }

    pub fn of(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::sqlite(),
            Engine::Postgres => Self::postgres(),
        }
    }

    pub fn store(&self) -> &Store {
        self.store.as_ref().expect("the store is there until the fixture goes")
    }

    /// Where it lies, to open it a second time.
    pub fn location(&self) -> Location {
        match &self.place {
            Place::Folder(folder) => Location::in_folder(folder.path()),
            Place::Database { url, .. } => Location::Postgres(url.clone()),
        }
    }

    /// Closes the store and opens it again, as a restart does.
    pub fn reopen(&mut self) -> &Store {
        self.store = None;
        self.store = Some(Store::open(&self.location()).expect("the store opens again"));
        self.store()
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        self.store = None;
        if let Place::Database { name, .. } = &self.place {
            server::remove(name);
        }
    }
}

/// Runs a contract test on both engines, each on a store of its own. A failure says on which it was.
pub fn on_both(test: impl Fn(&Fixture)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let fixture = Fixture::of(engine);
        let told = Told(engine);
        test(&fixture);
        std::mem::forget(told);
    }
}

/// Dropped only by a panic.
struct Told(Engine);

impl Drop for Told {
    fn drop(&mut self) {
        tracing::error!(engine = ?self.0, "the contract is broken on this engine");
        std::io::Write::write_all(&mut std::io::stderr(), format!("… on {:?}\n", self.0).as_bytes()).ok();
    }
}
