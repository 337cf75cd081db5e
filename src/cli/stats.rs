//! `depesha stats`.

use std::io::Write;

use super::Exit;
use super::args::{Format, Global, StatsArgs};
use super::printer::{Printer, bytes, line, number};
use crate::index::Archive;

pub fn run(global: &Global, args: &StatsArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let archive = Archive::open(&global.index)?;
    let stats = archive.snapshot()?.stats()?;
    let disk = archive.size_on_disk();
    match args.format {
        Format::Json | Format::Jsonl => {
            let mut value = serde_json::to_value(&stats)?;
            if let Some(object) = value.as_object_mut() {
                object.insert("index".into(), global.index.display().to_string().into());
                object.insert("bytes".into(), disk.into());
            }
            if args.format == Format::Json {
                printer.json_pretty(&value)?;
            } else {
                printer.json_line(&value)?;
            }
        }
        _ => {
            let out = printer.out();
            writeln!(
                out,
                "index       {}, {}",
                line(&global.index.display().to_string()),
                bytes(disk as f64)
            )?;
            for root in &stats.corpus {
                writeln!(out, "corpus      {}", line(root))?;
            }
            writeln!(out, "dispatches  {}", number(stats.dispatches))?;
            writeln!(out, "versions    {} old ones", number(stats.old_versions))?;
            writeln!(
                out,
                "files       {}, {} of them not or not wholly read",
                number(stats.files),
                number(stats.failed)
            )?;
            writeln!(out, "runs        {}", number(stats.runs))?;
            if let (Some(first), Some(last)) = (stats.oldest, stats.newest) {
                writeln!(out, "published   {first} to {last}")?;
            }
            for (label, counts) in [
                ("agencies", &stats.agencies),
                ("languages", &stats.languages),
            ] {
                let list: Vec<String> = counts
                    .iter()
                    .map(|(name, count)| format!("{name} {}", number(*count)))
                    .collect();
                writeln!(out, "{label:<11} {}", line(&list.join(", ")))?;
            }
        }
    }
    Ok(Exit::Done)
}
