//! API tokens. The store knows only the SHA-256 of each.

use crate::value::json;
use crate::{Error, Row, Statement, Tx};
use domain::id::{TokenId, UserId, WorkspaceId};
use domain::role::Role;
use domain::scope::Scopes;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub workspace: WorkspaceId,
    pub name: String,
    pub scopes: Scopes,
    /// None: from the command line.
    pub created_by: Option<UserId>,
    pub created_at: i64,
    pub expires_at: Option<i64>,
    pub last_used_at: Option<i64>,
    pub revoked_at: Option<i64>,
}

/// A token together with what its maker is today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    pub token: Token,
    /// Owner for a token of the command line.
    pub role: Role,
    pub maker_disabled: bool,
}

const INSERT: Statement = Statement::new(
    "tokens.insert",
    "INSERT INTO api_tokens (id, workspace_id, name, token_hash, scopes, created_by, created_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const BY_HASH: Statement = Statement::new(
    "tokens.by_hash",
    "SELECT t.id, t.workspace_id, t.name, t.scopes, t.created_by, t.created_at, t.expires_at, t.last_used_at, \
     t.revoked_at, u.role, u.disabled_at FROM api_tokens t LEFT JOIN users u ON u.id = t.created_by \
     WHERE t.token_hash = $1",
);
const GET: Statement = Statement::new(
    "tokens.get",
    "SELECT id, workspace_id, name, scopes, created_by, created_at, expires_at, last_used_at, revoked_at \
     FROM api_tokens WHERE workspace_id = $1 AND id = $2",
);
const PAGE: Statement = Statement::new(
    "tokens.page",
    "SELECT id, workspace_id, name, scopes, created_by, created_at, expires_at, last_used_at, revoked_at \
     FROM api_tokens WHERE workspace_id = $1 AND revoked_at IS NULL AND id > $2 ORDER BY id LIMIT $3",
);
const USED: Statement = Statement::new("tokens.used", "UPDATE api_tokens SET last_used_at = $1 WHERE id = $2");
const REVOKE: Statement = Statement::new(
    "tokens.revoke",
    "UPDATE api_tokens SET revoked_at = $1 WHERE workspace_id = $2 AND id = $3 AND revoked_at IS NULL",
);

pub const STATEMENTS: &[&Statement] = &[&INSERT, &BY_HASH, &GET, &PAGE, &USED, &REVOKE];

pub fn insert(tx: &mut Tx<'_>, token: &Token, hash: &[u8; 32]) -> Result<(), Error> {
    let scopes = json(&token.scopes.words())?;
    tx.execute(
        &INSERT,
        &[
            token.id.into(),
            token.workspace.into(),
            (&token.name).into(),
            hash.into(),
            scopes.into(),
            token.created_by.into(),
            token.created_at.into(),
            token.expires_at.into(),
        ],
    )?;
    Ok(())
}

/// Whose secret this is, also when it no longer counts: the caller judges.
pub fn by_hash(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Bearer>, Error> {
    tx.opt(&BY_HASH, &[hash.into()], |row| {
        let token = read(row)?;
        let role = match row.get::<Option<&str>>(9)? {
            None => Role::Owner,
            Some(word) => Role::parse(word).ok_or_else(|| Error::Damaged(format!("role {word}")))?,
        };
        Ok(Bearer { token, role, maker_disabled: row.get::<Option<i64>>(10)?.is_some() })
    })
}

pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: TokenId) -> Result<Option<Token>, Error> {
    tx.opt(&GET, &[workspace.into(), id.into()], read)
}

/// Those that are not revoked, oldest first, after `after`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    after: Option<TokenId>,
    limit: usize,
) -> Result<Vec<Token>, Error> {
    let after = after.map_or(Uuid::nil(), |id| id.0);
    tx.query(&PAGE, &[workspace.into(), after.into(), (limit as i64).into()], read)
}

pub fn used(tx: &mut Tx<'_>, id: TokenId, at: i64) -> Result<(), Error> {
    tx.execute(&USED, &[at.into(), id.into()])?;
    Ok(())
}

/// False when there is none, or it was revoked before.
pub fn revoke(tx: &mut Tx<'_>, workspace: WorkspaceId, id: TokenId, at: i64) -> Result<bool, Error> {
    Ok(tx.execute(&REVOKE, &[at.into(), workspace.into(), id.into()])? == 1)
}

fn read(row: &Row<'_>) -> Result<Token, Error> {
    let scopes: &str = row.get(3)?;
    let words: Vec<String> =
        serde_json::from_str(scopes).map_err(|error| Error::Damaged(format!("token scopes: {error}")))?;
    // A word of a later version that this one does not know gives nothing.
    let known = words.iter().filter_map(|word| Scopes::parse("", [word.as_str()]).ok());
    let scopes = known.fold(Scopes::NONE, Scopes::or);
    Ok(Token {
        id: row.get(0)?,
        workspace: row.get(1)?,
        name: row.get(2)?,
        scopes,
        created_by: row.get(4)?,
        created_at: row.get(5)?,
        expires_at: row.get(6)?,
        last_used_at: row.get(7)?,
        revoked_at: row.get(8)?,
    })
}
