use std::path::{Path, PathBuf};

use crate::formats::Kind;
use crate::project::{Environment, Project, ProjectError, Request, discover, discover_all};
use crate::sources::{Memory, SourceName};

fn tree(files: &[(&str, &str)]) -> Memory {
    let mut memory = Memory::new(SourceName {
        kind: "memory",
        commits: vec![],
    });
    for (path, text) in files {
        memory.insert(*path, text.as_bytes());
    }
    memory
}

fn request(directory: &str) -> Request {
    Request {
        directory: PathBuf::from(directory),
        root: Some(PathBuf::from("/r")),
        ..Request::default()
    }
}

fn find(files: &[(&str, &str)], request: &Request) -> Result<Project, ProjectError> {
    discover(&tree(files), request, &Environment::default())
}

fn found(files: &[(&str, &str)], directory: &str) -> Project {
    find(files, &request(directory)).expect("a project")
}

const INI: &str = "[alembic]\nscript_location = m\n";

#[test]
fn the_configuration_of_the_working_directory_counts() {
    let files = [("/r/alembic.ini", INI), ("/r/m/env.py", ""), ("/r/m/versions/a.py", "")];
    let project = found(&files, "/r");
    assert_eq!((project.name.as_str(), project.kind), ("m", Kind::Alembic));
    assert_eq!(project.directory, Path::new("/r/m"));
    assert_eq!(project.version_locations, [Path::new("/r/m/versions")]);
    assert_eq!(project.config.as_deref(), Some(Path::new("/r/alembic.ini")));
}

#[test]
fn the_nearest_configuration_above_counts_and_its_folder_with_it() {
    let files = [
        ("/r/alembic.ini", INI),
        ("/r/m/env.py", ""),
        ("/r/api/alembic.ini", INI),
        ("/r/api/m/env.py", ""),
        ("/r/api/src/app.py", ""),
    ];
    assert_eq!(found(&files, "/r/api/src").directory, Path::new("/r/api/m"));
    assert_eq!(found(&files, "/r/api").name, "api/m");
    assert_eq!(found(&files, "/r/web").directory, Path::new("/r/m"));
    // The search ends at the root of the repository.
    let outside = [("/alembic.ini", INI), ("/m/env.py", "")];
    assert!(matches!(
        find(&outside, &request("/r/x")),
        Err(ProjectError::NotFound(_))
    ));
}

#[test]
fn folders_are_found_by_their_shape() {
    for folder in ["migrations", "alembic"] {
        let env = format!("/r/{folder}/env.py");
        let script = format!("/r/{folder}/versions/a.py");
        let project = found(&[(&env, ""), (&script, "")], "/r");
        assert_eq!((project.name.as_str(), project.kind), (folder, Kind::Alembic));
        assert_eq!(project.config, None);
        // From inside of it, too.
        let inside = request(&format!("/r/{folder}/versions"));
        assert_eq!(
            find(&[(&env, ""), (&script, "")], &inside).expect("a project").name,
            folder
        );
    }
    let sql = found(&[("/r/migrations/versions/a.sql", "")], "/r");
    assert_eq!(sql.kind, Kind::Sql);
    let payload = [
        ("/r/migrations/versions/a.sql", ""),
        ("/r/migrations/versions/a.py", ""),
    ];
    assert_eq!(found(&payload, "/r").kind, Kind::Alembic);
    let no_shape = [("/r/migrations/a.sql", ""), ("/r/docs/versions/v1.md", "")];
    assert!(matches!(
        find(&no_shape, &request("/r")),
        Err(ProjectError::NotFound(_))
    ));
}

#[test]
fn flask_migrates_ini_without_a_location_means_its_own_folder() {
    let files = [
        ("/r/migrations/alembic.ini", "[alembic]\nfile_template = %%(rev)s\n"),
        ("/r/migrations/env.py", ""),
        ("/r/migrations/versions/a.py", ""),
    ];
    let project = found(&files, "/r");
    assert_eq!(project.directory, Path::new("/r/migrations"));
    assert_eq!(project.naming.file_template, "%(rev)s");
    let mut named = request("/r");
    named.configs = vec!["migrations/alembic.ini".into()];
    assert_eq!(
        find(&files, &named).expect("a project").directory,
        Path::new("/r/migrations")
    );
}

