//! What a run has to look at: corpora and the state of the index in, files to read and files that
//! are gone out. Only names, sizes and times of files are looked at here, never contents.

use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{IngestError, IngestOptions, Progress};
use crate::index::{KnownFile, Snapshot};
use crate::ledger::{self, Problem};
use crate::source::{self, SourceFile, WalkOptions};

/// A corpus, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope {
    /// What is to be walked, as given but absolute.
    path: PathBuf,
    /// The root that names are relative to: a known root around `path`, else `path` itself or,
    /// for a file, its folder.
    pub root: String,
    root_path: PathBuf,
    /// The part of the root that is walked, `/` between and behind folders; empty for all of it.
    prefix: String,
    is_file: bool,
}

/// A file that is new or not as it was.
#[derive(Debug, Clone)]
pub(super) struct Todo {
    pub key: u64,
    /// Index into [`Plan::scopes`].
    scope: u32,
    name: Box<str>,
    /// Only where it cannot be made of root and name (names that are not UTF-8).
    path: Option<Box<Path>>,
    pub size: u64,
    pub modified: i64,
}

/// What a run has to do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub scopes: Vec<Scope>,
    /// Files on record that changed, then new ones; each in the order of the walk.
    pub todo: Vec<Todo>,
    /// Where in [`Plan::todo`] the new ones begin.
    pub first_new: usize,
    /// Keys of the files on record that are no longer there.
    pub gone: FxHashMap<u64, KnownFile>,
    /// What was found in each of the scopes.
    found: Vec<Found>,
    /// However many files are gone, they are gone for good.
    pub allow_vanish: bool,
    pub files: u64,
    pub unchanged: u64,
    /// Folders and files that could not be looked at.
    pub problems: Vec<Problem>,
    /// Bytes of the files to read.
    pub bytes: u64,
}

/// What a walk over a scope met.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    files: u64,
    /// Those of them that are on record.
    again: u64,
}

impl Todo {
    pub fn source(&self, plan: &Plan) -> SourceFile {
        let scope = &plan.scopes[self.scope as usize];
        SourceFile {
            path: match &self.path {
                Some(path) => path.to_path_buf(),
                None => scope.root_path.join(&*self.name),
            },
            name: self.name.to_string(),
            size: self.size,
            modified: self.modified,
        }
    }

    pub fn root<'p>(&self, plan: &'p Plan) -> &'p str {
        &plan.scopes[self.scope as usize].root
    }
}

/// Shares of a corpus that may vanish unquestioned: fewer files than this, or at most half. Who
/// has five files may well throw four of them away.
const UNQUESTIONED: u64 = 10;

