//! How a link's turns were given: for each member the turns taken, the visits that came back to them, and the share
//! that was planned beside the one that it became.

use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use domain::id::{AgentId, LinkId, MemberId, WorkspaceId};

const MEMBERS: Statement = Statement::new(
    "figures.members",
    "SELECT m.id, m.agent_id, m.name, m.weight, m.active, coalesce(t.turns, 0), coalesce(t.sticky, 0), l.method, \
     CASE WHEN c.status = 'active' AND c.archived_at IS NULL THEN 1 ELSE 0 END \
     FROM members m JOIN links l ON l.id = m.link_id JOIN agents a ON a.id = m.agent_id \
     JOIN channels c ON c.id = a.channel_id LEFT JOIN member_turns t ON t.member_id = m.id \
     WHERE m.link_id = $1 AND l.workspace_id = $2 AND m.removed_at IS NULL ORDER BY m.position, m.id",
);

pub const STATEMENTS: &[&Statement] = &[&MEMBERS];

#[derive(Clone, Debug, PartialEq)]
pub struct MemberFigures {
    pub id: MemberId,
    pub agent: AgentId,
    pub name: String,
    /// Takes visitors now: switched on, with a weight, on a channel that is on.
    pub taking: bool,
    /// Visitors assigned in turn, since the member is there.
    pub turns: i64,
    /// Visits that came back to their agent.
    pub sticky: i64,
    /// Of the turns to come, 0 to 1, by weight among those who take now.
    pub planned: f64,
    /// Of the turns given to the present members, 0 to 1.
    pub actual: f64,
}

/// The present members of a link in their order.
pub fn members(tx: &mut Tx<'_>, workspace: WorkspaceId, link: LinkId) -> Result<Vec<MemberFigures>, Error> {
    let mut weights = Vec::new();
    let mut figures = tx.query(&MEMBERS, &[link.into(), workspace.into()], |row| {
        let (weight, active, on): (i64, bool, bool) = (row.get(3)?, row.get(4)?, row.get(8)?);
        let weight = if row.get::<&str>(7)? == "weighted" { weight } else { 1 };
        let taking = active && on && weight > 0;
        weights.push(if taking { weight } else { 0 });
        Ok(MemberFigures {
            id: row.get(0)?,
            agent: row.get(1)?,
            name: row.get(2)?,
            taking,
            turns: row.get(5)?,
            sticky: row.get(6)?,
            planned: 0.0,
            actual: 0.0,
        })
    })?;
    let weight: i64 = weights.iter().sum();
    let turns: i64 = figures.iter().map(|member| member.turns).sum();
    for (member, own) in figures.iter_mut().zip(weights) {
        member.planned = share(own, weight);
        member.actual = share(member.turns, turns);
    }
    Ok(figures)
}

fn share(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
