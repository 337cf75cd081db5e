//! One binary for all integration tests: it links once.

mod models;
mod sample_corpus;
mod schedule;
