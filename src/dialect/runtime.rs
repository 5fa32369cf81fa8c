//! The one place where asynchronous code is waited for, and where signals are heard.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use super::DialectError;
use super::connection::Signal;

/// How long a server is given to cancel a statement.
const CANCEL: Duration = Duration::from_secs(5);

/// A runtime for one session, started only when a database is opened. It has no threads of its own.
///
/// One that listens hears `SIGINT` and `SIGTERM`: the statement that runs is cancelled, and what began is taken back
/// before the process ends. A second signal waits for nothing more.
pub(super) struct Runtime {
    executor: tokio::runtime::Runtime,
    signals: RefCell<Option<Signals>>,
    stopped: Cell<Option<Signal>>,
}

impl Runtime {
    pub(super) fn start(listens: bool) -> Result<Self, DialectError> {
        let failed = |error: std::io::Error| DialectError::Database {
            doing: "starting",
            message: error.to_string(),
            busy: false,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(failed)?;
        let signals = if listens {
            let _inside = runtime.enter();
            Some(Signals::listen().map_err(failed)?)
        } else {
            None
        };
        Ok(Self {
            executor: runtime,
            signals: RefCell::new(signals),
            stopped: Cell::new(None),
        })
    }

    /// Waits for something short.
    pub(super) fn wait<F: Future>(&self, future: F) -> F::Output {
        self.executor.block_on(future)
    }

    /// Waits for a statement, and has it cancelled when a signal comes; none where a second one came.
    pub(super) fn work<F: Future>(&self, future: F, cancel: impl Future) -> Option<F::Output> {
        let mut signals = self.signals.borrow_mut();
        let Some(signals) = signals.as_mut() else {
            return Some(self.executor.block_on(future));
        };
        self.executor.block_on(async {
            let mut future = pin!(future);
            match race(future.as_mut(), pin!(signals.next())).await {
                First::One(outcome) => return Some(outcome),
                First::Other(signal) => self.stopped.set(Some(signal)),
            }
            let mut cancel = pin!(tokio::time::timeout(CANCEL, cancel));
            if let First::One(outcome) = race(future.as_mut(), cancel.as_mut()).await {
                return Some(outcome);
            }
            // A statement that cannot be cancelled is waited for.
            match race(future, pin!(signals.next())).await {
                First::One(outcome) => Some(outcome),
                First::Other(_) => None,
            }
        })
    }

    /// Waits a while, or until a signal comes.
    pub(super) fn sleep(&self, time: Duration) {
        let _ = self.work(rest(time), std::future::ready(()));
    }

    /// The signal that asked to stop, if one did.
    pub(super) fn stopped(&self) -> Option<Signal> {
        if self.stopped.get().is_none()
            && let Some(signals) = self.signals.borrow_mut().as_mut()
        {
            // Once around, so that what the system has to say is heard.
            let heard = self
                .executor
                .block_on(race(pin!(signals.next()), pin!(tokio::task::yield_now())));
            if let First::One(signal) = heard {
                self.stopped.set(Some(signal));
            }
        }
        self.stopped.get()
    }
}

async fn rest(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Which of two came first.
enum First<A, B> {
    One(A),
    Other(B),
}

/// Waits for the first of two; where both are there, the one that is named first.
async fn race<A: Future, B: Future>(mut one: Pin<&mut A>, mut other: Pin<&mut B>) -> First<A::Output, B::Output> {
    poll_fn(|context| {
        if let Poll::Ready(outcome) = one.as_mut().poll(context) {
            return Poll::Ready(First::One(outcome));
        }
        other.as_mut().poll(context).map(First::Other)
    })
    .await
}

/// The signals that end a run.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> Signal {
        match race(pin!(self.interrupt.recv()), pin!(self.terminate.recv())).await {
            First::One(_) => Signal::Interrupt,
            First::Other(_) => Signal::Terminate,
        }
    }
}

/// The signals that end a run: Ctrl-C.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Signal {
        // Where it cannot be heard nobody can be waited for either.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Signal::Interrupt
    }
}
