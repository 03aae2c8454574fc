//! What a visit came by, named: a link, or a hub whose entry led straight to a channel. Both stand in the same place of a
//! visit, and people should not have to know.

use super::desk::Desk;
use domain::id::{HubId, LinkId};
use engine::{Engine, hubs, links};

pub struct Named {
    pub name: String,
    /// Its page at the desk; empty when it is gone.
    pub href: String,
}

/// As it is called now.
pub async fn of(engine: &Engine, d: &Desk, id: LinkId) -> Named {
    if let Ok(view) = links::get(engine, &d.who, id).await {
        return Named { name: view.link.name, href: format!("/app/links/{id}") };
    }
    if let Ok(view) = hubs::get(engine, &d.who, HubId(id.0)).await {
        return Named { name: view.hub.name, href: format!("/app/hubs/{id}") };
    }
    Named { name: d.t("value-unknown"), href: String::new() }
}
