//! What applying does to a database and prints as SQL: a `.sql` project beside the same history as Alembic scripts.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::dice::Dice;
use super::graphs::{self, Written};
use super::oracle::{Oracle, Told};
use super::ours;
use super::queries::Names;

/// The same history twice.
struct Twins {
    alembic: PathBuf,
    sql: PathBuf,
}

/// What a database holds: the version rows, sorted, and what the revisions wrote, in order.
#[derive(Debug, Default, PartialEq, Eq)]
struct State {
    rows: Vec<String>,
    log: Vec<String>,
}

/// What was compared.
#[derive(Debug, Default)]
struct Tally {
    done: usize,
    refused: usize,
    crashed: usize,
    steps: usize,
    scripts: usize,
    /// Scripts in which Alembic's hash seed chose among the version rows.
    by_hash: usize,
    /// Merges taken back that Alembic does not step over.
    over_merges: usize,
}

impl Tally {
    fn count(&mut self, told: &Told) {
        match (told.ok, &told.crash) {
            (true, _) => self.done += 1,
            (false, None) => self.refused += 1,
            (false, Some(_)) => self.crashed += 1,
        }
    }
}

#[test]
fn upgrade_downgrade_and_stamp_do_to_a_database_what_alembic_does() {
    let seeds = super::seeds(30);
    println!("histories {seeds:?}");
    let mut oracle = Oracle::start();
    let mut tally = Tally::default();
    let mut found = Vec::new();
    for seed in seeds.clone() {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path().canonicalize().expect("there");
        let mut dice = Dice::new(seed);
        let mut nodes = graphs::history(&mut dice, 12);
        without_spaces(&mut nodes);
        graphs::drop_redundant_dependencies(&mut nodes);
        let twins = write(&root, &nodes, &mut dice);
        let names = Names::of(&nodes);
        let walked = walk(&twins, &names, (&mut dice, &mut oracle), &mut tally);
        let difference = walked.and_then(|()| scripts(&twins, &names, (&mut dice, &mut oracle), &mut tally));
        if let Err(difference) = difference {
            found.push(format!(
                "ONEHEAD_SEED={seed} ONEHEAD_GRAPHS=1, kept in {}\n{difference}",
                root.display()
            ));
            let _ = temp.keep();
        }
    }
    println!("{tally:?}");
    let shown: Vec<&str> = found.iter().take(5).map(String::as_str).collect();
    assert!(
        found.is_empty(),
        "{} histories differ:\n\n{}",
        found.len(),
        shown.join("\n\n")
    );
    assert!(
        seeds.clone().count() < 20 || (tally.steps > 3 * seeds.count() && tally.refused > 0 && tally.scripts > 30),
        "hardly anything was compared: {tally:?}"
    );
}

/// A `.sql` header has no way to write a label with a space.
fn without_spaces(nodes: &mut [Written]) {
    for node in nodes {
        for name in node.labels.iter_mut().chain(&mut node.depends_on) {
            *name = name.replace(' ', "_");
        }
    }
}

fn write(root: &Path, nodes: &[Written], dice: &mut Dice) -> Twins {
    let twins = Twins {
        alembic: root.join("alembic"),
        sql: root.join("sql"),
    };
    for project in [&twins.alembic, &twins.sql] {
        fs::create_dir_all(project.join("migrations/versions")).expect("made");
    }
    let ini = [
        ("alembic", "sqlite:///tasks.db"),
        ("postgresql", "postgresql://h/d"),
        ("mysql", "mysql+pymysql://h/d"),
    ]
    .map(|(name, url)| format!("[{name}]\nscript_location = migrations\nsqlalchemy.url = {url}\n"));
    fs::write(twins.alembic.join("alembic.ini"), ini.concat()).expect("written");
    let env = include_str!("../alembic/project_env.py");
    fs::write(twins.alembic.join("migrations/env.py"), env).expect("written");
    let settings = "kind = 'sql'\nscript_location = 'migrations'\nurl = 'sqlite:///tasks.db'\n";
    fs::write(twins.sql.join("onehead.toml"), settings).expect("written");
    for (number, node) in nodes.iter().enumerate() {
        let name = match dice.below(3) {
            0 => format!("{number:03}"),
            1 => node.id.clone(),
            _ => format!("{:04x}_{}", dice.below(1 << 16), node.id),
        };
        let [up, down] = ["up", "down"].map(|way| body(way, &node.id, dice));
        let path = |project: &Path, kind: &str| project.join(format!("migrations/versions/{name}.{kind}"));
        fs::write(path(&twins.alembic, "py"), python(node, &up, &down)).expect("written");
        fs::write(path(&twins.sql, "sql"), sql(node, &up, &down)).expect("written");
    }
    twins
}

