//! `depesha query`.

use std::io::Write;

use anyhow::Context;
use serde::Serialize;

use super::args::{FilterArgs, Format, Global, QueryArgs, Sort};
use super::ingest::{exit, ingest_with_progress, options};
use super::printer::{self, FAINT, MARK, Printer, TITLE, line, number};
use super::{Exit, UsageError};
use crate::entity::date::{self, DateError, Interval};
use crate::index::{Archive, Snapshot};
use crate::ledger::RunNumber;
use crate::query::{
    self, Facet, FacetCounts, FacetValue, Hit, ParseError, Query, SearchPage, SearchRequest,
    Searcher, Snippet, Versions,
};
use crate::record::IntervalRecord;

pub fn run(global: &Global, args: &QueryArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let mut request = request(args)?;
    let mut outcome = Exit::Done;
    if !args.corpus.is_empty() {
        let options = options(global, args.corpus.clone(), &args.files)?;
        let summary = ingest_with_progress(&options, printer)?;
        printer.problems(&summary.failures);
        outcome = exit(&summary, printer);
        printer.note(format_args!(
            "run {}: {} files, {} read, {} dispatches added, {} changed, {} vanished",
            summary.run,
            number(summary.counts.files),
            number(summary.counts.read),
            number(summary.counts.added),
            number(summary.counts.changed),
            number(summary.counts.vanished),
        ));
    }
    let archive = Archive::open(&global.index)?;
    let searcher = Searcher::new(&archive)?;
    choose_versions(&mut request, &args.filters, searcher.snapshot())?;
    let page = searcher.search(&request)?;
    match args.format {
        Format::Json => printer.json_pretty(&PageRecord::new(args, &page))?,
        Format::Jsonl => {
            for hit in &page.hits {
                printer.json_line(&HitRecord::new(hit))?;
            }
        }
        Format::Csv => write_csv(printer, &page)?,
        Format::Text => write_text(printer, args, &page)?,
    }
    Ok(outcome)
}

/// What is asked for; nothing is opened yet.
fn request(args: &QueryArgs) -> anyhow::Result<SearchRequest> {
    let mut facets = args
        .facet
        .iter()
        .map(|name| {
            Facet::by_name(name.trim()).ok_or_else(|| {
                let known: Vec<&str> = Facet::ALL.iter().map(|facet| facet.name()).collect();
                UsageError(format!(
                    "--facet {name:?}: there is no such facet; there are {}",
                    known.join(", ")
                ))
                .into()
            })
        })
        .collect::<anyhow::Result<Vec<Facet>>>()?;
    // One that was named twice is counted once.
    let mut seen = Vec::new();
    facets.retain(|facet| {
        let new = !seen.contains(facet);
        seen.push(*facet);
        new
    });
    Ok(SearchRequest {
        sort: match args.sort {
            Sort::Relevance => query::Sort::Relevance,
            Sort::Newest => query::Sort::Newest,
            Sort::Oldest => query::Sort::Oldest,
        },
        limit: args.limit,
        offset: args.offset,
        facets,
        facet_limit: args.facet_limit,
        explain: args.explain,
        // The versions of a dispatch are alike, and it is they that are asked for.
        group_alike: !args.all_alike && !args.filters.history,
        ..filtered(args.query.as_deref(), &args.filters)?
    })
}

/// A query with its filters.
pub fn filtered(query: Option<&str>, filters: &FilterArgs) -> anyhow::Result<SearchRequest> {
    let query = match query {
        None => Query::All,
        Some(text) if text.trim().is_empty() => Query::All,
        Some(text) => query::parse(text).map_err(|error| UsageError(pointed_out(&error)))?,
    };
    let since = bound("--since", &filters.since, later_start)?;
    let until = bound("--until", &filters.until, earlier_end)?;
    let published = SearchRequest::published_between(since, until);
    if let Some(Interval {
        from: Some(from),
        to: Some(to),
    }) = published
        && from > to
    {
        let message = format!("--since {from} --until {to}: the range ends before it starts");
        return Err(UsageError(message).into());
    }
    check_names(&[
        ("--person", filters.person.as_slice()),
        ("--place", filters.place.as_slice()),
        ("--org", filters.org.as_slice()),
        ("--agency", filters.agency.as_slice()),
        ("--lang", filters.lang.as_slice()),
    ])?;
    for glob in &filters.path {
        if glob.trim().is_empty() {
            return Err(UsageError("`--path` has no value".to_owned()).into());
        }
        query::check_glob(glob)
            .map_err(|reason| UsageError(format!("--path {glob:?}: {reason}")))?;
    }
    Ok(SearchRequest {
        query,
        persons: filters.person.clone(),
        places: filters.place.clone(),
        orgs: filters.org.clone(),
        agencies: filters.agency.clone(),
        languages: filters.lang.clone(),
        paths: filters.path.clone(),
        published,
        mentions: filters
            .mentions
            .iter()
            .map(|text| interval("--mentions", text))
            .collect::<anyhow::Result<_>>()?,
        versions: if filters.history {
            Versions::All
        } else {
            Versions::Live
        },
        adjectives: filters.adjectives,
        ..SearchRequest::default()
    })
}

