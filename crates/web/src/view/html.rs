//! Small pieces of markup that every page uses. The only place where a string becomes HTML without a template;
//! what comes from outside goes through [`escape`] on its way in.

use crate::pages::assets;
use std::fmt;

/// Markup that is finished: a template writes it as it is.
#[derive(Clone, Debug, Default)]
pub struct Html(pub String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

impl Html {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Text as it may stand in an element or between double quotes.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// An icon of the sprite, silent: a word stands beside it or labels what it stands in.
pub fn icon(name: &str) -> Html {
    Html(format!(
        r#"<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>"#,
        assets::url("icons.svg"),
        escape(name)
    ))
}

/// A share of a whole as a thin bar, without a style attribute. `part` and `whole` of one unit.
pub fn meter(part: f64, whole: f64) -> Html {
    Html(format!(
        r#"<svg class="meter" aria-hidden="true"><rect class="rest" width="100%" height="100%"/><rect class="part" width="{}%" height="100%"/></svg>"#,
        percent(part, whole)
    ))
}

/// The bar behind a name of a breakdown.
pub fn fill(part: f64, whole: f64) -> Html {
    Html(format!(
        r#"<svg class="fill" aria-hidden="true" preserveAspectRatio="none"><rect width="{}%" height="100%" rx="4"/></svg>"#,
        percent(part, whole)
    ))
}

/// A column of the funnel, filled from below.
pub fn column(part: f64, whole: f64) -> Html {
    let share = percent(part, whole);
    Html(format!(
        r#"<svg aria-hidden="true"><rect class="full" width="100%" height="100%"/><rect class="part" y="{}%" width="100%" height="{share}%"/></svg>"#,
        (100.0 - share).max(0.0)
    ))
}

fn percent(part: f64, whole: f64) -> f64 {
    if whole <= 0.0 || part <= 0.0 {
        return 0.0;
    }
    (part / whole * 1000.0).round().clamp(5.0, 1000.0) / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_cannot_open_a_tag_or_close_a_quote() {
        assert_eq!(escape(r#"<img onerror="x">'&"#), "&lt;img onerror=&quot;x&quot;&gt;&#39;&amp;");
    }

    #[test]
    fn a_bar_shows_the_smallest_part_and_never_more_than_the_whole() {
        assert!(meter(1.0, 1_000_000.0).0.contains(r#"width="0.5%""#));
        assert!(meter(9.0, 3.0).0.contains(r#"class="part" width="100%""#));
        assert!(meter(0.0, 0.0).0.contains(r#"class="part" width="0%""#));
    }
}
