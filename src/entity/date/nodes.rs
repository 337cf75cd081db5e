//! Calendar nodes, by which the index finds overlapping intervals: what comes in is an interval
//! of days, what goes out are index terms, such that a dispatch and a query share a term exactly
//! when their intervals share a day.
//!
//! The calendar is a tree: centuries, decades, years, months, days, each node named by the start
//! of the ISO dates in it (`20`, `202`, `2025`, `2025-09`, `2025-09-04`), so that the ancestors
//! of a node are prefixes of its name. Two nodes overlap exactly when they are equal or one is
//! the ancestor of the other. An interval has a minimal cover of disjoint nodes; it is indexed
//! as `=node` for each node of the cover and `^node` for each ancestor of one. A query asks for
//! `=q` (the same node), `^q` (a node below q) and `=a` for each ancestor `a` of q (a node above
//! q). The number of terms is bounded by the fan-out of the tree, whatever the length.
//!
//! A century here is a hundred years with the same first two digits (1900 to 1999), as decades
//! nest in those; "XX век" (1901 to 2000) is an interval like any other.

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::Interval;
use super::calendar::{days_in_month, month_interval, year_interval};

/// The years that nodes exist for. What lies outside is clamped: open-ended queries become
/// closed ones, and an interval wholly outside has no terms.
pub const FIRST_YEAR: i16 = 1;
pub const LAST_YEAR: i16 = 2999;

/// The terms under which a dispatch with a mention of `from..=to` is indexed; sorted, each once.
/// Empty when `from > to`.
pub fn index_terms(from: Date, to: Date) -> Vec<String> {
    let mut terms = FxHashSet::default();
    for node in cover(Interval::closed(from, to)) {
        for ancestor in ancestors(&node) {
            terms.insert(format!("^{ancestor}"));
        }
        terms.insert(format!("={node}"));
    }
    sorted(terms)
}

/// The terms of which any one in a dispatch's [`index_terms`] means that a date mentioned there
/// overlaps `interval`; sorted, each once.
pub fn query_terms(interval: Interval) -> Vec<String> {
    let mut terms = FxHashSet::default();
    for node in cover(interval) {
        for ancestor in ancestors(&node) {
            terms.insert(format!("={ancestor}"));
        }
        terms.insert(format!("^{node}"));
        terms.insert(format!("={node}"));
    }
    sorted(terms)
}

fn sorted(terms: FxHashSet<String>) -> Vec<String> {
    let mut terms: Vec<String> = terms.into_iter().collect();
    terms.sort_unstable();
    terms
}

/// The proper ancestors of a node, which are prefixes of its name.
fn ancestors(node: &str) -> impl Iterator<Item = &str> {
    [2, 3, 4, 7]
        .into_iter()
        .filter(|&length| length < node.len())
        .map(|length| &node[..length])
}

/// The names of the fewest nodes that make up the interval, in the order of time.
fn cover(interval: Interval) -> Vec<String> {
    let first = Date::constant(FIRST_YEAR, 1, 1);
    let last = Date::constant(LAST_YEAR, 12, 31);
    let from = interval.from.unwrap_or(first).max(first);
    let to = interval.to.unwrap_or(last).min(last);
    let mut nodes = Vec::new();
    if from > to {
        return nodes;
    }
    let mut next = Some(from);
    // Greedy: the largest node that starts here and does not reach past the end.
    while let Some(start) = next.filter(|&start| start <= to) {
        let (name, end) = largest_node(start, to);
        nodes.push(name);
        next = end.tomorrow().ok();
    }
    nodes
}

