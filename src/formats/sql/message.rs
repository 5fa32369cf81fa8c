//! Messages on `-- message:` lines: one line of the message each, control characters escaped.

/// Writes one line of a message so that it stays on its line and reads back as the same text.
///
/// Control characters, line separators and a last white space become `\u{…}`; so does a backslash that would read as
/// the start of one.
pub(super) fn encode(line: &str) -> String {
    let mut result = String::with_capacity(line.len());
    let kept = line.trim_end().len();
    for (at, c) in line.char_indices() {
        let hidden = c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
        let last = at >= kept && at + c.len_utf8() == line.len();
        if hidden || last || (c == '\\' && line[at..].starts_with("\\u{")) {
            result.extend(c.escape_unicode());
        } else {
            result.push(c);
        }
    }
    result
}

/// Reads the lines of a message.
pub(super) fn decode<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let decoded: Vec<String> = lines.map(decode_line).collect();
    decoded.join("\n")
}

fn decode_line(line: &str) -> String {
    let mut result = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("\\u{") {
        result.push_str(&rest[..at]);
        let code = &rest[at + 3..];
        // Eight digits are more than any character has; looking no further keeps this linear.
        let end = code.bytes().take(9).position(|b| b == b'}');
        let c = end.and_then(|end| u32::from_str_radix(&code[..end], 16).ok().and_then(char::from_u32));
        if let (Some(c), Some(end)) = (c, end) {
            result.push(c);
            rest = &code[end + 1..];
        } else {
            result.push_str("\\u{");
            rest = code;
        }
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_message_reads_back(message in any::<String>()) {
            let lines: Vec<String> = message.split('\n').map(encode).collect();
            prop_assert!(lines.iter().all(|line| !line.contains(char::is_control)));
            prop_assert_eq!(decode(lines.iter().map(String::as_str)), message);
        }

        #[test]
        fn backslashes_read_back(message in r"[\\u{}0-9a-f+]{0,20}") {
            prop_assert_eq!(decode([encode(&message).as_str()].into_iter()), message);
        }
    }
}