/// Walks the corpora and compares them with what is on record.
pub(super) fn plan(
    options: &IngestOptions,
    snapshot: Option<&Snapshot>,
    progress: &dyn Progress,
) -> Result<Plan, IngestError> {
    let known_roots = match snapshot {
        Some(snapshot) => snapshot.roots()?,
        None => Vec::new(),
    };
    let mut plan = Plan {
        allow_vanish: options.allow_vanish,
        ..Plan::default()
    };
    let folders = options
        .corpora
        .iter()
        .filter_map(|corpus| corpus.canonicalize().ok())
        .filter(|path| path.is_dir())
        .collect::<Vec<_>>();
    for corpus in &options.corpora {
        let scope = scope(corpus, &known_roots, &folders)?;
        if !plan.scopes.contains(&scope) {
            plan.scopes.push(scope);
        }
    }
    let mut roots: Vec<String> = plan.scopes.iter().map(|scope| scope.root.clone()).collect();
    roots.sort_unstable();
    roots.dedup();
    let mut known = match snapshot {
        Some(snapshot) => snapshot.files(&roots)?,
        None => FxHashMap::default(),
    };
    let mut fresh = Vec::new();
    let mut seen: FxHashSet<u64> = FxHashSet::default();
    let mut hidden: Vec<(String, source::WalkError)> = Vec::new();
    for number in 0..plan.scopes.len() {
        let scope = plan.scopes[number].clone();
        let mut in_scope = Found::default();
        let mut walk_options = options.walk.clone();
        walk_options.skip.push(options.index_dir.clone());
        walk_beside(&scope.path, &walk_options, &mut |found| {
            let file = match found {
                Ok(file) => file,
                Err(error) => {
                    plan.problems.push(Problem {
                        path: scope.name(&error.name),
                        reason: error.reason.clone(),
                    });
                    hidden.push((scope.root.clone(), error));
                    return;
                }
            };
            if is_about_the_corpus(&file.name) && !scope.is_file {
                return;
            }
            plan.files += 1;
            if plan.files.is_multiple_of(1024) {
                progress.walked(plan.files);
            }
            let name = scope.name(&file.name);
            let key = ledger::file_key(&scope.root, &name);
            let before = known.remove(&key);
            in_scope.files += 1;
            // What an earlier scope that overlaps this one has met is no loss of this one.
            in_scope.again += u64::from(before.is_some() || seen.contains(&key));
            if let Some(before) = before
                && !options.rebuild
                && before.size == file.size
                && before.modified == file.modified
                && before.outcome != ledger::FileOutcome::Unreachable.code()
            {
                plan.unchanged += 1;
                // A corpus given twice, or within another, is walked twice.
                seen.insert(key);
                return;
            }
            if !seen.insert(key) {
                plan.files -= 1;
                return;
            }
            plan.bytes += file.size;
            let todo = Todo {
                key,
                scope: number as u32,
                path: (scope.root_path.join(&name) != file.path)
                    .then(|| file.path.into_boxed_path()),
                name: name.into_boxed_str(),
                size: file.size,
                modified: file.modified,
            };
            if before.is_some() {
                plan.todo.push(todo);
            } else {
                fresh.push(todo);
            }
        });
        plan.found.push(in_scope);
    }
    plan.first_new = plan.todo.len();
    plan.todo.append(&mut fresh);
    progress.walked(plan.files);

    if let Some(snapshot) = snapshot {
        keep_unseen(&mut plan, &mut known, &hidden, snapshot)?;
    }
    plan.gone = known;
    Ok(plan)
}

impl Plan {
    /// Whether so many files of a scope may have been deleted. Each scope is judged by itself: a
    /// disk that is not mounted is missing however many files there are on others.
    pub fn believes_gone(&self, scope: usize, files: u64) -> bool {
        let found = self.found.get(scope).copied().unwrap_or_default();
        let too_many = found.files == 0 || (files >= UNQUESTIONED && files > found.again);
        files == 0 || !too_many || self.allow_vanish
    }

    /// The scope that a file on record belongs to, as index into [`Plan::scopes`]: of several the
    /// innermost. The file is in one of them, or it would not count as gone.
    pub fn scope_of(&self, root: &str, path: &str) -> usize {
        self.scopes
            .iter()
            .enumerate()
            .filter(|(_, scope)| scope.root == root && scope.holds(path))
            .max_by_key(|(_, scope)| scope.prefix.len())
            .map_or(0, |(number, _)| number)
    }
}

/// Files to a batch on their way from the walk to the comparison.
const BATCH: usize = 256;

/// Walks in a thread of its own, which waits for the system most of the time, and calls `each`
/// with what was found, in order.
fn walk_beside(
    root: &Path,
    options: &WalkOptions,
    each: &mut dyn FnMut(Result<SourceFile, source::WalkError>),
) {
    let (send, batches) = crossbeam_channel::bounded::<Vec<_>>(16);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut walk = source::walk(std::slice::from_ref(&root.to_owned()), options);
            loop {
                let batch: Vec<_> = walk.by_ref().take(BATCH).collect();
                if batch.is_empty() || send.send(batch).is_err() {
                    return;
                }
            }
        });
        for batch in batches {
            batch.into_iter().for_each(&mut *each);
        }
    });
}

/// Takes out of `known` the files that the walk could not have seen: those outside the part of
/// the root that was walked, and those below a folder that could not be read.
fn keep_unseen(
    plan: &mut Plan,
    known: &mut FxHashMap<u64, KnownFile>,
    hidden: &[(String, source::WalkError)],
    snapshot: &Snapshot,
) -> Result<(), IngestError> {
    let whole = plan.scopes.iter().all(|scope| scope.prefix.is_empty());
    if whole && hidden.is_empty() {
        return Ok(());
    }
    let mut unseen = Vec::new();
    for (key, file) in known.iter() {
        let entry = snapshot.file(file.address)?;
        let walked = plan
            .scopes
            .iter()
            .any(|scope| scope.root == entry.root && scope.holds(&entry.path));
        let hides = hidden.iter().any(|(root, error)| {
            plan.scopes.iter().any(|scope| {
                *root == scope.root
                    && *root == entry.root
                    && scope
                        .inner(&entry.path)
                        .is_some_and(|inner| error.covers(inner))
            })
        });
        if !walked || hides {
            unseen.push(*key);
        }
    }
    for key in unseen {
        known.remove(&key);
    }
    Ok(())
}

