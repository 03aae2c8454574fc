//! A key that one language lacks, that stands twice, that can't be read, or that a screen asks for in vain.

#![allow(clippy::unwrap_used)]

use super::*;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn both_languages_have_the_same_keys() {
    let (en, id) = (keys(Locale::En), keys(Locale::Id));
    let missing: Vec<_> = en.symmetric_difference(&id).collect();
    assert!(missing.is_empty(), "only one language has {missing:?}");
}

#[test]
fn every_locale_file_is_read_whole_and_no_key_stands_twice() {
    for name in Files::iter() {
        let file = Files::get(&name).unwrap();
        let text = String::from_utf8(file.data.into_owned()).unwrap();
        assert!(FluentResource::try_new(text).is_ok(), "{name} has a line that can't be read");
    }
    for locale in Locale::ALL {
        let folder = format!("{}/", locale.as_str());
        let mut seen = BTreeSet::new();
        for name in Files::iter().filter(|name| name.starts_with(&folder)) {
            let text = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            for line in text.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase())) {
                if let Some((key, _)) = line.split_once('=') {
                    assert!(seen.insert(key.trim().to_owned()), "{} stands twice in {}", key.trim(), locale.as_str());
                }
            }
        }
    }
}

#[test]
fn both_languages_take_the_same_arguments() {
    let arguments = |text: &str| -> BTreeSet<String> {
        text.match_indices('$')
            .map(|(at, _)| text[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
            .collect()
    };
    let messages = |locale: Locale| -> std::collections::BTreeMap<String, BTreeSet<String>> {
        let mut found = std::collections::BTreeMap::new();
        let folder = format!("{}/", locale.as_str());
        for name in Files::iter().filter(|name| name.starts_with(&folder)) {
            let text = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            let mut current = String::new();
            for line in text.lines() {
                if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                    current = line.split('=').next().unwrap_or_default().trim().to_owned();
                }
                found.entry(current.clone()).or_insert_with(BTreeSet::new).extend(arguments(line));
            }
        }
        found
    };
    let (en, id) = (messages(Locale::En), messages(Locale::Id));
    for (key, args) in &en {
        if let Some(other) = id.get(key) {
            // A language without plurals may leave out the number that only chose one.
            let lacking: Vec<_> = args.difference(other).filter(|a| *a != "count").collect();
            assert!(lacking.is_empty(), "{key} lacks {lacking:?} in Indonesian");
            assert!(other.is_subset(args), "{key} asks for more in Indonesian: {other:?} than {args:?}");
        }
    }
}

#[test]
fn every_key_that_a_template_or_a_page_asks_for_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let known = keys(Locale::En);
    let mut asked = Vec::new();
    for folder in ["templates", "src/pages", "src/view"] {
        walk(&root.join(folder), &mut |path, text| {
            for opening in [".t(\"", ".a(\"", ".say(\"", "key(\"", "::new(locale, \""] {
                for (at, _) in text.match_indices(opening) {
                    let key: String = text[at + opening.len()..].chars().take_while(|c| *c != '"').collect();
                    asked.push((path.to_owned(), key));
                }
            }
        });
    }
    assert!(asked.len() > 100, "the search for keys finds hardly any: {}", asked.len());
    let lacking: Vec<_> = asked.into_iter().filter(|(_, key)| !known.contains(key)).collect();
    assert!(lacking.is_empty(), "no language has {lacking:#?}");
}

#[test]
fn every_word_of_a_fixed_list_has_its_message() {
    let mut words: Vec<String> = Vec::new();
    let mut add =
        |group: &str, list: &[&str]| words.extend(list.iter().map(|w| format!("{group}-{}", w.replace('_', "-"))));
    add("role", &domain::role::Role::ALL.map(|r| r.as_str()));
    add("kind", &domain::visit::Kind::ALL.map(|k| k.as_str()));
    add("device", &["unknown", "mobile", "tablet", "desktop"]);
    add("method", &["round_robin", "weighted"]);
    add("click-event", &["view_content", "lead", "none"]);
    add("priority", &["low", "medium", "high", "urgent"]);
    add("status", &["new", "responded", "hot", "purchase", "won", "lost"]);
    add(
        "scope",
        &domain::scope::Scope::ALL
            .iter()
            .map(|s| s.as_str())
            .collect::<Vec<_>>()
            .iter()
            .map(|s| s.split(':').next().unwrap_or(""))
            .collect::<Vec<_>>(),
    );
    let lacking: Vec<_> = words.iter().filter(|key| !has(Locale::En, key)).collect();
    assert!(lacking.is_empty(), "no message for {lacking:?}");
}

#[test]
fn numbers_are_grouped_as_the_language_does() {
    assert_eq!(number(Locale::En, 1_234_567), "1,234,567");
    assert_eq!(number(Locale::Id, 1_234_567), "1.234.567");
    assert_eq!(number(Locale::Id, -999), "−999");
    assert_eq!(number(Locale::En, 0), "0");
}

fn walk(folder: &Path, each: &mut impl FnMut(&str, &str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, each);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            each(&path.display().to_string(), &text);
        }
    }
}
