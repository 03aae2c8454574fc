//! The website button of a link as JSON: as the API shows it and as it takes it.

use domain::button::Button;
use domain::schedule::Schedule;
use serde::Serialize;
use utoipa::ToSchema;

/// The chat button that a website carries for a link. To change it, give it whole: what is left out is as at first.
#[derive(Serialize, ToSchema)]
#[schema(as = Button)]
pub struct ButtonJson {
    /// At most 40 characters; empty: "Chat with us" in the page's language.
    pub label: String,
    /// In Indonesian; empty: the same.
    pub label_id: String,
    /// `#rrggbb`; the words on it become black or white, whichever reads better.
    pub color: String,
    /// `left` or `right`.
    pub side: String,
    /// What it says by itself, once a visit to the website; empty: nothing.
    pub greeting: String,
    pub greeting_id: String,
    /// Seconds before it greets, 0 to 60.
    pub after: u8,
    /// Paths of pages where it greets, at most 20: `*` stands for anything, `!` before one leaves it out. None: everywhere.
    pub pages: Vec<String>,
    /// When it greets, as a schedule of a rule; null: at any time.
    #[schema(value_type = Option<Object>)]
    pub schedule: Option<Schedule>,
}

impl From<Button> for ButtonJson {
    fn from(button: Button) -> Self {
        Self {
            label: button.label,
            label_id: button.label_id,
            color: button.colour.to_string(),
            side: button.side.as_str().to_owned(),
            greeting: button.greeting,
            greeting_id: button.greeting_id,
            after: button.after,
            pages: button.pages,
            schedule: button.schedule,
        }
    }
}
