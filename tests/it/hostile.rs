//! Names, titles and texts that would command a terminal or break a line of the output.

use std::fs;

use serde_json::json;

use crate::support::{Bench, dispatch};

const TITLE: &str = "Снег\x1b]0;x\x07 в\nгороде \u{9b}31m\u{202e}";

fn bench() -> Bench {
    let bench = Bench::new();
    let line = json!({
        "id": "a\x1b[1mb", "title": TITLE, "agency": "Вест\x1b[2Jник", "date": "2021-05-04",
        "text": "Снег\x1b[5m выпал\u{9b}2J.\n\tСомов\u{202e} уехал.",
    });
    bench.write("a.jsonl", format!("{line}\n"));
    bench.write("em\x1b[31mpty.docx", "");
    bench.write("b\nc.txt", dispatch("Москва", 4, "Поезд прибыл."));
    bench.ingest(&[]);
    bench
}

/// Whether a text has nothing in it but letters and line ends.
fn is_clean(text: &str) -> bool {
    !text.chars().any(|c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

#[test]
fn text_shows_what_would_command_a_terminal() {
    let bench = bench();
    let title = "Снег\\u001b]0;x\\u0007 в городе \\u009b31m\\u202e";
    for (args, expected) in [
        (vec!["query"], "a\\u001b[1mb"),
        (vec!["query", "снег"], "Вест\\u001b[2Jник"),
        (vec!["query", "поезд"], "b\\nc.txt"),
        (vec!["query", "--facet", "agency"], "Вест\\u001b[2Jник"),
        (vec!["query", "снег", "--explain"], "a\\u001b[1mb"),
        (vec!["changes", "--all"], title),
        (vec!["changes", "--all"], "b\\nc.txt"),
        (vec!["stats"], "Вест\\u001b[2Jник"),
        (vec!["check"], "not read: em\\u001b[31mpty.docx: "),
    ] {
        let text = bench.ok(&args);
        assert!(text.contains(expected), "{args:?}: {text:?}");
        assert!(is_clean(&text), "{args:?}: {text:?}");
    }
    let (corpus, index) = (bench.corpus(), bench.beside("index-2"));
    let output = assert_cmd::Command::cargo_bin("depesha")
        .unwrap()
        .args(["ingest", corpus.to_str().unwrap(), "--index"])
        .arg(index)
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(
        errors.contains("not read: em\\u001b[31mpty.docx: "),
        "{errors:?}"
    );
    assert!(is_clean(&errors), "{errors:?}");
}

#[test]
fn what_programs_read_is_left_as_it_is() {
    let bench = bench();
    let csv = bench.ok(&["query", "снег", "--format", "csv"]);
    assert!(csv.contains(TITLE), "{csv:?}");
    assert!(csv.contains("a\x1b[1mb"), "{csv:?}");
    let hits = bench.lines(&["query", "снег", "--format", "jsonl"]);
    assert_eq!(hits[0]["title"], TITLE);
    // A text that goes to a file is the text.
    for args in [
        vec!["show", "a\x1b[1mb"],
        vec!["show", "a\x1b[1mb", "--color", "always"],
    ] {
        let text = bench.ok(&args);
        assert!(
            text.contains("Снег\x1b[5m выпал\u{9b}2J.\n\tСомов\u{202e} уехал.\n"),
            "{text:?}"
        );
    }
    let file = bench.path("a.jsonl");
    let text = bench.ok(&["extract", "--format", "text", file.to_str().unwrap()]);
    assert!(text.contains("Снег\x1b[5m выпал\u{9b}2J.\n"), "{text:?}");
    assert!(text.contains("Вест\\u001b[2Jник"), "{text:?}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_corpus() {
    let bench = Bench::new();
    bench.write("a.txt", dispatch("Москва", 4, "Поезд прибыл."));
    let pipe = bench.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    // Within a folder it is passed over, named it is refused at once.
    let (summary, code) = bench.ingest(&[]);
    assert_eq!((summary["read"].as_u64(), code), (Some(1), 0));
    let (summary, code) = bench.ingest_all(&[&pipe, &bench.path("a.txt")], &[]);
    assert_eq!(code, 3);
    assert_eq!(summary["failures"][0]["reason"], "not a regular file");
    fs::remove_file(pipe).unwrap();
}
