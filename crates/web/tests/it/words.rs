//! Every fault that the code can find has its sentence in both languages.

use std::collections::BTreeSet;
use std::path::Path;
use web::i18n::{Locale, has};

/// Calls whose last word is a fault's code.
const CALLS: [&str; 6] = ["FieldError::new(", "refuse(", "fault(", "not_found(", "params.read(", "self.read("];

#[test]
fn every_code_of_a_fault_has_its_sentence() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut codes = BTreeSet::new();
    for krate in ["domain", "engine", "web"] {
        gather(&root.join(krate).join("src"), &mut codes);
    }
    assert!(codes.len() > 50, "the search finds them: {codes:?}");
    let lacking: Vec<_> = codes
        .iter()
        .filter(|code| Locale::ALL.iter().any(|locale| !has(*locale, &format!("error-{}", code.replace('_', "-")))))
        .collect();
    assert!(lacking.is_empty(), "no sentence for {lacking:?}");
}

fn gather(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, codes);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.to_string_lossy().contains("tests") {
            let text = std::fs::read_to_string(&path).unwrap();
            // Up to the tests of the file.
            codes.extend(of(text.split("#[cfg(test)]").next().unwrap()));
        }
    }
}

/// The last literal among the arguments of each call; and the arms of `fn code`.
fn of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for call in CALLS {
        for (at, _) in text.match_indices(call) {
            let arguments = arguments(&text[at + call.len()..]);
            let literal =
                arguments.rsplit('"').nth(1).filter(|_| arguments.trim_end().trim_end_matches(',').ends_with('"'));
            found.extend(literal.map(str::to_owned));
            if call.ends_with("read(") {
                found.extend(arguments.split('"').nth(3).map(str::to_owned));
            }
        }
    }
    if let Some(at) = text.find("fn code(self)") {
        let body = text[at..].split("\n    }").next().unwrap();
        found.extend(body.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    found.retain(|code| !code.is_empty() && code.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    found
}

fn arguments(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}
