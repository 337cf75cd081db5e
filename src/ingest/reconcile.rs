//! From steps to the index: what is to be done for each dispatch in, documents and counts out.
//! The one place that sees all dispatches of a run, in order, and so can tell what moved, came
//! back or repeats another from what is new.

use std::time::Instant;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::DocAddress;

use super::plan::Plan;
use super::work::{Before, Step};
use super::{IngestError, Progress};
use crate::index::{Archive, ArchiveWriter, KnownDispatch, PreparedDispatch, Snapshot};
use crate::ledger::{self, End, EndKind, FileEntry, FileOutcome, Origin, Problem, Run, Version};

/// A commit costs about as much as indexing some hundred dispatches, and a kill costs what came
/// after the last one: so many dispatches or seconds between two.
const COMMIT_DISPATCHES: u64 = 20_000;
const COMMIT_SECONDS: u64 = 20;

/// What the index held before the run, as far as the run needs it.
#[derive(Default)]
pub(super) struct Recorded {
    /// Live versions of the files that are to be read, by file.
    pub live_of_todo: FxHashMap<u64, Vec<KnownDispatch>>,
    /// Live versions of the files that are gone, by content.
    gone: FxHashMap<u64, Vec<KnownDispatch>>,
    /// Who holds a content now, by content.
    holders: FxHashMap<u64, Holder>,
    /// Contents of versions that vanished.
    vanished: FxHashSet<u64>,
    /// Ids of dispatches that vanished and have no live version.
    vanished_ids: FxHashSet<String>,
    /// Versions that ended.
    ended: Vec<KnownDispatch>,
    /// Live versions of the files that the run does not look at.
    others: Vec<KnownDispatch>,
    /// The first copy of a content that this run added, by content: its key. Kept only over an
    /// index that held something: an addition may then turn out to be a move.
    fresh: FxHashMap<u64, Box<str>>,
}

#[derive(Debug, Clone)]
enum Holder {
    Indexed(DocAddress),
    /// Put into the index in this run, under this id.
    Fresh(Box<str>),
}

