//! SQL without a database: plans that are not wholly known, single revisions, coverage.

use super::scene::Scene;

const ENV: &str = "from alembic import context\n\n\
                   def run_migrations_offline():\n    context.configure(url='x', target_metadata=None, literal_binds=True)\n    \
                   with context.begin_transaction():\n        context.run_migrations()\n\n\
                   if context.is_offline_mode():\n    run_migrations_offline()\n";

fn script(id: &str, parent: &str, body: &str) -> String {
    format!(
        "\"\"\"{id} does it\n\nRevision ID: {id}\nRevises: {parent}\n\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\n\n\
         revision = '{id}'\ndown_revision = {parent}\n\n\ndef upgrade():\n{body}\n\n\ndef downgrade():\n    op.drop_table('t_{id}')\n"
    )
}

fn creates(id: &str) -> String {
    format!("    op.create_table('t_{id}', sa.Column('id', sa.Integer(), nullable=False))")
}

/// Three revisions; the second asks the database.
fn scene() -> Scene {
    let scene = Scene::empty();
    scene.write(
        "alembic.ini",
        "[alembic]\nscript_location = migrations\nsqlalchemy.url = sqlite:///tasks.db\n",
    );
    scene.write("migrations/env.py", ENV);
    scene.write("migrations/versions/a.py", script("a", "None", &creates("a")));
    let asks = "    op.execute('SELECT 1')\n    for row in op.get_bind().execute(sa.text('SELECT 1')):\n        \
                op.execute('SELECT 2')\n    op.execute('SELECT 3')";
    scene.write("migrations/versions/b.py", script("b", "'a'", asks));
    scene.write("migrations/versions/c.py", script("c", "'b'", &creates("c")));
    scene
}

#[test]
fn a_plan_with_an_unknown_place_prints_nothing_and_names_it() {
    let scene = scene();
    let outcome = scene.run(&["upgrade", "head", "--sql"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(3), ""), "{outcome:?}");
    assert!(
        outcome.err.contains("error: migrations/versions/b.py:15: "),
        "{}",
        outcome.err
    );
    assert!(outcome.err.contains("--partial"), "{}", outcome.err);
    assert!(scene.fine(&["upgrade", "a", "--sql"]).contains("CREATE TABLE t_a"));
}

