//! What goes into a statement. Integers are always 64 bits, yes and no are 1 and 0, JSON is text: one value type
//! serves both engines, and what an engine calls it stays in [`crate::dialect`].

use crate::error::Error;
use domain::id::{
    AgentId, CalendarId, ChannelId, DeliveryId, DestinationId, DomainId, HubId, LeadId, LinkId, MemberId, PictureId,
    TokenId, UserId, VisitId, WorkspaceId,
};
use serde::Serialize;
use std::borrow::Cow;
use uuid::Uuid;

/// A parameter of a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(Cow<'a, str>),
    Blob(Cow<'a, [u8]>),
    /// The sixteen bytes of an id: a blob that needs no heap.
    Id([u8; 16]),
}

impl Value<'_> {
    /// The same value, owning what it holds.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Int(n) => Value::Int(n),
            Self::Real(x) => Value::Real(x),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Blob(bytes) => Value::Blob(Cow::Owned(bytes.into_owned())),
            Self::Id(bytes) => Value::Id(bytes),
        }
    }
}

/// As text, for a column that holds JSON.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Failed(error.to_string()))
}

impl From<i64> for Value<'_> {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}
impl From<i32> for Value<'_> {
    fn from(n: i32) -> Self {
        Self::Int(n.into())
    }
}
impl From<u32> for Value<'_> {
    fn from(n: u32) -> Self {
        Self::Int(n.into())
    }
}
impl From<u16> for Value<'_> {
    fn from(n: u16) -> Self {
        Self::Int(n.into())
    }
}
impl From<bool> for Value<'_> {
    fn from(yes: bool) -> Self {
        Self::Int(yes.into())
    }
}
impl From<f64> for Value<'_> {
    fn from(x: f64) -> Self {
        Self::Real(x)
    }
}
impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::Text(text)
    }
}
impl<'a> From<&'a Cow<'_, str>> for Value<'a> {
    fn from(text: &'a Cow<'_, str>) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Blob(Cow::Borrowed(bytes))
    }
}
impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self::Blob(Cow::Borrowed(bytes))
    }
}
impl From<Vec<u8>> for Value<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Blob(Cow::Owned(bytes))
    }
}
impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Blob(Cow::Borrowed(bytes))
    }
}
impl From<Uuid> for Value<'_> {
    fn from(id: Uuid) -> Self {
        Self::Id(id.into_bytes())
    }
}
impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! ids {
    ($($name:ident),+) => {$(
        impl From<$name> for Value<'_> {
            fn from(id: $name) -> Self { Self::Id(*id.as_bytes()) }
        }
        impl From<&$name> for Value<'_> {
            fn from(id: &$name) -> Self { Self::Id(*id.as_bytes()) }
        }
    )+};
}
ids!(
    WorkspaceId,
    UserId,
    TokenId,
    ChannelId,
    AgentId,
    LinkId,
    MemberId,
    PictureId,
    CalendarId,
    DomainId,
    HubId,
    DestinationId,
    DeliveryId
);

macro_rules! sequences {
    ($($name:ident),+) => {$(
        impl From<$name> for Value<'_> {
            fn from(id: $name) -> Self { Self::Int(id.0) }
        }
        impl From<&$name> for Value<'_> {
            fn from(id: &$name) -> Self { Self::Int(id.0) }
        }
    )+};
}
sequences!(LeadId, VisitId);
