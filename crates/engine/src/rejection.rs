//! Why a command was not carried out, by what the one who asked can do about it. The sentence is made in `web`.

use domain::problem::FieldError;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The input is wrong: every fault, by its field.
    #[error("the input is wrong in {} places", .0.len())]
    Invalid(Vec<FieldError>),
    /// There is no such thing in this workspace.
    #[error("not found")]
    NotFound,
    /// Role or token do not allow it.
    #[error("not allowed")]
    Forbidden,
    /// Somebody else has saved since it was read: the version asked for is no more.
    #[error("changed by somebody else")]
    Stale,
    /// The input is well formed, but what is there stands against it.
    #[error("in conflict with what is there")]
    Conflict(Vec<FieldError>),
    /// Too many tries: again after so many seconds.
    #[error("too many tries; again in {after_seconds} s")]
    Limited { after_seconds: u32 },
    /// The store could not do it now, or failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Rejection {
    /// One fault of the input.
    pub fn invalid(fault: FieldError) -> Self {
        Self::Invalid(vec![fault])
    }

    /// One thing that stands against it.
    pub fn conflict(fault: FieldError) -> Self {
        Self::Conflict(vec![fault])
    }
}

impl From<Vec<FieldError>> for Rejection {
    fn from(faults: Vec<FieldError>) -> Self {
        Self::Invalid(faults)
    }
}
