//! Money: exact both ways.

use domain::money::{Currency, Custom, MAX_MINOR, Reason, exponent, format, parse, show};
use proptest::prelude::*;

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

#[test]
fn the_decimals_are_those_of_iso_4217() {
    for (code, decimals) in [("IDR", 2), ("USD", 2), ("JPY", 0), ("VND", 0), ("KWD", 3), ("CLF", 4)] {
        assert_eq!(exponent(code), Some(decimals), "{code}");
    }
    for unknown in ["", "idr", "XXX", "IDRX", "ID", " "] {
        assert_eq!(exponent(unknown), None, "{unknown}");
    }
    let mut all: Vec<_> = Currency::all().collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count, "none twice");
    assert!(all.iter().all(|code| code.len() == 3));
}

#[test]
fn decimal_text_becomes_minor_units() {
    for (text, code, minor) in [
        ("1500000", "IDR", 150_000_000),
        ("1500000.00", "IDR", 150_000_000),
        ("-12.5", "USD", -1_250),
        ("0.05", "USD", 5),
        ("00012", "JPY", 12),
        ("12.000", "JPY", 12),
        ("1.234", "KWD", 1_234),
        ("0", "JPY", 0),
        ("-0.00", "USD", 0),
        ("9999999999999.99", "USD", MAX_MINOR),
    ] {
        assert_eq!(parse(text, currency(code)), Ok(minor), "{text} {code}");
    }
    for (text, reason) in [
        ("", Reason::Empty),
        (" ", Reason::Empty),
        ("abc", Reason::NotAnAmount),
        ("1,5", Reason::NotAnAmount),
        ("1.500.000", Reason::NotAnAmount),
        (".5", Reason::NotAnAmount),
        ("5.", Reason::NotAnAmount),
        ("+5", Reason::NotAnAmount),
        ("--5", Reason::NotAnAmount),
        ("1e5", Reason::NotAnAmount),
        ("٥", Reason::NotAnAmount),
        ("1.234", Reason::TooPrecise),
        ("10000000000000", Reason::TooGreat),
        ("99999999999999999999999999", Reason::TooGreat),
    ] {
        assert_eq!(parse(text, currency("USD")), Err(reason), "{text}");
    }
}

#[test]
fn amounts_are_shown_as_people_write_them() {
    for (minor, code, indonesian, english) in [
        (150_000_000, "IDR", "Rp1.500.000", "IDR 1,500,000"),
        (150_000_050, "IDR", "Rp1.500.000,50", "IDR 1,500,000.50"),
        (-99_900, "IDR", "-Rp999", "-IDR 999"),
        (0, "IDR", "Rp0", "IDR 0"),
        (1_234, "JPY", "JPY 1.234", "JPY 1,234"),
        (1_250, "USD", "USD 12,50", "USD 12.50"),
    ] {
        assert_eq!(show(minor, currency(code), Custom::Indonesian), indonesian);
        assert_eq!(show(minor, currency(code), Custom::English), english);
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(minor in -MAX_MINOR..=MAX_MINOR, code in "(IDR|USD|JPY|KWD|CLF)") {
        let currency = currency(&code);
        let text = format(minor, currency);
        prop_assert_eq!(parse(&text, currency), Ok(minor));
        prop_assert!(!text.contains('.') || !text.ends_with(['0', '.']));
    }

    #[test]
    fn no_text_breaks_the_reading(text in ".*", digits in "-?[0-9]{0,30}[.]?[0-9]{0,10}") {
        let _ = parse(&text, currency("IDR"));
        let _ = parse(&digits, currency("IDR"));
    }

    #[test]
    fn every_stored_amount_can_be_shown(minor: i64) {
        let _ = (format(minor, currency("IDR")), show(minor, currency("CLF"), Custom::English));
    }
}
