//! `depesha runs`.

use std::io::Write;

use super::Exit;
use super::args::{Format, Global, RunsArgs};
use super::printer::{Printer, number};
use crate::index::Archive;

pub fn run(global: &Global, args: &RunsArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let runs = Archive::open(&global.index)?.snapshot()?.runs()?;
    match args.format {
        Format::Json => printer.json_pretty(&runs)?,
        Format::Jsonl => {
            for run in &runs {
                printer.json_line(run)?;
            }
        }
        Format::Csv => printer.csv(|csv| {
            csv.write_record([
                "run",
                "started",
                "finished",
                "corpus",
                "files",
                "unchanged",
                "read",
                "failed",
                "added",
                "changed",
                "moved",
                "vanished",
                "reappeared",
                "duplicates",
            ])?;
            for run in &runs {
                let counts = &run.counts;
                let finished = run.finished.map(|at| at.to_string()).unwrap_or_default();
                let facts = [
                    run.run.to_string(),
                    run.started.to_string(),
                    finished,
                    run.corpus.join("; "),
                ];
                let numbers = [
                    counts.files,
                    counts.unchanged,
                    counts.read,
                    counts.failed,
                    counts.added,
                    counts.changed,
                    counts.moved,
                    counts.vanished,
                    counts.reappeared,
                    counts.duplicates,
                ];
                let numbers = numbers.iter().map(u64::to_string);
                csv.write_record(facts.into_iter().chain(numbers))?;
            }
            Ok(())
        })?,
        Format::Text => {
            for run in &runs {
                let counts = &run.counts;
                writeln!(
                    printer.out(),
                    "run {} {} {}: {} files, {} read, {} failed; {} added, {} changed, {} moved, {} vanished, {} reappeared, {} duplicates",
                    run.run,
                    run.started,
                    if run.finished.is_some() {
                        "done"
                    } else {
                        "interrupted"
                    },
                    number(counts.files),
                    number(counts.read),
                    number(counts.failed),
                    number(counts.added),
                    number(counts.changed),
                    number(counts.moved),
                    number(counts.vanished),
                    number(counts.reappeared),
                    number(counts.duplicates),
                )?;
            }
        }
    }
    Ok(Exit::Done)
}
