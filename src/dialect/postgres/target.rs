//! What a `PostgreSQL` URL means: `SQLAlchemy`'s drivers hand its query to libpq, asyncpg or pg8000.

use std::time::Duration;

use crate::dialect::percent::quote;
use crate::dialect::{DatabaseUrl, DialectError};

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tls {
    /// Never.
    Off,
    /// Where the server can; nothing is checked. libpq's default.
    Prefer,
    /// Always; nothing is checked.
    Require,
    /// Always; certificate and name are checked.
    Verify,
}

/// What a URL says of a connection. What it leaves open, libpq's environment variables say (`PGHOST`, ...).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PostgresTarget {
    /// The parts that can be spelled in a URL again; none of them is secret.
    pub(super) parts: Vec<(&'static str, String)>,
    /// The password.
    pub(super) password: Option<String>,
    /// TLS, where the URL says something.
    pub(super) tls: Option<Tls>,
    /// `sslrootcert`.
    pub(super) root_certificate: Option<String>,
    /// `sslcert` and `sslkey`.
    pub(super) client: Option<(String, String)>,
    /// `application_name`.
    pub(super) application: Option<String>,
    /// `options`, as the server reads them.
    pub(super) options: String,
    /// How long connecting may take.
    pub(super) patience: Duration,
}

/// What changes nothing that matters here.
const HARMLESS: [&str; 19] = [
    "async_fallback",
    "channel_binding",
    "client_encoding",
    "command_timeout",
    "fallback_application_name",
    "gssencmode",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "prepared_statement_cache_size",
    "prepared_statement_name_func",
    "sslcompression",
    "sslsni",
    "statement_cache_size",
    "target_session_attrs",
    "tcp_user_timeout",
];

const DRIVERS: [&str; 7] = [
    "psycopg2",
    "psycopg",
    "psycopg_async",
    "psycopg2cffi",
    "asyncpg",
    "pg8000",
    "pygresql",
];

impl PostgresTarget {
    pub(super) fn of(url: &DatabaseUrl) -> Result<Self, DialectError> {
        Self::read(url).map_err(|reason| DialectError::UnusableUrl {
            url: url.to_string(),
            reason,
        })
    }

    fn read(url: &DatabaseUrl) -> Result<Self, String> {
        if let Some(driver) = url.driver().filter(|driver| !DRIVERS.contains(driver)) {
            return Err(format!("the driver `{driver}` of PostgreSQL is not known"));
        }
        let mut target = Self {
            parts: Vec::new(),
            password: url.password().map(str::to_owned),
            tls: None,
            root_certificate: None,
            client: None,
            application: None,
            options: String::new(),
            patience: Duration::from_secs(30),
        };
        let named = |part: Option<&str>| part.filter(|part| !part.is_empty()).map(str::to_owned);
        target.part("host", named(url.host()));
        target.part("port", url.port().map(|port| port.to_string()));
        target.part("user", named(url.user()));
        target.part("dbname", named(url.database()));
        let (mut certificate, mut key) = (None, None);
        for name in url.query_keys() {
            let value = match url.query(name) {
                [value] => value.clone(),
                _ => return Err(format!("`{name}` stands there twice; onehead connects to one server")),
            };
            match name {
                "sslcert" => certificate = Some(value),
                "sslkey" => key = Some(value),
                _ => target.option(name, value)?,
            }
        }
        target.client = match (certificate, key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some((certificate, key)),
            _ => return Err("`sslcert` and `sslkey` belong together".to_owned()),
        };
        target.protect()?;
        Ok(target)
    }

    fn part(&mut self, name: &'static str, value: Option<String>) {
        if let Some(value) = value {
            self.parts.retain(|(other, _)| *other != name);
            self.parts.push((name, value));
        }
    }

    fn option(&mut self, name: &str, value: String) -> Result<(), String> {
        match name {
            "host" | "hostaddr" if value.contains(',') => {
                return Err("it names several hosts; onehead connects to one server".to_owned());
            }
            // asyncpg and psycopg2 take a port behind the host.
            "host" => match value.rsplit_once(':') {
                Some((host, port)) if !host.contains([':', '/']) => {
                    self.part("host", Some(host.to_owned()));
                    self.part("port", Some(port.to_owned()));
                }
                _ => self.part("host", Some(value)),
            },
            "unix_sock" => self.part("host", Some(folder_of_socket(&value))),
            "hostaddr" => self.part("host", Some(value)),
            "port" => self.part("port", Some(value)),
            "user" => self.part("user", Some(value)),
            "dbname" | "database" => self.part("dbname", Some(value)),
            "password" => self.password = Some(value),
            "application_name" => self.application = Some(value),
            "options" => self.options = value,
            "sslmode" | "ssl" => self.tls = Some(tls(&value)?),
            "sslrootcert" if value == "system" => self.tls = Some(Tls::Verify),
            "sslrootcert" => self.root_certificate = Some(value),
            "connect_timeout" | "timeout" => self.patience = patience(&value)?,
            "gssencmode" if value == "require" => return Err("`gssencmode=require` is not supported".to_owned()),
            "channel_binding" if value == "require" => {
                return Err("`channel_binding=require` is not supported".to_owned());
            }
            name if HARMLESS.contains(&name) => {}
            name => return Err(format!("`{name}` is not known")),
        }
        Ok(())
    }

