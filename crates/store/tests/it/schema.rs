//! A migration that was given out is never changed: databases that have run it would differ from new ones. A change of
//! the schema is a new file.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// Every migration with the SHA-256 of its text. Lines are only ever added.
const GIVEN_OUT: &[(&str, &str)] = &[
    ("postgres/V001__the_house.sql", "b0965a05f52c6c3f066d968d365137bd3a3f0f3ade96afb0baf3fb588bb5003a"),
    ("postgres/V002__lighter_rollups.sql", "29b26d9756a115c98991cfa9e1483a0973801e0043cb67f3f18d78751cc523b8"),
    (
        "postgres/V003__every_visitor_to_the_right_place.sql",
        "c99f747f6c4b6ed5769968520cfe1f122e7e393ec4c9af3cecd4644e4c8d0579",
    ),
    ("postgres/V004__what_the_ads_get_back.sql", "d57438a62468ece21fdb0072a199e64464089cac26f2d6fd58eea1f9ff34c124"),
    (
        "postgres/V005__where_the_money_comes_from.sql",
        "a3596fce0e6e7aed6ddbb29e98b13c2f81ccf995354cefaa134546a482c8959d",
    ),
    ("postgres/V006__what_people_may_ask.sql", "ec522f7faef0122c97193f65417b24721b9e137717d887f19b7bd03e693582ac"),
    ("postgres/V007__longer_spans.sql", "4a6813acba1813e06ab0893caa3fb6c821becc0f899eba8bc8846f4a712b4ad0"),
    (
        "postgres/V008__what_is_kept_and_how_long.sql",
        "2d9998237d36fd7bf918a95228a40e34926aa98f4f0e68e4f2bda7d78ded2953",
    ),
    ("postgres/V009__who_said_so.sql", "d79beb0924b0268f3154ee1f47e50aa6cae3b1ac76352aa39adeda76f6746b16"),
    ("postgres/V010__what_a_visitor_may_keep.sql", "9162004271784a81ec24a5bdff225da0f26e4b659aab88d630e4b7ac5f91ea91"),
    ("sqlite/V001__the_house.sql", "f6e336e55361043a24ed88103f7e5c8af926317cee61b1f19b2271d5b7777353"),
    ("sqlite/V002__lighter_rollups.sql", "8901ac89ecb3000c28d86747a248f0d24a9fb8bd09ad582528e3dc24d2d970d0"),
    (
        "sqlite/V003__every_visitor_to_the_right_place.sql",
        "3470875d6259dfe7d33e596dc897363e311016ab1336383ec189628d2c7b8bc1",
    ),
    ("sqlite/V004__what_the_ads_get_back.sql", "275393fcb7923a76fd3db9f16a947b5d8841b2277dbf997a0cfcd5c634f66c20"),
    ("sqlite/V005__where_the_money_comes_from.sql", "bbc4f1ba1c970809a44ef0709452eb726991b4ad7b333b0d9bed71b29118a6a8"),
    ("sqlite/V006__what_people_may_ask.sql", "1f706f30e9578b2ebc44934622ddd8b7ae0a6ee51024506192b21b3a3d90c9e8"),
    ("sqlite/V007__longer_spans.sql", "241ca87cd2b4d0272c773e891839511686d2a8bc0461fed5777ec40c20021758"),
    ("sqlite/V008__what_is_kept_and_how_long.sql", "a744234ba4f172e33b090ff5aa5b20d4650b4e5d02a0b260b468481f14c9d364"),
    ("sqlite/V009__who_said_so.sql", "d79beb0924b0268f3154ee1f47e50aa6cae3b1ac76352aa39adeda76f6746b16"),
    ("sqlite/V010__what_a_visitor_may_keep.sql", "07e48dfb12bc2860a0ddc6bfeda6048604a3f96f58604a7574102a8a2aed4c25"),
];

#[test]
fn no_migration_changes_silently() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut found = BTreeMap::new();
    for engine in ["postgres", "sqlite"] {
        for entry in std::fs::read_dir(folder.join(engine)).unwrap() {
            let entry = entry.unwrap();
            let digest = Sha256::digest(std::fs::read(entry.path()).unwrap());
            let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            found.insert(format!("{engine}/{}", entry.file_name().to_string_lossy()), hash);
        }
    }
    let known: BTreeMap<String, String> =
        GIVEN_OUT.iter().map(|(name, hash)| ((*name).to_owned(), (*hash).to_owned())).collect();
    assert_eq!(found, known, "a migration was changed, or a new one is not listed here yet");
}

#[test]
fn both_engines_have_the_same_migrations() {
    let names = |engine: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
        let mut names: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    assert_eq!(sqlite, postgres);
    assert_eq!(sqlite.len() as i64, store::known_version(), "the versions are numbered without a gap");
}
