//! Where a period lies among the numbers of one node's visits. Numbers are given in the order in which the journal
//! took the visits, times by the clock of the decision; both rise together but for a bounded disorder: threads that
//! answer at once, a clock that was put right, visits held in memory while the disk was full. So the numbers can be
//! halved until few are left, without an index on time that every visit would pay for.

use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;

/// How far a visit's time may lie from its place, microseconds: a day. What lies further is not found by a period.
const DISORDER: i64 = 86_400_000_000;
/// So many numbers are rather read than halved again.
const FEW: i64 = 1_024;

const FIRST: Statement =
    Statement::new("visits.first_from", "SELECT id, at FROM visits WHERE id >= $1 AND id < $2 ORDER BY id LIMIT 1");
const LAST: Statement = Statement::new(
    "visits.last_before",
    "SELECT id, at FROM visits WHERE id >= $1 AND id < $2 ORDER BY id DESC LIMIT 1",
);

pub const STATEMENTS: &[&Statement] = &[&FIRST, &LAST];

/// The numbers from `low` on and below `high` between which all visits of the period are; the period's ends are
/// moments, the last not included.
pub(super) fn bounds(
    tx: &mut Tx<'_>,
    (low, high): (i64, i64),
    (from, before): (Option<i64>, Option<i64>),
) -> Result<(i64, i64), Error> {
    if from.is_none() && before.is_none() {
        return Ok((low, high));
    }
    let read = |row: &crate::Row<'_>| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?));
    let Some((first, oldest)) = tx.opt(&FIRST, &[low.into(), high.into()], read)? else { return Ok((low, low)) };
    let Some((last, newest)) = tx.opt(&LAST, &[low.into(), high.into()], read)? else { return Ok((low, low)) };
    let (mut low, mut high) = (first, last + 1);
    if let Some(moment) = from.map(|from| from.saturating_sub(DISORDER)).filter(|moment| *moment > oldest) {
        low = halved(tx, (low, high), moment)?.0;
    }
    if let Some(moment) = before.map(|before| before.saturating_add(DISORDER)).filter(|moment| *moment <= newest) {
        high = halved(tx, (low, high), moment)?.1;
    }
    Ok((low, high))
}

/// Few numbers around the place where visits begin to be at the moment or later. The visit at the first is earlier
/// (if the numbers were halved there at all), and the one at or behind the second is not.
fn halved(tx: &mut Tx<'_>, (mut low, mut high): (i64, i64), moment: i64) -> Result<(i64, i64), Error> {
    while high - low > FEW {
        let middle = low + (high - low) / 2;
        let next = tx.opt(&FIRST, &[middle.into(), high.into()], |row| Ok((row.get(0)?, row.get::<i64>(1)?)))?;
        match next {
            Some((id, at)) if at < moment => low = id,
            // Nothing lies between the middle and what was found, so the numbers may as well end here.
            _ => high = middle,
        }
    }
    Ok((low, high))
}
