//! Visitor codes: what stands in a message as `[K-XXXXXXX]` and finds its lead again.
//!
//! Six characters of Crockford's base32 carry 30 bits, a seventh checks them. The 30 bits are a keyed permutation
//! of the lead's sequence number (a balanced Feistel network of 15 and 15 bits, ten rounds of SipHash-2-4), so two
//! leads never share a code and a code tells nothing of order or number. The check character is a linear code over
//! GF(2^5): with distinct, non-zero coefficients for all seven places, no single wrong character and no exchange of
//! two characters, adjacent or not, goes unseen. A code is a name, never a proof: what proves who somebody is
//! carries a MAC ([`crate::identity`]).

use crate::id::LeadId;
use siphasher::sip::SipHasher24;
use std::fmt;

/// Crockford's base32: no I, L, O (read as 1, 1, 0) and no U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 7;
const DATA: usize = LENGTH - 1;
const ROUNDS: u8 = 10;
const HALF: u32 = 0x7fff;
/// Powers 1 to 6 of the generator x of GF(2^5) modulo x^5 + x^2 + 1; the check character's own coefficient is 1.
const COEFFICIENTS: [u8; DATA] = [0b00010, 0b00100, 0b01000, 0b10000, 0b00101, 0b01010];
/// So many separators in a row may stand inside a code that a person typed.
const SEPARATORS: usize = 2;

/// The greatest lead number that has a code.
pub const LAST: LeadId = LeadId((1 << 30) - 1);

/// A code as it is shown: seven ASCII characters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code([u8; LENGTH]);

impl Code {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a code is made of ASCII letters and digits")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({})", self.as_str())
    }
}

/// The permutation under one key. The key is made once per installation and never changes, else every code that
/// was sent out would find another lead.
#[derive(Clone)]
pub struct Codes {
    hasher: SipHasher24,
}

impl Codes {
    pub fn new(key: [u8; 16]) -> Self {
        Self { hasher: SipHasher24::new_with_key(&key) }
    }

    /// The code of a lead. The lead's number is within 1 to [`LAST`]: the store leases no other.
    pub fn encode(&self, lead: LeadId) -> Code {
        debug_assert!(lead.0 > 0 && lead <= LAST, "lead numbers are within 30 bits");
        let number = (lead.0 as u32) & (HALF << 15 | HALF);
        let (mut left, mut right) = (number >> 15, number & HALF);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ self.mix(round, right));
        }
        written(left << 15 | right)
    }

    /// The lead that a typed code names: case, spaces, hyphens and brackets do not matter, O is read as 0, I and L
    /// as 1, and the `K-` in front may be there. None: not a code, or mistyped.
    pub fn decode(&self, text: &str) -> Option<LeadId> {
        let mut symbols = [0; LENGTH + 1];
        let mut count = 0;
        for c in text.chars().filter(|c| !is_separator(*c) && !matches!(c, '[' | ']')) {
            *symbols.get_mut(count)? = symbol(c)?;
            count += 1;
        }
        match count {
            LENGTH => self.read(&symbols[..LENGTH]),
            _ if count > LENGTH && symbols[0] == K => self.read(&symbols[1..]),
            _ => None,
        }
    }

    /// The leads of all codes in a message, each once, in the order of the text. `[K-XXXXXXX]` is found in spite of
    /// case, and with spaces or hyphens inside as long as one of its brackets stands; without brackets `K-` and the
    /// seven characters must be in one piece, so that prose such as "K-pop is so good" is not read as a code.
    pub fn find_in_text(&self, text: &str) -> Vec<LeadId> {
        let mut found = Vec::new();
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            if matches!(c, 'K' | 'k')
                && let Some(lead) = self.at(&text[at + 1..], before)
                && !found.contains(&lead)
            {
                found.push(lead);
            }
            if !is_separator(c) || before != '[' {
                before = c;
            }
        }
        found
    }

    /// Reads what follows a `K`; `before` is the character in front of it, blanks after a bracket left out.
    fn at(&self, rest: &str, before: char) -> Option<LeadId> {
        if before.is_alphanumeric() {
            return None;
        }
        let mut rest = rest.chars().peekable();
        let mut hyphens = 0;
        for _ in 0..=SEPARATORS {
            match rest.next_if(|c| is_separator(*c)) {
                Some(c) if !c.is_whitespace() => hyphens += 1,
                Some(_) => {}
                None => break,
            }
        }
        let mut symbols = [0; LENGTH];
        let mut gaps = 0;
        for (place, slot) in symbols.iter_mut().enumerate() {
            let limit = if place == 0 { 0 } else { SEPARATORS };
            for _ in 0..limit {
                gaps += usize::from(rest.next_if(|c| is_separator(*c)).is_some());
            }
            *slot = symbol(rest.next()?)?;
        }
        let bracketed = {
            let mut after = rest.clone();
            while after.next_if(|c| *c == ' ').is_some() {}
            before == '[' || after.peek() == Some(&']')
        };
        let ends = rest.peek().is_none_or(|c| !c.is_alphanumeric());
        (ends && (bracketed || hyphens > 0 && gaps == 0)).then(|| self.read(&symbols))?
    }

    /// Seven symbols, each below 32.
    fn read(&self, symbols: &[u8]) -> Option<LeadId> {
        let (data, check) = symbols.split_at(DATA);
        if check_of(data) != check[0] {
            return None;
        }
        let value = data.iter().fold(0, |value, s| value << 5 | u32::from(*s));
        let (mut left, mut right) = (value >> 15, value & HALF);
        for round in (0..ROUNDS).rev() {
            (left, right) = (right ^ self.mix(round, left), left);
        }
        let number = i64::from(left << 15 | right);
        (number > 0).then_some(LeadId(number))
    }

    /// The round function: the round stands in the message, so that the rounds are different functions of one key.
    fn mix(&self, round: u8, half: u32) -> u32 {
        let [low, high, ..] = half.to_le_bytes();
        self.hasher.hash(&[b'v', round, low, high]) as u32 & HALF
    }
}

