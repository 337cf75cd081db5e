//! From steps to the index: what is to be done for each dispatch in, documents and counts out.
//! The one place that sees all dispatches of a run, in order, and so can tell what moved, came
//! back or repeats another from what is new.

use std::collections::BTreeMap;
use std::time::Instant;

use rustc_hash::FxHashSet;

use super::known::{Fresh, Holder, Recorded, in_order};
use super::plan::Plan;
use super::work::{Before, Step};
use super::{Away, IngestError, Progress, Warned};
use crate::dispatch::{dispatch_id, is_id_of_place, is_made_id, other_dispatch_id};
use crate::index::{
    Archive, ArchiveWriter, KnownDispatch, PreparedDispatch, Snapshot, StoredDispatch,
};
use crate::ledger::{
    self, End, EndKind, FileEntry, FileOutcome, NO_TIME, Origin, Problem, Run, RunNumber, Version,
};

/// A commit costs about as much as indexing some hundred dispatches, and a kill costs what came
/// after the last one: so many dispatches or seconds between two.
const COMMIT_DISPATCHES: u64 = 20_000;
const COMMIT_SECONDS: u64 = 20;

/// Where a run's documents go.
pub(super) enum Target {
    /// The index itself.
    Index(ArchiveWriter),
    /// A new generation: what is as it was has to be written as well.
    Rebuild(ArchiveWriter),
    /// Nowhere.
    DryRun,
}

pub(super) struct Reconciler<'a> {
    archive: &'a Archive,
    plan: &'a Plan,
    snapshot: Option<&'a Snapshot>,
    recorded: Recorded,
    target: Target,
    run: Run,
    /// Runs that were interrupted since the last whole one.
    interrupted: BTreeMap<RunNumber, Run>,
    /// The file at hand lacks a dispatch that it held.
    lost_some: bool,
    /// What is to be on record of files that lack a dispatch. It may turn up in another file, so
    /// that its end is written with the end of the run; until then the file must count as unread,
    /// or a run that is killed would leave the dispatch live for good.
    deferred: Vec<FileEntry>,
    /// Files that are gone, of which a dispatch turned up elsewhere.
    left: FxHashSet<u64>,
    /// Ids of our making that dispatches of this run have got. Two corpora may have a file of the
    /// same path, and what the run has written is not in the snapshot.
    given: FxHashSet<u64>,
    pub problems: Vec<Problem>,
    /// See [`super::Summary::away`].
    pub away: Vec<Away>,
    pub bytes: u64,
    pub dispatches: u64,
    pub warned: Warned,
    uncommitted: u64,
    last_commit: Instant,
    progress: &'a dyn Progress,
}

impl<'a> Reconciler<'a> {
    pub fn new(
        archive: &'a Archive,
        plan: &'a Plan,
        snapshot: Option<&'a Snapshot>,
        recorded: Recorded,
        target: Target,
        run: Run,
        progress: &'a dyn Progress,
    ) -> Self {
        let interrupted = recorded
            .interrupted
            .iter()
            .map(|run| (run.run, run.clone()))
            .collect();
        Self {
            archive,
            plan,
            snapshot,
            recorded,
            target,
            run,
            interrupted,
            lost_some: false,
            deferred: Vec::new(),
            left: FxHashSet::default(),
            given: FxHashSet::default(),
            problems: Vec::new(),
            away: Vec::new(),
            bytes: 0,
            dispatches: 0,
            warned: Warned::default(),
            uncommitted: 0,
            last_commit: Instant::now(),
            progress,
        }
    }

    /// A new generation gets what the old one holds and the run does not look at: earlier runs,
    /// versions that ended, and the files of other corpora.
    pub fn carry_over(&mut self) -> Result<(), IngestError> {
        let (Target::Rebuild(writer), Some(snapshot)) = (&self.target, self.snapshot) else {
            return Ok(());
        };
        for run in snapshot.runs()? {
            writer.put_run(&run)?;
        }
        for known in self.recorded.ended.iter().chain(&self.recorded.others) {
            writer.replace_dispatch(&snapshot.dispatch(known.address)?)?;
        }
        let todo: FxHashSet<u64> = self.plan.todo.iter().map(|todo| todo.key).collect();
        for (key, file) in snapshot.files(&snapshot.roots()?)? {
            if !todo.contains(&key) && !self.plan.gone.contains_key(&key) {
                writer.put_file(&snapshot.file(file.address)?)?;
            }
        }
        Ok(())
    }

