//! Links as a table: one row a link. What has parts stands in one cell: the members as `name|number|weight|on`, one
//! after the other with `; ` between, or, where a member has more than that, as the JSON of the API; rules, deeplink,
//! form and the like as JSON. A column that is not there leaves its field as it is; an empty cell takes it away.
//!
//! Read with commas, semicolons or tabs, whichever the head has most of; a line `sep=;` before it may say so.

use super::cells::{bare, guarded};
use super::said::Said;
use super::{MOST_LINKS, Written};
use domain::problem::FieldError;
use serde_json::{Map, Value, json};

/// How a column's cell is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Text; an empty cell is empty text.
    Text,
    /// A word; an empty cell leaves the field as it is.
    Word,
    /// `yes` or `no`.
    Flag,
    Members,
    /// An address, or a target as JSON.
    Target,
    /// JSON; an empty cell is an empty list.
    List,
    /// JSON; an empty cell is switched off.
    Ability,
    /// JSON; an empty cell leaves the field as it is.
    Part,
}

/// The columns, with the place of each in a link's body. Documented in the manual of the file: README, "Links as files".
const COLUMNS: [(&str, &[&str], Kind); 20] = [
    ("slug", &["slug"], Kind::Text),
    ("domain", &["domain"], Kind::Text),
    ("name", &["name"], Kind::Text),
    ("archived", &["archived"], Kind::Flag),
    ("message", &["message"], Kind::Text),
    ("method", &["pool", "method"], Kind::Word),
    ("members", &["pool", "members"], Kind::Members),
    ("sticky", &["sticky"], Kind::Flag),
    ("cookies", &["cookies"], Kind::Flag),
    ("click_event", &["click_event"], Kind::Word),
    ("fallback", &["fallback"], Kind::Target),
    ("preview_title", &["preview", "title"], Kind::Text),
    ("preview_description", &["preview", "description"], Kind::Text),
    ("preview_image_url", &["preview", "image_url"], Kind::Text),
    ("preview_picture", &["preview", "picture_id"], Kind::Text),
    ("rules", &["rules"], Kind::List),
    ("deeplink", &["deeplink"], Kind::Ability),
    ("form", &["form"], Kind::Ability),
    ("button", &["button"], Kind::Part),
    ("destination_ids", &["destination_ids"], Kind::List),
];

/// Columns that a server tells and nobody can set: read by nobody, no fault.
const TOLD: [&str; 6] = ["id", "url", "old_slugs", "created_at", "updated_at", "archived_at"];

pub fn write(links: &[Map<String, Value>]) -> Vec<u8> {
    let mut file = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut file);
    let in_memory = "memory takes what is written";
    writer.write_record(COLUMNS.iter().map(|(name, ..)| name)).expect(in_memory);
    for link in links {
        let cells = COLUMNS.iter().map(|(_, place, kind)| guarded(&cell(at(link, place), *kind)));
        writer.write_record(cells).expect(in_memory);
    }
    writer.flush().expect(in_memory);
    drop(writer);
    file
}

fn at<'l>(link: &'l Map<String, Value>, place: &[&str]) -> Option<&'l Value> {
    let (first, rest) = place.split_first()?;
    rest.iter().try_fold(link.get(*first)?, |value, key| value.get(key))
}

fn cell(value: Option<&Value>, kind: Kind) -> String {
    let Some(value) = value else { return String::new() };
    match (kind, value) {
        (Kind::Members, Value::Array(members)) => plain_members(members).unwrap_or_else(|| compact(value)),
        (Kind::Target, Value::Object(target)) => match target.get("url") {
            Some(Value::String(url)) if target.len() == 1 => url.clone(),
            _ if target.is_empty() => String::new(),
            _ => compact(value),
        },
        (Kind::List, Value::Array(list)) if list.is_empty() => String::new(),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Bool(flag)) => if *flag { "yes" } else { "no" }.to_owned(),
        (_, other) => compact(other),
    }
}

fn compact(value: &Value) -> String {
    serde_json::to_string(&Said::of(value)).expect("plain values are JSON")
}

