//! What the hot path reads, read whole: links with their pools and addresses, channels, workspaces, rotations. Loaded
//! at start and after a change; between the two the answering path asks the store nothing.

use crate::error::Error;
use crate::row::Row;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::host::LostWords;
use domain::id::{LinkId, WorkspaceId};
use domain::link::{Channel, ClickEvent, Duty, Extras, Home, Link, Member, Method, Place, Preview, Target};
use domain::rotation::Rotation;
use domain::telegram::Telegram;
use domain::template::Template;
use domain::workspace::Settings;
use jiff::tz::TimeZone;
use std::collections::HashMap;

/// A link with every address it answers to: domain (`""` is the default one) and slug.
#[derive(Clone, Debug)]
pub struct Addressed {
    pub link: Link,
    pub addresses: Vec<Address>,
    pub archived: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub domain: String,
    pub slug: String,
    /// False for an address from before a renaming.
    pub current: bool,
}

const LINKS: Statement = Statement::new(
    "snapshot.links",
    "SELECT id, workspace_id, name, message, method, sticky, click_event, fallback, preview, archived_at, version,
        extras, cookies FROM links",
);
const LINK: Statement = Statement::new(
    "snapshot.link",
    "SELECT id, workspace_id, name, message, method, sticky, click_event, fallback, preview, archived_at, version,
        extras, cookies FROM links WHERE id = $1",
);
const MEMBERS: Statement = Statement::new(
    "snapshot.members",
    "SELECT m.link_id, m.id, m.agent_id, m.name, m.weight, m.active, c.id, c.place, c.status,
        m.extras
     FROM members m JOIN agents a ON a.id = m.agent_id JOIN channels c ON c.id = a.channel_id
     WHERE m.removed_at IS NULL ORDER BY m.link_id, m.position, m.id",
);
const LINK_MEMBERS: Statement = Statement::new(
    "snapshot.link_members",
    "SELECT m.link_id, m.id, m.agent_id, m.name, m.weight, m.active, c.id, c.place, c.status,
        m.extras
     FROM members m JOIN agents a ON a.id = m.agent_id JOIN channels c ON c.id = a.channel_id
     WHERE m.link_id = $1 AND m.removed_at IS NULL ORDER BY m.position, m.id",
);
const ADDRESSES: Statement =
    Statement::new("snapshot.addresses", "SELECT link_id, domain, slug, current FROM link_addresses");
const LINK_ADDRESSES: Statement = Statement::new(
    "snapshot.link_addresses",
    "SELECT link_id, domain, slug, current FROM link_addresses WHERE link_id = $1",
);
const CHANNELS: Statement = Statement::new(
    "snapshot.channels",
    "SELECT workspace_id, id, kind, name, place, status FROM channels WHERE archived_at IS NULL",
);
const HOMES: Statement =
    Statement::new("snapshot.homes", "SELECT id, name, country, settings, time_zone FROM workspaces");
const DOMAINS: Statement = Statement::new(
    "snapshot.domains",
    "SELECT workspace_id, host, token, is_primary, root_url, not_found, verified_at FROM domains ORDER BY id",
);
const WHEELS: Statement = Statement::new(
    "snapshot.wheels",
    "SELECT link_id, epoch, fingerprint, last_member, counts FROM rotations WHERE node = $1",
);
const CHANGES: Statement = Statement::new(
    "snapshot.changes",
    "SELECT seq, noun, id FROM config_changes WHERE seq > $1 ORDER BY seq LIMIT 10000",
);
const NEWEST_CHANGE: Statement =
    Statement::new("snapshot.newest_change", "SELECT coalesce(max(seq), 0) FROM config_changes");
const AGENT_NAMES: Statement = Statement::new("snapshot.agent_names", "SELECT id, name FROM agents");

pub const STATEMENTS: &[&Statement] = &[
    &LINKS,
    &LINK,
    &MEMBERS,
    &LINK_MEMBERS,
    &ADDRESSES,
    &LINK_ADDRESSES,
    &CHANNELS,
    &DOMAINS,
    &HOMES,
    &WHEELS,
    &CHANGES,
    &NEWEST_CHANGE,
    &AGENT_NAMES,
];

/// Every link of every workspace.
pub fn links(tx: &mut Tx<'_>) -> Result<Vec<Addressed>, Error> {
    let mut members: HashMap<LinkId, Vec<Member>> = HashMap::new();
    tx.each(&MEMBERS, &[], |row| {
        members.entry(row.get(0)?).or_default().push(member(row)?);
        Ok(())
    })?;
    let mut addresses: HashMap<LinkId, Vec<Address>> = HashMap::new();
    tx.each(&ADDRESSES, &[], |row| {
        addresses.entry(row.get(0)?).or_default().push(address(row)?);
        Ok(())
    })?;
    tx.query(&LINKS, &[], |row| {
        let id = row.get(0)?;
        link(row, members.remove(&id).unwrap_or_default(), addresses.remove(&id).unwrap_or_default())
    })
}

/// One link; none when it does not exist.
pub fn link_by_id(tx: &mut Tx<'_>, id: LinkId) -> Result<Option<Addressed>, Error> {
    let members = tx.query(&LINK_MEMBERS, &[id.into()], member)?;
    let addresses = tx.query(&LINK_ADDRESSES, &[id.into()], address)?;
    let mut parts = Some((members, addresses));
    tx.opt(&LINK, &[id.into()], |row| {
        let (members, addresses) = parts.take().unwrap_or_default();
        link(row, members, addresses)
    })
}

