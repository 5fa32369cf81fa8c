//! What is read of whole files: plain, computed, damaged, hostile.

use proptest::prelude::*;

use crate::formats::{Body, Format};
use crate::revision::{Header, Reading};
use crate::text::SourceText;

use super::{Python, header, plain};

fn read(text: &str) -> Header {
    Python.header(&SourceText::new("versions/x.py", text))
}

fn id(header: &Header) -> &str {
    header.id.known().map_or("<unknown>", |id| id.as_str())
}

fn parents(header: &Header) -> Vec<&str> {
    match &header.parents {
        Reading::Known(parents, _) => parents.iter().map(|parent| parent.value.as_str()).collect(),
        Reading::Unknown(_) => vec!["<unknown>"],
    }
}

fn why<T>(reading: &Reading<T>) -> &str {
    reading.unknown().map_or("", |reason| &reason.text)
}

#[test]
fn files_are_chosen_by_name_as_alembic_chooses() {
    for name in ["a.py", "_x.py", ".hidden.py", "a b.py", ".py"] {
        assert!(Python.is_revision_file(name), "{name}");
    }
    for name in ["__init__.py", "__init__x.py", ".#a.py", "a.pyc", "a.txt", "a.py~"] {
        assert!(!Python.is_revision_file(name), "{name}");
    }
}

#[test]
fn unknown_parts_say_why() {
    let text = "from app import EXPAND, cli\nrevision = make()\ndown_revision = EXPAND\nbranch_labels = (cli.X,)\ndepends_on = f'{EXPAND}'\n";
    let header = read(text);
    assert_eq!(why(&header.id), "the call `make()` would have to run");
    assert_eq!(why(&header.parents), "`EXPAND` is imported from another module");
    assert_eq!(why(&header.labels), "`cli.X` comes from another module");
    assert_eq!(why(&header.depends_on), "`EXPAND` is imported from another module");
    let place = header.parents.place().expect("unknown things stand somewhere");
    assert_eq!((place.line, place.column), (3, 17));
    assert_eq!(header.damage, None);
}

#[test]
fn what_is_required_and_missing_is_unknown() {
    let header = read("revision = 'a'\n");
    assert_eq!(why(&header.parents), "no `down_revision` assignment");
    assert_eq!(header.labels, Reading::default());
    assert_eq!(why(&read("down_revision = None\n").id), "no `revision` assignment");
    let legacy = Python.header(&SourceText::new("/v/27c6a.py", "down_revision = None\n"));
    assert_eq!(id(&legacy), "27c6a");
    assert_eq!(
        why(&read("revision = 12\ndown_revision = None").id),
        "`12` is a number, not a text"
    );
    assert_eq!(parents(&read("revision = 'a'\ndown_revision = ()")), Vec::<&str>::new());
    assert_eq!(parents(&read("revision = 'a'\ndown_revision = ('b',)")), ["b"]);
}

#[test]
fn conditional_assignments_are_unknown_and_later_plain_ones_win() {
    let conditional = "revision = 'a'\ndown_revision = 'b'\nif x:\n    down_revision = 'c'\n";
    assert_eq!(
        why(&read(conditional).parents),
        "`down_revision` is assigned under a condition"
    );
    assert_eq!(parents(&read(&format!("{conditional}down_revision = 'd'\n"))), ["d"]);
}

#[test]
fn an_unknown_star_import_hides_only_what_is_not_assigned_after_it() {
    let header = read("from app.base import *\nrevision = 'a'\ndown_revision = 'b'\n");
    assert_eq!((id(&header), parents(&header)), ("a", vec!["b"]));
    assert_eq!(why(&header.labels), "`from app.base import *` may bring any name");
    let header = read("from sqlalchemy import *\nrevision = 'a'\ndown_revision = 'b'\n");
    assert_eq!(header.labels, Reading::default());
}

#[test]
fn python_2_bodies_leave_the_header_readable() {
    let text = "\"\"\"m\"\"\"\nrevision = 'a'\ndown_revision = 'b'\n\ndef upgrade():\n    print 'x'\n    exec 'y'\n";
    let header = read(text);
    assert_eq!((id(&header), parents(&header), &*header.doc), ("a", vec!["b"], "m"));
    // The plain scan does not judge bodies; what it hands on to the parser is marked.
    let header = read(&format!("{text}\n\nprint 'at the margin'\n"));
    assert_eq!((id(&header), parents(&header)), ("a", vec!["b"]));
    let damage = header.damage.expect("the file is not valid");
    assert_eq!(damage.place.line, 6, "{}", damage.text);
}

