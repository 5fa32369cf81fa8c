//! The files that a merge would leave behind, computed without making it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::base::{Base, Bases};
use super::version::{Version, merge_contents, similar};
use super::{CommitSource, GitError, Repo};
use crate::sources::{ContentId, Entry, EntryKind, Source, SourceError, SourceName};

/// How deep a folder that only one side has is searched for something that stays.
const DEPTH: usize = 64;

/// How much of a file must be found again for a rename, in hundredths (git's default).
const RENAME: u64 = 50;

/// How many files are compared with each other in search of renames.
const COMPARISONS: usize = 100_000;

/// What merging a source into a commit would leave behind: file by file, by the rules of a three-way merge over every
/// merge base. Files that both sides changed are merged line by line, and a file that one side renamed within its
/// folder keeps the other side's changes. No object is written.
///
/// A conflict shows our side, or the side that still has the file; [`Self::conflicts`] lists them.
pub struct MergedSource<'a> {
    repo: &'a Repo,
    ours: &'a dyn Source,
    theirs: CommitSource<'a>,
    bases: Bases<'a>,
    name: SourceName,
    listed: RefCell<HashMap<PathBuf, Rc<Vec<Entry>>>>,
    conflicts: RefCell<BTreeSet<PathBuf>>,
}

impl Repo {
    /// Prepares the merge of a source into a commit. The source is the working tree, the index, a commit, an overlay
    /// on one of them, or another such merge.
    ///
    /// # Errors
    /// [`GitError::NoMergeBase`] where the two have no history in common, [`GitError::UnknownRevision`],
    /// [`GitError::Unborn`].
    pub fn merged_source<'a>(&'a self, ours: &'a dyn Source, theirs: &str) -> Result<MergedSource<'a>, GitError> {
        let name = ours.name();
        let parents = match name.commits.as_slice() {
            [commit] if matches!(name.kind, "commit") => vec![commit.clone()],
            // A merge that was not made either: its bases are those of a commit with all these parents.
            [_, ..] if name.kind == "merge" => name.commits.clone(),
            _ => self.next_parents(),
        };
        if parents.is_empty() {
            return Err(GitError::Unborn);
        }
        let their_id = self.resolve(theirs)?;
        let bases = self.merge_bases(theirs, &parents)?;
        let mut commits = parents;
        commits.push(their_id.clone());
        Ok(MergedSource {
            repo: self,
            ours,
            theirs: self.commit_source(&their_id)?,
            bases: Bases::new(self, &bases)?,
            name: SourceName { kind: "merge", commits },
            listed: RefCell::default(),
            conflicts: RefCell::default(),
        })
    }
}

/// The names in one folder, with what each side has there.
///
/// The keys are whole paths, as bytes: comparing paths part by part is ten times slower.
type Names = BTreeMap<OsString, (Option<Entry>, Option<Entry>)>;

/// What became of one name.
enum Outcome {
    /// It is there, or it is not.
    Entry(Option<Entry>),
    /// Both sides changed it; the entry that is shown.
    Conflict(Option<Entry>),
}

