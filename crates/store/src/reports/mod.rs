//! Figures: added up while visits are written, read in a moment, and always equal to the rows that they count.

pub mod rollup;
