//! The values of one text as the rules see it: missing, each text that a rule names whole, and the rest by which of the
//! rules' pieces it contains, begins or ends with. Combinations that no text can have are left out.

use crate::route::{QueryTest, Test, TextOp, TextTest};

/// More pieces than these are not followed.
const MOST_PIECES: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Anywhere,
    Start,
    End,
}

struct Piece {
    place: Where,
    text: String,
}

enum Value {
    Missing,
    Whole(String),
    /// Any other text; a bit for each piece that it has.
    Other(u32),
}

pub(super) struct Texts {
    values: Vec<Value>,
    pieces: Vec<Piece>,
}

impl Texts {
    /// `None`: too many values to follow.
    pub(super) fn of(tests: &[&Test]) -> Option<Self> {
        let (mut whole, mut pieces): (Vec<String>, Vec<Piece>) = (Vec::new(), Vec::new());
        for (op, texts) in tests.iter().filter_map(|test| asked(test)) {
            for text in texts.iter().map(|text| plain(text)) {
                match place(op) {
                    Some(place) if pieces.iter().any(|known| known.place == place && known.text == text) => {}
                    Some(place) => pieces.push(Piece { place, text }),
                    None if text.is_empty() || whole.contains(&text) => {}
                    None => whole.push(text),
                }
            }
        }
        if pieces.len() > MOST_PIECES {
            return None;
        }
        let others = (0..1_u32 << pieces.len()).filter(|has| can_be(&pieces, *has)).map(Value::Other);
        let mut values = vec![Value::Missing];
        values.extend(others);
        values.extend(whole.into_iter().map(Value::Whole));
        Some(Self { values, pieces })
    }

    pub(super) fn count(&self) -> usize {
        self.values.len()
    }

    pub(super) fn holds(&self, test: &Test, value: usize) -> bool {
        let Some((op, texts)) = asked(test) else { return false };
        let value = &self.values[value];
        let any = || texts.iter().any(|text| self.meets(op, &plain(text), value));
        match op {
            TextOp::IsEmpty => matches!(value, Value::Missing),
            TextOp::IsNotEmpty => !matches!(value, Value::Missing),
            TextOp::Equal | TextOp::InList | TextOp::Contains | TextOp::StartsWith | TextOp::EndsWith => any(),
            TextOp::NotEqual | TextOp::NotInList | TextOp::NotContains => !any(),
        }
    }

    /// Whether a value is, or has, the text that an operator names, denied or not.
    fn meets(&self, op: TextOp, text: &str, value: &Value) -> bool {
        match (place(op), value) {
            (_, Value::Missing) => false,
            (None, Value::Whole(whole)) => whole == text,
            (None, Value::Other(_)) => false,
            (Some(Where::Anywhere), Value::Whole(whole)) => whole.contains(text),
            (Some(Where::Start), Value::Whole(whole)) => whole.starts_with(text),
            (Some(Where::End), Value::Whole(whole)) => whole.ends_with(text),
            (Some(place), Value::Other(has)) => {
                let at = self.pieces.iter().position(|piece| piece.place == place && piece.text == text);
                at.is_some_and(|at| has >> at & 1 == 1)
            }
        }
    }
}

/// Operator and texts of a test of a text.
fn asked(test: &Test) -> Option<(TextOp, &[String])> {
    match test {
        Test::UtmSource(TextTest { op, value })
        | Test::UtmMedium(TextTest { op, value })
        | Test::UtmCampaign(TextTest { op, value })
        | Test::UtmTerm(TextTest { op, value })
        | Test::UtmContent(TextTest { op, value })
        | Test::UtmId(TextTest { op, value })
        | Test::Referrer(TextTest { op, value })
        | Test::Query(QueryTest { op, value, .. }) => Some((*op, value)),
        _ => None,
    }
}

fn place(op: TextOp) -> Option<Where> {
    match op {
        TextOp::Contains | TextOp::NotContains => Some(Where::Anywhere),
        TextOp::StartsWith => Some(Where::Start),
        TextOp::EndsWith => Some(Where::End),
        TextOp::Equal
        | TextOp::NotEqual
        | TextOp::InList
        | TextOp::NotInList
        | TextOp::IsEmpty
        | TextOp::IsNotEmpty => None,
    }
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Whether a text can have these pieces and lack the others.
fn can_be(pieces: &[Piece], has: u32) -> bool {
    let with = |at: &usize| has >> at & 1 == 1;
    (0..pieces.len()).filter(with).all(|at| {
        let piece = &pieces[at];
        (0..pieces.len()).all(|other| {
            let there = &pieces[other];
            match with(&other) {
                true => !exclude(piece, there),
                false => !implies(piece, there),
            }
        })
    })
}

fn implies(piece: &Piece, other: &Piece) -> bool {
    match (piece.place, other.place) {
        (_, Where::Anywhere) => piece.text.contains(&other.text),
        (Where::Start, Where::Start) => piece.text.starts_with(&other.text),
        (Where::End, Where::End) => piece.text.ends_with(&other.text),
        _ => false,
    }
}

fn exclude(piece: &Piece, other: &Piece) -> bool {
    match (piece.place, other.place) {
        (Where::Start, Where::Start) => !piece.text.starts_with(&other.text) && !other.text.starts_with(&piece.text),
        (Where::End, Where::End) => !piece.text.ends_with(&other.text) && !other.text.ends_with(&piece.text),
        _ => false,
    }
}
