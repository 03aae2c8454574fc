//! A breakdown: a list of names with their numbers, a bar behind each name, each leading to its rows.

use super::html::{self, Html};

#[derive(Clone, Debug, Default)]
pub struct Bar {
    pub name: String,
    pub href: String,
    /// What the bar is as long as.
    pub main: i64,
    /// The rows that it counts.
    pub main_rows: String,
    /// A second number beside it, such as leads.
    pub second: i64,
    pub second_rows: String,
    pub fill: Html,
}

#[derive(Clone, Debug, Default)]
pub struct Breakdown {
    pub title: String,
    pub main: String,
    pub second: String,
    pub bars: Vec<Bar>,
    /// How many further rows there are, and where they all stand.
    pub more: usize,
    pub all: String,
}

impl Breakdown {
    /// The largest first, at most `most`, each bar as long as its part of the largest.
    pub fn new(title: String, main: String, second: String, mut bars: Vec<Bar>, most: usize) -> Self {
        bars.sort_by(|a, b| b.main.cmp(&a.main).then(b.second.cmp(&a.second)).then_with(|| a.name.cmp(&b.name)));
        let longest = bars.first().map_or(0, |bar| bar.main) as f64;
        let more = bars.len().saturating_sub(most);
        bars.truncate(most);
        for bar in &mut bars {
            bar.fill = html::fill(bar.main as f64, longest);
        }
        Self { title, main, second, bars, more, all: String::new() }
    }
}