fn largest_node(start: Date, to: Date) -> (String, Date) {
    let (year, month, day) = (start.year(), start.month(), start.day());
    if day == 1 {
        if month == 1 {
            // The century 0000 to 0099 starts at year 1, for there is no year 0.
            let starts = |length: i16| year % length == 0 || year == FIRST_YEAR;
            for (length, digits) in [(100, 2), (10, 3)] {
                let end = year_interval(year - year % length + length - 1);
                if let Some((_, end)) = end.filter(|&(_, end)| starts(length) && end <= to) {
                    return (format!("{year:04}")[..digits].to_owned(), end);
                }
            }
            if let Some((_, end)) = year_interval(year).filter(|&(_, end)| end <= to) {
                return (format!("{year:04}"), end);
            }
        }
        if let Some((_, end)) = month_interval(year, month).filter(|&(_, end)| end <= to) {
            return (format!("{year:04}-{month:02}"), end);
        }
    }
    debug_assert!(day <= days_in_month(year, month));
    (format!("{year:04}-{month:02}-{day:02}"), start)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn covers() {
        for (from, to, expected) in [
            ("2025-09-04", "2025-09-04", "2025-09-04"),
            ("2025-09-01", "2025-09-30", "2025-09"),
            ("1990-01-01", "1999-12-31", "199"),
            ("1900-01-01", "1999-12-31", "19"),
            (
                "1901-01-01",
                "1910-12-31",
                "1901 1902 1903 1904 1905 1906 1907 1908 1909 1910",
            ),
            (
                "2024-12-30",
                "2025-02-01",
                "2024-12-30 2024-12-31 2025-01 2025-02-01",
            ),
            ("0001-01-01", "0099-12-31", "00"),
            ("0001-01-01", "0010-12-31", "000 0010"),
            ("2000-01-01", "2999-12-31", "20 21 22 23 24 25 26 27 28 29"),
            ("2025-09-05", "2025-09-04", ""),
            ("-000044-03-15", "-000044-03-15", ""),
        ] {
            let interval = Interval::closed(date(from), date(to));
            assert_eq!(cover(interval).join(" "), expected, "{from}..{to}");
        }
    }

    #[test]
    fn terms_of_a_day() {
        let day = date("2025-09-04");
        assert_eq!(
            index_terms(day, day),
            ["=2025-09-04", "^20", "^202", "^2025", "^2025-09"]
        );
        assert_eq!(
            query_terms(Interval::closed(day, day)),
            [
                "=20",
                "=202",
                "=2025",
                "=2025-09",
                "=2025-09-04",
                "^2025-09-04"
            ]
        );
    }

    #[test]
    fn open_queries_reach_the_ends() {
        let shares = |interval: Interval, from: &str, to: &str| {
            let indexed = index_terms(date(from), date(to));
            query_terms(interval)
                .iter()
                .any(|term| indexed.contains(term))
        };
        let until = Interval {
            from: None,
            to: Some(date("2025-12-31")),
        };
        let since = Interval {
            from: Some(date("2025-01-01")),
            to: None,
        };
        assert!(shares(until, "0001-01-01", "0001-01-01"));
        assert!(shares(until, "2025-12-31", "2026-01-01"));
        assert!(!shares(until, "2026-01-01", "2026-01-01"));
        assert!(shares(since, "2999-12-31", "2999-12-31"));
        assert!(!shares(since, "2024-01-01", "2024-12-31"));
    }

    fn any_date() -> impl Strategy<Value = Date> {
        // Dates near each other and near the borders of nodes make ties likely.
        prop_oneof![
            (1990i16..2011, 1i8..13, 1i8..32),
            (
                1i16..3000,
                prop_oneof![Just(1i8), Just(12i8)],
                prop_oneof![Just(1i8), Just(31i8)]
            ),
            (1i16..3000, 1i8..13, 1i8..32),
        ]
        .prop_map(|(y, m, d)| Date::new(y, m, d.min(days_in_month(y, m))).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn sharing_a_term_is_sharing_a_day(
            a in any_date(), b in any_date(), c in any_date(), d in any_date(),
        ) {
            let ((a, b), (c, d)) = ((a.min(b), a.max(b)), (c.min(d), c.max(d)));
            let indexed = index_terms(a, b);
            let asked = query_terms(Interval::closed(c, d));
            let shared = asked.iter().any(|term| indexed.binary_search(term).is_ok());
            prop_assert_eq!(shared, a <= d && c <= b, "{}..{} and {}..{}", a, b, c, d);
            // Bounded by the fan-out: days, months, years and decades at both ends, centuries.
            prop_assert!(asked.len() < 400 && indexed.len() < 400);
        }

        #[test]
        fn open_ends_reach_as_far_as_there_are_nodes(
            a in any_date(), b in any_date(), end in any_date(), since in any::<bool>(),
        ) {
            let (a, b) = (a.min(b), a.max(b));
            let (from, to) = if since { (Some(end), None) } else { (None, Some(end)) };
            let indexed = index_terms(a, b);
            let asked = query_terms(Interval { from, to });
            let shared = asked.iter().any(|term| indexed.binary_search(term).is_ok());
            let overlap = if since { end <= b } else { a <= end };
            prop_assert_eq!(shared, overlap, "{}..{} and {:?}..{:?}", a, b, from, to);
            prop_assert!(asked.len() < 400);
        }

        #[test]
        fn a_cover_has_each_day_once(a in any_date(), length in 0i64..900) {
            let b = a.checked_add(jiff::Span::new().days(length)).unwrap_or(a);
            let b = b.min(Date::constant(LAST_YEAR, 12, 31));
            let nodes = cover(Interval::closed(a, b));
            let mut day = Some(a);
            while let Some(d) = day.filter(|&d| d <= b) {
                let name = d.to_string();
                let holding = nodes.iter().filter(|node| name.starts_with(node.as_str())).count();
                prop_assert_eq!(holding, 1, "{}", name);
                day = d.tomorrow().ok();
            }
        }
    }
}
