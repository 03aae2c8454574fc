//! The command line, as 8-contract has it. Flags of settings come from the catalogue, so that help, environment and
//! file never disagree.

use crate::config::catalog;
use crate::config::raw::Raw;
use clap::{Arg, ArgAction, Command, value_parser};
use std::path::PathBuf;

pub fn command() -> Command {
    Command::new("giliran")
        .about("The link that answers: every visitor reaches the right person, every click becomes a lead")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(settings(Command::new("serve").about("Answer visitors, serve the desk and the API")))
        .subcommand(settings(
            Command::new("demo")
                .about("An example workspace, alive; in a new temporary folder unless --data-dir names one"),
        ))
        .subcommand(user())
        .subcommand(token())
        .subcommand(settings(
            Command::new("check-config")
                .about("Say which settings are in force, where each comes from, and what is wrong"),
        ))
        .subcommand(export())
        .subcommand(import())
        .subcommand(Command::new("version").about("Say which version this is"))
}

fn user() -> Command {
    let add = Command::new("add")
        .about("Add a user; the password is read from standard input")
        .arg(text("email").required(true).help("The address that the user signs in with"))
        .arg(text("name").required(true).help("What the user is called"))
        .arg(
            text("role")
                .required(true)
                .value_parser(["owner", "admin", "supervisor", "agent"])
                .help("What the user may do"),
        )
        .arg(workspace())
        .arg(
            text("workspace-name")
                .conflicts_with("workspace")
                .help("Make the first workspace, of this name, with this user as its owner"),
        )
        .arg(text("time-zone").default_value("Asia/Jakarta").help("With --workspace-name: its IANA time zone"))
        .arg(text("currency").default_value("IDR").help("With --workspace-name: its ISO 4217 currency"))
        .arg(
            text("country")
                .default_value("ID")
                .help("With --workspace-name: its ISO 3166 country, for numbers such as 0812…"),
        );
    Command::new("user").about("Users").subcommand_required(true).arg_required_else_help(true).subcommand(settings(add))
}

fn token() -> Command {
    let create = Command::new("create")
        .about("Make an API token and print it, once, alone on its line")
        .arg(text("name").required(true).help("What the token is for"))
        .arg(
            text("scope")
                .action(ArgAction::Append)
                .value_delimiter(',')
                .help("What the token may do, such as links:read; may be repeated; everything when none is given"),
        )
        .arg(text("expires").help("How long it lasts: 12h, 90d, 2w; for ever when it is not given"))
        .arg(workspace());
    Command::new("token")
        .about("API tokens")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(settings(create))
}

fn export() -> Command {
    settings(
        Command::new("export")
            .about("Write every lead, visit or link of a workspace to standard output or to a file")
            .arg(
                Arg::new("kind")
                    .required(true)
                    .value_name("KIND")
                    .value_parser(["leads", "visits", "links"])
                    .help("What to write"),
            )
            .arg(
                text("format").value_parser(["csv", "jsonl", "json", "toml"]).help(
                    "How to write it; csv when neither this nor the name of --output says; json and toml for links",
                ),
            )
            .arg(
                Arg::new("output")
                    .long("output")
                    .short('o')
                    .value_name("FILE")
                    .help("Write to this file; standard output when it is not given"),
            )
            .arg(workspace()),
    )
}

fn import() -> Command {
    settings(
        Command::new("import")
            .about("Bring in the links or the costs of a file: made, changed or left as they are, all of them or none")
            .arg(
                Arg::new("kind")
                    .required(true)
                    .value_name("KIND")
                    .value_parser(["links", "costs"])
                    .help("What the file holds"),
            )
            .arg(
                Arg::new("file")
                    .required(true)
                    .value_name("FILE")
                    .help("CSV, TOML or JSON (of costs CSV); - for standard input"),
            )
            .arg(
                Arg::new("dry-run")
                    .long("dry-run")
                    .action(ArgAction::SetTrue)
                    .help("Say what would be different, and save nothing"),
            )
            .arg(
                text("format")
                    .value_parser(["csv", "json", "toml"])
                    .help("What a file of links is; by its name or by what stands in it when it is not given"),
            )
            .arg(workspace()),
    )
}

/// Only asked for when there is more than one.
fn workspace() -> Arg {
    text("workspace").help("Which workspace, by name or id; needed only where there are several")
}

fn text(name: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(name)
}

/// All settings as flags, and `--config`.
fn settings(mut command: Command) -> Command {
    command = command.arg(
        Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("TOML file with settings; giliran.toml of the working directory, where there is one [env: GILIRAN_CONFIG]")
            .help_heading("Settings"),
    );
    for setting in catalog::all() {
        let repeated = matches!(setting.default, Raw::List(_));
        command = command.arg(
            Arg::new(setting.key.as_str())
                .long(setting.flag.as_str())
                .value_name(value_name(&setting.key))
                .action(if repeated { ArgAction::Append } else { ArgAction::Set })
                // A negative number is a wrong value to be refused by its name, not an unknown flag.
                .allow_negative_numbers(true)
                .help(format!("{} [env: {}] [default: {}]", setting.help, setting.variable, setting.default))
                .help_heading("Settings"),
        );
    }
    command
}

fn value_name(key: &str) -> &'static str {
    match key {
        "listen" => "ADDRESS",
        "data_dir" => "FOLDER",
        "base_url" | "database_url" => "URL",
        "trusted_proxy" | "reach_private" | "webhook_allow" => "CIDR",
        "dns_server" => "ADDRESS",
        "outside_ca_file" => "FILE.pem",
        "geo_db" => "FILE.mmdb",
        "workers" | "shutdown_seconds" => "N",
        _ => "VALUE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        command().debug_assert();
    }

    #[test]
    fn every_setting_is_a_flag_of_serve() {
        for setting in catalog::all() {
            let flag = format!("--{}", setting.flag);
            let given = command().try_get_matches_from(["giliran", "serve", flag.as_str(), "1"]);
            assert!(given.is_ok(), "{flag}");
        }
    }
}
