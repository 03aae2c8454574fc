//! A setting's value before it is understood: as a file wrote it, or as text from a flag or the environment.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw {
    Text(String),
    Number(i64),
    List(Vec<String>),
}

impl Raw {
    /// Errors: what the file holds that no setting is made of.
    pub fn from_toml(value: &toml::Value) -> Result<Self, String> {
        match value {
            toml::Value::String(text) => Ok(Self::Text(text.clone())),
            toml::Value::Integer(number) => Ok(Self::Number(*number)),
            toml::Value::Array(items) => items
                .iter()
                .map(|item| match item {
                    toml::Value::String(text) => Ok(text.clone()),
                    other => Err(format!("expected a list of texts, found {} in it", kind(other))),
                })
                .collect::<Result<_, _>>()
                .map(Self::List),
            other => Err(format!("expected a text, a whole number or a list of texts, found {}", kind(other))),
        }
    }

    /// What a flag or a variable says; its shape is the default's.
    pub fn from_texts(texts: &[String], shape: &Self) -> Result<Self, String> {
        let last = || texts.last().cloned().unwrap_or_default();
        match shape {
            Self::Text(_) => Ok(Self::Text(last())),
            Self::Number(_) => {
                last().trim().parse().map(Self::Number).map_err(|_| format!("\"{}\" is not a whole number", last()))
            }
            Self::List(_) => Ok(Self::List(
                texts
                    .iter()
                    .flat_map(|text| text.split(','))
                    .map(str::trim)
                    .filter(|t| !t.is_empty())
                    .map(str::to_owned)
                    .collect(),
            )),
        }
    }

    pub fn same_shape(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    pub fn shape(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Number(_) => "a whole number",
            Self::List(_) => "a list of texts",
        }
    }
}

/// As TOML, so that what `check-config` prints can be kept as a file.
impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = match self {
            Self::Text(text) => toml::Value::String(text.clone()),
            Self::Number(number) => toml::Value::Integer(*number),
            Self::List(items) => toml::Value::Array(items.iter().cloned().map(toml::Value::String).collect()),
        };
        value.fmt(f)
    }
}

fn kind(value: &toml::Value) -> &'static str {
    match value {
        toml::Value::String(_) => "a text",
        toml::Value::Integer(_) => "a whole number",
        toml::Value::Float(_) => "a number with a fraction",
        toml::Value::Boolean(_) => "true or false",
        toml::Value::Datetime(_) => "a date",
        toml::Value::Array(_) => "a list",
        toml::Value::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_from_repeated_flags_or_from_commas() {
        let shape = Raw::List(vec![]);
        let given = ["10.0.0.0/8, ::1/128".to_owned(), "192.168.0.0/16".to_owned()];
        let expected = ["10.0.0.0/8", "::1/128", "192.168.0.0/16"].map(str::to_owned).to_vec();
        assert_eq!(Raw::from_texts(&given, &shape), Ok(Raw::List(expected)));
    }

    #[test]
    fn a_fraction_is_no_setting() {
        let error = Raw::from_toml(&toml::Value::Float(1.5)).expect_err("refused");
        assert!(error.contains("found a number with a fraction"), "{error}");
    }
}
