//! A hub's page as HTML: one for everybody, people and those who fetch previews, since nobody's number stands on it and
//! every entry leads through an address of ours. Without script; small; in the visitor's language.

use super::look;
use crate::i18n::{self, Locale};
use crate::pages::assets;
use crate::view::html::{Html, escape};
use askama::Template;
use domain::address::encoded;
use domain::colour::Colour;
use domain::hub::{Entry, Hub, Icon};
use domain::picture;

/// The page as it is filled.
pub struct HubPage {
    pub locale: Locale,
    /// The whole address of the page.
    pub url: String,
    /// Scheme and host of it, without a slash at the end.
    pub base: String,
    pub business: String,
    pub title: String,
    pub text: String,
    /// The picture's path.
    pub picture: Option<String>,
    /// The stylesheet's path with its version.
    pub style: String,
    pub frame: Option<Colour>,
    pub entries: Vec<Button>,
}

/// One entry.
pub struct Button {
    pub label: String,
    pub icon: &'static str,
    pub href: String,
}

/// Bytes of what all entries together carry along of the page's own address.
const CARRIED: usize = 4_000;

/// `entries` are those that this visitor sees; `carry` makes what their addresses carry, within so many bytes each.
/// `base` is `https://go.brand.example`.
pub fn of(
    hub: &Hub,
    entries: &[&Entry],
    locale: Locale,
    base: &str,
    business: &str,
    carry: impl FnOnce(usize) -> String,
) -> HubPage {
    let carried = match carry(CARRIED / entries.len().max(1)) {
        text if text.is_empty() => text,
        text => format!("?{text}"),
    };
    let path = format!("/h/{}", encoded(&hub.slug));
    HubPage {
        locale,
        url: format!("{base}{path}"),
        base: base.to_owned(),
        business: business.to_owned(),
        title: hub.title.clone(),
        text: hub.text.clone(),
        picture: hub.picture.map(picture::path),
        style: look::address(hub.look),
        frame: look::frame(hub.look),
        entries: entries
            .iter()
            .map(|entry| Button {
                label: entry.label(locale).to_owned(),
                icon: entry.icon.as_str(),
                href: format!("{path}/go/{}{carried}", entry.id),
            })
            .collect(),
    }
}

pub fn written(page: &HubPage) -> String {
    let template = Written { v: Words(page.locale), page };
    template.render().expect("writing to a string does not fail, and no template has a failing filter")
}

struct Words(Locale);

impl Words {
    fn t(&self, key: &str) -> String {
        i18n::text(self.0, key, None)
    }
    fn lang(&self) -> &'static str {
        self.0.as_str()
    }
}

#[derive(Template)]
#[template(path = "visitor/hub.html")]
struct Written<'a> {
    v: Words,
    page: &'a HubPage,
}

impl Written<'_> {
    /// The drawings that this page uses, each once.
    fn symbols(&self) -> Html {
        let used = |name: &str| self.page.entries.iter().any(|entry| entry.icon == name);
        let icons = Icon::ALL.into_iter().filter(|icon| used(icon.as_str()));
        let mut symbols: String = icons.map(|icon| symbol(icon.as_str(), drawn(icon))).collect();
        if !self.page.entries.is_empty() {
            symbols.push_str(&symbol("go", "arrow-right"));
        }
        Html(symbols)
    }

    /// Stands where a picture would.
    fn letter(&self) -> String {
        let first = self.page.title.chars().find(|c| c.is_alphanumeric());
        first.map(|c| c.to_uppercase().to_string()).unwrap_or_default()
    }
}

fn symbol(id: &str, name: &str) -> String {
    format!("<symbol id=\"{}\" viewBox=\"0 0 24 24\">{}</symbol>", escape(id), assets::drawing(name))
}

/// The name of an icon's drawing in the sprite; a test sees that each is there.
pub fn drawn(icon: Icon) -> &'static str {
    match icon {
        Icon::Chat | Icon::None => "message-circle",
        Icon::Telegram => "send",
        Icon::Website => "globe",
        Icon::Calendar => "calendar",
        Icon::Shop => "shopping-bag",
        Icon::Place => "map-pin",
        Icon::Phone => "phone",
        Icon::Mail => "mail",
        Icon::Offer => "tag",
        Icon::People => "users",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::hub::{Look, Theme, To};
    use domain::id::{EntryId, HubId, LinkId, PictureId, WorkspaceId};
    use uuid::Uuid;

    fn hub(theme: Theme, entries: usize) -> Hub {
        let entry = |at: usize| Entry {
            id: EntryId(Uuid::from_u128(at as u128 + 1)),
            label: format!("Entry <b> & \"{at}\" {}", "w".repeat(40)),
            label_id: String::new(),
            icon: Icon::ALL[at % Icon::ALL.len()],
            to: To::LinkId(LinkId(Uuid::nil())),
            message: String::new(),
            when: None,
        };
        Hub {
            id: HubId(Uuid::nil()),
            workspace: WorkspaceId(Uuid::nil()),
            domain: String::new(),
            slug: "toko".into(),
            name: "Toko".into(),
            title: "javascript:alert(1) <script>".into(),
            text: "x".repeat(500),
            picture: Some(PictureId(Uuid::nil())),
            look: Look { theme, accent: Colour::new(0xaa, 0, 0) },
            entries: (0..entries).map(entry).collect(),
            archived: false,
            version: 1,
        }
    }

    fn page(hub: &Hub) -> String {
        let entries: Vec<&Entry> = hub.entries.iter().collect();
        let carry = |most: usize| "utm_source=x&".repeat(2_000)[..most].to_owned();
        written(&of(hub, &entries, Locale::Id, "https://go.brand.example", "Toko", carry))
    }

    #[test]
    fn the_fullest_page_with_its_stylesheet_stays_under_thirty_kilobytes() {
        for theme in Theme::ALL {
            let hub = hub(theme, domain::draft::hub::MAX_ENTRIES);
            let size = page(&hub).len() + look::stylesheet(hub.look).len();
            assert!(size < 30_000, "{theme:?}: {size} bytes");
        }
    }

    #[test]
    fn words_of_people_open_no_tag_and_no_script_stands_on_the_page() {
        let html = page(&hub(Theme::Calm, 3));
        assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains("style="));
        assert!(!html.contains("href=\"javascript:"));
        assert!(html.contains("&#60;script&#62;") || html.contains("&lt;script&gt;"));
    }

    #[test]
    fn the_page_asks_nobody_else_for_anything() {
        let html = page(&hub(Theme::Paper, 11));
        for (at, _) in html.match_indices("href=\"").chain(html.match_indices("src=\"")) {
            let to = html[at..].split('"').nth(1).expect("a value");
            assert!(
                to.starts_with("/h/toko") || to.starts_with("/-/") || to.starts_with('#') || to == "data:,",
                "{to}"
            );
        }
        assert!(html.contains("content=\"https://go.brand.example/-/pictures/"));
    }

    #[test]
    fn a_hub_without_entries_says_so() {
        let html = page(&hub(Theme::Bold, 0));
        assert!(html.contains("class=\"nothing\"") && !html.contains("<ul>"));
        assert!(html.contains("theme-color"));
    }

    #[test]
    fn every_icon_is_drawn() {
        for icon in Icon::ALL {
            assert!(!assets::drawing(drawn(icon)).is_empty(), "{icon:?}");
        }
    }
}
