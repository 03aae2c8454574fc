//! Why the API said no: RFC 9457 problem details, with every field at fault. A handler gives a [`Problem`]; it is made
//! into words once, at the edge ([`render`]), in the reader's language. What went wrong inside is logged here and told
//! to nobody.

use crate::i18n::{Locale, Said, fault};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::problem::FieldError;
use engine::Rejection;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Rejected(Rejection),
    /// What is asked with can't be read: JSON that is none, a parameter, a cursor, a header.
    Unreadable(Vec<FieldError>),
    /// No token, or one that opens nothing.
    Unauthorized,
    MethodNotAllowed,
    /// The body is larger than the API takes.
    TooLarge,
    /// A part of it is; the fault says which and how large it may be.
    PartTooLarge(FieldError),
    /// The body did not come whole in time.
    TooSlow,
    /// A body that says it is something else than JSON.
    NotJson,
    /// The key of a creation was used for another request before.
    KeyReused,
    /// The first request under this key is still at work.
    KeyAtWork,
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Vec<FieldError>> for Problem {
    fn from(faults: Vec<FieldError>) -> Self {
        Self::Rejected(Rejection::Invalid(faults))
    }
}

impl Problem {
    pub const NOT_FOUND: Self = Self::Rejected(Rejection::NotFound);

    pub fn unreadable(fault: FieldError) -> Self {
        Self::Unreadable(vec![fault])
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Rejected(rejection) => match rejection {
                Rejection::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
                Rejection::NotFound => StatusCode::NOT_FOUND,
                Rejection::Forbidden => StatusCode::FORBIDDEN,
                Rejection::Stale => StatusCode::PRECONDITION_FAILED,
                Rejection::Conflict(_) => StatusCode::CONFLICT,
                Rejection::Limited { .. } => StatusCode::TOO_MANY_REQUESTS,
                Rejection::Store(store::Error::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
                Rejection::Store(store::Error::Conflict { .. }) => StatusCode::CONFLICT,
                Rejection::Store(store::Error::Missing) => StatusCode::NOT_FOUND,
                Rejection::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
            },
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge | Self::PartTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::KeyAtWork => StatusCode::CONFLICT,
        }
    }

    /// The problem's stable name: the end of its `type` and the middle of its locale keys.
    fn name(&self) -> &'static str {
        match self {
            Self::KeyReused => return "key-reused",
            Self::KeyAtWork => return "key-at-work",
            _ => {}
        }
        match self.status() {
            StatusCode::UNPROCESSABLE_ENTITY => "invalid",
            StatusCode::NOT_FOUND => "not-found",
            StatusCode::FORBIDDEN => "forbidden",
            StatusCode::PRECONDITION_FAILED => "stale",
            StatusCode::CONFLICT => "conflict",
            StatusCode::TOO_MANY_REQUESTS => "limited",
            StatusCode::SERVICE_UNAVAILABLE => "unavailable",
            StatusCode::BAD_REQUEST => "unreadable",
            StatusCode::UNAUTHORIZED => "unauthorized",
            StatusCode::METHOD_NOT_ALLOWED => "method-not-allowed",
            StatusCode::PAYLOAD_TOO_LARGE => "too-large",
            StatusCode::REQUEST_TIMEOUT => "too-slow",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "not-json",
            _ => "failed",
        }
    }

    fn faults(&self) -> &[FieldError] {
        match self {
            Self::Unreadable(faults) | Self::Rejected(Rejection::Invalid(faults) | Rejection::Conflict(faults)) => {
                faults
            }
            Self::PartTooLarge(fault) => std::slice::from_ref(fault),
            _ => &[],
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Rejected(Rejection::Limited { after_seconds }) => Some(*after_seconds),
            Self::Rejected(Rejection::Store(store::Error::Unavailable(_))) | Self::KeyAtWork => Some(1),
            _ => None,
        }
    }
}

/// Waits in the answer's extensions for [`render`], which knows the reader's language.
#[derive(Clone)]
struct Unsaid(Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Self::Rejected(Rejection::Store(error)) = &self {
            tracing::error!(%error, "a request failed in the store");
        }
        let mut response = self.status().into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self == Self::Unauthorized {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(Unsaid(Arc::new(self)));
        response
    }
}

/// Problem details (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDetails {
    /// Names the kind of problem; leads to its line on the documentation page.
    #[schema(example = "/api/docs#invalid")]
    pub r#type: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// What is wrong, field by field; empty where no field is at fault.
    pub errors: Vec<FieldProblem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The path in the body, or the name of the parameter or header; empty: the whole.
    #[schema(example = "pool.members[1].number")]
    pub field: String,
    /// Stable; for programs.
    #[schema(example = "phone_too_short")]
    pub code: String,
    /// For people, in the language of the request's `Accept-Language`.
    pub message: String,
}

impl FieldProblem {
    pub fn new(locale: Locale, error: &FieldError) -> Self {
        Self { field: error.field.clone(), code: error.code.to_owned(), message: fault(locale, error) }
    }
}

/// Gives an answer that carries a problem its words; leaves every other as it is.
pub fn render(mut response: Response, locale: Locale) -> Response {
    let Some(Unsaid(problem)) = response.extensions_mut().remove::<Unsaid>() else { return response };
    let name = problem.name();
    // What it may have stands with the part.
    let detail = if matches!(*problem, Problem::PartTooLarge(_)) { "part-too-large" } else { name };
    let details = ProblemDetails {
        r#type: format!("/api/docs#{name}"),
        title: Said::new(locale, &format!("problem-{name}-title")).to_string(),
        status: response.status().as_u16(),
        detail: Said::new(locale, &format!("problem-{detail}-detail")).to_string(),
        errors: problem.faults().iter().map(|error| FieldProblem::new(locale, error)).collect(),
    };
    let body = serde_json::to_vec(&details).unwrap_or_default();
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    parts.headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(locale.as_str()));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, body.into())
}

/// Every problem there is, for the documentation page: its name and status.
pub fn all() -> Vec<(&'static str, u16)> {
    let store = |error| Problem::Rejected(Rejection::Store(error));
    [
        Problem::Unreadable(Vec::new()),
        Problem::Unauthorized,
        Problem::Rejected(Rejection::Forbidden),
        Problem::NOT_FOUND,
        Problem::MethodNotAllowed,
        Problem::TooSlow,
        Problem::Rejected(Rejection::Conflict(Vec::new())),
        Problem::KeyAtWork,
        Problem::Rejected(Rejection::Stale),
        Problem::TooLarge,
        Problem::NotJson,
        Problem::Rejected(Rejection::Invalid(Vec::new())),
        Problem::KeyReused,
        Problem::Rejected(Rejection::Limited { after_seconds: 0 }),
        store(store::Error::Failed(String::new())),
        store(store::Error::Unavailable(String::new())),
    ]
    .iter()
    .map(|problem| (problem.name(), problem.status().as_u16()))
    .collect()
}
