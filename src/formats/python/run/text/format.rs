//! `str.format` and the small language of format specifications.

use ruff_text_size::Ranged;

use super::number::grouped;
use super::repr::Spelled;
use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::value::{Arguments, Unknown, Val};

/// The widest field that is filled up.
const WIDEST: usize = 1 << 16;

/// A format specification.
#[derive(Debug, Default, PartialEq, Eq)]
struct Specification {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    alternate: bool,
    zero: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
}

impl Specification {
    /// Reads a specification; none where it is none.
    fn of(text: &str) -> Option<Self> {
        let mut made = Self::default();
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        let is_align = |c: Option<&char>| matches!(c, Some('<' | '>' | '^' | '='));
        if is_align(chars.get(1)) {
            (made.fill, made.align, at) = (Some(chars[0]), Some(chars[1]), 2);
        } else if is_align(chars.first()) {
            (made.align, at) = (Some(chars[0]), 1);
        }
        let mut take = |wanted: &[char]| {
            let found = chars.get(at).copied().filter(|c| wanted.contains(c));
            at += usize::from(found.is_some());
            found
        };
        made.sign = take(&['+', '-', ' ']);
        made.alternate = take(&['#']).is_some();
        made.zero = take(&['0']).is_some();
        let digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
        let number = |first: &mut dyn FnMut(&[char]) -> Option<char>| {
            let mut text = String::new();
            while let Some(digit) = first(&digits) {
                text.push(digit);
            }
            text
        };
        let width = number(&mut take);
        made.width = if width.is_empty() { 0 } else { width.parse().ok()? };
        made.grouping = take(&[',', '_']);
        if take(&['.']).is_some() {
            made.precision = Some(number(&mut take).parse().ok()?);
        }
        made.kind = chars.get(at).copied();
        (at + usize::from(made.kind.is_some()) == chars.len()).then_some(made)
    }

    fn pad(&self, text: &str, default: char) -> Option<String> {
        let missing = self.width.saturating_sub(text.chars().count());
        if self.width > WIDEST {
            return None;
        }
        let fill = self.fill.unwrap_or(' ');
        let fills = |count: usize| fill.to_string().repeat(count);
        Some(match self.align.unwrap_or(default) {
            '<' => text.to_owned() + &fills(missing),
            '>' => fills(missing) + text,
            '^' => fills(missing / 2) + text + &fills(missing - missing / 2),
            _ => return None,
        })
    }

    fn text(&self, text: &str) -> Option<String> {
        let is_plain = self.sign.is_none() && !self.alternate && !self.zero && self.grouping.is_none();
        if !is_plain || !matches!(self.kind, None | Some('s')) {
            return None;
        }
        let cut: String = text.chars().take(self.precision.unwrap_or(usize::MAX)).collect();
        self.pad(&cut, '<')
    }

    fn whole(&self, number: i128) -> Option<String> {
        if self.precision.is_some() || self.alternate {
            return None;
        }
        let size = number.unsigned_abs();
        let digits = match self.kind {
            None | Some('d') => size.to_string(),
            Some('x') => format!("{size:x}"),
            Some('X') => format!("{size:X}"),
            Some('o') => format!("{size:o}"),
            Some('b') => format!("{size:b}"),
            _ => return None,
        };
        self.number(number < 0, &digits)
    }

    fn float(&self, number: f64) -> Option<String> {
        if self.kind != Some('f') || self.alternate || !number.is_finite() {
            return None;
        }
        let precision = self.precision.unwrap_or(6);
        if precision > 100 {
            return None;
        }
        let text = format!("{:.precision$}", number.abs());
        self.number(number.is_sign_negative(), &text)
    }

    fn number(&self, is_negative: bool, digits: &str) -> Option<String> {
        let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
        let whole = match self.grouping {
            Some(_) if self.zero || !matches!(self.kind, None | Some('d' | 'f')) => return None,
            Some(separator) => grouped(whole, separator),
            None => whole.to_owned(),
        };
        let sign = match (is_negative, self.sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        };
        let length = sign.len() + whole.chars().count() + rest.len();
        if (self.zero && self.align.is_none()) || self.align == Some('=') {
            if self.width > WIDEST {
                return None;
            }
            let fill = self.fill.unwrap_or(if self.zero { '0' } else { ' ' });
            let missing = fill.to_string().repeat(self.width.saturating_sub(length));
            return Some(format!("{sign}{missing}{whole}{rest}"));
        }
        let filled = Self {
            fill: self.fill.or(self.zero.then_some('0')),
            align: self.align,
            width: self.width,
            ..Self::default()
        };
        filled.pad(&format!("{sign}{whole}{rest}"), '>')
    }
}

impl Runner<'_, '_> {
    /// Answers `format(value, specification)`.
    pub fn format_value(&mut self, value: &Val, specification: &str, node: impl Ranged + Copy) -> Res<Spelled> {
        if specification.is_empty() {
            return match value {
                Val::Ref(_) if self.is_mixed_member(value) => {
                    let text = "how a member of this enumeration is formatted depends on the version of Python";
                    Ok(Err(self.unknown_of(node, text, true)))
                }
                _ => self.spell_text(value, node),
            };
        }
        self.step_by(specification.len() / 8, node)?;
        let unknown = self.unknown_of(node, format!("the format `{}` is not read", cut(specification)), true);
        let Some(read) = Specification::of(specification) else {
            return Ok(Err(unknown));
        };
        self.grow(read.width.min(WIDEST), node)?;
        let text = match value {
            Val::Text(text) => read.text(text),
            Val::Int(number) if read.kind == Some('f') => {
                #[expect(clippy::cast_precision_loss, reason = "numbers that do not fit are sorted out")]
                let float = (number.abs() < 1 << 53).then_some(*number as f64);
                float.and_then(|float| read.float(float))
            }
            Val::Int(number) => read.whole(*number),
            Val::Float(number) => read.float(*number),
            Val::Unknown(found) => {
                return Ok(Err(Unknown {
                    harmless: true,
                    ..found.clone()
                }));
            }
            _ => None,
        };
        Ok(text.ok_or(unknown))
    }

