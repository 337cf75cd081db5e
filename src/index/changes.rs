//! The ledger as the index keeps it: versions of dispatches in, the changes that they bear
//! witness of out, oldest first. There is no list of events beside the versions: each version
//! says how it came and how it went, so that the two cannot disagree.

use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::{IndexError, KnownDispatch, Snapshot, StoredDispatch};
use crate::ledger::{Change, ChangeKind, Difference, EndKind, Origin, RunNumber};
use crate::record::Record;

/// Which changes are asked for.
#[derive(Debug, Clone, Default)]
pub struct ChangeFilter {
    /// Those of this run and later ones; 0 for all.
    pub since: RunNumber,
    /// Those of this run and earlier ones.
    pub until: Option<RunNumber>,
    /// Also what the first finished run added.
    pub first_additions: bool,
}

impl Snapshot {
    /// The changes that `filter` lets through. `wanted` is asked for each, with the versions of
    /// the dispatch that it is about: the one that came, then the one that went.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn changes(
        &self,
        filter: &ChangeFilter,
        wanted: &dyn Fn(Option<&Record>, Option<&Record>) -> bool,
    ) -> Result<Vec<Change>, IndexError> {
        let runs = self.runs()?;
        let started: FxHashMap<RunNumber, Timestamp> =
            runs.iter().map(|run| (run.run, run.started)).collect();
        let first_run = runs
            .iter()
            .find(|run| run.finished.is_some())
            .map_or(0, |run| run.run);
        let asked =
            |run: RunNumber| run >= filter.since && filter.until.is_none_or(|until| run <= until);
        let mut candidates: Vec<KnownDispatch> = Vec::new();
        self.for_each_dispatch(|known| {
            if asked(known.first_run) || known.last_run.is_some_and(asked) {
                candidates.push(known);
            }
        })?;
        let mut changes = Vec::new();
        for known in candidates {
            let stored = self.dispatch(known.address)?;
            let version = &stored.version;
            if asked(version.first_run) {
                let hidden = version.origin == Origin::Added
                    && version.first_run <= first_run
                    && !filter.first_additions;
                if !hidden && let Some(change) = self.came(&stored, wanted)? {
                    changes.push(change);
                }
            }
            if let Some(end) = &version.end
                && end.kind == EndKind::Vanished
                && asked(end.run)
                && wanted(None, Some(&stored.record))
            {
                changes.push(change(&stored.record, end.run, ChangeKind::Vanished));
            }
        }
        for change in &mut changes {
            change.at = started.get(&change.run).copied();
        }
        changes.sort_by(|a, b| {
            // Down to what tells apart two that left one place: the order must not depend on how
            // the index lies on the disk.
            (
                a.run,
                &a.path,
                a.ordinal,
                a.kind,
                &a.id,
                &a.from_path,
                &a.of,
            )
                .cmp(&(
                    b.run,
                    &b.path,
                    b.ordinal,
                    b.kind,
                    &b.id,
                    &b.from_path,
                    &b.of,
                ))
        });
        Ok(changes)
    }

    /// How a version came.
    fn came(
        &self,
        stored: &StoredDispatch,
        wanted: &dyn Fn(Option<&Record>, Option<&Record>) -> bool,
    ) -> Result<Option<Change>, IndexError> {
        let record = &stored.record;
        let run = stored.version.first_run;
        let before = match &stored.version.origin {
            Origin::Changed { from } => self.by_uid(from)?,
            _ => None,
        };
        let before = before.as_ref().map(|before| &before.record);
        if !wanted(Some(record), before) {
            return Ok(None);
        }
        Ok(Some(match &stored.version.origin {
            Origin::Added => change(record, run, ChangeKind::Added),
            Origin::Reappeared => change(record, run, ChangeKind::Reappeared),
            Origin::Changed { .. } => Change {
                difference: before.map(|before| Difference::between(before, record)),
                ..change(record, run, ChangeKind::Changed)
            },
            Origin::Moved { from_path, .. } => Change {
                from_path: Some(from_path.clone()),
                ..change(record, run, ChangeKind::Moved)
            },
            Origin::Duplicate { of } => Change {
                of: Some(of.clone()),
                ..change(record, run, ChangeKind::Duplicate)
            },
        }))
    }
}

fn change(record: &Record, run: RunNumber, kind: ChangeKind) -> Change {
    Change {
        run,
        at: None,
        kind,
        id: record.id.clone(),
        path: record.path.clone(),
        ordinal: record.ordinal,
        title: record.title.clone(),
        published: record.published,
        from_path: None,
        of: None,
        difference: None,
    }
}
