//! What is sent to a link's address: its lead form, or the "leave your number" page of one where nobody was there. Read
//! within bounds, recorded before it is answered; what is not kept is said so, and stands in the fields to be sent again.

use super::answer::{self, Body};
use super::{Visits, facts};
use crate::pages::visitor_form::{self, FormPage};
use crate::pages::{security, visitor};
use domain::address::encoded;
use domain::classify::Method;
use domain::form::check::Typed;
use domain::form::token;
use domain::language;
use domain::problem::FieldError;
use domain::query;
use engine::click::{Again, Clicked, FormView, LeftNumberForm, NumberLeft, Request, SentForm};
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use std::net::IpAddr;
use std::time::Duration;
use store::journal::WhenRefused;

/// Ten long texts in a script of three bytes a letter, each written as nine.
const MOST: usize = 128 * 1024;
/// A name, a number and a note are far smaller.
const MOST_OF_A_NUMBER: usize = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);
/// Names and values; a form has far fewer.
const MOST_FIELDS: usize = 700;

impl Visits {
    /// `of`: host and slug of the link that it is for, where that is not the address it was sent to.
    pub(super) async fn form(
        &self,
        parts: &Parts,
        body: Incoming,
        peer: IpAddr,
        of: Option<(&str, &str)>,
    ) -> Response<Body> {
        let locale = language::page(answer::accept_language(&parts.headers));
        let whole = tokio::time::timeout(PATIENCE, Limited::new(body, MOST).collect()).await;
        let bytes = match whole {
            Ok(Ok(whole)) => whole.to_bytes(),
            Ok(Err(_)) => return answer::page(StatusCode::PAYLOAD_TOO_LARGE, visitor_form::too_much(locale)),
            Err(_) => return answer::status(StatusCode::REQUEST_TIMEOUT),
        };
        let typed = read(&bytes);
        let told = facts::Told::of(parts);
        let mut request = facts::request(parts, &told, Method::Get, peer);
        if let Some((host, slug)) = of {
            (request.host, request.slug) = (host, slug);
        }
        // The page for a number has a note, which no lead form has.
        if typed.has(token::CONTROL) || (!typed.has("note") && self.engine.has_form(&request)) {
            self.lead_form(parts, &request, typed).await
        } else if bytes.len() > MOST_OF_A_NUMBER {
            answer::page(StatusCode::PAYLOAD_TOO_LARGE, visitor_form::too_much(locale))
        } else {
            self.number(parts, &request, typed).await
        }
    }

    async fn lead_form(&self, parts: &Parts, request: &Request<'_>, typed: Typed) -> Response<Body> {
        let locale = language::page(answer::accept_language(&parts.headers));
        match self.engine.send_form(request, &typed, locale).await {
            SentForm::NotFound => answer::lost(&self.engine, parts),
            SentForm::Again { view, faults, why } => {
                let status = match why {
                    Again::Faults => StatusCode::UNPROCESSABLE_ENTITY,
                    Again::TooOften => StatusCode::TOO_MANY_REQUESTS,
                };
                again(page(parts, status, &view, &typed, &faults), why == Again::TooOften)
            }
            SentForm::Done { clicked, form, shown_at } => {
                let Clicked { answer, entry, lead } = *clicked;
                let receipt = entry.map(|entry| self.engine.record(entry, lead, &self.lane));
                // Here the record is the whole point.
                if let Some(receipt) = receipt
                    && receipt.await.is_err()
                {
                    // Else it waits in memory for the disk, and is the same form when it is sent again.
                    if self.engine.settings.when_refused == WhenRefused::Refuse {
                        self.engine.form_not_kept(&form, lead, shown_at);
                    }
                    let faults = [FieldError::new("", "form_not_kept")];
                    return again(page(parts, StatusCode::SERVICE_UNAVAILABLE, &form, &typed, &faults), true);
                }
                self.count(&answer);
                answer::of(&self.engine, parts, answer)
            }
        }
    }

    async fn number(&self, parts: &Parts, request: &Request<'_>, typed: Typed) -> Response<Body> {
        let locale = language::page(answer::accept_language(&parts.headers));
        let form = left_number(&typed);
        match self.engine.leave_number(request, &form) {
            NumberLeft::NotFound => answer::lost(&self.engine, parts),
            NumberLeft::Machine { business } => thanks(locale, business, String::new()),
            NumberLeft::Faults { business, faults } => {
                let page = visitor::LeaveNumberPage {
                    locale,
                    business,
                    opens: String::new(),
                    action: answer::action(parts),
                    name: form.name,
                    phone: form.phone,
                    note: form.note,
                    word: form.page,
                    faults,
                };
                answer::page(StatusCode::UNPROCESSABLE_ENTITY, visitor::leave_number(&page))
            }
            NumberLeft::Thanks { business, entry, lead, cookie } => {
                // Here the record is the whole point: what is not kept is said so, and the form can be sent again.
                if self.engine.record(*entry, Some(lead), &self.lane).await.is_err() {
                    return answer::come_again(StatusCode::SERVICE_UNAVAILABLE);
                }
                answer::with_cookie(&self.engine, thanks(locale, business, form.name), cookie.as_deref())
            }
        }
    }
}

/// The page of a lead form, with what stands in it and what is wrong.
pub(super) fn page(
    parts: &Parts,
    status: StatusCode,
    view: &FormView,
    typed: &Typed,
    faults: &[FieldError],
) -> Response<Body> {
    let html = visitor_form::lead_form(&FormPage {
        locale: language::page(answer::accept_language(&parts.headers)),
        business: &view.business,
        form: &view.link.link.extras.form,
        typed,
        faults,
        action: &action(parts),
        token: &view.token,
    });
    let mut answer = answer::page(status, html);
    security::form_headers(answer.headers_mut());
    answer
}

/// Where the page is sent to: its own address, and what led to it, which a browser tells with the form no more.
fn action(parts: &Parts) -> String {
    let own = answer::action(parts);
    let referrer = parts.headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let raw = parts.uri.query().unwrap_or_default();
    let told = query::read(raw);
    if parts.method != http::Method::GET || referrer.is_empty() || !told.referrer.is_empty() || !told.page.is_empty() {
        return own;
    }
    // As it is read back: a web address without its query, or nothing.
    let named = format!("{}={}", query::REFERRER, encoded(referrer));
    match query::read(&named).referrer.as_ref() {
        "" => own,
        referrer => {
            let and = if raw.is_empty() { "?" } else { "&" };
            format!("{own}{and}{}={}", query::REFERRER, encoded(referrer))
        }
    }
}

fn again(mut answer: Response<Body>, wait: bool) -> Response<Body> {
    if wait {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    answer
}

fn thanks(locale: language::Locale, business: String, name: String) -> Response<Body> {
    answer::page(StatusCode::OK, visitor::thank_you(&visitor::ThankYouPage { locale, business, name }))
}

/// `application/x-www-form-urlencoded`, in its order.
fn read(bytes: &[u8]) -> Typed {
    let pairs = form_urlencoded::parse(bytes).take(MOST_FIELDS);
    Typed(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
}

/// What is missing is empty, what is unknown is passed over; of a name that stands there twice the last counts.
fn left_number(typed: &Typed) -> LeftNumberForm {
    let mut form = LeftNumberForm::default();
    for (name, value) in &typed.0 {
        let field = match name.as_str() {
            "name" => &mut form.name,
            "phone" => &mut form.phone,
            "note" => &mut form.note,
            visitor::PAGE => &mut form.page,
            visitor::TRAP => &mut form.website,
            _ => continue,
        };
        field.clone_from(value);
    }
    form
}
