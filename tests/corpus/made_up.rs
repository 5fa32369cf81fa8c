//! Made-up sources.
