//! `depesha ingest`.

use std::io::Write;
use std::path::PathBuf;

use super::args::{FileArgs, Format, Global, IngestArgs};
use super::printer::{Printer, bytes, number};
use super::progress::Bar;
use super::{Exit, UsageError};
use crate::ingest::{self, IngestOptions, Silent, Summary};
use crate::schedule::Stop;
use crate::source::{Globs, ReadOptions, WalkOptions};

pub fn run(global: &Global, args: &IngestArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let options = IngestOptions {
        rebuild: args.rebuild,
        dry_run: args.dry_run,
        allow_vanish: args.allow_vanish,
        ..options(global, args.corpora.clone(), &args.files)?
    };
    printer.detail(format_args!("index: {}", options.index_dir.display()));
    let summary = ingest_with_progress(&options, printer)?;
    match args.format {
        Format::Json => printer.json_pretty(&summary)?,
        Format::Jsonl => printer.json_line(&summary)?,
        _ => print(&summary, printer)?,
    }
    printer.flush()?;
    printer.problems(&summary.failures);
    Ok(exit(&summary, printer))
}

pub const HISTORY_LOST: &str =
    "part of the old index could not be read: earlier versions and runs in it are lost";

/// How a run ends the program, with a word on what went wrong.
pub fn exit(summary: &Summary, printer: &mut Printer) -> Exit {
    if summary.history_lost {
        printer.warning(HISTORY_LOST);
    }
    if !summary.away.is_empty() {
        warn_of_away(summary, printer);
        printer.note("if they are gone for good, run again with --allow-vanish");
        return Exit::Failed;
    }
    if summary.stopped {
        printer.warning("stopped before the end; the next run goes on from here");
        return Exit::Failed;
    }
    if summary.failures.is_empty() {
        Exit::Done
    } else {
        Exit::Incomplete
    }
}

/// Names the corpora of which too much is missing to be believed.
pub fn warn_of_away(summary: &Summary, printer: &mut Printer) {
    for corpus in &summary.away {
        printer.warning(format_args!(
            "{}: {} files on record were not found and are kept: is the disk mounted?",
            corpus.corpus,
            number(corpus.files)
        ));
    }
}

/// The settings of a run.
pub fn options(
    global: &Global,
    corpora: Vec<PathBuf>,
    files: &FileArgs,
) -> anyhow::Result<IngestOptions> {
    Ok(IngestOptions {
        index_dir: global.index.clone(),
        corpora,
        jobs: global.jobs,
        walk: walk_options(files)?,
        read: ReadOptions::default(),
        ..IngestOptions::default()
    })
}

pub fn walk_options(files: &FileArgs) -> anyhow::Result<WalkOptions> {
    let globs =
        |patterns: &[String]| Globs::new(patterns).map_err(|error| UsageError(error.to_string()));
    Ok(WalkOptions {
        hidden: files.hidden,
        follow: files.follow,
        include: globs(&files.include)?,
        exclude: globs(&files.exclude)?,
        ..WalkOptions::default()
    })
}

/// Does a run, with a bar on a terminal.
pub fn ingest_with_progress(
    options: &IngestOptions,
    printer: &mut Printer,
) -> anyhow::Result<Summary> {
    // Where no handler can be set, a signal ends the program at once, and the next run takes up
    // from the last commit.
    let stop = Stop::on_signals().unwrap_or_default();
    if !printer.shows_progress() {
        return Ok(ingest::run(options, &Silent, stop.flag())?);
    }
    let bar = Bar::new();
    let summary = ingest::run(options, &bar, stop.flag());
    bar.finish();
    Ok(summary?)
}

fn print(summary: &Summary, printer: &mut Printer) -> std::io::Result<()> {
    let counts = &summary.counts;
    let verbose = printer.is_verbose();
    let out = printer.out();
    if summary.dry_run {
        writeln!(out, "dry run: nothing was written")?;
    }
    writeln!(
        out,
        "run {}: {} files: {} unchanged, {} read, {} failed",
        summary.run,
        number(counts.files),
        number(counts.unchanged),
        number(counts.read),
        number(counts.failed)
    )?;
    writeln!(
        out,
        "dispatches: {} added, {} changed, {} moved, {} vanished, {} reappeared, {} duplicates",
        number(counts.added),
        number(counts.changed),
        number(counts.moved),
        number(counts.vanished),
        number(counts.reappeared),
        number(counts.duplicates)
    )?;
    let warned = &summary.warned;
    if warned.dispatches > 0 {
        let kinds: Vec<String> = warned
            .kinds
            .iter()
            .map(|(kind, count)| format!("{} {kind}", number(*count)))
            .collect();
        writeln!(
            out,
            "with warnings: {} dispatches{}{}",
            number(warned.dispatches),
            if verbose { ": " } else { "" },
            if verbose {
                kinds.join(", ")
            } else {
                String::new()
            },
        )?;
    }
    writeln!(
        out,
        "{:.2} s, {} read, {}/s",
        summary.seconds,
        bytes(summary.bytes as f64),
        bytes(summary.bytes_per_second)
    )
}
