//! What onehead makes of the same files.

use std::path::Path;
use std::sync::Arc;

use onehead::app::Place;
use onehead::app::compile::{Body, Compiler, Frame};
use onehead::dialect::Dialect;
use onehead::formats::Kind;
use onehead::graph::Direction;
use onehead::history::History;
use onehead::project::{Environment, Request, discover};
use onehead::sources::{Overlay, WorkTree};

use super::oracle::Project;

/// One body.
pub struct Step {
    /// The file, relative to the project's folder.
    pub path: String,
    /// Which way.
    pub direction: Direction,
}

/// Compiles every body of a folder, each by itself.
pub fn bodies(project: &Project, folder: &str, dialect: Dialect) -> Vec<(Step, Body)> {
    let root = project.folder();
    let place = place(&root, folder);
    let frame = Frame::plain(dialect);
    let directions = [Direction::Up, Direction::Down];
    let steps: Vec<_> = place
        .history
        .graph
        .revs()
        .flat_map(|rev| directions.map(|direction| (rev, direction)))
        .collect();
    let bodies = Compiler::each(&place, &frame, &steps).expect("files are there");
    let steps = steps.iter().map(|(_, direction)| *direction);
    steps
        .zip(bodies)
        .map(|(direction, body)| {
            let path = body.path.strip_prefix(&root).expect("below the root");
            let path = path.to_string_lossy().into_owned();
            (Step { path, direction }, body)
        })
        .collect()
}

/// A project as it would be configured: the wheels have no ini file.
pub fn place<'a>(root: &Path, folder: &str) -> Place<'a> {
    let ini = format!(
        "[alembic]\nscript_location = {scripts}\nversion_locations = {folder}\nrecursive_version_locations = true\n\
         path_separator = newline\nprepend_sys_path = .\n",
        scripts = Path::new(folder).parent().expect("a folder above").display(),
    );
    let path = root.join("onehead-corpus.ini");
    let mut source = Box::new(Overlay::new(&WorkTree));
    source.write(path.clone(), ini.into_bytes());
    let request = Request {
        directory: root.to_path_buf(),
        configs: vec![path],
        ..Request::default()
    };
    let project = discover(source.as_ref(), &request, &Environment::default()).expect("a project");
    assert_eq!(project.kind, Kind::Alembic);
    let project = Arc::new(project);
    let history = History::load(source.as_ref(), &project).expect("a folder");
    Place {
        directory: root.to_path_buf(),
        project,
        history,
        source,
    }
}
