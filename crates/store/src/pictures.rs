//! Pictures that a workspace uploaded, checked and written anew, each content once. They never change: another picture is
//! another row.

use crate::{Error, Row, Statement, Tx};
use domain::id::{PictureId, WorkspaceId};
use domain::picture::Kind;
use uuid::Uuid;

/// A picture without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub id: PictureId,
    pub workspace: WorkspaceId,
    pub kind: Kind,
    pub width: u32,
    pub height: u32,
    /// Bytes.
    pub size: i64,
    pub created_at: i64,
}

const INSERT: Statement = Statement::new(
    "pictures.insert",
    "INSERT INTO pictures (id, workspace_id, mime, width, height, sha256, bytes, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const GET: Statement = Statement::new(
    "pictures.get",
    "SELECT id, workspace_id, mime, width, height, CAST(LENGTH(bytes) AS BIGINT), created_at \
     FROM pictures WHERE workspace_id = $1 AND id = $2",
);
const BY_CONTENT: Statement = Statement::new(
    "pictures.by_content",
    "SELECT id, workspace_id, mime, width, height, CAST(LENGTH(bytes) AS BIGINT), created_at \
     FROM pictures WHERE workspace_id = $1 AND sha256 = $2",
);
const PAGE: Statement = Statement::new(
    "pictures.page",
    "SELECT id, workspace_id, mime, width, height, CAST(LENGTH(bytes) AS BIGINT), created_at \
     FROM pictures WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
);
const COUNT: Statement = Statement::new("pictures.count", "SELECT COUNT(*) FROM pictures WHERE workspace_id = $1");
const SHOWN: Statement = Statement::new("pictures.shown", "SELECT mime, bytes FROM pictures WHERE id = $1");
const BYTES: Statement =
    Statement::new("pictures.bytes", "SELECT bytes FROM pictures WHERE workspace_id = $1 AND id = $2");
const DELETE: Statement = Statement::new("pictures.delete", "DELETE FROM pictures WHERE workspace_id = $1 AND id = $2");
const LINKS: Statement = Statement::new(
    "pictures.links",
    "SELECT name FROM links WHERE workspace_id = $1 AND preview LIKE $2 ORDER BY id LIMIT 5",
);
const HUBS: Statement = Statement::new(
    "pictures.hubs",
    "SELECT name FROM hubs WHERE workspace_id = $1 AND picture_id = $2 ORDER BY id LIMIT 5",
);

pub const STATEMENTS: &[&Statement] =
    &[&INSERT, &GET, &BY_CONTENT, &PAGE, &COUNT, &SHOWN, &BYTES, &DELETE, &LINKS, &HUBS];

/// `picture.size` is that of `bytes`; `sha256` is theirs.
pub fn insert(tx: &mut Tx<'_>, picture: &Picture, sha256: &[u8; 32], bytes: &[u8]) -> Result<(), Error> {
    tx.execute(
        &INSERT,
        &[
            picture.id.into(),
            picture.workspace.into(),
            picture.kind.mime().into(),
            picture.width.into(),
            picture.height.into(),
            sha256.into(),
            bytes.into(),
            picture.created_at.into(),
        ],
    )?;
    Ok(())
}

pub fn get(tx: &mut Tx<'_>, workspace: WorkspaceId, id: PictureId) -> Result<Option<Picture>, Error> {
    tx.opt(&GET, &[workspace.into(), id.into()], read)
}

/// The workspace's picture with this very content.
pub fn by_content(tx: &mut Tx<'_>, workspace: WorkspaceId, sha256: &[u8; 32]) -> Result<Option<Picture>, Error> {
    tx.opt(&BY_CONTENT, &[workspace.into(), sha256.into()], read)
}

/// Newest first, older than `before`.
pub fn page(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    before: Option<PictureId>,
    limit: usize,
) -> Result<Vec<Picture>, Error> {
    let before = before.map_or(Uuid::max(), |id| id.0);
    tx.query(&PAGE, &[workspace.into(), before.into(), (limit as i64).into()], read)
}

pub fn count(tx: &mut Tx<'_>, workspace: WorkspaceId) -> Result<i64, Error> {
    Ok(tx.opt(&COUNT, &[workspace.into()], |row| row.get(0))?.unwrap_or_default())
}

/// Kind and bytes of any workspace's picture: what a visitor's page shows belongs to nobody's session.
pub fn shown(tx: &mut Tx<'_>, id: PictureId) -> Result<Option<(Kind, Vec<u8>)>, Error> {
    tx.opt(&SHOWN, &[id.into()], |row| Ok((kind(row.get(0)?)?, row.get::<&[u8]>(1)?.to_vec())))
}

pub fn bytes(tx: &mut Tx<'_>, workspace: WorkspaceId, id: PictureId) -> Result<Option<Vec<u8>>, Error> {
    tx.opt(&BYTES, &[workspace.into(), id.into()], |row| Ok(row.get::<&[u8]>(0)?.to_vec()))
}

/// False: it was not there.
pub fn delete(tx: &mut Tx<'_>, workspace: WorkspaceId, id: PictureId) -> Result<bool, Error> {
    Ok(tx.execute(&DELETE, &[workspace.into(), id.into()])? == 1)
}

/// Names of some links and hubs that show it, archived ones too: they may come back.
pub fn used_by(tx: &mut Tx<'_>, workspace: WorkspaceId, id: PictureId) -> Result<Vec<String>, Error> {
    // A preview is JSON in which nothing else looks like an id between quotation marks of its own.
    let within = format!("%\"{id}\"%");
    let mut names: Vec<String> = tx.query(&LINKS, &[workspace.into(), within.into()], |row| row.get(0))?;
    names.extend(tx.query(&HUBS, &[workspace.into(), id.into()], |row| row.get::<String>(0))?);
    Ok(names)
}

fn read(row: &Row<'_>) -> Result<Picture, Error> {
    Ok(Picture {
        id: row.get(0)?,
        workspace: row.get(1)?,
        kind: kind(row.get(2)?)?,
        width: row.get(3)?,
        height: row.get(4)?,
        size: row.get(5)?,
        created_at: row.get(6)?,
    })
}

fn kind(mime: &str) -> Result<Kind, Error> {
    Kind::of_mime(mime).ok_or_else(|| Error::Damaged(format!("picture of the kind {mime}")))
}
