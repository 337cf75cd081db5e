//! Saved searches: what comes in is `searches.toml` and, for each search, what it finds after a
//! run; what goes out is what is new among it. The searching is left to [`crate::query`].
//!
//! What was reported is remembered in a file of JSON lines, and that file is the report: a line
//! is on the disk before anybody is told, so that no dispatch is ever reported twice.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::log::append_line;

/// One search of `searches.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SavedSearch {
    /// What it is called in reports; no two have the same name.
    pub name: String,
    /// In the query language.
    pub query: String,
    /// Run through the shell with what is new as JSON lines on its standard input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_new: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchFile {
    #[serde(default)]
    search: Vec<SavedSearch>,
}

/// Why saved searches cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SearchesError {
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("{path}: {message}")]
    Syntax { path: PathBuf, message: String },
}

/// Reads the searches of the TOML file at `path`: `[[search]]` with `name`, `query` and, if need
/// be, `on-new`.
///
/// # Errors
///
/// When the file cannot be read, is not TOML of this form, or a name is empty or comes twice.
pub fn load_searches(path: &Path) -> Result<Vec<SavedSearch>, SearchesError> {
    let text = std::fs::read_to_string(path).map_err(|source| SearchesError::Io {
        path: path.to_owned(),
        source,
    })?;
    parse_searches(&text).map_err(|message| SearchesError::Syntax {
        path: path.to_owned(),
        message,
    })
}

/// As [`load_searches`], from text; the error is a message with line and column.
///
/// # Errors
///
/// When the text is not TOML of this form, or a name is empty or comes twice.
///
/// ```
/// let searches = depesha::schedule::parse_searches(
///     "[[search]]\nname = 'Космос'\nquery = 'космонавт место:Байконур'\n",
/// )?;
/// assert_eq!(searches[0].name, "Космос");
/// # Ok::<(), String>(())
/// ```
pub fn parse_searches(text: &str) -> Result<Vec<SavedSearch>, String> {
    let file: SearchFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut names = HashSet::new();
    for search in &file.search {
        if search.name.trim().is_empty() {
            return Err("a search has no name".to_owned());
        }
        if !names.insert(search.name.as_str()) {
            return Err(format!("two searches have the name \"{}\"", search.name));
        }
    }
    Ok(file.search)
}

/// A dispatch that a saved search found for the first time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewHit {
    pub id: String,
    /// As in dispatch records.
    pub path: String,
    pub ordinal: u32,
    pub title: Option<String>,
    pub published: Option<Date>,
    /// Hash of title and text. A dispatch is remembered by it, since its id changes when its file
    /// is renamed or another dispatch is put before it.
    #[serde(serialize_with = "as_hex")]
    pub content: u64,
}

fn as_hex<S: serde::Serializer>(content: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{content:016x}"))
}

