//! The PostgreSQL server of the tests: found by its address, or started once for all test processes of this machine.

use postgres::{Client, Config, NoTls};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

const ADDRESS: &str = "GILIRAN_TEST_POSTGRES";

/// Makes an empty database; its address.
pub(super) fn create(name: &str) -> String {
    // A locale that sorts as people do: what relies on the order of bytes by chance fails here, not at a customer's.
    admin()
        .batch_execute(&format!(
            "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
        ))
        .expect("the test server makes databases");
    let base = address();
    let (before, query) = base.split_once('?').map_or((base, None), |(before, query)| (before, Some(query)));
    let server = before.rsplit_once('/').map_or(before, |(server, _)| server);
    query.map_or_else(|| format!("{server}/{name}"), |query| format!("{server}/{name}?{query}"))
}

pub(super) fn remove(name: &str) {
    if let Ok(mut client) = config().connect(NoTls) {
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).ok();
    }
}

fn admin() -> Client {
    config().connect(NoTls).unwrap_or_else(|error| {
        panic!("no PostgreSQL for the tests at {}: {error}. `make test` starts one; or set {ADDRESS}", address())
    })
}

fn config() -> Config {
    address().parse().unwrap_or_else(|error| panic!("{ADDRESS} is no postgres:// address: {error}"))
}

fn address() -> &'static str {
    static ADDRESS_OF_SERVER: OnceLock<String> = OnceLock::new();
    ADDRESS_OF_SERVER.get_or_init(|| std::env::var(ADDRESS).ok().filter(|set| !set.is_empty()).unwrap_or_else(start))
}

fn start() -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/test-postgres.sh");
    let run = Command::new(&script)
        .arg("start")
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", script.display()));
    let said = String::from_utf8_lossy(&run.stdout);
    let address = said.lines().last().unwrap_or_default().trim();
    assert!(
        run.status.success() && address.starts_with("postgres://"),
        "no PostgreSQL for the tests: {}. Run the tests by `make test`, which installs and starts one, \
         or set {ADDRESS} to the address of a server where databases may be made",
        String::from_utf8_lossy(&run.stderr).trim()
    );
    address.to_owned()
}
