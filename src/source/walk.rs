//! From corpus roots to files: what comes in are folders and files that a user names, what goes
//! out are [`SourceFile`]s in a stable order and the [`WalkError`]s met on the way. Nothing is
//! opened; what is in a file is left to [`super::read`].

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use super::SourceFile;

/// Which files of a corpus are taken.
#[derive(Debug, Clone, Default)]
pub struct WalkOptions {
    /// Also files and folders whose names start with a dot.
    pub hidden: bool,
    /// Follow symbolic links. Without it they are passed over, as `fd` and `rg` do; a root is
    /// followed in any case.
    pub follow: bool,
    /// When there are any, only files that match one of them.
    pub include: Globs,
    /// Files that match are left out; folders that match are not entered.
    pub exclude: Globs,
    /// Folders that are not entered: the index itself. A folder that holds any tantivy index is
    /// passed over as well.
    pub skip: Vec<PathBuf>,
    /// Take a root that is a pipe or device. It can be read but once, and a pipe that nobody
    /// writes to is waited for.
    pub special_roots: bool,
}

/// A set of glob patterns over names relative to the corpus root. `*` and `?` stop at `/`, `**`
/// does not. A pattern without `/` matches the last part of a name at any depth, as `rg -g` has
/// it; one that ends in `/` matches folders only.
#[derive(Debug, Clone, Default)]
pub struct Globs {
    any: GlobSet,
    folders: GlobSet,
}

/// A pattern that is no glob.
#[derive(Debug, thiserror::Error)]
#[error("bad pattern `{pattern}`: {reason}")]
pub struct GlobError {
    pub pattern: String,
    pub reason: String,
}

impl Globs {
    /// # Errors
    ///
    /// [`GlobError`] for the first pattern that is malformed.
    ///
    /// ```
    /// # use depesha::source::walk::Globs;
    /// let globs = Globs::new(["*.txt", "/2024/**/*.html"])?;
    /// assert!(globs.matches("a/b.txt", false) && globs.matches("2024/05/x.html", false));
    /// assert!(!globs.matches("old/2024/05/x.html", false));
    /// # Ok::<(), depesha::source::walk::GlobError>(())
    /// ```
    pub fn new<S: AsRef<str>>(patterns: impl IntoIterator<Item = S>) -> Result<Self, GlobError> {
        let mut any = GlobSetBuilder::new();
        let mut folders = GlobSetBuilder::new();
        for pattern in patterns {
            let pattern = pattern.as_ref();
            let error = |error: globset::Error| GlobError {
                pattern: pattern.to_owned(),
                reason: error.kind().to_string(),
            };
            let bare = pattern.strip_suffix('/').unwrap_or(pattern);
            let anchored = match bare.strip_prefix('/').or_else(|| bare.strip_prefix("./")) {
                Some(rest) => rest.to_owned(),
                None if bare.contains('/') => bare.to_owned(),
                None => format!("**/{bare}"),
            };
            let glob = GlobBuilder::new(&anchored)
                .literal_separator(true)
                .backslash_escape(true)
                .build()
                .map_err(error)?;
            if pattern.ends_with('/') {
                folders.add(glob);
            } else {
                any.add(glob);
            }
        }
        let build = |builder: GlobSetBuilder| {
            builder.build().map_err(|error| GlobError {
                pattern: error.glob().unwrap_or_default().to_owned(),
                reason: error.kind().to_string(),
            })
        };
        Ok(Self {
            any: build(any)?,
            folders: build(folders)?,
        })
    }

    pub fn is_empty(&self) -> bool {
        self.any.is_empty() && self.folders.is_empty()
    }

    /// Whether one of the patterns matches a name relative to the root.
    pub fn matches(&self, name: &str, folder: bool) -> bool {
        self.any.is_match(name) || (folder && self.folders.is_match(name))
    }
}

/// A place of the corpus that could not be seen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {reason}", .path.display())]
pub struct WalkError {
    pub path: PathBuf,
    /// Like [`SourceFile::name`]; empty for the root itself.
    pub name: String,
    pub reason: String,
    /// True when there may be files at `name` and below it that the walk did not see: they must
    /// not be taken for deleted. False for a loop of links, which hides nothing.
    pub hides: bool,
}

