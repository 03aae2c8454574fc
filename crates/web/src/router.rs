//! The URL map. Links are not in it: they go past the router, straight to [`crate::visit`].
//!
//! | address | what |
//! |---|---|
//! | `/wa/{slug}` | a link (see [`crate::visit`]) |
//! | `/wa/{slug}/qr.svg`, `qr.png` | its QR code |
//! | `/-/pictures/{id}` | a picture of a preview or a hub |
//! | `/-/beacon` | what the page that opens a chat tells (likewise) |
//! | `/app/…` | the desk |
//! | `/api/v1/…`, `/api/openapi.json`, `/api/docs` | the API |
//! | `/h/{slug}`, `/h/{slug}/go/{entry}` | a hub and a press of one of its entries (see [`crate::visit`]); `/qr.svg`, `/qr.png` its code |
//! | `/-/button.js`, `/-/button/…`, `/-/hub.css` | what visitors' pages need on any host |
//! | `/tls/allowed`, `/.well-known/giliran/…` | own domains (see [`crate::own_domain`], which also says what is answered on them) |
//! | `/healthz`, `/readyz`, `/metrics` | operation |

use crate::visit::Figures;
use crate::{api, button, hub, operation, own_domain, pages, pictures, scan};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::get;
use engine::Engine;
use std::sync::Arc;

pub fn routes(engine: Arc<Engine>, figures: Arc<Figures>) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::to("/app") }))
        .merge(operation::routes(figures))
        .merge(own_domain::routes())
        .merge(pages::routes())
        .merge(pictures::routes())
        .merge(scan::routes())
        .merge(api::routes())
        .merge(button::routes())
        .merge(hub::routes())
        .fallback(pages::not_found)
        .layer(from_fn_with_state(Arc::clone(&engine), own_domain::guard))
        .with_state(engine)
}
