//! Signing in and out: a session for an e-mail and a password, and whose a session's token is. Wrong tries are
//! counted by account and by address; how long an answer takes tells nothing of who has an account.

use crate::Engine;
use crate::command;
use crate::rejection::Rejection;
use crate::secret_words::{digest, new_word, verify_password};
use domain::actor::Who;
use domain::id::UserId;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use store::sessions::{Session, SignedIn};
use store::{sessions, users};

/// How long a session lasts, in microseconds; also the cookie's age.
pub const SESSION: i64 = 30 * 24 * 3_600 * 1_000_000;
const MINUTE: i64 = 60_000_000;
/// Wrong tries are forgotten after this.
const WINDOW: i64 = 15 * MINUTE;
const TRIES_OF_ACCOUNT: u32 = 10;
const TRIES_OF_ADDRESS: u32 = 50;
/// Accounts and addresses remembered at once; beyond, the oldest windows go first.
const REMEMBERED: usize = 100_000;

/// From where somebody signs in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct From {
    pub ip: String,
    pub user_agent: String,
}

/// A new session: the token for the cookie, shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    pub token: String,
    pub user: UserId,
    /// The user's language: `en` or `id`.
    pub locale: String,
    pub expires_at: i64,
}

/// Counts wrong tries. One stands in the engine.
#[derive(Default)]
pub struct Door {
    accounts: Mutex<HashMap<String, Tries>>,
    addresses: Mutex<HashMap<String, Tries>>,
}

#[derive(Clone, Copy)]
struct Tries {
    since: i64,
    count: u32,
}

/// None when e-mail and password do not belong together, be it that there is no such account, that it is disabled or
/// that the password is wrong. Errors: `Limited` after too many wrong tries.
pub async fn sign_in(engine: &Engine, email: &str, password: &str, from: From) -> Result<Option<Opened>, Rejection> {
    let email: String = email.trim().to_lowercase().chars().take(254).collect();
    let now = engine.now();
    engine.door.ask(&email, &from.ip, now)?;
    // A text with a NUL is nobody's address, and PostgreSQL would not even look for it.
    let wanted = email.replace('\0', " ");
    let user = engine.store.read(move |tx| users::by_email(tx, &wanted)).await?;
    let user = user.filter(|user| user.disabled_at.is_none());
    let password: String = password.chars().take(domain::draft::user::MAX_PASSWORD).collect();
    let right = verify_password(&password, user.as_ref().map(|user| user.password_hash.as_str())).await?;
    let Some(user) = user.filter(|_| right) else {
        engine.door.count(&email, &from.ip, now);
        return Ok(None);
    };
    engine.door.forget(&email);
    open(engine, user.id, user.locale, from).await.map(Some)
}

/// A session for a user who has shown who they are.
pub async fn open(engine: &Engine, user: UserId, locale: String, from: From) -> Result<Opened, Rejection> {
    let (token, now) = (new_word(""), engine.now());
    let session = Session {
        token_hash: digest(&token),
        user,
        user_agent: shortened(&from.user_agent, 300),
        ip: shortened(&from.ip, 64),
        created_at: now,
        last_seen_at: now,
        expires_at: now + SESSION,
    };
    engine
        .store
        .write(move |tx| {
            sessions::forget_expired(tx, now)?;
            sessions::insert(tx, &session)
        })
        .await?;
    Ok(Opened { token, user, locale, expires_at: now + SESSION })
}

/// Who is signed in with this token, and the session; none when it counts no more.
pub async fn recognise(engine: &Engine, token: &str) -> Result<Option<(Who, SignedIn)>, Rejection> {
    if token.len() > 100 {
        return Ok(None);
    }
    let (hash, now) = (digest(token), engine.now());
    let Some(session) = engine.store.read(move |tx| sessions::signed_in(tx, &hash, now)).await? else {
        return Ok(None);
    };
    if now - session.last_seen_at >= MINUTE
        && let Err(error) = engine.store.write(move |tx| sessions::seen(tx, &hash, now)).await
    {
        tracing::debug!(%error, "the last sight of a session was not written down");
    }
    let who = Who::person(session.workspace, session.user, session.name.clone(), session.role);
    Ok(Some((who, session)))
}

