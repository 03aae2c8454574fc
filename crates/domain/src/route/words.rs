//! Texts compared as people mean them: without regard to case and to space around them.

use super::condition::TextOp;

/// A text of a rule, made ready to be compared.
pub(super) fn ready(text: &str) -> Box<str> {
    text.trim().to_lowercase().into()
}

/// `values` are [`ready`]. A missing text (empty) meets `is_empty` and the operators that say "not".
pub(super) fn holds(op: TextOp, values: &[Box<str>], text: &str) -> bool {
    let text = text.trim();
    let any = |is: fn(&str, &str) -> bool| !text.is_empty() && values.iter().any(|value| is(text, value));
    match op {
        TextOp::Equal | TextOp::InList => any(same),
        TextOp::NotEqual | TextOp::NotInList => !any(same),
        TextOp::Contains => any(within),
        TextOp::NotContains => !any(within),
        TextOp::StartsWith => any(starts),
        TextOp::EndsWith => any(ends),
        TextOp::IsEmpty => text.is_empty(),
        TextOp::IsNotEmpty => !text.is_empty(),
    }
}

fn same(text: &str, value: &str) -> bool {
    if text.is_ascii() { text.eq_ignore_ascii_case(value) } else { text.to_lowercase() == value }
}

fn within(text: &str, value: &str) -> bool {
    if text.is_ascii() {
        let (text, value) = (text.as_bytes(), value.as_bytes());
        return value.is_empty() || text.windows(value.len()).any(|part| part.eq_ignore_ascii_case(value));
    }
    text.to_lowercase().contains(value)
}

fn starts(text: &str, value: &str) -> bool {
    if text.is_ascii() {
        return text.as_bytes().get(..value.len()).is_some_and(|start| start.eq_ignore_ascii_case(value.as_bytes()));
    }
    text.to_lowercase().starts_with(value)
}

fn ends(text: &str, value: &str) -> bool {
    if text.is_ascii() {
        let from = text.len().checked_sub(value.len());
        return from.is_some_and(|from| text.as_bytes()[from..].eq_ignore_ascii_case(value.as_bytes()));
    }
    text.to_lowercase().ends_with(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(op: TextOp, value: &str, text: &str) -> bool {
        holds(op, &[ready(value)], text)
    }

    #[test]
    fn case_and_space_around_do_not_matter_in_any_script() {
        for (value, text) in [(" Instagram ", "INSTAGRAM"), ("ÄPFEL", "äpfel"), ("ΣΟΦΟΣ", "σοφος")] {
            assert_eq!(asked(TextOp::Equal, value, text), ready(value).as_ref() == text.to_lowercase(), "{value}");
        }
        assert!(asked(TextOp::Contains, "PROMO", "big promo day"));
        assert!(asked(TextOp::StartsWith, "big", "BIG promo"));
        assert!(asked(TextOp::EndsWith, "Day", "promo DAY"));
        assert!(!asked(TextOp::EndsWith, "promo day and more", "day"));
    }

    #[test]
    fn a_missing_text_meets_nothing_but_what_says_not() {
        for op in [TextOp::Equal, TextOp::InList, TextOp::Contains, TextOp::StartsWith, TextOp::EndsWith] {
            assert!(!asked(op, "x", "") && !asked(op, "x", "  "), "{op:?}");
        }
        for op in [TextOp::NotEqual, TextOp::NotInList, TextOp::NotContains, TextOp::IsEmpty] {
            assert!(asked(op, "x", ""), "{op:?}");
        }
    }
}
