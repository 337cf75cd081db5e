//! One run over one or more corpora: folders in, an index that is up to date with them out.
//!
//! A run walks first and reads afterwards (`plan`), reads and analyses in parallel (`work`), and
//! brings the results, in the order of the files, to the index (`reconcile`). Dispatches and the
//! record of the file they were read from become visible in the same commit: a run that is killed
//! loses what came after its last commit and nothing else, and the run after it finds those files
//! not on record and reads them.

mod known;
mod plan;
mod reconcile;
mod work;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use jiff::Timestamp;
use serde::Serialize;

use crate::index::{Archive, IndexError, Rebuild, WriterLock};
use crate::ledger::{Counts, Problem, Run, RunNumber};
use crate::source::{ReadOptions, WalkOptions};
use known::Recorded;
use reconcile::{Reconciler, Target};
pub use work::read_dispatches;

/// Why a run could not be done.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    #[error("{}: {source}", path.display())]
    Corpus { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// What a run is to do.
#[derive(Debug, Clone, Default)]
pub struct IngestOptions {
    pub index_dir: PathBuf,
    /// Files and folders.
    pub corpora: Vec<PathBuf>,
    /// Read and index everything anew. Earlier runs and versions are kept where the old index
    /// can still be read.
    pub rebuild: bool,
    /// Find out what would be done, and do nothing.
    pub dry_run: bool,
    /// Threads; 0 for as many as there are processors.
    pub jobs: usize,
    /// Believe that files vanished however many they are.
    pub allow_vanish: bool,
    pub walk: WalkOptions,
    pub read: ReadOptions,
}

/// What a run reports while it is under way, from the caller's own thread.
pub trait Progress {
    /// So many files have been seen in the corpora.
    fn walked(&self, _files: u64) {}
    /// Reading begins: of so many files, with so many bytes.
    fn planned(&self, _files: u64, _bytes: u64) {}
    /// A file is done; `dispatches` is the number so far.
    fn file_done(&self, _path: &str, _bytes: u64, _dispatches: u64) {}
}

/// Reports nothing.
pub struct Silent;

impl Progress for Silent {}

/// What a run did.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    pub run: RunNumber,
    pub started: Timestamp,
    /// Absolute paths of the corpora that were walked.
    pub corpus: Vec<String>,
    #[serde(flatten)]
    pub counts: Counts,
    /// Dispatches in the files that were read.
    pub dispatches: u64,
    #[serde(flatten)]
    pub warned: Warned,
    /// What could not be read, and why.
    pub failures: Vec<Problem>,
    /// Files on record that were not found, nor what they held elsewhere, and were kept all the
    /// same: more of them than can be believed. See [`IngestOptions::allow_vanish`].
    pub held_back: u64,
    /// The corpora that those files belong to.
    pub away: Vec<Away>,
    /// A rebuild could not read all of the old index: of the versions and runs that it held, those
    /// in damaged files are lost.
    pub history_lost: bool,
    /// The run was stopped before its end.
    pub stopped: bool,
    pub dry_run: bool,
    /// Bytes read.
    pub bytes: u64,
    pub seconds: f64,
    pub bytes_per_second: f64,
}

/// Dispatches with warnings in the files that were read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Warned {
    #[serde(rename = "warned")]
    pub dispatches: u64,
    /// How many of them have a warning of a kind, by [`Warning::code`](crate::Warning).
    #[serde(rename = "warnings")]
    pub kinds: BTreeMap<&'static str, u64>,
}

