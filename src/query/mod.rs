//! From a query string to a page of results: what comes in is a query in the language of
//! CONTRACT.md and an index, what goes out is a [`SearchPage`]. Only this module reads the index
//! through a tantivy searcher to answer queries; printing is left to `cli`.
//!
//! ```text
//! parse      query string           -> Query, or an error that points at the place
//! plan       Query + filters        -> tantivy query, targets
//! slots      words and phrases      -> matching dispatches with BM25 scores
//! collect    matching dispatches    -> the best, their number, facet counts
//! highlight  record + targets       -> marks
//! snippet    text + marks           -> the window to show
//! ```

mod ast;
mod collect;
mod entities;
mod explain;
mod facet;
mod filter;
mod highlight;
mod keyword;
mod names;
mod parse;
mod plan;
mod proximity;
mod request;
mod search;
mod slots;
mod snippet;
mod spans;
#[cfg(test)]
mod tests;
mod words;

pub use ast::{Clause, DateRange, Field, Part, Query, Value};
pub use collect::Sort;
pub use entities::{EntityCount, Form, Spelling};
pub use explain::{Explained, Finding};
pub use facet::{Facet, FacetCounts, FacetValue};
pub use filter::check_filter;
pub use parse::{ParseError, ParseErrorKind, four_digit_years, parse};
pub use request::{SearchRequest, Versions};
pub use search::{Alike, Hit, SearchError, SearchPage, Searcher, check_glob};
pub use snippet::{Fragment, Snippet};