#[test]
fn the_rest_of_a_plan_cannot_be_applied_by_accident() {
    let scene = scene();
    let outcome = scene.run(&["upgrade", "head", "--sql", "--partial"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(
        outcome
            .out
            .contains("-- onehead: not compiled: migrations/versions/b.py:15: "),
        "{}",
        outcome.out
    );
    // A program that goes on after an error does not record the step, nor any behind it.
    let program = "import sqlite3, sys\n\
                   db = sqlite3.connect(':memory:', isolation_level=None)\nfailed = 0\n\
                   for part in sys.stdin.read().split('\\n\\n'):\n    try:\n        db.executescript(part)\n    \
                   except sqlite3.Error:\n        failed += 1\n\
                   print(failed, [row[0] for row in db.execute('SELECT version_num FROM alembic_version')])\n";
    let mut python = scene.program(concat!(env!("CARGO_MANIFEST_DIR"), "/.cache/venv/bin/python"));
    let mut child = python
        .args(["-c", program])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("Python starts");
    std::io::Write::write_all(&mut child.stdin.take().expect("piped"), outcome.out.as_bytes()).expect("written");
    let answer = child.wait_with_output().expect("Python ends");
    assert_eq!(String::from_utf8_lossy(&answer.stdout), "1 ['a']\n");
}

#[test]
fn a_plan_as_data_says_itself_whether_it_is_whole() {
    let scene = scene();
    let outcome = scene.run(&["upgrade", "head", "--sql", "--format", "json"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let plan: serde_json::Value = serde_json::from_str(&outcome.out).expect("JSON");
    assert_eq!(plan["complete"], false);
    let steps = plan["steps"].as_array().expect("steps");
    let whole: Vec<_> = steps.iter().map(|step| step["complete"].as_bool()).collect();
    assert_eq!(whole, [Some(true), Some(false), Some(true)]);
    assert_eq!(steps[1]["opaque"][0]["path"], "migrations/versions/b.py");
    assert_eq!(steps[1]["opaque"][0]["line"], 15);
    assert_eq!(steps[2]["from"][0], "b");
    assert_eq!(
        steps[2]["version"][0],
        "UPDATE alembic_version SET version_num='c' WHERE alembic_version.version_num = 'b'"
    );
}

#[test]
fn a_revision_as_data_is_its_body_alone() {
    let scene = scene();
    assert_eq!(
        scene.fine(&["sql", "a", "--dialect", "postgresql", "--format", "json"]),
        "{\"schema\":1,\"dialect\":\"postgresql\",\"revisions\":[{\"revision\":\"a\",\"path\":\"migrations/versions/a.py\",\
         \"direction\":\"upgrade\",\"complete\":true,\"statements\":[\"CREATE TABLE t_a (\\n    id INTEGER NOT NULL\\n)\"],\
         \"opaque\":[]}]}\n"
    );
    let down = scene.fine(&["sql", "c", "a", "--direction", "downgrade", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&down).expect("JSON");
    assert_eq!(answer["dialect"], "sqlite");
    assert_eq!(answer["revisions"][0]["statements"][0], "DROP TABLE t_c");
    assert_eq!(answer["revisions"][1]["revision"], "a");
}

#[test]
fn revisions_are_chosen_by_name_all_or_by_what_a_branch_adds() {
    let scene = scene();
    scene.commit_all();
    scene.git(&["checkout", "-q", "-b", "topic"]);
    scene.write("migrations/versions/d.py", script("d", "'c'", &creates("d")));
    scene.commit_all();
    let text = scene.fine(&["sql", "--against", "main"]);
    assert_eq!(
        text,
        "-- upgrade d (migrations/versions/d.py)\n\nCREATE TABLE t_d (\n    id INTEGER NOT NULL\n);\n\n"
    );
    let markdown = scene.fine(&["sql", "--against", "main", "--format", "markdown"]);
    assert!(markdown.contains("### SQL of 1 revision (sqlite)"), "{markdown}");
    assert!(
        markdown.contains("```sql\nCREATE TABLE t_d (\n    id INTEGER NOT NULL\n);\n```"),
        "{markdown}"
    );
    let outcome = scene.run(&["sql", "--all"]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    let order: Vec<usize> = ["-- upgrade a ", "-- upgrade b ", "-- upgrade c ", "-- upgrade d "]
        .iter()
        .map(|title| outcome.out.find(title).expect("all are there"))
        .collect();
    assert!(order.is_sorted(), "{}", outcome.out);
    scene.fails(2, &["sql"]);
    scene.fails(2, &["sql", "a", "--all"]);
    scene.fails(2, &["sql", "nothing"]);
    scene.fails(2, &["sql", "a", "--format", "xml"]);
}

#[test]
fn coverage_ranks_what_is_in_the_way() {
    let scene = scene();
    let text = scene.fine(&["coverage"]);
    assert!(text.contains("upgrade         2 of      3   66.6 %"), "{text}");
    assert!(text.contains("downgrade       3 of      3  100.0 %"), "{text}");
    assert!(text.contains("        migrations/versions/b.py:15\n"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&scene.fine(&["coverage", "--format", "json"])).expect("JSON");
    assert_eq!(json["dialect"], "sqlite");
    assert_eq!(json["upgrade"]["complete"], 2);
    assert_eq!(json["reasons"][0]["bodies"], 1);
}

#[test]
fn transactions_and_the_version_table_are_those_of_env_py() {
    let scene = scene();
    let each = ENV.replace(
        "literal_binds=True",
        "literal_binds=True, transaction_per_migration=True, version_table='moves'",
    );
    scene.write("migrations/env.py", each);
    let text = scene.fine(&["upgrade", "a", "--sql", "--dialect", "postgresql"]);
    assert!(text.starts_with("BEGIN;\n\nCREATE TABLE moves ("), "{text}");
    scene.write(
        "migrations/env.py",
        ENV.replace("literal_binds=True", "version_table=compute()"),
    );
    let said = scene.fails(3, &["upgrade", "a", "--sql"]);
    assert!(
        said.contains("migrations/env.py:") && said.contains("`version_table`"),
        "{said}"
    );
    scene.write("migrations/onehead.toml", "version_table = 'ours'\n");
    assert!(scene.fine(&["upgrade", "a", "--sql"]).contains("CREATE TABLE ours ("));
}

#[test]
fn hostile_bodies_end_soon() {
    let bodies = [
        "    while True:\n        pass".to_owned(),
        "    x = 'a'\n    for i in range(100):\n        x = x + x\n    op.execute(x)".to_owned(),
        "    def f():\n        f()\n    f()".to_owned(),
        "    for i in range(10**12):\n        op.execute('SELECT 1')".to_owned(),
        format!("    op.execute({}'x'{})", "(".repeat(5_000), ")".repeat(5_000)),
        format!("    op.execute('{}')\n    x = [[]] * 10**9", "x".repeat(500_000)),
        "    op.execute('x' * 10**10)".to_owned(),
        "    x = []\n    x.append(x)\n    op.execute(str(x))".to_owned(),
        format!("    op.execute({})", vec!["'a'"; 50_000].join(" + ")),
        "    x = 'a' * 900000\n    while True:\n        op.execute(x)".to_owned(),
        "    i = 0\n    while True:\n        i += 1\n        op.add_column('t', sa.Column('a%d' % i, sa.Integer()))".to_owned(),
        "    x = [sa.Column('a%d' % i, sa.Integer()) for i in range(900)]\n    while True:\n        op.create_table('t', *x)"
            .to_owned(),
        "    i = 0\n    while True:\n        i += 1\n        op.execute(open(str(i)))".to_owned(),
        "    x = {}\n    i = 0\n    while True:\n        i += 1\n        x['k%d' % i] = str(i)".to_owned(),
        "    x = ('a ' * 9000000).split()".to_owned(),
        "    x = ['a']\n    for i in range(40):\n        x = [x, x]\n    op.execute(x)".to_owned(),
    ];
    // A second of CPU and 256 MiB; what is not optimized takes many times as long.
    let seconds = if cfg!(debug_assertions) { 15 } else { 1 };
    for (at, body) in bodies.iter().enumerate() {
        let scene = scene();
        scene.write("migrations/versions/d.py", script("d", "'c'", body));
        let limited = format!(
            "ulimit -v 262144; ulimit -t {seconds}; exec {} sql d --dialect sqlite",
            env!("CARGO_BIN_EXE_onehead")
        );
        let outcome = scene.outcome(scene.program("sh").args(["-c", &limited]).output().expect("runs"));
        assert!(
            matches!(outcome.code, Some(0 | 2 | 3)),
            "{at}: {:?} {}",
            outcome.code,
            outcome.err
        );
    }
}

#[test]
fn what_is_not_known_is_said_once_and_a_lazy_operation_is_not_known() {
    let scene = scene();
    let asks = "    if sa.inspect(op.get_bind()).has_table('x'):\n        op.drop_table('x')";
    scene.write("migrations/versions/b.py", script("b", "'a'", asks));
    // Python runs none of these: nobody asks for the parts.
    let lazy = "    parts = (op.execute('DROP TABLE y') for _ in [1, 2])\n    op.execute('SELECT 1')";
    scene.write("migrations/versions/c.py", script("c", "'b'", lazy));
    for (revision, line) in [("b", 14), ("c", 14)] {
        let outcome = scene.run(&["sql", revision, "--format", "json"]);
        let answer: serde_json::Value = serde_json::from_str(&outcome.out).expect("JSON");
        let revision = &answer["revisions"][0];
        assert_eq!(revision["complete"], false, "{outcome:?}");
        let opaque = revision["opaque"].as_array().expect("a list");
        assert_eq!(opaque.len(), 1, "{outcome:?}");
        assert_eq!(opaque[0]["line"], line, "{outcome:?}");
    }
}
