//! What changed in an archive: versions of dispatches, the runs between which they were seen, and
//! the alignment of what a file holds now with what it held before. What comes in are the old and
//! new dispatches of a file, what goes out is which of them are the same, changed, new or gone.
//! Moves, returns and duplicates across files are told by [`crate::ingest`], which sees them all.

mod change;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

pub use change::{Change, ChangeKind, Difference, word_diff};

/// Number of a run: 1 for the first over an index.
pub type RunNumber = u64;

/// One version of a dispatch: what the archive held of it, from one run to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Absolute path of the corpus root.
    pub root: String,
    /// Key of the file that held it; see [`file_key`].
    pub file: u64,
    /// [`crate::record::content_hash`].
    pub content: u64,
    /// The run that first saw it.
    pub first_run: RunNumber,
    /// The run that indexed it at its place: `first_run`, but for a dispatch that got another
    /// ordinal since, because those before it in its file grew or shrank in number.
    pub placed_run: RunNumber,
    /// How it came into the archive.
    pub origin: Origin,
    /// The run that no longer saw it, and why; `None` while it is live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
}

/// How a version came into the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Origin {
    /// Its text was never seen before.
    Added,
    /// It took the place of another text.
    Changed {
        /// [`Version::uid`] of the version before.
        from: String,
    },
    /// Its text stood elsewhere before and no longer stands there.
    Moved { from_path: String, from_id: String },
    /// Its text, or a dispatch at its place, had vanished in an earlier run.
    Reappeared,
    /// Its text stands elsewhere too, in the dispatch `of`.
    Duplicate { of: String },
}

/// How a version left the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    pub run: RunNumber,
    pub kind: EndKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EndKind {
    Changed,
    Moved,
    Vanished,
}

/// What is on record of one file of a corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    pub root: String,
    /// [`SourceFile::name`](crate::source::SourceFile).
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    pub modified: i64,
    /// The first eight bytes of the BLAKE3 hash of its bytes; 0 when it could not be read.
    pub content: u64,
    /// How many dispatches it holds.
    pub dispatches: u64,
    pub outcome: FileOutcome,
    /// What could not be read of it, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// The run that last read it.
    pub run: RunNumber,
}

/// One reason why something of an archive could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file, or the member or line of it.
    pub path: String,
    pub reason: String,
}

impl From<crate::source::Damage> for Problem {
    fn from(damage: crate::source::Damage) -> Self {
        Self {
            path: match damage.line {
                Some(line) => format!("{}:{line}", damage.name),
                None => damage.name,
            },
            reason: damage.reason,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileOutcome {
    Read,
    /// Read but for some members or lines.
    Damaged,
    /// Nothing could be read of it. It is tried again when its size or time changes.
    Failed,
    /// It could not be opened. It is tried again in every run, since a change of permissions
    /// leaves size and time as they are.
    Unreachable,
}

impl FileOutcome {
    pub fn code(self) -> u64 {
        match self {
            Self::Read => 0,
            Self::Damaged => 1,
            Self::Failed => 2,
            Self::Unreachable => 3,
        }
    }
}

/// One run over one or more corpora, as `runs` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub run: RunNumber,
    pub started: Timestamp,
    /// `None` for a run that was interrupted: what it had committed is kept, and the run after
    /// it completes the work.
    pub finished: Option<Timestamp>,
    /// Absolute paths of the corpus roots.
    pub corpus: Vec<String>,
    #[serde(flatten)]
    pub counts: Counts,
}

/// What a run saw and did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Files seen; each is either unchanged, read or failed.
    pub files: u64,
    pub unchanged: u64,
    pub read: u64,
    /// Files of which nothing, or not all, could be read.
    pub failed: u64,
    pub added: u64,
    pub changed: u64,
    pub moved: u64,
    pub vanished: u64,
    pub reappeared: u64,
    pub duplicates: u64,
}

/// Key of a file in the index: the first eight bytes of the BLAKE3 hash of its root and path.
/// Among a hundred million files the odds of two with one key are below one in three thousand.
pub fn file_key(root: &str, path: &str) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(root.as_bytes());
    hasher.update(&[0]);
    hasher.update(path.as_bytes());
    crate::record::first_u64(&hasher.finalize())
}

/// Unique key of the file's document in the index.
pub fn file_uid(file: u64) -> String {
    format!("f{file:016x}")
}

/// Unique key of a run's document in the index.
pub fn run_uid(run: RunNumber) -> String {
    format!("r{run}")
}

/// Unique key of the version of dispatch `id` of `path` that `run` first saw.
pub fn version_uid(file: u64, path: &str, id: &str, run: RunNumber) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&file.to_le_bytes());
    hasher.update(path.as_bytes());
    hasher.update(&[0]);
    hasher.update(id.as_bytes());
    hasher.update(&run.to_le_bytes());
    format!("d{}", &hasher.finalize().to_hex()[..24])
}

/// What tells one dispatch of a file from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Path with the members of containers.
    pub path: String,
    pub ordinal: u32,
    pub id: String,
    /// The id is the document's own, not made of path and ordinal.
    pub own_id: bool,
    pub content: u64,
}

/// What became of the dispatches of a file. Numbers index the old and the new list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// The same text at the same place.
    Same {
        old: usize,
        new: usize,
    },
    /// The same text with another ordinal.
    Renumbered {
        old: usize,
        new: usize,
    },
    /// Another text at the same place.
    Changed {
        old: usize,
        new: usize,
    },
    New {
        new: usize,
    },
    Gone {
        old: usize,
    },
}

