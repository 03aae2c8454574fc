//! Visitor codes: no collisions, read back in spite of people, wrong ones noticed.

use domain::code::{Codes, LAST};
use domain::id::LeadId;
use proptest::prelude::*;
use std::collections::HashSet;

const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn codes() -> Codes {
    Codes::new(*b"a key for tests!")
}

#[test]
fn a_hundred_thousand_leads_in_a_row_have_as_many_codes_and_each_finds_its_lead() {
    let codes = codes();
    let mut seen = HashSet::new();
    for number in (1..=100_000).chain(LAST.0 - 1_000..=LAST.0) {
        let code = codes.encode(LeadId(number));
        assert!(seen.insert(code), "{code} twice");
        assert_eq!(codes.decode(code.as_str()), Some(LeadId(number)));
    }
}

#[test]
fn codes_tell_nothing_of_order() {
    let codes = codes();
    let texts: Vec<String> = (1..=2_000).map(|n| codes.encode(LeadId(n)).to_string()).collect();
    let ascending = texts.windows(2).filter(|pair| pair[0] < pair[1]).count();
    assert!((850..1_150).contains(&ascending), "{ascending} of 1999 neighbours ascend");
    let firsts: HashSet<char> = texts.iter().filter_map(|t| t.chars().next()).collect();
    assert_eq!(firsts.len(), 32, "every first character occurs");
}

#[test]
fn another_key_reads_another_lead_or_none() {
    let (one, other) = (codes(), Codes::new(*b"another key here"));
    let same = (1..=10_000).filter(|n| other.decode(one.encode(LeadId(*n)).as_str()) == Some(LeadId(*n))).count();
    assert_eq!(same, 0);
}

#[test]
fn every_wrong_character_and_every_swap_is_noticed_at_every_place() {
    let codes = codes();
    for number in (1..LAST.0).step_by(7_000_003) {
        let code: Vec<char> = codes.encode(LeadId(number)).to_string().chars().collect();
        for i in 0..7 {
            for wrong in ALPHABET.chars().filter(|c| *c != code[i]) {
                let mut typed = code.clone();
                typed[i] = wrong;
                assert_eq!(codes.decode(&typed.iter().collect::<String>()), None, "{wrong} at {i} of {code:?}");
            }
            for j in (0..7).filter(|j| code[*j] != code[i]) {
                let mut typed = code.clone();
                typed.swap(i, j);
                assert_eq!(codes.decode(&typed.iter().collect::<String>()), None, "{i} and {j} of {code:?}");
            }
        }
    }
}

#[test]
fn what_is_no_code_is_nobody() {
    let codes = codes();
    let code = codes.encode(LeadId(5)).to_string();
    for text in [
        "",
        " ",
        "K-",
        "[K-]",
        "ABC",
        "UUUUUUU",
        "😀😀😀😀😀😀😀",
        &code[..6],
        &format!("{code}0"),
        &format!("X-{code}"),
    ] {
        assert_eq!(codes.decode(text), None, "{text:?}");
    }
}

#[test]
fn a_message_is_read_in_spite_of_what_people_do_to_it() {
    let codes = codes();
    let lead = LeadId(4_711);
    let code = codes.encode(lead).to_string();
    let (head, tail) = code.split_at(3);
    let lower = code.to_lowercase();
    let found = [
        format!("Halo kak, saya mau promo [K-{code}]"),
        format!("[K-{code}] halo"),
        format!("halo[K-{code}]halo"),
        format!("[k-{lower}]"),
        format!("[ K - {code} ]"),
        format!("[K–{code}]"),
        format!("[K {code}]"),
        format!("[K-{head} {tail}]"),
        format!("[K-{head}-{tail}"),
        format!("K-{head} {tail} ]"),
        format!("kode saya K-{code}."),
        format!("K-{code}"),
        format!("(k-{lower}), makasih"),
        format!("[K\u{2011}{code}\u{200b}]"),
        format!("[K-{}]", code.replace('0', "o").replace('1', "l")),
    ];
    for text in found {
        assert_eq!(codes.find_in_text(&text), [lead], "{text}");
    }
    let lost = [
        code.clone(),
        format!("OK-{code}"),
        format!("K-{code}9"),
        format!("K {code}"),
        format!("K-{head} {tail}"),
        format!("[K-{head}\u{20ac}{tail}]"),
        format!("[K-{}]", &code[..6]),
    ];
    for text in lost {
        assert_eq!(codes.find_in_text(&text), [], "{text}");
    }
}

#[test]
fn several_codes_are_found_in_their_order_and_each_once() {
    let codes = codes();
    let [a, b] = [9, 3].map(|n| codes.encode(LeadId(n)));
    assert_eq!(codes.find_in_text(&format!("[K-{a}] K-{b} [K-{a}]")), [LeadId(9), LeadId(3)]);
}

proptest! {
    #[test]
    fn decoding_an_encoded_lead_gives_the_lead_under_any_key(key: [u8; 16], number in 1..=LAST.0) {
        let codes = Codes::new(key);
        let code = codes.encode(LeadId(number));
        prop_assert_eq!(code.as_str().len(), 7);
        prop_assert!(code.as_str().chars().all(|c| ALPHABET.contains(c)));
        prop_assert_eq!(codes.decode(code.as_str()), Some(LeadId(number)));
    }

    #[test]
    fn two_leads_never_share_a_code(key: [u8; 16], a in 1..=LAST.0, b in 1..=LAST.0) {
        let codes = Codes::new(key);
        prop_assert_eq!(a == b, codes.encode(LeadId(a)) == codes.encode(LeadId(b)));
    }

    #[test]
    fn a_code_is_read_in_spite_of_case_blanks_and_look_alikes(number in 1..=LAST.0, choices in prop::collection::vec(0..6u8, 7)) {
        let codes = codes();
        let code = codes.encode(LeadId(number)).to_string();
        let typed: String = code.chars().zip(&choices).map(|(c, choice)| match (choice, c) {
            (0, '0') => "o".to_owned(),
            (1, '0') => "O-".to_owned(),
            (0, '1') => "l".to_owned(),
            (1, '1') => "I".to_owned(),
            (2, '1') => " i ".to_owned(),
            (3, c) => format!("{} ", c.to_ascii_lowercase()),
            (4, c) => format!("-{c}"),
            (_, c) => c.to_string(),
        }).collect();
        prop_assert_eq!(codes.decode(&typed), Some(LeadId(number)), "{}", typed);
        let prefixed = format!("[k-{typed}]");
        prop_assert_eq!(codes.decode(&prefixed), Some(LeadId(number)));
        prop_assert_eq!(codes.find_in_text(&prefixed), [LeadId(number)]);
    }

    #[test]
    fn no_text_breaks_the_reading(text in "\\PC*", marks in "[\\[\\]kK \\-a-zA-Z0-9]{0,80}") {
        let codes = codes();
        codes.decode(&text);
        codes.find_in_text(&text);
        codes.decode(&marks);
        codes.find_in_text(&marks);
    }
}
