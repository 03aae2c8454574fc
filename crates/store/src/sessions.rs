//! Signed-in browsers. The store knows only the SHA-256 of the cookie's token.

use crate::{Error, Row, Statement, Tx};
use domain::id::{UserId, WorkspaceId};
use domain::role::Role;

/// What a valid cookie stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    pub user: UserId,
    pub workspace: WorkspaceId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub locale: String,
    pub created_at: i64,
    pub last_seen_at: i64,
    pub expires_at: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    pub user: UserId,
    pub user_agent: String,
    pub ip: String,
    pub created_at: i64,
    pub last_seen_at: i64,
    pub expires_at: i64,
}

const INSERT: Statement = Statement::new(
    "sessions.insert",
    "INSERT INTO sessions (token_hash, user_id, user_agent, ip, created_at, last_seen_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const SIGNED_IN: Statement = Statement::new(
    "sessions.signed_in",
    "SELECT u.id, u.workspace_id, u.name, u.email, u.role, u.locale, s.created_at, s.last_seen_at, s.expires_at \
     FROM sessions s JOIN users u ON u.id = s.user_id \
     WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.disabled_at IS NULL",
);
const SEEN: Statement = Statement::new("sessions.seen", "UPDATE sessions SET last_seen_at = $1 WHERE token_hash = $2");
const OF_USER: Statement = Statement::new(
    "sessions.of_user",
    "SELECT token_hash, user_id, user_agent, ip, created_at, last_seen_at, expires_at FROM sessions \
     WHERE user_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC LIMIT 200",
);
const END: Statement = Statement::new("sessions.end", "DELETE FROM sessions WHERE user_id = $1 AND token_hash = $2");
const END_OTHERS: Statement =
    Statement::new("sessions.end_others", "DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2");
const FORGET: Statement = Statement::new("sessions.forget", "DELETE FROM sessions WHERE expires_at < $1");

pub const STATEMENTS: &[&Statement] = &[&INSERT, &SIGNED_IN, &SEEN, &OF_USER, &END, &END_OTHERS, &FORGET];

pub fn insert(tx: &mut Tx<'_>, session: &Session) -> Result<(), Error> {
    tx.execute(
        &INSERT,
        &[
            (&session.token_hash).into(),
            session.user.into(),
            (&session.user_agent).into(),
            (&session.ip).into(),
            session.created_at.into(),
            session.last_seen_at.into(),
            session.expires_at.into(),
        ],
    )?;
    Ok(())
}

/// Whose token this is, if it still counts and its user is not disabled.
pub fn signed_in(tx: &mut Tx<'_>, token_hash: &[u8; 32], now: i64) -> Result<Option<SignedIn>, Error> {
    tx.opt(&SIGNED_IN, &[token_hash.into(), now.into()], |row| {
        let role: &str = row.get(4)?;
        Ok(SignedIn {
            user: row.get(0)?,
            workspace: row.get(1)?,
            name: row.get(2)?,
            email: row.get(3)?,
            role: Role::parse(role).ok_or_else(|| Error::Damaged(format!("role {role}")))?,
            locale: row.get(5)?,
            created_at: row.get(6)?,
            last_seen_at: row.get(7)?,
            expires_at: row.get(8)?,
        })
    })
}

pub fn seen(tx: &mut Tx<'_>, token_hash: &[u8; 32], now: i64) -> Result<(), Error> {
    tx.execute(&SEEN, &[now.into(), token_hash.into()])?;
    Ok(())
}

/// Those that still count, last seen first.
pub fn of_user(tx: &mut Tx<'_>, user: UserId, now: i64) -> Result<Vec<Session>, Error> {
    tx.query(&OF_USER, &[user.into(), now.into()], read)
}

/// False when there was none.
pub fn end(tx: &mut Tx<'_>, user: UserId, token_hash: &[u8; 32]) -> Result<bool, Error> {
    Ok(tx.execute(&END, &[user.into(), token_hash.into()])? == 1)
}

/// Ends every session of the user but one; with none, all. How many were ended.
pub fn end_others(tx: &mut Tx<'_>, user: UserId, but: Option<&[u8; 32]>) -> Result<u64, Error> {
    // No SHA-256 of a token is all zero.
    tx.execute(&END_OTHERS, &[user.into(), but.unwrap_or(&[0; 32]).into()])
}

pub fn forget_expired(tx: &mut Tx<'_>, now: i64) -> Result<u64, Error> {
    tx.execute(&FORGET, &[now.into()])
}

fn read(row: &Row<'_>) -> Result<Session, Error> {
    Ok(Session {
        token_hash: row.get(0)?,
        user: row.get(1)?,
        user_agent: row.get(2)?,
        ip: row.get(3)?,
        created_at: row.get(4)?,
        last_seen_at: row.get(5)?,
        expires_at: row.get(6)?,
    })
}
