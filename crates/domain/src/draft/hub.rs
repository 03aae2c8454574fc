//! A hub as a person writes it: whole when it is made, any part of it when it is changed; its entries always whole.

use super::domain;
use super::input::{Given, Input, Shape, parse};
use super::rules::{MAX_DEPTH, read_condition};
use crate::button::COLOUR;
use crate::colour::{self, Colour};
use crate::host::Host;
use crate::hub::{Entry, Icon, Theme, To};
use crate::id::{ChannelId, EntryId, LinkId, PictureId};
use crate::problem::FieldError;
use crate::route::Condition;
use crate::slug::{self, Slug};
use serde_json::Value;

pub const MAX_ENTRIES: usize = 50;
pub const MAX_NAME: usize = 200;
pub const MAX_TITLE: usize = 80;
pub const MAX_TEXT: usize = 500;
pub const MAX_LABEL: usize = 60;
pub const MAX_MESSAGE: usize = 500;

/// What the server tells of a hub beyond what can be set; a client may send it back.
const TOLD: &[&str] =
    &["id", "url", "picture_url", "created_at", "updated_at", "archived_at", "version", "figures", "old_urls"];

/// Any part of a hub. `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HubDraft {
    /// One of the workspace's verified domains; `Some(None)` is the installation's own.
    pub domain: Option<Option<Host>>,
    pub slug: Option<Slug>,
    pub name: Option<String>,
    pub title: Option<String>,
    pub text: Option<String>,
    /// `Some(None)` takes the picture away.
    pub picture: Option<Option<PictureId>>,
    pub theme: Option<Theme>,
    pub accent: Option<Colour>,
    /// All of them, in their order; who is not in it leaves.
    pub entries: Option<Vec<EntryDraft>>,
    /// `Some(true)` archives, `Some(false)` brings it back.
    pub archived: Option<bool>,
}

/// A hub that is to be made, complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHub {
    /// None: the workspace's primary domain.
    pub domain: Option<Option<Host>>,
    pub slug: Slug,
    pub name: String,
    pub title: String,
    pub text: String,
    pub picture: Option<PictureId>,
    pub theme: Theme,
    pub accent: Colour,
    pub entries: Vec<EntryDraft>,
}

/// An entry; known by its id, else new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryDraft {
    pub id: Option<EntryId>,
    pub label: String,
    pub label_id: String,
    pub icon: Icon,
    pub to: To,
    pub message: String,
    pub when: Option<Condition>,
}

impl EntryDraft {
    /// `fresh` is the id of one that has none yet.
    pub fn with_id(self, fresh: EntryId) -> Entry {
        let Self { id, label, label_id, icon, to, message, when } = self;
        Entry { id: id.unwrap_or(fresh), label, label_id, icon, to, message, when }
    }
}

impl NewHub {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        let draft = parse(body, |input| {
            input.require(&["slug"]);
            let draft = read(input);
            input.ignore(&["archived"]);
            draft
        })?;
        let slug = draft.slug.expect("a hub without a slug was refused");
        // Of the name that the team sees and the title that visitors see, the one that is given serves for both.
        let name = draft.name.or_else(|| draft.title.clone()).unwrap_or_else(|| slug.as_str().to_owned());
        Ok(Self {
            domain: draft.domain,
            title: draft.title.unwrap_or_else(|| name.chars().take(MAX_TITLE).collect()),
            name,
            slug,
            text: draft.text.unwrap_or_default(),
            picture: draft.picture.flatten(),
            theme: draft.theme.unwrap_or_default(),
            accent: draft.accent.unwrap_or(COLOUR),
            entries: draft.entries.unwrap_or_default(),
        })
    }
}

impl HubDraft {
    pub fn parse(body: &Value) -> Result<Self, Vec<FieldError>> {
        parse(body, |input| {
            let draft = read(input);
            Self { archived: input.flag("archived"), ..draft }
        })
    }
}

fn read(input: &mut Input<'_>) -> HubDraft {
    input.ignore(TOLD);
    let slug = input.text("slug", 200, Shape::Line);
    let accent = input.text("accent", 32, Shape::Line);
    HubDraft {
        domain: domain::read_name(input),
        slug: slug.and_then(|text| input.keep("slug", slug::parse(&text))),
        name: input.name("name", MAX_NAME),
        title: input.name("title", MAX_TITLE),
        text: input.optional_text("text", MAX_TEXT, Shape::Lines).map(Option::unwrap_or_default),
        picture: read_picture(input),
        theme: input.word("theme", &Theme::WORDS, Theme::parse),
        accent: accent.and_then(|text| input.keep("accent", colour::parse(&text))),
        entries: read_entries(input),
        archived: None,
    }
}

fn read_picture(input: &mut Input<'_>) -> Option<Option<PictureId>> {
    let given = input.optional_text("picture_id", 64, Shape::Line)?;
    match given {
        None => Some(None),
        Some(text) => {
            let id = PictureId::parse(&text).ok_or(FieldError::new("", "not_an_id"));
            input.keep("picture_id", id).map(Some)
        }
    }
}

fn read_entries(input: &mut Input<'_>) -> Option<Vec<EntryDraft>> {
    let read = input.objects("entries", MAX_ENTRIES, |_, entry| read_entry(entry))?;
    let entries: Vec<EntryDraft> = read.into_iter().flatten().collect();
    for (at, entry) in entries.iter().enumerate() {
        if entry.id.is_some() && entries[..at].iter().any(|other| other.id == entry.id) {
            input.refuse(&format!("entries[{at}].id"), "duplicate");
        }
    }
    Some(entries)
}

