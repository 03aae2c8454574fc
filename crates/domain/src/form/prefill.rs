//! What an address fills in beforehand: `k_*` parameters into the field of that key, nothing else. A value that the
//! field could not take (a choice that is none of the list's) is left out rather than shown as an error nobody made.

use super::check::{LINE, LINES, NAME, Typed};
use super::{BuiltIn, Field, FieldKind, Form, Need, key};
use crate::visit::Pair;

/// The fields as the page shows them at first. `keys` are the address's, with or without `k_`.
pub fn prefill(form: &Form, keys: &[Pair<'_>]) -> Typed {
    let mut typed = Typed::default();
    let value = |wanted: &str| keys.iter().find(|(name, _)| key::is(name, wanted)).map(|(_, value)| value.trim());
    for field in BuiltIn::ALL.into_iter().filter(|field| form.need(*field) != Need::Off) {
        if let Some(text) = value(field.as_str()) {
            typed.0.push((field.as_str().to_owned(), cut(text, NAME)));
        }
    }
    for field in &form.fields {
        let Some(text) = value(&field.key) else { continue };
        match field.kind {
            FieldKind::Text => typed.0.push((field.control(), cut(text, LINE))),
            FieldKind::Textarea => typed.0.push((field.control(), cut(text, LINES))),
            FieldKind::Select => typed.0.extend(named(field, text).map(|choice| (field.control(), choice))),
            FieldKind::Checkbox => {
                // The whole first: a choice may have a comma in it.
                let several = named(field, text).map_or_else(
                    || text.split(',').filter_map(|part| named(field, part.trim())).collect(),
                    |whole| vec![whole],
                );
                typed.0.extend(several.into_iter().map(|choice| (field.control(), choice)));
            }
        }
    }
    typed
}

/// The choice that is called so in either language, whatever its capitals.
fn named(field: &Field, text: &str) -> Option<String> {
    let wanted = text.to_lowercase();
    let place = |list: &[String]| list.iter().position(|choice| choice.to_lowercase() == wanted);
    let at = place(&field.choices).or_else(|| place(&field.choices_id))?;
    field.choices.get(at).cloned()
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(key: &str, kind: FieldKind, choices: &[&str]) -> Field {
        let choices = choices.iter().map(|c| (*c).to_owned()).collect();
        Field { key: key.into(), kind, label: key.into(), choices, ..Field::default() }
    }

    #[test]
    fn an_addresss_parameters_fill_the_fields_of_their_key_and_no_others() {
        let mut size = field("size", FieldKind::Select, &["Small", "Large"]);
        size.choices_id = vec!["Kecil".into(), "Besar".into()];
        let form = Form {
            name: Need::Optional,
            fields: vec![
                field("budget", FieldKind::Text, &[]),
                size,
                field("extras", FieldKind::Checkbox, &["Bag", "Box, wrapped", "Card"]),
                field("colour", FieldKind::Select, &["Red"]),
            ],
            ..Form::default()
        };
        let keys = [
            ("Budget", "1 jt"),
            ("size", "besar"),
            ("extras", "card, BAG ,nothing"),
            ("colour", "blue"),
            ("name", "Dewi"),
            ("phone", "0812"),
            ("other", "x"),
        ];
        let keys: Vec<Pair<'_>> = keys.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let typed = prefill(&form, &keys);
        let filled: Vec<(&str, &str)> = typed.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            filled,
            [("name", "Dewi"), ("k_budget", "1 jt"), ("k_size", "Large"), ("k_extras", "Card"), ("k_extras", "Bag"),]
        );
        let whole = prefill(&form, &[("k_extras".into(), "box, wrapped".into())]);
        assert_eq!(whole.0, [("k_extras".to_owned(), "Box, wrapped".to_owned())]);
    }
}