/// None: a member has more than four things to say, or a name that would be taken apart.
fn plain_members(members: &[Value]) -> Option<String> {
    let mut parts = Vec::with_capacity(members.len());
    for member in members {
        let member = member.as_object().filter(|member| member.len() == 4)?;
        let name = member.get("name")?.as_str()?;
        if name.contains(['|', ';', '\n']) || name.trim() != name || name.starts_with('[') {
            return None;
        }
        let on = if member.get("active")?.as_bool()? { "on" } else { "off" };
        let (number, weight) = (member.get("number")?.as_str()?, member.get("weight")?.as_u64()?);
        parts.push(format!("{name}|{number}|{weight}|{on}"));
    }
    Some(parts.join("; "))
}

/// Errors: every fault of the table's form, with its line and column.
pub fn read(text: &str) -> Result<Vec<Written>, Vec<FieldError>> {
    let (text, separator, before) = sniffed(text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut records = reader.records();
    let head = match records.next() {
        Some(Ok(head)) => head,
        Some(Err(error)) => return Err(vec![FieldError::new("", "not_csv").with("reason", error)]),
        None => return Err(vec![FieldError::new("", "empty_file")]),
    };
    let columns = columns(&head)?;
    let (mut written, mut faults) = (Vec::new(), Vec::new());
    let mut lines = Lines { text, byte: 0, line: 1 };
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(FieldError::new("", "not_csv").with("reason", error));
                break;
            }
        };
        let line = before + lines.at(record.position().map_or(0, |place| place.byte() as usize));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() != columns.len() && record.iter().skip(columns.len()).any(|cell| !cell.trim().is_empty())
            || record.len() < columns.len()
        {
            let fault = FieldError::new("", "other_shape").with("cells", record.len());
            faults.push(fault.with("columns", columns.len()).with("file_line", line));
            continue;
        }
        let field = |name: &str| format!("links[{}].{name}", written.len());
        let mut link = Map::new();
        for (column, cell) in columns.iter().zip(record.iter()) {
            let Some((name, place, kind)) = column else { continue };
            match value(bare(cell), *kind) {
                Ok(Some(value)) => put(&mut link, place, value),
                Ok(None) => {}
                Err(fault) => faults.push(FieldError { field: field(name), ..fault }.with("file_line", line)),
            }
        }
        written.push(Written { line, link });
        if written.len() > MOST_LINKS {
            break;
        }
    }
    if faults.is_empty() { Ok(written) } else { Err(faults) }
}

/// Counts lines as records go by: the reader's own count is behind by one where lines end in two characters.
struct Lines<'t> {
    text: &'t str,
    byte: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of what stands at `byte` or, where a line ends there, after it.
    fn at(&mut self, byte: usize) -> usize {
        let bytes = self.text.as_bytes();
        let ends = bytes.iter().skip(byte).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let to = (byte + ends).min(bytes.len());
        self.line += bytes[self.byte..to].iter().filter(|byte| **byte == b'\n').count();
        self.byte = to;
        self.line
    }
}

/// The text from its head on, its separator, and how many lines stand before.
fn sniffed(text: &str) -> (&str, u8, usize) {
    let first = text.lines().next().unwrap_or_default();
    if let Some(&[said]) = first.trim_end().strip_prefix("sep=").map(str::as_bytes) {
        return (text.split_once('\n').map_or("", |(_, rest)| rest), said, 1);
    }
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(of, _)| *of == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    let most = counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator);
    (text, most, 0)
}

