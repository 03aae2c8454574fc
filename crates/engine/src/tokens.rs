//! API tokens: made, listed, revoked, and recognised. The secret is shown once; a token may what its scopes and the
//! present role of the person who made it both allow, and nothing when that person is locked out.

use crate::Engine;
use crate::command::{self, Deed, Page, need, new_id, record};
use crate::rejection::Rejection;
use crate::secret_words::{digest, new_word};
use domain::actor::{Actor, Who};
use domain::draft::token::NewToken;
use domain::id::TokenId;
use domain::problem::FieldError;
use domain::scope::{Scope, Scopes};
use serde_json::json;
use store::tokens::Token;
use store::{Tx, tokens};

/// What every secret begins with, so that scanners of leaked secrets can find it.
pub const PREFIX: &str = "gil_";
/// How often the last use is written down.
const MINUTE: i64 = 60_000_000;

/// Oldest first, after `after`; revoked ones are not shown.
pub async fn list(engine: &Engine, who: &Who, after: Option<TokenId>, limit: usize) -> Result<Page<Token>, Rejection> {
    need(who, Scope::TokensRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(Page::cut(tokens::page(tx, workspace, after, limit + 1)?, limit))).await
}

pub async fn get(engine: &Engine, who: &Who, id: TokenId) -> Result<Token, Rejection> {
    need(who, Scope::TokensRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| {
        tokens::get(tx, workspace, id)?.filter(|token| token.revoked_at.is_none()).ok_or(Rejection::NotFound)
    })
    .await
}

/// The token and its secret, which nobody can ask for again. Errors: `Invalid` when it would allow more than the one
/// who makes it may do.
pub async fn create(engine: &Engine, who: &Who, new: NewToken) -> Result<(Token, String), Rejection> {
    need(who, Scope::TokensWrite)?;
    // The word `*` means everything that its maker may do, today and later.
    if new.scopes != Scopes::all() && !who.allowed().covers(new.scopes)
        || new.scopes == Scopes::all() && who.scopes != Scopes::all()
    {
        return Err(Rejection::invalid(FieldError::new("scopes", "beyond_your_rights")));
    }
    let (who, now) = (who.clone(), engine.now());
    command::write(engine, move |tx| save(tx, &who, new, now)).await
}

/// The row of a new token, with its secret; the right to make one was asked for before.
pub(crate) fn save(tx: &mut Tx<'_>, who: &Who, new: NewToken, now: i64) -> Result<(Token, String), Rejection> {
    let secret = new_word(PREFIX);
    let token = Token {
        id: TokenId(new_id(now)),
        workspace: who.workspace,
        name: new.name,
        scopes: new.scopes,
        created_by: who.user,
        created_at: now,
        expires_at: new.expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    tokens::insert(tx, &token, &digest(&secret))?;
    let after = Some(json!({"name": token.name, "scopes": token.scopes.words(), "expires_at": token.expires_at}));
    record(tx, who, now, Deed { action: "token.created", noun: "token", id: token.id.0, before: None, after })?;
    Ok((token, secret))
}

/// From the commit on, the secret opens nothing.
pub async fn revoke(engine: &Engine, who: &Who, id: TokenId) -> Result<(), Rejection> {
    need(who, Scope::TokensWrite)?;
    let (who, now) = (who.clone(), engine.now());
    command::write(engine, move |tx| {
        let token = tokens::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
        if !tokens::revoke(tx, who.workspace, id, now)? {
            return Err(Rejection::NotFound);
        }
        let before = Some(json!({"name": token.name, "scopes": token.scopes.words()}));
        record(tx, &who, now, Deed { action: "token.revoked", noun: "token", id: id.0, before, after: None })
    })
    .await
}

/// Who carries this secret; none when it opens nothing (any more).
pub async fn recognise(engine: &Engine, secret: &str) -> Result<Option<Who>, Rejection> {
    if !secret.starts_with(PREFIX) || secret.len() > 100 {
        return Ok(None);
    }
    let (hash, now) = (digest(secret), engine.now());
    let Some(bearer) = engine.store.read(move |tx| tokens::by_hash(tx, &hash)).await? else { return Ok(None) };
    let token = bearer.token;
    let over = token.revoked_at.is_some() || token.expires_at.is_some_and(|at| at <= now) || bearer.maker_disabled;
    if over {
        return Ok(None);
    }
    if token.last_used_at.is_none_or(|at| now - at >= MINUTE) {
        let id = token.id;
        // Nice to know, not worth failing for.
        if let Err(error) = engine.store.write(move |tx| tokens::used(tx, id, now)).await {
            tracing::debug!(%error, "the last use of a token was not written down");
        }
    }
    Ok(Some(Who {
        workspace: token.workspace,
        actor: Actor::token(token.id, token.name),
        role: bearer.role,
        scopes: token.scopes,
        user: token.created_by,
    }))
}
