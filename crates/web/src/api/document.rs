//! The OpenAPI 3.1 document, made from the handlers themselves: what a route takes and answers stands beside it and
//! nowhere else. A copy lies in the repository (`openapi.json`); a test fails when the two differ.

use super::shape::VisitJson;
use super::shape::calendar::{CalendarJson, ClosedDayJson};
use super::shape::check::FindingJson;
use super::shape::cost::{CostImportJson, CostJson};
use super::shape::delivery::ToldJson;
use super::shape::destination::DestinationJson;
use super::shape::happening::HappeningJson;
use super::shape::hub::HubJson;
use super::shape::lead::LeadJson;
use super::shape::opening::OpenedVisitJson;
use super::shape::picture::PictureJson;
use super::shape::suppression::SuppressionJson;
use super::shape::{
    AgentJson, AuditEntryJson, ChannelJson, DomainJson, LinkJson, MemberJson, SessionJson, TokenJson, UserJson,
};
use crate::problem::ProblemDetails;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa::{OpenApi as _, ToSchema};

pub const LINKS: &str = "Links";
pub const LEADS: &str = "Leads";
pub const CONVERSIONS: &str = "Conversions";
pub const FIGURES: &str = "Figures";
pub const TEAM: &str = "Team";
pub const WORKSPACE: &str = "Workspace";

macro_rules! pages {
    ($($(#[$doc:meta])* $page:ident of $item:ty),+ $(,)?) => {$(
        $(#[$doc])*
        #[allow(dead_code)] // Only its shape is used.
        #[derive(ToSchema)]
        pub struct $page {
            pub items: Vec<$item>,
            /// Asks for the next page; null on the last.
            pub next_cursor: Option<String>,
        }
    )+};
}

pages!(
    LinkPage of LinkJson,
    MemberPage of MemberJson,
    ChannelPage of ChannelJson,
    DomainPage of DomainJson,
    PicturePage of PictureJson,
    CalendarPage of CalendarJson,
    ClosedDayPage of ClosedDayJson,
    FindingPage of FindingJson,
    HubPage of HubJson,
    UserPage of UserJson,
    SessionPage of SessionJson,
    AgentPage of AgentJson,
    TokenPage of TokenJson,
    AuditPage of AuditEntryJson,
    LeadPage of LeadJson,
    DestinationPage of DestinationJson,
    DeliveryPage of ToldJson,
    TimelinePage of HappeningJson,
    SuppressionPage of SuppressionJson,
    VisitPage of VisitJson,
    CostPage of CostJson,
    CostImportPage of CostImportJson,
    OpenedVisitPage of OpenedVisitJson,
);

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Giliran",
        description = "Links that take every visitor to the right person, and the leads that come of them.\n\n\
            Ids are texts; times RFC 3339 in UTC; money a decimal text beside its currency. A list takes `cursor` and \
            `limit` (50, at most 200) and answers `items` and `next_cursor`. Errors are problem details (RFC 9457) that \
            name every field at fault, in the language of `Accept-Language` (English, Indonesian). A creation sent twice \
            under one `Idempotency-Key` happens once. What has a version answers it as `ETag` and takes it as \
            `If-Match`. Each token may ask 1,200 times a minute; `RateLimit-*` headers say how often still."
    ),
    tags(
        (name = "Links", description = "Links, the members of their pools, channels, imagined visits"),
        (name = "Leads", description = "The people who came, and their story"),
        (name = "Conversions", description = "What ad platforms are told of the leads, and what they answer"),
        (name = "Figures", description = "Visits with their decisions, and sums of them"),
        (name = "Team", description = "Who signs in, and the CS people"),
        (name = "Workspace", description = "Settings, own domains, API tokens, the change history")
    ),
    components(schemas(ProblemDetails)),
    security(("bearer" = []))
)]
struct Head;

/// The document of everything in `routes`.
pub fn of(mut routes: OpenApi) -> OpenApi {
    let head = Head::openapi();
    routes.info = head.info;
    routes.info.version = env!("CARGO_PKG_VERSION").to_owned();
    routes.info.license =
        Some(utoipa::openapi::LicenseBuilder::new().name("AGPL-3.0-only").identifier(Some("AGPL-3.0-only")).build());
    routes.tags = head.tags;
    routes.security = head.security;
    let mut components = routes.components.take().unwrap_or_default();
    components.schemas.extend(head.components.unwrap_or_default().schemas);
    components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    routes.components = Some(components);
    for item in routes.paths.paths.values_mut() {
        let operations =
            [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten();
        operations.for_each(with_problems);
    }
    routes
}

/// What any request may be answered with instead.
fn with_problems(operation: &mut Operation) {
    let problem = || {
        let schema = RefOr::Ref(Ref::from_schema_name("Problem"));
        ResponseBuilder::new()
            .description("Problem details")
            .content("application/problem+json", ContentBuilder::new().schema(Some(schema)).build())
            .build()
    };
    operation.responses.responses.insert("4XX".to_owned(), RefOr::T(problem()));
    operation.responses.responses.insert("5XX".to_owned(), RefOr::T(problem()));
}

/// The document as it is served and checked in: indented, so that a change of it can be read.
pub fn text(document: &OpenApi) -> String {
    let mut text = document.to_pretty_json().expect("the document is plain data");
    text.push('\n');
    text
}

/// Answers with the document.
pub fn answer(text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, text).into_response()
}
