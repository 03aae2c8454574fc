//! What platforms with names of their own ask of an event alike, beyond its time and amount: a name, and an amount where
//! the category has one.

use crate::event;
use domain::conversion::{Cause, Told};
use domain::destination::Platform;
use domain::outbox::Reason;

/// Why the event can't be told to this platform, as far as that is not its own matter. `now` in microseconds UTC.
pub(crate) fn check(told: &Told, platform: Platform, now: i64) -> Result<(), Reason> {
    if told.name.is_empty() {
        return Err(Reason::Unmapped);
    }
    event::check(told, platform, now)?;
    if told.amount.is_none() && told.category.needs_value() { Err(Reason::NoValue) } else { Ok(()) }
}

/// A test without its code would count like any other: the code was taken away after it was made.
pub(crate) fn check_test(told: &Told, test_code: &str) -> Result<(), Reason> {
    if told.cause == Cause::Test && test_code.is_empty() { Err(Reason::NoTestCode) } else { Ok(()) }
}
