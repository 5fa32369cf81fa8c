//! Whole scripts of Python revisions with real operations, against `alembic upgrade|downgrade --sql`, byte for byte.

use std::fs;
use std::path::Path;

use super::dice::Dice;
use super::graphs::{self, Written};
use super::oracle::{Oracle, Told};
use super::ours::{self, Ours};

const DIALECTS: [(&str, &str); 4] = [
    ("alembic", "sqlite:///tasks.db"),
    ("postgresql", "postgresql://h/d"),
    ("mysql", "mysql+pymysql://h/d"),
    ("mariadb", "mariadb+pymysql://h/d"),
];

/// Names of tables and columns, some of which must be quoted.
const NAMES: [&str; 8] = ["tasks", "user", "Order", "select", "über", "a b", "people", "x1"];

/// Types that every dialect has.
const TYPES: [&str; 14] = [
    "sa.Integer()",
    "sa.BigInteger()",
    "sa.String(length=40)",
    "sa.Text()",
    "sa.Boolean()",
    "sa.DateTime(timezone=True)",
    "sa.Date()",
    "sa.Numeric(10, 2)",
    "sa.Float()",
    "sa.LargeBinary()",
    "sa.JSON()",
    "sa.Uuid()",
    "COLOUR",
    "sa.String(10).with_variant(sa.Text(), 'postgresql')",
];

/// What was compared.
#[derive(Debug, Default)]
struct Tally {
    equal: usize,
    refused: usize,
    unknown: usize,
    statements: usize,
}