impl Scope {
    /// What was walked, as runs record it.
    pub fn walked(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// The name below the root of what is called `name` below the walked path.
    fn name(&self, name: &str) -> String {
        if self.is_file {
            return self.prefix.clone();
        }
        format!("{}{name}", self.prefix)
    }

    fn holds(&self, path: &str) -> bool {
        if self.is_file {
            path == self.prefix
        } else {
            path.starts_with(&self.prefix)
        }
    }

    /// The name below the walked path of what is called `path` below the root.
    fn inner<'p>(&self, path: &'p str) -> Option<&'p str> {
        if self.is_file {
            (path == self.prefix).then_some(path)
        } else {
            path.strip_prefix(&self.prefix)
        }
    }
}

/// `folders` are those of the same run.
fn scope(corpus: &Path, known_roots: &[String], folders: &[PathBuf]) -> Result<Scope, IngestError> {
    let path = corpus
        .canonicalize()
        .map_err(|source| IngestError::Corpus {
            path: corpus.to_owned(),
            source,
        })?;
    let is_file = !path.is_dir();
    let own_root = if is_file {
        path.parent().unwrap_or(&path).to_owned()
    } else {
        path.clone()
    };
    // The innermost known root around it, so that a part of a known corpus stays part of it; else
    // the outermost folder of the run, so that it is the same whether that one came before.
    let known = known_roots
        .iter()
        .map(Path::new)
        .filter(|root| own_root.starts_with(root))
        .max_by_key(|root| root.as_os_str().len());
    let root_path = known
        .or_else(|| {
            folders
                .iter()
                .map(PathBuf::as_path)
                .filter(|folder| own_root.starts_with(folder))
                .min_by_key(|folder| folder.as_os_str().len())
        })
        .map_or_else(|| own_root.clone(), Path::to_owned);
    let mut prefix = path
        .strip_prefix(&root_path)
        .map(|inner| {
            inner
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("/")
        })
        .unwrap_or_default();
    if !is_file && !prefix.is_empty() {
        prefix.push('/');
    }
    Ok(Scope {
        path,
        root: root_path.to_string_lossy().into_owned(),
        root_path,
        prefix,
        is_file,
    })
}

/// Files at the top of a corpus that tell of the corpus and are no part of it.
fn is_about_the_corpus(name: &str) -> bool {
    if name.contains('/') {
        return false;
    }
    let stem = name.split('.').next().unwrap_or(name);
    ["README", "LICENSE", "LICENCE", "COPYING", "NOTICE"]
        .iter()
        .any(|known| stem.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_known_corpus_keeps_its_root() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("2025/09")).unwrap();
        std::fs::write(root.join("2025/09/a.txt"), "a").unwrap();
        let known = vec![root.to_string_lossy().into_owned()];

        let part = scope(&root.join("2025"), &known, &[]).unwrap();
        assert_eq!(
            (part.root.as_str(), part.prefix.as_str()),
            (known[0].as_str(), "2025/")
        );
        assert_eq!(part.name("09/a.txt"), "2025/09/a.txt");
        assert!(part.holds("2025/09/a.txt") && !part.holds("2024/a.txt"));

        let file = scope(&root.join("2025/09/a.txt"), &known, &[]).unwrap();
        assert_eq!(file.name("a.txt"), "2025/09/a.txt");

        let alone = scope(&root.join("2025/09/a.txt"), &[], &[]).unwrap();
        assert_eq!(alone.name("a.txt"), "a.txt");
        assert!(alone.root.ends_with("09"));

        let folders = [root.join("2025/09"), root.join("2025")];
        let inner = scope(&folders[0], &[], &folders).unwrap();
        assert!(inner.root.ends_with("2025"));
        assert_eq!(inner.name("a.txt"), "09/a.txt");
    }

    #[test]
    fn what_tells_of_the_corpus() {
        assert!(is_about_the_corpus("README.md"));
        assert!(is_about_the_corpus("license"));
        assert!(!is_about_the_corpus("2025/README.md"));
        assert!(!is_about_the_corpus("readers.txt"));
    }
}
