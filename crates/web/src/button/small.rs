//! Making a script of ours smaller, by rule: what only its readers need goes. Not a minifier for any script: it knows
//! just what `button.js` is written in. Comments stand on lines of their own; texts are in double quotes; every
//! statement ends with a semicolon; names of ours begin with `$` and a letter, and a name is one thing everywhere.
//! Patterns hold no blanks and no quotes. The browser tests run what comes out of here.

/// The names that ours become, in the order in which they first stand there.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

pub fn smaller(source: &str) -> String {
    let code: String = source.lines().filter(|line| !line.trim_start().starts_with("//")).fold(
        String::with_capacity(source.len()),
        |mut code, line| {
            code.push_str(line);
            code.push('\n');
            code
        },
    );
    let mut small = String::with_capacity(code.len());
    let mut names: Vec<&str> = Vec::new();
    let mut rest = code.as_str();
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' => text(rest),
            '$' if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) => name(rest),
            c if c.is_whitespace() => rest.len() - rest.trim_start().len(),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        if c == '$' && length > 1 {
            let known = names.iter().position(|known| *known == piece);
            let place = known.unwrap_or_else(|| {
                names.push(piece);
                names.len() - 1
            });
            // A script with more names of ours keeps the longer ones as they are.
            match LETTERS.get(place) {
                Some(letter) => small.push(char::from(*letter)),
                None => small.push_str(piece),
            }
        } else if c.is_whitespace() {
            // Only between two words it says something.
            if small.ends_with(is_of_word) && rest.starts_with(is_of_word) {
                small.push(' ');
            }
        } else {
            small.push_str(piece);
        }
    }
    small
}

/// The length of a text with its quotes.
fn text(code: &str) -> usize {
    let mut escaped = false;
    for (at, c) in code.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    code.len()
}

fn name(code: &str) -> usize {
    code.find(|c| !is_of_word(c)).unwrap_or(code.len())
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_comments_and_long_names_go_and_texts_stay() {
        let source = "// What it is.\n  const $long = ($other) => {\n    return \"  // \\\" $long \" + $other;\n  };\n";
        assert_eq!(smaller(source), "const a=(b)=>{return\"  // \\\" $long \"+b;};");
    }

    #[test]
    fn a_dollar_that_begins_no_name_stays() {
        assert_eq!(smaller("$a = /x$/i.test(\"$&\") || typeof $a;"), "a=/x$/i.test(\"$&\")||typeof a;");
    }
}
