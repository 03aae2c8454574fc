#![allow(clippy::unwrap_used)]
use super::*;
use crate::classify::samples::{MACHINES, PEOPLE, PREVIEWS};
use proptest::prelude::*;

#[test]
fn people_are_read_as_what_they_hold_in_their_hands() {
    let wrong: Vec<_> = PEOPLE
        .iter()
        .filter_map(|person| {
            let client = read(person.agent);
            let word = |word: &str| if word.is_empty() { "-".to_owned() } else { word.to_owned() };
            let words = [&client.os, &client.browser, &client.in_app].map(|w| word(w)).join(" ");
            ((client.device, &*words) != (person.device, person.words)).then(|| {
                format!("{:?} {words}, not {:?} {}: {}", client.device, person.device, person.words, person.agent)
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_says_nothing_is_unknown() {
    for agent in ["", " ", "curl/8.5.0", "💬", "\u{0}\u{1}\u{7f}"] {
        assert_eq!(read(agent), Client::default(), "{agent:?}");
    }
}

#[test]
fn words_far_behind_are_not_read() {
    let agent = format!("{}{}", "x".repeat(16_000), PEOPLE[0].agent);
    assert_eq!(read(&agent), Client::default());
}

/// Every word is one of the lists, and borrowed.
fn check(agent: &str) {
    let client = read(agent);
    let lists: [(&Cow<'_, str>, &[&str]); 3] =
        [(&client.os, &SYSTEMS), (&client.browser, &BROWSERS), (&client.in_app, &IN_APPS)];
    for (word, list) in lists {
        assert!(matches!(word, Cow::Borrowed(_)));
        assert!(word.is_empty() || list.contains(&&**word), "{word} of {agent}");
    }
}

#[test]
fn only_the_fixed_words_come_out() {
    PEOPLE.iter().map(|p| p.agent).chain(PREVIEWS.iter().copied()).chain(MACHINES.iter().copied()).for_each(check);
}

proptest! {
    #[test]
    fn anything_can_be_read(agent in ".{0,2000}") {
        check(&agent);
    }

    #[test]
    fn pieces_of_user_agents_can_be_read(a in 0..PEOPLE.len(), b in 0..PEOPLE.len(), cut in 0usize..300) {
        let (a, b) = (PEOPLE[a].agent, PEOPLE[b].agent);
        check(&format!("{}{}", &a[..a.floor_char_boundary(cut)], &b[b.floor_char_boundary(cut)..]));
    }
}
