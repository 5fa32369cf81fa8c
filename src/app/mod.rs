//! app

pub mod hooks; // installing, removing and inspecting git hooks
