//! The folder of one generation as tantivy sees it: tantivy's own on-disk directory, but for a
//! reader's lock, which is done without where it cannot be taken.
//!
//! A reader locks a file of the index while it opens the segments, so that no writer deletes one
//! that it is about to open. That takes the right to write: an index on a read-only mount, or in
//! another user's folder, could not be searched. Without the lock nothing wrong is ever read: files
//! of segments never change once written, and one that was opened stays readable when it is
//! deleted. All that can happen is that a file is gone before it was opened, and
//! [`Archive::reader`](super::Archive::reader) tries again as long as the list of segments changes
//! under it.
//!
//! The lists of files are written as any other program writes a file: tantivy's own way, by a
//! temporary file that none but its owner may read, would keep other users from the index.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{
    DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError,
};
use tantivy::directory::{
    DirectoryLock, FileHandle, FileSlice, Lock, META_LOCK, MmapDirectory, WatchCallback,
    WatchHandle, WritePtr,
};

#[derive(Debug, Clone)]
pub(super) struct GenerationDirectory {
    inner: Box<dyn Directory>,
    path: PathBuf,
}

impl GenerationDirectory {
    pub fn open(path: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self {
            inner: Box::new(MmapDirectory::open(path)?),
            path: path.to_owned(),
        })
    }

    /// An error with the whole path of its file.
    fn located(&self, error: OpenReadError) -> OpenReadError {
        match error {
            OpenReadError::FileDoesNotExist(name) => {
                OpenReadError::FileDoesNotExist(self.path.join(name))
            }
            OpenReadError::IoError { io_error, filepath } => OpenReadError::IoError {
                io_error,
                filepath: self.path.join(filepath),
            },
            other => other,
        }
    }
}

impl Directory for GenerationDirectory {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            // Not `LockBusy`: a lock that is to be had is waited for. The writer's own lock is
            // another one, and stays a must.
            Err(LockError::IoError(_)) if lock.filepath == META_LOCK.filepath => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            outcome => outcome,
        }
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let handle = self.inner.get_file_handle(path);
        handle.map_err(|error| self.located(error))
    }

    fn open_read(&self, path: &Path) -> Result<FileSlice, OpenReadError> {
        let slice = self.inner.open_read(path);
        slice.map_err(|error| self.located(error))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let bytes = self.inner.atomic_read(path);
        bytes.map_err(|error| self.located(error))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let path = self.path.join(path);
        let mut temporary = path.clone().into_os_string();
        temporary.push(".new");
        // One that a killed process left may be another user's.
        let _ = fs::remove_file(&temporary);
        let mut file = File::create(&temporary)?;
        file.write_all(data)?;
        file.sync_data()?;
        drop(file);
        fs::rename(&temporary, &path)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use tantivy::directory::INDEX_WRITER_LOCK;

    use super::*;

    #[cfg(unix)]
    #[test]
    fn lists_of_files_are_as_readable_as_any_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let directory = GenerationDirectory::open(folder.path()).unwrap();
        let mode = |name: &str| {
            let metadata = fs::metadata(folder.path().join(name)).unwrap();
            metadata.permissions().mode()
        };
        fs::write(folder.path().join("any"), "").unwrap();
        for text in ["first", "second"] {
            let name = Path::new("meta.json");
            directory.atomic_write(name, text.as_bytes()).unwrap();
            assert_eq!(directory.atomic_read(name).unwrap(), text.as_bytes());
        }
        assert_eq!(mode("meta.json"), mode("any"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn only_a_readers_lock_may_be_missing() {
        let folder = tempfile::tempdir().unwrap();
        let directory = GenerationDirectory::open(folder.path()).unwrap();
        drop(directory.acquire_lock(&META_LOCK).unwrap());
        // With a folder in its place no user can open the file, whatever the rights.
        for name in [&META_LOCK.filepath, &INDEX_WRITER_LOCK.filepath] {
            let path = folder.path().join(name);
            let _ = std::fs::remove_file(&path);
            std::fs::create_dir(&path).unwrap();
        }
        assert!(directory.acquire_lock(&META_LOCK).is_ok());
        assert!(directory.acquire_lock(&INDEX_WRITER_LOCK).is_err());
    }
}
