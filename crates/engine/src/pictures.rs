//! Pictures: uploaded once, shown on visitors' pages. What comes in is judged and written anew by [`tidy`], away from the
//! answering threads and one at a time; what is kept is a plain JPEG or PNG without whatever else the file carried.

pub(crate) mod tidy;

pub use store::pictures::Picture;
pub use tidy::{MOST_BYTES, MOST_PIXELS};

use crate::Engine;
use crate::command::{self, Deed, Page, need, new_id, record};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::preview::PreviewDraft;
use domain::id::{PictureId, WorkspaceId};
use domain::link::Preview;
use domain::picture::{Kind, Shown};
use domain::problem::{Faults, FieldError};
use domain::scope::Scope;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{Tx, pictures, workspaces};
use tidy::Tidy;
use tokio::sync::Semaphore;

/// Pictures of a workspace at most.
const MOST: i64 = 2_000;
/// Uploads that may wait for their turn, each with its bytes.
const IN_LINE: usize = 12;

/// Keeps a picture, or finds it where its content is kept already. `field` is named by what is wrong. Errors: `Invalid`
/// with `required`, `picture_too_large`, `not_a_picture`, `too_many_pixels`, `picture_damaged` or `too_many_pictures`;
/// `Limited` where too many wait.
pub async fn add(engine: &Engine, who: &Who, bytes: Vec<u8>, field: &str) -> Result<Picture, Rejection> {
    need(who, Scope::LinksWrite)?;
    let wrong = |fault: FieldError| Rejection::Invalid(vec![FieldError { field: field.to_owned(), ..fault }]);
    let tidy = away(bytes).await?.map_err(wrong)?;
    let (who, now, full) =
        (who.clone(), engine.now(), wrong(FieldError::new("", "too_many_pictures").with("max", MOST)));
    command::write(engine, move |tx| save(tx, &who, &tidy, full, now)).await
}

fn save(tx: &mut Tx<'_>, who: &Who, tidy: &Tidy, full: Rejection, now: i64) -> Result<Picture, Rejection> {
    workspaces::hold(tx, who.workspace)?;
    let sha256: [u8; 32] = Sha256::digest(&tidy.bytes).into();
    if let Some(there) = pictures::by_content(tx, who.workspace, &sha256)? {
        return Ok(there);
    }
    if pictures::count(tx, who.workspace)? >= MOST {
        return Err(full);
    }
    let picture = Picture {
        id: PictureId(new_id(now)),
        workspace: who.workspace,
        kind: tidy.kind,
        width: tidy.width,
        height: tidy.height,
        size: tidy.bytes.len() as i64,
        created_at: now,
    };
    pictures::insert(tx, &picture, &sha256, &tidy.bytes)?;
    let after = Some(told(&picture));
    record(tx, who, now, Deed { action: "picture.added", noun: "picture", id: picture.id.0, before: None, after })?;
    Ok(picture)
}

pub async fn get(engine: &Engine, who: &Who, id: PictureId) -> Result<Picture, Rejection> {
    need(who, Scope::LinksRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| pictures::get(tx, workspace, id)?.ok_or(Rejection::NotFound)).await
}

/// Newest first, older than `before`.
pub async fn list(
    engine: &Engine,
    who: &Who,
    before: Option<PictureId>,
    limit: usize,
) -> Result<Page<Picture>, Rejection> {
    need(who, Scope::LinksRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(Page::cut(pictures::page(tx, workspace, before, limit + 1)?, limit))).await
}

/// As [`list`], each with the names of some links and hubs that show it.
pub async fn hung(
    engine: &Engine,
    who: &Who,
    before: Option<PictureId>,
    limit: usize,
) -> Result<Page<(Picture, Vec<String>)>, Rejection> {
    need(who, Scope::LinksRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| {
        let page = Page::cut(pictures::page(tx, workspace, before, limit + 1)?, limit);
        let placed = |picture: Picture| Ok((pictures::used_by(tx, workspace, picture.id)?, picture));
        let items = page
            .items
            .into_iter()
            .map(placed)
            .map(|placed: Result<_, store::Error>| placed.map(|(places, picture)| (picture, places)));
        Ok(Page { items: items.collect::<Result<_, _>>()?, more: page.more })
    })
    .await
}

