//! The command as people type it.
