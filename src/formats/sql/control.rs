//! Statements that a revision must not hold, because they would take the transaction out of onehead's hands.

use super::Flavour;
use super::lexer::{Lexeme, Lexer, span};
use super::script::Section;
use crate::text::{Place, Spanned};

/// A statement that must not run, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// Where the statement stands.
    pub place: Place,
    /// Why it must not run: a lowercase fragment that names it.
    pub reason: String,
}

/// Finds the first statement of a section that would end, start or bend the transaction it runs in.
///
/// Decided by the first words alone: a procedure that commits is not seen.
#[must_use]
pub fn forbidden(section: &Section, flavour: Flavour) -> Option<Forbidden> {
    let mut statements = section.statements.iter();
    statements.find_map(|statement| forbidden_statement(statement, flavour, section.no_transaction))
}

/// The same for one statement; `outside` where it runs outside a transaction.
#[must_use]
pub fn forbidden_statement(statement: &Spanned<Box<str>>, flavour: Flavour, outside: bool) -> Option<Forbidden> {
    judge(statement, flavour, outside).map(|reason| Forbidden {
        place: statement.place,
        reason,
    })
}

fn judge(statement: &Spanned<Box<str>>, flavour: Flavour, no_transaction: bool) -> Option<String> {
    let words = first_words(&statement.value, flavour);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Some(name) = transaction_control(&words, flavour) {
        return Some(format!("`{name}` controls the transaction, which onehead does"));
    }
    if let Some(reason) = client_command(&words, &statement.value, flavour) {
        return Some(reason);
    }
    if flavour == Flavour::Sqlite
        && let Some(name) = parameter(&statement.value)
    {
        return Some(format!(
            "nothing can be given for the parameter `{name}`, SQLite would take it for NULL"
        ));
    }
    if no_transaction {
        return None;
    }
    let name = needs_no_transaction(&words, flavour)?;
    Some(format!(
        "`{name}` does not work in a transaction; its section needs `no-transaction`"
    ))
}

/// Says whether a database runs a statement only outside a transaction.
#[must_use]
pub fn refuses_transactions(statement: &str, flavour: Flavour) -> bool {
    let words = first_words(statement, flavour);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    needs_no_transaction(&words, flavour).is_some()
}

fn needs_no_transaction(words: &[&str], flavour: Flavour) -> Option<String> {
    match (flavour, words) {
        (Flavour::Sqlite, ["pragma", rest @ ..]) => {
            let name = rest.iter().find(|word| BOUND_PRAGMAS.contains(word))?;
            Some(format!("PRAGMA {name}"))
        }
        (Flavour::Sqlite | Flavour::PostgreSql, ["vacuum", ..]) => Some("VACUUM".to_owned()),
        (Flavour::Sqlite, ["attach" | "detach", ..]) => Some(words[0].to_ascii_uppercase()),
        (Flavour::PostgreSql, ["create" | "drop", "database" | "tablespace", ..] | ["alter", "system", ..]) => {
            Some(words[..2].join(" ").to_ascii_uppercase())
        }
        (
            Flavour::PostgreSql,
            ["create" | "drop", "index", "concurrently", ..] | ["create", "unique", "index", "concurrently", ..],
        ) => Some(format!("{} INDEX CONCURRENTLY", words[0].to_ascii_uppercase())),
        (Flavour::PostgreSql, ["reindex", rest @ ..])
            if rest.contains(&"concurrently") || matches!(rest.first(), Some(&("database" | "system" | "schema"))) =>
        {
            Some("REINDEX".to_owned())
        }
        (Flavour::PostgreSql, ["alter", "table", rest @ ..])
            if rest.contains(&"detach") && rest.last() == Some(&"concurrently") =>
        {
            Some("DETACH PARTITION CONCURRENTLY".to_owned())
        }
        _ => None,
    }
}

/// Pragmas that `SQLite` ignores or refuses in a transaction.
const BOUND_PRAGMAS: [&str; 5] = [
    "foreign_keys",
    "journal_mode",
    "synchronous",
    "locking_mode",
    "wal_checkpoint",
];

fn transaction_control(words: &[&str], flavour: Flavour) -> Option<String> {
    let name = |count: usize| Some(words[..count].join(" ").to_ascii_uppercase());
    match (flavour, words) {
        (Flavour::MySql, ["begin", "not", ..]) => None,
        (_, ["begin" | "commit" | "rollback" | "savepoint" | "release" | "end", ..])
        | (Flavour::PostgreSql, ["abort", ..])
        | (Flavour::MySql, ["xa", ..]) => name(1),
        (Flavour::PostgreSql | Flavour::MySql, ["start" | "prepare", "transaction", ..])
        | (Flavour::MySql, ["lock" | "unlock", "table" | "tables", ..]) => name(2),
        (Flavour::MySql, ["set", rest @ ..]) if rest.contains(&"autocommit") => Some("SET autocommit".to_owned()),
        _ => None,
    }
}

/// What only a client program understands.
fn client_command(words: &[&str], text: &str, flavour: Flavour) -> Option<String> {
    if flavour != Flavour::PostgreSql {
        return None;
    }
    if text.starts_with('\\') {
        return Some("a line that starts with a backslash is a command to psql, not to the database".to_owned());
    }
    let reads = words.first() == Some(&"copy") && words.windows(2).any(|pair| pair == ["from", "stdin"]);
    reads.then(|| "`COPY … FROM STDIN` needs a client that sends its rows".to_owned())
}

/// Finds a parameter of `SQLite`: `?`, `?1`, `:a`, `@a`, `$a`.
fn parameter(text: &str) -> Option<&str> {
    let mut lexemes = Lexer::new(text, span(0, text.len()), Flavour::Sqlite)
        .map_while(Result::ok)
        .peekable();
    while let Some((lexeme, found)) = lexemes.next() {
        match lexeme {
            Lexeme::Symbol(b'?') => return Some(&text[found.range()]),
            Lexeme::Word if text[found.range()].starts_with('$') => return Some(&text[found.range()]),
            Lexeme::Symbol(b':' | b'@') => {
                if let Some((Lexeme::Word, name)) = lexemes.peek() {
                    return Some(&text[found.start as usize..name.end as usize]);
                }
            }
            _ => {}
        }
    }
    None
}

/// Says whether a client that cuts at `;` would cut inside this one statement.
#[must_use]
pub fn holds_separator(statement: &str, flavour: Flavour) -> bool {
    Lexer::new(statement, span(0, statement.len()), flavour)
        .map_while(Result::ok)
        .any(|(lexeme, _)| lexeme == Lexeme::Terminator)
}

/// The first words of a statement, in small letters, without quotes.
#[must_use]
pub fn first_words(text: &str, flavour: Flavour) -> Vec<String> {
    const ENOUGH: usize = 16;
    const QUOTES: [char; 5] = ['"', '\'', '`', '[', ']'];
    Lexer::new(text, span(0, text.len()), flavour)
        .map_while(Result::ok)
        .filter(|(lexeme, _)| matches!(lexeme, Lexeme::Word | Lexeme::Quoted))
        .take(ENOUGH)
        .map(|(_, found)| text[found.range()].trim_matches(QUOTES).to_ascii_lowercase())
        .collect()
}
