//! Whose SQL a section is written in.

/// The rules by which a text is cut into statements. `MariaDB` reads as `MySQL` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flavour {
    /// `PostgreSQL`.
    PostgreSql,
    /// `MySQL` and `MariaDB`.
    MySql,
    /// `SQLite`.
    Sqlite,
}

impl Flavour {
    /// Every flavour.
    pub const ALL: [Self; 3] = [Self::PostgreSql, Self::MySql, Self::Sqlite];

    /// The word that stands for it in a section line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PostgreSql => "postgresql",
            Self::MySql => "mysql",
            Self::Sqlite => "sqlite",
        }
    }

    /// Finds the flavour that a word of a section line stands for.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flavour| flavour.word() == word)
    }
}
