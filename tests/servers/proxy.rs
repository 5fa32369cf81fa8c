//! A proxy before a server that cuts a connection when it is told to.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use onehead::dialect::Dialect;

/// Where a connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Before the server hears the message of this number.
    Before(usize),
    /// When the server has answered it, before the answer is heard.
    Answer(usize),
    /// When the server has answered the `COMMIT` of this number, before the answer is heard.
    CommitAnswer(usize),
    /// Before the server hears the `COMMIT` of this number.
    CommitBefore(usize),
    /// Never.
    Nowhere,
}

/// A proxy: cuts once, then lets everything through.
pub struct Proxy {
    pub port: u16,
    messages: Arc<AtomicUsize>,
    commits: Arc<AtomicUsize>,
}

impl Proxy {
    pub fn start(dialect: Dialect, server: u16, cut: Cut) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let messages = Arc::new(AtomicUsize::new(0));
        let has_cut = Arc::new(AtomicBool::new(false));
        let commits = Arc::new(AtomicUsize::new(0));
        let counters = (Arc::clone(&messages), Arc::clone(&commits));
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else {
                    return;
                };
                let link = Link {
                    dialect,
                    client,
                    server,
                    cut,
                    messages: Arc::clone(&counters.0),
                    commits: Arc::clone(&counters.1),
                    has_cut: Arc::clone(&has_cut),
                    mute: Arc::new(AtomicBool::new(false)),
                };
                std::thread::spawn(move || link.run());
            }
        });
        Self {
            port,
            messages,
            commits,
        }
    }

    /// How many messages clients have sent.
    pub fn messages(&self) -> usize {
        self.messages.load(Ordering::SeqCst)
    }

    /// How many of them were `COMMIT`.
    pub fn commits(&self) -> usize {
        self.commits.load(Ordering::SeqCst)
    }
}

struct Link {
    dialect: Dialect,
    client: TcpStream,
    server: TcpStream,
    cut: Cut,
    messages: Arc<AtomicUsize>,
    commits: Arc<AtomicUsize>,
    has_cut: Arc<AtomicBool>,
    /// The next answer is not passed on: both sides are cut when it is there.
    mute: Arc<AtomicBool>,
}

impl Link {
    fn run(self) {
        let (mut from, mut to) = (
            self.server.try_clone().expect("copies"),
            self.client.try_clone().expect("copies"),
        );
        let mute = Arc::clone(&self.mute);
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(count) = from.read(&mut buffer) {
                if count == 0 || mute.load(Ordering::SeqCst) || to.write_all(&buffer[..count]).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Both);
            let _ = from.shutdown(Shutdown::Both);
        });
        let mut client = self.client.try_clone().expect("copies");
        let mut server = self.server.try_clone().expect("copies");
        let mut is_first = true;
        while let Some(message) = message(self.dialect, is_first, &mut client) {
            is_first = false;
            let number = self.messages.fetch_add(1, Ordering::SeqCst);
            let is_commit = message.windows(6).any(|part| part == b"COMMIT");
            let commit = is_commit.then(|| self.commits.fetch_add(1, Ordering::SeqCst));
            let is_here = match self.cut {
                Cut::Before(at) | Cut::Answer(at) => at == number,
                Cut::CommitBefore(at) | Cut::CommitAnswer(at) => Some(at) == commit,
                Cut::Nowhere => false,
            };
            if is_here && !self.has_cut.swap(true, Ordering::SeqCst) {
                if matches!(self.cut, Cut::Before(_) | Cut::CommitBefore(_)) {
                    break;
                }
                self.mute.store(true, Ordering::SeqCst);
            }
            if server.write_all(&message).is_err() {
                break;
            }
        }
        if !self.mute.load(Ordering::SeqCst) {
            let _ = server.shutdown(Shutdown::Both);
            let _ = client.shutdown(Shutdown::Both);
        }
    }
}

/// Reads one message of a client; none when it ended.
fn message(dialect: Dialect, is_first: bool, client: &mut TcpStream) -> Option<Vec<u8>> {
    let header = match dialect {
        Dialect::PostgreSql if is_first => 4,
        Dialect::PostgreSql => 5,
        _ => 4,
    };
    let mut message = vec![0; header];
    client.read_exact(&mut message).ok()?;
    let length = if dialect == Dialect::PostgreSql {
        let at = header - 4;
        let length: [u8; 4] = message[at..].try_into().expect("four bytes");
        u32::from_be_bytes(length) as usize - 4
    } else {
        usize::from(message[0]) | usize::from(message[1]) << 8 | usize::from(message[2]) << 16
    };
    let mut body = vec![0; length];
    client.read_exact(&mut body).ok()?;
    message.extend(body);
    Some(message)
}
