//! Finding names by any form, spelling and script: what comes in are canonical names when a
//! dispatch is indexed and a user's words when it is searched, what goes out are the keys that
//! lead from the one to the other.
//!
//! At index time [`name_keys`] gives each canonical name a few short keys; the index holds terms
//! of kind, key and canonical name. A query makes a [`NameQuery`] and
//!
//! 1. scans the index for each of [`NameQuery::keys`], which yields canonical names, few of them
//!    wrong: keys are coarse;
//! 2. hands those with their document counts to [`NameQuery::select`], which keeps the names that
//!    the query really means.
//!
//! The dispatches sought are those of the names kept. Keys depend on the name and the tables only,
//! so that two runs, or two indexes, agree; `authority.toml` is applied before and after (see
//! [`crate::entity::authority`]).

mod answer;
mod asked;
mod forms;
mod keys;
mod matching;
mod naming;
mod strength;
#[cfg(test)]
mod tests;

use super::EntityKind;

pub use self::asked::NameQuery;
pub use self::forms::{form_keys, is_form_of};
pub use self::keys::name_keys;
pub use self::strength::Strength;

/// Whether a query for `asked` finds `canonical`.
pub fn finds(kind: EntityKind, asked: &str, canonical: &str) -> bool {
    let query = NameQuery::new(kind, asked);
    let keys = name_keys(kind, canonical);
    query.strength(canonical).is_some() && query.keys().iter().any(|key| keys.contains(key))
}
