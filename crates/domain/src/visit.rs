//! A visit: one click or scan, as it was decided and recorded. This is what the journal holds, byte for byte,
//! so its encoding (postcard, fields in this order) only ever grows at the end of an enum, never changes in place.

use crate::deeplink::Happening;
use crate::id::{AgentId, HubId, LeadId, LinkId, MemberId, WorkspaceId};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

mod anonymous;
mod step;

pub use anonymous::UNKEPT;
pub use step::{FallbackTo, KindReason, NobodyReason, OffReason, SkipReason, Step};

/// Text from outside; empty means absent.
pub type Text<'a> = Cow<'a, str>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Human,
    Scan,
    Preview,
    Bot,
    Prefetch,
    Head,
}

impl Kind {
    pub const ALL: [Self; 6] = [Self::Human, Self::Scan, Self::Preview, Self::Bot, Self::Prefetch, Self::Head];
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Scan => "scan",
            Self::Preview => "preview",
            Self::Bot => "bot",
            Self::Prefetch => "prefetch",
            Self::Head => "head",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }
    /// Only a person takes a turn, makes a lead, gets a cookie or sends a conversion.
    pub fn is_person(self) -> bool {
        matches!(self, Self::Human | Self::Scan)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    #[default]
    Unknown,
    Mobile,
    Tablet,
    Desktop,
}

impl Device {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Mobile => "mobile",
            Self::Tablet => "tablet",
            Self::Desktop => "desktop",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Unknown, Self::Mobile, Self::Tablet, Self::Desktop].into_iter().find(|d| d.as_str() == text)
    }
}

/// What the user agent told. `os`, `browser` and `in_app` are the fixed words of [`crate::user_agent`]; empty is unknown or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client<'a> {
    pub device: Device,
    #[serde(borrow)]
    pub os: Text<'a>,
    #[serde(borrow)]
    pub browser: Text<'a>,
    #[serde(borrow)]
    pub in_app: Text<'a>,
}

/// Where the address is, from the MMDB file; empty is unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place<'a> {
    /// ISO 3166 alpha-2 in capitals.
    #[serde(borrow)]
    pub country: Text<'a>,
    #[serde(borrow)]
    pub region: Text<'a>,
    #[serde(borrow)]
    pub city: Text<'a>,
    /// IANA name.
    #[serde(borrow)]
    pub time_zone: Text<'a>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Utm<'a> {
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
    pub id: Text<'a>,
}

impl<'a> Utm<'a> {
    pub fn is_empty(&self) -> bool {
        self.first().is_empty()
    }

    /// The first that says something, in the order of their weight; empty when none does.
    pub fn first(&self) -> &Text<'a> {
        let rest = [&self.campaign, &self.medium, &self.content, &self.term, &self.id];
        rest.into_iter().fold(&self.source, |first, next| if first.is_empty() { next } else { first })
    }

    /// The same, holding its own text.
    pub fn into_owned(self) -> Utm<'static> {
        let own = |text: Text<'_>| Cow::Owned(text.into_owned());
        Utm {
            source: own(self.source),
            medium: own(self.medium),
            campaign: own(self.campaign),
            term: own(self.term),
            content: own(self.content),
            id: own(self.id),
        }
    }
}

/// A name and a value: a click id (`fbclid` → …) or a `k_*` parameter.
pub type Pair<'a> = (Text<'a>, Text<'a>);

/// Pairs as they lie in the journal. A `Cow` within a list is copied unless it is told to borrow one by one.
fn borrowed_pairs<'de: 'a, 'a, D: Deserializer<'de>>(from: D) -> Result<Vec<Pair<'a>>, D::Error> {
    #[derive(Deserialize)]
    struct Borrowed<'a>(#[serde(borrow)] Text<'a>, #[serde(borrow)] Text<'a>);
    let pairs = Vec::<Borrowed<'a>>::deserialize(from)?;
    Ok(pairs.into_iter().map(|Borrowed(name, value)| (name, value)).collect())
}

/// What brought the visitor: the facts of first and last touch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin<'a> {
    #[serde(borrow)]
    pub utm: Utm<'a>,
    /// gclid, gbraid, wbraid, fbclid, ttclid, li_fat_id, msclkid, twclid; in the order of the address.
    #[serde(borrow, deserialize_with = "borrowed_pairs")]
    pub click_ids: Vec<Pair<'a>>,
    #[serde(borrow)]
    pub referrer: Text<'a>,
}

/// How a lead came by its source word (`ads`, `whatsapp`, `website`, `direct`, or the utm_source itself).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdentifiedBy {
    Cookie,
    ClickId,
    Utm,
    Referrer,
    Direct,
}

