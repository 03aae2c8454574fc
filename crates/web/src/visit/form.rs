//! The "leave your number" form: read within bounds, recorded like a visit, thanked.

use super::answer::{self, Body};
use super::{Visits, facts};
use crate::pages::visitor;
use domain::classify::Method;
use domain::language;
use engine::click::{LeftNumberForm, NumberLeft};
use http::request::Parts;
use http::{Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use std::net::IpAddr;
use std::time::Duration;

/// A name, a number and a note are far smaller.
const MOST: usize = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

impl Visits {
    pub(super) async fn form(&self, parts: &Parts, body: Incoming, peer: IpAddr) -> Response<Body> {
        let whole = tokio::time::timeout(PATIENCE, Limited::new(body, MOST).collect()).await;
        let bytes = match whole {
            Ok(Ok(whole)) => whole.to_bytes(),
            Ok(Err(_)) => return answer::status(StatusCode::PAYLOAD_TOO_LARGE),
            Err(_) => return answer::status(StatusCode::REQUEST_TIMEOUT),
        };
        let form = read(&bytes);
        let told = facts::Told::of(parts);
        let request = facts::request(parts, &told, Method::Get, peer);
        let locale = language::page(answer::accept_language(&parts.headers));
        match self.engine.leave_number(&request, &form) {
            NumberLeft::NotFound => answer::page(StatusCode::NOT_FOUND, visitor::not_found(locale)),
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
                    faults,
                };
                answer::page(StatusCode::UNPROCESSABLE_ENTITY, visitor::leave_number(&page))
            }
            NumberLeft::Thanks { business, entry, lead, cookie } => {
                // Here the record is the whole point: what is not kept is said so, and the form can be sent again.
                if self.engine.journal.append(&entry, Some(lead.0), &self.lane).await.is_err() {
                    return answer::come_again(StatusCode::SERVICE_UNAVAILABLE);
                }
                answer::with_cookie(&self.engine, thanks(locale, business, form.name), Some(&cookie))
            }
        }
    }
}

fn thanks(locale: language::Locale, business: String, name: String) -> Response<Body> {
    answer::page(StatusCode::OK, visitor::thank_you(&visitor::ThankYouPage { locale, business, name }))
}

/// `application/x-www-form-urlencoded`; what is missing is empty, what is unknown is passed over.
fn read(bytes: &[u8]) -> LeftNumberForm {
    let mut form = LeftNumberForm::default();
    for (name, value) in form_urlencoded::parse(bytes) {
        let field = match name.as_ref() {
            "name" => &mut form.name,
            "phone" => &mut form.phone,
            "note" => &mut form.note,
            visitor::TRAP => &mut form.website,
            _ => continue,
        };
        *field = value.into_owned();
    }
    form
}
