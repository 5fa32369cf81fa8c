//! Texts that git left conflict markers in.

/// Both sides of a text with conflict markers, each whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflicted {
    /// The text with our side of every conflict.
    pub ours: String,
    /// The text with their side.
    pub theirs: String,
}

/// Where a line belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Both,
    Ours,
    Base,
    Theirs,
}

impl Conflicted {
    /// Takes a text apart; none where it has no markers, or markers that do not make whole conflicts.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut sides = Self {
            ours: String::new(),
            theirs: String::new(),
        };
        let (mut part, mut found) = (Part::Both, false);
        for line in text.split_inclusive('\n') {
            let next = match (part, mark(line)) {
                (Part::Both, Some(b'<')) => Some(Part::Ours),
                (Part::Ours, Some(b'|')) => Some(Part::Base),
                (Part::Ours | Part::Base, Some(b'=')) => Some(Part::Theirs),
                (Part::Theirs, Some(b'>')) => Some(Part::Both),
                (Part::Both, Some(b'>')) | (_, Some(b'<' | b'>')) => return None,
                _ => None,
            };
            if let Some(next) = next {
                part = next;
                found = true;
                continue;
            }
            if matches!(part, Part::Both | Part::Ours) {
                sides.ours.push_str(line);
            }
            if matches!(part, Part::Both | Part::Theirs) {
                sides.theirs.push_str(line);
            }
        }
        (found && part == Part::Both).then_some(sides)
    }
}

/// Answers the character of a conflict marker.
fn mark(line: &str) -> Option<u8> {
    let bytes = line.as_bytes();
    let &first = bytes.first()?;
    let is_marker = bytes.len() >= 7 && bytes[..7].iter().all(|&byte| byte == first);
    let ends = matches!(bytes.get(7), None | Some(b' ' | b'\n' | b'\r'));
    (is_marker && ends && b"<|=>".contains(&first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_are_whole() {
        let text = "a\n<<<<<<< HEAD\nb\n||||||| base\nc\n=======\nd\n>>>>>>> topic\ne\n";
        let sides = Conflicted::read(text).expect("a conflict");
        assert_eq!((&*sides.ours, &*sides.theirs), ("a\nb\ne\n", "a\nd\ne\n"));
    }

    #[test]
    fn what_is_torn_has_no_sides() {
        for text in [
            "a\n=======\nb\n",
            "<<<<<<< a\nb\n",
            "<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> c\n",
            ">>>>>>> c\n",
            "",
        ] {
            assert_eq!(Conflicted::read(text), None, "{text}");
        }
    }
}
