//! What can be asked of an archive beside the query text itself: the options of a search, which
//! are planned in [`super::plan`] and carried out in [`super::search`].

use super::ast::Query;
use super::collect::Sort;
use super::facet::Facet;
use crate::entity::date::Interval;
use crate::ledger::RunNumber;

/// Characters of a snippet.
const SNIPPET_LENGTH: usize = 240;

/// What to look for and what to show of it.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    pub query: Query,
    /// Names in any form, spelling or script; any one of them must be mentioned.
    pub persons: Vec<String>,
    pub places: Vec<String>,
    pub orgs: Vec<String>,
    pub agencies: Vec<String>,
    /// ISO 639-1.
    pub languages: Vec<String>,
    /// Globs; see [`super::check_glob`].
    pub paths: Vec<String>,
    /// Published within; see [`SearchRequest::published_between`].
    pub published: Option<Interval>,
    /// Any one of these must overlap a date mentioned.
    pub mentions: Vec<Interval>,
    pub versions: Versions,
    /// Places are found by their adjectives too ("российский").
    pub adjectives: bool,
    pub sort: Sort,
    pub limit: usize,
    pub offset: usize,
    pub facets: Vec<Facet>,
    /// Values of each facet, 0 for all; without a number ten, of dates all.
    pub facet_limit: Option<usize>,
    /// Facets count names under those that `authority.toml` gives them.
    pub rename: bool,
    pub explain: bool,
    /// Show one hit of those that say the same in nearly the same words.
    pub group_alike: bool,
    /// Length of a snippet, in characters.
    pub snippet_length: usize,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            query: Query::All,
            persons: Vec::new(),
            places: Vec::new(),
            orgs: Vec::new(),
            agencies: Vec::new(),
            languages: Vec::new(),
            paths: Vec::new(),
            published: None,
            mentions: Vec::new(),
            versions: Versions::Live,
            adjectives: false,
            sort: Sort::Relevance,
            limit: 10,
            offset: 0,
            facets: Vec::new(),
            facet_limit: None,
            rename: true,
            explain: false,
            group_alike: false,
            snippet_length: SNIPPET_LENGTH,
        }
    }
}

impl SearchRequest {
    /// `--since` and `--until`: from the first day of the one to the last day of the other.
    pub fn published_between(since: Option<Interval>, until: Option<Interval>) -> Option<Interval> {
        let from = since.and_then(|interval| interval.from);
        let to = until.and_then(|interval| interval.to);
        (from.is_some() || to.is_some()).then_some(Interval { from, to })
    }
}

/// Which versions of the dispatches are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Versions {
    /// What the archive holds now.
    #[default]
    Live,
    /// Whatever it ever held.
    All,
    /// What it held after a run.
    AsOf(RunNumber),
}
