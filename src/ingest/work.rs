//! From files to steps: files to read in, what is to be done for each of their dispatches out, in
//! the order of the files, whatever the number of threads.
//!
//! A dispatcher thread hands out work, one unit for a small file, several for a large one or a
//! container, which it reads itself so that no more than a few units are in memory; workers parse
//! and analyse; the caller's thread takes the results in order. At most [`UNITS_A_WORKER`] units
//! a worker are under way, and the oldest of them is always among those, so that nothing waits
//! for what cannot come.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};
use rustc_hash::{FxHashMap, FxHashSet};

use super::plan::{Plan, Todo};
use super::{IngestError, Warned};
use crate::Warning;
use crate::dispatch::{self, Dispatch, dispatch_id};
use crate::index::{IndexError, KnownDispatch, PreparedDispatch, Snapshot, alike, document};
use crate::ledger::{self, Alignment, FileEntry, FileOutcome, Place, Problem, RunNumber};
use crate::pipeline;
use crate::record::{self, Record};
use crate::source::{self, Fault, ReadError, ReadOptions, ReadReport, SourceFile};
use crate::text::{self, Tokens};

const UNITS_A_WORKER: usize = 8;

/// Files above this size, in bytes, are read in pieces.
const LARGE_FILE: u64 = 1 << 20;

/// A piece of a large file: at most so many dispatches and bytes.
const PIECE_DISPATCHES: usize = 32;
const PIECE_BYTES: usize = 256 << 10;

/// What is to be done.
#[derive(Debug)]
pub(super) enum Step {
    /// A dispatch of the archive that is to be indexed.
    Put {
        /// Index into [`Plan::todo`].
        file: usize,
        prepared: Box<PreparedDispatch>,
        before: Before,
        /// The codes of its warnings.
        warnings: Vec<&'static str>,
    },
    /// Dispatches that are as they were.
    Same { count: u64, warned: Warned },
    /// A dispatch that its file no longer holds.
    Gone(KnownDispatch),
    /// The end of a file.
    FileDone { entry: Box<FileEntry>, bytes: u64 },
}

/// What the index held at the place of a dispatch.
#[derive(Debug, Clone, Copy)]
pub(super) enum Before {
    Nothing,
    /// Another text.
    Changed(KnownDispatch),
    /// The same text, possibly under another ordinal.
    Same(KnownDispatch),
}

/// What the threads share.
pub(super) struct Work<'a> {
    pub plan: &'a Plan,
    pub snapshot: Option<&'a Snapshot>,
    /// The live versions that are on record for the files to read.
    pub live: &'a FxHashMap<u64, Vec<KnownDispatch>>,
    pub read: &'a ReadOptions,
    pub run: RunNumber,
    pub jobs: usize,
    /// Index also what is as it was.
    pub rebuild: bool,
    /// Parse, but don't analyse.
    pub dry_run: bool,
    /// Set from outside: no new file is begun.
    pub stop: &'a AtomicBool,
}

enum Unit {
    File(usize),
    Piece(usize, Vec<(Dispatch, Before)>),
    Steps(Vec<Step>),
}

/// A unit, or what became of it, with its number and the permits that it holds.
type Numbered<T> = (u64, usize, T);

/// A piece takes one more permit for so many bytes, so that few texts without end are in memory
/// at a time.
const PERMIT_BYTES: usize = 2 << 20;

impl Unit {
    /// How many of `most` permits it needs.
    fn weight(&self, most: usize) -> usize {
        let bytes = match self {
            Self::Piece(_, dispatches) => dispatches.iter().map(|(it, _)| it.text.len()).sum(),
            Self::File(_) | Self::Steps(_) => 0,
        };
        (1 + bytes / PERMIT_BYTES).min(most)
    }
}

