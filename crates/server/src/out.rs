//! Standard output: what a person or a script reads. A reader that went away is a failure, never a panic.

use crate::commands::Failure;
use std::fmt;
use std::io::Write as _;

/// Writes a line and sees it off.
pub fn line(text: impl fmt::Display) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(Failure::while_doing("standard output"))
}
