//! A project of the corpus as a git history.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use git2::{Index, IndexEntry, IndexTime, Repository, Signature};
use onehead::history::History;
use onehead::project::{Environment, Request, discover};
use onehead::sources::WorkTree;
use serde::Deserialize;

/// Where a project of the corpus keeps its revisions, and what configures it.
pub struct Layout {
    pub name: &'static str,
    /// The folder of revisions in the corpus.
    pub folder: &'static str,
    pub is_recursive: bool,
    /// `onehead.toml`: what the project's own files say in Python.
    pub settings: &'static str,
    /// Whether it is judged by default.
    pub is_small: bool,
}

const fn small(name: &'static str, folder: &'static str) -> Layout {
    Layout {
        name,
        folder,
        is_recursive: false,
        settings: "",
        is_small: true,
    }
}

const fn large(name: &'static str, folder: &'static str) -> Layout {
    let mut layout = small(name, folder);
    layout.is_small = false;
    layout
}

/// neutron names its two branches by constants of its command line tool, and has no way back.
const NEUTRON: Layout = Layout {
    name: "neutron",
    folder: "neutron/neutron/db/migration/alembic_migrations/versions",
    is_recursive: true,
    settings: "downgrades = \"forbidden\"\nheads = [\"expand\", \"contract\"]\n[labels]\n\"EXPAND_BRANCH\" = \"expand\"\n\"CONTRACT_BRANCH\" = \
               \"contract\"\n",
    is_small: false,
};

/// octavia has no way back, and says so nowhere but in its documentation.
const OCTAVIA: Layout = Layout {
    settings: "downgrades = \"forbidden\"\n",
    ..large("octavia", "octavia/octavia/db/migration/alembic_migrations/versions")
};

pub const LAYOUTS: &[Layout] = &[
    small("jupyterhub", "jupyterhub/jupyterhub/alembic/versions"),
    small("mlflow-auth", "mlflow/mlflow/server/auth/db/migrations/versions"),
    small("quetz", "quetz_server/quetz/migrations/versions"),
    small("skypilot-jobs", "skypilot/sky/schemas/db/spot_jobs"),
    small("skypilot-state", "skypilot/sky/schemas/db/global_user_state"),
    small("phoenix", "arize_phoenix/phoenix/db/migrations/versions"),
    small("bodhi", "bodhi_server/bodhi/server/migrations/versions"),
    small("lemur", "lemur/lemur/migrations/versions"),
    small("galaxy-tsi", "galaxy_data/galaxy/model/migrations/alembic/versions_tsi"),
    small("galaxy", "galaxy_data/galaxy/model/migrations/alembic/versions_gxy"),
    large("open-webui", "open_webui/open_webui/migrations/versions"),
    large("mlflow", "mlflow/mlflow/store/db_migrations/versions"),
    large("dagster", "dagster/dagster/_core/storage/alembic/versions"),
    OCTAVIA,
    large(
        "prefect-postgresql",
        "prefect/prefect/server/database/_migrations/versions/postgresql",
    ),
    large(
        "prefect-sqlite",
        "prefect/prefect/server/database/_migrations/versions/sqlite",
    ),
    large("privacyidea", "privacyidea/privacyidea/migrations/versions"),
    large("airflow-3", "apache_airflow_core/airflow/migrations/versions"),
    large("airflow-2", "apache_airflow/airflow/migrations/versions"),
    NEUTRON,
    large("langflow", "langflow_base/langflow/alembic/versions"),
    large("zenml", "zenml/zenml/zen_stores/migrations/versions"),
    large("superset", "apache_superset/superset/migrations/versions"),
    large(
        "backend-ai",
        "backend_ai_manager/ai/backend/manager/models/alembic/versions",
    ),
];

/// A finding, as `check --format json` says it.
#[derive(Debug, Deserialize)]
pub struct Finding {
    pub code: String,
    pub severity: String,
    pub message: String,
}

/// What `check --staged` said before a commit.
pub struct Judged {
    pub revision: String,
    pub exit: i32,
    pub findings: Vec<Finding>,
    pub said: String,
}

#[derive(Deserialize)]
struct Report {
    findings: Vec<Finding>,
}

