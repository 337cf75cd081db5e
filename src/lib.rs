//! depesha (депеша, a dispatch) indexes a local archive of Russian-language news-agency
//! dispatches and finds anything in it: by word in any inflection, by person, place or
//! organisation, by the date a thing was reported and by the date it happened, and by what
//! has changed in the archive since the last run.
//!
//! The modules stand in the order in which data passes through them; each stage takes one
//! type and returns the next, and none reaches back:
//!
//! ```text
//! source    folders and files   -> SourceFile -> DecodedText
//! dispatch  DecodedText         -> Dispatch
//! text      Dispatch text       -> Tokens, language
//! neural    Tokens              -> a vector per token, for the two stages below
//! morph     Tokens              -> lemmas, part of speech, features; and back: inflection
//! entity    Tokens + analyses   -> mentions and entities
//! pipeline  Dispatch            -> AnalyzedDispatch (the stages above, in order)
//! record    AnalyzedDispatch    -> the JSON record that users see
//! ledger    archive vs. index   -> changes
//! index     AnalyzedDispatch    -> tantivy documents, one commit
//! query     query string        -> SearchPage
//! ingest    one run over a corpus: walk, pipeline, ledger, commit
//! schedule  corpora that are due -> runs
//! cli       arguments -> settings -> one library call -> printer
//! ```
//!
//! From a file to its records, without an index:
//!
//! ```
//! use depesha::entity::EntityKind;
//! use depesha::record::Record;
//! use depesha::source::{ReadOptions, WalkOptions, walk};
//! use depesha::{ingest, pipeline};
//!
//! let corpus = tempfile::tempdir()?;
//! let text = "Пхеньян, 4 сентября. /ЦТАК/-- Вчера открылась выставка работ Ивана Шишкина.\n-о-\n";
//! std::fs::write(corpus.path().join("a.txt"), text)?;
//! let mut records = Vec::new();
//! for file in walk(&[corpus.path().to_owned()], &WalkOptions::default()) {
//!     ingest::read_dispatches(&file?, &ReadOptions::default(), &mut |dispatch| {
//!         records.push(Record::from(&pipeline::analyze(dispatch)));
//!         true // the next dispatch of the file, please
//!     })?;
//! }
//! assert_eq!(records[0].agency.as_deref(), Some("ЦТАК"));
//! assert_eq!(records[0].names(EntityKind::Person, false), ["Иван Шишкин"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod source;

pub mod dispatch;

pub mod text;

pub mod neural;

mod memo;

pub mod morph;

pub mod entity;

pub mod pipeline;

pub mod record;

pub mod ledger;

pub mod index;

pub mod query;

pub mod ingest;

pub mod schedule;

pub mod cli;

mod warning;

pub use warning::Warning;
