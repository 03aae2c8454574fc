//! How a link looks where it is shared, in the link editor: its title, text and picture as WhatsApp shows them, and the
//! picture that is uploaded with the form. A picture is kept as soon as it is read, so that a fault elsewhere in the form
//! does not lose it.

use super::desk::Desk;
use super::form::Form;
use axum::response::Response;
use domain::id::PictureId;
use domain::picture;
use domain::problem::FieldError;
use engine::{Engine, Rejection, pictures};

/// The file's field, beside which its faults stand.
const FILE: &str = "preview.picture";
const CHOSEN: &str = "preview.picture_id";

/// The card as it stands before a script mirrors what is typed.
pub struct Share {
    pub title: String,
    pub text: String,
    pub host: String,
    /// The address of the workspace's own picture; empty for none.
    pub picture: String,
    /// The host of somebody else's, which the desk does not load.
    pub elsewhere: String,
}

pub fn share(d: &Desk, form: &Form, engine: &Engine) -> Share {
    let title = form.trimmed("preview.title");
    let picture = PictureId::parse(form.trimmed(CHOSEN)).map(picture::path).unwrap_or_default();
    let other = form.trimmed("preview.image_url");
    let host = other.split_once("://").map_or(other, |(_, rest)| rest).split(['/', '?', '#']).next();
    Share {
        title: if title.is_empty() { d.workspace.as_str() } else { title }.to_owned(),
        text: form.trimmed("preview.description").to_owned(),
        host: engine.settings.base_host().to_owned(),
        elsewhere: if picture.is_empty() { host.unwrap_or_default().to_owned() } else { String::new() },
        picture,
    }
}

/// Takes the form's file, or takes the picture away where that was asked. What is wrong with it becomes a fault of the
/// form. Errors: the answer that nobody without the right gets further than.
pub async fn take(engine: &Engine, d: &Desk, form: &mut Form) -> Result<(), Response> {
    if form.on("preview.picture_remove") {
        form.set(CHOSEN, "");
        form.set("preview.picture_remove", "false");
    }
    let Some(bytes) = form.take_file(FILE) else { return Ok(()) };
    match pictures::add(engine, &d.who, bytes, FILE).await {
        Ok(picture) => form.set(CHOSEN, picture.id.to_string()),
        Err(Rejection::Invalid(faults)) => form.faults.extend(faults),
        Err(Rejection::Limited { .. }) => form.faults.push(FieldError::new(FILE, "try_again_later")),
        Err(other) => return Err(d.refuse(other)),
    }
    Ok(())
}

/// What the command says of the picture's id stands beside its file.
pub fn beside(fault: FieldError) -> FieldError {
    if fault.field == CHOSEN { FieldError { field: FILE.to_owned(), ..fault } } else { fault }
}
