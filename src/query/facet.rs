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

/// The values with the greatest counts, `limit` at most; equal counts in alphabetical order,
/// dates the latest first.
pub(super) fn top(facet: Facet, counts: FxHashMap<String, u64>, limit: usize) -> Vec<FacetValue> {
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
    values.truncate(limit);
    values
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
    fn the_most_frequent_come_first() {
        let counts = || {
            [
                ("а".to_owned(), 2),
                ("б".to_owned(), 3),
                ("в".to_owned(), 2),
            ]
        };
        let values = |facet, limit| -> Vec<String> {
            top(facet, counts().into_iter().collect(), limit)
                .into_iter()
                .map(|value| value.value)
                .collect()
        };
        assert_eq!(values(Facet::Person, 9), ["б", "а", "в"]);
        assert_eq!(values(Facet::Person, 2), ["б", "а"]);
        assert_eq!(values(Facet::Year, 9), ["б", "в", "а"]);
    }
}
