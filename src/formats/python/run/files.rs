//! The modules that were parsed on the way. They stay until the run is over, so that functions can point into them.

use std::cell::OnceCell;

use ruff_python_ast::ModModule;
use ruff_python_parser::Parsed;

use crate::text::SourceText;

/// A module as text and tree.
pub(super) struct File {
    /// The text that was parsed, with plain line ends.
    pub source: SourceText,
    pub parsed: Parsed<ModModule>,
}

/// A list that only grows, so that what is in it can be borrowed while it does.
#[derive(Default)]
pub(super) struct Files {
    first: OnceCell<Box<Node>>,
}

struct Node {
    file: File,
    next: OnceCell<Box<Node>>,
}

impl Files {
    /// Adds a file.
    pub fn add(&self, file: File) -> &File {
        let mut cell = &self.first;
        while let Some(node) = cell.get() {
            cell = &node.next;
        }
        let node = cell.get_or_init(|| {
            Box::new(Node {
                file,
                next: OnceCell::new(),
            })
        });
        &node.file
    }
}
