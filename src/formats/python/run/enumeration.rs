//! Enumerations: classes below `enum.Enum`.

use std::sync::Arc;

use indexmap::IndexMap;
use ruff_text_size::Ranged;

use super::Runner;
use super::flow::Res;
use super::value::{Arguments, Id, Instance, Object, Unknown, Val};

/// The mark of a value that Python finds itself.
pub(super) const AUTO: &str = "enum.auto()";

/// Decides whether a base makes a class an enumeration.
pub(super) fn is_base(base: &Val) -> bool {
    matches!(base.as_name(), Some("enum.Enum" | "enum.IntEnum" | "enum.StrEnum"))
}

/// Decides whether a base is a built-in type or another kind of enumeration whose members are read too.
fn is_read(base: &Val) -> bool {
    is_base(base) || matches!(base, Val::Builtin("str" | "int" | "object"))
}

impl Runner<'_, '_> {
    /// Makes the members of an enumeration of what its body binds.
    pub fn make_members(&mut self, id: Id, body: IndexMap<Arc<str>, Val>, node: impl Ranged + Copy) -> Res<()> {
        let Some(class) = self.class(id) else { return Ok(()) };
        let name = class.name.clone();
        let is_odd = !class.foreign.iter().all(is_read);
        let is_text = class.foreign.iter().any(|base| base.as_name() == Some("enum.StrEnum"));
        let mut attributes = IndexMap::new();
        let mut members: Vec<Id> = Vec::new();
        let mut values: Vec<Val> = Vec::new();
        let mut doubt =
            is_odd.then(|| self.unknown_of(node, format!("the kind of enumeration of `{name}` is not read"), false));
        for (name, value) in body {
            if !self.is_member_value(&name, &value) {
                let changes = [
                    "__new__",
                    "__init__",
                    "_missing_",
                    "_generate_next_value_",
                    "_ignore_",
                    "__getattribute__",
                ];
                if changes.contains(&&*name) && &*name != "_missing_" {
                    doubt.get_or_insert_with(|| {
                        self.unknown_of(node, format!("what `{name}` of an enumeration does is not read"), false)
                    });
                }
                attributes.insert(name, value);
                continue;
            }
            self.step_by(values.len() / 8, node)?;
            let value = match value.as_name() {
                Some(AUTO) => match next_value(&name, &values, is_text) {
                    Some(value) => value,
                    None => self.data(node, "what `auto()` comes to is not known"),
                },
                _ => value,
            };
            if let Some(unknown) = self.lost(&value) {
                doubt.get_or_insert(Unknown {
                    harmless: false,
                    ..unknown
                });
            }
            let twin = members
                .iter()
                .zip(&values)
                .find(|(_, other)| self.equals(other, &value) == Some(true));
            let member = match twin {
                Some((member, _)) => *member,
                None => {
                    let member = self.make_member(id, &name, value.clone(), node)?;
                    members.push(member);
                    member
                }
            };
            if values.len() < members.len() {
                values.push(value);
            }
            attributes.insert(name, Val::Ref(member));
        }
        if let Some(class) = self.class_mut(id) {
            class.attributes = attributes;
            // An enumeration without members is a base for others.
            class.members = Some(members);
            class.doubt = class.doubt.take().or(doubt);
        }
        Ok(())
    }

    fn make_member(&mut self, class: Id, name: &Arc<str>, value: Val, node: impl Ranged) -> Res<Id> {
        let mut attributes = IndexMap::new();
        attributes.insert(Arc::from("_name_"), Val::Text(Arc::clone(name)));
        attributes.insert(Arc::from("_value_"), value);
        let instance = Instance {
            class: Val::Ref(class),
            attributes,
            given: None,
        };
        match self.make(Object::Instance(instance), node)? {
            Val::Ref(id) => Ok(id),
            _ => Ok(class),
        }
    }

    fn is_member_value(&self, name: &str, value: &Val) -> bool {
        if name.starts_with('_') {
            return false;
        }
        match value {
            Val::Ref(id) => !matches!(
                self.object(*id),
                Object::Function(_) | Object::Class(_) | Object::Bound(..) | Object::Method(..)
            ),
            Val::Builtin(_) => false,
            _ => true,
        }
    }

    /// Answers the name and value of a member.
    pub fn member_parts(&self, id: Id) -> (Arc<str>, Val) {
        let Object::Instance(instance) = self.object(id) else {
            return (Arc::from(""), Val::None);
        };
        let name = instance.attributes.get("_name_").and_then(Val::as_text).cloned();
        let value = instance.attributes.get("_value_").cloned();
        (name.unwrap_or_else(|| Arc::from("")), value.unwrap_or(Val::None))
    }

    /// Decides whether a value is a member of an enumeration that is a text or number as well.
    pub fn is_mixed_member(&self, value: &Val) -> bool {
        let Some(instance) = self.as_instance(value) else {
            return false;
        };
        let Some((_, class)) = self.as_class(&instance.class) else {
            return false;
        };
        class.members.is_some()
            && !class
                .foreign
                .iter()
                .all(|base| matches!(base.as_name(), Some("enum.Enum" | "enum.StrEnum")))
    }

