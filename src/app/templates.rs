//! What `init` makes a new project from.

use crate::formats::python::SCRIPT_TEMPLATE;

/// A kind of project that `init` can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// How `-t` names it.
    pub name: &'static str,
    /// What goes into the script directory: file names and texts.
    pub(super) files: &'static [(&'static str, &'static str)],
    /// What configures it.
    pub(super) setup: Setup,
}

/// Where a template keeps its configuration. `@script_location@` in a text stands for the script directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setup {
    /// An ini file, in pieces.
    Ini(&'static [&'static str]),
    /// A table of `pyproject.toml`, and an ini file, in pieces, for what `env.py` reads.
    Pyproject(&'static str, &'static [&'static str]),
    /// `onehead.toml` among the files of the script directory.
    Inside,
}

/// What stands for the script directory in a configuration file.
pub(super) const LOCATION: &str = "@script_location@";

const KEYS: &str = include_str!("templates/keys.ini");
const HOOKS: &str = include_str!("templates/hooks.ini");
const LOGGING: &str = include_str!("templates/logging.ini");
const ONE_DATABASE: &[&str] = &[KEYS, include_str!("templates/database.ini"), HOOKS, LOGGING];
const DATABASES: &[&str] = &[KEYS, include_str!("templates/databases.ini"), HOOKS, LOGGING];
const PYPROJECT: Setup = Setup::Pyproject(
    include_str!("templates/pyproject/pyproject.toml"),
    &[include_str!("templates/pyproject/database.ini"), LOGGING],
);
const ENV: &str = include_str!("templates/generic/env.py");
const ASYNC_ENV: &str = include_str!("templates/async/env.py");

/// Every template, in the order in which `list_templates` shows them.
pub const TEMPLATES: [Template; 6] = [
    Template {
        name: "generic",
        files: &[
            ("env.py", ENV),
            ("script.py.mako", SCRIPT_TEMPLATE),
            ("README", include_str!("templates/generic/README")),
        ],
        setup: Setup::Ini(ONE_DATABASE),
    },
    Template {
        name: "async",
        files: &[
            ("env.py", ASYNC_ENV),
            ("script.py.mako", SCRIPT_TEMPLATE),
            ("README", include_str!("templates/async/README")),
        ],
        setup: Setup::Ini(ONE_DATABASE),
    },
    Template {
        name: "multidb",
        files: &[
            ("env.py", include_str!("templates/multidb/env.py")),
            ("script.py.mako", include_str!("templates/multidb/script.py.mako")),
            ("README", include_str!("templates/multidb/README")),
        ],
        setup: Setup::Ini(DATABASES),
    },
    Template {
        name: "pyproject",
        files: &[
            ("env.py", ENV),
            ("script.py.mako", SCRIPT_TEMPLATE),
            ("README", include_str!("templates/pyproject/README")),
        ],
        setup: PYPROJECT,
    },
    Template {
        name: "pyproject_async",
        files: &[
            ("env.py", ASYNC_ENV),
            ("script.py.mako", SCRIPT_TEMPLATE),
            ("README", include_str!("templates/pyproject/README.async")),
        ],
        setup: PYPROJECT,
    },
    Template {
        name: "sql",
        files: &[
            ("onehead.toml", include_str!("templates/sql/onehead.toml")),
            ("README", include_str!("templates/sql/README")),
        ],
        setup: Setup::Inside,
    },
];

impl Template {
    /// Finds a template by its name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        TEMPLATES.into_iter().find(|template| template.name == name)
    }

    /// Answers in one line what the template is for: the first line of its `README`.
    #[must_use]
    pub fn synopsis(&self) -> &'static str {
        let readme = self.files.iter().find(|(name, _)| *name == "README");
        readme.and_then(|(_, text)| text.lines().next()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_says_what_it_is_for() {
        for template in TEMPLATES {
            assert!(template.synopsis().ends_with('.'), "{}", template.name);
            assert_eq!(Template::find(template.name), Some(template));
        }
        assert_eq!(Template::find("nope"), None);
    }
}
