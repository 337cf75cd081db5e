//! Words in Latin letters, folded, by which a person's name is told from a company's.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::entity::transcribe::rows;

/// Given names of Western and Slavonic languages.
pub static LATIN_GIVEN_NAMES: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| words(include_str!("../../tables/latin_given_names.txt")));

/// Words that only companies, papers, institutions and things have in their names.
pub static LATIN_COMPANY_WORDS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| words(include_str!("../../tables/latin_company_words.txt")));

fn words(table: &'static str) -> FxHashSet<&'static str> {
    rows(table)
        .flatten()
        .flat_map(str::split_whitespace)
        .collect()
}
