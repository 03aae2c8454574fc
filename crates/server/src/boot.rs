//! From a configuration to an engine: where the data lies, what the engine is told, who may use the folder.

use crate::commands::Failure;
use crate::config::{Config, JournalFull};
use crate::outside::{Patience, Sockets, Terms};
use engine::Settings;
use std::fs::{File, TryLockError};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use store::Location;
use store::journal::WhenRefused;

/// Held while a process keeps the folder's journal; a second one would write into the same file.
const LOCK: &str = "serve.lock";

/// Where the data lies.
pub fn location(config: &Config) -> Location {
    match &config.database_url {
        Some(url) => Location::Postgres(url.clone()),
        None => Location::in_folder(&config.data_dir),
    }
}

/// What the engine needs to know; `port` is the one that is listened on.
pub fn settings(config: &Config, port: u16) -> Settings {
    Settings {
        data_dir: config.data_dir.clone(),
        location: location(config),
        base_url: config.base_url.clone().unwrap_or_else(|| format!("http://localhost:{port}")),
        trusted_proxies: config.trusted_proxy.clone(),
        outside: Arc::new(Sockets::new(Terms {
            name_server: config.dns_server,
            webhook_allow: config.webhook_allow.clone(),
            roots: config.roots.clone(),
            patience: Patience::USUAL,
        })),
        reach_private: config.reach_private.clone(),
        webhook_allow: config.webhook_allow.clone(),
        platforms: config.platforms.clone(),
        geo_db: config.geo_db.clone(),
        secret_key: config.secret_key,
        when_refused: match config.journal_full {
            JournalFull::Answer => WhenRefused::Answer,
            JournalFull::Refuse => WhenRefused::Refuse,
        },
    }
}

/// Takes the address. Connections wait in its queue until somebody answers.
pub fn listen(at: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(at).map_err(Failure::while_doing(format_args!("{at} can't be listened on")))
}

/// Makes the folder and keeps others from serving on it until the handle goes.
pub fn claim(folder: &Path) -> Result<File, Failure> {
    let shown = folder.display();
    std::fs::create_dir_all(folder)
        .map_err(Failure::while_doing(format_args!("the data folder {shown} can't be made")))?;
    let lock = File::create(folder.join(LOCK))
        .map_err(Failure::while_doing(format_args!("the data folder {shown} can't be written")))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Failure::Failed(format!(
            "another giliran serves on the data folder {shown}; end it first, or name another --data-dir"
        ))),
        // A file system without locks: two servers on one folder are then the operator's to avoid.
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, "the data folder can't be locked; make sure that only one giliran serves on it");
            Ok(lock)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_served_by_one_process_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("made/for/it");
        let first = claim(&inner).expect("free");
        let second = claim(&inner).expect_err("taken");
        assert!(second.words().is_some_and(|words| words.contains("another giliran serves")), "{second:?}");
        drop(first);
        claim(&inner).expect("free again");
    }
}
