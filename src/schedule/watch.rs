//! Folders under watch: what comes in are corpus roots, what goes out is that something in them
//! changed and that it has been quiet since. Which file it was is left to the next run's walk:
//! file system events come doubled, out of order, or, when the queue overflows, not at all.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};
use notify::event::{EventKind, MetadataKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::Stop;

/// How often roots are looked at for having been replaced: an unmounted disk or a renamed folder
/// takes its watches with it and gives no event when another comes in its place.
const LOOK: Duration = Duration::from_secs(15);

/// Why folders cannot be watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    #[error("{path}: {source}")]
    Root {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error(
        "{path} has more folders than the system lets a user watch: raise fs.inotify.max_user_watches, or use `depesha schedule`"
    )]
    TooMany { path: PathBuf },
    #[error("{path} cannot be watched: {source}")]
    Watch {
        path: PathBuf,
        source: notify::Error,
    },
}

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watched {
    /// Something changed, and then nothing for a while.
    Changed,
    /// The time is up.
    Quiet,
    /// Stopping was asked for.
    Stopped,
}

#[derive(Debug)]
struct Root {
    path: PathBuf,
    identity: Option<Identity>,
}

/// Tells a folder from another one that took its name.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = Option<std::time::SystemTime>;

fn identity(path: &Path) -> std::io::Result<Identity> {
    let metadata = std::fs::metadata(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Ok((metadata.dev(), metadata.ino()))
    }
    #[cfg(not(unix))]
    Ok(metadata.created().ok())
}

/// Watches corpus roots.
#[derive(Debug)]
pub struct Watcher {
    watcher: RecommendedWatcher,
    roots: Vec<Root>,
    events: Receiver<()>,
    wake: Sender<()>,
}

impl Watcher {
    /// Watches `roots`, folders with all below them, or files. Whatever happens in `ignored`
    /// folders and files (the index, logs) is no change, so that a run does not set off the next.
    ///
    /// # Errors
    ///
    /// When a root is not there or the system watches no more.
    pub fn new(roots: &[PathBuf], ignored: &[PathBuf]) -> Result<Self, WatchError> {
        let (wake, events) = crossbeam_channel::bounded(1);
        let ignored: Vec<PathBuf> = ignored.iter().map(|path| absolute(path)).collect();
        let handler = {
            let wake = wake.clone();
            move |event: notify::Result<Event>| {
                if is_change(&event, &ignored) {
                    // Full means that a change is waiting to be seen already.
                    let _ = wake.try_send(());
                }
            }
        };
        let watcher = notify::recommended_watcher(handler).map_err(|source| WatchError::Watch {
            path: roots.first().cloned().unwrap_or_default(),
            source,
        })?;
        let mut this = Self {
            watcher,
            roots: Vec::new(),
            events,
            wake,
        };
        for path in roots {
            let path = path.canonicalize().map_err(|source| WatchError::Root {
                path: path.clone(),
                source,
            })?;
            let identity = identity(&path).ok();
            this.watch(&path)?;
            this.roots.push(Root { path, identity });
        }
        Ok(this)
    }

    fn watch(&mut self, path: &Path) -> Result<(), WatchError> {
        self.watcher
            .watch(path, RecursiveMode::Recursive)
            .map_err(|source| match source.kind {
                notify::ErrorKind::MaxFilesWatch => WatchError::TooMany {
                    path: path.to_owned(),
                },
                _ => WatchError::Watch {
                    path: path.to_owned(),
                    source,
                },
            })
    }

    /// Waits until something has changed and then nothing has for `quiet`, or changes have gone
    /// on for `longest`; at most `limit` when nothing changes at all.
    pub fn wait(
        &mut self,
        stop: &Stop,
        quiet: Duration,
        longest: Duration,
        limit: Option<Duration>,
    ) -> Watched {
        let start = Instant::now();
        loop {
            if stop.is_requested() {
                return Watched::Stopped;
            }
            let left = limit.map(|limit| limit.saturating_sub(start.elapsed()));
            if left == Some(Duration::ZERO) {
                return Watched::Quiet;
            }
            let slice = left.unwrap_or(LOOK).min(LOOK);
            match self.next_event(stop, slice) {
                Next::Stopped => return Watched::Stopped,
                Next::Event => return self.settle(stop, quiet, longest),
                Next::Timeout => self.look_at_roots(),
            }
        }
    }

    /// Waits for the end of a burst of changes.
    fn settle(&mut self, stop: &Stop, quiet: Duration, longest: Duration) -> Watched {
        let start = Instant::now();
        loop {
            let left = longest.saturating_sub(start.elapsed());
            match self.next_event(stop, quiet.min(left)) {
                Next::Stopped => return Watched::Stopped,
                Next::Timeout => return Watched::Changed,
                Next::Event if left.is_zero() => return Watched::Changed,
                Next::Event => {}
            }
        }
    }

    fn next_event(&self, stop: &Stop, time: Duration) -> Next {
        crossbeam_channel::select! {
            recv(self.events) -> _ => Next::Event,
            recv(stop.receiver()) -> _ => {
                stop.request();
                Next::Stopped
            }
            default(time) => Next::Timeout,
        }
    }

