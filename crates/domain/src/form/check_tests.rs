use super::*;
use crate::form::Consent;
use proptest::prelude::*;

fn field(key: &str, kind: FieldKind, required: bool, choices: &[&str]) -> Field {
    let choices = choices.iter().map(|c| (*c).to_owned()).collect();
    Field { key: key.into(), kind, label: key.into(), required, choices, ..Field::default() }
}

fn whole() -> Form {
    let mut size = field("size", FieldKind::Select, true, &["Small", "Large"]);
    size.choices_id = vec!["Kecil".into(), "Besar".into()];
    Form {
        enabled: true,
        name: Need::Required,
        email: Need::Optional,
        phone: Need::Required,
        fields: vec![
            field("budget", FieldKind::Text, true, &[]),
            field("wish", FieldKind::Textarea, false, &[]),
            size,
            field("extras", FieldKind::Checkbox, true, &["Bag", "Box", "Card"]),
        ],
        consent: Some(Consent { text: "I agree".into(), text_id: "Saya setuju".into(), required: true }),
        ..Form::default()
    }
}

fn typed(pairs: &[(&str, &str)]) -> Typed {
    Typed(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

#[test]
fn a_form_that_was_filled_in_rightly_becomes_clean_values() {
    let sent = typed(&[
        ("name", "  Dewi\t Ayu\u{202e} "),
        ("email", "dewi@Example.COM"),
        ("phone", "0812 3456 7890"),
        ("k_budget", "1\u{0} jt"),
        ("wish", "one \r\n\r\n\r\ntwo\u{7} three\r\n"),
        ("k_size", "Large"),
        ("k_extras", "Card"),
        ("k_extras", "Bag"),
        ("k_extras", "Card"),
        ("consent", "yes"),
        ("unknown", "x"),
    ]);
    let answers = check(&whole(), &sent, Locale::Id, "ID").expect("all is right");
    assert_eq!(answers.name, "Dewi Ayu");
    assert_eq!(answers.email, "dewi@example.com");
    assert_eq!(answers.phone, "+6281234567890");
    let field = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        answers.fields,
        [
            field("budget", "1 jt"),
            field("wish", "one\n\ntwo  three"),
            field("size", "Large"),
            field("extras", "Bag, Card"),
        ]
    );
    let built_in = [("name", "Dewi Ayu"), ("email", "dewi@example.com"), ("phone", "+6281234567890")];
    assert_eq!(answers.shown[..3], built_in.map(|(key, value)| field(key, value)));
    assert_eq!(answers.shown[5], field("size", "Besar"));
    assert_eq!(answers.consent, "Saya setuju");
}

#[test]
fn every_field_that_is_wrong_is_named_at_once_by_its_control() {
    let sent = typed(&[
        ("name", "\u{200b} \u{feff}"),
        ("email", "dewi@"),
        ("phone", "0812abc"),
        ("wish", &"é".repeat(LINES + 1)),
        ("k_size", "Medium"),
    ]);
    let faults = check(&whole(), &sent, Locale::En, "ID").expect_err("all is wrong");
    let faults: Vec<(&str, &str)> = faults.iter().map(|f| (f.field.as_str(), f.code)).collect();
    assert_eq!(
        faults,
        [
            ("name", "required"),
            ("email", "email_invalid"),
            ("phone", "phone_not_a_number"),
            ("k_budget", "required"),
            ("k_wish", "too_long"),
            ("k_size", "not_a_choice"),
            ("k_extras", "choose_some"),
            ("consent", "consent_needed"),
        ]
    );
}

#[test]
fn what_is_optional_may_be_left_out_and_what_is_off_is_not_listened_to() {
    let form = Form {
        email: Need::Optional,
        fields: vec![
            field("size", FieldKind::Select, false, &["Small"]),
            field("gift", FieldKind::Checkbox, false, &["As a gift"]),
        ],
        consent: Some(Consent { text: "News".into(), ..Consent::default() }),
        ..Form::default()
    };
    let sent = typed(&[("email", " "), ("phone", "nonsense"), ("name", "x"), ("k_size", "")]);
    assert_eq!(check(&form, &sent, Locale::En, "ID"), Ok(Answers::default()));
}

#[test]
fn a_single_box_that_must_be_ticked_says_so() {
    let form = Form { fields: vec![field("adult", FieldKind::Checkbox, true, &["I am 18"])], ..Form::default() };
    let faults = check(&form, &Typed::default(), Locale::En, "ID").expect_err("not ticked");
    assert_eq!((faults[0].field.as_str(), faults[0].code), ("k_adult", "choose_one"));
}

/// Whatever is typed, with everything that hurts somewhere in it.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        ".{0,40}",
        "[\\u{0}-\\u{1f}\\u{202a}-\\u{202e}\\u{2066}-\\u{2069}\\u{85}a b\\n]{0,30}",
        "\\+?[0-9 ()-]{0,20}",
        "[a-z]{1,5}@[a-z]{1,5}\\.[a-z]{2}",
        Just("Small".to_owned()),
        Just("Bag".to_owned()),
        "é{190,210}",
        "x{990,1010}",
    ]
}

