//! A code as SVG: one path for all dark modules, and the logo inside the file, so that it stands alone.

use super::cover::Cover;
use super::grid::Grid;
use super::logo::Logo;
use super::look::Look;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use std::fmt::Write;

pub(super) fn draw(grid: &Grid, look: &Look, cover: Option<Cover>, logo: Option<&Logo>) -> String {
    let (across, size, margin) = (grid.across(look.margin), look.size, look.margin);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{size}\" viewBox=\"0 0 {across} {across}\" \
         shape-rendering=\"crispEdges\"><rect width=\"{across}\" height=\"{across}\" fill=\"{}\"/><path fill=\"{}\" d=\"",
        look.bg, look.fg
    );
    for y in 0..grid.side() {
        for (start, length) in runs(grid, cover, y) {
            // Writing to a text does not fail.
            let _ = write!(svg, "M{} {}h{length}v1h-{length}z", start + margin, y + margin);
        }
    }
    svg.push_str("\"/>");
    if let (Some(cover), Some(logo)) = (cover, logo) {
        // Half a module of air around it.
        let (at, side) = (f64::from(cover.start + margin) + 0.5, cover.side - 1);
        let data = BASE64_STANDARD.encode(logo.png());
        let _ = write!(
            svg,
            "<image x=\"{at}\" y=\"{at}\" width=\"{side}\" height=\"{side}\" href=\"data:image/png;base64,{data}\"/>"
        );
    }
    svg.push_str("</svg>");
    svg
}

/// The dark modules of a row that nothing covers, as start and length.
fn runs(grid: &Grid, cover: Option<Cover>, y: u32) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (x, dark) in (0..).zip(grid.row(y)) {
        if !dark || cover.is_some_and(|cover| cover.holds(x, y)) {
            continue;
        }
        match runs.last_mut() {
            Some((start, length)) if *start + *length == x => *length += 1,
            _ => runs.push((x, 1)),
        }
    }
    runs
}
