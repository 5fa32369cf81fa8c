//! Histories in memory, and what the rules say about them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use onehead::app::check::harms;
use onehead::diagnostic::{Diagnostic, Severity};
use onehead::formats::Kind;
use onehead::graph::Node;
use onehead::history::History;
use onehead::lint::{self, Baseline, Facts, NewSet, Options, Selection, Subject, Verdict};
use onehead::lint::{Past, View, edited};
use onehead::merge::stamp_path::{Applied, Deed, Known, Standing, State, prove};
use onehead::project::{Downgrades, Naming, Options as ProjectOptions, Project, Settings};
use onehead::sources::{Memory, SourceName};
use onehead::text::SourceText;

/// Where the project of every scene lies.
pub const ROOT: &str = "/p";

/// The files of one side, by path relative to [`ROOT`].
pub type Files = BTreeMap<String, String>;

/// Everything that one run of the rules judges.
pub struct Scene {
    pub here: Files,
    pub base: Option<Files>,
    pub before: Vec<Files>,
    /// A released state besides BASE, where one is.
    pub release: Option<Files>,
    /// What merging would make; the files of both sides where it is not said.
    pub merged: Option<Files>,
    pub settings: Settings,
    pub kind: Kind,
    pub facts: Facts,
    /// All are new; otherwise those that neither BASE nor the parents have.
    pub all_new: bool,
    pub select: Vec<String>,
    pub baseline: Option<Baseline>,
}

impl Default for Scene {
    /// A scene in which nobody asks for downgrades, so that files can be short.
    fn default() -> Self {
        Self {
            here: Files::new(),
            base: None,
            before: Vec::new(),
            release: None,
            merged: None,
            settings: Settings {
                downgrades: Downgrades::Optional,
                ..Settings::default()
            },
            kind: Kind::Alembic,
            facts: Facts::default(),
            all_new: false,
            select: Vec::new(),
            baseline: None,
        }
    }
}

/// Makes files of drawings: `"b < a"` is a revision b after a, `"m < b c"` a merge, `"a"` a root; `"a !x"` has the
/// label x, `"a ?x"` depends on x.
pub fn draw(revisions: &[&str]) -> Files {
    revisions.iter().map(|drawing| drawn(drawing)).collect()
}

fn drawn(drawing: &str) -> (String, String) {
    let mut words = drawing.split_whitespace();
    let id = words.next().expect("an id");
    let (mut parents, mut labels, mut dependencies) = (vec![], vec![], vec![]);
    for word in words {
        if let Some(label) = word.strip_prefix('!') {
            labels.push(label);
        } else if let Some(dependency) = word.strip_prefix('?') {
            dependencies.push(dependency);
        } else if word != "<" {
            parents.push(word);
        }
    }
    let tuple = |ids: &[&str]| match ids {
        [] => "None".to_owned(),
        [one] => format!("'{one}'"),
        many => format!("('{}')", many.join("', '")),
    };
    let text = format!(
        "revision = '{id}'\ndown_revision = {}\nbranch_labels = {}\ndepends_on = {}\n",
        tuple(&parents),
        tuple(&labels),
        tuple(&dependencies)
    );
    (format!("versions/{id}.py"), text)
}

impl Scene {
    pub fn new(revisions: &[&str]) -> Self {
        Self {
            here: draw(revisions),
            ..Self::default()
        }
    }

    pub fn file(mut self, name: &str, text: &str) -> Self {
        self.here.insert(format!("versions/{name}"), text.to_owned());
        self
    }

    pub fn base(mut self, revisions: &[&str]) -> Self {
        self.base = Some(draw(revisions));
        self
    }

    pub fn before(mut self, revisions: &[&str]) -> Self {
        self.before.push(draw(revisions));
        self
    }

    pub fn heads(mut self, labels: &[&str]) -> Self {
        self.settings.heads = labels.iter().map(|label| (*label).to_owned()).collect();
        self
    }

    pub fn select(mut self, code: &str) -> Self {
        self.select.push(code.to_owned());
        self
    }

    fn project(&self) -> Arc<Project> {
        Arc::new(Project {
            name: "p".to_owned(),
            config: None,
            section: "alembic".to_owned(),
            directory: PathBuf::from(ROOT),
            version_locations: vec![Path::new(ROOT).join("versions")],
            recursive: false,
            kind: self.kind,
            naming: Naming::default(),
            options: ProjectOptions::default(),
            revision_environment: false,
            post_write_hooks: vec![],
            settings: self.settings.clone(),
            settings_file: None,
        })
    }

    pub fn history(&self, files: &Files, kind: &'static str) -> History {
        let mut memory = Memory::new(SourceName { kind, commits: vec![] });
        for (path, text) in files {
            memory.insert(Path::new(ROOT).join(path), text.as_bytes());
        }
        History::load(&memory, &self.project()).expect("memory never fails")
    }

