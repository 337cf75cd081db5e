//! An archive from one state to the next: which changes are told, and that none is invented.

use serde_json::Value;

use crate::support::{Bench, counts, dispatch};

fn text(n: usize) -> String {
    dispatch(
        "Пхеньян",
        (n % 28 + 1) as u8,
        &format!(
            "Поезд номер {n} прибыл на станцию Хасан, в нём {} вагонов.",
            n % 17 + 3
        ),
    )
}

/// The changes of the last run as "kind path < from".
fn told(bench: &Bench) -> Vec<String> {
    let runs = bench.lines(&["runs", "--format", "jsonl"]);
    let last = runs.last().unwrap()["run"].to_string();
    bench
        .lines(&["changes", "--since", &last, "--format", "jsonl"])
        .iter()
        .map(|change| {
            let mut line = format!(
                "{} {}",
                change["kind"].as_str().unwrap(),
                change["path"].as_str().unwrap()
            );
            if let Some(from) = change["from_path"].as_str() {
                line.push_str(" < ");
                line.push_str(from);
            }
            line
        })
        .collect()
}

#[test]
fn a_renamed_folder_is_no_unmounted_disk() {
    let bench = Bench::new();
    for n in 0..30 {
        bench.write(&format!("2025/{n}.txt"), text(n));
    }
    bench.ingest(&[]);
    bench.rename("2025", "archive/2025");
    let (summary, code) = bench.ingest(&[]);
    let names = ["moved", "added", "duplicates", "vanished", "held_back"];
    assert_eq!((counts(&summary, names), code), ([30, 0, 0, 0, 0], 0));
    // What was lost beside the move is little enough to be believed.
    bench.rename("archive", "old");
    bench.remove("old/2025/7.txt");
    let (summary, code) = bench.ingest(&[]);
    assert_eq!((counts(&summary, names), code), ([29, 0, 0, 1, 0], 0));
}

#[test]
fn what_a_missing_disk_held_is_whole_when_it_is_back() {
    let bench = Bench::new();
    for n in 0..30 {
        bench.write(
            &format!("disk/{n}.txt"),
            [text(2 * n), text(2 * n + 1)].join("\n"),
        );
    }
    bench.ingest(&[]);
    let away = bench.index().with_file_name("away");
    std::fs::rename(bench.path("disk"), &away).unwrap();
    // A copy of one dispatch of a file that is away, and of all of another.
    bench.write("copy.txt", text(8));
    bench.write("whole.txt", [text(20), text(21)].join("\n"));
    for rebuild in [&[][..], &["--rebuild"]] {
        let (summary, code) = bench.ingest(rebuild);
        assert_eq!(
            (counts(&summary, ["vanished", "held_back"]), code),
            ([0, 29], 1)
        );
        assert_eq!(
            bench
                .lines(&["query", "--all-alike", "--limit", "99", "--format", "jsonl"])
                .len(),
            60
        );
    }
    std::fs::rename(&away, bench.path("disk")).unwrap();
    let (_, code) = bench.ingest(&[]);
    assert_eq!(code, 0);
    assert_eq!(
        told(&bench),
        [
            "duplicate disk/10.txt",
            "duplicate disk/10.txt",
            "duplicate disk/4.txt"
        ]
    );
    assert_eq!(
        bench
            .lines(&["query", "--all-alike", "--limit", "99", "--format", "jsonl"])
            .len(),
        63
    );
}

#[test]
fn a_corpus_of_one_file_is_not_its_folder() {
    let bench = Bench::new();
    for name in ["a.txt", "b.txt"] {
        bench.write(name, text(name.len() + usize::from(name.as_bytes()[0])));
    }
    let file = bench.path("a.txt");
    bench.ok(&["ingest", file.to_str().unwrap()]);
    let report: Value = serde_json::from_str(&bench.ok(&["check", "--format", "json"])).unwrap();
    assert_eq!(
        counts(&report["pending"], ["files", "unchanged", "added"]),
        [1, 1, 0]
    );
    let stats: Value = serde_json::from_str(&bench.ok(&["stats", "--format", "json"])).unwrap();
    let file = file.canonicalize().unwrap();
    assert_eq!(stats["corpus"], serde_json::json!([file.to_str().unwrap()]));
    // Once the folder has been walked, it is the corpus.
    bench.ingest(&[]);
    let report: Value = serde_json::from_str(&bench.ok(&["check", "--format", "json"])).unwrap();
    assert_eq!(counts(&report["pending"], ["files", "unchanged"]), [2, 2]);
}