    /// Does what the steps of one unit of work ask for.
    pub fn take(&mut self, steps: Vec<Step>) -> Result<(), IngestError> {
        for step in steps {
            match step {
                Step::Same { count, warned } => {
                    self.dispatches += count;
                    self.warned.add(&warned);
                }
                Step::Gone(known) => {
                    self.lost_some = true;
                    self.recorded
                        .gone
                        .entry(known.content)
                        .or_default()
                        .push(known);
                }
                Step::Put {
                    file,
                    prepared,
                    before,
                    warnings,
                } => {
                    self.dispatches += 1;
                    self.warned.note(&warnings);
                    self.put(file, *prepared, before)?;
                }
                Step::FileDone { entry, bytes } => self.file_done(*entry, bytes)?,
            }
        }
        if self.uncommitted >= COMMIT_DISPATCHES
            || (self.uncommitted > 0 && self.last_commit.elapsed().as_secs() >= COMMIT_SECONDS)
        {
            self.commit()?;
        }
        Ok(())
    }

    fn file_done(&mut self, entry: FileEntry, bytes: u64) -> Result<(), IngestError> {
        self.bytes += bytes;
        let counts = &mut self.run.counts;
        match entry.outcome {
            FileOutcome::Read => counts.read += 1,
            _ => counts.failed += 1,
        }
        self.problems.extend(entry.problems.iter().cloned());
        self.progress.file_done(&entry.path, bytes, self.dispatches);
        if std::mem::take(&mut self.lost_some) {
            self.deferred.push(entry);
        } else if let Target::Index(writer) | Target::Rebuild(writer) = &self.target {
            writer.put_file(&entry)?;
            self.uncommitted += 1;
        }
        Ok(())
    }

    fn put(
        &mut self,
        file: usize,
        mut prepared: PreparedDispatch,
        before: Before,
    ) -> Result<(), IngestError> {
        let plan = self.plan;
        let todo = &plan.todo[file];
        let content = prepared.content;
        let run = self.run.run;
        let own_id = prepared.id != dispatch_id(&prepared.path, prepared.ordinal);
        let origin = match before {
            Before::Same(known) => return self.put_again(prepared, known, own_id),
            Before::Changed(known) => {
                self.run.counts.changed += 1;
                let mut from = String::new();
                if let Some(old) = self.end(known, EndKind::Changed)? {
                    from = old.uid();
                    if !own_id {
                        prepared.id.clone_from(&old.record.id);
                    }
                    let place = (old.record.path, old.record.id);
                    self.recorded.changed.insert(old.version.content, place);
                }
                Origin::Changed { from }
            }
            Before::Nothing => {
                let (origin, kept) = self.origin(file, &prepared, own_id)?;
                if !own_id {
                    prepared.id = match kept {
                        Some(id) if is_made_id(&id) => id,
                        _ => self.free_id(&prepared)?,
                    };
                }
                origin
            }
        };
        self.given.extend(made_number(&prepared.id));
        let version = Version {
            root: todo.root(plan).to_owned(),
            file: todo.key,
            content,
            first_run: run,
            placed_run: run,
            origin,
            end: None,
        };
        let known_before = self.snapshot.is_some();
        self.recorded.hold(
            content,
            Holder::Fresh(prepared.id.as_str().into()),
            known_before,
        );
        if known_before && matches!(version.origin, Origin::Added | Origin::Duplicate { .. }) {
            self.recorded
                .fresh
                .entry(content)
                .or_insert_with(|| Fresh::New {
                    uid: ledger::version_uid(
                        version.file,
                        &prepared.path,
                        prepared.ordinal,
                        &prepared.id,
                        run,
                    )
                    .into(),
                    added: version.origin == Origin::Added,
                });
        }
        self.add(prepared, &version)
    }

    /// An id for a dispatch that is new at its place. That of the place may be taken: by one that
    /// stood here before, in an old version, or now stands elsewhere; by one at the same path of
    /// another corpus.
    fn free_id(&self, prepared: &PreparedDispatch) -> Result<String, IngestError> {
        let mut id = prepared.id.clone();
        for number in 1.. {
            if !self.has_id(&id)? {
                break;
            }
            id = other_dispatch_id(&prepared.path, prepared.ordinal, number);
        }
        Ok(id)
    }

