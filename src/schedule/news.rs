//! What is new for a saved search: what it finds now, less what it found before. What comes in is
//! an index and the memory of the search, what goes out is [`Found`].

use std::collections::HashSet;

use super::{NewHit, SavedSearch, SearchLog};
use crate::index::{IndexError, Snapshot, StoredDispatch};
use crate::ledger::{Origin, RunNumber};
use crate::query::{self, SearchError, SearchRequest, Searcher};

pub(super) struct Found {
    /// Found, not known so far, and no news.
    pub silent: Vec<u64>,
    pub new: Vec<NewHit>,
}

/// What `search` finds now and did not find before. A search made for the first time takes what
/// the archive held before `run` for known.
pub(super) fn find_new(
    searcher: &Searcher,
    memory: &SearchLog,
    search: &SavedSearch,
    run: RunNumber,
) -> Result<Found, String> {
    let request = SearchRequest {
        query: query::parse(&search.query).map_err(|error| error.to_string())?,
        ..SearchRequest::default()
    };
    let known = memory.known(search);
    let text = |error: SearchError| error.to_string();
    let index = |error: IndexError| error.to_string();
    let matching = searcher.matching(&request).map_err(text)?;
    let snapshot = searcher.snapshot();
    let mut candidates = Vec::new();
    let mut found = Found {
        silent: Vec::new(),
        new: Vec::new(),
    };
    snapshot
        .for_each_dispatch(|dispatch| {
            if !matching.contains(&dispatch.address) {
                return;
            }
            match known {
                Some(known) if known.contains(&dispatch.content) => {}
                None if dispatch.first_run < run => found.silent.push(dispatch.content),
                _ => candidates.push(dispatch),
            }
        })
        .map_err(index)?;
    let baseline: HashSet<u64> = found.silent.iter().copied().collect();
    let is_known = |content: u64| {
        known.is_some_and(|known| known.contains(&content)) || baseline.contains(&content)
    };
    let mut seen = baseline.clone();
    let mut candidates = candidates
        .iter()
        .map(|candidate| snapshot.dispatch(candidate.address))
        .collect::<Result<Vec<_>, _>>()
        .map_err(index)?;
    // Which copy of a message is told of must not depend on how the index lies on the disk.
    candidates.sort_by(|a, b| {
        let place = |stored: &StoredDispatch| (stored.record.path.clone(), stored.record.ordinal);
        place(a).cmp(&place(b))
    });
    for stored in candidates {
        let content = stored.version.content;
        // Two copies of one message are one piece of news.
        if !seen.insert(content) {
            continue;
        }
        if is_edited_form_of(snapshot, &stored, &is_known).map_err(index)? {
            found.silent.push(content);
        } else {
            let record = stored.record;
            found.new.push(NewHit {
                id: record.id,
                path: record.path,
                ordinal: record.ordinal,
                title: record.title,
                published: record.published,
                content,
            });
        }
    }
    found
        .new
        .sort_by(|a, b| (a.published, &a.path, a.ordinal).cmp(&(b.published, &b.path, b.ordinal)));
    Ok(found)
}

/// Whether an earlier version of the dispatch is known.
fn is_edited_form_of(
    snapshot: &Snapshot,
    stored: &StoredDispatch,
    is_known: &dyn Fn(u64) -> bool,
) -> Result<bool, IndexError> {
    let mut origin = stored.version.origin.clone();
    while let Origin::Changed { from } = origin {
        let Some(earlier) = snapshot.by_uid(&from)? else {
            return Ok(false);
        };
        if is_known(earlier.version.content) {
            return Ok(true);
        }
        origin = earlier.version.origin;
    }
    Ok(false)
}
