//! The shape of the source: what STYLE.md says and a machine can see.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every Rust file of the project.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in ["crates", "bench", "fakes", "fuzz"] {
        collect(&root().join(folder), &mut found);
    }
    assert!(found.len() > 50, "the sources were found");
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | "node_modules" | "corpus" | "artifacts") {
                collect(&path, found);
            }
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
        }
    }
}

fn none_of(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let long = sources()
        .iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .map(|(path, lines)| format!("{} has {lines}", path.display()))
        .collect();
    none_of("a file has one subject; past 500 lines it is two", long);
}

#[test]
fn every_module_says_what_it_is() {
    let silent = sources()
        .iter()
        // A module's own tests beside it say it with their names.
        .filter(|(path, _)| !path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("tests")))
        .filter(|(_, text)| !text.lines().any(|line| line.starts_with("//!")))
        .map(|(path, _)| path.display().to_string())
        .collect();
    none_of("these modules do not open with //!", silent);
}

#[test]
fn no_file_is_named_after_nothing() {
    let vague = sources()
        .iter()
        .filter(|(path, _)| {
            let stem = path.file_stem().unwrap().to_string_lossy();
            ["util", "utils", "helper", "helpers", "common", "misc", "manager", "types"].contains(&stem.as_ref())
        })
        .map(|(path, _)| path.display().to_string())
        .collect();
    none_of("a name says the subject", vague);
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here, so that this file does not find itself.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX:"), concat!("unimpl", "emented!")];
    let left = sources()
        .iter()
        .flat_map(|(path, text)| {
            text.lines()
                .enumerate()
                .filter(|(_, line)| marks.iter().any(|mark| line.contains(mark)))
                .map(|(number, line)| format!("{}:{}: {}", path.display(), number + 1, line.trim()))
                .collect::<Vec<_>>()
        })
        .collect();
    none_of("finish it or leave it out", left);
}

/// What a crate's own source never names outside its tests; clippy.toml says the same of single functions.
const NEVER_NAMED: &[(&str, &[&str])] = &[
    (
        "crates/domain/src",
        &["std::fs", "std::net::Tcp", "std::net::Udp", "std::env", "std::thread", "SystemTime", "Instant"],
    ),
    ("crates/web/src", &["std::fs", "std::env", "SystemTime"]),
    ("crates/engine/src", &["std::env", "std::process", "TcpListener", "TcpStream"]),
    ("crates/store/src", &["std::env", "std::process", "TcpListener", "axum", "hyper"]),
];

#[test]
fn a_crate_never_names_what_is_not_its_business() {
    let mut found = Vec::new();
    for (path, text) in sources() {
        let shown = path.display().to_string();
        let is_test = shown.ends_with("tests.rs") || shown.contains("/testing/") || shown.contains("/tests/");
        let Some((_, words)) = NEVER_NAMED.iter().find(|(folder, _)| shown.starts_with(folder)) else { continue };
        if is_test {
            continue;
        }
        let own = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in own.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let names = |word: &&&str| {
                line.match_indices(**word).any(|(at, _)| {
                    let after = line[at + word.len()..].chars().next();
                    !after.is_some_and(|c| c.is_alphanumeric()) || word.ends_with("Tcp") || word.ends_with("Udp")
                })
            };
            if let Some(word) = words.iter().find(names) {
                found.push(format!("{shown}:{}: {word}", number + 1));
            }
        }
    }
    none_of("these belong to another crate", found);
}

#[test]
fn every_crate_keeps_the_houses_lints() {
    let loose = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path().join("Cargo.toml"))
        .filter(|path| {
            let manifest: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
            manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool) != Some(true)
        })
        .map(|path| path.display().to_string())
        .collect();
    none_of("these crates do not take the workspace's lints (unsafe forbidden, no unwrap)", loose);
    let manifest: toml::Table = fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    assert_eq!(manifest["workspace"]["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
}

#[test]
fn what_the_documents_point_to_is_there() {
    let mut broken = Vec::new();
    for document in ["README.md", "ARCHITECTURE.md", "STYLE.md", "DESIGN.md", "SECURITY.md", "CHANGELOG.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap_or_else(|_| panic!("{document} is missing"));
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            if !file.is_empty() && !file.contains("://") && !root().join(file).exists() {
                broken.push(format!("{document} points to {target}"));
            }
        }
    }
    none_of("these links lead nowhere", broken);
}
