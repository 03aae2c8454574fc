//! What visitors and their pages send: lead forms, the words that name a form or a visit.

use crate::code::Codes;
use crate::deeplink::BeaconKey;
use crate::form::check::{LINE, LINES, NAME, Typed, check};
use crate::form::prefill::prefill;
use crate::form::token::{self, FormKey, Shown};
use crate::form::{Consent, Field, FieldKind, Form, Need};
use crate::id::{LeadId, LinkId};
use crate::language::Locale;
use std::iter::once;
use uuid::Uuid;

/// Names and values that are read of one body, as `web` reads it.
const MOST_FIELDS: usize = 700;

/// Bodies of lead forms: what is taken fits the form, is clean, and is taken again as it is; what is not taken is said
/// of controls that are on the page.
pub fn form(bytes: &[u8]) {
    let pairs = ::url::form_urlencoded::parse(bytes).take(MOST_FIELDS);
    let typed = Typed(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect());
    let form = whole_form();
    for locale in [Locale::En, Locale::Id] {
        judged(&form, &typed, locale);
    }
    let keys: Vec<_> = typed.0.iter().map(|(name, value)| (name.into(), value.into())).collect();
    for (control, value) in prefill(&form, &keys).0 {
        assert!(controls(&form).any(|known| known == control), "{control}");
        assert!(value.chars().count() <= LINES, "{control}");
        let field = form.fields.iter().find(|field| field.control() == control);
        assert!(field.is_none_or(|field| !field.kind.has_choices() || field.choices.contains(&value)), "{value}");
    }
}

fn judged(form: &Form, typed: &Typed, locale: Locale) {
    let answers = match check(form, typed, locale, "ID") {
        Ok(answers) => answers,
        Err(faults) => {
            assert!(!faults.is_empty());
            for fault in &faults {
                assert!(controls(form).any(|control| control == fault.field), "{fault:?}");
            }
            return;
        }
    };
    assert!(answers.name.chars().count() <= NAME && !answers.name.is_empty());
    assert!(answers.phone.is_empty() || answers.phone.starts_with('+'), "{}", answers.phone);
    assert!(answers.phone.bytes().skip(1).all(|b| b.is_ascii_digit()), "{}", answers.phone);
    assert!(answers.consent == "I agree" || answers.consent == "Saya setuju");
    let one_line = [&answers.name, &answers.phone, &answers.email];
    assert!(one_line.iter().all(|text| !text.chars().any(char::is_control)));
    let mut again = vec![
        ("name".to_owned(), answers.name.clone()),
        ("phone".to_owned(), answers.phone.clone()),
        ("email".to_owned(), answers.email.clone()),
        (crate::form::check::CONSENT.to_owned(), "yes".to_owned()),
    ];
    for (key, value) in &answers.fields {
        let field = form.field(key).expect("only what is asked for is kept");
        assert!(!value.is_empty() && !value.contains(|c: char| c.is_control() && c != '\n'), "{value:?}");
        match field.kind {
            FieldKind::Text => assert!(value.chars().count() <= LINE && !value.contains('\n'), "{value:?}"),
            FieldKind::Textarea => assert!(value.chars().count() <= LINES, "{value:?}"),
            FieldKind::Select => assert!(field.choices.contains(value), "{value}"),
            FieldKind::Checkbox => {
                assert!(value.split(", ").all(|one| field.choices.iter().any(|choice| choice == one)), "{value}");
            }
        }
        let values: Vec<&str> =
            if field.kind == FieldKind::Checkbox { value.split(", ").collect() } else { vec![value] };
        again.extend(values.into_iter().map(|value| (field.control(), value.to_owned())));
    }
    assert_eq!(check(form, &Typed(again), locale, "ID"), Ok(answers));
}

/// Every control that a fault can be said of.
fn controls(form: &Form) -> impl Iterator<Item = String> + '_ {
    let built_in = ["name", "email", "phone", crate::form::check::CONSENT].map(str::to_owned);
    built_in.into_iter().chain(form.fields.iter().map(Field::control))
}

/// A form with a field of every kind.
fn whole_form() -> Form {
    let field = |key: &str, kind: FieldKind, required| {
        let choices =
            if kind.has_choices() { ["Small", "Large", "Extra large"].map(str::to_owned).to_vec() } else { Vec::new() };
        Field { key: key.into(), kind, label: key.into(), required, choices, ..Field::default() }
    };
    Form {
        enabled: true,
        name: Need::Required,
        email: Need::Optional,
        phone: Need::Optional,
        fields: vec![
            field("a", FieldKind::Text, false),
            field("b", FieldKind::Textarea, false),
            field("c", FieldKind::Select, true),
            field("d", FieldKind::Checkbox, false),
        ],
        consent: Some(Consent { text: "I agree".into(), text_id: "Saya setuju".into(), required: true }),
        ..Form::default()
    }
}

/// The word that names a form: nobody without the key makes one that is believed, and none that is changed is.
pub fn form_token(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (key, link) = (FormKey::new(&[7; 32]), LinkId(Uuid::from_u128(1)));
    assert_eq!(token::open(&key, link, &text), None);
    let number =
        |at: usize| bytes.get(at..at + 8).map_or(5, |b| i64::from_be_bytes(b.try_into().expect("eight bytes")));
    let lead = Some(LeadId(number(0) & 0x3fff_ffff)).filter(|lead| lead.0 > 0);
    let shown = Shown { lead, is_new: lead.is_none() || number(0) < 0, at: number(8) };
    let sealed = token::seal(&key, link, shown);
    assert_eq!(token::open(&key, link, &sealed), Some(shown));
    assert_eq!(token::open(&FormKey::new(&[8; 32]), link, &sealed), None);
    for now in [number(16), shown.at, i64::MIN, i64::MAX] {
        shown.age(now);
    }
}

/// The ticket of a page that opens a chat: as of [`form_token`].
pub fn beacon_token(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (key, codes) = (BeaconKey::new(&[7; 32]), Codes::new([2; 16]));
    for now in [0, 1_793_491_200_000_000, i64::MIN, i64::MAX] {
        assert_eq!(key.open(&text, &codes, now), None);
    }
    // A beacon's body is urlencoded; its values come out whatever it is.
    for (name, value) in ::url::form_urlencoded::parse(bytes) {
        assert_eq!(key.open(&value, &codes, 0), None, "{name}");
    }
    // Cut or lengthened, a real one is none.
    let token = crate::deeplink::Token {
        workspace: crate::id::WorkspaceId(Uuid::from_u128(3)),
        link: LinkId(Uuid::from_u128(4)),
        lead: LeadId(77),
        visit_at: 1_793_491_200_000_000,
    };
    let sealed = key.seal(&token, &codes);
    assert_eq!(key.open(&sealed, &codes, token.visit_at), Some(token));
    let changed = once(format!("{sealed}{text}")).chain(once(format!("{text}{sealed}")));
    for changed in changed.filter(|changed| *changed != sealed) {
        assert_eq!(key.open(&changed, &codes, token.visit_at), None, "{changed}");
    }
}
