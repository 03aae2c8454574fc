//! The fields of an address in a form: on which domain it stands, and its last part. A link and a hub have the same.

use super::desk::Desk;
use domain::host::readable;
use engine::{Engine, domains};

/// What the fields are drawn of.
pub struct AddressFields {
    /// The domains it can stand on, each with its name; none when there is but the installation's own.
    pub domains: Vec<(String, String)>,
    /// What stands before the last part.
    pub base: String,
    /// The field whose words a new address follows; empty for one that is there already.
    pub follows: &'static str,
    /// What is said below the last part.
    pub help: String,
    /// It is there already: what a move does is said.
    pub moves: bool,
}

/// Whose address it is.
pub enum Of {
    New,
    Existing,
}

/// `path` is `/wa/` or `/h/`; `help` is said of a new address.
pub fn fields(
    engine: &Engine,
    d: &Desk,
    path: &str,
    of: Of,
    follows: &'static str,
    help: &'static str,
) -> AddressFields {
    let domains = choices(engine, d);
    let base = if domains.is_empty() { engine.settings.base_host() } else { "" };
    let moves = matches!(of, Of::Existing);
    AddressFields {
        base: format!("{base}{path}"),
        domains,
        follows: if moves { "" } else { follows },
        help: d.t(if moves { "link-address-help-rename" } else { help }),
        moves,
    }
}

/// Where an address of this workspace can stand: the installation's own domain first.
fn choices(engine: &Engine, d: &Desk) -> Vec<(String, String)> {
    let own = domains::usable(engine, d.who.workspace);
    if own.is_empty() {
        return Vec::new();
    }
    let base = (String::new(), engine.settings.base_host().to_owned());
    std::iter::once(base).chain(own.into_iter().map(|host| (host.clone(), readable(&host)))).collect()
}
