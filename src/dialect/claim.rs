//! A database that belongs to one run.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::session::{Access, Session, Versions, open};
use super::sqlite::{DatabaseLock, SqliteTarget};
use super::{DatabaseUrl, Dialect, DialectError, VersionTable};

/// A locked database. Other runs wait until it is dropped, or the process ends, however it ends.
pub struct Claim {
    // Dropped before the lock: what is open is taken back while nobody else looks.
    session: Option<Box<dyn Session>>,
    lock: Option<DatabaseLock>,
    url: DatabaseUrl,
    directory: PathBuf,
    table: VersionTable,
}

impl Claim {
    /// Locks the database of a URL for one run: a server by the connection that does the work, a `SQLite` file by a
    /// file beside it. A `SQLite` file that is absent is not created.
    ///
    /// # Errors
    /// [`DialectError::Held`] when another run keeps it for longer than `patience`; what forbids to open or lock it.
    pub fn take(
        url: &DatabaseUrl,
        directory: &Path,
        table: &VersionTable,
        patience: Duration,
    ) -> Result<Self, DialectError> {
        let mut claim = Self {
            session: None,
            lock: None,
            url: url.clone(),
            directory: directory.to_owned(),
            table: table.clone(),
        };
        if url.dialect() == Dialect::Sqlite {
            claim.lock = DatabaseLock::acquire(&SqliteTarget::of(url, directory)?, patience)?;
        } else {
            let mut session = claim.opened(Access::Change)?;
            if let Some(session) = &mut session {
                session.lock(patience)?;
            }
            claim.session = session;
        }
        Ok(claim)
    }

    fn opened(&self, access: Access) -> Result<Option<Box<dyn Session>>, DialectError> {
        open(&self.url, &self.directory, &self.table, access)
    }

    /// Looks at the database without creating it; none where it is not there.
    ///
    /// # Errors
    /// What the question says.
    pub fn look<T>(
        &mut self,
        question: impl FnOnce(&mut dyn Session) -> Result<T, DialectError>,
    ) -> Result<Option<T>, DialectError> {
        if let Some(session) = &mut self.session {
            return question(session.as_mut()).map(Some);
        }
        match self.opened(Access::Look)? {
            Some(mut session) => question(session.as_mut()).map(Some),
            None => Ok(None),
        }
    }

    /// Reads where the database stands; one that is not there stands nowhere.
    ///
    /// # Errors
    /// As [`Session::versions`].
    pub fn versions(&mut self) -> Result<Versions, DialectError> {
        Ok(self.look(|session| session.versions())?.unwrap_or_default())
    }

    /// Answers the session that changes it; none where it cannot be.
    ///
    /// # Errors
    /// What forbids to open it.
    pub fn session(&mut self) -> Result<Option<&mut (dyn Session + '_)>, DialectError> {
        if self.session.is_none() {
            self.session = self.opened(Access::Change)?;
        }
        match &mut self.session {
            Some(session) => Ok(Some(session.as_mut())),
            None => Ok(None),
        }
    }
}