/// Everything the request told, kept as it was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts<'a> {
    #[serde(borrow)]
    pub ip: Text<'a>,
    #[serde(borrow)]
    pub user_agent: Text<'a>,
    /// BCP 47, the best of Accept-Language.
    #[serde(borrow)]
    pub language: Text<'a>,
    #[serde(borrow)]
    pub client: Client<'a>,
    #[serde(borrow)]
    pub place: Place<'a>,
    #[serde(borrow)]
    pub origin: Origin<'a>,
    /// `k_*` parameters, names without the prefix.
    #[serde(borrow, deserialize_with = "borrowed_pairs")]
    pub keys: Vec<Pair<'a>>,
}

/// The lead that a visit belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitLead {
    pub id: LeadId,
    pub is_new: bool,
}

/// A turn of the pool that this visit took. `epoch` counts the changes of the active set, `fingerprint` names the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    pub member: MemberId,
    pub epoch: u32,
    pub fingerprint: u64,
}

/// One click or scan. Its id is its place in the journal and so is not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit<'a> {
    /// Microseconds since 1970, UTC.
    pub at: i64,
    pub workspace: WorkspaceId,
    pub link: LinkId,
    pub kind: Kind,
    /// The same visitor again within ten seconds: recorded, counted as nothing.
    pub repeat: bool,
    pub lead: Option<VisitLead>,
    /// `ads`, `whatsapp`, `website`, `direct` or the utm_source; see [`crate::identity`].
    #[serde(borrow)]
    pub source: Text<'a>,
    pub agent: Option<AgentId>,
    pub member: Option<MemberId>,
    pub turn: Option<Turn>,
    #[serde(borrow)]
    pub facts: Facts<'a>,
    #[serde(borrow)]
    pub steps: Vec<Step<'a>>,
}

impl Visit<'_> {
    /// The link whose pool the turn was taken in: this one's, unless a rule led on to another.
    pub fn wheel_link(&self) -> LinkId {
        let last = self.steps.iter().rev().find_map(|step| match step {
            Step::RoutedToLink { link, .. } => Some(*link),
            _ => None,
        });
        last.unwrap_or(self.link)
    }

    /// By a link that goes without identifiers: nobody was recognised.
    pub fn is_unidentified(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::WithoutIdentifiers))
    }
}

/// What the journal holds, one after the other. New kinds go to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry<'a> {
    #[serde(borrow)]
    Visit(Visit<'a>),
    #[serde(borrow)]
    LeftNumber(LeftNumber<'a>),
    #[serde(borrow)]
    FormSent(FormSent<'a>),
    Beacon(Beacon),
    #[serde(borrow)]
    HubSeen(HubSeen<'a>),
}

impl Entry<'_> {
    pub fn workspace(&self) -> WorkspaceId {
        match self {
            Self::Visit(visit) => visit.workspace,
            Self::LeftNumber(left) => left.workspace,
            Self::FormSent(sent) => sent.visit.workspace,
            Self::Beacon(beacon) => beacon.workspace,
            Self::HubSeen(seen) => seen.workspace,
        }
    }
}

/// A link's form was sent. The click was recorded when the form was shown; this is what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormSent<'a> {
    /// When, by whom, through which link, to whom and why; its turn is taken here.
    #[serde(borrow)]
    pub visit: Visit<'a>,
    /// When the form was shown, microseconds UTC: with lead and link it names the form, however often it is sent.
    pub shown_at: i64,
    #[serde(borrow)]
    pub name: Text<'a>,
    /// E.164 with `+`.
    #[serde(borrow)]
    pub phone: Text<'a>,
    #[serde(borrow)]
    pub email: Text<'a>,
    /// The business's own fields, in their order.
    #[serde(borrow, deserialize_with = "borrowed_pairs")]
    pub answers: Vec<Pair<'a>>,
    /// The text that was agreed to; empty: none was, or none was asked for.
    #[serde(borrow)]
    pub consent: Text<'a>,
}

/// What a page on the visitor's phone told of a visit that was answered with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beacon {
    pub at: i64,
    pub workspace: WorkspaceId,
    pub link: LinkId,
    pub lead: LeadId,
    pub visit_at: i64,
    pub what: Happening,
}

/// A hub was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubSeen<'a> {
    pub at: i64,
    pub workspace: WorkspaceId,
    pub hub: HubId,
    pub kind: Kind,
    #[serde(borrow)]
    pub facts: Facts<'a>,
}

/// The "leave your number" page was sent: a lead with a name and a phone, and the team is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftNumber<'a> {
    pub at: i64,
    pub workspace: WorkspaceId,
    pub link: LinkId,
    pub lead: VisitLead,
    #[serde(borrow)]
    pub name: Text<'a>,
    /// E.164 with `+`.
    #[serde(borrow)]
    pub phone: Text<'a>,
    #[serde(borrow)]
    pub note: Text<'a>,
    #[serde(borrow)]
    pub source: Text<'a>,
    #[serde(borrow)]
    pub facts: Facts<'a>,
}
