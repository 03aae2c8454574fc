//! Open sessions as people see them: where somebody is signed in, and ending it from elsewhere. A session's public
//! name opens nothing; the token itself is in its browser's cookie and nowhere else.

use crate::Engine;
use crate::command::{self, Deed, need, record};
use crate::rejection::Rejection;
use domain::actor::{ActorKind, Who};
use domain::id::UserId;
use domain::scope::Scope;
use serde_json::json;
use store::sessions::Session;
use store::{sessions, users};

/// The open sessions of a user, last seen first. One's own are for everybody to see, those of others for who manages
/// users. Errors: `NotFound`, `Forbidden`.
pub async fn list(engine: &Engine, who: &Who, user: UserId) -> Result<Vec<Session>, Rejection> {
    need(who, if who.user == Some(user) { Scope::UsersRead } else { Scope::UsersWrite })?;
    let (workspace, now) = (who.workspace, engine.now());
    command::read(engine, move |tx| {
        users::get(tx, workspace, user)?.ok_or(Rejection::NotFound)?;
        Ok(sessions::of_user(tx, user, now)?)
    })
    .await
}

/// The public name of a session: the hash of its token, in hexadecimal. It stays the same and opens nothing.
pub fn id(session: &Session) -> String {
    session.token_hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Ends a session by its public name. A person ends their own; those of others end who may manage them; a token needs
/// the right in any case. Errors: `NotFound`, `Forbidden`.
pub async fn end(engine: &Engine, who: &Who, user: UserId, name: &str) -> Result<(), Rejection> {
    let is_own = who.user == Some(user);
    if !is_own || who.actor.kind != ActorKind::User {
        need(who, Scope::UsersWrite)?;
    }
    let (who, name, now) = (who.clone(), name.to_owned(), engine.now());
    command::write(engine, move |tx| {
        let person = users::get(tx, who.workspace, user)?.ok_or(Rejection::NotFound)?;
        if !is_own && !who.role.may_manage(person.role) {
            return Err(Rejection::Forbidden);
        }
        let open = sessions::of_user(tx, user, now)?;
        let found = open.iter().find(|session| id(session) == name).ok_or(Rejection::NotFound)?;
        if !sessions::end(tx, user, &found.token_hash)? {
            return Err(Rejection::NotFound);
        }
        let after = Some(json!({}));
        record(tx, &who, now, Deed { action: "session.ended", noun: "user", id: user.0, before: None, after })
    })
    .await
}
