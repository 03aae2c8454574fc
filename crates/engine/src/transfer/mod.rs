//! Links as a file, to carry away, to change by hand or by program, and to bring back: CSV for a spreadsheet, TOML
//! for people, JSON for programs. The three say the same; a file that was written here and is read here again
//! changes nothing. What a file says of a link is that link's own API body, with channels and other links named by
//! what they are instead of by their ids, so that it can be carried to another installation.
//!
//! - A link is known by its address: domain and slug. Links that are not in the file stay as they are.
//! - What a file does not say of a link stays as it is (or, of a new link, what a new link has); what it says is the
//!   whole: a pool that is given is the whole pool.
//! - It happens in one transaction, or not at all. A dry run is the same transaction, undone at its end.
//!
//! | file | what |
//! |---|---|
//! | [`document`] | JSON and TOML, written and read with the line of each link |
//! | [`sheet`], [`cells`] | CSV: the columns, and cells that no spreadsheet calculates |
//! | [`portable`] | a link's body with names for ids, and back |
//! | [`export`], [`import`] | the two commands |
//! | [`difference`] | what an import changes, field by field |

pub mod cells;
pub mod difference;
pub mod document;
pub mod export;
pub mod import;
pub mod portable;
mod said;
pub mod sheet;
mod toml_text;

pub use difference::{Change, Difference, FieldChange};
pub use export::export;
pub use import::{Wish, import};

use domain::problem::FieldError;
use serde_json::{Map, Value};

/// Bytes of a file at most.
pub const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Links of a file at most.
pub const MOST_LINKS: usize = 20_000;
/// The version of the document's form; a file of a later one is refused.
pub const VERSION: i64 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// UTF-8 with a byte order mark, which spreadsheets need to see that it is. No cell is a formula.
    Csv,
    Json,
    Toml,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::Csv, Self::Json, Self::Toml];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Toml => "toml",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
            Self::Toml => "application/toml; charset=utf-8",
        }
    }

    /// By the media type that a file came with; none for one that says nothing.
    pub fn of_media(media: &str) -> Option<Self> {
        match media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "text/csv" | "text/tab-separated-values" | "application/csv" | "application/vnd.ms-excel" => {
                Some(Self::Csv)
            }
            "application/json" => Some(Self::Json),
            "application/toml" | "text/toml" | "application/x-toml" => Some(Self::Toml),
            _ => None,
        }
    }

    /// By the end of a file's name.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, end) = name.rsplit_once('.')?;
        match end.to_ascii_lowercase().as_str() {
            "tsv" | "txt" => Some(Self::Csv),
            end => Self::parse(end),
        }
    }

    /// By what stands in it: a JSON document is an object, a TOML document begins with a comment, a table or a key
    /// that gets a value; all else is a table.
    pub fn of_text(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let first = text.lines().next().unwrap_or_default();
        let is_key = |key: &str| {
            let key = key.trim();
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        };
        if text.starts_with('{') {
            Self::Json
        } else if text.starts_with(['#', '['])
            || first.split_once('=').is_some_and(|(key, _)| is_key(key) && key.trim() != "sep")
        {
            Self::Toml
        } else {
            Self::Csv
        }
    }
}

/// A link as a file says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Where it begins in the file, from 1.
    pub line: usize,
    pub link: Map<String, Value>,
}

/// The links of a file. `format`: none finds it out. Errors: every fault of the file's form, each with its line.
pub fn read(bytes: &[u8], format: Option<Format>) -> Result<Vec<Written>, Vec<FieldError>> {
    if bytes.len() > MOST_BYTES {
        return Err(vec![FieldError::new("", "file_too_large").with("max", MOST_BYTES / 1024 / 1024)]);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        vec![FieldError::new("", "not_utf8").with("file_line", line)]
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let written = match format.unwrap_or_else(|| Format::of_text(text)) {
        Format::Csv => sheet::read(text),
        Format::Json => document::read_json(text),
        Format::Toml => document::read_toml(text),
    }?;
    if written.len() > MOST_LINKS {
        return Err(vec![FieldError::new("links", "too_many").with("max", MOST_LINKS)]);
    }
    Ok(written)
}

/// The whole file. Links come as [`portable`] made them.
pub fn write(format: Format, links: &[Map<String, Value>]) -> Vec<u8> {
    match format {
        Format::Csv => sheet::write(links),
        Format::Json => document::write_json(links),
        Format::Toml => document::write_toml(links),
    }
}

#[cfg(test)]
#[path = "round_tests.rs"]
mod round_tests;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_what_stands_in_it() {
        for (text, format) in [
            ("{\"links\":[]}", Format::Json),
            ("\u{feff}# Links\nversion = 1", Format::Toml),
            ("version = 1\n", Format::Toml),
            ("[[links]]\n", Format::Toml),
            ("slug,name\n", Format::Csv),
            ("slug;name;a=b\n", Format::Csv),
            ("sep=;\nslug;name\n", Format::Csv),
            ("", Format::Csv),
        ] {
            assert_eq!(Format::of_text(text), format, "{text}");
        }
    }

    #[test]
    fn a_file_that_is_too_large_or_no_text_is_refused_with_the_line() {
        let fault = read(&vec![b' '; MOST_BYTES + 1], None).expect_err("refused").remove(0);
        assert_eq!(fault.code, "file_too_large");
        let fault = read(b"slug\npromo\n\xff\xfe", None).expect_err("refused").remove(0);
        assert_eq!((fault.code, fault.args), ("not_utf8", vec![("file_line", "3".to_owned())]));
    }
}
