//! The secret key: 32 bytes that cookies, visitor codes and stored secrets depend on. It lies beside the database, not
//! in it, and is made at the first start. What never happens here: a second key where one was.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// The file's name in the data folder.
pub const FILE: &str = "secret.key";

/// 64 hexadecimal digits.
pub fn parse(text: &str) -> Option<[u8; 32]> {
    let text = text.trim();
    if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = [0; 32];
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).ok()?;
    }
    Some(key)
}

/// The folder's key; made when there is none. Two processes that start at once agree on one.
pub fn in_folder(folder: &Path) -> io::Result<[u8; 32]> {
    let path = folder.join(FILE);
    match read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        other => return other,
    }
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    // Written whole under a name of its own, then linked: a reader never sees half a key, and the first one wins.
    let draft = folder.join(format!("{FILE}.{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    writeln!(file, "{}", hex(&key))?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, &path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    fs::File::open(folder)?.sync_all()?;
    read(&path)
}

fn read(path: &Path) -> io::Result<[u8; 32]> {
    let text = fs::read_to_string(path)?;
    if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
        tracing::warn!(file = %path.display(), "the secret key can be read by others on this machine; chmod 600 it");
    }
    parse(&text).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!(
                "{} does not hold 64 hexadecimal digits; restore it, a new key would make every visitor a stranger",
                path.display()
            ),
        )
    })
}

fn hex(key: &[u8; 32]) -> String {
    key.iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = in_folder(folder.path()).expect("made");
        assert_eq!(in_folder(folder.path()).expect("read"), first);
        let mode = fs::metadata(folder.path().join(FILE)).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "the draft is gone");
    }

    #[test]
    fn a_damaged_key_is_refused_and_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(FILE), "half a ke").expect("written");
        let error = in_folder(folder.path()).expect_err("refused");
        assert!(error.to_string().contains("does not hold 64 hexadecimal digits"));
        assert_eq!(fs::read_to_string(folder.path().join(FILE)).expect("there"), "half a ke");
    }

    #[test]
    fn digits_read_back() {
        let key: [u8; 32] = std::array::from_fn(|i| u8::try_from(i * 7).expect("small"));
        assert_eq!(parse(&hex(&key)), Some(key));
        assert_eq!(parse("zz"), None);
        assert_eq!(parse(&"é".repeat(32)), None);
    }
}