fn link(row: &Row<'_>, members: Vec<Member>, addresses: Vec<Address>) -> Result<Addressed, Error> {
    let message: &str = row.get(3)?;
    let archived: Option<i64> = row.get(9)?;
    Ok(Addressed {
        link: Link {
            id: row.get(0)?,
            workspace: row.get(1)?,
            name: row.get(2)?,
            // The engine knows the base address; here only the path is known.
            url: String::new(),
            message: Template::parse(message),
            method: known(Method::parse(row.get(4)?), "method")?,
            members,
            sticky: row.get(5)?,
            cookies: row.get(12)?,
            click_event: known(ClickEvent::parse(row.get(6)?), "click event")?,
            fallback: row.get::<Option<&str>>(7)?.map(json::<Target>).transpose()?,
            preview: json::<Preview>(row.get(8)?)?,
            extras: json::<Extras>(row.get(11)?)?,
            version: row.get(10)?,
        },
        addresses,
        archived: archived.is_some(),
    })
}

fn member(row: &Row<'_>) -> Result<Member, Error> {
    let place: &str = row.get(7)?;
    let status: &str = row.get(8)?;
    Ok(Member {
        id: row.get(1)?,
        agent: row.get(2)?,
        name: row.get(3)?,
        weight: row.get(4)?,
        active: row.get(5)?,
        channel: row.get(6)?,
        digits: place.trim_start_matches('+').to_owned(),
        channel_active: status == "active",
        duty: row.get::<Option<&str>>(9)?.map(json::<Duty>).transpose()?.unwrap_or_default(),
    })
}

/// After the id of whose it is: domain, slug, current.
pub(crate) fn address(row: &Row<'_>) -> Result<Address, Error> {
    Ok(Address { domain: row.get(1)?, slug: row.get(2)?, current: row.get(3)? })
}

/// Every channel with its workspace.
pub fn channels(tx: &mut Tx<'_>) -> Result<Vec<(WorkspaceId, Channel)>, Error> {
    tx.query(&CHANNELS, &[], |row| {
        let place: String = row.get(4)?;
        let place = match row.get::<&str>(2)? {
            "whatsapp" => Place::Whatsapp(place.trim_start_matches('+').to_owned()),
            "telegram" => Place::Telegram(Telegram::from_stored(&place)),
            "website" => Place::Website(place),
            "booking" => Place::Booking(place),
            other => return Err(Error::Damaged(format!("channel kind {other}"))),
        };
        let active = row.get::<&str>(5)? == "active";
        Ok((row.get(0)?, Channel { id: row.get(1)?, name: row.get(3)?, place, active }))
    })
}

/// A domain as the answering path reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    pub workspace: WorkspaceId,
    pub host: String,
    pub token: String,
    pub is_primary: bool,
    pub root_url: Option<String>,
    pub lost: LostWords,
    /// False: only claimed, by this workspace and perhaps by others.
    pub verified: bool,
}

/// Every domain of every workspace, claims too.
pub fn domains(tx: &mut Tx<'_>) -> Result<Vec<Domain>, Error> {
    tx.query(&DOMAINS, &[], |row| {
        let verified_at: Option<i64> = row.get(6)?;
        Ok(Domain {
            workspace: row.get(0)?,
            host: row.get(1)?,
            token: row.get(2)?,
            is_primary: row.get(3)?,
            root_url: row.get(4)?,
            lost: json(row.get(5)?)?,
            verified: verified_at.is_some(),
        })
    })
}

pub fn homes(tx: &mut Tx<'_>) -> Result<Vec<Home>, Error> {
    tx.query(&HOMES, &[], |row| {
        let settings: Settings = json(row.get(3)?)?;
        Ok(Home {
            id: row.get(0)?,
            name: row.get(1)?,
            country: row.get(2)?,
            zone: TimeZone::get(row.get(4)?).unwrap_or(TimeZone::UTC),
            fallback: settings.fallback,
            catch_all: settings.catch_all,
            ip: settings.privacy.ip,
        })
    })
}

/// The wheels of a node, as far as they are projected.
pub fn wheels(tx: &mut Tx<'_>, node: i64) -> Result<Vec<(LinkId, Rotation)>, Error> {
    tx.query(&WHEELS, &[node.into()], |row| {
        let counts = json(row.get(4)?)?;
        let rotation = Rotation::restore(row.get(1)?, row.get::<i64>(2)?.cast_unsigned(), Some(row.get(3)?), counts);
        Ok((row.get(0)?, rotation))
    })
}

/// The names of agents, for the sentence about one who is off.
pub fn agent_names(tx: &mut Tx<'_>) -> Result<Vec<(domain::id::AgentId, String)>, Error> {
    tx.query(&AGENT_NAMES, &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A change of configuration: its place in the order, what kind of thing, and its id's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub seq: i64,
    pub noun: String,
    pub id: Vec<u8>,
}

/// Changes after `seq`, at most 10,000 at once. On PostgreSQL numbers are drawn before they are committed, so
/// a reader asks again for some that it has passed.
pub fn changes_after(tx: &mut Tx<'_>, seq: i64) -> Result<Vec<Change>, Error> {
    tx.query(&CHANGES, &[seq.into()], |row| Ok(Change { seq: row.get(0)?, noun: row.get(1)?, id: row.get(2)? }))
}

pub fn newest_change(tx: &mut Tx<'_>) -> Result<i64, Error> {
    tx.one(&NEWEST_CHANGE, &[], |row| row.get(0))
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|e| Error::Damaged(e.to_string()))
}

fn known<T>(value: Option<T>, what: &str) -> Result<T, Error> {
    value.ok_or_else(|| Error::Damaged(format!("unknown {what}")))
}