impl WalkError {
    /// Whether the file of this name may exist unseen.
    pub fn covers(&self, name: &str) -> bool {
        self.hides
            && (self.name.is_empty()
                || name
                    .strip_prefix(self.name.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }
}

/// Walks the roots one after the other, each in the order of its names' bytes. Folders,
/// unreadable ones too, never end the walk; special files are passed over.
///
/// ```no_run
/// # use depesha::source::walk::{walk, WalkOptions};
/// for file in walk(&["archive".into()], &WalkOptions::default()) {
///     match file {
///         Ok(file) => println!("{} {}", file.size, file.name),
///         Err(error) => eprintln!("{error}"),
///     }
/// }
/// ```
pub fn walk(roots: &[PathBuf], options: &WalkOptions) -> Walk {
    let skip = options
        .skip
        .iter()
        .filter_map(|path| path.canonicalize().ok())
        .collect();
    Walk {
        roots: roots.to_vec(),
        next_root: 0,
        options: options.clone(),
        skip,
        folder: None,
    }
}

/// The iterator of [`walk`].
pub struct Walk {
    roots: Vec<PathBuf>,
    next_root: usize,
    options: WalkOptions,
    /// Canonical paths.
    skip: Vec<PathBuf>,
    folder: Option<walkdir::IntoIter>,
}

impl Walk {
    /// The place, in the list given, of the root that the last item came from.
    pub fn root(&self) -> usize {
        self.next_root.saturating_sub(1)
    }

    fn current_root(&self) -> &Path {
        self.roots
            .get(self.root())
            .map_or(Path::new(""), |root| root)
    }

    /// Begins the next root. A root that is no folder is its own only file.
    fn enter_root(&mut self) -> Option<Result<SourceFile, WalkError>> {
        let root = self.roots.get(self.next_root)?.clone();
        self.next_root += 1;
        let metadata = match std::fs::metadata(&root) {
            Ok(metadata) => metadata,
            Err(error) => {
                return Some(Err(WalkError {
                    path: root,
                    name: String::new(),
                    reason: reason(&error),
                    hides: true,
                }));
            }
        };
        if metadata.is_dir() {
            self.folder = Some(
                WalkDir::new(&root)
                    .follow_links(self.options.follow)
                    // Siblings have their parent in common: comparing whole paths orders them by
                    // name, without taking every path apart.
                    .sort_by(|a, b| a.path().as_os_str().cmp(b.path().as_os_str()))
                    .into_iter(),
            );
            return self.next();
        }
        if !metadata.is_file() && !self.options.special_roots {
            return Some(Err(WalkError {
                path: root,
                name: String::new(),
                reason: "not a regular file".to_owned(),
                hides: true,
            }));
        }
        // What the user names is taken, whatever the globs say.
        let name = root
            .file_name()
            .map_or_else(String::new, |name| part_name(name).into_owned());
        Some(Ok(SourceFile {
            size: metadata.len(),
            modified: nanoseconds(metadata.modified()),
            name,
            path: root,
        }))
    }

    /// What a folder's entry gives: a file, an error, or nothing to report.
    fn entry(&mut self, entry: DirEntry) -> Option<Result<SourceFile, WalkError>> {
        if entry.depth() == 0 {
            // A root that is an index itself holds no dispatches to be read.
            if self.is_index(entry.path()) {
                self.skip_folder();
            }
            return None;
        }
        let folder = entry.file_type().is_dir();
        if !self.options.hidden && is_hidden(entry.file_name()) {
            if folder {
                self.skip_folder();
            }
            return None;
        }
        if !folder && !entry.file_type().is_file() {
            return None;
        }
        let name = relative_name(entry.path(), self.current_root());
        if !self.options.exclude.is_empty() && self.options.exclude.matches(&name, folder) {
            if folder {
                self.skip_folder();
            }
            return None;
        }
        if folder {
            if self.is_index(entry.path()) {
                self.skip_folder();
            }
            return None;
        }
        if !self.options.include.is_empty() && !self.options.include.matches(&name, false) {
            return None;
        }
        match entry.metadata() {
            Ok(metadata) => Some(Ok(SourceFile {
                size: metadata.len(),
                modified: nanoseconds(metadata.modified()),
                name,
                path: entry.into_path(),
            })),
            Err(error) => self.error(&error),
        }
    }

    fn skip_folder(&mut self) {
        if let Some(folder) = &mut self.folder {
            folder.skip_current_dir();
        }
    }

    /// The folders given to skip, and any that tantivy keeps an index in.
    fn is_index(&self, folder: &Path) -> bool {
        if folder.join(".managed.json").exists() && folder.join("meta.json").exists() {
            return true;
        }
        let same_name = |skip: &&PathBuf| skip.file_name() == folder.file_name();
        // Only a folder of the right name, or a root (whose name may be "."), costs a lookup.
        let candidate =
            folder == self.current_root() || self.skip.iter().any(|skip| same_name(&skip));
        candidate
            && folder
                .canonicalize()
                .is_ok_and(|folder| self.skip.contains(&folder))
    }

    fn error(&self, error: &walkdir::Error) -> Option<Result<SourceFile, WalkError>> {
        let path = error.path().unwrap_or(self.current_root()).to_owned();
        let name = relative_name(&path, self.current_root());
        if let Some(ancestor) = error.loop_ancestor() {
            return Some(Err(WalkError {
                reason: format!("link loops back to {}", ancestor.display()),
                path,
                name,
                hides: false,
            }));
        }
        let reason = match error.io_error() {
            // The file went away between the listing and the look at it: simply deleted. A
            // link without a target is worth a word.
            Some(io) if io.kind() == io::ErrorKind::NotFound => {
                if !path.is_symlink() {
                    return None;
                }
                "link to nothing".to_owned()
            }
            Some(io) => reason(io),
            None => "cannot be read".to_owned(),
        };
        Some(Err(WalkError {
            path,
            name,
            reason,
            hides: true,
        }))
    }
}

impl Iterator for Walk {
    type Item = Result<SourceFile, WalkError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(folder) = &mut self.folder else {
                if self.next_root >= self.roots.len() {
                    return None;
                }
                return self.enter_root();
            };
            let found = match folder.next() {
                None => {
                    self.folder = None;
                    continue;
                }
                Some(Ok(entry)) => self.entry(entry),
                Some(Err(error)) => self.error(&error),
            };
            if found.is_some() {
                return found;
            }
        }
    }
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// The words of the system's message without the "(os error 13)" behind them.
pub(super) fn reason(error: &io::Error) -> String {
    let message = error.to_string();
    match message.find(" (os error") {
        Some(end) => message[..end].to_lowercase(),
        None => message,
    }
}

pub(super) fn nanoseconds(time: io::Result<SystemTime>) -> i64 {
    let Ok(time) = time else { return 0 };
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => {
            i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanoseconds| -nanoseconds)
        }
    }
}

