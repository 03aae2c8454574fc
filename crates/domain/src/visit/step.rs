//! The steps of a decision, as they stand in recorded visits: every enum here only ever grows at its end.

use super::{IdentifiedBy, Kind, Pair, Text, borrowed_pairs};
use crate::deeplink::Way;
use crate::id::{ChannelId, EntryId, HubId, LinkId, MemberId, RuleId};
use crate::route::Field;
use serde::{Deserialize, Serialize};

/// One step of the decision with its result and reason, as data; `web` reads it aloud in English or Indonesian.
/// Names are kept as they stood, so that the sentence stays true after a renaming.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step<'a> {
    /// The link was found; `renamed` when by an older address of it.
    Resolved {
        renamed: bool,
    },
    Classified {
        kind: Kind,
        reason: KindReason,
        #[serde(borrow)]
        detail: Text<'a>,
    },
    Identified {
        by: IdentifiedBy,
        is_new: bool,
        #[serde(borrow)]
        detail: Text<'a>,
    },
    /// The same visitor within ten seconds: the former answer again.
    Repeated,
    /// Routing came to the link's own pool (no rule asked for anything else).
    RoutedToPool,
    /// The lead's agent is an active member here.
    Sticky {
        #[serde(borrow)]
        name: Text<'a>,
    },
    /// The lead's agent is not on in this pool; the visitor is assigned in turn.
    AgentOff {
        #[serde(borrow)]
        name: Text<'a>,
    },
    /// A turn: the `turn`th since the set of active members last changed; `weight` of `total`.
    InTurn {
        #[serde(borrow)]
        name: Text<'a>,
        turn: u64,
        weight: u32,
        total: u64,
    },
    /// Nobody could take it.
    Nobody {
        reason: NobodyReason,
    },
    /// A link of the fallback chain was tried.
    FellBack {
        to: FallbackTo,
        #[serde(borrow)]
        detail: Text<'a>,
    },
    /// The address was made; `shortened` when values gave way to keep it within 2,000 bytes.
    Composed {
        bytes: u16,
        shortened: bool,
    },
    /// The link was asked for on a domain of the business's own.
    OnDomain {
        #[serde(borrow)]
        host: Text<'a>,
    },
    /// An entry of a hub was pressed.
    FromHub {
        hub: HubId,
        entry: EntryId,
        #[serde(borrow)]
        name: Text<'a>,
    },
    /// Parameters of the address that a rule asks for, beyond those that [`Facts`] keep.
    Parameters {
        #[serde(borrow, deserialize_with = "borrowed_pairs")]
        pairs: Vec<Pair<'a>>,
    },
    /// A rule does not hold: what it asked first that was not so, and what was seen instead.
    RuleNotMet {
        #[serde(borrow)]
        name: Text<'a>,
        field: Field,
        #[serde(borrow)]
        seen: Text<'a>,
    },
    /// More rules that do not hold, beyond those that are told one by one.
    RulesNotMet {
        count: u16,
    },
    /// A rule holds.
    RuleMet {
        rule: RuleId,
        #[serde(borrow)]
        name: Text<'a>,
    },
    /// A rule holds, but where it leads takes nobody now: the search goes on.
    RuleSkipped {
        rule: RuleId,
        #[serde(borrow)]
        name: Text<'a>,
        why: SkipReason,
        #[serde(borrow)]
        detail: Text<'a>,
    },
    RoutedToChannel {
        channel: ChannelId,
        #[serde(borrow)]
        name: Text<'a>,
    },
    /// Another link of the workspace takes it from here: its rules, its pool, its message.
    RoutedToLink {
        link: LinkId,
        #[serde(borrow)]
        name: Text<'a>,
    },
    /// A member is passed over although the switch is on; `until` when that ends, microseconds UTC, where it is known.
    MemberOff {
        member: MemberId,
        #[serde(borrow)]
        name: Text<'a>,
        why: OffReason,
        until: Option<i64>,
    },
    /// The link's form was shown first.
    FormShown,
    /// The form was sent before, so it was left out.
    FormSkipped,
    FormSent,
    /// How the chat was opened.
    Opened {
        way: Way,
    },
    /// Cookies of ad platforms' pixels that came along, where such a pixel stands on the business's own domain.
    PixelCookies {
        #[serde(borrow, deserialize_with = "borrowed_pairs")]
        pairs: Vec<Pair<'a>>,
    },
    /// The link goes without identifiers: nobody is recognised, and nothing is kept that tells one visitor from another.
    WithoutIdentifiers,
}

/// Why a rule that holds was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SkipReason {
    ChannelPassive,
    ChannelGone,
    NobodyInPool,
    LinkArchived,
    /// The other link had been tried already.
    LinkAgain,
}

/// Why a member whose switch is on takes nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OffReason {
    OutsideHours,
    CapReached,
    BackLater,
    ChannelPassive,
}

impl OffReason {
    pub const ALL: [Self; 4] = [Self::OutsideHours, Self::CapReached, Self::BackLater, Self::ChannelPassive];
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OutsideHours => "outside_hours",
            Self::CapReached => "cap_reached",
            Self::BackLater => "back_later",
            Self::ChannelPassive => "channel_passive",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KindReason {
    /// Nothing spoke against a person.
    Person,
    /// The QR code's mark stands in the address.
    ScanMark,
    /// A link-preview fetcher by its user agent; `detail` names it.
    PreviewAgent,
    /// A crawler by its user agent; `detail` names the pattern.
    CrawlerAgent,
    /// No user agent at all.
    NoUserAgent,
    /// `Sec-Purpose`, `Purpose`, `X-Purpose` or `X-Moz`; `detail` names the header.
    PrefetchHeader,
    HeadMethod,
}

impl KindReason {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::ScanMark => "scan_mark",
            Self::PreviewAgent => "preview_agent",
            Self::CrawlerAgent => "crawler_agent",
            Self::NoUserAgent => "no_user_agent",
            Self::PrefetchHeader => "prefetch_header",
            Self::HeadMethod => "head_method",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NobodyReason {
    EmptyPool,
    EveryoneOff,
    NoWeight,
    ChannelsPassive,
    /// Everyone who is on is outside their hours, away, or has had their turns of the day.
    NobodyNow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FallbackTo {
    Link,
    Workspace,
    LeaveNumber,
    Skipped,
}
