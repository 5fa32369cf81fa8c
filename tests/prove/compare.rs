//! What the proof says beside what happened.

use std::collections::{BTreeMap, BTreeSet};

use onehead::app::prove::{Question, prove};
use onehead::app::{Standing, Workspace};
use onehead::merge::stamp_path::{Affected, Judgement, Verdict};
use onehead::project::{Environment, Request};

use super::cases::{Case, Tree};
use super::oracle::{Story, Told, trees};
use super::repository::{Made, make};

/// How often what was asked; histories that harm nobody would prove nothing.
#[derive(Debug, Default)]
pub struct Tally {
    safe: usize,
    skipped: usize,
    rewritten: usize,
    twice: usize,
    missing: usize,
    overlaps: usize,
    forgotten: usize,
    unknown: usize,
    passed_over: usize,
    moved: usize,
    dependencies: usize,
}

impl Tally {
    pub fn is_telling(&self) -> bool {
        let counts = [
            self.safe,
            self.skipped,
            self.rewritten,
            self.twice,
            self.missing,
            self.overlaps,
            self.forgotten,
            self.unknown,
            self.moved,
            self.dependencies,
        ];
        counts.iter().all(|&count| count > 3) && self.safe > 100
    }

    fn count(&mut self, judgement: &Judgement) {
        let harms = &judgement.harms;
        match judgement.verdict() {
            Verdict::Safe => self.safe += 1,
            Verdict::Unknown => self.unknown += 1,
            Verdict::Unsafe => {
                self.rewritten += usize::from(harms.skipped.iter().any(|affected| affected.rewritten));
                self.skipped += usize::from(harms.skipped.iter().any(|affected| !affected.rewritten));
                self.twice += usize::from(!harms.twice.is_empty());
                self.missing += usize::from(!harms.missing.is_empty());
                self.overlaps += usize::from(!harms.overlaps.is_empty());
                self.forgotten += usize::from(!harms.forgotten.is_empty());
            }
        }
    }
}

/// Answers what differs; nothing where the proof is right about every database.
pub fn compare(case: &Case, told: &Told, tally: &mut Tally) -> Vec<String> {
    let made = make(case);
    let root = made.directory.path().canonicalize().expect("it is there");
    let request = Request {
        directory: root,
        ..Request::default()
    };
    let workspace = Workspace::new(request, Environment::default());
    let question = Question {
        standing: Standing::WorkTree,
        anywhere: true,
        ..Question::default()
    };
    let answer = match prove(&workspace, &question) {
        Ok(answer) => answer,
        Err(error) => return vec![format!("no answer: {error}")],
    };
    tally.moved += usize::from(case.commits.iter().any(|commit| commit.tree.folder != case.new.folder));
    let depends = |tree: &Tree| tree.scripts.iter().any(|script| !script.depends_on.is_empty());
    tally.dependencies += usize::from(depends(&case.new));
    let judgements: Vec<&Judgement> = answer.report.judgements.iter().collect();
    for judgement in &judgements {
        tally.count(judgement);
    }
    let mut differences = Vec::new();
    let wanted = expected(case, told, &made, tally);
    let judged: Vec<(String, &Judgement)> = judgements
        .iter()
        .map(|judgement| (undated(&judgement.name), *judgement))
        .collect();
    for (name, standing) in &wanted {
        match judged.iter().find(|(judged, _)| judged == name) {
            None => differences.push(format!("{name} was not judged")),
            Some((_, judgement)) => differences.extend(differs(name, judgement, &standing.expected, (case, told))),
        }
    }
    let singles: Vec<(String, &Judgement)> = judged
        .iter()
        .filter(|(name, _)| name.contains(" of "))
        .cloned()
        .collect();
    for (name, _) in judged.iter().filter(|(name, _)| !name.contains(" of ")) {
        if !wanted.contains_key(name) {
            differences.push(format!("{name} was judged"));
        }
    }
    differences.extend(single_differences(case, told, &wanted, &singles));
    differences
}