/// [`SourceFile::name`] of a path below a root.
fn relative_name(path: &Path, root: &Path) -> String {
    // A walk makes its paths by adding to the root, so that bytes tell, which is much quicker
    // than parts.
    if std::path::MAIN_SEPARATOR == '/'
        && let (Some(path), Some(root)) = (path.to_str(), root.to_str())
        && let Some(rest) = path.strip_prefix(root)
        && let Some(name) = rest.strip_prefix('/')
        && !name.starts_with('/')
    {
        return name.to_owned();
    }
    let relative = path.strip_prefix(root).unwrap_or(path);
    if let Some(name) = relative.to_str() {
        return if std::path::MAIN_SEPARATOR == '/' {
            name.to_owned()
        } else {
            name.replace(std::path::MAIN_SEPARATOR, "/")
        };
    }
    let parts: Vec<_> = relative.iter().map(percent_encode).collect();
    parts.join("/")
}

fn part_name(name: &OsStr) -> std::borrow::Cow<'_, str> {
    match name.to_str() {
        Some(name) => name.into(),
        None => percent_encode(name).into(),
    }
}

/// Every part of a name in which one byte is not UTF-8 is written with its percent signs
/// encoded too, so that the rule can be undone.
fn percent_encode(name: &OsStr) -> String {
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        out.push_str(&chunk.valid().replace('%', "%25"));
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A folder with these files, and what a walk over it finds.
    fn check(files: &[&str], options: WalkOptions, expected: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "text").unwrap();
        }
        let found: Vec<_> = walk(&[folder.path().to_owned()], &options)
            .map(|file| file.unwrap().name)
            .collect();
        assert_eq!(found, expected);
    }

    fn globs(patterns: &[&str]) -> Globs {
        Globs::new(patterns).unwrap()
    }

    #[test]
    fn files_come_in_the_order_of_their_names() {
        check(
            &["b.txt", "a/2.txt", "a/10.txt", "a.txt", "ёж.txt"],
            WalkOptions::default(),
            &["a/10.txt", "a/2.txt", "a.txt", "b.txt", "ёж.txt"],
        );
    }

    #[test]
    fn hidden_ones_only_on_request() {
        let files = &[".git/config", "a/.b/c.txt", ".x.txt", "y.txt"];
        check(files, WalkOptions::default(), &["y.txt"]);
        let hidden = WalkOptions {
            hidden: true,
            ..WalkOptions::default()
        };
        check(
            files,
            hidden,
            &[".git/config", ".x.txt", "a/.b/c.txt", "y.txt"],
        );
    }

    #[test]
    fn globs_choose_files_and_folders() {
        let files = &["a/old/1.txt", "a/new/1.html", "old/2.txt", "3.txt", "3.tmp"];
        let with = |include: &[&str], exclude: &[&str]| WalkOptions {
            include: globs(include),
            exclude: globs(exclude),
            ..WalkOptions::default()
        };
        check(
            files,
            with(&["*.txt"], &[]),
            &["3.txt", "a/old/1.txt", "old/2.txt"],
        );
        check(files, with(&["*.txt"], &["old/"]), &["3.txt"]);
        check(
            files,
            with(&[], &["/old"]),
            &["3.tmp", "3.txt", "a/new/1.html", "a/old/1.txt"],
        );
        check(
            files,
            with(&["a/**/*.txt", "*.html"], &[]),
            &["a/new/1.html", "a/old/1.txt"],
        );
        check(files, with(&["a/*.txt"], &[]), &[]);
        check(
            files,
            with(&["*.{html,tmp}"], &[]),
            &["3.tmp", "a/new/1.html"],
        );
        let error = Globs::new(["[a"]).unwrap_err().to_string();
        assert!(error.starts_with("bad pattern `[a`: "), "{error}");
    }

    #[test]
    fn an_index_is_never_walked() {
        let files = &[
            "a/meta.json",
            "a/.managed.json",
            "a/x.txt",
            "b/meta.json",
            "c/x.txt",
        ];
        check(files, WalkOptions::default(), &["b/meta.json", "c/x.txt"]);

        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("sub/index")).unwrap();
        fs::write(folder.path().join("sub/index/x.txt"), "text").unwrap();
        let options = WalkOptions {
            skip: vec![folder.path().join("sub/../sub/index")],
            ..WalkOptions::default()
        };
        assert_eq!(walk(&[folder.path().to_owned()], &options).count(), 0);
    }

    #[test]
    fn a_root_may_be_a_file_and_a_missing_root_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("one.txt");
        fs::write(&file, "text").unwrap();
        let missing = folder.path().join("none");
        let mut walk = walk(&[missing, file], &WalkOptions::default());
        let error = walk.next().unwrap().unwrap_err();
        assert_eq!(error.reason, "no such file or directory");
        assert!(error.covers("anything"));
        assert_eq!(walk.root(), 0);
        let file = walk.next().unwrap().unwrap();
        assert_eq!((file.name.as_str(), file.size), ("one.txt", 4));
        assert!(file.modified > 1_600_000_000_000_000_000);
        assert_eq!(walk.root(), 1);
        assert!(walk.next().is_none());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_on_request_and_loops_reported() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("corpus");
        fs::create_dir_all(root.join("a")).unwrap();
        fs::write(root.join("a/x.txt"), "text").unwrap();
        fs::write(folder.path().join("y.txt"), "text").unwrap();
        symlink(&root, root.join("a/loop")).unwrap();
        symlink(folder.path().join("y.txt"), root.join("y.txt")).unwrap();
        symlink("nowhere", root.join("z.txt")).unwrap();
        let link = folder.path().join("link");
        symlink(&root, &link).unwrap();

        let names = |root: &Path, follow| -> (Vec<String>, Vec<WalkError>) {
            let options = WalkOptions {
                follow,
                ..WalkOptions::default()
            };
            let (mut names, mut errors) = (vec![], vec![]);
            for file in walk(&[root.to_owned()], &options) {
                match file {
                    Ok(file) => names.push(file.name),
                    Err(error) => errors.push(error),
                }
            }
            (names, errors)
        };
        assert_eq!(names(&root, false), (vec!["a/x.txt".to_owned()], vec![]));
        assert_eq!(names(&link, false).0, ["a/x.txt"]);
        let (found, errors) = names(&root, true);
        assert_eq!(found, ["a/x.txt", "y.txt"]);
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(errors[0].reason.starts_with("link loops back to"));
        assert_eq!(
            (errors[0].name.as_str(), errors[0].hides),
            ("a/loop", false)
        );
        assert_eq!(
            (errors[1].name.as_str(), errors[1].reason.as_str()),
            ("z.txt", "link to nothing")
        );
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf8_stay_apart() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        for name in [&b"100%.txt"[..], b"\xcf\xf0%.txt"] {
            fs::write(folder.path().join(OsStr::from_bytes(name)), "text").unwrap();
        }
        let names: Vec<_> = walk(&[folder.path().to_owned()], &WalkOptions::default())
            .map(|file| file.unwrap().name)
            .collect();
        assert_eq!(names, ["100%.txt", "%CF%F0%25.txt"]);
    }

    #[test]
    fn an_error_covers_what_lies_below_it() {
        let error = WalkError {
            path: "x".into(),
            name: "a/b".into(),
            reason: "permission denied".into(),
            hides: true,
        };
        assert!(error.covers("a/b") && error.covers("a/b/c.txt"));
        assert!(!error.covers("a/bc.txt") && !error.covers("a"));
    }
}
