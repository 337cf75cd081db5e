//! `depesha entities`: who and what the archive names, with the number of dispatches.

use std::io::Write;

use serde::Serialize;

use super::Exit;
use super::args::{EntitiesArgs, Format, Global, Kind};
use super::printer::{FAINT, Printer, number};
use crate::entity::EntityKind;
use crate::index::Archive;
use crate::query::Searcher;

#[derive(Serialize)]
struct EntityLine {
    #[serde(rename = "type")]
    kind: EntityKind,
    name: String,
    count: u64,
    /// With --explain: the names in the index that it stands for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    spellings: Vec<SpellingLine>,
}

#[derive(Serialize)]
struct SpellingLine {
    name: String,
    count: u64,
    rule: String,
}

pub fn run(global: &Global, args: &EntitiesArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let archive = Archive::open(&global.index)?;
    let kinds: Vec<EntityKind> = if args.kind.is_empty() {
        vec![
            EntityKind::Person,
            EntityKind::Place,
            EntityKind::Org,
            EntityKind::Role,
        ]
    } else {
        args.kind.iter().map(|kind| kind.entity()).collect()
    };
    let prefix = args.prefix.as_deref().unwrap_or_default();
    let lines: Vec<EntityLine> = Searcher::new(&archive)?
        .entities(prefix, &kinds, args.explain)?
        .into_iter()
        .take(args.limit)
        .map(|entity| EntityLine {
            kind: entity.kind,
            name: entity.name,
            count: entity.count,
            spellings: entity
                .spellings
                .into_iter()
                .map(|spelling| SpellingLine {
                    name: spelling.name,
                    count: spelling.count,
                    rule: spelling.rule,
                })
                .collect(),
        })
        .collect();
    match args.format {
        Format::Json => printer.json_pretty(&lines)?,
        Format::Jsonl => {
            for line in &lines {
                printer.json_line(line)?;
            }
        }
        Format::Csv => {
            let mut csv = csv::Writer::from_writer(printer.out());
            csv.write_record(["type", "name", "count"])?;
            for line in &lines {
                let kind = format!("{:?}", line.kind).to_uppercase();
                csv.write_record([kind.as_str(), &line.name, &line.count.to_string()])?;
            }
            csv.flush()?;
        }
        Format::Text => {
            for line in &lines {
                let kind = format!("{:?}", line.kind).to_lowercase();
                write!(
                    printer.out(),
                    "{:>7}  {FAINT}{kind:<6}{FAINT:#}  {}",
                    number(line.count),
                    line.name
                )?;
                writeln!(printer.out())?;
                for spelling in &line.spellings {
                    writeln!(
                        printer.out(),
                        "{:>16}  {}  {FAINT}{}{FAINT:#}",
                        number(spelling.count),
                        spelling.name,
                        spelling.rule
                    )?;
                }
            }
        }
    }
    Ok(Exit::Done)
}

impl Kind {
    fn entity(self) -> EntityKind {
        match self {
            Self::Person => EntityKind::Person,
            Self::Place => EntityKind::Place,
            Self::Org => EntityKind::Org,
            Self::Role => EntityKind::Role,
        }
    }
}
