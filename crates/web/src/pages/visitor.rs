//! The visitor's pages: no such link, a link's preview, "leave your number", thank you. Plain functions from
//! values to HTML, in the visitor's language; small, without script, for any phone and any in-app browser.
//! No number of the team ever stands on one, and nothing is read or written here.

use crate::i18n::{self, Locale};
use crate::view::html::Html;
use askama::Template;
use domain::host::LostWords;
use domain::picture::{self, Shown};
use domain::problem::FieldError;

/// What the answer must carry beside the page: see [`super::security`].
#[derive(Debug, Default)]
pub struct PreviewPage {
    pub locale: Locale,
    /// The address that was asked for, whole.
    pub url: String,
    pub title: String,
    pub description: String,
    pub image: Option<PreviewImage>,
    /// The business.
    pub site: String,
}

/// A picture with what is known of it, so that a fetcher makes room before it has loaded it.
#[derive(Debug)]
pub struct PreviewImage {
    /// Whole; http or https, checked at save.
    pub url: String,
    /// None: somebody else's, which nobody has measured.
    pub measured: Option<Shown>,
}

impl PreviewImage {
    /// The workspace's own picture before somebody else's. `base`: scheme and host, no stroke at the end.
    pub fn of(base: &str, own: Option<Shown>, other: Option<String>) -> Option<Self> {
        match own {
            Some(shown) => Some(Self { url: format!("{base}{}", picture::path(shown.id)), measured: Some(shown) }),
            None => other.map(|url| Self { url, measured: None }),
        }
    }
}

#[derive(Debug, Default)]
pub struct LeaveNumberPage {
    pub locale: Locale,
    /// The business that will call back.
    pub business: String,
    /// When somebody is there again; empty where that is not known.
    pub opens: String,
    /// Where the form goes: the link's own address with its query kept.
    pub action: String,
    pub name: String,
    pub phone: String,
    pub note: String,
    /// What the page names its sender by, of a link that goes without identifiers; empty else.
    pub word: String,
    pub faults: Vec<FieldError>,
}

#[derive(Debug, Default)]
pub struct ThankYouPage {
    pub locale: Locale,
    pub business: String,
    /// As it was given; empty where none was.
    pub name: String,
}

/// The friendly 404: unknown or archived.
pub fn not_found(locale: Locale) -> String {
    not_found_in(locale, &LostWords::default())
}

/// The same in a business's own words; what they left empty is said in ours.
pub fn not_found_in(locale: Locale, words: &LostWords) -> String {
    let v = Words { locale };
    let own = |text: &str, key: &str| if text.is_empty() { v.t(key) } else { text.to_owned() };
    let title = own(&words.title, "visitor-not-found-title");
    let text = own(&words.text, "visitor-not-found-text");
    written(&NotFound { v, title, text })
}

/// 200 for a link-preview fetcher: Open Graph title, text and picture.
pub fn preview(page: &PreviewPage) -> String {
    written(&Preview { v: Words { locale: page.locale }, page })
}

/// The end of the fallback chain, and the same page again with what was wrong.
pub fn leave_number(page: &LeaveNumberPage) -> String {
    written(&LeaveNumber { v: Words { locale: page.locale }, page })
}

pub fn thank_you(page: &ThankYouPage) -> String {
    written(&ThankYou { v: Words { locale: page.locale }, page })
}

pub(super) fn written(template: &impl Template) -> String {
    template.render().expect("writing to a string does not fail, and no template has a failing filter")
}

/// The form's hidden field by which the page is known.
pub const PAGE: &str = "page";

/// The form's hidden field that only a machine fills in.
pub use engine::click::TRAP;

pub(super) struct Words {
    pub(super) locale: Locale,
}

impl Words {
    pub(super) fn of(locale: Locale) -> Self {
        Self { locale }
    }
    pub(super) fn t(&self, key: &str) -> String {
        i18n::text(self.locale, key, None)
    }
    pub(super) fn a<'k>(&self, key: &'k str) -> i18n::Said<'k> {
        i18n::Said::new(self.locale, key)
    }
    pub(super) fn lang(&self) -> &'static str {
        self.locale.as_str()
    }
    pub(super) fn style(&self) -> &'static str {
        super::assets::url("visitor.css")
    }
    pub(super) fn asset(&self, name: &str) -> &'static str {
        super::assets::url(name)
    }
}

#[derive(Template)]
#[template(path = "visitor/not_found.html")]
struct NotFound {
    v: Words,
    title: String,
    text: String,
}

#[derive(Template)]
#[template(path = "visitor/preview.html")]
struct Preview<'a> {
    v: Words,
    page: &'a PreviewPage,
}

#[derive(Template)]
#[template(path = "visitor/leave_number.html")]
struct LeaveNumber<'a> {
    v: Words,
    page: &'a LeaveNumberPage,
}

