//! What onehead prints for a body beside what Alembic prints.

use onehead::dialect::Dialect;
use onehead::ops::schema::Convention;
use onehead::ops::{Environment, Op, Rendering, Script, Unsupported};
use serde_json::Value as Json;

use super::oracle::{Oracle, Printed};
use super::program;

/// How one body fared in one dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The same statements.
    Equal,
    /// Neither prints it.
    Refused,
    /// Alembic prints it, onehead says why it cannot.
    Unknown(String),
    /// Something else.
    Wrong(String),
}

/// Asks both about a body; a verdict for each dialect.
pub fn verdicts(oracle: &mut Oracle, source: &str, convention: Option<&Json>) -> Vec<(Dialect, Verdict)> {
    let answer = oracle.ask(source, convention);
    let Some(program) = &answer.program else {
        panic!("not a straight body:\n{source}");
    };
    let naming = convention.map_or_else(Convention::default, |convention| {
        Convention::from_value(&value(convention)).expect("the convention of a test is plain")
    });
    let verdict = |dialect: Dialect| {
        let environment = Environment {
            convention: naming.clone(),
            ..Environment::offline(dialect.name())
        };
        let script = program::run(program, environment);
        let ours = statements(&script, dialect, &naming);
        (dialect, compare(ours, &answer.results[dialect.name()]))
    };
    Dialect::ALL.into_iter().map(verdict).collect()
}

/// The statements of a script as Alembic prints them.
fn statements(script: &Script, dialect: Dialect, naming: &Convention) -> Result<Vec<String>, Unsupported> {
    let ddl = dialect.ddl(false);
    let mut rendering = Rendering::new(&*ddl, naming);
    let mut out = Vec::new();
    for step in &script.steps {
        match &step.op {
            Op::AutocommitBegin if dialect.is_transactional() => out.push("COMMIT".to_owned()),
            Op::AutocommitEnd if dialect.is_transactional() => out.push("BEGIN".to_owned()),
            op => rendering.render(op, &mut out)?,
        }
    }
    let printed = |text: String| {
        let is_blank = |c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c);
        text.replace('\t', "    ").trim_matches(is_blank).to_owned() + ";"
    };
    Ok(out.into_iter().map(printed).collect())
}

fn compare(ours: Result<Vec<String>, Unsupported>, theirs: &Printed) -> Verdict {
    match (ours, &theirs.error) {
        (Err(_), Some(_)) => Verdict::Refused,
        (Err(Unsupported::Unknown(text)), None) => Verdict::Unknown(text),
        (Err(Unsupported::Refused(text)), None) => {
            Verdict::Wrong(format!("refused: {text}\n  alembic:\n{}", theirs.statements.join("\n")))
        }
        (Ok(ours), Some(error)) => Verdict::Wrong(format!("printed:\n{}\n  alembic refuses: {error}", ours.join("\n"))),
        (Ok(ours), None) => {
            let (ours, theirs) = (settled(ours), settled(theirs.statements.clone()));
            if ours == theirs {
                Verdict::Equal
            } else {
                Verdict::Wrong(format!(
                    "printed:\n{}\n  alembic:\n{}",
                    ours.join("\n"),
                    theirs.join("\n")
                ))
            }
        }
    }
}

/// Sorts what Alembic takes from a set: indexes of a table, constraints of an added column, that stand beside each other.
fn settled(mut statements: Vec<String>) -> Vec<String> {
    let is_index = |text: &String| text.starts_with("CREATE ") && text.contains("INDEX ") && !text.contains('\n');
    let is_constraint =
        |text: &String| text.starts_with("ALTER TABLE ") && text.contains(" ADD ") && !text.contains(" ADD COLUMN ");
    let is_drop = |text: &String| text.contains(" DROP CONSTRAINT ");
    statements
        .chunk_by_mut(|a, b| {
            is_index(a) && is_index(b) || is_constraint(a) && is_constraint(b) || is_drop(a) && is_drop(b)
        })
        .for_each(<[String]>::sort);
    statements.into_iter().map(without_order).collect()
}

/// Sorts the constraints of a table that a batch makes anew, which Alembic takes from a set too.
fn without_order(statement: String) -> String {
    let Some(at) = statement.find("\n)").filter(|_| statement.contains("_alembic_tmp_")) else {
        return statement;
    };
    let (table, tail) = statement.split_at(at);
    let is_constraint = |line: &&str| {
        let words = ["    CONSTRAINT ", "    UNIQUE ", "    CHECK ", "    FOREIGN KEY("];
        words.iter().any(|word| line.starts_with(word))
    };
    let lines = table.split(", \n");
    let (mut constraints, columns): (Vec<&str>, Vec<&str>) = lines.partition(is_constraint);
    constraints.sort_unstable();
    columns.into_iter().chain(constraints).collect::<Vec<_>>().join(", \n") + tail
}

fn value(of: &Json) -> onehead::ops::Value {
    use onehead::ops::Value;
    match of {
        Json::String(text) => Value::text(text.as_str()),
        Json::Object(entries) => Value::Map(
            entries
                .iter()
                .map(|(key, entry)| (Value::text(key.as_str()), value(entry)))
                .collect(),
        ),
        other => panic!("not part of a convention: {other}"),
    }
}
