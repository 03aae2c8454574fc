//! Databases as an earlier program left them.

use super::{Fixture, Place, server};
use crate::dialect::{postgres, sqlite};
use crate::{Engine, Location, Store, migrate};
use refinery::Target;

impl Fixture {
    /// A database of schema `version` holding what `rows` inserts, opened by this program. The text is in SQLite's
    /// spelling, `X'…'` for a blob, and nothing else in it looks like one.
    pub fn left_by(engine: Engine, version: u32, rows: &str) -> Self {
        let place = match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder can be made");
                let Location::Sqlite(file) = Location::in_folder(folder.path()) else { unreachable!("a file") };
                migrate::sqlite(&file, Target::Version(version.try_into().expect("a schema version")))
                    .expect("the old schema can be made");
                let connection = sqlite::connection(&file).expect("the old database opens");
                connection.execute_batch(rows).expect("the old rows fit the old schema");
                Place::Folder(folder)
            }
            Engine::Postgres => {
                let name = Self::database_name();
                let url = server::create(&name);
                let config = postgres::config(&url).expect("the test server's address");
                migrate::postgres(&config, Target::Version(version.try_into().expect("a schema version")))
                    .expect("the old schema can be made");
                let mut client = postgres::connect(&config).expect("the old database opens");
                client.batch_execute(&rows.replace("X'", "'\\x")).expect("the old rows fit the old schema");
                Place::Database { name, url }
            }
        };
        let mut fixture = Self { store: None, place };
        fixture.store = Some(Store::open(&fixture.location()).expect("this program opens what an older one left"));
        fixture
    }
}
