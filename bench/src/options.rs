//! The programs' command line: `--quick`, `--binary FILE`, `--folder FOLDER`, `--out FILE`, and `--name value` of each
//! program's own.

use crate::Result;
use std::path::PathBuf;

pub struct Options {
    /// A short run that shows that everything works; its figures mean little.
    pub quick: bool,
    /// The release build of `giliran`.
    pub binary: PathBuf,
    /// Where data folders are made; on the disk that is to be measured.
    pub folder: PathBuf,
    /// Where the section of the report goes.
    pub out: PathBuf,
    own: Vec<(String, String)>,
}

impl Options {
    /// Errors: a word that is no option, or the binary is not built.
    pub fn read(program: &str) -> Result<Self> {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
        let mut options = Self {
            quick: false,
            binary: target.join("release/giliran"),
            folder: std::env::temp_dir().join(format!("giliran-bench-{program}-{}", std::process::id())),
            out: target.join(format!("bench/{program}.md")),
            own: Vec::new(),
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            if word == "--quick" {
                options.quick = true;
                continue;
            }
            let name = word.strip_prefix("--").ok_or_else(|| format!("{word} is no option"))?.to_owned();
            let value = words.next().ok_or_else(|| format!("--{name} wants a value"))?;
            match name.as_str() {
                "binary" => options.binary = value.into(),
                "folder" => options.folder = value.into(),
                "out" => options.out = value.into(),
                _ => options.own.push((name, value)),
            }
        }
        if !options.binary.is_file() {
            let shown = options.binary.display();
            return Err(format!("{shown} is not there; run `cargo build --release --bin giliran` first").into());
        }
        options.binary = options.binary.canonicalize()?;
        std::fs::create_dir_all(&options.folder)?;
        Ok(options)
    }

    /// A number of the program's own, with its value for a full and for a quick run.
    pub fn number(&self, name: &str, full: u64, quick: u64) -> Result<u64> {
        match self.text(name) {
            Some(text) => Ok(text.parse().map_err(|_| format!("--{name} {text} is no number"))?),
            None => Ok(if self.quick { quick } else { full }),
        }
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.own.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}
