//! The document: a line that says what it is, and the links. JSON and TOML hold the same values; TOML has no null, so
//! neither has any: what is none is written as an empty text or an empty table.

use super::said::Said;
use super::{VERSION, Written, toml_text};
use domain::problem::FieldError;
use serde_json::{Map, Value};

/// What the document says it is.
const WHAT: &str = "links";

pub fn write_json(links: &[Map<String, Value>]) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(&Said::whole(VERSION, links)).expect("plain values are JSON");
    text.push(b'\n');
    text
}

pub fn write_toml(links: &[Map<String, Value>]) -> Vec<u8> {
    toml::to_string_pretty(&Said::whole(VERSION, links)).expect("values without null are TOML").into_bytes()
}

/// Errors: `not_json` with the place, or what [`links`] finds.
pub fn read_json(text: &str) -> Result<Vec<Written>, Vec<FieldError>> {
    let document: Value = serde_json::from_str(text).map_err(|error| {
        let code = if error.to_string().starts_with("recursion limit exceeded") { "too_deep" } else { "not_json" };
        let fault = FieldError::new("", code).with("line", error.line()).with("column", error.column());
        vec![fault.with("file_line", error.line().max(1))]
    })?;
    links(document, &lines_of_json(text))
}

/// Errors: `not_toml` with the line and the parser's own words, or what [`links`] finds.
pub fn read_toml(text: &str) -> Result<Vec<Written>, Vec<FieldError>> {
    let (document, lines) = toml_text::read(text)?;
    links(document, &lines)
}

fn links(document: Value, lines: &[usize]) -> Result<Vec<Written>, Vec<FieldError>> {
    let refused = |field: &str, code| vec![FieldError::new(field, code)];
    let Value::Object(mut document) = document else { return Err(refused("", "not_an_object")) };
    match document.remove("giliran") {
        None => {}
        Some(what) if what == WHAT => {}
        Some(_) => return Err(vec![FieldError::new("giliran", "not_one_of").with("allowed", WHAT)]),
    }
    match document.remove("version") {
        None => {}
        Some(version) => match version.as_i64() {
            Some(1..=VERSION) => {}
            Some(_) => return Err(vec![FieldError::new("version", "later_version").with("max", VERSION)]),
            None => return Err(refused("version", "not_a_whole_number")),
        },
    }
    let links = match document.remove("links") {
        Some(Value::Array(links)) => links,
        Some(_) => return Err(refused("links", "not_a_list")),
        None => return Err(refused("links", "required")),
    };
    if let Some(key) = document.keys().next() {
        let shown: String = key.chars().filter(|c| !c.is_control()).take(64).collect();
        return Err(vec![FieldError::new(shown, "unknown_field")]);
    }
    let mut written = Vec::with_capacity(links.len());
    let mut faults = Vec::new();
    for (index, link) in links.into_iter().enumerate() {
        let line = lines.get(index).copied().unwrap_or(1);
        match link {
            Value::Object(link) => written.push(Written { line, link }),
            _ => faults.push(FieldError::new(format!("links[{index}]"), "not_an_object").with("file_line", line)),
        }
    }
    if faults.is_empty() { Ok(written) } else { Err(faults) }
}

/// The line that each object of the list `links` begins on. The text is JSON already.
fn lines_of_json(text: &str) -> Vec<usize> {
    let (mut lines, mut line, mut depth) = (Vec::new(), 1, 0);
    let (mut key, mut within) = (String::new(), false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\n' => line += 1,
            '"' => {
                let mut word = String::new();
                while let Some(c) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => word.extend(chars.next()),
                        // A line break can't stand in a JSON text; it is counted where it stands.
                        c => word.push(c),
                    }
                }
                if depth == 1 {
                    key = word;
                }
            }
            '[' | '{' => {
                if c == '{' && within && depth == 2 {
                    lines.push(line);
                }
                within |= c == '[' && depth == 1 && key == WHAT;
                depth += 1;
            }
            ']' | '}' => {
                depth -= 1;
                within &= depth >= 2;
            }
            _ => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        let Value::Object(map) = value else { panic!("an object") };
        map
    }

    fn two() -> Vec<Map<String, Value>> {
        vec![
            map(json!({
                "slug": "promo", "domain": "", "name": "Promo \"{\" [", "message": "Hi\n{{name}}", "sticky": true,
                "pool": {"method": "weighted", "members": [{"name": "Sari", "number": "+62", "weight": 80, "active": true}]},
                "fallback": {}, "rules": [{"name": "Spain", "when": {"all": [{"field": "country", "value": ["ES"]}]},
                "then": {"channel": {"kind": "website", "place": "https://x"}}}], "destination_ids": [],
            })),
            map(json!({"slug": "bio", "name": "Bio", "pool": {"method": "round_robin", "members": []}})),
        ]
    }

    #[test]
    fn both_forms_read_back_what_was_written_and_know_the_lines() {
        let json = String::from_utf8(write_json(&two())).expect("text");
        let toml = String::from_utf8(write_toml(&two())).expect("text");
        for (text, read) in [(&json, read_json(&json)), (&toml, read_toml(&toml))] {
            let read = read.unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
            assert_eq!(read.iter().map(|w| w.link.clone()).collect::<Vec<_>>(), two(), "{text}");
            for written in &read {
                let line = text.lines().nth(written.line - 1).expect("a line");
                assert!(matches!(line.trim(), "{" | "[[links]]"), "{line}");
            }
            assert!(read[0].line < read[1].line);
        }
        assert!(json.starts_with("{\n  \"giliran\": \"links\",\n  \"version\": 1,\n"), "{json}");
        assert!(toml.starts_with("giliran = \"links\"\nversion = 1\n\n[[links]]\nslug = \"promo\"\n"), "{toml}");
    }

    #[test]
    fn a_broken_document_is_named_with_its_line() {
        let line = |faults: Vec<FieldError>| {
            let line = faults[0].args.iter().find(|(name, _)| *name == "file_line").map(|(_, line)| line.clone());
            (faults[0].code, line.unwrap_or_default())
        };
        let read = |text: &str| line(read_toml(text).expect_err("broken"));
        assert_eq!(read("version = 1\n[[links]]\nslug = promo\n"), ("not_toml", "3".to_owned()));
        assert_eq!(read("version = 1\nlinks = [1]\n"), ("not_an_object", "2".to_owned()));
        let read = |text: &str| line(read_json(text).expect_err("broken"));
        assert_eq!(read("{\"links\":\n[,]}"), ("not_json", "2".to_owned()));
    }

    #[test]
    fn what_is_no_document_of_links_says_why() {
        let code = |text: &str| {
            let fault = read_json(text).expect_err("refused").remove(0);
            (fault.field, fault.code)
        };
        assert_eq!(code("[]"), (String::new(), "not_an_object"));
        assert_eq!(code("{}"), ("links".to_owned(), "required"));
        assert_eq!(code("{\"giliran\":\"leads\",\"links\":[]}"), ("giliran".to_owned(), "not_one_of"));
        assert_eq!(code("{\"version\":2,\"links\":[]}"), ("version".to_owned(), "later_version"));
        assert_eq!(code("{\"links\":[],\"leads\":[]}"), ("leads".to_owned(), "unknown_field"));
    }
}
