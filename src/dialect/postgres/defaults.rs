//! What `SQLAlchemy`'s drivers leave to the server and sqlx sets: brought back, so that a revision does the same.

use super::session::PostgresConnection;
use crate::dialect::connection::{Connection, Failure, cell};

/// sqlx sets both when it connects; the drivers of Python do not.
const SETTINGS: [&str; 2] = ["timezone", "datestyle"];

/// A name for one connection, unlike that of any other.
pub(super) fn mark() -> String {
    let now = jiff::Timestamp::now().as_nanosecond();
    format!("{}-{now}", std::process::id())
}

/// The statements that bring the settings back to what the URL, the role, the database or the server's files say. The
/// server does not tell everybody what stands in its files; what nobody says stays as sqlx has it, UTC.
pub(super) fn settings(connection: &mut PostgresConnection) -> Result<Vec<String>, Failure> {
    let roles = "SELECT setting FROM (SELECT unnest(setconfig) AS setting, setrole, setdatabase \
                 FROM pg_catalog.pg_db_role_setting \
                 WHERE setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user)) \
                 AND setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))) \
                 AS found ORDER BY setrole <> 0 DESC, setdatabase <> 0 DESC";
    let files = "SELECT name || '=' || setting FROM pg_catalog.pg_file_settings WHERE applied";
    let readable = "SELECT (has_table_privilege('pg_catalog.pg_file_settings', 'select') AND \
                    has_function_privilege('pg_catalog.pg_show_all_file_settings()', 'execute'))::text";
    let mut said = started_with(connection.start_options());
    let mut hear = |connection: &mut PostgresConnection, sql: &str| -> Result<(), Failure> {
        let rows = connection.ask(sql, &[])?;
        said.extend((0..rows.len()).filter_map(|row| pair(cell(&rows, row, 0)?)));
        Ok(())
    };
    hear(connection, roles)?;
    if cell(&connection.ask(readable, &[])?, 0, 0) == Some("true") {
        hear(connection, files)?;
    }
    let first = |name: &str| said.iter().find(|(other, _)| other == name).map(|(_, value)| value);
    Ok(SETTINGS
        .iter()
        .filter_map(|name| Some(format!("SET {name} TO '{}'", first(name)?.replace('\'', "''"))))
        .collect())
}

fn pair(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

/// The settings among the options a server is started with: `-c name=value`, `--name=value`.
fn started_with(options: &str) -> Vec<(String, String)> {
    let mut words = options.split_whitespace();
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        let setting = match word {
            "-c" => words.next(),
            word => word.strip_prefix("--").or_else(|| word.strip_prefix("-c")),
        };
        found.extend(
            setting
                .and_then(pair)
                .map(|(name, value)| (name.replace('-', "_"), value)),
        );
    }
    // The last one counts.
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::started_with;

    #[test]
    fn the_last_option_counts() {
        let found = started_with("-c timezone=Asia/Tokyo -csearch_path=a --DateStyle=ISO,DMY -c TimeZone=UTC");
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["timezone", "datestyle", "search_path", "timezone"]);
        assert_eq!(found[0].1, "UTC");
    }
}