proptest! {
    #[test]
    fn what_is_taken_is_clean_bounded_and_of_the_form_and_what_is_refused_names_controls_of_it(
        values in proptest::collection::vec((0usize..9, text()), 0..14),
        indonesian: bool,
    ) {
        let names = ["name", "email", "phone", "k_budget", "budget", "k_wish", "k_size", "k_extras", "consent"];
        let form = whole();
        let sent = Typed(values.into_iter().map(|(at, value)| (names[at].to_owned(), value)).collect());
        let locale = if indonesian { Locale::Id } else { Locale::En };
        match check(&form, &sent, locale, "ID") {
            Ok(answers) => {
                let known = ["budget", "wish", "size", "extras"];
                prop_assert!(!answers.name.is_empty() && answers.name.chars().count() <= NAME);
                prop_assert!(answers.phone.starts_with('+') && answers.phone[1..].bytes().all(|b| b.is_ascii_digit()));
                prop_assert!(answers.email.is_empty() || answers.email.contains('@'));
                let texts = answers.fields.iter().chain(&answers.shown).map(|(_, value)| value);
                for text in texts.chain([&answers.name, &answers.email]) {
                    prop_assert!(text.chars().count() <= LINES);
                    prop_assert_eq!(text.trim(), text.as_str());
                    prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{:?}", text);
                    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
                    prop_assert!(!text.chars().any(turns), "{:?}", text);
                }
                for (key, value) in &answers.fields {
                    prop_assert!(known.contains(&key.as_str()) && !value.is_empty());
                    prop_assert!(key == "wish" || !value.contains('\n'));
                }
                // What was taken once is taken again as it is.
                let mut again: Vec<(String, String)> = answers
                    .fields
                    .iter()
                    .flat_map(|(key, value)| match key.as_str() {
                        "extras" => value.split(", ").map(|v| (format!("k_{key}"), v.to_owned())).collect(),
                        _ => vec![(format!("k_{key}"), value.clone())],
                    })
                    .collect();
                again.push(("name".into(), answers.name.clone()));
                again.push(("email".into(), answers.email.clone()));
                again.push(("phone".into(), answers.phone.clone()));
                again.push(("consent".into(), "yes".into()));
                prop_assert_eq!(check(&form, &Typed(again), locale, "ID"), Ok(answers));
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                let controls: Vec<String> = form.fields.iter().map(Field::control).collect();
                for (at, fault) in faults.iter().enumerate() {
                    let known = ["name", "email", "phone", "consent"].contains(&fault.field.as_str())
                        || controls.contains(&fault.field);
                    prop_assert!(known, "{}", fault.field);
                    prop_assert!(faults[..at].iter().all(|before| before.field != fault.field), "one fault a field");
                }
            }
        }
    }
}
