//! Which touch a lead and a purchase are put down to, and the words that a touch is counted by. One reading for rows,
//! roll-ups and lists, so that a figure and what stands behind it can't disagree.

use crate::id::LinkId;
use crate::identity;
use crate::visit::{Origin, Pair, Text, Utm};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Which touch counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Model {
    /// What brought the person first.
    #[default]
    First,
    /// What brought them last: of a lead the last so far, of a purchase the last before it.
    Last,
}

impl Model {
    pub const ALL: [Self; 2] = [Self::First, Self::Last];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.as_str() == text)
    }
}

/// What a touch is counted by, beside its link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    Source,
    Medium,
    Campaign,
    Term,
    Content,
    /// See [`ad`].
    Ad,
    /// See [`platform`].
    Platform,
}

impl Dimension {
    pub const ALL: [Self; 7] =
        [Self::Source, Self::Medium, Self::Campaign, Self::Term, Self::Content, Self::Ad, Self::Platform];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Medium => "medium",
            Self::Campaign => "campaign",
            Self::Term => "term",
            Self::Content => "content",
            Self::Ad => "ad",
            Self::Platform => "platform",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.as_str() == text)
    }

    pub fn of<'b>(self, brought: &'b Brought<'_>) -> &'b str {
        match self {
            Self::Source => &brought.source,
            Self::Medium => &brought.medium,
            Self::Campaign => &brought.campaign,
            Self::Term => &brought.term,
            Self::Content => &brought.content,
            Self::Ad => &brought.ad,
            Self::Platform => &brought.platform,
        }
    }
}

/// The platforms whose click ids are known, and `none`.
pub const PLATFORMS: [&str; 7] = ["meta", "google", "tiktok", "linkedin", "microsoft", "x", "none"];

/// Whose click id it is, of the first that is known; `none` without one.
pub fn platform(click_ids: &[Pair<'_>]) -> &'static str {
    click_ids.iter().find_map(|(name, _)| identity::platform(name)).unwrap_or("none")
}

/// The ad: utm_id, where Meta, Google and TikTok put it when their address templates are told to (`utm_id={{ad.id}}`).
pub fn ad<'o>(utm: &'o Utm<'_>) -> &'o str {
    &utm.id
}

/// What a touch is counted by. Empty is none. The store keeps it encoded (postcard), so fields only ever go to the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought<'a> {
    pub link: Option<LinkId>,
    #[serde(borrow)]
    pub source: Text<'a>,
    #[serde(borrow)]
    pub medium: Text<'a>,
    #[serde(borrow)]
    pub campaign: Text<'a>,
    #[serde(borrow)]
    pub term: Text<'a>,
    #[serde(borrow)]
    pub content: Text<'a>,
    #[serde(borrow)]
    pub ad: Text<'a>,
    #[serde(borrow)]
    pub platform: Text<'a>,
}

impl<'a> Brought<'a> {
    /// Of a touch, with the source word that it comes to.
    pub fn of(link: LinkId, origin: Origin<'a>) -> Self {
        let source = identity::source(&origin.click_ids, &origin.utm, &origin.referrer).1;
        Self::with_source(Some(link), source, origin)
    }

    /// Of a touch whose source word is known.
    pub fn with_source(link: Option<LinkId>, source: Text<'a>, origin: Origin<'a>) -> Self {
        let platform = Cow::Borrowed(platform(&origin.click_ids));
        let Utm { medium, campaign, term, content, id, .. } = origin.utm;
        Self { link, source, medium, campaign, term, content, ad: id, platform }
    }

    /// The same, holding its own text.
    pub fn into_owned(self) -> Brought<'static> {
        let own = |text: Text<'_>| Cow::Owned(text.into_owned());
        Brought {
            link: self.link,
            source: own(self.source),
            medium: own(self.medium),
            campaign: own(self.campaign),
            term: own(self.term),
            content: own(self.content),
            ad: own(self.ad),
            platform: own(self.platform),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_that_of_the_first_click_id_that_is_known() {
        let of = |names: &[&'static str]| {
            let ids: Vec<Pair<'_>> = names.iter().map(|name| ((*name).into(), "1".into())).collect();
            platform(&ids)
        };
        assert_eq!(of(&[]), "none");
        assert_eq!(of(&["unknown"]), "none");
        assert_eq!(of(&["unknown", "wbraid", "fbclid"]), "google");
        let all = ["fbclid", "gclid", "ttclid", "li_fat_id", "msclkid", "twclid"];
        for (name, platform) in all.into_iter().zip(PLATFORMS) {
            assert_eq!(of(&[name]), platform);
        }
    }

    #[test]
    fn a_touch_has_the_source_word_that_its_visit_had() {
        let origin = Origin {
            utm: Utm { source: "ig".into(), medium: "cpc".into(), id: "ad-7".into(), ..Utm::default() },
            ..Origin::default()
        };
        let brought = Brought::of(LinkId(uuid::Uuid::nil()), origin);
        assert_eq!((&*brought.source, &*brought.medium, &*brought.ad), ("ads", "cpc", "ad-7"));
        assert_eq!(&*brought.platform, "none");
    }
}
