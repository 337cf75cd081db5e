//! `depesha check`: is the index sound, and what differs from the corpus?

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::Exit;
use super::args::{CheckArgs, Format, Global};
use super::ingest::{HISTORY_LOST, ingest_with_progress, options};
use super::printer::{Printer, line, number};
use crate::index::{Archive, IndexError};
use crate::ingest::{self, Away, IngestOptions, Silent};
use crate::ledger::{Counts, Problem};

/// What a check found.
#[derive(Debug, Serialize)]
struct Report {
    /// Files of the index whose checksum is wrong, and the reason why it could not be opened.
    damaged: Vec<String>,
    sound: bool,
    /// What a run would do now; absent where the index or its corpora cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<Counts>,
    /// Corpora that are empty or not there, or lack so many files that a run would not believe it.
    away: Vec<Away>,
    /// Files on record that could not be read, or not wholly.
    unread: Vec<Problem>,
    repaired: bool,
}

pub fn run(global: &Global, args: &CheckArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let mut report = Report {
        damaged: Vec::new(),
        sound: true,
        pending: None,
        away: Vec::new(),
        unread: Vec::new(),
        repaired: false,
    };
    let mut corpora = args.corpora.clone();
    match inspect(global, &mut corpora, &mut report) {
        Ok(()) => {}
        // That there is no index, or one of another version, is no damage.
        Err(error @ (IndexError::Missing { .. } | IndexError::Version { .. })) => {
            return Err(error.into());
        }
        // Nor is that this user may not read it.
        Err(IndexError::Io { path, source }) if source.kind() == ErrorKind::PermissionDenied => {
            return Err(IndexError::Io { path, source }.into());
        }
        Err(IndexError::Damaged { path, reason }) => {
            report.damaged.push(format!("{}: {reason}", path.display()));
        }
        Err(error) => report.damaged.push(error.to_string()),
    }
    report.sound = report.damaged.is_empty();
    if !report.sound && args.repair {
        anyhow::ensure!(
            !corpora.is_empty(),
            "the index does not tell its corpora any more: name them, `depesha check --repair CORPUS`"
        );
        let rebuild = IngestOptions {
            rebuild: true,
            ..options(global, corpora.clone(), &args.files)?
        };
        let summary = ingest_with_progress(&rebuild, printer)?;
        printer.problems(&summary.failures);
        if summary.history_lost {
            printer.warning(HISTORY_LOST);
        }
        report.repaired = true;
    } else if report.sound {
        let present: Vec<PathBuf> = corpora
            .iter()
            .filter(|path| path.exists())
            .cloned()
            .collect();
        let missing: Vec<&PathBuf> = corpora.iter().filter(|path| !path.exists()).collect();
        if !missing.is_empty() {
            report.away = not_there(global, &missing)?;
        }
        if !present.is_empty() {
            let dry = IngestOptions {
                dry_run: true,
                ..options(global, present, &args.files)?
            };
            let summary = ingest::run(&dry, &Silent, &AtomicBool::new(false))?;
            report.pending = Some(summary.counts);
            report.away.extend(summary.away);
        }
    }
    match args.format {
        Format::Json => printer.json_pretty(&report)?,
        Format::Jsonl => printer.json_line(&report)?,
        _ => print(&report, printer)?,
    }
    Ok(if report.sound || report.repaired {
        Exit::Done
    } else {
        Exit::Failed
    })
}

fn inspect(
    global: &Global,
    corpora: &mut Vec<PathBuf>,
    report: &mut Report,
) -> Result<(), IndexError> {
    let archive = Archive::open(&global.index)?;
    let snapshot = match archive.snapshot() {
        Ok(snapshot) => snapshot,
        Err(error) => {
            if corpora.is_empty()
                && let Ok((rest, _)) = Archive::salvage(&global.index)
            {
                corpora.extend(rest.snapshot()?.corpora()?.into_iter().map(PathBuf::from));
            }
            return Err(error);
        }
    };
    if corpora.is_empty() {
        corpora.extend(snapshot.corpora()?.into_iter().map(PathBuf::from));
    }
    for file in archive.damaged_files()? {
        report
            .damaged
            .push(format!("{}: wrong checksum", file.display()));
    }
    for file in snapshot.failed_files()? {
        report.unread.extend(file.problems);
    }
    Ok(())
}

/// What is on record of corpora that are not there.
fn not_there(global: &Global, missing: &[&PathBuf]) -> anyhow::Result<Vec<Away>> {
    let snapshot = Archive::open(&global.index)?.snapshot()?;
    let mut away = Vec::with_capacity(missing.len());
    for path in missing {
        away.push(Away {
            corpus: std::path::absolute(path)?.to_string_lossy().into_owned(),
            files: 0,
        });
    }
    for file in snapshot.files(&snapshot.roots()?)?.into_values() {
        let entry = snapshot.file(file.address)?;
        let path = Path::new(&entry.root).join(&entry.path);
        for corpus in &mut away {
            corpus.files += u64::from(path.starts_with(&corpus.corpus));
        }
    }
    Ok(away)
}

fn print(report: &Report, printer: &mut Printer) -> std::io::Result<()> {
    let out = printer.out();
    for damage in &report.damaged {
        writeln!(out, "damaged: {}", line(damage))?;
    }
    match (report.sound, report.repaired) {
        (true, _) => writeln!(out, "the index is sound")?,
        (false, true) => writeln!(out, "the index was made anew")?,
        (false, false) => {
            writeln!(
                out,
                "the index is damaged: `depesha check --repair` makes it anew"
            )?;
        }
    }
    for problem in &report.unread {
        let (path, reason) = (line(&problem.path), line(&problem.reason));
        writeln!(out, "not read: {path}: {reason}")?;
    }
    for corpus in &report.away {
        writeln!(
            out,
            "{} is empty or away: {} files on record were not found, and a run would keep them",
            line(&corpus.corpus),
            number(corpus.files)
        )?;
    }
    if let Some(pending) = &report.pending {
        let differs = pending.files != pending.unchanged || pending.vanished > 0;
        if differs {
            writeln!(
                out,
                "the corpus differs from the index: {} files to read; {} dispatches new, {} changed, {} moved, {} gone, {} back, {} duplicates",
                number(pending.files.saturating_sub(pending.unchanged)),
                number(pending.added),
                number(pending.changed),
                number(pending.moved),
                number(pending.vanished),
                number(pending.reappeared),
                number(pending.duplicates),
            )?;
        } else if report.away.is_empty() {
            writeln!(out, "the corpus is as the index has it")?;
        } else if pending.files > 0 {
            writeln!(out, "all else is as the index has it")?;
        }
    }
    Ok(())
}
