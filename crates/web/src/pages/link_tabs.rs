//! The pages of one link, as tabs above each of them.

use super::desk::Desk;
use domain::id::LinkId;

pub struct Tab {
    pub href: String,
    pub name: String,
    pub current: bool,
}

/// Each page by the last part of its address and the key of its name, in their order.
const PAGES: &[(&str, &str)] = &[
    ("", "link-tab-overview"),
    ("rules", "link-tab-rules"),
    ("form", "link-tab-form"),
    ("opening", "opening-title"),
    ("qr", "link-tab-qr"),
    ("button", "link-tab-button"),
    ("history", "link-tab-history"),
];

/// `current` is the last part of the page's address; empty for the overview.
pub fn tabs(d: &Desk, link: LinkId, current: &str) -> Vec<Tab> {
    let tab = |(part, key): &(&str, &'static str)| Tab {
        href: if part.is_empty() { format!("/app/links/{link}") } else { format!("/app/links/{link}/{part}") },
        name: d.t(key),
        current: *part == current,
    };
    PAGES.iter().map(tab).collect()
}
