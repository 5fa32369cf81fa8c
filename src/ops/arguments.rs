//! The arguments of a call against a signature: every one of them has a meaning, or the call is not understood.

use std::sync::Arc;

use super::{Call, Value};
use crate::revision::Reason;
use crate::text::Place;

/// What a callable of a library takes.
#[derive(Debug, Clone, Copy)]
pub struct Signature {
    /// Its name for messages: `sqlalchemy.String`.
    pub name: &'static str,
    /// The parameters that may be given by position or by name.
    pub parameters: &'static [&'static str],
    /// The parameters that are given by name only.
    pub keywords: &'static [&'static str],
    /// Whether any number of values may stand by position behind the parameters.
    pub variadic: bool,
    /// Whether it takes names of its own: options of dialects.
    pub open: bool,
}

/// The arguments of a call, each bound to its parameter.
#[derive(Debug, Clone)]
pub struct Arguments<'a> {
    /// The call's place.
    pub place: Place,
    /// The values behind the named parameters.
    pub rest: &'a [Value],
    /// The arguments whose names the signature does not know, in order; none unless it is open.
    pub extra: Vec<(&'a Arc<str>, &'a Value)>,
    name: &'static str,
    bound: Vec<(&'static str, &'a Value)>,
}

/// Makes a reason.
pub fn reason(place: Place, text: impl Into<String>) -> Reason {
    Reason {
        place,
        text: text.into(),
    }
}

impl Signature {
    /// A signature of parameters that may be given by position or by name.
    #[must_use]
    pub const fn new(name: &'static str, parameters: &'static [&'static str]) -> Self {
        Self {
            name,
            parameters,
            keywords: &[],
            variadic: false,
            open: false,
        }
    }

    /// The same with parameters that are given by name only.
    #[must_use]
    pub const fn with_keywords(mut self, keywords: &'static [&'static str]) -> Self {
        self.keywords = keywords;
        self
    }

    /// The same with any number of values by position behind the parameters.
    #[must_use]
    pub const fn with_rest(mut self) -> Self {
        self.variadic = true;
        self
    }

    /// The same with any other names: options of dialects.
    #[must_use]
    pub const fn with_open_keywords(mut self) -> Self {
        self.open = true;
        self
    }

    /// Binds the arguments of a call as Python does.
    ///
    /// # Errors
    ///
    /// Refuses arguments that Python would refuse: too many, unknown, given twice.
    pub fn bind<'a>(&self, call: &'a Call) -> Result<Arguments<'a>, Reason> {
        let refuse = |text: String| reason(call.place, format!("`{}` {text}", self.name));
        let (head, rest) = call.arguments.split_at(call.arguments.len().min(self.parameters.len()));
        if !rest.is_empty() && !self.variadic {
            return Err(refuse(format!(
                "takes no {} arguments by position",
                call.arguments.len()
            )));
        }
        let mut bound: Vec<(&'static str, &Value)> = self.parameters.iter().copied().zip(head).collect();
        let mut extra = Vec::new();
        for (keyword, value) in &call.keywords {
            let known = self
                .parameters
                .iter()
                .chain(self.keywords)
                .find(|name| ***name == **keyword);
            let Some(&name) = known else {
                if self.open {
                    extra.push((keyword, value));
                    continue;
                }
                return Err(refuse(format!("knows no argument `{keyword}`")));
            };
            if bound.iter().any(|(taken, _)| *taken == name) {
                return Err(refuse(format!("is given `{name}` twice")));
            }
            bound.push((name, value));
        }
        Ok(Arguments {
            place: call.place,
            rest,
            extra,
            name: self.name,
            bound,
        })
    }
}

impl<'a> Arguments<'a> {
    /// Answers the value given for a parameter, `None` too where it was given as `None`.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&'a Value> {
        self.bound
            .iter()
            .find(|(bound, _)| *bound == name)
            .map(|(_, value)| *value)
    }

    /// Answers the value given for a parameter that is not `None`.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&'a Value> {
        self.given(name).filter(|value| !matches!(value, Value::None))
    }

    /// Answers the value of a parameter that has no default.
    ///
    /// # Errors
    ///
    /// Refuses a call without it.
    pub fn required(&self, name: &str) -> Result<&'a Value, Reason> {
        self.given(name)
            .ok_or_else(|| reason(self.place, format!("`{}` needs `{name}`", self.name)))
    }

    /// Answers a truth value: Python's `True` and `False` alone.
    ///
    /// # Errors
    ///
    /// Refuses anything else.
    pub fn flag(&self, name: &str, default: bool) -> Result<bool, Reason> {
        match self.given(name) {
            None => Ok(default),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(other) => Err(self.unfit(name, other)),
        }
    }

    /// Answers whether Python takes a plain value for true, for parameters that ask no more.
    ///
    /// # Errors
    ///
    /// Refuses values that are not plain.
    pub fn truth(&self, name: &str, default: bool) -> Result<bool, Reason> {
        match self.given(name) {
            None => Ok(default),
            Some(Value::None) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::Int(number)) => Ok(*number != 0),
            Some(Value::Text(text)) => Ok(!text.is_empty()),
            Some(other) => Err(self.unfit(name, other)),
        }
    }

    /// Answers a whole number; `None` where it is not given or is `None`.
    ///
    /// # Errors
    ///
    /// Refuses anything else.
    pub fn integer(&self, name: &str) -> Result<Option<i128>, Reason> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Int(number)) => Ok(Some(*number)),
            Some(other) => Err(self.unfit(name, other)),
        }
    }

    /// Answers a text; `None` where it is not given or is `None`.
    ///
    /// # Errors
    ///
    /// Refuses anything else.
    pub fn text(&self, name: &str) -> Result<Option<Arc<str>>, Reason> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(Arc::clone(text))),
            Some(other) => Err(self.unfit(name, other)),
        }
    }

    /// Makes the reason why a value does not fit a parameter; for a value that could not be read, its own reason.
    #[must_use]
    pub fn unfit(&self, name: &str, value: &Value) -> Reason {
        match value {
            Value::Unknown(reason) => Reason::clone(reason),
            other => reason(
                self.place,
                format!(
                    "`{name}` of `{}` is {}, which is not understood there",
                    self.name,
                    other.kind()
                ),
            ),
        }
    }
}
