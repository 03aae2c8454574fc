//! The words by which a lead is found: of its name, e-mail address and tags, in lower case, without marks between.
//! The same cut serves what is kept and what is asked, so that they meet.

use std::collections::BTreeSet;

/// Longer words are kept and asked by their beginning.
const LONGEST: usize = 40;
/// So many words of one lead are kept.
const MOST: usize = 64;

/// The words of some texts, sorted, each once.
pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    texts.into_iter().flat_map(cut).take(MOST).collect()
}

/// A whole tag as a word of its own, by which leads that carry it are listed; no word of a text begins like it.
pub fn of_tag(tag: &str) -> String {
    format!("#{}", tag.to_lowercase())
}

/// What a person typed into the search box, as words that must all begin one of a lead's.
pub fn asked(text: &str) -> Vec<String> {
    let mut words: Vec<String> = cut(text).take(6).collect();
    words.dedup();
    words
}

fn cut(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().flat_map(char::to_lowercase).take(LONGEST).collect())
}

/// The first text after every text that begins with `prefix`: the end of the range of an index.
pub fn after_prefix(prefix: &str) -> String {
    // No Unicode text holds this character as a letter, and it sorts behind every letter in UTF-8.
    format!("{prefix}\u{10FFFF}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mails_and_tags_become_words_without_their_marks() {
        let words = of(["Siti  Nur-Haliza", "siti.n@toko.co.id", "VIP"]);
        assert_eq!(Vec::from_iter(words), ["co", "haliza", "id", "n", "nur", "siti", "toko", "vip"]);
    }

    #[test]
    fn letters_of_every_script_count() {
        assert_eq!(asked("ÉLODIE Łukasz 王芳"), ["élodie", "łukasz", "王芳"]);
        assert!(asked("+?! %_'\"").is_empty());
    }

    #[test]
    fn endless_input_stays_bounded() {
        let long = "a".repeat(10_000);
        assert_eq!(of([long.as_str()]).first().map(String::len), Some(LONGEST));
        let many: Vec<String> = (0..1_000).map(|n| n.to_string()).collect();
        assert!(of(many.iter().map(String::as_str)).len() <= MOST);
    }

    #[test]
    fn what_begins_with_a_prefix_lies_in_its_range() {
        for word in ["si", "siti", "sizz", "si王"] {
            assert!(word >= "si" && *word < *after_prefix("si"));
        }
        assert!("sj" > after_prefix("si").as_str());
    }
}
