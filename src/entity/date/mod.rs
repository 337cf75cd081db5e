//! Dates: found in a dispatch, resolved to intervals of days, and turned into index terms.
//!
//! `interval` reads dates as users type them; `nodes` turns intervals into index terms by which
//! overlap is found; `calendar` is the arithmetic below both.

mod calendar;
mod interval;
mod nodes;

pub use interval::{DateError, Interval, parse_query_interval};
pub use nodes::{index_terms, query_terms};