fn body(way: &str, id: &str, dice: &mut Dice) -> Vec<String> {
    let log = |what: &str| format!("INSERT INTO log (what) VALUES ('{way} {id}{what}')");
    match dice.below(6) {
        0 => Vec::new(),
        1 => vec![log(" one"), log(" two")],
        2 => vec![
            format!("UPDATE log\n   SET what = what\n WHERE what = 'it''s; {way}'"),
            log(""),
        ],
        _ => vec![log("")],
    }
}

fn python(node: &Written, up: &[String], down: &[String]) -> String {
    let list = |names: &[String]| names.iter().map(|name| format!("{name:?}, ")).collect::<String>();
    let body = |statements: &[String]| {
        let lines = statements
            .iter()
            .map(|text| format!("    op.execute(\"\"\"{text}\"\"\")\n"));
        "    pass\n".to_owned() + &lines.collect::<String>()
    };
    format!(
        "\"\"\"message\"\"\"\nfrom alembic import op\n\nrevision = {:?}\ndown_revision = ({})\nbranch_labels = ({})\n\
         depends_on = ({})\n\n\ndef upgrade():\n{}\n\ndef downgrade():\n{}",
        node.id,
        list(&node.parents),
        list(&node.labels),
        list(&node.depends_on),
        body(up),
        body(down),
    )
}

fn sql(node: &Written, up: &[String], down: &[String]) -> String {
    let body = |statements: &[String]| statements.iter().map(|text| format!("{text};\n\n")).collect::<String>();
    let mut text = format!(
        "-- revision: {}\n-- down_revision: {}\n",
        node.id,
        node.parents.join(", ")
    );
    for (name, values) in [("branch_labels", &node.labels), ("depends_on", &node.depends_on)] {
        if !values.is_empty() {
            text.push_str(&format!("-- {name}: {}\n", values.join(", ")));
        }
    }
    format!(
        "{text}-- message: message\n\n-- onehead: upgrade\n{}-- onehead: downgrade\n{}",
        body(up),
        body(down)
    )
}

/// Some commands in a row; the databases are compared after each.
fn walk(
    twins: &Twins,
    names: &Names<'_>,
    (dice, oracle): (&mut Dice, &mut Oracle),
    tally: &mut Tally,
) -> Result<(), String> {
    for project in [&twins.alembic, &twins.sql] {
        let create = "CREATE TABLE log (number INTEGER PRIMARY KEY, what TEXT)";
        oracle.execute(&project.join("tasks.db"), &[create]);
    }
    let mut before = State::default();
    let mut told = Vec::new();
    for _ in 0..4 + dice.below(8) {
        let run = command(names, dice);
        told.push(run.clone());
        oracle.ask(&twins.alembic, std::slice::from_ref(&run));
        let ours = ours::run(&twins.sql, &run);
        let theirs = oracle.answers::<Vec<Told>>().remove(0);
        tally.count(&theirs);
        let (mine, other) = (state(&twins.sql, oracle), state(&twins.alembic, oracle));
        let same = (ours.code == Some(0)) == theirs.ok && matches!(ours.code, Some(0..=6)) && mine == other;
        if !same {
            // Where Alembic's own bookkeeping falls over, there is nothing to compare with, and nothing to go on from.
            if theirs.crash.is_some() {
                return Ok(());
            }
            // Alembic forgets the rows before it looks at the targets; onehead has touched nothing.
            if ours.code == Some(2) && !theirs.ok && run.contains(&"--purge".to_owned()) && mine == before {
                return Ok(());
            }
            if ours.code == Some(2) && may_pass_the_base(&run) && mine == before {
                return Ok(());
            }
            // A merge is taken back where Alembic finds two ways down; the walk ends here, as the databases part.
            if ours.code == Some(0) && finds_two_ways(&run, &theirs) && mine != before && other == before {
                tally.over_merges += 1;
                return Ok(());
            }
            return Err(format!(
                "after {told:?}\n  onehead: exit {:?} {mine:?} {}\n  alembic: {other:?} {}",
                ours.code, ours.stderr, theirs.stdout
            ));
        }
        tally.steps += mine.log.len() - before.log.len();
        same_order(twins, &mine.rows, (dice, oracle));
        before = mine;
    }
    Ok(())
}

