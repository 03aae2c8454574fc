//! What people see: the desk under `/app`, and the visitor's pages. The map of the desk's addresses is here; each
//! noun has its file. Pages ask the engine and fill templates; nothing is decided here and no SQL is written.

pub mod address;
mod address_fields;
mod agents;
pub mod assets;
mod calendars;
mod channel_editor;
mod channel_uses;
mod channels;
mod condition;
mod conversions;
pub mod cookie;
mod costs;
mod counted;
pub mod desk;
mod domain_page;
mod domains;
mod door;
mod export;
mod fallback;
mod figures;
mod find;
pub mod form;
mod form_editor;
mod gallery;
mod gone;
mod history;
mod hours;
mod hubs;
mod lead;
mod lead_words;
mod leads;
mod link_button;
mod link_destinations;
mod link_editor;
mod link_figures;
mod link_funnel;
mod link_history;
mod link_live;
mod link_names;
mod link_page;
mod link_qr;
mod link_share;
mod link_table;
mod link_tabs;
mod links;
mod listed;
mod lists;
mod member_editor;
mod narrowed;
mod opening;
mod opening_parts;
mod opening_visits;
mod overview;
mod overview_parts;
mod overview_table;
mod period;
mod pool;
mod prefs;
mod privacy;
mod qr_page;
mod replay;
mod rule_editor;
mod rule_form;
mod rules;
pub mod security;
mod sent_form;
mod sessions;
mod settings;
mod settings_privacy;
mod setup;
mod share;
mod slow;
mod team;
mod timeline;
mod tokens;
mod transfer;
mod tried;
pub mod upload;
mod visit_filters;
mod visit_table;
pub mod visitor;
pub mod visitor_form;
pub mod visitor_open;
mod visits;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use engine::Engine;
use http::{HeaderMap, StatusCode, header};
use hubs::OfHub;
use link_qr::OfLink;
use std::sync::Arc;