impl fmt::Debug for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Codes(key withheld)")
    }
}

fn written(value: u32) -> Code {
    let mut symbols = [0; LENGTH];
    for (place, slot) in symbols[..DATA].iter_mut().enumerate() {
        *slot = (value >> (5 * (DATA - 1 - place)) & 31) as u8;
    }
    symbols[DATA] = check_of(&symbols[..DATA]);
    Code(symbols.map(|s| ALPHABET[usize::from(s)]))
}

fn check_of(data: &[u8]) -> u8 {
    data.iter().zip(COEFFICIENTS).fold(0, |sum, (s, a)| sum ^ product(*s, a))
}

/// Multiplication in GF(2^5) modulo x^5 + x^2 + 1.
fn product(mut a: u8, mut b: u8) -> u8 {
    let mut result = 0;
    while b > 0 {
        if b & 1 == 1 {
            result ^= a;
        }
        a = if a & 0b10000 == 0 { a << 1 } else { (a << 1 ^ 0b10_0101) & 31 };
        b >>= 1;
    }
    result
}

/// The place of `K` in the alphabet.
const K: u8 = 19;

fn symbol(c: char) -> Option<u8> {
    let c = match u8::try_from(c).ok()?.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        c => c,
    };
    ALPHABET.iter().position(|a| *a == c).map(|at| at as u8)
}

/// Blanks, hyphens and dashes, and the invisible marks that keyboards and copying put in.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_seven_coefficients_are_distinct_and_none_is_zero() {
        let mut all = COEFFICIENTS.to_vec();
        all.push(1);
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), LENGTH);
        assert!(!all.contains(&0));
        for pair in COEFFICIENTS.windows(2) {
            assert_eq!(product(pair[0], 2), pair[1], "powers of the generator");
        }
    }

    #[test]
    fn multiplication_forms_a_field() {
        for a in 1..32 {
            let mut row: Vec<u8> = (1..32).map(|b| product(a, b)).collect();
            row.sort_unstable();
            assert_eq!(row, (1..32).collect::<Vec<u8>>(), "{a} has an inverse and divides nothing into zero");
        }
    }

    /// The code is linear: a wrong word passes exactly when its difference from the right one passes. So all single
    /// errors and all swaps are covered by the differences, at every pair of places.
    #[test]
    fn no_difference_of_one_place_or_of_one_swap_passes_the_check() {
        let passes = |word: &[u8; LENGTH]| check_of(&word[..DATA]) == word[DATA];
        for i in 0..LENGTH {
            for d in 1..32 {
                let mut word = [0; LENGTH];
                word[i] = d;
                assert!(!passes(&word), "a substitution at {i}");
                for j in (0..LENGTH).filter(|j| *j != i) {
                    let mut word = [0; LENGTH];
                    (word[i], word[j]) = (d, d);
                    assert!(!passes(&word), "a swap of {i} and {j}");
                }
            }
        }
    }

    #[test]
    fn the_k_is_where_the_constant_says() {
        assert_eq!(ALPHABET[usize::from(K)], b'K');
    }

    /// Codes are in people's phones: the same key must give the same codes for ever.
    #[test]
    fn a_known_key_gives_the_known_codes() {
        let codes = Codes::new(*b"0123456789abcdef");
        let known = [1, 2, 3, LAST.0].map(|n| codes.encode(LeadId(n)).to_string());
        assert_eq!(known, ["6XM21YM", "P4NB30E", "2B5JCXX", "QJNC4H1"]);
    }
}
