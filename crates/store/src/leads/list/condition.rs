//! A filter as conditions of a statement. The pieces are constants; what was asked for becomes parameters only.

use crate::value::Value;
use domain::id::WorkspaceId;
use domain::lead::filter::{Filter, Search};
use domain::lead::words;

pub(super) struct Conditions {
    pub(super) workspace: WorkspaceId,
    parts: Vec<Part>,
}

/// A piece of SQL with `?` where its parameters go.
struct Part {
    sql: String,
    params: Vec<Value<'static>>,
}

impl Conditions {
    pub(super) fn of(workspace: WorkspaceId, filter: &Filter) -> Self {
        let mut parts = Vec::new();
        let mut add = |sql: &str, params: Vec<Value<'static>>| parts.push(Part { sql: sql.to_owned(), params });
        add("l.workspace_id = ?", vec![workspace.into()]);
        let texts = [
            ("l.status = ?", &filter.status),
            ("l.source = ?", &filter.source),
            ("l.country = ?", &filter.country),
            ("l.campaign = ?", &filter.campaign),
            ("l.device = ?", &filter.device),
        ];
        for (sql, text) in texts {
            if let Some(text) = text {
                add(sql, vec![text.clone().into()]);
            }
        }
        if let Some(agent) = filter.agent {
            add("l.agent_id = ?", vec![agent.into()]);
        }
        if filter.unassigned {
            add("l.agent_id IS NULL", vec![]);
        }
        for (asked, yes, no) in [
            (filter.has_data, "l.left_data_at IS NOT NULL", "l.left_data_at IS NULL"),
            (filter.has_opened, "l.opened_at IS NOT NULL", "l.opened_at IS NULL"),
            (filter.has_chat, "l.chat_count > 0", "l.chat_count = 0"),
        ] {
            if let Some(asked) = asked {
                add(if asked { yes } else { no }, vec![]);
            }
        }
        if let Some(link) = filter.link {
            add("l.link_id = ?", vec![link.into()]);
        }
        if let Some(priority) = filter.priority {
            add("l.priority = ?", vec![priority.as_str().into()]);
        }
        if let Some(from) = filter.created_from {
            add("l.created_at >= ?", vec![from.into()]);
        }
        if let Some(before) = filter.created_before {
            add("l.created_at < ?", vec![before.into()]);
        }
        // Not as the indexes on phones have it: by numbers these leads are looked up already.
        match filter.has_phone {
            Some(true) => add("coalesce(l.phone, '') <> ''", vec![]),
            Some(false) => add("coalesce(l.phone, '') = ''", vec![]),
            None => {}
        }
        if let Some(keepers) = &filter.keepers {
            let places = vec!["?"; keepers.len()].join(", ");
            add(&format!("l.agent_id IN ({places})"), keepers.iter().map(Value::from).collect());
        }
        if let Some(tag) = &filter.tag {
            add(WORD_IS, vec![workspace.into(), words::of_tag(tag).into()]);
        }
        match &filter.search {
            Some(Search::Lead(lead)) => add("l.id = ?", vec![lead.into()]),
            Some(Search::Phone(prefix)) => {
                add(
                    "coalesce(l.phone, '') >= ? AND coalesce(l.phone, '') < ?",
                    vec![prefix.clone().into(), words::after_prefix(prefix).into()],
                );
            }
            Some(Search::Words(asked)) => {
                for word in asked {
                    let end = words::after_prefix(word);
                    add(WORD_BEGINS, vec![workspace.into(), word.clone().into(), end.into()]);
                }
            }
            Some(Search::Nothing) | None => {}
        }
        Self { workspace, parts }
    }

    /// Adds ` AND …` for each condition, with its parameters numbered on from those that are there.
    pub(super) fn append(&self, sql: &mut String, params: &mut Vec<Value<'static>>) {
        for part in &self.parts {
            sql.push_str(" AND ");
            let mut given = part.params.iter();
            for piece in part.sql.split_inclusive('?') {
                match piece.strip_suffix('?') {
                    None => sql.push_str(piece),
                    Some(text) => {
                        params.extend(given.next().cloned());
                        sql.push_str(&format!("{text}${}", params.len()));
                    }
                }
            }
        }
    }
}

const WORD_IS: &str =
    "EXISTS (SELECT 1 FROM lead_words w WHERE w.lead_id = l.id AND w.workspace_id = ? AND w.word = ?)";
const WORD_BEGINS: &str =
    "EXISTS (SELECT 1 FROM lead_words w WHERE w.lead_id = l.id AND w.workspace_id = ? AND w.word >= ? AND w.word < ?)";
