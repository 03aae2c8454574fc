//! A chart by day, drawn by the server for reading: a zero line, round steps on the axis, the unit above, a
//! title on every bar, the period before as a dashed line, and every bar a link to its rows (by pointer;
//! by keyboard the table behind it has them). Widths are in percent, heights in
//! pixels, so that one drawing serves a phone and a desk without stretched letters, script or inline style.
//! The table behind it is the page's.

use super::html::{Html, escape};
use crate::i18n::{self, Locale};
use std::fmt::Write;

/// Height of the plot in pixels; the stylesheet's own height for `.chart__plot` leaves room for the labels below.
const HEIGHT: f64 = 180.0;
const TOP: f64 = 10.0;

#[derive(Clone, Debug, Default)]
pub struct Point {
    /// Under the axis: `21 Nov`.
    pub label: String,
    /// Read on hover and by a screen reader: `Sat 21 Nov 2026: 120 clicks, 8 scans; 97 the period before`.
    pub title: String,
    /// Stacked from zero: clicks, then scans; or one value.
    pub parts: Vec<i64>,
    pub before: Option<i64>,
    pub href: String,
}

#[derive(Clone, Debug, Default)]
pub struct Chart {
    pub axis: Html,
    pub plot: Html,
}

/// Draws the points. `shown` writes a value on the axis (a number, or money).
pub fn draw(points: &[Point], label: &str, shown: impl Fn(i64) -> String) -> Chart {
    let top = points.iter().flat_map(|p| [p.parts.iter().sum::<i64>(), p.before.unwrap_or(0)]).max().unwrap_or(0);
    let step = round_step(top);
    let ceiling = ((top + step - 1) / step).max(1) * step;
    let y = |value: i64| TOP + HEIGHT - (value as f64 / ceiling as f64) * HEIGHT;

    let ticks: Vec<i64> = (0..=ceiling / step).map(|n| n * step).collect();
    let wide = ticks.iter().map(|t| shown(*t).chars().count()).max().unwrap_or(1);
    let width = (wide as f64 * 7.0).ceil() + 4.0;
    let mut axis = format!(r#"<svg class="chart__axis" width="{width}" aria-hidden="true">"#);
    let mut plot = format!(r#"<svg class="chart__plot" role="group" aria-label="{}">"#, escape(label));
    for tick in &ticks {
        let line = y(*tick);
        let _ = write!(
            axis,
            r#"<text x="{width}" y="{:.1}" text-anchor="end">{}</text>"#,
            line + 4.0,
            escape(&shown(*tick))
        );
        let class = if *tick == 0 { "zero" } else { "grid" };
        let _ = write!(plot, r#"<line class="{class}" x1="0" x2="100%" y1="{line:.1}" y2="{line:.1}"/>"#);
    }
    bars(&mut plot, points, &y);
    before(&mut plot, points, &y);
    labels(&mut plot, points);
    axis.push_str("</svg>");
    plot.push_str("</svg>");
    Chart { axis: Html(axis), plot: Html(plot) }
}

fn bars(plot: &mut String, points: &[Point], y: &impl Fn(i64) -> f64) {
    let slot = 100.0 / points.len().max(1) as f64;
    let thick = slot * if points.len() > 45 { 0.86 } else { 0.7 };
    for (i, point) in points.iter().enumerate() {
        let left = slot * i as f64;
        let _ = write!(
            plot,
            r#"<a href="{}" tabindex="-1" aria-label="{}"><g><title>{}</title>"#,
            escape(&point.href),
            escape(&point.title),
            escape(&point.title)
        );
        let _ = write!(plot, r#"<rect class="hit" x="{left:.3}%" y="{TOP}" width="{slot:.3}%" height="{HEIGHT}"/>"#);
        let mut sum = 0;
        for (part, value) in point.parts.iter().enumerate().filter(|(_, value)| **value > 0) {
            let (foot, head) = (y(sum), y(sum + value));
            sum += value;
            let class = if part == 0 { "bar" } else { "bar bar--part" };
            let _ = write!(
                plot,
                r#"<rect class="{class}" x="{:.3}%" y="{head:.1}" width="{thick:.3}%" height="{:.1}" rx="1.5"/>"#,
                left + (slot - thick) / 2.0,
                (foot - head).max(1.0)
            );
        }
        plot.push_str("</g></a>");
    }
}

fn before(plot: &mut String, points: &[Point], y: &impl Fn(i64) -> f64) {
    let slot = 100.0 / points.len().max(1) as f64;
    let middle = |i: usize| slot * (i as f64 + 0.5);
    // Nothing before is no line along the axis.
    if points.iter().all(|point| point.before.unwrap_or(0) == 0) {
        return;
    }
    for (i, pair) in points.windows(2).enumerate() {
        if let (Some(here), Some(there)) = (pair[0].before, pair[1].before) {
            let _ = write!(
                plot,
                r#"<line class="before" pointer-events="none" x1="{:.3}%" y1="{:.1}" x2="{:.3}%" y2="{:.1}"/>"#,
                middle(i),
                y(here),
                middle(i + 1),
                y(there)
            );
        }
    }
}

/// At most four, spread evenly, so that they stay apart on a phone. Of many days the first and the last are among
/// them, kept inside the plot.
fn labels(plot: &mut String, points: &[Point]) {
    let (count, last) = (points.len(), points.len().saturating_sub(1));
    let slot = 100.0 / count.max(1) as f64;
    let many = count > 7;
    let every = count.div_ceil(4).max(1);
    let chosen =
        |i: usize| if many { (0..4).any(|third| (last * third + 1) / 3 == i) } else { i.is_multiple_of(every) };
    for (i, point) in points.iter().enumerate().filter(|(i, _)| chosen(*i)) {
        let (x, anchor) = match i {
            0 if many => (0.0, "start"),
            i if i == last && many => (100.0, "end"),
            i => (slot * (i as f64 + 0.5), "middle"),
        };
        let _ = write!(
            plot,
            r#"<text x="{x:.3}%" y="{}" text-anchor="{anchor}">{}</text>"#,
            TOP + HEIGHT + 20.0,
            escape(&point.label)
        );
    }
}

/// 1, 2 or 5 times a power of ten, so that three to six steps reach the top.
fn round_step(top: i64) -> i64 {
    let mut power = 1_i64;
    loop {
        for factor in [1, 2, 5] {
            let step = power.saturating_mul(factor);
            if top <= step.saturating_mul(5) {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// A large number on an axis, shortened: `1.5k`, `2jt`.
pub fn short(locale: Locale, value: i64) -> String {
    let (unit, word) = match value.unsigned_abs() {
        0..=9_999 => return i18n::number(locale, value),
        10_000..=999_999 => (
            1_000.0,
            match locale {
                Locale::En => "k",
                Locale::Id => " rb",
            },
        ),
        1_000_000..=999_999_999 => (
            1_000_000.0,
            match locale {
                Locale::En => "M",
                Locale::Id => " jt",
            },
        ),
        1_000_000_000..=999_999_999_999 => (
            1e9,
            match locale {
                Locale::En => "B",
                Locale::Id => " M",
            },
        ),
        _ => (
            1e12,
            match locale {
                Locale::En => "T",
                Locale::Id => " T",
            },
        ),
    };
    let scaled = ((value as f64 / unit) * 10.0).round() / 10.0;
    let text = if scaled.fract() == 0.0 { format!("{scaled:.0}") } else { format!("{scaled:.1}") };
    format!("{}{word}", text.replace('.', &i18n::point(locale).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_takes_round_steps_and_always_starts_at_zero() {
        for (top, step) in [(0, 1), (3, 1), (7, 2), (23, 5), (99, 20), (100, 20), (1234, 500)] {
            assert_eq!(round_step(top), step, "{top}");
        }
        let chart = draw(&[Point { parts: vec![7], ..Point::default() }], "", |v| v.to_string());
        assert!(chart.axis.0.contains(">0</text>"));
        assert!(chart.axis.0.contains(">8</text>"));
    }

    #[test]
    fn no_days_and_days_of_nothing_are_drawn_too() {
        assert!(draw(&[], "", |v| v.to_string()).plot.0.contains("zero"));
        assert!(!draw(&[Point::default(), Point::default()], "", |v| v.to_string()).plot.0.contains("NaN"));
    }

    /// The plot of a phone 390 pixels wide beside an axis of money, and a label such as `21 Nov`, in pixels.
    #[test]
    fn no_two_labels_touch_on_a_phone_however_many_days() {
        let (plot, label) = (250.0, 42.0);
        for days in 1..=120 {
            let points: Vec<_> = (0..days).map(|_| Point { label: "21 Nov".into(), ..Point::default() }).collect();
            let drawn = draw(&points, "", |v| v.to_string()).plot.0;
            let mut end = f64::NEG_INFINITY;
            for text in drawn.split("<text x=\"").skip(1) {
                let middle =
                    text.split('%').next().and_then(|x| x.parse::<f64>().ok()).expect("a place") / 100.0 * plot;
                let left = match text.split("text-anchor=\"").nth(1).and_then(|text| text.split('"').next()) {
                    Some("start") => middle,
                    Some("end") => middle - label,
                    _ => middle - label / 2.0,
                };
                assert!(left >= end + 8.0, "{days} days: {left} after {end}");
                end = left + label;
            }
        }
    }

    #[test]
    fn a_title_cannot_break_out_of_the_drawing() {
        let point = Point { title: "<script>\"".into(), ..Point::default() };
        assert!(!draw(&[point], "\"><b>", |v| v.to_string()).plot.0.contains("<script>"));
    }

    #[test]
    fn large_values_are_shortened_in_the_readers_words() {
        assert_eq!(short(Locale::Id, 1_500_000), "1,5 jt");
        assert_eq!(short(Locale::En, 12_000), "12k");
        assert_eq!(short(Locale::En, 9_999), "9,999");
    }
}
