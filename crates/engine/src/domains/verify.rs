//! Proving that a domain is theirs: the TXT record is looked for, then the file. A person asks for it and waits, so
//! this is the one request that calls outside; nothing is held meanwhile, and what was found is written afterwards.
//! A domain that was verified once stays so when a later look finds nothing: a name server's bad hour takes no shop's
//! links away. It is said, and the owner decides.

use super::{DomainView, close, view};
use crate::Engine;
use crate::command::{self, need};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::host::proof::{self, Finding, Way};
use domain::host::reach;
use domain::id::DomainId;
use domain::problem::FieldError;
use domain::scope::Scope;
use std::net::IpAddr;
use store::domains::Domain;
use store::{domains, workspaces};

/// A name with more addresses than these has its file looked for at the first ones.
const TRIED: usize = 3;

/// Looks now, and answers with what was found. Errors: `Conflict` when the domain is proved and another workspace of
/// this installation holds it.
pub async fn verify(engine: &Engine, who: &Who, id: DomainId) -> Result<DomainView, Rejection> {
    need(who, Scope::WorkspaceWrite)?;
    let workspace = who.workspace;
    let domain = command::read(engine, move |tx| domains::get(tx, workspace, id)?.ok_or(Rejection::NotFound)).await?;
    let found = look(engine, &domain).await;
    let (who, now) = (who.clone(), engine.now());
    let checked = command::write(engine, move |tx| {
        workspaces::hold(tx, who.workspace)?;
        // Removed meanwhile, perhaps; changed otherwise, perhaps. The name and the word never change.
        let before = domains::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
        let checked = with(&before, found, now);
        let first = before.verified_at.is_none() && checked.verified_at.is_some();
        if !domains::update(tx, &checked).map_err(anothers)? {
            return Err(Rejection::Stale);
        }
        let after = Domain { version: before.version + 1, ..checked };
        close(tx, &who, if first { "domain.verified" } else { "domain.checked" }, Some(&before), Some(&after), now)?;
        view(tx, after)
    })
    .await?;
    command::announce(engine).await;
    Ok(checked)
}

fn with(before: &Domain, found: Result<Way, Vec<Finding>>, now: i64) -> Domain {
    let checked = Domain { checked_at: Some(now), updated_at: now, ..before.clone() };
    match found {
        Ok(way) => Domain {
            verified_at: before.verified_at.or(Some(now)),
            verified_by: Some(way),
            findings: Vec::new(),
            ..checked
        },
        Err(findings) => Domain { findings, ..checked },
    }
}

fn anothers(error: store::Error) -> Rejection {
    if domains::is_anothers(&error) {
        Rejection::conflict(FieldError::new("host", "domain_anothers"))
    } else {
        error.into()
    }
}

/// Errors: what was found instead, of each way.
async fn look(engine: &Engine, domain: &Domain) -> Result<Way, Vec<Finding>> {
    let txt = match look_for_txt(engine, domain).await {
        Ok(()) => return Ok(Way::Txt),
        Err(finding) => finding,
    };
    match look_for_file(engine, domain).await {
        Ok(()) => Ok(Way::File),
        Err(file) => Err(vec![txt, file]),
    }
}

async fn look_for_txt(engine: &Engine, domain: &Domain) -> Result<(), Finding> {
    match engine.settings.outside.txt(&proof::txt_name(&domain.host)).await {
        Ok(records) => proof::judge_txt(&records, &domain.token),
        Err(reason) => {
            tracing::info!(host = domain.host, %reason, "a TXT record could not be looked up");
            Err(Finding::TxtNoAnswer)
        }
    }
}

async fn look_for_file(engine: &Engine, domain: &Domain) -> Result<(), Finding> {
    let found = engine.settings.outside.addresses(&domain.host).await.map_err(|reason| {
        tracing::info!(host = domain.host, %reason, "an address could not be looked up");
        Finding::FileNoAnswer
    })?;
    let first = *found.first().ok_or(Finding::FileNoAddress)?;
    let may = |address: &IpAddr| reach::allowed(*address, &engine.settings.reach_private);
    let mut finding = Finding::FilePrivate { address: first.to_string() };
    for address in found.into_iter().filter(may).take(TRIED) {
        finding = match fetch(engine, domain, address).await {
            Ok(()) => return Ok(()),
            Err(finding) => finding,
        };
    }
    Err(finding)
}

async fn fetch(engine: &Engine, domain: &Domain, address: IpAddr) -> Result<(), Finding> {
    let path = proof::file_path(&domain.token);
    match engine.settings.outside.fetch(address, &domain.host, &path).await {
        Ok(got) => proof::judge_file(address.to_string(), got.status, &got.text, &domain.token),
        Err(reason) => {
            tracing::info!(host = domain.host, %address, %reason, "a file could not be fetched");
            Err(Finding::FileUnreached { address: address.to_string() })
        }
    }
}
