//! A batch's bytes: a version byte, then each entry as its length (u32, little endian) and its postcard.
//! A reader that meets bytes it can't understand gets an error for that entry alone, never a wrong entry.

use crate::error::Error;
use domain::visit::Entry;

/// The first byte of every body.
pub(super) const VERSION: u8 = 1;

/// One group commit as it was read back.
#[derive(Clone, Debug)]
pub struct Batch {
    pub seq: i64,
    /// The ordinal of its first entry; the others follow without a gap.
    pub first: i64,
    pub count: i64,
    pub body: Vec<u8>,
}

impl Batch {
    /// The entries with their ordinals and their bytes as they stand.
    pub fn entries(&self) -> Entries<'_> {
        let known = self.body.first() == Some(&VERSION);
        let end = if known { self.first + self.count } else { self.first };
        Entries { rest: if known { &self.body[1..] } else { &[] }, ordinal: self.first, end, unknown: !known }
    }
}

/// Iterates a batch; each item is an ordinal, the entry's bytes, and the entry or what is wrong with it.
#[derive(Debug)]
pub struct Entries<'a> {
    rest: &'a [u8],
    ordinal: i64,
    /// One past the last ordinal that the batch was written with.
    end: i64,
    unknown: bool,
}

impl<'a> Iterator for Entries<'a> {
    type Item = (i64, &'a [u8], Result<Entry<'a>, Error>);

    fn next(&mut self) -> Option<Self::Item> {
        if std::mem::take(&mut self.unknown) {
            return Some((self.ordinal, &[], Err(Error::Damaged("a journal batch of an unknown version".into()))));
        }
        if self.ordinal >= self.end {
            return None;
        }
        let framed = self.rest.split_first_chunk::<4>();
        let whole = framed.and_then(|(length, rest)| rest.split_at_checked(u32::from_le_bytes(*length) as usize));
        let Some((bytes, rest)) = whole else {
            self.end = self.ordinal;
            return Some((self.ordinal, &[], Err(Error::Damaged("a journal batch ends before its last entry".into()))));
        };
        self.rest = rest;
        let ordinal = self.ordinal;
        self.ordinal += 1;
        let entry = postcard::from_bytes(bytes).map_err(|e| Error::Damaged(format!("journal entry {ordinal}: {e}")));
        Some((ordinal, bytes, entry))
    }
}

/// Appends one entry to a body that is being filled. On an error the body is as it was.
pub(super) fn push(body: &mut Vec<u8>, entry: &Entry<'_>) -> Result<(), Error> {
    if body.is_empty() {
        body.push(VERSION);
    }
    let start = body.len();
    body.extend_from_slice(&[0; 4]);
    if let Err(error) = postcard::to_io(entry, &mut *body) {
        body.truncate(start);
        return Err(Error::Failed(error.to_string()));
    }
    let length = (body.len() - start - 4) as u32;
    body[start..start + 4].copy_from_slice(&length.to_le_bytes());
    Ok(())
}
