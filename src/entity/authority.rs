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
use toml::Spanned;

use super::EntityKind;
use super::gazetteer::fold;

/// The file's name in the folder of an index.
pub const FILE_NAME: &str = "authority.toml";

/// Why an authority file was refused.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    #[error("{}: cannot be read", path.display())]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    /// `reason` has the line, the column and the line's text.
    #[error("{}: {reason}", path.display())]
    Syntax { path: PathBuf, reason: String },
    #[error("{}:{line}: a name without a letter or digit", path.display())]
    Empty { path: PathBuf, line: usize },
    #[error("{}:{line}: \"{alias}\" already stands for \"{first}\", it cannot stand for \"{second}\" too", path.display())]
    Conflict {
        path: PathBuf,
        line: usize,
        alias: String,
        first: String,
        second: String,
    },
    #[error("{}:{line}: \"{name}\" cannot be both a name of \"{of}\" and never the same", path.display())]
    SelfApart {
        path: PathBuf,
        line: usize,
        name: String,
        of: String,
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
    name: Spanned<String>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    #[serde(default)]
    not: Vec<Spanned<String>>,
}

/// A user's authority file, ready to be asked. The default one is empty and changes nothing.
#[derive(Debug, Default, Clone)]
pub struct Authority {
    entries: Vec<Listed>,
    /// Kind and folded alias (or name) → index into `entries`.
    by_name: FxHashMap<(EntityKind, String), usize>,
    /// Kind and two folded names, in either order, that are never one.
    apart: FxHashSet<(EntityKind, String, String)>,
}

/// A name of the file with all that the file says of it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub kind: EntityKind,
    /// The name shown and counted.
    pub name: String,
    /// Other names of the same one, as written.
    pub aliases: Vec<String>,
}

impl Listed {
    /// The name itself, then its aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .map(String::as_str)
    }
}

impl Authority {
    /// Reads the authority file in the folder of an index; without one, nothing is changed.
    ///
    /// # Errors
    ///
    /// As [`Authority::load`].
    pub fn of_index(dir: &Path) -> Result<Self, AuthorityError> {
        let path = dir.join(FILE_NAME);
        // An index in memory has no folder.
        if dir.as_os_str().is_empty() || !path.exists() {
            return Ok(Self::default());
        }
        Self::load(&path)
    }

    /// Reads an authority file.
    ///
    /// # Errors
    ///
    /// When it can't be read, is not TOML of the form above, gives one alias to two names, or says
    /// of one name that it is and is not another's.
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
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file: File = toml::from_str(text).map_err(|source| AuthorityError::Syntax {
            path: path.to_owned(),
            reason: source.to_string().trim_end().to_owned(),
        })?;
        let mut authority = Self::default();
        for (kind, entries) in [
            (EntityKind::Person, file.person),
            (EntityKind::Place, file.place),
            (EntityKind::Org, file.org),
            (EntityKind::Role, file.role),
        ] {
            for entry in entries {
                authority.add(kind, &entry, text, path)?;
            }
        }
        Ok(authority)
    }

    fn add(
        &mut self,
        kind: EntityKind,
        entry: &Entry,
        text: &str,
        path: &Path,
    ) -> Result<(), AuthorityError> {
        let line_of = |at: &Spanned<String>| {
            let before = text.get(..at.span().start).unwrap_or_default();
            before.matches('\n').count() + 1
        };
        let name = entry.name.get_ref();
        // A name listed twice is one entry in two places.
        let number = match self.by_name.get(&(kind, folded(name))) {
            Some(&number) if self.entries[number].name == *name => number,
            _ => self.entries.len(),
        };
        if number == self.entries.len() {
            self.entries.push(Listed {
                kind,
                name: name.clone(),
                aliases: Vec::new(),
            });
        }
        for alias in std::iter::once(&entry.name).chain(&entry.aliases) {
            let key = folded(alias.get_ref());
            if !key.chars().any(char::is_alphanumeric) {
                return Err(AuthorityError::Empty {
                    path: path.to_owned(),
                    line: line_of(alias),
                });
            }
            if let Some(&first) = self.by_name.get(&(kind, key.clone()))
                && first != number
            {
                return Err(AuthorityError::Conflict {
                    path: path.to_owned(),
                    line: line_of(alias),
                    alias: alias.get_ref().clone(),
                    first: self.entries[first].name.clone(),
                    second: name.clone(),
                });
            }
            self.by_name.insert((kind, key), number);
        }
        let aliases = entry.aliases.iter().map(|alias| alias.get_ref().clone());
        self.entries[number].aliases.extend(aliases);
        for other in &entry.not {
            let (a, b) = (folded(name), folded(other.get_ref()));
            if self.by_name.get(&(kind, b.clone())) == Some(&number) {
                return Err(AuthorityError::SelfApart {
                    path: path.to_owned(),
                    line: line_of(other),
                    name: other.get_ref().clone(),
                    of: name.clone(),
                });
            }
            self.apart.insert((kind, a.clone(), b.clone()));
            self.apart.insert((kind, b, a));
        }
        Ok(())
    }

    /// All that the file says of names of a kind, in the order of the file.
    pub fn entries(&self, kind: EntityKind) -> impl Iterator<Item = &Listed> {
        self.entries.iter().filter(move |entry| entry.kind == kind)
    }

    /// The entry that `name` belongs to, as its name or an alias; case, ё and spaces aside.
    pub fn entry(&self, kind: EntityKind, name: &str) -> Option<&Listed> {
        // Most archives have no such file, and then this is asked for each name of each hit.
        if self.by_name.is_empty() {
            return None;
        }
        let number = *self.by_name.get(&(kind, folded(name)))?;
        self.entries.get(number)
    }

    /// The name that `name` is to be shown and counted under.
    pub fn canonical_of<'a>(&'a self, kind: EntityKind, name: &'a str) -> &'a str {
        self.entry(kind, name).map_or(name, |entry| &entry.name)
    }

    /// Whether the file says that two names are never one entity.
    pub fn keeps_apart(&self, kind: EntityKind, a: &str, b: &str) -> bool {
        if self.apart.is_empty() {
            return false;
        }
        let key = |name: &str| folded(self.canonical_of(kind, name));
        self.apart.contains(&(kind, folded(a), folded(b)))
            || self.apart.contains(&(kind, key(a), key(b)))
    }
}

/// Whether two names are the same but for case, ё and spaces.
pub fn is_same(a: &str, b: &str) -> bool {
    folded(a) == folded(b)
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
        let entry = authority.entry(person, "Ivan Petroff").unwrap();
        assert_eq!(entry.names().count(), 3);
        assert!(authority.keeps_apart(person, "Илья Петров", "Ваня Петров"));
        assert!(!authority.keeps_apart(person, "Илья Петров", "Пётр Иванов"));
        assert!(authority.entry(person, "Северная столица").is_none());
        assert_eq!(authority.entries(EntityKind::Place).count(), 1);
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
            "a.toml:6: \"б\" already stands for \"А\", it cannot stand for \"В\" too"
        );
        let own = "[[org]]\nname = \"А\"\nnot = [\"а\"]\n";
        assert_eq!(
            parse(own).unwrap_err(),
            "a.toml:3: \"а\" cannot be both a name of \"А\" and never the same"
        );
        let message = parse("[[person]]\nnames = 1").unwrap_err();
        assert!(message.contains("line 2"), "{message}");
        assert_eq!(
            parse("[[org]]\nname = \" \"").unwrap_err(),
            "a.toml:2: a name without a letter or digit"
        );
        assert!(parse("").is_ok());
    }
}
