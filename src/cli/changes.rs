//! `depesha changes`: the ledger.

use std::io::Write;

use jiff::civil::Date;

use super::args::{ChangesArgs, Format, Global};
use super::printer::{self, FAINT, Printer, TITLE, line};
use super::query::{check_names, not_a_day_or_run};
use super::{Exit, UsageError};
use crate::entity::{EntityKind, date};
use crate::index::{Archive, ChangeFilter, Snapshot};
use crate::ledger::{Change, RunNumber};
use crate::query::Searcher;
use crate::record::Record;

pub fn run(global: &Global, args: &ChangesArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let searcher = Searcher::new(&Archive::open(&global.index)?)?;
    let snapshot = searcher.snapshot();
    let filter = ChangeFilter {
        since: match &args.since {
            Some(text) => first_run_since(text, snapshot)?,
            None => 0,
        },
        until: None,
        first_additions: args.all,
    };
    check_names(&[
        ("--person", args.person.as_slice()),
        ("--place", args.place.as_slice()),
        ("--org", args.org.as_slice()),
    ])?;
    // Each name as the canonical names that it may stand for.
    let mut wanted_names = Vec::new();
    for (kind, names) in [
        (EntityKind::Person, &args.person),
        (EntityKind::Place, &args.place),
        (EntityKind::Org, &args.org),
    ] {
        for name in names {
            wanted_names.push((kind, searcher.canonical_names(kind, name)?));
        }
    }
    let has_name = |record: &Record, kind: EntityKind, names: &[String]| {
        record
            .names(kind, false)
            .iter()
            .any(|name| names.iter().any(|wanted| wanted == name))
    };
    // As for queries: the values of one option are alternatives, different options add up.
    let names_it = |record: &Record| {
        wanted_names.iter().all(|(kind, _)| {
            let mut values = wanted_names.iter().filter(|(other, _)| other == kind);
            values.any(|(kind, names)| has_name(record, *kind, names))
        })
    };
    let wanted =
        |came: Option<&Record>, went: Option<&Record>| came.into_iter().chain(went).any(names_it);
    let mut changes = snapshot.changes(&filter, &wanted)?;
    if !args.kind.is_empty() {
        for kind in &args.kind {
            if !KINDS.contains(&kind.as_str()) {
                return Err(UsageError(format!(
                    "--kind {kind:?}: there is no such kind; there are {}",
                    KINDS.join(", ")
                ))
                .into());
            }
        }
        changes.retain(|change| args.kind.iter().any(|kind| kind == change.kind.name()));
    }
    match args.format {
        Format::Json => printer.json_pretty(&changes)?,
        Format::Jsonl => {
            for change in &changes {
                printer.json_line(change)?;
            }
        }
        Format::Csv => write_csv(printer, &changes)?,
        Format::Text => {
            for change in &changes {
                write_text(printer.out(), change)?;
            }
            printer.flush()?;
            printer.note(format_args!("{} changes", changes.len()));
        }
    }
    Ok(Exit::Done)
}

const KINDS: [&str; 6] = [
    "added",
    "changed",
    "moved",
    "vanished",
    "reappeared",
    "duplicate",
];

/// The first run that began on a day or later, or the run of that number.
fn first_run_since(text: &str, snapshot: &Snapshot) -> anyhow::Result<RunNumber> {
    // As for --as-of: four digits are a year.
    if let Ok(run) = text.parse::<RunNumber>()
        && text.len() < 4
    {
        return Ok(run);
    }
    let day: Option<Date> = date::parse_query_interval(text)
        .map_err(|error| UsageError(not_a_day_or_run("--since", text, &error)))?
        .from;
    let zone = jiff::tz::TimeZone::system();
    Ok(snapshot
        .runs()?
        .into_iter()
        .filter(|run| day.is_none_or(|day| run.started.to_zoned(zone.clone()).date() >= day))
        .map(|run| run.run)
        .min()
        // No run since then: one that is yet to come.
        .unwrap_or(RunNumber::MAX))
}

fn write_text(out: &mut impl Write, change: &Change) -> std::io::Result<()> {
    let at = change
        .at
        .map(|at| at.to_string())
        .unwrap_or_else(|| "at an unknown time".to_owned());
    let title = match &change.title {
        Some(title) => printer::title(title),
        None => "(no title)".to_owned(),
    };
    writeln!(
        out,
        "{TITLE}{}{TITLE:#} {title} {FAINT}run {}, {at}{FAINT:#}",
        change.kind.name(),
        change.run
    )?;
    let mut place = format!("{} · {}", change.id, change.path);
    if let Some(published) = change.published {
        place.push_str(&format!(" · {published}"));
    }
    writeln!(out, "  {FAINT}{}{FAINT:#}", line(&place))?;
    if let Some(from) = &change.from_path {
        writeln!(out, "  from {}", line(from))?;
    }
    if let Some(of) = &change.of {
        writeln!(out, "  repeats {}", line(of))?;
    }
    let Some(difference) = &change.difference else {
        return Ok(());
    };
    for (sign, label, names) in [
        ('-', "people", &difference.persons_gone),
        ('+', "people", &difference.persons_new),
        ('-', "places", &difference.places_gone),
        ('+', "places", &difference.places_new),
    ] {
        if !names.is_empty() {
            writeln!(out, "  {sign} {label}: {}", line(&names.join("; ")))?;
        }
    }
    for (sign, dates) in [('-', &difference.dates_gone), ('+', &difference.dates_new)] {
        if !dates.is_empty() {
            let dates: Vec<String> = dates.iter().map(super::query::interval_text).collect();
            writeln!(out, "  {sign} dates: {}", dates.join("; "))?;
        }
    }
    for words in difference.diff.lines() {
        writeln!(out, "  {}", line(words))?;
    }
    Ok(())
}

fn write_csv(printer: &mut Printer, changes: &[Change]) -> anyhow::Result<()> {
    printer.csv(|csv| {
        csv.write_record([
            "run",
            "at",
            "kind",
            "id",
            "path",
            "ordinal",
            "title",
            "published",
            "from_path",
            "of",
            "persons_gone",
            "persons_new",
            "places_gone",
            "places_new",
            "diff",
        ])?;
        for change in changes {
            let names = |pick: fn(&crate::ledger::Difference) -> &Vec<String>| {
                change
                    .difference
                    .as_ref()
                    .map(|difference| pick(difference).join("; "))
                    .unwrap_or_default()
            };
            csv.write_record([
                change.run.to_string(),
                change.at.map(|at| at.to_string()).unwrap_or_default(),
                change.kind.name().to_owned(),
                change.id.clone(),
                change.path.clone(),
                change.ordinal.to_string(),
                change.title.clone().unwrap_or_default(),
                change
                    .published
                    .map(|date| date.to_string())
                    .unwrap_or_default(),
                change.from_path.clone().unwrap_or_default(),
                change.of.clone().unwrap_or_default(),
                names(|difference| &difference.persons_gone),
                names(|difference| &difference.persons_new),
                names(|difference| &difference.places_gone),
                names(|difference| &difference.places_new),
                change
                    .difference
                    .as_ref()
                    .map(|difference| difference.diff.clone())
                    .unwrap_or_default(),
            ])?;
        }
        Ok(())
    })
}
