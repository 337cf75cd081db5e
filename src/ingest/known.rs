//! What the index held before a run, as far as the run needs it to tell what moved, came back or
//! repeats another from what is new: the state of the last commit in, answers by content out.

use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use tantivy::DocAddress;

use super::IngestError;
use super::plan::Plan;
use crate::index::{KnownDispatch, PreparedDispatch, Snapshot};
use crate::ledger::{EndKind, Origin, Run, RunNumber};

/// Fingerprints that differ in no more bits than this are those of two forms of one dispatch:
/// two thirds of the word pairs are alike.
const FORM_BITS: u32 = 16;

/// Of so many holders of one content it is known where they are. Only the first is ever told.
const MOST_HOLDERS: usize = 8;

#[derive(Default)]
pub(super) struct Recorded {
    /// Live versions of the files that are to be read, by file.
    pub live_of_todo: FxHashMap<u64, Vec<KnownDispatch>>,
    /// Versions that ended.
    pub ended: Vec<KnownDispatch>,
    /// Live versions of the files that the run does not look at.
    pub others: Vec<KnownDispatch>,
    /// Live versions whose place is no longer there, by content.
    pub gone: FxHashMap<u64, Vec<KnownDispatch>>,
    /// Contents that took their leave in this run since another took their place, with the path
    /// and id of that place.
    pub changed: FxHashMap<u64, (String, String)>,
    /// The first copy of a content that was added by this run, or one that was interrupted, by
    /// content. Kept only over an index that held something: an addition may then turn out to be
    /// a move.
    pub fresh: FxHashMap<u64, Fresh>,
    /// Contents whose last version vanished.
    pub vanished: FxHashMap<u64, DocAddress>,
    /// Versions that vanished and did not come back, by file and content.
    vanished_here: FxHashMap<(u64, u64), Vec<DocAddress>>,
    /// The same, by [`place_key`].
    vanished_places: FxHashMap<u64, KnownDispatch>,
    /// Who holds a content now, by content.
    holders: FxHashMap<u64, SmallVec<[Holder; 1]>>,
    /// Runs that were interrupted since the last whole one.
    pub interrupted: Vec<Run>,
}

#[derive(Debug, Clone)]
pub(super) enum Holder {
    Indexed(DocAddress),
    /// Put into the index in this run, under this id.
    Fresh(Box<str>),
}

/// A copy of a content that may turn out to be a move.
#[derive(Debug, Clone)]
pub(super) enum Fresh {
    /// Of this run: its key, and whether it counts as added or as a duplicate.
    New { uid: Box<str>, added: bool },
    /// Of a run that was interrupted.
    Interrupted(KnownDispatch),
}

impl Recorded {
    /// Reads it from the columns of `snapshot`, in one pass; of versions that ended also the
    /// stored reason.
    pub fn load(snapshot: &Snapshot, plan: &Plan) -> Result<Self, IngestError> {
        let todo: FxHashSet<u64> = plan.todo.iter().map(|todo| todo.key).collect();
        let mut recorded = Self::default();
        let runs = snapshot.runs()?;
        let whole = runs
            .iter()
            .filter(|run| run.finished.is_some())
            .map(|run| run.run)
            .max()
            .unwrap_or(0);
        recorded.interrupted = runs.into_iter().filter(|run| run.run > whole).collect();
        let mut copies = Vec::new();
        snapshot.for_each_dispatch(|known| {
            if known.last_run.is_some() {
                recorded.ended.push(known);
                return;
            }
            if known.first_run > whole {
                match recorded.fresh.entry(known.content) {
                    Entry::Vacant(entry) => {
                        entry.insert(Fresh::Interrupted(known));
                    }
                    Entry::Occupied(entry) => {
                        if let Fresh::Interrupted(other) = entry.get() {
                            copies.extend([*other, known]);
                        }
                    }
                }
            }
            recorded.hold(known.content, Holder::Indexed(known.address), true);
            if plan.gone.contains_key(&known.file) {
                recorded.gone.entry(known.content).or_default().push(known);
            } else if todo.contains(&known.file) {
                recorded
                    .live_of_todo
                    .entry(known.file)
                    .or_default()
                    .push(known);
            } else {
                recorded.others.push(known);
            }
        })?;
        in_order(&mut copies, snapshot)?;
        for first in copies.into_iter().rev() {
            recorded
                .fresh
                .insert(first.content, Fresh::Interrupted(first));
        }
        in_order(&mut recorded.ended, snapshot)?;
        recorded.load_ended(snapshot, whole)?;
        Ok(recorded)
    }

