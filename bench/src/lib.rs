//! What the load, crash and scale programs share: the real binary as a child process, load, and a look into what was
//! recorded. Each program writes one section of `RESULTS.md`; what is measured is said where it is measured.
//! Nothing here is part of the product.

pub mod asker;
pub mod carry;
pub mod client;
pub mod crowd;
pub mod database;
pub mod forms;
pub mod house;
pub mod ledger;
pub mod machine;
pub mod nginx;
pub mod options;
pub mod section;
pub mod seed;
pub mod sender;
pub mod tally;
pub mod threads;
pub mod traffic;
pub mod wrk;

/// A program stops at the first thing that goes wrong and says what it was doing.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What is going on, to standard error.
#[macro_export]
macro_rules! say {
    ($($words:tt)*) => { eprintln!("bench: {}", format_args!($($words)*)) };
}