/// A history being laid out.
pub struct Laid {
    _directory: tempfile::TempDir,
    repository: Repository,
    index: Index,
    /// The revisions that are not committed yet, the last one first.
    waiting: Vec<(String, PathBuf)>,
}

impl Laid {
    /// Makes a repository whose first commit holds everything but the revisions; they lie in the working tree.
    pub fn out(layout: &Layout) -> Self {
        let directory = tempfile::tempdir().expect("a folder");
        let root = directory.path().canonicalize().expect("it is there");
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/corpus");
        assert!(
            corpus.join(".complete").exists(),
            "no corpus: run tests/corpus/fetch.sh first"
        );
        copy_tree(&corpus.join(layout.folder), &root.join("mig/versions"));
        let recursive = layout.is_recursive;
        let ini = format!("[alembic]\nscript_location = %(here)s/mig\nrecursive_version_locations = {recursive}\n");
        fs::write(root.join("alembic.ini"), ini).expect("write");
        fs::write(root.join("mig/env.py"), "").expect("write");
        fs::write(root.join("onehead.toml"), layout.settings).expect("write");
        let repository = Repository::init(&root).expect("a repository");
        let mut index = repository.index().expect("an index");
        let waiting = waiting(&root);
        let revisions: HashSet<&PathBuf> = waiting.iter().map(|(_, path)| path).collect();
        for path in files(&root).iter().filter(|path| !revisions.contains(path)) {
            add(&mut index, &root, path);
        }
        let mut laid = Self {
            _directory: directory,
            repository,
            index,
            waiting,
        };
        laid.commit();
        laid
    }

    /// Stages the next revision, asks onehead, and commits whatever it says.
    pub fn next_commit(&mut self) -> Option<Judged> {
        let (revision, path) = self.waiting.pop()?;
        let root = self.repository.workdir().expect("not bare").to_path_buf();
        add(&mut self.index, &root, &path);
        self.index.write().expect("write");
        let mut command = Command::new(env!("CARGO_BIN_EXE_onehead"));
        command
            .args(["check", "--staged", "--format", "json"])
            .current_dir(&root)
            .env_clear();
        let output = command.output().expect("onehead starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let report: Result<Report, _> = serde_json::from_slice(&output.stdout);
        self.commit();
        Some(Judged {
            revision,
            exit: output.status.code().expect("an exit code"),
            findings: report.map(|report| report.findings).unwrap_or_default(),
            said,
        })
    }

    fn commit(&mut self) {
        let git = &self.repository;
        let tree = self
            .index
            .write_tree()
            .and_then(|id| git.find_tree(id))
            .expect("a tree");
        let author = Signature::new("A", "a@example.org", &git2::Time::new(0, 0)).expect("a name");
        let parent = git.head().and_then(|head| head.peel_to_commit()).ok();
        let parents: Vec<_> = parent.iter().collect();
        git.commit(Some("HEAD"), &author, &author, "next", &tree, &parents)
            .expect("a commit");
    }
}

/// Lists the revisions, the newest first: each behind its parents and dependencies.
fn waiting(root: &Path) -> Vec<(String, PathBuf)> {
    let request = Request {
        directory: root.to_path_buf(),
        ..Request::default()
    };
    let project = discover(&WorkTree, &request, &Environment::default()).expect("the project");
    let history = History::load(&WorkTree, &std::sync::Arc::new(project)).expect("the history");
    let graph = &history.graph;
    let newest_first = graph.history().into_iter();
    newest_first
        .map(|rev| (graph.id(rev).to_string(), history.revision(rev).path.clone()))
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.ends_with(".git") {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).expect("inside"));
        fs::create_dir_all(target.parent().expect("inside")).expect("a folder");
        fs::copy(path, target).expect("a file");
    }
}

fn add(index: &mut Index, root: &Path, path: &Path) {
    let name = path
        .strip_prefix(root)
        .expect("inside")
        .to_str()
        .expect("names of wheels are UTF-8");
    let bytes = fs::read(path).expect("a file");
    let entry = IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode: 0o100_644,
        uid: 0,
        gid: 0,
        file_size: 0,
        id: git2::Oid::ZERO_SHA1,
        flags: 0,
        flags_extended: 0,
        path: name.as_bytes().to_vec(),
    };
    index.add_frombuffer(&entry, &bytes).expect("an entry");
}
