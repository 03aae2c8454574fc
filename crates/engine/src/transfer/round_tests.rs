//! Whatever a link says, each form reads back what it wrote; whatever a file holds, reading it ends with links or faults.

use super::*;
use proptest::prelude::*;
use serde_json::json;

/// A text as people write one, and as those who mean harm do. It is clean as a link keeps it: trimmed, one kind of line
/// break.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,24}",
        "\\PC{0,12}",
        "['=+@;,|\"\\t\n\\[\\]{}#-]{0,10}",
        Just("\u{feff}x".to_owned()),
        Just("sep=;".to_owned()),
        Just("\"\"\"'''\\".to_owned()),
    ]
    .prop_map(|text| text.trim().to_owned())
}

fn member() -> impl Strategy<Value = Value> {
    (text(), "[0-9]{6,12}", 0u32..1_000_000, any::<bool>(), proptest::option::of(1u32..99)).prop_map(
        |(name, digits, weight, active, cap)| {
            let mut member = json!({"name": name, "number": format!("+{digits}"), "weight": weight, "active": active});
            if let (Some(cap), Some(member)) = (cap, member.as_object_mut()) {
                member.insert("daily_cap".to_owned(), cap.into());
            }
            member
        },
    )
}

fn link() -> impl Strategy<Value = Map<String, Value>> {
    let fallback = prop_oneof![
        Just(json!({})),
        text().prop_map(|rest| json!({"url": format!("https://example.com/{rest}").trim()})),
        text().prop_map(|name| json!({"channel": {"kind": "telegram", "place": "toko", "name": name}})),
    ];
    let rule = (text(), proptest::collection::vec(text(), 0..3)).prop_map(|(name, words)| {
        json!({"name": name, "active": true, "when": {"all": [{"field": "referrer", "op": "contains", "value": words}]},
               "then": {"pool": true}})
    });
    let members = proptest::collection::vec(member(), 0..4);
    (text(), text(), members, fallback, proptest::collection::vec(rule, 0..3), any::<bool>()).prop_map(
        |(name, message, members, fallback, rules, flag)| {
            let link = json!({
                "slug": "promo", "domain": "", "name": name, "archived": flag, "message": message, "sticky": !flag, "cookies": flag,
                "click_event": "lead", "pool": {"method": "weighted", "members": members}, "fallback": fallback,
                "preview": {"title": name, "description": message, "image_url": "", "picture_id": ""}, "rules": rules,
                "deeplink": {"enabled": flag}, "form": {"enabled": flag, "fields": []}, "destination_ids": [],
            });
            link.as_object().cloned().unwrap_or_default()
        },
    )
}

proptest! {
    #[test]
    fn every_form_reads_back_what_it_wrote(links in proptest::collection::vec(link(), 1..4)) {
        for format in Format::ALL {
            let file = write(format, &links);
            for said in [Some(format), None] {
                let read = read(&file, said).map_err(|faults| TestCaseError::fail(format!("{format:?}: {faults:?}")))?;
                let read: Vec<_> = read.into_iter().map(|written| written.link).collect();
                prop_assert_eq!(&read, &links, "{:?}\n{}", format, String::from_utf8_lossy(&file));
            }
            let again: Vec<_> = read(&file, Some(format)).unwrap_or_default().into_iter().map(|w| w.link).collect();
            prop_assert_eq!(write(format, &again), file);
        }
    }

    #[test]
    fn no_file_is_more_than_links_or_faults(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}=\",;#a-z0-9\n\t ']{0,120}") {
        for format in Format::ALL.map(Some).into_iter().chain([None]) {
            for file in [bytes.as_slice(), text.as_bytes()] {
                if let Err(faults) = read(file, format) {
                    prop_assert!(!faults.is_empty());
                }
            }
        }
    }
}
