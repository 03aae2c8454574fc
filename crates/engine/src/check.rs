//! What is wrong with a link's rules as they stand now: the analysis is `domain`'s, how places stand is the snapshot's.

use crate::Engine;
use crate::command::need;
use crate::rejection::Rejection;
use crate::snapshot::{LiveLink, Snapshot};
use domain::actor::Who;
use domain::id::{ChannelId, LinkId, WorkspaceId};
use domain::route::Rule;
use domain::route::check::{self, Finding, Standing, Surroundings};
use domain::scope::Scope;
use std::sync::Arc;

/// The rules that were looked at, and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub rules: Vec<Rule>,
    pub findings: Vec<Finding>,
}

/// Errors: `NotFound` for a link that is not this workspace's.
pub fn check(engine: &Engine, who: &Who, id: LinkId) -> Result<Checked, Rejection> {
    need(who, Scope::LinksRead)?;
    let snapshot = Arc::clone(&engine.live.now());
    let workspace = who.workspace;
    let link = snapshot.link(id).filter(|link| link.link.workspace == workspace).ok_or(Rejection::NotFound)?;
    let home = snapshot.homes.get(&workspace);
    let around = Surroundings {
        channel: &|id| channel(&snapshot, workspace, id),
        pool: pool(link),
        link: &|id| other(&snapshot, workspace, id),
        fallback: link.link.fallback.as_ref(),
        home_fallback: home.and_then(|home| home.fallback.as_ref()),
        holidays: &*snapshot.calendars,
        recognises: link.link.cookies,
        now: engine.now(),
    };
    let rules = link.link.extras.rules.clone();
    Ok(Checked { findings: check::check(&rules, &around), rules })
}

/// Archived channels are not in the snapshot: they are as good as gone.
fn channel(snapshot: &Snapshot, workspace: WorkspaceId, id: ChannelId) -> Standing {
    match snapshot.channel(workspace, id) {
        Some(channel) if channel.active => Standing::Takes,
        Some(_) => Standing::Off,
        None => Standing::Gone,
    }
}

fn pool(link: &LiveLink) -> Standing {
    if link.link.members.is_empty() {
        return Standing::Empty;
    }
    if link.seats.is_empty() {
        return Standing::Off;
    }
    let always = link.seat_members.iter().any(|at| link.duty(*at).is_none());
    if always { Standing::Takes } else { Standing::AtTimes }
}

fn other(snapshot: &Snapshot, workspace: WorkspaceId, id: LinkId) -> Standing {
    let Some(link) = snapshot.link(id).filter(|link| link.link.workspace == workspace) else {
        return Standing::Gone;
    };
    match pool(link) {
        _ if link.archived => Standing::Off,
        Standing::Takes => Standing::Takes,
        // Its own rules may still lead somewhere.
        _ if !link.rules.is_empty() => Standing::AtTimes,
        standing => standing,
    }
}