/// The desk.
pub fn routes() -> Router<Arc<Engine>> {
    Router::new()
        .route("/app", get(overview::see))
        .route("/app/setup", get(setup::ask).post(setup::make))
        .route("/app/sign-in", get(door::ask).post(door::enter))
        .route("/app/sign-out", post(door::leave))
        .route("/app/preferences", post(prefs::set))
        .route("/app/find", get(find::find))
        .route("/app/links", get(links::list))
        .route("/app/links/new", get(link_editor::new).post(link_editor::create).layer(upload::room()))
        .route("/app/links/draft", post(link_live::draft))
        .route("/app/links/export", get(transfer::export))
        .route(
            "/app/links/import",
            get(transfer::ask).post(transfer::bring).layer(DefaultBodyLimit::max(transfer::MOST)),
        )
        .route("/app/links/{id}", get(link_page::see))
        .route("/app/links/{id}/figures.csv", get(link_table::csv))
        .route("/app/links/{id}/edit", get(link_editor::edit).post(link_editor::save).layer(upload::room()))
        .route("/app/links/{id}/qr", get(qr_page::see::<OfLink>))
        .route("/app/links/{id}/qr/logo", post(qr_page::logo::<OfLink>).layer(upload::room()))
        .route("/app/links/{id}/qr.svg", get(qr_page::svg::<OfLink>))
        .route("/app/links/{id}/qr.png", get(qr_page::png::<OfLink>))
        .route("/app/links/{id}/opening", get(opening::see).post(opening::save))
        .route("/app/links/{id}/opening/visits", get(opening_visits::list))
        .route("/app/links/{id}/button", get(link_button::see).post(link_button::save))
        .route("/app/links/{id}/archive", post(link_page::archive))
        .route("/app/links/{id}/try", get(link_page::try_it))
        .route("/app/links/{id}/form", get(form_editor::edit).post(form_editor::save))
        .route("/app/links/{id}/form/preview", post(form_editor::preview))
        .route("/app/links/{id}/history", get(link_history::see))
        .route("/app/links/{id}/put-back", post(link_history::put_back))
        .route("/app/links/{id}/members/{member}", get(member_editor::edit).post(member_editor::save))
        .route("/app/links/{id}/rules", get(rules::see))
        .route("/app/links/{id}/rules/new", get(rule_editor::new).post(rule_editor::create))
        .route("/app/links/{id}/rules/draft", post(rule_editor::draft))
        .route("/app/links/{id}/rules/order", post(rules::order))
        .route("/app/links/{id}/rules/replay", get(replay::ask).post(replay::run))
        .route("/app/links/{id}/rules/{rule}", get(rule_editor::edit).post(rule_editor::save))
        .route("/app/links/{id}/rules/{rule}/switch", post(rules::switch))
        .route("/app/links/{id}/rules/{rule}/remove", post(rules::remove))
        .route("/app/links/{id}/members/{member}/switch", post(pool::switch))
        .route("/app/hubs", get(hubs::list))
        .route("/app/hubs/new", get(hubs::new).post(hubs::create).layer(upload::room()))
        .route("/app/hubs/draft", post(hubs::draft))
        .route("/app/hubs/{id}", get(hubs::see))
        .route("/app/hubs/{id}/edit", get(hubs::edit).post(hubs::save).layer(upload::room()))
        .route("/app/hubs/{id}/archive", post(hubs::archive))
        .route("/app/hubs/{id}/qr", get(qr_page::see::<OfHub>))
        .route("/app/hubs/{id}/qr/logo", post(qr_page::logo::<OfHub>).layer(upload::room()))
        .route("/app/hubs/{id}/qr.svg", get(qr_page::svg::<OfHub>))
        .route("/app/hubs/{id}/qr.png", get(qr_page::png::<OfHub>))
        .route("/app/leads", get(leads::list))
        .route("/app/leads/bulk", post(leads::bulk))
        .route("/app/leads/export.csv", get(export::csv))
        .route("/app/costs", get(costs::see).post(costs::bring).layer(DefaultBodyLimit::max(costs::MOST)))
        .route("/app/costs.csv", get(costs::export))
        .route("/app/costs/{id}/take-back", post(costs::take_back))
        .route("/app/overview.csv", get(overview::export))
        .route("/app/leads/{id}", get(lead::see).post(lead::save))
        .route("/app/leads/{id}/notes", post(lead::note))
        .route("/app/leads/{id}/conversions", post(conversions::of_lead::send))
        .route("/app/leads/{id}/consent", post(privacy::consent))
        .route("/app/leads/{id}/off-limits", post(privacy::switch))
        .route("/app/leads/{id}/everything.json", get(privacy::everything))
        .route("/app/leads/{id}/erase", get(privacy::ask).post(privacy::erase))
        .route("/app/conversions", get(conversions::list))
        .route("/app/conversions/destinations/new", get(conversions::new).post(conversions::create))
        .route("/app/conversions/destinations/{id}", get(conversions::see))
        .route("/app/conversions/destinations/{id}/edit", get(conversions::edit).post(conversions::save))
        .route("/app/conversions/destinations/{id}/verify", post(conversions::verify))
        .route("/app/conversions/destinations/{id}/test", post(conversions::test))
        .route("/app/conversions/destinations/{id}/resume", post(conversions::resume))
        .route("/app/conversions/destinations/{id}/switch", post(conversions::switch))
        .route("/app/conversions/destinations/{id}/rotate", post(conversions::rotate))
        .route("/app/conversions/destinations/{id}/archive", post(conversions::archive))
        .route("/app/conversions/deliveries", get(conversions::deliveries))
        .route("/app/conversions/deliveries.csv", get(conversions::table))
        .route("/app/conversions/deliveries/replay", get(conversions::ask).post(conversions::again))
        .route("/app/conversions/deliveries/{id}", get(conversions::story))
        .route("/app/conversions/deliveries/{id}/replay", post(conversions::once_more))
        .route("/app/conversions/suppressions", get(conversions::suppressions).post(conversions::suppress))
        .route("/app/conversions/suppressions/{fingerprint}/remove", post(conversions::unsuppress))
        .route("/app/conversions/replays/{id}", get(conversions::progress))
        .route("/app/visits", get(visits::list))
        .route("/app/visits.csv", get(visit_table::csv))
        .route("/app/visits/{id}", get(visits::see))
        .route("/app/team", get(team::list))
        .route("/app/team/new", get(team::new).post(team::create))
        .route("/app/team/{id}", get(team::edit).post(team::save))
        .route("/app/team/{id}/access", post(team::access))
        .route("/app/team/agents/{id}", get(agents::edit).post(agents::save))
        .route("/app/channels", get(channels::list))
        .route("/app/channels/new", get(channel_editor::new).post(channel_editor::create))
        .route("/app/channels/{id}", get(channel_editor::edit).post(channel_editor::save))
        .route("/app/channels/{id}/status", post(channels::switch))
        .route("/app/channels/{id}/archive", post(channel_editor::archive))
        .route("/app/settings", get(settings::see).post(settings::save))
        .route("/app/settings/privacy", get(settings_privacy::see).post(settings_privacy::save))
        .route("/app/settings/calendars", get(calendars::list))
        .route("/app/settings/calendars/new", get(calendars::new).post(calendars::create))
        .route("/app/settings/calendars/draft", post(calendars::draft))
        .route("/app/settings/calendars/{id}", get(calendars::edit).post(calendars::save))
        .route("/app/settings/calendars/{id}/remove", post(calendars::remove))
        .route("/app/settings/domains", get(domains::list).post(domains::add))
        .route("/app/settings/domains/{id}", get(domain_page::see).post(domain_page::save))
        .route("/app/settings/domains/{id}/verify", post(domain_page::verify))
        .route("/app/settings/domains/{id}/remove", post(domain_page::remove))
        .route("/app/settings/tokens", get(tokens::list).post(tokens::create))
        .route("/app/settings/tokens/{id}/revoke", post(tokens::revoke))
        .route("/app/settings/sessions", get(sessions::list))
        .route("/app/settings/sessions/end", post(sessions::end))
        .route("/app/settings/pictures", get(gallery::list))
        .route("/app/settings/pictures/{id}/remove", post(gallery::remove))
        .route("/app/settings/audit", get(sessions::changes))
        .layer(from_fn(slow::guard))
        .layer(from_fn(security::guard))
        .route("/app/static/{*name}", get(assets::get))
        // Stands in a frame of the desk, so it carries headers of its own.
        .route("/app/links/{id}/opening/page", get(opening::picture))
        .route("/-/{name}", get(assets::for_visitors))
}

/// Any other address: the friendly page, in the reader's language.
pub async fn not_found(headers: HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let page = visitor::not_found(domain::language::page(accept));
    let mut answer = (StatusCode::NOT_FOUND, Html(page)).into_response();
    security::visitor_headers(answer.headers_mut());
    answer
}
