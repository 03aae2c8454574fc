//! Channels: the places a visitor can be sent to. One place is one channel of its workspace.

use crate::{Error, Row, Statement, Tx};
use domain::channel::{ChannelKind, ChannelStatus};
use domain::id::{ChannelId, WorkspaceId};
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    pub id: ChannelId,
    pub workspace: WorkspaceId,
    pub kind: ChannelKind,
    pub name: String,
    /// E.164 with plus, a user name, or an address.
    pub place: String,
    pub status: ChannelStatus,
    pub archived_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

/// What a list is narrowed to; empty text is any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub kind: String,
    pub archived: bool,
}

const INSERT: Statement = Statement::new(
    "channels.insert",
    "INSERT INTO channels (id, workspace_id, kind, name, place, status, archived_at, created_at, updated_at, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);
const GET: Statement = Statement::new(
    "channels.get",
    "SELECT id, workspace_id, kind, name, place, status, archived_at, created_at, updated_at, version \
     FROM channels WHERE workspace_id = $1 AND id = $2",
);
const BY_PLACE: Statement = Statement::new(
    "channels.by_place",
    "SELECT id, workspace_id, kind, name, place, status, archived_at, created_at, updated_at, version \
     FROM channels WHERE workspace_id = $1 AND kind = $2 AND place = $3",
);
const PAGE: Statement = Statement::new(
    "channels.page",
    "SELECT id, workspace_id, kind, name, place, status, archived_at, created_at, updated_at, version \
     FROM channels WHERE workspace_id = $1 AND ($2 = '' OR kind = $2) \
     AND (CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END) = $3 AND id > $4 ORDER BY id LIMIT $5",
);
const UPDATE: Statement = Statement::new(
    "channels.update",
    "UPDATE channels SET name = $1, place = $2, status = $3, archived_at = $4, updated_at = $5, version = version + 1 \
     WHERE workspace_id = $6 AND id = $7 AND version = $8",
);
const SEATS: Statement = Statement::new(
    "channels.seats",
    "SELECT l.name FROM agents a JOIN members m ON m.agent_id = a.id JOIN links l ON l.id = m.link_id \
     WHERE a.channel_id = $1 AND m.removed_at IS NULL AND l.archived_at IS NULL ORDER BY l.id LIMIT 5",
);
const FALLBACKS: Statement = Statement::new(
    "channels.fallbacks",
    "SELECT name FROM links WHERE workspace_id = $1 AND archived_at IS NULL AND fallback = $2 ORDER BY id LIMIT 5",
);

pub const STATEMENTS: &[&Statement] = &[&INSERT, &GET, &BY_PLACE, &PAGE, &UPDATE, &SEATS, &FALLBACKS];

/// Errors: `Conflict` on [`PLACE_TAKEN`] when the place is a channel already.
pub fn insert(tx: &mut Tx<'_>, channel: &Channel) -> Result<(), Error> {
    tx.execute(
        &INSERT,
        &[
            channel.id.into(),
            channel.workspace.into(),
            channel.kind.as_str().into(),
            (&channel.name).into(),
            (&channel.place).into(),
            channel.status.as_str().into(),
            channel.archived_at.into(),
            channel.created_at.into(),
            channel.updated_at.into(),
            channel.version.into(),
        ],
    )?;
    Ok(())
}

/// The constraint that keeps a place from being two channels.
pub const PLACE_TAKEN: &str = "channels_workspace_id_kind_place_key";

pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: ChannelId) -> Result<Option<Channel>, Error> {
    tx.opt(&GET, &[workspace.into(), id.into()], read)
}

/// Also an archived one.
pub fn by_place(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    kind: ChannelKind,
    place: &str,
) -> Result<Option<Channel>, Error> {
    tx.opt(&BY_PLACE, &[workspace.into(), kind.as_str().into(), place.into()], read)
}

/// Oldest first, after `after`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    filter: &Filter,
    after: Option<ChannelId>,
    limit: usize,
) -> Result<Vec<Channel>, Error> {
    let after = after.map_or(Uuid::nil(), |id| id.0);
    let params = [workspace.into(), (&filter.kind).into(), filter.archived.into(), after.into(), (limit as i64).into()];
    tx.query(&PAGE, &params, read)
}

/// Saves over `channel.version`; false when somebody else has saved since. Errors as [`insert`].
pub fn update(tx: &mut Tx<'_>, channel: &Channel) -> Result<bool, Error> {
    let written = tx.execute(
        &UPDATE,
        &[
            (&channel.name).into(),
            (&channel.place).into(),
            channel.status.as_str().into(),
            channel.archived_at.into(),
            channel.updated_at.into(),
            channel.workspace.into(),
            channel.id.into(),
            channel.version.into(),
        ],
    )?;
    Ok(written == 1)
}

/// Names of some living links whose pool has a seat on this channel, or whose fallback it is; `fallback` as the
/// store keeps it.
pub fn used_by(tx: &mut Tx<'_>, channel: &Channel, fallback: &str) -> Result<Vec<String>, Error> {
    let mut names: Vec<String> = tx.query(&SEATS, &[channel.id.into()], |row| row.get(0))?;
    names.extend(tx.query(&FALLBACKS, &[channel.workspace.into(), fallback.into()], |row| row.get(0))?);
    names.dedup();
    Ok(names)
}

fn read(row: &Row<'_>) -> Result<Channel, Error> {
    let (kind, status): (&str, &str) = (row.get(2)?, row.get(5)?);
    Ok(Channel {
        id: row.get(0)?,
        workspace: row.get(1)?,
        kind: ChannelKind::parse(kind).ok_or_else(|| Error::Damaged(format!("channel kind {kind}")))?,
        name: row.get(3)?,
        place: row.get(4)?,
        status: ChannelStatus::parse(status).ok_or_else(|| Error::Damaged(format!("channel status {status}")))?,
        archived_at: row.get(6)?,
        created_at: row.get(7)?,
        updated_at: row.get(8)?,
        version: row.get(9)?,
    })
}
