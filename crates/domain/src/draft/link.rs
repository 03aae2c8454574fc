//! A link as a person writes it: whole when it is made, any part of it when it is changed.

use super::domain;
use super::extras::ExtrasDraft;
use super::input::{Given, Input, Shape, parse};
use super::member::{DEFAULT_WEIGHT, NewSeat, SeatDraft, Seats, check_weights, read_members};
use super::preview::{self, PreviewDraft};
use crate::host::Host;
use crate::id::ChannelId;
use crate::link::{ClickEvent, Duty, Method, Target};
use crate::problem::FieldError;
use crate::slug::{self, Slug};
use crate::template::Template;
use crate::url;
use serde_json::Value;

/// Characters of a message template. What it becomes is bounded in bytes when it is sent.
pub const MAX_MESSAGE: usize = 2_000;
pub const MAX_NAME: usize = 200;
pub const DEFAULT_MESSAGE: &str = "Hi {{name}} {{code}}";

/// What the server tells of a link beyond what can be set; a client may send it back.
const TOLD: &[&str] =
    &["id", "url", "created_at", "updated_at", "archived_at", "version", "warnings", "old_slugs", "old_urls"];

/// Any part of a link. `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkDraft {
    pub slug: Option<Slug>,
    /// One of the workspace's verified domains; `Some(None)` is the installation's own.
    pub domain: Option<Option<Host>>,
    pub name: Option<String>,
    pub message: Option<String>,
    pub method: Option<Method>,
    /// The whole pool; who is not in it leaves.
    pub members: Option<Vec<SeatDraft>>,
    pub sticky: Option<bool>,
    pub cookies: Option<bool>,
    pub click_event: Option<ClickEvent>,
    /// `Some(None)` takes the fallback away.
    pub fallback: Option<Option<Target>>,
    pub preview: Option<PreviewDraft>,
    pub extras: ExtrasDraft,
    /// `Some(true)` archives, `Some(false)` brings it back.
    pub archived: Option<bool>,
}

/// A link that is to be made, complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    pub slug: Slug,
    /// None: the workspace's primary domain.
    pub domain: Option<Option<Host>>,
    pub name: String,
    pub message: String,
    pub method: Method,
    pub members: Vec<NewSeat>,
    pub sticky: bool,
    pub cookies: bool,
    pub click_event: ClickEvent,
    pub fallback: Option<Target>,
    pub preview: PreviewDraft,
    pub extras: ExtrasDraft,
}

impl NewLink {
    /// `country` is the workspace's, for numbers such as `0812…`.
    pub fn parse(body: &Value, country: &str) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            input.require(&["slug"]);
            LinkDraft::read(input, country, Seats::New)
        })
        .map(Self::complete)
    }

    fn complete(draft: LinkDraft) -> Self {
        let slug = draft.slug.expect("a link without a slug was refused");
        let seat = |seat: SeatDraft| NewSeat {
            name: seat.name.expect("a new member without a name was refused"),
            number: seat.number.expect("a new member without a number was refused"),
            weight: seat.weight.unwrap_or(DEFAULT_WEIGHT),
            active: seat.active.unwrap_or(true),
            duty: seat.duty.laid_over(Duty::default()),
        };
        Self {
            name: draft.name.unwrap_or_else(|| slug.as_str().to_owned()),
            slug,
            domain: draft.domain,
            message: draft.message.unwrap_or_else(|| DEFAULT_MESSAGE.to_owned()),
            method: draft.method.unwrap_or_default(),
            members: draft.members.unwrap_or_default().into_iter().map(seat).collect(),
            sticky: draft.sticky.unwrap_or(true),
            cookies: draft.cookies.unwrap_or(true),
            click_event: draft.click_event.unwrap_or_default(),
            fallback: draft.fallback.flatten(),
            preview: draft.preview.unwrap_or_default(),
            extras: draft.extras,
        }
    }
}

