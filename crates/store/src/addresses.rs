//! The addresses of links, and those of hubs: every one that each ever had. One of them is where it stands now; the old
//! ones keep leading to it, so that what is printed stays true. An address is one link's, and one hub's, for good.

use crate::{Error, Statement, Tx};
use uuid::Uuid;

/// What a list of links or of hubs is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of a name or slug; empty is any.
    pub q: String,
    pub archived: bool,
}

impl Filter {
    /// A pattern for `LIKE … ESCAPE '!'`; empty for no question.
    pub(crate) fn pattern(&self) -> String {
        if self.q.is_empty() {
            return String::new();
        }
        let literal = self.q.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
        format!("%{literal}%")
    }
}

/// The statements over one of the two tables.
pub(crate) struct Book {
    holder: Statement,
    add: Statement,
    retire: Statement,
    revive: Statement,
    old: Statement,
    forget: Statement,
}

pub(crate) static LINKS: Book = Book {
    holder: Statement::new("links.holder", "SELECT link_id FROM link_addresses WHERE domain = $1 AND slug = $2"),
    add: Statement::new(
        "links.add_address",
        "INSERT INTO link_addresses (domain, slug, link_id, current) VALUES ($1, $2, $3, 1)",
    ),
    retire: Statement::new(
        "links.retire_addresses",
        "UPDATE link_addresses SET current = 0 WHERE link_id = $1 AND current = 1",
    ),
    revive: Statement::new(
        "links.revive_address",
        "UPDATE link_addresses SET current = 1 WHERE domain = $1 AND slug = $2 AND link_id = $3",
    ),
    old: Statement::new(
        "links.old_addresses",
        "SELECT domain, slug FROM link_addresses WHERE link_id = $1 AND current = 0 ORDER BY slug, domain",
    ),
    forget: Statement::new("links.forget_addresses", "DELETE FROM link_addresses WHERE domain = $1 RETURNING link_id"),
};

pub(crate) static HUBS: Book = Book {
    holder: Statement::new("hubs.holder", "SELECT hub_id FROM hub_addresses WHERE domain = $1 AND slug = $2"),
    add: Statement::new(
        "hubs.add_address",
        "INSERT INTO hub_addresses (domain, slug, hub_id, current) VALUES ($1, $2, $3, 1)",
    ),
    retire: Statement::new(
        "hubs.retire_addresses",
        "UPDATE hub_addresses SET current = 0 WHERE hub_id = $1 AND current = 1",
    ),
    revive: Statement::new(
        "hubs.revive_address",
        "UPDATE hub_addresses SET current = 1 WHERE domain = $1 AND slug = $2 AND hub_id = $3",
    ),
    old: Statement::new(
        "hubs.old_addresses",
        "SELECT domain, slug FROM hub_addresses WHERE hub_id = $1 AND current = 0 ORDER BY slug, domain",
    ),
    forget: Statement::new("hubs.forget_addresses", "DELETE FROM hub_addresses WHERE domain = $1 RETURNING hub_id"),
};

pub const STATEMENTS: &[&Statement] = &[
    &LINKS.holder,
    &LINKS.add,
    &LINKS.retire,
    &LINKS.revive,
    &LINKS.old,
    &LINKS.forget,
    &HUBS.holder,
    &HUBS.add,
    &HUBS.retire,
    &HUBS.revive,
    &HUBS.old,
    &HUBS.forget,
];

impl Book {
    /// Whose the address is, now or formerly.
    pub(crate) fn holder(&self, tx: &mut Tx<'_>, domain: &str, slug: &str) -> Result<Option<Uuid>, Error> {
        tx.opt(&self.holder, &[domain.into(), slug.into()], |row| row.get(0))
    }

    /// The first address of what is new. Errors: `Conflict` on the table's key when it is somebody's.
    pub(crate) fn add(&self, tx: &mut Tx<'_>, whose: Uuid, domain: &str, slug: &str) -> Result<(), Error> {
        tx.execute(&self.add, &[domain.into(), slug.into(), whose.into()])?;
        Ok(())
    }

    /// Makes an address the current one; the former stays an old one. Errors as [`Book::add`].
    pub(crate) fn go_to(&self, tx: &mut Tx<'_>, whose: Uuid, domain: &str, slug: &str) -> Result<(), Error> {
        tx.execute(&self.retire, &[whose.into()])?;
        let own = tx.execute(&self.revive, &[domain.into(), slug.into(), whose.into()])?;
        if own == 0 { self.add(tx, whose, domain, slug) } else { Ok(()) }
    }

    /// The addresses from before renamings and moves: domain (`""` is the default one) and slug.
    pub(crate) fn old(&self, tx: &mut Tx<'_>, whose: Uuid) -> Result<Vec<(String, String)>, Error> {
        tx.query(&self.old, &[whose.into()], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Drops every address on a name; whose they were.
    pub(crate) fn forget(&self, tx: &mut Tx<'_>, host: &str) -> Result<Vec<Uuid>, Error> {
        tx.query(&self.forget, &[host.into()], |row| row.get(0))
    }
}
