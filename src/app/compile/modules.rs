//! Modules of the project, each read once.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::app::workspace::Place;
use crate::project;
use crate::text::SourceText;

/// Finds modules of the project, named as a person would name their files.
pub(super) struct Modules<'a> {
    place: &'a Place<'a>,
    files: project::Modules<'a>,
    known: RefCell<HashMap<String, Option<SourceText>>>,
}

impl<'a> Modules<'a> {
    pub(super) fn new(place: &'a Place<'a>) -> Self {
        Self {
            place,
            files: project::Modules::of(place.source.as_ref(), &place.project),
            known: RefCell::default(),
        }
    }

    /// Answers the text of a module by its dotted name.
    pub(super) fn find(&self, name: &str) -> Option<SourceText> {
        if let Some(known) = self.known.borrow().get(name) {
            return known.clone();
        }
        let found = self.files.find(name).map(|text| {
            let path = self.place.shown(text.path());
            SourceText::new(path, text.text())
        });
        self.known.borrow_mut().insert(name.to_owned(), found.clone());
        found
    }
}
