//! Installation-wide values that travel with the data, such as the key of the visitor codes.

use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;

const KEEP: Statement =
    Statement::new("facts.keep", "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING");
const READ: Statement = Statement::new("facts.read", "SELECT value FROM facts WHERE name = $1");

pub const STATEMENTS: &[&Statement] = &[&KEEP, &READ];

/// The value as it stands; `fresh` becomes it when there was none. Two nodes at once agree on one.
pub fn read_or_keep(tx: &mut Tx<'_>, name: &str, fresh: &str) -> Result<String, Error> {
    tx.execute(&KEEP, &[name.into(), fresh.into()])?;
    tx.one(&READ, &[name.into()], |row| row.get(0))
}