    /// Runs the rules.
    pub fn verdict(&self) -> Verdict {
        let here = self.history(&self.here, "memory");
        let base = self.base.as_ref().map(|files| self.history(files, "base"));
        let before: Vec<History> = self.before.iter().map(|files| self.history(files, "before")).collect();
        let before: Vec<&History> = before.iter().collect();
        let union = self.base.as_ref().map(|base| {
            let mut files = base.clone();
            files.extend(self.here.clone());
            files
        });
        let merged_files = self.merged.clone().or(union);
        let merged = merged_files.as_ref().map(|files| self.history(files, "merge"));
        let older: Vec<&History> = before.iter().copied().chain(&base).collect();
        let new = if self.all_new || older.is_empty() {
            NewSet::All
        } else {
            NewSet::since(&here, &older)
        };
        let texts = |path: &Path| {
            let inside = path.strip_prefix(ROOT).ok()?.to_str()?;
            let text = self.here.get(inside).or_else(|| merged_files.as_ref()?.get(inside))?;
            SourceText::decode(path, text.as_bytes()).ok().map(Arc::new)
        };
        let mut facts = self.facts.clone();
        if let (None, Some(base), Some(base_files), Some(after), Some(files)) =
            (&facts.past, &base, &self.base, &merged, &merged_files)
        {
            facts.past = Some(self.past((base, base_files), (after, files)));
        }
        let subject = Subject {
            history: &here,
            merged: merged.as_ref(),
            base: base.as_ref(),
            before: &before,
            new: &new,
            texts: &texts,
            facts: &facts,
        };
        let selection = Selection::new(&self.settings, &self.select, &[]).expect("known rules");
        let options = Options {
            selection: &selection,
            baseline: self.baseline.as_ref(),
            root: Path::new(ROOT),
        };
        lint::run(&subject, options)
    }

    /// What becomes of the past, where BASE is published and nothing else but the release.
    fn past(&self, base: (&History, &Files), after: (&History, &Files)) -> Past {
        let texts = |files: &Files, path: &Path| {
            let inside = path.strip_prefix(ROOT).ok()?.to_str()?;
            let text = files.get(inside)?;
            SourceText::decode(path, text.as_bytes()).ok().map(Arc::new)
        };
        let new = state(after.0, after.1);
        let release = self.release.as_ref().map(|files| self.history(files, "release"));
        let old = state(base.0, base.1);
        let released = release
            .as_ref()
            .zip(self.release.as_ref())
            .map(|(history, files)| state(history, files));
        let standing = |name: &str, state| Standing {
            name: name.to_owned(),
            rows: State::rows(state),
            applied: Applied::In(vec![state]),
        };
        let mut standings = vec![standing("main", &old)];
        standings.extend(released.as_ref().map(|state| standing("release/1", state)));
        let report = prove(&standings, &new).beyond(&prove(&standings, &old));
        Past {
            published: base
                .0
                .revisions
                .iter()
                .filter_map(|revision| Some((revision.header.id.known()?.clone(), vec!["main".to_owned()])))
                .collect(),
            edited: edited(
                View {
                    history: base.0,
                    texts: &|path| texts(base.1, path),
                },
                View {
                    history: after.0,
                    texts: &|path| texts(after.1, path),
                },
            ),
            harms: harms(&report),
        }
    }

    pub fn findings(&self) -> Vec<Diagnostic> {
        self.verdict().findings
    }

    /// Answers the codes of the errors, then those of the warnings in brackets: `OH101 (OH110)`.
    pub fn codes(&self) -> String {
        let words: Vec<String> = self
            .findings()
            .iter()
            .map(|finding| match finding.severity {
                Severity::Error => finding.code.to_owned(),
                Severity::Warning => format!("({})", finding.code),
            })
            .collect();
        words.join(" ")
    }

    /// Answers the only finding.
    pub fn only(&self) -> Diagnostic {
        let mut findings = self.findings();
        assert_eq!(findings.len(), 1, "{findings:#?}");
        findings.remove(0)
    }
}

/// Makes the state that the proof asks for of a history.
fn state(history: &History, files: &Files) -> State {
    let known = history.revisions.iter().filter_map(|revision| {
        let header = &revision.header;
        let inside = revision.path.strip_prefix(ROOT).ok()?.to_str()?;
        let node = Node {
            id: header.id.known()?.clone(),
            parents: header
                .parents
                .known()?
                .iter()
                .map(|parent| parent.value.clone())
                .collect(),
            depends_on: header
                .depends_on
                .known()?
                .iter()
                .map(|on| on.value.to_string())
                .collect(),
            labels: vec![],
        };
        Some(Arc::new(Known {
            node,
            message: header.message().into(),
            deed: Deed::new(Kind::Alembic, SourceText::new(inside, files.get(inside)?.as_str())),
        }))
    });
    State::new(known.collect(), vec![])
}
