//! Keys, each derived from one master key of 32 bytes that lies outside the database: in the configuration where
//! several nodes share a store, else in a file of the data folder that only its owner can read.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

/// The master key. Never printed.
#[derive(Clone)]
pub struct Secrets([u8; 32]);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    pub fn from_bytes(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// Reads `secret.key` of the folder, or makes it. Errors: the file can't be read or made, or has another length.
    pub fn load_or_make(folder: &Path) -> io::Result<Self> {
        let path = folder.join("secret.key");
        match Self::read(&path) {
            Ok(secrets) => Ok(secrets),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut key = [0; 32];
                getrandom::fill(&mut key).map_err(io::Error::other)?;
                keep(folder, &path, &key)?;
                // Another process may have been first: what lies there counts.
                Self::read(&path)
            }
            Err(error) => Err(error),
        }
    }

    fn read(path: &Path) -> io::Result<Self> {
        let key = std::fs::read(path)?.try_into().map_err(|_| {
            io::Error::new(io::ErrorKind::InvalidData, format!("{} must hold exactly 32 bytes", path.display()))
        })?;
        Ok(Self(key))
    }

    /// A key for one purpose: HMAC-SHA256 of its name under the master key.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// Written whole or not at all: a draft that is on disk gets the real name, unless somebody has it by then.
fn keep(folder: &Path, path: &Path, key: &[u8; 32]) -> io::Result<()> {
    let mut mark = [0; 8];
    getrandom::fill(&mut mark).map_err(io::Error::other)?;
    let draft = folder.join(format!("secret.key.{:016x}", u64::from_be_bytes(mark)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(key)?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => std::fs::File::open(folder)?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_nobody_else_can_read_it() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let first = Secrets::load_or_make(folder.path()).expect("the key is made");
        let again = Secrets::load_or_make(folder.path()).expect("the key is read");
        assert_eq!(first.derive("a"), again.derive("a"));
        assert_ne!(first.derive("a"), first.derive("b"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join("secret.key")).expect("it is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(folder.path().join("secret.key"), b"short").expect("it can be overwritten by its owner");
        assert!(Secrets::load_or_make(folder.path()).is_err());
    }
}
