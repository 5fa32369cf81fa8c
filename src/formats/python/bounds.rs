//! What is too much to parse, found in one linear pass (faults 2k: deep trees overflow the stack and abort).

/// How much stack a text may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// Any stack will do.
    Small,
    /// A large stack is needed.
    Large,
}

/// What goes too far, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Excess {
    pub at: u32,
    pub text: &'static str,
}

/// `CPython` refuses 201 open brackets.
const MAX_BRACKETS: usize = 200;
/// `CPython` refuses 100 levels of indentation.
const MAX_INDENTS: usize = 99;
/// `CPython`'s constant for nested replacement fields.
const MAX_FIELDS: usize = 150;
/// `CPython` fails far earlier on one expression.
const MAX_OPERATORS: u32 = 10_000;
/// The largest text that is parsed.
const MAX_BYTES: usize = 1 << 20;

/// Up to here a tree is parsed on the stack of the caller.
const SMALL_BRACKETS: usize = 12;
const SMALL_INDENTS: usize = 12;
const SMALL_OPERATORS: u32 = 60;

/// Measures a text.
///
/// # Errors
/// The first [`Excess`] found.
pub(super) fn measure(text: &str) -> Result<Size, Excess> {
    if text.len() > MAX_BYTES {
        return Err(Excess {
            at: 0,
            text: "the file is larger than 1 MiB",
        });
    }
    let mut scan = Scan::new(text.as_bytes());
    scan.run()?;
    let small = scan.deepest_bracket <= SMALL_BRACKETS
        && scan.deepest_indent <= SMALL_INDENTS
        && scan.most_operators <= SMALL_OPERATORS
        && scan.deepest_field <= 2;
    Ok(if small { Size::Small } else { Size::Large })
}

/// What is open at a place.
#[derive(Debug, Clone, Copy)]
enum Open {
    /// `(`, `[` or `{`, with the operators met at its level since the last comma.
    Bracket { operators: u32 },
    /// The text of an f-string or t-string, or a format specification in one.
    Text(Text),
    /// A replacement field of such a string.
    Field { operators: u32 },
}

/// Text in which `{` opens a replacement field.
#[derive(Debug, Clone, Copy)]
struct Text {
    quote: u8,
    triple: bool,
    specification: bool,
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    open: Vec<Open>,
    operators: u32,
    brackets: usize,
    fields: usize,
    indents: Vec<usize>,
    after_word: bool,
    deepest_bracket: usize,
    deepest_indent: usize,
    deepest_field: usize,
    most_operators: u32,
}

