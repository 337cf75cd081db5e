//! When a dispatch was published: what comes in are the dates of its dateline, its source line,
//! its metadata and its path, what goes out is one civil date and what it rests on, by the rule in
//! CONTRACT.md ("Dates in the text").

use jiff::civil::Date;

use super::PublishedBy;
use super::date::WrittenDate;
use crate::Warning;

/// The evidence, each part as far as it was found.
#[derive(Debug, Default)]
pub(super) struct Evidence<'a> {
    pub(super) dateline: Option<&'a WrittenDate>,
    pub(super) source: Option<&'a WrittenDate>,
    pub(super) metadata: Option<Date>,
    /// The metadata date is the document's own published date (JSON lines), not a page's.
    pub(super) metadata_decides: bool,
    pub(super) path: Option<&'a WrittenDate>,
}

/// What the evidence says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) published: Option<Date>,
    pub(super) by: Option<PublishedBy>,
    /// The dateline's date with its year.
    pub(super) dateline: Option<Date>,
    pub(super) warnings: Vec<Warning>,
}

pub(super) fn decide(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict::default();
    let source = evidence.source.filter(|date| date.year.is_some());
    if let Some(written) = evidence.dateline {
        date_of_dateline(written, source, evidence, &mut verdict);
    }
    if let Some(date) = evidence.source
        && date.day.is_some()
        && !date.exists()
    {
        verdict.warnings.push(Warning::new(
            "invalid-date",
            "the source line has a day that no calendar has",
        ));
    }
    let dated_line = source.and_then(WrittenDate::date);
    // Without a source line a JSON-lines document's own date is the published one.
    let metadata_first = evidence.metadata_decides
        && matches!(
            verdict.by,
            Some(PublishedBy::DatelineAndMetadata | PublishedBy::DatelineAndPath) | None
        )
        && dated_line.is_none();
    if let Some(date) = evidence.metadata
        && (metadata_first || verdict.published.is_none() && dated_line.is_none())
    {
        verdict.published = Some(date);
        verdict.by = Some(PublishedBy::Metadata);
    } else if verdict.published.is_none() && dated_line.is_some() {
        verdict.published = dated_line;
        verdict.by = Some(PublishedBy::SourceLine);
    }
    let other = dated_line.or(evidence.metadata);
    if let (Some(dateline), Some(other)) = (verdict.dateline, other)
        && dateline != other
    {
        let line = if dated_line.is_some() {
            "source line"
        } else {
            "metadata"
        };
        verdict.warnings.push(Warning::new(
            "dateline-mismatch",
            format!("the dateline says {dateline}, the {line} {other}"),
        ));
    }
    verdict
}

/// The dateline's date: its own year, else that of the source line, the metadata, the path.
fn date_of_dateline(
    written: &WrittenDate,
    source: Option<&WrittenDate>,
    evidence: &Evidence,
    verdict: &mut Verdict,
) {
    let (year, by) = if let Some(year) = written.year {
        (Some(year), PublishedBy::Dateline)
    } else if let Some(source) = source {
        let year = year_for(written, source.year, source.month);
        (year, PublishedBy::DatelineAndSourceLine)
    } else if let Some(date) = evidence.metadata {
        let year = year_for(written, Some(date.year()), Some(date.month()));
        (year, PublishedBy::DatelineAndMetadata)
    } else if let Some(path) = evidence.path {
        let year = year_for(written, path.year, path.month);
        (year, PublishedBy::DatelineAndPath)
    } else {
        (None, PublishedBy::Dateline)
    };
    let date = year.and_then(|year| written.in_year(year));
    if date.is_none() && (year.is_some() || !written.exists()) {
        verdict.warnings.push(Warning::new(
            "invalid-date",
            "the dateline has a day that the calendar does not have in its year",
        ));
    }
    if let Some(date) = date {
        verdict.dateline = Some(date);
        verdict.published = Some(date);
        verdict.by = Some(by);
    }
}