/// A line of the memory: either contents that are known without having been reported, or a report.
#[derive(Debug, Serialize)]
struct Line<'a> {
    search: &'a str,
    query: &'a str,
    run: u64,
    at: Timestamp,
    #[serde(flatten)]
    what: What<'a>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum What<'a> {
    Known { known: Vec<String> },
    New(&'a NewHit),
}

#[derive(Debug, Deserialize)]
struct ReadLine {
    search: String,
    query: String,
    #[serde(default)]
    known: Vec<String>,
    #[serde(default)]
    content: Option<String>,
}

/// What has been reported for each search.
#[derive(Debug)]
pub struct SearchLog {
    path: PathBuf,
    /// Contents by name and query: a search whose query was changed is another search.
    known: HashMap<(String, String), HashSet<u64>>,
}

impl SearchLog {
    /// Opens the memory at `path`, which need not exist yet. Lines that are not of its form (one
    /// cut short by a crash) are passed over.
    ///
    /// # Errors
    ///
    /// When the file is there, but cannot be read.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, SearchesError> {
        let path = path.into();
        let text = match std::fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(SearchesError::Io { path, source }),
        };
        let mut known: HashMap<_, HashSet<u64>> = HashMap::new();
        for line in text.lines() {
            if let Ok(line) = serde_json::from_str::<ReadLine>(line) {
                let contents = line.known.iter().chain(&line.content);
                known
                    .entry((line.search, line.query))
                    .or_default()
                    .extend(contents.filter_map(|hex| u64::from_str_radix(hex, 16).ok()));
            }
        }
        Ok(Self { path, known })
    }

    /// The contents that `search` has found so far; `None` for one that was never made.
    pub fn known(&self, search: &SavedSearch) -> Option<&HashSet<u64>> {
        // A search has a handful of neighbours: looking at each spares two copies of strings.
        self.known
            .iter()
            .find(|((name, query), _)| *name == search.name && *query == search.query)
            .map(|(_, contents)| contents)
    }

    /// Remembers what `search` found in `run`: `new` as reported, `silent` as known. It is on the
    /// disk when this returns.
    ///
    /// # Errors
    ///
    /// When the memory cannot be written; then nothing counts as reported.
    pub fn record(
        &mut self,
        search: &SavedSearch,
        run: u64,
        at: Timestamp,
        silent: &[u64],
        new: &[NewHit],
    ) -> Result<(), SearchesError> {
        let key = (search.name.clone(), search.query.clone());
        let mut lines = Vec::new();
        // A search that finds nothing at first is on record all the same: what it finds later
        // is new.
        if !silent.is_empty() || !self.known.contains_key(&key) {
            let known = silent.iter().map(|hash| format!("{hash:016x}")).collect();
            lines.push(What::Known { known });
        }
        lines.extend(new.iter().map(What::New));
        let text = lines
            .into_iter()
            .map(|what| {
                serde_json::to_string(&Line {
                    search: &search.name,
                    query: &search.query,
                    run,
                    at,
                    what,
                })
            })
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| self.io(error.into()))?;
        if !text.is_empty() {
            append_line(&self.path, &text.join("\n")).map_err(|error| self.io(error))?;
        }
        let known = self.known.entry(key).or_default();
        known.extend(silent);
        known.extend(new.iter().map(|hit| hit.content));
        Ok(())
    }

    fn io(&self, source: io::Error) -> SearchesError {
        SearchesError::Io {
            path: self.path.clone(),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(content: u64) -> NewHit {
        NewHit {
            id: format!("id{content}"),
            path: format!("{content}.txt"),
            ordinal: 0,
            title: None,
            published: None,
            content,
        }
    }

    fn search(query: &str) -> SavedSearch {
        SavedSearch {
            name: "Космос".to_owned(),
            query: query.to_owned(),
            on_new: None,
        }
    }

    fn record(log: &mut SearchLog, query: &str, silent: &[u64], new: &[u64]) {
        let at = "2025-09-04T06:00:00Z".parse().expect("a time");
        let new: Vec<_> = new.iter().map(|content| hit(*content)).collect();
        log.record(&search(query), 3, at, silent, &new)
            .expect("written");
    }

    fn known(log: &SearchLog, query: &str) -> Option<Vec<u64>> {
        let mut known: Vec<_> = log.known(&search(query))?.iter().copied().collect();
        known.sort_unstable();
        Some(known)
    }

    #[test]
    fn what_was_reported_is_remembered() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("searches.jsonl");
        let mut log = SearchLog::open(&path).expect("no file yet");
        assert_eq!(known(&log, "орбита"), None);
        record(&mut log, "орбита", &[1, 2], &[u64::MAX]);
        record(&mut log, "спутник", &[], &[]);
        record(&mut log, "орбита", &[], &[7]);
        for log in [&log, &SearchLog::open(&path).expect("a file")] {
            assert_eq!(known(log, "орбита"), Some(vec![1, 2, 7, u64::MAX]));
            assert_eq!(known(log, "спутник"), Some(vec![]));
            assert_eq!(known(log, "ракета"), None);
        }
        let text = std::fs::read_to_string(&path).expect("a file");
        assert_eq!(text.lines().count(), 4);
        assert!(text.contains("\"id\":\"id7\""), "{text}");
    }

    #[test]
    fn a_memory_cut_short_is_read_as_far_as_it_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("searches.jsonl");
        let mut log = SearchLog::open(&path).expect("no file yet");
        record(&mut log, "орбита", &[1], &[2]);
        let mut bytes = std::fs::read(&path).expect("a file");
        bytes.truncate(bytes.len() - 5);
        std::fs::write(&path, &bytes).expect("written");
        let mut log = SearchLog::open(&path).expect("a file");
        assert_eq!(known(&log, "орбита"), Some(vec![1]));
        record(&mut log, "орбита", &[], &[2]);
        let log = SearchLog::open(&path).expect("a file");
        assert_eq!(known(&log, "орбита"), Some(vec![1, 2]));
    }

    #[test]
    fn a_file_of_searches_is_checked() {
        let searches = parse_searches(
            "[[search]]\nname = \"Байконур\"\nquery = 'место:Байконур'\non-new = \"cat\"\n\n\
             [[search]]\nname = \"Мосты\"\nquery = 'мост'\n",
        )
        .expect("searches");
        assert_eq!(searches.len(), 2);
        assert_eq!(searches[0].on_new.as_deref(), Some("cat"));
        assert!(parse_searches("").expect("an empty file").is_empty());
        for wrong in [
            "[[search]]\nname = 'a'\n",
            "[[search]]\nname = ' '\nquery = 'b'\n",
            "[[search]]\nname = 'a'\nquery = 'b'\nsorted = true\n",
            "[[search]]\nname = 'a'\nquery = 'b'\n[[search]]\nname = 'a'\nquery = 'c'\n",
            "search",
        ] {
            assert!(parse_searches(wrong).is_err(), "{wrong}");
        }
    }
}
