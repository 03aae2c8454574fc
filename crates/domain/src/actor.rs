//! Who asks, and what they may. Every command takes a [`Who`]; the change history keeps its [`Actor`] with the
//! name as it stood, so that the sentence stays true after a renaming.

use crate::id::{TokenId, UserId, WorkspaceId};
use crate::role::Role;
use crate::scope::{Scope, Scopes};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    User,
    Token,
    /// The operator at the machine.
    Cli,
    Visitor,
    System,
}

impl ActorKind {
    const ALL: [Self; 5] = [Self::User, Self::Token, Self::Cli, Self::Visitor, Self::System];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Token => "token",
            Self::Cli => "cli",
            Self::Visitor => "visitor",
            Self::System => "system",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// The one to whom a change is put down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    /// A user's or a token's id.
    pub id: Option<Uuid>,
    pub name: String,
}

impl Actor {
    pub fn user(id: UserId, name: impl Into<String>) -> Self {
        Self { kind: ActorKind::User, id: Some(id.0), name: name.into() }
    }
    pub fn token(id: TokenId, name: impl Into<String>) -> Self {
        Self { kind: ActorKind::Token, id: Some(id.0), name: name.into() }
    }
    pub fn cli() -> Self {
        Self { kind: ActorKind::Cli, id: None, name: "command line".into() }
    }
    pub fn system() -> Self {
        Self { kind: ActorKind::System, id: None, name: "giliran".into() }
    }
}

/// One who asks, in one workspace, with what they may do there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    pub workspace: WorkspaceId,
    pub actor: Actor,
    pub role: Role,
    /// A token's; everything for a person, whom the role alone bounds.
    pub scopes: Scopes,
    /// The person who is signed in, or who made the token.
    pub user: Option<UserId>,
}

impl Who {
    /// A signed-in person.
    pub fn person(workspace: WorkspaceId, user: UserId, name: impl Into<String>, role: Role) -> Self {
        Self { workspace, actor: Actor::user(user, name), role, scopes: Scopes::all(), user: Some(user) }
    }

    /// The operator at the machine, who may do everything.
    pub fn operator(workspace: WorkspaceId) -> Self {
        Self { workspace, actor: Actor::cli(), role: Role::Owner, scopes: Scopes::all(), user: None }
    }

    /// The house itself.
    pub fn house(workspace: WorkspaceId) -> Self {
        Self { workspace, actor: Actor::system(), role: Role::Owner, scopes: Scopes::all(), user: None }
    }

    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.has(scope) && self.role.may(scope)
    }

    /// All that role and token together allow.
    pub fn allowed(&self) -> Scopes {
        if self.scopes == Scopes::all() && self.role == Role::Owner {
            return Scopes::all();
        }
        self.scopes.within(self.role.scopes())
    }

    pub fn sees_all_leads(&self) -> bool {
        self.role.sees_all_leads()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_may_what_both_its_scopes_and_its_makers_role_allow() {
        let mut who = Who::person(WorkspaceId(Uuid::nil()), UserId(Uuid::nil()), "A", Role::Supervisor);
        assert!(who.may(Scope::LinksWrite));
        assert!(!who.may(Scope::UsersWrite));
        who.scopes = Scopes::NONE.and(Scope::LinksRead).and(Scope::UsersWrite);
        assert!(who.may(Scope::LinksRead));
        assert!(!who.may(Scope::LinksWrite));
        assert!(!who.may(Scope::UsersWrite));
        assert_eq!(who.allowed(), Scopes::NONE.and(Scope::LinksRead));
    }
}
