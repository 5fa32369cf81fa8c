//! Random programs over what is read, run by us and by Python. `ONEHEAD_RUN_CASES` says how many.

use std::fs;

use onehead::graph::Direction;
use onehead::text::SourceText;

use crate::compare::{Tally, ask, judge, judge_trace};
use crate::trace::trace;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % sides
    }

    fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.roll(items.len())]
    }
}

const NUMBERS: [&str; 4] = ["n0", "n1", "n2", "n3"];
const TEXTS: [&str; 4] = ["s0", "s1", "s2", "s3"];
const LISTS: [&str; 3] = ["l0", "l1", "l2"];
const MAPS: [&str; 2] = ["d0", "d1"];

fn number(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 {
        return match dice.roll(3) {
            0 => dice.pick(&NUMBERS).to_owned(),
            _ => dice.pick(&["-4", "-1", "0", "1", "2", "3", "5", "7", "12"]).to_owned(),
        };
    }
    let sub = |dice: &mut Dice| number(dice, depth - 1);
    match dice.roll(12) {
        0 => format!("({} {} {})", sub(dice), dice.pick(&["+", "-", "*"]), sub(dice)),
        1 => format!("({} {} {})", sub(dice), dice.pick(&["//", "%"]), dice.roll(5) + 1),
        2 => format!("len({})", text(dice, depth - 1)),
        3 => format!("len({})", list(dice, depth - 1)),
        4 => format!("({} if {} else {})", sub(dice), condition(dice, depth - 1), sub(dice)),
        5 => format!("{}.get({}, {})", dice.pick(&MAPS), text(dice, 0), sub(dice)),
        6 => format!("sum(x if isinstance(x, int) else 1 for x in {})", list(dice, depth - 1)),
        7 => format!("(lambda a, b={}: a - b)({})", sub(dice), sub(dice)),
        8 => format!("f({}, {})", sub(dice), dice.pick(&["b=2", "*[3]", "**{'b': 4}", "c=1"])),
        9 => format!("{}.count({})", list(dice, 0), sub(dice)),
        10 => format!("{}.find({})", text(dice, 0), text(dice, 0)),
        _ => format!("max({}, {})", sub(dice), sub(dice)),
    }
}

fn text(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 {
        return match dice.roll(3) {
            0 => dice.pick(&TEXTS).to_owned(),
            _ => dice
                .pick(&[
                    "'ab'", "\"c'd\"", "' e f '", "'G_h'", "'x,y,z'", "''", "'%s'", "'{}'", "r'\\n'", "'a\\nb'",
                ])
                .to_owned(),
        };
    }
    let sub = |dice: &mut Dice| text(dice, depth - 1);
    match dice.roll(17) {
        0 => format!("({} + {})", sub(dice), sub(dice)),
        1 => format!(
            "{}.{}()",
            sub(dice),
            dice.pick(&["upper", "lower", "strip", "title", "capitalize", "lstrip", "swapcase"])
        ),
        2 => format!(
            "f\"<{{{}}}|{{{}:>6}}|{{{}!r}}>\"",
            dice.pick(&TEXTS),
            dice.pick(&NUMBERS),
            dice.pick(&TEXTS)
        ),
        3 => format!(
            "\"%s-%d-%r\" % ({}, {}, {})",
            sub(dice),
            number(dice, depth - 1),
            list(dice, 0)
        ),
        4 => format!(
            "\"{{}}/{{1}}\".replace(\"{{1}}\", \"{{}}\").format({}, {})",
            sub(dice),
            number(dice, 0)
        ),
        5 => format!("{}.join(str(x) for x in {})", sub(dice), list(dice, depth - 1)),
        6 => format!("{}[{}:{}]", dice.pick(&TEXTS), number(dice, 0), number(dice, 0)),
        7 => format!("str({})", list(dice, depth - 1)),
        8 => format!("repr({})", sub(dice)),
        9 => format!(
            "{}.replace({}, {})",
            sub(dice),
            dice.pick(&["'a'", "'x'", "' '", "'b,'"]),
            sub(dice)
        ),
        10 => format!("({} or {})", sub(dice), sub(dice)),
        11 => format!("({} * {})", sub(dice), dice.roll(3)),
        12 => format!("str({})", condition(dice, depth - 1)),
        13 => format!("str({})", dice.pick(&MAPS)),
        14 => format!(
            "format({}, '{}')",
            number(dice, depth - 1),
            dice.pick(&["d", "05d", "+d", ",", "x", ">8", "<8", "^7", "*^9d"])
        ),
        15 => format!("A({}).show({})", number(dice, 0), sub(dice)),
        _ => format!("\"%(k)s %%\" % {{'k': {}}}", sub(dice)),
    }
}