/// Errors: `Conflict` with the names of what still shows it.
pub async fn remove(engine: &Engine, who: &Who, id: PictureId) -> Result<(), Rejection> {
    need(who, Scope::LinksWrite)?;
    let (who, now) = (who.clone(), engine.now());
    command::write(engine, move |tx| {
        // Links and hubs that are saved at the same time wait: one of them may be about to show it.
        workspaces::hold(tx, who.workspace)?;
        let picture = pictures::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
        let places = pictures::used_by(tx, who.workspace, id)?;
        if !places.is_empty() {
            return Err(Rejection::conflict(FieldError::new("", "picture_in_use").with("places", places.join(", "))));
        }
        pictures::delete(tx, who.workspace, id)?;
        let before = Some(told(&picture));
        record(tx, &who, now, Deed { action: "picture.removed", noun: "picture", id: id.0, before, after: None })
    })
    .await
}

/// What anybody may see who knows the address: a preview and a hub show it to the world.
pub async fn shown(engine: &Engine, id: PictureId) -> Result<Option<(Kind, Vec<u8>)>, Rejection> {
    command::read(engine, move |tx| Ok(pictures::shown(tx, id)?)).await
}

/// The bytes of a picture of this very workspace.
pub async fn bytes(engine: &Engine, workspace: WorkspaceId, id: PictureId) -> Result<Option<Vec<u8>>, Rejection> {
    command::read(engine, move |tx| Ok(pictures::bytes(tx, workspace, id)?)).await
}

/// A picture that something of the workspace is to show. Faults: `no_such_picture` for one that it has not.
pub(crate) fn chosen(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    id: Option<PictureId>,
    field: &str,
    faults: &mut Faults,
) -> Result<Option<Shown>, Rejection> {
    let Some(id) = id else { return Ok(None) };
    let found = pictures::get(tx, workspace, id)?.ok_or(FieldError::new(field, "no_such_picture"));
    Ok(faults.keep(found).map(|p| Shown { id: p.id, kind: p.kind, width: p.width, height: p.height }))
}

/// The preview that a draft means.
pub(crate) fn preview(
    tx: &mut Tx<'_>,
    workspace: WorkspaceId,
    draft: PreviewDraft,
    faults: &mut Faults,
) -> Result<Preview, Rejection> {
    let PreviewDraft { title, description, image_url, picture_id } = draft;
    let picture = chosen(tx, workspace, picture_id, "preview.picture_id", faults)?;
    Ok(Preview { title, description, image_url, picture })
}

/// Judges and writes anew on a thread that may take its time. One at a time, since each may need a hundred megabytes.
async fn away(bytes: Vec<u8>) -> Result<Result<Tidy, FieldError>, Rejection> {
    static LINE: Semaphore = Semaphore::const_new(IN_LINE);
    static PLACE: Semaphore = Semaphore::const_new(1);
    let _waiting = LINE.try_acquire().map_err(|_| Rejection::Limited { after_seconds: 2 })?;
    let closed = || Rejection::Store(store::Error::Unavailable("a picture could not be read".to_owned()));
    let _place = PLACE.acquire().await.map_err(|_| closed())?;
    // A decoder that panics has met a file that no camera wrote.
    let done = tokio::task::spawn_blocking(move || tidy::tidy(&bytes)).await;
    Ok(done.unwrap_or_else(|_| Err(FieldError::new("", "picture_damaged"))))
}

fn told(picture: &Picture) -> Value {
    json!({ "mime": picture.kind.mime(), "width": picture.width, "height": picture.height, "size": picture.size })
}