    /// Puts together what is said of TLS in several places.
    fn protect(&mut self) -> Result<(), String> {
        let port = self.get("port").map(str::parse::<u16>);
        if matches!(port, Some(Err(_))) {
            return Err("the port is no number up to 65535".to_owned());
        }
        if self.is_socket() {
            // As in libpq: nobody listens in between.
            self.tls = Some(Tls::Off);
        } else if self.root_certificate.is_some() && self.tls == Some(Tls::Require) {
            // As in libpq: who names an authority wants it checked.
            self.tls = Some(Tls::Verify);
        }
        Ok(())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut parts = self.parts.iter();
        parts.find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }

    /// Says whether it is a socket in the file system.
    pub(super) fn is_socket(&self) -> bool {
        self.get("host").is_some_and(|host| host.starts_with('/'))
    }

    /// A URL that sqlx reads without mistaking anything, and in which no secret stands.
    pub(super) fn plain_url(&self) -> String {
        let mut pairs: Vec<String> = Vec::new();
        for (name, value) in &self.parts {
            pairs.push(format!("{name}={}", quote(value, b"")));
        }
        if !self.options.is_empty() {
            pairs.push(format!("options={}", quote(&self.options, b"")));
        }
        format!("postgres:///?{}", pairs.join("&"))
    }
}

fn tls(value: &str) -> Result<Tls, String> {
    match value.to_ascii_lowercase().as_str() {
        "disable" | "false" => Ok(Tls::Off),
        "allow" | "prefer" => Ok(Tls::Prefer),
        "require" | "true" => Ok(Tls::Require),
        // The name is checked with `verify-ca` too: otherwise whoever has any certificate of a public authority could
        // stand in between.
        "verify-ca" | "verify-full" => Ok(Tls::Verify),
        _ => Err(format!("`sslmode={value}` is not known")),
    }
}

fn patience(value: &str) -> Result<Duration, String> {
    const LONGEST: u64 = 86_400;
    match value.parse::<u64>() {
        // libpq waits for ever.
        Ok(0) => Ok(Duration::from_secs(LONGEST)),
        Ok(seconds) if seconds <= LONGEST => Ok(Duration::from_secs(seconds)),
        _ => Err("`connect_timeout` is no number of seconds up to 86400".to_owned()),
    }
}

fn folder_of_socket(path: &str) -> String {
    let folder = path.rsplit_once("/.s.PGSQL.").map_or(path, |(folder, _)| folder);
    folder.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Result<PostgresTarget, String> {
        let url = DatabaseUrl::parse(url).expect("a URL");
        PostgresTarget::of(&url).map_err(|error| error.to_string())
    }

    #[test]
    fn parts_come_from_the_url_and_its_query() {
        for (url, plain) in [
            ("postgresql://", "postgres:///?"),
            (
                "postgresql+psycopg2://us%40er:x@h:5433/my%20db",
                "postgres:///?host=h&port=5433&user=us%40er&dbname=my%20db",
            ),
            (
                "postgresql://u:x@/db?host=/var/run/pg",
                "postgres:///?user=u&dbname=db&host=%2Fvar%2Frun%2Fpg",
            ),
            (
                "postgresql+asyncpg:///db?host=h:6000&ssl=require",
                "postgres:///?dbname=db&host=h&port=6000",
            ),
            (
                "postgresql+pg8000://u@/db?unix_sock=/tmp/.s.PGSQL.5432",
                "postgres:///?user=u&dbname=db&host=%2Ftmp",
            ),
            (
                "postgresql://h/db?options=-c%20search_path%3Da",
                "postgres:///?host=h&dbname=db&options=-c%20search_path%3Da",
            ),
        ] {
            assert_eq!(target(url).expect(url).plain_url(), plain, "{url}");
        }
    }

    #[test]
    fn tls_is_as_in_libpq_or_stricter() {
        for (query, tls) in [
            ("", None),
            ("sslmode=disable", Some(Tls::Off)),
            ("sslmode=prefer", Some(Tls::Prefer)),
            ("sslmode=require", Some(Tls::Require)),
            ("sslmode=require&sslrootcert=/ca.pem", Some(Tls::Verify)),
            ("sslmode=verify-ca&sslrootcert=/ca.pem", Some(Tls::Verify)),
            ("sslmode=verify-full", Some(Tls::Verify)),
            ("sslrootcert=system", Some(Tls::Verify)),
            ("sslmode=require&host=/tmp", Some(Tls::Off)),
        ] {
            let url = format!("postgresql://h/db?{query}");
            assert_eq!(target(&url).expect(&url).tls, tls, "{query}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused_and_no_password_shown() {
        for query in [
            "service=x",
            "sslmode=perhaps",
            "host=a,b",
            "host=a&host=b",
            "sslcert=/c",
            "port=seventy",
            "connect_timeout=-1",
            "gssencmode=require",
        ] {
            let error = target(&format!("postgresql://u:s3cret@h/db?{query}&password=s3cret")).expect_err(query);
            assert!(!error.contains("s3cret"), "{error}");
        }
        assert!(target("postgresql+nothing://h/db").is_err());
    }
}