fn list(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 {
        return match dice.roll(2) {
            0 => dice.pick(&LISTS).to_owned(),
            _ => dice
                .pick(&["[1, 2, 3]", "['a', 'b']", "[]", "[0, 'x', None]", "list(range(4))"])
                .to_owned(),
        };
    }
    let sub = |dice: &mut Dice| list(dice, depth - 1);
    match dice.roll(13) {
        0 => format!("({} + {})", sub(dice), sub(dice)),
        1 => format!("[x for x in {} if x]", sub(dice)),
        2 => format!("[{}, *{}]", number(dice, depth - 1), sub(dice)),
        3 => format!(
            "{}.split({})",
            text(dice, depth - 1),
            dice.pick(&["", "','", "' '", "'a', 1"])
        ),
        4 => format!("list(enumerate({}))", sub(dice)),
        5 => format!("list(zip({}, {}))", sub(dice), sub(dice)),
        6 => format!("{}[::-1]", sub(dice)),
        7 => format!("sorted({}, key=str)", sub(dice)),
        8 => format!(
            "list({}.{}())",
            dice.pick(&MAPS),
            dice.pick(&["keys", "values", "items"])
        ),
        9 => format!("list(map(lambda v: (v, {}), {}))", number(dice, 0), sub(dice)),
        10 => format!("[(a, b) for a in {} for b in {}]", dice.pick(&LISTS), dice.pick(&LISTS)),
        11 => format!("list(gen({}))", number(dice, 0)),
        _ => format!("list(dict.fromkeys(str(x) for x in {}))", sub(dice)),
    }
}

fn condition(dice: &mut Dice, depth: usize) -> String {
    let depth = depth.min(1);
    match dice.roll(8) {
        0 => format!(
            "{} {} {}",
            number(dice, depth),
            dice.pick(&["<", "<=", "==", "!=", ">"]),
            number(dice, depth)
        ),
        1 => format!("{} in {}", number(dice, depth), list(dice, depth)),
        2 => format!("{} in {}", text(dice, depth), text(dice, depth)),
        3 => format!("not {}", list(dice, depth)),
        4 => format!(
            "{}.{}({})",
            text(dice, depth),
            dice.pick(&["startswith", "endswith"]),
            text(dice, 0)
        ),
        5 => format!("{} == {}", list(dice, depth), list(dice, depth)),
        6 => format!("0 < {} < 5", number(dice, depth)),
        _ => format!("({} and {})", number(dice, depth), text(dice, depth)),
    }
}

fn statement(dice: &mut Dice, depth: usize, indent: usize, lines: &mut Vec<String>) {
    let pad = " ".repeat(indent);
    let body = |dice: &mut Dice, lines: &mut Vec<String>| {
        for _ in 0..=dice.roll(2) {
            statement(dice, depth.saturating_sub(1), indent + 4, lines);
        }
    };
    let choice = if depth == 0 { dice.roll(11) } else { dice.roll(17) };
    match choice {
        0 => lines.push(format!("{pad}{} = {}", dice.pick(&NUMBERS), number(dice, 2))),
        1 => lines.push(format!("{pad}{} = {}", dice.pick(&TEXTS), text(dice, 2))),
        2 => lines.push(format!("{pad}{} = {}", dice.pick(&LISTS), list(dice, 2))),
        3 => lines.push(format!(
            "{pad}{}[{}] = {}",
            dice.pick(&MAPS),
            text(dice, 1),
            number(dice, 1)
        )),
        4 => lines.push(format!("{pad}{}.append({})", dice.pick(&LISTS), number(dice, 1))),
        5 => lines.push(format!("{pad}{} += {}", dice.pick(&NUMBERS), number(dice, 1))),
        6 => lines.push(format!("{pad}{} = {}", dice.pick(&LISTS), dice.pick(&LISTS))),
        7 => lines.push(format!(
            "{pad}{}, *{} = {}",
            dice.pick(&["q0", "q1"]),
            dice.pick(&LISTS),
            "[7, 8, *l0]"
        )),
        8 => lines.push(format!("{pad}op.execute({})", text(dice, 2))),
        9 => lines.push(format!("{pad}op.drop_column({}, {})", text(dice, 1), list(dice, 1))),
        10 => lines.push(format!(
            "{pad}{}.setdefault({}, {})",
            dice.pick(&MAPS),
            text(dice, 0),
            number(dice, 1)
        )),
        11 => {
            lines.push(format!("{pad}if {}:", condition(dice, 2)));
            body(dice, lines);
            if dice.roll(2) == 0 {
                lines.push(format!("{pad}else:"));
                body(dice, lines);
            }
        }
        12 => {
            lines.push(format!("{pad}for i{indent} in {}[:4]:", list(dice, 1)));
            body(dice, lines);
            if dice.roll(3) == 0 {
                lines.push(format!("{pad}    {}", dice.pick(&["break", "continue"])));
            }
        }
        13 => {
            lines.push(format!("{pad}try:"));
            lines.push(format!(
                "{pad}    {} = {}[{}]",
                dice.pick(&NUMBERS),
                "[4, 5, 6]",
                number(dice, 1)
            ));
            body(dice, lines);
            lines.push(format!(
                "{pad}except {}:",
                dice.pick(&["IndexError", "(KeyError, LookupError)", "Exception"])
            ));
            body(dice, lines);
        }
        14 => {
            lines.push(format!("{pad}with op.batch_alter_table({}) as b:", text(dice, 1)));
            lines.push(format!("{pad}    b.drop_column({})", text(dice, 1)));
            body(dice, lines);
        }
        15 => {
            lines.push(format!("{pad}def g{indent}(a, *rest, k={}):", number(dice, 0)));
            lines.push(format!("{pad}    l0.append(a)"));
            lines.push(format!("{pad}    return [a, k, *rest]"));
            lines.push(format!(
                "{pad}l1 = g{indent}({}, {})",
                number(dice, 1),
                dice.pick(&["1, 2", "k=3", "*l2[:2]"])
            ));
        }
        _ => {
            lines.push(format!("{pad}while n3 < 3:"));
            lines.push(format!("{pad}    n3 += 1"));
            body(dice, lines);
        }
    }
}

