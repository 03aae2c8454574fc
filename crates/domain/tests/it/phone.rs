//! Phone numbers in the ways people type them.

use domain::phone::{Reason, is_country, parse};
use proptest::prelude::*;

fn read(text: &str, country: &str) -> String {
    match parse(text, country) {
        Ok(number) => number.to_string(),
        Err(reason) => reason.code().to_owned(),
    }
}

#[test]
fn an_indonesian_number_is_the_same_in_every_spelling() {
    for text in [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "(0812) 3456.7890",
        "+6281234567890",
        "+62 812-3456-7890",
        "+62 (0)812 3456 7890",
        "+62081234567890",
        "62 812 3456 7890",
        "6281234567890",
        "81234567890",
        "006281234567890",
        "00 62 812 3456 7890",
        "\u{202a}+62\u{a0}812\u{2011}3456\u{2011}7890\u{202c}",
        "＋６２８１２３４５６７８９０",
        "٠٨١٢٣٤٥٦٧٨٩٠",
        "۰۸۱۲۳۴۵۶۷۸۹۰",
        " 0812\t34567890 ",
    ] {
        assert_eq!(read(text, "ID"), "+6281234567890", "{text:?}");
    }
    assert_eq!(parse("081234567890", "id").unwrap().digits(), "6281234567890");
}

#[test]
fn numbers_of_other_countries_keep_their_plan() {
    for (text, country, expected) in [
        ("+34 612 34 56 78", "ID", "+34612345678"),
        ("612345678", "ES", "+34612345678"),
        ("34612345678", "ID", "+34612345678"),
        ("(650) 253-0000", "US", "+16502530000"),
        ("1 650 253 0000", "US", "+16502530000"),
        ("011 62 812 3456 7890", "US", "+6281234567890"),
        ("07912 345678", "GB", "+447912345678"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("+39 06 1234 5678", "US", "+390612345678"),
        ("8 (912) 345-67-89", "RU", "+79123456789"),
        ("+7 701 234 5678", "ID", "+77012345678"),
        ("0412 345 678", "AU", "+61412345678"),
        ("98765 43210", "IN", "+919876543210"),
        ("012-345 6789", "MY", "+60123456789"),
        ("9123 4567", "SG", "+6591234567"),
        ("+54 9 11 2345 6789", "ID", "+5491123456789"),
        ("11 96123-4567", "BR", "+5511961234567"),
    ] {
        assert_eq!(read(text, country), expected, "{text} in {country}");
    }
}

#[test]
fn what_is_no_number_says_why() {
    for (text, country, expected) in [
        ("", "ID", "required"),
        ("  ", "ID", "required"),
        ("-", "ID", "required"),
        ("+", "ID", "phone_not_a_number"),
        ("Sari", "ID", "phone_not_a_number"),
        ("0812 3456 7890 ext. 5", "ID", "phone_not_a_number"),
        ("0812 3456 7890 x5", "ID", "phone_not_a_number"),
        ("0812;3456", "ID", "phone_not_a_number"),
        ("0812 3456 7890, 0813 1111 2222", "ID", "phone_not_a_number"),
        ("08+123456789", "ID", "phone_not_a_number"),
        ("++6281234567890", "ID", "phone_not_a_number"),
        ("1-800-FLOWERS", "US", "phone_not_a_number"),
        ("0812", "ID", "phone_too_short"),
        ("+62 812", "ID", "phone_too_short"),
        ("+6", "ID", "phone_too_short"),
        ("08123456789012345", "ID", "phone_too_long"),
        ("081234567890123456789012345", "ID", "phone_too_long"),
        ("+34 612 34 56 7", "ID", "phone_too_short"),
        ("+999 1234567", "ID", "phone_unknown_country"),
        ("+0812345678", "ID", "phone_unknown_country"),
        ("0812 3456 7890", "XX", "phone_unknown_country"),
        ("0812 3456 7890", "", "phone_unknown_country"),
    ] {
        assert_eq!(read(text, country), expected, "{text:?} in {country}");
    }
}

#[test]
fn a_number_of_the_right_length_in_an_unknown_range_is_taken() {
    assert_eq!(read("+1 100 100 1000", "ID"), "+11001001000");
}

#[test]
fn countries_are_those_with_a_numbering_plan() {
    assert!(["ID", "ES", "US", "SG", "GB"].into_iter().all(is_country));
    assert!(!["id", "XX", "", "001", "IDN", "é"].into_iter().any(is_country));
    assert_eq!(parse("0812", "XX"), Err(Reason::UnknownCountry));
}

proptest! {
    #[test]
    fn an_accepted_number_is_e164_and_reads_back_as_itself(text in "[+]?[0-9 ().-]{0,24}", country in "(ID|US|GB|ES|IT|AR|BR|MX|RU|XX)") {
        if let Ok(number) = parse(&text, &country) {
            let digits = number.digits();
            prop_assert!((4..=17).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0'));
            prop_assert_eq!(parse(number.as_str(), "ID"), Ok(number.clone()));
        }
    }

    #[test]
    fn no_text_breaks_the_reading(text in ".*", digits in "[+0-9\\u{660}-\\u{669}]{0,30}", country in "[A-Z]{2}") {
        let _ = parse(&text, &country);
        let _ = parse(&digits, &country);
    }

    #[test]
    fn every_indonesian_mobile_number_is_read_the_same_with_and_without_its_code(rest in "81[1-9][0-9]{7,8}") {
        let expected = format!("+62{rest}");
        for text in [format!("0{rest}"), format!("62{rest}"), format!("0062{rest}"), expected.clone()] {
            prop_assert_eq!(read(&text, "ID"), expected.clone());
        }
    }
}
