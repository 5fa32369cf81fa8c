//! Database URLs as `SQLAlchemy` reads and shows them (`sqlalchemy/engine/url.py`).

use std::collections::BTreeMap;
use std::fmt;

use super::percent::{quote, quote_plus, unquote, unquote_plus};
use super::{Dialect, DialectError};

/// A password: never shown, not even for debugging.
#[derive(Clone, PartialEq, Eq)]
struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A database URL. `Display` shows it as `SQLAlchemy` does with the password hidden.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    name: String,
    dialect: Dialect,
    user: Option<String>,
    password: Option<Password>,
    host: Option<String>,
    port: Option<u32>,
    database: Option<String>,
    query: BTreeMap<String, Vec<String>>,
}

/// The parts of a URL as they are written.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts<'a> {
    name: &'a str,
    user: Option<&'a str>,
    password: Option<&'a str>,
    host: Option<&'a str>,
    port: Option<&'a str>,
    database: Option<&'a str>,
    query: Option<&'a str>,
}

impl DatabaseUrl {
    /// Reads a URL by `SQLAlchemy`'s rules.
    ///
    /// # Errors
    /// [`DialectError::Url`] and [`DialectError::UnknownDialect`]; neither shows any part behind the driver's name.
    /// Where `SQLAlchemy` silently drops a tail it cannot read, this refuses.
    pub fn parse(text: &str) -> Result<Self, DialectError> {
        let parts = split(text)?;
        let backend = parts.name.split('+').next().unwrap_or_default();
        let dialect = Dialect::from_name(backend).ok_or_else(|| DialectError::UnknownDialect {
            name: backend.to_owned(),
        })?;
        Ok(Self {
            name: parts.name.to_owned(),
            dialect,
            user: parts.user.map(unquote),
            password: parts.password.map(|password| Password(unquote(password))),
            host: parts.host.filter(|host| !host.is_empty()).map(str::to_owned),
            port: parts.port.map(port).transpose()?,
            database: parts.database.map(unquote),
            query: parts.query.map_or_else(BTreeMap::new, query),
        })
    }

    /// The kind of database.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The driver behind the `+`, where one is named.
    #[must_use]
    pub fn driver(&self) -> Option<&str> {
        self.name.split_once('+').map(|(_, driver)| driver)
    }

    /// The user.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The password, for the one who connects.
    #[must_use]
    pub fn password(&self) -> Option<&str> {
        self.password.as_ref().map(|password| password.0.as_str())
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The port.
    #[must_use]
    pub const fn port(&self) -> Option<u32> {
        self.port
    }

    /// The database: a name, or the path of a file.
    #[must_use]
    pub fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// Says whether another URL leads to the same database as the same user, whatever driver and options it names.
    #[must_use]
    pub fn is_same_database(&self, other: &Self) -> bool {
        let kind = |url: &Self| url.dialect.flavour();
        kind(self) == kind(other)
            && self.user == other.user
            && self.host == other.host
            && self.port == other.port
            && self.database == other.database
            && ["host", "port", "unix_socket", "dbname"]
                .iter()
                .all(|key| self.query(key) == other.query(key))
    }

    /// The values of a key of the query.
    #[must_use]
    pub fn query(&self, key: &str) -> &[String] {
        self.query.get(key).map_or(&[], Vec::as_slice)
    }

    /// The keys of the query, sorted.
    pub fn query_keys(&self) -> impl Iterator<Item = &str> {
        self.query.keys().map(String::as_str)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.name)?;
        if let Some(user) = &self.user {
            f.write_str(&quote(user, b" +"))?;
            f.write_str(if self.password.is_some() { ":***@" } else { "@" })?;
        }
        match &self.host {
            Some(host) if host.contains(':') => write!(f, "[{host}]")?,
            Some(host) => f.write_str(host)?,
            None => {}
        }
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        if let Some(database) = &self.database {
            write!(f, "/{}", quote(database, b" +/"))?;
        }
        let mut separator = '?';
        for (key, values) in &self.query {
            for value in values {
                // SQLAlchemy shows these.
                let shown = if is_secret(key) {
                    "***".to_owned()
                } else {
                    quote_plus(value)
                };
                write!(f, "{separator}{}={shown}", quote_plus(key))?;
                separator = '&';
            }
        }
        Ok(())
    }
}

/// Says whether a key of the query holds a password.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["password", "passwd", "secret", "token"]
        .iter()
        .any(|word| key.contains(word))
}

