//! The channels that a fallback may lead to, as choices.

use super::desk::Desk;
use engine::Engine;
use engine::Rejection;
use store::channels::Filter;

/// Id and what people call it, the living ones.
pub async fn choices(engine: &Engine, d: &Desk) -> Result<Vec<(String, String)>, Rejection> {
    let page = engine::channels::list(engine, &d.who, Filter::default(), None, 200).await?;
    Ok(page.items.into_iter().map(|c| (c.id.to_string(), format!("{} · {}", c.name, c.place))).collect())
}
