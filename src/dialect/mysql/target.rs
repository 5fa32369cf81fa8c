//! What a `MySQL` or `MariaDB` URL means: `SQLAlchemy`'s drivers are `PyMySQL`, mysqlclient and their kin.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::dialect::{DatabaseUrl, DialectError};

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tls {
    /// Never.
    Off,
    /// Where the server can; nothing is checked.
    Prefer,
    /// Always; nothing is checked.
    Require,
    /// Always; certificate and name are checked.
    Verify,
}

/// What a URL says of a connection.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct MySqlTarget {
    /// The host, or where there is a socket, whatever it is called.
    pub(super) host: String,
    /// The port.
    pub(super) port: u16,
    /// The socket.
    pub(super) socket: Option<PathBuf>,
    /// The user.
    pub(super) user: Option<String>,
    /// The password.
    pub(super) password: Option<String>,
    /// The database.
    pub(super) database: String,
    /// The character set.
    pub(super) charset: String,
    /// `sql_mode`.
    pub(super) sql_mode: Option<String>,
    /// `init_command`: a statement that the drivers run first.
    pub(super) first: Option<String>,
    /// TLS.
    pub(super) tls: Tls,
    /// `ssl_ca`.
    pub(super) root_certificate: Option<String>,
    /// `ssl_cert` and `ssl_key`.
    pub(super) client: Option<(String, String)>,
    /// How long connecting may take.
    pub(super) patience: Duration,
}

/// What changes nothing that matters here.
const HARMLESS: [&str; 14] = [
    "allow_local_infile",
    "autocommit",
    "binary_prefix",
    "client_flag",
    "local_infile",
    "max_allowed_packet",
    "program_name",
    "read_timeout",
    "ssl_cipher",
    "use_pure",
    "use_unicode",
    "raise_on_warnings",
    "write_timeout",
    "pool_recycle",
];

const DRIVERS: [&str; 9] = [
    "pymysql",
    "mysqldb",
    "mysqlconnector",
    "mariadbconnector",
    "aiomysql",
    "asyncmy",
    "cymysql",
    "gaerdbms",
    "oursql",
];

/// Where servers put their sockets.
const SOCKETS: [&str; 4] = [
    "/run/mysqld/mysqld.sock",
    "/var/run/mysqld/mysqld.sock",
    "/var/lib/mysql/mysql.sock",
    "/tmp/mysql.sock",
];

impl MySqlTarget {
    pub(super) fn of(url: &DatabaseUrl) -> Result<Self, DialectError> {
        Self::read(url).map_err(|reason| DialectError::UnusableUrl {
            url: url.to_string(),
            reason,
        })
    }

    fn read(url: &DatabaseUrl) -> Result<Self, String> {
        if let Some(driver) = url.driver().filter(|driver| !DRIVERS.contains(driver)) {
            return Err(format!("the driver `{driver}` of MySQL is not known"));
        }
        let port = url
            .port()
            .map(|port| u16::try_from(port).map_err(|_| "the port is above 65535".to_owned()));
        let mut target = Self {
            host: url.host().unwrap_or("localhost").to_owned(),
            port: port.transpose()?.unwrap_or(3306),
            socket: None,
            user: url.user().filter(|user| !user.is_empty()).map(str::to_owned),
            password: url.password().map(str::to_owned),
            database: url.database().unwrap_or_default().to_owned(),
            charset: "utf8mb4".to_owned(),
            sql_mode: None,
            first: None,
            tls: Tls::Prefer,
            root_certificate: None,
            client: None,
            patience: Duration::from_secs(30),
        };
        target.hear(url)?;
        if target.database.is_empty() {
            return Err("it names no database".to_owned());
        }
        // What libmysqlclient does: for it, this name means the socket.
        let is_c = matches!(url.driver(), None | Some("mysqldb"));
        if is_c && target.socket.is_none() && target.host == "localhost" {
            let found = SOCKETS.iter().map(Path::new).find(|path| path.exists());
            target.socket = found.map(Path::to_owned);
        }
        Ok(target)
    }

