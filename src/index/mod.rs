//! The index on disk: prepared documents in, one commit out; and the records that are stored in
//! it. What comes in are [`PreparedDispatch`]es, [`FileEntry`]s and [`Run`]s, what goes out is a
//! folder that is always in the state of its last commit. Only this module writes with tantivy;
//! searching is left to [`crate::query`].
//!
//! A folder holds `depesha.json` (which schema, which generation), `lock` (who is writing), the
//! user's own files such as `authority.toml`, and the tantivy files of one generation. A rebuild
//! writes a new generation and then replaces `depesha.json`, so that an interrupted one leaves
//! the old index as it was.

pub mod alike;
pub mod analyzer;
mod changes;
mod directory;
pub mod document;
pub mod schema;
mod stats;
mod store;

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, NoMergePolicy};
use tantivy::{
    Directory, Index, IndexMeta, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Segment,
    SegmentReader, TantivyDocument, TantivyError, Term,
};

pub use changes::ChangeFilter;
pub use document::{PreparedDispatch, StoredDispatch};
pub use schema::{Fields, IndexSchema};
pub use stats::Stats;
pub use store::{KnownDispatch, KnownFile, Snapshot};

use crate::ledger::{self, FileEntry, Run};
use directory::GenerationDirectory;

const MARKER: &str = "depesha.json";
const LOCK: &str = "lock";

/// Segments of more documents than this are not merged any more, unless they are less than the
/// share of a large archive that [`MOST_LARGE_SEGMENTS`] says. A merge maps all that it reads and
/// copies each stored record: without an end to it, those of a million dispatches took three
/// gigabytes, and minutes.
const MERGED_DOCUMENTS: usize = 50_000;
const MOST_LARGE_SEGMENTS: usize = 16;

/// So often a reader opens what a writer deletes under its hands.
const MOST_OPENINGS: u32 = 100;

/// Why an index could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    #[error("no index in {}: make one with `depesha ingest CORPUS --index {}`", dir.display(), dir.display())]
    Missing { dir: PathBuf },
    #[error("{} is not an index of depesha and is not empty: choose another folder with --index", dir.display())]
    Foreign { dir: PathBuf },
    #[error("the index in {} has schema version {found}, this program needs {expected}: make it anew with `depesha ingest --rebuild CORPUS --index {}`", dir.display(), dir.display())]
    Version {
        dir: PathBuf,
        found: u32,
        expected: u32,
    },
    #[error("{} is damaged: {reason}: `depesha check --repair` makes the index anew", path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("another process is writing to the index in {}: {holder}", dir.display())]
    Locked { dir: PathBuf, holder: String },
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("index: {0}")]
    Tantivy(tantivy::TantivyError),
}

impl From<TantivyError> for IndexError {
    /// What a user can do something about is told as such.
    fn from(error: TantivyError) -> Self {
        let index = || PathBuf::from("the index");
        match error {
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => Self::Damaged {
                path,
                reason: "the file is missing".to_owned(),
            },
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
                Self::reading(filepath, &io_error)
            }
            TantivyError::OpenDirectoryError(error) => Self::opening(&index(), &error),
            TantivyError::DataCorruption(what) => Self::Damaged {
                path: index(),
                reason: format!("{what:?}").trim_end_matches('.').to_owned(),
            },
            TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(_))
            | TantivyError::IncompatibleIndex(_) => Self::Damaged {
                path: index(),
                reason: "its files have another format".to_owned(),
            },
            TantivyError::DeserializeError(what) => Self::Damaged {
                path: index(),
                reason: what.to_string(),
            },
            other => Self::Tantivy(other),
        }
    }
}

impl IndexError {
    /// What the system says of a file, unless it is what the file holds that is wrong.
    fn reading(path: PathBuf, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => Self::Damaged {
                path,
                reason: "it is cut short or overwritten".to_owned(),
            },
            _ => Self::Io {
                path,
                source: match error.raw_os_error() {
                    Some(code) => io::Error::from_raw_os_error(code),
                    None => io::Error::new(error.kind(), error.to_string()),
                },
            },
        }
    }

    /// The same of a file in `folder`, where the error has but its name.
    fn below(mut self, folder: &Path) -> Self {
        if let Self::Damaged { path, .. } | Self::Io { path, .. } = &mut self
            && path.extension().is_some()
        {
            *path = folder.join(&*path);
        }
        self
    }

    fn opening(path: &Path, error: &OpenDirectoryError) -> Self {
        if let OpenDirectoryError::IoError {
            io_error,
            directory_path,
        } = error
        {
            return Self::reading(directory_path.clone(), io_error);
        }
        // Where a folder on the way may not be entered, nothing seems to be there.
        match fs::metadata(path) {
            Err(source) if source.kind() == io::ErrorKind::PermissionDenied => Self::Io {
                path: path.to_owned(),
                source,
            },
            _ => Self::Damaged {
                path: path.to_owned(),
                reason: error.to_string(),
            },
        }
    }

    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Io {
            path: path.to_owned(),
            source,
        }
    }
}