    /// `whole` is the last run that was not interrupted.
    fn load_ended(&mut self, snapshot: &Snapshot, whole: RunNumber) -> Result<(), IngestError> {
        let mut last: FxHashMap<u64, (RunNumber, EndKind, DocAddress)> = FxHashMap::default();
        for known in &self.ended {
            let version = snapshot.version(known.address)?;
            let Some(end) = version.end else { continue };
            let entry = (end.run, end.kind, known.address);
            let latest = last.entry(known.content).or_insert(entry);
            // In one run a text may leave two places; that it vanished from one weighs more.
            if (latest.0, latest.1) < (entry.0, entry.1) {
                *latest = entry;
            }
            if end.kind == EndKind::Changed
                && end.run > whole
                && let Some(place) = snapshot.places(std::slice::from_ref(known))?.pop()
            {
                // Its text may turn up only now.
                self.changed.insert(known.content, (place.path, place.id));
            }
            if end.kind == EndKind::Vanished {
                self.vanished_here
                    .entry((known.file, known.content))
                    .or_default()
                    .push(known.address);
                let place = snapshot.places(std::slice::from_ref(known))?;
                for place in place {
                    let keys = [
                        place_key(known.file, &place.path, Some(&place.id), 0),
                        place_key(known.file, &place.path, None, place.ordinal),
                    ];
                    for key in keys {
                        let latest = self.vanished_places.entry(key).or_insert(*known);
                        if latest.last_run < known.last_run {
                            *latest = *known;
                        }
                    }
                }
            }
        }
        for (content, (_, kind, address)) in last {
            if kind == EndKind::Vanished {
                self.vanished.insert(content, address);
            }
        }
        // What has come back since is not missing any more.
        let live = self.live_of_todo.values().flatten().chain(&self.others);
        for known in live.chain(self.gone.values().flatten()) {
            self.vanished_here.remove(&(known.file, known.content));
        }
        Ok(())
    }

    /// Notes a holder of a content; `all` as long as holders may lose it again in this run.
    pub fn hold(&mut self, content: u64, holder: Holder, all: bool) {
        let holders = self.holders.entry(content).or_default();
        if holders.is_empty() || (all && holders.len() < MOST_HOLDERS) {
            holders.push(holder);
        }
    }

    /// A version has ended.
    pub fn let_go(&mut self, known: &KnownDispatch) {
        if let Some(holders) = self.holders.get_mut(&known.content) {
            holders.retain(
                |holder| !matches!(holder, Holder::Indexed(address) if *address == known.address),
            );
        }
        self.not_fresh(known);
    }

    /// A version is no longer where a run that was interrupted has put it.
    pub fn not_fresh(&mut self, known: &KnownDispatch) {
        if matches!(self.fresh.get(&known.content), Some(Fresh::Interrupted(fresh)) if fresh.address == known.address)
        {
            self.fresh.remove(&known.content);
        }
    }

    /// The id of who holds a content, over an index that held nothing.
    pub fn fresh_holder(&self, content: u64) -> Option<String> {
        match self.holders.get(&content)?.first()? {
            Holder::Fresh(id) => Some(id.to_string()),
            Holder::Indexed(_) => None,
        }
    }

    /// The id of who holds a content: of several the one that repeats no other, then the first
    /// by path, so that it does not depend on how the index lies on the disk.
    pub fn holder_id(
        &self,
        content: u64,
        snapshot: &Snapshot,
    ) -> Result<Option<String>, IngestError> {
        let Some(holders) = self.holders.get(&content) else {
            return Ok(None);
        };
        let mut indexed = Vec::new();
        for holder in holders {
            if let Holder::Indexed(address) = holder {
                indexed.push(*address);
            }
        }
        if let [only] = indexed[..] {
            return Ok(Some(snapshot.id_of(only)?));
        }
        let mut stored = indexed
            .into_iter()
            .map(|address| snapshot.dispatch(address))
            .collect::<Result<Vec<_>, _>>()?;
        stored.sort_by_key(|stored| {
            (
                matches!(stored.version.origin, Origin::Duplicate { .. }),
                stored.version.first_run,
                stored.record.path.clone(),
                stored.record.ordinal,
            )
        });
        if let Some(first) = stored.into_iter().next() {
            return Ok(Some(first.record.id));
        }
        Ok(holders.iter().find_map(|holder| match holder {
            Holder::Fresh(id) => Some(id.to_string()),
            Holder::Indexed(_) => None,
        }))
    }

