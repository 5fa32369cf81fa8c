//! Percent-encoding as Python's `urllib.parse` does it, which `SQLAlchemy` uses for URLs.

use std::fmt::Write;

/// `unquote`: `%XX` become bytes, bytes become UTF-8 with replacement characters; what is no `%XX` stays.
pub(super) fn unquote(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut ascii: Vec<u8> = Vec::new();
    // Python decodes each run of ASCII by itself, so that a broken escape never swallows the letter behind it.
    for run in text.split_inclusive(|c: char| !c.is_ascii()) {
        let split = run.char_indices().next_back().filter(|(_, c)| !c.is_ascii());
        let (plain, tail) = split.map_or((run, ""), |(at, _)| run.split_at(at));
        ascii.clear();
        decode(plain.as_bytes(), &mut ascii);
        result.push_str(&String::from_utf8_lossy(&ascii));
        result.push_str(tail);
    }
    result
}

/// `unquote_plus`: `+` is a space too.
pub(super) fn unquote_plus(text: &str) -> String {
    unquote(&text.replace('+', " "))
}

fn decode(bytes: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1).zip(bytes.get(at + 2));
        let digits = pair.and_then(|(high, low)| Some((hex(*high)?, hex(*low)?)));
        match digits {
            Some((high, low)) if bytes[at] == b'%' => {
                out.push(high << 4 | low);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// `quote` with the characters that are left as they are besides letters, digits and `_.-~`.
pub(super) fn quote(text: &str, safe: &[u8]) -> String {
    let mut result = String::with_capacity(text.len());
    for &b in text.as_bytes() {
        if b.is_ascii_alphanumeric() || b"_.-~".contains(&b) || safe.contains(&b) {
            result.push(char::from(b));
        } else {
            write!(result, "%{b:02X}").expect("a string takes everything");
        }
    }
    result
}

/// `quote_plus`: a space becomes `+`.
pub(super) fn quote_plus(text: &str) -> String {
    quote(text, b" ").replace(' ', "+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_pythons() {
        assert_eq!(unquote("a%40b%zz%4"), "a@b%zz%4");
        assert_eq!(unquote("%C3%A4ä%C3ä%A4"), "ää\u{fffd}ä\u{fffd}");
        assert_eq!(unquote_plus("a+b%2Bc"), "a b+c");
        assert_eq!(quote("a b+ä/@", b" +"), "a b+%C3%A4%2F%40");
        assert_eq!(quote_plus("a b+c"), "a+b%2Bc");
    }
}
