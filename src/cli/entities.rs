//! `depesha entities`: who and what the archive names, with the number of dispatches.

use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;

use super::Exit;
use super::args::{EntitiesArgs, Format, Global, Kind};
use super::printer::{FAINT, Printer, number};
use crate::entity::EntityKind;
use crate::entity::authority::{Authority, Reason};
use crate::entity::search_key::NameQuery;
use crate::index::Archive;
use crate::query::Searcher;

#[derive(Serialize)]
struct EntityLine {
    #[serde(rename = "type")]
    kind: EntityKind,
    name: String,
    count: u64,
    /// Why the name answers to the prefix, with --explain.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
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
    let path: PathBuf = global.index.join("authority.toml");
    let authority = if path.exists() {
        Authority::load(&path)?
    } else {
        Authority::default()
    };
    let lines: Vec<EntityLine> = Searcher::new(&archive)?
        .entities(prefix, &kinds)?
        .into_iter()
        .take(args.limit)
        .map(|entity| EntityLine {
            why: args
                .explain
                .then(|| explain(&authority, entity.kind, prefix, &entity.name)),
            kind: entity.kind,
            name: entity.name,
            count: entity.count,
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
                match &line.why {
                    Some(why) => writeln!(printer.out(), "  {FAINT}{why}{FAINT:#}")?,
                    None => writeln!(printer.out())?,
                }
            }
        }
    }
    Ok(Exit::Done)
}

fn explain(authority: &Authority, kind: EntityKind, asked: &str, name: &str) -> String {
    match authority.explain(kind, name) {
        Reason::Alias { of } => return format!("authority.toml: alias of {of}"),
        Reason::Name => return "authority.toml: a name of its own".to_owned(),
        Reason::Unlisted => {}
    }
    match NameQuery::new(kind, asked).strength(name) {
        Some(strength) if !asked.is_empty() => strength.as_str().to_owned(),
        _ => "begins so".to_owned(),
    }
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
