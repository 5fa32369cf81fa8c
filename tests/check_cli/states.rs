//! Running `check` and looking at what it answers.

use std::process::Output;

use crate::scene::{Scene, text};

/// What `onehead check` answered.
pub struct Answer {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    fn of(output: &Output) -> Self {
        Self {
            exit: output.status.code().expect("not killed"),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    /// The codes of all findings, errors first, `!` behind a warning.
    pub fn codes(&self) -> Vec<String> {
        let lines = self.out.lines();
        lines
            .filter_map(|line| {
                let (severity, rest) = line.split_once("[OH")?;
                let code = rest.split(' ').next()?;
                match severity {
                    "error" => Some(format!("OH{code}")),
                    "warning" => Some(format!("OH{code}!")),
                    _ => None,
                }
            })
            .collect()
    }
}

impl Scene {
    /// Runs `onehead check`, its arguments parted by spaces.
    pub fn check(&self, line: &str) -> Answer {
        self.onehead(&format!("check {line}"))
    }

    pub fn onehead(&self, line: &str) -> Answer {
        Answer::of(&self.try_run("onehead", &crate::scene::words(line)))
    }

    /// Runs `onehead check` and holds the codes of its findings, `!` behind a warning, and the exit code.
    pub fn expect(&self, line: &str, codes: &[&str], exit: i32) -> Answer {
        let answer = self.check(line);
        let told = format!("check {line}: {}{}", answer.out, answer.err);
        assert_eq!(
            (answer.codes(), answer.exit),
            (codes.iter().map(|&code| code.to_owned()).collect(), exit),
            "{told}"
        );
        answer
    }
}
