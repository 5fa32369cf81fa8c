//! Comprehensions and generator expressions.

use ruff_python_ast::{self as ast, Comprehension, Expr};
use ruff_text_size::Ranged;

use super::Runner;
use super::flow::Res;
use super::scope::ScopeKind;
use super::value::{Object, Unknown, Val};

/// What a round of a comprehension makes.
type Round<'a, 'b, 'h> = &'b mut dyn FnMut(&mut Runner<'a, 'h>) -> Res<()>;

impl<'a, 'h> Runner<'a, 'h> {
    pub fn list_comprehension(&mut self, comprehension: &'a ast::ExprListComp) -> Res<Val> {
        let items = self.comprehend(&comprehension.elt, &comprehension.generators, comprehension)?;
        match items {
            Ok(items) => self.list(items, comprehension),
            Err(unknown) => Ok(Val::Unknown(unknown)),
        }
    }

    pub fn set_comprehension(&mut self, comprehension: &'a ast::ExprSetComp) -> Res<Val> {
        let items = self.comprehend(&comprehension.elt, &comprehension.generators, comprehension)?;
        match items {
            Ok(items) => self.set_of(items, comprehension),
            Err(unknown) => Ok(Val::Unknown(unknown)),
        }
    }

    /// Runs a generator expression at once. That its parts would run later, fewer of them or between others, makes a
    /// difference only where it has effects: then it is not known.
    pub fn generator(&mut self, generator: &'a ast::ExprGenerator) -> Res<Val> {
        let effects = self.host.effects();
        let items = self.comprehend(&generator.elt, &generator.generators, generator)?;
        if self.host.effects() > effects {
            let unknown = self.unknown_of(generator, "when the parts of a generator run is not read", false);
            self.opaque(generator, &unknown);
            return Ok(Val::Unknown(unknown));
        }
        match items {
            Ok(items) => self.make(Object::Iterator(items.into_iter()), generator),
            Err(unknown) => Ok(Val::Unknown(unknown)),
        }
    }

    pub fn dict_comprehension(&mut self, comprehension: &'a ast::ExprDictComp) -> Res<Val> {
        let Some(key) = &comprehension.key else {
            return Ok(self.data(comprehension, "this comprehension is not read"));
        };
        let mut pairs = Vec::new();
        let mut round = |run: &mut Self| {
            let key = run.eval(key)?;
            let value = run.eval(&comprehension.value)?;
            run.grow(64, comprehension)?;
            pairs.push((key, value));
            Ok(())
        };
        let unknown = self.rounds(&comprehension.generators, &[key, &comprehension.value], &mut round)?;
        match unknown {
            Some(unknown) => Ok(Val::Unknown(unknown)),
            None => self.dict_of(pairs, comprehension),
        }
    }

    fn comprehend(
        &mut self,
        element: &'a Expr,
        generators: &'a [Comprehension],
        node: impl Ranged + Copy,
    ) -> Res<Result<Vec<Val>, Unknown>> {
        let mut items = Vec::new();
        let mut round = |run: &mut Self| {
            let value = run.eval(element)?;
            run.grow(32, node)?;
            items.push(value);
            Ok(())
        };
        let unknown = self.rounds(generators, &[element], &mut round)?;
        Ok(match unknown {
            Some(unknown) => Err(unknown),
            None => Ok(items),
        })
    }

    /// Runs all rounds in a scope of their own; answers why not, where that is not known.
    fn rounds(
        &mut self,
        generators: &'a [Comprehension],
        results: &[&'a Expr],
        round: Round<'a, '_, 'h>,
    ) -> Res<Option<Unknown>> {
        let Some(first) = generators.first() else {
            return Ok(None);
        };
        // The first iterable is evaluated outside.
        let iterated = self.eval(&first.iter)?;
        let outer = self.scope;
        self.scope = self.open_scope(
            ScopeKind::Comprehension,
            Some(self.enclosing_for_comprehension(outer)),
            self.module,
        );
        let unknown = self.nest(&iterated, generators, results, round);
        self.scope = outer;
        unknown
    }

    fn nest(
        &mut self,
        iterated: &Val,
        generators: &'a [Comprehension],
        results: &[&'a Expr],
        round: Round<'a, '_, 'h>,
    ) -> Res<Option<Unknown>> {
        let Some((first, rest)) = generators.split_first() else {
            return Ok(None);
        };
        let items = match self.iterate(iterated, &first.iter)? {
            Ok(items) if !first.is_async => items,
            Ok(_) => {
                let unknown = self.unknown_of(first, "`async for` is not read", false);
                return self.unread_rounds(generators, results, unknown).map(Some);
            }
            Err(unknown) => return self.unread_rounds(generators, results, unknown).map(Some),
        };
        for item in items {
            self.step(first)?;
            self.bind_target(&first.target, item)?;
            match self.all_true(&first.ifs)? {
                Ok(false) => continue,
                Ok(true) => {}
                Err(unknown) => return self.unread_rounds(generators, results, unknown).map(Some),
            }
            if let Some(next) = rest.first() {
                let iterated = self.eval(&next.iter)?;
                if let Some(unknown) = self.nest(&iterated, rest, results, round)? {
                    return Ok(Some(unknown));
                }
            } else {
                round(self)?;
            }
        }
        Ok(None)
    }

    fn all_true(&mut self, conditions: &'a [Expr]) -> Res<Result<bool, Unknown>> {
        for condition in conditions {
            let value = self.eval(condition)?;
            match self.truth(&value, condition)? {
                Ok(true) => {}
                other => return Ok(other),
            }
        }
        Ok(Ok(true))
    }

    fn unread_rounds(
        &mut self,
        generators: &'a [Comprehension],
        results: &[&'a Expr],
        mut unknown: Unknown,
    ) -> Res<Unknown> {
        let conditions = generators.iter().flat_map(|generator| &generator.ifs);
        let inner = generators.iter().skip(1).map(|generator| &generator.iter);
        let parts: Vec<&'a Expr> = results.iter().copied().chain(conditions).chain(inner).collect();
        for part in parts {
            if let Val::Unknown(worse) = self.unread_expression(part, &unknown)? {
                unknown = worse;
            }
        }
        Ok(unknown)
    }

    /// Comprehensions do not see the names of a class around them.
    fn enclosing_for_comprehension(&self, scope: super::scope::ScopeId) -> super::scope::ScopeId {
        self.enclosing(scope)
    }
}
