//! One scheduled run: the ingest, then what follows from it. What comes in are the settings of the
//! run and of its followers, what goes out is a [`CycleReport`]; on the way the changes go to the
//! `--on-change` command, what is new for each saved search to its memory and its command, and a
//! line to the log.

use std::path::PathBuf;
use std::process::ExitStatus;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::news;
use super::{
    CommandError, NewHit, RunLog, SavedSearch, SearchLog, SearchesError, Stop, Trigger,
    load_searches, run_command,
};
use crate::index::{Archive, ChangeFilter, IndexError, Snapshot};
use crate::ingest::{self, IngestError, IngestOptions, Progress, Summary};
use crate::ledger::{Change, Problem, RunNumber};
use crate::query::{SearchError, Searcher};

/// How many failures a line of the log lists; all of them are in the index.
const LOGGED_FAILURES: usize = 20;

/// What to do, time after time.
#[derive(Debug, Clone)]
pub struct Cycle {
    pub ingest: IngestOptions,
    pub log: RunLog,
    /// Run through the shell after a run that changed something, with the changes as JSON lines
    /// on its standard input.
    pub on_change: Option<String>,
    /// The file of saved searches. It is read anew each time, so that it can be edited.
    pub searches: PathBuf,
    /// There need be no such file: as long as there is none there are no saved searches.
    pub searches_optional: bool,
    /// Where saved searches remember what they have reported.
    pub memory: PathBuf,
}

/// What a cycle did.
#[derive(Debug)]
pub struct CycleReport {
    pub summary: Summary,
    /// For each saved search that could be made, in the order of the file.
    pub news: Vec<(SavedSearch, Vec<NewHit>)>,
    /// How the `--on-change` command ended, if it was run.
    pub on_change: Option<ExitStatus>,
    /// What went wrong after the ingest; none of it undoes the ingest.
    pub faults: Vec<CycleFault>,
}

/// What can go wrong beside the ingest.
#[derive(Debug, thiserror::Error)]
pub enum CycleFault {
    #[error(transparent)]
    Command(#[from] CommandError),
    #[error("the command \"{command}\" failed: {status}")]
    CommandFailed { command: String, status: ExitStatus },
    #[error(transparent)]
    Searches(#[from] SearchesError),
    #[error("saved search \"{name}\": {reason}")]
    Search { name: String, reason: String },
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Reading(#[from] SearchError),
    #[error("{}: {source}", path.display())]
    Log {
        path: PathBuf,
        source: std::io::Error,
    },
}

/// A line of the log.
#[derive(Serialize)]
struct LogLine<'a> {
    trigger: Trigger,
    /// The tick that the run was for.
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled: Option<Timestamp>,
    started: Timestamp,
    finished: Timestamp,
    #[serde(flatten)]
    summary: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    failures: &'a [Problem],
    #[serde(skip_serializing_if = "Option::is_none")]
    on_change: Option<Option<i32>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    searches: Vec<NewCount<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Serialize)]
struct NewCount<'a> {
    name: &'a str,
    new: usize,
}

impl Cycle {
    /// Does a run and what follows from it. `scheduled` is the tick that it is for. The log gets
    /// its line in any case, unless it cannot be written.
    ///
    /// # Errors
    ///
    /// When the ingest failed; see [`ingest::run`].
    pub fn run(
        &self,
        trigger: Trigger,
        scheduled: Option<Timestamp>,
        progress: &dyn Progress,
        stop: &Stop,
    ) -> Result<CycleReport, IngestError> {
        let started = now();
        let result = ingest::run(&self.ingest, progress, stop.flag());
        let mut report = match result {
            Ok(summary) => self.follow_up(summary),
            Err(error) => {
                // A mistyped corpus must not make a folder for the log.
                if self.ingest.index_dir.is_dir() {
                    let line = LogLine {
                        error: Some(error.to_string()),
                        ..LogLine::new(trigger, scheduled, started)
                    };
                    let _ = self.log(&line);
                }
                return Err(error);
            }
        };
        let mut summary = match serde_json::to_value(&report.summary) {
            Ok(Value::Object(summary)) => summary,
            _ => Map::new(),
        };
        summary.remove("failures");
        summary.remove("started");
        summary.remove("dry_run");
        let failures = &report.summary.failures;
        let line = LogLine {
            summary: Some(summary),
            failures: &failures[..failures.len().min(LOGGED_FAILURES)],
            on_change: report.on_change.map(|status| status.code()),
            searches: report
                .news
                .iter()
                .map(|(search, new)| NewCount {
                    name: &search.name,
                    new: new.len(),
                })
                .collect(),
            faults: report.faults.iter().map(ToString::to_string).collect(),
            ..LogLine::new(trigger, scheduled, report.summary.started)
        };
        let logged = self.log(&line);
        report.faults.extend(logged.err());
        Ok(report)
    }