#[test]
fn a_named_configuration_is_relative_to_the_working_directory_first() {
    let files = [
        ("/r/etc/db.ini", INI),
        ("/r/m/env.py", ""),
        ("/r/etc/m/env.py", ""),
        ("/r/etc/own.ini", "[alembic]\nscript_location = own\n"),
        ("/r/etc/own/env.py", ""),
    ];
    let mut request = request("/r");
    request.configs = vec!["etc/db.ini".into()];
    assert_eq!(find(&files, &request).expect("a project").directory, Path::new("/r/m"));
    request.configs = vec!["etc/own.ini".into()];
    assert_eq!(
        find(&files, &request).expect("a project").directory,
        Path::new("/r/etc/own")
    );
    request.configs = vec![];
    let environment = Environment::from_pairs([("ALEMBIC_CONFIG", "/r/etc/db.ini")]);
    let project = discover(&tree(&files), &request, &environment).expect("a project");
    assert_eq!(project.config.as_deref(), Some(Path::new("/r/etc/db.ini")));
    request.configs = vec!["etc/none.ini".into()];
    let error = find(&files, &request).expect_err("no such file");
    assert_eq!(error.to_string(), "no such configuration file: /r/etc/none.ini");
    assert!(!error.is_usage());
    request.configs = vec!["a.ini".into(), "b.ini".into()];
    assert!(find(&files, &request).expect_err("two").is_usage());
}

#[test]
fn ini_and_toml_stand_together_and_the_ini_wins() {
    let toml = "[tool.alembic]\nscript_location = \"t\"\nfile_template = \"%%(rev)s\"\ntimezone = \"UTC\"\n\
                version_locations = [\"%(here)s/v1\", \"v2\"]\nrecursive_version_locations = true\n\
                [[tool.alembic.post_write_hooks]]\nname = \"ruff\"\n";
    let files = [
        (
            "/r/alembic.ini",
            "[alembic]\nscript_location = m\ntimezone = Europe/Berlin\n",
        ),
        ("/r/pyproject.toml", toml),
        ("/r/m/env.py", ""),
        ("/r/t/env.py", ""),
        ("/r/v1/a.py", ""),
    ];
    let project = found(&files, "/r");
    assert_eq!(project.directory, Path::new("/r/m"));
    assert_eq!(project.naming.file_template, "%(rev)s");
    assert_eq!(project.naming.timezone.as_deref(), Some("Europe/Berlin"));
    assert_eq!(project.version_locations, [Path::new("/r/v1"), Path::new("/r/v2")]);
    assert!(project.recursive);
    assert_eq!(project.post_write_hooks, ["ruff"]);
    let project = found(&files[1..], "/r");
    assert_eq!(project.directory, Path::new("/r/t"));
    assert_eq!(project.config.as_deref(), Some(Path::new("/r/pyproject.toml")));
}

#[test]
fn sections_are_chosen_by_name() {
    let ini = "[alembic]\nscript_location = m\n[tenants]\nscript_location = t\n[logging]\nx = 1\n";
    let files = [("/r/alembic.ini", ini), ("/r/m/env.py", ""), ("/r/t/env.py", "")];
    let mut request = request("/r");
    request.section = Some("tenants".to_owned());
    assert_eq!(find(&files, &request).expect("a project").directory, Path::new("/r/t"));
    request.section = Some("nobody".to_owned());
    let error = find(&files, &request).expect_err("no such section");
    assert!(error.is_usage());
    assert_eq!(
        error.to_string(),
        "/r/alembic.ini: no section [nobody]; sections with a script_location: alembic, tenants"
    );
    request.section = Some("logging".to_owned());
    let error = find(&files, &request).expect_err("no location").to_string();
    assert!(
        error.contains("no 'script_location' key found in configuration"),
        "{error}"
    );
}

#[test]
fn a_missing_directory_is_named_with_the_line_of_the_key() {
    let error = find(&[("/r/alembic.ini", INI)], &request("/r")).expect_err("not there");
    assert_eq!(
        error.to_string(),
        "/r/alembic.ini:2: path doesn't exist: /r/m (script_location)"
    );
    assert!(error.is_absent());
    let error = find(&[("/r/alembic.ini", "[alembic]\n")], &request("/r")).expect_err("no key");
    assert_eq!(
        error.to_string(),
        "/r/alembic.ini: no 'script_location' key found in configuration"
    );
}