/// Refuses values of filters that can't be meant.
///
/// # Errors
///
/// When a value is malformed: wrong usage.
pub fn check_names(options: &[(&'static str, &[String])]) -> anyhow::Result<()> {
    for &(option, values) in options {
        for value in values {
            query::check_filter(option, value).map_err(|error| {
                let message = error.to_string();
                UsageError(if message.contains(option) {
                    message
                } else {
                    format!("{option} {value:?}: {message}")
                })
            })?;
        }
    }
    Ok(())
}

/// What is wrong with a query, with the place below it.
pub fn pointed_out(error: &ParseError) -> String {
    let mut message = error.to_string();
    for line in error.excerpt().lines() {
        message.push_str("\n  ");
        message.push_str(line);
    }
    message
}

/// The message for a value that is to be a day or the number of a run.
pub fn not_a_day_or_run(option: &str, text: &str, error: &DateError) -> String {
    format!("{option} {text:?}: {error}; the number of a run, such as 12, is taken as well")
}

/// `--as-of`, which only an open index can tell the run of.
pub fn choose_versions(
    request: &mut SearchRequest,
    filters: &FilterArgs,
    snapshot: &Snapshot,
) -> anyhow::Result<()> {
    if let Some(as_of) = &filters.as_of {
        request.versions = Versions::AsOf(run_at(as_of, snapshot)?);
    }
    Ok(())
}

fn interval(option: &str, text: &str) -> anyhow::Result<Interval> {
    date::parse_query_interval(text).map_err(|error| {
        let mut message = format!("{option} {text:?}: {error}");
        if let Some(whole) = query::four_digit_years(text) {
            message.push_str(&format!(": a year has four digits, {whole}"));
        }
        UsageError(message).into()
    })
}

/// The narrowest of several bounds.
fn bound(
    option: &str,
    texts: &[String],
    narrower: fn(Interval, Interval) -> Interval,
) -> anyhow::Result<Option<Interval>> {
    let mut bound: Option<Interval> = None;
    for text in texts {
        let next = interval(option, text)?;
        bound = Some(match bound {
            Some(before) => narrower(before, next),
            None => next,
        });
    }
    Ok(bound)
}

fn later_start(a: Interval, b: Interval) -> Interval {
    if a.from >= b.from { a } else { b }
}

fn earlier_end(a: Interval, b: Interval) -> Interval {
    match (a.to, b.to) {
        (Some(first), Some(second)) if second < first => b,
        (None, Some(_)) => b,
        _ => a,
    }
}

/// The last run that had begun by a day, or the run of that number.
fn run_at(text: &str, snapshot: &Snapshot) -> anyhow::Result<RunNumber> {
    // Four digits are a year: no index has seen a thousand years of runs, and if it has, a date
    // names them better.
    if let Ok(run) = text.parse::<RunNumber>()
        && text.len() < 4
    {
        return Ok(run);
    }
    let day = date::parse_query_interval(text)
        .map_err(|error| UsageError(not_a_day_or_run("--as-of", text, &error)))?
        .to
        .with_context(|| format!("--as-of {text:?} has no last day"))?;
    let zone = jiff::tz::TimeZone::system();
    Ok(snapshot
        .runs()?
        .into_iter()
        .filter(|run| run.started.to_zoned(zone.clone()).date() <= day)
        .map(|run| run.run)
        .max()
        .unwrap_or(0))
}

/// `query --format json`.
#[derive(Serialize)]
struct PageRecord<'p> {
    query: &'p str,
    total: usize,
    took_ms: f64,
    hits: Vec<HitRecord<'p>>,
    facets: serde_json::Map<String, serde_json::Value>,
    /// Of facets that were cut, how many values more there are.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    facets_more: serde_json::Map<String, serde_json::Value>,
}

impl<'p> PageRecord<'p> {
    fn new(args: &'p QueryArgs, page: &'p SearchPage) -> Self {
        Self {
            query: args.query.as_deref().unwrap_or_default(),
            total: page.total,
            took_ms: (page.took.as_secs_f64() * 1e6).round() / 1e3,
            hits: page.hits.iter().map(HitRecord::new).collect(),
            facets: page
                .facets
                .iter()
                .map(|FacetCounts { facet, values, .. }| {
                    let values = values
                        .iter()
                        .map(|FacetValue { value, count, .. }| {
                            serde_json::json!({"value": value, "count": count})
                        })
                        .collect();
                    (facet.name().to_owned(), values)
                })
                .collect(),
            facets_more: page
                .facets
                .iter()
                .filter(|counts| counts.more > 0)
                .map(|counts| (counts.facet.name().to_owned(), counts.more.into()))
                .collect(),
        }
    }
}

/// A hit of `query --format json` and a line of `--format jsonl`.
#[derive(Serialize)]
struct HitRecord<'h> {
    id: &'h str,
    path: &'h str,
    ordinal: u32,
    title: Option<&'h str>,
    agency: Option<&'h str>,
    published: Option<jiff::civil::Date>,
    score: f32,
    /// Matches stand between `<mark>` and `</mark>`, all else is HTML-escaped.
    snippet: String,
    persons: &'h [String],
    places: &'h [String],
    dates: &'h [IntervalRecord],
    /// How many hits this one stands for beside itself, and who they are.
    alike: usize,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    alike_ids: &'h [String],
    /// Only for versions that the archive no longer holds: the runs that saw it first and that no
    /// longer saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<VersionRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    explanation: Vec<ExplainedRecord<'h>>,
}

