//! Names that were told in the clear, covered where an answer repeats them.

use domain::conversion::Told;
use domain::outbox::Answered;
use std::collections::HashSet;

/// Words of the names of all people of a request, in lower case.
pub(super) struct Names(HashSet<String>);

impl Names {
    pub(super) fn of(events: &[&Told]) -> Self {
        let names = events.iter().flat_map(|told| [&told.person.first_name, &told.person.last_name]).flatten();
        Self(names.flat_map(|name| words(name)).map(str::to_lowercase).collect())
    }

    pub(super) fn covered_in(&self, mut answered: Answered) -> Answered {
        match &mut answered {
            Answered::All(_, said) | Answered::Split(said) => said.words = self.covered(&said.words),
            Answered::Each(each) => each.iter_mut().for_each(|(_, said)| said.words = self.covered(&said.words)),
        }
        answered
    }

    /// Each word that is one of a name becomes `…`.
    fn covered(&self, text: &str) -> String {
        let mut kept = String::with_capacity(text.len());
        for part in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
            let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
            if self.0.contains(&word.to_lowercase()) {
                kept.push('…');
                kept.push_str(&part[word.len()..]);
            } else {
                kept.push_str(part);
            }
        }
        kept
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_covered_in_any_case_and_nothing_else() {
        let names = Names(["budi", "o", "brien", "müller"].map(str::to_owned).into());
        for (text, covered) in [
            ("/user/userInfo/firstName :: 'BUDI' is odd", "/user/userInfo/firstName :: '…' is odd"),
            ("O'Brien, Müller.", "…'…, …."),
            ("Budiman is another", "Budiman is another"),
            ("", ""),
        ] {
            assert_eq!(names.covered(text), covered);
        }
    }
}
