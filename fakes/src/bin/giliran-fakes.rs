//! All fakes on ports of their own, for tests that are no Rust programs: `giliran-fakes [first port]`. Says where each is
//! as one line of JSON, and runs until its standard input ends.

use giliran_fakes::All;
use std::io::{Read, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let first = std::env::args().nth(1);
    let ran = match first.as_deref().unwrap_or("0").parse::<u16>() {
        Ok(first) if first < 65_000 => run(first),
        _ => Err(std::io::Error::other("usage: giliran-fakes [first port]")),
    };
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody may be there to read it.
            let _ = writeln!(std::io::stderr(), "giliran-fakes: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(first: u16) -> std::io::Result<()> {
    let all = All::start(first)?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", all.addresses())?;
    out.flush()?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
