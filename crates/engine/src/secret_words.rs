//! Secrets that people and programs carry: passwords as Argon2id, tokens as random words of which only the SHA-256 is
//! kept. A password is hashed away from the answering threads, and only a few at a time: each takes 19 MiB.

use crate::rejection::Rejection;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;
use tokio::sync::Semaphore;

const AT_ONCE: usize = 2;

/// A new word of 32 random bytes, with what it begins with.
pub fn new_word(prefix: &str) -> String {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    format!("{prefix}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// What the store keeps of a word. No salt and no stretching: the word is random.
pub fn digest(word: &str) -> [u8; 32] {
    Sha256::digest(word.as_bytes()).into()
}

/// Argon2id, in PHC form.
pub async fn hash_password(password: &str) -> Result<String, Rejection> {
    let password = password.to_owned();
    away(move || password_auth::generate_hash(password)).await
}

/// Whether it is the password. Without a hash the same work is done and the answer is no, so that the time tells
/// nothing of who has an account.
pub async fn verify_password(password: &str, hash: Option<&str>) -> Result<bool, Rejection> {
    let (password, hash) = (password.to_owned(), hash.map(str::to_owned));
    away(move || match hash {
        Some(hash) => password_auth::verify_password(password, &hash).is_ok(),
        None => {
            let nobody = nobodys_hash();
            password_auth::verify_password(password, nobody).ok();
            false
        }
    })
    .await
}

fn nobodys_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| password_auth::generate_hash(new_word("")))
}

async fn away<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Rejection> {
    static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);
    let _place = PLACES.acquire().await.map_err(|_| unfinished())?;
    tokio::task::spawn_blocking(work).await.map_err(|_| unfinished())
}

fn unfinished() -> Rejection {
    Rejection::Store(store::Error::Unavailable("a password could not be hashed".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_long_different_and_safe_in_an_address() {
        let (a, b) = (new_word("gil_"), new_word("gil_"));
        assert_ne!(a, b);
        assert_eq!(a.len(), 4 + 43);
        assert!(a.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-'));
        assert_ne!(digest(&a), digest(&b));
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_nobodys_never() {
        let hash = hash_password("correct horse").await.expect("hashed");
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify_password("correct horse", Some(&hash)).await.expect("verified"));
        assert!(!verify_password("wrong horse", Some(&hash)).await.expect("verified"));
        assert!(!verify_password("correct horse", None).await.expect("verified"));
    }
}
