//! Google Ads in its two ways, and what both share: signing in, who is told of, and how a fault is read.

pub(crate) mod data_manager;
mod fault;
mod person;
mod sign_in;
pub(crate) mod upload;

/// The id of a conversion action, also where a person copied its whole resource name; none: it is no id.
fn action_id(name: &str) -> Option<&str> {
    let id = name.rsplit('/').next().unwrap_or_default();
    (!id.is_empty() && id.len() <= 20 && id.bytes().all(|b| b.is_ascii_digit())).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::action_id;

    #[test]
    fn an_action_is_known_by_its_number() {
        assert_eq!(action_id("987654321"), Some("987654321"));
        assert_eq!(action_id("customers/1234567890/conversionActions/987654321"), Some("987654321"));
        for name in ["", "AW-987654321/AbC", "Lead", "12 34", "customers/1/", "123456789012345678901"] {
            assert_eq!(action_id(name), None, "{name}");
        }
    }
}