/// Puts the rows of both databases in one order: which row a merge keeps depends on Alembic's hash seed, and `downgrade -1`
/// takes the first.
fn same_order(twins: &Twins, rows: &[String], (dice, oracle): (&mut Dice, &mut Oracle)) {
    let mut rows = rows.to_vec();
    dice.shuffle(&mut rows);
    let insert = |row: &String| format!("INSERT INTO alembic_version VALUES ('{row}')");
    let statements: Vec<String> = ["DELETE FROM alembic_version".to_owned()]
        .into_iter()
        .chain(rows.iter().map(insert))
        .collect();
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    for project in [&twins.alembic, &twins.sql] {
        oracle.execute(&project.join("tasks.db"), &statements);
    }
}

/// Tells whether Alembic refused to go down because a step of `-N` leads to several revisions. That onehead takes back
/// the right ones there is compared in `graph_differential`.
fn finds_two_ways(run: &[String], theirs: &Told) -> bool {
    let counts_down = |target: &String| {
        let count = target.rsplit_once('-').map_or("", |(_, count)| count);
        !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_down = run.first().is_some_and(|verb| verb == "downgrade") && run.last().is_some_and(counts_down);
    is_down && theirs.stdout.contains("Ambiguous walk")
}

/// Tells whether a target goes below the first revision: Alembic takes that for the base in `stamp`, onehead refuses it.
fn may_pass_the_base(run: &[String]) -> bool {
    let is_below = |target: &String| {
        target
            .rsplit('@')
            .next()
            .is_some_and(|name| name.starts_with('-') && name != "--")
    };
    run.first().is_some_and(|verb| verb == "stamp") && run.iter().skip(1).any(is_below)
}

fn command(names: &Names<'_>, dice: &mut Dice) -> Vec<String> {
    let mut run: Vec<String> = match dice.below(8) {
        0..3 => vec!["upgrade".to_owned()],
        3..6 => vec!["downgrade".to_owned()],
        6 => vec!["stamp".to_owned()],
        _ => vec!["stamp".to_owned(), "--purge".to_owned()],
    };
    run.push("--".to_owned());
    let targets = if run[0] == "stamp" { 1 + dice.below(2) } else { 1 };
    for _ in 0..targets {
        let target = match (run[0].as_str(), dice.below(6)) {
            ("upgrade", 0 | 1) => "heads".to_owned(),
            ("downgrade", 0 | 1) => "-1".to_owned(),
            ("downgrade", 2) => "base".to_owned(),
            _ => names.target(dice),
        };
        run.push(target);
    }
    run
}

fn state(project: &Path, oracle: &mut Oracle) -> State {
    let statements = [
        "SELECT version_num FROM alembic_version",
        "SELECT what FROM log ORDER BY number",
    ];
    let mut told = oracle.execute(&project.join("tasks.db"), &statements).into_iter();
    let mut column = || -> Vec<String> {
        let rows = told.next().unwrap_or_default().into_iter();
        rows.map(|row| row.first().and_then(Value::as_str).unwrap_or_default().to_owned())
            .collect()
    };
    let (mut rows, log) = (column(), column());
    rows.sort_unstable();
    State { rows, log }
}

/// Scripts of ranges, on three dialects.
fn scripts(
    twins: &Twins,
    names: &Names<'_>,
    (dice, oracle): (&mut Dice, &mut Oracle),
    tally: &mut Tally,
) -> Result<(), String> {
    for _ in 0..6 {
        let dialect = dice.pick(&["sqlite", "postgresql", "mysql"]);
        let run = range_command(names, dice);
        let section = if dialect == "sqlite" { "alembic" } else { dialect };
        let asked = [vec!["-n".to_owned(), section.to_owned()], run.clone()].concat();
        oracle.ask(&twins.alembic, &[asked]);
        let (verb, rest) = run.split_first().expect("a verb");
        let ours = ours::run(
            &twins.sql,
            &[
                vec![verb.clone(), "--dialect".to_owned(), dialect.to_owned()],
                rest.to_vec(),
            ]
            .concat(),
        );
        let theirs = oracle.answers::<Vec<Told>>().remove(0);
        tally.count(&theirs);
        let same = match (ours.code, theirs.ok) {
            (Some(0), true) if ours.stdout == theirs.stdout => true,
            (Some(0), true) if effect(&ours.stdout) == effect(&theirs.stdout) => {
                tally.by_hash += 1;
                true
            }
            (Some(1..=6), false) => true,
            (Some(0), false) => theirs.crash.is_some() || finds_two_ways(&run, &theirs),
            (Some(2), true) => may_pass_the_base(&run),
            _ => false,
        };
        tally.scripts += usize::from(theirs.ok);
        if !same {
            return Err(format!(
                "{dialect} {run:?}\n--- onehead, exit {:?}\n{}{}\n--- alembic, {:?}\n{}",
                ours.code, ours.stdout, ours.stderr, theirs.crash, theirs.stdout
            ));
        }
    }
    Ok(())
}

fn range_command(names: &Names<'_>, dice: &mut Dice) -> Vec<String> {
    let verb = dice.pick(&["upgrade", "upgrade", "downgrade", "downgrade", "stamp"]);
    let from = if dice.percent(30) {
        "heads".to_owned()
    } else {
        names.target(dice)
    };
    let to = if dice.percent(30) {
        dice.pick(&["heads", "base", "-1", "+1"]).to_owned()
    } else {
        names.target(dice)
    };
    let range = match (verb, dice.below(4)) {
        ("upgrade" | "stamp", 0 | 1) => to,
        _ => format!("{from}:{to}"),
    };
    [verb, "--sql", "--", &range].map(str::to_owned).to_vec()
}

/// What a script does, apart from which of several rows it changes: each step's statements, and the rows after it.
fn effect(script: &str) -> Vec<(Vec<&str>, BTreeSet<String>)> {
    let mut rows: BTreeSet<&str> = BTreeSet::new();
    let mut steps = Vec::new();
    let mut body = Vec::new();
    for statement in script.split("\n\n") {
        let mut words = statement.split('\'');
        match statement.trim_start().split(' ').next() {
            Some("INSERT") if statement.contains("alembic_version") => {
                rows.insert(words.nth(1).unwrap_or_default());
            }
            Some("DELETE") if statement.contains("alembic_version") => {
                rows.remove(words.nth(1).unwrap_or_default());
            }
            Some("UPDATE") if statement.contains("alembic_version") => {
                let (to, from) = (words.nth(1).unwrap_or_default(), words.nth(1).unwrap_or_default());
                rows.remove(from);
                rows.insert(to);
            }
            _ => {
                steps.push((
                    std::mem::take(&mut body),
                    rows.iter().map(ToString::to_string).collect(),
                ));
                body.push(statement);
            }
        }
    }
    steps.push((body, rows.iter().map(ToString::to_string).collect()));
    steps
}
