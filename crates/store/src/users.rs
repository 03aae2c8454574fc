//! Users: the people who sign in. A user is never deleted, only disabled: what they did keeps their name.

use crate::{Error, Row, Statement, Tx, Value};
use domain::availability::Availability;
use domain::id::{UserId, WorkspaceId};
use domain::role::Role;
use uuid::Uuid;

#[derive(Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub workspace: WorkspaceId,
    /// Lower case; of one user in the whole installation.
    pub email: String,
    pub name: String,
    pub role: Role,
    /// Argon2id, in PHC form.
    pub password_hash: String,
    /// `en` or `id`.
    pub locale: String,
    pub availability: Availability,
    pub disabled_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

const INSERT: Statement = Statement::new(
    "users.insert",
    "INSERT INTO users (id, workspace_id, email, name, role, password_hash, locale, availability, disabled_at, \
     created_at, updated_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
);
const GET: Statement = Statement::new(
    "users.get",
    "SELECT id, workspace_id, email, name, role, password_hash, locale, availability, disabled_at, created_at, \
     updated_at, version FROM users WHERE workspace_id = $1 AND id = $2",
);
const BY_EMAIL: Statement = Statement::new(
    "users.by_email",
    "SELECT id, workspace_id, email, name, role, password_hash, locale, availability, disabled_at, created_at, \
     updated_at, version FROM users WHERE email = $1",
);
const PAGE: Statement = Statement::new(
    "users.page",
    "SELECT id, workspace_id, email, name, role, password_hash, locale, availability, disabled_at, created_at, \
     updated_at, version FROM users WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3",
);
const UPDATE: Statement = Statement::new(
    "users.update",
    "UPDATE users SET email = $1, name = $2, role = $3, password_hash = $4, locale = $5, availability = $6, \
     disabled_at = $7, updated_at = $8, version = version + 1 WHERE workspace_id = $9 AND id = $10 AND version = $11",
);
const OWNERS: Statement = Statement::new(
    "users.owners",
    "SELECT COUNT(*) FROM users WHERE workspace_id = $1 AND role = 'owner' AND disabled_at IS NULL",
);
const ANY: Statement = Statement::new("users.any", "SELECT COUNT(*) FROM (SELECT 1 FROM users LIMIT 1) AS one");
const CLAIM_SET_UP: Statement = Statement::new(
    "users.claim_set_up",
    "INSERT INTO facts (name, value) VALUES ('set_up', '') ON CONFLICT (name) DO NOTHING",
);

pub const STATEMENTS: &[&Statement] = &[&INSERT, &GET, &BY_EMAIL, &PAGE, &UPDATE, &OWNERS, &ANY, &CLAIM_SET_UP];

/// Errors: `Conflict` on `users_email_key` when somebody has the address.
pub fn insert(tx: &mut Tx<'_>, user: &User) -> Result<(), Error> {
    let params: [Value<'_>; 12] = [
        user.id.into(),
        user.workspace.into(),
        (&user.email).into(),
        (&user.name).into(),
        user.role.as_str().into(),
        (&user.password_hash).into(),
        (&user.locale).into(),
        user.availability.as_str().into(),
        user.disabled_at.into(),
        user.created_at.into(),
        user.updated_at.into(),
        user.version.into(),
    ];
    tx.execute(&INSERT, &params)?;
    Ok(())
}

pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: UserId) -> Result<Option<User>, Error> {
    tx.opt(&GET, &[workspace.into(), id.into()], read)
}

/// Whoever signs in with this address, in any workspace. `email` in lower case.
pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<User>, Error> {
    tx.opt(&BY_EMAIL, &[email.into()], read)
}

/// Oldest first, after `after`.
pub fn page(tx: &mut Tx<'_>, workspace: WorkspaceId, after: Option<UserId>, limit: usize) -> Result<Vec<User>, Error> {
    let after = after.map_or(Uuid::nil(), |id| id.0);
    tx.query(&PAGE, &[workspace.into(), after.into(), (limit as i64).into()], read)
}

/// Saves over `user.version`; false when somebody else has saved since. Errors as [`insert`].
pub fn update(tx: &mut Tx<'_>, user: &User) -> Result<bool, Error> {
    let params: [Value<'_>; 11] = [
        (&user.email).into(),
        (&user.name).into(),
        user.role.as_str().into(),
        (&user.password_hash).into(),
        (&user.locale).into(),
        user.availability.as_str().into(),
        user.disabled_at.into(),
        user.updated_at.into(),
        user.workspace.into(),
        user.id.into(),
        user.version.into(),
    ];
    Ok(tx.execute(&UPDATE, &params)? == 1)
}

/// How many owners can sign in.
pub fn owners(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<i64, Error> {
    tx.one(&OWNERS, &[workspace.into()], |row| row.get(0))
}

/// Whether the installation has a user at all.
pub fn any(tx: &mut Tx<'_>) -> Result<bool, Error> {
    tx.one(&ANY, &[], |row| row.get(0))
}

/// True for exactly one caller in the life of an installation.
pub fn claim_set_up(tx: &mut Tx<'_>) -> Result<bool, Error> {
    Ok(tx.execute(&CLAIM_SET_UP, &[])? == 1)
}

fn read(row: &Row<'_>) -> Result<User, Error> {
    let role: &str = row.get(4)?;
    let availability: &str = row.get(7)?;
    Ok(User {
        id: row.get(0)?,
        workspace: row.get(1)?,
        email: row.get(2)?,
        name: row.get(3)?,
        role: Role::parse(role).ok_or_else(|| Error::Damaged(format!("role {role}")))?,
        password_hash: row.get(5)?,
        locale: row.get(6)?,
        availability: Availability::parse(availability).unwrap_or_default(),
        disabled_at: row.get(8)?,
        created_at: row.get(9)?,
        updated_at: row.get(10)?,
        version: row.get(11)?,
    })
}
