//! What platforms recognise people by: the vectors that they publish, every rule of the normal forms, and what must hold
//! of any text.

use domain::conversion::contact::{Hashes, name_form, names, sha256};
use domain::conversion::{Where, place};
use proptest::prelude::*;

fn email(text: &str) -> Hashes {
    Hashes::of(None, None, Some(text))
}

fn phone(text: &str) -> Hashes {
    Hashes::of(None, Some(text), None)
}

#[test]
fn published_hashes_come_out_to_the_letter() {
    // Those of Meta's documents first, then those of the same rules.
    for (hash, form) in [
        ("62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f", "john_smith@gmail.com"),
        ("e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176", "16505551212"),
        ("6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec", "mary"),
        ("8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14", "정"),
        ("08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c", "valéry"),
        ("dd752605096029a73495a91862983963e1947a834a4300808074185af10bb725", "6281234567890"),
        ("62397bbd6a8c9ae53bc914a6017300eb6b13af5be20e4cc9ad2dc3d61ecb24cd", "+6281234567890"),
        ("fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30", "+18005550100"),
        ("577fd058161388e6950ad1a42c364937daed42de3c673abe959bad4c495d7cf6", "budi.santoso+promo@gmail.com"),
        ("3d1c2a3c08f83c8f3bff319929209899cd8dfcbd7c1ee2bd761da91775c5ce48", "budisantoso@gmail.com"),
        ("223ebda6f6889b1494551ba902d9d381daf2f642bae055888e96343d53e9f9c4", "cloudysanfrancisco@gmail.com"),
        ("1d72f51cdcfddf2641add5f71acab8d8a21ce388121edc587743c42e1e40bad9", "budi.santoso@example.co.id"),
        ("24263bfaefb124c488c2f5e63d1d30b418f51d0d6f5b380aa1956ec40ea57278", "budi"),
        ("06ddd2e54a3ad4cbc96b0cd5a034e18b85d0f9be64e87dcb7a4c4a0470a6d722", "jakarta"),
        ("a56145270ce6b3bebd1dd012b73948677dd618d496488bc608a3cb43ce3547dd", "id"),
        ("62c66a7a5dd70c3146618063c344e531e6d4b59e379808443ce962b3abd63c5a", "m"),
        ("252f10c83610ebca1a059c0bae8255eba2f95be4d1d7bcfa89d7248a82d9f111", "f"),
    ] {
        assert_eq!(sha256(form), hash, "{form}");
    }
}

#[test]
fn a_lead_is_hashed_in_every_form_that_a_platform_wants() {
    let hashes = Hashes::of(Some("Budi Santoso"), Some("+6281234567890"), Some(" Budi.Santoso+Promo@Gmail.com "));
    let expected = Hashes {
        email: Some("577fd058161388e6950ad1a42c364937daed42de3c673abe959bad4c495d7cf6".into()),
        email_google: Some("3d1c2a3c08f83c8f3bff319929209899cd8dfcbd7c1ee2bd761da91775c5ce48".into()),
        phone_digits: Some("dd752605096029a73495a91862983963e1947a834a4300808074185af10bb725".into()),
        phone_e164: Some("62397bbd6a8c9ae53bc914a6017300eb6b13af5be20e4cc9ad2dc3d61ecb24cd".into()),
        first_name: Some("24263bfaefb124c488c2f5e63d1d30b418f51d0d6f5b380aa1956ec40ea57278".into()),
        last_name: Some(sha256("santoso")),
    };
    assert_eq!(hashes, expected);
    assert!(Hashes::of(None, None, None).is_empty());
}

#[test]
fn phone_numbers_are_digits_for_one_and_carry_a_plus_for_the_others() {
    for (typed, digits) in [
        ("+1 (616) 954-78 88", "16169547888"),
        ("+44 20 7946 0958", "442079460958"),
        ("+62 812-3456-7890", "6281234567890"),
        ("+62 (0)812 3456 7890", "6281234567890"),
        ("001 650 123 4567", "16501234567"),
    ] {
        let hashes = phone(typed);
        assert_eq!(hashes.phone_digits.as_deref(), Some(&*sha256(digits)), "{typed}");
        assert_eq!(hashes.phone_e164.as_deref(), Some(&*sha256(&format!("+{digits}"))), "{typed}");
    }
    // No country is guessed, nothing is appended, and what looks like a hash is not taken for one.
    for typed in ["0000", "0812-3456-7890", "+1 616 954 7888 ext. 123", "", "hubungi saya", &"a".repeat(64)] {
        assert!(phone(typed).is_empty(), "{typed}");
    }
}

#[test]
fn addresses_keep_dots_and_what_follows_a_plus_but_for_google_at_gmail() {
    for (typed, form, google) in [
        ("\tJohn_Smith@gmail.com\n", "john_smith@gmail.com", "john_smith@gmail.com"),
        ("Cloudy.San.Francisco@Gmail.com", "cloudy.san.francisco@gmail.com", "cloudysanfrancisco@gmail.com"),
        ("b.s+x@googlemail.com", "b.s+x@googlemail.com", "bs@googlemail.com"),
        ("Budi.Santoso+x@example.co.id", "budi.santoso+x@example.co.id", "budi.santoso+x@example.co.id"),
        ("a.b@gmail.com.example", "a.b@gmail.com.example", "a.b@gmail.com.example"),
    ] {
        let hashes = email(typed);
        assert_eq!(hashes.email.as_deref(), Some(&*sha256(form)), "{typed}");
        assert_eq!(hashes.email_google.as_deref(), Some(&*sha256(google)), "{typed}");
    }
    for typed in ["a..b@x.com", ".a@x.com", "a b@x.com", "a@localhost", "(a@x.com)", "a@x.com/", ""] {
        assert!(email(typed).is_empty(), "{typed}");
    }
    let nobody = email("+promo@gmail.com");
    assert!(nobody.email.is_some() && nobody.email_google.is_none(), "nothing is left before the sign");
}

