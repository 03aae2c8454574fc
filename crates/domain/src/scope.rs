//! What one may do, named once: an API token carries a set of these words, a role stands for a set of them
//! ([`crate::role`]), and every command asks for exactly one. Which rows one sees is not decided here.

use crate::problem::FieldError;
use std::fmt;

macro_rules! scopes {
    ($($name:ident = $word:literal),+ $(,)?) => {
        /// One thing one may do. The word is the API's and the store's; it never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Scope { $($name),+ }

        impl Scope {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }
        }
    };
}

scopes! {
    LinksRead = "links:read",
    LinksWrite = "links:write",
    ChannelsRead = "channels:read",
    ChannelsWrite = "channels:write",
    LeadsRead = "leads:read",
    LeadsWrite = "leads:write",
    LeadsExport = "leads:export",
    VisitsRead = "visits:read",
    ReportsRead = "reports:read",
    WorkspaceRead = "workspace:read",
    WorkspaceWrite = "workspace:write",
    UsersRead = "users:read",
    UsersWrite = "users:write",
    TokensRead = "tokens:read",
    TokensWrite = "tokens:write",
    AuditRead = "audit:read",
    ReportsWrite = "reports:write",
    DestinationsRead = "destinations:read",
    DestinationsWrite = "destinations:write",
}

impl Scope {
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.as_str() == word)
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u32);

impl Scopes {
    pub const NONE: Self = Self(0);

    /// Everything there is, also what later versions add: the word `*`.
    pub const fn all() -> Self {
        Self(u32::MAX)
    }

    #[must_use]
    pub const fn and(self, scope: Scope) -> Self {
        Self(self.0 | scope.bit())
    }

    /// What either set allows.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both sets allow.
    #[must_use]
    pub const fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Whether `other` allows nothing that this set does not.
    pub fn covers(self, other: Self) -> bool {
        Scope::ALL.iter().all(|scope| !other.has(*scope) || self.has(*scope))
    }

    /// The words of the set, `*` alone for everything; what the store keeps and the API answers.
    pub fn words(self) -> Vec<&'static str> {
        if self == Self::all() {
            return vec!["*"];
        }
        Scope::ALL.iter().filter(|scope| self.has(**scope)).map(|scope| scope.as_str()).collect()
    }

    /// Reads words back. Errors: each word that is none, by its place in `field`.
    pub fn parse<'a>(field: &str, words: impl IntoIterator<Item = &'a str>) -> Result<Self, Vec<FieldError>> {
        let (mut set, mut faults) = (Self::NONE, Vec::new());
        for (index, word) in words.into_iter().enumerate() {
            match (word, Scope::parse(word)) {
                ("*", _) => set = Self::all(),
                (_, Some(scope)) => set = set.and(scope),
                (_, None) => {
                    faults.push(FieldError::new(format!("{field}[{index}]"), "unknown_scope").with("given", word))
                }
            }
        }
        if faults.is_empty() { Ok(set) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_the_way_to_the_store_and_back() {
        for scope in Scope::ALL {
            let set = Scopes::NONE.and(*scope);
            assert_eq!(Scopes::parse("scopes", set.words()), Ok(set));
        }
        assert_eq!(Scopes::parse("scopes", Scopes::all().words()), Ok(Scopes::all()));
    }

    #[test]
    fn an_unknown_word_is_named_by_its_place() {
        let faults = Scopes::parse("scopes", ["links:read", "links:eat"]).expect_err("refused");
        assert_eq!(faults[0].field, "scopes[1]");
        assert_eq!(faults[0].code, "unknown_scope");
    }

    #[test]
    fn a_part_never_covers_the_whole() {
        let part = Scopes::NONE.and(Scope::LinksRead);
        assert!(Scopes::all().covers(part));
        assert!(!part.covers(Scopes::all()));
    }
}
