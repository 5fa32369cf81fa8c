//! Column types of third parties that come down to one type of `SQLAlchemy` for each dialect.
//!
//! A row holds an expression in Python, read as any other text is: what the type is made of, from the arguments that it
//! takes. `dialect` is the name of the dialect. Names, arguments and defaults are those of the packages' releases named.

use ruff_text_size::Ranged;

use crate::text::SourceText;

use super::flow::Res;
use super::module::Module;
use super::scope::ScopeKind;
use super::value::{Arguments, ModuleId, Val};
use super::{Runner, parse};

/// One type.
#[derive(Debug)]
struct Row {
    /// The names it is imported by.
    names: &'static [&'static str],
    /// What it is made of.
    made_of: &'static str,
    /// It changes values on their way to the database, so that literals of it are not known.
    changes_values: bool,
}

/// All types that are known.
static ALL: [Row; 19] = [
    // sqlmodel 0.0.50, but for the type of UUIDs, which was there up to 0.0.8
    Row {
        names: &["sqlmodel.sql.sqltypes.AutoString", "sqlmodel.AutoString"],
        made_of: "lambda length=None: sqlalchemy.String(255) if length is None and dialect in ('mysql', 'mariadb') else sqlalchemy.String(length)",
        changes_values: false,
    },
    Row {
        names: &["sqlmodel.sql.sqltypes.UTCDateTime"],
        made_of: "lambda: sqlalchemy.DateTime(timezone=True)",
        changes_values: true,
    },
    Row {
        names: &["sqlmodel.sql.sqltypes.GUID"],
        made_of: "lambda: postgresql.UUID() if dialect == 'postgresql' else sqlalchemy.CHAR(32)",
        changes_values: true,
    },
    // sqlalchemy-utils 0.43
    Row {
        names: &[
            "sqlalchemy_utils.UUIDType",
            "sqlalchemy_utils.types.UUIDType",
            "sqlalchemy_utils.types.uuid.UUIDType",
        ],
        made_of: "lambda binary=True, native=True: postgresql.UUID() if native and dialect == 'postgresql' else sqlalchemy.BINARY(16) if binary else sqlalchemy.CHAR(32)",
        changes_values: true,
    },
    Row {
        names: &[
            "sqlalchemy_utils.EmailType",
            "sqlalchemy_utils.types.EmailType",
            "sqlalchemy_utils.types.email.EmailType",
        ],
        made_of: "lambda length=255: sqlalchemy.Unicode(length)",
        changes_values: true,
    },
    Row {
        names: &[
            "sqlalchemy_utils.URLType",
            "sqlalchemy_utils.types.URLType",
            "sqlalchemy_utils.types.url.URLType",
        ],
        made_of: "lambda: sqlalchemy.UnicodeText()",
        changes_values: true,
    },
    Row {
        names: &[
            "sqlalchemy_utils.JSONType",
            "sqlalchemy_utils.types.JSONType",
            "sqlalchemy_utils.types.json.JSONType",
        ],
        made_of: "lambda: postgresql.JSON() if dialect == 'postgresql' else sqlalchemy.UnicodeText()",
        changes_values: true,
    },
    Row {
        names: &[
            "sqlalchemy_utils.ScalarListType",
            "sqlalchemy_utils.types.ScalarListType",
            "sqlalchemy_utils.types.scalar_list.ScalarListType",
        ],
        made_of: "lambda coerce_func=None, separator=',': sqlalchemy.UnicodeText()",
        changes_values: true,
    },
    Row {
        names: &[
            "sqlalchemy_utils.TSVectorType",
            "sqlalchemy_utils.types.TSVectorType",
            "sqlalchemy_utils.types.ts_vector.TSVectorType",
        ],
        made_of: "lambda *columns, **options: postgresql.TSVECTOR()",
        changes_values: true,
    },
    Row {
        names: &[
            "sqlalchemy_utils.ArrowType",
            "sqlalchemy_utils.types.ArrowType",
            "sqlalchemy_utils.types.arrow.ArrowType",
        ],
        made_of: "lambda timezone=False: sqlalchemy.DateTime(timezone=timezone)",
        changes_values: true,
    },
    Row {
        names: &[
            "sqlalchemy_utils.ChoiceType",
            "sqlalchemy_utils.types.ChoiceType",
            "sqlalchemy_utils.types.choice.ChoiceType",
        ],
        made_of: "lambda choices, impl=None: impl if impl is not None else sqlalchemy.Unicode(255)",
        changes_values: true,
    },
    Row {
        names: &[
            "sqlalchemy_utils.IPAddressType",
            "sqlalchemy_utils.types.IPAddressType",
            "sqlalchemy_utils.types.ip_address.IPAddressType",
        ],
        made_of: "lambda max_length=50: sqlalchemy.Unicode(max_length)",
        changes_values: true,
    },
    Row {
        names: &[
            "sqlalchemy_utils.TimezoneType",
            "sqlalchemy_utils.types.TimezoneType",
            "sqlalchemy_utils.types.timezone.TimezoneType",
        ],
        made_of: "lambda backend='dateutil': sqlalchemy.Unicode(50)",
        changes_values: true,
    },
    Row {
        names: &[
            "sqlalchemy_utils.PhoneNumberType",
            "sqlalchemy_utils.types.PhoneNumberType",
            "sqlalchemy_utils.types.phone_number.PhoneNumberType",
        ],
        made_of: "lambda region=None, max_length=20: sqlalchemy.Unicode(max_length)",
        changes_values: true,
    },
    Row {
        names: &[
            "sqlalchemy_utils.CountryType",
            "sqlalchemy_utils.types.country.CountryType",
        ],
        made_of: "lambda: sqlalchemy.String(2)",
        changes_values: true,
    },
    Row {
        names: &[
            "sqlalchemy_utils.CurrencyType",
            "sqlalchemy_utils.types.currency.CurrencyType",
        ],
        made_of: "lambda: sqlalchemy.String(3)",
        changes_values: true,
    },
    // fastapi-users-db-sqlalchemy 7
    Row {
        names: &[
            "fastapi_users_db_sqlalchemy.generics.GUID",
            "fastapi_users_db_sqlalchemy.GUID",
        ],
        made_of: "lambda: postgresql.UUID() if dialect == 'postgresql' else sqlalchemy.CHAR(36)",
        changes_values: true,
    },
    Row {
        names: &["fastapi_users_db_sqlalchemy.generics.TIMESTAMPAware"],
        made_of: "lambda timezone=False: sqlalchemy.TIMESTAMP(timezone=timezone)",
        changes_values: false,
    },
    // sqlalchemy-citext 1.8
    Row {
        names: &["citext.CIText"],
        made_of: "lambda: postgresql.CITEXT() if dialect == 'postgresql' else None",
        changes_values: false,
    },
];

