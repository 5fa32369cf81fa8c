//! Statements that hold statements: where a separator does not end them.

use super::Flavour;
use super::lexer::Lexeme;

/// Follows one statement and knows whether a separator would end it.
#[derive(Debug)]
pub(super) enum Compound {
    /// `CREATE TRIGGER` of `SQLite`.
    Sqlite(Trigger),
    /// `BEGIN ATOMIC` bodies and parentheses of `PostgreSQL`.
    PostgreSql(SqlBody),
    /// Stored programs of `MySQL`.
    MySql(Program),
}

impl Compound {
    pub(super) const fn new(flavour: Flavour) -> Self {
        match flavour {
            Flavour::Sqlite => Self::Sqlite(Trigger::Start),
            Flavour::PostgreSql => Self::PostgreSql(SqlBody::new()),
            Flavour::MySql => Self::MySql(Program::new()),
        }
    }

    /// Takes the next lexeme of the statement; spaces and comments are not asked for.
    pub(super) fn take(&mut self, lexeme: Lexeme, text: &str) {
        if lexeme == Lexeme::Mark {
            return;
        }
        let word = if lexeme == Lexeme::Word {
            keyword(text)
        } else {
            Keyword::Other
        };
        match self {
            Self::Sqlite(trigger) => trigger.take(word),
            Self::PostgreSql(body) => body.take(lexeme, word),
            Self::MySql(program) => program.take(word),
        }
    }

    /// Takes a separator: true where it ends the statement.
    pub(super) fn ends_at_terminator(&mut self) -> bool {
        match self {
            Self::Sqlite(trigger) => trigger.ends_at_terminator(),
            Self::PostgreSql(body) => body.parentheses == 0 && body.depth == 0,
            Self::MySql(program) => program.ends_at_terminator(),
        }
    }

    /// Says what is missing where the text ends here.
    pub(super) fn missing(&mut self) -> Option<&'static str> {
        let ends = self.ends_at_terminator();
        match self {
            _ if ends => None,
            Self::Sqlite(_) => Some("the trigger is not closed by `END`"),
            Self::PostgreSql(body) if body.depth > 0 => Some("the body is not closed by `END`"),
            Self::PostgreSql(_) => Some("a parenthesis of the statement is never closed"),
            Self::MySql(_) => Some("the body is not closed by `END`"),
        }
    }
}

/// The words that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    Alter,
    Atomic,
    Begin,
    Case,
    Create,
    End,
    Explain,
    Not,
    /// `IF`, `LOOP`, `REPEAT`, `WHILE`: `END IF` closes what was never counted.
    Flow,
    /// `OR`, `REPLACE`, `TEMP`, `TEMPORARY`, `AGGREGATE`, `DEFINER`: may stand between `CREATE` and what is created.
    Modifier,
    Temporary,
    Trigger,
    /// `FUNCTION`, `PROCEDURE`.
    Routine,
    /// `EVENT`, `PACKAGE`.
    Program,
    /// What else can be created: it holds no statements.
    Plain,
    Other,
}

const KEYWORDS: &[(&str, Keyword)] = &[
    ("aggregate", Keyword::Modifier),
    ("algorithm", Keyword::Plain),
    ("alter", Keyword::Alter),
    ("atomic", Keyword::Atomic),
    ("begin", Keyword::Begin),
    ("case", Keyword::Case),
    ("create", Keyword::Create),
    ("database", Keyword::Plain),
    ("definer", Keyword::Modifier),
    ("end", Keyword::End),
    ("event", Keyword::Program),
    ("explain", Keyword::Explain),
    ("fulltext", Keyword::Plain),
    ("function", Keyword::Routine),
    ("if", Keyword::Flow),
    ("index", Keyword::Plain),
    ("logfile", Keyword::Plain),
    ("loop", Keyword::Flow),
    ("not", Keyword::Not),
    ("or", Keyword::Modifier),
    ("package", Keyword::Program),
    ("procedure", Keyword::Routine),
    ("repeat", Keyword::Flow),
    ("replace", Keyword::Modifier),
    ("role", Keyword::Plain),
    ("schema", Keyword::Plain),
    ("sequence", Keyword::Plain),
    ("server", Keyword::Plain),
    ("spatial", Keyword::Plain),
    ("table", Keyword::Plain),
    ("tablespace", Keyword::Plain),
    ("temp", Keyword::Temporary),
    ("temporary", Keyword::Temporary),
    ("trigger", Keyword::Trigger),
    ("unique", Keyword::Plain),
    ("user", Keyword::Plain),
    ("view", Keyword::Plain),
    ("while", Keyword::Flow),
];

fn keyword(text: &str) -> Keyword {
    const LONGEST: usize = 10;
    if text.len() > LONGEST {
        return Keyword::Other;
    }
    let lower = text.to_ascii_lowercase();
    KEYWORDS
        .binary_search_by_key(&lower.as_str(), |(word, _)| word)
        .map_or(Keyword::Other, |found| KEYWORDS[found].1)
}

