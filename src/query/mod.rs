//! From a query string to a page of results: what comes in is a query in the language of
//! CONTRACT.md and an index, what goes out is a [`SearchPage`]. Only this module reads the index
//! through a tantivy searcher; printing is left to `cli`.

mod ast;
mod interval;
mod parse;

pub use ast::{Clause, DateRange, Field, Part, Query, Value};
pub use parse::{ParseError, ParseErrorKind, parse};
