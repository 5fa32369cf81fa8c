//! Files that mean harm, and real files with damage: every one ends within its bounds.

use std::path::Path;
use std::time::Duration;

use onehead::graph::Direction;
use onehead::text::SourceText;

use crate::python_files;
use crate::trace::trace;

fn body(code: &str) -> String {
    format!("from alembic import op\nimport sqlalchemy as sa\n{code}\n")
}

/// Bodies that would take for ever, fill the memory or overflow the stack.
#[expect(clippy::too_many_lines, reason = "it is a table")]
fn hostile() -> Vec<(&'static str, String)> {
    let deep = |open: &str, close: &str, count: usize| format!("x = {}1{}", open.repeat(count), close.repeat(count));
    vec![
        ("for ever", body("def upgrade():\n    while True:\n        pass")),
        (
            "range",
            body("def upgrade():\n    for i in range(10**30):\n        op.execute(str(i))"),
        ),
        (
            "list of range",
            body("def upgrade():\n    x = list(range(10**12))\n    op.execute('x')"),
        ),
        (
            "recursion",
            body("def f(n):\n    return f(n + 1)\ndef upgrade():\n    f(0)"),
        ),
        (
            "mutual",
            body("f = lambda: g()\ng = lambda: f()\ndef upgrade():\n    f()"),
        ),
        (
            "doubling text",
            body("def upgrade():\n    s = 'x'\n    while True:\n        s += s"),
        ),
        ("text times", body("def upgrade():\n    op.execute('x' * 10**12)")),
        (
            "pad",
            body(
                "def upgrade():\n    op.execute('{:>999999999999}'.format('x') + '%99999999d' % 1 + f'{1:9999999999}')",
            ),
        ),
        (
            "join",
            body("def upgrade():\n    s = 'x' * 10000\n    s = s.join(s)\n    s = s.join(s)\n    op.execute(s)"),
        ),
        (
            "replace",
            body(
                "def upgrade():\n    s = 'x' * 100000\n    for i in range(100):\n        s = s.replace('x', 'xx')\n    op.execute(s)",
            ),
        ),
        (
            "doubling list",
            body("def upgrade():\n    x = [1]\n    while True:\n        x = x + x"),
        ),
        (
            "extend itself",
            body("def upgrade():\n    x = [1]\n    while True:\n        x.extend(x)"),
        ),
        (
            "walk what grows",
            body("def upgrade():\n    x = [1]\n    for i in x:\n        x.append(i)"),
        ),
        (
            "nested list",
            body("def upgrade():\n    x = []\n    while True:\n        x = [x]"),
        ),
        (
            "circle",
            body(
                "def upgrade():\n    x = []\n    x.append(x)\n    op.execute(x)\n    op.execute(str(x))\n    op.execute(x == x)",
            ),
        ),
        (
            "shared list",
            body(
                "def upgrade():\n    x = [1]\n    for i in range(60):\n        x = [x, x]\n    op.execute(x)\n    op.execute(str(x))",
            ),
        ),
        (
            "shared symbols",
            body(
                "def upgrade():\n    x = sa.func.f(1)\n    for i in range(60):\n        x = sa.func.f(x, x)\n    op.execute(x)",
            ),
        ),
        (
            "deep symbols",
            body(
                "def upgrade():\n    x = sa.func.f(1)\n    for i in range(10**6):\n        x = sa.func.f(x)\n    op.execute(x)",
            ),
        ),
        (
            "deep operators",
            body(
                "def upgrade():\n    x = sa.column('a')\n    for i in range(10**6):\n        x = x + 1\n    op.execute(x)",
            ),
        ),
        (
            "deep attributes",
            body("def upgrade():\n    x = sa.func.f(1)\n    while True:\n        x = x.y"),
        ),
        (
            "deep items",
            body("def upgrade():\n    x = sa.func.f(1)\n    while True:\n        x = x['y']"),
        ),
        (
            "deep names",
            body("def upgrade():\n    x = sa\n    while True:\n        x = x.y"),
        ),
        (
            "generator",
            body(
                "def g():\n    while True:\n        yield 1\ndef upgrade():\n    for x in g():\n        op.execute('x')",
            ),
        ),
        (
            "classes",
            body("def upgrade():\n    while True:\n        class A:\n            pass"),
        ),
        (
            "deep classes",
            body(
                "class A:\n    pass\ndef upgrade():\n    B = A\n    while True:\n        class B(B):\n            pass",
            ),
        ),
        (
            "bound methods",
            body(
                "class A:\n    def f(self):\n        pass\ndef upgrade():\n    x = A().f\n    while True:\n        x = x.__call__",
            ),
        ),
        (
            "power",
            body("def upgrade():\n    x = 10 ** 10 ** 10\n    y = 1 << 10 ** 9\n    op.execute(str(x))"),
        ),
        (
            "comprehension",
            body("def upgrade():\n    x = [a for a in range(10**6) for b in range(10**6)]"),
        ),
        (
            "sort",
            body("def upgrade():\n    x = list(range(100000))\n    while True:\n        x.sort()"),
        ),
        (
            "pop",
            body("def upgrade():\n    x = list(range(100000))\n    while True:\n        x.insert(0, x.pop(0))"),
        ),
        ("eval", body("def upgrade():\n    eval('upgrade()')")),
        (
            "property",
            body("class A:\n    @property\n    def x(self):\n        return self.x\ndef upgrade():\n    A().x"),
        ),
        (
            "deep sum",
            body(&format!("def upgrade():\n    x = {}", vec!["1"; 9_000].join(" + "))),
        ),
        ("deep brackets", body(&deep("[", "]", 199))),
        (
            "deep calls",
            body(&format!("f = lambda x: x\n{}", deep("f(", ")", 190))),
        ),
        ("deep not", body(&format!("x = {}1", "not ".repeat(9_000)))),
        ("deep strings", body(&format!("x = 'a'{}", ".upper()".repeat(4_000)))),
        (
            "many names",
            body(&format!("def upgrade():\n{}", "    x = 1; y = x\n".repeat(30_000))),
        ),
        (
            "one line",
            body(&format!("def upgrade(): {}", "op.f(1);".repeat(100_000))),
        ),
        (
            "imports itself",
            "from here import x\ndef upgrade():\n    x()\n".to_owned(),
        ),
        (
            "pattern",
            body("import re\ndef upgrade():\n    op.execute(re.sub('(a*)*b', '', 'a' * 10000))"),
        ),
    ]
}