#[derive(Serialize)]
struct VersionRecord {
    first_run: RunNumber,
    last_run: Option<RunNumber>,
}

#[derive(Serialize)]
struct ExplainedRecord<'h> {
    clause: &'h str,
    score: Option<f32>,
    found: Vec<FindingRecord<'h>>,
}

#[derive(Serialize)]
struct FindingRecord<'h> {
    text: &'h str,
    #[serde(rename = "as")]
    taken_for: &'h str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'h str>,
    count: usize,
}

impl<'h> HitRecord<'h> {
    fn new(hit: &'h Hit) -> Self {
        Self {
            id: &hit.id,
            path: &hit.path,
            ordinal: hit.ordinal,
            title: hit.title.as_deref(),
            agency: hit.agency.as_deref(),
            published: hit.published,
            score: hit.score,
            snippet: hit.snippet.to_html(),
            persons: &hit.persons,
            places: &hit.places,
            dates: &hit.dates,
            alike: hit.alike.count,
            alike_ids: &hit.alike.ids,
            version: (!hit.live).then_some(VersionRecord {
                first_run: hit.first_run,
                last_run: hit.last_run,
            }),
            explanation: hit
                .explanation
                .iter()
                .map(|explained| ExplainedRecord {
                    clause: &explained.clause,
                    score: explained.score,
                    found: explained
                        .findings
                        .iter()
                        .map(|finding| FindingRecord {
                            text: &finding.text,
                            taken_for: &finding.taken_for,
                            rule: finding.rule.as_deref(),
                            count: finding.count,
                        })
                        .collect(),
                })
                .collect(),
        }
    }
}

fn write_csv(printer: &mut Printer, page: &SearchPage) -> anyhow::Result<()> {
    printer.csv(|csv| {
        csv.write_record([
            "id",
            "path",
            "ordinal",
            "published",
            "agency",
            "title",
            "score",
            "snippet",
            "persons",
            "places",
            "dates",
        ])?;
        for hit in &page.hits {
            let dates: Vec<String> = hit.dates.iter().map(interval_text).collect();
            csv.write_record([
                hit.id.as_str(),
                &hit.path,
                &hit.ordinal.to_string(),
                &hit.published
                    .map(|date| date.to_string())
                    .unwrap_or_default(),
                hit.agency.as_deref().unwrap_or_default(),
                hit.title.as_deref().unwrap_or_default(),
                &hit.score.to_string(),
                &hit.snippet.to_plain(),
                &hit.persons.join("; "),
                &hit.places.join("; "),
                &dates.join("; "),
            ])?;
        }
        Ok(())
    })
}

