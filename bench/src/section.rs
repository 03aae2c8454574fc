//! One section of the report, in Markdown: what was found is said on the screen and written to its file at the end,
//! also when a program stops halfway.

use crate::Result;
use std::fmt::Write;
use std::path::PathBuf;

pub struct Section {
    text: String,
    out: PathBuf,
    failures: usize,
}

impl Section {
    pub fn new(title: &str, out: PathBuf) -> Self {
        Self { text: format!("## {title}\n\n"), out, failures: 0 }
    }

    pub fn line(&mut self, line: impl AsRef<str>) {
        eprintln!("{}", line.as_ref());
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// What must hold; what does not is told and fails the program at its end.
    pub fn claim(&mut self, what: impl AsRef<str>, holds: bool) {
        self.failures += usize::from(!holds);
        let mark = if holds { "✓" } else { "✗ **FAILED:**" };
        self.line(format!("- {mark} {}", what.as_ref()));
    }

    /// What must hold and is told only where it does not.
    pub fn claim_quietly(&mut self, holds: bool, what: &str) {
        if !holds {
            self.claim(what, false);
        }
    }

    pub fn table(&mut self, heads: &[&str], rows: &[Vec<String>]) {
        let mut text = format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
        for row in rows {
            let _ = writeln!(text, "| {} |", row.join(" | "));
        }
        self.line("");
        self.line(text);
    }

    /// Writes the file. Errors: a claim did not hold.
    pub fn end(self) -> Result<()> {
        if let Some(folder) = self.out.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&self.out, self.text + "\n")?;
        if self.failures == 0 { Ok(()) } else { Err(format!("{} claims did not hold", self.failures).into()) }
    }
}