/// Loops each round of which walks through something large: what is done, before the loop and in each round.
const EXPENSIVE_ROUNDS: [(&str, &str, &str); 28] = [
    (
        "twins",
        "a = (1,)\n    b = (1,)\n    for i in range(40): a = (a, a); b = (b, b)",
        "a == b",
    ),
    (
        "order",
        "a = [1]\n    b = [1]\n    for i in range(40): a = [a, a]; b = [b, b]",
        "a < b",
    ),
    ("keys", "a = (1,)\n    for i in range(19): a = (a,) * 40", "{a: 1}"),
    ("equal texts", "a = 'x' * 9000000\n    b = 'x' * 9000000", "a == b"),
    ("order of texts", "a = 'x' * 9000000\n    b = 'x' * 9000000", "a < b"),
    ("long key", "a = 'x' * 9000000\n    b = {a: 1}", "b[a]"),
    ("within", "a = 'x' * 9000000", "'y' in a"),
    ("many endings", "a = 'x'\n    b = ('y',) * 500000", "a.endswith(b)"),
    (
        "strip of many",
        "a = 'x' * 900000\n    b = 'y' * 900000 + 'x'",
        "a.strip(b)",
    ),
    ("values of a field", "a = ('x',) * 900000", "'%s %s' % a"),
    ("format", "a = '{:' + 'x' * 900000 + '}'", "a.format(1)"),
    ("long field", "a = '{' + 'x' * 900000 + '}'", "a.format(1)"),
    ("bytes", "a = ('x' * 900000).encode()", "a.decode()"),
    ("walk of bytes", "a = ('x' * 9000000).encode()", "any(a)"),
    ("encoding", "a = 'x' * 9000000", "a.encode()"),
    ("sorted", "a = ['x' * 90000] * 20000", "sorted(a)"),
    ("least", "a = ['x' * 900000] * 20000", "min(a)"),
    ("discard", "a = set(range(90000))", "a.discard(i); a.add(i)"),
    ("merge", "a = {i: i for i in range(9000)}", "{**a, **a}"),
    (
        "lines",
        "import textwrap\n    a = '\\n' * 9000000",
        "textwrap.dedent(a)",
    ),
    (
        "keys of JSON",
        "import json\n    a = [{'\\0' * 900000: 1}] * 1000",
        "json.dumps(a)",
    ),
    ("words", "a = 'x ' * 9000000", "a.split()"),
    ("long text sent", "a = 'x' * 900000", "op.execute(a)"),
    (
        "much sent",
        "a = sa.and_(*[sa.column('a') == j for j in range(9000)])",
        "op.execute(a)",
    ),
    ("operations", "pass", "op.execute('SELECT 1')"),
    (
        "columns",
        "pass",
        "op.add_column('t', sa.Column('a%d' % i, sa.Integer()))",
    ),
    ("unknown parts", "pass", "op.execute(open(str(i)))"),
    ("names", "a = 1", "del a; a = 1"),
];

