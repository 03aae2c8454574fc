//! How a business proves that a domain is theirs: a TXT record beside it, or a file on it, with a value that only they
//! were shown. What a look-up found is kept as data, so that it can be said in words later.

use serde::{Deserialize, Serialize};

/// Of what was seen instead so much is kept, in characters and in records.
const KEPT_CHARS: usize = 120;
const KEPT_RECORDS: usize = 5;

/// Which way proved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    Txt,
    File,
}

impl Way {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Txt => "txt",
            Self::File => "file",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Txt, Self::File].into_iter().find(|way| way.as_str() == text)
    }
}

/// Where the record stands: beside the name, so that a CNAME on the name itself does not hide it.
pub fn txt_name(host: &str) -> String {
    format!("_giliran.{host}")
}

/// What the record says; the file says the same.
pub fn value(token: &str) -> String {
    format!("giliran-verification={token}")
}

/// Where the file stands on the domain.
pub fn file_path(token: &str) -> String {
    format!("{FILE_FOLDER}{token}")
}

pub const FILE_FOLDER: &str = "/.well-known/giliran/";

/// What a look-up found that proves nothing: the sentence's code and what was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Finding {
    /// There is no TXT record of that name.
    TxtNone,
    /// There are records, and none is the value.
    TxtOther { seen: Vec<String> },
    /// No name server answered.
    TxtNoAnswer,
    /// The name has no address.
    FileNoAddress,
    /// The name server told nothing of the address.
    FileNoAnswer,
    /// The address is one that is not called: private, loopback, link-local, reserved.
    FilePrivate { address: String },
    /// Nobody takes the connection on port 80, or nobody answers in time.
    FileUnreached { address: String },
    /// Another status than 200; redirects are not followed.
    FileStatus { address: String, status: u16 },
    /// 200, with another text.
    FileOther { address: String, seen: String },
}

impl Finding {
    pub fn way(&self) -> Way {
        match self {
            Self::TxtNone | Self::TxtOther { .. } | Self::TxtNoAnswer => Way::Txt,
            _ => Way::File,
        }
    }

    /// The code as the API says it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TxtNone => "txt_none",
            Self::TxtOther { .. } => "txt_other",
            Self::TxtNoAnswer => "txt_no_answer",
            Self::FileNoAddress => "file_no_address",
            Self::FileNoAnswer => "file_no_answer",
            Self::FilePrivate { .. } => "file_private",
            Self::FileUnreached { .. } => "file_unreached",
            Self::FileStatus { .. } => "file_status",
            Self::FileOther { .. } => "file_other",
        }
    }
}

/// Whether the records of the name prove it; blanks around a record are none of its text, and capitals count.
/// Errors: what they are instead.
pub fn judge_txt(records: &[String], token: &str) -> Result<(), Finding> {
    let wanted = value(token);
    if records.iter().any(|record| record.trim() == wanted) {
        return Ok(());
    }
    if records.is_empty() {
        return Err(Finding::TxtNone);
    }
    Err(Finding::TxtOther { seen: records.iter().take(KEPT_RECORDS).map(|record| shown(record)).collect() })
}

/// Whether the file's text proves it; the line break at its end is not of it. Errors: what it is instead.
pub fn judge_file(address: String, status: u16, text: &str, token: &str) -> Result<(), Finding> {
    match status {
        200 if text.trim() == value(token) => Ok(()),
        200 => Err(Finding::FileOther { address, seen: shown(text) }),
        status => Err(Finding::FileStatus { address, status }),
    }
}

/// Foreign text, short and clean enough to be shown.
fn shown(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut kept: String = text.trim().chars().take(KEPT_CHARS).map(clean).collect();
    if text.trim().chars().nth(KEPT_CHARS).is_some() {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_right_record_among_others_proves_it() {
        let records = ["v=spf1 -all".to_owned(), " giliran-verification=abc ".to_owned()];
        assert_eq!(judge_txt(&records, "abc"), Ok(()));
        assert_eq!(judge_txt(&records, "ABC").map_err(|f| f.code()), Err("txt_other"));
        assert_eq!(judge_txt(&[], "abc"), Err(Finding::TxtNone));
    }

    #[test]
    fn another_record_is_shown_short_and_clean() {
        let seen = judge_txt(&["a\u{1b}[31m".to_owned() + &"x".repeat(500)], "abc");
        let Err(Finding::TxtOther { seen }) = seen else { panic!("{seen:?}") };
        assert!(seen[0].starts_with("a [31mxxx") && seen[0].ends_with('…'));
        assert_eq!(seen[0].chars().count(), KEPT_CHARS + 1);
    }

    #[test]
    fn a_file_must_be_there_itself_and_say_exactly_the_value() {
        let at = || "203.0.113.7".to_owned();
        assert_eq!(judge_file(at(), 200, "giliran-verification=abc\n", "abc"), Ok(()));
        assert_eq!(judge_file(at(), 302, "giliran-verification=abc", "abc").map_err(|f| f.code()), Err("file_status"));
        assert_eq!(judge_file(at(), 200, "<html>", "abc").map_err(|f| f.code()), Err("file_other"));
        assert_eq!(judge_file(at(), 200, "giliran-verification=abcd", "abc").map_err(|f| f.code()), Err("file_other"));
    }

    #[test]
    fn a_finding_survives_the_way_to_the_store_under_the_code_that_it_is_said_by() {
        for finding in [
            Finding::TxtNone,
            Finding::TxtOther { seen: vec!["a".into()] },
            Finding::FileStatus { address: "203.0.113.7".into(), status: 404 },
            Finding::FileUnreached { address: "203.0.113.7".into() },
        ] {
            let text = serde_json::to_string(&finding).expect("plain data");
            assert!(text.contains(finding.code()), "{text}");
            assert_eq!(serde_json::from_str::<Finding>(&text).expect("reads back"), finding);
        }
    }
}
