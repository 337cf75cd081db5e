//! The user's own say in names: what comes in is a file `authority.toml`, what goes out is, for a
//! canonical name that a dispatch was indexed with, the name that the user wants it known by, and
//! for a query the names that it is to find. The file is applied to names, not to texts, so it can
//! be changed without reading the archive again, and taking an entry out undoes it.
//!
//! ```toml
//! # One table a person, place or organisation.
//! [[person]]
//! name = "Иван Сергеевич Петров"            # the name shown and counted
//! aliases = ["Ваня Петров", "Ivan Petroff"] # other names of the same one
//! not = ["Илья Петров"]                     # never the same, whatever the spelling
//!
//! [[place]]
//! name = "Санкт-Петербург"
//! aliases = ["Северная столица"]
//!
//! [[org]]
//! name = "ТПК"
//! aliases = ["Трудовая партия"]
//! ```

use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::EntityKind;
use super::gazetteer::fold;

/// Why an authority file was refused.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{}: {source}", path.display())]
    Syntax {
        path: PathBuf,
        source: Box<toml::de::Error>,
    },
    #[error("{}: \"{alias}\" is an alias of both \"{first}\" and \"{second}\"", path.display())]
    Conflict {
        path: PathBuf,
        alias: String,
        first: String,
        second: String,
    },
}

/// The file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    person: Vec<Entry>,
    #[serde(default)]
    place: Vec<Entry>,
    #[serde(default)]
    org: Vec<Entry>,
    #[serde(default)]
    role: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
}

/// A user's authority file, ready to be asked. The default one is empty and changes nothing.
#[derive(Debug, Default, Clone)]
pub struct Authority {
    /// Kind and folded alias (or name) → the name.
    names: FxHashMap<(EntityKind, String), String>,
    /// Name → its aliases as written.
    aliases: FxHashMap<(EntityKind, String), Vec<String>>,
    /// Kind and two folded names, in either order, that are never one.
    apart: FxHashSet<(EntityKind, String, String)>,
}

/// Why a name is shown as another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The authority file lists it as an alias.
    Alias { of: String },
    /// The authority file has it as a name of its own.
    Name,
    /// The authority file does not mention it.
    Unlisted,
}

impl Authority {
    /// Reads an authority file.
    ///
    /// # Errors
    ///
    /// When it can't be read, is not TOML of the form above, or gives one alias to two names.
    pub fn load(path: &Path) -> Result<Self, AuthorityError> {
        let text = std::fs::read_to_string(path).map_err(|source| AuthorityError::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text, path)
    }

    /// Reads the text of an authority file; `path` is for messages.
    ///
    /// # Errors
    ///
    /// As [`Authority::load`].
    pub fn parse(text: &str, path: &Path) -> Result<Self, AuthorityError> {
        let file: File = toml::from_str(text).map_err(|source| AuthorityError::Syntax {
            path: path.to_owned(),
            source: Box::new(source),
        })?;
        let mut authority = Self::default();
        for (kind, entries) in [
            (EntityKind::Person, file.person),
            (EntityKind::Place, file.place),
            (EntityKind::Org, file.org),
            (EntityKind::Role, file.role),
        ] {
            for entry in entries {
                authority.add(kind, entry, path)?;
            }
        }
        Ok(authority)
    }

    fn add(&mut self, kind: EntityKind, entry: Entry, path: &Path) -> Result<(), AuthorityError> {
        for alias in std::iter::once(&entry.name).chain(&entry.aliases) {
            let key = (kind, folded(alias));
            if let Some(first) = self.names.get(&key)
                && *first != entry.name
            {
                return Err(AuthorityError::Conflict {
                    path: path.to_owned(),
                    alias: alias.clone(),
                    first: first.clone(),
                    second: entry.name,
                });
            }
            self.names.insert(key, entry.name.clone());
        }
        for other in &entry.not {
            let (a, b) = (folded(&entry.name), folded(other));
            self.apart.insert((kind, a.clone(), b.clone()));
            self.apart.insert((kind, b, a));
        }
        self.aliases
            .entry((kind, entry.name))
            .or_default()
            .extend(entry.aliases);
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.apart.is_empty()
    }

