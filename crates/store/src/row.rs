//! What comes out of a statement: a row of cells, read by position. A cell that is not what was asked for is
//! [`Error::Damaged`], never a panic.

use crate::error::Error;
use domain::id::{
    AgentId, CalendarId, ChannelId, DeliveryId, DestinationId, DomainId, HubId, LeadId, LinkId, MemberId, PictureId,
    TokenId, UserId, VisitId, WorkspaceId,
};
use uuid::Uuid;

/// One cell as the engine lends it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(&'a str),
    Blob(&'a [u8]),
}

/// One row, valid until the next is fetched.
pub struct Row<'a>(pub(crate) Inner<'a>);

pub(crate) enum Inner<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    /// The cell at `index`, counted from 0. Errors: `Damaged` when it is not a `T` or not there.
    pub fn get<'r, T: FromCell<'r>>(&'r self, index: usize) -> Result<T, Error> {
        let cell = self.cell(index)?;
        T::from_cell(cell)
            .ok_or_else(|| Error::Damaged(format!("column {index} ({}) holds {cell:?}", self.name(index))))
    }

    fn cell(&self, index: usize) -> Result<Cell<'_>, Error> {
        match &self.0 {
            Inner::Sqlite(row) => crate::dialect::sqlite::cell(row, index),
            Inner::Postgres(row) => crate::dialect::postgres::cell(row, index),
        }
    }

    fn name(&self, index: usize) -> String {
        match &self.0 {
            Inner::Sqlite(row) => row.as_ref().column_name(index).unwrap_or("?").to_owned(),
            Inner::Postgres(row) => row.columns().get(index).map_or("?", |c| c.name()).to_owned(),
        }
    }
}

/// What a cell can be read as.
pub trait FromCell<'a>: Sized {
    fn from_cell(cell: Cell<'a>) -> Option<Self>;
}

impl FromCell<'_> for i64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Int(n) = cell { Some(n) } else { None }
    }
}
impl FromCell<'_> for i32 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}
impl FromCell<'_> for u32 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}
impl FromCell<'_> for u64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}
impl FromCell<'_> for u16 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}
impl FromCell<'_> for bool {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(|n| n != 0)
    }
}
impl FromCell<'_> for f64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Real(x) => Some(x),
            Cell::Int(n) => Some(n as f64),
            _ => None,
        }
    }
}
impl<'a> FromCell<'a> for &'a str {
    fn from_cell(cell: Cell<'a>) -> Option<Self> {
        if let Cell::Text(text) = cell { Some(text) } else { None }
    }
}
impl FromCell<'_> for String {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { Some(text.to_owned()) } else { None }
    }
}
impl<'a> FromCell<'a> for &'a [u8] {
    fn from_cell(cell: Cell<'a>) -> Option<Self> {
        if let Cell::Blob(bytes) = cell { Some(bytes) } else { None }
    }
}
impl FromCell<'_> for Vec<u8> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Blob(bytes) = cell { Some(bytes.to_owned()) } else { None }
    }
}
impl<const N: usize> FromCell<'_> for [u8; N] {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Blob(bytes) = cell { bytes.try_into().ok() } else { None }
    }
}
impl FromCell<'_> for Uuid {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Blob(bytes) = cell { Uuid::from_slice(bytes).ok() } else { None }
    }
}
impl<'a, T: FromCell<'a>> FromCell<'a> for Option<T> {
    fn from_cell(cell: Cell<'a>) -> Option<Self> {
        if cell == Cell::Null { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}

macro_rules! ids {
    ($($name:ident),+) => {$(
        impl FromCell<'_> for $name {
            fn from_cell(cell: Cell<'_>) -> Option<Self> { Uuid::from_cell(cell).map(Self) }
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
        impl FromCell<'_> for $name {
            fn from_cell(cell: Cell<'_>) -> Option<Self> { i64::from_cell(cell).map(Self) }
        }
    )+};
}
sequences!(LeadId, VisitId);