    /// `Enumeration(value)`
    pub fn member_of_value(&mut self, id: Id, arguments: &Arguments, node: impl Ranged + Copy) -> Res<Val> {
        let members = self
            .class(id)
            .and_then(|class| class.members.clone())
            .unwrap_or_default();
        self.step_by(members.len() / 8, node)?;
        let ([wanted], true) = (arguments.positional.as_slice(), arguments.keywords.is_empty()) else {
            return Ok(self.unknown(node, "an enumeration is called in a form that is not read"));
        };
        for member in &members {
            let (_, value) = self.member_parts(*member);
            match self.equals(&value, wanted) {
                Some(true) => return Ok(Val::Ref(*member)),
                Some(false) => {}
                None => {
                    return Ok(match self.lost(wanted) {
                        Some(unknown) => Val::Unknown(unknown),
                        None if matches!(wanted, Val::Ref(id) if members.contains(id)) => wanted.clone(),
                        None => self.unknown(node, "which member is meant is not known"),
                    });
                }
            }
        }
        if matches!(wanted, Val::Ref(id) if members.contains(id)) {
            return Ok(wanted.clone());
        }
        match self.find_in_class(id, None, "_missing_") {
            Some(_) => Ok(self.unknown(node, "`_missing_` of an enumeration is not read")),
            None => Err(self.raise("ValueError", "no such member", node)),
        }
    }

    /// `Enumeration.__members__`
    pub fn members_by_name(&mut self, id: Id, node: impl Ranged + Copy) -> Res<Val> {
        let attributes = self.class(id).map(|class| class.attributes.clone()).unwrap_or_default();
        self.step_by(attributes.len(), node)?;
        let named = attributes.into_iter().filter(|(_, value)| {
            self.as_instance(value)
                .is_some_and(|instance| matches!(&instance.class, Val::Ref(class) if *class == id))
        });
        let pairs = named.map(|(name, value)| (Val::Text(name), value)).collect();
        self.dict_of(pairs, node)
    }

    /// Gives an `Enum` type the names that `values_callable` answers for its enumeration.
    pub fn apply_values_callable(&mut self, arguments: &mut Arguments, node: impl Ranged + Copy) -> Res<()> {
        let Some(at) = arguments
            .keywords
            .iter()
            .position(|(name, _)| &**name == "values_callable")
        else {
            return Ok(());
        };
        if matches!(arguments.keywords[at].1, Val::None) {
            arguments.keywords.remove(at);
            return Ok(());
        }
        let Some(Val::Ref(class)) = arguments.positional.first().cloned() else {
            return Ok(());
        };
        let Some(found) = self
            .class(class)
            .filter(|class| class.members.is_some() && class.doubt.is_none())
        else {
            return Ok(());
        };
        let name = found.name.clone();
        let function = arguments.keywords[at].1.clone();
        let answer = self.call(&function, Arguments::of(vec![Val::Ref(class)]), node)?;
        let values = self.iterate(&answer, node)?;
        arguments.keywords.remove(at);
        let texts: Option<Vec<Arc<str>>> = values
            .ok()
            .and_then(|values| values.iter().map(|value| value.as_text().cloned()).collect());
        arguments.positional[0] = match texts {
            Some(texts) => self.renamed_enumeration(&name, &texts, node)?,
            None => match self.lost(&answer) {
                Some(unknown) => Val::Unknown(unknown),
                None => self.unknown(node, "what `values_callable` answers is not known"),
            },
        };
        Ok(())
    }

    /// Makes an enumeration whose members are named as it says.
    pub fn renamed_enumeration(&mut self, name: &Arc<str>, texts: &[Arc<str>], node: impl Ranged + Copy) -> Res<Val> {
        let pairs = texts.iter().map(|text| (Arc::clone(text), Val::Text(Arc::clone(text))));
        self.make_enumeration(name, pairs.collect(), node)
    }

    /// Makes an enumeration of names and values.
    pub fn make_enumeration(
        &mut self,
        name: &Arc<str>,
        pairs: Vec<(Arc<str>, Val)>,
        node: impl Ranged + Copy,
    ) -> Res<Val> {
        let class = super::value::Class {
            name: Arc::clone(name),
            order: Vec::new(),
            foreign: vec![Val::name("enum.Enum")],
            attributes: IndexMap::new(),
            members: Some(Vec::new()),
            doubt: None,
            module: self.module,
        };
        let made = self.make(Object::Class(Box::new(class)), node)?;
        let Val::Ref(id) = made else { return Ok(made) };
        let mut members = Vec::with_capacity(pairs.len());
        let mut attributes = IndexMap::new();
        for (name, value) in pairs {
            let member = self.make_member(id, &name, value, node)?;
            members.push(member);
            attributes.insert(name, Val::Ref(member));
        }
        if let Some(class) = self.class_mut(id) {
            class.order = vec![id];
            class.members = Some(members);
            class.attributes = attributes;
        }
        Ok(made)
    }
}

/// What `auto()` comes to: the small letters of the name, or one more than the last number. Where the last is not the
/// largest, versions of Python differ.
fn next_value(name: &str, before: &[Val], is_text: bool) -> Option<Val> {
    if is_text {
        return name.is_ascii().then(|| Val::text(name.to_ascii_lowercase()));
    }
    let numbers: Vec<i128> = before.iter().map(Val::as_int).collect::<Option<_>>()?;
    let last = numbers.last().copied().unwrap_or(0);
    (numbers.iter().max().copied().unwrap_or(0) == last).then_some(Val::Int(last + 1))
}