#[test]
fn conflict_markers_hide_what_they_touch_and_nothing_else() {
    let text = "\"\"\"m\n\nRevises: b\n\"\"\"\nrevision = 'a'\n<<<<<<< ours\ndown_revision = 'b'\n=======\ndown_revision = 'c'\n>>>>>>> theirs\nbranch_labels = None\n";
    let header = read(text);
    assert_eq!(id(&header), "a");
    assert_eq!(why(&header.parents), "`down_revision` stands between conflict markers");
    assert_eq!(header.parents.place().map(|place| place.line), Some(6));
    assert!(header.labels.known().is_some());
    assert_eq!(
        header.damage.map(|damage| damage.text).as_deref(),
        Some("the file holds conflict markers")
    );

    let both =
        "<<<<<<< a\nrevision = 'a'\ndown_revision = 'b'\n=======\nrevision = 'a'\ndown_revision = 'c'\n>>>>>>> b\n";
    let header = read(both);
    assert_eq!((id(&header), parents(&header)), ("<unknown>", vec!["<unknown>"]));

    let body = "revision = 'a'\ndown_revision = 'b'\ndef upgrade():\n<<<<<<< a\n    x()\n||||||| base\n    w()\n=======\n    y()\n>>>>>>> b\n";
    let header = read(body);
    assert_eq!((id(&header), parents(&header)), ("a", vec!["b"]));
    assert!(header.damage.is_some());

    let torn = "revision = 'a'\n<<<<<<< a\ndown_revision = 'b'\n";
    assert_eq!(id(&read(torn)), "<unknown>");
}

#[test]
fn half_typed_code_hides_the_header_only_where_it_touches_it() {
    let header = read(
        "revision = 'a'\ndown_revision = 'b'\n\ndef upgrade():\n    op.create_table('t',\n        sa.Column(\n\ndef downgrade():\n    pass\n",
    );
    assert_eq!((id(&header), parents(&header)), ("a", vec!["b"]));
    assert!(header.damage.is_some());
    let header = read("revision = 'a'\ndown_revision = \n\ndef upgrade():\n    pass\n");
    assert_eq!((id(&header), parents(&header)), ("a", vec!["<unknown>"]));
    let header = read("x = foo(\nrevision = 'a'\ndown_revision = 'b'\n");
    assert_eq!((id(&header), parents(&header)), ("<unknown>", vec!["<unknown>"]));
    let stray = "\"\"\"\n\"\"\"Add users\n\nrevision = 'quoted'\ndown_revision = 'q'\n\"\"\"\nrevision = 'a'\ndown_revision = 'b'\n";
    assert_eq!(id(&read(stray)), "<unknown>");
    let open = "\"\"\"never closed\nrevision = 'a'\ndown_revision = 'b'\n";
    assert_eq!(
        (id(&read(open)), parents(&read(open))),
        ("<unknown>", vec!["<unknown>"])
    );
}

#[test]
fn the_docstring_is_evaluated_and_stripped() {
    let header =
        read("'''  a\\tb\\\n c\r\nCreate Date: 2020-01-02\n\u{1c} '''\nrevision = 'a'\ndown_revision = None\n");
    assert_eq!(&*header.doc, "a\tb c\nCreate Date: 2020-01-02");
    assert_eq!(header.created.as_deref(), Some("2020-01-02"));
    assert_eq!(&*read("('a' 'b')\nrevision = 'x'\n").doc, "ab");
    assert_eq!(&*read("b'no'\n").doc, "");
    assert_eq!(&*read("'no'.strip()\n").doc, "");
}

#[test]
fn lists_that_may_have_changed_are_unknown() {
    let changed = read("revision = 'a'\ndown_revision = None\ndepends_on = ['x']\ndepends_on.append('y')\n");
    assert!(
        why(&changed.depends_on).contains("may be changed"),
        "{:?}",
        changed.depends_on
    );
    let aliased = read("D = ['x']\nrevision = 'a'\ndown_revision = None\ndepends_on = D\nD.append('y')\n");
    assert!(
        why(&aliased.depends_on).contains("may be changed"),
        "{:?}",
        aliased.depends_on
    );
    let kept = read("revision = 'a'\ndown_revision = None\ndepends_on = ['x']\n");
    assert!(kept.depends_on.known().is_some());
}

