//! The real binary on a free loopback port, with a data folder (and, on PostgreSQL, a database) of its own. It is
//! ready when it says so; it is ended by its own process id.

use crate::http::{Answer, Request};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use store::testing::Fixture;
use store::{Engine, Location, Store};

const PATIENCE: Duration = Duration::from_secs(60);

/// Both, for tests that must hold on each.
pub const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// A data folder and where its data lies; servers and commands run on it.
pub struct House {
    folder: tempfile::TempDir,
    database: Option<Fixture>,
}

/// A running `giliran serve`.
pub struct Running {
    child: Child,
    pub address: SocketAddr,
    /// Standard output after the listening line, when it ends.
    rest: mpsc::Receiver<String>,
}

impl House {
    pub fn new(engine: Engine) -> Self {
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Fixture::postgres()),
        };
        Self { folder: tempfile::tempdir().unwrap(), database }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its data, for looking at it while no server runs.
    pub fn store(&self) -> Store {
        let in_folder = || Location::in_folder(&self.folder().join("data"));
        Store::open(&self.database.as_ref().map_or_else(in_folder, Fixture::location)).unwrap()
    }

    /// A command on this house, in an environment without anyone's settings.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = bare(words);
        command.current_dir(self.folder()).arg("--data-dir").arg(self.folder().join("data"));
        if let Some(Location::Postgres(url)) = self.database.as_ref().map(Fixture::location) {
            command.env("GILIRAN_DATABASE_URL", url);
        }
        command
    }

    /// Runs a command to its end with that on its standard input.
    pub fn run(&self, words: &[&str], input: &str) -> Output {
        finish(self.command(words), input)
    }

    /// Where its data lies.
    pub fn location(&self) -> Location {
        self.database.as_ref().map_or_else(|| Location::in_folder(&self.folder().join("data")), Fixture::location)
    }

    pub fn serve(&self) -> Running {
        self.serve_with(&[])
    }

    pub fn serve_with(&self, flags: &[&str]) -> Running {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(flags);
        Running::start(command)
    }

    /// Adds the first owner and workspace and makes a token that may everything.
    pub fn token(&self) -> String {
        let owner = [
            "user",
            "add",
            "--email",
            "owner@example.com",
            "--name",
            "Owner",
            "--role",
            "owner",
            "--workspace-name",
            "Toko",
        ];
        let output = self.run(&owner, "a long enough password\n");
        assert!(output.status.success(), "{output:?}");
        let output = self.run(&["token", "create", "--name", "tests"], "");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let (say_first, first) = mpsc::channel();
        let (say_rest, rest) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let _ = out.read_line(&mut line);
            let _ = say_first.send(line);
            let mut more = String::new();
            let _ = out.read_to_string(&mut more);
            let _ = say_rest.send(more);
        });
        let line = first.recv_timeout(PATIENCE).expect("the server says that it listens, in time");
        let Some(url) = line.trim_end().strip_prefix("giliran is listening on http://") else {
            let _ = child.kill();
            panic!("the first line is {line:?}, then: {:?}", child.wait());
        };
        let port = url.rsplit_once(':').unwrap().1.trim_end_matches('/');
        let address = format!("127.0.0.1:{port}").parse().unwrap();
        Self { child, address, rest }
    }

    pub fn send(&self, request: Request) -> Answer {
        request.send(self.address)
    }

    /// SIGTERM, and how it ended; with what it said on standard output after the first line.
    pub fn stop(mut self) -> (ExitStatus, String) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        let status = self.child.wait().unwrap();
        (status, self.rest.recv_timeout(PATIENCE).unwrap())
    }

    /// As when the power goes.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks until it is so: what is projected is seen a moment after the answer.
    pub fn until<T>(&self, what: &str, mut look: impl FnMut(&Self) -> Option<T>) -> T {
        let until = std::time::Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            assert!(std::time::Instant::now() < until, "{what}: not so after {PATIENCE:?}");
            std::thread::yield_now();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Only what a failed test left behind; one that was stopped is gone already.
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// The binary with these words and nobody's settings.
pub fn bare(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_giliran"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GILIRAN_") {
            command.env_remove(name);
        }
    }
    command.args(words);
    command
}

pub fn finish(mut command: Command, input: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses before it reads closes the pipe; that is its answer, not ours.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}
