//! The log of scheduled runs: one line of JSON each, appended.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// Why a run was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// The schedule's tick.
    Cron,
    /// A tick that came while the machine slept or the program was not running.
    CatchUp,
    /// Something changed in a watched folder.
    Watch,
    /// The regular look at everything beside watching, and the first look of all.
    Sweep,
    /// Asked for from outside: `--once`.
    Once,
}

/// A file of JSON lines that grows at its end.
#[derive(Debug, Clone)]
pub struct RunLog {
    path: PathBuf,
}

impl RunLog {
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends `line` as one JSON object on a line of its own, in a single write, and has it on
    /// the disk before it returns. A line that a crash cut short is ended first, so that it never
    /// runs into this one.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or written.
    pub fn append<T: Serialize>(&self, line: &T) -> io::Result<()> {
        append_line(&self.path, &serde_json::to_string(line)?)
    }
}

pub(super) fn append_line(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .create(true)
        .read(true)
        .append(true)
        .open(path)?;
    let mut bytes = Vec::with_capacity(line.len() + 2);
    if !ends_with_line_end(&mut file)? {
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(line.as_bytes());
    bytes.push(b'\n');
    file.write_all(&bytes)?;
    file.sync_data()
}

/// True for an empty file as well.
fn ends_with_line_end(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// When the last run in the log at `path` started: its field `started`. `None` when there is no
/// log or no line of it can be read.
pub fn last_started(path: &Path) -> Option<Timestamp> {
    /// A line has a few hundred bytes, more with many failures: this holds the last ones.
    const TAIL: u64 = 1 << 20;
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))
        .ok()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    text.lines().rev().find_map(|line| {
        let line: Value = serde_json::from_str(line).ok()?;
        line.get("started")?.as_str()?.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Map;

    fn line(started: &str) -> Map<String, Value> {
        let mut line = Map::new();
        line.insert("started".to_owned(), started.into());
        line
    }

    #[test]
    fn lines_are_appended_and_the_last_one_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = RunLog::new(folder.path().join("runs.jsonl"));
        assert_eq!(last_started(log.path()), None);
        log.append(&line("2025-09-04T00:00:00Z")).expect("written");
        log.append(&line("2025-09-04T06:00:00Z")).expect("written");
        let text = std::fs::read_to_string(log.path()).expect("a log");
        assert_eq!(text.lines().count(), 2);
        assert_eq!(
            last_started(log.path()),
            Some("2025-09-04T06:00:00Z".parse().expect("a time"))
        );
    }

    #[test]
    fn a_line_cut_short_by_a_crash_spoils_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("runs.jsonl");
        std::fs::write(
            &path,
            "{\"started\":\"2025-09-04T00:00:00Z\"}\n{\"started\":\"2025-09-",
        )
        .expect("written");
        assert_eq!(
            last_started(&path),
            Some("2025-09-04T00:00:00Z".parse().expect("a time"))
        );
        let log = RunLog::new(&path);
        log.append(&line("2025-09-04T12:00:00Z")).expect("written");
        let text = std::fs::read_to_string(&path).expect("a log");
        assert_eq!(
            text.lines().last(),
            Some("{\"started\":\"2025-09-04T12:00:00Z\"}")
        );
    }
}
