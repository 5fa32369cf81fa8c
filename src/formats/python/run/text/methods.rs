//! Methods of texts.

use std::sync::Arc;

use ruff_text_size::Ranged;

use super::split;
use crate::formats::python::run::Runner;
use crate::formats::python::run::flow::Res;
use crate::formats::python::run::heap::{PER_STEP, length_of};
use crate::formats::python::run::value::{Arguments, Val};

impl Runner<'_, '_> {
    /// Calls a method of a text.
    pub fn text_method(
        &mut self,
        text: &Arc<str>,
        name: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        self.step_by(text.len() / PER_STEP, node)?;
        match name {
            "format" => return self.format_text(text, arguments, node),
            "format_map" => return self.format_map(text, arguments, node),
            _ => {}
        }
        if let Some(unknown) = arguments.unknown() {
            return Ok(Val::Unknown(unknown.clone()));
        }
        match name {
            "join" => self.join(text, arguments, node),
            "split" | "rsplit" | "splitlines" | "partition" | "rpartition" => self.split(text, name, arguments, node),
            "replace" => self.replace(text, arguments, node),
            "startswith" | "endswith" => self.starts_or_ends(text, name, arguments, node),
            "strip" | "lstrip" | "rstrip" => self.strip(text, name, arguments, node),
            "upper" | "lower" | "casefold" | "capitalize" | "title" | "swapcase" => {
                self.cased(text, name, arguments, node)
            }
            _ => self.small_method(text, name, arguments, node),
        }
    }

    fn no_method(&self, name: &str, node: impl Ranged) -> Val {
        self.data(node, format!("`{name}` of a text is not read in this form"))
    }

    fn format_map(&mut self, text: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let Some(items) = arguments.positional.first().and_then(|map| self.as_dict(map)) else {
            return Ok(self.no_method("format_map", node));
        };
        let named = items
            .values()
            .filter_map(|(key, value)| Some((key.as_text()?.clone(), value.clone())));
        let arguments = Arguments {
            keywords: named.collect(),
            ..Arguments::default()
        };
        self.format_text(text, &arguments, node)
    }

    fn join(&mut self, separator: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let Some(parts) = arguments.positional.first() else {
            return Ok(self.no_method("join", node));
        };
        let parts = match self.iterate(parts, node)? {
            Ok(parts) => parts,
            Err(unknown) => return Ok(Val::Unknown(unknown)),
        };
        let mut result = String::new();
        for (at, part) in parts.iter().enumerate() {
            let Val::Text(part) = part else {
                return match self.lost(part) {
                    Some(unknown) => Ok(Val::Unknown(unknown)),
                    None if matches!(part, Val::Symbol(_) | Val::Ref(_)) => Ok(self.no_method("join", node)),
                    None => Err(self.raise("TypeError", "expected str instance", node)),
                };
            };
            if at > 0 {
                result.push_str(separator);
            }
            self.grow(part.len() + separator.len(), node)?;
            result.push_str(part);
        }
        self.string(result, node)
    }

    fn split(&mut self, text: &str, name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let separator = arguments.get(0, "sep").filter(|value| !matches!(value, Val::None));
        let separator = match separator {
            None => None,
            Some(Val::Text(separator)) if !separator.is_empty() => Some(separator.clone()),
            Some(_) => return Ok(self.no_method(name, node)),
        };
        let most = match arguments.get(1, "maxsplit").map(Val::as_int) {
            None => None,
            Some(Some(count)) => usize::try_from(count).ok(),
            Some(None) => return Ok(self.no_method(name, node)),
        };
        self.grow(parts_of(text, separator.as_deref(), most).saturating_mul(PART), node)?;
        let parts = match (name, &separator) {
            ("splitlines", None) if arguments.positional.is_empty() && arguments.keywords.is_empty() => {
                split::lines(text)
            }
            ("partition", Some(separator)) => {
                return self.partition(text, text.find(&**separator), separator, false, node);
            }
            ("rpartition", Some(separator)) => {
                return self.partition(text, text.rfind(&**separator), separator, true, node);
            }
            ("split", Some(separator)) => split::at(text, separator, most),
            ("rsplit", Some(separator)) => split::from_end(text, separator, most),
            ("split", None) => split::words(text, most),
            ("rsplit", None) if most.is_none() => split::words(text, None),
            _ => return Ok(self.no_method(name, node)),
        };
        let mut items = Vec::with_capacity(parts.len());
        for part in parts {
            items.push(self.string(part, node)?);
        }
        self.list(items, node)
    }

