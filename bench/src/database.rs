//! A PostgreSQL of the benchmark's own, with the durability that it has out of the box. Gone at the end.

use crate::Result;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Postgres {
    binaries: PathBuf,
    data: PathBuf,
    pub url: String,
    pub version: String,
}

impl Postgres {
    /// Errors: not installed, or it does not start.
    pub fn start(folder: &Path) -> Result<Self> {
        let binaries = binaries().ok_or("no PostgreSQL (Debian's package postgresql)")?;
        let home = folder.join("postgres");
        std::fs::create_dir_all(&home)?;
        if is_root() {
            // The folders above must let its system user through.
            run(Command::new("chmod").arg("a+rx").arg(folder))?;
            run(Command::new("chown").arg("postgres").arg(&home))?;
        }
        let data = home.join("data");
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut postgres = Self { binaries, data, url: String::new(), version: String::new() };
        run(postgres
            .command("initdb")
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D"])
            .arg(&postgres.data))?;
        let flags = format!(
            "-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories='' -c shared_buffers=512MB \
             -c max_wal_size=4GB -c timezone=UTC"
        );
        run(postgres
            .command("pg_ctl")
            .args(["-w", "-t", "60", "-o", &flags, "-l"])
            .arg(home.join("data/server.log"))
            .arg("-D")
            .arg(&postgres.data)
            .arg("start"))?;
        postgres.url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let said = postgres.command("postgres").arg("--version").output()?;
        postgres.version = String::from_utf8_lossy(&said.stdout).trim().to_owned();
        Ok(postgres)
    }

    /// PostgreSQL refuses to run as root; then its own system user runs it.
    fn command(&self, program: &str) -> Command {
        let file = self.binaries.join(program);
        if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(file);
            command
        } else {
            Command::new(file)
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = run(self.command("pg_ctl").args(["-m", "immediate", "-w", "stop", "-D"]).arg(&self.data));
    }
}

fn binaries() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort();
    versions.pop().map(|(_, folder)| folder)
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

fn run(command: &mut Command) -> Result<()> {
    // Into files and not into pipes: the server inherits them and would hold a pipe open.
    let output = command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null()).status()?;
    if output.success() { Ok(()) } else { Err(format!("{command:?} failed").into()) }
}
