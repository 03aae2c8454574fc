//! Somebody left a number: the lead gets it, and the name unless it has one, with what changed in its history and the
//! note beside it.

use crate::error::Error;
use crate::statement::{Batch, Column, Statement};
use crate::tx::Tx;
use crate::value::Value;
use domain::id::VisitId;
use domain::visit::LeftNumber;
use uuid::Uuid;

const BEFORE: Statement =
    Statement::new("left_number.before", "SELECT phone, name FROM leads WHERE id = $1 AND workspace_id = $2");
const TAKE: Statement = Statement::new(
    "left_number.take",
    "UPDATE leads SET phone = $1, name = coalesce(name, $2), updated_at = $3,
         left_data_at = coalesce(left_data_at, $3), version = version + 1
     WHERE id = $4 AND workspace_id = $5",
);

pub(crate) const STATEMENTS: &[&Statement] = &[&BEFORE, &TAKE];

pub(super) const CHANGE: Batch = Batch {
    name: "left_number.change",
    before: "INSERT INTO lead_changes (id, workspace_id, lead_id, at, field, before_value, after_value, actor_kind,
        actor_name) ",
    columns: &[
        Column::Blob,
        Column::Blob,
        Column::Int,
        Column::Int,
        Column::Text,
        Column::Text,
        Column::Text,
        Column::Text,
        Column::Text,
    ],
    after: "",
};

const NOTE: Batch = Batch {
    name: "left_number.note",
    before: "INSERT INTO lead_notes (id, lead_id, author, body, created_at) ",
    columns: &[Column::Blob, Column::Int, Column::Text, Column::Text, Column::Int],
    after: "",
};

pub(crate) const BATCHES: &[&Batch] = &[&CHANGE, &NOTE];

pub(super) fn write(tx: &mut Tx<'_>, left: &[(VisitId, LeftNumber<'_>)]) -> Result<(), Error> {
    for (id, left) in left {
        let known = tx.opt(&BEFORE, &[left.lead.id.into(), left.workspace.into()], |row| {
            Ok((row.get::<Option<String>>(0)?, row.get::<Option<String>>(1)?))
        })?;
        // A lead of another workspace is none of this one's.
        let Some((phone, name)) = known else { continue };
        let given = (!left.name.is_empty()).then_some(&left.name);
        tx.execute(
            &TAKE,
            &[
                (&left.phone).into(),
                given.map_or(Value::Null, Into::into),
                left.at.into(),
                left.lead.id.into(),
                left.workspace.into(),
            ],
        )?;
        let changes = [
            ("phone", phone.as_deref() != Some(&left.phone), phone.as_deref(), &left.phone),
            ("name", name.is_none() && given.is_some(), None, &left.name),
        ];
        for (nth, (field, _, before, after)) in changes.into_iter().enumerate().filter(|(_, (_, changed, ..))| *changed)
        {
            let row = [
                Value::from(place_in_time(left.at, *id, nth as u8)),
                left.workspace.into(),
                left.lead.id.into(),
                left.at.into(),
                field.into(),
                before.into(),
                after.into(),
                "visitor".into(),
                "".into(),
            ];
            tx.batch(&CHANGE, [row])?;
        }
        if !left.note.is_empty() {
            let row = [
                Value::from(place_in_time(left.at, *id, 9)),
                left.lead.id.into(),
                "".into(),
                (&left.note).into(),
                left.at.into(),
            ];
            tx.batch(&NOTE, [row])?;
        }
        crate::leads::words::refresh(tx, left.workspace, left.lead.id)?;
        crate::leads::hashes::refresh(tx, left.workspace, left.lead.id)?;
    }
    Ok(())
}

/// A UUID v7 made of the journal's place instead of chance: the same entry always gets the same id.
pub(super) fn place_in_time(at: i64, id: VisitId, nth: u8) -> Uuid {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&id.0.to_be_bytes());
    random[9] = nth;
    uuid::Builder::from_unix_timestamp_millis((at / 1000).max(0).cast_unsigned(), &random).into_uuid()
}
