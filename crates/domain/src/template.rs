//! Message templates: text with tokens, read once when a link is saved or loaded, rendered for each visitor.
//!
//! Reading never fails: what is not a token is text, and a token nobody knows stands for nothing and is named to the
//! editor. Values are text: they are put in after reading, so nothing in a value can open a token. What they become
//! in an address is [`crate::address`]'s business; no escaping happens here.

mod parse;
mod render;
mod value;

pub use render::Sink;
pub(crate) use render::fitting;
pub use value::Values;

use std::fmt;

/// A template that was read. Line ends are `\n`; other control characters are gone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Template {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Token(Token),
}

/// What a token stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// `{{name}}`: the CS's name.
    Name,
    /// `{{code}}`: the visitor code as `[K-XXXXXXX]`.
    Code,
    /// `{{lead}}`: the visitor's name where it is known.
    Lead,
    /// `{{link}}`: the link's address without scheme.
    Link,
    /// `{{next_opening}}`: when somebody is there again, while nobody is.
    NextOpening,
    UtmSource,
    UtmMedium,
    UtmCampaign,
    UtmTerm,
    UtmContent,
    UtmId,
    /// `[k:key]`: a form value or a `k_*` parameter; the key stands without `k_`.
    Key(String),
    /// Nobody knows it; the name as it was written.
    Unknown(String),
}

impl Template {
    /// Reads a template. Never fails.
    pub fn parse(text: &str) -> Self {
        parse::template(text)
    }

    /// The template as it was written, line ends made `\n`.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// All tokens in their order, as often as they stand there.
    pub fn tokens(&self) -> impl Iterator<Item = &Token> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Token(token) => Some(token),
            Piece::Literal(_) => None,
        })
    }

    /// The names of tokens that stand for nothing, each once.
    pub fn unknown(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for token in self.tokens() {
            if let Token::Unknown(name) = token
                && !names.contains(&name.as_str())
            {
                names.push(name.as_str());
            }
        }
        names
    }

    /// Whether the message carries the visitor code.
    pub fn has_code(&self) -> bool {
        self.tokens().any(|token| *token == Token::Code)
    }

    /// The message as it will stand on the phone.
    pub fn render(&self, values: &Values<'_>) -> String {
        let mut text = String::with_capacity(self.text.len() + 64);
        self.pour(values, usize::MAX, &mut text);
        text
    }

    /// The author's text between the tokens.
    pub(crate) fn literals(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(text) => Some(text.as_str()),
            Piece::Token(_) => None,
        })
    }

    fn pieces(&self) -> &[Piece] {
        &self.pieces
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Template({:?})", self.text)
    }
}

impl From<&str> for Template {
    fn from(text: &str) -> Self {
        Self::parse(text)
    }
}
