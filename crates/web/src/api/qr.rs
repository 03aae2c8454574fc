//! `/api/v1/links/{id}/qr` and `/api/v1/hubs/{id}/qr`: a QR code as data. The pictures themselves stand at the own
//! address of the link or the hub, for everybody; here a look is judged, and the addresses of what was judged are told.

use super::answer::{Answer, Ids, one};
use super::caller::Caller;
use super::document::LINKS;
use super::shape::picture::QrCodeJson;
use crate::problem::Problem;
use crate::qr::Code;
use crate::scan;
use axum::extract::State;
use domain::id::{HubId, LinkId};
use domain::problem::FieldError;
use engine::{Engine, Rejection, hubs, links, pictures};
use http::Uri;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Engine>> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(get_of_hub))
}

/// The QR code of a link, or what would keep a phone from reading it.
#[utoipa::path(get, path = "/api/v1/links/{link_id}/qr", tag = LINKS,
    params(("link_id" = String, Path),
           ("size" = Option<u32>, Query, description = "Pixels along a side", minimum = 64, maximum = 4096),
           ("fg" = Option<String>, Query, description = "Colour of the code, `#rrggbb`"),
           ("bg" = Option<String>, Query, description = "Colour of the ground, lighter than the code"),
           ("margin" = Option<u32>, Query, description = "Quiet zone in modules", minimum = 2, maximum = 20),
           ("level" = Option<String>, Query, description = "Error correction: `L`, `M`, `Q` or `H`"),
           ("logo" = Option<String>, Query, description = "Id of a picture of this workspace"),
           ("logo_size" = Option<u32>, Query, description = "In hundredths of the code's side", minimum = 5, maximum = 40)),
    responses((status = 200, body = QrCodeJson)))]
async fn get(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, uri: Uri) -> Answer {
    let view = links::get(&engine, &caller.who, ids.get("link_id", LinkId::parse)?).await?;
    told(&engine, &caller, &view.url, &uri).await
}

/// The QR code of a hub, or what would keep a phone from reading it.
#[utoipa::path(get, path = "/api/v1/hubs/{hub_id}/qr", tag = LINKS,
    params(("hub_id" = String, Path),
           ("size" = Option<u32>, Query, description = "Pixels along a side", minimum = 64, maximum = 4096),
           ("fg" = Option<String>, Query, description = "Colour of the code, `#rrggbb`"),
           ("bg" = Option<String>, Query, description = "Colour of the ground, lighter than the code"),
           ("margin" = Option<u32>, Query, description = "Quiet zone in modules", minimum = 2, maximum = 20),
           ("level" = Option<String>, Query, description = "Error correction: `L`, `M`, `Q` or `H`"),
           ("logo" = Option<String>, Query, description = "Id of a picture of this workspace"),
           ("logo_size" = Option<u32>, Query, description = "In hundredths of the code's side", minimum = 5, maximum = 40)),
    responses((status = 200, body = QrCodeJson)))]
async fn get_of_hub(State(engine): State<Arc<Engine>>, caller: Caller, ids: Ids, uri: Uri) -> Answer {
    let view = hubs::get(&engine, &caller.who, ids.get("hub_id", HubId::parse)?).await?;
    told(&engine, &caller, &view.url, &uri).await
}

/// The code of what stands at this whole address.
async fn told(engine: &Engine, caller: &Caller, url: &str, uri: &Uri) -> Answer {
    let look = scan::read(uri)?;
    let text = scan::text(url);
    let code = Code::new(&text, &look)?;
    if let Some(id) = look.logo {
        pictures::get(engine, &caller.who, id).await.map_err(|rejection| match rejection {
            Rejection::NotFound => Problem::from(vec![FieldError::new("logo", "no_such_picture")]),
            other => other.into(),
        })?;
    }
    one(QrCodeJson::new(url, text, &look, &code))
}
