//! What Giliran does: the journeys. The engine holds the living configuration, the memory of visitors and the way to
//! the store; commands change things and say who did it; a click is decided without asking anybody.
//! No HTTP, no HTML, no SQL here.

pub mod agents;
pub mod aside;
pub mod audit;
pub mod beacons;
pub mod button;
pub mod calendars;
pub mod channels;
pub mod check;
pub mod click;
pub mod click_ids;
pub mod clock;
pub(crate) mod command;
pub mod conversions;
pub mod costs;
pub mod deliver;
pub mod demo;
pub mod domains;
pub mod duty;
pub mod forms;
pub mod geo;
#[cfg(any(test, feature = "hostile"))]
pub mod hostile;
pub mod hubs;
pub mod leads;
pub mod links;
pub mod live;
pub mod memory;
pub mod numbers;
pub mod once;
pub(crate) mod open;
pub mod outside;
pub mod pictures;
mod record;
pub mod rejection;
pub mod replay;
pub mod reports;
pub mod retention;
pub mod secret_words;
pub mod secrets;
pub mod sessions;
pub mod set_up;
pub mod settings;
pub mod sign_in;
pub mod simulate;
pub mod snapshot;
mod tallies;
pub mod tokens;
pub mod transfer;
pub mod users;
pub mod visits;
mod warm;
pub mod workspace;

pub use command::Page;
pub use open::OpenError;
pub use platforms::Addresses;
pub use rejection::Rejection;
pub use settings::Settings;

use click_ids::ClickIds;
use clock::Clock;
use domain::code::Codes;
use domain::deeplink::BeaconKey;
use domain::identity::cookie::CookieKey;
use live::Live;
use memory::Memory;
use numbers::Numbers;
use secrets::Secrets;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::journal::Journal;
use store::projector::{Node, Projector};
use uuid::Uuid;

/// A running Giliran. Shared as an `Arc`; [`Engine::close`] ends it in order.
pub struct Engine {
    pub settings: Settings,
    pub store: Store,
    pub journal: Journal,
    pub projector: Projector,
    pub node: Node,
    pub live: Live,
    pub memory: Arc<Memory>,
    pub clock: Arc<dyn Clock>,
    pub secrets: Secrets,
    pub geo: geo::Geo,
    /// Counts wrong sign-ins.
    pub door: sign_in::Door,
    pub(crate) codes: Codes,
    pub(crate) cookie_key: CookieKey,
    pub(crate) beacon_key: BeaconKey,
    pub(crate) heard: beacons::Heard,
    pub(crate) click_ids: ClickIds,
    pub(crate) forms: forms::Forms,
    pub(crate) numbers: Numbers,
    pub(crate) deliver: deliver::Sender,
    pub(crate) sweeper: retention::Sweeper,
}

impl Engine {
    /// Microseconds since 1970, UTC.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// A new id whose order is that of time.
    pub fn new_uuid(&self) -> Uuid {
        let mut random = [0; 10];
        getrandom::fill(&mut random).expect("the operating system gives random bytes");
        let millis = (self.now() / 1000).max(0).cast_unsigned();
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// What was sent to destinations since the start.
    pub fn sender(&self) -> &deliver::SenderFigures {
        &self.deliver.figures
    }

    /// What was taken away because it was over its days.
    pub fn sweeper(&self) -> &retention::Sweeper {
        &self.sweeper
    }

    /// The visitor codes of this installation.
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    /// What must go on while the engine runs: other processes' changes, lead numbers, the operator's geo file.
    pub async fn background(self: &Arc<Self>) {
        self.deliver.start(self);
        tokio::join!(
            self.live.follow(&*self.clock),
            self.keep_numbers(),
            self.watch_geo(),
            self.forget(),
            self.keep_sweeping()
        );
    }

    async fn keep_numbers(&self) {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            if self.store.engine() == store::Engine::Sqlite || self.numbers.left() >= numbers::LEASE {
                continue;
            }
            let node = self.node.number;
            match self.store.write(move |tx| store::numbers::lease(tx, node, numbers::LEASE)).await {
                Ok(block) => self.numbers.add(block),
                Err(error) => tracing::warn!(%error, left = self.numbers.left(), "no lead numbers could be leased"),
            }
        }
    }

    /// What nobody asks for any more and no setting is about: changes of configuration that every node has long taken
    /// over, sessions that have run out (with the addresses they were from), answers kept for requests that come twice.
    async fn forget(&self) {
        loop {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            let now = self.now();
            let week_ago = now - 7 * 24 * 3_600_000_000;
            let done = self.store.write(move |tx| {
                store::members::forget_quarters_before(tx, week_ago)?;
                store::deliveries::glance::forget_before(tx, week_ago)?;
                store::sessions::forget_expired(tx, now)?;
                store::idempotency::forget_before(tx, now - once::KEPT)?;
                store::config_changes::forget_before(tx, week_ago)
            });
            let done = done.await;
            if let Err(error) = done {
                tracing::debug!(%error, "old changes of configuration stay for now");
            }
        }
    }

    async fn watch_geo(&self) {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            self.geo.reload_if_changed();
        }
    }

    /// Writes what is queued, projects what it can in ten seconds, and ends the threads. Blocking. Nothing that was
    /// answered is lost: what is not projected waits in the journal.
    pub fn close(&self) {
        self.deliver.stop();
        self.journal.close();
        self.projector.finish(Duration::from_secs(10));
    }
}