impl MergedSource<'_> {
    /// Lists the files in conflict, in the folders that were listed so far.
    #[must_use]
    pub fn conflicts(&self) -> Vec<PathBuf> {
        self.conflicts.borrow().iter().cloned().collect()
    }

    /// Answers whether a path is under the root and not the root itself: what is outside is not merged.
    fn is_tracked(&self, path: &Path) -> bool {
        self.theirs.0.inside(path).is_some()
    }

    fn merged(&self, directory: &Path, depth: usize) -> Result<Rc<Vec<Entry>>, SourceError> {
        if let Some(known) = self.listed.borrow().get(directory) {
            return Ok(Rc::clone(known));
        }
        let mut names = self.names(directory)?;
        let mut budget = COMPARISONS;
        let mut outcomes = self.follow_renames(&mut names, &mut budget)?;
        outcomes.extend(self.renamed_and_gone(directory, &mut names, &mut budget)?);
        for (path, (ours, theirs)) in names {
            let path = PathBuf::from(path);
            let outcome = self.decide(&path, ours, theirs, depth)?;
            outcomes.push((path, outcome));
        }
        let mut result = Vec::new();
        for (path, outcome) in outcomes {
            match outcome {
                Outcome::Entry(entry) => result.extend(entry),
                Outcome::Conflict(entry) => {
                    self.conflicts.borrow_mut().insert(path);
                    result.extend(entry);
                }
            }
        }
        result.sort_unstable_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
        let result = Rc::new(result);
        self.listed
            .borrow_mut()
            .insert(directory.to_path_buf(), Rc::clone(&result));
        Ok(result)
    }

    fn names(&self, directory: &Path) -> Result<Names, SourceError> {
        let mut names = Names::new();
        for entry in self.ours.list(directory)? {
            let path = entry.path.clone().into_os_string();
            names.entry(path).or_default().0 = Some(entry);
        }
        for entry in self.theirs.list(directory)? {
            let path = entry.path.clone().into_os_string();
            names.entry(path).or_default().1 = Some(entry);
        }
        Ok(names)
    }

    /// Lets the other side's change of a file follow where one side renamed it within the folder.
    fn follow_renames(&self, names: &mut Names, budget: &mut usize) -> Result<Vec<(PathBuf, Outcome)>, SourceError> {
        let mut outcomes = Vec::new();
        let gone = names.iter().filter(|(_, sides)| one_file(sides).is_some());
        let gone: Vec<OsString> = gone.map(|(path, _)| path.clone()).collect();
        for old in gone {
            let Some(Base::Version(base)) = self.bases.at(Path::new(&old))? else {
                continue;
            };
            let Some((entry, ours_left)) = names.get(&old).and_then(one_file) else {
                continue;
            };
            let changed = Version::of(self.side(ours_left), entry)?;
            if changed.same(&base) {
                continue;
            }
            let Some((new, renamed)) = self.renamed(names, (&base, !ours_left), budget)? else {
                continue;
            };
            let (ours, theirs) = if ours_left {
                (&changed, &renamed)
            } else {
                (&renamed, &changed)
            };
            let merged = merge_contents(self.repo, Some(&base), ours, theirs);
            names.remove(&old);
            let shown = names.remove(new.as_os_str()).and_then(|(ours, theirs)| ours.or(theirs));
            let outcome = match merged {
                Some(bytes) => Outcome::Entry(Some(merged_entry(&new, &bytes))),
                None => Outcome::Conflict(shown),
            };
            outcomes.push((new, outcome));
        }
        Ok(outcomes)
    }

    /// Finds the files that one side renamed within the folder and the other one deleted or renamed otherwise: git leaves
    /// it to a person which of them counts.
    fn renamed_and_gone(
        &self,
        directory: &Path,
        names: &mut Names,
        budget: &mut usize,
    ) -> Result<Vec<(PathBuf, Outcome)>, SourceError> {
        let mut outcomes = Vec::new();
        if !names.values().any(|sides| one_file(sides).is_some()) {
            return Ok(outcomes);
        }
        for old in self.bases.files(directory)? {
            if names.contains_key(old.as_os_str()) {
                continue;
            }
            let Some(Base::Version(base)) = self.bases.at(&old)? else {
                continue;
            };
            for ours in [true, false] {
                if let Some((new, _)) = self.renamed(names, (&base, ours), budget)? {
                    let shown = names.remove(new.as_os_str()).and_then(|(ours, theirs)| ours.or(theirs));
                    outcomes.push((new, Outcome::Conflict(shown)));
                }
            }
        }
        Ok(outcomes)
    }

    /// Finds the new name of a file that one side renamed within its folder.
    fn renamed(
        &self,
        names: &Names,
        (base, ours): (&Version, bool),
        budget: &mut usize,
    ) -> Result<Option<(PathBuf, Version)>, SourceError> {
        let mut best: Option<(u64, PathBuf, Version)> = None;
        for (path, sides) in names {
            let path = Path::new(path);
            let Some((entry, _)) = one_file(sides).filter(|(_, of_ours)| *of_ours == ours) else {
                continue;
            };
            if *budget == 0 || self.bases.at(path)?.is_some() {
                continue;
            }
            *budget -= 1;
            let version = Version::of(self.side(ours), entry)?;
            let likeness = similar(self.repo, base, &version);
            if likeness >= RENAME && best.as_ref().is_none_or(|(before, ..)| likeness > *before) {
                best = Some((likeness, path.to_path_buf(), version));
            }
        }
        Ok(best.map(|(_, path, version)| (path, version)))
    }

    fn side(&self, ours: bool) -> &dyn Source {
        if ours { self.ours } else { &self.theirs }
    }

    fn decide(
        &self,
        path: &Path,
        ours: Option<Entry>,
        theirs: Option<Entry>,
        depth: usize,
    ) -> Result<Outcome, SourceError> {
        let is_directory = |entry: &Option<Entry>| entry.as_ref().is_some_and(|e| e.kind == EntryKind::Directory);
        if is_directory(&ours) || is_directory(&theirs) {
            return self.decide_directory(path, ours, theirs, depth);
        }
        if let (Some(one), Some(other)) = (&ours, &theirs)
            && one == other
            && matches!(one.content, ContentId::Git(_))
        {
            return Ok(Outcome::Entry(ours));
        }
        let base = self.bases.at(path)?;
        let their_version = theirs
            .as_ref()
            .map(|entry| Version::of(&self.theirs, entry))
            .transpose()?;
        if same(their_version.as_ref(), base.as_ref()) {
            return Ok(Outcome::Entry(ours));
        }
        let Some(entry) = &ours else {
            // They added it, or changed what we deleted.
            return Ok(match base {
                None => Outcome::Entry(theirs),
                Some(_) => Outcome::Conflict(theirs),
            });
        };
        let our_version = Version::of(self.ours, entry)?;
        if their_version.as_ref().is_some_and(|theirs| our_version.same(theirs)) {
            return Ok(Outcome::Entry(ours));
        }
        if same(Some(&our_version), base.as_ref()) {
            return Ok(Outcome::Entry(theirs));
        }
        let base = match &base {
            Some(Base::Version(version)) => Some(version),
            Some(Base::Conflict) => return Ok(Outcome::Conflict(ours)),
            None => None,
        };
        let merged = their_version.and_then(|theirs| merge_contents(self.repo, base, &our_version, &theirs));
        Ok(match merged {
            Some(bytes) => Outcome::Entry(Some(merged_entry(path, &bytes))),
            None => Outcome::Conflict(ours),
        })
    }

    /// Decides about a name that is a folder on one side at least.
    fn decide_directory(
        &self,
        path: &Path,
        ours: Option<Entry>,
        theirs: Option<Entry>,
        depth: usize,
    ) -> Result<Outcome, SourceError> {
        let (entry, file, file_is_ours) = match (ours, theirs) {
            (Some(ours), Some(theirs)) if ours.kind == theirs.kind => return Ok(Outcome::Entry(Some(ours))),
            (Some(ours), theirs) if ours.kind == EntryKind::Directory => (ours, theirs, false),
            (ours, Some(theirs)) => (theirs, ours, true),
            (ours, None) => return Ok(Outcome::Entry(ours)),
        };
        // Only one side has the folder: what was in it may have been deleted.
        let stays = depth >= DEPTH || !self.merged(path, depth + 1)?.is_empty();
        let Some(file) = file else {
            return Ok(Outcome::Entry(stays.then_some(entry)));
        };
        let version = Version::of(self.side(file_is_ours), &file)?;
        match (stays, same(Some(&version), self.bases.at(path)?.as_ref())) {
            (true, true) => Ok(Outcome::Entry(Some(entry))),
            (true, false) => Ok(Outcome::Conflict(Some(entry))),
            (false, _) => Ok(Outcome::Entry(Some(file))),
        }
    }
}

