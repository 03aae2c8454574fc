//! Templates: what a message becomes, and what a value can never do.

use domain::code::{Code, Codes};
use domain::id::LeadId;
use domain::template::{Template, Token, Values};
use domain::visit::{Pair, Utm};
use proptest::prelude::*;

pub fn code() -> Code {
    Codes::new(*b"a key for tests!").encode(LeadId(1))
}

fn rendered(template: &str, values: &Values<'_>) -> String {
    Template::parse(template).render(values)
}

#[test]
fn every_token_stands_for_its_value() {
    let utm = Utm {
        source: "ig".into(),
        medium: "story".into(),
        campaign: "lebaran".into(),
        term: "sepatu".into(),
        content: "video".into(),
        id: "77".into(),
    };
    let keys: [Pair<'_>; 2] = [("budget".into(), "5jt".into()), ("k_city".into(), "Solo".into())];
    let values = Values {
        name: "Sari",
        code: Some(code()),
        lead: "Budi",
        link: "go.example/wa/promo",
        opening: "",
        utm: &utm,
        keys: &keys,
    };
    let template = "{{name}}|{{code}}|{{lead}}|{{link}}|{{utm_source}}|{{utm_medium}}|{{utm_campaign}}|{{utm_term}}|\
                    {{utm_content}}|{{utm_id}}|[k:budget]|[k:k_budget]|[k:city]|{{ NAME }}|[K: k_city ]";
    let expected =
        format!("Sari|[K-{}]|Budi|go.example/wa/promo|ig|story|lebaran|sepatu|video|77|5jt|5jt|Solo|Sari|Solo", code());
    assert_eq!(rendered(template, &values), expected);
    assert!(Template::parse(template).unknown().is_empty());
    assert!(Template::parse(template).has_code());
}

#[test]
fn the_contract_s_example_reads_well() {
    let values = Values { name: "Sari", code: Some(code()), ..Values::default() };
    let text = rendered("Hi {{name}}, I want the promo {{code}}", &values);
    assert_eq!(text, format!("Hi Sari, I want the promo [K-{}]", code()));
}

#[test]
fn a_missing_value_leaves_nothing_behind() {
    let values = Values { name: "Sari", ..Values::default() };
    for (template, expected) in [
        ("Hi {{lead}} there", "Hi there"),
        ("Hi {{lead}}, there", "Hi, there"),
        ("Hi {{lead}}! There", "Hi! There"),
        ("Hi {{lead}}", "Hi"),
        ("Hi {{lead}} ", "Hi"),
        ("{{lead}} hi", "hi"),
        ("{{lead}}, hi", "hi"),
        ("{{lead}}", ""),
        (" {{lead}} ", ""),
        ("{{lead}}{{link}}", ""),
        ("Hi {{lead}} {{link}} there", "Hi there"),
        ("Hi {{lead}} {{link}}, there", "Hi, there"),
        ("Hi {{lead}}{{link}} there", "Hi there"),
        ("Hi {{name}} {{lead}} there", "Hi Sari there"),
        ("Hi {{lead}} {{name}} there", "Hi Sari there"),
        ("Hi {{name}} {{lead}}. There", "Hi Sari. There"),
        ("{{name}} {{lead}} {{name}}", "Sari Sari"),
        ("{{name}}{{lead}}{{name}}", "SariSari"),
        ("{{lead}} {{name}}", "Sari"),
        ("{{name}} {{lead}}", "Sari"),
        ("A\n{{lead}}\nB", "A\nB"),
        ("A\n {{lead}} {{link}} \nB", "A\nB"),
        ("A\n\n{{lead}}\n\nB", "A\n\nB"),
        ("A\n\n{{lead}}\nB", "A\n\nB"),
        ("A\n{{lead}}\n\nB", "A\n\nB"),
        ("A\n{{lead}}\n{{link}}\nB", "A\nB"),
        ("{{lead}}\nB", "B"),
        ("{{lead}}\n\nB", "B"),
        ("A\n{{lead}}", "A"),
        ("A\n\n{{lead}}\n", "A"),
        ("A {{lead}}\nB", "A\nB"),
        ("A\n{{lead}} B", "A\nB"),
        ("A\n{{lead}}: B", "A\nB"),
        ("{{name}}\n{{lead}}\nB", "Sari\nB"),
        ("A ({{lead}}) B", "A B"),
        ("A ({{lead}}{{link}}) B", "A B"),
        ("A ({{lead}} {{link}}), B", "A, B"),
        ("A \"{{lead}}\" B", "A B"),
        ("A *{{lead}}*! B", "A! B"),
        ("A (dari {{lead}})", "A (dari)"),
        ("A ({{lead}} ya) B", "A (ya) B"),
        ("{{{lead}}} B", "B"),
        ("promo{{lead}}kode", "promokode"),
        ("promo{{lead}} kode", "promo kode"),
        ("A {{code}} B", "A B"),
        ("A [k:budget] B", "A B"),
        ("A {{nope}} B", "A B"),
    ] {
        assert_eq!(rendered(template, &values), expected, "{template:?}");
    }
}

#[test]
fn what_the_author_wrote_stays_where_nothing_is_missing() {
    let values = Values { name: "Sari", ..Values::default() };
    for (template, expected) in [
        ("A  B , C\n\n\nD  ", "A  B , C\n\n\nD  "),
        ("Hi  {{name}} !\r\nB\rC", "Hi  Sari !\nB\nC"),
        ("{name} {{name} {{}name}} [k: [x] }}", "{name} {{name} {{}name}} [k: [x] }}"),
        ("{{na\nme}}", "{{na\nme}}"),
        ("{{{name}}}", "{Sari}"),
        ("a\u{0}\u{7}b\tc\u{9f}", "ab\tc"),
        ("👩‍👩‍👧 {{name}} سلام", "👩‍👩‍👧 Sari سلام"),
    ] {
        assert_eq!(rendered(template, &values), expected, "{template:?}");
    }
}

#[test]
fn unknown_tokens_are_named_once_each() {
    let template = Template::parse("{{nmae}} {{name}} {{ nmae }} [k:two words] {{}} [k:]");
    assert_eq!(template.unknown(), ["nmae", "k:two words", "", "k:"]);
    assert_eq!(template.tokens().filter(|t| **t == Token::Name).count(), 1);
}

#[test]
fn a_value_opens_no_token_and_no_line() {
    let utm = Utm { source: "{{code}}".into(), medium: "[k:budget]".into(), ..Utm::default() };
    let keys: [Pair<'_>; 1] = [("budget".into(), "<b>5</b>%0A&x=1".into())];
    let values =
        Values { name: "a\r\nb\u{0}\u{202e}c\t d", code: Some(code()), utm: &utm, keys: &keys, ..Values::default() };
    assert_eq!(rendered("{{utm_source}}", &values), "{{code}}");
    assert_eq!(rendered("{{utm_medium}}", &values), "[k:budget]");
    assert_eq!(rendered("{{utm_source}{{utm_medium}}", &values), "{{utm_source}[k:budget]");
    assert_eq!(rendered("[k:budget]", &values), "<b>5</b>%0A&x=1");
    assert_eq!(rendered("{{name}}", &values), "a bc d");
    let halves = Utm { source: "{{co".into(), medium: "de}}".into(), ..Utm::default() };
    let values = Values { utm: &halves, ..values };
    assert_eq!(rendered("{{utm_source}}{{utm_medium}}", &values), "{{code}}");
}

#[test]
fn a_value_of_blanks_and_controls_is_a_missing_one() {
    for blank in ["", " ", "\n", "\u{0}\u{1}", " \r\n\t ", "\u{202e}", "\u{a0}"] {
        let values = Values { name: blank, ..Values::default() };
        assert_eq!(rendered("Hi {{name}}, x", &values), "Hi, x", "{blank:?}");
    }
}

#[test]
fn the_first_key_with_a_value_wins() {
    let keys: [Pair<'_>; 3] =
        [("budget".into(), " ".into()), ("Budget".into(), "5".into()), ("budget".into(), "9".into())];
    assert_eq!(rendered("[k:BUDGET]", &Values { keys: &keys, ..Values::default() }), "5");
}

/// Templates out of the pieces that matter, so that tokens, gaps, blanks and brackets meet in every way.
pub fn template() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{{name}}"),
        Just("{{lead}}"),
        Just("{{code}}"),
        Just("{{utm_source}}"),
        Just("[k:budget]"),
        Just("{{oops}}"),
        Just(" "),
        Just("\n"),
        Just(", "),
        Just("("),
        Just(")"),
        Just("*"),
        Just("halo"),
        Just("é👍🏽"),
        Just("{{"),
        Just("}}"),
        Just("["),
        Just("]"),
        Just("[k:"),
        Just("{"),
        Just("+%&#"),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn reading_never_fails_and_never_loses_text(text in prop_oneof![template(), "\\PC*", ".*"]) {
        let template = Template::parse(&text);
        prop_assert_eq!(&Template::parse(template.text()), &template);
        template.render(&Values::default());
    }

    /// Values hold a sentinel that no template contains; whatever stands between the sentinels came from the value.
    #[test]
    fn what_a_value_says_comes_out_as_it_is(text in template(), inner in "[a-z{}\\[\\]:% ]{0,20}") {
        let name = format!("\u{2460}{inner}\u{2460}");
        let values = Values { name: &name, code: Some(code()), lead: "", ..Values::default() };
        let out = Template::parse(&text).render(&values);
        prop_assert_eq!(out.matches(&name).count(), Template::parse(&text).tokens().filter(|t| **t == Token::Name).count());
    }

    #[test]
    fn nothing_is_doubled_by_a_gap(words in prop::collection::vec(prop_oneof![Just("{{lead}}"), Just("halo"), Just("{{name}}")], 0..12)) {
        let values = Values { name: "Sari", ..Values::default() };
        let out = rendered(&words.join(" "), &values);
        let expected: Vec<&str> = words.iter().filter(|w| **w != "{{lead}}").map(|w| if *w == "{{name}}" { "Sari" } else { w }).collect();
        prop_assert_eq!(out, expected.join(" "));
        let out = rendered(&words.join("\n"), &values);
        prop_assert_eq!(out, expected.join("\n"));
    }
}
