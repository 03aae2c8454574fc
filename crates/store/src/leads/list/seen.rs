//! What no column says of a lead: by what its touch is counted, and the hour of the day in which it was made. Seen in
//! the row by the same reading that the figures are made by.

use crate::error::Error;
use crate::reports::lead_days::{last_of, touch};
use crate::row::Row;
use domain::attribution::{Brought, Model};
use domain::lead::Lead;
use domain::lead::filter::{BroughtBy, Filter, Hour};

/// What a row is seen by, in the order that [`Seen::row_fits`] wants.
pub(super) const COLUMNS: &str =
    "SELECT l.id, l.created_at, l.link_id, l.source, l.campaign, l.first_touch, l.last_touch FROM leads l ";

/// Nothing is asked where purchases are: which purchase it was is known where they are drawn.
#[derive(Default)]
pub(super) struct Seen<'f> {
    hour: Option<&'f Hour>,
    brought: Option<&'f BroughtBy>,
}

impl<'f> Seen<'f> {
    pub(super) fn of(filter: &'f Filter) -> Self {
        match filter.purchased {
            Some(_) => Self::default(),
            None => Self { hour: filter.hour.as_ref(), brought: filter.brought.as_ref() },
        }
    }

    pub(super) fn is_anything(&self) -> bool {
        self.hour.is_some() || self.brought.is_some()
    }

    pub(super) fn fits(&self, lead: &Lead) -> bool {
        self.hour.is_none_or(|hour| hour.holds(lead.created_at))
            && self.brought.is_none_or(|by| {
                let last = lead.last_touch.clone().filter(|_| by.model == Model::Last);
                let mut first =
                    Brought::with_source(lead.link, lead.source.as_str().into(), lead.first_touch.origin.clone());
                first.campaign = lead.campaign.as_str().into();
                by.is(&last_of(lead.first_touch.at, last).unwrap_or(first))
            })
    }

    pub(super) fn row_fits(&self, row: &Row<'_>) -> Result<bool, Error> {
        let made_at: i64 = row.get(1)?;
        if !self.hour.is_none_or(|hour| hour.holds(made_at)) {
            return Ok(false);
        }
        let Some(by) = self.brought else { return Ok(true) };
        let (source, campaign): (&str, &str) = (row.get(3)?, row.get(4)?);
        let first_touch = touch(row.get(5)?)?;
        let last = match by.model {
            Model::Last => row.get::<Option<&[u8]>>(6)?.map(touch).transpose()?,
            Model::First => None,
        };
        let last = last_of(first_touch.at, last);
        let mut first = Brought::with_source(row.get(2)?, source.into(), first_touch.origin);
        first.campaign = campaign.into();
        Ok(by.is(&last.unwrap_or(first)))
    }
}
