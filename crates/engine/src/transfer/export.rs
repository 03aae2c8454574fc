//! Every link of a workspace as a file, archived ones too, in the order of their addresses: the same links, the same bytes.

use super::portable::Book;
use super::{Format, write};
use crate::Engine;
use crate::command::{need, read_from};
use crate::links::every;
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::scope::Scope;
use store::Store;

pub async fn export(engine: &Engine, who: &Who, format: Format) -> Result<Vec<u8>, Rejection> {
    export_from(&engine.store, who, format).await
}

/// [`export`] where there is a store and no engine.
pub(crate) async fn export_from(store: &Store, who: &Who, format: Format) -> Result<Vec<u8>, Rejection> {
    need(who, Scope::LinksRead)?;
    let workspace = who.workspace;
    read_from(store, move |tx| {
        let book = Book::read(tx, workspace)?;
        let mut views = every(tx, workspace)?;
        views.sort_by(|a, b| (&a.link.domain, &a.link.slug).cmp(&(&b.link.domain, &b.link.slug)));
        let links: Vec<_> = views.iter().map(|view| book.portable(view)).collect();
        Ok(write(format, &links))
    })
    .await
}
