//! Every data file in `models/` must be accounted for in `models/NOTICE.md`: a section of its own,
//! a licence, and the right checksum.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// What a section of the notice says of its file.
#[derive(Debug, Default)]
struct Section {
    /// The SHA-256 in it: the first run of 64 hexadecimal digits.
    sha256: Option<String>,
    has_licence: bool,
}

/// Sections by file name: a heading of any level below the first whose text has the name in backquotes.
fn sections(notice: &str) -> BTreeMap<String, Section> {
    let mut sections = BTreeMap::new();
    let mut current = None;
    for line in notice.lines() {
        if let Some(heading) = line.strip_prefix("##") {
            current = heading.split('`').nth(1).map(str::to_owned);
            if let Some(name) = &current {
                let earlier = sections.insert(name.clone(), Section::default());
                assert!(earlier.is_none(), "two sections for {name}");
            }
            continue;
        }
        let Some(section) = current.as_ref().and_then(|name| sections.get_mut(name)) else {
            continue;
        };
        let line = line.to_lowercase();
        section.has_licence |= line.contains("licen");
        if section.sha256.is_none() {
            section.sha256 = line
                .split(|c: char| !c.is_ascii_hexdigit())
                .find(|run| run.len() == 64)
                .map(str::to_owned);
        }
    }
    sections
}

/// All files below `folder` but Markdown and plain licence texts, by path relative to it.
fn data_files(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut files: Vec<_> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("models/ can be walked"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("below the folder");
            (
                name.to_string_lossy().replace('\\', "/"),
                entry.path().to_owned(),
            )
        })
        .filter(|(name, _)| !name.ends_with(".md") && !name.starts_with("LICENSE"))
        .collect();
    files.sort();
    files
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn every_data_file_has_its_notice() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let notice = fs::read_to_string(folder.join("NOTICE.md")).expect("models/NOTICE.md");
    let mut sections = sections(&notice);
    let mut faults = Vec::new();
    for (name, path) in data_files(&folder) {
        let sum = sha256(&fs::read(&path).expect("a readable data file"));
        match sections.remove(&name) {
            None => faults.push(format!("{name} has no section; its SHA-256 is {sum}")),
            Some(section) => {
                if section.sha256.as_deref() != Some(sum.as_str()) {
                    faults.push(format!("{name}: its SHA-256 is {sum}"));
                }
                if !section.has_licence {
                    faults.push(format!("{name}: the section names no licence"));
                }
            }
        }
    }
    faults.extend(
        sections
            .into_keys()
            .map(|name| format!("{name} has a section, but is not there")),
    );
    assert!(
        faults.is_empty(),
        "models/NOTICE.md:\n{}",
        faults.join("\n")
    );
}

#[test]
fn a_notice_is_read_by_sections() {
    let sum = sha256(b"");
    let sections = sections(&format!(
        "# Data\n\n## `a/b.bin`\n\nLicence: MIT\n- SHA-256: `{sum}`\n\n## `c.bin`\n\nno sum\n"
    ));
    assert_eq!(sections.len(), 2);
    assert_eq!(sections["a/b.bin"].sha256.as_deref(), Some(sum.as_str()));
    assert!(sections["a/b.bin"].has_licence);
    assert_eq!(sections["c.bin"].sha256, None);
    assert!(!sections["c.bin"].has_licence);
    assert_eq!(
        sum,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}
