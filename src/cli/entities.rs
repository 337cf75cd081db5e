//! `depesha entities`: who and what the archive names, with the number of dispatches.

use std::io::Write;

use serde::Serialize;

use super::Exit;
use super::args::{EntitiesArgs, Format, Global, Kind};
use super::printer::{FAINT, Printer, line as shown, number};
use super::query::check_names;
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
    /// Other ways in which dispatches write it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    forms: Vec<FormLine>,
}

#[derive(Serialize)]
struct FormLine {
    text: String,
    rule: &'static str,
    id: String,
    path: String,
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
    if prefix.contains(['*', '?', '~']) {
        check_names(&[("PREFIX", &[prefix.to_owned()])])?;
    }
    let searcher = Searcher::new(&archive)?;
    let mut found = searcher.entities(prefix, &kinds, args.explain)?;
    found.truncate(args.limit);
    // Only what is shown is looked up in the dispatches.
    for entity in &mut found {
        for spelling in &mut entity.spellings {
            spelling.forms = searcher.forms(entity.kind, &spelling.name)?;
        }
    }
    let lines: Vec<EntityLine> = found
        .into_iter()
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
                    forms: spelling
                        .forms
                        .into_iter()
                        .map(|form| FormLine {
                            text: form.text,
                            rule: form.rule,
                            id: form.id,
                            path: form.path,
                        })
                        .collect(),
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
        Format::Csv => printer.csv(|csv| {
            csv.write_record(["type", "name", "count"])?;
            for line in &lines {
                let kind = format!("{:?}", line.kind).to_uppercase();
                csv.write_record([kind.as_str(), &line.name, &line.count.to_string()])?;
            }
            Ok(())
        })?,
        Format::Text => {
            for line in &lines {
                let kind = format!("{:?}", line.kind).to_lowercase();
                write!(
                    printer.out(),
                    "{:>7}  {FAINT}{kind:<6}{FAINT:#}  {}",
                    number(line.count),
                    shown(&line.name)
                )?;
                writeln!(printer.out())?;
                for spelling in &line.spellings {
                    writeln!(
                        printer.out(),
                        "{:>16}  {}  {FAINT}{}{FAINT:#}",
                        number(spelling.count),
                        shown(&spelling.name),
                        shown(&spelling.rule)
                    )?;
                    for form in &spelling.forms {
                        writeln!(
                            printer.out(),
                            "{:>20}{}  {FAINT}{}, {}{FAINT:#}",
                            "",
                            shown(&form.text),
                            form.rule,
                            shown(&form.path)
                        )?;
                    }
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
