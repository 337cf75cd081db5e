//! Facets: what comes in are the counts of a search, what goes out are the values of each facet
//! asked for, the most frequent first.

use rustc_hash::FxHashMap;

use crate::entity::EntityKind;

/// What hits can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    Person,
    Place,
    Org,
    Role,
    Agency,
    Lang,
    /// Of the published date.
    Year,
    /// Of the published date.
    Month,
    /// The published date.
    Day,
    /// Of the dates mentioned.
    MentionedYear,
    /// Of the dates mentioned.
    MentionedMonth,
    /// Of the dates mentioned.
    MentionedDay,
}

impl Facet {
    pub const ALL: [Self; 12] = [
        Self::Person,
        Self::Place,
        Self::Org,
        Self::Role,
        Self::Agency,
        Self::Lang,
        Self::Year,
        Self::Month,
        Self::Day,
        Self::MentionedYear,
        Self::MentionedMonth,
        Self::MentionedDay,
    ];

    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Org => "org",
            Self::Role => "role",
            Self::Agency => "agency",
            Self::Lang => "lang",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::MentionedYear => "mentioned-year",
            Self::MentionedMonth => "mentioned-month",
            Self::MentionedDay => "mentioned-day",
        }
    }

    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.name() == name)
    }

    /// The fast column that holds its values.
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::MentionedYear => "mentioned_year",
            Self::MentionedMonth => "mentioned_month",
            Self::MentionedDay => "mentioned_day",
            other => other.name(),
        }
    }

    /// The kind of names that are counted, where the values are names.
    pub(super) fn names(self) -> Option<EntityKind> {
        match self {
            Self::Person => Some(EntityKind::Person),
            Self::Place => Some(EntityKind::Place),
            Self::Org => Some(EntityKind::Org),
            Self::Role => Some(EntityKind::Role),
            _ => None,
        }
    }

    /// True for values that read better in the order of time than by their counts.
    pub fn is_date(self) -> bool {
        matches!(
            self,
            Self::Year
                | Self::Month
                | Self::Day
                | Self::MentionedYear
                | Self::MentionedMonth
                | Self::MentionedDay
        )
    }
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FacetValue {
    pub value: String,
    /// Hits that have it.
    pub count: u64,
}

/// The values of a facet that are shown, and how many are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    pub facet: Facet,
    /// The most frequent first, dates in the order of time.
    pub values: Vec<FacetValue>,
    /// Values that were left out, each with no greater a count than any that is shown.
    pub more: usize,
}

/// Values of a facet that are shown unless a request says otherwise; dates are all shown.
const LIMIT: usize = 10;

/// The values with the greatest counts, `limit` at most (0: all); equal counts in alphabetical
/// order, of dates the latest. Without a limit the usual one, which dates have none of.
pub(super) fn top(
    facet: Facet,
    counts: FxHashMap<String, u64>,
    limit: Option<usize>,
) -> FacetCounts {
    let limit = match limit {
        Some(0) => usize::MAX,
        Some(limit) => limit,
        None if facet.is_date() => usize::MAX,
        None => LIMIT,
    };
    let mut values: Vec<FacetValue> = counts
        .into_iter()
        .map(|(value, count)| FacetValue { value, count })
        .collect();
    values.sort_by(|a, b| {
        b.count.cmp(&a.count).then_with(|| {
            if facet.is_date() {
                b.value.cmp(&a.value)
            } else {
                a.value.cmp(&b.value)
            }
        })
    });
    let more = values.len().saturating_sub(limit);
    values.truncate(limit);
    if facet.is_date() {
        values.sort_by(|a, b| a.value.cmp(&b.value));
    }
    FacetCounts {
        facet,
        values,
        more,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_columns_and_come_back() {
        for facet in Facet::ALL {
            assert_eq!(Facet::by_name(facet.name()), Some(facet));
        }
        assert_eq!(Facet::by_name("people"), None);
    }

    #[test]
    fn the_most_frequent_come_first_and_dates_in_the_order_of_time() {
        let check = |facet, limit, expected: &[&str], more| {
            let counts = [("а", 2), ("б", 3), ("в", 2)]
                .into_iter()
                .map(|(value, count)| (value.to_owned(), count))
                .collect();
            let found = top(facet, counts, limit);
            let values: Vec<&str> = found.values.iter().map(|v| v.value.as_str()).collect();
            assert_eq!((values.as_slice(), found.more), (expected, more));
        };
        check(Facet::Person, Some(9), &["б", "а", "в"], 0);
        check(Facet::Person, Some(2), &["б", "а"], 1);
        check(Facet::Person, Some(0), &["б", "а", "в"], 0);
        check(Facet::Year, Some(0), &["а", "б", "в"], 0);
        check(Facet::Year, Some(2), &["б", "в"], 1);
        let many = || -> FxHashMap<String, u64> {
            (1901..=1999).map(|year| (year.to_string(), 1)).collect()
        };
        assert_eq!(top(Facet::Agency, many(), None).more, 89);
        assert_eq!(top(Facet::Year, many(), None).more, 0);
    }
}
