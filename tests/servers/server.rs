//! A server for all tests of this program, and databases on it for each.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use onehead::dialect::{DatabaseUrl, Dialect};

/// The password of the user, as `tests/servers.sh` sets it, and as a URL spells it.
pub const PASSWORD: &str = "p@ss:w/rd%?";
pub const SPELLED: &str = "p%40ss%3Aw%2Frd%25%3F";

/// A server. It ends when this program does: its standard input ends then.
pub struct Server {
    pub dialect: Dialect,
    pub port: u16,
    pub socket: String,
    _child: Child,
}

pub const BOTH: [Dialect; 2] = [Dialect::PostgreSql, Dialect::MariaDb];

/// Answers the server of a kind, started once.
pub fn server(dialect: Dialect) -> &'static Server {
    static POSTGRES: OnceLock<Server> = OnceLock::new();
    static MARIADB: OnceLock<Server> = OnceLock::new();
    let cell = match dialect {
        Dialect::PostgreSql => &POSTGRES,
        _ => &MARIADB,
    };
    cell.get_or_init(|| start(dialect))
}

fn start(dialect: Dialect) -> Server {
    let kind = if dialect == Dialect::PostgreSql {
        "postgres"
    } else {
        "mariadb"
    };
    let mut child = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/servers.sh"))
        .arg(kind)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("tests/servers.sh starts");
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("piped"));
    out.read_line(&mut line).expect("it says something");
    let words: Vec<&str> = line.split_whitespace().collect();
    let ["ready", port, socket, _] = words.as_slice() else {
        panic!("{kind} could not be installed or started: see above");
    };
    Server {
        dialect,
        port: port.parse().expect("a port"),
        socket: (*socket).to_owned(),
        _child: child,
    }
}

/// An empty database of its own.
pub struct Database {
    pub server: &'static Server,
    pub name: String,
}

impl Database {
    pub fn fresh(dialect: Dialect) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let server = server(dialect);
        let name = format!("d{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let database = Self { server, name };
        database.admin(&format!("CREATE DATABASE {}", database.name));
        database
    }

    /// A URL over TCP, with another port where a proxy stands before the server.
    pub fn url_at(&self, port: u16) -> String {
        match self.server.dialect {
            Dialect::PostgreSql => format!(
                "postgresql+psycopg2://onehead:{SPELLED}@127.0.0.1:{port}/{}?sslmode=disable",
                self.name
            ),
            _ => format!(
                "mariadb+pymysql://onehead:{SPELLED}@127.0.0.1:{port}/{}?ssl_disabled=true",
                self.name
            ),
        }
    }

    pub fn url(&self) -> String {
        self.url_at(self.server.port)
    }

    pub fn parsed(&self) -> DatabaseUrl {
        DatabaseUrl::parse(&self.url()).expect("a URL")
    }

    fn admin(&self, sql: &str) {
        self.client(None, sql);
    }

    /// Runs statements with the server's own client and answers what it prints: rows, their values between `|`.
    pub fn sql(&self, sql: &str) -> String {
        self.client(Some(&self.name), sql)
    }

    fn client(&self, database: Option<&str>, sql: &str) -> String {
        let output = self.command(database, sql).output().expect("the client starts");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{sql}: {error}");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        text.trim_end().replace('\t', "|")
    }

    /// The server's own client with statements.
    pub fn command(&self, database: Option<&str>, sql: &str) -> Command {
        let mut command;
        if self.server.dialect == Dialect::PostgreSql {
            command = Command::new("psql");
            command.args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                &self.server.socket,
                "-U",
                "onehead",
            ]);
            command.args([
                "-p",
                &self.server.port.to_string(),
                "-d",
                database.unwrap_or("postgres"),
                "-c",
                sql,
            ]);
        } else {
            command = Command::new("mariadb");
            command.args(["--no-defaults", "-uroot", "-S", &self.server.socket, "-N", "-B"]);
            command.args(["-e", sql]).args(database);
        }
        command
    }

    /// Everything the database holds, as text.
    pub fn dump(&self) -> String {
        let mut command;
        if self.server.dialect == Dialect::PostgreSql {
            command = Command::new("pg_dump");
            command.args(["--inserts", "-h", &self.server.socket, "-U", "onehead"]);
            command.args(["-p", &self.server.port.to_string(), &self.name]);
        } else {
            command = Command::new("mariadb-dump");
            command.args(["--no-defaults", "-uroot", "-S", &self.server.socket]);
            command.args([
                "--skip-comments",
                "--skip-dump-date",
                "--triggers",
                "--routines",
                &self.name,
            ]);
        }
        let output = command.output().expect("the dump starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let lines = text
            .lines()
            .filter(|line| !line.starts_with("--") && !line.starts_with('\\'));
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let force = if self.server.dialect == Dialect::PostgreSql {
            " WITH (FORCE)"
        } else {
            ""
        };
        let sql = format!("DROP DATABASE {}{force}", self.name);
        let _ = self.command(None, &sql).output();
    }
}

/// How often: a small figure, or the full one.
pub fn figure(small: usize, full: usize) -> usize {
    if std::env::var_os("ONEHEAD_FULL").is_some() {
        full
    } else {
        small
    }
}
