//! Several corpora in one index.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Bench, counts, dispatch};

fn text(n: usize) -> String {
    dispatch(
        "Пекин",
        5,
        &format!("Построен вокзал номер {n}. На линии {n} новых станций."),
    )
}

/// The ids of the live dispatches, by text.
fn ids(bench: &Bench) -> BTreeMap<String, String> {
    let args = [
        "query",
        "--all-alike",
        "--limit",
        "100",
        "--format",
        "jsonl",
    ];
    bench
        .lines(&args)
        .iter()
        .map(|hit| {
            let id = hit["id"].as_str().unwrap();
            let shown = bench.lines(&["show", id, "--format", "jsonl"]);
            assert_eq!(shown.len(), 1, "{id}");
            let text = shown[0]["text"].as_str().unwrap();
            (text.trim().to_owned(), id.to_owned())
        })
        .collect()
}

/// Two folders with files of the same names, those of the first with even numbers.
fn two_folders(bench: &Bench) -> [std::path::PathBuf; 2] {
    let folders = [bench.beside("x"), bench.beside("y")];
    for (odd, folder) in folders.iter().enumerate() {
        for n in 0..3 {
            fs::write(folder.join(format!("{n}.txt")), text(2 * n + odd)).unwrap();
        }
    }
    folders
}

#[test]
fn equal_paths_of_two_corpora_have_ids_of_their_own() {
    for order in [
        &[&[0usize, 1][..]][..],
        &[&[1, 0]],
        &[&[0], &[1]],
        &[&[1], &[0]],
    ] {
        let bench = Bench::new();
        let folders = two_folders(&bench);
        for corpora in order {
            let corpora: Vec<&Path> = corpora.iter().map(|n| folders[*n].as_path()).collect();
            assert_eq!(bench.ingest_all(&corpora, &[]).1, 0);
        }
        let before = ids(&bench);
        assert_eq!(before.len(), 6, "{order:?}");
        let mut different: Vec<&String> = before.values().collect();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), 6, "{order:?}");

        // They stay, however the corpora are named afterwards and whatever is read anew.
        for folder in &folders {
            let file = folder.join("1.txt");
            let edited = fs::read_to_string(&file)
                .unwrap()
                .replace("новых", "старых");
            fs::write(file, edited).unwrap();
        }
        let [x, y] = &folders;
        for (corpora, more) in [
            (&[x.as_path(), y][..], &[][..]),
            (&[y.as_path(), x], &[]),
            (&[x.as_path()], &["--rebuild"]),
            (&[y.as_path(), x], &["--rebuild"]),
        ] {
            assert_eq!(bench.ingest_all(corpora, more).1, 0);
            let after: BTreeMap<String, String> = ids(&bench)
                .into_iter()
                .map(|(text, id)| (text.replace("старых", "новых"), id))
                .collect();
            assert_eq!(after, before, "{order:?} {corpora:?} {more:?}");
        }
        for id in before.values() {
            let changes = bench.lines(&["changes", "--format", "jsonl"]);
            let own = changes.iter().filter(|change| change["id"] == **id);
            assert!(own.filter(|change| change["kind"] == "changed").count() <= 1);
        }
    }
}

#[test]
fn a_copy_in_another_corpus_has_an_id_of_its_own() {
    let bench = Bench::new();
    let [x, y] = [bench.beside("x"), bench.beside("y")];
    for folder in [&x, &y] {
        fs::write(folder.join("a.txt"), text(1)).unwrap();
    }
    let (summary, _) = bench.ingest_all(&[&x, &y], &[]);
    assert_eq!(counts(&summary, ["added", "duplicates"]), [1, 1]);
    let changes = bench.lines(&["changes", "--all", "--format", "jsonl"]);
    let copy = changes.iter().find(|it| it["kind"] == "duplicate").unwrap();
    assert_ne!(copy["id"], copy["of"]);
}

#[test]
fn a_folder_within_another_is_a_part_of_it() {
    let bench = Bench::new();
    bench.write("2025/a.txt", text(1));
    bench.write("b.txt", text(2));
    let (inner, outer) = (bench.path("2025"), bench.corpus());
    let (summary, _) = bench.ingest_all(&[&inner, &outer], &[]);
    let names = ["files", "added", "duplicates"];
    assert_eq!(counts(&summary, names), [2, 2, 0]);
    let (summary, code) = bench.ingest_all(&[&outer, &inner], &[]);
    assert_eq!((counts(&summary, ["unchanged", "read"]), code), ([2, 0], 0));
}

#[test]
fn each_corpus_is_judged_by_itself() {
    let bench = Bench::new();
    let [x, y] = [bench.beside("x"), bench.beside("y")];
    for n in 0..5 {
        fs::write(x.join(format!("{n}.txt")), text(n)).unwrap();
    }
    for n in 0..20 {
        fs::write(y.join(format!("{n}.txt")), text(100 + n)).unwrap();
    }
    bench.ingest_all(&[&x, &y], &[]);
    let away = x.with_file_name("away");
    fs::rename(&x, &away).unwrap();
    fs::create_dir(&x).unwrap();
    // What is gone from the other one is believed all the same.
    fs::remove_file(y.join("7.txt")).unwrap();

    let x_path = x.canonicalize().unwrap();
    let check = |files: u64| {
        let report: Value =
            serde_json::from_str(&bench.ok(&["check", "--format", "json"])).unwrap();
        let expected = match files {
            0 => json!([]),
            files => json!([{"corpus": x_path.to_str().unwrap(), "files": files}]),
        };
        assert_eq!(report["away"], expected);
        bench.ok(&["check"])
    };
    assert!(check(5).contains("x is empty or away: 5 files"));
    for corpora in [[&*x, &*y], [&*y, &*x]] {
        let (summary, code) = bench.ingest_all(&corpora, &[]);
        assert_eq!((counts(&summary, ["held_back"]), code), ([5], 1));
        assert_eq!(ids(&bench).len(), 24);
    }
    let report = check(5);
    assert!(
        !report.contains("the corpus is as the index has it"),
        "{report}"
    );

    // A folder that is not there at all is away as well.
    fs::remove_dir(&x).unwrap();
    assert!(check(5).contains("x is empty or away: 5 files"));
    fs::rename(&away, &x).unwrap();
    assert!(check(0).contains("the corpus is as the index has it"));

    fs::remove_dir_all(&x).unwrap();
    fs::create_dir(&x).unwrap();
    let (summary, code) = bench.ingest_all(&[&x, &y], &["--allow-vanish"]);
    assert_eq!(
        (counts(&summary, ["vanished", "held_back"]), code),
        ([5, 0], 0)
    );
    assert!(check(0).contains("the corpus is as the index has it"));
}
