//! `depesha show`.

use std::io::Write;

use super::Exit;
use super::args::{Format, Global, ShowArgs};
use super::extract::write_text;
use super::printer::{FAINT, Printer};
use crate::index::{Archive, StoredDispatch};

pub fn run(global: &Global, args: &ShowArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let snapshot = Archive::open(&global.index)?.snapshot()?;
    let mut exit = Exit::Done;
    for id in &args.ids {
        let mut versions = snapshot.by_id(id)?;
        if versions.is_empty() {
            exit = Exit::Failed;
            printer.error(&anyhow::anyhow!("no dispatch has the id {id:?}"));
            continue;
        }
        if !args.history {
            // Several files may hold documents with one id of their own.
            let live = versions
                .iter()
                .filter(|version| version.version.end.is_none())
                .count();
            versions.truncate(live.max(1));
        }
        for version in &versions {
            show(version, args, printer)?;
        }
    }
    Ok(exit)
}

fn show(stored: &StoredDispatch, args: &ShowArgs, printer: &mut Printer) -> anyhow::Result<()> {
    match args.format {
        Format::Json if !args.history => printer.json_pretty(&stored.record)?,
        Format::Jsonl if !args.history => printer.json_line(&stored.record)?,
        Format::Json => printer.json_pretty(stored)?,
        Format::Jsonl => printer.json_line(stored)?,
        _ => {
            if let Some(end) = &stored.version.end {
                writeln!(
                    printer.out(),
                    "{FAINT}old version: seen from run {} to before run {}{FAINT:#}",
                    stored.version.first_run,
                    end.run
                )?;
            }
            let mut text = Vec::with_capacity(stored.record.text.len() * 2);
            write_text(&mut text, &stored.record, printer.look())?;
            printer.ready(&text)?;
        }
    }
    Ok(())
}
