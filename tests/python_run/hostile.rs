//! Files that mean harm, and real files with damage: every one ends within its bounds.

use std::path::Path;

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
    for (name, text) in hostile() {
        let start = std::time::Instant::now();
        let found = trace(&SourceText::new("p.py", text), Direction::Up);
        println!(
            "{name}: {:?}, {} lines, {:?}",
            start.elapsed(),
            found.lines.len(),
            found.opaque.first()
        );
    }
    println!("{} MiB", peak() / 1024);
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
