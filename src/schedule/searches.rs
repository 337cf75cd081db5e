//! Saved searches: what comes in is `searches.toml` and, for each search, what it finds after a
//! run; what goes out is what is new among it. The searching is left to [`crate::query`].
//!
//! What was reported is remembered in a file of JSON lines, and that file is the report: a line
//! is on the disk before anybody is told, so that no dispatch is ever reported twice.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
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
    pub ordinal: u64,
    pub title: Option<String>,
    /// YYYY-MM-DD.
    pub published: Option<String>,
}

/// A line of the memory: either what a search found when it was first made, or one report.
#[derive(Debug, Serialize)]
struct Line<'a> {
    search: &'a str,
    query: &'a str,
    run: u64,
    at: &'a str,
    #[serde(flatten)]
    what: What<'a>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum What<'a> {
    Known { known: Vec<&'a str> },
    New(&'a NewHit),
}

#[derive(Debug, Deserialize)]
struct ReadLine {
    search: String,
    query: String,
    #[serde(default)]
    known: Option<Vec<String>>,
    #[serde(default)]
    id: Option<String>,
}

/// What has been reported for each search.
#[derive(Debug)]
pub struct SearchLog {
    path: PathBuf,
    /// By name and query: a search whose query was changed is another search.
    known: HashMap<(String, String), HashSet<String>>,
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
        let mut known: HashMap<_, HashSet<String>> = HashMap::new();
        for line in text.lines() {
            if let Ok(line) = serde_json::from_str::<ReadLine>(line) {
                let ids = known.entry((line.search, line.query)).or_default();
                ids.extend(line.known.unwrap_or_default());
                ids.extend(line.id);
            }
        }
        Ok(Self { path, known })
    }

    /// What is new among `hits`, all that `search` finds now: what has not been among them
    /// before. It is remembered, and on the disk, when this returns. The first time a search is
    /// seen, only those count as new that `is_of_this_run` says this run brought, and all the
    /// rest is known from then on.
    ///
    /// # Errors
    ///
    /// When the memory cannot be written; then nothing counts as reported.
    pub fn sift(
        &mut self,
        search: &SavedSearch,
        run: u64,
        at: Timestamp,
        hits: Vec<NewHit>,
        is_of_this_run: impl Fn(&NewHit) -> bool,
    ) -> Result<Vec<NewHit>, SearchesError> {
        let key = (search.name.clone(), search.query.clone());
        let at = at.to_string();
        let line = |what| Line {
            search: &search.name,
            query: &search.query,
            run,
            at: &at,
            what,
        };
        let earlier = self.known.get(&key);
        let (new, old): (Vec<_>, Vec<_>) = hits.into_iter().partition(|hit| match earlier {
            Some(known) => !known.contains(&hit.id),
            None => is_of_this_run(hit),
        });
        let mut text = Vec::new();
        if earlier.is_none() {
            let known = old.iter().map(|hit| hit.id.as_str()).collect();
            text.push(line(What::Known { known }));
        }
        text.extend(new.iter().map(|hit| line(What::New(hit))));
        let text: Vec<_> = text
            .iter()
            .map(serde_json::to_string)
            .collect::<Result<_, _>>()
            .map_err(|error| self.io(error.into()))?;
        if !text.is_empty() {
            append_line(&self.path, &text.join("\n")).map_err(|error| self.io(error))?;
        }
        let ids = self.known.entry(key).or_default();
        ids.extend(new.iter().map(|hit| hit.id.clone()));
        ids.extend(old.into_iter().map(|hit| hit.id));
        Ok(new)
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

    fn hit(id: &str) -> NewHit {
        NewHit {
            id: id.to_owned(),
            path: format!("{id}.txt"),
            ordinal: 0,
            title: None,
            published: Some("2025-09-04".to_owned()),
        }
    }

    fn search(query: &str) -> SavedSearch {
        SavedSearch {
            name: "Космос".to_owned(),
            query: query.to_owned(),
            on_new: None,
        }
    }

    fn sift(log: &mut SearchLog, query: &str, hits: &[&str], of_this_run: &[&str]) -> Vec<String> {
        let hits = hits.iter().map(|id| hit(id)).collect();
        let at = "2025-09-04T06:00:00Z".parse().expect("a time");
        log.sift(&search(query), 3, at, hits, |hit| {
            of_this_run.contains(&hit.id.as_str())
        })
        .expect("written")
        .into_iter()
        .map(|hit| hit.id)
        .collect()
    }

    #[test]
    fn no_dispatch_is_reported_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("searches.jsonl");
        let mut log = SearchLog::open(&path).expect("no file yet");
        // The search is new: only what this run brought is.
        assert_eq!(sift(&mut log, "орбита", &["a", "b", "c"], &["c"]), ["c"]);
        assert!(sift(&mut log, "орбита", &["a", "b", "c"], &["a", "c"]).is_empty());
        // Read again from the disk. "d" came by a run that nobody reported.
        let mut log = SearchLog::open(&path).expect("a file");
        assert_eq!(sift(&mut log, "орбита", &["a", "d", "c"], &[]), ["d"]);
        // "c" went and came back.
        assert!(sift(&mut log, "орбита", &["a"], &[]).is_empty());
        let mut log = SearchLog::open(&path).expect("a file");
        assert!(sift(&mut log, "орбита", &["a", "c", "d"], &["c"]).is_empty());
        // Another query under the same name starts anew.
        assert!(sift(&mut log, "спутник", &["a", "x"], &[]).is_empty());
        assert_eq!(sift(&mut log, "спутник", &["a", "x", "y"], &[]), ["y"]);
    }

    #[test]
    fn a_memory_cut_short_is_read_as_far_as_it_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("searches.jsonl");
        let mut log = SearchLog::open(&path).expect("no file yet");
        sift(&mut log, "орбита", &["a", "b"], &["b"]);
        let mut bytes = std::fs::read(&path).expect("a file");
        bytes.truncate(bytes.len() - 5);
        std::fs::write(&path, &bytes).expect("written");
        let mut log = SearchLog::open(&path).expect("a file");
        assert_eq!(sift(&mut log, "орбита", &["a", "b"], &[]), ["b"]);
        let mut log = SearchLog::open(&path).expect("a file");
        assert!(sift(&mut log, "орбита", &["a", "b"], &[]).is_empty());
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
