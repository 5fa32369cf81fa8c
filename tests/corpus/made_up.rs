//! Made-up sources: headers in many spellings, and real shapes with damage.

use proptest::prelude::*;
use proptest::sample::select;

/// A text literal in one of Python's spellings, of a text that may need care.
fn text() -> BoxedStrategy<String> {
    let plain = "[a-f0-9]{4,12}";
    prop_oneof![
        5 => plain.prop_map(|id| format!("'{id}'")),
        5 => plain.prop_map(|id| format!("\"{id}\"")),
        1 => (select(vec!["u", "U", "r", "R", ""]), plain).prop_map(|(prefix, id)| format!("{prefix}'{id}'")),
        1 => plain.prop_map(|id| format!("'''{id}'''")),
        1 => plain.prop_map(|id| format!("\"a\" 'b' \"{id}\"")),
        1 => plain.prop_map(|id| format!("('a' '{id}')")),
        1 => plain.prop_map(|id| format!("('{id}')")),
        1 => "[ -~äß]{0,8}".prop_map(|text| format!("{text:?}").replace("\\u{", "\\x20{")),
        1 => select(vec!["'\\x41'", "'\\u00e4'", "'a\\\nb'", "'\\N{DASH}'", "r'\\d'", "'\\101'", "'\\q'", "'#'", "'\\''"])
            .prop_map(str::to_owned),
        1 => select(vec!["b'a'", "f'a'", "f'{1}'", "12", "CONST", "OTHER", "revision", "str(1)", "'a' + 'b'", "NAMES"])
            .prop_map(str::to_owned),
    ]
    .boxed()
}

fn value() -> BoxedStrategy<String> {
    let gap = select(vec!["", " ", "\n    ", "  # note, 'it'\n", "\t"]);
    let items = prop::collection::vec((text(), gap.clone(), gap.clone()), 0..4);
    let many = (items, select(vec!["()", "[]", "{}"]), any::<bool>(), gap).prop_map(|(items, brackets, comma, gap)| {
        let inner: Vec<String> = items
            .iter()
            .map(|(text, before, behind)| format!("{before}{text}{behind}"))
            .collect();
        let comma = if comma && !inner.is_empty() { "," } else { "" };
        format!("{}{}{comma}{gap}{}", &brackets[..1], inner.join(","), &brackets[1..])
    });
    prop_oneof![
        4 => Just("None".to_owned()),
        6 => text(),
        4 => many,
        1 => (text(), text()).prop_map(|(a, b)| format!("{a}, {b}")),
        1 => Just("(None,)".to_owned()),
    ]
    .boxed()
}

fn assignment(name: &'static str) -> BoxedStrategy<String> {
    let annotation = select(vec![
        "",
        "",
        "",
        ": str",
        ": Union[str, None]",
        ": 'str | None'",
        " : Union[str,\n    None]",
        ": (str)",
    ]);
    let equals = select(vec![" = ", "=", "  =\t", " = \\\n  "]);
    let tail = select(vec!["", "", "", "  # a comment 'with' \"quotes\"", ";", " ; pass", " "]);
    (annotation, equals, value(), tail)
        .prop_map(move |(annotation, equals, value, tail)| format!("{name}{annotation}{equals}{value}{tail}"))
        .boxed()
}

