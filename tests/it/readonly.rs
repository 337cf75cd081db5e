//! An index in a folder that its reader must not write to.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::support::{Bench, contents, dispatch};

/// The user who must not write: whoever runs the tests, but for root, whom no folder stops.
const NOBODY: u32 = 65534;

/// Takes all rights to write below `dir` away, or gives them back.
fn set_writable(dir: &Path, writable: bool) {
    for entry in walkdir::WalkDir::new(dir) {
        let entry = entry.unwrap();
        let mode = match (entry.file_type().is_dir(), writable) {
            (true, true) => 0o755,
            (true, false) => 0o555,
            (false, true) => 0o644,
            (false, false) => 0o444,
        };
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode)).unwrap();
    }
}

#[test]
fn what_a_run_writes_is_as_readable_as_any_file() {
    let bench = Bench::new();
    let text = |station: &str| dispatch("Пхеньян", 4, &format!("Поезд прибыл на {station}."));
    for station in ["Хасан", "Туманган"] {
        bench.write("a.txt", text(station));
        bench.ingest(&[]);
    }
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let usual = mode(&bench.path("a.txt"));
    for entry in walkdir::WalkDir::new(bench.index()) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            assert_eq!(mode(entry.path()), usual, "{}", entry.path().display());
        }
    }
}

#[test]
fn an_index_that_cannot_be_written_can_be_read() {
    let bench = Bench::new();
    bench.write(
        "a.txt",
        dispatch("Пхеньян", 4, "Поезд прибыл на станцию Хасан."),
    );
    bench.ingest(&[]);
    bench.write(
        "a.txt",
        dispatch("Пхеньян", 4, "Поезд прибыл на станцию Туманган."),
    );
    bench.ingest(&[]);
    let id = bench.lines(&["query", "Туманган", "--format", "jsonl"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    // As a folder is that was copied from a medium: without the lock files of earlier readers.
    for entry in walkdir::WalkDir::new(bench.index()) {
        let entry = entry.unwrap();
        if entry.file_name().to_string_lossy().ends_with(".lock") {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    let program = assert_cmd::cargo::cargo_bin!("depesha").to_owned();
    let folder = bench.index().parent().unwrap().to_owned();
    let as_root = fs::metadata(&folder).unwrap().uid() == 0;
    // Another user has to get at the program and the folder.
    let program = if as_root {
        let copy = folder.join("depesha");
        fs::hard_link(&program, &copy)
            .or_else(|_| fs::copy(&program, &copy).map(|_| ()))
            .unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        copy
    } else {
        program.to_owned()
    };
    set_writable(&bench.index(), false);
    let before = contents(&bench.index());

    let run = |args: &[&str]| {
        let mut command = Command::new(&program);
        command
            .args(args)
            .arg("--index")
            .arg(bench.index())
            .current_dir(&folder)
            .env_remove("DEPESHA_INDEX");
        if as_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let corpus = bench.corpus();
    for (args, expected) in [
        (&["query", "туманган"][..], "Туманган"),
        (&["query", "--history", "Хасан"], "Хасан"),
        (&["show", &id], "Туманган"),
        (&["entities", "--kind", "place"], "Туманган"),
        (&["changes"], "[-Хасан"),
        (&["runs"], "2"),
        (&["stats"], "2"),
        (&["check"], "the index is sound"),
        (
            &["ingest", "--dry-run", corpus.to_str().unwrap()],
            "unchanged",
        ),
    ] {
        let (code, out, err) = run(args);
        assert_eq!(code, Some(0), "{args:?}: {err}");
        assert!(out.contains(expected), "{args:?}: {out}");
    }
    // Who may not read is told so; the index is not for that damaged.
    let list = walkdir::WalkDir::new(bench.index())
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .find(|path| path.ends_with("meta.json"))
        .unwrap();
    fs::set_permissions(&list, fs::Permissions::from_mode(0o000)).unwrap();
    for args in [&["query", "туманган"][..], &["check"], &["stats"]] {
        let (code, out, err) = run(args);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{args:?}: {err}");
        let named = format!("{}: permission denied", list.display()).to_lowercase();
        assert!(err.to_lowercase().contains(&named), "{args:?}: {err}");
        assert!(!err.contains("damaged"), "{args:?}: {err}");
    }
    fs::set_permissions(&list, fs::Permissions::from_mode(0o444)).unwrap();
    // Who would write is told that it cannot be, and where.
    let (code, _, err) = run(&["ingest", corpus.to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(err.to_lowercase().contains("permission denied"), "{err}");

    assert!(contents(&bench.index()) == before);
    set_writable(&bench.index(), true);
}
