//! A hub's stylesheet: the theme's, with the business's accent in every shade that the theme needs. One small file,
//! since the page may have no style of its own under its content policy. Its address carries a hash of what is in it, so
//! that a browser keeps it until the look is changed.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use domain::colour::{self, BLACK, Colour, TEXT, WHITE};
use domain::hub::{Look, Theme};
use http::{HeaderValue, StatusCode, Uri, header};
use serde::Deserialize;
use sha2::{Digest, Sha256};

const BASE: &str = include_str!("base.css");

/// The grounds of the themes that an accent must be readable on, as their stylesheets have them.
const LIGHT: Colour = Colour::new(0xf4, 0xf6, 0xf5);
const DARK: Colour = Colour::new(0x19, 0x20, 0x1d);
const PAPER: Colour = Colour::new(0xfd, 0xf9, 0xf1);
const NIGHT: Colour = Colour::new(0x20, 0x1b, 0x14);

pub fn stylesheet(look: Look) -> String {
    let theme = match look.theme {
        Theme::Calm => include_str!("calm.css"),
        Theme::Bold => include_str!("bold.css"),
        Theme::Paper => include_str!("paper.css"),
    };
    format!("{}\n{BASE}{theme}", colours(look))
}

fn colours(look: Look) -> String {
    let accent = look.accent;
    let (soft_light, soft_dark) = (LIGHT.mixed(accent, 0.14), DARK.mixed(accent, 0.22));
    let named: Vec<(&str, Colour)> = match look.theme {
        Theme::Calm => vec![
            ("soft-light", soft_light),
            ("soft-dark", soft_dark),
            ("on-light", accent.readable_on(soft_light, TEXT)),
            ("on-dark", accent.readable_on(soft_dark, TEXT)),
        ],
        Theme::Bold => {
            // A shade that words may stand on as well as on the accent itself.
            let shade = accent.mixed(if accent.ink() == BLACK { WHITE } else { BLACK }, 0.13);
            vec![("accent", accent), ("on", accent.ink()), ("shade", shade)]
        }
        Theme::Paper => {
            vec![("on-paper", accent.readable_on(PAPER, TEXT)), ("on-night", accent.readable_on(NIGHT, TEXT))]
        }
    };
    let lines: String = named.iter().map(|(name, colour)| format!("--{name}:{colour};")).collect();
    format!(":root{{{lines}}}")
}

/// What the browser's frame takes on where it can: the colour that the page begins with.
pub fn frame(look: Look) -> Option<Colour> {
    (look.theme == Theme::Bold).then_some(look.accent)
}

/// Its path, which changes when anything in it does.
pub fn address(look: Look) -> String {
    let hash: String = Sha256::digest(stylesheet(look)).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let accent = look.accent.to_string();
    format!("/-/hub.css?theme={}&accent={}&v={hash}", look.theme.as_str(), accent.trim_start_matches('#'))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    accent: String,
}

/// `GET /-/hub.css`: of any theme in any colour, so that it needs to know no hub. An address without a version, or with
/// a former one, is not kept.
pub(super) async fn get(uri: Uri, Query(asked): Query<Asked>) -> Response {
    let accent = colour::parse(&format!("#{}", asked.accent)).ok();
    let Some(look) = Theme::parse(&asked.theme).zip(accent).map(|(theme, accent)| Look { theme, accent }) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let current = uri.path_and_query().is_some_and(|asked| asked.as_str() == address(look));
    let keep = if current { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut answer = stylesheet(look).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accents() -> impl Iterator<Item = Colour> {
        (0..=255_u8).step_by(51).flat_map(|red| {
            (0..=255_u8)
                .step_by(51)
                .flat_map(move |green| (0..=255_u8).step_by(51).map(move |blue| Colour::new(red, green, blue)))
        })
    }

    fn named(sheet: &str, name: &str) -> Colour {
        let opening = format!("--{name}:");
        let rest = sheet.split(&opening).nth(1).and_then(|rest| rest.split(';').next());
        domain::colour::parse(rest.expect("named")).expect("a colour")
    }

    #[test]
    fn whatever_the_accent_is_words_and_marks_can_be_read() {
        for accent in accents() {
            let calm = stylesheet(Look { theme: Theme::Calm, accent });
            for mode in ["light", "dark"] {
                let (on, soft) = (named(&calm, &format!("on-{mode}")), named(&calm, &format!("soft-{mode}")));
                assert!(on.contrast(soft) >= TEXT, "{accent} calm {mode}");
            }
            let bold = stylesheet(Look { theme: Theme::Bold, accent });
            let on = named(&bold, "on");
            assert!(on.contrast(accent) >= TEXT && on.contrast(named(&bold, "shade")) >= TEXT, "{accent} bold");
            let paper = stylesheet(Look { theme: Theme::Paper, accent });
            assert!(named(&paper, "on-paper").contrast(PAPER) >= TEXT, "{accent} paper");
            assert!(named(&paper, "on-night").contrast(NIGHT) >= TEXT, "{accent} night");
        }
    }

    #[test]
    fn the_grounds_are_those_of_the_stylesheets() {
        for (sheet, colours) in [("calm.css", [LIGHT, DARK]), ("paper.css", [PAPER, NIGHT])] {
            let text =
                std::fs::read_to_string(format!("{}/src/hub/{sheet}", env!("CARGO_MANIFEST_DIR"))).expect("there");
            for colour in colours {
                assert!(text.contains(&colour.to_string()), "{sheet} has no {colour}");
            }
        }
    }

    #[test]
    fn a_look_has_an_address_of_its_own() {
        let accent = Colour::new(1, 2, 3);
        let addresses = Theme::ALL.map(|theme| address(Look { theme, accent }));
        assert!(addresses[0] != addresses[1] && addresses[1] != addresses[2]);
        assert!(addresses[0].starts_with("/-/hub.css?theme=calm&accent=010203&v="));
    }
}