#[test]
fn names_lose_punctuation_and_spaces_and_keep_their_letters() {
    for (typed, form) in [
        ("O'Connor", "oconnor"),
        ("Mary-Jane", "maryjane"),
        ("Dr. John Smith", "drjohnsmith"),
        (" MARY ", "mary"),
        ("Valéry", "valéry"),
        ("Vale\u{301}ry", "valéry"),
        ("ВЛАДИМИР", "владимир"),
        ("محمد", "محمد"),
        ("정", "정"),
        ("ΝΙΚΟΣ", "νικος"),
    ] {
        assert_eq!(name_form(typed).as_deref(), Some(form), "{typed}");
    }
    for typed in ["", " ", "-", "'.'"] {
        assert_eq!(name_form(typed), None, "{typed}");
    }
    let halves = |name: &str| names(name);
    assert_eq!(halves("Budi"), (Some("Budi".into()), None));
    assert_eq!(halves(" Siti Nur  Haliza "), (Some("Siti".into()), Some("Haliza".into())));
    assert_eq!(halves("  "), (None, None));
}

fn at(country: &str, region: &str, city: &str) -> Where {
    Where { country: country.into(), region: region.into(), city: city.into() }
}

#[test]
fn places_have_a_form_or_none() {
    for (city, form) in [
        ("St. Louis", Some("stlouis")),
        ("San José", Some("sanjos")),
        ("Jakarta", Some("jakarta")),
        ("Kota Bandung", Some("kotabandung")),
        ("東京", None),
        ("Москва", None),
        ("6 October City", None),
        ("", None),
    ] {
        assert_eq!(place::city(&at("ID", "", city)).as_deref(), form, "{city}");
    }
    for (country, region, form) in [
        ("US", "California", Some("ca")),
        ("US", "CA", Some("ca")),
        ("US", "district of columbia", Some("dc")),
        ("CA", "British Columbia", Some("bc")),
        ("CA", "California", None),
        ("ID", "West Java", None),
        ("ID", "JB", None),
        ("US", "", None),
    ] {
        assert_eq!(place::state(&at(country, region, "")).as_deref(), form, "{country} {region}");
    }
    for (country, form) in
        [("ID", Some("id")), ("US", Some("us")), ("", None), ("XX", None), ("T1", None), ("IDN", None)]
    {
        assert_eq!(place::country(&at(country, "", "")).as_deref(), form, "{country}");
    }
}

fn is_hash(hash: &str) -> bool {
    hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn of_any_text_there_is_a_hash_or_none(
        name in ".{0,40}", phone in "([+0-9() .-]|.){0,24}", email in "[a-z.+é]{0,12}@?[a-z.]{0,12}|.{0,30}",
    ) {
        let hashes = Hashes::of(Some(&name), Some(&phone), Some(&email));
        let all = [&hashes.email, &hashes.email_google, &hashes.phone_digits, &hashes.phone_e164,
            &hashes.first_name, &hashes.last_name];
        for hash in all.into_iter().flatten() {
            prop_assert!(is_hash(hash), "{}", hash);
        }
        prop_assert_eq!(hashes.phone_digits.is_some(), hashes.phone_e164.is_some());
        prop_assert!(hashes.phone_digits.is_none() || hashes.phone_digits != hashes.phone_e164);
    }

    #[test]
    fn a_form_is_its_own_form(name in "(\\PC|[A-ZÀ-ÿΑ-Ωσς' .-]|\u{301}|\u{37e}|\u{2000}){0,30}", city in "\\PC{0,30}") {
        if let Some(form) = name_form(&name) {
            prop_assert_eq!(name_form(&form), Some(form.clone()));
            prop_assert!(!form.chars().any(|c| c.is_whitespace() || c.is_ascii_punctuation()));
        }
        if let Some(form) = place::city(&at("ID", "", &city)) {
            prop_assert_eq!(place::city(&at("ID", "", &form)), Some(form));
        }
    }

    #[test]
    fn digits_and_plus_are_the_same_number(national in "8[1-9][0-9]{8,10}") {
        let typed = format!("+62{national}");
        let hashes = phone(&typed);
        prop_assert_eq!(hashes.phone_digits, Some(sha256(&typed[1..])));
        prop_assert_eq!(hashes.phone_e164, Some(sha256(&typed)));
    }

    #[test]
    fn only_gmail_loses_anything_and_only_for_google(local in "[a-z]{1,8}(\\.[a-z]{1,5}){0,2}(\\+[a-z]{1,5})?") {
        let elsewhere = email(&format!("{local}@example.com"));
        prop_assert_eq!(&elsewhere.email, &elsewhere.email_google);
        let gmail = email(&format!("{local}@gmail.com"));
        prop_assert_eq!(gmail.email, Some(sha256(&format!("{local}@gmail.com"))));
        let bare = local.split('+').next().unwrap().replace('.', "");
        prop_assert_eq!(gmail.email_google, Some(sha256(&format!("{bare}@gmail.com"))));
    }
}
