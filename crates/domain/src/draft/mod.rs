//! What a person wants made or changed, read from their JSON into a form that can't be wrong. Each draft collects
//! all its faults before it answers. What only the store knows (a slug taken, an id that is nobody's) is judged by
//! the command that carries the draft out, never here.

pub mod agent;
pub mod button;
pub mod calendar;
pub mod channel;
pub mod deeplink;
pub mod destination;
pub mod domain;
pub mod duty;
pub mod erasure;
pub mod extras;
pub mod form;
pub mod hub;
pub mod input;
pub mod link;
pub mod member;
pub mod note;
pub mod preview;
pub mod put_back;
pub mod replay;
pub mod rules;
pub mod schedule;
pub mod set_up;
pub mod simulation;
pub mod suppression;
pub mod token;
pub mod user;
pub mod workspace;
