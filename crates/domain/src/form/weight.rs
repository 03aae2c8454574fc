//! What a form's own words weigh on the page, so that a page of at most 15 kB is promised when a form is saved and not
//! hoped for when it is shown. The markup around them is estimated from above; a test of the page holds both together.

use super::{Field, FieldKind, Form};
use crate::language::Locale;

/// Bytes that the words of a form may take on the page in either language, with the markup of their fields.
pub const HEAVIEST: usize = 8_500;

/// Around a field, around a choice of a list, around a choice with a box.
const FIELD: usize = 260;
const OPTION: usize = 30;
const BOX: usize = 110;

impl Form {
    /// The heavier of both languages.
    pub fn weight(&self) -> usize {
        Locale::ALL.into_iter().map(|locale| self.weight_in(locale)).max().unwrap_or(0)
    }

    fn weight_in(&self, locale: Locale) -> usize {
        let consent = self.consent.as_ref().map_or(0, |consent| FIELD + escaped(consent.text(locale)));
        let words = [self.title(locale), self.title(locale), self.intro(locale), self.button(locale)];
        words.into_iter().map(escaped).sum::<usize>()
            + self.fields.iter().map(|field| field.weight(locale)).sum::<usize>()
            + consent
    }
}

impl Field {
    fn weight(&self, locale: Locale) -> usize {
        // The key stands in id, name, for and description.
        let around = FIELD + 6 * self.key.len() + escaped(self.label(locale)) + escaped(self.placeholder(locale));
        if !self.kind.has_choices() {
            return around;
        }
        let choice = |at: usize| {
            let (kept, shown) = (escaped(&self.choices[at]), escaped(self.choice(at, locale)));
            match self.kind {
                FieldKind::Checkbox => BOX + 2 * self.key.len() + kept + shown,
                _ => OPTION + kept + shown,
            }
        };
        around + (0..self.choices.len()).map(choice).sum::<usize>()
    }
}

/// Bytes of a text in HTML: five characters are written as `&#38;`.
fn escaped(text: &str) -> usize {
    text.bytes().map(|b| if matches!(b, b'<' | b'>' | b'&' | b'"' | b'\'') { 5 } else { 1 }).sum()
}