/// Leaves out the days behind commits.
fn undated(name: &str) -> String {
    let day = regex::Regex::new(r" \(\d{4}-\d\d-\d\d\)").expect("a pattern");
    day.replace_all(name, "").into_owned()
}

/// Compares the databases that stand on one revision. Of those that ran the same, one is enough.
fn single_differences(
    case: &Case,
    told: &Told,
    wanted: &BTreeMap<String, Wanted<'_>>,
    singles: &[(String, &Judgement)],
) -> Vec<String> {
    let mut differences = Vec::new();
    let mut judged: BTreeSet<(&str, BTreeSet<&(String, String)>)> = BTreeSet::new();
    for (name, judgement) in singles {
        let (id, of) = name.split_once(" of ").expect("it is a single one");
        let standing = wanted.values().find(|standing| standing.first_name == of);
        let Some(tree) = standing.and_then(|standing| standing.tree) else {
            differences.push(format!("{name} is nowhere"));
            continue;
        };
        let story = &told.states[tree].singles[id];
        judged.insert((id, story.ran.iter().collect()));
        differences.extend(differs(name, judgement, &Expected::Story(story), (case, told)));
    }
    for (name, tree) in wanted
        .iter()
        .filter_map(|(name, standing)| Some((name, standing.tree?)))
    {
        for (id, story) in &told.states[tree].singles {
            if !judged
                .iter()
                .any(|(judged, ran)| judged == id && *ran == story.ran.iter().collect())
            {
                differences.push(format!("{id} of {name} was not judged"));
            }
        }
    }
    differences
}

/// One standing that there is.
struct Wanted<'a> {
    expected: Expected<'a>,
    first_name: String,
    /// The index of its tree; none where there is no project.
    tree: Option<usize>,
}

/// What is expected of one standing.
enum Expected<'a> {
    Story(&'a Story),
    /// It cannot be known.
    Unknown,
}

/// Works out which standings there are, from the definition: tips, and first-parent states of branches. One state is
/// called by the names of all that have it.
fn expected<'a>(case: &Case, told: &'a Told, made: &Made, tally: &mut Tally) -> BTreeMap<String, Wanted<'a>> {
    let trees = trees(case);
    let mut names: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut wanted = BTreeMap::new();
    let mut refs = case.refs.clone();
    refs.sort_by_key(|(name, _)| (name.starts_with("refs/tags/"), name.clone()));
    for (full, tip) in &refs {
        let name = full
            .trim_start_matches("refs/tags/")
            .trim_start_matches("refs/remotes/");
        let tree = index(&trees, &case.commits[*tip].tree);
        if trees[tree].scripts.is_empty() {
            let standing = Wanted {
                expected: Expected::Unknown,
                first_name: name.to_owned(),
                tree: None,
            };
            wanted.insert(name.to_owned(), standing);
        } else {
            names.entry(tree).or_default().push(name.to_owned());
        }
        if !full.starts_with("refs/tags/") {
            for (at, tree) in runs(case, &trees, *tip) {
                if names.contains_key(&tree) || trees[tree].scripts.is_empty() {
                    continue;
                }
                if told.states[tree].refused.is_some() {
                    tally.passed_over += 1;
                } else {
                    names.insert(tree, vec![format!("{name} at {}", &made.commits[at][..9])]);
                }
            }
        }
    }
    for (tree, names) in names {
        let more = match names.len().saturating_sub(3) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let shown: Vec<String> = names.iter().take(3).cloned().collect();
        let state = &told.states[tree];
        let refused = state.refused.is_some();
        let standing = Wanted {
            expected: if refused {
                Expected::Unknown
            } else {
                Expected::Story(&state.heads)
            },
            first_name: names[0].clone(),
            tree: (!refused).then_some(tree),
        };
        wanted.insert(format!("{}{more}", shown.join(", ")), standing);
    }
    wanted
}