/// The year of a day and month that were written about the given month: at New Year the year
/// follows the day ("31 декабря", reported on 1 January).
fn year_for(written: &WrittenDate, year: Option<i16>, month: Option<i8>) -> Option<i16> {
    let year = year?;
    Some(match (written.month, month) {
        (Some(12), Some(1)) => year - 1,
        (Some(1), Some(12)) => year + 1,
        _ => year,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(year: i16, month: i8, day: i8) -> WrittenDate {
        WrittenDate {
            span: 0..0,
            day: (day > 0).then_some(day),
            month: (month > 0).then_some(month),
            year: (year > 0).then_some(year),
            closed: false,
        }
    }

    /// Dates as (year, month, day) with 0 for what is missing; `expected` with the warnings'
    /// codes behind it.
    fn check(
        dateline: Option<(i16, i8, i8)>,
        source: Option<(i16, i8, i8)>,
        metadata: Option<(i16, i8, i8)>,
        path: Option<(i16, i8, i8)>,
        expected: &str,
    ) {
        let make = |date: Option<(i16, i8, i8)>| date.map(|(y, m, d)| written(y, m, d));
        let (dateline, source, path) = (make(dateline), make(source), make(path));
        let verdict = decide(&Evidence {
            dateline: dateline.as_ref(),
            source: source.as_ref(),
            metadata: metadata.and_then(|(y, m, d)| Date::new(y, m, d).ok()),
            metadata_decides: false,
            path: path.as_ref(),
        });
        let mut found = verdict
            .published
            .map_or("none".to_owned(), |date| date.to_string());
        if let Some(by) = verdict.by {
            found.push_str(&format!(" {by:?}"));
        }
        for warning in verdict.warnings {
            found.push_str(&format!(" {}", warning.code));
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn the_rule_of_the_contract() {
        check(
            Some((0, 9, 4)),
            Some((2025, 9, 4)),
            None,
            None,
            "2025-09-04 DatelineAndSourceLine",
        );
        check(
            Some((0, 9, 4)),
            Some((2025, 9, 5)),
            None,
            None,
            "2025-09-04 DatelineAndSourceLine dateline-mismatch",
        );
        check(
            Some((0, 12, 31)),
            Some((2026, 1, 1)),
            None,
            None,
            "2025-12-31 DatelineAndSourceLine dateline-mismatch",
        );
        check(
            Some((0, 1, 1)),
            Some((2025, 12, 31)),
            None,
            None,
            "2026-01-01 DatelineAndSourceLine dateline-mismatch",
        );
        check(
            Some((2018, 10, 17)),
            None,
            None,
            None,
            "2018-10-17 Dateline",
        );
        check(
            None,
            Some((2025, 9, 4)),
            None,
            None,
            "2025-09-04 SourceLine",
        );
        check(Some((0, 9, 4)), None, None, None, "none");
        check(
            Some((0, 9, 4)),
            None,
            Some((2025, 9, 4)),
            None,
            "2025-09-04 DatelineAndMetadata",
        );
        check(None, None, Some((2025, 9, 4)), None, "2025-09-04 Metadata");
        check(
            Some((0, 9, 4)),
            None,
            None,
            Some((2025, 0, 0)),
            "2025-09-04 DatelineAndPath",
        );
        check(None, None, None, Some((2025, 9, 4)), "none");
        check(
            Some((0, 4, 31)),
            Some((2025, 5, 1)),
            None,
            None,
            "2025-05-01 SourceLine invalid-date",
        );
        check(Some((2025, 2, 29)), None, None, None, "none invalid-date");
        check(
            Some((0, 9, 4)),
            Some((2025, 0, 0)),
            None,
            None,
            "2025-09-04 DatelineAndSourceLine",
        );
    }

    #[test]
    fn a_json_document_s_own_date_decides() {
        let dateline = written(0, 9, 4);
        let verdict = decide(&Evidence {
            dateline: Some(&dateline),
            metadata: Date::new(2025, 9, 5).ok(),
            metadata_decides: true,
            ..Evidence::default()
        });
        assert_eq!(verdict.published, Date::new(2025, 9, 5).ok());
        assert_eq!(verdict.dateline, Date::new(2025, 9, 4).ok());
    }
}
