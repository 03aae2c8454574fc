//! What a process costs, from `/proc`; and what pins it to a core.

use crate::Result;
use std::collections::BTreeMap;
use std::process::Command;

/// Linux counts processor time for us in hundredths of a second, whatever the kernel's own tick is.
const MICROS_A_TICK: u64 = 10_000;

/// Processor time of a process with all its threads so far, user and system, in microseconds.
pub fn cpu_micros(pid: u32) -> Result<u64> {
    Ok(read_stat(&std::fs::read_to_string(format!("/proc/{pid}/stat"))?)?.1)
}

/// The same for each of its threads by name; those of one name together.
pub fn cpu_by_thread(pid: u32) -> Result<BTreeMap<String, u64>> {
    let mut threads = BTreeMap::new();
    for thread in std::fs::read_dir(format!("/proc/{pid}/task"))? {
        // A thread may end while we look.
        let Ok(stat) = std::fs::read_to_string(thread?.path().join("stat")) else { continue };
        let (name, micros) = read_stat(&stat)?;
        *threads.entry(name).or_default() += micros;
    }
    Ok(threads)
}

fn read_stat(stat: &str) -> Result<(String, u64)> {
    // The name in brackets may hold anything, spaces too; what follows is regular: state is field 3.
    let (before, rest) = stat.rsplit_once(") ").ok_or("an unknown form of /proc/PID/stat")?;
    let name = before.split_once('(').map_or("", |(_, name)| name).to_owned();
    let fields: Vec<&str> = rest.split(' ').collect();
    let ticks = |field: usize| -> Result<u64> { Ok(fields.get(field - 3).ok_or("a short /proc/PID/stat")?.parse()?) };
    Ok((name, (ticks(14)? + ticks(15)?) * MICROS_A_TICK))
}

/// Memory that is resident, in kB, and of it what belongs to no file.
pub fn memory_kb(pid: u32) -> Result<(u64, u64)> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let read = |key: &str| {
        let line = status.lines().find(|line| line.starts_with(key))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    Ok((read("VmRSS:").ok_or("no VmRSS")?, read("RssAnon:").ok_or("no RssAnon")?))
}

/// The command, kept on one core where one is named. `taskset` becomes the program, so the process id is its own.
pub fn on_core(core: Option<usize>, program: &str) -> Command {
    match core {
        Some(core) => {
            let mut command = Command::new("taskset");
            command.arg("-c").arg(core.to_string()).arg(program);
            command
        }
        None => Command::new(program),
    }
}

/// Keeps the thread that calls this on one core.
pub fn keep_on(core: Option<usize>) -> Result<()> {
    let Some(core) = core else { return Ok(()) };
    // `PID/task/TID`
    let own = std::fs::read_link("/proc/thread-self")?;
    let thread = own.file_name().ok_or("an unknown form of /proc/thread-self")?;
    let output = Command::new("taskset").args(["-p", "-c", &core.to_string()]).arg(thread).output()?;
    if output.status.success() { Ok(()) } else { Err("taskset could not keep a thread on its core".into()) }
}

/// Errors: some of these programs are missing; says which Debian package holds each.
pub fn need(programs: &[(&str, &str)]) -> Result<()> {
    let missing: Vec<String> = programs
        .iter()
        .filter(|(program, _)| find(program).is_none())
        .map(|(program, package)| format!("{program} (Debian's package {package})"))
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("this needs {}", missing.join(", ")).into()) }
}

/// Where a program lies, the system's own folders among the places looked at.
pub fn find(program: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/sbin".into(), "/usr/bin".into(), "/sbin".into(), "/bin".into()];
    std::env::split_paths(&path).chain(usual).map(|folder| folder.join(program)).find(|file| file.is_file())
}
