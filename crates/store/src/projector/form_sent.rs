//! A lead form was sent: its answers are kept as they came, and the lead gets name, phone, e-mail and fields, with what
//! changed in its history. A name that a person gave stays; one that a visitor gave gives way to a newer one. The same
//! form again brings its answers in place of those that were kept, and its decision only where it took a turn anew: a
//! second press goes to whom the first was given, and why is told by the first. An older sending changes nothing.

use super::left_number::{CHANGE, place_in_time};
use crate::error::Error;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::{Value, json};
use domain::conversion::Consent;
use domain::conversion::consent::Record;
use domain::id::{LeadId, VisitId};
use domain::visit::{Entry, FormSent};
use jiff::Timestamp;
use std::collections::BTreeMap;

const BEFORE: Statement = Statement::new(
    "form_sent.before",
    "SELECT name, phone, email, custom_fields, consent FROM leads WHERE id = $1 AND workspace_id = $2",
);
const NAMED_BY: Statement = Statement::new(
    "form_sent.named_by",
    "SELECT actor_kind FROM lead_changes WHERE lead_id = $1 AND field = 'name' ORDER BY id DESC LIMIT 1",
);
const KEEP: Statement = Statement::new(
    "form_sent.keep",
    "INSERT INTO form_answers (id, workspace_id, link_id, lead_id, shown_at, at, details)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (lead_id, link_id, shown_at) DO NOTHING",
);
const KEPT: Statement = Statement::new(
    "form_sent.kept",
    "SELECT at, details FROM form_answers WHERE lead_id = $1 AND link_id = $2 AND shown_at = $3",
);
const KEEP_AGAIN: Statement = Statement::new(
    "form_sent.keep_again",
    "UPDATE form_answers SET details = $1 WHERE lead_id = $2 AND link_id = $3 AND shown_at = $4",
);
/// Who looks after the lead from now on, unless a person has said so since.
const SEAT: Statement = Statement::new(
    "form_sent.seat",
    "UPDATE leads SET agent_id = CASE WHEN agent_set_at > $1 THEN agent_id ELSE coalesce($2, agent_id) END,
         last_seen_at = CASE WHEN last_seen_at < $1 THEN $1 ELSE last_seen_at END,
         left_data_at = coalesce(left_data_at, $1)
     WHERE id = $3 AND workspace_id = $4",
);
const TAKE: Statement = Statement::new(
    "form_sent.take",
    "UPDATE leads SET name = $1, phone = $2, email = $3, custom_fields = $4, consent = $5, updated_at = $6,
         version = version + 1
     WHERE id = $7 AND workspace_id = $8",
);

pub(crate) const STATEMENTS: &[&Statement] = &[&BEFORE, &NAMED_BY, &KEEP, &KEPT, &KEEP_AGAIN, &SEAT, &TAKE];

/// A form as it is kept; `details` are the journal's own bytes.
pub(super) struct FormRow<'a> {
    pub(super) id: VisitId,
    pub(super) details: &'a [u8],
    pub(super) sent: FormSent<'a>,
}

/// What a form may change of a lead.
#[derive(Clone, PartialEq, Eq)]
struct Told {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    fields: BTreeMap<String, String>,
    consent: Option<Record>,
}

pub(super) fn write(tx: &mut Tx<'_>, forms: &[FormRow<'_>]) -> Result<(), Error> {
    for FormRow { id, details, sent } in forms {
        let visit = &sent.visit;
        let Some(lead) = visit.lead.map(|lead| lead.id) else { continue };
        let before = tx.opt(&BEFORE, &[lead.into(), visit.workspace.into()], |row| {
            Ok(Told {
                name: row.get(0)?,
                phone: row.get(1)?,
                email: row.get(2)?,
                fields: crate::leads::json(row.get::<Option<&str>>(3)?)?,
                consent: crate::leads::json(row.get::<Option<&str>>(4)?)?,
            })
        })?;
        // A lead of another workspace is none of this one's.
        let Some(before) = before else { continue };
        let kept = [
            Value::from(*id),
            visit.workspace.into(),
            visit.link.into(),
            lead.into(),
            sent.shown_at.into(),
            visit.at.into(),
            (*details).into(),
        ];
        if tx.execute(&KEEP, &kept)? == 0 && !keep_again(tx, lead, sent)? {
            continue;
        }
        tx.execute(&SEAT, &[visit.at.into(), visit.agent.into(), lead.into(), visit.workspace.into()])?;
        let may_name = before.name.is_none() || named_by_visitor(tx, lead)?;
        let after = told(&before, sent, may_name);
        if after != before {
            take(tx, *id, sent, lead, &before, &after)?;
        }
    }
    Ok(())
}

