//! What changed in an archive: versions of dispatches, the runs between which they were seen, and
//! the alignment of what a file holds now with what it held before. What comes in are the old and
//! new dispatches of a file, what goes out is which of them are the same, changed, new or gone.
//! Moves, returns and duplicates across files are told by [`crate::ingest`], which sees them all.

mod change;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffTag, capture_diff_slices};

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
    /// Its text, or an earlier form of it at its place, had vanished in an earlier run.
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

/// [`FileEntry::modified`] of a file that is to be read again whatever its time: no file has this
/// one.
pub const NO_TIME: i64 = i64::MIN;

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
    /// Absolute paths of the files and folders that were walked.
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
///
/// The ordinal is part of it since a file may hold two documents with one id of their own.
pub fn version_uid(file: u64, path: &str, ordinal: u32, id: &str, run: RunNumber) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&file.to_le_bytes());
    hasher.update(path.as_bytes());
    hasher.update(&[0]);
    hasher.update(&ordinal.to_le_bytes());
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
    /// The id is the document's own. Of a dispatch on record it is known only as far as its form
    /// tells: an id that we made may also be that of another place, where it stood before.
    pub own_id: bool,
    pub content: u64,
    /// [`facts_hash`].
    pub facts: u64,
    /// Fingerprint of the words; 0 where it was not needed.
    pub alike: u64,
}

/// Hash of what is known of a dispatch beside its text, and may be corrected without it: the
/// published date, as day number, and the agency.
pub fn facts_hash(published: Option<i64>, agency: Option<&str>) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&published.unwrap_or(i64::MIN).to_le_bytes());
    hasher.update(agency.unwrap_or_default().as_bytes());
    crate::record::first_u64(&hasher.finalize())
}

/// What became of the dispatches of a file. Numbers index the old and the new list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// The same text at the same place.
    Same {
        old: usize,
        new: usize,
    },
    /// The same text with another ordinal, published date or agency.
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

/// Fingerprints that differ in fewer bits than this are those of two versions of one dispatch,
/// when they stand between the same neighbours: half of the word pairs or more are alike.
const KIN_BITS: u32 = 20;

/// Above so many pairs, those of a gap are not compared one by one.
const MOST_PAIRS: usize = 1 << 20;

/// Aligns the dispatches that a file held with those it holds now.
///
/// Documents with an id of their own are matched by it. The others are matched member by member:
/// equal texts in order (longest common subsequence), then equal texts out of order, then what is
/// left between two equal ones: first what is alike, in order, and the rest pairwise. So one
/// dispatch put in front of others is one addition and not a change of them all, and the one that
/// was edited beside one that was removed is told from it. Documents that share an id are matched
/// in the same way among themselves.
///
/// The old ones may come in any order, as the index holds them.
pub fn align(old: &[Place], new: &[Place]) -> Vec<Alignment> {
    let mut result = Vec::with_capacity(new.len());
    // By path and id: whatever its form, an id that the file gives now was its document's own.
    let own_ids: BTreeSet<(&str, &str)> = new
        .iter()
        .filter(|place| place.own_id)
        .map(|place| (place.path.as_str(), place.id.as_str()))
        .collect();
    // What may stand for each other, by path and, for documents with one of their own, id.
    let mut groups: BTreeMap<(&str, Option<&str>), Group> = BTreeMap::new();
    for (n, place) in old.iter().enumerate() {
        let own = place.own_id || own_ids.contains(&(&place.path, &place.id));
        let id = own.then_some(place.id.as_str());
        groups.entry((&place.path, id)).or_default().old.push(n);
    }
    for (n, place) in new.iter().enumerate() {
        let id = place.own_id.then_some(place.id.as_str());
        groups.entry((&place.path, id)).or_default().new.push(n);
    }
    for Group {
        old: mut old_here,
        new: mut new_here,
    } in groups.into_values()
    {
        old_here.sort_by_key(|n| old[*n].ordinal);
        new_here.sort_by_key(|n| new[*n].ordinal);
        match (&old_here[..], &new_here[..]) {
            ([o], [n]) => result.push(pair(old, new, *o, *n)),
            ([], _) | (_, []) => pair_up(&old_here, &new_here, &mut result),
            _ => align_texts(old, new, &old_here, &new_here, &mut result),
        }
    }
    result
}

/// Numbers of the dispatches that may stand for each other.
#[derive(Debug, Default)]
struct Group {
    old: Vec<usize>,
    new: Vec<usize>,
}

/// Aligns the dispatches of one file or member, in their order.
fn align_texts(
    old: &[Place],
    new: &[Place],
    old_here: &[usize],
    new_here: &[usize],
    result: &mut Vec<Alignment>,
) {
    let contents = |places: &[Place], here: &[usize]| -> Vec<u64> {
        here.iter().map(|n| places[*n].content).collect()
    };
    let mut gaps = Vec::new();
    // What stands in a gap, by content: a text that left one and turned up in another.
    let mut left: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for op in capture_diff_slices(
        Algorithm::Myers,
        &contents(old, old_here),
        &contents(new, new_here),
    ) {
        let (old_range, new_range) = (op.old_range(), op.new_range());
        if op.tag() == DiffTag::Equal {
            for (o, n) in old_range.zip(new_range) {
                result.push(pair(old, new, old_here[o], new_here[n]));
            }
            continue;
        }
        for o in &old_here[old_range.clone()] {
            left.entry(old[*o].content).or_default().push(*o);
        }
        gaps.push((old_range, new_range));
    }
    let mut taken = BTreeSet::new();
    let mut new_gaps = Vec::with_capacity(gaps.len());
    for (_, new_range) in &gaps {
        let mut still = Vec::new();
        for n in &new_here[new_range.clone()] {
            match left.get_mut(&new[*n].content).and_then(Vec::pop) {
                Some(o) => {
                    taken.insert(o);
                    result.push(pair(old, new, o, *n));
                }
                None => still.push(*n),
            }
        }
        new_gaps.push(still);
    }
    for ((old_range, _), new_gap) in gaps.into_iter().zip(new_gaps) {
        let old_gap: Vec<usize> = old_here[old_range]
            .iter()
            .filter(|o| !taken.contains(*o))
            .copied()
            .collect();
        align_gap(old, new, &old_gap, &new_gap, result);
    }
}