/// Aligns the dispatches that a file held with those it holds now.
///
/// Documents with an id of their own are matched by it. The others are matched member by member:
/// equal texts in order (longest common subsequence), then what is left between two equal ones
/// pairwise as changed, so that one dispatch put in front of others is one addition and not a
/// change of them all.
pub fn align(old: &[Place], new: &[Place]) -> Vec<Alignment> {
    use std::collections::BTreeMap;

    let mut result = Vec::with_capacity(new.len());
    let mut by_id: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    let mut old_by_path: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, place) in old.iter().enumerate() {
        if place.own_id {
            by_id.entry((&place.path, &place.id)).or_default().push(n);
        } else {
            old_by_path.entry(&place.path).or_default().push(n);
        }
    }
    // A file may hold one id twice: they are taken in order.
    for places in by_id.values_mut() {
        places.reverse();
    }
    let mut new_by_path: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, place) in new.iter().enumerate() {
        if !place.own_id {
            new_by_path.entry(&place.path).or_default().push(n);
            continue;
        }
        let before = by_id
            .get_mut(&(place.path.as_str(), place.id.as_str()))
            .and_then(Vec::pop);
        result.push(match before {
            None => Alignment::New { new: n },
            Some(before) => pair(old, new, before, n),
        });
    }
    for gone in by_id.into_values().flatten() {
        result.push(Alignment::Gone { old: gone });
    }
    let none = Vec::new();
    let paths: std::collections::BTreeSet<&str> = old_by_path
        .keys()
        .chain(new_by_path.keys())
        .copied()
        .collect();
    for path in paths {
        let mut old_here = old_by_path.get(path).unwrap_or(&none).clone();
        let mut new_here = new_by_path.get(path).unwrap_or(&none).clone();
        old_here.sort_by_key(|n| old[*n].ordinal);
        new_here.sort_by_key(|n| new[*n].ordinal);
        let old_contents: Vec<u64> = old_here.iter().map(|n| old[*n].content).collect();
        let new_contents: Vec<u64> = new_here.iter().map(|n| new[*n].content).collect();
        for op in capture_diff_slices(Algorithm::Myers, &old_contents, &new_contents) {
            align_op(&op, old, new, &old_here, &new_here, &mut result);
        }
    }
    result
}

fn align_op(
    op: &DiffOp,
    old: &[Place],
    new: &[Place],
    old_here: &[usize],
    new_here: &[usize],
    result: &mut Vec<Alignment>,
) {
    let (old_range, new_range) = (op.old_range(), op.new_range());
    // An insertion or deletion is a replacement with one empty side.
    let paired = old_range.len().min(new_range.len());
    for (o, n) in old_range.clone().zip(new_range.clone()) {
        result.push(pair(old, new, old_here[o], new_here[n]));
    }
    for o in old_range.skip(paired) {
        result.push(Alignment::Gone { old: old_here[o] });
    }
    for n in new_range.skip(paired) {
        result.push(Alignment::New { new: new_here[n] });
    }
}

fn pair(old: &[Place], new: &[Place], o: usize, n: usize) -> Alignment {
    if old[o].content != new[n].content {
        Alignment::Changed { old: o, new: n }
    } else if old[o].ordinal != new[n].ordinal {
        Alignment::Renumbered { old: o, new: n }
    } else {
        Alignment::Same { old: o, new: n }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `old` and `new` are words, each a dispatch; a word "id=text" has an id of its own.
    fn check(old: &str, new: &str, expected: &str) {
        let places = |words: &str| -> Vec<Place> {
            words
                .split_whitespace()
                .enumerate()
                .map(|(n, word)| {
                    let (id, text) = match word.split_once('=') {
                        Some((id, text)) => (Some(id), text),
                        None => (None, word),
                    };
                    Place {
                        path: "a.txt".into(),
                        ordinal: n as u32,
                        id: id.map_or_else(|| n.to_string(), str::to_owned),
                        own_id: id.is_some(),
                        content: crate::record::content_hash(None, text),
                    }
                })
                .collect()
        };
        let mut found: Vec<String> = align(&places(old), &places(new))
            .into_iter()
            .map(|a| match a {
                Alignment::Same { old, new } => format!("{old}={new}"),
                Alignment::Renumbered { old, new } => format!("{old}>{new}"),
                Alignment::Changed { old, new } => format!("{old}~{new}"),
                Alignment::New { new } => format!("+{new}"),
                Alignment::Gone { old } => format!("-{old}"),
            })
            .collect();
        found.sort();
        let mut expected: Vec<&str> = expected.split_whitespace().collect();
        expected.sort_unstable();
        assert_eq!(found, expected, "{old} | {new}");
    }

    #[test]
    fn alignments() {
        check("", "", "");
        check("a", "a", "0=0");
        check("a", "b", "0~0");
        check("a b c", "x a b c", "+0 0>1 1>2 2>3");
        check("a b c", "a c", "0=0 -1 2>1");
        check("a b c", "a x c", "0=0 1~1 2=2");
        check("a b", "x y z", "0~0 1~1 +2");
        check("a", "", "-0");
        check("1=a 2=b", "2=b 1=x 3=c", "1>0 0~1 +2");
        check("1=a 1=b", "1=a 1=b", "0=0 1=1");
        check("1=a", "2=a", "-0 +0");
    }
}
