//! Ids that are the same whenever they are made: of the moment and a hash of what caused the event, so that a second
//! projection, a second node or a second press meets its own row. In form a UUID v7, so that rows lie in the order of time.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// `at` in microseconds UTC; `parts` name the thing, each set apart from the next.
pub fn of(at: i64, parts: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    for part in parts {
        // The length first: no two lists of parts are the same bytes.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut rest = [0; 10];
    rest.copy_from_slice(&digest[..10]);
    uuid::Builder::from_unix_timestamp_millis(at.div_euclid(1000).max(0).cast_unsigned(), &rest).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_make_the_same_id_and_others_another() {
        let at = 1_795_237_200_123_456;
        let id = of(at, &[b"visit", b"7", b"lead"]);
        assert_eq!(id, of(at, &[b"visit", b"7", b"lead"]));
        assert_ne!(id, of(at, &[b"visit7", b"", b"lead"]));
        assert_ne!(id, of(at, &[b"visit", b"7", b"click"]));
        assert_eq!(id.get_version_num(), 7);
        assert!(id < of(at + 1_000, &[b"a"]), "in the order of time");
    }
}