    /// Answers `text.format(...)`.
    pub fn format_text(&mut self, text: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let mut automatic = 0;
        match self.format_within(text, arguments, &mut automatic, 0, node)? {
            Ok(text) => self.string(text, node),
            Err(unknown) => Ok(Val::Unknown(unknown)),
        }
    }

    fn format_within(
        &mut self,
        text: &str,
        arguments: &Arguments,
        automatic: &mut usize,
        depth: u32,
        node: impl Ranged + Copy,
    ) -> Res<Spelled> {
        let mut result = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            self.step(node)?;
            result.push_str(&rest[..at]);
            let mark = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(mark) {
                result.push_str(mark);
                rest = after;
                continue;
            }
            if mark == "}" {
                return Err(self.raise("ValueError", "Single '}' encountered in format string", node));
            }
            let Some(end) = field_end(rest) else {
                return Err(self.raise("ValueError", "expected '}' before end of string", node));
            };
            match self.format_field(&rest[..end], arguments, automatic, depth, node)? {
                Ok(text) => {
                    self.grow(text.len(), node)?;
                    result.push_str(&text);
                }
                Err(unknown) => return Ok(Err(unknown)),
            }
            rest = &rest[end + 1..];
        }
        result.push_str(rest);
        self.grow(result.len(), node)?;
        Ok(Ok(result))
    }

    fn format_field(
        &mut self,
        field: &str,
        arguments: &Arguments,
        automatic: &mut usize,
        depth: u32,
        node: impl Ranged + Copy,
    ) -> Res<Spelled> {
        let unknown = self.unknown_of(node, format!("the field `{{{}}}` is not read", cut(field)), true);
        if depth > 1 {
            return Ok(Err(unknown));
        }
        let name_end = field.find(['!', ':']).unwrap_or(field.len());
        let (name, rest) = field.split_at(name_end);
        let (conversion, specification) = match rest.strip_prefix('!') {
            Some(rest) => match rest.split_once(':') {
                Some((conversion, specification)) => (conversion, specification),
                None => (rest, ""),
            },
            None => ("", rest.strip_prefix(':').unwrap_or_default()),
        };
        let Some(value) = self.field_value(name, arguments, automatic, node)? else {
            return Ok(Err(unknown));
        };
        let specification = match self.format_within(specification, arguments, automatic, depth + 1, node)? {
            Ok(specification) => specification,
            Err(unknown) => return Ok(Err(unknown)),
        };
        let spelled = match conversion {
            "" => return self.format_value(&value, &specification, node),
            "s" => self.spell_text(&value, node)?,
            "r" => self.spell_repr(&value, node)?,
            _ => return Ok(Err(unknown)),
        };
        match spelled {
            Ok(text) => self.format_value(&Val::text(text), &specification, node),
            Err(unknown) => Ok(Err(unknown)),
        }
    }

    fn field_value(
        &mut self,
        name: &str,
        arguments: &Arguments,
        automatic: &mut usize,
        node: impl Ranged + Copy,
    ) -> Res<Option<Val>> {
        let first_end = name.find(['.', '[']).unwrap_or(name.len());
        let (first, mut rest) = name.split_at(first_end);
        let mut value = if first.is_empty() {
            *automatic += 1;
            arguments.positional.get(*automatic - 1).cloned()
        } else if let Ok(at) = first.parse::<usize>() {
            arguments.positional.get(at).cloned()
        } else {
            let named = arguments.keywords.iter().find(|(keyword, _)| &**keyword == first);
            named.map(|(_, value)| value.clone())
        };
        if value.is_none() {
            if let Some(hidden) = &arguments.hidden {
                return Ok(Some(Val::Unknown(hidden.clone())));
            }
            let is_named = !first.is_empty() && first.parse::<usize>().is_err();
            let name = if is_named { "KeyError" } else { "IndexError" };
            return Err(self.raise(name, "no such replacement field", node));
        }
        while !rest.is_empty() {
            let Some(current) = value else { return Ok(None) };
            if let Some(after) = rest.strip_prefix('.') {
                let end = after.find(['.', '[']).unwrap_or(after.len());
                value = Some(self.attribute_of(&current, &after[..end], node)?);
                rest = &after[end..];
            } else {
                let Some((key, after)) = rest[1..].split_once(']') else {
                    return Ok(None);
                };
                let key = key.parse::<i128>().map_or_else(|_| Val::text(key), Val::Int);
                value = Some(self.item_of(&current, &key, node)?);
                rest = after;
            }
        }
        Ok(value)
    }
}

/// Cuts a text of the script to what fits a message.
fn cut(text: &str) -> &str {
    const LONGEST: usize = 60;
    text.char_indices().nth(LONGEST).map_or(text, |(at, _)| &text[..at])
}

/// Finds the end of a replacement field, with fields inside of its specification.
fn field_end(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}
