#![allow(clippy::unwrap_used)]
use super::*;
use mmdb::{Data, database};
use std::fs;
use std::time::Duration;

mod mmdb;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn geolite(country: &str, city: &str) -> Data {
    use Data::{List, Map, Text};
    let named = |name: &str| Map(vec![("names", Map(vec![("de", Text("Anders".into())), ("en", Text(name.into()))]))]);
    Map(vec![
        ("city", named(city)),
        ("continent", Map(vec![("code", Text("AS".into()))])),
        ("country", Map(vec![("geoname_id", Data::Number(7)), ("iso_code", Text(country.into()))])),
        ("location", Map(vec![("latitude", Data::Double(-6.2)), ("time_zone", Text("Asia/Jakarta".into()))])),
        ("subdivisions", List(vec![named("West Java"), named("Smaller")])),
    ])
}

fn flat() -> Data {
    use Data::Text;
    Data::Map(vec![
        ("city", Text("Bandung".into())),
        ("country_code", Text("ID".into())),
        ("state1", Text("West Java".into())),
        ("timezone", Text("Asia/Jakarta".into())),
    ])
}

/// Writes with a time of its own, since two writes may fall into one tick of the file system's clock.
fn write(path: &Path, bytes: &[u8], second: u64) {
    fs::write(path, bytes).unwrap();
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + second)).unwrap();
}

#[test]
fn the_compiled_in_database_knows_the_countries_of_both_families() {
    let geo = Geo::open(None);
    for (address, country) in [
        ("8.8.8.8", "US"),
        ("::ffff:8.8.8.8", "US"),
        ("103.10.66.1", "ID"),
        ("2001:4860:4860::8888", "US"),
        ("2a00:1450:4001:80b::200e", "IE"),
        ("193.0.6.139", "NL"),
    ] {
        assert_eq!(geo.lookup(ip(address)).country, country, "{address}");
    }
    assert!(!geo.has_cities());
}

#[test]
fn addresses_of_nobody_are_nowhere() {
    let geo = Geo::open(None);
    for address in [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "203.0.113.9",
        "224.0.0.1",
        "::",
        "::1",
        "fe80::1",
        "fd00::1",
        "2001:db8::1",
        "ff02::1",
        "::ffff:192.168.0.1",
    ] {
        assert_eq!(geo.lookup(ip(address)), Place::default(), "{address}");
    }
}

#[test]
fn a_city_database_tells_region_city_and_time_zone_in_either_shape() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.mmdb");
    for data in [geolite("ID", "Bandung"), flat()] {
        write(&path, &database(&data), 0);
        let place = Geo::open(Some(&path)).lookup(ip("36.70.1.2"));
        let expected = Place {
            country: "ID".into(),
            region: "West Java".into(),
            city: "Bandung".into(),
            time_zone: "Asia/Jakarta".into(),
        };
        assert_eq!(place, expected);
    }
}

#[test]
fn what_the_city_database_does_not_know_the_compiled_in_one_may() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.mmdb");
    write(&path, &database(&geolite("ID", "Bandung")), 0);
    let geo = Geo::open(Some(&path));
    // The database made here holds the lower half of the addresses and nothing of the upper.
    let place = geo.lookup(ip("193.0.6.139"));
    assert_eq!((&*place.country, &*place.city), ("NL", ""));
}

#[test]
fn a_changed_file_is_taken_up_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.mmdb");
    let geo = Geo::open(Some(&path));
    assert_eq!(geo.reload_if_changed(), Reload::Kept, "there is no file yet");

    write(&path, &database(&geolite("ID", "Bandung")), 1);
    assert_eq!(geo.reload_if_changed(), Reload::Loaded);
    assert_eq!(geo.reload_if_changed(), Reload::Unchanged);
    assert_eq!(geo.lookup(ip("36.70.1.2")).city, "Bandung");

    write(&path, &database(&geolite("ID", "Bogor")), 2);
    assert_eq!(geo.reload_if_changed(), Reload::Loaded);
    assert_eq!(geo.lookup(ip("36.70.1.2")).city, "Bogor");

    let whole = database(&geolite("ID", "Bogor"));
    for (second, broken) in [(3, &b"no database"[..]), (4, &whole[..whole.len() / 2]), (5, &b""[..])] {
        write(&path, broken, second);
        assert_eq!(geo.reload_if_changed(), Reload::Kept);
        assert_eq!(geo.reload_if_changed(), Reload::Unchanged, "one complaint a file");
        assert_eq!(geo.lookup(ip("36.70.1.2")).city, "Bogor");
    }

    fs::remove_file(&path).unwrap();
    assert_eq!(geo.reload_if_changed(), Reload::Kept);
    assert_eq!(geo.lookup(ip("36.70.1.2")).city, "Bogor");
}

#[test]
fn a_database_of_another_shape_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("city.mmdb");
    write(&path, &database(&Data::Map(vec![("country", Data::Text("Indonesia".into()))])), 0);
    let geo = Geo::open(Some(&path));
    assert!(!geo.has_cities());
    assert_eq!(geo.lookup(ip("8.8.8.8")).country, "US");
}
