//! The directions of the house, read from `cargo metadata`: who may know whom, and through which crate the outside
//! world comes in. `cargo deny` says the same with its wrappers; this needs no tool beyond cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// A crate and those of ours that it may name.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("giliran-domain", &[]),
    ("giliran-store", &["giliran-domain"]),
    ("giliran-platforms", &["giliran-domain"]),
    ("giliran-engine", &["giliran-domain", "giliran-store", "giliran-platforms"]),
    ("giliran-web", &["giliran-domain", "giliran-store", "giliran-engine"]),
    ("giliran-server", &["giliran-domain", "giliran-store", "giliran-engine", "giliran-web"]),
];

/// Programs and fakes for tests and benches: nothing that is shipped may name them.
const IS_NOT_SHIPPED: &[&str] = &["giliran-bench", "giliran-fakes"];

/// What only one crate may name.
const ONE_DOOR: &[(&str, &str)] = &[
    ("rusqlite", "giliran-store"),
    ("postgres", "giliran-store"),
    ("refinery", "giliran-store"),
    ("axum", "giliran-web"),
    ("askama", "giliran-web"),
    ("utoipa", "giliran-web"),
    ("rust-embed", "giliran-web"),
    ("fluent-bundle", "giliran-web"),
    ("maxminddb", "giliran-engine"),
    ("password-auth", "giliran-engine"),
    ("clap", "giliran-server"),
    ("hickory-resolver", "giliran-server"),
    ("tokio-rustls", "giliran-server"),
    ("webpki-roots", "giliran-server"),
    ("tracing-subscriber", "giliran-server"),
    ("metrics-exporter-prometheus", "giliran-server"),
];

/// I/O, async, clock and randomness: nothing of it in `domain` and in the adapters.
const NOT_PURE: &[&str] =
    &["tokio", "hyper", "getrandom", "rand", "tracing", "metrics", "tempfile", "socket2", "ureq", "tokio-rustls"];

/// Our crates and the names of what each depends on when it is shipped.
fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let shipped = package["dependencies"].as_array().unwrap().iter().filter(|d| d["kind"].is_null());
            (text(&package["name"]), shipped.map(|d| text(&d["name"])).collect())
        })
        .collect()
}

#[test]
fn a_crate_knows_only_those_below_it() {
    let edges = edges();
    for (name, allowed) in MAY_KNOW {
        let known = edges.get(*name).unwrap_or_else(|| panic!("{name} is gone from the workspace"));
        let ours: Vec<&String> = known.iter().filter(|d| d.starts_with("giliran-")).collect();
        for other in &ours {
            assert!(allowed.contains(&other.as_str()), "{name} must not know {other}");
        }
    }
    let unlisted: Vec<&String> = edges
        .keys()
        .filter(|name| !IS_NOT_SHIPPED.contains(&name.as_str()) && MAY_KNOW.iter().all(|(known, _)| known != name))
        .collect();
    assert!(unlisted.is_empty(), "give these crates their directions: {unlisted:?}");
}

#[test]
fn each_part_of_the_outside_world_has_one_door() {
    for (name, known) in edges() {
        for (outside, door) in ONE_DOOR {
            assert!(
                !known.contains(*outside) || name == *door || IS_NOT_SHIPPED.contains(&name.as_str()),
                "{name} names {outside}; its door is {door}"
            );
        }
    }
}

#[test]
fn what_we_know_is_pure() {
    let edges = edges();
    for outside in NOT_PURE {
        for pure in ["giliran-domain", "giliran-platforms"] {
            assert!(!edges[pure].contains(*outside), "{pure} names {outside}");
        }
    }
}
