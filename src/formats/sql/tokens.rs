//! The words, names and marks of one statement, for those who look what it is about.

use super::Flavour;
use super::lexer::{Lexeme, Lexer, span};

/// A piece of a statement that is neither white space nor a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A word as it is written.
    Word(String),
    /// What stands in quotes, without them, doubled quotes made single.
    Quoted(String),
    /// One other character.
    Mark(u8),
}

impl Token {
    /// Says whether it is this word, in any case.
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(text) if text.eq_ignore_ascii_case(word))
    }
}

/// Cuts a statement into tokens; what cannot be cut ends them.
#[must_use]
pub fn tokens(text: &str, flavour: Flavour) -> Vec<Token> {
    Lexer::new(text, span(0, text.len()), flavour)
        .map_while(Result::ok)
        .filter_map(|(lexeme, found)| {
            let text = &text[found.range()];
            match lexeme {
                Lexeme::Word => Some(Token::Word(text.to_owned())),
                Lexeme::Quoted => Some(Token::Quoted(unquoted(text))),
                Lexeme::Symbol(mark) => Some(Token::Mark(mark)),
                Lexeme::Space | Lexeme::Comment | Lexeme::Terminator | Lexeme::Mark => None,
            }
        })
        .collect()
}

fn unquoted(text: &str) -> String {
    let mut inner = text.chars();
    let (Some(open), Some(close)) = (inner.next(), inner.next_back()) else {
        return text.to_owned();
    };
    if open == '[' || open != close {
        return inner.collect();
    }
    inner.as_str().replace(&format!("{open}{open}"), &open.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_quotes() {
        let found = tokens("DROP /* x */ TABLE `a``b`.\"C\", d", Flavour::MySql);
        let word = |text: &str| Token::Word(text.to_owned());
        let quoted = |text: &str| Token::Quoted(text.to_owned());
        assert_eq!(
            found,
            [
                word("DROP"),
                word("TABLE"),
                quoted("a`b"),
                Token::Mark(b'.'),
                quoted("C"),
                Token::Mark(b','),
                word("d")
            ]
        );
    }
}
