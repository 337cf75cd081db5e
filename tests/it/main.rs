//! One binary for all integration tests: it links once.

mod corpora;
mod crash;
mod formats;
mod hostile;
mod ingest;
mod models;
mod names;
mod query;
mod readme;
mod readonly;
mod sample_corpus;
mod schedule;
mod states;
mod support;
