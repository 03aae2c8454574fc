//! Everything that stands in a store, for tests of what must not.

use crate::row::{Cell, FromCell};
use crate::{Engine, Error, Statement, Store};

/// Any cell as bytes.
struct Bytes(Vec<u8>);

impl FromCell<'_> for Bytes {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        Some(Self(match cell {
            Cell::Text(text) => text.as_bytes().to_vec(),
            Cell::Blob(bytes) => bytes.to_vec(),
            Cell::Null | Cell::Int(_) | Cell::Real(_) => Vec::new(),
        }))
    }
}

/// The tables in which the text stands, in any text or blob.
pub fn tables_with(store: &Store, text: &str) -> Result<Vec<String>, Error> {
    let tables = match store.engine() {
        Engine::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
        }
        Engine::Postgres => {
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        }
    };
    let text = text.to_owned();
    store.read_blocking(move |tx| {
        let tables: Vec<String> = tx.query(&Statement::new("tables", tables), &[], |row| row.get(0))?;
        let mut found = Vec::new();
        for table in tables.into_iter().filter(|table| table != "refinery_schema_history") {
            let all = Statement::put_together("all", format!("SELECT * FROM {table}"));
            let mut is_there = false;
            tx.each(&all, &[], |row| {
                let mut cells = (0..).map_while(|at| row.get::<Bytes>(at).ok());
                is_there |= cells.any(|Bytes(bytes)| String::from_utf8_lossy(&bytes).contains(&text));
                Ok(())
            })?;
            if is_there {
                found.push(table);
            }
        }
        Ok(found)
    })
}
