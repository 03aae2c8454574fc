//! The pinned lists are the ones that data/README.md names.
// The product compiles them in; only this test opens files.
#![allow(clippy::disallowed_methods)]

use sha2::{Digest, Sha256};
use std::path::Path;

#[test]
fn the_pinned_files_have_the_checksums_of_their_readme() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
    let mut checked = 0;
    for line in readme.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<_> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let (file, sum) = (cells[1], cells[5]);
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let hex: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, sum, "{file} is not the file that data/README.md names");
        checked += 1;
    }
    assert_eq!(checked, 3);
}
