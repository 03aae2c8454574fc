//! What a link shows where it is shared, as a person writes it. That the picture is the workspace's own is judged by the
//! command.

use super::input::{Given, Input, Shape};
use crate::id::PictureId;
use crate::link::Preview;
use crate::problem::FieldError;
use crate::url;
use serde::Serialize;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PreviewDraft {
    pub title: String,
    pub description: String,
    /// Somebody else's picture. One of the workspace's own goes before it.
    pub image_url: Option<String>,
    pub picture_id: Option<PictureId>,
}

impl From<&Preview> for PreviewDraft {
    fn from(preview: &Preview) -> Self {
        Self {
            title: preview.title.clone(),
            description: preview.description.clone(),
            image_url: preview.image_url.clone(),
            picture_id: preview.picture.map(|picture| picture.id),
        }
    }
}

/// The field `preview`: the whole of it; null takes everything away.
pub(super) fn read(input: &mut Input<'_>) -> Option<PreviewDraft> {
    match input.given("preview") {
        Given::Absent => return None,
        Given::Null => return Some(PreviewDraft::default()),
        Given::Is(_) => {}
    }
    input.object("preview", |preview| {
        let text = |text: Option<Option<String>>| text.flatten().unwrap_or_default();
        let title = text(preview.optional_text("title", 200, Shape::Line));
        let description = text(preview.optional_text("description", 500, Shape::Line));
        let image = preview.optional_text("image_url", 2_000, Shape::Line).flatten();
        let image_url = image.and_then(|image| preview.keep("image_url", url::parse_target(&image)));
        let picture = preview.optional_text("picture_id", 64, Shape::Line).flatten();
        let picture_id = picture
            .and_then(|id| preview.keep("picture_id", PictureId::parse(&id).ok_or(FieldError::new("", "not_an_id"))));
        PreviewDraft { title, description, image_url, picture_id }
    })
}