    fn has_id(&self, id: &str) -> Result<bool, IngestError> {
        if made_number(id).is_some_and(|number| self.given.contains(&number)) {
            return Ok(true);
        }
        match self.snapshot {
            Some(snapshot) => Ok(snapshot.has_id(id)?),
            None => Ok(false),
        }
    }

    /// The same text as before: in an index that is made anew, or under another ordinal, date or
    /// agency.
    fn put_again(
        &mut self,
        mut prepared: PreparedDispatch,
        known: KnownDispatch,
        own_id: bool,
    ) -> Result<(), IngestError> {
        let Some(snapshot) = self.snapshot else {
            return Ok(());
        };
        let stored = snapshot.dispatch(known.address)?;
        self.recorded.not_fresh(&known);
        if !own_id {
            prepared.id.clone_from(&stored.record.id);
        }
        let mut version = stored.version.clone();
        if let Target::Index(writer) = &self.target {
            writer.delete_dispatch(&stored.uid());
            version.placed_run = self.run.run;
        } else if stored.record.ordinal != prepared.ordinal {
            version.placed_run = self.run.run;
        }
        self.add(prepared, &version)
    }

    fn add(&mut self, prepared: PreparedDispatch, version: &Version) -> Result<(), IngestError> {
        if let Target::Index(writer) | Target::Rebuild(writer) = &self.target {
            writer.add_dispatch(prepared, version)?;
            self.uncommitted += 1;
        }
        Ok(())
    }

    /// How a dispatch whose place was empty came to be there, and the id that it had.
    fn origin(
        &mut self,
        file: usize,
        prepared: &PreparedDispatch,
        own_id: bool,
    ) -> Result<(Origin, Option<String>), IngestError> {
        let Some(snapshot) = self.snapshot else {
            return Ok((self.first_origin(prepared), None));
        };
        let content = prepared.content;
        let key = self.plan.todo[file].key;
        if let Some(from) = self.recorded.take_gone(content, &prepared.path, snapshot)?
            && let Some(before) = self.end(from, EndKind::Moved)?
        {
            self.run.counts.moved += 1;
            let (from_path, from_id) = (before.record.path, before.record.id);
            let kept = Some(from_id.clone());
            return Ok((Origin::Moved { from_path, from_id }, kept));
        }
        // What comes back to its place comes back, whoever has repeated it meanwhile.
        if let Some(before) = self.recorded.take_vanished_here(key, content) {
            self.run.counts.reappeared += 1;
            return Ok((Origin::Reappeared, Some(snapshot.id_of(before)?)));
        }
        if let Some(of) = self.recorded.holder_id(content, snapshot)? {
            self.run.counts.duplicates += 1;
            return Ok((Origin::Duplicate { of }, None));
        }
        if let Some((from_path, from_id)) = self.recorded.changed.remove(&content) {
            self.run.counts.moved += 1;
            // The id stays with the place, which has another text now.
            return Ok((Origin::Moved { from_path, from_id }, None));
        }
        let before = match self.recorded.vanished.remove(&content) {
            Some(before) => Some(before),
            // In a file that was there all the time, an ordinal says nothing.
            None if own_id || file >= self.plan.first_new => {
                self.recorded.take_vanished_form(key, prepared, own_id)
            }
            None => None,
        };
        if let Some(before) = before {
            self.run.counts.reappeared += 1;
            return Ok((Origin::Reappeared, Some(snapshot.id_of(before)?)));
        }
        self.run.counts.added += 1;
        Ok((Origin::Added, None))
    }

    /// As [`Reconciler::origin`], over an index that held nothing.
    fn first_origin(&mut self, prepared: &PreparedDispatch) -> Origin {
        match self.recorded.fresh_holder(prepared.content) {
            Some(of) => {
                self.run.counts.duplicates += 1;
                Origin::Duplicate { of }
            }
            None => {
                self.run.counts.added += 1;
                Origin::Added
            }
        }
    }

    /// Ends a version; returns it as it was. `None` over an index that held nothing.
    fn end(
        &mut self,
        known: KnownDispatch,
        kind: EndKind,
    ) -> Result<Option<StoredDispatch>, IngestError> {
        let Some(snapshot) = self.snapshot else {
            return Ok(None);
        };
        let before = snapshot.dispatch(known.address)?;
        self.recorded.let_go(&known);
        if let Target::Index(writer) | Target::Rebuild(writer) = &self.target {
            let mut stored = before.clone();
            stored.version.end = Some(End {
                run: self.run.run,
                kind,
            });
            writer.replace_dispatch(&stored)?;
            self.uncommitted += 1;
        }
        if kind == EndKind::Moved {
            self.leave(known.file, snapshot)?;
        }
        Ok(Some(before))
    }