    /// Whether someone who held a content before the run holds it still.
    pub fn is_held_before(&self, content: u64) -> bool {
        let interrupted = match self.fresh.get(&content) {
            Some(Fresh::Interrupted(fresh)) => Some(fresh.address),
            _ => None,
        };
        self.holders.get(&content).is_some_and(|holders| {
            holders.iter().any(
                |holder| matches!(holder, Holder::Indexed(address) if Some(*address) != interrupted),
            )
        })
    }

    /// A version of this content whose place is gone, for a dispatch that turned up at `path`:
    /// of several the one whose path ends most like it.
    pub fn take_gone(
        &mut self,
        content: u64,
        path: &str,
        snapshot: &Snapshot,
    ) -> Result<Option<KnownDispatch>, IngestError> {
        let Some(versions) = self.gone.get_mut(&content) else {
            return Ok(None);
        };
        let best = if versions.len() > 1 {
            let places = snapshot.places(versions)?;
            places
                .iter()
                .enumerate()
                .max_by_key(|(_, place)| {
                    (
                        common_end(&place.path, path),
                        std::cmp::Reverse((&place.path, place.ordinal)),
                    )
                })
                .map_or(0, |(n, _)| n)
        } else {
            0
        };
        if versions.is_empty() {
            return Ok(None);
        }
        let version = versions.swap_remove(best);
        if versions.is_empty() {
            self.gone.remove(&content);
        }
        Ok(Some(version))
    }

    /// A version of this content that vanished from this file.
    pub fn take_vanished_here(&mut self, file: u64, content: u64) -> Option<DocAddress> {
        self.vanished_here.get_mut(&(file, content))?.pop()
    }

    /// A version that vanished from this place, of which the dispatch is another form: it has
    /// its id, or else most of its words.
    pub fn take_vanished_form(
        &mut self,
        file: u64,
        prepared: &PreparedDispatch,
        own_id: bool,
    ) -> Option<DocAddress> {
        let id = own_id.then_some(prepared.id.as_str());
        let key = place_key(file, &prepared.path, id, prepared.ordinal);
        let known = self.vanished_places.get(&key)?;
        let kin = own_id || (known.alike ^ prepared.alike).count_ones() <= FORM_BITS;
        kin.then(|| self.vanished_places.remove(&key))
            .flatten()
            .map(|known| known.address)
    }
}

/// Puts versions into the order of their places and runs: how they lie in the index, which depends
/// on threads and merges, must not decide which of two equal ones is taken.
pub(super) fn in_order(
    versions: &mut Vec<KnownDispatch>,
    snapshot: &Snapshot,
) -> Result<(), IngestError> {
    let places = snapshot.places(versions)?;
    let mut placed: Vec<_> = places.into_iter().zip(versions.drain(..)).collect();
    placed.sort_by(|(place, known), (other_place, other)| {
        (&place.path, place.ordinal, known.first_run, known.address).cmp(&(
            &other_place.path,
            other_place.ordinal,
            other.first_run,
            other.address,
        ))
    });
    versions.extend(placed.into_iter().map(|(_, known)| known));
    Ok(())
}

/// Key of a place in a file: of the document with this id or, without one, of the ordinal.
fn place_key(file: u64, path: &str, id: Option<&str>, ordinal: u32) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&file.to_le_bytes());
    hasher.update(path.as_bytes());
    hasher.update(&[0]);
    match id {
        Some(id) => hasher.update(id.as_bytes()),
        None => hasher.update(&[0]).update(&ordinal.to_le_bytes()),
    };
    crate::record::first_u64(&hasher.finalize())
}

/// How many bytes two paths have in common at their ends.
fn common_end(a: &str, b: &str) -> usize {
    a.bytes()
        .rev()
        .zip(b.bytes().rev())
        .take_while(|(a, b)| a == b)
        .count()
}