/// The same where what is large is the source itself.
fn large_sources() -> Vec<(&'static str, String)> {
    let long = "x".repeat(200_000);
    let many = |each: &str, count: usize, between: &str| {
        let parts: Vec<String> = (0..count)
            .map(|number| each.replace('#', &number.to_string()))
            .collect();
        parts.join(between)
    };
    let rounds = |code: &str| body(&format!("def upgrade():\n    while True:\n{code}"));
    vec![
        ("bytes written", rounds(&format!("        a = b'{long}'"))),
        (
            "number written",
            rounds(&format!("        a = {}", "9".repeat(200_000))),
        ),
        (
            "long name",
            rounds(&format!("        try: {long}\n        except NameError: pass")),
        ),
        (
            "far on a line",
            rounds(&format!(
                "        a = 1 if 0 else op.f() if '{long}' else 0\n        op.f()"
            )),
        ),
        (
            "far behind others",
            rounds(&format!(
                "        a = ('{}', op.f())\n        op.f()",
                "ä".repeat(200_000)
            )),
        ),
        (
            "unread statement",
            rounds(&format!(
                "        if open('a'):\n{}",
                many("            b# = 1", 9_000, "\n")
            )),
        ),
        (
            "unread expression",
            body(&format!(
                "def upgrade():\n    while True:\n        a = open('a') and f({})",
                many("b#", 9_000, ", ")
            )),
        ),
        (
            "keywords",
            body(&format!(
                "def f({0}): pass\ndef upgrade():\n    while True:\n        f({0})",
                many("a#=1", 3_000, ", ")
            )),
        ),
        (
            "bases",
            body(&format!(
                "{}\ndef upgrade():\n    class B({}): pass",
                many("class A#: pass", 3_000, "\n"),
                many("A#", 3_000, ", ")
            )),
        ),
        (
            "numbers of members",
            body(&format!(
                "import enum\nclass E(enum.Enum):\n{}\ndef upgrade():\n    pass",
                many("    a# = enum.auto()", 20_000, "\n")
            )),
        ),
    ]
}

fn all() -> Vec<(&'static str, String)> {
    let rounds = EXPENSIVE_ROUNDS.map(|(name, before, round)| {
        let code =
            format!("def upgrade():\n    i = 0\n    {before}\n    while True:\n        i = i + 1\n        {round}");
        (name, body(&code))
    });
    hostile().into_iter().chain(rounds).chain(large_sources()).collect()
}

/// How long this thread has been running on a processor.
fn spent() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux counts it");
    let nanoseconds = text.split_whitespace().next().and_then(|number| number.parse().ok());
    Duration::from_nanos(nanoseconds.expect("it is a number"))
}

/// How long a body may take: a second. Without optimization everything takes many times as long.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 1 });

/// The most memory that this process used, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

#[test]
fn hostile_bodies_end_within_their_bounds() {
    let mut slow = Vec::new();
    for (name, text) in all() {
        let start = spent();
        let found = trace(&SourceText::new("p.py", text), Direction::Up);
        let took = spent().saturating_sub(start);
        println!(
            "{name}: {took:?}, {} lines, {:?}",
            found.lines.len(),
            found.opaque.first()
        );
        if took > LONGEST {
            slow.push(format!("{name}: {took:?}"));
        }
    }
    println!("{} MiB", peak() / 1024);
    assert!(slow.is_empty(), "{slow:?}");
    assert!(peak() < 600 << 10, "{} KiB", peak());
}

#[test]
fn damaged_files_end() {
    let count: usize = std::env::var("ONEHEAD_RUN_CASES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(300);
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/corpus");
    let files = python_files(&corpus);
    let mut seed = 7_u64;
    let mut roll = |sides: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).expect("31 bits fit") % sides.max(1)
    };
    for _ in 0..count {
        let path = &files[roll(files.len())];
        let bytes = std::fs::read(path).expect("the file is there");
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let mut lines: Vec<&str> = text.lines().collect();
        for _ in 0..=roll(4) {
            let (a, b) = (roll(lines.len()), roll(lines.len()));
            match roll(4) {
                0 if !lines.is_empty() => lines.swap(a, b),
                1 if !lines.is_empty() => drop(lines.remove(a)),
                2 if !lines.is_empty() => lines.insert(a, lines[b]),
                _ if !lines.is_empty() => {
                    let line = lines[a];
                    let cut = (0..=roll(line.len() + 1))
                        .rev()
                        .find(|at| line.is_char_boundary(*at))
                        .unwrap_or(0);
                    lines[a] = &line[..cut];
                }
                _ => {}
            }
        }
        let source = SourceText::new(path, lines.join("\n"));
        trace(&source, Direction::Up);
        trace(&source, Direction::Down);
    }
}