    /// The name that `name` is to be shown and counted under.
    pub fn canonical_of<'a>(&'a self, kind: EntityKind, name: &'a str) -> &'a str {
        self.names
            .get(&(kind, folded(name)))
            .map_or(name, String::as_str)
    }

    /// All names of the entity that `name` belongs to, the canonical one first; `name` alone when
    /// the file does not mention it. A query for any of them is one for all of them.
    pub fn all_names<'a>(&'a self, kind: EntityKind, name: &'a str) -> Vec<&'a str> {
        let canonical = self.canonical_of(kind, name);
        let mut names = vec![canonical];
        if let Some(aliases) = self.aliases.get(&(kind, canonical.to_owned())) {
            names.extend(aliases.iter().map(String::as_str));
        }
        names
    }

    /// Whether the file says that two names are never one entity.
    pub fn keeps_apart(&self, kind: EntityKind, a: &str, b: &str) -> bool {
        let key = |name: &str| folded(self.canonical_of(kind, name));
        self.apart.contains(&(kind, folded(a), folded(b)))
            || self.apart.contains(&(kind, key(a), key(b)))
    }

    /// Why [`Authority::canonical_of`] answers as it does.
    pub fn explain(&self, kind: EntityKind, name: &str) -> Reason {
        match self.names.get(&(kind, folded(name))) {
            Some(canonical) if folded(canonical) == folded(name) => Reason::Name,
            Some(canonical) => Reason::Alias {
                of: canonical.clone(),
            },
            None => Reason::Unlisted,
        }
    }
}

fn folded(name: &str) -> String {
    fold(&name.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        [[person]]
        name = "Иван Сергеевич Петров"
        aliases = ["Ваня Петров", "Ivan Petroff"]
        not = ["Илья Петров"]

        [[place]]
        name = "Санкт-Петербург"
        aliases = ["Северная столица"]
    "#;

    fn file() -> Authority {
        Authority::parse(FILE, Path::new("authority.toml")).unwrap()
    }

    #[test]
    fn aliases_lead_to_the_name() {
        let authority = file();
        let person = EntityKind::Person;
        assert_eq!(
            authority.canonical_of(person, "ваня  петров"),
            "Иван Сергеевич Петров"
        );
        assert_eq!(
            authority.canonical_of(person, "Ivan Petroff"),
            "Иван Сергеевич Петров"
        );
        assert_eq!(authority.canonical_of(person, "Пётр Иванов"), "Пётр Иванов");
        assert_eq!(
            authority.canonical_of(EntityKind::Org, "Ваня Петров"),
            "Ваня Петров"
        );
        assert_eq!(authority.all_names(person, "Ivan Petroff").len(), 3);
        assert!(authority.keeps_apart(person, "Илья Петров", "Ваня Петров"));
        assert!(!authority.keeps_apart(person, "Илья Петров", "Пётр Иванов"));
        assert_eq!(
            authority.explain(EntityKind::Place, "Северная столица"),
            Reason::Alias {
                of: "Санкт-Петербург".to_owned()
            }
        );
    }

    #[test]
    fn faults_are_named() {
        let parse = |text: &str| {
            Authority::parse(text, Path::new("a.toml"))
                .map(|_| ())
                .map_err(|e| e.to_string())
        };
        let twice =
            "[[org]]\nname = \"А\"\naliases = [\"Б\"]\n[[org]]\nname = \"В\"\naliases = [\"б\"]\n";
        assert_eq!(
            parse(twice).unwrap_err(),
            "a.toml: \"б\" is an alias of both \"А\" and \"В\""
        );
        assert!(parse("[[person]]\nnames = 1").is_err());
        assert!(parse("").is_ok());
    }
}