#[test]
fn scripts_of_operations_are_alembics_to_the_byte() {
    let seeds = super::seeds(25);
    println!("histories {seeds:?}");
    let mut oracle = Oracle::start();
    let mut tally = Tally::default();
    let mut found = Vec::new();
    for seed in seeds.clone() {
        let temp = tempfile::tempdir().expect("a folder");
        let root = temp.path().canonicalize().expect("there");
        let mut dice = Dice::new(seed ^ 0x5EED);
        write(&root, &mut dice);
        if let Err(difference) = compare(&root, (&mut dice, &mut oracle), &mut tally) {
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
        seeds.clone().count() < 20 || (tally.equal > seeds.count() && tally.statements > 200 && tally.unknown == 0),
        "hardly anything was compared: {tally:?}"
    );
}

fn write(root: &Path, dice: &mut Dice) {
    let ini = DIALECTS.map(|(name, url)| format!("[{name}]\nscript_location = migrations\nsqlalchemy.url = {url}\n"));
    fs::write(root.join("alembic.ini"), ini.concat()).expect("written");
    fs::create_dir_all(root.join("migrations/versions")).expect("made");
    fs::write(root.join("migrations/env.py"), env(dice)).expect("written");
    // A line, so that every order is Alembic's only one.
    let nodes: Vec<Written> = graphs::history(dice, 6);
    let mut parent = "None".to_owned();
    for number in 0..nodes.len().max(2) {
        let id = format!("r{number}");
        let text = revision(&id, &parent, dice);
        fs::write(root.join(format!("migrations/versions/{id}.py")), text).expect("written");
        parent = format!("'{id}'");
    }
}

fn env(dice: &mut Dice) -> String {
    let mut options = Vec::new();
    if dice.percent(40) {
        options.push("transaction_per_migration=True");
    }
    if dice.percent(20) {
        options.push("version_table='Moves'");
    }
    if dice.percent(20) {
        options.push("version_table_schema='app'");
    }
    if dice.percent(10) {
        options.push("transactional_ddl=False");
    }
    if dice.percent(25) {
        options.push("target_metadata=metadata");
    }
    format!(
        "from alembic import context\nfrom sqlalchemy import MetaData\n\n\
         metadata = MetaData(naming_convention={{\n    'ix': 'ix_%(column_0_label)s', 'uq': 'uq_%(table_name)s_%(column_0_name)s',\n    \
         'ck': 'ck_%(table_name)s_%(constraint_name)s', 'pk': 'pk_%(table_name)s',\n    \
         'fk': 'fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s',\n}})\nconfig = context.config\n\n\n\
         def run_migrations_offline():\n    context.configure(\n        url=config.get_main_option('sqlalchemy.url'),\n        \
         literal_binds=True,\n        dialect_opts={{'paramstyle': 'named'}},\n        {}\n    )\n    \
         with context.begin_transaction():\n        context.run_migrations()\n\n\n\
         def run_migrations_online():\n    raise NotImplementedError\n\n\n\
         if context.is_offline_mode():\n    run_migrations_offline()\nelse:\n    run_migrations_online()\n",
        options.join(", ")
    )
}

fn revision(id: &str, parent: &str, dice: &mut Dice) -> String {
    let up: String = (0..=dice.below(4)).map(|_| step(id, dice)).collect();
    let down: String = (0..=dice.below(3)).map(|_| step(id, dice)).collect();
    format!(
        "\"\"\"message\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = '{id}'\ndown_revision = {parent}\n\n\
         COLOUR = sa.Enum('red', \"it's\", name='colour')\nLENGTH = 30\n\n\ndef columns():\n    \
         return [sa.Column('made', sa.DateTime(), server_default=sa.func.now()), sa.Column('n', sa.String(LENGTH))]\n\n\n\
         def upgrade():\n{up}\n\ndef downgrade():\n{down}"
    )
}

fn step(id: &str, dice: &mut Dice) -> String {
    let (table, column, other) = (dice.pick(&NAMES), dice.pick(&NAMES), dice.pick(&NAMES));
    let kind = dice.pick(&TYPES);
    let null = dice.pick(&["", ", nullable=False", ", nullable=True"]);
    let default = dice.pick(&[
        "",
        "",
        ", server_default='x''y'",
        ", server_default=sa.text('1')",
        ", server_default=sa.func.now()",
    ]);
    let default = default.replace("'x''y'", "\"it's\"");
    let name = dice.pick(&["None", "'c_1'", "op.f('c_final')"]);
    let text = match dice.below(22) {
        0..3 => format!(
            "op.create_table('{table}', sa.Column('id', sa.Integer(), primary_key=True), sa.Column('{column}', {kind}{null}{default}), \
             *columns(), sa.UniqueConstraint('{column}', name={name}), comment='it''s')"
        ),
        3 => format!(
            "op.create_table('{table}', sa.Column('id', sa.BigInteger(), nullable=False), sa.Column('{column}', {kind}, index=True), \
             sa.Column('o', sa.Integer(), sa.ForeignKey('{other}.id', ondelete='CASCADE')), sa.PrimaryKeyConstraint('id', name={name}))"
        ),
        4 => format!("op.drop_table('{table}')"),
        5 | 6 => format!("op.add_column('{table}', sa.Column('{column}', {kind}{null}{default}))"),
        7 => format!("op.drop_column('{table}', '{column}')"),
        8 => format!("op.alter_column('{table}', '{column}', existing_type={kind}, nullable={})", dice.pick(&["True", "False"])),
        9 => format!("op.alter_column('{table}', '{column}', new_column_name='{other}', existing_type=sa.Integer())"),
        10 => format!("op.alter_column('{table}', '{column}', type_={kind}, existing_type=sa.Text(), existing_nullable=True)"),
        11 => format!("op.create_index(op.f('ix_{id}'), '{table}', ['{column}', '{other}'], unique={})", dice.pick(&["True", "False"])),
        12 => format!("op.drop_index('ix_{id}', table_name='{table}')"),
        13 => format!("op.rename_table('{table}', '{other}')"),
        14 => format!(
            "with op.batch_alter_table('{table}') as batch_op:\n        batch_op.add_column(sa.Column('{column}', {kind}))\n        \
             batch_op.create_index('ix_b', ['{column}'])"
        ),
        15 => format!("op.execute(\"UPDATE {id} SET a = '\\t%s: 100%' WHERE b = 'x\\\\:y'\")"),
        16 => "for n in range(3):\n        op.execute(f'INSERT INTO log VALUES ({n}, {LENGTH})')".to_owned(),
        17 => "with op.get_context().autocommit_block():\n        op.execute('VACUUM')".to_owned(),
        18 => format!(
            "t = sa.table('{table}', sa.column('id', sa.Integer), sa.column('{column}', sa.String))\n    \
             op.bulk_insert(t, [{{'id': 1, '{column}': \"it's\"}}, {{'id': 2, '{column}': None}}])\n    \
             op.execute(t.update().where(t.c.id == 1).values({{'{column}': 'w'}}))"
        ),
        19 => "if op.get_bind().dialect.name == 'postgresql':\n        COLOUR.create(op.get_bind(), checkfirst=False)\n    \
               else:\n        op.execute('SELECT 1')"
            .to_owned(),
        20 => format!("op.create_unique_constraint({name}, '{table}', ['{column}'])"),
        _ => format!("op.create_foreign_key({name}, '{table}', '{other}', ['{column}'], ['id'])"),
    };
    format!("    {text}\n")
}

fn compare(root: &Path, (dice, oracle): (&mut Dice, &mut Oracle), tally: &mut Tally) -> Result<(), String> {
    for (section, _) in DIALECTS {
        let range = dice.pick(&[
            "upgrade head",
            "upgrade r1:head",
            "downgrade heads:base",
            "downgrade r1:r0",
            "upgrade +1",
        ]);
        let (verb, target) = range.split_once(' ').expect("two words");
        let run: Vec<String> = ["-n", section, verb, "--sql", "--", target].map(str::to_owned).to_vec();
        oracle.ask(root, std::slice::from_ref(&run));
        let ours = ours::run(root, &run);
        let theirs = oracle.answers::<Vec<Told>>().remove(0);
        let says = judge(&ours, &theirs, tally);
        if !says {
            return Err(format!(
                "{section} {run:?}\n--- onehead, exit {:?}\n{}{}\n--- alembic, {:?}\n{}",
                ours.code, ours.stdout, ours.stderr, theirs.crash, theirs.stdout
            ));
        }
    }
    Ok(())
}

/// What Alembic prints, onehead prints or does not know; what Alembic refuses, onehead does not print.
fn judge(ours: &Ours, theirs: &Told, tally: &mut Tally) -> bool {
    match (ours.code, theirs.ok) {
        (Some(0), true) => {
            tally.equal += 1;
            tally.statements += ours.stdout.matches(";\n\n").count();
            sorted_indexes(&ours.stdout) == sorted_indexes(&theirs.stdout)
        }
        (Some(3), true) => {
            tally.unknown += 1;
            println!("not known: {}", ours.stderr);
            ours.stdout.is_empty()
        }
        (Some(2 | 3), false) => {
            tally.refused += 1;
            ours.stdout.is_empty()
        }
        _ => false,
    }
}

/// Alembic prints several indexes of one table in random order.
fn sorted_indexes(script: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = script.split("\n\n").collect();
    let is_index = |part: &str| part.starts_with("CREATE INDEX ") || part.starts_with("CREATE UNIQUE INDEX ");
    for run in parts.chunk_by_mut(|one, other| is_index(one) && is_index(other)) {
        run.sort_unstable();
    }
    parts
}
