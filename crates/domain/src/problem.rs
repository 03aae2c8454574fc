//! What is wrong with a person's input, as data: the field, a stable code and its arguments.
//! The sentence is made where it is shown, in the reader's language (locale key `error-<code>`).

/// One fault of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The path as in the API's JSON: `pool.members[1].number`. Empty: the whole input.
    pub field: String,
    /// Stable snake_case code: `required`, `too_long`, `taken`, …
    pub code: &'static str,
    /// Named arguments of the sentence, such as `("max", "64")`.
    pub args: Vec<(&'static str, String)>,
}

impl FieldError {
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code, args: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// Collects every fault before answering, so that a person mends them all at once.
#[derive(Debug, Default)]
pub struct Faults(pub Vec<FieldError>);

impl Faults {
    pub fn add(&mut self, fault: FieldError) {
        self.0.push(fault);
    }

    /// Keeps the value or files the fault.
    pub fn keep<T>(&mut self, parsed: Result<T, FieldError>) -> Option<T> {
        parsed.map_err(|fault| self.0.push(fault)).ok()
    }

    /// The value when nothing was wrong, else all that was.
    pub fn finish<T>(self, value: impl FnOnce() -> T) -> Result<T, Vec<FieldError>> {
        if self.0.is_empty() { Ok(value()) } else { Err(self.0) }
    }
}
