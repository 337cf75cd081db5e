//! `depesha extract`: files or JSON lines in, a record for each dispatch out, no index.

use std::io::{self, Write};
use std::path::PathBuf;
use std::thread;

use crossbeam_channel::bounded;
use rayon::prelude::*;

use super::Exit;
use super::args::{ExtractArgs, Format, Global};
use super::ingest::walk_options;
use super::printer::{self, FAINT, Look, Printer, TITLE, line};
use crate::dispatch::{self, Dispatch};
use crate::entity::EntityKind;
use crate::ingest::read_dispatches;
use crate::ledger::Problem;
use crate::pipeline;
use crate::record::Record;
use crate::source::{self, ReadOptions};

/// So many dispatches are analysed between two writes.
const BATCH: usize = 128;

pub fn run(global: &Global, args: &ExtractArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(global.jobs)
        .build()?;
    let (send, batches) = bounded::<Vec<Dispatch>>(4);
    let (send_problem, problems) = crossbeam_channel::unbounded::<Problem>();
    let walk = source::WalkOptions {
        // The output of another program may be read, once.
        special_roots: true,
        ..walk_options(&args.files)?
    };
    let look = printer.look();
    // Reading goes on while a batch is analysed. It ends by itself when nobody takes the batches
    // any more.
    let result = thread::scope(|scope| {
        scope.spawn(|| {
            let mut feeder = Feeder {
                batch: Vec::with_capacity(BATCH),
                send,
                problems: send_problem,
            };
            for path in &args.paths {
                feeder.feed(path, &walk);
            }
            feeder.flush();
        });
        let result = (|| -> io::Result<()> {
            for batch in &batches {
                let lines: Vec<Vec<u8>> = pool.install(|| {
                    batch
                        .into_par_iter()
                        .map(|dispatch| render(dispatch, args.format, look))
                        .collect()
                });
                if args.format == Format::Jsonl {
                    printer.data(&lines.concat())?;
                } else {
                    printer.ready(&lines.concat())?;
                }
            }
            Ok(())
        })();
        drop(batches);
        result
    });
    result?;
    printer.flush()?;
    let problems: Vec<Problem> = problems.try_iter().collect();
    printer.problems(&problems);
    Ok(if problems.is_empty() {
        Exit::Done
    } else {
        Exit::Incomplete
    })
}

/// Reads the paths one after the other and hands their dispatches out in batches.
struct Feeder {
    batch: Vec<Dispatch>,
    send: crossbeam_channel::Sender<Vec<Dispatch>>,
    problems: crossbeam_channel::Sender<Problem>,
}

impl Feeder {
    fn feed(&mut self, path: &PathBuf, walk: &source::WalkOptions) {
        let options = ReadOptions::default();
        if path.as_os_str() == "-" {
            let report = source::read_stdin_jsonl(&mut io::stdin().lock(), &options, &mut |text| {
                for dispatch in dispatch::parse(text) {
                    self.push(dispatch);
                }
            });
            self.report("-", report);
            return;
        }
        if let Err(error) = std::fs::metadata(path) {
            self.problem(path.display().to_string(), error.to_string());
            return;
        }
        for found in source::walk(std::slice::from_ref(path), walk) {
            match found {
                Err(error) => self.problem(error.path.display().to_string(), error.reason),
                Ok(file) => {
                    let report =
                        read_dispatches(&file, &options, &mut |dispatch| self.push(dispatch));
                    self.report(&file.name, report);
                }
            }
        }
    }

    fn push(&mut self, dispatch: Dispatch) -> bool {
        self.batch.push(dispatch);
        self.batch.len() < BATCH || self.flush()
    }

    fn flush(&mut self) -> bool {
        self.batch.is_empty() || self.send.send(std::mem::take(&mut self.batch)).is_ok()
    }

    fn report(&self, name: &str, report: Result<source::ReadReport, source::ReadError>) {
        match report {
            Ok(report) => {
                for damage in report.damages {
                    let _ = self.problems.send(damage.into());
                }
            }
            Err(error) => self.problem(name.to_owned(), error.fault.to_string()),
        }
    }

    fn problem(&self, path: String, reason: String) {
        let _ = self.problems.send(Problem { path, reason });
    }
}

fn render(dispatch: Dispatch, format: Format, look: Look) -> Vec<u8> {
    let record = Record::from(&pipeline::analyze(dispatch));
    let mut line = Vec::with_capacity(record.text.len() * 3);
    // Writing to memory fails only for values that JSON cannot hold, and a record has none.
    let _ = if format == Format::Text {
        write_text(&mut line, &record, look)
    } else {
        serde_json::to_writer(&mut line, &record)
            .map_err(io::Error::from)
            .and_then(|()| line.write_all(b"\n"))
    };
    line
}

/// A record for people to read.
pub fn write_text(out: &mut impl Write, record: &Record, look: Look) -> io::Result<()> {
    let (bold, faint) = (look.style(TITLE), look.style(FAINT));
    let title = match &record.title {
        Some(title) => printer::title(title),
        None => "(no title)".to_owned(),
    };
    writeln!(out, "{bold}{title}{bold:#}")?;
    let mut facts = vec![record.id.clone(), record.path.clone()];
    facts.extend(record.agency.clone());
    facts.extend(record.published.map(|date| date.to_string()));
    writeln!(out, "{faint}{}{faint:#}", line(&facts.join(" · ")))?;
    writeln!(out, "\n{}\n", look.text(record.text.trim_end()))?;
    for (label, kind) in [
        ("people", EntityKind::Person),
        ("places", EntityKind::Place),
        ("organisations", EntityKind::Org),
        ("roles", EntityKind::Role),
    ] {
        let names = record.names(kind, false);
        if !names.is_empty() {
            writeln!(out, "{faint}{label}:{faint:#} {}", line(&names.join("; ")))?;
        }
    }
    let dates: Vec<String> = record
        .mentions()
        .filter_map(|entity| {
            let date = entity.date?;
            Some(if date.from == date.to {
                format!("{} ({})", date.from, entity.text)
            } else {
                format!("{}..{} ({})", date.from, date.to, entity.text)
            })
        })
        .collect();
    if !dates.is_empty() {
        writeln!(out, "{faint}dates:{faint:#} {}", line(&dates.join("; ")))?;
    }
    for warning in &record.warnings {
        writeln!(out, "{faint}warning:{faint:#} {}", line(warning))?;
    }
    writeln!(out)
}
