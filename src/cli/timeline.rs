//! `depesha timeline`: how many dispatches a query finds by day, month or year.

use std::io::Write;

use jiff::civil::Date;
use serde::Serialize;

use super::Exit;
use super::args::{Axis, Format, Global, Step, TimelineArgs};
use super::printer::{FAINT, MARK, Printer, number};
use super::query::{choose_versions, filtered};
use crate::index::Archive;
use crate::query::{Facet, SearchRequest, Searcher};

/// Columns of the longest bar.
const WIDTH: u64 = 50;

/// Longer stretches without a dispatch are told in one line.
const SHOWN_GAP: usize = 3;

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Tick {
    /// 2025, 2025-09 or 2025-09-04.
    date: String,
    count: u64,
}

#[derive(Serialize)]
struct TimelineRecord<'t> {
    query: &'t str,
    axis: &'static str,
    by: &'static str,
    /// Hits in all, dated or not.
    total: usize,
    counts: &'t [Tick],
}

pub fn run(global: &Global, args: &TimelineArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let facet = match (args.axis, args.by) {
        (Axis::Published, Step::Day) => Facet::Day,
        (Axis::Published, Step::Month) => Facet::Month,
        (Axis::Published, Step::Year) => Facet::Year,
        (Axis::Mentioned, Step::Day) => Facet::MentionedDay,
        (Axis::Mentioned, Step::Month) => Facet::MentionedMonth,
        (Axis::Mentioned, Step::Year) => Facet::MentionedYear,
    };
    let mut request = SearchRequest {
        limit: 0,
        facets: vec![facet],
        facet_limit: Some(0),
        ..filtered(args.query.as_deref(), &args.filters)?
    };
    let searcher = Searcher::new(&Archive::open(&global.index)?)?;
    choose_versions(&mut request, &args.filters, searcher.snapshot())?;
    let page = searcher.search(&request)?;
    let mut ticks: Vec<Tick> = page
        .facets
        .into_iter()
        .flat_map(|counts| counts.values)
        .map(|value| Tick {
            date: value.value,
            count: value.count,
        })
        .collect();
    ticks.sort_by(|a, b| a.date.cmp(&b.date));
    let record = TimelineRecord {
        query: args.query.as_deref().unwrap_or_default(),
        axis: match args.axis {
            Axis::Published => "published",
            Axis::Mentioned => "mentioned",
        },
        by: match args.by {
            Step::Day => "day",
            Step::Month => "month",
            Step::Year => "year",
        },
        total: page.total,
        counts: &ticks,
    };
    match args.format {
        Format::Json => printer.json_pretty(&record)?,
        Format::Jsonl => {
            for tick in &ticks {
                printer.json_line(tick)?;
            }
        }
        Format::Csv => printer.csv(|csv| {
            csv.write_record(["date", "count"])?;
            for tick in &ticks {
                csv.write_record([&tick.date, &tick.count.to_string()])?;
            }
            Ok(())
        })?,
        Format::Text => {
            write_bars(printer.out(), &ticks)?;
            printer.flush()?;
            printer.note(hits(page.total as u64, &ticks, args.axis));
        }
    }
    Ok(Exit::Done)
}

/// How many hits there are, and why the bars have other sums.
fn hits(total: u64, ticks: &[Tick], axis: Axis) -> String {
    let shown: u64 = ticks.iter().map(|tick| tick.count).sum();
    let mut text = format!("{} hits", number(total));
    match axis {
        // A dispatch is published once.
        Axis::Published if shown < total => {
            text.push_str(&format!(", {} without a date", number(total - shown)));
        }
        Axis::Mentioned if shown != total => {
            text.push_str("; one counts under every date that it mentions");
        }
        _ => {}
    }
    text
}

fn write_bars(out: &mut impl Write, ticks: &[Tick]) -> std::io::Result<()> {
    let most = ticks
        .iter()
        .map(|tick| tick.count)
        .max()
        .unwrap_or(0)
        .max(1);
    let mut before: Option<&str> = None;
    for tick in ticks {
        if let Some(before) = before {
            let empty = between(before, &tick.date);
            if empty.len() <= SHOWN_GAP {
                for date in empty {
                    writeln!(out, "{date}  {:>7}", 0)?;
                }
            } else {
                writeln!(out, "{FAINT}…{FAINT:#}")?;
            }
        }
        before = Some(&tick.date);
        // What is there shows, however little it is beside the most.
        let bar = (tick.count * WIDTH / most).max(1) as usize;
        writeln!(
            out,
            "{}  {:>7}  {MARK}{}{MARK:#}",
            tick.date,
            number(tick.count),
            "▇".repeat(bar)
        )?;
    }
    Ok(())
}

/// The steps between two dates of one length; more than [`SHOWN_GAP`] are not told apart.
fn between(from: &str, to: &str) -> Vec<String> {
    let mut dates = Vec::new();
    let mut date = from.to_owned();
    while dates.len() <= SHOWN_GAP {
        match next(&date) {
            Some(next) if next.as_str() < to => {
                dates.push(next.clone());
                date = next;
            }
            _ => break,
        }
    }
    dates
}

/// The year, month or day after `date`.
fn next(date: &str) -> Option<String> {
    let mut parts = date.split('-').map(str::parse::<i16>);
    let year = parts.next()?.ok()?;
    let Some(month) = parts.next() else {
        return Some(format!("{:04}", year + 1));
    };
    let month = month.ok()?;
    let Some(day) = parts.next() else {
        return Some(if month == 12 {
            format!("{:04}-01", year + 1)
        } else {
            format!("{year:04}-{:02}", month + 1)
        });
    };
    let date = Date::new(
        year,
        i8::try_from(month).ok()?,
        i8::try_from(day.ok()?).ok()?,
    )
    .ok()?;
    Some(date.tomorrow().ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps() {
        for (date, expected) in [
            ("1999", "2000"),
            ("1999-12", "2000-01"),
            ("2024-02-28", "2024-02-29"),
            ("2025-12-31", "2026-01-01"),
        ] {
            assert_eq!(next(date).as_deref(), Some(expected));
        }
        assert_eq!(next("2025-02-31"), None);
    }

    #[test]
    fn sums_that_differ_are_explained() {
        let ticks = [Tick {
            date: "2025".to_owned(),
            count: 23,
        }];
        for (total, axis, expected) in [
            (23, Axis::Published, "23 hits"),
            (25, Axis::Published, "25 hits, 2 without a date"),
            (23, Axis::Mentioned, "23 hits"),
            (
                7,
                Axis::Mentioned,
                "7 hits; one counts under every date that it mentions",
            ),
        ] {
            assert_eq!(hits(total, &ticks, axis), expected);
        }
    }

    #[test]
    fn bars_with_short_and_long_gaps() {
        let tick = |date: &str, count| Tick {
            date: date.to_owned(),
            count,
        };
        let mut out = Vec::new();
        write_bars(
            &mut out,
            &[
                tick("2024-11", 1),
                tick("2025-01", 100),
                tick("2026-01", 50),
            ],
        )
        .unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert!(lines[1].starts_with("2024-12        0"), "{text}");
        assert!(lines[3].contains('…'));
        assert_eq!(lines[2].matches('▇').count(), WIDTH as usize);
        assert_eq!(lines[4].matches('▇').count(), WIDTH as usize / 2);
        assert_eq!(lines[0].matches('▇').count(), 1);
    }
}
