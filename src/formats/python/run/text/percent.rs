//! `text % values`.

use std::sync::Arc;

use ruff_text_size::Ranged;

use super::repr::Spelled;
use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::heap::PER_STEP;
use crate::formats::python::run::value::{Object, Val};

/// The widest field that is filled up.
const WIDEST: usize = 1 << 16;

/// One `%...x` of a text.
struct Field<'t> {
    key: Option<&'t str>,
    minus: bool,
    zero: bool,
    plus: bool,
    width: usize,
    precision: Option<usize>,
    kind: char,
}

impl Runner<'_, '_> {
    /// Answers `text % values`.
    pub fn percent(&mut self, text: &Arc<str>, values: &Val, node: impl Ranged + Copy) -> Res<Val> {
        match self.percent_text(text, values, node)? {
            Ok(text) => self.string(text, node),
            Err(unknown) => Ok(Val::Unknown(unknown)),
        }
    }

    fn percent_text(&mut self, text: &str, values: &Val, node: impl Ranged + Copy) -> Res<Spelled> {
        let tuple = self.as_tuple(values);
        let is_map = matches!(values, Val::Ref(id) if matches!(self.object(*id), Object::Dict(_)));
        if let (Some(unknown), None) = (self.lost(values), &tuple) {
            return Ok(Err(unknown));
        }
        self.step_by(
            tuple.as_ref().map_or(0, |items| items.len()) / 8 + text.len() / PER_STEP,
            node,
        )?;
        let mut given = match &tuple {
            Some(items) => items.to_vec(),
            None => vec![values.clone()],
        }
        .into_iter();
        let mut result = String::new();
        let mut rest = text;
        let mut is_named = false;
        while let Some(at) = rest.find('%') {
            self.step(node)?;
            result.push_str(&rest[..at]);
            let Some((field, after)) = field(&rest[at + 1..]) else {
                return Ok(Err(self.unknown_of(node, "a field of the text is not read", true)));
            };
            rest = after;
            if field.kind == '%' {
                result.push('%');
                continue;
            }
            let value = match field.key {
                Some(key) => {
                    is_named = true;
                    self.item_of(values, &Val::text(key), node)?
                }
                None => match given.next() {
                    Some(value) => value,
                    None => return Err(self.raise("TypeError", "not enough arguments for format string", node)),
                },
            };
            match self.percent_field(&field, &value, node)? {
                Ok(text) => {
                    self.grow(text.len(), node)?;
                    result.push_str(&text);
                }
                Err(unknown) => return Ok(Err(unknown)),
            }
        }
        result.push_str(rest);
        if !is_named && !is_map && given.next().is_some() {
            return Err(self.raise(
                "TypeError",
                "not all arguments converted during string formatting",
                node,
            ));
        }
        self.grow(result.len(), node)?;
        Ok(Ok(result))
    }

    fn percent_field(&mut self, field: &Field<'_>, value: &Val, node: impl Ranged + Copy) -> Res<Spelled> {
        let unknown = self.unknown_of(node, "a field of the text is not read", true);
        if field.width > WIDEST {
            return Ok(Err(unknown));
        }
        if let Some(found) = self.lost(value) {
            return Ok(Err(found));
        }
        let text: String = match (field.kind, value) {
            ('s', value) => match self.spell_text(value, node)? {
                Ok(text) => text.chars().take(field.precision.unwrap_or(usize::MAX)).collect(),
                Err(unknown) => return Ok(Err(unknown)),
            },
            ('r', value) => match self.spell_repr(value, node)? {
                Ok(text) => text.chars().take(field.precision.unwrap_or(usize::MAX)).collect(),
                Err(unknown) => return Ok(Err(unknown)),
            },
            ('d' | 'i' | 'u', value) if field.precision.is_none() => match value.as_int() {
                Some(number) => return Ok(Ok(signed(field, number < 0, &number.unsigned_abs().to_string()))),
                None => return Ok(Err(unknown)),
            },
            ('x', value) if field.precision.is_none() => match value.as_int() {
                Some(number) => return Ok(Ok(signed(field, number < 0, &format!("{:x}", number.unsigned_abs())))),
                None => return Ok(Err(unknown)),
            },
            ('f', Val::Float(number)) if number.is_finite() && field.precision.unwrap_or(6) <= 100 => {
                let text = format!("{:.*}", field.precision.unwrap_or(6), number.abs());
                return Ok(Ok(signed(field, number.is_sign_negative(), &text)));
            }
            _ => return Ok(Err(unknown)),
        };
        let missing = " ".repeat(field.width.saturating_sub(text.chars().count()));
        Ok(Ok(if field.minus { text + &missing } else { missing + &text }))
    }
}

fn signed(field: &Field<'_>, is_negative: bool, digits: &str) -> String {
    let sign = match (is_negative, field.plus) {
        (true, _) => "-",
        (false, true) => "+",
        _ => "",
    };
    let missing = field.width.saturating_sub(sign.len() + digits.len());
    if field.minus {
        format!("{sign}{digits}{}", " ".repeat(missing))
    } else if field.zero {
        format!("{sign}{}{digits}", "0".repeat(missing))
    } else {
        format!("{}{sign}{digits}", " ".repeat(missing))
    }
}

/// Reads a field behind its `%`.
fn field(text: &str) -> Option<(Field<'_>, &str)> {
    let (key, rest) = match text.strip_prefix('(') {
        Some(rest) => {
            let (key, rest) = rest.split_once(')')?;
            if key.contains('(') {
                return None;
            }
            (Some(key), rest)
        }
        None => (None, text),
    };
    let mut field = Field {
        key,
        minus: false,
        zero: false,
        plus: false,
        width: 0,
        precision: None,
        kind: 's',
    };
    let mut rest = rest;
    loop {
        match rest.as_bytes().first()? {
            b'-' => field.minus = true,
            b'0' => field.zero = true,
            b'+' => field.plus = true,
            _ => break,
        }
        rest = &rest[1..];
    }
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 {
        field.width = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
    }
    if let Some(after) = rest.strip_prefix('.') {
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        field.precision = Some(if digits == 0 { 0 } else { after[..digits].parse().ok()? });
        rest = &after[digits..];
    }
    let kind = rest.chars().next()?;
    Some((Field { kind, ..field }, &rest[kind.len_utf8()..]))
}
