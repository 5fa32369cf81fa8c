//! onehead
fn main() {}
