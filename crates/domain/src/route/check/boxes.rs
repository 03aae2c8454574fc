//! What a rule asks for, as boxes: for each dimension of a visit a set of the values that are taken, a dimension that is
//! not named taking all. A condition is a union of boxes; "reached by nobody" is "nothing left after the earlier ones
//! were taken away". Both are exact on the values as they were told apart in [`super::space`].

use super::space::Space;
use crate::route::Condition;
use std::collections::BTreeMap;

/// A set of a dimension's values, a bit each.
pub(super) type Values = Vec<u64>;

/// More boxes than these are not followed: nothing is said of such a rule, which is never a false alarm.
const MOST: usize = 256;

/// Dimension by dimension, the values that are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell(BTreeMap<usize, Values>);

impl Cell {
    /// Narrows a dimension; false when nothing is left of it.
    pub(super) fn narrow(&mut self, dimension: usize, values: &Values) -> bool {
        let kept = match self.0.get(&dimension) {
            Some(mine) => and(mine, values),
            None => values.clone(),
        };
        let some = !is_empty(&kept);
        self.0.insert(dimension, kept);
        some
    }

    fn meet(&self, other: &Self) -> Option<Self> {
        let mut both = self.clone();
        other.0.iter().all(|(dimension, values)| both.narrow(*dimension, values)).then_some(both)
    }

    /// What is left of this one without the other, as boxes that have nothing in common.
    fn without(&self, other: &Self, space: &Space<'_>, left: &mut Vec<Self>) {
        if self.meet(other).is_none() {
            left.push(self.clone());
            return;
        }
        let mut rest = self.clone();
        for (dimension, theirs) in &other.0 {
            let mine = rest.0.get(dimension).cloned().unwrap_or_else(|| space.all(*dimension));
            let outside: Values = mine.iter().zip(theirs).map(|(mine, theirs)| mine & !theirs).collect();
            if !is_empty(&outside) {
                let mut piece = rest.clone();
                piece.0.insert(*dimension, outside);
                left.push(piece);
            }
            rest.0.insert(*dimension, and(&mine, theirs));
        }
    }
}

/// The boxes of a condition, none when it can never hold. `None`: too many to follow.
pub(super) fn of(condition: &Condition, space: &Space<'_>) -> Option<Vec<Cell>> {
    match condition {
        Condition::Test(test) => {
            let (dimension, values) = space.values(test);
            let mut cell = Cell::default();
            Some(if cell.narrow(dimension, &values) { vec![cell] } else { Vec::new() })
        }
        Condition::All(parts) => {
            let mut cells = vec![Cell::default()];
            for part in parts {
                cells = both(&cells, &of(part, space)?)?;
            }
            Some(cells)
        }
        Condition::Any(parts) => {
            let mut cells = Vec::new();
            for part in parts {
                cells.extend(of(part, space)?);
                if cells.len() > MOST {
                    return None;
                }
            }
            Some(cells)
        }
    }
}

/// Where both hold.
pub(super) fn both(left: &[Cell], right: &[Cell]) -> Option<Vec<Cell>> {
    let mut cells: Vec<Cell> = Vec::new();
    for cell in left.iter().flat_map(|left| right.iter().filter_map(|right| left.meet(right))) {
        if !cells.contains(&cell) {
            cells.push(cell);
        }
        if cells.len() > MOST {
            return None;
        }
    }
    Some(cells)
}

/// What is left of `cells` after `taken` has gone. `None`: too many to follow.
pub(super) fn without(cells: Vec<Cell>, taken: &[Cell], space: &Space<'_>) -> Option<Vec<Cell>> {
    let mut left = cells;
    for other in taken {
        let mut next = Vec::new();
        for cell in &left {
            cell.without(other, space, &mut next);
            if next.len() > MOST {
                return None;
            }
        }
        left = next;
    }
    Some(left)
}

fn and(left: &Values, right: &Values) -> Values {
    left.iter().zip(right).map(|(left, right)| left & right).collect()
}

pub(super) fn is_empty(values: &Values) -> bool {
    values.iter().all(|word| *word == 0)
}
