//! Opening: the store is brought up to date, the journal's tail is taken into memory, and only then may anybody be
//! answered. What is nice to have at once (every lead's agent, the click ids of the last day) follows in the background.

use crate::click_ids::ClickIds;
use crate::clock::{self, Clock};
use crate::forms::Forms;
use crate::forms::sent::SentForms;
use crate::geo::Geo;
use crate::live::{self, Live};
use crate::memory::Memory;
use crate::numbers::{LEASE, Numbers};
use crate::secrets::Secrets;
use crate::settings::Settings;
use crate::{Engine, warm};
use domain::code::Codes;
use domain::deeplink::BeaconKey;
use domain::form::token::FormKey;
use domain::id::LinkId;
use domain::identity::cookie::CookieKey;
use domain::rotation::Rotation;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use store::Store;
use store::journal::{Held, Journal};
use store::projector::{self, Node, Projector};

/// Why it could not start, for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the data folder {path} can't be used: {error}")]
    Folder { path: String, error: std::io::Error },
    #[error("{0}")]
    Store(#[from] store::Error),
}

impl Engine {
    /// Opens everything with the machine's clock. Blocking.
    pub fn open(settings: Settings) -> Result<Arc<Self>, OpenError> {
        Self::open_with(settings, Arc::new(clock::System::default()))
    }

    /// The same with a clock of the caller's.
    pub fn open_with(settings: Settings, clock: Arc<dyn Clock>) -> Result<Arc<Self>, OpenError> {
        let folder = |error| OpenError::Folder { path: settings.data_dir.display().to_string(), error };
        std::fs::create_dir_all(&settings.data_dir).map_err(folder)?;
        let secrets = match settings.secret_key {
            Some(key) => Secrets::from_bytes(key),
            None => Secrets::load_or_make(&settings.data_dir).map_err(folder)?,
        };
        let geo = Geo::open(settings.geo_db.as_deref());
        let store = Store::open(&settings.location)?;
        let codes = Codes::new(code_key(&store)?);
        let (journal, held) = Journal::open(&settings.data_dir, random(), settings.when_refused)?;
        let now = clock.now();
        let identity = journal.identity();
        let node = store.write_blocking(move |tx| projector::register(tx, identity, now))?;
        let numbers = numbers(&store, node, held)?;
        let memory = Arc::new(Memory::default());
        let click_ids = ClickIds::default();
        let sent = SentForms::new(now);
        let mut wheels: FxHashMap<LinkId, Rotation> =
            store.read_blocking(move |tx| store::snapshot::wheels(tx, node.number))?.into_iter().collect();
        let mut tail = Vec::new();
        projector::tail(&journal, node, |batch| {
            warm::from_tail(batch, &mut wheels, &mut tail, &memory, &click_ids, &sent);
        })?;
        let known = live::Known { node: node.number, wheels, tail };
        let live = Live::open(store.clone(), Arc::clone(&memory), settings.base_host().to_owned(), known, now)?;
        let projector = Projector::start(store.clone(), journal.clone(), node)?;
        let cookie_key = CookieKey::new(&secrets.derive("visitor cookie"));
        let forms = Forms::new(FormKey::new(&secrets.derive("lead form")), sent);
        let beacon_key = BeaconKey::new(&secrets.derive("visitor page"));
        let engine = Arc::new(Self {
            settings,
            store,
            journal,
            projector,
            node,
            live,
            memory,
            clock,
            secrets,
            geo,
            door: crate::sign_in::Door::default(),
            codes,
            cookie_key,
            beacon_key,
            heard: crate::beacons::Heard::default(),
            click_ids,
            forms,
            numbers,
            deliver: crate::deliver::Sender::default(),
            sweeper: crate::retention::Sweeper::default(),
        });
        warm::in_background(&engine);
        Ok(engine)
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// The key of the visitor codes lies with the data: a code that stands in somebody's chat must be found for ever.
pub(crate) fn code_key(store: &Store) -> Result<[u8; 16], store::Error> {
    let fresh = uuid::Uuid::from_bytes(random()).simple().to_string();
    let text = store.write_blocking(move |tx| store::facts::read_or_keep(tx, "code_key", &fresh))?;
    let key = uuid::Uuid::try_parse(&text).map_err(|e| store::Error::Damaged(format!("the code key: {e}")))?;
    Ok(key.into_bytes())
}

fn numbers(store: &Store, node: Node, held: Held) -> Result<Numbers, store::Error> {
    if store.engine() == store::Engine::Sqlite {
        let greatest = store.read_blocking(store::numbers::greatest_lead)?;
        return Ok(Numbers::owned(held.next_lead.max(greatest + 1)));
    }
    let blocks = store.write_blocking(move |tx| {
        let mut blocks = store::numbers::held(tx, node.number, held.next_lead)?;
        if blocks.iter().map(|b| b.last - b.first + 1).sum::<i64>() < LEASE {
            blocks.push(store::numbers::lease(tx, node.number, LEASE)?);
        }
        Ok(blocks)
    })?;
    Ok(Numbers::leased(blocks))
}
