//! What a `SQLite` URL points at (`sqlalchemy/dialects/sqlite/pysqlite.py`, `create_connect_args`).

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::dialect::percent::unquote;
use crate::dialect::{DatabaseUrl, DialectError};
use crate::sources::absolute;

/// How a file may be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Read only.
    ReadOnly,
    /// Read and write, never create.
    ReadWrite,
    /// Create where it is absent.
    Create,
}

/// What a URL points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteTarget {
    /// The file, absolute; none for a database in memory.
    pub path: Option<PathBuf>,
    /// How it may be opened.
    pub mode: Mode,
    /// The file is promised not to change.
    pub immutable: bool,
    /// How long a lock of somebody else is waited for: `timeout`, default 5 s as Python's `sqlite3`.
    pub patience: Duration,
}

/// What Python's `sqlite3.connect` takes for itself.
const PYTHON_KEYS: [&str; 6] = [
    "uri",
    "timeout",
    "isolation_level",
    "detect_types",
    "check_same_thread",
    "cached_statements",
];

impl SqliteTarget {
    /// Finds what a URL points at; relative paths are meant from `directory`.
    ///
    /// Without `uri=true` other keys of the query mean nothing, as in `SQLAlchemy` (which warns).
    ///
    /// # Errors
    /// [`DialectError::UnusableUrl`] for a host or user, another driver, or a `file:` URI that cannot be followed.
    pub fn of(url: &DatabaseUrl, directory: &Path) -> Result<Self, DialectError> {
        let unusable = |reason: String| DialectError::UnusableUrl {
            url: url.to_string(),
            reason,
        };
        if url.host().is_some() || url.port().is_some() || named(url.user()) || named(url.password()) {
            return Err(unusable(
                "a SQLite URL has no host; write `sqlite:///relative.db` or `sqlite:////absolute.db`".to_owned(),
            ));
        }
        if !matches!(url.driver(), None | Some("pysqlite" | "aiosqlite" | "pysqlite_numeric")) {
            return Err(unusable(
                "this driver of SQLite is not known; write `sqlite:///…`".to_owned(),
            ));
        }
        let mut target = Self {
            path: None,
            mode: Mode::Create,
            immutable: false,
            patience: patience(url).map_err(unusable)?,
        };
        let name = url.database().unwrap_or_default();
        if name.contains('\0') {
            return Err(unusable("the path holds a NUL character".to_owned()));
        }
        if !is_uri(url).map_err(unusable)? {
            target.set_path(name, directory);
            return Ok(target);
        }
        let uri = with_query(url, name).map_err(unusable)?;
        target.follow_uri(&uri, directory).map_err(unusable)?;
        Ok(target)
    }

    fn set_path(&mut self, name: &str, directory: &Path) {
        self.path = (!name.is_empty() && name != ":memory:").then(|| absolute(directory, Path::new(name)));
    }

    /// Follows `file:path?key=value` by `SQLite`'s rules.
    fn follow_uri(&mut self, uri: &str, directory: &Path) -> Result<(), String> {
        let Some(rest) = uri.strip_prefix("file:") else {
            if uri.contains('?') {
                return Err("with `uri=true` a path with options starts with `file:`".to_owned());
            }
            self.set_path(uri, directory);
            return Ok(());
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let path = match path.strip_prefix("//") {
            Some(tail) => {
                let (authority, _) = tail.split_once('/').unwrap_or((tail, ""));
                if !authority.is_empty() && authority != "localhost" {
                    return Err("a `file:` URI names no host".to_owned());
                }
                &tail[authority.len()..]
            }
            None => path,
        };
        self.set_path(&unquote(path), directory);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.option(&unquote(key), &unquote(value))?;
        }
        Ok(())
    }

    fn option(&mut self, key: &str, value: &str) -> Result<(), String> {
        match (key, value) {
            ("mode", "ro") => self.mode = Mode::ReadOnly,
            ("mode", "rw") => self.mode = Mode::ReadWrite,
            ("mode", "rwc") => self.mode = Mode::Create,
            ("mode", "memory") => self.path = None,
            ("immutable", "1" | "true" | "yes" | "on") => self.immutable = true,
            ("mode", _) => return Err(format!("the mode `{value}` is not known")),
            ("vfs" | "nolock", _) => return Err(format!("`{key}` is not supported")),
            // SQLite itself takes what it does not know for nothing.
            _ => {}
        }
        Ok(())
    }
}

fn named(part: Option<&str>) -> bool {
    part.is_some_and(|part| !part.is_empty())
}