/// Lists the different trees along first parents, newest first, each with the oldest commit of its run.
fn runs(case: &Case, trees: &[&Tree], tip: usize) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut next = Some(tip);
    while let Some(at) = next {
        let tree = index(trees, &case.commits[at].tree);
        match runs.last_mut() {
            Some(last) if last.1 == tree => last.0 = at,
            _ => runs.push((at, tree)),
        }
        next = case.commits[at].parents.first().copied();
    }
    runs
}

fn index(trees: &[&Tree], tree: &Tree) -> usize {
    trees
        .iter()
        .position(|other| *other == tree)
        .expect("every tree is listed")
}

fn differs(name: &str, judgement: &Judgement, expected: &Expected<'_>, (case, told): (&Case, &Told)) -> Vec<String> {
    let story = match expected {
        Expected::Unknown if judgement.doubts.is_empty() => {
            return vec![format!("{name} is {:?}", judgement.verdict())];
        }
        Expected::Unknown => return vec![],
        Expected::Story(story) => story,
    };
    let rows: BTreeSet<&str> = judgement
        .rows
        .iter()
        .map(onehead::revision::RevisionId::as_str)
        .collect();
    let really: BTreeSet<&str> = story.rows.iter().map(String::as_str).collect();
    if rows != really {
        return vec![format!("{name} has rows {rows:?}, not {really:?}")];
    }
    if told.new_refused.is_some() {
        let safe = judgement.verdict() == Verdict::Safe || judgement.doubts.is_empty();
        return if safe {
            vec![format!("{name} is taken for known")]
        } else {
            vec![]
        };
    }
    if !judgement.doubts.is_empty() {
        return vec![format!("{name} is not known: {:?}", judgement.doubts)];
    }
    let harms = &judgement.harms;
    if let Some(error) = &story.error {
        let said = (!harms.missing.is_empty() && error.contains("Can't locate"))
            || (!harms.overlaps.is_empty() && error.contains("overlaps"));
        return if said {
            vec![]
        } else {
            vec![format!("{name} could not go on ({error}), and {harms:?}")]
        };
    }
    let mut differences = Vec::new();
    if !harms.missing.is_empty() || !harms.overlaps.is_empty() {
        differences.push(format!("{name} went on, and {harms:?}"));
    }
    let happened = Happened::of(story, &case.new);
    for (what, said, really) in [
        ("skips", ids(&harms.skipped), happened.skipped),
        ("runs twice", ids(&harms.twice), happened.twice),
        ("forgets", ids(&harms.forgotten), happened.forgotten),
    ] {
        if said != really {
            differences.push(format!("{name} {what} {really:?}, not {said:?}"));
        }
    }
    differences
}

fn ids(affected: &[Affected]) -> BTreeSet<String> {
    affected.iter().map(|affected| affected.revision.to_string()).collect()
}

/// What really happened to a database that could go on.
struct Happened {
    skipped: BTreeSet<String>,
    twice: BTreeSet<String>,
    forgotten: BTreeSet<String>,
}

impl Happened {
    fn of(story: &Story, new: &Tree) -> Self {
        let new = new
            .scripts
            .iter()
            .map(|script| (script.id.clone(), script.body.to_string()));
        let new: Vec<(String, String)> = new.collect();
        let ran: Vec<&(String, String)> = story.ran.iter().chain(&story.then).collect();
        let then: BTreeSet<&str> = story.then.iter().map(|(id, _)| id.as_str()).collect();
        let before: BTreeSet<&str> = story.ran.iter().map(|(id, _)| id.as_str()).collect();
        Self {
            skipped: new
                .iter()
                .filter(|known| !ran.contains(known))
                .map(|(id, _)| id.clone())
                .collect(),
            twice: before.intersection(&then).map(|id| (*id).to_owned()).collect(),
            forgotten: before
                .iter()
                .filter(|id| !new.iter().any(|(known, _)| known == *id))
                .map(|id| (*id).to_owned())
                .collect(),
        }
    }
}
