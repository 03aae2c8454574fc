//! Seats of the links' pools. A seat that was removed stays as a row: its turns belong to history.

use crate::value::json;
use crate::{Error, Row, Statement, Tx, Value};
use domain::id::{AgentId, ChannelId, LinkId, MemberId};
use domain::link::Duty;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    pub link: LinkId,
    pub agent: AgentId,
    pub name: String,
    pub weight: u32,
    pub active: bool,
    pub duty: Duty,
    pub position: i64,
    pub created_at: i64,
}

/// A seat with who sits on it and what it was given so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    pub member: Member,
    pub agent_name: String,
    pub channel: ChannelId,
    /// E.164 with plus.
    pub number: String,
    pub channel_active: bool,
    /// Visitors assigned in turn.
    pub turns: i64,
    /// Visits that came back to their agent.
    pub sticky: i64,
}

const OF_LINK: Statement = Statement::new(
    "members.of_link",
    "SELECT m.id, m.link_id, m.agent_id, m.name, m.weight, m.active, m.position, m.created_at, a.name, c.id, c.place, \
     c.status, COALESCE(t.turns, 0), COALESCE(t.sticky, 0), m.extras \
     FROM members m JOIN agents a ON a.id = m.agent_id JOIN channels c ON c.id = a.channel_id \
     LEFT JOIN member_turns t ON t.member_id = m.id \
     WHERE m.link_id = $1 AND m.removed_at IS NULL ORDER BY m.position, m.id",
);
const INSERT: Statement = Statement::new(
    "members.insert",
    "INSERT INTO members (id, link_id, agent_id, name, weight, active, position, created_at, extras) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const UPDATE: Statement = Statement::new(
    "members.update",
    "UPDATE members SET agent_id = $1, name = $2, weight = $3, active = $4, position = $5, extras = $6 \
     WHERE link_id = $7 AND id = $8",
);
const REMOVE: Statement = Statement::new(
    "members.remove",
    "UPDATE members SET removed_at = $1 WHERE link_id = $2 AND id = $3 AND removed_at IS NULL",
);
const FORMER: Statement = Statement::new(
    "members.former",
    "SELECT id FROM members WHERE link_id = $1 AND agent_id = $2 AND removed_at IS NOT NULL \
     ORDER BY removed_at DESC LIMIT 1",
);
const REVIVE: Statement =
    Statement::new("members.revive", "UPDATE members SET removed_at = NULL WHERE link_id = $1 AND id = $2");
const LINKS_OF_CHANNEL: Statement = Statement::new(
    "members.links_of_channel",
    "SELECT DISTINCT m.link_id FROM members m JOIN agents a ON a.id = m.agent_id \
     WHERE a.channel_id = $1 AND m.removed_at IS NULL",
);

const TURNS_SINCE: Statement = Statement::new(
    "members.turns_since",
    "SELECT CAST(COALESCE(SUM(CASE WHEN node = $1 THEN turns ELSE 0 END), 0) AS BIGINT), \
     CAST(COALESCE(SUM(turns), 0) AS BIGINT) FROM member_quarters WHERE member_id = $2 AND quarter >= $3",
);
const FORGET_QUARTERS: Statement =
    Statement::new("members.forget_quarters", "DELETE FROM member_quarters WHERE quarter < $1");

pub const STATEMENTS: &[&Statement] =
    &[&TURNS_SINCE, &FORGET_QUARTERS, &OF_LINK, &INSERT, &UPDATE, &REMOVE, &FORMER, &REVIVE, &LINKS_OF_CHANNEL];

/// The pool in its order, without removed seats.
pub fn of_link(tx: &mut Tx<'_>, link: LinkId) -> Result<Vec<Seat>, Error> {
    tx.query(&OF_LINK, &[link.into()], read)
}

pub fn insert(tx: &mut Tx<'_>, member: &Member) -> Result<(), Error> {
    let params: [Value<'_>; 9] = [
        member.id.into(),
        member.link.into(),
        member.agent.into(),
        (&member.name).into(),
        member.weight.into(),
        member.active.into(),
        member.position.into(),
        member.created_at.into(),
        duty(&member.duty)?.into(),
    ];
    tx.execute(&INSERT, &params)?;
    Ok(())
}

pub fn update(tx: &mut Tx<'_>, member: &Member) -> Result<(), Error> {
    let params: [Value<'_>; 8] = [
        member.agent.into(),
        (&member.name).into(),
        member.weight.into(),
        member.active.into(),
        member.position.into(),
        duty(&member.duty)?.into(),
        member.link.into(),
        member.id.into(),
    ];
    tx.execute(&UPDATE, &params)?;
    Ok(())
}

pub fn remove(tx: &mut Tx<'_>, link: LinkId, id: MemberId, at: i64) -> Result<(), Error> {
    tx.execute(&REMOVE, &[at.into(), link.into(), id.into()])?;
    Ok(())
}

/// The seat that the agent had here before, which keeps its turns when they come back.
pub fn former(tx: &mut Tx<'_>, link: LinkId, agent: AgentId) -> Result<Option<MemberId>, Error> {
    tx.opt(&FORMER, &[link.into(), agent.into()], |row| row.get(0))
}

pub fn revive(tx: &mut Tx<'_>, link: LinkId, id: MemberId) -> Result<(), Error> {
    tx.execute(&REVIVE, &[link.into(), id.into()])?;
    Ok(())
}

/// Microseconds of a quarter of an hour: every zone's midnight is the start of one.
pub const QUARTER: i64 = 900_000_000;

/// Turns that this node and the others have given, as far as they are projected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TurnsSince {
    pub own: i64,
    pub others: i64,
}

/// The turns of a member since a midnight.
pub fn turns_since(tx: &mut Tx<'_>, member: MemberId, began: i64, node: i64) -> Result<TurnsSince, Error> {
    let quarter = began.div_euclid(QUARTER);
    tx.one(&TURNS_SINCE, &[node.into(), member.into(), quarter.into()], |row| {
        let (own, all): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok(TurnsSince { own, others: all - own })
    })
}

/// Drops counts that no day asks for any more.
pub fn forget_quarters_before(tx: &mut Tx<'_>, at: i64) -> Result<u64, Error> {
    tx.execute(&FORGET_QUARTERS, &[at.div_euclid(QUARTER).into()])
}

/// The links whose pool has a seat on this channel.
pub fn links_of_channel(tx: &mut Tx<'_>, channel: ChannelId) -> Result<Vec<LinkId>, Error> {
    tx.query(&LINKS_OF_CHANNEL, &[channel.into()], |row| row.get(0))
}

/// Nothing for a member who is always on.
fn duty(duty: &Duty) -> Result<Option<String>, Error> {
    (!duty.is_always()).then(|| json(duty)).transpose()
}

fn read_duty(text: Option<&str>) -> Result<Duty, Error> {
    let Some(text) = text else { return Ok(Duty::default()) };
    serde_json::from_str(text).map_err(|error| Error::Damaged(format!("a member's hours: {error}")))
}

fn read(row: &Row<'_>) -> Result<Seat, Error> {
    Ok(Seat {
        member: Member {
            id: row.get(0)?,
            link: row.get(1)?,
            agent: row.get(2)?,
            name: row.get(3)?,
            weight: row.get(4)?,
            active: row.get(5)?,
            duty: read_duty(row.get(14)?)?,
            position: row.get(6)?,
            created_at: row.get(7)?,
        },
        agent_name: row.get(8)?,
        channel: row.get(9)?,
        number: row.get(10)?,
        channel_active: row.get::<&str>(11)? == "active",
        turns: row.get(12)?,
        sticky: row.get(13)?,
    })
}
