//! What reports read, carried from one store into another: the sums of visits and leads, purchases, costs. The visits and
//! leads behind them stay where they are.

use crate::Result;
use std::collections::VecDeque;
use store::{Batch, Column, Row, Statement, Store, Value};

/// Rows of one transaction.
const BITE: usize = 20_000;

use Column::{Blob, Int, Text};

const TABLES: [(&str, Batch); 7] = [
    (
        "SELECT workspace_id, link_id, day, dimension, value, clicks, scans, leads, filtered, repeats FROM visit_days",
        Batch {
            name: "carry.visit_days",
            before: "INSERT INTO visit_days
                (workspace_id, link_id, day, dimension, value, clicks, scans, leads, filtered, repeats) ",
            columns: &[Blob, Blob, Int, Text, Text, Int, Int, Int, Int, Int],
            after: "",
        },
    ),
    (
        "SELECT workspace_id, link_id, dimension, day, value, model, leads, with_data, opened, chats, data_chats FROM lead_days",
        Batch {
            name: "carry.lead_days",
            before: "INSERT INTO lead_days
                (workspace_id, link_id, dimension, day, value, model, leads, with_data, opened, chats, data_chats) ",
            columns: &[Blob, Blob, Text, Int, Text, Int, Int, Int, Int, Int, Int],
            after: "",
        },
    ),
    (
        "SELECT workspace_id, dimension, days, span, value, clicks, scans, leads, filtered, repeats FROM visit_spans",
        Batch {
            name: "carry.visit_spans",
            before: "INSERT INTO visit_spans
                (workspace_id, dimension, days, span, value, clicks, scans, leads, filtered, repeats) ",
            columns: &[Blob, Text, Int, Int, Text, Int, Int, Int, Int, Int],
            after: "",
        },
    ),
    (
        "SELECT workspace_id, dimension, days, span, value, model, leads, with_data, opened, chats, data_chats FROM lead_spans",
        Batch {
            name: "carry.lead_spans",
            before: "INSERT INTO lead_spans (workspace_id, dimension, days, span, value, model, leads, with_data, opened,
                chats, data_chats) ",
            columns: &[Blob, Text, Int, Int, Text, Int, Int, Int, Int, Int, Int],
            after: "",
        },
    ),
    (
        "SELECT workspace_id, at, change_id, lead_id, agent_id, country, device, minor, currency, first_touch, last_touch FROM purchases",
        Batch {
            name: "carry.purchases",
            before: "INSERT INTO purchases (workspace_id, at, change_id, lead_id, agent_id, country, device, minor, currency,
                first_touch, last_touch) ",
            columns: &[Blob, Int, Blob, Int, Blob, Text, Text, Int, Text, Blob, Blob],
            after: "",
        },
    ),
    (
        "SELECT id, workspace_id, file_name, actor_kind, actor_id, actor_name, created_at FROM cost_imports",
        Batch {
            name: "carry.cost_imports",
            before: "INSERT INTO cost_imports (id, workspace_id, file_name, actor_kind, actor_id, actor_name, created_at) ",
            columns: &[Blob, Blob, Text, Text, Blob, Text, Int],
            after: "",
        },
    ),
    (
        "SELECT workspace_id, day, campaign, minor, currency, import_id FROM ad_costs",
        Batch {
            name: "carry.ad_costs",
            before: "INSERT INTO ad_costs (workspace_id, day, campaign, minor, currency, import_id) ",
            columns: &[Blob, Int, Text, Int, Text, Blob],
            after: "",
        },
    ),
];

/// How many rows were carried. Whoever they belong to is there already.
pub fn sums(from: &Store, to: &Store) -> Result<u64> {
    let mut carried = 0;
    for (select, batch) in TABLES {
        let to = to.clone();
        let read = Statement::new("carry.read", select);
        carried += from.read_blocking(move |tx| {
            let (mut held, mut count) = (VecDeque::with_capacity(BITE), 0);
            tx.each(&read, &[], |row| {
                held.push_back(values(row, batch.columns)?);
                if held.len() == BITE {
                    count += put(&to, &batch, std::mem::take(&mut held))?;
                }
                Ok(())
            })?;
            Ok(count + put(&to, &batch, held)?)
        })?;
    }
    Ok(carried)
}

fn put(to: &Store, batch: &Batch, rows: VecDeque<Vec<Value<'static>>>) -> std::result::Result<u64, store::Error> {
    let batch = batch.clone();
    to.write_blocking(move |tx| tx.batch(&batch, rows))
}

fn values(row: &Row<'_>, columns: &[Column]) -> std::result::Result<Vec<Value<'static>>, store::Error> {
    let value = |(at, column): (usize, &Column)| {
        Ok(match column {
            Int => row.get::<Option<i64>>(at)?.into(),
            Text => row.get::<Option<String>>(at)?.into(),
            Blob | Column::Real => row.get::<Option<Vec<u8>>>(at)?.into(),
        })
    };
    columns.iter().enumerate().map(value).collect()
}
