//! `depesha searches`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::Exit;
use super::args::{Format, Global, TEXT_OR_JSON, formats};
use super::follow::{checked_searches, default_searches, memory};
use super::printer::{Printer, TITLE, line, number};
use crate::query::{self, SearchRequest, Searcher};
use crate::schedule::SearchLog;

/// List the saved searches, with what they find now.
///
/// `schedule` and `watch` make them after each run and report what is new for each, no dispatch
/// twice. The file is TOML: [[search]] with name, query and, if need be, on-new, a command for
/// the shell that gets what is new as JSON lines.
#[derive(Debug, Args)]
pub struct SearchesArgs {
    /// Saved searches [default: searches.toml in the index]
    #[arg(long, value_name = "FILE")]
    searches: Option<PathBuf>,
    /// Form of the output
    #[arg(long, value_parser = formats(TEXT_OR_JSON), default_value = "text")]
    format: Format,
}

#[derive(Serialize)]
struct Row {
    name: String,
    query: String,
    /// Dispatches that it finds now.
    total: usize,
    /// Contents that it has found and remembers; `None` when it was never made.
    known: Option<usize>,
}

pub fn run(global: &Global, args: &SearchesArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let path = match &args.searches {
        Some(path) => path.clone(),
        None => default_searches(&global.index),
    };
    let searches = checked_searches(&path)?;
    let searcher = Searcher::open(&global.index)?;
    let memory = SearchLog::open(memory(&global.index))?;
    let mut rows = Vec::new();
    for search in searches {
        let request = SearchRequest {
            query: query::parse(&search.query)?,
            limit: 0,
            ..SearchRequest::default()
        };
        rows.push(Row {
            total: searcher.search(&request)?.total,
            known: memory.known(&search).map(|known| known.len()),
            name: search.name,
            query: search.query,
        });
    }
    match args.format {
        Format::Json => printer.json_pretty(&rows)?,
        Format::Jsonl => {
            for row in &rows {
                printer.json_line(row)?;
            }
        }
        _ => {
            for row in &rows {
                writeln!(
                    printer.out(),
                    "{TITLE}{}{TITLE:#}: {} ({} found, {})",
                    line(&row.name),
                    line(&row.query),
                    number(row.total as u64),
                    match row.known {
                        Some(known) => format!("{} known", number(known as u64)),
                        None => "never made".to_owned(),
                    }
                )?;
            }
        }
    }
    Ok(Exit::Done)
}
