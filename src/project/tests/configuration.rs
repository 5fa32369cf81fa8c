//! Whole configurations against live Alembic.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::project::{Environment, Request, discover};
use crate::sources::WorkTree;

/// Reads `{"cwd", "section"}` as JSON, one a line; answers what Alembic makes of the files there, or null.
const ORACLE: &str = r"
import importlib, json, os, sys, warnings
warnings.simplefilter('ignore')
from alembic.config import Config
from alembic.script import ScriptDirectory
for line in sys.stdin:
    asked = json.loads(line)
    os.chdir(asked['cwd'])
    # A package of the folder before.
    sys.modules.pop('a', None)
    importlib.invalidate_caches()
    try:
        config = Config('alembic.ini', 'pyproject.toml', ini_section=asked['section'])
        scripts = ScriptDirectory.from_config(config)
        print(json.dumps({
            'directory': os.path.abspath(scripts.dir),
            # An empty entry means the working directory there; we drop it.
            'locations': [path for path in map(os.path.normpath, map(str, scripts._version_locations))
                          if path != asked['cwd']],
            'recursive': scripts.recursive_version_locations,
            'template': scripts.file_template,
            'length': scripts.truncate_slug_length,
            'timezone': scripts.timezone or None,
            'hooks': [hook['_hook_name'] for hook in scripts.hooks],
        }))
    except Exception as error:
        print('null')
        print(asked, repr(error), file=sys.stderr)
";

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

const LOCATIONS: [&str; 6] = ["%(here)s/m", "m", "./m/../m", "none", "%(here)s/../p/m", "%(there)s"];

fn ini(random: &mut Random) -> String {
    let mut text = String::new();
    for section in ["[alembic]\n", "[other]\n"] {
        if random.below(8) == 0 {
            continue;
        }
        text.push_str(section);
        let mut line = |key: &str, values: &[&str], odds: usize| {
            if random.below(odds) == 0 {
                writeln!(text, "{key} = {}", random.pick(values)).expect("a string");
            }
        };
        line("script_location", &LOCATIONS, 2);
        let folders = [
            "a b",
            "a,b",
            "a, b",
            "a:b",
            "a;b",
            "%(here)s/a:%(here)s/b",
            "a\n  b",
            "a",
            "",
            "a :b",
            "a  b,",
            "%",
        ];
        line("version_locations", &folders, 2);
        line("path_separator", &["os", ":", ";", "space", "newline", "comma", ""], 3);
        line("version_path_separator", &["os", "space", "x"], 5);
        line("recursive_version_locations", &["true", "True", "yes", "false"], 4);
        line("file_template", &["%%(rev)s", "%(rev)s", "%%(year)d_%%(slug)s", "x"], 4);
        line("truncate_slug_length", &["20", "0", "x", " 7 "], 4);
        line("timezone", &["UTC", ""], 4);
    }
    if random.below(6) == 0 {
        text.push_str("[post_write_hooks]\n");
        text.push_str(random.pick(&["hooks = one, two\none.type = exec\n", "hooks = one two\n", "x = 1\n"]));
    }
    text
}

fn toml(random: &mut Random) -> String {
    let mut text = String::from("[tool.alembic]\n");
    let mut line = |key: &str, values: &[&str], odds: usize| {
        if random.below(odds) == 0 {
            writeln!(text, "{key} = {}", random.pick(values)).expect("a string");
        }
    };
    line(
        "script_location",
        &["\"%(here)s/m\"", "\"m\"", "\"%(x)s\"", "\"100%\"", "\"m%%\""],
        2,
    );
    line(
        "version_locations",
        &["[\"a\", \"%(here)s/b\"]", "[\"a\"]", "[\"%\"]", "[]"],
        3,
    );
    line("recursive_version_locations", &["true", "false", "\"true\""], 4);
    line("file_template", &["\"%%(rev)s\"", "\"x\""], 4);
    line("truncate_slug_length", &["20", "\"30\"", "0"], 4);
    line("timezone", &["\"UTC\""], 4);
    line("post_write_hooks", &["[{name = \"ruff\", type = \"exec\"}]", "[]"], 5);
    text
}

fn ours(folder: &Path, section: &str) -> Value {
    let request = Request {
        directory: folder.to_path_buf(),
        configs: [folder.join("alembic.ini"), folder.join("pyproject.toml")]
            .into_iter()
            .filter(|p| p.exists())
            .collect(),
        section: Some(section.to_owned()),
        project: None,
        root: None,
    };
    let Ok(project) = discover(&WorkTree, &request, &Environment::default()) else {
        return Value::Null;
    };
    json!({
        "directory": project.directory,
        "locations": project.version_locations,
        "recursive": project.recursive,
        "template": project.naming.file_template,
        "length": project.naming.truncate_slug_length,
        "timezone": project.naming.timezone,
        "hooks": project.post_write_hooks,
    })
}

#[test]
fn random_configurations_mean_what_alembic_means() {
    let Some(python) = super::super::env::oracle() else {
        return;
    };
    let scratch = tempfile::tempdir().expect("a folder");
    let scratch = scratch.path().canonicalize().expect("it exists");
    let mut random = Random(7);
    let mut asked = Vec::new();
    for n in 0..200 {
        let folder = scratch.join(n.to_string()).join("p");
        for below in ["m/versions", "a", "b"] {
            fs::create_dir_all(folder.join(below)).expect("folders");
        }
        if random.below(6) > 0 {
            fs::write(folder.join("alembic.ini"), ini(&mut random)).expect("a file");
        }
        if random.below(3) == 0 {
            fs::write(folder.join("pyproject.toml"), toml(&mut random)).expect("a file");
        }
        asked.push((folder, random.pick(&["alembic", "alembic", "other"]).to_owned()));
    }
    let mut child = Command::new(python)
        .args(["-c", ORACLE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("python runs");
    let lines: String = asked
        .iter()
        .map(|(cwd, section)| json!({"cwd": cwd, "section": section}).to_string() + "\n")
        .collect();
    let mut stdin = child.stdin.take().expect("a pipe");
    let writing = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("python ends");
    writing.join().expect("no panic").expect("written");
    let answers: Vec<Value> = String::from_utf8(output.stdout)
        .expect("UTF-8")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(answers.len(), asked.len());
    let mut understood = 0;
    for ((folder, section), answer) in asked.iter().zip(answers) {
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
        let files = || format!("{}\n---\n{}", read("alembic.ini"), read("pyproject.toml"));
        assert_eq!(ours(folder, section), answer, "[{section}] {}", files());
        understood += usize::from(!answer.is_null());
    }
    assert!(understood > 20, "only {understood} configurations were understood");
}
