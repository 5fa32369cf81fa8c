//! What every command is handed.

use crate::app::Workspace;

use super::terminal::Terminal;

/// The place a command runs in and the terminal it answers to.
pub struct Context {
    /// Files, git, configuration.
    pub workspace: Workspace,
    /// stdout and stderr.
    pub terminal: Terminal,
}
