//! What the hooks said about a commit, held against `check` of the commit that results.

use onehead::app::check::{Answer, Question, check};
use onehead::app::{Standing, Workspace};
use onehead::diagnostic::Severity;
use onehead::project::{Environment, Request};

use crate::scene::{Scene, said, text, words};

/// What a hook, or a check, said about a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Fine,
    Refused,
}

pub use Verdict::{Fine, Refused};

impl Scene {
    pub fn head(&self) -> Option<String> {
        let output = self.try_git("rev-parse -q --verify HEAD");
        output.status.success().then(|| text(&output.stdout).trim().to_owned())
    }

    /// Lets git make a commit with the hooks; where they refuse, makes it without them. The hook's verdict has to be
    /// the one of `check` about the commit that results. Answers it, with what was said.
    pub fn judge(&self, line: &str) -> (Verdict, String) {
        let (verdict, said) = self.attempt(line);
        assert_eq!(self.check_of_head(), verdict, "git {line}: the hook said: {said}");
        (verdict, said)
    }

    /// Lets git make a commit with the hooks; where they refuse, makes it without them.
    pub fn attempt(&self, line: &str) -> (Verdict, String) {
        let before = self.head();
        let output = self.try_git(line);
        let said = said(&output);
        if output.status.success() {
            assert_ne!(self.head(), before, "git {line} made no commit: {said}");
            return (Fine, said);
        }
        assert_eq!(self.head(), before, "git {line} was refused and made a commit: {said}");
        assert!(
            said.contains("error[OH"),
            "git {line} failed for another reason: {said}"
        );
        let words = words(line);
        if said.contains("Not committing merge") || self.try_git("rev-parse -q --verify MERGE_HEAD").status.success() {
            self.git("commit --no-verify --no-edit");
            return (Refused, said);
        }
        let unchecked = [&words[..1], &["--no-verify"], &words[1..]].concat();
        self.git_words(&unchecked);
        assert_ne!(self.head(), before, "git {unchecked:?} made no commit");
        (Refused, said)
    }

    /// Judges the commit that `HEAD` is, against its own parents. For one parent the command line has to agree.
    pub fn check_of_head(&self) -> Verdict {
        let parents = self.git("rev-list --parents -n 1 HEAD");
        let parents: Vec<String> = parents.split(' ').skip(1).map(ToOwned::to_owned).collect();
        let is_single = parents.len() == 1;
        let request = Request {
            directory: self.at.clone(),
            ..Request::default()
        };
        let workspace = Workspace::new(request, Environment::default());
        let question = Question {
            standing: Standing::Commit("HEAD".to_owned()),
            before: Some(parents),
            ..Question::default()
        };
        let answer = match check(&workspace, &question) {
            Ok(answer) => answer,
            Err(error) => panic!("{error}"),
        };
        let verdict = verdict(&answer);
        if is_single {
            // What is published is asked only with `--against`, so no hook can have an opinion on it.
            let line = "check --at HEAD --against HEAD~1 --ignore OH3";
            let output = self.try_run("onehead", &line.split(' ').collect::<Vec<_>>());
            let expected = i32::from(verdict == Refused);
            let said = said(&output);
            assert_eq!(output.status.code(), Some(expected), "{line}: {said}");
        }
        verdict
    }
}

fn verdict(answer: &Answer) -> Verdict {
    match answer.worst() {
        Some(Severity::Error) => Refused,
        _ => Fine,
    }
}
