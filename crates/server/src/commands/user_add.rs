//! `giliran user add`: a user of an existing workspace, or, with `--workspace-name` on empty data, the first workspace
//! with its owner. The password comes from standard input and is never an argument, which others could see.

use crate::commands::{Failure, aside};
use crate::out;
use clap::ArgMatches;
use domain::draft::set_up::SetUp;
use domain::draft::user::NewUser;
use engine::aside::Aside;
use serde_json::json;
use std::io::{BufRead, IsTerminal};

pub fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let password = password()?;
    aside::run(matches, async |aside| add(&aside, matches, &password).await)
}

async fn add(aside: &Aside, matches: &ArgMatches, password: &str) -> Result<(), Failure> {
    let given = |name: &str| matches.get_one::<String>(name).cloned().unwrap_or_default();
    let new_name = matches.get_one::<String>("workspace-name");
    match (aside::workspace(aside, matches).await?, new_name) {
        (Some(workspace), None) => {
            let body =
                json!({"email": given("email"), "name": given("name"), "role": given("role"), "password": password});
            let new = NewUser::parse(&body).map_err(|faults| aside::wrong(&faults))?;
            let user = aside.add_user(workspace.id, new).await.map_err(aside::rejected)?;
            out::line(format_args!("{} is {} in {}", user.email, user.role, workspace.name))
        }
        (Some(workspace), Some(_)) => Err(Failure::Usage(format!(
            "the workspace \"{}\" is there already; --workspace-name is for the first one",
            workspace.name
        ))),
        (None, None) => Err(Failure::Failed(
            "there is no workspace yet: start `giliran serve` and open its address to set one up, or add --workspace-name"
                .to_owned(),
        )),
        (None, Some(_)) if given("role") != "owner" => {
            Err(Failure::Usage("the first user of a workspace is its owner: --role owner".to_owned()))
        }
        (None, Some(name)) => {
            let body = json!({
                "email": given("email"), "name": given("name"), "password": password,
                "workspace": {"name": name, "time_zone": given("time-zone"), "currency": given("currency"), "country": given("country")},
            });
            let wish = SetUp::parse(&body).map_err(|faults| aside::wrong(&faults))?;
            let (workspace, user) = aside.set_up(wish).await.map_err(aside::rejected)?;
            out::line(format_args!("{} is {} in {}", user.email, user.role, workspace.name))
        }
    }
}

/// The first line of standard input, without its end.
fn password() -> Result<String, Failure> {
    let mut input = std::io::stdin().lock();
    if input.is_terminal() {
        eprintln!("Password (it will be seen as you type; `giliran user add … < file` keeps it off the screen):");
    }
    let mut line = String::new();
    input.read_line(&mut line).map_err(Failure::while_doing("the password can't be read from standard input"))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Failure::Usage("the password is read from standard input, and there was none".to_owned()));
    }
    Ok(password.to_owned())
}
