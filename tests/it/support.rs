//! What the tests of commands share: a temporary corpus and index, and the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

/// A corpus folder and an index folder that go away with it.
pub struct Bench {
    dir: TempDir,
}

impl Bench {
    pub fn new() -> Self {
        let bench = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(bench.corpus()).unwrap();
        bench
    }

    pub fn corpus(&self) -> PathBuf {
        self.dir.path().join("corpus")
    }

    pub fn index(&self) -> PathBuf {
        self.dir.path().join("index")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.corpus().join(name)
    }

    /// Writes a file of the corpus, with folders as needed.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap();
    }

    pub fn rename(&self, from: &str, to: &str) {
        let to = self.path(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(self.path(from), to).unwrap();
    }

    /// Runs `depesha ARGS… --index …`.
    pub fn run(&self, args: &[&str]) -> Output {
        assert_cmd::Command::cargo_bin("depesha")
            .unwrap()
            .args(args)
            .arg("--index")
            .arg(self.index())
            .env_remove("DEPESHA_INDEX")
            .output()
            .unwrap()
    }

    /// The standard output of a command that is to succeed.
    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(
            output.status.success(),
            "{args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Brings the index up to date; returns the summary and the exit code.
    pub fn ingest(&self, more: &[&str]) -> (Value, i32) {
        let corpus = self.corpus();
        let mut args = vec!["ingest", corpus.to_str().unwrap(), "--format", "json"];
        args.extend(more);
        let output = self.run(&args);
        let code = output.status.code().unwrap();
        let summary = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
            panic!("{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        });
        (summary, code)
    }

    /// Folders of their own beside the corpus, with the index not in them.
    pub fn beside(&self, name: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::create_dir_all(&path).unwrap();
        path
    }

    /// Brings the index up to date with corpora; returns the summary and the exit code.
    pub fn ingest_all(&self, corpora: &[&Path], more: &[&str]) -> (Value, i32) {
        let mut args = vec!["ingest", "--format", "json"];
        args.extend(corpora.iter().map(|path| path.to_str().unwrap()));
        args.extend(more);
        let output = self.run(&args);
        let summary = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
            panic!("{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        });
        (summary, output.status.code().unwrap())
    }

    /// A command with JSON lines for output, as values.
    pub fn lines(&self, args: &[&str]) -> Vec<Value> {
        self.ok(args)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

/// The counts of a summary or run, in the order asked for.
pub fn counts<const N: usize>(summary: &Value, names: [&str; N]) -> [u64; N] {
    names.map(|name| {
        summary[name]
            .as_u64()
            .unwrap_or_else(|| panic!("{name}: {summary}"))
    })
}

/// A dispatch in the layout of ЦТАК, of our own words.
pub fn dispatch(place: &str, day: u8, body: &str) -> String {
    format!("{place}, {day} сентября. /ЦТАК/-- {body}\n-о-\nwww.kcna.kp (2025.09.{day:02}.)\n")
}

/// All files below a folder with their bytes, to see that nothing has changed.
pub fn contents(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = walkdir::WalkDir::new(dir)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().to_owned(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}
