//! Users: made, changed, disabled, read. There is always an owner who can sign in, and nobody gives or takes a role
//! above their own.

use crate::Engine;
use crate::command::{self, Deed, Page, need, new_id, record};
use crate::rejection::Rejection;
use crate::secret_words::hash_password;
use domain::actor::Who;
use domain::availability::Availability;
use domain::draft::user::{NewUser, UserPatch};
use domain::id::UserId;
use domain::problem::FieldError;
use domain::role::Role;
use domain::scope::Scope;
use serde_json::{Value, json};
use store::users::User;
use store::{Tx, agents, sessions, users, workspaces};

/// The constraint that keeps an address from being two users'.
const EMAIL_TAKEN: &str = "users_email_key";

pub async fn get(engine: &Engine, who: &Who, id: UserId) -> Result<User, Rejection> {
    if who.user != Some(id) {
        need(who, Scope::UsersRead)?;
    }
    let workspace = who.workspace;
    command::read(engine, move |tx| users::get(tx, workspace, id)?.ok_or(Rejection::NotFound)).await
}

/// Oldest first, after `after`; disabled ones too.
pub async fn list(engine: &Engine, who: &Who, after: Option<UserId>, limit: usize) -> Result<Page<User>, Rejection> {
    need(who, Scope::UsersRead)?;
    let workspace = who.workspace;
    command::read(engine, move |tx| Ok(Page::cut(users::page(tx, workspace, after, limit + 1)?, limit))).await
}

/// Errors: `Forbidden` for a role above one's own, `Conflict` when somebody has the address.
pub async fn create(engine: &Engine, who: &Who, new: NewUser) -> Result<User, Rejection> {
    need(who, Scope::UsersWrite)?;
    if !who.role.may_manage(new.role) {
        return Err(Rejection::Forbidden);
    }
    let password_hash = hash_password(new.password.reveal()).await?;
    let (who, now) = (who.clone(), engine.now());
    command::write(engine, move |tx| save(tx, &who, new, password_hash, now)).await
}

/// The rows of a new user; the right to make one was asked for before.
pub(crate) fn save(
    tx: &mut Tx<'_>,
    who: &Who,
    new: NewUser,
    password_hash: String,
    now: i64,
) -> Result<User, Rejection> {
    let user = User {
        id: UserId(new_id(now)),
        workspace: who.workspace,
        email: new.email,
        name: new.name,
        role: new.role,
        password_hash,
        locale: new.locale,
        availability: Availability::default(),
        disabled_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    users::insert(tx, &user).map_err(email_taken)?;
    let deed = Deed { action: "user.created", noun: "user", id: user.id.0, before: None, after: Some(told(&user)) };
    record(tx, who, now, deed)?;
    Ok(user)
}

/// A person may change their own name, e-mail, password, language and availability; the rest needs the right. A new
/// password or a lock-out ends the sessions. Errors: `Stale`, `Forbidden`, `Conflict` for the address of another or
/// for the last owner.
pub async fn patch(
    engine: &Engine,
    who: &Who,
    id: UserId,
    seen: Option<i64>,
    patch: UserPatch,
) -> Result<User, Rejection> {
    let own = who.user == Some(id) && who.actor.kind == domain::actor::ActorKind::User;
    if !own || patch.role.is_some() || patch.disabled.is_some() {
        need(who, Scope::UsersWrite)?;
    }
    let password_hash = match &patch.password {
        Some(password) => Some(hash_password(password.reveal()).await?),
        None => None,
    };
    let (who, now) = (who.clone(), engine.now());
    command::write(engine, move |tx| {
        // Whether an owner remains is judged over several rows.
        workspaces::hold(tx, who.workspace)?;
        let before = users::get(tx, who.workspace, id)?.ok_or(Rejection::NotFound)?;
        if seen.is_some_and(|seen| seen != before.version) {
            return Err(Rejection::Stale);
        }
        let role = patch.role.unwrap_or(before.role);
        if !own && !who.role.may_manage(before.role) || role != before.role && !who.role.may_manage(role) {
            return Err(Rejection::Forbidden);
        }
        let new = before.clone();
        let changed = User {
            email: patch.email.unwrap_or(new.email),
            name: patch.name.unwrap_or(new.name),
            role,
            password_hash: password_hash.unwrap_or(new.password_hash),
            locale: patch.locale.unwrap_or(new.locale),
            availability: patch.availability.unwrap_or(new.availability),
            disabled_at: match patch.disabled {
                None => new.disabled_at,
                Some(true) => new.disabled_at.or(Some(now)),
                Some(false) => None,
            },
            updated_at: now,
            ..new
        };
        if !users::update(tx, &changed).map_err(email_taken)? {
            return Err(Rejection::Stale);
        }
        keep_an_owner(tx, &before, &changed)?;
        end_what_no_longer_counts(tx, &before, &changed)?;
        let action = match (before.disabled_at, changed.disabled_at) {
            (None, Some(_)) => "user.disabled",
            (Some(_), None) => "user.enabled",
            _ => "user.changed",
        };
        let deed = Deed { action, noun: "user", id: id.0, before: Some(told(&before)), after: Some(told(&changed)) };
        record(tx, &who, now, deed)?;
        if before.password_hash != changed.password_hash {
            let after = Some(json!({}));
            record(tx, &who, now, Deed { action: "user.password_set", noun: "user", id: id.0, before: None, after })?;
        }
        Ok(User { version: before.version + 1, ..changed })
    })
    .await
}

/// Locks a person out: their sessions and tokens count no more, what they did keeps their name.
pub async fn disable(engine: &Engine, who: &Who, id: UserId, seen: Option<i64>) -> Result<User, Rejection> {
    patch(engine, who, id, seen, UserPatch { disabled: Some(true), ..UserPatch::default() }).await
}

fn keep_an_owner(tx: &mut Tx<'_>, before: &User, after: &User) -> Result<(), Rejection> {
    let was = before.role == Role::Owner && before.disabled_at.is_none();
    let is = after.role == Role::Owner && after.disabled_at.is_none();
    if was && !is && users::owners(tx, after.workspace)? == 0 {
        let field = if after.disabled_at.is_some() { "disabled" } else { "role" };
        return Err(Rejection::conflict(FieldError::new(field, "last_owner")));
    }
    Ok(())
}

fn end_what_no_longer_counts(tx: &mut Tx<'_>, before: &User, after: &User) -> Result<(), Rejection> {
    let locked_out = before.disabled_at.is_none() && after.disabled_at.is_some();
    if locked_out {
        agents::free_user(tx, after.workspace, after.id)?;
    }
    if locked_out || before.password_hash != after.password_hash {
        sessions::end_others(tx, after.id, None)?;
    }
    Ok(())
}

pub(crate) fn email_taken(error: store::Error) -> Rejection {
    if error.is_conflict(EMAIL_TAKEN) { Rejection::conflict(FieldError::new("email", "taken")) } else { error.into() }
}

pub(crate) fn told(user: &User) -> Value {
    json!({
        "email": user.email, "name": user.name, "role": user.role.as_str(), "locale": user.locale,
        "availability": user.availability.as_str(), "disabled": user.disabled_at.is_some(),
    })
}