fn program(seed: u64) -> String {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    let mut lines: Vec<String> = [
        "from alembic import op",
        "class A:",
        "    def __init__(self, n):",
        "        self.n = n",
        "    def show(self, more=''):",
        "        return f'A{self.n}{more}'",
        "def f(a, b=1, *, c=0):",
        "    return a * 2 - b + c",
        "def gen(n):",
        "    for i in range(n):",
        "        yield i * i",
        "def upgrade():",
        "    n0, n1, n2, n3 = 1, -2, 7, 0",
        "    s0, s1, s2, s3 = 'ab', ' c ', '', \"d'e\"",
        "    l0, l1, l2 = [1, 'x'], [], [3]",
        "    d0, d1 = {'ab': 1}, {}",
        "    q0 = q1 = None",
    ]
    .map(str::to_owned)
    .to_vec();
    for _ in 0..8 {
        statement(&mut dice, 2, 4, &mut lines);
    }
    lines.push("    op.execute(repr([n0, n1, n2, n3, s0, s1, s2, s3, l0, l1, l2, d0, d1, q0, q1]))".to_owned());
    lines.join("\n") + "\n"
}

#[test]
fn random_programs_do_what_we_say() {
    let count: u64 = std::env::var("ONEHEAD_RUN_CASES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(300);
    let folder = tempfile::tempdir().expect("a folder");
    let mut bodies = Vec::new();
    for seed in 0..count {
        let path = folder.path().join(format!("g{seed}.py"));
        fs::write(&path, program(seed)).expect("it can be written");
        bodies.push((path, Direction::Up));
    }
    let answers = ask(&bodies);
    let mut tally = Tally::default();
    let mut raised = 0;
    for (seed, ((path, direction), answer)) in bodies.iter().zip(&answers).enumerate() {
        raised += usize::from(answer.end.starts_with("raise"));
        tally.count(&format!("seed {seed}"), judge(path, *direction, answer, true));
    }
    println!("{} raise in Python; {}", raised, tally.report());
    if let Some(first) = tally.wrong.first() {
        let seed = first
            .split([' ', ':'])
            .nth(1)
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(0);
        println!("{}", program(seed));
    }
    assert!(
        tally.wrong.is_empty(),
        "{} wrong:\n{}",
        tally.wrong.len(),
        tally.wrong.join("\n")
    );
    assert!(
        tally.equal * 3 > usize::try_from(count).expect("it fits"),
        "only {} are equal",
        tally.equal
    );
}

/// A verdict must fall where the two differ.
#[test]
fn a_difference_is_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("p.py");
    fs::write(&path, "from alembic import op\ndef upgrade():\n    op.execute('a')\n").expect("it can be written");
    let answers = ask(&[(path, Direction::Up)]);
    for other in [
        "op.execute('b')",
        "op.drop_table('a')",
        "op.execute('a')\n    op.execute('a')",
        "pass",
    ] {
        let text = format!("from alembic import op\ndef upgrade():\n    {other}\n");
        let verdict = judge_trace(&trace(&SourceText::new("p.py", text), Direction::Up), &answers[0], true);
        assert!(
            matches!(verdict, crate::compare::Verdict::Wrong(_)),
            "{other}: {verdict:?}"
        );
    }
}
