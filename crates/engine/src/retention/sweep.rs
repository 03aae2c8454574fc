//! Taking away what is over its days: once a day for each kind, and at once when a workspace keeps something for less
//! long. One node does it for all; every piece is a short transaction in which the node makes sure that it still is the
//! one, and between the pieces others have their turn. A pass that was cut off is begun again and goes on where it was.

use super::cutoffs;
use crate::Engine;
use crate::command::{self, Deed, record};
use crate::rejection::Rejection;
use domain::actor::Who;
use domain::id::WorkspaceId;
use domain::privacy::Kept;
use serde_json::{Map, Value};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::retention::sweep::{Pass, Piece};
use store::retention::{self, lease};
use store::workspaces::{self, Workspace};
use tokio::sync::Notify;
use uuid::Uuid;

/// How often it is looked whether a day is over.
const LOOK: Duration = Duration::from_secs(60);
/// Between two pieces.
const REST: Duration = Duration::from_millis(20);
/// The chore's name, and for how long nobody else takes it.
const CHORE: &str = "sweep";
const LEASE: i64 = 60_000_000;

/// What sweeps, and what it swept since the start.
#[derive(Default)]
pub struct Sweeper {
    wake: Notify,
    gone: [AtomicU64; Kept::ALL.len()],
}

/// Rows of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept([u64; Kept::ALL.len()]);

impl Swept {
    pub fn of(&self, kind: Kept) -> u64 {
        self.0[kind as usize]
    }
}

impl Sweeper {
    /// Days have changed.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Rows that this node took away since the start.
    pub fn gone(&self, kind: Kept) -> u64 {
        self.gone[kind as usize].load(Ordering::Relaxed)
    }
}

/// Whether this node is the one.
enum Turn<T> {
    Mine(T),
    Another,
}

impl Engine {
    /// Until it is dropped.
    pub(crate) async fn keep_sweeping(&self) {
        let node = self.node.number;
        if let Err(error) = self.store.write(move |tx| lease::let_go(tx, CHORE, node)).await {
            tracing::debug!(%error, "a lease of before runs out by itself");
        }
        loop {
            if let Err(error) = self.sweep().await {
                tracing::warn!(%error, "what is over its days stays for now");
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                () = self.sweeper.wake.notified() => {}
            }
        }
    }

    /// Takes away everything that is over its days now. Nothing, where another node is at it.
    pub async fn sweep(&self) -> Result<Swept, Rejection> {
        let mine = lease::token(self.node.number, random());
        let mut swept = Swept::default();
        let done = self.sweep_all(mine, &mut swept).await;
        // Else it is anybody's when it runs out.
        self.store.write(move |tx| lease::leave(tx, CHORE, mine)).await?;
        done.map(|_| swept)
    }

    async fn sweep_all(&self, mine: Uuid, swept: &mut Swept) -> Result<Turn<()>, Rejection> {
        let all = self.store.read(workspaces::all).await?;
        for workspace in all.iter().filter(|workspace| !workspace.settings.privacy.keep.is_for_good()) {
            if let Turn::Another = self.sweep_one(workspace, mine, swept).await? {
                return Ok(Turn::Another);
            }
        }
        Ok(Turn::Mine(()))
    }

    async fn sweep_one(&self, workspace: &Workspace, mine: Uuid, swept: &mut Swept) -> Result<Turn<()>, Rejection> {
        let id = workspace.id;
        let standing = self.store.read(move |tx| retention::standing(tx, id)).await?;
        let is_due = |kind: Kept, before: i64| {
            standing.iter().find(|one| one.kind == kind).is_none_or(|one| one.done_to < before)
        };
        let due = cutoffs(workspace, &workspace.settings.privacy.keep, self.now());
        let due: Vec<_> = due.into_iter().filter(|(kind, before, _)| is_due(*kind, *before)).collect();
        for (kind, before, day) in &due {
            let (kind, before, day) = (*kind, *before, *day);
            let begun = self.turn(mine, move |tx, _| Pass::begin(tx, id, kind, before, day)).await?;
            let Turn::Mine(mut pass) = begun else { return Ok(Turn::Another) };
            loop {
                let done = self.turn(mine, move |tx, now| pass.piece(tx, now).map(|piece| (pass, piece))).await?;
                let Turn::Mine((next, piece)) = done else { return Ok(Turn::Another) };
                self.note(kind, &piece, swept);
                if piece.is_last {
                    break;
                }
                pass = next;
                tokio::time::sleep(REST).await;
            }
        }
        if due.is_empty() && standing.iter().all(|one| one.gone == one.told) {
            return Ok(Turn::Mine(()));
        }
        self.tell(id, mine).await
    }

    fn note(&self, kind: Kept, piece: &Piece, swept: &mut Swept) {
        swept.0[kind as usize] += piece.gone;
        self.sweeper.gone[kind as usize].fetch_add(piece.gone, Ordering::Relaxed);
        // Other nodes, and the answering path of this one, hear of it by the list of changes.
        piece.erased.iter().for_each(|lead| self.forms.sent.forget_lead(*lead));
    }

    /// One piece of work, if it still is ours.
    async fn turn<T: Send + 'static>(
        &self,
        mine: Uuid,
        work: impl FnOnce(&mut store::Tx<'_>, i64) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<Turn<T>, Rejection> {
        let now = self.now();
        let done = self.store.write(move |tx| {
            if !lease::take(tx, CHORE, mine, now, now + LEASE)? {
                return Ok(Turn::Another);
            }
            work(tx, now).map(Turn::Mine)
        });
        Ok(done.await?)
    }

    /// The line of the change history: how many rows of what went, put down to the house.
    async fn tell(&self, workspace: WorkspaceId, mine: Uuid) -> Result<Turn<()>, Rejection> {
        let now = self.now();
        command::write(self, move |tx| {
            if !lease::take(tx, CHORE, mine, now, now + LEASE)? {
                return Ok(Turn::Another);
            }
            let news = retention::tell(tx, workspace)?;
            if news.is_empty() {
                return Ok(Turn::Mine(()));
            }
            let counts: Map<String, Value> =
                news.into_iter().map(|(kind, rows)| (kind.as_str().to_owned(), rows.into())).collect();
            let deed = Deed {
                action: "workspace.swept",
                noun: "workspace",
                id: workspace.0,
                before: None,
                after: Some(counts.into()),
            };
            record(tx, &Who::house(workspace), now, deed)?;
            Ok(Turn::Mine(()))
        })
        .await
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