impl Work<'_> {
    /// Does the work and calls `take` with the steps, in order.
    ///
    /// # Errors
    ///
    /// What `take` returns, and what the index says when it cannot be read.
    pub fn run(
        &self,
        mut take: impl FnMut(Vec<Step>) -> Result<(), IngestError>,
    ) -> Result<(), IngestError> {
        let workers = self.jobs.max(1);
        let limit = workers * UNITS_A_WORKER;
        // A permit or more for each unit under way: taken by the dispatcher, given back when the
        // unit's result has been taken.
        let (give, permits) = bounded::<()>(limit);
        for _ in 0..limit {
            let _ = give.send(());
        }
        let (send_unit, units) = bounded::<Numbered<Unit>>(limit);
        let (send_result, results) = bounded::<Numbered<Result<Vec<Step>, IngestError>>>(limit);
        thread::scope(|scope| {
            {
                let send_result = send_result.clone();
                scope.spawn(move || self.hand_out(limit, &permits, &send_unit, &send_result));
            }
            for _ in 0..workers {
                let (units, send_result) = (units.clone(), send_result.clone());
                scope.spawn(move || {
                    for (number, weight, unit) in units {
                        let result = self.perform(unit);
                        if send_result.send((number, weight, result)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(units);
            drop(send_result);

            let outcome = take_in_order(&results, &give, &mut take);
            // On an error the threads are still at work: without these channels they end.
            drop(results);
            drop(give);
            outcome
        })
    }

    /// The dispatcher: hands out units until all is done or nobody listens.
    fn hand_out(
        &self,
        limit: usize,
        permits: &Receiver<()>,
        units: &Sender<Numbered<Unit>>,
        results: &Sender<Numbered<Result<Vec<Step>, IngestError>>>,
    ) {
        let mut number = 0;
        let mut send = |unit: Unit| -> bool {
            // Nobody else takes permits, and all are given back in time.
            let weight = unit.weight(limit);
            if (0..weight).any(|_| permits.recv().is_err())
                || units.send((number, weight, unit)).is_err()
            {
                return false;
            }
            number += 1;
            true
        };
        let mut failed = None;
        for (index, todo) in self.plan.todo.iter().enumerate() {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            let source = todo.source(self.plan);
            if todo.size <= LARGE_FILE && !may_unfold(&source.name) {
                if !send(Unit::File(index)) {
                    return;
                }
                continue;
            }
            match self.hand_out_pieces(index, &source, &mut send) {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        if let Some(error) = failed {
            let _ = results.send((number, 0, Err(error)));
        }
    }

    /// Reads a large file piece by piece. False when nobody listens any more.
    ///
    /// What the index holds of the file has to be aligned with all of what the file holds now:
    /// such a file is read twice, first for the hashes of its dispatches alone. The second
    /// reading then analyses only those that differ, which is what a growing file needs.
    fn hand_out_pieces(
        &self,
        index: usize,
        source: &SourceFile,
        send: &mut dyn FnMut(Unit) -> bool,
    ) -> Result<bool, IngestError> {
        let todo = &self.plan.todo[index];
        let old = self.old_places(todo)?;
        let mut alignment = None;
        let mut hash = None;
        if !old.is_empty() {
            let mut new = Vec::new();
            let contents = contents(&old);
            let report = read_dispatches(source, self.read, &mut |dispatch| {
                new.push(place(&dispatch, &contents));
                true
            });
            match report {
                Ok(report) => {
                    hash = Some(report.hash);
                    alignment = Some(Aligned::new(
                        &old,
                        &new,
                        &report.damages,
                        self.live_of(todo),
                    ));
                }
                Err(error) => {
                    let done = self.failed(todo, source, &error);
                    return Ok(send(Unit::Steps(vec![done])));
                }
            }
        }
        let mut piece = Vec::new();
        let mut bytes = 0;
        let mut seen = 0;
        let mut same = 0;
        let mut warned = Warned::default();
        let mut listening = true;
        let report = read_dispatches(source, self.read, &mut |dispatch| {
            let (before, unchanged) = match &alignment {
                None => (Before::Nothing, false),
                Some(aligned) => (aligned.before(seen), aligned.unchanged(seen)),
            };
            seen += 1;
            if unchanged && !self.rebuild {
                same += 1;
                warned.note(&codes(&dispatch));
                return true;
            }
            bytes += dispatch.text.len();
            piece.push((dispatch, before));
            if piece.len() >= PIECE_DISPATCHES || bytes >= PIECE_BYTES {
                bytes = 0;
                listening = send(Unit::Piece(index, std::mem::take(&mut piece)));
            }
            listening
        });
        if !listening {
            return Ok(false);
        }
        if !piece.is_empty() && !send(Unit::Piece(index, piece)) {
            return Ok(false);
        }
        let mut steps = Vec::new();
        match report {
            Err(error) => steps.push(self.failed(todo, source, &error)),
            Ok(report) => {
                steps.push(Step::Same {
                    count: same,
                    warned,
                });
                let mut torn = None;
                if let Some(hash) = hash
                    && hash != report.hash
                {
                    torn = Some("changed while it was read".to_owned());
                } else if let Some(aligned) = alignment {
                    steps.extend(aligned.gone.into_iter().map(Step::Gone));
                }
                steps.push(self.done(todo, source, report, seen as u64, torn));
            }
        }
        Ok(send(Unit::Steps(steps)))
    }

    fn perform(&self, unit: Unit) -> Result<Vec<Step>, IngestError> {
        Ok(match unit {
            Unit::Steps(steps) => steps,
            Unit::Piece(file, dispatches) => dispatches
                .into_iter()
                .map(|(dispatch, before)| self.put(file, dispatch, before))
                .collect(),
            Unit::File(file) => self.whole_file(file)?,
        })
    }

    fn whole_file(&self, file: usize) -> Result<Vec<Step>, IngestError> {
        let todo = &self.plan.todo[file];
        let source = todo.source(self.plan);
        let mut dispatches = Vec::new();
        let report = match read_dispatches(&source, self.read, &mut |dispatch| {
            dispatches.push(dispatch);
            true
        }) {
            Ok(report) => report,
            Err(error) => return Ok(vec![self.failed(todo, &source, &error)]),
        };
        let count = dispatches.len() as u64;
        let old = self.old_places(todo)?;
        let mut steps = Vec::with_capacity(dispatches.len() + 2);
        if old.is_empty() {
            steps.extend(
                dispatches
                    .into_iter()
                    .map(|dispatch| self.put(file, dispatch, Before::Nothing)),
            );
        } else {
            let contents = contents(&old);
            let new: Vec<Place> = dispatches
                .iter()
                .map(|dispatch| place(dispatch, &contents))
                .collect();
            let aligned = Aligned::new(&old, &new, &report.damages, self.live_of(todo));
            let mut same = 0;
            let mut warned = Warned::default();
            for (n, dispatch) in dispatches.into_iter().enumerate() {
                let before = aligned.before(n);
                if aligned.unchanged(n) && !self.rebuild {
                    same += 1;
                    warned.note(&codes(&dispatch));
                } else {
                    steps.push(self.put(file, dispatch, before));
                }
            }
            steps.push(Step::Same {
                count: same,
                warned,
            });
            steps.extend(aligned.gone.into_iter().map(Step::Gone));
        }
        steps.push(self.done(todo, &source, report, count, None));
        Ok(steps)
    }

    fn put(&self, file: usize, dispatch: Dispatch, before: Before) -> Step {
        let mut warnings = codes(&dispatch);
        let (record, tokens) = if self.dry_run {
            (Record::bare(&dispatch), Tokens::default())
        } else {
            let bare = Record::bare(&dispatch);
            // A fault in the analysis of one text must not cost the run, nor the text its place
            // in the index.
            panic::catch_unwind(AssertUnwindSafe(|| {
                let analyzed = pipeline::analyze(dispatch);
                (Record::from(&analyzed), analyzed.tokens)
            }))
            .unwrap_or_else(|_| {
                let tokens = text::tokenize(&bare.text);
                let mut record = bare;
                let warning =
                    Warning::new("internal-error", "the analysis of this dispatch failed");
                record.warnings.push(warning.to_string());
                warnings.push(warning.code);
                (record, tokens)
            })
        };
        Step::Put {
            file,
            prepared: Box::new(PreparedDispatch::new(&record, &tokens)),
            before,
            warnings,
        }
    }

    fn live_of(&self, todo: &Todo) -> &[KnownDispatch] {
        self.live.get(&todo.key).map_or(&[], Vec::as_slice)
    }

    fn old_places(&self, todo: &Todo) -> Result<Vec<Place>, IndexError> {
        match (self.snapshot, self.live_of(todo)) {
            (Some(snapshot), live) if !live.is_empty() => snapshot.places(live),
            _ => Ok(Vec::new()),
        }
    }

    fn done(
        &self,
        todo: &Todo,
        source: &SourceFile,
        report: ReadReport,
        dispatches: u64,
        torn: Option<String>,
    ) -> Step {
        let mut problems: Vec<Problem> = report.damages.into_iter().map(Problem::from).collect();
        let torn = torn.or_else(|| {
            report
                .changed
                .then(|| "changed while it was read".to_owned())
        });
        let is_torn = torn.is_some();
        problems.extend(torn.map(|reason| Problem {
            path: source.name.clone(),
            reason,
        }));
        Step::FileDone {
            bytes: report.bytes,
            entry: Box::new(FileEntry {
                root: todo.root(self.plan).to_owned(),
                path: source.name.clone(),
                size: source.size,
                modified: if is_torn {
                    ledger::NO_TIME
                } else {
                    source.modified
                },
                content: u64::from_le_bytes(first_eight(&report.hash)),
                dispatches,
                outcome: if problems.is_empty() {
                    FileOutcome::Read
                } else {
                    FileOutcome::Damaged
                },
                problems,
                run: self.run,
            }),
        }
    }

    /// Nothing could be read of the file. What the index holds of it is kept: a file that cannot
    /// be read is no evidence that its dispatches were withdrawn.
    fn failed(&self, todo: &Todo, source: &SourceFile, error: &ReadError) -> Step {
        Step::FileDone {
            bytes: 0,
            entry: Box::new(FileEntry {
                root: todo.root(self.plan).to_owned(),
                path: source.name.clone(),
                size: source.size,
                modified: source.modified,
                content: 0,
                dispatches: self.live_of(todo).len() as u64,
                outcome: if matches!(error.fault, Fault::Io(_)) {
                    FileOutcome::Unreachable
                } else {
                    FileOutcome::Failed
                },
                problems: vec![Problem {
                    path: source.name.clone(),
                    reason: error.fault.to_string(),
                }],
                run: self.run,
            }),
        }
    }
}

/// Takes results in the order of their numbers, and gives back the permits of each.
fn take_in_order(
    results: &Receiver<Numbered<Result<Vec<Step>, IngestError>>>,
    give: &Sender<()>,
    take: &mut dyn FnMut(Vec<Step>) -> Result<(), IngestError>,
) -> Result<(), IngestError> {
    let mut next = 0;
    let mut waiting = BTreeMap::new();
    for (number, weight, result) in results {
        waiting.insert(number, (weight, result));
        while let Some((weight, result)) = waiting.remove(&next) {
            next += 1;
            take(result?)?;
            for _ in 0..weight {
                let _ = give.try_send(());
            }
        }
    }
    Ok(())
}

/// Which old dispatch each new one stands for, by the new one's number.
struct Aligned {
    before: Vec<Before>,
    unchanged: Vec<bool>,
    gone: Vec<KnownDispatch>,
}

impl Aligned {
    fn new(
        old: &[Place],
        new: &[Place],
        damages: &[source::Damage],
        known: &[KnownDispatch],
    ) -> Self {
        let mut aligned = Self {
            before: vec![Before::Nothing; new.len()],
            unchanged: vec![false; new.len()],
            gone: Vec::new(),
        };
        for alignment in ledger::align(old, new) {
            match alignment {
                Alignment::Same { old, new } => {
                    aligned.before[new] = Before::Same(known[old]);
                    aligned.unchanged[new] = true;
                }
                Alignment::Renumbered { old, new } => {
                    aligned.before[new] = Before::Same(known[old]);
                }
                Alignment::Changed { old, new } => {
                    aligned.before[new] = Before::Changed(known[old])
                }
                Alignment::New { .. } => {}
                Alignment::Gone { old } => aligned.gone.push(known[old]),
            }
        }
        // What is missing from a damaged file may be in the part that could not be read: behind
        // the end of a truncated archive anything, in damaged lines no more than one each.
        let lines = damages.iter().filter(|damage| damage.line.is_some());
        if !damages.is_empty()
            && (lines.count() < damages.len() || aligned.gone.len() <= damages.len())
        {
            aligned.gone.clear();
        }
        aligned
    }

    fn before(&self, new: usize) -> Before {
        self.before.get(new).copied().unwrap_or(Before::Nothing)
    }

    /// Text and place are as they were.
    fn unchanged(&self, new: usize) -> bool {
        self.unchanged.get(new).copied().unwrap_or(false)
    }
}

/// Reads a file and parses its dispatches one after the other; `each` returns whether it wants
/// more.
pub fn read_dispatches(
    source: &SourceFile,
    options: &ReadOptions,
    each: &mut dyn FnMut(Dispatch) -> bool,
) -> Result<ReadReport, ReadError> {
    let mut wanted = true;
    source::read(source, options, &mut |text| {
        if wanted {
            dispatch::parse_each(&text, &mut |dispatch| {
                wanted = each(dispatch);
                wanted
            });
        }
    })
}

fn codes(dispatch: &Dispatch) -> Vec<&'static str> {
    dispatch.warnings.iter().map(|it| it.code).collect()
}

fn contents(places: &[Place]) -> FxHashSet<u64> {
    places.iter().map(|place| place.content).collect()
}

/// `known` are the contents that the file held: those need no fingerprint to be matched.
fn place(dispatch: &Dispatch, known: &FxHashSet<u64>) -> Place {
    let own_id = dispatch.id != dispatch_id(&dispatch.path, dispatch.ordinal);
    let content = record::content_hash(dispatch.title.as_deref(), &dispatch.text);
    Place {
        path: dispatch.path.clone(),
        ordinal: dispatch.ordinal,
        own_id,
        id: dispatch.id.clone(),
        content,
        facts: ledger::facts_hash(
            dispatch.published.map(document::day_number),
            dispatch.agency.as_deref(),
        ),
        alike: if own_id || known.contains(&content) {
            0
        } else {
            alike::sim_hash(&text::tokenize(&dispatch.text))
        },
    }
}

/// True for names of files that hold many others, and may be small for what is in them.
fn may_unfold(name: &str) -> bool {
    const UNFOLDING: [&str; 14] = [
        "zip", "tar", "gz", "tgz", "bz2", "tbz2", "xz", "txz", "zst", "tzst", "warc", "mbox", "7z",
        "epub",
    ];
    name.rsplit_once('.').is_some_and(|(_, extension)| {
        UNFOLDING
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

fn first_eight(hash: &[u8; 32]) -> [u8; 8] {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash[..8]);
    bytes
}
