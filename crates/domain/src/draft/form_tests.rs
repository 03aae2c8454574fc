use super::*;
use crate::draft::input::parse;
use serde_json::{Value, json};

fn draft(form: Value) -> Result<FormDraft, Vec<(String, &'static str)>> {
    parse(&json!({ "form": form }), |input| read(input).expect("a form was given"))
        .map_err(|faults| faults.into_iter().map(|fault| (fault.field, fault.code)).collect())
}

/// A new form of this.
fn whole(form: Value) -> Result<Form, FieldError> {
    let form = draft(form).expect("each part is within its bounds").laid_over(Form::default());
    check_whole(&form).map(|()| form)
}

fn faults(form: Value) -> Vec<(String, &'static str)> {
    draft(form).expect_err("refused")
}

fn field(key: &str) -> Value {
    json!({"key": key, "label": "A field"})
}

#[test]
fn the_shape_of_the_api_is_taken_as_it_stands() {
    let form = json!({
        "enabled": true, "name": "required", "email": "off", "phone": "optional",
        "fields": [{"key": "budget", "kind": "select", "label": "Budget", "label_id": "Anggaran", "required": true,
                    "choices": ["1 jt", "5 jt"], "placeholder": ""}],
        "consent": {"text": "You may write to me.", "text_id": "Boleh menghubungi saya.", "required": true},
        "skip_returning": false
    });
    let form = whole(form).expect("taken");
    assert_eq!((form.name, form.email, form.phone), (Need::Required, Need::Off, Need::Optional));
    assert_eq!(form.fields[0].choices, ["1 jt", "5 jt"]);
    assert_eq!(form.consent.as_ref().map(|consent| consent.required), Some(true));
    assert!(form.enabled && !form.skip_returning);
    // What is stored and shown reads back as what was written.
    let shown = serde_json::to_value(&form).expect("a form is JSON");
    assert_eq!(whole(shown), Ok(form));
}

#[test]
fn a_part_changes_that_part_and_null_takes_the_whole_away() {
    let form = whole(json!({"enabled": true, "name": "required", "fields": [field("size")]})).expect("taken");
    let off = draft(json!({"enabled": false})).expect("taken").laid_over(form.clone());
    assert_eq!(off, Form { enabled: false, ..form.clone() });
    let bare = draft(json!({"fields": [], "consent": null})).expect("taken").laid_over(form.clone());
    assert!(bare.fields.is_empty() && bare.name == Need::Required);
    assert_eq!(draft(Value::Null).expect("taken").laid_over(form), Form::default());
}

#[test]
fn an_eleventh_field_is_refused_by_the_lists_name() {
    let fields = |count: usize| (0..count).map(|n| field(&format!("f{n}"))).collect::<Vec<_>>();
    assert_eq!(draft(json!({"fields": fields(10)})).expect("taken").fields.map(|f| f.len()), Some(10));
    assert_eq!(faults(json!({"fields": fields(11)})), [("form.fields".to_owned(), "too_many")]);
}

#[test]
fn every_fault_of_every_field_is_named_by_its_place() {
    let got = faults(json!({
        "enabled": "yes", "name": "perhaps", "title": "x".repeat(121),
        "fields": [
            {"key": "Budget", "label": "A"},
            {"key": "phone", "label": ""},
            {"key": "size", "kind": "checkbox", "label": "Size"},
            {"key": "k_size", "kind": "select", "label": "Size", "choices": []},
            {"key": "colour", "kind": "select", "label": "Colour", "choices": ["Red", "Red", ""], "choices_id": ["Merah"]},
            {"kind": "radio", "label": "a\u{7}b", "rows": 3},
            7
        ],
        "consent": {"required": true}
    }));
    let got: Vec<(&str, &str)> = got.iter().map(|(field, code)| (field.as_str(), *code)).collect();
    for expected in [
        ("form.enabled", "not_a_boolean"),
        ("form.name", "not_one_of"),
        ("form.title", "too_long"),
        ("form.fields[0].key", "form_key"),
        ("form.fields[1].key", "form_key_taken"),
        ("form.fields[1].label", "required"),
        ("form.fields[2].choices", "no_choices"),
        ("form.fields[3].key", "duplicate_key"),
        ("form.fields[3].choices", "no_choices"),
        ("form.fields[4].choices[1]", "duplicate"),
        ("form.fields[4].choices[2]", "required"),
        ("form.fields[4].choices_id", "as_many_choices"),
        ("form.fields[5].key", "required"),
        ("form.fields[5].kind", "not_one_of"),
        ("form.fields[5].label", "control_characters"),
        ("form.fields[5].rows", "unknown_field"),
        ("form.fields[6]", "not_an_object"),
        ("form.consent.text", "required"),
    ] {
        assert!(got.contains(&expected), "{expected:?} is not among {got:?}");
    }
    assert_eq!(got.len(), 18, "{got:?}");
}

#[test]
fn a_form_that_is_on_asks_something_and_is_light_enough_for_a_fast_page() {
    let nothing = whole(json!({"enabled": true})).expect_err("refused");
    assert_eq!((nothing.field.as_str(), nothing.code), ("form.fields", "form_asks_nothing"));
    assert!(whole(json!({"enabled": true, "consent": {"text": "Yes"}})).is_ok());
    let choices: Vec<String> = (0..50).map(|n| format!("{n:0>100}")).collect();
    let heavy = json!({"fields": [{"key": "a", "kind": "select", "label": "A", "choices": choices}]});
    let heavy = whole(heavy).expect_err("refused");
    assert_eq!((heavy.field.as_str(), heavy.code), ("form.fields", "form_too_large"));
}
