use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::*;

fn parse(text: &str) -> Result<Ini, ProjectError> {
    Ini::parse(&SourceText::new("/p/alembic.ini", text), Path::new("/p"))
}

fn get(ini: &Ini, key: &str) -> String {
    ini.get("alembic", key).expect("no error").expect("a value")
}

#[test]
fn values_are_those_of_configparser() {
    let ini = parse(
        "[DEFAULT]\nroot = /d\n[alembic]\n# a comment\nScript_Location: %(here)s/m  \nurl = a ; no comment # either\n\
         two =\n    one\n\n  ; a comment\n    two\npercent = 100%%\nrooted = %(ROOT)s/x\n",
    )
    .expect("it parses");
    assert_eq!(get(&ini, "script_location"), "/p/m");
    assert_eq!(get(&ini, "url"), "a ; no comment # either");
    assert_eq!(get(&ini, "two"), "\none\n\ntwo");
    assert_eq!(get(&ini, "percent"), "100%");
    assert_eq!(get(&ini, "rooted"), "/d/x");
    assert_eq!(ini.get("other", "root").expect("no error"), None);
}

#[test]
fn every_fault_names_its_line() {
    let line = |text: &str, key: &str| match parse(text).and_then(|ini| ini.get("alembic", key)) {
        Err(ProjectError::Invalid { line, .. }) => line,
        other => panic!("{text:?} gave {other:?}"),
    };
    assert_eq!(line("a = 1\n[alembic]\n", "a"), Some(1));
    assert_eq!(line("[alembic]\na = 1\nb\n", "a"), Some(3));
    assert_eq!(line("[alembic]\na = 1\n\nA : 2\n", "a"), Some(4));
    assert_eq!(line("[alembic]\n[x]\n[alembic]\n", "a"), Some(3));
    assert_eq!(line("[alembic]\nb = 1\na = 100%\n", "a"), Some(3));
    assert_eq!(line("[alembic]\na = %(gone)s\n", "a"), Some(2));
    assert_eq!(line("[alembic]\na = %(b)s\nb = %(a)s\n", "a"), Some(2));
    let message = parse("[alembic]\na = 1\nb\n").expect_err("no option").to_string();
    assert!(message.starts_with("/p/alembic.ini:3: "), "{message}");
}

#[test]
fn a_broken_value_stops_only_those_who_ask_for_it() {
    let ini = parse("[alembic]\nscript_location = m\nsqlalchemy.url = postgresql://u:p%40w@h/d\n").expect("it parses");
    assert_eq!(get(&ini, "script_location"), "m");
    assert!(ini.get("alembic", "sqlalchemy.url").is_err());
}

#[test]
fn references_that_multiply_end() {
    let mut text = "[alembic]\na0 = %%\n".to_owned();
    for n in 1..9 {
        let reference = format!("%(a{})s", n - 1);
        writeln!(text, "a{n} = {}", reference.repeat(200)).expect("a string");
    }
    let error = parse(&text)
        .expect("it parses")
        .get("alembic", "a8")
        .expect_err("too much");
    assert!(error.to_string().contains("too much"), "{error}");
}

/// Numbers that look random and are the same on every run (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).expect("below a usize")
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

fn random_ini(random: &mut Random) -> String {
    const INDENTS: [&str; 10] = ["", "", "", "", " ", "  ", "\t", "\t ", "\u{a0}", "\u{1c}"];
    const KEYS: [&str; 12] = ["a", "B", "b.c", "url", "here", "x y", "É", "a", "d", "e", "", "%(a)s"];
    const DELIMITERS: [&str; 8] = ["=", ":", " = ", " : ", "= ", "==", "", "\t=\t"];
    const WORDS: [&str; 22] = [
        "one",
        "two words",
        "%(a)s",
        "%(B)s",
        "%(here)s",
        "%%",
        "%",
        "%(",
        "%(x)",
        "%(url)s",
        "# x",
        "; y",
        "a = b",
        "[x]",
        "",
        " ",
        "\u{85}",
        "%(none)s",
        "é",
        "%(d)s",
        "%(e)s",
        "\\",
    ];
    const ENDS: [&str; 8] = ["\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", " \n"];
    const SECTIONS: [&str; 9] = [
        "[alembic]",
        "[DEFAULT]",
        "[x]",
        "[ y ]",
        "[a]b]",
        "[]",
        "[z] # x",
        "[alembic",
        "[w]",
    ];
    let mut text = String::new();
    if random.below(12) > 0 {
        text.push_str("[alembic]\n");
    }
    for _ in 0..random.below(9) {
        text.push_str(random.pick(&INDENTS));
        match random.below(12) {
            0 => text.push_str(random.pick(&SECTIONS)),
            1 => text.push_str(random.pick(&["# comment", "; comment", "#", ""])),
            2 | 3 => text.push_str(random.pick(&WORDS)),
            _ => {
                text.push_str(random.pick(&KEYS));
                text.push_str(random.pick(&DELIMITERS));
                for _ in 0..random.below(4) {
                    text.push_str(random.pick(&WORDS));
                }
            }
        }
        text.push_str(random.pick(&ENDS));
    }
    text
}

/// Reads inis as JSON strings, one a line; answers values by section and key, or null where Python raises.
const ORACLE: &str = r"
import configparser, io, json, sys
for line in sys.stdin:
    # Text files are read with universal newlines.
    text = json.loads(line).replace('\r\n', '\n').replace('\r', '\n')
    parser = configparser.ConfigParser({'here': '/p'})
    try:
        parser.read_file(io.StringIO(text))
    except configparser.Error:
        print('null')
        continue
    values = {}
    for section in parser.sections() + ['DEFAULT']:
        values[section] = {}
        for key in parser[section]:
            try:
                values[section][key] = parser.get(section, key)
            except configparser.Error:
                values[section][key] = None
    print(json.dumps(values, sort_keys=True))
";

fn ours(text: &str) -> serde_json::Value {
    let Ok(ini) = parse(text) else {
        return serde_json::Value::Null;
    };
    let sections = ini.sections().chain([DEFAULT]);
    let values = sections.map(|section| {
        let keys = ini.keys(section);
        let values = keys.map(|key| (key.to_owned(), ini.get(section, key).ok().flatten().into()));
        (section.to_owned(), serde_json::Value::Object(values.collect()))
    });
    serde_json::Value::Object(values.collect())
}

#[test]
fn random_files_read_as_python_reads_them() {
    let Some(python) = crate::project::env::oracle() else {
        return;
    };
    let mut random = Random(20);
    let texts: Vec<String> = (0..20_000).map(|_| random_ini(&mut random)).collect();
    let mut child = Command::new(python)
        .args(["-c", ORACLE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python runs");
    let input: String = texts
        .iter()
        .map(|text| serde_json::json!(text).to_string() + "\n")
        .collect();
    let mut stdin = child.stdin.take().expect("a pipe");
    let writing = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("python ends");
    writing.join().expect("no panic").expect("written");
    let answers: Vec<serde_json::Value> = String::from_utf8(output.stdout)
        .expect("UTF-8")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(answers.len(), texts.len());
    let mut read = 0;
    for (text, answer) in texts.iter().zip(answers) {
        assert_eq!(ours(text), answer, "{text:?}");
        read += usize::from(!answer.is_null());
    }
    assert!(read > 4_000, "only {read} files were readable at all");
}
