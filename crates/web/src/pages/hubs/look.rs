//! The hub as visitors will see it, drawn from a form that may not be saved yet: a page within the page, with the very
//! stylesheet that visitors get, and entries that lead nowhere.

use super::super::desk::Desk;
use super::super::form::Form;
use super::rows::{self, field};
use crate::hub::{look, page};
use crate::view::html::escape;
use domain::colour::Colour;
use domain::hub::{Icon, Look, Theme};
use domain::id::PictureId;
use domain::picture;

/// The markup of the frame, ready for its attribute.
pub fn drawn(d: &Desk, form: &Form) -> String {
    let theme = Theme::parse(form.value("theme")).unwrap_or_default();
    let accent = domain::colour::parse(form.value("accent")).unwrap_or(domain::button::COLOUR);
    escape(&page::written(&filled(d, form, Look { theme, accent })))
}

fn filled(d: &Desk, form: &Form, look: Look) -> page::HubPage {
    let rows = 0..form.rows("entries");
    let entries = rows.filter(|at| !form.trimmed(&field(*at, "label")).is_empty()).map(|at| {
        let own = form.trimmed(&field(at, "label_id"));
        let indonesian = d.locale == domain::language::Locale::Id && !own.is_empty();
        let label = if indonesian { own } else { form.trimmed(&field(at, "label")) };
        let icon = Icon::parse(form.value(&field(at, "icon"))).unwrap_or_default();
        page::Button { label: label.to_owned(), icon: icon.as_str(), href: "#".into() }
    });
    page::HubPage {
        locale: d.locale,
        url: String::new(),
        base: String::new(),
        business: d.workspace.clone(),
        title: form.trimmed("title").to_owned(),
        text: form.trimmed("text").to_owned(),
        picture: PictureId::parse(form.trimmed("picture_id")).filter(|_| !form.on("picture_remove")).map(picture::path),
        style: look::address(look),
        frame: None::<Colour>,
        entries: entries.collect(),
    }
}

/// A form's rows for a hub of which nothing is written yet: one to begin with.
pub fn begun(form: &mut Form) {
    for (name, value) in [("label", ""), ("label_id", ""), ("icon", "chat"), ("to", ""), ("message", "")] {
        form.set(rows::field(0, name), value);
    }
}