fn read_entry(entry: &mut Input<'_>) -> Option<EntryDraft> {
    entry.require(&["label"]);
    let id = id(entry, "id", EntryId::parse);
    let label = entry.name("label", MAX_LABEL);
    let label_id = entry.optional_text("label_id", MAX_LABEL, Shape::Line).flatten().unwrap_or_default();
    let icon = entry.word("icon", &Icon::WORDS, Icon::parse).unwrap_or_default();
    let message = entry.optional_text("message", MAX_MESSAGE, Shape::Lines).flatten().unwrap_or_default();
    let to = read_to(entry);
    let when = match entry.given("when") {
        Given::Absent | Given::Null => None,
        Given::Is(_) => entry.object("when", |when| read_condition(when, MAX_DEPTH)).flatten(),
    };
    Some(EntryDraft { id, label: label?, label_id, icon, to: to?, message, when })
}

/// One of `link_id` and `channel_id`.
fn read_to(entry: &mut Input<'_>) -> Option<To> {
    let given = ["link_id", "channel_id"].map(|key| entry.is_given(key));
    let link = id(entry, "link_id", LinkId::parse);
    let channel = id(entry, "channel_id", ChannelId::parse);
    match given {
        [true, false] => link.map(To::LinkId),
        [false, true] => channel.map(To::ChannelId),
        _ => {
            entry.fault(FieldError::new(entry.at("link_id"), "link_or_channel"));
            None
        }
    }
}

fn id<T>(input: &mut Input<'_>, key: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    let text = input.optional_text(key, 64, Shape::Line).flatten()?;
    input.keep(key, parse(&text).ok_or(FieldError::new("", "not_an_id")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const LINK: &str = "0190d3f2-0000-7000-8000-000000000001";
    const CHANNEL: &str = "0190d3f2-0000-7000-8000-000000000002";

    fn faults(body: Value) -> Vec<(String, &'static str)> {
        let faults = NewHub::parse(&body).expect_err("refused");
        faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    #[test]
    fn a_hub_of_a_slug_alone_has_a_name_and_a_look() {
        let hub = NewHub::parse(&json!({"slug": "Toko"})).expect("right");
        assert_eq!((hub.slug.as_str(), hub.name.as_str(), hub.title.as_str()), ("toko", "toko", "toko"));
        assert_eq!((hub.theme, hub.accent), (Theme::Calm, COLOUR));
    }

    #[test]
    fn a_hub_names_its_domain_the_installations_own_or_none() {
        let named = |body: Value| NewHub::parse(&body).expect("right").domain.map(|host| host.map(Host::into_string));
        assert_eq!(named(json!({"slug": "toko"})), None);
        assert_eq!(named(json!({"slug": "toko", "domain": null})), Some(None));
        assert_eq!(
            named(json!({"slug": "toko", "domain": "Go.Brand.example"})),
            Some(Some("go.brand.example".to_owned()))
        );
    }

    #[test]
    fn entries_keep_their_order_and_their_ids() {
        let entries = json!([
            {"label": "Sales", "link_id": LINK},
            {"id": CHANNEL, "label": "Telegram", "label_id": "Telegram kami", "icon": "telegram", "channel_id": CHANNEL},
        ]);
        let hub = NewHub::parse(&json!({"slug": "toko", "entries": entries})).expect("right");
        assert_eq!(hub.entries[0].id, None);
        assert_eq!(hub.entries[1].id, EntryId::parse(CHANNEL));
        assert!(matches!(hub.entries[0].to, To::LinkId(_)) && matches!(hub.entries[1].to, To::ChannelId(_)));
    }

    #[test]
    fn each_fault_is_named_at_its_field_and_all_at_once() {
        let entry = |more: Value| {
            let mut entry = json!({"label": "Sales", "link_id": LINK});
            entry.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            json!([entry])
        };
        for (key, value, field, code) in [
            ("slug", json!("a/b"), "slug", "slug_characters"),
            ("slug", json!("admin"), "slug", "slug_reserved"),
            ("theme", json!("neon"), "theme", "not_one_of"),
            ("accent", json!("data:text/css,x"), "accent", "bad_colour"),
            ("accent", json!("rgb(1,2,3)"), "accent", "bad_colour"),
            ("title", json!(""), "title", "required"),
            ("title", json!("x".repeat(81)), "title", "too_long"),
            ("text", json!("a\u{0}"), "text", "control_characters"),
            ("picture_id", json!("../x"), "picture_id", "not_an_id"),
            ("domain", json!("go.brand.example/h"), "domain", "domain_path"),
            ("entries", json!([{"label": "Sales"}]), "entries[0].link_id", "link_or_channel"),
            ("entries", entry(json!({"channel_id": CHANNEL})), "entries[0].link_id", "link_or_channel"),
            ("entries", entry(json!({"link_id": "javascript:alert(1)"})), "entries[0].link_id", "not_an_id"),
            ("entries", entry(json!({"url": "javascript:alert(1)"})), "entries[0].url", "unknown_field"),
            ("entries", entry(json!({"icon": "<svg>"})), "entries[0].icon", "not_one_of"),
            ("entries", entry(json!({"label": ""})), "entries[0].label", "required"),
            ("entries", json!([7]), "entries[0]", "not_an_object"),
            ("entries", json!(vec![json!({"label": "a", "link_id": LINK}); 51]), "entries", "too_many"),
        ] {
            let mut body = json!({"slug": "toko"});
            body[key] = value.clone();
            assert!(faults(body).contains(&(field.to_owned(), code)), "{key} {value}");
        }
        let twice = json!([{"id": LINK, "label": "a", "link_id": LINK}, {"id": LINK, "label": "b", "link_id": LINK}]);
        assert_eq!(faults(json!({"slug": "toko", "entries": twice})), [("entries[1].id".to_owned(), "duplicate")]);
        assert_eq!(faults(json!({"theme": "x", "accent": "x"})).len(), 3);
    }
}
