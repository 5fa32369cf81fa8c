//! Random git histories of a project: branches and forks of its graph, squash merges, rebases, renames, moved folders,
//! reverts, tags, dependencies, release branches; and a working tree in which somebody changed something more.

use std::collections::BTreeMap;

use super::dice::Dice;

/// One revision file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    pub id: String,
    pub parents: Vec<String>,
    pub depends_on: Vec<String>,
    /// What it does.
    pub body: usize,
    /// How it is written, which means nothing.
    pub style: usize,
    /// How the file is called.
    pub name: String,
}

/// The project at one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    pub folder: String,
    pub scripts: Vec<Script>,
}

#[derive(Debug, Clone)]
pub struct Commit {
    pub parents: Vec<usize>,
    pub tree: Tree,
}

#[derive(Debug, Clone)]
pub struct Case {
    pub commits: Vec<Commit>,
    /// Whole names of refs, and their commits.
    pub refs: Vec<(String, usize)>,
    /// The working tree.
    pub new: Tree,
}

impl Script {
    pub fn text(&self) -> String {
        let tuple = |ids: &[String]| match ids {
            [] => "None".to_owned(),
            [one] => format!("{one:?}"),
            many => format!("{many:?}").replace('[', "(").replace(']', ")"),
        };
        let (id, body) = (&self.id, self.body);
        let call = match self.style {
            0 => format!("    op.execute(\"INSERT INTO ran VALUES ('{id}', '{body}')\")\n"),
            1 => format!(
                "    # written another way\n    op.execute(\n        \"INSERT INTO ran \" \"VALUES ('{id}', '{body}')\",\n    )\n"
            ),
            _ => format!(
                "    \"\"\"Marks it.\"\"\"\n    pass\n    op.execute(\"INSERT INTO ran VALUES ('{id}', '{body}')\")\n"
            ),
        };
        format!(
            "\"\"\"revision {id}\n\"\"\"\nfrom alembic import op\n\nrevision = {id:?}\ndown_revision = {}\nbranch_labels = None\ndepends_on = {}\n\n\ndef upgrade():\n{call}\n\ndef downgrade():\n    pass\n",
            tuple(&self.parents),
            tuple(&self.depends_on),
        )
    }
}

impl Tree {
    pub fn files(&self) -> BTreeMap<String, String> {
        self.scripts
            .iter()
            .map(|script| (script.name.clone(), script.text()))
            .collect()
    }

    fn find(&self, id: &str) -> Option<&Script> {
        self.scripts.iter().find(|script| script.id == id)
    }

    fn heads(&self) -> Vec<String> {
        let named = |id: &str| {
            self.scripts
                .iter()
                .any(|script| script.parents.iter().any(|parent| parent == id))
        };
        self.scripts
            .iter()
            .filter(|script| !named(&script.id))
            .map(|script| script.id.clone())
            .collect()
    }

    /// Answers whether `upper` comes after `lower`, or is it.
    fn is_above(&self, upper: &str, lower: &str) -> bool {
        let mut waiting = vec![upper.to_owned()];
        let mut seen = Vec::new();
        while let Some(id) = waiting.pop() {
            if id == lower {
                return true;
            }
            if seen.contains(&id) {
                continue;
            }
            if let Some(script) = self.find(&id) {
                waiting.extend(script.parents.iter().chain(&script.depends_on).cloned());
            }
            seen.push(id);
        }
        false
    }
}

/// Makes the case of a seed.
pub fn case(seed: u64) -> Case {
    Maker::new(seed).make()
}

/// Makes a case of a seed in which the working tree has what main has, and a branch of some revisions that is not
/// published, from wherever main stood before: most of them have two heads.
pub fn forked(seed: u64) -> Case {
    let mut maker = Maker::new(seed);
    let case = maker.history();
    let (main, mut on) = (case.main, case.main);
    for _ in 0..maker.dice.below(4) {
        on = maker.commits[on].parents.first().copied().unwrap_or(on);
    }
    let mut branch = maker.commits[on].tree.clone();
    for _ in 0..=maker.dice.below(3) {
        maker.grow(&mut branch);
        if maker.dice.below(6) == 0 {
            maker.join(&mut branch);
        }
    }
    let branch = maker.commit(vec![on], &branch);
    let new = maker.union(main, branch);
    maker.end(case, new)
}

