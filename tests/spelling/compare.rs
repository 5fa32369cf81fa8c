//! One case, spelled by onehead and by SQLAlchemy for every dialect.

use onehead::dialect::Dialect;
use onehead::ops::expression::ServerDefault;
use onehead::ops::spelling::{Columns, Spelling, Unsupported};
use onehead::ops::{ColumnType, Expression, Identifier, Statement, Value};
use onehead::text::Place;
use serde_json::{Value as Json, json};

use super::oracle::{Answer, Oracle, Question};
use super::value::Variables;

/// A case: lines of Python that prepare it, and an expression.
#[derive(Debug, Clone)]
pub struct Case {
    pub kind: &'static str,
    pub setup: Vec<String>,
    pub source: String,
}

/// What came out over many cases.
#[derive(Debug, Default)]
pub struct Outcome {
    pub equal: usize,
    pub both_refuse: usize,
    /// Why onehead does not know what SQLAlchemy knows.
    pub unknown: Vec<String>,
    /// Where onehead says something else.
    pub wrong: Vec<String>,
}

/// What onehead says.
enum Said {
    Text(Json),
    Refused(String),
    Unknown(String),
}

impl Outcome {
    /// Compares a case on every dialect.
    pub fn compare(&mut self, oracle: &mut Oracle, case: &Case) {
        for dialect in Dialect::ALL {
            for doubles_percents in [false, true] {
                if doubles_percents && (dialect == Dialect::Sqlite || !case.source.contains('%')) {
                    continue;
                }
                let told = oracle.ask(Question {
                    dialect: dialect.name(),
                    doubles_percents,
                    kind: case.kind,
                    setup: &case.setup,
                    source: &case.source,
                });
                let said = said(case, &*dialect.spelling(doubles_percents));
                self.count(case, dialect, told, said);
            }
        }
    }

    fn count(&mut self, case: &Case, dialect: Dialect, told: Answer, said: Said) {
        let place = format!(
            "{} on {}: {} {}",
            case.kind,
            dialect.name(),
            case.setup.join("; "),
            case.source
        );
        match (told, said) {
            (Answer::Text(told), Said::Text(said)) if told == said => self.equal += 1,
            (Answer::Text(told), Said::Text(said)) => {
                self.wrong.push(format!("{place}\n  told {told}\n  said {said}"));
            }
            (Answer::Error(_), Said::Refused(_) | Said::Unknown(_)) => self.both_refuse += 1,
            (Answer::Error(error), Said::Text(said)) => {
                self.wrong.push(format!("{place}\n  refused {error}\n  said {said}"));
            }
            (Answer::Text(told), Said::Refused(why)) => {
                self.wrong.push(format!("{place}\n  told {told}\n  refused: {why}"));
            }
            (Answer::Text(told), Said::Unknown(why)) => {
                self.unknown.push(format!("{place}\n  told {told}\n  unknown: {why}"));
            }
        }
    }

    /// Fails where anything is wrong.
    pub fn hold(&self, what: &str) {
        println!(
            "{what}: {} equal, {} refused by both, {} unknown, {} wrong",
            self.equal,
            self.both_refuse,
            self.unknown.len(),
            self.wrong.len()
        );
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
    }
}

fn said(case: &Case, spelling: &dyn Spelling) -> Said {
    let mut variables = Variables::default();
    for line in &case.setup {
        variables.assign(line);
    }
    let value = variables.read(&case.source);
    match spell(case.kind, &value, spelling) {
        Ok(Ok(text)) => Said::Text(text),
        Ok(Err(Unsupported::Refused(why))) => Said::Refused(why),
        Ok(Err(Unsupported::Unknown(why))) => Said::Unknown(why),
        Err(reason) => Said::Unknown(reason.text),
    }
}

type Spelled = Result<Result<Json, Unsupported>, onehead::revision::Reason>;

fn spell(kind: &str, value: &Value, spelling: &dyn Spelling) -> Spelled {
    let place = Place::default();
    let text = |sql: Result<String, Unsupported>| sql.map(Json::from);
    Ok(match kind {
        "column_type" => text(spelling.column_type(&ColumnType::from_value(value, place)?)),
        "bare_type" => text(spelling.bare_type(&ColumnType::from_value(value, place)?)),
        "created_type" => created_type(&ColumnType::from_value(value, place)?, spelling),
        "condition" => text(spelling.expression(&Expression::from_sql(value, place)?, Columns::Bare)),
        "index" => text(spelling.index_expression(&Expression::from_value(value, place)?)),
        "default" => match ServerDefault::from_value(value, place)? {
            Some(default) => spelling.server_default(&default).map(|text| json!(text)),
            None => Ok(Json::Null),
        },
        "identifier" => Ok(spelling.identifier(&Identifier::from_value(value, place)?).into()),
        "constraint_name" => text(spelling.constraint_name(&Identifier::from_value(value, place)?)),
        "index_name" => text(spelling.index_name(&Identifier::from_value(value, place)?)),
        "statement" => text(
            spelling
                .statement(&Statement::from_value(value, place)?)
                .map(|sql| printed(&sql)),
        ),
        "bulk" => bulk(value, spelling)?,
        other => panic!("no kind {other}"),
    })
}

/// A statement as Alembic prints it.
fn printed(sql: &str) -> String {
    format!("{};\n\n", sql.replace('\t', "    ").trim())
}

fn created_type(column_type: &ColumnType, spelling: &dyn Spelling) -> Result<Json, Unsupported> {
    spelling.column_type(column_type)?;
    let named = spelling.named_types(column_type);
    let created = named
        .iter()
        .filter(|named| named.creates())
        .map(|named| spelling.create_type(named).map(|sql| sql.trim().to_owned()));
    created.collect::<Result<Vec<_>, _>>().map(|created| json!(created))
}

fn bulk(value: &Value, spelling: &dyn Spelling) -> Spelled {
    let Value::Tuple(parts) = value else {
        panic!("a table and its rows");
    };
    let statements = Statement::bulk_insert(&parts[0], &parts[1], Place::default())?;
    let mut text = String::new();
    for statement in &statements {
        match spelling.statement(statement) {
            Ok(sql) => text.push_str(&printed(&sql)),
            Err(unsupported) => return Ok(Err(unsupported)),
        }
    }
    Ok(Ok(text.into()))
}
