//! TOML as plain values, with the line that each table of the list `links` begins on.

use domain::problem::FieldError;
use serde_json::{Map, Number, Value};
use toml::de::{DeTable, DeValue};

/// Deeper than any document of ours; what is deeper is somebody's joke.
const DEEPEST: usize = 64;

/// Errors: `not_toml`, with the line and what is wrong there.
pub(super) fn read(text: &str) -> Result<(Value, Vec<usize>), Vec<FieldError>> {
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line(text, span.start));
        vec![not_toml(line, error.message())]
    })?;
    let lines = table.get_ref().get("links").and_then(|links| links.get_ref().as_array());
    let lines = lines.into_iter().flatten().map(|link| line(text, link.span().start)).collect();
    let mut faults = Vec::new();
    let value = object(table.get_ref(), text, 0, &mut faults);
    if faults.is_empty() { Ok((value, lines)) } else { Err(faults) }
}

fn not_toml(line: usize, reason: &str) -> FieldError {
    let reason: String = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    FieldError::new("", "not_toml").with("line", line).with("file_line", line).with("reason", reason)
}

fn line(text: &str, offset: usize) -> usize {
    1 + text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count()
}

fn object(table: &DeTable<'_>, text: &str, depth: usize, faults: &mut Vec<FieldError>) -> Value {
    let mut map = Map::new();
    for (key, value) in table {
        let at = value.span().start;
        map.insert(key.get_ref().to_string(), plain(value.get_ref(), text, at, depth + 1, faults));
    }
    Value::Object(map)
}

fn plain(value: &DeValue<'_>, text: &str, at: usize, depth: usize, faults: &mut Vec<FieldError>) -> Value {
    if depth > DEEPEST {
        faults.push(FieldError::new("", "too_deep").with("file_line", line(text, at)));
        return Value::Null;
    }
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => number.into(),
            Err(_) => {
                faults.push(not_toml(line(text, at), "a number beyond 64 bits"));
                Value::Null
            }
        },
        DeValue::Float(number) => match number.as_str().parse().ok().and_then(Number::from_f64) {
            Some(number) => Value::Number(number),
            None => {
                faults.push(not_toml(line(text, at), "a number that is none"));
                Value::Null
            }
        },
        // A time without quotes is the text that it is written as.
        DeValue::Datetime(time) => Value::String(time.to_string()),
        DeValue::Array(list) => Value::Array(
            list.iter().map(|one| plain(one.get_ref(), text, one.span().start, depth + 1, faults)).collect(),
        ),
        DeValue::Table(table) => object(table, text, depth, faults),
    }
}
