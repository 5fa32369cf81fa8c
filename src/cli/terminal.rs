//! The only place that writes to stdout and stderr.

use std::io::{ErrorKind, IsTerminal as _, Read as _, Write as _};

use super::exit::Exit;
use super::failure::Failure;

/// Where answers and talk go. stdout is the answer, stderr is talk.
#[derive(Debug)]
pub struct Terminal {
    quiet: bool,
    answer: String,
}

/// How much of an answer is gathered before it is written.
const CHUNK: usize = 1 << 16;

impl Terminal {
    /// Opens the terminal; a quiet one says nothing but errors.
    #[must_use]
    pub const fn new(quiet: bool) -> Self {
        Self {
            quiet,
            answer: String::new(),
        }
    }

    /// Adds a line to the answer, as Alembic's `print_stdout` does: `-q` silences it.
    pub fn line(&mut self, line: &str) {
        if !self.quiet {
            self.answer.push_str(line);
            self.answer.push('\n');
            self.drain(CHUNK);
        }
    }

    /// Adds text to the answer as it is; not silenced (`--sql`, `--format json`).
    pub fn text(&mut self, text: &str) {
        self.answer.push_str(text);
        self.drain(CHUNK);
    }

    /// Says a line to the person, at once.
    pub fn say(&mut self, line: &str) {
        if !self.quiet {
            self.drain(0);
            let _ = writeln!(anstream::stderr(), "{line}");
        }
    }

    /// Says a warning, at once.
    pub fn warn(&mut self, line: &str) {
        self.say(&format!("warning: {line}"));
    }

    /// Says what makes the answer unreliable, at once. Not silenced.
    pub fn complain(&mut self, line: &str) {
        self.drain(0);
        let _ = writeln!(anstream::stderr(), "error: {line}");
    }

    /// Names a place that could not be read, at once. Not silenced; a stranger's words stay on their line.
    pub fn opaque(&mut self, sentence: &str) {
        self.complain(&crate::text::escape_line(sentence));
    }

    /// Asks for a text.
    ///
    /// # Errors
    /// [`Failure`] when nobody answers.
    pub fn ask_text(&mut self, question: &str, default: &str) -> Result<String, Failure> {
        self.drain(0);
        let prompt = dialoguer::Input::<String>::new()
            .with_prompt(question)
            .default(default.to_owned());
        prompt.interact_text().map_err(|error| unanswered(&error))
    }

    /// Asks for a yes; no is taken for no answer.
    ///
    /// # Errors
    /// [`Failure`] when nobody answers.
    pub fn ask_yes(&mut self, question: &str) -> Result<bool, Failure> {
        self.drain(0);
        let prompt = dialoguer::Confirm::new().with_prompt(question).default(true);
        prompt.interact().map_err(|error| unanswered(&error))
    }

    /// Says why the command failed: one line and its hints. Not silenced.
    pub fn fail(&mut self, failure: &Failure) {
        self.drain(0);
        let mut stderr = anstream::stderr().lock();
        let _ = writeln!(stderr, "error: {}", crate::text::escape_line(&failure.message));
        for hint in &failure.hints {
            let _ = writeln!(stderr, "  help: {}", crate::text::escape_line(hint));
        }
    }

    /// Writes what was answered so far, before another program writes to the same place.
    pub fn flush(&mut self) {
        self.drain(0);
    }

    /// Reads all of standard input; what is no text comes with replacement characters.
    #[must_use]
    pub fn input(&self) -> String {
        let mut bytes = Vec::new();
        // What cannot be read is not there: a hook without its input has nothing to judge.
        let _ = std::io::stdin().lock().read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Tells whether a person can be asked.
    #[must_use]
    pub fn is_interactive(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Tells whether the answer is shown in colour.
    #[must_use]
    pub fn has_colour(&self) -> bool {
        anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
    }

    /// Writes what is left of the answer; a write that fails turns a good end into a bad one.
    #[must_use]
    pub fn finish(mut self, exit: Exit) -> Exit {
        match self.write() {
            Ok(()) => exit,
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "error: cannot write the answer: {error}");
                Exit::Unreadable
            }
        }
    }

    fn drain(&mut self, above: usize) {
        if self.answer.len() > above && self.write().is_err() {
            // The same error comes again, and is reported, when the terminal is finished.
            self.answer.shrink_to(CHUNK);
        }
    }

    fn write(&mut self) -> std::io::Result<()> {
        let mut stdout = std::io::stdout().lock();
        match stdout.write_all(self.answer.as_bytes()).and_then(|()| stdout.flush()) {
            Ok(()) => {
                self.answer.clear();
                Ok(())
            }
            // The reader has seen enough (`| head`): no reason to complain.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.answer.clear();
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

fn unanswered(error: &dialoguer::Error) -> Failure {
    let dialoguer::Error::IO(error) = error;
    let exit = if error.kind() == ErrorKind::Interrupted {
        Exit::Interrupted
    } else {
        Exit::Usage
    };
    Failure::new(
        exit,
        format!("the question was not answered: {error}; nothing was written"),
    )
}
