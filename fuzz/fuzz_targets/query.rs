//! Any query is either understood or refused with a message that points at a place in it, and
//! any text can be asked for as a name.

#![no_main]

use depesha::entity::EntityKind;
use depesha::entity::search_key::{NameQuery, name_keys};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|query: &str| {
    if let Err(error) = depesha::query::parse(query) {
        assert!(!error.to_string().is_empty());
        assert!(error.character() <= query.chars().count() + 1);
        assert!(!error.render().is_empty());
    }
    for kind in [
        EntityKind::Person,
        EntityKind::Place,
        EntityKind::Org,
        EntityKind::Role,
    ] {
        let name = NameQuery::new(kind, query);
        let _ = name.select(&[(query, 1), ("Иван Петров", 2)]);
        let _ = name_keys(kind, query);
    }
});