/// Cuts a URL as the regular expression of `_parse_url` does.
fn split(text: &str) -> Result<Parts<'_>, DialectError> {
    let unreadable = |reason: &'static str| DialectError::Url { reason };
    let (name, rest) = text
        .split_once("://")
        .ok_or(unreadable("it is not of the form `dialect://…`"))?;
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '+') {
        return Err(unreadable(
            "the name before `://` holds other characters than letters, digits, `_` and `+`",
        ));
    }
    let (user, password, rest) = credentials(rest);
    let (host, rest) = host(rest);
    let (port, rest) = after(rest, ':', &['/', '?']);
    let (database, rest) = after(rest, '/', &['?']);
    let (query, rest) = after(rest, '?', &['\n']);
    if !rest.is_empty() {
        return Err(unreadable(
            "what stands behind the host cannot be read; `@`, `/`, `:` and `?` in a password are \
                               written as `%40`, `%2F`, `%3A` and `%3F`",
        ));
    }
    Ok(Parts {
        name,
        user,
        password,
        host,
        port,
        database,
        query,
    })
}

/// `(?:([^:/]*)(?::([^@]*))?@)?`
fn credentials(rest: &str) -> (Option<&str>, Option<&str>, &str) {
    let run = rest.find([':', '/']).unwrap_or(rest.len());
    if let Some(behind) = rest[run..].strip_prefix(':')
        && let Some((password, tail)) = behind.split_once('@')
    {
        return (Some(&rest[..run]), Some(password), tail);
    }
    match rest[..run].rfind('@') {
        Some(at) => (Some(&rest[..at]), None, &rest[at + 1..]),
        None => (None, None, rest),
    }
}

/// `(?:\[([^/\?]+)\]|([^/:\?]+))?`
fn host(rest: &str) -> (Option<&str>, &str) {
    if let Some(inside) = rest.strip_prefix('[') {
        let run = inside.find(['/', '?']).unwrap_or(inside.len());
        if let Some(end) = inside[..run].rfind(']').filter(|end| *end > 0) {
            return (Some(&inside[..end]), &inside[end + 1..]);
        }
    }
    let run = rest.find(['/', ':', '?']).unwrap_or(rest.len());
    ((run > 0).then(|| &rest[..run]), &rest[run..])
}

/// A part that starts with a mark and goes up to one of some others.
fn after<'a>(rest: &'a str, mark: char, ends: &[char]) -> (Option<&'a str>, &'a str) {
    match rest.strip_prefix(mark) {
        Some(inside) => {
            let end = inside.find(ends).unwrap_or(inside.len());
            (Some(&inside[..end]), &inside[end..])
        }
        None => (None, rest),
    }
}

fn port(text: &str) -> Result<u32, DialectError> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = digits.then(|| text.parse().ok()).flatten();
    // What is written there may be part of a password: it is not shown.
    number.ok_or(DialectError::Url {
        reason: "the port is no number",
    })
}

/// `parse_qsl`: pairs without a value are left out, a key can stand there several times.
fn query(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut result: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pair in text.split('&') {
        if let Some((key, value)) = pair.split_once('=')
            && !value.is_empty()
        {
            result.entry(unquote_plus(key)).or_default().push(unquote_plus(value));
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> DatabaseUrl {
        DatabaseUrl::parse(text).expect(text)
    }

    #[test]
    fn parts_are_read_and_the_password_is_never_shown() {
        let url = parse("postgresql+psycopg2://us%40er:s%3Acret@[::1]:5432/my db?sslmode=require&a=1&a=2");
        assert_eq!(url.dialect(), Dialect::PostgreSql);
        assert_eq!(url.driver(), Some("psycopg2"));
        assert_eq!(url.user(), Some("us@er"));
        assert_eq!(url.password(), Some("s:cret"));
        assert_eq!((url.host(), url.port()), (Some("::1"), Some(5432)));
        assert_eq!(url.database(), Some("my db"));
        assert_eq!(url.query("a"), ["1", "2"]);
        assert_eq!(
            url.to_string(),
            "postgresql+psycopg2://us%40er:***@[::1]:5432/my db?a=1&a=2&sslmode=require"
        );
        assert!(!format!("{url:?}").contains("cret"));
    }

    #[test]
    fn errors_name_no_part_of_a_password() {
        for text in [
            "postgresql://u:s3cret/x@h:s3cret/db",
            "postgresql://u:p@h:s3cret",
            "postgresql://u:s3cret",
            "nothing s3cret",
            "post gres://u:s3cret@h",
            "postgresql://u@[s3cret]s3cret",
            "postgresql://u:p@h/db?a=1\ns3cret",
        ] {
            let error = DatabaseUrl::parse(text).expect_err(text);
            assert!(
                !error.to_string().contains("s3cret") && !format!("{error:?}").contains("s3cret"),
                "{error:?}"
            );
        }
        assert_eq!(
            DatabaseUrl::parse("postgres://u:s3cret@h/db")
                .expect_err("SQLAlchemy refuses it too")
                .to_string(),
            "the dialect `postgres` of the database URL is not known; write `postgresql`"
        );
    }
}
