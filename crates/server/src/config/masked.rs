//! How a setting is shown: as a line of TOML with its origin, secrets masked.

use crate::config::layers::Chosen;
use crate::config::raw::Raw;

const MASK: &str = "***";

/// `listen = "127.0.0.1:8080"  # environment GILIRAN_LISTEN`
pub fn line(chosen: &Chosen) -> String {
    let value = match (chosen.setting.key.as_str(), &chosen.value) {
        ("secret_key", Raw::Text(text)) if !text.is_empty() => Raw::Text(MASK.to_owned()),
        ("database_url", Raw::Text(text)) => Raw::Text(without_password(text)),
        (_, value) => value.clone(),
    };
    format!("{:<44}  # {}", format!("{} = {value}", chosen.setting.key), chosen.origin)
}

/// The password may stand before the `@` or in the query; an address that can't be taken apart is masked whole.
fn without_password(url: &str) -> String {
    if url.is_empty() {
        return String::new();
    }
    let Some((scheme, rest)) = url.split_once("://") else { return MASK.to_owned() };
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let place = match place.rsplit_once('@') {
        Some((who, host)) => match who.split_once(':') {
            Some((user, _)) => format!("{user}:{MASK}@{host}"),
            None => format!("{who}@{host}"),
        },
        None => place.to_owned(),
    };
    let query: Vec<String> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) if name.contains("password") => format!("{name}={MASK}"),
            _ => pair.to_owned(),
        })
        .collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{scheme}://{place}{mark}{}", query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_ever_shown() {
        for (url, shown) in [
            ("postgres://u:p%40ss@h:5432/db?sslmode=require", "postgres://u:***@h:5432/db?sslmode=require"),
            ("postgres://u:p@ss@h/db", "postgres://u:***@h/db"),
            ("postgres://h/db?user=u&password=secret", "postgres://h/db?user=u&password=***"),
            ("postgres://u@h/db", "postgres://u@h/db"),
            ("secret", "***"),
            ("", ""),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
