//! The first minute: one workspace and its owner, made once in the life of an installation, by whoever comes first.

use crate::Engine;
use crate::command::{self, Deed, new_id, record};
use crate::rejection::Rejection;
use crate::secret_words::hash_password;
use crate::{users as people, workspace};
use domain::actor::Who;
use domain::availability::Availability;
use domain::draft::set_up::SetUp;
use domain::id::{UserId, WorkspaceId};
use domain::problem::FieldError;
use domain::role::Role;
use domain::workspace::Settings;
use store::config_changes::{self, Noun};
use store::users::User;
use store::workspaces::Workspace;
use store::{Tx, users, workspaces};

/// Whether nobody has a sign-in yet.
pub async fn is_open(engine: &Engine) -> Result<bool, Rejection> {
    Ok(!engine.store.read(users::any).await?)
}

/// Makes the workspace and its owner. Two at once: one of them is told that it is done. Errors: `Conflict`.
pub async fn set_up(engine: &Engine, wish: SetUp) -> Result<(Workspace, User), Rejection> {
    if !is_open(engine).await? {
        return Err(done());
    }
    let password_hash = hash_password(wish.password.reveal()).await?;
    let now = engine.now();
    let made = command::write(engine, move |tx| save(tx, wish, password_hash, now)).await?;
    command::announce(engine).await;
    Ok(made)
}

/// The rows of the first workspace and its owner.
pub(crate) fn save(
    tx: &mut Tx<'_>,
    wish: SetUp,
    password_hash: String,
    now: i64,
) -> Result<(Workspace, User), Rejection> {
    // The claim is a row that only one transaction can add; the look comes after it.
    if !users::claim_set_up(tx)? || users::any(tx)? {
        return Err(done());
    }
    let workspace = Workspace {
        id: WorkspaceId(new_id(now)),
        name: wish.workspace.name,
        time_zone: wish.workspace.time_zone,
        currency: wish.workspace.currency,
        country: wish.workspace.country,
        settings: Settings::default(),
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let owner = User {
        id: UserId(new_id(now)),
        workspace: workspace.id,
        email: wish.email,
        name: wish.name,
        role: Role::Owner,
        password_hash,
        locale: wish.locale,
        availability: Availability::default(),
        disabled_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    workspaces::insert(tx, &workspace)?;
    users::insert(tx, &owner).map_err(people::email_taken)?;
    config_changes::append(tx, Noun::Workspace, workspace.id.0, now)?;
    let who = Who::person(workspace.id, owner.id, owner.name.clone(), Role::Owner);
    let told = [
        ("workspace.created", "workspace", workspace.id.0, workspace::told(&workspace)),
        ("user.created", "user", owner.id.0, people::told(&owner)),
    ];
    for (action, noun, id, after) in told {
        record(tx, &who, now, Deed { action, noun, id, before: None, after: Some(after) })?;
    }
    Ok((workspace, owner))
}

fn done() -> Rejection {
    Rejection::conflict(FieldError::new("", "already_set_up"))
}