fn single<'a>(url: &'a DatabaseUrl, key: &str) -> Result<Option<&'a str>, String> {
    match url.query(key) {
        [] => Ok(None),
        [value] => Ok(Some(value)),
        _ => Err(format!("`{key}` stands there twice")),
    }
}

/// `asbool` of `SQLAlchemy`.
fn is_uri(url: &DatabaseUrl) -> Result<bool, String> {
    let Some(value) = single(url, "uri")? else {
        return Ok(false);
    };
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "t" | "1" => Ok(true),
        "false" | "no" | "off" | "n" | "f" | "0" => Ok(false),
        _ => Err("`uri` is neither true nor false".to_owned()),
    }
}

fn patience(url: &DatabaseUrl) -> Result<Duration, String> {
    const DEFAULT: Duration = Duration::from_secs(5);
    const LONGEST: f64 = 86_400.0;
    let Some(value) = single(url, "timeout")? else {
        return Ok(DEFAULT);
    };
    let seconds: f64 = value
        .trim()
        .parse()
        .map_err(|_| "`timeout` is no number of seconds".to_owned())?;
    if !(0.0..=LONGEST).contains(&seconds) {
        return Err("`timeout` is no number of seconds between 0 and 86400".to_owned());
    }
    Ok(Duration::from_secs_f64(seconds))
}

/// The file name that `SQLAlchemy` hands to `sqlite3.connect(…, uri=True)`: keys sorted, values as they are.
fn with_query(url: &DatabaseUrl, name: &str) -> Result<String, String> {
    let mut pairs = Vec::new();
    for key in url.query_keys().filter(|key| !PYTHON_KEYS.contains(key)) {
        let value = single(url, key)?.unwrap_or_default();
        pairs.push(format!("{key}={value}"));
    }
    Ok(if pairs.is_empty() {
        name.to_owned()
    } else {
        format!("{name}?{}", pairs.join("&"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Result<SqliteTarget, String> {
        let url = DatabaseUrl::parse(url).expect("a URL");
        SqliteTarget::of(&url, Path::new("/here")).map_err(|error| error.to_string())
    }

    #[test]
    fn three_slashes_are_relative_and_four_absolute() {
        for (url, path) in [
            ("sqlite:///rel.db", Some("/here/rel.db")),
            ("sqlite:///./a/../rel.db", Some("/here/rel.db")),
            ("sqlite:////abs/x.db", Some("/abs/x.db")),
            ("sqlite+pysqlite:///a%20b.db", Some("/here/a b.db")),
            ("sqlite+aiosqlite:///a.db?mode=ro", Some("/here/a.db")),
            ("sqlite://", None),
            ("sqlite:///", None),
            ("sqlite:///:memory:", None),
            ("sqlite:///file:a.db?uri=true", Some("/here/a.db")),
            ("sqlite:///file:a%2520b.db?uri=true", Some("/here/a b.db")),
            ("sqlite:///file:///abs/a.db?mode=ro&uri=true", Some("/abs/a.db")),
            ("sqlite:///file::memory:?cache=shared&uri=true", None),
            ("sqlite:///file:x?mode=memory&uri=true", None),
        ] {
            assert_eq!(target(url).expect(url).path.as_deref(), path.map(Path::new), "{url}");
        }
    }

    #[test]
    fn options_count_only_in_uris() {
        assert_eq!(target("sqlite:///a.db?mode=ro").expect("ignored").mode, Mode::Create);
        assert_eq!(
            target("sqlite:///file:a.db?mode=ro&uri=true").expect("heard").mode,
            Mode::ReadOnly
        );
        assert!(
            target("sqlite:///file:a.db?immutable=1&uri=1")
                .expect("heard")
                .immutable
        );
        assert_eq!(
            target("sqlite:///a.db?timeout=0.5").expect("heard").patience,
            Duration::from_millis(500)
        );
        for url in [
            "sqlite:///file:a?mode=xx&uri=true",
            "sqlite:///file://host/a?uri=true",
            "sqlite:///a?uri=perhaps",
            "sqlite:///a?timeout=-1",
            "sqlite:///a?timeout=NaN",
            "sqlite:///file:a?vfs=unix&uri=true",
            "sqlite://rel.db",
            "sqlite+pysqlcipher:///a",
        ] {
            assert!(target(url).is_err(), "{url}");
        }
        assert!(!target("sqlite://u:s3cret@h/a").expect_err("no host").contains("s3cret"));
    }
}
