use super::*;
use domain::form::{Consent, HEAVIEST};

fn field(key: &str, kind: FieldKind, choices: &[&str]) -> Field {
    let choices = choices.iter().map(|c| (*c).to_owned()).collect();
    Field { key: key.into(), kind, label: format!("The {key}"), required: true, choices, ..Field::default() }
}

fn whole() -> Form {
    let mut size = field("size", FieldKind::Select, &["Small", "Large"]);
    size.choices_id = vec!["Kecil".into(), "Besar".into()];
    Form {
        enabled: true,
        name: Need::Required,
        email: Need::Optional,
        phone: Need::Required,
        fields: vec![
            field("budget", FieldKind::Text, &[]),
            field("wish", FieldKind::Textarea, &[]),
            size,
            field("extras", FieldKind::Checkbox, &["Bag", "Box"]),
        ],
        consent: Some(Consent { text: "I agree".into(), text_id: "Saya setuju".into(), required: true }),
        ..Form::default()
    }
}

fn page(locale: Locale, form: &Form, typed: &[(&str, &str)], faults: &[FieldError]) -> String {
    let typed = Typed(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
    lead_form(&FormPage {
        locale,
        business: "Toko <b>",
        form,
        typed: &typed,
        faults,
        action: "/wa/promo?utm_source=\"x",
        token: "word",
    })
}

#[test]
fn the_page_keeps_what_was_typed_and_ties_every_error_to_its_field() {
    let typed = [
        ("name", "Dewi & \"Ani\""),
        ("phone", "abc"),
        ("k_wish", "\nfirst\nsecond </textarea>"),
        ("k_size", "Large"),
        ("k_extras", "Box"),
        ("consent", "yes"),
    ];
    let faults = [
        FieldError::new("phone", "phone_not_a_number"),
        FieldError::new("k_extras", "choose_some"),
        FieldError::new("consent", "consent_needed"),
    ];
    let html = page(Locale::Id, &whole(), &typed, &faults);
    assert!(html.contains("lang=\"id\"") && html.contains("<title>Mohon periksa: "));
    assert!(!html.contains("Toko <b>") && !html.contains("utm_source=\"x") && !html.contains("</textarea> second"));
    assert!(html.contains("value=\"Dewi &#38; &#34;Ani&#34;\"") && html.contains("value=\"abc\""));
    // The first line break after the tag is the browser's: what was typed begins after it.
    assert!(html.contains(">\n\nfirst\nsecond &#60;/textarea&#62;</textarea>"), "{html}");
    assert!(html.contains("<option value=\"Large\" selected>Besar</option>"));
    assert!(html.contains("id=\"k_extras-1\" name=\"k_extras\" value=\"Box\" checked>"));
    assert!(html.contains("id=\"consent\" name=\"consent\" value=\"yes\" checked required aria-invalid"));
    for control in ["phone", "k_extras", "consent"] {
        assert!(html.contains(&format!("href=\"#{control}\"")), "the summary leads to {control}");
        assert!(html.contains(&format!("id=\"{control}\"")), "{control} is there");
        assert!(html.contains(&format!("id=\"{control}-error\"")), "{control} says what is wrong");
        assert!(html.contains(&format!("aria-describedby=\"{control}-error\"")), "{control} is tied to it");
    }
    assert_eq!(html.matches("class=\"error\"").count(), 3);
}

#[test]
fn the_keyboard_goes_to_what_is_wrong_or_to_the_button_that_is_to_be_pressed_once_more() {
    let wrong = page(Locale::En, &whole(), &[], &[FieldError::new("consent", "consent_needed")]);
    assert!(wrong.contains("<div class=\"faults\" role=\"alert\" tabindex=\"-1\" autofocus>"), "{wrong}");
    assert!(wrong.contains("<a href=\"#consent\">Consent: Please tick"), "{wrong}");
    let again = page(Locale::En, &whole(), &[], &[FieldError::new("", "form_press_again")]);
    assert!(again.contains("<title>Please check: ") && again.contains("id=\"once-more\">Please press"), "{again}");
    assert!(again.contains("<button autofocus aria-describedby=\"once-more\">"), "{again}");
    for html in [&wrong, &again] {
        assert_eq!(html.matches(" autofocus").count(), 1);
    }
    assert!(!page(Locale::En, &whole(), &[], &[]).contains("autofocus"), "whoever comes reads from the top");
}

#[test]
fn every_control_has_a_label_and_no_script_is_needed() {
    for locale in Locale::ALL {
        let html = page(locale, &whole(), &[], &[]);
        for control in ["name", "email", "phone", "k_budget", "k_wish", "k_size"] {
            assert!(html.contains(&format!("<label for=\"{control}\">")), "{control}");
        }
        assert!(html.contains("<legend>The extras</legend>"));
        assert!(!html.contains("<script") && !html.contains("style=") && !html.contains("http"), "{html}");
        assert!(html.contains(TRAP) && html.contains("name=\"form\" value=\"word\""));
    }
}

#[test]
fn the_heaviest_form_that_may_be_saved_is_a_page_of_less_than_fifteen_kilobytes() {
    let styles = include_str!("../../static/visitor.css").len() + include_str!("../../static/visitor-form.css").len();
    let long = |n: usize| "\"x".repeat(n);
    let lists = |kind: FieldKind| {
        let mut form = whole();
        form.fields.clear();
        for nth in 0..10 {
            let mut next = form.clone();
            let key = format!("{:a<40}", format!("f{nth}"));
            let mut field = field(&key, kind, &[]);
            field.label = long(10);
            field.placeholder = long(5);
            for at in 0..50 {
                field.choices.push(format!("{at} {}", long(4)));
                field.choices_id.push(format!("{} {at}", long(4)));
                next.fields = form.fields.iter().cloned().chain([field.clone()]).collect();
                if next.weight() > HEAVIEST {
                    return form;
                }
                form = next.clone();
                form.fields.truncate(nth);
                form.fields.push(field.clone());
            }
        }
        form
    };
    for form in FieldKind::ALL.map(lists) {
        assert!(form.weight() <= HEAVIEST);
        for locale in Locale::ALL {
            let html = page(locale, &form, &[], &[]);
            assert!(html.len() + styles < 15_000, "{} bytes, weight {}", html.len() + styles, form.weight());
        }
    }
}
