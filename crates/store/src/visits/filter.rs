//! What a list of visits is narrowed to. A figure and a facet count as the roll-ups do ([`crate::reports::rollup`]), so
//! that a number of a report and the rows behind it can't disagree.

use crate::reports::parts::{self, Part, came_back};
use domain::attribution::{self, PLATFORMS};
use domain::deeplink::{Happening, Way};
use domain::hub::pressed;
use domain::id::{EntryId, HubId, LeadId, LinkId, MemberId, WorkspaceId};
use domain::lead::filter::Hour;
use domain::user_agent::{BROWSERS, IN_APPS, SYSTEMS};
use domain::visit::{Device, Kind, KindReason, Visit};

/// Every condition that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub link: Option<LinkId>,
    pub lead: Option<LeadId>,
    pub kind: Option<Kind>,
    /// What a figure of a report counts.
    pub figure: Option<Figure>,
    /// Lines of a report: what each is by, and its key (empty: unknown or none).
    pub lines: Vec<(Facet, String)>,
    /// What became of the visit later.
    pub after: Option<After>,
    /// Took this member's turn.
    pub turn_of: Option<MemberId>,
    /// Came back to this member.
    pub back_to: Option<MemberId>,
    /// Came by an entry of this hub.
    pub hub: Option<HubId>,
    /// Came by this entry of a hub.
    pub entry: Option<EntryId>,
    /// In this hour of the day.
    pub hour: Option<Hour>,
    /// At or after, microseconds UTC.
    pub from: Option<i64>,
    /// Before.
    pub before: Option<i64>,
}

/// The figures of a report that count visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Of people, without repeats.
    Clicks,
    Scans,
    /// Clicks and scans together.
    Visits,
    /// Visits that made a lead.
    Leads,
    /// Previews, bots, prefetches and HEAD requests.
    Filtered,
    /// The same visitor again within ten seconds.
    Repeats,
    /// Different visitors among clicks and scans: of each the latest visit that fits.
    People,
}

impl Figure {
    pub const ALL: [Self; 7] =
        [Self::Clicks, Self::Scans, Self::Visits, Self::Leads, Self::Filtered, Self::Repeats, Self::People];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clicks => "clicks",
            Self::Scans => "scans",
            Self::Visits => "visits",
            Self::Leads => "leads",
            Self::Filtered => "filtered",
            Self::Repeats => "repeats",
            Self::People => "people",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.as_str() == text)
    }

    fn counts(self, visit: &Visit<'_>) -> bool {
        if visit.repeat {
            return self == Self::Repeats;
        }
        match self {
            Self::Clicks => visit.kind == Kind::Human,
            Self::Scans => visit.kind == Kind::Scan,
            Self::Visits => visit.kind.is_person(),
            Self::People => visit.kind.is_person() && visit.lead.is_some(),
            Self::Leads => visit.lead.is_some_and(|lead| lead.is_new),
            Self::Filtered => !visit.kind.is_person(),
            Self::Repeats => false,
        }
    }

    /// The kinds that an index knows of, when all that it counts are of these.
    fn kinds(self) -> Option<&'static [Kind]> {
        match self {
            Self::Scans => Some(&[Kind::Scan]),
            Self::Filtered => Some(&[Kind::Preview, Kind::Bot, Kind::Prefetch, Kind::Head]),
            Self::Clicks | Self::Visits | Self::Leads | Self::Repeats | Self::People => None,
        }
    }
}

/// Why a request is filtered.
const REASONS: [KindReason; 5] = [
    KindReason::PreviewAgent,
    KindReason::CrawlerAgent,
    KindReason::NoUserAgent,
    KindReason::PrefetchHeader,
    KindReason::HeadMethod,
];

/// What became of a visit after it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// The page on the visitor's phone told so.
    Happened(Happening),
    /// Its form was sent.
    FormSent,
    /// Its form was sent, and this is a line of what was decided then: [`Facet::Rule`] or [`Facet::Member`], and its key.
    FormLine(Facet, String),
    /// Its chat was opened this way, at once or when its form was sent.
    Opened(Way),
}

impl After {
    /// From the two words that stand in an address.
    pub fn parse(what: &str, key: &str) -> Option<Self> {
        match what {
            "happened" => Happening::parse(key).map(Self::Happened),
            "form" if key == "sent" => Some(Self::FormSent),
            "form_rule" if Facet::Rule.knows(key) => Some(Self::FormLine(Facet::Rule, key.to_owned())),
            "form_member" if Facet::Member.knows(key) => Some(Self::FormLine(Facet::Member, key.to_owned())),
            "opened" => Way::ALL.into_iter().find(|way| way.as_str() == key).map(Self::Opened),
            _ => None,
        }
    }
}

/// What the lines of a report are by, where a visit is of one of them. Links and kinds are filters of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    Agent,
    Source,
    Medium,
    Campaign,
    Term,
    Content,
    /// utm_id.
    Ad,
    /// Whose click id it came with; `none`.
    Platform,
    Country,
    Device,
    Os,
    Browser,
    InApp,
    Language,
    /// `reason|detail`: why it was filtered.
    Reason,
    /// `rule|met`, `rule|skipped`, `|none`.
    Rule,
    /// `member|turn`, `member|back`, `member|off|reason`.
    Member,
    /// How the chat was opened.
    Way,
    /// `shown` or `skipped`.
    Form,
}

