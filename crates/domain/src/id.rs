//! Identifiers. Things people make have 16 bytes (UUID v7, made by the caller: this crate draws nothing);
//! leads and visits have sequence numbers, so that writing them is appending.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! made_by_people {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            pub const fn from_uuid(id: Uuid) -> Self { Self(id) }
            /// The 16 bytes as they stand in the store. Errors: any other length.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> { Uuid::from_slice(bytes).ok().map(Self) }
            pub fn as_bytes(&self) -> &[u8; 16] { self.0.as_bytes() }
            /// The form of the API: hyphenated, lower case.
            pub fn parse(text: &str) -> Option<Self> { Uuid::try_parse(text).ok().map(Self) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}({})", stringify!($name), self.0) }
        }
    )+};
}

made_by_people!(
    WorkspaceId,
    UserId,
    TokenId,
    ChannelId,
    /// A CS person: who answers on a channel, and what stickiness holds on to.
    AgentId,
    LinkId,
    /// An agent's seat in one link's pool.
    MemberId,
    /// A routing rule of a link.
    RuleId,
    HubId,
    /// One entry of a hub.
    EntryId,
    DomainId,
    PictureId,
    /// A set of dates on which schedules are closed.
    CalendarId,
    /// Where conversions go.
    DestinationId,
    /// One event on its way to one destination.
    DeliveryId,
);

macro_rules! sequence {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Debug)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// The form of the API: a decimal string. Nothing below 1 is an id.
            pub fn parse(text: &str) -> Option<Self> { text.parse().ok().filter(|n| *n > 0).map(Self) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
    )+};
}

sequence!(
    /// A lead's sequence number, leased to nodes in blocks; 1 to 2^30 − 1, the domain of [`crate::code`].
    LeadId,
    /// A visit's place in its node's journal: the node in the upper bits, the ordinal in the lower 40.
    VisitId,
);
