//! What the operator does at the machine, beside a server that may be running on the same data: the store and the
//! clock, and nothing of the node's own. No journal is opened here and no lead number leased; the server sees what
//! changed as it sees another node's changes.

use crate::clock::{Clock, System};
use crate::command::write_to;
use crate::rejection::Rejection;
use crate::secret_words::hash_password;
use crate::{set_up, tokens, users};
use domain::actor::Who;
use domain::draft::set_up::SetUp;
use domain::draft::token::NewToken;
use domain::draft::user::NewUser;
use domain::id::WorkspaceId;
use store::users::User;
use store::workspaces::Workspace;
use store::{Error, Location, Store, workspaces};

/// The operator's way to the data.
pub struct Aside {
    pub store: Store,
    clock: System,
}

impl Aside {
    /// Opens the store, bringing its schema up to date. Blocking.
    pub fn open(at: &Location) -> Result<Self, Error> {
        Ok(Self { store: Store::open(at)?, clock: System::default() })
    }

    /// Microseconds since 1970, UTC.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// All workspaces, oldest first.
    pub async fn workspaces(&self) -> Result<Vec<Workspace>, Rejection> {
        Ok(self.store.read(workspaces::all).await?)
    }

    /// The first workspace and its owner. Errors: `Conflict` when there is one.
    pub async fn set_up(&self, wish: SetUp) -> Result<(Workspace, User), Rejection> {
        let (hash, now) = (hash_password(wish.password.reveal()).await?, self.now());
        write_to(&self.store, move |tx| set_up::save(tx, wish, hash, now)).await
    }

    /// Errors: `Conflict` when somebody has the address.
    pub async fn add_user(&self, workspace: WorkspaceId, new: NewUser) -> Result<User, Rejection> {
        let (hash, now) = (hash_password(new.password.reveal()).await?, self.now());
        write_to(&self.store, move |tx| users::save(tx, &Who::operator(workspace), new, hash, now)).await
    }

    /// The token's secret, which nobody can ask for again.
    pub async fn create_token(&self, workspace: WorkspaceId, new: NewToken) -> Result<String, Rejection> {
        let now = self.now();
        let (_, secret) =
            write_to(&self.store, move |tx| tokens::save(tx, &Who::operator(workspace), new, now)).await?;
        Ok(secret)
    }
}
