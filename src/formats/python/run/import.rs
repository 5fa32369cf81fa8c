//! Imports: modules of the project are followed as text, everything else is a name of a library.

use ruff_python_ast as ast;
use ruff_text_size::Ranged;

use super::Runner;
use super::flow::Res;
use super::library;
use super::value::{ModuleId, Object, Val};

impl<'a> Runner<'a, '_> {
    pub fn import(&mut self, import: &'a ast::StmtImport) -> Res<()> {
        for alias in &import.names {
            let name = alias.name.as_str();
            let top = name.split('.').next().unwrap_or_default();
            let (bound, wanted) = match &alias.asname {
                Some(given) => (given.as_str(), name),
                None => (top, top),
            };
            let value = self.module_value(wanted, alias)?;
            self.bind(bound, value);
        }
        Ok(())
    }

    /// Answers a module by its dotted name.
    pub fn module_value(&mut self, name: &str, node: impl Ranged + Copy) -> Res<Val> {
        if library::is_library(name) {
            return Ok(Val::name(name));
        }
        match self.module_named(name, node)? {
            Some(module) => self.make(Object::Module(module), node),
            None => Ok(Val::name(name)),
        }
    }

    pub fn import_from(&mut self, import: &'a ast::StmtImportFrom) -> Res<()> {
        let Some(base) = self.absolute(import) else {
            for alias in &import.names {
                let name = alias.asname.as_ref().unwrap_or(&alias.name);
                let value = self.unknown(import, "what this relative import reaches is not known");
                self.bind(name.as_str(), value);
            }
            return Ok(());
        };
        if base == "__future__" {
            return Ok(());
        }
        let module = self.imported_module(import)?;
        for alias in &import.names {
            if alias.name.as_str() == "*" {
                return self.import_star(module, &base, import);
            }
            let name = alias.name.as_str();
            let value = match module {
                Some(module) => self.attribute_of_module(module, name, alias)?,
                None => self.module_value_below(&base, name, alias)?,
            };
            self.bind(alias.asname.as_ref().unwrap_or(&alias.name).as_str(), value);
        }
        Ok(())
    }

    /// `from package import module`, where the package has no file of its own.
    fn module_value_below(&mut self, base: &str, name: &str, node: impl Ranged + Copy) -> Res<Val> {
        let joined = format!("{base}.{name}");
        if library::is_library(base) {
            return Ok(match library::constant(&joined) {
                Some(library::Constant::Known(value)) => value,
                Some(library::Constant::OfTheMoment) => {
                    self.data(node, format!("`{joined}` is known only when the revision runs"))
                }
                None if joined.starts_with("alembic.") => {
                    let owner = Val::name(base);
                    return self.attribute_of(&owner, name, node);
                }
                None => Val::name(&joined),
            });
        }
        match self.module_named(&joined, node)? {
            Some(module) => self.make(Object::Module(module), node),
            None => Ok(Val::name(&joined)),
        }
    }

    /// Answers the module of the project that `from ... import` names.
    pub fn imported_module(&mut self, import: &'a ast::StmtImportFrom) -> Res<Option<ModuleId>> {
        match self.absolute(import) {
            Some(name) if !library::is_library(&name) => self.module_named(&name, import),
            _ => Ok(None),
        }
    }

    /// Answers the dotted name behind `from`, dots in front of it taken apart.
    fn absolute(&self, import: &'a ast::StmtImportFrom) -> Option<String> {
        let module = import.module.as_ref().map_or("", |module| module.as_str());
        if import.level == 0 {
            return Some(module.to_owned());
        }
        let here = &self.modules[self.module.0];
        if self.module == super::MAIN {
            // Alembic loads a revision by its file: it stands in no package.
            return None;
        }
        let mut parts: Vec<&str> = here.name.split('.').collect();
        let ups = import.level as usize - usize::from(here.is_package);
        if ups > parts.len() {
            return None;
        }
        parts.truncate(parts.len() - ups);
        if !module.is_empty() {
            parts.push(module);
        }
        (!parts.is_empty()).then(|| parts.join("."))
    }

    fn import_star(&mut self, module: Option<ModuleId>, base: &str, import: &'a ast::StmtImportFrom) -> Res<()> {
        let names = match module {
            Some(module) => self.public_names(module, import),
            None => Err(self.unknown_of(import, format!("`{base}` may bring any name"), false)),
        };
        match (module, names) {
            (Some(module), Ok(names)) => {
                for name in names {
                    let value = self.attribute_of_module(module, name, import)?;
                    self.bind(name, value);
                }
            }
            (_, Err(unknown)) => {
                if !library::is_library(base) {
                    // Any name bound before may be another one now.
                    let scope = self.modules[self.module.0].scope;
                    for (_, value) in &mut self.scopes[scope.0].names {
                        *value = Val::Unknown(unknown.clone());
                    }
                }
                self.modules[self.module.0].clouded = Some(unknown);
            }
            (None, Ok(_)) => {}
        }
        Ok(())
    }

    /// Decides whether a module can be imported for sure: the project's own, and what every Alembic project has.
    pub fn is_surely_there(&self, name: &str) -> bool {
        let top = name.split('.').next().unwrap_or_default();
        library::is_standard(top)
            || matches!(top, "alembic" | "sqlalchemy")
            || self.modules_by_name.get(name).is_some_and(Option::is_some)
    }
}
