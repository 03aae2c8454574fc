//! Reading a person's JSON field by field, filing every fault under its path instead of stopping at the first.
//! Nothing here knows a noun; a draft calls it for each field it has and [`Input::close`] at the end, which
//! refuses what nobody asked for.

use crate::problem::{Faults, FieldError};
use serde_json::{Map, Value};
use std::cell::RefCell;

/// A JSON object on its way to becoming a draft.
pub struct Input<'a> {
    map: &'a Map<String, Value>,
    path: String,
    asked: Vec<&'static str>,
    faults: &'a RefCell<Faults>,
}

/// What stood at a field.
pub enum Given<'a> {
    Absent,
    Null,
    Is(&'a Value),
}

/// Whether a text may have line breaks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Line,
    Lines,
}

/// Parses a whole body: `read` takes the fields, all faults come back together.
pub fn parse<T>(body: &Value, read: impl FnOnce(&mut Input<'_>) -> T) -> Result<T, Vec<FieldError>> {
    let faults = RefCell::new(Faults::default());
    let value = object(body, String::new(), &faults, read);
    match value {
        Some(value) => faults.into_inner().finish(|| value),
        None => Err(faults.into_inner().0),
    }
}

fn object<'a, T>(
    value: &'a Value,
    path: String,
    faults: &'a RefCell<Faults>,
    read: impl FnOnce(&mut Input<'a>) -> T,
) -> Option<T> {
    let Value::Object(map) = value else {
        faults.borrow_mut().add(FieldError::new(path, "not_an_object"));
        return None;
    };
    let mut input = Input { map, path, asked: Vec::new(), faults };
    let read = read(&mut input);
    input.close();
    Some(read)
}

impl<'a> Input<'a> {
    /// The path of a field of this object.
    pub fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Where this object stands in the whole body; empty for the body itself.
    pub fn path(&self) -> String {
        self.path.clone()
    }

    pub fn fault(&self, fault: FieldError) {
        self.faults.borrow_mut().add(fault);
    }

    pub fn refuse(&self, key: &str, code: &'static str) {
        self.fault(FieldError::new(self.at(key), code));
    }

    /// Keeps a parsed value or files its fault under `key`, whatever field the parser named.
    pub fn keep<T>(&self, key: &str, parsed: Result<T, FieldError>) -> Option<T> {
        parsed.map_err(|fault| self.fault(FieldError { field: self.at(key), ..fault })).ok()
    }

    pub fn given(&mut self, key: &'static str) -> Given<'a> {
        self.asked.push(key);
        match self.map.get(key) {
            None => Given::Absent,
            Some(Value::Null) => Given::Null,
            Some(value) => Given::Is(value),
        }
    }

    /// Whether something other than null stands there. Reads nothing: the field must still be asked for.
    pub fn is_given(&self, key: &str) -> bool {
        self.map.get(key).is_some_and(|value| !value.is_null())
    }

    /// Fields that must be there and not null.
    pub fn require(&self, keys: &[&'static str]) {
        for key in keys {
            if !self.map.contains_key(*key) {
                self.refuse(key, "required");
            }
        }
    }

    /// Fields that the server answers and a client may send back: read by nobody, no fault.
    pub fn ignore(&mut self, keys: &[&'static str]) {
        self.asked.extend_from_slice(keys);
    }

    /// A value where null is as wrong as a missing one.
    fn present(&mut self, key: &'static str) -> Option<&'a Value> {
        match self.given(key) {
            Given::Absent => None,
            Given::Null => {
                self.refuse(key, "required");
                None
            }
            Given::Is(value) => Some(value),
        }
    }

    /// Text as it stands, with no other rule than being clean text of at most `max` characters.
    pub fn text(&mut self, key: &'static str, max: usize, shape: Shape) -> Option<String> {
        let value = self.present(key)?;
        self.read_text(key, value, max, shape)
    }

    /// Text that may be empty or null, both meaning none: `Some(None)` takes it away.
    pub fn optional_text(&mut self, key: &'static str, max: usize, shape: Shape) -> Option<Option<String>> {
        match self.given(key) {
            Given::Absent => None,
            Given::Null => Some(None),
            Given::Is(value) => self.read_text(key, value, max, shape).map(|text| Some(text).filter(|t| !t.is_empty())),
        }
    }

    /// A name: one line, something in it.
    pub fn name(&mut self, key: &'static str, max: usize) -> Option<String> {
        let text = self.text(key, max, Shape::Line)?;
        if text.is_empty() {
            self.refuse(key, "required");
            return None;
        }
        Some(text)
    }

    /// A word of a fixed list.
    pub fn word<T>(&mut self, key: &'static str, words: &[&str], parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.present(key)?;
        let parsed = value.as_str().and_then(parse);
        if parsed.is_none() {
            self.fault(FieldError::new(self.at(key), "not_one_of").with("allowed", words.join(", ")));
        }
        parsed
    }

    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        let value = self.present(key)?;
        if value.as_bool().is_none() {
            self.refuse(key, "not_a_boolean");
        }
        value.as_bool()
    }

    /// A whole number from `min` to `max`. `80.0` is not one: what looks rounded was not meant.
    pub fn integer(&mut self, key: &'static str, min: i64, max: i64) -> Option<i64> {
        let value = self.present(key)?;
        let Some(number) = value.as_number() else {
            self.refuse(key, "not_a_whole_number");
            return None;
        };
        match number.as_i64() {
            Some(whole) if (min..=max).contains(&whole) => Some(whole),
            None if number.is_f64() => {
                self.refuse(key, "not_a_whole_number");
                None
            }
            _ => {
                self.fault(FieldError::new(self.at(key), "out_of_range").with("min", min).with("max", max));
                None
            }
        }
    }

    pub fn object<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Input<'a>) -> T) -> Option<T> {
        let value = self.present(key)?;
        object(value, self.at(key), self.faults, read)
    }

    /// A list of objects, each read with its place in the path.
    pub fn objects<T>(
        &mut self,
        key: &'static str,
        max: usize,
        mut read: impl FnMut(usize, &mut Input<'a>) -> T,
    ) -> Option<Vec<T>> {
        let values = self.list(key, max)?;
        let path = self.at(key);
        Some(
            values
                .iter()
                .enumerate()
                .filter_map(|(i, value)| object(value, format!("{path}[{i}]"), self.faults, |input| read(i, input)))
                .collect(),
        )
    }

    /// A list of short words.
    pub fn words(&mut self, key: &'static str, max: usize, max_chars: usize) -> Option<Vec<String>> {
        let values = self.list(key, max)?;
        let mut words = Vec::with_capacity(values.len());
        for (i, value) in values.iter().enumerate() {
            if let Some(word) = self.read_text(&format!("{key}[{i}]"), value, max_chars, Shape::Line) {
                words.push(word);
            }
        }
        Some(words)
    }

    /// A list of ids.
    pub fn ids<T>(&mut self, key: &'static str, max: usize, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
        let values = self.list(key, max)?;
        let mut ids = Vec::with_capacity(values.len());
        for (i, value) in values.iter().enumerate() {
            let id = value.as_str().and_then(&parse).ok_or(FieldError::new("", "not_an_id"));
            ids.extend(self.keep(&format!("{key}[{i}]"), id));
        }
        Some(ids)
    }

    fn list(&mut self, key: &'static str, max: usize) -> Option<&'a Vec<Value>> {
        let value = self.present(key)?;
        let Some(values) = value.as_array() else {
            self.refuse(key, "not_a_list");
            return None;
        };
        if values.len() > max {
            self.fault(FieldError::new(self.at(key), "too_many").with("max", max));
            return None;
        }
        Some(values)
    }

    fn read_text(&self, key: &str, value: &Value, max: usize, shape: Shape) -> Option<String> {
        let Some(text) = value.as_str() else {
            self.refuse(key, "not_text");
            return None;
        };
        self.keep(key, clean(text, max, shape))
    }

    /// Refuses every field that nobody asked for.
    fn close(self) {
        for key in self.map.keys().filter(|key| !self.asked.contains(&key.as_str())) {
            // A key may be anything; what goes into the answer and the log is bounded and clean.
            let shown: String = key.chars().filter(|c| !c.is_control()).take(64).collect();
            self.refuse(&shown, "unknown_field");
        }
    }
}

/// Trimmed text without control characters, line breaks as `\n`. Errors: `control_characters`, `too_long`.
pub fn clean(text: &str, max: usize, shape: Shape) -> Result<String, FieldError> {
    let mut text = text.trim().to_owned();
    if shape == Shape::Lines && text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    let allowed = |c: char| shape == Shape::Lines && (c == '\n' || c == '\t');
    if text.chars().any(|c| c.is_control() && !allowed(c)) {
        return Err(FieldError::new("", "control_characters"));
    }
    if text.chars().count() > max {
        return Err(FieldError::new("", "too_long").with("max", max));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn codes(faults: Vec<FieldError>) -> Vec<(String, &'static str)> {
        faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
    }

    #[test]
    fn every_fault_comes_back_with_its_path() {
        let body = json!({"name": 7, "size": 1.5, "on": "yes", "list": [{"a": "x\u{0}"}, 3], "extra": 1});
        let result = parse(&body, |input| {
            input.require(&["name", "missing"]);
            input.name("name", 10);
            input.integer("size", 0, 9);
            input.flag("on");
            input.objects("list", 9, |_, item| item.name("a", 5));
            input.ignore(&["missing"]);
        });
        assert_eq!(
            codes(result.expect_err("faulty")),
            [
                ("missing".into(), "required"),
                ("name".into(), "not_text"),
                ("size".into(), "not_a_whole_number"),
                ("on".into(), "not_a_boolean"),
                ("list[0].a".into(), "control_characters"),
                ("list[1]".into(), "not_an_object"),
                ("extra".into(), "unknown_field"),
            ]
        );
    }

    #[test]
    fn numbers_stay_within_their_bounds_whatever_their_size() {
        for (value, code) in [
            (json!(-1), "out_of_range"),
            (json!(1_000_001), "out_of_range"),
            (json!(u64::MAX), "out_of_range"),
            (json!(80.0), "not_a_whole_number"),
            (json!("80"), "not_a_whole_number"),
            (json!(1e300), "not_a_whole_number"),
        ] {
            let result = parse(&json!({ "weight": value }), |input| input.integer("weight", 0, 1_000_000));
            assert_eq!(codes(result.expect_err("faulty")), [("weight".to_string(), code)]);
        }
    }

    #[test]
    fn a_body_that_is_no_object_is_one_fault() {
        for body in [json!([]), json!("x"), json!(null), json!(3)] {
            assert_eq!(codes(parse(&body, |_| ()).expect_err("faulty")), [(String::new(), "not_an_object")]);
        }
    }

    #[test]
    fn line_breaks_become_one_kind_and_stay_out_of_names() {
        assert_eq!(clean("a\r\nb\rc", 10, Shape::Lines), Ok("a\nb\nc".into()));
        assert_eq!(clean("a\nb", 10, Shape::Line).expect_err("refused").code, "control_characters");
    }
}