    fn partition(
        &mut self,
        text: &str,
        at: Option<usize>,
        separator: &str,
        from_end: bool,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        let parts = match at {
            Some(at) => [&text[..at], separator, &text[at + separator.len()..]],
            None if from_end => ["", "", text],
            None => [text, "", ""],
        };
        let mut items = Vec::with_capacity(3);
        for part in parts {
            items.push(self.string(part, node)?);
        }
        self.tuple(items, node)
    }

    fn replace(&mut self, text: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let (Some(Val::Text(from)), Some(Val::Text(to))) = (arguments.positional.first(), arguments.positional.get(1))
        else {
            return Ok(self.no_method("replace", node));
        };
        let most = match arguments.positional.get(2) {
            None => usize::MAX,
            Some(count) => match count.as_int() {
                Some(count) if count < 0 => usize::MAX,
                Some(count) => usize::try_from(count).unwrap_or(usize::MAX),
                None => return Ok(self.no_method("replace", node)),
            },
        };
        if !arguments.keywords.is_empty() {
            return Ok(self.no_method("replace", node));
        }
        let found = if from.is_empty() {
            text.chars().count() + 1
        } else {
            text.matches(&**from).count()
        };
        self.grow(
            found.min(most).saturating_mul(to.len()).saturating_add(text.len()),
            node,
        )?;
        self.string(text.replacen(&**from, to, most), node)
    }

    fn starts_or_ends(&mut self, text: &str, name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let [wanted] = arguments.positional.as_slice() else {
            return Ok(self.no_method(name, node));
        };
        let is = |wanted: &str| {
            if name == "startswith" {
                text.starts_with(wanted)
            } else {
                text.ends_with(wanted)
            }
        };
        if let Val::Text(wanted) = wanted {
            self.step_by(wanted.len() / PER_STEP, node)?;
            return Ok(Val::Bool(is(wanted)));
        }
        let choices = self.as_tuple(wanted);
        for choice in choices.iter().flat_map(|choices| choices.iter()) {
            self.step_by(1 + length_of(choice) / PER_STEP, node)?;
        }
        let texts: Option<Vec<Arc<str>>> =
            choices.and_then(|choices| choices.iter().map(|choice| choice.as_text().cloned()).collect());
        Ok(match texts {
            Some(texts) => Val::Bool(texts.iter().any(|wanted| is(wanted))),
            None => self.no_method(name, node),
        })
    }

    fn strip(&mut self, text: &str, name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let set = match arguments.positional.first() {
            None | Some(Val::None) => None,
            Some(Val::Text(set)) => Some(set.clone()),
            Some(_) => return Ok(self.no_method(name, node)),
        };
        let wanted = set.as_ref().map_or(0, |set| set.len());
        self.step_by(text.len().saturating_mul(wanted) / PER_STEP, node)?;
        let goes = |c: char| set.as_ref().map_or_else(|| split::is_space(c), |set| set.contains(c));
        let mut rest = text;
        if name != "rstrip" {
            rest = rest.trim_start_matches(goes);
        }
        if name != "lstrip" {
            rest = rest.trim_end_matches(goes);
        }
        self.string(rest, node)
    }

    fn cased(&mut self, text: &str, name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        // Python's tables of characters are another version's; ASCII is the same everywhere.
        if !text.is_ascii() || !arguments.positional.is_empty() {
            return Ok(self.no_method(name, node));
        }
        let result = match name {
            "upper" => text.to_ascii_uppercase(),
            "lower" | "casefold" => text.to_ascii_lowercase(),
            "swapcase" => text.chars().map(split::swapped).collect(),
            "capitalize" => split::titled(text, false),
            _ => split::titled(text, true),
        };
        self.string(result, node)
    }