impl Warned {
    /// Counts a dispatch; `codes` are those of its warnings.
    fn note(&mut self, codes: &[&'static str]) {
        if codes.is_empty() {
            return;
        }
        self.dispatches += 1;
        for (at, code) in codes.iter().enumerate() {
            // A dispatch may have several of a kind.
            if !codes[..at].contains(code) {
                *self.kinds.entry(code).or_default() += 1;
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.dispatches += other.dispatches;
        for (code, count) in &other.kinds {
            *self.kinds.entry(code).or_default() += count;
        }
    }
}

/// A corpus of which so much is missing that it is taken for one that is not there at the moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Away {
    /// Absolute path of what was walked.
    pub corpus: String,
    /// How many of its files on record were not found.
    pub files: u64,
}

/// Memory for documents that wait to be written, over all threads.
const WRITER_MEMORY: usize = 200_000_000;

/// So many segments are merged also by a run that finds nothing to do.
const MANY_SEGMENTS: usize = 40;

/// Does a run. It begins no new file once `stop` is set, commits what it has done, and the next
/// run goes on from there.
///
/// # Errors
///
/// When a corpus does not exist, when the index cannot be opened or written, or when another
/// process is writing to it. The index is then in the state of its last commit.
pub fn run(
    options: &IngestOptions,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Summary, IngestError> {
    let clock = Instant::now();
    let started = now();
    // A corpus that is not there must not make an index.
    for corpus in &options.corpora {
        std::fs::metadata(corpus).map_err(|source| IngestError::Corpus {
            path: corpus.clone(),
            source,
        })?;
    }
    let jobs = match options.jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    };
    let dir = options.index_dir.as_path();
    let Opened {
        archive,
        lock,
        rebuild,
        history_lost,
    } = open(dir, options)?;
    // Opened after the lock was taken: no commit of another process can come in between.
    let snapshot = archive.snapshot()?;
    let number = snapshot.last_run()? + 1;
    let empty = number == 1;
    let snapshot = (!empty).then_some(&snapshot);

    let plan = plan::plan(options, snapshot, progress)?;
    progress.planned(plan.todo.len() as u64, plan.bytes);
    let idle = plan.todo.is_empty() && plan.gone.is_empty();
    let target = match (&rebuild, options.dry_run) {
        (_, true) => Target::DryRun,
        (Some(rebuild), _) => Target::Rebuild(rebuild.writer(jobs, WRITER_MEMORY)?),
        (None, _) if idle => {
            let writer = archive.writer(lock, 1, 0)?;
            let segments = snapshot.map_or(0, |snapshot| snapshot.segments());
            Target::Index(if segments < MANY_SEGMENTS {
                writer.without_merging()
            } else {
                writer
            })
        }
        (None, _) => Target::Index(archive.writer(lock, jobs, WRITER_MEMORY)?),
    };
    let mut recorded = match snapshot {
        Some(snapshot) if !plan.todo.is_empty() || !plan.gone.is_empty() => {
            Recorded::load(snapshot, &plan)?
        }
        _ => Recorded::default(),
    };
    let live = std::mem::take(&mut recorded.live_of_todo);
    let corpus: Vec<String> = plan.scopes.iter().map(plan::Scope::walked).collect();
    let run = Run {
        run: number,
        started,
        finished: None,
        corpus: corpus.clone(),
        counts: Counts {
            files: plan.files,
            unchanged: plan.unchanged,
            ..Counts::default()
        },
    };
    let mut reconciler = Reconciler::new(
        rebuild
            .as_ref()
            .map_or(&archive, |rebuild| rebuild.archive()),
        &plan,
        snapshot,
        recorded,
        target,
        run,
        progress,
    );
    reconciler.problems.extend(plan.problems.iter().cloned());
    reconciler.carry_over()?;
    let work = work::Work {
        plan: &plan,
        snapshot,
        live: &live,
        read: &options.read,
        run: number,
        jobs,
        rebuild: options.rebuild,
        dry_run: options.dry_run,
        stop,
    };
    let taken = work.run(|steps| reconciler.take(steps));
    let stopped = stop.load(Ordering::Relaxed);
    taken
        .and_then(|()| {
            if stopped {
                Ok(())
            } else {
                reconciler.end_missing()
            }
        })
        .map_err(|error| reconciler.reason(error))?;
    let failures = std::mem::take(&mut reconciler.problems);
    let (bytes, dispatches) = (reconciler.bytes, reconciler.dispatches);
    let away = std::mem::take(&mut reconciler.away);
    let warned = std::mem::take(&mut reconciler.warned);
    let run = reconciler.finish((!stopped).then(now))?;
    if let Some(rebuild) = rebuild
        && !options.dry_run
        && !stopped
    {
        rebuild.finish()?;
    }
    let seconds = clock.elapsed().as_secs_f64();
    Ok(Summary {
        run: number,
        started,
        corpus,
        counts: run.counts,
        dispatches,
        warned,
        failures,
        held_back: away.iter().map(|corpus| corpus.files).sum(),
        away,
        history_lost,
        stopped,
        dry_run: options.dry_run,
        bytes,
        seconds,
        bytes_per_second: if seconds > 0.0 {
            bytes as f64 / seconds
        } else {
            0.0
        },
    })
}

struct Opened {
    /// The index to compare with.
    archive: Archive,
    /// For a run that writes to it.
    lock: Option<WriterLock>,
    /// For a rebuild, which writes to a new one.
    rebuild: Option<Rebuild>,
    history_lost: bool,
}

fn open(dir: &Path, options: &IngestOptions) -> Result<Opened, IngestError> {
    let (archive, lock, rebuild);
    let mut history_lost = false;
    if options.dry_run {
        archive = match Archive::open(dir) {
            Err(IndexError::Missing { .. }) => Archive::in_memory()?,
            opened => opened?,
        };
        (lock, rebuild) = (None, None);
    } else if options.rebuild {
        rebuild = Some(Archive::rebuild(dir)?);
        lock = None;
        // An index that cannot be opened, or read, is the very reason for rebuilding it.
        archive = match Archive::salvage(dir) {
            Ok((old, lost)) => {
                history_lost = lost;
                old
            }
            Err(error) => {
                history_lost = !matches!(error, IndexError::Missing { .. });
                Archive::in_memory()?
            }
        };
    } else {
        let (opened, held) = Archive::open_or_create(dir)?;
        (archive, lock, rebuild) = (opened, Some(held), None);
    }
    Ok(Opened {
        archive,
        lock,
        rebuild,
        history_lost,
    })
}

/// The time, in whole seconds: what a schedule or a reader of `runs` can use.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
