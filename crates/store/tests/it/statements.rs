//! Every listed statement is understood by both engines, and numbers its parameters so that both agree on them.

use std::collections::BTreeSet;
use store::testing::on_both;
use store::{Engine, statements};

#[test]
fn each_statement_prepares_on_both_engines() {
    on_both(|fixture| {
        let engine = fixture.store().engine();
        let mut refused = Vec::new();
        for (noun, list) in statements::ALL {
            for statement in *list {
                let own = (*statement).clone();
                if let Err(error) = fixture.store().write_blocking(move |tx| tx.prepare(&own)) {
                    refused.push(format!("{noun}: {}: {error}", statement.name));
                }
            }
        }
        for batch in statements::BATCHES.iter().copied().flatten() {
            let text = statements::batch_text(batch, engine);
            if let Err(error) = fixture.store().write_blocking(move |tx| tx.prepare(&text)) {
                refused.push(format!("{}: {error}", batch.name));
            }
        }
        assert!(refused.is_empty(), "{}", refused.join("\n"));
    });
}

#[test]
fn parameters_first_occur_in_ascending_order() {
    let mut wrong = Vec::new();
    for statement in statements::ALL.iter().flat_map(|(_, list)| list.iter()) {
        let mut seen = BTreeSet::new();
        for number in parameters(&statement.sql) {
            if seen.insert(number) && number != seen.len() {
                wrong.push(format!("{}: ${number} comes as number {}", statement.name, seen.len()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_two_statements_have_one_name() {
    let mut names = BTreeSet::new();
    for statement in statements::ALL.iter().flat_map(|(_, list)| list.iter()) {
        assert!(names.insert(statement.name), "{} twice", statement.name);
    }
    assert!(!names.is_empty());
}

#[test]
fn every_statement_that_is_written_is_listed() {
    let listed: BTreeSet<&str> = statements::ALL
        .iter()
        .flat_map(|(_, list)| list.iter().map(|statement| statement.name))
        .chain(statements::BATCHES.iter().copied().flatten().map(|batch| batch.name))
        .collect();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut missing = Vec::new();
    let mut found = 0;
    super::sql_stays_here::each_source(&folder, &mut |path, text| {
        // What differs between the engines cannot be prepared on both; fixtures are no part of the program.
        if path.starts_with(folder.join("dialect")) || path.starts_with(folder.join("testing")) {
            return;
        }
        for made in ["Statement::new(", ": Batch = Batch {"] {
            let literals = text.split(made).skip(1).filter_map(|rest| {
                let (between, literal) = rest.split_once('"')?;
                let is_a_name = between.trim().trim_start_matches("name:").trim().is_empty();
                is_a_name.then(|| literal.split('"').next()).flatten()
            });
            for name in literals {
                found += 1;
                if !listed.contains(name) {
                    missing.push(format!("{}: {name}", path.display()));
                }
            }
        }
    });
    assert!(missing.is_empty(), "not in statements.rs:\n{}", missing.join("\n"));
    assert!(found >= listed.len(), "{found} found, {} listed", listed.len());
}

#[test]
fn a_batch_has_a_text_of_its_own_on_each_engine() {
    for batch in statements::BATCHES.iter().copied().flatten() {
        assert!(statements::batch_text(batch, Engine::Postgres).sql.contains("UNNEST"));
        assert!(statements::batch_text(batch, Engine::Sqlite).sql.contains("VALUES"));
    }
}

fn parameters(sql: &str) -> Vec<usize> {
    sql.split('$').skip(1).filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()).collect()
}
