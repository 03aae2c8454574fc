//! The desk's pages and the visitor's.

pub mod address;
pub mod assets;
pub mod cookie;
pub mod form;
pub mod visitor;