/// Statements beside the header, most of them harmless, some binding its names in unusual ways.
fn beside() -> BoxedStrategy<String> {
    select(vec![
        "",
        "",
        "# revision = 'comment'",
        "\"\"\"\nrevision = 'text'\n\"\"\"",
        "from typing import Union",
        "import json as revision_tool, sys",
        "CONST = 'c0'",
        "OTHER = CONST",
        "NAMES = ('n1', 'n2')",
        "x = {'revision': 'a'}",
        "x = (\n'revision'\n)",
        "x = 1; y = 2",
        "def f():\n    revision = 'local'\n    return revision",
        "def upgrade():\n    pass\n",
        "def f(a=1, *, revision=None):\n\tpass",
        "class C:\n    revision = 'inner'\n    down_revision = 'inner'",
        "if True:\n    revision = 'maybe'",
        "if False: down_revision = 'never'",
        "try:\n    depends_on = 'tried'\nexcept Exception:\n    pass",
        "for revision in ('l1', 'l2'):\n    pass",
        "with open('/dev/null') as branch_labels:\n  pass",
        "revision, other = 'p1', 'p2'",
        "[revision] = ['l1']",
        "del revision",
        "(revision := 'w1')",
        "x = [depends_on := 'w2' for _ in 'a']",
        "x = [revision for revision in 'ab']",
        "revision += 'z'",
        "def g():\n    global revision\n    revision = 'g1'\ng()",
        "def g():\n    global down_revision\n    down_revision = 'g2'",
        "globals()['revision'] = 'by name'",
        "exec(\"revision = 'by exec'\")",
        "import os as revision",
        "def revision(): pass",
        "class depends_on: pass",
        "revision: str",
        "branch_labels = down_revision = None",
        "if isinstance(globals().get('depends_on'), list):\n    depends_on.append('more')",
        "def h(): globals().update(revision='h')\nh()",
        "f\"{(revision := 'f1')}\"",
        "match 1:\n    case revision:\n        pass",
        "__doc__ = 'another'",
        "ｒevision = 'wide'",
        "lambda: (revision := 'never')",
        "\x0c",
        "   ",
        "   # indented comment",
        "x = 'a' \\\n    'revision'",
        "NAMES = ['n3']\ndepends_on = NAMES\nNAMES.append('n4')",
        "depends_on = ['one']\nalso = depends_on\nalso += ['two']",
    ])
    .prop_map(str::to_owned)
    .boxed()
}

fn docstring() -> BoxedStrategy<String> {
    let text = "[ -!#-\\[\\]-~äöü\n]{0,60}";
    prop_oneof![
        2 => Just(String::new()),
        4 => text.prop_map(|text| format!("\"\"\"{text}\n\nRevises: x\nCreate Date: now\n\"\"\"\n")),
        1 => text.prop_map(|text| format!("r'''{}x'''  # c\n", text.replace('\'', ""))),
        1 => select(vec![
            "'one' 'two'\n", "('in brackets')\n", "'a\\nb'\n", "\"\"\"a\\\nb\"\"\"\n", "b'no'\n", "f'no'\n", "u'yes'\n",
            "'''\u{1c}\u{a0} padded \u{2003}'''\n", "'first'; 'second'\n", "'no'.strip()\n", "# c\n\n'late'\n", "\"\"\"\"quoted\\\" \"\"\"\n",
        ]).prop_map(str::to_owned),
    ]
    .boxed()
}

/// A module in which everything may be odd.
fn odd_module() -> BoxedStrategy<String> {
    let header = (
        prop::option::weighted(0.95, assignment("revision")),
        prop::option::weighted(0.95, assignment("down_revision")),
        prop::option::of(assignment("branch_labels")),
        prop::option::of(assignment("depends_on")),
    );
    let around = prop::collection::vec(beside(), 0..3);
    let line_end = select(vec!["\n", "\n", "\n", "\r\n", "\r"]);
    (
        docstring(),
        around,
        header,
        prop::collection::vec(beside(), 0..3),
        line_end,
        any::<bool>(),
    )
        .prop_map(|(doc, before, (a, b, c, d), behind, line_end, swap)| {
            let mut lines: Vec<String> = [a, b, c, d].into_iter().flatten().collect();
            if swap {
                lines.reverse();
            }
            let all: Vec<String> = before.into_iter().chain(lines).chain(behind).collect();
            let module = format!("{doc}{}\n", all.join("\n"));
            if line_end == "\n" {
                module
            } else {
                module.replace('\n', line_end)
            }
        })
        .boxed()
}

/// A module whose header is as plain as they come, with odd things around it.
fn plain_module() -> BoxedStrategy<String> {
    let around = || prop::collection::vec(beside(), 0..3);
    let more = select(vec![
        "",
        "branch_labels = None\n",
        "branch_labels = ('l',)\n",
        "depends_on = ['d']\n",
    ]);
    let line_end = select(vec!["\n", "\n", "\n", "\r\n"]);
    (around(), "[a-f0-9]{4}", more, around(), line_end)
        .prop_map(|(before, id, more, behind, line_end)| {
            let header = format!("revision = '{id}'\ndown_revision: str = \"x\"\n{more}");
            let module = format!("'''m'''\n{}\n{header}{}\n", before.join("\n"), behind.join("\n"));
            module.replace('\n', line_end)
        })
        .boxed()
}

/// A whole module.
pub fn module() -> BoxedStrategy<String> {
    prop_oneof![plain_module(), odd_module()].boxed()
}