#[test]
fn packages_are_looked_for_in_the_tree() {
    let ini = "[alembic]\nscript_location = my.app:db/migrations\nprepend_sys_path = lib\npath_separator = os\n";
    for home in ["/r/lib", "/r", "/r/src"] {
        let env = format!("{home}/my/app/db/migrations/env.py");
        let project = found(&[("/r/alembic.ini", ini), (&env, "")], "/r");
        assert_eq!(project.directory, Path::new(home).join("my/app/db/migrations"));
    }
    let error = find(&[("/r/alembic.ini", ini)], &request("/r"))
        .expect_err("no package")
        .to_string();
    assert!(
        error.starts_with("/r/alembic.ini:2: the package of `my.app:db/migrations` was not found"),
        "{error}"
    );
}

#[test]
fn every_script_directory_of_a_repository_is_found_once() {
    let files = [
        (
            "/r/api/alembic.ini",
            "[alembic]\nscript_location = m\n[tenants]\nscript_location = t\n",
        ),
        ("/r/api/m/env.py", ""),
        ("/r/api/m/versions/a.py", ""),
        ("/r/api/t/env.py", ""),
        (
            "/r/billing/pyproject.toml",
            "[tool.alembic]\nscript_location = \"db\"\n",
        ),
        ("/r/billing/db/env.py", ""),
        ("/r/flask/migrations/alembic.ini", "[alembic]\n"),
        ("/r/flask/migrations/env.py", ""),
        ("/r/flask/migrations/versions/a.py", ""),
        ("/r/plain/migrations/versions/a.sql", ""),
        ("/r/sql/onehead.toml", "script_location = \"changes\"\n"),
        ("/r/sql/changes/versions/a.sql", ""),
        ("/r/broken/alembic.ini", "script_location = m\n"),
        ("/r/node_modules/x/migrations/versions/a.py", ""),
        ("/r/.tox/x/migrations/versions/a.py", ""),
        ("/r/myenv/pyvenv.cfg", ""),
        ("/r/myenv/lib/migrations/versions/a.py", ""),
        ("/r/docs/versions/index.md", ""),
    ];
    let mut request = request("/r");
    let all = discover_all(&tree(&files), &request, &Environment::default()).expect("projects");
    assert_eq!(
        all.names(),
        [
            "api/m",
            "api/t",
            "billing/db",
            "flask/migrations",
            "plain/migrations",
            "sql/changes"
        ]
    );
    let problems: Vec<String> = all.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        ["/r/broken/alembic.ini:1: a section such as [alembic] must come first"]
    );
    assert!(matches!(find(&files, &request), Err(ProjectError::Several { names }) if names.len() == 6));
    for (name, directory) in [
        ("api/t", "/r/api/t"),
        ("t", "/r/api/t"),
        ("billing", "/r/billing/db"),
        ("sql/", "/r/sql/changes"),
    ] {
        request.project = Some(name.to_owned());
        assert_eq!(find(&files, &request).expect(name).directory, Path::new(directory));
    }
    request.project = Some("migrations".to_owned());
    assert!(matches!(find(&files, &request), Err(ProjectError::Several { names }) if names.len() == 2));
    request.project = Some("nobody".to_owned());
    assert!(find(&files, &request).expect_err("no such project").is_usage());
}

#[test]
fn the_only_project_below_is_meant() {
    let files = [("/r/services/api/alembic.ini", INI), ("/r/services/api/m/env.py", "")];
    assert_eq!(found(&files, "/r").name, "services/api/m");
}

#[test]
fn sections_that_share_a_directory_have_names_of_their_own() {
    let ini = "[alembic]\nscript_location = m\n[two]\nscript_location = m\nversion_locations = v2\n";
    let files = [("/r/alembic.ini", ini), ("/r/m/env.py", ""), ("/r/v2/a.py", "")];
    let all = discover_all(&tree(&files), &request("/r"), &Environment::default()).expect("projects");
    assert_eq!(all.names(), ["m:alembic", "m:two"]);
    assert_eq!(all.projects[1].version_locations, [Path::new("/r/v2")]);
}

#[test]
fn a_broken_value_elsewhere_does_not_stop_a_project() {
    let ini = "[alembic]\nscript_location = m\nsqlalchemy.url = postgresql://u:p%40w@h/d\nother = 1\n";
    let project = found(&[("/r/alembic.ini", ini), ("/r/m/env.py", "")], "/r");
    let error = project
        .options
        .get("sqlalchemy.url")
        .expect_err("a stray %")
        .to_string();
    assert!(error.starts_with("/r/alembic.ini:3: `sqlalchemy.url`: "), "{error}");
    assert_eq!(project.options.get("other").expect("no error").as_deref(), Some("1"));
    assert_eq!(
        project.options.keys(),
        ["script_location", "sqlalchemy.url", "other", "here"]
    );
}