type Column = Option<(&'static str, &'static [&'static str], Kind)>;

/// What each cell of a row is; none where nobody reads it. Errors: a column that means nothing or stands twice, and a
/// head without the column that says which link it is.
fn columns(head: &csv::StringRecord) -> Result<Vec<Column>, Vec<FieldError>> {
    let mut faults = Vec::new();
    let mut columns: Vec<Column> = Vec::new();
    for name in head {
        let name = bare(name.trim()).to_lowercase();
        let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
        let known = COLUMNS.into_iter().find(|(column, ..)| *column == name);
        if known.is_some_and(|known| columns.iter().flatten().any(|other| other.0 == known.0)) {
            faults.push(FieldError::new(shown, "duplicate_column").with("file_line", 1));
        } else if known.is_none() && !name.is_empty() && !TOLD.contains(&name.as_str()) {
            let all: Vec<&str> = COLUMNS.iter().map(|(column, ..)| *column).collect();
            let fault = FieldError::new(shown.clone(), "unknown_column").with("column", shown);
            faults.push(fault.with("allowed", all.join(", ")).with("file_line", 1));
        }
        columns.push(known);
    }
    if !columns.iter().flatten().any(|(column, ..)| *column == "slug") {
        faults.push(FieldError::new("slug", "missing_column").with("column", "slug").with("file_line", 1));
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

fn put(link: &mut Map<String, Value>, place: &[&str], value: Value) {
    match place {
        [key] => drop(link.insert((*key).to_owned(), value)),
        [first, rest @ ..] => {
            let within = link.entry((*first).to_owned()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(within) = within {
                put(within, rest, value);
            }
        }
        [] => {}
    }
}

/// None: the field stays as it is.
fn value(cell: &str, kind: Kind) -> Result<Option<Value>, FieldError> {
    let trimmed = cell.trim();
    Ok(Some(match kind {
        Kind::Text => Value::String(cell.to_owned()),
        Kind::Word if trimmed.is_empty() => return Ok(None),
        Kind::Word => Value::String(trimmed.to_lowercase()),
        Kind::Flag => match trimmed.to_lowercase().as_str() {
            "" => return Ok(None),
            "yes" | "true" | "1" | "on" | "ya" => Value::Bool(true),
            "no" | "false" | "0" | "off" | "tidak" => Value::Bool(false),
            _ => return Err(FieldError::new("", "not_yes_or_no")),
        },
        Kind::Members if trimmed.starts_with('[') => json_cell(trimmed)?,
        Kind::Members => members(trimmed)?,
        Kind::Target if trimmed.is_empty() => json!({}),
        Kind::Target if trimmed.starts_with('{') => json_cell(trimmed)?,
        Kind::Target => json!({ "url": trimmed }),
        Kind::List if trimmed.is_empty() => json!([]),
        Kind::Ability if trimmed.is_empty() => json!({"enabled": false}),
        Kind::Part if trimmed.is_empty() => return Ok(None),
        Kind::List | Kind::Ability | Kind::Part => json_cell(trimmed)?,
    }))
}

fn json_cell(cell: &str) -> Result<Value, FieldError> {
    serde_json::from_str(cell)
        .map_err(|error| FieldError::new("", "not_json").with("line", error.line()).with("column", error.column()))
}

/// `Sari|+6281234567890|80|on; Budi|0812…`: weight and switch may be left out.
fn members(cell: &str) -> Result<Value, FieldError> {
    let mut members = Vec::new();
    for part in cell.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let said: Vec<&str> = part.split('|').map(str::trim).collect();
        let bad = || FieldError::new("", "not_members").with("member", part.chars().take(80).collect::<String>());
        let (name, number, rest) = match said.as_slice() {
            [name, number, rest @ ..] if rest.len() <= 2 => (*name, *number, rest),
            _ => return Err(bad()),
        };
        let mut member = Map::new();
        member.insert("name".to_owned(), name.into());
        member.insert("number".to_owned(), number.into());
        if let Some(weight) = rest.first().filter(|weight| !weight.is_empty()) {
            member.insert("weight".to_owned(), weight.parse::<i64>().map_err(|_| bad())?.into());
        }
        if let Some(on) = rest.get(1).filter(|on| !on.is_empty()) {
            let on = value(on, Kind::Flag).map_err(|_| bad())?;
            member.insert("active".to_owned(), on.unwrap_or(Value::Bool(true)));
        }
        members.push(Value::Object(member));
    }
    Ok(Value::Array(members))
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
