use super::*;

fn three() -> Form {
    let mut form = Form::new(Locale::En, Vec::new());
    for (at, label) in ["One", "Two", "Three"].into_iter().enumerate() {
        form.set(field(at, "label"), label);
        form.set(field(at, "key"), label.to_lowercase());
        form.set(field(at, "kind"), "select");
        form.set(field(at, "choices"), format!("{label} a\r\n\r\n {label} b "));
    }
    form
}

fn labels(form: &Form) -> Vec<&str> {
    (0..form.rows(LIST)).map(|at| form.value(&field(at, "label"))).collect()
}

fn press(form: &mut Form, button: &str) -> Option<String> {
    form.set("do", button);
    move_rows(form)
}

#[test]
fn rows_are_added_moved_and_taken_out_and_the_keyboard_follows() {
    let mut form = three();
    assert_eq!(press(&mut form, "down:0").as_deref(), Some("down-1"));
    assert_eq!(labels(&form), ["Two", "One", "Three"]);
    assert_eq!(press(&mut form, "up:2").as_deref(), Some("up-1"));
    assert_eq!(labels(&form), ["Two", "Three", "One"]);
    assert_eq!(press(&mut form, "down:1").as_deref(), Some("up-2"), "a button at the end has had its day");
    assert_eq!(press(&mut form, "up:1").as_deref(), Some("down-0"));
    assert_eq!(press(&mut form, "down:0").as_deref(), Some("down-1"));
    assert_eq!(press(&mut form, "up:2").as_deref(), Some("up-1"));
    assert_eq!(press(&mut form, "remove:0").as_deref(), Some("form-add"));
    assert_eq!(labels(&form), ["Three", "One"]);
    assert_eq!(press(&mut form, "add").as_deref(), Some("f-form-fields-2-label"));
    assert_eq!(labels(&form), ["Three", "One", ""]);
    for nothing in ["up:0", "down:2", "remove:9", "up:x", "look"] {
        assert_eq!(press(&mut form, nothing).as_deref(), Some(""), "{nothing}");
    }
    assert_eq!(labels(&form).len(), 3);
    assert_eq!(press(&mut form, ""), None, "the form is to be saved");
}

#[test]
fn a_line_of_the_choices_is_a_choice_and_a_consent_without_words_is_none() {
    let mut form = three();
    form.set("form.consent.text", " ");
    form.set("form.enabled", "true");
    let value = json(&form);
    assert_eq!(value["form"]["fields"][1]["choices"], json!(["Two a", "Two b"]));
    assert_eq!(value["form"]["fields"][1]["choices_id"], json!([]));
    assert_eq!((&value["form"]["consent"], &value["form"]["enabled"]), (&Value::Null, &json!(true)));
    let draft = LinkDraft::parse(&value, "ID").expect("it is the API's JSON");
    assert_eq!(draft.extras.form.and_then(|form| form.fields).map(|fields| fields.len()), Some(3));
    assert_eq!(
        json(&Form::new(Locale::En, vec![("form.enabled".into(), "false".into())]))["form"]["fields"],
        json!([])
    );
    let fault = beside(FieldError::new("form.fields[2].choices_id[7]", "duplicate"));
    assert_eq!(fault.field, "form.fields[2].choices_id");
}
