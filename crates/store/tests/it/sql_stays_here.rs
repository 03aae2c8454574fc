//! SQL stands only in this crate: the sources of the others are searched for it.

use std::path::{Path, PathBuf};

#[test]
fn no_other_crate_holds_sql() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for folder in crates(&root) {
        each_source(&folder.join("src"), &mut |path, text| {
            for (number, line) in text.lines().enumerate() {
                // Google Ads is asked in a language of its own that looks like it.
                if holds_sql(line) && !line.contains("SELECT customer.id FROM customer") {
                    found.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
                }
            }
        });
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_search_knows_sql_when_it_sees_it() {
    assert!(holds_sql(r#"let s = "SELECT id FROM leads";"#));
    assert!(holds_sql(r#""INSERT INTO leads (id) VALUES (1)""#));
    assert!(holds_sql(r#""UPDATE leads SET id = 1""#));
    assert!(holds_sql(r#""delete from leads""#));
    assert!(!holds_sql("// select the best from what is there"));
    assert!(!holds_sql("let update = set_of(delete); // from here"));
}

/// A string literal on this line that reads like a statement. Comments are no strings.
fn holds_sql(line: &str) -> bool {
    let code = line.trim_start();
    if code.starts_with("//") {
        return false;
    }
    code.split('"').skip(1).step_by(2).any(|literal| {
        let words: Vec<String> = literal.split_whitespace().map(str::to_lowercase).collect();
        let Some(first) = words.first() else { return false };
        match first.as_str() {
            "select" => words.iter().any(|w| w == "from"),
            "insert" => words.get(1).is_some_and(|w| w == "into"),
            "update" => words.iter().any(|w| w == "set"),
            "delete" => words.get(1).is_some_and(|w| w == "from"),
            _ => false,
        }
    })
}

fn crates(root: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root.join("crates")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| !folder.ends_with("store"));
    assert!(folders.len() >= 4, "the other crates were not found: {folders:?}");
    folders
}

/// Every Rust source below `folder`.
pub fn each_source(folder: &Path, visit: &mut impl FnMut(&Path, &str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_source(&path, visit);
        } else if path.extension().is_some_and(|end| end == "rs") {
            visit(&path, &std::fs::read_to_string(&path).unwrap());
        }
    }
}
