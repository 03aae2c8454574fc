//! What the operator does at the machine, beside a server that may be running on the same data: the store and the
//! clock, and nothing of the node's own. No journal is opened here and no lead number leased; the server sees what
//! changed as it sees another node's changes.

use crate::clock::{Clock, System};
use crate::command::write_to;
use crate::leads::export::Export;
use crate::links::LinkView;
use crate::open::code_key;
use crate::rejection::Rejection;
use crate::secret_words::hash_password;
use crate::{costs, links, set_up, tokens, transfer, users};
use domain::actor::Who;
use domain::code::Codes;
use domain::draft::set_up::SetUp;
use domain::draft::token::NewToken;
use domain::draft::user::NewUser;
use domain::id::WorkspaceId;
use store::links::Filter;
use store::users::User;
use store::workspaces::Workspace;
use store::{Error, Location, Store, visits, workspaces};

/// The operator's way to the data.
pub struct Aside {
    store: Store,
    codes: Codes,
    clock: System,
}

impl Aside {
    /// Opens the store, bringing its schema up to date. Blocking.
    pub fn open(at: &Location) -> Result<Self, Error> {
        let store = Store::open(at)?;
        let codes = Codes::new(code_key(&store)?);
        Ok(Self { store, codes, clock: System::default() })
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

    /// The next piece of a file of leads; none when it is whole.
    pub async fn leads(&self, export: &mut Export) -> Result<Option<Vec<u8>>, Rejection> {
        export.piece(&self.store, &self.codes).await
    }

    /// A page of visits, newest first. It may come short and still go on.
    pub async fn visits(
        &self,
        workspace: WorkspaceId,
        cursor: Option<visits::Cursor>,
        limit: usize,
    ) -> Result<visits::Page, Rejection> {
        let filter = visits::Filter::default();
        Ok(self.store.read(move |tx| visits::page(tx, workspace, &filter, cursor.as_ref(), limit)).await?)
    }

    /// Every link as a file that [`Aside::import_links`] reads back.
    pub async fn export_links(&self, who: &Who, format: transfer::Format) -> Result<Vec<u8>, Rejection> {
        transfer::export::export_from(&self.store, who, format).await
    }

    /// Brings the links of a file in, as [`transfer::import`]; `base` is the address that links have.
    pub async fn import_links(
        &self,
        who: &Who,
        base: &str,
        file: Vec<u8>,
        format: Option<transfer::Format>,
        wish: transfer::Wish,
    ) -> Result<transfer::Difference, Rejection> {
        transfer::import::import_into(&self.store, who, base, file, format, wish, self.now()).await
    }

    /// Brings a file of costs in, as [`costs::import`].
    pub async fn import_costs(
        &self,
        who: &Who,
        (name, file): (String, Vec<u8>),
        wish: transfer::Wish,
    ) -> Result<costs::Done, Rejection> {
        costs::import_into(&self.store, who, (name, file), wish, self.now()).await
    }

    /// All links, newest first, archived ones too; `base` is the address that theirs are made from.
    pub async fn links(&self, workspace: WorkspaceId, base: &str) -> Result<Vec<LinkView>, Rejection> {
        let mut all = Vec::new();
        for archived in [false, true] {
            let filter = Filter { archived, ..Filter::default() };
            let mut before = None;
            loop {
                let page = links::page(&self.store, workspace, base, filter.clone(), before, 200).await?;
                before = page.items.last().map(|view| view.link.id);
                all.extend(page.items);
                if !page.more {
                    break;
                }
            }
        }
        Ok(all)
    }
}
