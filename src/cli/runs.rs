//! `depesha runs`.

use std::io::Write;

use super::args::{Format, Global, RunsArgs};
use super::printer::{Printer, number};
use super::{Exit, unsupported};
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
        Format::Csv => return Err(unsupported(args.format, "runs")),
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
