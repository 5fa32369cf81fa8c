//! Modules of the project, as text.

use crate::app::workspace::Place;
use crate::text::SourceText;

/// Finds modules of a project among its files.
pub(super) struct Modules<'a> {
    place: &'a Place<'a>,
}

impl<'a> Modules<'a> {
    pub(super) const fn new(place: &'a Place<'a>) -> Self {
        Self { place }
    }

    /// Answers the text of a module by its dotted name.
    pub(super) fn find(&self, name: &str) -> Option<SourceText> {
        let parts: Vec<&str> = name.split('.').collect();
        let is_plain = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !parts.iter().all(is_plain) {
            return None;
        }
        // To be replaced by the resolver of `project`.
        let root = &self.place.directory;
        let base = parts.iter().fold(root.clone(), |path, part| path.join(part));
        let candidates = [base.with_extension("py"), base.join("__init__.py")];
        candidates.into_iter().find_map(|path| {
            let bytes = self.place.source.read_path(&path).ok()??;
            SourceText::decode(path, &bytes).ok()
        })
    }
}
