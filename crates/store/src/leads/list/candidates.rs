//! Lead numbers from the one index that narrows a filter most, newest first.

use crate::error::Error;
use crate::reports::purchases;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::Value;
use domain::attribution::Model;
use domain::id::{AgentId, LeadId, WorkspaceId};
use domain::lead::filter::{Filter, Purchased, Search};
use domain::lead::{Priority, words};
use domain::workspace::FIRST_STATUS;

/// Numbers looked up by one statement.
pub(super) const CHUNK: usize = 100;
/// Entries read of an index that is not in the order of lead numbers, before they are sorted.
const UNORDERED: i64 = 20_000;

pub const STATEMENTS: &[&Statement] = &[&BY_AGENT, &BY_PHONE, &BY_WORD, &BY_TAG, &BY_STATUS, &BY_PRIORITY, &WITH_PHONE];

const BY_AGENT: Statement =
    Statement::new("leads.by_agent", "SELECT id FROM leads WHERE agent_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");

pub(super) enum Candidates {
    One(LeadId),
    Phone(String),
    Word(String),
    Tag(String),
    Agents(Vec<AgentId>),
    /// With what is asked of the purchase itself.
    Purchased(Purchased, Box<Filter>),
    Status(String),
    Priority(Priority),
    WithPhone,
}

pub(super) struct Drawn {
    /// Newest first, each once.
    pub(super) ids: Vec<i64>,
    /// There are more behind the last.
    pub(super) goes_on: bool,
}

impl Candidates {
    /// None: no index helps, the blocks do.
    pub(super) fn choose(filter: &Filter) -> Option<Self> {
        // Of all visitors few buy, and fewer within some days; and which purchase it was only they know.
        if let Some(purchased) = filter.purchased {
            let of_purchase =
                Filter { brought: filter.brought.clone(), hour: filter.hour.clone(), ..Filter::default() };
            return Some(Self::Purchased(purchased, Box::new(of_purchase)));
        }
        match &filter.search {
            Some(Search::Lead(lead)) => return Some(Self::One(*lead)),
            Some(Search::Phone(prefix)) => return Some(Self::Phone(prefix.clone())),
            // The longest is likely the rarest.
            Some(Search::Words(words)) => return words.iter().max_by_key(|word| word.len()).cloned().map(Self::Word),
            Some(Search::Nothing) | None => {}
        }
        if let Some(tag) = &filter.tag {
            return Some(Self::Tag(words::of_tag(tag)));
        }
        if let Some(agent) = filter.agent {
            return Some(Self::Agents(vec![agent]));
        }
        if let Some(keepers) = &filter.keepers {
            return Some(Self::Agents(keepers.clone()));
        }
        if let Some(status) = filter.status.as_ref().filter(|status| *status != FIRST_STATUS) {
            return Some(Self::Status(status.clone()));
        }
        if let Some(priority) = filter.priority.filter(|priority| *priority != Priority::Medium) {
            return Some(Self::Priority(priority));
        }
        (filter.has_phone == Some(true)).then_some(Self::WithPhone)
    }

    /// Whether the index is in the order of lead numbers, so that it can be read bite by bite.
    pub(super) fn are_in_order(&self) -> bool {
        !matches!(self, Self::Phone(_) | Self::Word(_) | Self::Purchased(..))
    }