/// Ends the session of this token, whoever's it is.
pub async fn sign_out(engine: &Engine, token: &str) -> Result<(), Rejection> {
    let (hash, now) = (digest(token), engine.now());
    command::write(engine, move |tx| {
        if let Some(session) = sessions::signed_in(tx, &hash, now)? {
            sessions::end(tx, session.user, &hash)?;
        }
        Ok(())
    })
    .await
}

/// Ends all of one's own sessions but the one with this token.
pub async fn end_others(engine: &Engine, who: &Who, token: &str) -> Result<u64, Rejection> {
    let (user, hash) = (who.user.ok_or(Rejection::Forbidden)?, digest(token));
    Ok(engine.store.write(move |tx| sessions::end_others(tx, user, Some(&hash))).await?)
}

impl Door {
    /// Errors: `Limited`.
    fn ask(&self, account: &str, address: &str, now: i64) -> Result<(), Rejection> {
        let waits = [
            wait(&self.accounts, account, TRIES_OF_ACCOUNT, now),
            wait(&self.addresses, address, TRIES_OF_ADDRESS, now),
        ];
        match waits.into_iter().flatten().max() {
            Some(after_seconds) => Err(Rejection::Limited { after_seconds }),
            None => Ok(()),
        }
    }

    fn count(&self, account: &str, address: &str, now: i64) {
        count(&self.accounts, account.to_owned(), now);
        count(&self.addresses, address.to_owned(), now);
    }

    fn forget(&self, account: &str) {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
    }
}

fn wait(tries: &Mutex<HashMap<String, Tries>>, key: &str, most: u32, now: i64) -> Option<u32> {
    let tries = tries.lock().unwrap_or_else(PoisonError::into_inner);
    let known = tries.get(key)?;
    let left = known.since + WINDOW - now;
    (known.count >= most && left > 0).then(|| u32::try_from(left / 1_000_000 + 1).unwrap_or(u32::MAX))
}

fn count<K: Eq + Hash + Clone>(tries: &Mutex<HashMap<K, Tries>>, key: K, now: i64) {
    let mut tries = tries.lock().unwrap_or_else(PoisonError::into_inner);
    if tries.len() >= REMEMBERED {
        tries.retain(|_, known| now - known.since < WINDOW);
        if tries.len() >= REMEMBERED {
            tries.clear();
        }
    }
    let known = tries.entry(key).or_insert(Tries { since: now, count: 0 });
    if now - known.since >= WINDOW {
        *known = Tries { since: now, count: 0 };
    }
    known.count += 1;
}

fn shortened(text: &str, chars: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_waits_after_ten_wrong_tries_and_no_longer_than_the_window() {
        let door = Door::default();
        for _ in 0..TRIES_OF_ACCOUNT {
            assert_eq!(door.ask("ani@example.com", "192.0.2.1", 0), Ok(()));
            door.count("ani@example.com", "192.0.2.1", 0);
        }
        assert_eq!(door.ask("ani@example.com", "192.0.2.9", 0), Err(Rejection::Limited { after_seconds: 901 }));
        assert_eq!(door.ask("budi@example.com", "192.0.2.1", 0), Ok(()));
        assert_eq!(door.ask("ani@example.com", "192.0.2.9", WINDOW), Ok(()));
    }

    #[test]
    fn an_address_that_tries_many_accounts_waits_too() {
        let door = Door::default();
        for n in 0..TRIES_OF_ADDRESS {
            door.count(&format!("{n}@example.com"), "192.0.2.1", 0);
        }
        assert!(door.ask("new@example.com", "192.0.2.1", 0).is_err());
        assert_eq!(door.ask("new@example.com", "192.0.2.2", 0), Ok(()));
    }

    #[test]
    fn a_right_password_forgets_the_wrong_ones() {
        let door = Door::default();
        (0..TRIES_OF_ACCOUNT).for_each(|_| door.count("ani@example.com", "192.0.2.1", 0));
        door.forget("ani@example.com");
        assert_eq!(door.ask("ani@example.com", "192.0.2.1", 0), Ok(()));
    }
}