/// The states of `sqlite3_complete` (`SQLite`, `complete.c`): a trigger ends at `; END ;`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trigger {
    /// Nothing yet.
    Start,
    /// Behind `EXPLAIN`.
    Explain,
    /// Behind `CREATE [TEMP]`.
    Create,
    /// A statement without statements.
    Plain,
    /// In the body of a trigger.
    Body,
    /// In the body, behind a separator.
    Separator,
    /// In the body, behind a separator and `END`.
    End,
}

impl Trigger {
    fn take(&mut self, word: Keyword) {
        *self = match (*self, word) {
            (Self::Start, Keyword::Explain) => Self::Explain,
            (Self::Start | Self::Explain, Keyword::Create) | (Self::Create, Keyword::Temporary) => Self::Create,
            // `EXPLAIN QUERY PLAN CREATE TRIGGER`: other words may stand between.
            (Self::Explain, word) if !matches!(word, Keyword::Explain | Keyword::Temporary | Keyword::Trigger) => {
                Self::Explain
            }
            (Self::Separator, Keyword::End) => Self::End,
            (Self::Create, Keyword::Trigger) | (Self::Body | Self::Separator | Self::End, _) => Self::Body,
            _ => Self::Plain,
        };
    }

    fn ends_at_terminator(&mut self) -> bool {
        if matches!(self, Self::Body | Self::Separator) {
            *self = Self::Separator;
            return false;
        }
        true
    }
}

/// A statement of `PostgreSQL`: `CREATE RULE … DO (a; b)`, `CREATE FUNCTION … BEGIN ATOMIC a; b; END`.
#[derive(Debug)]
pub(super) struct SqlBody {
    head: Head,
    last: Keyword,
    depth: usize,
    parentheses: usize,
}

impl SqlBody {
    const fn new() -> Self {
        Self {
            head: Head::Start,
            last: Keyword::Other,
            depth: 0,
            parentheses: 0,
        }
    }

    fn take(&mut self, lexeme: Lexeme, word: Keyword) {
        match lexeme {
            Lexeme::Symbol(b'(') => self.parentheses += 1,
            Lexeme::Symbol(b')') => self.parentheses = self.parentheses.saturating_sub(1),
            Lexeme::Word => self.head.take(word),
            _ => {}
        }
        if self.head == Head::Program && self.parentheses == 0 {
            match word {
                Keyword::Atomic if self.last == Keyword::Begin => self.depth += 1,
                Keyword::Case if self.depth > 0 => self.depth += 1,
                Keyword::End => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        self.last = word;
    }
}

/// What the first words of a statement create.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    /// Nothing yet.
    Start,
    /// Behind `CREATE` or `ALTER` and their modifiers.
    Create,
    /// Behind a first `BEGIN`.
    Begin,
    /// Something with a body.
    Program,
    /// Something without.
    Plain,
}

impl Head {
    fn take(&mut self, word: Keyword) {
        *self = match (*self, word) {
            (Self::Start, Keyword::Create | Keyword::Alter) => Self::Create,
            (Self::Start, Keyword::Begin) => Self::Begin,
            (Self::Begin, Keyword::Not) | (Self::Create, Keyword::Routine | Keyword::Trigger | Keyword::Program) => {
                Self::Program
            }
            (Self::Start | Self::Begin, _) | (Self::Create, Keyword::Plain) => Self::Plain,
            // The user behind DEFINER can have any name.
            (head, _) => head,
        };
    }
}

/// A statement of `MySQL`: `CREATE PROCEDURE … BEGIN … END`, and `MariaDB`'s `BEGIN NOT ATOMIC … END`.
#[derive(Debug)]
pub(super) struct Program {
    head: Head,
    last: Keyword,
    depth: usize,
}

impl Program {
    const fn new() -> Self {
        Self {
            head: Head::Start,
            last: Keyword::Other,
            depth: 0,
        }
    }

    fn take(&mut self, word: Keyword) {
        let closes = self.last == Keyword::End;
        if self.head == Head::Begin && word == Keyword::Not {
            self.depth = 1;
        }
        self.head.take(word);
        self.last = word;
        if self.head != Head::Program {
            return;
        }
        match word {
            // `END IF` closes an `IF` that was never counted; `END CASE` and a bare `END` close what was.
            Keyword::Flow if closes => self.last = Keyword::Other,
            Keyword::Case if closes => {
                self.close();
                self.last = Keyword::Other;
            }
            _ => {
                if closes {
                    self.close();
                }
                if matches!(word, Keyword::Begin | Keyword::Case) {
                    self.depth += 1;
                }
            }
        }
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn ends_at_terminator(&mut self) -> bool {
        if self.last == Keyword::End && self.head == Head::Program {
            self.close();
            self.last = Keyword::Other;
        }
        self.head != Head::Program || self.depth == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_sorted_for_the_search() {
        assert!(KEYWORDS.is_sorted_by_key(|(word, _)| *word));
    }
}
