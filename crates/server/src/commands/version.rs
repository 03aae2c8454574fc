//! `giliran version`.

use crate::commands::Failure;
use crate::out;

pub fn run() -> Result<(), Failure> {
    out::line(format_args!("giliran {}", env!("CARGO_PKG_VERSION")))
}
