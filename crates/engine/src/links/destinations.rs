//! Whom a link's conversions go to: destinations of the workspace's own that are not put away.

use crate::rejection::Rejection;
use domain::id::DestinationId;
use domain::problem::{Faults, FieldError};
use store::links::Link;
use store::{Tx, destinations};

/// One that was chosen `before` may have been put away since. Errors: `Invalid` by its place.
pub(super) fn check(tx: &mut Tx<'_>, link: &Link, before: &[DestinationId]) -> Result<(), Rejection> {
    let mut faults = Faults::default();
    for (at, id) in link.extras.destinations.iter().enumerate() {
        let found = destinations::get(tx, link.workspace, *id)?;
        let there = found.is_some_and(|found| found.archived_at.is_none() || before.contains(id));
        if !there {
            faults.add(FieldError::new(format!("destination_ids[{at}]"), "no_such_destination"));
        }
    }
    Ok(faults.finish(|| ())?)
}
