//! The real binary as a child process: started on a data folder, asked for its figures, ended by its own process id.

use crate::client::Connection;
use crate::machine::on_core;
use crate::{Result, say};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

const START: Duration = Duration::from_secs(120);

/// How to start it.
#[derive(Clone)]
pub struct House {
    pub binary: PathBuf,
    pub data: PathBuf,
    pub database_url: Option<String>,
    pub core: Option<usize>,
    pub flags: Vec<String>,
}

/// A running `giliran serve`.
pub struct Running {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process to its word that it listens.
    pub started_in: Duration,
}

impl House {
    pub fn new(binary: &Path, data: &Path) -> Self {
        let flags = ["--trusted-proxy", "127.0.0.0/8", "--log-level", "warn"].map(str::to_owned).to_vec();
        Self { binary: binary.to_owned(), data: data.to_owned(), database_url: None, core: None, flags }
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = on_core(self.core, &self.binary.to_string_lossy());
        command.args(words).arg("--data-dir").arg(&self.data).args(&self.flags);
        if let Some(url) = &self.database_url {
            command.args(["--database-url", url]);
        }
        command
    }

    /// Starts it on a free port and waits for its word that it listens. Its log goes beside the data folder.
    pub fn serve(&self) -> Result<Running> {
        let log = File::options().create(true).append(true).open(self.data.with_extension("log"))?;
        let begun = Instant::now();
        let mut child = self
            .command(&["serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let mut out = BufReader::new(child.stdout.take().ok_or("no standard output")?);
        let mut line = String::new();
        out.read_line(&mut line)?;
        let started_in = begun.elapsed();
        // The rest is read and forgotten, so that the pipe never fills.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        let Some(url) = line.trim_end().strip_prefix("giliran is listening on http://") else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("it did not start, see {}", self.data.with_extension("log").display()).into());
        };
        let port = url.trim_end_matches('/').rsplit_once(':').ok_or("no port in its address")?.1;
        let address = format!("127.0.0.1:{port}").parse()?;
        let running = Running { child, address, started_in };
        if started_in > START {
            say!("the start took {started_in:?}");
        }
        Ok(running)
    }
}

impl Running {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Everything of `/metrics` without labels.
    pub fn figures(&self) -> Result<HashMap<String, i64>> {
        let mut connection = Connection::open(self.address)?;
        let answer = connection.get("/metrics", "").map_err(|cut| cut.error)?;
        let numbers = answer.body.lines().filter(|line| !line.starts_with('#'));
        Ok(numbers
            .filter_map(|line| line.split_once(' '))
            .filter_map(|(k, v)| Some((k.to_owned(), v.parse().ok()?)))
            .collect())
    }

    pub fn figure(&self, name: &str) -> Result<i64> {
        self.figures()?.get(name).copied().ok_or_else(|| format!("/metrics does not tell {name}").into())
    }

    /// Waits until everything durable is in the store. Errors: not within `patience`.
    pub fn drained(&self, patience: Duration) -> Result<()> {
        let until = Instant::now() + patience;
        loop {
            let backlog = self.figure("giliran_journal_backlog")?;
            if backlog == 0 {
                return Ok(());
            }
            if Instant::now() > until {
                return Err(format!("{backlog} entries are still not in the store after {patience:?}").into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// As when the power goes, as far as a process can tell.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// SIGTERM, and how it ended.
    pub fn terminate(mut self) -> Result<(ExitStatus, Duration)> {
        let begun = Instant::now();
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        if !told.success() {
            return Err("the process could not be told to end".into());
        }
        Ok((self.child.wait()?, begun.elapsed()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Only what a failed run leaves behind; one that was ended is gone already.
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