/// What `depesha.json` says.
#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    schema: u32,
    /// Name of the folder that holds the tantivy files.
    generation: String,
}

/// An index folder.
#[derive(Debug, Clone)]
pub struct Archive {
    dir: PathBuf,
    generation: String,
    index: Index,
}

impl Archive {
    /// Opens the index in `dir`.
    ///
    /// # Errors
    ///
    /// When there is none, when it is of another schema version, or damaged.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        let mut marker = current(dir)?;
        loop {
            let opened = Self::open_generation(dir, &marker);
            let now = current(dir)?;
            // A rebuild may have put another generation in its place while this one was opened.
            if opened.is_ok() || now.generation == marker.generation {
                return opened;
            }
            marker = now;
        }
    }

    fn open_generation(dir: &Path, marker: &Marker) -> Result<Self, IndexError> {
        let expected = IndexSchema::get().version;
        if marker.schema != expected {
            return Err(IndexError::Version {
                dir: dir.to_owned(),
                found: marker.schema,
                expected,
            });
        }
        Self::open_files(dir, marker)
    }

    /// As [`Archive::open`] for who only copies what is stored: also of an older schema version
    /// with the same fields, whose terms are others.
    fn open_stored(dir: &Path) -> Result<Self, IndexError> {
        let marker = current(dir)?;
        let schema = IndexSchema::get();
        if marker.schema < schema.version
            && let Ok(old) = Self::open_files(dir, &marker)
            && old.index.schema() == schema.schema
        {
            return Ok(old);
        }
        Self::open(dir)
    }

    fn open_files(dir: &Path, marker: &Marker) -> Result<Self, IndexError> {
        let generation = dir.join(&marker.generation);
        let directory = GenerationDirectory::open(&generation)
            .map_err(|error| IndexError::opening(&generation, &error))?;
        let index = Index::open(directory)?;
        analyzer::register(index.tokenizers());
        Ok(Self {
            dir: dir.to_owned(),
            generation: marker.generation.clone(),
            index,
        })
    }

    /// Opens the index in `dir`, which is made where there is none, to write to it. The lock is
    /// taken first: no other process can make the index at the same time, or put another
    /// generation in the place of the one that was opened.
    ///
    /// # Errors
    ///
    /// As [`Archive::open`], when `dir` is a folder with other things in it, and when another
    /// process is writing.
    pub fn open_or_create(dir: &Path) -> Result<(Self, WriterLock), IndexError> {
        if read_marker(dir)?.is_none() && !is_empty_or_missing(dir)? {
            return Err(IndexError::Foreign {
                dir: dir.to_owned(),
            });
        }
        fs::create_dir_all(dir).map_err(IndexError::io(dir))?;
        let lock = WriterLock::acquire(dir)?;
        if read_marker(dir)?.is_none() {
            let generation = create_generation(dir)?;
            write_marker(dir, &generation)?;
        }
        Ok((Self::open(dir)?, lock))
    }

    /// An index that lives in memory, for tests and one-off analyses.
    pub fn in_memory() -> Result<Self, IndexError> {
        let schema = IndexSchema::get();
        let index = Index::builder()
            .schema(schema.schema.clone())
            .settings(settings())
            .create_in_ram()?;
        analyzer::register(index.tokenizers());
        Ok(Self {
            dir: PathBuf::new(),
            generation: String::new(),
            index,
        })
    }

    /// The folder; empty for an index in memory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// A reader that shows the last commit and does not follow later ones by itself.
    ///
    /// # Errors
    ///
    /// When files of the index are missing or damaged.
    pub fn reader(&self) -> Result<IndexReader, IndexError> {
        for _ in 1..MOST_OPENINGS {
            let before = self.index.load_metas().ok();
            let error = match self.try_reader() {
                Ok(reader) => return Ok(reader),
                Err(error) => error,
            };
            // A rebuild may have put another generation in its place since it was opened.
            if let Ok(Some(marker)) = read_marker(&self.dir)
                && marker.generation != self.generation
            {
                return Self::open(&self.dir)?.reader();
            }
            // To who reads without a lock, a commit or a merge may have deleted what was about to
            // be opened.
            let after = self.index.load_metas().ok();
            let list = |metas: Option<IndexMeta>| {
                metas.and_then(|metas| serde_json::to_string(&metas).ok())
            };
            if list(before) == list(after) {
                return Err(error);
            }
        }
        self.try_reader()
    }

    fn try_reader(&self) -> Result<IndexReader, IndexError> {
        let reader: tantivy::Result<IndexReader> = self
            .index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into();
        reader.map_err(|error| IndexError::from(error).below(&self.dir.join(&self.generation)))
    }

    /// The state of the last commit.
    ///
    /// # Errors
    ///
    /// As [`Archive::reader`].
    pub fn snapshot(&self) -> Result<Snapshot, IndexError> {
        Ok(Snapshot::new(self.reader()?.searcher()))
    }

    /// The index in `dir`, or as much of it as can still be read: without the segments of which a
    /// file is damaged or missing. The flag tells whether any had to be left out. An index of an
    /// older schema version will do if it has the same fields: what is stored is the same, and a new
    /// generation makes its own terms.
    ///
    /// # Errors
    ///
    /// When not even the list of its segments can be read.
    pub fn salvage(dir: &Path) -> Result<(Self, bool), IndexError> {
        let archive = Self::open_stored(dir)?;
        let mut lost = Vec::new();
        for segment in archive.index.searchable_segments()? {
            if !archive.is_sound(&segment) {
                lost.push(segment.id().uuid_string());
            }
        }
        if lost.is_empty() {
            return Ok((archive, false));
        }
        let old = dir.join(&archive.generation);
        // The name is that of a generation, so that it is cleared away with them.
        let generation = "generation-salvaged".to_owned();
        let new = dir.join(&generation);
        let _ = fs::remove_dir_all(&new);
        fs::create_dir_all(&new).map_err(IndexError::io(&new))?;
        for entry in fs::read_dir(&old).map_err(IndexError::io(&old))? {
            let name = entry.map_err(IndexError::io(&old))?.file_name();
            let of_a_segment = name
                .to_str()
                .is_some_and(|name| !name.starts_with('.') && !name.ends_with(".json"));
            let is_lost = lost
                .iter()
                .any(|id| name.to_string_lossy().starts_with(id.as_str()));
            if of_a_segment && !is_lost {
                let (from, to) = (old.join(&name), new.join(&name));
                if fs::hard_link(&from, &to).is_err() {
                    fs::copy(&from, &to).map_err(IndexError::io(&to))?;
                }
            }
        }
        let mut meta = archive.index.load_metas()?;
        meta.segments
            .retain(|segment| !lost.contains(&segment.id().uuid_string()));
        let path = new.join("meta.json");
        let text = serde_json::to_string(&meta).map_err(|error| IndexError::Damaged {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        fs::write(&path, text).map_err(IndexError::io(&path))?;
        let marker = Marker {
            schema: IndexSchema::get().version,
            generation,
        };
        Ok((Self::open_generation(dir, &marker)?, true))
    }

    /// Whether all files of a segment are there and as they were written.
    fn is_sound(&self, segment: &Segment) -> bool {
        let id = segment.id().uuid_string();
        let sound = || -> tantivy::Result<bool> {
            SegmentReader::open(segment)?;
            let directory = self.index.directory();
            for file in directory.list_managed_files() {
                let name = file.to_string_lossy();
                if name.starts_with(&id)
                    && directory.exists(&file).unwrap_or(false)
                    && !directory.validate_checksum(&file)?
                {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        // What a damaged file does to the library that reads it is not for us to foresee.
        panic::catch_unwind(AssertUnwindSafe(sound)).is_ok_and(|sound| sound.unwrap_or(false))
    }

    /// Bytes on disk of all files of the current generation.
    pub fn size_on_disk(&self) -> u64 {
        let Ok(Some(marker)) = read_marker(&self.dir) else {
            return 0;
        };
        let Ok(entries) = fs::read_dir(self.dir.join(marker.generation)) else {
            return 0;
        };
        entries
            .filter_map(|entry| entry.ok()?.metadata().ok())
            .map(|metadata| metadata.len())
            .sum()
    }

    /// Files whose checksum is wrong, by name.
    ///
    /// # Errors
    ///
    /// When a file cannot be read at all.
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, IndexError> {
        let found = self.index.validate_checksum();
        let found = found
            .map_err(|error| IndexError::from(error).below(&self.dir.join(&self.generation)))?;
        let mut damaged: Vec<PathBuf> = found.into_iter().collect();
        damaged.sort();
        Ok(damaged)
    }

    /// Starts writing. `threads` index in parallel, with `memory` bytes between them. Who holds
    /// `lock` is the only writer; an index in memory needs none.
    ///
    /// # Errors
    ///
    /// When the index cannot be written to.
    pub fn writer(
        &self,
        lock: Option<WriterLock>,
        threads: usize,
        memory: usize,
    ) -> Result<ArchiveWriter, IndexError> {
        let threads = threads.clamp(1, 8);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread((memory / threads).max(16_000_000))
            .num_merge_threads(2)
            .build();
        let writer: IndexWriter<TantivyDocument> = self.index.writer_with_options(options)?;
        // A process that was killed while it committed leaves files that no commit knows of, and
        // lists of deletions among them have names that the next commit would use again.
        writer.garbage_collect_files().wait()?;
        let documents: usize = self
            .index
            .searchable_segment_metas()?
            .iter()
            .map(|segment| segment.max_doc() as usize)
            .sum();
        let mut policy = LogMergePolicy::default();
        policy.set_max_docs_before_merge(MERGED_DOCUMENTS.max(documents / MOST_LARGE_SEGMENTS));
        writer.set_merge_policy(Box::new(policy));
        Ok(ArchiveWriter {
            writer,
            dir: self.dir.clone(),
            _lock: lock,
        })
    }

    /// Makes the next generation beside the current one. Nothing is replaced until
    /// [`Rebuild::finish`].
    ///
    /// # Errors
    ///
    /// When the folder cannot be written to.
    pub fn rebuild(dir: &Path) -> Result<Rebuild, IndexError> {
        if !dir.join(MARKER).exists() && !is_empty_or_missing(dir)? {
            return Err(IndexError::Foreign {
                dir: dir.to_owned(),
            });
        }
        fs::create_dir_all(dir).map_err(IndexError::io(dir))?;
        let lock = WriterLock::acquire(dir)?;
        let generation = create_generation(dir)?;
        let path = dir.join(&generation);
        let directory =
            GenerationDirectory::open(&path).map_err(|error| IndexError::opening(&path, &error))?;
        let index = Index::open(directory)?;
        analyzer::register(index.tokenizers());
        Ok(Rebuild {
            archive: Archive {
                dir: dir.to_owned(),
                generation,
                index,
            },
            _lock: lock,
        })
    }
}

/// A new generation of an index that no reader sees yet. No other process writes to the index
/// while it is held.
#[derive(Debug)]
pub struct Rebuild {
    archive: Archive,
    _lock: WriterLock,
}

impl Rebuild {
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// As [`Archive::writer`], for the new generation.
    ///
    /// # Errors
    ///
    /// When the new generation cannot be written to.
    pub fn writer(&self, threads: usize, memory: usize) -> Result<ArchiveWriter, IndexError> {
        self.archive.writer(None, threads, memory)
    }

    /// Puts the new generation in the place of the old one, which is deleted.
    ///
    /// # Errors
    ///
    /// When `depesha.json` cannot be replaced; the old generation is then still the current one.
    pub fn finish(self) -> Result<(), IndexError> {
        let dir = self.archive.dir.clone();
        let old = read_marker(&dir).ok().flatten();
        write_marker(&dir, &self.archive.generation)?;
        let _ = fs::remove_dir_all(dir.join("generation-salvaged"));
        if let Some(old) = old {
            // A reader may still have its files open; where the system forbids deleting those,
            // the next rebuild does it.
            let _ = fs::remove_dir_all(dir.join(old.generation));
        }
        Ok(())
    }
}

fn settings() -> IndexSettings {
    let schema = IndexSchema::get();
    IndexSettings {
        docstore_compression: schema.compressor(),
        docstore_blocksize: schema.block_size(),
        ..IndexSettings::default()
    }
}

/// Which generation of the index in `dir` is the current one.
fn current(dir: &Path) -> Result<Marker, IndexError> {
    read_marker(dir)?.ok_or_else(|| IndexError::Missing {
        dir: dir.to_owned(),
    })
}

fn read_marker(dir: &Path) -> Result<Option<Marker>, IndexError> {
    let path = dir.join(MARKER);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(None),
        Err(source) => return Err(IndexError::Io { path, source }),
    };
    let marker: Marker = serde_json::from_str(&text).map_err(|error| IndexError::Damaged {
        path: path.clone(),
        reason: error.to_string(),
    })?;
    // The name is joined to the folder: it must not lead out of it.
    if marker.generation.contains(['/', '\\']) || marker.generation.starts_with('.') {
        return Err(IndexError::Damaged {
            path,
            reason: format!("{:?} names no generation", marker.generation),
        });
    }
    Ok(Some(marker))
}

/// Replaces `depesha.json` in one step: a reader sees the old one or the new one, whole.
fn write_marker(dir: &Path, generation: &str) -> Result<(), IndexError> {
    let path = dir.join(MARKER);
    let temporary = dir.join("depesha.json.new");
    let marker = Marker {
        schema: IndexSchema::get().version,
        generation: generation.to_owned(),
    };
    let write = || -> io::Result<()> {
        let mut file = File::create(&temporary)?;
        file.write_all(serde_json::to_string(&marker)?.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&temporary, &path)?;
        // The rename itself is durable once the folder is.
        if let Ok(folder) = File::open(dir) {
            let _ = folder.sync_all();
        }
        Ok(())
    };
    write().map_err(IndexError::io(&path))
}

/// Makes an empty tantivy index in a folder of a new name below `dir`, and clears away what
/// interrupted rebuilds left.
fn create_generation(dir: &Path) -> Result<String, IndexError> {
    fs::create_dir_all(dir).map_err(IndexError::io(dir))?;
    let current = read_marker(dir)
        .ok()
        .flatten()
        .map(|marker| marker.generation);
    let mut highest = 0;
    for entry in fs::read_dir(dir).map_err(IndexError::io(dir))? {
        let entry = entry.map_err(IndexError::io(dir))?;
        let name = entry.file_name();
        let Some(number) = name
            .to_str()
            .and_then(|name| name.strip_prefix("generation-"))
        else {
            continue;
        };
        highest = highest.max(number.parse::<u64>().unwrap_or(0));
        if current.as_deref() != name.to_str() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let generation = format!("generation-{}", highest + 1);
    let path = dir.join(&generation);
    fs::create_dir_all(&path).map_err(IndexError::io(&path))?;
    let directory =
        GenerationDirectory::open(&path).map_err(|error| IndexError::opening(&path, &error))?;
    Index::builder()
        .schema(IndexSchema::get().schema.clone())
        .settings(settings())
        .open_or_create(directory)?;
    Ok(generation)
}

/// True also for a folder with nothing but what an interrupted first run leaves, and for one in
/// which the user has put the settings of an index to be.
fn is_empty_or_missing(dir: &Path) -> Result<bool, IndexError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(source) => {
            return Err(IndexError::Io {
                path: dir.to_owned(),
                source,
            });
        }
    };
    for entry in entries {
        let entry = entry.map_err(IndexError::io(dir))?;
        let name = entry.file_name();
        let known = name.to_str().is_some_and(|name| {
            name.starts_with("generation-")
                || [
                    LOCK,
                    "depesha.json.new",
                    "authority.toml",
                    "searches.toml",
                    "runs.jsonl",
                ]
                .contains(&name)
        });
        if !known {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Held by the one process that writes to an index. The system lets go of it when the process
/// ends, however it ends.
#[derive(Debug)]
pub struct WriterLock {
    file: File,
}

impl WriterLock {
    /// # Errors
    ///
    /// [`IndexError::Locked`], with what the holder wrote of itself, when another process has it.
    pub fn acquire(dir: &Path) -> Result<Self, IndexError> {
        let path = dir.join(LOCK);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(IndexError::io(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim();
                return Err(IndexError::Locked {
                    dir: dir.to_owned(),
                    holder: if holder.is_empty() {
                        "it has not said which".to_owned()
                    } else {
                        holder.to_owned()
                    },
                });
            }
            Err(fs::TryLockError::Error(source)) => return Err(IndexError::Io { path, source }),
        }
        // Only a help for people: that it cannot be written must not keep anyone from indexing.
        let _ = file.set_len(0);
        let _ = file.rewind();
        let _ = writeln!(
            file,
            "process {} since {}",
            std::process::id(),
            jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ")
        );
        Ok(Self { file })
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

/// The one writer of an index. Nothing it does is visible before [`ArchiveWriter::commit`].
pub struct ArchiveWriter {
    writer: IndexWriter<TantivyDocument>,
    dir: PathBuf,
    _lock: Option<WriterLock>,
}

impl ArchiveWriter {
    /// Adds a document, in the place of the one with the same key if there is one.
    fn replace(&self, uid: &str, document: TantivyDocument) -> Result<(), IndexError> {
        self.delete(uid);
        self.writer.add_document(document)?;
        Ok(())
    }

    fn delete(&self, uid: &str) {
        let field = IndexSchema::get().fields.uid;
        self.writer.delete_term(Term::from_field_text(field, uid));
    }

    /// Adds a version of a dispatch whose key is not in the index yet.
    ///
    /// # Errors
    ///
    /// When tantivy's threads have failed, most likely for want of space.
    pub fn add_dispatch(
        &self,
        prepared: PreparedDispatch,
        version: &ledger::Version,
    ) -> Result<(), IndexError> {
        self.writer.add_document(prepared.into_document(version))?;
        Ok(())
    }

    /// Puts `stored` in the place of the document of the same version.
    ///
    /// # Errors
    ///
    /// As [`ArchiveWriter::add_dispatch`].
    pub fn replace_dispatch(&self, stored: &StoredDispatch) -> Result<(), IndexError> {
        self.replace(&stored.uid(), document::dispatch_document(stored))
    }

    /// Takes away the version with this key.
    pub fn delete_dispatch(&self, uid: &str) {
        self.delete(uid);
    }

    /// Puts `entry` in the place of what was on record of the file.
    ///
    /// # Errors
    ///
    /// As [`ArchiveWriter::add_dispatch`].
    pub fn put_file(&self, entry: &FileEntry) -> Result<(), IndexError> {
        let uid = ledger::file_uid(ledger::file_key(&entry.root, &entry.path));
        self.replace(&uid, document::file_document(entry))
    }

    pub fn delete_file(&self, file: u64) {
        self.delete(&ledger::file_uid(file));
    }

    /// Puts `run` in the place of what was on record of it.
    ///
    /// # Errors
    ///
    /// As [`ArchiveWriter::add_dispatch`].
    pub fn put_run(&self, run: &Run) -> Result<(), IndexError> {
        self.replace(&ledger::run_uid(run.run), document::run_document(run))
    }

    /// Leaves the segments as they are. A run that finds nothing to do writes the record of itself
    /// alone, and is not to pay for what earlier runs left to be merged.
    pub fn without_merging(self) -> Self {
        self.writer.set_merge_policy(Box::new(NoMergePolicy));
        self
    }

    /// Makes everything since the last commit durable and visible, in one step.
    ///
    /// # Errors
    ///
    /// When it could not be written, most likely for want of space; the index is then in the
    /// state of the last commit.
    pub fn commit(&mut self) -> Result<(), IndexError> {
        match self.writer.commit() {
            Ok(_) => Ok(()),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Why the writer has failed, for an error that says no more than that it has: the thread
    /// that met a full disk knows. Nothing can be written any more.
    pub fn reason(&mut self, error: IndexError) -> IndexError {
        if !matches!(error, IndexError::Tantivy(TantivyError::ErrorInThread(_))) {
            return error;
        }
        // Ends the threads and publishes nothing.
        let reason = self.writer.prepare_commit().err();
        reason.map_or(error, |reason| self.failed(reason))
    }

    fn failed(&self, error: TantivyError) -> IndexError {
        IndexError::Io {
            path: self.dir.clone(),
            source: match error {
                TantivyError::IoError(source) => io::Error::new(source.kind(), source.to_string()),
                error => io::Error::other(error.to_string()),
            },
        }
    }

    /// Commits, and waits for merges that are under way.
    ///
    /// # Errors
    ///
    /// As [`ArchiveWriter::commit`].
    pub fn finish(mut self) -> Result<(), IndexError> {
        self.commit()?;
        self.writer.wait_merging_threads()?;
        Ok(())
    }
}
