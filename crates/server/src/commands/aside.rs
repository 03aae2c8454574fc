//! What the commands beside a server share: opening the data, choosing the workspace, saying what is wrong with input.

use crate::boot;
use crate::commands::{Failure, configured};
use crate::telemetry;
use clap::ArgMatches;
use domain::problem::FieldError;
use engine::aside::Aside;
use engine::rejection::Rejection;
use store::Location;
use store::workspaces::Workspace;
use web::i18n::{self, Locale};

/// Opens the data and runs `work` on it.
pub fn run<T>(matches: &ArgMatches, work: impl AsyncFnOnce(Aside) -> Result<T, Failure>) -> Result<T, Failure> {
    let config = configured(matches)?;
    telemetry::start(&config);
    let location = boot::location(&config);
    if matches!(location, Location::Sqlite(_)) {
        let shown = config.data_dir.display();
        std::fs::create_dir_all(&config.data_dir)
            .map_err(Failure::while_doing(format_args!("the data folder {shown} can't be made")))?;
    }
    let aside = Aside::open(&location).map_err(Failure::failed)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::failed)?;
    runtime.block_on(work(aside))
}

/// The workspace that is named, or the only one; none when there is none at all.
pub async fn workspace(aside: &Aside, matches: &ArgMatches) -> Result<Option<Workspace>, Failure> {
    let mut all = aside.workspaces().await.map_err(rejected)?;
    let Some(wanted) = matches.get_one::<String>("workspace") else {
        return match all.len() {
            0 => Ok(None),
            1 => Ok(all.pop()),
            _ => {
                Err(Failure::Usage(format!("there are several workspaces; name one with --workspace: {}", names(&all))))
            }
        };
    };
    let place = all.iter().position(|w| w.name == *wanted || w.id.to_string() == *wanted);
    match place {
        Some(place) => Ok(Some(all.swap_remove(place))),
        None => Err(Failure::Usage(format!("there is no workspace \"{wanted}\"; there are: {}", names(&all)))),
    }
}

fn names(all: &[Workspace]) -> String {
    all.iter().map(|w| format!("\"{}\" ({})", w.name, w.id)).collect::<Vec<_>>().join(", ")
}

/// Wrong input, a line a fault, in English: it is the operator's terminal.
pub fn wrong(faults: &[FieldError]) -> Failure {
    let lines: Vec<String> = faults
        .iter()
        .map(|fault| match fault.field.as_str() {
            "" => i18n::fault(Locale::En, fault),
            field => format!("{field}: {}", i18n::fault(Locale::En, fault)),
        })
        .collect();
    Failure::Failed(lines.join("\n"))
}

pub fn rejected(rejection: Rejection) -> Failure {
    match rejection {
        Rejection::Invalid(faults) | Rejection::Conflict(faults) => wrong(&faults),
        other => Failure::failed(other),
    }
}
