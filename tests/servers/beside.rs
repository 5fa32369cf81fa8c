//! onehead and Alembic in turns on the same database: nothing drifts (faults T6, T29).

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use onehead::dialect::Dialect;
use serde_json::{Value, json};

use crate::server::{BOTH, Database, figure};

/// Alembic, in one process for many commands.
pub struct Alembic {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    child: Child,
}

impl Alembic {
    pub fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = std::env::var_os("ONEHEAD_PYTHON").map_or_else(|| root.join(".cache/venv/bin/python"), Into::into);
        let mut child = Command::new(python)
            .args(["-W", "ignore"])
            .arg(root.join("tests/servers/alembic_oracle.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("run tests/setup-venv.sh first");
        Self {
            input: child.stdin.take().expect("piped"),
            output: BufReader::new(child.stdout.take().expect("piped")),
            child,
        }
    }

    pub fn ask(&mut self, request: &Value) -> Value {
        writeln!(self.input, "{request}").expect("it listens");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("it answers");
        serde_json::from_str(&line).expect("JSON")
    }
}

impl Drop for Alembic {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const ENV: &str = "from alembic import context\n\
    from sqlalchemy import create_engine, pool\n\
    engine = create_engine(context.config.get_main_option('sqlalchemy.url'), poolclass=pool.NullPool)\n\
    with engine.connect() as connection:\n    \
        context.configure(connection=connection)\n    \
        with context.begin_transaction():\n        \
            context.run_migrations()\n";

/// Dice that fall the same way each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }
}

/// The same graph as `.sql` revisions in `ours` and as Alembic's scripts in `theirs`; answers the ids.
fn graph(folder: &Path, dice: &mut Dice) -> Vec<String> {
    for name in ["ours/versions", "theirs/versions"] {
        fs::create_dir_all(folder.join(name)).expect("made");
    }
    fs::write(folder.join("theirs/env.py"), ENV).expect("written");
    fs::write(folder.join("onehead.toml"), "kind = 'sql'\nscript_location = 'ours'\n").expect("written");
    let count = 3 + dice.roll(6);
    let ids: Vec<String> = (0..count).map(|number| format!("r{number}")).collect();
    for (number, id) in ids.iter().enumerate() {
        let mut parents: Vec<&str> = Vec::new();
        if number > 0 && dice.roll(8) > 0 {
            parents.push(&ids[number - 1 - dice.roll(number.min(2))]);
            if number > 2 && dice.roll(3) == 0 {
                let other = ids[dice.roll(number)].as_str();
                if !parents.contains(&other) {
                    parents.push(other);
                }
            }
        }
        let up = format!("CREATE TABLE t_{id} (x INTEGER)");
        let down = format!("DROP TABLE t_{id}");
        let sql = format!(
            "-- revision: {id}\n-- down_revision: {}\n\n-- onehead: upgrade\n{up};\n\n-- onehead: downgrade\n{down};\n",
            parents.join(", ")
        );
        fs::write(folder.join(format!("ours/versions/{id}.sql")), sql).expect("written");
        let mut python = String::from("from alembic import op\n");
        let tuple = match parents.as_slice() {
            [] => "None".to_owned(),
            [one] => format!("'{one}'"),
            more => format!(
                "({})",
                more.iter().map(|id| format!("'{id}'")).collect::<Vec<_>>().join(", ")
            ),
        };
        write!(
            python,
            "revision = '{id}'\ndown_revision = {tuple}\ndef upgrade():\n    op.execute('{up}')\ndef downgrade():\n    op.execute('{down}')\n"
        )
        .expect("a string");
        fs::write(folder.join(format!("theirs/versions/{id}.py")), python).expect("written");
    }
    ids
}

fn onehead(folder: &Path, url: &str, action: &str, target: &str) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_onehead"))
        .args([action, target, "--database", url])
        .current_dir(folder)
        .env_clear()
        .output()
        .expect("starts");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

enum Store {
    File(std::path::PathBuf),
    Server(Database),
}

impl Store {
    fn url(&self) -> String {
        match self {
            Self::File(path) => format!("sqlite:///{}", path.display()),
            Self::Server(database) => database
                .url()
                .replace("?sslmode=disable", "")
                .replace("?ssl_disabled=true", ""),
        }
    }
}

#[test]
fn in_turns_with_alembic_nothing_drifts() {
    let mut alembic = Alembic::start();
    let mut dice = Dice(20_261_124);
    for number in 0..figure(12, 500) {
        let folder = tempfile::tempdir().expect("a folder");
        let ids = graph(folder.path(), &mut dice);
        let store = |name: &str| match number % 3 {
            0 => Store::File(folder.path().join(name)),
            1 => Store::Server(Database::fresh(BOTH[0])),
            _ => Store::Server(Database::fresh(BOTH[1])),
        };
        let (shared, twin) = (store("shared.db"), store("twin.db"));
        let theirs = folder.path().join("theirs").display().to_string();
        for _ in 0..6 {
            let id = ids[dice.roll(ids.len())].clone();
            let (action, target) = match dice.roll(7) {
                0 | 1 => ("upgrade", "heads".to_owned()),
                2 | 3 => ("upgrade", id),
                4 => ("downgrade", "base".to_owned()),
                5 => ("downgrade", id),
                _ => ("stamp", id),
            };
            let ask = |url: String| json!({"directory": theirs, "url": url, "action": action, "target": target});
            let wanted = alembic.ask(&ask(twin.url()));
            let (found, how) = if dice.roll(2) == 0 {
                (alembic.ask(&ask(shared.url())), "alembic".to_owned())
            } else {
                let (fine, said) = onehead(folder.path(), &shared.url(), action, &target);
                let mut found = alembic.ask(&json!({"url": shared.url()}));
                if !fine {
                    found["error"] = json!("failed");
                }
                (found, said)
            };
            let context = format!("graph {number}, {action} {target}: {how}");
            assert_eq!(
                found["error"].is_null(),
                wanted["error"].is_null(),
                "{context} {}",
                wanted["error"]
            );
            assert_eq!(found["rows"], wanted["rows"], "{context}");
            assert_eq!(found["tables"], wanted["tables"], "{context}");
        }
    }
}

/// While onehead holds a revision's transaction, Alembic waits and then fails with nothing applied, or has nothing to
/// do; and the other way round.
#[test]
fn alembic_at_the_same_time_applies_nothing_twice() {
    for number in 0..figure(3, 20) {
        let folder = tempfile::tempdir().expect("a folder");
        graph(folder.path(), &mut Dice(7));
        let database = Database::fresh(Dialect::PostgreSql);
        for name in ["ours/versions", "theirs/versions"] {
            fs::remove_dir_all(folder.path().join(name)).expect("removed");
            fs::create_dir_all(folder.path().join(name)).expect("made");
        }
        let body = "CREATE TABLE IF NOT EXISTS t (x INTEGER); INSERT INTO t VALUES (1); SELECT pg_sleep(0.3)";
        let sql =
            format!("-- revision: a\n-- down_revision:\n\n-- onehead: upgrade\n{body};\n\n-- onehead: downgrade\n");
        fs::write(folder.path().join("ours/versions/a.sql"), sql).expect("written");
        let python = format!(
            "from alembic import op\nrevision = 'a'\ndown_revision = None\ndef upgrade():\n    op.execute('{body}')\n"
        );
        fs::write(folder.path().join("theirs/versions/a.py"), python).expect("written");
        let url = database.url();
        let first = std::thread::spawn({
            let (folder, url) = (folder.path().to_owned(), url.clone());
            move || onehead(&folder, &url, "upgrade", "head")
        });
        let mut alembic = Alembic::start();
        if number % 2 == 0 {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let theirs = folder.path().join("theirs").display().to_string();
        let plain = url.replace("?sslmode=disable", "");
        let answer = alembic.ask(&json!({"directory": theirs, "url": plain, "action": "upgrade", "target": "head"}));
        let (ours, said) = first.join().expect("no panic");
        assert_eq!(database.sql("SELECT count(*) FROM t"), "1", "{said} {answer}");
        assert_eq!(database.sql("SELECT version_num FROM alembic_version"), "a");
        assert!(ours || answer["error"].is_null(), "one of them did it: {said} {answer}");
    }
}
