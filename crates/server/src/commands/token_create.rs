//! `giliran token create`: prints the token, once, alone on its line.

use crate::commands::{Failure, aside};
use crate::out;
use clap::ArgMatches;
use domain::draft::token::NewToken;
use serde_json::json;

pub fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let name = matches.get_one::<String>("name").cloned().unwrap_or_default();
    let mut scopes: Vec<&str> = matches.get_many::<String>("scope").unwrap_or_default().map(String::as_str).collect();
    if scopes.is_empty() {
        scopes.push("*");
    }
    let lasts = matches.get_one::<String>("expires").map(|text| duration(text)).transpose()?;
    aside::run(matches, async |aside| {
        let now = aside.now();
        let expires_at = lasts
            .map(|lasts| jiff::Timestamp::from_microsecond(now.saturating_add(lasts)))
            .transpose()
            .map_err(|_| Failure::Usage("--expires is further away than any calendar goes".to_owned()))?
            .map(|at| at.to_string());
        let body = json!({"name": name, "scopes": scopes, "expires_at": expires_at});
        let new = NewToken::parse(&body, now).map_err(|faults| aside::wrong(&faults))?;
        let workspace = aside::workspace(&aside, matches).await?.ok_or_else(|| {
            Failure::Failed(
                "there is no workspace yet: open the server's address to set one up, or see `giliran user add --help`"
                    .to_owned(),
            )
        })?;
        let secret = aside.create_token(workspace.id, new).await.map_err(aside::rejected)?;
        out::line(secret)
    })
}

/// `12h`, `90d`, `2w` as microseconds.
fn duration(text: &str) -> Result<i64, Failure> {
    let wrong = || Failure::Usage(format!("--expires: \"{text}\" is not a time such as 12h, 90d or 2w"));
    let unit = text.chars().last().ok_or_else(wrong)?;
    let seconds = match unit {
        'h' => 3_600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        _ => return Err(wrong()),
    };
    let count: i64 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    if count < 1 {
        return Err(wrong());
    }
    count.checked_mul(seconds * 1_000_000).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn times_are_read_and_nonsense_is_refused() {
        assert_eq!(duration("12h").expect("read"), 12 * 3_600_000_000);
        assert_eq!(duration("2w").expect("read"), 14 * 86_400_000_000);
        for text in ["", "d", "90", "0d", "-1d", "1.5h", "90é", "9223372036854775807w"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