    fn log(&self, line: &LogLine<'_>) -> Result<(), CycleFault> {
        self.log.append(line).map_err(|source| CycleFault::Log {
            path: self.log.path().to_owned(),
            source,
        })
    }

    fn follow_up(&self, summary: Summary) -> CycleReport {
        let mut report = CycleReport {
            summary,
            news: Vec::new(),
            on_change: None,
            faults: Vec::new(),
        };
        if let Err(fault) = self.report_changes(&mut report) {
            report.faults.push(fault);
        }
        report
    }

    fn report_changes(&self, report: &mut CycleReport) -> Result<(), CycleFault> {
        let searches = !self.searches_optional || self.searches.exists();
        if self.on_change.is_none() && !searches {
            return Ok(());
        }
        let archive = Archive::open(&self.ingest.index_dir)?;
        let snapshot = archive.snapshot()?;
        let run = report.summary.run;
        if searches {
            match load_searches(&self.searches) {
                Ok(searches) => self.report_searches(&searches, &archive, run, report)?,
                Err(error) => report.faults.push(error.into()),
            }
        }
        let Some(command) = &self.on_change else {
            return Ok(());
        };
        let changes = changes_of(&snapshot, run)?;
        if changes.is_empty() {
            return Ok(());
        }
        let status = run_command(command, &self.environment(run), changes.iter().map(json))?;
        report.on_change = Some(status);
        if !status.success() {
            report.faults.push(CycleFault::CommandFailed {
                command: command.clone(),
                status,
            });
        }
        Ok(())
    }

    fn report_searches(
        &self,
        searches: &[SavedSearch],
        archive: &Archive,
        run: RunNumber,
        report: &mut CycleReport,
    ) -> Result<(), CycleFault> {
        let searcher = Searcher::new(archive)?;
        let mut memory = SearchLog::open(&self.memory)?;
        for search in searches {
            let found = match news::find_new(&searcher, &memory, search, run) {
                Ok(found) => found,
                Err(reason) => {
                    report.faults.push(CycleFault::Search {
                        name: search.name.clone(),
                        reason,
                    });
                    continue;
                }
            };
            memory.record(search, run, now(), &found.silent, &found.new)?;
            if let Some(command) = &search.on_new
                && !found.new.is_empty()
            {
                let mut environment = self.environment(run);
                environment.push(("DEPESHA_SEARCH", search.name.clone()));
                match run_command(command, &environment, found.new.iter().map(json)) {
                    Ok(status) if status.success() => {}
                    Ok(status) => report.faults.push(CycleFault::CommandFailed {
                        command: command.clone(),
                        status,
                    }),
                    Err(error) => report.faults.push(error.into()),
                }
            }
            report.news.push((search.clone(), found.new));
        }
        Ok(())
    }

    /// What commands are told beside their input.
    fn environment(&self, run: RunNumber) -> Vec<(&'static str, String)> {
        let index = std::path::absolute(&self.ingest.index_dir)
            .unwrap_or_else(|_| self.ingest.index_dir.clone());
        vec![
            ("DEPESHA_INDEX", index.to_string_lossy().into_owned()),
            ("DEPESHA_RUN", run.to_string()),
        ]
    }
}

impl LogLine<'_> {
    fn new(trigger: Trigger, scheduled: Option<Timestamp>, started: Timestamp) -> Self {
        Self {
            trigger,
            scheduled,
            started,
            finished: now(),
            summary: None,
            failures: &[],
            on_change: None,
            searches: Vec::new(),
            faults: Vec::new(),
            error: None,
        }
    }
}

/// Records are made of strings and numbers, which have a JSON form in any case.
fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// In whole seconds, as in `runs`.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// The changes of `run`, and of those runs right before it that were interrupted: a run that was
/// killed never told anybody what it had done.
fn changes_of(snapshot: &Snapshot, run: RunNumber) -> Result<Vec<Change>, IndexError> {
    let mut since = run;
    for earlier in snapshot.runs()?.iter().rev() {
        if earlier.run + 1 == since && earlier.finished.is_none() {
            since = earlier.run;
        }
    }
    let filter = ChangeFilter {
        since,
        until: Some(run),
        // Who asks to be told of changes is told of the first ones too.
        first_additions: true,
    };
    snapshot.changes(&filter, &|_, _| true)
}
