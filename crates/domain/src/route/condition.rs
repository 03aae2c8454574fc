//! What a rule asks of a visit: single tests, in groups of all and any.

use crate::id::{CalendarId, ChannelId};
use crate::schedule::Schedule;
use crate::visit::Device;
use serde::{Deserialize, Serialize};

/// A test, or a group. An empty `all` holds for everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    #[serde(untagged)]
    Test(Test),
}

/// One test: `{"field":…, "op":…, "value":…}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "field", rename_all = "snake_case")]
pub enum Test {
    /// ISO 3166 alpha-2 in capitals.
    Country(Words),
    /// Language ranges (RFC 4647): `id` is met by `id-ID`.
    Language(Words),
    Device(Devices),
    /// The words of [`crate::user_agent::SYSTEMS`].
    Os(Words),
    /// The words of [`crate::user_agent::BROWSERS`].
    Browser(Words),
    /// The words of [`crate::user_agent::IN_APPS`], and `any`.
    InApp(Words),
    Visitor(VisitorTest),
    Schedule(HoursTest),
    /// A day of one of these calendars.
    Holiday(HolidayTest),
    UtmSource(TextTest),
    UtmMedium(TextTest),
    UtmCampaign(TextTest),
    UtmTerm(TextTest),
    UtmContent(TextTest),
    UtmId(TextTest),
    Referrer(TextTest),
    /// Any parameter of the address, by its name.
    Query(QueryTest),
    ChannelStatus(StatusTest),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Among {
    InList,
    /// Unknown is in no list, and so it is not in this one.
    NotInList,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub op: Among,
    pub value: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devices {
    pub op: Among,
    pub value: Vec<Device>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Is {
    Is,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visitor {
    New,
    Returning,
}

impl Visitor {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Returning => "returning",
        }
    }

    /// By whether they are new.
    pub fn known(is_new: bool) -> Self {
        if is_new { Self::New } else { Self::Returning }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorTest {
    pub op: Is,
    pub value: Visitor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOp {
    Within,
    Outside,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursTest {
    pub op: DayOp,
    pub value: Schedule,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayTest {
    pub op: DayOp,
    pub value: HolidayValue,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayValue {
    /// IANA name: where it is that day.
    pub time_zone: String,
    pub calendar_ids: Vec<CalendarId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextOp {
    Equal,
    NotEqual,
    InList,
    NotInList,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    IsEmpty,
    IsNotEmpty,
}

/// Text is compared without regard to case, after trimming. Of several values any one is enough; a negated
/// operator wants none of them. A missing value meets `is_empty` and the negated operators alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextTest {
    pub op: TextOp,
    #[serde(default)]
    pub value: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryTest {
    /// The parameter's name.
    pub key: String,
    pub op: TextOp,
    #[serde(default)]
    pub value: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    Passive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusTest {
    pub channel_id: ChannelId,
    pub op: Is,
    pub value: Status,
}

/// What a test looks at. Stands in recorded visits: grows at the end only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Country,
    Language,
    Device,
    Os,
    Browser,
    InApp,
    Visitor,
    Schedule,
    Holiday,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmTerm,
    UtmContent,
    UtmId,
    Referrer,
    Query,
    ChannelStatus,
    /// None of the alternatives of a group held.
    Alternatives,
}

impl Field {
    /// Those that a test can name, in the order in which an editor offers them.
    pub const ALL: [Self; 18] = [
        Self::Country,
        Self::Language,
        Self::Schedule,
        Self::Holiday,
        Self::Device,
        Self::Os,
        Self::Browser,
        Self::InApp,
        Self::Visitor,
        Self::UtmSource,
        Self::UtmMedium,
        Self::UtmCampaign,
        Self::UtmTerm,
        Self::UtmContent,
        Self::UtmId,
        Self::Referrer,
        Self::Query,
        Self::ChannelStatus,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Language => "language",
            Self::Device => "device",
            Self::Os => "os",
            Self::Browser => "browser",
            Self::InApp => "in_app",
            Self::Visitor => "visitor",
            Self::Schedule => "schedule",
            Self::Holiday => "holiday",
            Self::UtmSource => "utm_source",
            Self::UtmMedium => "utm_medium",
            Self::UtmCampaign => "utm_campaign",
            Self::UtmTerm => "utm_term",
            Self::UtmContent => "utm_content",
            Self::UtmId => "utm_id",
            Self::Referrer => "referrer",
            Self::Query => "query",
            Self::ChannelStatus => "channel_status",
            Self::Alternatives => "alternatives",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }
}

impl Test {
    pub fn field(&self) -> Field {
        match self {
            Self::Country(_) => Field::Country,
            Self::Language(_) => Field::Language,
            Self::Device(_) => Field::Device,
            Self::Os(_) => Field::Os,
            Self::Browser(_) => Field::Browser,
            Self::InApp(_) => Field::InApp,
            Self::Visitor(_) => Field::Visitor,
            Self::Schedule(_) => Field::Schedule,
            Self::Holiday(_) => Field::Holiday,
            Self::UtmSource(_) => Field::UtmSource,
            Self::UtmMedium(_) => Field::UtmMedium,
            Self::UtmCampaign(_) => Field::UtmCampaign,
            Self::UtmTerm(_) => Field::UtmTerm,
            Self::UtmContent(_) => Field::UtmContent,
            Self::UtmId(_) => Field::UtmId,
            Self::Referrer(_) => Field::Referrer,
            Self::Query(_) => Field::Query,
            Self::ChannelStatus(_) => Field::ChannelStatus,
        }
    }
}