    pub(super) fn draw(
        &self,
        tx: &mut Tx<'_>,
        workspace: WorkspaceId,
        before: i64,
        most: usize,
    ) -> Result<Drawn, Error> {
        let limit = most as i64;
        let ids = match self {
            Self::One(lead) => return Ok(Drawn { ids: vec![lead.0], goes_on: false }),
            Self::Phone(prefix) => {
                let range = [workspace.into(), prefix.into(), words::after_prefix(prefix).into()];
                return sorted(tx, &BY_PHONE, &range, before, most);
            }
            Self::Word(word) => {
                let range = [workspace.into(), word.into(), words::after_prefix(word).into()];
                return sorted(tx, &BY_WORD, &range, before, most);
            }
            Self::Tag(word) => ids(tx, &BY_TAG, &[workspace.into(), word.into(), before.into(), limit.into()])?,
            Self::Agents(agents) => {
                let mut all: Vec<i64> = Vec::new();
                for agent in agents {
                    all.extend(ids(tx, &BY_AGENT, &[agent.into(), before.into(), limit.into()])?);
                }
                newest_first(&mut all);
                all.truncate(most);
                all
            }
            Self::Purchased(asked, filter) => {
                let model = filter.brought.as_ref().map_or(Model::First, |brought| brought.model);
                let bought = purchases::leads(tx, workspace, *asked, model, |bought| {
                    filter.hour.as_ref().is_none_or(|hour| hour.holds(bought.at))
                        && filter.brought.as_ref().is_none_or(|by| by.is(&bought.brought))
                })?;
                let mut ids: Vec<i64> = bought.into_iter().map(|lead| lead.0).filter(|id| *id < before).collect();
                newest_first(&mut ids);
                let goes_on = ids.len() > most;
                ids.truncate(most);
                return Ok(Drawn { ids, goes_on });
            }
            Self::Status(status) => {
                ids(tx, &BY_STATUS, &[workspace.into(), status.into(), before.into(), limit.into()])?
            }
            Self::Priority(priority) => {
                let priority = priority.as_str();
                ids(tx, &BY_PRIORITY, &[workspace.into(), priority.into(), before.into(), limit.into()])?
            }
            Self::WithPhone => ids(tx, &WITH_PHONE, &[workspace.into(), before.into(), limit.into()])?,
        };
        let goes_on = ids.len() == most;
        Ok(Drawn { ids, goes_on })
    }
}

const BY_PHONE: Statement = Statement::new(
    "leads.by_phone",
    "SELECT id FROM leads WHERE workspace_id = $1 AND phone >= $2 AND phone < $3 AND id < $4 LIMIT $5",
);
const BY_WORD: Statement = Statement::new(
    "leads.by_word",
    "SELECT lead_id FROM lead_words WHERE workspace_id = $1 AND word >= $2 AND word < $3 AND lead_id < $4 LIMIT $5",
);
const BY_TAG: Statement = Statement::new(
    "leads.by_tag",
    "SELECT lead_id FROM lead_words WHERE workspace_id = $1 AND word = $2 AND lead_id < $3 \
                      ORDER BY lead_id DESC LIMIT $4",
);
// The partial indexes want their own condition word for word.
const BY_STATUS: Statement = Statement::new(
    "leads.by_status",
    "SELECT id FROM leads WHERE workspace_id = $1 AND status = $2 AND status <> 'new' AND id < $3 \
                         ORDER BY id DESC LIMIT $4",
);
const BY_PRIORITY: Statement = Statement::new(
    "leads.by_priority",
    "SELECT id FROM leads WHERE workspace_id = $1 AND priority = $2 AND priority <> 'medium' \
                           AND id < $3 ORDER BY id DESC LIMIT $4",
);
const WITH_PHONE: Statement = Statement::new(
    "leads.with_phone",
    "SELECT id FROM leads WHERE workspace_id = $1 AND phone IS NOT NULL AND id < $2 \
                          ORDER BY id DESC LIMIT $3",
);

fn ids(tx: &mut Tx<'_>, statement: &Statement, params: &[Value<'_>]) -> Result<Vec<i64>, Error> {
    tx.query(statement, params, |row| row.get(0))
}

/// An index in another order than the numbers': its first entries, sorted here.
fn sorted(
    tx: &mut Tx<'_>,
    statement: &Statement,
    range: &[Value<'_>; 3],
    before: i64,
    most: usize,
) -> Result<Drawn, Error> {
    let [workspace, from, to] = range.clone();
    let mut ids = ids(tx, statement, &[workspace, from, to, before.into(), UNORDERED.into()])?;
    newest_first(&mut ids);
    let goes_on = ids.len() > most;
    ids.truncate(most);
    Ok(Drawn { ids, goes_on })
}

fn newest_first(ids: &mut Vec<i64>) {
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.dedup();
}