    fn hear(&mut self, url: &DatabaseUrl) -> Result<(), String> {
        let (mut certificate, mut key) = (None, None);
        let mut checks = Vec::new();
        for name in url.query_keys() {
            let value = match url.query(name) {
                [value] => value.clone(),
                _ => return Err(format!("`{name}` stands there twice")),
            };
            match name {
                "unix_socket" => self.socket = Some(PathBuf::from(value)),
                "host" => self.host = value,
                "user" => self.user = Some(value),
                "password" | "passwd" => self.password = Some(value),
                "database" | "db" => self.database = value,
                "charset" => self.charset = plain(name, value)?,
                "sql_mode" => self.sql_mode = Some(plain(name, value)?),
                "init_command" => self.first = Some(value),
                "connect_timeout" | "connection_timeout" => self.patience = patience(name, &value)?,
                "ssl_ca" => self.root_certificate = Some(value),
                "ssl_cert" => certificate = Some(value),
                "ssl_key" => key = Some(value),
                "ssl_disabled" if is_true(&value) => self.tls = Tls::Off,
                "ssl_mode" => self.tls = mode(&value)?,
                "ssl" if is_true(&value) => self.tls = Tls::Require,
                "ssl_check_hostname" | "ssl_verify_cert" | "ssl_verify_identity" => checks.push(is_true(&value)),
                "ssl" | "ssl_disabled" => {}
                name if HARMLESS.contains(&name) => {}
                name => return Err(format!("`{name}` is not known")),
            }
        }
        self.client = match (certificate, key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some((certificate, key)),
            _ => return Err("`ssl_cert` and `ssl_key` belong together".to_owned()),
        };
        // As in PyMySQL: who names an authority wants it checked.
        if self.tls != Tls::Off && (self.root_certificate.is_some() || checks.contains(&true)) {
            self.tls = Tls::Verify;
        } else if self.tls == Tls::Prefer && self.client.is_some() {
            self.tls = Tls::Require;
        }
        Ok(())
    }
}

/// A word that becomes part of a statement.
fn plain(name: &str, value: String) -> Result<String, String> {
    let is_plain = value
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b','));
    if is_plain {
        Ok(value)
    } else {
        Err(format!(
            "`{name}` holds other characters than letters, digits, `_` and `,`"
        ))
    }
}

fn is_true(value: &str) -> bool {
    matches!(value.to_ascii_lowercase().as_str(), "true" | "1" | "yes" | "on")
}

fn mode(value: &str) -> Result<Tls, String> {
    match value.to_ascii_uppercase().as_str() {
        "DISABLED" => Ok(Tls::Off),
        "PREFERRED" => Ok(Tls::Prefer),
        "REQUIRED" => Ok(Tls::Require),
        // The name is checked with VERIFY_CA too: otherwise whoever has any certificate of a public authority could
        // stand in between.
        "VERIFY_CA" | "VERIFY_IDENTITY" => Ok(Tls::Verify),
        _ => Err(format!("`ssl_mode={value}` is not known")),
    }
}

fn patience(name: &str, value: &str) -> Result<Duration, String> {
    const LONGEST: u64 = 86_400;
    match value.parse::<u64>() {
        Ok(seconds) if (1..=LONGEST).contains(&seconds) => Ok(Duration::from_secs(seconds)),
        _ => Err(format!("`{name}` is no number of seconds between 1 and 86400")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Result<MySqlTarget, String> {
        let url = DatabaseUrl::parse(url).expect("a URL");
        MySqlTarget::of(&url).map_err(|error| error.to_string())
    }

    #[test]
    fn parts_come_from_the_url_and_its_query() {
        let found = target("mysql+pymysql://us%40er:p%3Aw@h:3307/my%20db?charset=latin1").expect("reads");
        assert_eq!((found.host.as_str(), found.port, found.socket), ("h", 3307, None));
        assert_eq!(found.user.as_deref(), Some("us@er"));
        assert_eq!(found.password.as_deref(), Some("p:w"));
        assert_eq!((found.database.as_str(), found.charset.as_str()), ("my db", "latin1"));
        let found = target("mariadb+pymysql://u@/db?unix_socket=/tmp/x.sock").expect("reads");
        assert_eq!(found.socket.as_deref(), Some(Path::new("/tmp/x.sock")));
    }

    #[test]
    fn tls_is_as_in_the_drivers_or_stricter() {
        for (query, tls) in [
            ("", Tls::Prefer),
            ("ssl_disabled=true", Tls::Off),
            ("ssl=true", Tls::Require),
            ("ssl_mode=VERIFY_CA", Tls::Verify),
            ("ssl_ca=/ca.pem", Tls::Verify),
            ("ssl_ca=/ca.pem&ssl_check_hostname=false", Tls::Verify),
            ("ssl_cert=/c&ssl_key=/k", Tls::Require),
        ] {
            let url = format!("mysql+pymysql://h/db?{query}");
            assert!(target(&url).expect(&url).tls == tls, "{query}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused_and_no_password_shown() {
        for query in [
            "read_default_file=/x",
            "ssl_cert=/c",
            "charset=a'b",
            "connect_timeout=x",
            "ssl_mode=SOME",
        ] {
            let error = target(&format!("mysql+pymysql://u:s3cret@h/db?{query}&password=s3cret"));
            let error = error.err().expect(query);
            assert!(!error.contains("s3cret"), "{error}");
        }
        assert!(target("mysql+pymysql://u@h").is_err(), "no database");
        assert!(target("mysql+nothing://h/db").is_err());
    }
}
