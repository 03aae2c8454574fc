//! A link like another one, on the same domain under its own address and with no turns given yet.

use super::create;
use super::view::LinkView;
use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::draft::link::NewLink;
use domain::draft::member::NewSeat;
use domain::draft::preview::PreviewDraft;
use domain::host;
use domain::id::LinkId;
use domain::phone;
use domain::scope::Scope;
use domain::slug::Slug;
use store::members::Member;
use store::{Tx, links, members};

/// `name`: none takes the other link's. Errors: as of [`super::create`].
pub async fn copy(
    engine: &Engine,
    who: &Who,
    of: LinkId,
    slug: Slug,
    name: Option<String>,
) -> Result<LinkView, Rejection> {
    need(who, Scope::LinksWrite)?;
    let (who, base, now) = (who.clone(), engine.settings.base_url.clone(), engine.now());
    let made = command::write(engine, move |tx| {
        let new = like(tx, &who, of, slug, name)?;
        create::save(tx, &who, &base, new, "link.copied", now)
    })
    .await?;
    command::announce(engine).await;
    Ok(made)
}

fn like(tx: &mut Tx<'_>, who: &Who, of: LinkId, slug: Slug, name: Option<String>) -> Result<NewLink, Rejection> {
    let link = links::get(tx, who.workspace, of)?.ok_or(Rejection::NotFound)?;
    let seats = members::of_link(tx, of)?.into_iter().map(|seat| {
        let number = phone::parse(&seat.number, "")
            .map_err(|_| store::Error::Damaged(format!("number of member {}", seat.member.id)))?;
        let Member { name, weight, active, duty, .. } = seat.member;
        Ok(NewSeat { name, number, weight, active, duty })
    });
    Ok(NewLink {
        slug,
        domain: Some(host::parse(&link.domain).ok()),
        name: name.unwrap_or(link.name),
        message: link.message,
        method: link.method,
        members: seats.collect::<Result<_, store::Error>>()?,
        sticky: link.sticky,
        cookies: link.cookies,
        click_event: link.click_event,
        fallback: link.fallback,
        preview: PreviewDraft::from(&link.preview),
        extras: link.extras.into(),
    })
}
