//! README.md is true: its commands run, its output is theirs, its table lists the commands there are.
//!
//! `UPDATE_README=1 cargo test readme` writes the output anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("README.md")
}

/// A folder in which the README's commands can run: with the sample corpus, and a copy of it as the
/// reader's own archive, `~/archive`.
fn bench() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["sample-corpus", "archive"] {
        copy(&root().join("sample-corpus"), &folder.path().join(name));
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// The words of a command line that are arguments of depesha; `None` for other programs' commands.
fn arguments(line: &str) -> Option<&str> {
    ["depesha ", "cargo run --release -- "]
        .into_iter()
        .find_map(|program| line.strip_prefix(program))
}

/// `arguments`, run through the shell in `folder`.
fn command(folder: &Path, arguments: &str) -> Command {
    let program: PathBuf = assert_cmd::cargo::cargo_bin!("depesha").into();
    let mut command = Command::new("sh");
    command
        .current_dir(folder)
        .env_remove("DEPESHA_INDEX")
        .env("HOME", folder)
        .arg("-c")
        .arg(format!("exec \"$0\" {arguments}"))
        .arg(program)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[cfg(unix)]
#[test]
fn commands_of_the_readme_run() {
    let folder = bench();
    let readme = readme();
    let commands: Vec<&str> = readme
        .lines()
        .filter_map(|line| arguments(line.strip_prefix("    ")?))
        .collect();
    assert!(commands.len() >= 3, "{commands:?}");
    for arguments in commands {
        let mut command = command(folder.path(), arguments);
        if !arguments.starts_with("watch ") && !arguments.starts_with("schedule ") {
            let output = command.output().expect("it runs");
            let errors = String::from_utf8_lossy(&output.stderr);
            assert_eq!(
                output.status.code(),
                Some(0),
                "depesha {arguments}\n{errors}"
            );
            continue;
        }
        // These run until they are ended; wrong usage would end them at once.
        let mut child = command.spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(1500));
        let ended = child.try_wait().expect("a child");
        let _ = child.kill();
        let _ = child.wait();
        assert_eq!(ended, None, "depesha {arguments}");
    }
}

#[cfg(unix)]
#[test]
fn output_in_the_readme_is_real() {
    let folder = bench();
    let old = readme();
    let mut new = String::new();
    let mut in_console = false;
    let mut shown = 0;
    for line in old.lines() {
        if let Some(language) = line.strip_prefix("```") {
            in_console = language == "console";
        } else if in_console {
            let Some(typed) = line.strip_prefix("$ ") else {
                continue;
            };
            let arguments = arguments(typed).expect("a command of depesha");
            let output = command(folder.path(), arguments).output().expect("it runs");
            assert_eq!(output.status.code(), Some(0), "{typed}");
            let text = String::from_utf8(output.stdout).expect("UTF-8");
            assert!(!text.is_empty(), "{typed} finds nothing");
            new.push_str(line);
            new.push('\n');
            new.push_str(text.trim_end());
            new.push('\n');
            shown += 1;
            continue;
        }
        new.push_str(line);
        new.push('\n');
    }
    assert!(shown > 0, "no output is shown");
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(root().join("README.md"), new).expect("written");
        return;
    }
    similar_asserts(&old, &new);
}

/// As `assert_eq`, with the lines that differ.
fn similar_asserts(old: &str, new: &str) {
    let diff = similar::TextDiff::from_lines(old, new);
    let diff = diff.unified_diff().header("README.md", "real").to_string();
    assert!(diff.is_empty(), "UPDATE_README=1 mends this:\n{diff}");
}

#[test]
fn the_table_lists_the_commands_there_are() {
    let readme = readme();
    let listed: BTreeSet<&str> = readme
        .lines()
        .skip_while(|line| *line != "## Commands")
        .take_while(|line| !line.starts_with("Everywhere"))
        .filter_map(|line| line.strip_prefix("| `")?.split(['`', ' ']).next())
        .collect();
    let program: PathBuf = assert_cmd::cargo::cargo_bin!("depesha").into();
    let help = Command::new(program)
        .arg("--help")
        .output()
        .expect("it runs");
    let help = String::from_utf8(help.stdout).expect("UTF-8");
    let real: BTreeSet<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .collect();
    assert_eq!(listed, real);
}