/// False: what is kept was sent later than this.
fn keep_again(tx: &mut Tx<'_>, lead: LeadId, sent: &FormSent<'_>) -> Result<bool, Error> {
    let form = [Value::from(lead), sent.visit.link.into(), sent.shown_at.into()];
    let (at, details): (i64, Vec<u8>) = tx.one(&KEPT, &form, |row| Ok((row.get(0)?, row.get(1)?)))?;
    if at > sent.visit.at {
        return Ok(false);
    }
    let mut sent = sent.clone();
    let former = postcard::from_bytes(&details);
    if let (Ok(Entry::FormSent(former)), true, None) = (&former, sent.visit.repeat, sent.visit.turn) {
        sent.visit = former.visit.clone();
    }
    let details = postcard::to_stdvec(&Entry::FormSent(sent)).map_err(|error| Error::Failed(error.to_string()))?;
    let [lead, link, shown_at] = form;
    tx.execute(&KEEP_AGAIN, &[Value::from(&details), lead, link, shown_at])?;
    Ok(true)
}

fn named_by_visitor(tx: &mut Tx<'_>, lead: LeadId) -> Result<bool, Error> {
    let by: Option<String> = tx.opt(&NAMED_BY, &[lead.into()], |row| row.get(0))?;
    Ok(by.as_deref() == Some("visitor"))
}

/// What was left empty changes nothing.
fn told(before: &Told, sent: &FormSent<'_>, may_name: bool) -> Told {
    let given = |text: &str, known: &Option<String>| match text {
        "" => known.clone(),
        text => Some(text.to_owned()),
    };
    let mut fields = before.fields.clone();
    for (key, value) in &sent.answers {
        fields.insert(key.to_string(), value.to_string());
    }
    let mut consent = before.consent.clone();
    // What was agreed to when the form was sent first was agreed to then.
    let agreed = sent.visit.repeat && fields.get("consent").is_some_and(|text| *text == sent.consent);
    if !sent.consent.is_empty() && !agreed {
        let (state, text, by) = (Consent::Given, sent.consent.to_string(), Record::BY_FORM.to_owned());
        consent = Some(Record { state, at: sent.visit.at, text, by });
        let at = Timestamp::from_microsecond(sent.visit.at).unwrap_or(Timestamp::UNIX_EPOCH);
        fields.insert("consent".to_owned(), sent.consent.to_string());
        fields.insert("consent_at".to_owned(), format!("{at:.0}"));
    }
    Told {
        name: if may_name { given(&sent.name, &before.name) } else { before.name.clone() },
        phone: given(&sent.phone, &before.phone),
        email: given(&sent.email, &before.email),
        fields,
        consent,
    }
}

fn take(
    tx: &mut Tx<'_>,
    id: VisitId,
    sent: &FormSent<'_>,
    lead: LeadId,
    before: &Told,
    after: &Told,
) -> Result<(), Error> {
    let (workspace, at) = (sent.visit.workspace, sent.visit.at);
    let fields = serde_json::to_string(&after.fields).map_err(|error| Error::Failed(error.to_string()))?;
    let fields = if after.fields.is_empty() { Value::Null } else { fields.into() };
    tx.execute(
        &TAKE,
        &[
            after.name.as_ref().into(),
            after.phone.as_ref().into(),
            after.email.as_ref().into(),
            fields,
            after.consent.as_ref().map(json).transpose()?.into(),
            at.into(),
            lead.into(),
            workspace.into(),
        ],
    )?;
    let mut changes: Vec<(String, Option<&String>, Option<&String>)> = vec![
        ("name".into(), before.name.as_ref(), after.name.as_ref()),
        ("phone".into(), before.phone.as_ref(), after.phone.as_ref()),
        ("email".into(), before.email.as_ref(), after.email.as_ref()),
    ];
    changes.extend(
        after.fields.iter().map(|(key, value)| (format!("custom_fields.{key}"), before.fields.get(key), Some(value))),
    );
    let changes = changes.iter().filter(|(_, before, after)| before != after).enumerate();
    let rows = changes.map(|(nth, (field, before, after))| {
        [
            Value::from(place_in_time(at, id, nth as u8)),
            workspace.into(),
            lead.into(),
            at.into(),
            field.into(),
            (*before).into(),
            (*after).into(),
            "visitor".into(),
            "".into(),
        ]
    });
    tx.batch(&CHANGE, rows)?;
    if before.name != after.name || before.email != after.email {
        crate::leads::words::refresh(tx, workspace, lead)?;
    }
    if (&before.name, &before.phone, &before.email) != (&after.name, &after.phone, &after.email) {
        crate::leads::hashes::refresh(tx, workspace, lead)?;
    }
    Ok(())
}
