//! One run after another over a corpus that changes between them.

use std::fs;

use serde_json::Value;

use crate::support::{Bench, counts, dispatch};

const LEDGER: [&str; 6] = [
    "added",
    "changed",
    "moved",
    "vanished",
    "reappeared",
    "duplicates",
];

/// Runs, and compares files (seen, unchanged, read, failed) and the ledger's counts.
fn check(bench: &Bench, files: [u64; 4], ledger: [u64; 6]) -> Value {
    let (summary, _) = bench.ingest(&[]);
    let found = counts(&summary, ["files", "unchanged", "read", "failed"]);
    assert_eq!(
        (found, counts(&summary, LEDGER)),
        (files, ledger),
        "{summary}"
    );
    summary
}

fn body(n: usize) -> String {
    format!("Новый мост номер {n} через реку открыт для движения. Длина пролёта {n}00 метров.")
}

#[test]
fn an_archive_in_changing_states() {
    let bench = Bench::new();
    for n in 1..=6 {
        bench.write(&format!("2025/{n}.txt"), dispatch("Пхеньян", 4, &body(n)));
    }
    check(&bench, [6, 0, 6, 0], [6, 0, 0, 0, 0, 0]);
    check(&bench, [6, 6, 0, 0], [0; 6]);

    // Edited, removed, moved, copied.
    bench.write("2025/1.txt", dispatch("Пхеньян", 4, &body(77)));
    bench.remove("2025/2.txt");
    bench.rename("2025/3.txt", "2026/3.txt");
    fs::copy(bench.path("2025/4.txt"), bench.path("2025/4-copy.txt")).unwrap();
    check(&bench, [6, 3, 3, 0], [0, 1, 1, 1, 0, 1]);

    // What vanished comes back.
    bench.write("2025/2.txt", dispatch("Пхеньян", 4, &body(2)));
    check(&bench, [7, 6, 1, 0], [0, 0, 0, 0, 1, 0]);

    let kinds: Vec<String> = bench
        .lines(&["changes", "--format", "jsonl"])
        .iter()
        .map(|change| {
            format!(
                "{} {} {}",
                change["run"],
                change["kind"].as_str().unwrap(),
                change["path"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "3 changed 2025/1.txt",
            "3 vanished 2025/2.txt",
            "3 duplicate 2025/4-copy.txt",
            "3 moved 2026/3.txt",
            "4 reappeared 2025/2.txt",
        ]
    );
    let all = bench.lines(&["changes", "--all", "--format", "jsonl"]);
    assert_eq!(all.len(), kinds.len() + 6);
    let since = bench.lines(&["changes", "--since", "4", "--format", "jsonl"]);
    assert_eq!(since.len(), 1);
}

#[test]
fn a_change_shows_what_went_and_came() {
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
    let changes = bench.lines(&["changes", "--format", "jsonl"]);
    assert_eq!(changes.len(), 1);
    let diff = changes[0]["diff"].as_str().unwrap();
    assert!(diff.contains("[-Хасан.-]{+Туманган.+}"), "{diff}");
    let id = changes[0]["id"].as_str().unwrap();
    let versions = bench.lines(&["show", id, "--history", "--format", "jsonl"]);
    assert_eq!(versions.len(), 2);
    assert!(
        versions[1]["record"]["text"]
            .as_str()
            .unwrap()
            .contains("Хасан")
    );
}

#[test]
fn an_unchanged_corpus_is_not_read() {
    let bench = Bench::new();
    bench.write("a.txt", dispatch("Пхеньян", 4, &body(1)));
    bench.ingest(&[]);
    // Same size and time, other bytes: only a reading could tell.
    let time = fs::metadata(bench.path("a.txt"))
        .unwrap()
        .modified()
        .unwrap();
    bench.write("a.txt", dispatch("Пхеньян", 4, &body(2)));
    fs::File::options()
        .write(true)
        .open(bench.path("a.txt"))
        .unwrap()
        .set_modified(time)
        .unwrap();
    check(&bench, [1, 1, 0, 0], [0; 6]);
}

#[test]
fn a_touched_file_is_read_and_nothing_changes() {
    let bench = Bench::new();
    bench.write("a.txt", dispatch("Пхеньян", 4, &body(1)));
    bench.ingest(&[]);
    fs::File::options()
        .write(true)
        .open(bench.path("a.txt"))
        .unwrap()
        .set_modified(std::time::SystemTime::UNIX_EPOCH)
        .unwrap();
    check(&bench, [1, 0, 1, 0], [0; 6]);
    check(&bench, [1, 1, 0, 0], [0; 6]);
}

#[test]
fn a_dispatch_put_before_others_is_one_addition() {
    let bench = Bench::new();
    let (a, b, c) = (
        dispatch("Пхеньян", 4, &body(1)),
        dispatch("Пекин", 5, &body(2)),
        dispatch("Ханой", 6, &body(3)),
    );
    bench.write("all.txt", format!("{a}\n{b}"));
    check(&bench, [1, 0, 1, 0], [2, 0, 0, 0, 0, 0]);
    bench.write("all.txt", format!("{c}\n{a}\n{b}"));
    check(&bench, [1, 0, 1, 0], [1, 0, 0, 0, 0, 0]);
    bench.write("all.txt", format!("{c}\n{b}"));
    check(&bench, [1, 0, 1, 0], [0, 0, 0, 1, 0, 0]);
    assert_eq!(bench.lines(&["query", "--format", "jsonl"]).len(), 2);
}

/// Kind and path of the changes of the last run, sorted.
fn last_changes(bench: &Bench) -> Vec<String> {
    let run = bench
        .lines(&["runs", "--format", "jsonl"])
        .len()
        .to_string();
    let mut changes: Vec<String> = bench
        .lines(&["changes", "--since", &run, "--format", "jsonl"])
        .iter()
        .map(|change| {
            let text = |key: &str| change[key].as_str().unwrap_or_default().to_owned();
            format!("{} {} {}", text("kind"), text("path"), text("from_path"))
                .trim_end()
                .to_owned()
        })
        .collect();
    changes.sort();
    changes
}

/// The id of the live dispatch whose text has these words.
fn id_of(bench: &Bench, words: &str) -> String {
    let query = format!("\"{words}\"");
    let hits = bench.lines(&["query", &query, "--format", "jsonl"]);
    assert_eq!(hits.len(), 1, "{words}");
    hits[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn several_edits_in_one_bulletin_are_told_apart() {
    let bench = Bench::new();
    let text = |n: usize| dispatch("Пхеньян", 4, &body(n).repeat(2));
    let edited = |n: usize| dispatch("Пхеньян", 4, &(body(n).repeat(2) + " Работы окончены."));
    let own = dispatch(
        "Пекин",
        5,
        "Снег выпал, дороги в горах закрыты до утра субботы.",
    );
    bench.write("all.txt", format!("{own}\n{}\n{}", text(2), text(3)));
    bench.ingest(&[]);
    // The first is removed, the second edited.
    bench.write("all.txt", format!("{}\n{}", edited(2), text(3)));
    bench.ingest(&[]);
    assert_eq!(
        last_changes(&bench),
        ["changed all.txt", "vanished all.txt"]
    );
    // Another order is no change, and a new one at a number that was used before no return.
    let new = dispatch(
        "Ханой",
        6,
        "Порт принял первый паром с грузом риса и древесины.",
    );
    bench.write("all.txt", format!("{}\n{}\n{new}", text(3), edited(2)));
    bench.ingest(&[]);
    assert_eq!(last_changes(&bench), ["added all.txt"]);
}

#[test]
fn an_id_goes_with_its_dispatch() {
    let bench = Bench::new();
    let (a, b) = (
        dispatch("Пхеньян", 4, "Мост через Тэдонган открыт."),
        dispatch("Пхеньян", 5, "Школа в Вонсане построена."),
    );
    bench.write("all.txt", format!("{a}\n{b}"));
    bench.write("x.txt", dispatch("Пекин", 6, "Поезд прибыл на станцию."));
    bench.ingest(&[]);
    let before = ["мост", "школа", "поезд"].map(|word| id_of(&bench, word));
    // One is put before them, one goes to a file of its own, and a file is renamed.
    let c = dispatch("Ханой", 7, "Паром отошёл от причала.");
    bench.write("all.txt", format!("{c}\n{a}"));
    bench.write("b.txt", &b);
    bench.rename("x.txt", "y/x.txt");
    bench.write("x.txt", dispatch("Пекин", 8, "Туман рассеялся над рекой."));
    bench.ingest(&[]);
    assert_eq!(
        last_changes(&bench),
        [
            "added all.txt",
            "changed x.txt",
            "moved b.txt all.txt",
            "moved y/x.txt x.txt"
        ]
    );
    let after = ["мост", "школа"].map(|word| id_of(&bench, word));
    assert_eq!(after[..], before[..2]);
    // The place kept its id for what it has now.
    assert_eq!(id_of(&bench, "туман"), before[2]);
    assert_ne!(id_of(&bench, "поезд"), before[2]);
    let ids: std::collections::BTreeSet<String> = bench
        .lines(&["query", "--format", "jsonl"])
        .iter()
        .map(|hit| hit["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 5);
    // Nothing changes when it is read again, or made anew.
    bench.ingest(&["--rebuild"]);
    assert_eq!(last_changes(&bench), [""; 0]);
    assert_eq!(
        ["мост", "школа"].map(|word| id_of(&bench, word))[..],
        before[..2]
    );
}

#[test]
fn what_comes_back_to_its_place_comes_back() {
    let bench = Bench::new();
    let text = dispatch("Пхеньян", 4, &body(1));
    bench.write("a.txt", &text);
    bench.write("b.txt", &text);
    bench.write("c.txt", dispatch("Пхеньян", 4, &body(2)));
    bench.ingest(&[]);
    bench.remove("b.txt");
    bench.ingest(&[]);
    assert_eq!(last_changes(&bench), ["vanished b.txt"]);
    // Though its text stands elsewhere too; and an older text is none that vanished.
    bench.write("b.txt", &text);
    bench.write("c.txt", dispatch("Пхеньян", 4, &body(3)));
    bench.ingest(&[]);
    assert_eq!(last_changes(&bench), ["changed c.txt", "reappeared b.txt"]);
    bench.write("c.txt", dispatch("Пхеньян", 4, &body(2)));
    bench.ingest(&[]);
    assert_eq!(last_changes(&bench), ["changed c.txt"]);
}

#[test]
fn a_document_twice_in_a_file_is_two() {
    let bench = Bench::new();
    let line = |text: &str| format!("{{\"id\":\"x\",\"text\":\"{text}\"}}\n");
    bench.write("a.jsonl", line("Снег выпал.") + &line("Дождь прошёл."));
    check(&bench, [1, 0, 1, 0], [2, 0, 0, 0, 0, 0]);
    bench.write("a.jsonl", line("Снег выпал."));
    check(&bench, [1, 0, 1, 0], [0, 0, 0, 1, 0, 0]);
    assert_eq!(bench.lines(&["query", "--format", "jsonl"]).len(), 1);
}

#[test]
fn a_date_is_corrected_without_a_change_of_text() {
    let bench = Bench::new();
    let line =
        |date: &str| format!("{{\"id\":\"x\",\"date\":\"{date}\",\"text\":\"Снег выпал.\"}}\n");
    bench.write("a.jsonl", line("2025-09-04"));
    bench.ingest(&[]);
    bench.write("a.jsonl", line("2025-09-05"));
    check(&bench, [1, 0, 1, 0], [0; 6]);
    let hits = bench.lines(&["query", "--format", "jsonl"]);
    assert_eq!(
        (hits.len(), hits[0]["published"].as_str()),
        (1, Some("2025-09-05"))
    );
}

#[test]
fn a_repair_keeps_what_can_be_read() {
    let bench = Bench::new();
    bench.write("a.txt", dispatch("Пхеньян", 4, &body(1)));
    bench.write("b.txt", dispatch("Пхеньян", 4, &body(2)));
    bench.ingest(&[]);
    bench.remove("b.txt");
    bench.ingest(&[]);
    let corpus = bench.corpus();
    let generation = |bench: &Bench| {
        let name = fs::read_to_string(bench.index().join("depesha.json")).unwrap();
        let marker: Value = serde_json::from_str(&name).unwrap();
        bench.index().join(marker["generation"].as_str().unwrap())
    };
    // A file cut short, one with a wrong byte, one that is not there.
    for damage in 0..3 {
        let store = fs::read_dir(generation(&bench))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "store")
            })
            .max_by_key(|path| fs::metadata(path).unwrap().len())
            .unwrap();
        let whole = fs::read(&store).unwrap();
        fs::remove_file(&store).unwrap();
        let mut bytes = whole.clone();
        bytes[whole.len() / 3] ^= 0x55;
        match damage {
            0 => fs::write(&store, &whole[..whole.len() / 2]).unwrap(),
            1 => fs::write(&store, bytes).unwrap(),
            _ => {}
        }
        let output = bench.run(&["check"]);
        assert_eq!(output.status.code(), Some(1), "{damage}");
        let output = bench.run(&["check", "--repair", corpus.to_str().unwrap()]);
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{damage}: {message}");
        assert!(bench.ok(&["check"]).contains("the index is sound"));
        assert_eq!(bench.lines(&["query", "--format", "jsonl"]).len(), 1);
        check(&bench, [1, 1, 0, 0], [0; 6]);
    }
    // The list of segments itself.
    fs::write(generation(&bench).join("meta.json"), "{\"segments\":").unwrap();
    assert_eq!(bench.run(&["check"]).status.code(), Some(1));
    bench.ok(&["check", "--repair", corpus.to_str().unwrap()]);
    assert_eq!(bench.lines(&["query", "--format", "jsonl"]).len(), 1);
}

#[test]
fn json_lines_are_followed_by_their_ids() {
    let bench = Bench::new();
    let line = |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}\n");
    bench.write(
        "a.jsonl",
        line("x", "Снег выпал.") + &line("y", "Дождь прошёл."),
    );
    check(&bench, [1, 0, 1, 0], [2, 0, 0, 0, 0, 0]);
    bench.write(
        "a.jsonl",
        line("z", "Туман рассеялся.") + &line("y", "Дождь кончился.") + &line("x", "Снег выпал."),
    );
    check(&bench, [1, 0, 1, 0], [1, 1, 0, 0, 0, 0]);
    let record: Value =
        serde_json::from_str(&bench.ok(&["show", "y", "--format", "json"])).unwrap();
    assert_eq!(record["text"], "Дождь кончился.");
    assert_eq!(record["ordinal"], 1);
}

#[test]
fn a_large_file_is_followed_as_a_small_one_is() {
    let bench = Bench::new();
    let line = |n: usize| {
        format!(
            "{{\"id\":\"{n}\",\"text\":\"{} {}\"}}\n",
            body(n),
            "мост ".repeat(100)
        )
    };
    let lines = |range: std::ops::Range<usize>| range.map(line).collect::<String>();
    let text = lines(0..1500);
    assert!(text.len() > 1 << 20);
    bench.write("a.jsonl", text);
    check(&bench, [1, 0, 1, 0], [1500, 0, 0, 0, 0, 0]);
    bench.write("a.jsonl", lines(1..1510));
    check(&bench, [1, 0, 1, 0], [10, 0, 0, 1, 0, 0]);
}

#[test]
fn bad_files_are_listed_and_the_rest_is_indexed() {
    let bench = Bench::new();
    bench.write("good.txt", dispatch("Пхеньян", 4, &body(1)));
    bench.write("empty.txt", "");
    bench.write("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0");
    bench.write(
        "lines.jsonl",
        "{\"text\":\"Снег выпал.\"}\n{\"text\": оборвано\n",
    );
    let (summary, code) = bench.ingest(&[]);
    assert_eq!(code, 3);
    assert_eq!(
        counts(&summary, ["files", "read", "failed", "added"]),
        [4, 1, 3, 2],
        "{summary}"
    );
    let mut listed: Vec<&str> = summary["failures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|failure| failure["path"].as_str().unwrap())
        .collect();
    listed.sort_unstable();
    assert_eq!(listed, ["empty.txt", "lines.jsonl:2", "picture.txt"]);
    // They are not tried again before they change.
    let (summary, code) = bench.ingest(&[]);
    assert_eq!((counts(&summary, ["unchanged", "read"]), code), ([4, 0], 0));
    bench.write("empty.txt", dispatch("Пекин", 5, &body(2)));
    check(&bench, [4, 3, 1, 0], [1, 0, 0, 0, 0, 0]);
}

#[test]
fn a_disk_that_is_not_mounted_loses_nothing() {
    let bench = Bench::new();
    for n in 0..30 {
        bench.write(&format!("{n}.txt"), dispatch("Пхеньян", 4, &body(n)));
    }
    bench.ingest(&[]);
    let away = bench.index().with_file_name("away");
    fs::rename(bench.corpus(), &away).unwrap();
    fs::create_dir(bench.corpus()).unwrap();
    let (summary, code) = bench.ingest(&[]);
    assert_eq!(
        (counts(&summary, ["vanished", "held_back"]), code),
        ([0, 30], 1)
    );
    assert_eq!(
        bench
            .lines(&[
                "query",
                "--all-alike",
                "--limit",
                "100",
                "--format",
                "jsonl"
            ])
            .len(),
        30
    );

    let (summary, code) = bench.ingest(&["--allow-vanish"]);
    assert_eq!(
        (counts(&summary, ["vanished", "held_back"]), code),
        ([30, 0], 0)
    );
    assert_eq!(
        bench
            .lines(&[
                "query",
                "--all-alike",
                "--limit",
                "100",
                "--format",
                "jsonl"
            ])
            .len(),
        0
    );
    assert_eq!(
        bench
            .lines(&["query", "--history", "--limit", "100", "--format", "jsonl"])
            .len(),
        30
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    let bench = Bench::new();
    bench.write("a.txt", dispatch("Пхеньян", 4, &body(1)));
    let (summary, code) = bench.ingest(&["--dry-run"]);
    assert_eq!((counts(&summary, ["read", "added"]), code), ([1, 1], 0));
    assert!(!bench.index().exists());
    bench.ingest(&[]);
    let before = crate::support::contents(&bench.index());
    bench.write("b.txt", dispatch("Пекин", 4, &body(2)));
    bench.ingest(&["--dry-run"]);
    assert!(before == crate::support::contents(&bench.index()));
}

#[test]
fn a_rebuild_keeps_the_history() {
    let bench = Bench::new();
    bench.write("a.txt", dispatch("Пхеньян", 4, &body(1)));
    bench.write("b.txt", dispatch("Пекин", 4, &body(2)));
    bench.ingest(&[]);
    bench.write("a.txt", dispatch("Пхеньян", 4, &body(3)));
    bench.ingest(&[]);
    let before = bench.lines(&["changes", "--all", "--format", "jsonl"]);
    let (summary, _) = bench.ingest(&["--rebuild"]);
    assert_eq!(counts(&summary, ["read", "changed", "vanished"]), [2, 0, 0]);
    assert_eq!(
        before,
        bench.lines(&["changes", "--all", "--format", "jsonl"])
    );
    assert_eq!(bench.lines(&["query", "--format", "jsonl"]).len(), 2);
    assert_eq!(bench.lines(&["runs", "--format", "jsonl"]).len(), 3);
}

#[test]
fn two_writers_do_not_meet() {
    let bench = Bench::new();
    bench.write("a.txt", dispatch("Пхеньян", 4, &body(1)));
    bench.ingest(&[]);
    let lock = fs::File::options()
        .read(true)
        .write(true)
        .open(bench.index().join("lock"))
        .unwrap();
    lock.lock().unwrap();
    let corpus = bench.corpus();
    let output = bench.run(&["ingest", corpus.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("another process is writing"), "{message}");
    // Readers go on.
    assert_eq!(bench.lines(&["query", "--format", "jsonl"]).len(), 1);
}

#[test]
fn an_index_of_another_version_is_refused() {
    let bench = Bench::new();
    bench.write("a.txt", dispatch("Пхеньян", 4, &body(1)));
    bench.ingest(&[]);
    let marker = bench.index().join("depesha.json");
    let text = fs::read_to_string(&marker).unwrap();
    let other = text.replace("\"schema\":5", "\"schema\":999");
    assert_ne!(other, text);
    fs::write(&marker, other).unwrap();
    let output = bench.run(&["query", "мост"]);
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("--rebuild"), "{message}");
    let (summary, code) = bench.ingest(&["--rebuild"]);
    assert_eq!((counts(&summary, ["added"]), code), ([1], 0));
}

#[test]
fn a_rebuild_keeps_the_history_of_an_older_schema_version() {
    let bench = Bench::new();
    bench.write("a.txt", dispatch("Пхеньян", 4, &body(1)));
    bench.ingest(&[]);
    bench.write("a.txt", dispatch("Пхеньян", 4, &body(2)));
    bench.ingest(&[]);
    let marker = bench.index().join("depesha.json");
    let text = fs::read_to_string(&marker).unwrap();
    let older = text.replace("\"schema\":5", "\"schema\":4");
    assert_ne!(older, text);
    fs::write(&marker, older).unwrap();
    let output = bench.run(&["query", "мост"]);
    assert_eq!(output.status.code(), Some(1));
    let (summary, code) = bench.ingest(&["--rebuild"]);
    assert_eq!((counts(&summary, ["added"]), code), ([0], 0));
    let changes = bench.lines(&["changes", "--format", "jsonl"]);
    let kinds: Vec<&str> = changes
        .iter()
        .map(|change| change["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["changed"]);
    assert_eq!(bench.lines(&["runs", "--format", "jsonl"]).len(), 3);
}

#[test]
fn a_folder_with_other_things_is_no_index() {
    let bench = Bench::new();
    bench.write("a.txt", dispatch("Пхеньян", 4, &body(1)));
    fs::create_dir(bench.index()).unwrap();
    fs::write(bench.index().join("thesis.doc"), "years of work").unwrap();
    let corpus = bench.corpus();
    for more in [&[][..], &["--rebuild"]] {
        let mut args = vec!["ingest", corpus.to_str().unwrap()];
        args.extend(more);
        let output = bench.run(&args);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(fs::read_dir(bench.index()).unwrap().count(), 1);
    }
}

#[test]
fn dispatches_with_warnings_are_counted() {
    let bench = Bench::new();
    let line = |date: &str, n: usize| format!("{{\"date\": {date}, \"text\": \"{}\"}}\n", body(n));
    let lines: Vec<String> = [
        "\"5 мая 2020 года\"",
        "\"Tue, 05 May 2020 10:00:00 +0300\"",
        "\"2020-05-05T23:59:00-11:00\"",
        "1588636800",
        "1588636800000",
        "\"2020-05\"",
        "\"2020\"",
        "2020",
    ]
    .iter()
    .enumerate()
    .map(|(n, date)| line(date, n))
    .collect();
    bench.write("a.jsonl", lines.concat());
    let (summary, code) = bench.ingest(&["--dry-run"]);
    assert_eq!((counts(&summary, ["warned"]), code), ([3], 0));
    let (summary, code) = bench.ingest(&[]);
    assert_eq!((counts(&summary, ["warned"]), code), ([3], 0));
    assert_eq!(summary["warnings"], serde_json::json!({"bad-date": 3}));
    let day = bench.lines(&[
        "query",
        "--since",
        "2020-05-05",
        "--until",
        "2020-05-05",
        "--all-alike",
        "--format",
        "jsonl",
    ]);
    assert_eq!(day.len(), 5);

    // Those of a file that is read again count again, be it of what is as it was.
    bench.write("a.jsonl", lines.concat() + &line("\"2020-05-06\"", 9));
    let corpus = bench.corpus();
    let text = bench.ok(&["ingest", corpus.to_str().unwrap(), "-v"]);
    assert!(
        text.contains("with warnings: 3 dispatches: 3 bad-date\n"),
        "{text}"
    );
    let text = bench.ok(&["ingest", corpus.to_str().unwrap()]);
    assert!(!text.contains("with warnings"), "{text}");
}

#[test]
fn a_header_of_markdown_is_no_dispatch() {
    let bench = Bench::new();
    bench.write(
        "a.md",
        "---\ntitle: Заголовок\ndate: 2021-03-04\n---\nМОСКВА, 4 марта. /ТАСС/. Вчера было тихо.\n",
    );
    let corpus = bench.corpus();
    let records = bench.lines(&["extract", corpus.to_str().unwrap()]);
    assert_eq!(records.len(), 1);
    let record = &records[0];
    assert_eq!(record["title"], "Заголовок");
    assert_eq!(record["published"], "2021-03-04");
    assert_eq!(record["text"], "МОСКВА, 4 марта. /ТАСС/. Вчера было тихо.");
}

#[test]
fn a_few_files_may_be_gone_without_a_question() {
    let bench = Bench::new();
    for n in 0..12 {
        bench.write(&format!("{n}.txt"), dispatch("Пхеньян", 4, &body(n)));
    }
    bench.ingest(&[]);
    (2..12).for_each(|n| bench.remove(&format!("{n}.txt")));
    let (summary, code) = bench.ingest(&[]);
    assert_eq!(
        (counts(&summary, ["vanished", "held_back"]), code),
        ([0, 10], 1)
    );
    bench.write("2.txt", dispatch("Пхеньян", 4, &body(2)));
    let (summary, code) = bench.ingest(&[]);
    assert_eq!(
        (counts(&summary, ["vanished", "held_back"]), code),
        ([9, 0], 0)
    );
    // Not if they were all.
    (0..3).for_each(|n| bench.remove(&format!("{n}.txt")));
    let (summary, code) = bench.ingest(&[]);
    assert_eq!(
        (counts(&summary, ["vanished", "held_back"]), code),
        ([0, 3], 1)
    );
}

#[test]
fn a_title_that_was_given_is_found() {
    let bench = Bench::new();
    bench.write(
        "a.md",
        "---\ntitle: Наводнение в Приднестровье\ndate: 2020-05-18\n---\n## Подробности\n\nТекст о погоде.\n",
    );
    bench.write(
        "b.eml",
        "From: a@example.org\nSubject: Zimogorye under snow\nDate: Mon, 18 May 2020 10:00:00 +0300\n\
         Content-Type: text/plain; charset=utf-8\n\nПервые итоги\n\nСнег шёл весь день, и дороги замело.\n",
    );
    bench.ingest(&[]);
    for (query, path, title) in [
        ("Приднестровье", "a.md", "Наводнение в Приднестровье"),
        (
            "title:наводнение подробности",
            "a.md",
            "Наводнение в Приднестровье",
        ),
        ("title:Zimogorye итоги", "b.eml", "Zimogorye under snow"),
    ] {
        let hits = bench.lines(&["query", query, "--format", "jsonl"]);
        assert_eq!(hits.len(), 1, "{query}");
        assert_eq!(hits[0]["path"], path, "{query}");
        assert_eq!(hits[0]["title"], title, "{query}");
    }
}

#[test]
fn an_archive_cut_off_is_tried_again_when_it_changes() {
    use std::io::Write;
    let bench = Bench::new();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder
        .write_all(dispatch("Пекин", 5, &body(1)).as_bytes())
        .unwrap();
    let whole = encoder.finish().unwrap();
    bench.write("a.txt.gz", &whole[..14]);
    bench.write("b.txt", dispatch("Ханой", 6, &body(2)));
    let (summary, code) = bench.ingest(&[]);
    assert_eq!((counts(&summary, ["read", "failed"]), code), ([1, 1], 3));
    let (summary, code) = bench.ingest(&[]);
    assert_eq!(
        (counts(&summary, ["unchanged", "read", "failed"]), code),
        ([2, 0, 0], 0)
    );
    let report = bench.ok(&["check"]);
    assert!(
        report.contains("the corpus is as the index has it"),
        "{report}"
    );
    assert!(report.contains("not read: a.txt.gz: malformed"), "{report}");
    bench.write("a.txt.gz", &whole);
    let (summary, code) = bench.ingest(&[]);
    assert_eq!((counts(&summary, ["read", "added"]), code), ([1, 1], 0));
}