/// Where the branches of a history ended.
#[derive(Clone, Copy)]
struct Ends {
    main: usize,
    release: Option<usize>,
}

struct Maker {
    dice: Dice,
    ids: usize,
    commits: Vec<Commit>,
    refs: Vec<(String, usize)>,
}

impl Maker {
    fn new(seed: u64) -> Self {
        let mut maker = Self {
            dice: Dice::new(seed),
            ids: 0,
            commits: Vec::new(),
            refs: Vec::new(),
        };
        for _ in 0..20 {
            maker.dice.below(2);
        }
        maker
    }

    fn make(mut self) -> Case {
        let ends = self.history();
        let mut new = self.commits[ends.main].tree.clone();
        for _ in 0..self.dice.below(3) {
            self.change(&mut new);
        }
        self.end(ends, new)
    }

    fn history(&mut self) -> Ends {
        let mut tree = Tree {
            folder: "migrations".to_owned(),
            scripts: Vec::new(),
        };
        if self.dice.below(3) == 0 {
            // The project came later than the repository.
            let first = self.commit(vec![], &tree);
            if self.dice.below(4) == 0 {
                self.tag(first);
            }
        }
        self.grow(&mut tree);
        let parents = self.commits.len().checked_sub(1).into_iter().collect();
        let mut main = self.commit(parents, &tree);
        let mut release: Option<usize> = None;
        for _ in 0..3 + self.dice.below(6) {
            match self.dice.below(11) {
                0..=2 => main = self.work_on(main),
                3 => main = self.merge_branch(main),
                4 => main = self.squash_branch(main),
                5 => main = self.tidy(main),
                6 => self.tag(main),
                7 => main = self.rebase_branch(main),
                8 => main = self.revert(main),
                9 => release = Some(release.unwrap_or(main)),
                _ => release = release.map(|release| self.work_on(release)),
            }
        }
        if self.dice.below(2) == 0 {
            self.tag(main);
        }
        Ends { main, release }
    }

    fn end(mut self, ends: Ends, new: Tree) -> Case {
        if let Some(release) = ends.release {
            self.refs.push(("refs/remotes/origin/release/1".to_owned(), release));
        }
        self.refs.push(("refs/remotes/origin/main".to_owned(), ends.main));
        Case {
            commits: self.commits,
            refs: self.refs,
            new,
        }
    }

    fn commit(&mut self, parents: Vec<usize>, tree: &Tree) -> usize {
        let mut tree = tree.clone();
        tree.scripts.sort_by(|a, b| a.id.cmp(&b.id));
        self.commits.push(Commit { parents, tree });
        self.commits.len() - 1
    }

    fn tag(&mut self, commit: usize) {
        let name = format!("refs/tags/v{}", self.refs.len() + 1);
        self.refs.push((name, commit));
    }

    fn work_on(&mut self, on: usize) -> usize {
        let mut tree = self.commits[on].tree.clone();
        if self.dice.below(3) == 0 {
            self.change(&mut tree);
        } else {
            self.grow(&mut tree);
        }
        self.commit(vec![on], &tree)
    }

    /// A branch that is merged; main moved on in between, half of the time, so that the graph forks.
    fn merge_branch(&mut self, main: usize) -> usize {
        let (branch, main) = self.branch_beside(main);
        let tree = self.union(main, branch);
        let merged = self.commit(vec![main, branch], &tree);
        self.settle(merged)
    }

    fn squash_branch(&mut self, main: usize) -> usize {
        let (branch, main) = self.branch_beside(main);
        let tree = self.union(main, branch);
        let merged = self.commit(vec![main], &tree);
        self.settle(merged)
    }

