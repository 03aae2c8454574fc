//! The API, on both stores.

mod bad_input;
mod bulk;
mod calendars;
mod channels;
mod check;
mod costs;
mod document;
mod domains;
mod hubs;
mod isolation;
mod leads;
mod links;
mod members;
mod once;
mod openings;
mod people;
mod pictures;
mod qr;
mod replay;
mod rights;
mod rules;
mod simulate;
mod slow;
mod transfer;
mod workspace;