#[test]
fn too_much_is_refused_before_it_is_parsed() {
    let header = "revision = 'a'\ndown_revision = None\n";
    let cases = [
        format!("{header}x = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000)),
        format!("{header}x = {}1\n", "-".repeat(500_000)),
        format!("{header}x = {}y\n", "not ".repeat(200_000)),
        format!("{header}x = 1{}\n", "+1".repeat(400_000)),
        format!("{header}x = y{}\n", ".z".repeat(400_000)),
        format!("{header}x = y{}\n", "()".repeat(400_000)),
        format!("{header}x = 1{}\n", "**1".repeat(300_000)),
        format!("{header}x = {}1\n", "lambda:".repeat(100_000)),
        format!("{header}x = {}\n", "a if b else ".repeat(80_000)),
        format!("{header}x = {}{}\n", "f'{".repeat(10_000), "}'".repeat(10_000)),
        format!("{header}x = {}{}\n", "f'{x:{".repeat(10_000), "}}'".repeat(10_000)),
        format!(
            "{header}{}",
            (0..1_000)
                .map(|depth| " ".repeat(depth) + "if x:\n")
                .collect::<String>()
        ),
        format!("{header}x = '{}", "(".repeat(900_000)),
        format!("{header}print x = '\n{}", "(".repeat(900_000)),
        format!("{header}x = a{}\n", "[a".repeat(300_000)),
        format!("{header}try: pass\n{}", "except x: pass\n".repeat(60_000)),
        format!("{header}if x: pass\n{}", "elif x: pass\n".repeat(70_000)),
        format!("{header}x = {}\n", "'a' ".repeat(200_000)),
        format!("{header}{}", "a = b = ".repeat(100_000)),
        format!(
            "{header}x0 = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa'\n{}",
            ["x1 = x0 + x0\n", "x0 = x1 + x1\n"].concat().repeat(100)
        ),
        format!("{header}print x\n{}", "revision # revision\n".repeat(40_000)),
        format!("{header}print x\n{}", "<<<<<<< a\n".repeat(90_000)),
        format!("{header}depends_on = 'ä', {}", "'a', ".repeat(150_000)),
        format!("{header}depends_on = ('ä', {})", "'a', ".repeat(150_000)),
    ];
    for text in cases {
        let start = std::time::Instant::now();
        let source = SourceText::new("x.py", text.as_str());
        let _header = header::read_syntax(&source);
        let _header = Python.header(&source);
        let _bodies = Python.bodies(&source);
        let shown: String = text.chars().skip(36).take(30).collect();
        assert!(start.elapsed().as_secs() < 60, "{shown}: {:?}", start.elapsed());
    }
    let deep = format!("{header}x = {}1{}\n", "[".repeat(300), "]".repeat(300));
    assert_eq!(why(&read(&deep).id), "more than 200 brackets are open at once");
}

fn bodies(text: &str) -> (Body, Body) {
    let bodies = Python.bodies(&SourceText::new("x.py", text));
    (bodies.upgrade, bodies.downgrade)
}

fn kind(body: &Body) -> &'static str {
    match body {
        Body::Missing => "missing",
        Body::Empty(_) => "empty",
        Body::Raises(_) => "raises",
        Body::Present(_) => "present",
        Body::Unknown(_) => "unknown",
    }
}

#[test]
fn bodies_are_told_apart() {
    for (body, expected) in [
        ("def downgrade(): pass", "empty"),
        ("def downgrade() -> None:\n    '''Nothing.'''\n    ...", "empty"),
        (
            "def downgrade():\n    'x'\n    logger.info('%s', str(x))\n    print('no')\n    return None",
            "empty",
        ),
        (
            "def downgrade():\n    logging.getLogger(__name__).warning('no')",
            "empty",
        ),
        ("def downgrade():\n    connection = op.get_bind()  # noqa", "empty"),
        (
            "def downgrade():\n    connection = op.get_bind()\n    connection.execute(x)",
            "present",
        ),
        ("def downgrade():\n    made = op.create_table('x')", "present"),
        ("def downgrade():\n    x.y = op.get_bind()", "present"),
        ("def downgrade():\n    print(op.execute('x'))", "present"),
        (
            "def downgrade():\n    'x'\n    raise NotImplementedError('no')",
            "raises",
        ),
        ("def downgrade():\n    raise\n    op.f()", "raises"),
        ("def downgrade():\n    return\n    op.f()", "empty"),
        ("def downgrade():\n    return op.f()", "present"),
        ("def downgrade():\n    if x:\n        raise E", "present"),
        ("async def downgrade(): pass", "unknown"),
        ("@wrapped\ndef downgrade(): pass", "unknown"),
        ("@wrapped\ndef downgrade(): op.f()", "present"),
        ("from x import downgrade", "unknown"),
        ("from x import *", "unknown"),
        ("from sqlalchemy import *", "missing"),
        ("if x:\n    def downgrade(): pass", "unknown"),
        ("def undo(): pass\ndowngrade = undo", "empty"),
        ("downgrade = lambda: None", "empty"),
        ("downgrade = make()", "unknown"),
        ("def downgrade(): op.f()\ndef downgrade(): pass", "empty"),
        (
            "def downgrade(e):\n    globals()['downgrade_%s' % e]()\ndef downgrade_a(): pass\ndef downgrade_b(): pass",
            "empty",
        ),
        (
            "def downgrade(e):\n    globals()[f'downgrade_{e}']()\ndef downgrade_a(): pass\ndef downgrade_b(): f()",
            "present",
        ),
        (
            "def downgrade(e):\n    eval('downgrade_%s' % e)()\ndef downgrade_a(): raise X",
            "raises",
        ),
        ("x = (", "unknown"),
        ("", "missing"),
    ] {
        let (upgrade, downgrade) = bodies(&format!("{body}\n"));
        assert_eq!(kind(&downgrade), expected, "{body}");
        assert!(matches!(kind(&upgrade), "missing" | "unknown"), "{body}");
    }
    let place = bodies("x = 1\ndef upgrade(): f()\n")
        .0
        .place()
        .expect("stands somewhere");
    assert_eq!((place.line, place.column), (2, 5));
}