    /// A branch whose commits are made again on top of what main became meanwhile.
    fn rebase_branch(&mut self, main: usize) -> usize {
        let mut branch = vec![self.work_on(main)];
        for _ in 0..self.dice.below(2) {
            branch.push(self.work_on(branch[branch.len() - 1]));
        }
        let mut main = self.work_on(main);
        for commit in branch {
            let tree = self.union(main, commit);
            main = self.commit(vec![main], &tree);
        }
        self.settle(main)
    }

    /// What the last commit did is undone by another one.
    fn revert(&mut self, main: usize) -> usize {
        let Some(before) = self.commits[main].parents.first() else {
            return main;
        };
        let tree = self.commits[*before].tree.clone();
        // Without a revision there would be no project any more.
        if tree.scripts.is_empty() {
            main
        } else {
            self.commit(vec![main], &tree)
        }
    }

    fn branch_beside(&mut self, main: usize) -> (usize, usize) {
        let mut branch = main;
        for _ in 0..=self.dice.below(2) {
            branch = self.work_on(branch);
        }
        let main = if self.dice.below(2) == 0 {
            self.work_on(main)
        } else {
            main
        };
        (branch, main)
    }

    /// Main's files, and those that only the branch has.
    fn union(&self, main: usize, branch: usize) -> Tree {
        let mut tree = self.commits[main].tree.clone();
        for script in &self.commits[branch].tree.scripts {
            if tree.find(&script.id).is_none() && !tree.scripts.iter().any(|other| other.name == script.name) {
                tree.scripts.push(script.clone());
            }
        }
        tree
    }

    /// Ends a fork: with a merge revision, by re-parenting one side, or not at all.
    fn settle(&mut self, on: usize) -> usize {
        let mut tree = self.commits[on].tree.clone();
        if tree.heads().len() < 2 {
            return on;
        }
        match self.dice.below(3) {
            0 => self.join(&mut tree),
            1 => self.reparent(&mut tree),
            _ => return on,
        }
        self.commit(vec![on], &tree)
    }

    /// What means nothing: a file's name, its layout, the folder.
    fn tidy(&mut self, on: usize) -> usize {
        let mut tree = self.commits[on].tree.clone();
        match self.dice.below(3) {
            0 => {
                let folder = if tree.folder == "migrations" {
                    "db/migrations"
                } else {
                    "migrations"
                };
                folder.clone_into(&mut tree.folder);
            }
            1 => self.rename(&mut tree),
            _ => self.restyle(&mut tree),
        }
        self.commit(vec![on], &tree)
    }

    fn rename(&mut self, tree: &mut Tree) {
        let at = self.dice.below(tree.scripts.len());
        if let Some(script) = tree.scripts.get_mut(at) {
            script.name = format!("{}_again.py", script.id);
        }
    }

    fn restyle(&mut self, tree: &mut Tree) {
        let (at, style) = (self.dice.below(tree.scripts.len()), self.dice.below(3));
        if let Some(script) = tree.scripts.get_mut(at) {
            script.style = style;
        }
    }

    /// Adds a revision: on a head, elsewhere, or as another root; some depend on another line.
    fn grow(&mut self, tree: &mut Tree) {
        self.ids += 1;
        let id = format!("r{:03}", self.ids);
        let ids: Vec<String> = tree.scripts.iter().map(|script| script.id.clone()).collect();
        let heads = tree.heads();
        let parents = match self.dice.below(8) {
            0 => vec![],
            1 | 2 => ids.get(self.dice.below(ids.len())).cloned().into_iter().collect(),
            _ => heads
                .get(self.dice.below(heads.len()))
                .cloned()
                .into_iter()
                .collect::<Vec<_>>(),
        };
        let mut depends_on = Vec::new();
        if self.dice.below(4) == 0
            && let Some(other) = ids.get(self.dice.below(ids.len())).cloned()
            && !parents.iter().any(|parent| tree.is_above(parent, &other))
        {
            depends_on.push(other);
        }
        tree.scripts.push(Script {
            name: format!("{id}_x.py"),
            id,
            parents,
            depends_on,
            body: 1,
            style: 0,
        });
    }

