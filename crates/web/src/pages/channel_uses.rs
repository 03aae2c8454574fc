//! What sends visitors to a channel: links by a seat of their pool or by their fallback, and the workspace by its own
//! fallback and for addresses that don't exist. Read for the eye; whether a channel may go is the engine's to say.

use super::desk::Desk;
use domain::id::ChannelId;
use domain::link::Target;
use engine::{Engine, Rejection, links, workspace};
use std::collections::HashMap;

/// Links beyond these are not looked at for a page.
const MOST: usize = 500;

/// One place that leads to a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub name: String,
    pub href: String,
    /// A link, or else a setting of the workspace.
    pub link: bool,
}

pub struct Uses {
    pub of: HashMap<ChannelId, Vec<Use>>,
    /// False when there are more links than were looked at.
    pub whole: bool,
}

pub async fn all(engine: &Engine, d: &Desk) -> Result<Uses, Rejection> {
    let mut of: HashMap<ChannelId, Vec<Use>> = HashMap::new();
    let mut add = |id: ChannelId, one: Use| {
        let uses = of.entry(id).or_default();
        if !uses.contains(&one) {
            uses.push(one);
        }
    };
    let found = links::list(engine, &d.who, store::links::Filter::default(), None, MOST).await?;
    for view in found.items {
        let one = Use { name: view.link.name, href: format!("/app/links/{}", view.link.id), link: true };
        for seat in &view.seats {
            add(seat.seat.channel, one.clone());
        }
        if let Some(Target::ChannelId(id)) = view.link.fallback {
            add(id, one);
        }
    }
    let settings = workspace::rules(engine, &d.who).await?.settings;
    let setting = |key: &str| Use { name: d.t(key), href: "/app/settings".to_owned(), link: false };
    if let Some(Target::ChannelId(id)) = settings.fallback {
        add(id, setting("settings-nobody"));
    }
    if let Some(id) = settings.catch_all {
        add(id, setting("settings-catch-all"));
    }
    Ok(Uses { of, whole: !found.more })
}
