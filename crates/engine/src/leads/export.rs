//! Leads to carry away, as CSV or JSON Lines, page by page: however many they are, a page is all that is held. What
//! changes meanwhile may or may not be in it; no lead is in it twice.

use super::{csv_row, json, see};
use crate::Engine;
use crate::command::need;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::code::Codes;
use domain::id::LeadId;
use domain::lead::filter::Filter;
use domain::scope::Scope;
use store::Store;

const PAGE: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// UTF-8 with a byte order mark, which spreadsheets need to see that it is. No cell is a formula.
    Csv,
    /// One lead a line, as the API has it, without notes.
    JsonLines,
}

impl Format {
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "csv" => Some(Self::Csv),
            "jsonl" => Some(Self::JsonLines),
            _ => None,
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::JsonLines => "application/jsonl; charset=utf-8",
        }
    }
}

/// An export on its way.
pub struct Export {
    who: Who,
    filter: Filter,
    format: Format,
    state: State,
}

enum State {
    Begin,
    Below(LeadId),
    Done,
}

impl Export {
    /// Errors: `Forbidden`.
    pub fn new(who: &Who, filter: Filter, format: Format) -> Result<Self, Rejection> {
        need(who, Scope::LeadsExport)?;
        Ok(Self { who: who.clone(), filter, format, state: State::Begin })
    }

    /// The next piece of the file; none when it is whole.
    pub async fn next(&mut self, engine: &Engine) -> Result<Option<Vec<u8>>, Rejection> {
        self.piece(&engine.store, engine.codes()).await
    }

    /// [`Export::next`] where there is a store and no engine.
    pub(crate) async fn piece(&mut self, store: &Store, codes: &Codes) -> Result<Option<Vec<u8>>, Rejection> {
        let (before, mut piece) = match self.state {
            State::Done => return Ok(None),
            State::Begin => (None, self.head()),
            State::Below(lead) => (Some(lead), Vec::new()),
        };
        let page = see::page(store, &self.who, self.filter.clone(), before, PAGE).await?;
        for lead in &page.items {
            match self.format {
                Format::Csv => csv_row::write(&mut piece, &csv_row::cells(lead, codes)),
                Format::JsonLines => {
                    piece.extend(json::lead(lead, codes, &[]).to_string().into_bytes());
                    piece.push(b'\n');
                }
            }
        }
        self.state = page.next.map_or(State::Done, State::Below);
        Ok(Some(piece))
    }

    fn head(&self) -> Vec<u8> {
        match self.format {
            Format::JsonLines => Vec::new(),
            Format::Csv => {
                let mut head = "\u{feff}".as_bytes().to_vec();
                csv_row::write(&mut head, &csv_row::NAMES.map(str::to_owned));
                head
            }
        }
    }
}