/// "2025-09-03" or "2025-09-03..2025-09-05", as a query takes it.
pub fn interval_text(interval: &IntervalRecord) -> String {
    if interval.from == interval.to {
        interval.from.to_string()
    } else {
        format!("{}..{}", interval.from, interval.to)
    }
}

fn write_text(printer: &mut Printer, args: &QueryArgs, page: &SearchPage) -> anyhow::Result<()> {
    let out = printer.out();
    for hit in &page.hits {
        match &hit.marked_title {
            Some(title) => {
                write!(out, "{TITLE}")?;
                write_marked(out, title, &TITLE)?;
                writeln!(out, "{TITLE:#}")?;
            }
            None => writeln!(
                out,
                "{TITLE}{}{TITLE:#}",
                match &hit.title {
                    Some(title) => printer::title(title),
                    None => "(no title)".to_owned(),
                }
            )?,
        }
        let mut facts = vec![hit.id.clone()];
        facts.extend(hit.published.map(|date| date.to_string()));
        facts.extend(hit.agency.clone());
        facts.push(hit.path.clone());
        if hit.alike.count > 0 {
            facts.push(format!("+{} alike", number(hit.alike.count as u64)));
        }
        if !hit.live {
            facts.push(match hit.last_run {
                Some(end) => format!(
                    "old version, seen from run {} to before run {end}",
                    hit.first_run
                ),
                None => "old version".to_owned(),
            });
        }
        writeln!(out, "{FAINT}{}{FAINT:#}", line(&facts.join(" · ")))?;
        write!(out, "  ")?;
        write_marked(out, &hit.snippet, &anstyle::Style::new())?;
        writeln!(out)?;
        for explained in &hit.explanation {
            let clause = line(&explained.clause);
            match explained.score {
                Some(score) => write!(out, "  {FAINT}{clause} ({score:.2}):{FAINT:#}")?,
                None => write!(out, "  {FAINT}{clause}:{FAINT:#}")?,
            }
            let found: Vec<String> = explained
                .findings
                .iter()
                .map(|finding| {
                    let mut text = format!("{} → {}", finding.text, finding.taken_for);
                    if let Some(rule) = &finding.rule {
                        text.push_str(&format!(" ({rule})"));
                    }
                    if finding.count > 1 {
                        text.push_str(&format!(" ×{}", finding.count));
                    }
                    text
                })
                .collect();
            writeln!(out, " {}", line(&found.join("; ")))?;
        }
        writeln!(out)?;
    }
    for counts in &page.facets {
        writeln!(out, "{TITLE}{}{TITLE:#}", counts.facet.name())?;
        for value in &counts.values {
            writeln!(out, "  {:>7}  {}", number(value.count), line(&value.value))?;
        }
        if counts.more > 0 {
            let more = number(counts.more as u64);
            writeln!(out, "           {FAINT}and {more} more{FAINT:#}")?;
        }
        writeln!(out)?;
    }
    let first = args.offset + 1;
    let summary = if page.hits.is_empty() {
        format!("{} hits", number(page.total as u64))
    } else {
        let alike: usize = page.hits.iter().map(|hit| hit.alike.count).sum();
        let alike = match alike {
            0 => String::new(),
            alike => format!(" (and {} alike)", number(alike as u64)),
        };
        format!(
            "{}–{}{alike} of {} hits",
            first,
            args.offset + page.hits.len(),
            number(page.total as u64)
        )
    };
    printer.flush()?;
    printer.note(format_args!(
        "{summary}, {:.1} ms",
        page.took.as_secs_f64() * 1e3
    ));
    Ok(())
}

fn write_marked(
    out: &mut impl Write,
    snippet: &Snippet,
    around: &anstyle::Style,
) -> std::io::Result<()> {
    for fragment in &snippet.fragments {
        // A snippet is shown on one line.
        let text = fragment.text.replace(['\n', '\r', '\t'], " ");
        let text = line(&text);
        if fragment.marked {
            // Ending a style ends all of them: the one around it has to be set again.
            write!(out, "{MARK}{text}{MARK:#}{around}")?;
        } else {
            write!(out, "{text}")?;
        }
    }
    Ok(())
}
