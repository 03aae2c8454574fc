//! How values look: numbers, money, times and bars in the reader's language and zone, and the shapes that
//! templates are filled with. No request, no store, no decision is known here.

pub mod bar;
pub mod chart;
pub mod html;
pub mod reader;
pub mod time;