    /// Watches anew those roots that something else has taken the place of.
    fn look_at_roots(&mut self) {
        for index in 0..self.roots.len() {
            let root = &mut self.roots[index];
            let now = identity(&root.path).ok();
            if now == root.identity {
                continue;
            }
            root.identity = now;
            let path = root.path.clone();
            let _ = self.watcher.unwatch(&path);
            if now.is_some() && self.watch(&path).is_err() {
                // Tried again at the next look.
                self.roots[index].identity = None;
                continue;
            }
            let _ = self.wake.try_send(());
        }
    }
}

enum Next {
    Event,
    Timeout,
    Stopped,
}

fn absolute(path: &Path) -> PathBuf {
    path.canonicalize()
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned())
}

/// Whether an event may mean that the corpus is another. Reading a file is no change, nor is the
/// access time that reading sets: a run would set off the next one for ever.
fn is_change(event: &notify::Result<Event>, ignored: &[PathBuf]) -> bool {
    match event {
        // Lost events: the walk will tell.
        Err(_) => true,
        Ok(event) if event.need_rescan() => true,
        Ok(event) => {
            let kind = !matches!(
                event.kind,
                EventKind::Access(_)
                    | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime))
            );
            let elsewhere =
                |path: &PathBuf| !ignored.iter().any(|ignored| path.starts_with(ignored));
            kind && (event.paths.is_empty() || event.paths.iter().any(elsewhere))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, CreateKind, DataChange};

    #[test]
    fn reading_and_the_index_are_no_changes() {
        let ignored = [PathBuf::from("/a/index"), PathBuf::from("/a/runs.jsonl")];
        let check = |kind: EventKind, paths: &[&str], expected: bool| {
            let mut event = Event::new(kind);
            for path in paths {
                event = event.add_path(PathBuf::from(path));
            }
            assert_eq!(
                is_change(&Ok(event), &ignored),
                expected,
                "{kind:?} {paths:?}"
            );
        };
        let modified = EventKind::Modify(ModifyKind::Data(DataChange::Content));
        check(modified, &["/a/x.txt"], true);
        check(modified, &["/a/index/meta.json"], false);
        check(modified, &["/a/runs.jsonl"], false);
        check(modified, &["/a/index/1", "/a/index2"], true);
        check(EventKind::Create(CreateKind::File), &["/a/x.txt"], true);
        check(EventKind::Access(AccessKind::Any), &["/a/x.txt"], false);
        check(
            EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)),
            &["/a/x.txt"],
            false,
        );
        check(
            EventKind::Modify(ModifyKind::Metadata(MetadataKind::Permissions)),
            &["/a/x.txt"],
            true,
        );
    }

    const QUIET: Duration = Duration::from_millis(100);
    const LONGEST: Duration = Duration::from_secs(20);
    /// Far more than any machine needs; a test that fails waits for it.
    const LIMIT: Option<Duration> = Some(Duration::from_secs(20));

    #[test]
    fn a_new_file_is_noticed_and_reading_it_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let deep = folder.path().join("2025/09");
        std::fs::create_dir_all(&deep).expect("folders");
        let mut watcher = Watcher::new(&[folder.path().to_owned()], &[folder.path().join("index")])
            .expect("a watcher");
        let stop = Stop::new();
        let file = deep.join("a.txt");
        std::fs::write(&file, "текст").expect("written");
        assert_eq!(watcher.wait(&stop, QUIET, LONGEST, LIMIT), Watched::Changed);
        std::fs::read(&file).expect("read");
        std::fs::create_dir(folder.path().join("index")).expect("a folder");
        std::fs::write(folder.path().join("index/meta.json"), "{}").expect("written");
        let short = Some(Duration::from_millis(300));
        assert_eq!(watcher.wait(&stop, QUIET, LONGEST, short), Watched::Quiet);
        stop.request();
        assert_eq!(watcher.wait(&stop, QUIET, LONGEST, None), Watched::Stopped);
    }

    #[cfg(unix)]
    #[test]
    fn a_root_that_was_replaced_is_watched_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("corpus");
        std::fs::create_dir(&root).expect("a folder");
        let mut watcher = Watcher::new(std::slice::from_ref(&root), &[]).expect("a watcher");
        let stop = Stop::new();
        std::fs::rename(&root, folder.path().join("old")).expect("moved");
        std::fs::create_dir(&root).expect("a folder");
        watcher.look_at_roots();
        assert_eq!(watcher.wait(&stop, QUIET, LONGEST, LIMIT), Watched::Changed);
        std::fs::write(root.join("a.txt"), "текст").expect("written");
        assert_eq!(watcher.wait(&stop, QUIET, LONGEST, LIMIT), Watched::Changed);
    }

    #[test]
    fn a_root_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("missing");
        assert!(matches!(
            Watcher::new(std::slice::from_ref(&missing), &[]),
            Err(WatchError::Root { path, .. }) if path == missing
        ));
    }
}
