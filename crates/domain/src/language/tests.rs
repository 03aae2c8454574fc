use super::*;
use proptest::prelude::*;

#[test]
fn the_language_asked_for_most_is_preferred() {
    for (header, language) in [
        ("id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7", "id-ID"),
        ("en;q=0.7, id", "id"),
        ("en;q=0.8,id;q=0.8", "en"),
        ("en;q=0.801,id;q=0.8019", "en"),
        ("en ; q=0.5 , fr ; q=0.6", "fr"),
        ("en;q=0,id;q=0.001", "id"),
        ("en;Q=0.1,id;q=0.2", "id"),
        ("*;q=1,en;q=0.1", "en"),
        ("en;level=1;q=0.2,id;q=0.3", "id"),
        ("", ""),
        ("*", ""),
        ("en;q=0", ""),
        ("en;q=x,id;q=2,fr;q=-1,de;q=1.5.2,,;q=1", "de"),
        ("123,e,-,toolonglanguage,é", ""),
    ] {
        // `1.5.2` has decimals that are no digits, so nothing of that header is left.
        let expected = if header.contains("1.5.2") { "" } else { language };
        assert_eq!(preferred(header), expected, "{header}");
    }
}

#[test]
fn tags_come_in_their_canonical_case() {
    for (header, language) in [
        ("ID-id", "id-ID"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("ZH-HANS", "zh-Hans"),
        ("es-419", "es-419"),
        ("sl-ROZAJ-Biske", "sl-rozaj-biske"),
        ("de-CH-1996", "de-CH-1996"),
        ("en-US-U-CA-Gregory", "en-US-u-ca-gregory"),
        ("ar-latn-eg", "ar-Latn-EG"),
        ("in-ID", "id-ID"),
        ("in", "id"),
        ("iw-IL", "he-IL"),
    ] {
        assert_eq!(preferred(header), language, "{header}");
    }
}

#[test]
fn nothing_is_copied_when_nothing_changes() {
    for header in ["id-ID,en;q=0.5", "en", "zh-Hant-TW", "es-419"] {
        assert!(matches!(preferred(header), Cow::Borrowed(_)), "{header}");
    }
}

#[test]
fn a_range_holds_the_languages_within_it() {
    for (range, header, within) in [
        ("id", "id-ID,en;q=0.9", true),
        ("id", "id", true),
        ("ID", "id-id", true),
        ("id-ID", "id", false),
        ("id", "in-ID", true),
        ("in", "id-ID", true),
        ("zh-Hant", "zh-Hant-TW", true),
        ("zh-Hant", "zh-Hans", false),
        ("zh-Hant", "zh", false),
        ("e", "en", false),
        ("en", "eng", false),
        ("en", "id,en;q=0.9", false),
        ("*", "id", true),
        ("*", "", false),
        ("*", "*", false),
        ("id", "", false),
        ("", "id", false),
        ("é", "id", false),
    ] {
        assert_eq!(matches(range, header), within, "{range} and {header}");
    }
}

#[test]
fn a_page_is_indonesian_only_if_that_is_preferred_over_english() {
    for (header, locale) in [
        ("id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7", Locale::Id),
        ("in-ID", Locale::Id),
        ("en-US,en;q=0.9,id;q=0.8", Locale::En),
        ("en;q=0.8,id;q=0.9", Locale::Id),
        ("id;q=0.8,en;q=0.8", Locale::Id),
        ("en;q=0.8,id;q=0.8", Locale::En),
        ("jv,id;q=0.5", Locale::Id),
        ("fr,de;q=0.9", Locale::En),
        ("id;q=0", Locale::En),
        ("", Locale::En),
        ("*", Locale::En),
    ] {
        assert_eq!(page(header), locale, "{header}");
    }
}

#[test]
fn locales_go_by_their_words() {
    for locale in Locale::ALL {
        assert_eq!(Locale::parse(locale.as_str()), Some(locale));
    }
    assert_eq!(Locale::parse("fr"), None);
}

proptest! {
    #[test]
    fn what_is_preferred_is_preferred_again(header in "[a-zA-Z0-9;,=.* -]{0,200}") {
        crate::hostile::language(header.as_bytes());
    }

    #[test]
    fn the_order_of_qualities_is_all_that_counts(mut qualities in prop::collection::vec(1u16..1000, 1..6)) {
        qualities.sort_unstable();
        qualities.dedup();
        let header = qualities
            .iter()
            .enumerate()
            .map(|(place, quality)| format!("x{}-{quality:03};q=0.{quality:03}", char::from(b'a' + u8::try_from(place).unwrap_or(0))))
            .collect::<Vec<_>>()
            .join(",");
        let most = qualities.last().copied().unwrap_or_default();
        let ending = format!("-{most:03}");
        prop_assert!(preferred(&header).ends_with(&ending));
    }
}