impl Recorded {
    /// Reads it from the columns of `snapshot`, in one pass.
    pub fn load(snapshot: &Snapshot, plan: &Plan) -> Result<Self, IngestError> {
        let todo: FxHashSet<u64> = plan.todo.iter().map(|todo| todo.key).collect();
        let mut recorded = Self::default();
        snapshot.for_each_dispatch(|known| {
            if known.last_run.is_some() {
                recorded.ended.push(known);
                return;
            }
            if plan.gone.contains_key(&known.file) {
                recorded.gone.entry(known.content).or_default().push(known);
                return;
            }
            if todo.contains(&known.file) {
                recorded
                    .live_of_todo
                    .entry(known.file)
                    .or_default()
                    .push(known);
            } else {
                recorded.others.push(known);
            }
            recorded
                .holders
                .entry(known.content)
                .or_insert(Holder::Indexed(known.address));
        })?;
        for known in &recorded.ended {
            let stored = snapshot.dispatch(known.address)?;
            if stored
                .version
                .end
                .is_some_and(|end| end.kind == EndKind::Vanished)
            {
                recorded.vanished.insert(known.content);
                recorded.vanished_ids.insert(stored.record.id);
            }
        }
        Ok(recorded)
    }
}

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
    /// Dispatches that their files no longer hold, until the end of the run: they may turn up in
    /// another file.
    missing: Vec<KnownDispatch>,
    pub problems: Vec<Problem>,
    pub bytes: u64,
    pub dispatches: u64,
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
        Self {
            archive,
            plan,
            snapshot,
            recorded,
            target,
            run,
            missing: Vec::new(),
            problems: Vec::new(),
            bytes: 0,
            dispatches: 0,
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
                Step::Same(count) => self.dispatches += count,
                Step::Gone(known) => self.missing.push(known),
                Step::Put {
                    file,
                    prepared,
                    before,
                } => {
                    self.dispatches += 1;
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
        if let Target::Index(writer) | Target::Rebuild(writer) = &self.target {
            writer.put_file(&entry)?;
            self.uncommitted += 1;
        }
        Ok(())
    }

    fn put(
        &mut self,
        file: usize,
        prepared: PreparedDispatch,
        before: Before,
    ) -> Result<(), IngestError> {
        let content = prepared.content;
        let run = self.run.run;
        let (origin, first_run) = match before {
            Before::Same(known) => return self.put_again(prepared, known),
            Before::Changed(known) => {
                self.run.counts.changed += 1;
                let from = self.end(known, EndKind::Changed)?;
                (Origin::Changed { from }, run)
            }
            Before::Nothing => (self.origin(&prepared)?, run),
        };
        let todo = &self.plan.todo[file];
        let version = Version {
            root: todo.root(self.plan).to_owned(),
            file: todo.key,
            content,
            first_run,
            placed_run: run,
            origin,
            end: None,
        };
        self.recorded
            .holders
            .entry(content)
            .or_insert_with(|| Holder::Fresh(prepared.id.as_str().into()));
        if self.snapshot.is_some()
            && matches!(version.origin, Origin::Added | Origin::Duplicate { .. })
        {
            self.recorded.fresh.entry(content).or_insert_with(|| {
                ledger::version_uid(version.file, &prepared.path, &prepared.id, run).into()
            });
        }
        self.add(prepared, &version)
    }

    /// The same text as before: in an index that is made anew, or under another ordinal.
    fn put_again(
        &mut self,
        prepared: PreparedDispatch,
        known: KnownDispatch,
    ) -> Result<(), IngestError> {
        let Some(snapshot) = self.snapshot else {
            return Ok(());
        };
        let stored = snapshot.dispatch(known.address)?;
        let moved = (
            &stored.record.path,
            stored.record.ordinal,
            &stored.record.id,
        ) != (&prepared.path, prepared.ordinal, &prepared.id);
        let mut version = stored.version.clone();
        if moved {
            version.placed_run = self.run.run;
            if let Target::Index(writer) = &self.target {
                writer.delete_dispatch(&stored.uid());
            }
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

    /// How a dispatch whose place was empty came to be there.
    fn origin(&mut self, prepared: &PreparedDispatch) -> Result<Origin, IngestError> {
        let content = prepared.content;
        if let Some(from) = self
            .recorded
            .gone
            .get_mut(&content)
            .and_then(|versions| versions.pop())
            && let Some(snapshot) = self.snapshot
        {
            let before = snapshot.dispatch(from.address)?.record;
            self.end(from, EndKind::Moved)?;
            self.run.counts.moved += 1;
            return Ok(Origin::Moved {
                from_path: before.path,
                from_id: before.id,
            });
        }
        if let Some(holder) = self.recorded.holders.get(&content) {
            let of = match holder {
                Holder::Fresh(id) => id.to_string(),
                Holder::Indexed(address) => match self.snapshot {
                    Some(snapshot) => snapshot.id_of(*address)?,
                    None => String::new(),
                },
            };
            self.run.counts.duplicates += 1;
            return Ok(Origin::Duplicate { of });
        }
        if self.recorded.vanished.remove(&content)
            || self.recorded.vanished_ids.contains(&prepared.id)
        {
            self.recorded.vanished_ids.remove(&prepared.id);
            self.run.counts.reappeared += 1;
            return Ok(Origin::Reappeared);
        }
        self.run.counts.added += 1;
        Ok(Origin::Added)
    }

    /// Ends a version; returns its key.
    fn end(&mut self, known: KnownDispatch, kind: EndKind) -> Result<String, IngestError> {
        let Some(snapshot) = self.snapshot else {
            return Ok(String::new());
        };
        let mut stored = snapshot.dispatch(known.address)?;
        let uid = stored.uid();
        stored.version.end = Some(End {
            run: self.run.run,
            kind,
        });
        if matches!(self.recorded.holders.get(&known.content), Some(Holder::Indexed(address)) if *address == known.address)
        {
            self.recorded.holders.remove(&known.content);
        }
        if let Target::Index(writer) | Target::Rebuild(writer) = &self.target {
            writer.replace_dispatch(&stored)?;
            self.uncommitted += 1;
        }
        Ok(uid)
    }

    /// What is still missing when all files have been read has vanished, unless it turned up
    /// elsewhere earlier in the run.
    pub fn end_missing(&mut self) -> Result<(), IngestError> {
        for known in std::mem::take(&mut self.missing) {
            if !self.turned_up(known)? {
                self.run.counts.vanished += 1;
                self.end(known, EndKind::Vanished)?;
            }
        }
        let mut versions: Vec<KnownDispatch> = std::mem::take(&mut self.recorded.gone)
            .into_values()
            .flatten()
            .collect();
        versions.sort_by_key(|known| known.address);
        for known in versions {
            self.run.counts.vanished += 1;
            self.end(known, EndKind::Vanished)?;
        }
        if let Target::Index(writer) = &self.target {
            for key in self.plan.gone.keys() {
                writer.delete_file(*key);
            }
        }
        Ok(())
    }

    /// A dispatch that left its file after its text had been met elsewhere in this run: what was
    /// taken for an addition or a duplicate was a move.
    fn turned_up(&mut self, known: KnownDispatch) -> Result<bool, IngestError> {
        let Some(snapshot) = self.snapshot else {
            return Ok(false);
        };
        let Some(uid) = self.recorded.fresh.remove(&known.content) else {
            return Ok(false);
        };
        let before = snapshot.dispatch(known.address)?;
        self.commit()?;
        let writer = match &self.target {
            Target::Index(writer) | Target::Rebuild(writer) => writer,
            Target::DryRun => return Ok(false),
        };
        let Some(mut copy) = self.archive.snapshot()?.by_uid(&uid)? else {
            return Ok(false);
        };
        match copy.version.origin {
            Origin::Added => self.run.counts.added -= 1,
            Origin::Duplicate { .. } => self.run.counts.duplicates -= 1,
            _ => return Ok(false),
        }
        self.run.counts.moved += 1;
        copy.version.origin = Origin::Moved {
            from_path: before.record.path,
            from_id: before.record.id,
        };
        writer.replace_dispatch(&copy)?;
        self.end(known, EndKind::Moved)?;
        Ok(true)
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