impl Facet {
    pub const ALL: [Self; 19] = [
        Self::Agent,
        Self::Source,
        Self::Medium,
        Self::Campaign,
        Self::Term,
        Self::Content,
        Self::Ad,
        Self::Platform,
        Self::Country,
        Self::Device,
        Self::Os,
        Self::Browser,
        Self::InApp,
        Self::Language,
        Self::Reason,
        Self::Rule,
        Self::Member,
        Self::Way,
        Self::Form,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Source => "source",
            Self::Medium => "medium",
            Self::Campaign => "campaign",
            Self::Term => "term",
            Self::Content => "content",
            Self::Ad => "ad",
            Self::Platform => "platform",
            Self::Country => "country",
            Self::Device => "device",
            Self::Os => "os",
            Self::Browser => "browser",
            Self::InApp => "in_app",
            Self::Language => "language",
            Self::Reason => "reason",
            Self::Rule => "rule",
            Self::Member => "member",
            Self::Way => "way",
            Self::Form => "form",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.as_str() == text)
    }

    /// Whether a visit could have this value. An empty one is unknown or none.
    pub fn knows(self, key: &str) -> bool {
        let id = |text: &str| uuid::Uuid::try_parse(text).is_ok();
        match self {
            Self::Agent => key.is_empty() || id(key),
            Self::Country => key.is_empty() || key.len() == 2 && key.bytes().all(|b| b.is_ascii_uppercase()),
            Self::Device => Device::parse(key).is_some(),
            Self::Os => key.is_empty() || SYSTEMS.contains(&key),
            Self::Browser => key.is_empty() || BROWSERS.contains(&key),
            Self::InApp => key.is_empty() || IN_APPS.contains(&key),
            Self::Reason => REASONS.iter().any(|reason| key.split('|').next() == Some(reason.as_str())),
            Self::Rule => match key.split_once('|') {
                Some(("", "none")) => true,
                Some((rule, "met" | "skipped")) => id(rule),
                _ => false,
            },
            Self::Member => parts::seat(key).is_some_and(|(member, _)| id(member)),
            Self::Way => Way::ALL.iter().any(|way| way.as_str() == key),
            Self::Form => matches!(key, "shown" | "skipped"),
            Self::Platform => PLATFORMS.contains(&key),
            Self::Source | Self::Medium | Self::Campaign | Self::Term | Self::Content | Self::Ad | Self::Language => {
                true
            }
        }
    }

    fn is(self, key: &str, visit: &Visit<'_>) -> bool {
        let client = &visit.facts.client;
        match self {
            Self::Agent => visit.agent.map(|id| id.to_string()).unwrap_or_default() == key,
            Self::Source => visit.source == key,
            Self::Medium => visit.facts.origin.utm.medium == key,
            Self::Campaign => visit.facts.origin.utm.campaign == key,
            Self::Term => visit.facts.origin.utm.term == key,
            Self::Content => visit.facts.origin.utm.content == key,
            Self::Ad => attribution::ad(&visit.facts.origin.utm) == key,
            Self::Platform => attribution::platform(&visit.facts.origin.click_ids) == key,
            Self::Country => visit.facts.place.country == key,
            Self::Device => client.device.as_str() == key,
            Self::Os => client.os == key,
            Self::Browser => client.browser == key,
            Self::InApp => client.in_app == key,
            Self::Language => visit.facts.language == key,
            Self::Reason => has(visit, Part::Reason, key),
            Self::Rule => has(visit, Part::Rule, key),
            Self::Member => has(visit, Part::Member, key),
            Self::Way => has(visit, Part::Way, key),
            Self::Form => has(visit, Part::Form, key),
        }
    }

    /// Machines have no agent, and nothing that anybody counts brought them.
    fn is_of_people(self) -> bool {
        matches!(
            self,
            Self::Agent
                | Self::Source
                | Self::Medium
                | Self::Campaign
                | Self::Term
                | Self::Content
                | Self::Ad
                | Self::Platform
        )
    }
}

pub(super) fn has(visit: &Visit<'_>, part: Part, key: &str) -> bool {
    let mut found = false;
    parts::each(visit, &mut String::new(), |of, value| found |= of == part && value == key);
    found
}

impl Filter {
    pub(super) fn fits(&self, workspace: WorkspaceId, visit: &Visit<'_>) -> bool {
        visit.workspace == workspace
            && self.from.is_none_or(|from| visit.at >= from)
            && self.before.is_none_or(|before| visit.at < before)
            && self.kind.is_none_or(|kind| visit.kind == kind)
            && self.link.is_none_or(|link| visit.link == link)
            && self.lead.is_none_or(|lead| visit.lead.is_some_and(|own| own.id == lead))
            && self.turn_of.is_none_or(|member| visit.turn.is_some_and(|turn| turn.member == member))
            && self.back_to.is_none_or(|member| visit.member == Some(member) && came_back(visit))
            && self.hub.is_none_or(|hub| pressed(&visit.steps).is_some_and(|(of, _)| of == hub))
            && self.entry.is_none_or(|entry| pressed(&visit.steps).is_some_and(|(_, by)| by == entry))
            && self.hour.as_ref().is_none_or(|hour| hour.holds(visit.at))
            && self.figure.is_none_or(|figure| figure.counts(visit))
            && self
                .lines
                .iter()
                .all(|(facet, key)| (visit.kind.is_person() || !facet.is_of_people()) && facet.is(key, visit))
    }

    /// Whether what fits has to be looked at beside other rows, too.
    pub(super) fn looks_again(&self) -> bool {
        self.after.is_some() || self.is_of_people()
    }

    pub(super) fn is_of_people(&self) -> bool {
        self.figure == Some(Figure::People)
    }

    /// The kinds to read by their index, each in a lane of its own. None: another index is better, or none has them.
    pub(super) fn kinds(&self) -> Option<Vec<Kind>> {
        match (self.kind, self.figure) {
            (Some(Kind::Human), _) => None,
            (Some(kind), _) => Some(vec![kind]),
            (None, Some(figure)) => figure.kinds().map(<[Kind]>::to_vec),
            (None, None) => None,
        }
    }
}
