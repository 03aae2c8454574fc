//! The website button of a link as a person writes it. It is given whole: what is left out is as it was at first.

use super::input::{Given, Input, Shape};
use crate::button::{AFTER, Button, COLOUR, Side};
use crate::colour;
use crate::problem::FieldError;
use crate::schedule::Schedule;

/// Characters that fit on a button of a phone.
pub const MAX_LABEL: usize = 40;
pub const MAX_GREETING: usize = 200;
pub const MAX_AFTER: i64 = 60;
pub const MAX_PAGES: usize = 20;
const MAX_PAGE: usize = 200;
/// Each `*` of a path multiplies the ways in which a browser may try it.
const MAX_STARS: usize = 3;

/// `None`: not given. Null puts everything back as it was at first.
pub(super) fn read(input: &mut Input<'_>) -> Option<Button> {
    match input.given("button") {
        Given::Absent => return None,
        Given::Null => return Some(Button::default()),
        Given::Is(_) => {}
    }
    input.object("button", |button| {
        let line = |button: &mut Input<'_>, key, max| {
            button.optional_text(key, max, Shape::Line).flatten().unwrap_or_default()
        };
        let colour = button.text("color", 32, Shape::Line);
        Button {
            label: line(button, "label", MAX_LABEL),
            label_id: line(button, "label_id", MAX_LABEL),
            colour: colour.and_then(|text| button.keep("color", colour::parse(&text))).unwrap_or(COLOUR),
            side: button.word("side", &Side::WORDS, Side::parse).unwrap_or_default(),
            greeting: line(button, "greeting", MAX_GREETING),
            greeting_id: line(button, "greeting_id", MAX_GREETING),
            after: button.integer("after", 0, MAX_AFTER).map_or(AFTER, |seconds| seconds as u8),
            pages: read_pages(button),
            schedule: read_schedule(button),
        }
    })
}

fn read_pages(button: &mut Input<'_>) -> Vec<String> {
    let given = match button.given("pages") {
        Given::Absent | Given::Null => return Vec::new(),
        Given::Is(_) => button.words("pages", MAX_PAGES, MAX_PAGE).unwrap_or_default(),
    };
    let mut pages = Vec::with_capacity(given.len());
    for (at, page) in given.into_iter().enumerate() {
        pages.extend(button.keep(&format!("pages[{at}]"), path(page)));
    }
    pages
}

/// `/shop/*`, `!/cart`.
fn path(page: String) -> Result<String, FieldError> {
    let bare = page.strip_prefix('!').unwrap_or(&page);
    let good = bare.starts_with('/')
        && !bare.contains(['?', '#', '\\'])
        && !bare.contains(char::is_whitespace)
        && bare.matches('*').count() <= MAX_STARS;
    if good { Ok(page) } else { Err(FieldError::new("", "bad_page_path").with("stars", MAX_STARS)) }
}

fn read_schedule(button: &mut Input<'_>) -> Option<Schedule> {
    match button.given("schedule") {
        Given::Absent | Given::Null => None,
        Given::Is(_) => button.object("schedule", Schedule::read).flatten(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::input::parse;
    use super::*;
    use serde_json::{Value, json};

    fn read_button(button: Value) -> Result<Option<Button>, Vec<(String, &'static str)>> {
        let read = parse(&json!({ "button": button }), read);
        read.map_err(|faults| faults.into_iter().map(|fault| (fault.field, fault.code)).collect())
    }

    #[test]
    fn a_button_reads_back_as_it_is_kept() {
        let button = json!({
            "label": "Ask us", "label_id": "Tanya kami", "color": "#AA0000", "side": "left", "greeting": "Hello",
            "greeting_id": "Halo", "after": 0, "pages": ["/shop/*", "!/cart"],
            "schedule": {"time_zone": "Asia/Jakarta", "days": ["mon"], "from": "09:00", "to": "17:00"}
        });
        let read = read_button(button).expect("right").expect("given");
        assert_eq!((read.colour.to_string().as_str(), read.side, read.after), ("#aa0000", Side::Left, 0));
        let kept = serde_json::to_string(&read).expect("writes");
        assert_eq!(serde_json::from_str::<Button>(&kept).expect("reads"), read);
    }

    #[test]
    fn null_is_the_button_of_the_beginning_and_nothing_is_no_change() {
        assert_eq!(read_button(Value::Null), Ok(Some(Button::default())));
        assert_eq!(parse(&json!({}), read), Ok(None));
        assert_eq!(read_button(json!({})), Ok(Some(Button::default())));
    }

    #[test]
    fn each_fault_is_named_at_its_field() {
        for (key, value, field, code) in [
            ("color", json!("javascript:alert(1)"), "button.color", "bad_colour"),
            ("color", json!("#fff;}"), "button.color", "bad_colour"),
            ("side", json!("top"), "button.side", "not_one_of"),
            ("after", json!(61), "button.after", "out_of_range"),
            ("label", json!("x".repeat(41)), "button.label", "too_long"),
            ("label", json!("a\nb"), "button.label", "control_characters"),
            ("pages", json!(["/a", "shop"]), "button.pages[1]", "bad_page_path"),
            ("pages", json!(["https://shop.example/a"]), "button.pages[0]", "bad_page_path"),
            ("pages", json!(["/a*b*c*d*"]), "button.pages[0]", "bad_page_path"),
            ("pages", json!(["/a?b"]), "button.pages[0]", "bad_page_path"),
            ("pages", json!(vec!["/a"; 21]), "button.pages", "too_many"),
            ("schedule", json!({"days": ["mon"]}), "button.schedule.time_zone", "required"),
            ("theme", json!("x"), "button.theme", "unknown_field"),
        ] {
            let faults = read_button(json!({ key: value.clone() })).expect_err("refused");
            assert!(faults.contains(&(field.to_owned(), code)), "{key} {value}: {faults:?}");
        }
    }
}