    fn join(&mut self, tree: &mut Tree) {
        let parents: Vec<String> = tree.heads().into_iter().take(2).collect();
        if parents.len() < 2 {
            return;
        }
        self.ids += 1;
        let id = format!("m{:03}", self.ids);
        tree.scripts.push(Script {
            name: format!("{id}_x.py"),
            id,
            parents,
            depends_on: vec![],
            body: 1,
            style: 0,
        });
    }

    /// Puts a revision somewhere else, never below itself.
    fn reparent(&mut self, tree: &mut Tree) {
        let at = self.dice.below(tree.scripts.len());
        let Some(id) = tree.scripts.get(at).map(|script| script.id.clone()) else {
            return;
        };
        let mut targets: Vec<String> = tree.heads();
        targets.extend(tree.scripts.iter().map(|script| script.id.clone()));
        targets.retain(|target| !tree.is_above(target, &id));
        let target = targets.get(self.dice.below(targets.len())).cloned();
        tree.scripts[at].parents = target.into_iter().collect();
    }

    /// Something that may harm, or may not.
    fn change(&mut self, tree: &mut Tree) {
        let at = self.dice.below(tree.scripts.len());
        match self.dice.below(10) {
            0 | 1 => self.grow(tree),
            2 | 3 => self.reparent(tree),
            4 => self.join(tree),
            5 => self.take_out(tree, at),
            6 => self.change_dependency(tree, at),
            7 => self.linearise(tree),
            8 if !tree.scripts.is_empty() => tree.scripts[at].body += 1,
            _ => self.restyle(tree),
        }
    }

    /// Takes a revision out; what came after it comes after what it came after, or after nothing that is there.
    fn take_out(&mut self, tree: &mut Tree, at: usize) {
        if tree.scripts.len() < 2 {
            return;
        }
        let gone = tree.scripts.remove(at);
        if self.dice.below(4) == 0 {
            return;
        }
        for script in &mut tree.scripts {
            if script.parents.contains(&gone.id) {
                script.parents.retain(|parent| *parent != gone.id);
                let new = gone.parents.iter().filter(|parent| !script.parents.contains(parent));
                let new: Vec<String> = new.cloned().collect();
                script.parents.extend(new);
            }
            script.depends_on.retain(|on| *on != gone.id);
        }
    }

    fn change_dependency(&mut self, tree: &mut Tree, at: usize) {
        let Some(script) = tree.scripts.get(at).cloned() else {
            return;
        };
        if !script.depends_on.is_empty() {
            tree.scripts[at].depends_on.clear();
            return;
        }
        let others = tree.scripts.iter().map(|other| other.id.clone());
        // A merge that depends on what stands on one of its parents is no history that Alembic can walk: its own fault,
        // on every database (rule OH105 is about its like).
        let is_redundant =
            |other: &str| script.parents.len() > 1 && script.parents.iter().any(|parent| tree.is_above(other, parent));
        let free: Vec<String> = others
            .filter(|other| !tree.is_above(other, &script.id) && !tree.is_above(&script.id, other))
            .filter(|other| !is_redundant(other))
            .collect();
        tree.scripts[at].depends_on = free.get(self.dice.below(free.len())).cloned().into_iter().collect();
    }

    /// Makes a line of a merge: its second parent comes after its first.
    fn linearise(&mut self, tree: &mut Tree) {
        let Some(at) = tree.scripts.iter().position(|script| script.parents.len() == 2) else {
            return;
        };
        let (first, second) = (tree.scripts[at].parents[0].clone(), tree.scripts[at].parents[1].clone());
        if tree.is_above(&first, &second) {
            return;
        }
        // The root of the second side: what is not below the first.
        let mut root = second.clone();
        while let Some(parent) = tree.find(&root).and_then(|script| script.parents.first().cloned())
            && !tree.is_above(&first, &parent)
        {
            root = parent;
        }
        tree.scripts[at].parents = vec![second];
        if let Some(script) = tree.scripts.iter_mut().find(|script| script.id == root) {
            script.parents = vec![first];
        }
    }
}