fn same(version: Option<&Version>, base: Option<&Base>) -> bool {
    match (version, base) {
        (None, None) => true,
        (Some(version), Some(Base::Version(base))) => version.same(base),
        _ => false,
    }
}

/// Answers the file that only one side has, and whether that is our side.
fn one_file(sides: &(Option<Entry>, Option<Entry>)) -> Option<(&Entry, bool)> {
    let (entry, ours) = match sides {
        (Some(entry), None) => (entry, true),
        (None, Some(entry)) => (entry, false),
        _ => return None,
    };
    (entry.kind == EntryKind::File).then_some((entry, ours))
}

fn merged_entry(path: &Path, bytes: &[u8]) -> Entry {
    Entry {
        path: path.to_path_buf(),
        kind: EntryKind::File,
        content: ContentId::Bytes(bytes.into()),
    }
}

impl Source for MergedSource<'_> {
    fn name(&self) -> SourceName {
        self.name.clone()
    }

    fn list(&self, directory: &Path) -> Result<Vec<Entry>, SourceError> {
        if !self.is_tracked(directory) {
            return self.ours.list(directory);
        }
        self.merged(directory, 0).map(|entries| entries.to_vec())
    }

    fn find(&self, path: &Path) -> Result<Option<Entry>, SourceError> {
        let Some(parent) = path.parent().filter(|parent| self.is_tracked(parent)) else {
            return self.ours.find(path);
        };
        let entries = self.merged(parent, 0)?;
        let found = entries.binary_search_by(|entry| entry.path.as_os_str().cmp(path.as_os_str()));
        Ok(found.ok().map(|index| entries[index].clone()))
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, SourceError> {
        match (&entry.content, entry.kind) {
            (ContentId::Bytes(bytes), _) => Ok(bytes.to_vec()),
            (ContentId::Git(_), EntryKind::File) => self.theirs.read(entry),
            (ContentId::Git(_), _) if self.ours.find(&entry.path)?.as_ref() != Some(entry) => self.theirs.read(entry),
            _ => self.ours.read(entry),
        }
    }
}
