//! Logical lines at the left margin that are no header.

use super::lexer::{Brackets, is_word};
use super::words::{Word, judge};
use super::{Block, Scan};

/// What a line was made of, as far as it matters.
#[derive(Debug, Default)]
struct Line {
    imports: u32,
    star: bool,
    calls: u32,
    ends_with_colon: bool,
}

impl Scan<'_> {
    /// Reads one logical line at the margin that starts with this word.
    pub(super) fn line(&mut self, first_word: &str) -> Option<()> {
        let line = self.words_of_line()?;
        let block = match first_word {
            "def" | "async" | "class" => Block::Definition,
            "if" | "for" | "while" | "with" | "try" | "else" | "elif" | "except" | "finally" | "match" => {
                Block::Compound
            }
            _ => Block::None,
        };
        match first_word {
            "import" | "from" if line.imports == 1 && !line.star && !line.ends_with_colon => return Some(()),
            _ if line.imports > 0 => return None,
            // Annotations and default values run, too; `def upgrade():` calls nothing.
            "def" | "async" => self.executes |= line.calls > 1,
            "class" => self.executes = true,
            _ => self.executes |= line.calls > 0,
        }
        if line.ends_with_colon {
            if block == Block::None {
                return None;
            }
            self.block = block;
        } else if block == Block::Compound && first_word != "match" {
            // `if x: y` on one line: its words were judged like all others.
            self.executes = true;
        }
        Some(())
    }

    fn words_of_line(&mut self) -> Option<Line> {
        let mut line = Line::default();
        let mut brackets = Brackets::default();
        let decorated = self.lexer.peek() == Some(b'@');
        line.calls += u32::from(decorated);
        let mut operand = false;
        loop {
            let Some(byte) = self.lexer.peek() else {
                return (brackets.depth() == 0).then_some(line);
            };
            match byte {
                b' ' | b'\t' => {
                    self.lexer.at += 1;
                    continue;
                }
                b'\n' | b'\r' if brackets.depth() == 0 => {
                    self.lexer.line_end()?;
                    return Some(line);
                }
                b'\n' | b'\r' => {
                    self.lexer.line_end_inside()?;
                    continue;
                }
                b'#' => {
                    self.lexer.comment_text();
                    continue;
                }
                b'\\' => {
                    self.lexer.continuation()?;
                    continue;
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => match judge(self.lexer.word()) {
                    Word::Plain => {}
                    Word::Import => line.imports += 1,
                    Word::Hard => return None,
                },
                b'"' | b'\'' => {
                    // Fields of an f-string are code.
                    let template = self.lexer.is_template();
                    let content = self.lexer.string(template)?;
                    if template && self.lexer.text[content].contains('{') {
                        return None;
                    }
                }
                b'(' | b'[' | b'{' => {
                    line.calls += u32::from(byte == b'(' && operand);
                    brackets.open(byte)?;
                    self.lexer.at += 1;
                }
                b')' | b']' | b'}' => {
                    brackets.close(byte)?;
                    self.lexer.at += 1;
                }
                0..=0x1f | 0x7f.. | b'$' | b'?' | b'`' => return None,
                _ => {
                    line.star |= byte == b'*';
                    self.lexer.at += 1;
                }
            }
            operand = is_word(byte) || matches!(byte, b')' | b']' | b'"' | b'\'');
            line.ends_with_colon = byte == b':' && brackets.depth() == 0;
        }
    }
}