impl LinkDraft {
    pub fn parse(body: &Value, country: &str) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| Self::read(input, country, Seats::Existing))
    }

    fn read(input: &mut Input<'_>, country: &str, seats: Seats) -> Self {
        input.ignore(TOLD);
        let domain = domain::read_name(input);
        let slug = read_slug(input);
        let (method, members) = read_pool(input, country, seats);
        Self {
            slug,
            domain,
            name: input.name("name", MAX_NAME),
            message: input.text("message", MAX_MESSAGE, Shape::Lines),
            method,
            members,
            sticky: input.flag("sticky"),
            cookies: input.flag("cookies"),
            click_event: input.word("click_event", &["view_content", "lead", "none"], ClickEvent::parse),
            fallback: read_target(input, "fallback"),
            preview: preview::read(input),
            extras: ExtrasDraft::read(input),
            archived: if seats == Seats::Existing {
                input.flag("archived")
            } else {
                input.ignore(&["archived"]);
                None
            },
        }
    }
}

/// Under which address a link is to be copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyDraft {
    pub slug: Slug,
    /// None: the other link's.
    pub name: Option<String>,
}

impl CopyDraft {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        let (slug, name) = parse(body, |input| {
            input.require(&["slug"]);
            (read_slug(input), input.name("name", MAX_NAME))
        })?;
        Ok(Self { slug: slug.expect("required above"), name })
    }
}

fn read_slug(input: &mut Input<'_>) -> Option<Slug> {
    let text = input.text("slug", 200, Shape::Line)?;
    input.keep("slug", slug::parse(&text))
}

/// Tokens of a message that mean nothing. Not a fault: they are named, and leave nothing behind when sent.
pub fn unknown_tokens(message: &str) -> Vec<String> {
    Template::parse(message).unknown().into_iter().map(|token| token.to_string()).collect()
}

fn read_pool(input: &mut Input<'_>, country: &str, seats: Seats) -> (Option<Method>, Option<Vec<SeatDraft>>) {
    let pool = input.object("pool", |pool| {
        let method = pool.word("method", &["round_robin", "weighted"], Method::parse);
        let members = read_members(pool, country, seats);
        if let (Some(method), Some(members)) = (method.or((seats == Seats::New).then(Method::default)), &members) {
            // A member with an id and no weight or switch keeps what it has: only the command can judge those.
            let known =
                members.iter().all(|seat| seat.id.is_none() || (seat.weight.is_some() && seat.active.is_some()));
            let seats = members.iter().map(|s| (s.weight.unwrap_or(DEFAULT_WEIGHT), s.active.unwrap_or(true)));
            if known && let Err(fault) = check_weights(method, &pool.at("members"), seats) {
                pool.fault(fault);
            }
        }
        (method, members)
    });
    pool.unwrap_or_default()
}

/// `{"url": …}`, `{"channel_id": …}` or null.
pub(super) fn read_target(input: &mut Input<'_>, key: &'static str) -> Option<Option<Target>> {
    match input.given(key) {
        Given::Absent => return None,
        Given::Null => return Some(None),
        Given::Is(_) => {}
    }
    input
        .object(key, |target| {
            let url = target.optional_text("url", 2_000, Shape::Line);
            let channel = target.optional_text("channel_id", 64, Shape::Line);
            // What could not be read is named already.
            let unread = |name, text: &Option<_>| text.is_none() && target.is_given(name);
            if unread("url", &url) || unread("channel_id", &channel) {
                return None;
            }
            match (url.flatten(), channel.flatten()) {
                (Some(url), None) => target.keep("url", url::parse_target(&url)).map(Target::Url),
                (None, Some(id)) => {
                    let id = ChannelId::parse(&id).ok_or(FieldError::new("", "not_an_id"));
                    target.keep("channel_id", id).map(Target::ChannelId)
                }
                _ => {
                    target.fault(FieldError::new(target.path(), "url_or_channel"));
                    None
                }
            }
        })
        .map(|target| target.map(Some))?
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
