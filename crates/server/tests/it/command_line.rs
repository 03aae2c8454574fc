//! The command line's words and exit codes, as scripts see them.

use crate::house::{bare, finish};

fn run(folder: &std::path::Path, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = bare(words);
    command.current_dir(folder);
    let output = finish(command, "");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn version_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = run(folder.path(), &["version"]);
    assert_eq!((code, out.as_str()), (Some(0), concat!("giliran ", env!("CARGO_PKG_VERSION"), "\n")));
}

#[test]
fn wrong_use_ends_with_two_and_says_how_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    for words in [
        &[][..],
        &["fly"],
        &["serve", "--no-such-flag"],
        &["user"],
        &["user", "add", "--email", "a@example.com"],
        &["user", "add", "--email", "a@example.com", "--name", "A", "--role", "emperor"],
        &["export", "secrets"],
        &["serve", "--listen", "8080"],
        &["serve", "--workers", "-1"],
    ] {
        let (code, out, err) = run(folder.path(), words);
        assert_eq!(code, Some(2), "{words:?}: {err}");
        assert!(out.is_empty(), "{words:?} says on standard output: {out}");
        assert!(!err.is_empty(), "{words:?}");
    }
}

#[test]
fn a_wrong_file_is_refused_with_its_name_the_key_and_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    std::fs::write(&path, "listen = \"nowhere\"\nlog_fromat = \"json\"\nworkers = 1.5\n").unwrap();
    for words in [["check-config", "--config", "mine.toml"], ["serve", "--config", "mine.toml"]] {
        let (code, _, err) = run(folder.path(), &words);
        assert_eq!(code, Some(1), "{err}");
        for fault in [
            "mine.toml: listen: \"nowhere\" is not an address and a port",
            "mine.toml: log_fromat: there is no such setting",
            "mine.toml: workers: expected a text, a whole number or a list of texts, found a number with a fraction",
        ] {
            assert!(err.contains(fault), "{fault}\nnot in\n{err}");
        }
    }
    assert!(!folder.path().join("giliran-data").exists(), "a wrong configuration makes nothing");
}

#[test]
fn check_config_says_what_is_in_force_and_where_it_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("giliran.toml"), "workers = 3\nlog_level = \"warn\"\n").unwrap();
    let mut command = bare(&["check-config", "--log-level", "debug"]);
    command
        .current_dir(folder.path())
        .env("GILIRAN_DATABASE_URL", "postgres://me:hush@db.example.com/giliran")
        .env("GILIRAN_SECRET_KEY", "ab".repeat(32));
    let output = finish(command, "");
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{err}");
    let line = |key: &str| out.lines().find(|line| line.starts_with(&format!("{key} = "))).unwrap();
    let parts =
        |key: &str| line(key).split_once("  # ").map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned())).unwrap();
    assert_eq!(parts("workers"), ("workers = 3".into(), "giliran.toml".into()));
    assert_eq!(parts("log_level"), ("log_level = \"debug\"".into(), "command line --log-level".into()));
    assert_eq!(parts("listen"), ("listen = \"127.0.0.1:8080\"".into(), "default".into()));
    assert_eq!(parts("secret_key"), ("secret_key = \"***\"".into(), "environment GILIRAN_SECRET_KEY".into()));
    assert!(line("database_url").contains("postgres://me:***@db.example.com/giliran"));
    assert!(!out.contains("hush") && !out.contains("abab"), "{out}");
    out.parse::<toml::Table>().expect("what it prints can be kept as a file");
}

#[test]
fn help_names_every_setting_with_its_variable_and_default() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = run(folder.path(), &["serve", "--help"]);
    assert_eq!(code, Some(0));
    for word in [
        "--listen",
        "--data-dir",
        "--base-url",
        "--database-url",
        "--trusted-proxy",
        "--geo-db",
        "--config",
        "[env: GILIRAN_LISTEN]",
    ] {
        assert!(out.contains(word), "{word}");
    }
}