impl<'a> Scan<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            open: Vec::new(),
            operators: 0,
            brackets: 0,
            fields: 0,
            indents: Vec::new(),
            after_word: false,
            deepest_bracket: 0,
            deepest_indent: 0,
            deepest_field: 0,
            most_operators: 0,
        }
    }

    fn run(&mut self) -> Result<(), Excess> {
        self.line_start()?;
        while let Some(&byte) = self.bytes.get(self.at) {
            if let Some(Open::Text(text)) = self.open.last().copied() {
                self.template(byte, text)?;
            } else {
                self.code(byte)?;
            }
        }
        Ok(())
    }

    fn excess(&self, text: &'static str) -> Excess {
        Excess {
            at: u32::try_from(self.at).unwrap_or(u32::MAX),
            text,
        }
    }

    fn code(&mut self, byte: u8) -> Result<(), Excess> {
        let was_word = std::mem::take(&mut self.after_word);
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' | 0x80.. => self.word(was_word)?,
            b'"' | b'\'' => self.string(byte, self.at),
            b'#' => self.comment(),
            b'\n' | b'\r' => {
                self.at += 1;
                if self.open.is_empty() {
                    self.operators = 0;
                    self.line_start()?;
                }
            }
            b'\\' => self.at = (self.at + 2).min(self.bytes.len()),
            b'(' | b'[' | b'{' => self.open_bracket()?,
            b')' | b']' | b'}' => self.close_bracket(),
            b',' | b';' => {
                self.reset();
                self.at += 1;
            }
            b' ' | b'\t' | 0x0c => {
                self.after_word = was_word;
                self.at += 1;
            }
            b':' if matches!(self.open.last(), Some(Open::Field { .. })) => self.format_spec(),
            _ => {
                self.count()?;
                self.at += 1;
            }
        }
        Ok(())
    }

    /// A format specification is text again, up to the end of its field.
    fn format_spec(&mut self) {
        self.at += 1;
        let around = self.open.iter().rev().find_map(|open| match open {
            Open::Text(text) => Some(*text),
            _ => None,
        });
        if let Some(text) = around {
            let specification = true;
            self.open.push(Open::Text(Text { specification, ..text }));
        }
    }

    /// Two words beside each other mean a keyword between operands: `not not x`, `a if b else c`.
    fn word(&mut self, was_word: bool) -> Result<(), Excess> {
        let start = self.at;
        if was_word {
            self.count()?;
        }
        while matches!(
            self.bytes.get(self.at),
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' | 0x80..)
        ) {
            self.at += 1;
        }
        if let Some(&quote @ (b'"' | b'\'')) = self.bytes.get(self.at)
            && self.at - start <= 2
        {
            self.string(quote, start);
            return Ok(());
        }
        self.after_word = true;
        Ok(())
    }

    fn comment(&mut self) {
        while !matches!(self.bytes.get(self.at), None | Some(b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn open_bracket(&mut self) -> Result<(), Excess> {
        self.count()?;
        self.open.push(Open::Bracket { operators: 0 });
        self.brackets += 1;
        self.deepest_bracket = self.deepest_bracket.max(self.brackets);
        if self.brackets > MAX_BRACKETS {
            return Err(self.excess("more than 200 brackets are open at once"));
        }
        self.at += 1;
        Ok(())
    }

    fn close_bracket(&mut self) {
        match self.open.last() {
            Some(Open::Bracket { .. }) => {
                self.open.pop();
                self.brackets -= 1;
            }
            Some(Open::Field { .. }) => {
                self.open.pop();
                self.fields -= 1;
            }
            _ => {}
        }
        self.at += 1;
    }

    fn counter(&mut self) -> &mut u32 {
        match self.open.last_mut() {
            Some(Open::Bracket { operators } | Open::Field { operators }) => operators,
            _ => &mut self.operators,
        }
    }

    fn reset(&mut self) {
        *self.counter() = 0;
    }

    fn count(&mut self) -> Result<(), Excess> {
        let counter = self.counter();
        *counter += 1;
        let operators = *counter;
        self.most_operators = self.most_operators.max(operators);
        if operators > MAX_OPERATORS {
            return Err(self.excess("one expression has more than 10,000 operators"));
        }
        Ok(())
    }

    fn string(&mut self, quote: u8, start: usize) {
        let prefix = &self.bytes[start..self.at];
        let has = |letters: [u8; 2]| prefix.iter().any(|b| letters.contains(b));
        let template = has(*b"fF") || has(*b"tT");
        let triple = self.bytes[self.at..].starts_with(&[quote; 3]);
        self.at += if triple { 3 } else { 1 };
        if template {
            let specification = false;
            self.open.push(Open::Text(Text {
                quote,
                triple,
                specification,
            }));
            return;
        }
        while let Some(&byte) = self.bytes.get(self.at) {
            if self.ends_string(byte, quote, triple) {
                return;
            }
        }
    }

    /// Steps over one byte of a string's text; answers whether the string is over.
    fn ends_string(&mut self, byte: u8, quote: u8, triple: bool) -> bool {
        match byte {
            b'\\' => self.at = (self.at + 2).min(self.bytes.len()),
            b'\n' | b'\r' if !triple => return true,
            _ if byte == quote && !triple => {
                self.at += 1;
                return true;
            }
            _ if byte == quote && self.bytes[self.at..].starts_with(&[quote; 3]) => {
                self.at += 3;
                return true;
            }
            _ => self.at += 1,
        }
        false
    }

    /// Steps through the text of a template or of a format specification in it.
    fn template(&mut self, byte: u8, text: Text) -> Result<(), Excess> {
        let next = self.bytes.get(self.at + 1);
        match byte {
            b'{' if next == Some(&b'{') && !text.specification => self.at += 2,
            b'{' => {
                self.at += 1;
                self.fields += 1;
                self.deepest_field = self.deepest_field.max(self.fields);
                self.open.push(Open::Field { operators: 0 });
                if self.fields > MAX_FIELDS {
                    return Err(self.excess("more than 150 f-string fields are nested"));
                }
            }
            b'}' if text.specification => {
                self.open.pop();
                self.close_bracket();
            }
            b'\\' if matches!(next, Some(b'{' | b'}')) => self.at += 1,
            _ => {
                if self.ends_string(byte, text.quote, text.triple) {
                    self.leave_template();
                }
            }
        }
        Ok(())
    }

    /// Leaves the innermost template with all that is still open in it.
    fn leave_template(&mut self) {
        while let Some(open) = self.open.pop() {
            match open {
                Open::Text(text) if !text.specification => break,
                Open::Text(_) => {}
                Open::Bracket { .. } => self.brackets -= 1,
                Open::Field { .. } => self.fields -= 1,
            }
        }
    }

    fn line_start(&mut self) -> Result<(), Excess> {
        let mut width = 0;
        loop {
            match self.bytes.get(self.at) {
                Some(b' ') => width += 1,
                Some(b'\t') => width = (width / 8 + 1) * 8,
                Some(0x0c) => width = 0,
                _ => break,
            }
            self.at += 1;
        }
        if matches!(self.bytes.get(self.at), None | Some(b'\n' | b'\r' | b'#')) {
            return Ok(());
        }
        while self.indents.last().is_some_and(|&last| last > width) {
            self.indents.pop();
        }
        if width > self.indents.last().copied().unwrap_or(0) {
            self.indents.push(width);
            self.deepest_indent = self.deepest_indent.max(self.indents.len());
            if self.indents.len() > MAX_INDENTS {
                return Err(self.excess("more than 99 levels of indentation"));
            }
        }
        Ok(())
    }
}
