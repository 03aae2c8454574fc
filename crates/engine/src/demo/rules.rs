//! Rules of the shop's first link, so that the example has some to read, move and try: wholesale by its campaign, in
//! office hours to the people for uniforms, else to a catalogue. The crowd's ads are others, so its visits go on as ever.

use super::shop;
use crate::Engine;
use crate::rejection::Rejection;
use crate::{calendars, channels, links};
use domain::actor::Who;
use domain::draft::calendar::NewCalendar;
use domain::draft::channel::NewChannel;
use domain::draft::link::LinkDraft;
use domain::id::LinkId;
use serde_json::json;

/// Gives the first link its rules; `office` is the link for uniforms.
pub(super) async fn write(engine: &Engine, owner: &Who, first: LinkId, office: LinkId) -> Result<(), Rejection> {
    let days = json!({"name": "Libur nasional", "country": shop::COUNTRY, "dates": [
        {"date": "2026-12-31", "name": "Tutup buku", "yearly": true}]});
    let holidays = calendars::create(engine, owner, NewCalendar::parse(&days)?).await?;
    let page = json!({"kind": "website", "name": "Katalog grosir", "url": "https://example.com/katalog-grosir"});
    let catalogue = channels::create(engine, owner, NewChannel::parse(&page, shop::COUNTRY)?).await?;
    let wholesale = json!({"field": "utm_campaign", "op": "contains", "value": ["grosir"]});
    let hours = json!({"field": "schedule", "op": "within", "value": {"time_zone": shop::TIME_ZONE,
        "days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "to": "17:00", "calendar_ids": [holidays.id.to_string()]}});
    let rules = json!({"rules": [
        {"name": "Grosir jam kantor", "when": {"all": [wholesale, hours]}, "then": {"link_id": office.to_string()}},
        {"name": "Grosir di luar jam", "when": {"all": [wholesale]}, "then": {"channel_id": catalogue.id.to_string()}},
    ]});
    links::patch(engine, owner, first, None, LinkDraft::parse(&rules, shop::COUNTRY)?).await?;
    Ok(())
}