/// Aligns what stands between two dispatches that are as they were.
fn align_gap(
    old: &[Place],
    new: &[Place],
    old_gap: &[usize],
    new_gap: &[usize],
    result: &mut Vec<Alignment>,
) {
    let (mut o, mut n) = (0, 0);
    for (kin_old, kin_new) in kin(old, new, old_gap, new_gap) {
        pair_up(&old_gap[o..kin_old], &new_gap[n..kin_new], result);
        result.push(pair(old, new, old_gap[kin_old], new_gap[kin_new]));
        (o, n) = (kin_old + 1, kin_new + 1);
    }
    pair_up(&old_gap[o..], &new_gap[n..], result);
}

/// The first with the first, the second with the second; what has no partner came or went.
fn pair_up(old: &[usize], new: &[usize], result: &mut Vec<Alignment>) {
    let paired = old.len().min(new.len());
    for (old, new) in old.iter().copied().zip(new.iter().copied()) {
        result.push(Alignment::Changed { old, new });
    }
    result.extend(
        old[paired..]
            .iter()
            .map(|old| Alignment::Gone { old: *old }),
    );
    result.extend(new[paired..].iter().map(|new| Alignment::New { new: *new }));
}

/// The pairs, in order, that are versions of one dispatch: the alignment in which the most word
/// pairs are alike (Needleman and Wunsch, 1970, without a price for gaps).
fn kin(old: &[Place], new: &[Place], old_gap: &[usize], new_gap: &[usize]) -> Vec<(usize, usize)> {
    let (rows, columns) = (old_gap.len(), new_gap.len());
    // A gap of one and one needs no choice.
    if rows == 0 || columns == 0 || rows * columns == 1 || rows * columns > MOST_PAIRS {
        return Vec::new();
    }
    let score = |o: usize, n: usize| {
        let (o, n) = (old[old_gap[o]].alike, new[new_gap[n]].alike);
        if o == 0 || n == 0 {
            0
        } else {
            KIN_BITS.saturating_sub((o ^ n).count_ones())
        }
    };
    let width = columns + 1;
    let mut best = vec![0u32; (rows + 1) * width];
    for o in (0..rows).rev() {
        for n in (0..columns).rev() {
            let apart = best[(o + 1) * width + n].max(best[o * width + n + 1]);
            let together = match score(o, n) {
                0 => 0,
                score => score + best[(o + 1) * width + n + 1],
            };
            best[o * width + n] = apart.max(together);
        }
    }
    let mut pairs = Vec::new();
    let (mut o, mut n) = (0, 0);
    while o < rows && n < columns {
        let here = best[o * width + n];
        if here == best[(o + 1) * width + n] {
            o += 1;
        } else if here == best[o * width + n + 1] {
            n += 1;
        } else {
            pairs.push((o, n));
            (o, n) = (o + 1, n + 1);
        }
    }
    pairs
}

fn pair(old: &[Place], new: &[Place], o: usize, n: usize) -> Alignment {
    let (before, now) = (&old[o], &new[n]);
    if before.content != now.content {
        Alignment::Changed { old: o, new: n }
    } else if (before.ordinal, before.facts) != (now.ordinal, now.facts) {
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
                        facts: 0,
                        // Words are versions of one dispatch when they begin alike.
                        alike: crate::record::content_hash(None, &text[..1]),
                    }
                })
                .collect()
        };
        let mut expected: Vec<&str> = expected.split_whitespace().collect();
        expected.sort_unstable();
        let new_places = places(new);
        // The index holds the old ones in any order.
        let mut reversed = places(old);
        reversed.reverse();
        for old_places in [places(old), reversed] {
            let number = |n: usize| old_places[n].ordinal;
            let mut found: Vec<String> = align(&old_places, &new_places)
                .into_iter()
                .map(|a| match a {
                    Alignment::Same { old, new } => format!("{}={new}", number(old)),
                    Alignment::Renumbered { old, new } => format!("{}>{new}", number(old)),
                    Alignment::Changed { old, new } => format!("{}~{new}", number(old)),
                    Alignment::New { new } => format!("+{new}"),
                    Alignment::Gone { old } => format!("-{}", number(old)),
                })
                .collect();
            found.sort();
            assert_eq!(found, expected, "{old} | {new}");
        }
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
        // Out of order, and edited beside one that came or went.
        check("a b c", "c a b", "0>1 1>2 2>0");
        check("a b", "b a", "0>1 1>0");
        check("a b c", "b2 c", "-0 1~0 2>1");
        check("a b", "x a2 b", "+0 0~1 1>2");
        check("a b c", "a2 x b2 c", "0~0 +1 1~2 2>3");
        check("a", "", "-0");
        check("1=a 2=b", "2=b 1=x 3=c", "1>0 0~1 +2");
        check("1=a 1=b", "1=a 1=b", "0=0 1=1");
        check("1=a 1=b", "1=b", "-0 1>0");
        check("1=a 1=b", "1=a 1=x 1=b", "0=0 +1 1>2");
        check("1=a", "2=a", "-0 +0");
    }
}