    /// A dispatch has moved away from a file that is gone. Should the file come back, after a
    /// kill or with the disk that it was on, it must be read, and not be taken for one that is as
    /// it was.
    fn leave(&mut self, file: u64, snapshot: &Snapshot) -> Result<(), IngestError> {
        let Some(known) = self.plan.gone.get(&file) else {
            return Ok(());
        };
        if self.left.insert(file)
            && let Target::Index(writer) = &self.target
        {
            writer.put_file(&unread(snapshot.file(known.address)?))?;
        }
        Ok(())
    }

    /// What is still missing when all files have been read has vanished, unless its text turned
    /// up elsewhere earlier in the run: then what was taken for an addition or a duplicate was a
    /// move.
    pub fn end_missing(&mut self) -> Result<(), IngestError> {
        let mut missing: Vec<KnownDispatch> = std::mem::take(&mut self.recorded.gone)
            .into_values()
            .flatten()
            .collect();
        if let Some(snapshot) = self.snapshot {
            in_order(&mut missing, snapshot)?;
        }
        let kept = self.files_to_keep(&missing)?;
        let mut moves = Vec::new();
        for known in missing {
            let Some(fresh) = self.recorded.fresh.remove(&known.content) else {
                if kept.contains(&known.file) {
                    self.keep(&known)?;
                } else {
                    self.run.counts.vanished += 1;
                    self.end(known, EndKind::Vanished)?;
                }
                continue;
            };
            moves.push((fresh, Source::Gone(known)));
        }
        for (content, (path, id)) in std::mem::take(&mut self.recorded.changed) {
            // Another holder is what it repeats.
            if self.recorded.is_held_before(content) {
                continue;
            }
            if let Some(fresh) = self.recorded.fresh.remove(&content) {
                moves.push((fresh, Source::Changed { path, id }));
            }
        }
        self.tell_moves(moves)?;
        if let Target::Index(writer) | Target::Rebuild(writer) = &self.target {
            for entry in self.deferred.drain(..) {
                writer.put_file(&entry)?;
            }
            for (key, file) in &self.plan.gone {
                if !kept.contains(key) {
                    writer.delete_file(*key);
                } else if let (Target::Rebuild(writer), Some(snapshot)) =
                    (&self.target, self.snapshot)
                {
                    let entry = snapshot.file(file.address)?;
                    writer.put_file(&if self.left.contains(key) {
                        unread(entry)
                    } else {
                        entry
                    })?;
                }
            }
        }
        Ok(())
    }

    /// The files that are gone with dispatches that did not turn up elsewhere, when they are more
    /// of their corpus than can be believed: a disk that is not mounted looks like this, a renamed
    /// folder does not.
    fn files_to_keep(&mut self, missing: &[KnownDispatch]) -> Result<FxHashSet<u64>, IngestError> {
        let Some(snapshot) = self.snapshot else {
            return Ok(FxHashSet::default());
        };
        let gone = &self.plan.gone;
        let lost: FxHashSet<u64> = missing
            .iter()
            .filter(|known| {
                gone.contains_key(&known.file) && !self.recorded.fresh.contains_key(&known.content)
            })
            .map(|known| known.file)
            .collect();
        let mut by_scope: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
        for file in lost {
            let Some(known) = gone.get(&file) else {
                continue;
            };
            let entry = snapshot.file(known.address)?;
            let scope = self.plan.scope_of(&entry.root, &entry.path);
            by_scope.entry(scope).or_default().push(file);
        }
        let mut kept = FxHashSet::default();
        for (scope, files) in by_scope {
            let count = files.len() as u64;
            if !self.plan.believes_gone(scope, count) {
                self.away.push(Away {
                    corpus: self.plan.scopes[scope].walked(),
                    files: count,
                });
                kept.extend(files);
            }
        }
        Ok(kept)
    }

    /// Leaves a version as it is whose file is kept on record although it was not found.
    fn keep(&self, known: &KnownDispatch) -> Result<(), IngestError> {
        if let (Target::Rebuild(writer), Some(snapshot)) = (&self.target, self.snapshot) {
            writer.replace_dispatch(&snapshot.dispatch(known.address)?)?;
        }
        Ok(())
    }