impl LeaveNumber<'_> {
    fn faults(&self) -> Vec<(&str, String)> {
        self.page.faults.iter().map(|f| (f.field.as_str(), self.named(f))).collect()
    }

    /// The fault with its field's name before it, since it stands away from the field.
    fn named(&self, fault: &FieldError) -> String {
        let said = i18n::fault(self.page.locale, fault);
        let key = match fault.field.as_str() {
            "name" => "field-name",
            "phone" => "field-phone",
            "note" => "visitor-note-field",
            _ => return said,
        };
        self.v.a("form-fault-of").s("field", self.v.t(key)).s("fault", said).to_string()
    }

    fn fault(&self, field: &str) -> Option<String> {
        self.page.faults.iter().find(|f| f.field == field).map(|f| i18n::fault(self.page.locale, f))
    }

    /// What ties the field to its error, for one who does not see it.
    fn aria(&self, field: &str) -> Html {
        match self.fault(field) {
            Some(_) => Html(format!(r#"aria-invalid="true" aria-describedby="{field}-error""#)),
            None => Html::default(),
        }
    }
}

#[derive(Template)]
#[template(path = "visitor/thank_you.html")]
struct ThankYou<'a> {
    v: Words,
    page: &'a ThankYouPage,
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::PictureId;
    use domain::picture::Kind;
    use uuid::Uuid;

    #[test]
    fn the_form_keeps_what_was_typed_and_names_what_is_wrong_beside_it_and_on_top() {
        let page = LeaveNumberPage {
            locale: Locale::Id,
            business: "Toko <b>".into(),
            action: "/wa/promo?utm_source=\"x".into(),
            name: "Dewi & Ani".into(),
            phone: "abc".into(),
            faults: vec![FieldError::new("phone", "required")],
            ..LeaveNumberPage::default()
        };
        let html = leave_number(&page);
        assert!(html.contains("Dewi &#38; Ani") && html.contains("value=\"abc\""));
        assert!(!html.contains("Toko <b>") && !html.contains("utm_source=\"x"));
        assert!(html.contains("<a href=\"#phone\">Telepon: "), "the summary names the field");
        assert!(html.contains("href=\"#phone\"") && html.contains("id=\"phone-error\""));
        assert!(html.contains("lang=\"id\""));
    }

    #[test]
    fn the_form_and_its_stylesheet_stay_under_fifteen_kilobytes_and_need_no_script() {
        let html = leave_number(&LeaveNumberPage::default());
        let style = include_str!("../../static/visitor.css");
        assert!(html.len() + style.len() < 15_000, "{} bytes", html.len() + style.len());
        assert!(!html.contains("<script"));
        assert!(html.contains(TRAP));
    }

    #[test]
    fn a_preview_tells_nobodys_number_and_stays_out_of_search_engines() {
        let html = preview(&PreviewPage {
            title: "Promo \"11.11\"".into(),
            image: PreviewImage::of("", None, Some("https://example.com/a.png".into())),
            ..PreviewPage::default()
        });
        assert!(html.contains("noindex") && html.contains("og:title") && html.contains("og:image"));
        assert!(!html.contains("wa.me") && !html.contains("content=\"Promo \"11"));
    }

    #[test]
    fn the_own_picture_goes_before_the_other_and_is_measured() {
        let own = Shown { id: PictureId(Uuid::nil()), kind: Kind::Jpeg, width: 1200, height: 630 };
        let other = Some("https://example.com/a.png".to_owned());
        let image = PreviewImage::of("https://go.example.com", Some(own), other);
        let html = preview(&PreviewPage { title: "Promo".into(), image, ..PreviewPage::default() });
        let address = "https://go.example.com/-/pictures/00000000-0000-0000-0000-000000000000";
        for tag in [
            format!("og:image\" content=\"{address}\""),
            "og:image:width\" content=\"1200\"".into(),
            "og:image:height\" content=\"630\"".into(),
            "og:image:type\" content=\"image/jpeg\"".into(),
        ] {
            assert!(html.contains(&tag), "{tag} is not in {html}");
        }
        assert!(!html.contains("example.com/a.png"));
    }

    #[test]
    fn a_lost_visitor_reads_a_businesss_own_words_as_text() {
        let words = LostWords { title: "Toko <b>".into(), text: "Line 1\n<script>x</script>".into() };
        let html = not_found_in(Locale::En, &words);
        assert!(html.contains("Toko &#60;b&#62;") && html.contains("<p>Line 1</p>"), "{html}");
        assert!(!html.contains("<script") && !html.contains("<b>"));
        let title_only = LostWords { title: "Gone".into(), text: String::new() };
        assert!(not_found_in(Locale::En, &title_only).contains("mistyped"));
    }

    #[test]
    fn a_lost_visitor_reads_their_own_language() {
        assert!(not_found(Locale::Id).contains("lang=\"id\""));
        assert!(not_found(Locale::En).contains("lang=\"en\""));
    }
}