#[test]
fn comments_are_listed_with_their_places() {
    let text = "#!/usr/bin/env python\nx = '# no'  # onehead: allow OH101\n\ndef f():\n    y = f\"{'#'}\"  ## two\n    '''\n# no\n'''\n";
    let source = SourceText::new("x.py", text);
    let comments = Python.comments(&source);
    let shown: Vec<(&str, u32, u32)> = comments
        .iter()
        .map(|comment| (&*comment.value, comment.place.line, comment.place.column))
        .collect();
    assert_eq!(
        shown,
        [
            ("!/usr/bin/env python", 1, 1),
            ("onehead: allow OH101", 2, 13),
            ("two", 5, 19)
        ]
    );
    let broken = SourceText::new("x.py", format!("{text}x = 'open # no\n# yes\n"));
    assert_eq!(
        Python.comments(&broken).last().map(|comment| &*comment.value),
        Some("yes")
    );
}

#[test]
fn the_revises_line_is_found_where_it_can_be_replaced() {
    let revises = |text: &str| {
        let source = SourceText::new("x.py", text);
        let found = Python.revises(&source)?;
        assert_eq!(source.slice(found.place.span), &*found.value);
        Some((found.value.to_string(), found.place.line, found.place.column))
    };
    assert_eq!(
        revises("\"\"\"m\n\nRevises: a, b \nx\n\"\"\""),
        Some(("a, b".to_owned(), 3, 10))
    );
    assert_eq!(revises("\"\"\"m\r\nRevises:\r\n\"\"\""), Some((String::new(), 2, 9)));
    assert_eq!(revises("r'''m\\d\nRevises: a'''"), Some(("a".to_owned(), 2, 10)));
    assert_eq!(revises("'''m\\d\nRevises: a'''"), None);
    assert_eq!(revises("'''m\n''' 'Revises: a'"), None);
    assert_eq!(revises("'''m'''\n# Revises: a"), None);
}

/// A plain file to damage.
const REAL: &str = include_str!("script.py.mako");

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(source) = SourceText::decode("x.py", &bytes) {
            let _read = (Python.header(&source), Python.bodies(&source), Python.comments(&source), Python.revises(&source));
        }
    }

    #[test]
    fn nothing_panics_on_pieces_of_python(pieces in prop::collection::vec(prop::sample::select(vec![
        "revision", "down_revision", " = ", ": str", "'", "\"", "\"\"\"", "'a'", "(", ")", "[", "]", "{", "}", ",", "\n", "\r\n", "\r", "    ",
        "\\", "#", "f'", "f\"{", "{{", "r", "b", "u", "if x:", "def f():", "class A:", "import ", "from x import *", "<<<<<<< a\n", "=======\n",
        ">>>>>>> b\n", "|||||||\n", "ä", "\u{feff}", "\0", "\t", "\x0c", ":", ";", "lambda", "=", "None", "global revision", "@", "\u{2028}", "1", ".", "*",
    ]), 0..60)) {
        let source = SourceText::new("x.py", pieces.concat());
        let _read = (Python.header(&source), Python.bodies(&source), Python.comments(&source), Python.revises(&source));
        if let Some(parts) = plain::read(source.text()) {
            let mut slow = header::read_syntax(&source);
            // Bodies that are not valid Python are for the parser to find.
            if slow.damage.take().is_none() {
                prop_assert_eq!(parts, slow);
            }
        }
    }

    #[test]
    fn nothing_panics_on_mutated_files(cut in 0usize..700, length in 0usize..40, insert in "[ -~\n]{0,6}") {
        let mut text = REAL.replace("${repr(down_revision)}", "('a', 'b')").replace("${repr(up_revision)}", "'r'");
        let start = text.floor_char_boundary(cut.min(text.len()));
        let end = text.floor_char_boundary((start + length).min(text.len()));
        text.replace_range(start..end, &insert);
        let source = SourceText::new("x.py", text);
        let _read = (Python.header(&source), Python.bodies(&source), Python.comments(&source), Python.revises(&source));
    }
}