    /// Turns additions and duplicates into moves.
    fn tell_moves(&mut self, moves: Vec<(Fresh, Source)>) -> Result<(), IngestError> {
        let Some(snapshot) = self.snapshot else {
            return Ok(());
        };
        if moves.is_empty() {
            return Ok(());
        }
        let written = match self.target {
            Target::DryRun => None,
            Target::Index(_) | Target::Rebuild(_) => {
                // What is to be rewritten must be readable. The moved ones have not ended yet,
                // and the files that they left are not on record as read: after a kill at this
                // point the next run finds the moves again.
                self.commit()?;
                Some(self.archive.snapshot()?)
            }
        };
        for (fresh, from) in moves {
            let (from_path, from_id, keep_id) = match from {
                Source::Changed { path, id } => (path, id, false),
                Source::Gone(known) => match self.end(known, EndKind::Moved)? {
                    Some(before) => (before.record.path, before.record.id, true),
                    None => continue,
                },
            };
            let copy = match (&fresh, &written) {
                (Fresh::New { uid, .. }, Some(written)) => written.by_uid(uid)?,
                (Fresh::New { added, .. }, None) => {
                    recount(&mut self.run, *added);
                    continue;
                }
                (Fresh::Interrupted(fresh), _) => Some(snapshot.dispatch(fresh.address)?),
            };
            let Some(mut copy) = copy else { continue };
            let added = match copy.version.origin {
                Origin::Added => true,
                Origin::Duplicate { .. } => false,
                _ => continue,
            };
            match self.interrupted.get_mut(&copy.version.first_run) {
                Some(run) => recount(run, added),
                None => recount(&mut self.run, added),
            }
            let uid = copy.uid();
            let made = is_id_of_place(&copy.record.id, &copy.record.path, copy.record.ordinal);
            if keep_id && made && is_made_id(&from_id) {
                copy.record.id.clone_from(&from_id);
            }
            copy.version.origin = Origin::Moved { from_path, from_id };
            if let Target::Index(writer) | Target::Rebuild(writer) = &self.target {
                writer.delete_dispatch(&uid);
                writer.replace_dispatch(&copy)?;
            }
        }
        if let Target::Index(writer) | Target::Rebuild(writer) = &self.target {
            for run in self.interrupted.values() {
                writer.put_run(run)?;
            }
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), IngestError> {
        if let Target::Index(writer) | Target::Rebuild(writer) = &mut self.target {
            writer.put_run(&self.run)?;
            writer.commit()?;
        }
        self.uncommitted = 0;
        self.last_commit = Instant::now();
        Ok(())
    }

    /// As [`ArchiveWriter::reason`].
    pub fn reason(&mut self, error: IngestError) -> IngestError {
        match (error, &mut self.target) {
            (IngestError::Index(error), Target::Index(writer) | Target::Rebuild(writer)) => {
                writer.reason(error).into()
            }
            (error, _) => error,
        }
    }

    /// Ends the run. What was not begun because the run was stopped is left for the next.
    pub fn finish(mut self, finished: Option<jiff::Timestamp>) -> Result<Run, IngestError> {
        self.run.finished = finished;
        match self.target {
            Target::Index(writer) | Target::Rebuild(writer) => {
                writer.put_run(&self.run)?;
                writer.finish()?;
            }
            Target::DryRun => {}
        }
        Ok(self.run)
    }
}

/// An id of our making as a number; `None` of a document's own.
fn made_number(id: &str) -> Option<u64> {
    is_made_id(id)
        .then(|| u64::from_str_radix(id, 16).ok())
        .flatten()
}

/// What is to be on record of a file that the next run is to read if it is there.
fn unread(entry: FileEntry) -> FileEntry {
    FileEntry {
        modified: NO_TIME,
        ..entry
    }
}

/// Where a text stood that turned out to have moved.
enum Source {
    /// At a place that is gone. The id goes with the text.
    Gone(KnownDispatch),
    /// At a place that has another text, and keeps the id.
    Changed { path: String, id: String },
}

/// One addition or duplicate was a move.
fn recount(run: &mut Run, added: bool) {
    let counts = &mut run.counts;
    let was = if added {
        &mut counts.added
    } else {
        &mut counts.duplicates
    };
    *was = was.saturating_sub(1);
    counts.moved += 1;
}
