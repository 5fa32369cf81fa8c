//! Ids that a hand (or a language model) typed: `a1b2c3d4e5f6`, `123456789abc`, `abc123def456`.
//!
//! A made-up id is likely to be made up again by the next person. The bounds are such that a random one practically
//! never matches: one in some millions of random 12-digit hexadecimal ids holds any of these runs.

/// How long a run that goes on without a break has to be.
const PLAIN: usize = 8;

/// How long a run of letters and digits in turn has to be that starts again behind `f` or `9`.
const AROUND: usize = 10;

/// How long a run has to be in which letters and digits go on in order, each for itself, in any pattern.
const MIXED: usize = 12;

/// How much of an id is looked at; longer ones are refused anyway.
const LOOKED_AT: usize = 64;

/// Finds the longest run of letters and digits that goes on in order, if it is too long for chance.
pub(super) fn run(id: &str) -> Option<String> {
    let mut chars: Vec<char> = id.chars().take(LOOKED_AT).map(|c| c.to_ascii_lowercase()).collect();
    if chars.iter().all(char::is_ascii_digit) {
        // Leading zeros of numbered revisions are padding.
        let number = chars.iter().position(|c| *c != '0').unwrap_or(0);
        chars.drain(..number);
    }
    let runs = (0..chars.len()).map(|start| &chars[start..]).map(|rest| {
        let lengths = [
            (arithmetic(rest), PLAIN),
            (in_turn(rest, false), PLAIN),
            (in_turn(rest, true), AROUND),
            (mixed(rest), MIXED),
        ];
        let long_enough = lengths.into_iter().filter(|(length, least)| length >= least);
        &rest[..long_enough.map(|(length, _)| length).max().unwrap_or(0)]
    });
    let longest = runs.max_by_key(|run| run.len())?;
    (!longest.is_empty()).then(|| longest.iter().collect())
}

/// Answers how many characters from the start have the same distance from one to the next: `6789abcd`, `aaaaaaaa`.
fn arithmetic(chars: &[char]) -> usize {
    let value = |c: char| {
        c.to_digit(36)
            .filter(|_| c.is_ascii())
            .and_then(|value| i32::try_from(value).ok())
    };
    let step = |pair: &[char]| Some(value(pair[1])? - value(pair[0])?);
    let first = chars.get(..2).and_then(step).filter(|step| step.abs() <= 2);
    if first.is_none() {
        return 0;
    }
    1 + chars.windows(2).take_while(|pair| step(pair) == first).count()
}

/// Answers how many characters from the start are letters and digits in turn, both of them going on by one: `a1b2c3`,
/// `9f8e7d`.
fn in_turn(chars: &[char], around: bool) -> usize {
    let Some(start) = chars.get(..4) else { return 0 };
    let kinds = [start[0], start[1]].map(|c| (c.is_ascii_digit(), c.is_ascii_lowercase()));
    if !matches!(kinds, [(true, _), (_, true)] | [(_, true), (true, _)]) {
        return 0;
    }
    let ways = [way(start[0], start[2], around), way(start[1], start[3], around)];
    if ways.contains(&None) {
        return 0;
    }
    let going_on = chars.windows(3).enumerate();
    2 + going_on
        .take_while(|(at, three)| way(three[0], three[2], around) == ways[at % 2])
        .count()
}

/// Answers how many characters from the start are letters and digits, each going up by one in whatever pattern:
/// `abc123def456`. At least three of both, or it is not one of these.
fn mixed(chars: &[char]) -> usize {
    let (mut letter, mut digit) = (None, None);
    let (mut letters, mut digits) = (0, 0);
    let mut length = 0;
    for c in chars {
        let (last, count) = if c.is_ascii_digit() {
            (&mut digit, &mut digits)
        } else if c.is_ascii_lowercase() {
            (&mut letter, &mut letters)
        } else {
            break;
        };
        if last.is_some_and(|last| way(last, *c, true) != Some(Way::Up)) {
            break;
        }
        *last = Some(*c);
        *count += 1;
        length += 1;
    }
    if letters >= 3 && digits >= 3 { length } else { 0 }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// Answers which way one character goes on to the next of its kind, if it does by one; `around` takes `a` for the
/// next one behind `f` and `z`, and `0` behind `9`.
fn way(from: char, to: char, around: bool) -> Option<Way> {
    if from.is_ascii_digit() != to.is_ascii_digit() || !from.is_ascii_alphanumeric() || !to.is_ascii_alphanumeric() {
        return None;
    }
    let up = |from: char, to: char| {
        u32::from(from) + 1 == u32::from(to) || (around && matches!((from, to), ('f' | 'z', 'a') | ('9', '0')))
    };
    if up(from, to) {
        Some(Way::Up)
    } else {
        up(to, from).then_some(Way::Down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_ids_are_seen() {
        for id in [
            "a1b2c3d4e5f6",
            "b2c3d4e5f6a7",
            "c3d4e5f6a7b8",
            "d4e5f6a7b8c9",
            "1a2b3c4d5e6f",
            "f6e5d4c3b2a1",
            "123456789abc",
            "abcdef123456",
            "fedcba987654",
            "000000000000",
            "aaaaaaaaaaaa",
            "abc123def456",
            "12ab34cd56ef",
            "A1B2C3D4E5F6",
            "0a1b2c3d4e5f",
            "a1b2c3d4",
            "x_a1b2c3d4e5",
            "02468ace1357",
        ] {
            assert!(run(id).is_some(), "{id}");
        }
        assert_eq!(run("9a1b2c3d4e5f6").as_deref(), Some("a1b2c3d4e5f6"));
    }

    #[test]
    fn seven_in_order_are_chance() {
        for id in [
            "1234567",
            "a1b2c3d",
            "0000001",
            "000000000012",
            "20240101000000",
            "ab12cd34",
            "",
            "ä",
            "add_users",
        ] {
            assert_eq!(run(id), None, "{id}");
        }
    }

    #[test]
    fn random_ids_are_not_suspected() {
        // xorshift64*, so that the run is the same everywhere.
        let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
        for _ in 0..200_000 {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            let random = state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16;
            let id = format!("{random:012x}");
            assert_eq!(run(&id), None, "{id}");
        }
    }
}
