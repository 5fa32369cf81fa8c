//! How much of a project has SQL, and why the rest has none.

use serde::Serialize;

use super::json::line;
use crate::text::escape_line;

/// How many places are shown of one reason.
const SHOWN: usize = 3;

/// How much of a project is readable.
#[derive(Debug, Clone, Serialize)]
pub struct Coverage {
    /// The version of this shape.
    pub schema: u32,
    /// The script directory.
    pub project: String,
    /// `SQLAlchemy`'s name of the dialect that it was read for.
    pub dialect: &'static str,
    /// The way forward.
    pub upgrade: Direction,
    /// The way back.
    pub downgrade: Direction,
    /// Why bodies have no SQL; those that stand in the way of most come first.
    pub reasons: Vec<Reason>,
}

/// One direction of all revisions.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Direction {
    /// How many are wholly known.
    pub complete: usize,
    /// Of how many.
    pub revisions: usize,
}

/// Why bodies have no SQL.
#[derive(Debug, Clone, Serialize)]
pub struct Reason {
    /// The reason.
    pub reason: String,
    /// In how many bodies it stands.
    pub bodies: usize,
    /// Where.
    pub places: Vec<Place>,
}

/// A line of a file.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the current directory.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

impl Direction {
    fn row(self, name: &str) -> String {
        let Self { complete, revisions } = self;
        // Tenths of a percent in whole numbers: never rounded up to a hundred.
        let permille = (complete * 1000).checked_div(revisions);
        let share = permille.map_or("-".to_owned(), |permille| {
            format!("{}.{} %", permille / 10, permille % 10)
        });
        format!("{name:<10} {complete:>6} of {revisions:>6}  {share:>7}\n")
    }
}

impl Coverage {
    /// Writes it for people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = format!("{}, read for {}\n\n", escape_line(&self.project), self.dialect);
        out.push_str(&self.upgrade.row("upgrade"));
        out.push_str(&self.downgrade.row("downgrade"));
        if !self.reasons.is_empty() {
            out.push_str("\nnot known, in how many bodies, and why:\n");
        }
        for reason in &self.reasons {
            out.push_str(&format!("{:>6}  {}\n", reason.bodies, escape_line(&reason.reason)));
            for place in reason.places.iter().take(SHOWN) {
                out.push_str(&format!("        {}:{}\n", escape_line(&place.path), place.line));
            }
            if reason.places.len() > SHOWN {
                out.push_str(&format!("        and {} more\n", reason.places.len() - SHOWN));
            }
        }
        out
    }

    /// Writes it for programs.
    #[must_use]
    pub fn json(&self) -> String {
        line(self)
    }
}
