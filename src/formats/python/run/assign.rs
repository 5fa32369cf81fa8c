//! Assignments: names, attributes, elements, and values taken apart.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

use super::Runner;
use super::flow::Res;
use super::value::{Object, Val};

impl<'a> Runner<'a, '_> {
    pub fn assign(&mut self, assign: &'a ast::StmtAssign) -> Res<()> {
        let value = self.eval(&assign.value)?;
        for target in &assign.targets {
            self.bind_target(target, value.clone())?;
        }
        Ok(())
    }

    pub fn annotated(&mut self, assign: &'a ast::StmtAnnAssign) -> Res<()> {
        match &assign.value {
            Some(value) => {
                let value = self.eval(value)?;
                self.bind_target(&assign.target, value)
            }
            None => Ok(()),
        }
    }

    pub fn augmented(&mut self, assign: &'a ast::StmtAugAssign) -> Res<()> {
        let (current, place) = match &*assign.target {
            Expr::Name(name) => (self.lookup(name.id.as_str(), name)?, None),
            Expr::Attribute(attribute) => {
                let owner = self.eval(&attribute.value)?;
                let current = self.attribute_of(&owner, attribute.attr.as_str(), attribute)?;
                (current, Some((owner, None)))
            }
            Expr::Subscript(subscript) => {
                let owner = self.eval(&subscript.value)?;
                let key = self.eval(&subscript.slice)?;
                let current = self.item_of(&owner, &key, subscript)?;
                (current, Some((owner, Some(key))))
            }
            other => (self.unknown(other, "this cannot be changed in place"), None),
        };
        let operand = self.eval(&assign.value)?;
        let result = match self.add_in_place(&current, assign.op, &operand, assign)? {
            Some(result) => result,
            None => self.binary(&current, assign.op, &operand, assign)?,
        };
        match (&*assign.target, place) {
            (Expr::Attribute(attribute), Some((owner, None))) => {
                self.set_attribute(&owner, attribute.attr.as_str(), result, attribute)
            }
            (_, Some((owner, Some(key)))) => self.set_item(&owner, &key, result, &*assign.target),
            (target, _) => self.bind_target(target, result),
        }
    }

    /// `+=` and `|=` on what can be changed changes it for all who hold it.
    fn add_in_place(
        &mut self,
        current: &Val,
        operator: ast::Operator,
        operand: &Val,
        node: impl Ranged + Copy,
    ) -> Res<Option<Val>> {
        let Val::Ref(id) = current else {
            return Ok(None);
        };
        match (self.object(*id), operator) {
            (Object::List(_), ast::Operator::Add) => {
                let more = match self.iterate(operand, node)? {
                    Ok(more) => more,
                    Err(unknown) => {
                        *self.object_mut(*id) = Object::Lost(unknown);
                        return Ok(Some(current.clone()));
                    }
                };
                self.grow(more.len() * 32, node)?;
                if let Object::List(items) = self.object_mut(*id) {
                    items.extend(more);
                }
                Ok(Some(current.clone()))
            }
            (Object::Dict(_), ast::Operator::BitOr) => {
                self.call_method(
                    current,
                    "update",
                    super::value::Arguments::of(vec![operand.clone()]),
                    node,
                )?;
                Ok(Some(current.clone()))
            }
            (Object::Set(_), ast::Operator::BitOr) => {
                self.call_method(
                    current,
                    "update",
                    super::value::Arguments::of(vec![operand.clone()]),
                    node,
                )?;
                Ok(Some(current.clone()))
            }
            (Object::List(_) | Object::Set(_) | Object::Dict(_), _) => {
                let unknown = self.unknown_of(node, "this operator in place is not read", true);
                *self.object_mut(*id) = Object::Lost(unknown);
                Ok(Some(current.clone()))
            }
            _ => Ok(None),
        }
    }

    /// Binds what stands left of `=`, behind `for`, or behind `as`.
    pub fn bind_target(&mut self, target: &'a Expr, value: Val) -> Res<()> {
        match target {
            Expr::Name(name) => {
                self.bind(name.id.as_str(), value);
                Ok(())
            }
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                self.unpack(elts, &value, target)
            }
            Expr::Attribute(attribute) => {
                let owner = self.eval(&attribute.value)?;
                self.set_attribute(&owner, attribute.attr.as_str(), value, attribute)
            }
            Expr::Subscript(subscript) => {
                let owner = self.eval(&subscript.value)?;
                if let Expr::Slice(_) = &*subscript.slice {
                    self.change_unread(&owner, target, "a slice is assigned");
                    return Ok(());
                }
                let key = self.eval(&subscript.slice)?;
                self.set_item(&owner, &key, value, target)
            }
            Expr::Starred(starred) => self.bind_target(&starred.value, value),
            _ => Err(self.raise("SyntaxError", "cannot assign", target)),
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], value: &Val, node: &'a Expr) -> Res<()> {
        let items = match self.iterate(value, node)? {
            Ok(items) => items,
            Err(unknown) => {
                return targets
                    .iter()
                    .try_for_each(|target| self.bind_target(target, Val::Unknown(unknown.clone())));
            }
        };
        let star = targets.iter().position(Expr::is_starred_expr);
        let fits = match star {
            None => items.len() == targets.len(),
            Some(_) => items.len() + 1 >= targets.len(),
        };
        if !fits {
            return Err(self.raise("ValueError", "wrong number of values to unpack", node));
        }
        let rest = items.len() + 1 - targets.len();
        let mut items = items.into_iter();
        for (at, target) in targets.iter().enumerate() {
            let value = if star == Some(at) {
                let taken: Vec<Val> = items.by_ref().take(rest).collect();
                self.list(taken, node)?
            } else {
                items.next().unwrap_or(Val::None)
            };
            self.bind_target(target, value)?;
        }
        Ok(())
    }

    /// Takes notice that something is changed in a way that is not read.
    pub fn change_unread(&mut self, owner: &Val, node: impl Ranged + Copy, what: &str) {
        let unknown = self.unknown_of(node, format!("{what}: `{}`", self.snippet(node)), false);
        match owner {
            Val::Ref(id) if !matches!(self.object(*id), Object::Class(_) | Object::Module(_)) => {
                *self.object_mut(*id) = Object::Lost(unknown);
            }
            _ => self.opaque(node, &unknown),
        }
    }

    pub fn delete(&mut self, delete: &'a ast::StmtDelete) -> Res<()> {
        for target in &delete.targets {
            match target {
                Expr::Name(name) => {
                    self.step_by(self.scope_ref(self.scope).names.len() / 16, name)?;
                    if !self.unbind(name.id.as_str()) {
                        return Err(self.raise("NameError", "nothing to delete", name));
                    }
                }
                Expr::Subscript(subscript) => {
                    let owner = self.eval(&subscript.value)?;
                    if subscript.slice.is_slice_expr() {
                        self.change_unread(&owner, target, "a slice is deleted");
                        continue;
                    }
                    let key = self.eval(&subscript.slice)?;
                    self.delete_item(&owner, &key, target)?;
                }
                other => {
                    let owner = match other {
                        Expr::Attribute(attribute) => self.eval(&attribute.value)?,
                        _ => Val::None,
                    };
                    self.change_unread(&owner, other, "it is deleted");
                }
            }
        }
        Ok(())
    }
}
