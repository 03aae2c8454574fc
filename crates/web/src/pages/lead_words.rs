//! How a lead's values read on a screen: its status's colour, where it is, what brought it.

use super::desk::Desk;
use domain::lead::{Touch, Whereabouts};

/// The badge of a status; one that a workspace made up is plain.
pub fn status_class(status: &str) -> &'static str {
    match status {
        "new" => "badge--info",
        "responded" => "badge--accent",
        "hot" => "badge--warning",
        "purchase" | "won" => "badge--good",
        "lost" => "badge--bad",
        _ => "",
    }
}

/// `Bandung, Indonesia`; what is unknown is left out.
pub fn place(d: &Desk, at: &Whereabouts) -> String {
    let country = if at.country.is_empty() { String::new() } else { d.country(&at.country) };
    let near = if at.city.is_empty() { &at.region } else { &at.city };
    match (near.is_empty(), country.is_empty()) {
        (true, _) => country,
        (false, true) => near.clone(),
        (false, false) => format!("{near}, {country}"),
    }
}

/// The campaign's parameters in a line: `instagram / story / promo-11`.
pub fn campaign(touch: &Touch<'_>) -> String {
    let utm = &touch.origin.utm;
    [&utm.source, &utm.medium, &utm.campaign, &utm.term, &utm.content]
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(|text| text.as_ref())
        .collect::<Vec<&str>>()
        .join(" / ")
}