    fn small_method(&mut self, text: &str, name: &str, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let first = arguments.positional.first();
        let is_alone = arguments.positional.is_empty();
        let is_single = arguments.positional.len() == 1;
        let holds = |test: fn(&u8) -> bool| Val::Bool(!text.is_empty() && text.bytes().all(|b| test(&b)));
        Ok(match (name, first) {
            ("removeprefix", Some(Val::Text(part))) => {
                return self.string(text.strip_prefix(&**part).unwrap_or(text), node);
            }
            ("removesuffix", Some(Val::Text(part))) => {
                return self.string(text.strip_suffix(&**part).unwrap_or(text), node);
            }
            ("count", Some(Val::Text(part))) if is_single && !part.is_empty() => count(text.matches(&**part).count()),
            ("find", Some(Val::Text(part))) if is_single => position(text, text.find(&**part)),
            ("rfind", Some(Val::Text(part))) if is_single => position(text, text.rfind(&**part)),
            ("index", Some(Val::Text(part))) if is_single => match text.find(&**part) {
                Some(at) => position(text, Some(at)),
                None => return Err(self.raise("ValueError", "substring not found", node)),
            },
            ("isdigit", None) if text.is_ascii() => holds(u8::is_ascii_digit),
            ("isalpha", None) if text.is_ascii() => holds(u8::is_ascii_alphabetic),
            ("isalnum", None) if text.is_ascii() => holds(u8::is_ascii_alphanumeric),
            ("isspace", None) if text.is_ascii() => Val::Bool(!text.is_empty() && text.chars().all(split::is_space)),
            ("islower", None) if text.is_ascii() => {
                let has = text.bytes().any(|b| b.is_ascii_lowercase());
                Val::Bool(has && !text.bytes().any(|b| b.is_ascii_uppercase()))
            }
            ("isupper", None) if text.is_ascii() => {
                let has = text.bytes().any(|b| b.is_ascii_uppercase());
                Val::Bool(has && !text.bytes().any(|b| b.is_ascii_lowercase()))
            }
            ("isidentifier", None) if text.is_ascii() => {
                let starts = text
                    .bytes()
                    .next()
                    .is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
                Val::Bool(starts && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
            }
            ("encode", _)
                if is_alone
                    || matches!(first, Some(Val::Text(name)) if matches!(&**name, "utf-8" | "utf8" | "UTF-8")) =>
            {
                self.grow(text.len(), node)?;
                Val::Bytes(text.as_bytes().into())
            }
            ("zfill", Some(width)) if is_single && text.is_ascii() => return self.filled(text, width, '0', name, node),
            ("ljust" | "rjust", Some(width)) => {
                let fill = match arguments.positional.get(1) {
                    None => Some(' '),
                    Some(Val::Text(fill)) if fill.chars().count() == 1 => fill.chars().next(),
                    Some(_) => None,
                };
                match fill {
                    Some(fill) => return self.filled(text, width, fill, name, node),
                    None => self.no_method(name, node),
                }
            }
            _ => self.no_method(name, node),
        })
    }

    fn filled(&mut self, text: &str, width: &Val, fill: char, name: &str, node: impl Ranged + Copy) -> Res<Val> {
        let Some(width) = width.as_int() else {
            return Ok(self.no_method(name, node));
        };
        let width = usize::try_from(width.max(0)).unwrap_or(usize::MAX);
        let missing = width.saturating_sub(text.chars().count());
        self.grow(missing.saturating_mul(fill.len_utf8()), node)?;
        let more = fill.to_string().repeat(missing);
        let result = match (name, text.strip_prefix(['-', '+'])) {
            ("ljust", _) => text.to_owned() + &more,
            ("zfill", Some(digits)) => format!("{}{more}{digits}", &text[..1]),
            _ => more + text,
        };
        self.string(result, node)
    }
}

/// What a part of a text costs until it is a text of its own.
const PART: usize = 32;

/// Counts the parts that a text is split into, rather too many.
fn parts_of(text: &str, separator: Option<&str>, most: Option<usize>) -> usize {
    let found = match separator {
        Some(separator) => text.matches(separator).count() + 1,
        None => text.split(split::is_space).count(),
    };
    found.min(most.unwrap_or(usize::MAX).saturating_add(1))
}

fn count(number: usize) -> Val {
    Val::Int(i128::try_from(number).unwrap_or(i128::MAX))
}

/// Python counts characters.
fn position(text: &str, at: Option<usize>) -> Val {
    at.map_or(Val::Int(-1), |at| count(text[..at].chars().count()))
}
