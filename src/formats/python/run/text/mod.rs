//! Texts: methods, the two ways to format, and how values are spelled.

mod format;
mod methods;
mod number;
mod percent;
mod repr;
mod split;
