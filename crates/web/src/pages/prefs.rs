//! Language and look: kept in cookies of this browser, so that they hold before the door too.

use super::address::own;
use super::cookie;
use super::desk::Sent;
use crate::view::reader::Theme;
use axum::response::{IntoResponse, Redirect, Response};
use domain::language::Locale;

/// `POST /app/preferences`.
pub async fn set(Sent { form, .. }: Sent) -> Response {
    let mut answer = Redirect::to(own(form.value("back"))).into_response();
    if let Some(locale) = Locale::parse(form.value("locale")) {
        cookie::set(answer.headers_mut(), &cookie::locale(locale.as_str()));
    }
    if let Some(theme) = Theme::parse(form.value("theme")) {
        cookie::set(answer.headers_mut(), &cookie::theme(theme.as_str()));
    }
    answer
}
