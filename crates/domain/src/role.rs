//! The four roles and, as one table, what each may do. Nothing else in the house asks for a role by name to
//! decide a right, except who may touch whom (`outranks`) and whether one sees all leads or only one's own.

use crate::scope::{Scope, Scopes};
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    Admin,
    Supervisor,
    Agent,
}

/// Owner, admin, supervisor, agent; a column each.
const RIGHTS: &[(Scope, [bool; 4])] = &[
    (Scope::LinksRead, [true, true, true, true]),
    (Scope::LinksWrite, [true, true, true, false]),
    (Scope::ChannelsRead, [true, true, true, true]),
    (Scope::ChannelsWrite, [true, true, true, false]),
    (Scope::LeadsRead, [true, true, true, true]),
    (Scope::LeadsWrite, [true, true, true, true]),
    (Scope::LeadsExport, [true, true, true, false]),
    (Scope::VisitsRead, [true, true, true, false]),
    (Scope::ReportsRead, [true, true, true, false]),
    (Scope::WorkspaceRead, [true, true, true, true]),
    (Scope::WorkspaceWrite, [true, true, false, false]),
    (Scope::UsersRead, [true, true, true, true]),
    (Scope::UsersWrite, [true, true, false, false]),
    (Scope::TokensRead, [true, true, false, false]),
    (Scope::TokensWrite, [true, true, false, false]),
    (Scope::AuditRead, [true, true, false, false]),
    (Scope::ReportsWrite, [true, true, true, false]),
    (Scope::DestinationsRead, [true, true, true, false]),
    (Scope::DestinationsWrite, [true, true, true, false]),
];

impl Role {
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Supervisor, Self::Agent];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Supervisor => "supervisor",
            Self::Agent => "agent",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// All that the role allows.
    pub fn scopes(self) -> Scopes {
        RIGHTS
            .iter()
            .filter(|(_, columns)| columns[self as usize])
            .fold(Scopes::NONE, |set, (scope, _)| set.and(*scope))
    }

    pub fn may(self, scope: Scope) -> bool {
        self.scopes().has(scope)
    }

    /// Whether one of this role may make, change or remove a user of that role: owners anybody, admins
    /// everybody below an owner, the others nobody.
    pub fn may_manage(self, other: Self) -> bool {
        match self {
            Self::Owner => true,
            Self::Admin => other != Self::Owner,
            Self::Supervisor | Self::Agent => false,
        }
    }

    /// An agent sees the leads that are theirs; everybody else sees all.
    pub fn sees_all_leads(self) -> bool {
        self != Self::Agent
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_has_its_line_and_the_owner_may_do_everything() {
        for scope in Scope::ALL {
            assert_eq!(RIGHTS.iter().filter(|(known, _)| known == scope).count(), 1, "{scope}");
            assert!(Role::Owner.may(*scope), "{scope}");
        }
    }

    #[test]
    fn a_role_never_may_what_the_one_above_it_may_not() {
        for pair in Role::ALL.windows(2) {
            assert!(pair[0].scopes().covers(pair[1].scopes()), "{} < {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn an_admin_never_touches_an_owner() {
        assert!(!Role::Admin.may_manage(Role::Owner));
        assert!(Role::Admin.may_manage(Role::Admin));
        assert!(!Role::Supervisor.may_manage(Role::Agent));
    }

    #[test]
    fn the_word_reads_back() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("Owner"), None);
    }
}
