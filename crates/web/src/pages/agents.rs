//! The agents as choices: id and name.

use super::desk::Desk;
use engine::{Engine, Rejection};

/// More than these nobody chooses from a list.
const MOST: usize = 500;

pub async fn choices(engine: &Engine, d: &Desk) -> Result<Vec<(String, String)>, Rejection> {
    let page = engine::agents::list(engine, &d.who, None, MOST).await?;
    let mut all: Vec<_> = page.items.into_iter().map(|a| (a.id.to_string(), a.name)).collect();
    all.sort_by_key(|(_, name)| name.to_lowercase());
    Ok(all)
}
