//! What `schedule` and `watch` share: the settings of a cycle, doing one, and telling of it.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::args::{FileArgs, Format, Global};
use super::printer::{self, Printer, line, number};
use super::progress::Bar;
use super::{Exit, UsageError, ingest};
use crate::ingest::{IngestOptions, Silent};
use crate::query;
use crate::schedule::{
    Cycle, CycleReport, NewHit, RunLog, SavedSearch, Stop, Trigger, load_searches,
};

/// Options for what follows from a run.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "After a run")]
pub struct FollowArgs {
    /// Where each run writes its line of JSON [default: schedule.jsonl in the index]
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Command for the shell after a run that changed something: it gets the changes as JSON
    /// lines on its standard input, and DEPESHA_RUN and DEPESHA_INDEX in its environment
    #[arg(long, value_name = "COMMAND")]
    on_change: Option<String>,
    /// Saved searches [default: searches.toml in the index, if there is one]
    #[arg(long, value_name = "FILE")]
    searches: Option<PathBuf>,
    /// Believe that files are gone, however many they are
    #[arg(long)]
    allow_vanish: bool,
}

impl FollowArgs {
    /// The options that are paths, with their names.
    pub fn paths(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        [("--log", &self.log), ("--searches", &self.searches)]
            .into_iter()
            .filter_map(|(name, path)| Some((name, path.as_deref()?)))
    }

    pub fn on_change(&self) -> Option<&str> {
        self.on_change.as_deref()
    }

    pub fn allow_vanish(&self) -> bool {
        self.allow_vanish
    }
}

/// Where saved searches are, unless an option says otherwise: with the user's other files in the
/// folder of the index. A rebuild leaves them alone.
pub fn default_searches(index: &Path) -> PathBuf {
    index.join("searches.toml")
}

/// Where saved searches remember what they have reported.
pub fn memory(index: &Path) -> PathBuf {
    index.join("searches.jsonl")
}

/// Reads saved searches and checks their queries.
///
/// # Errors
///
/// When the file or a query in it is malformed: wrong usage.
pub fn checked_searches(path: &Path) -> anyhow::Result<Vec<SavedSearch>> {
    let searches = load_searches(path).map_err(|error| UsageError(error.to_string()))?;
    for search in &searches {
        if let Err(error) = query::parse(&search.query) {
            let message = format!(
                "{}: search \"{}\": {}",
                path.display(),
                search.name,
                super::query::pointed_out(&error)
            );
            return Err(UsageError(message).into());
        }
    }
    Ok(searches)
}

/// The settings, resolved.
pub struct Follow {
    cycle: Cycle,
    format: Format,
}

impl Follow {
    /// # Errors
    ///
    /// When an option, or the file of saved searches, cannot be meant.
    pub fn new(
        global: &Global,
        corpora: &[PathBuf],
        files: &FileArgs,
        args: &FollowArgs,
        format: Format,
    ) -> anyhow::Result<Self> {
        let ingest = IngestOptions {
            allow_vanish: args.allow_vanish,
            ..ingest::options(global, corpora.to_vec(), files)?
        };
        let searches = match &args.searches {
            Some(path) => path.clone(),
            None => default_searches(&global.index),
        };
        let searches_optional = args.searches.is_none();
        if !searches_optional || searches.exists() {
            checked_searches(&searches)?;
        }
        let log = match &args.log {
            Some(path) => path.clone(),
            None => global.index.join("schedule.jsonl"),
        };
        Ok(Self {
            cycle: Cycle {
                ingest,
                log: RunLog::new(log),
                on_change: args.on_change.clone(),
                searches,
                searches_optional,
                memory: memory(&global.index),
            },
            format,
        })
    }

    pub fn log(&self) -> &Path {
        self.cycle.log.path()
    }

    /// What a run writes itself, wherever it lies.
    pub fn own_files(&self) -> Vec<PathBuf> {
        vec![
            self.cycle.ingest.index_dir.clone(),
            self.cycle.log.path().to_owned(),
        ]
    }

    /// Does one cycle and says what there is to say. False when the ingest failed, which it says
    /// as well.
    ///
    /// # Errors
    ///
    /// When standard output cannot be written.
    pub fn cycle(
        &self,
        trigger: Trigger,
        scheduled: Option<Timestamp>,
        printer: &mut Printer,
        stop: &Stop,
    ) -> anyhow::Result<bool> {
        match self.run(trigger, scheduled, printer, stop) {
            Ok(report) => {
                self.tell(&report, printer)?;
                Ok(report.summary.held_back == 0)
            }
            Err(error) => {
                printer.error(&error.into());
                Ok(false)
            }
        }
    }

    /// Does one cycle whose outcome ends the program.
    ///
    /// # Errors
    ///
    /// When the ingest failed or standard output cannot be written.
    pub fn once(&self, printer: &mut Printer, stop: &Stop) -> anyhow::Result<Exit> {
        let report = self.run(Trigger::Once, None, printer, stop)?;
        self.tell(&report, printer)?;
        let exit = ingest::exit(&report.summary, printer);
        Ok(if report.faults.is_empty() {
            exit
        } else {
            Exit::Failed
        })
    }

    fn run(
        &self,
        trigger: Trigger,
        scheduled: Option<Timestamp>,
        printer: &mut Printer,
        stop: &Stop,
    ) -> Result<CycleReport, crate::ingest::IngestError> {
        if !printer.shows_progress() {
            return self.cycle.run(trigger, scheduled, &Silent, stop);
        }
        let bar = Bar::new();
        let report = self.cycle.run(trigger, scheduled, &bar, stop);
        bar.finish();
        report
    }

    fn tell(&self, report: &CycleReport, printer: &mut Printer) -> anyhow::Result<()> {
        let summary = &report.summary;
        let counts = &summary.counts;
        printer.note(format_args!(
            "run {}, {}: {} files, {} read, {} failed; {} added, {} changed, {} moved, {} vanished, {} reappeared, {} duplicates; {:.1} s",
            summary.run,
            summary.started,
            number(counts.files),
            number(counts.read),
            number(counts.failed),
            number(counts.added),
            number(counts.changed),
            number(counts.moved),
            number(counts.vanished),
            number(counts.reappeared),
            number(counts.duplicates),
            summary.seconds,
        ));
        ingest::warn_of_away(summary, printer);
        printer.problems(&summary.failures);
        for (search, new) in &report.news {
            for hit in new {
                match self.format {
                    Format::Jsonl => printer.json_line(&NewLine {
                        search: &search.name,
                        run: summary.run,
                        hit,
                    })?,
                    _ => print_hit(&search.name, hit, printer)?,
                }
            }
        }
        printer.flush()?;
        for fault in &report.faults {
            printer.warning(fault);
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct NewLine<'a> {
    search: &'a str,
    run: u64,
    #[serde(flatten)]
    hit: &'a NewHit,
}

fn print_hit(search: &str, hit: &NewHit, printer: &mut Printer) -> std::io::Result<()> {
    let published = match hit.published {
        Some(date) => date.to_string(),
        None => "undated".to_owned(),
    };
    writeln!(
        printer.out(),
        "{}: {published} {} ({}, {})",
        line(search),
        match &hit.title {
            Some(title) => printer::title(title),
            None => "untitled".to_owned(),
        },
        line(&hit.path),
        line(&hit.id)
    )
}