/// Finds a type by the name that it is imported by.
fn find(name: &str) -> Option<&'static Row> {
    ALL.iter().find(|row| row.names.contains(&name))
}

impl Runner<'_, '_> {
    /// Decides whether a name is a type of a third party that is known.
    pub fn is_third_party(&self, name: &str) -> bool {
        self.types.is_some_and(|types| types.contains_key(name)) || find(name).is_some()
    }

    /// Makes a type of a third party by the name it is imported by; none where it, or this form of it, is not known. What
    /// the settings say comes first.
    pub fn call_third_party(
        &mut self,
        name: &str,
        arguments: &Arguments,
        node: impl Ranged + Copy,
    ) -> Res<Option<Val>> {
        if let Some(text) = self.types.and_then(|types| types.get(name)) {
            let made = self.made_of(text, Some(arguments), node)?;
            return Ok(made.filter(|made| matches!(made, Val::Symbol(_))));
        }
        let Some(row) = find(name) else {
            return Ok(None);
        };
        let made = self.made_of(row.made_of, Some(arguments), node)?;
        Ok(match made {
            Some(Val::Symbol(_)) if row.changes_values => {
                let arguments = Arguments::of(made.into_iter().collect());
                Some(self.call_symbolically(&Val::name(super::column_type::DECORATED), &arguments, node)?)
            }
            Some(made @ Val::Symbol(_)) => Some(made),
            _ => None,
        })
    }

    /// Evaluates what a type is made of: a lambda over its arguments, or a value.
    pub fn made_of(&mut self, text: &str, arguments: Option<&Arguments>, node: impl Ranged + Copy) -> Res<Option<Val>> {
        let name = format!("type: {text}");
        let module = match self.modules_by_name.get(&name) {
            Some(known) => *known,
            None => {
                let source = SourceText::new("settings", format!("made_of = {text}\n"));
                let module = match parse(&source) {
                    Ok(file) => {
                        let file = self.files.add(file);
                        let id = ModuleId(self.modules.len());
                        let scope = self.open_scope(ScopeKind::Module, None, id);
                        self.modules.push(Module::imported(file, scope, &name));
                        self.bind_type_names(scope, node)?;
                        Some(id)
                    }
                    Err(_) => None,
                };
                self.modules_by_name.insert(name, module);
                module
            }
        };
        let Some(module) = module else {
            return Ok(None);
        };
        let Some(value) = self.name_of_module(module, "made_of", node)? else {
            return Ok(None);
        };
        match (self.as_function(&value).is_some(), arguments) {
            (true, Some(arguments)) => self.call(&value, arguments.clone(), node).map(Some),
            (true, None) => self.call(&value, Arguments::default(), node).map(Some),
            _ => Ok(Some(value)),
        }
    }

    fn bind_type_names(&mut self, scope: super::scope::ScopeId, node: impl Ranged + Copy) -> Res<()> {
        let dialect = self.dialect(node)?;
        let name = self.attribute_of(&dialect, "name", node)?;
        for (name, value) in [
            ("sqlalchemy", Val::name("sqlalchemy")),
            ("sa", Val::name("sqlalchemy")),
            ("postgresql", Val::name("sqlalchemy.dialects.postgresql")),
            ("mysql", Val::name("sqlalchemy.dialects.mysql")),
            ("sqlite", Val::name("sqlalchemy.dialects.sqlite")),
            ("dialect", name),
        ] {
            self.bind_in(scope, name, value);
        }
        Ok(())
    }
}
