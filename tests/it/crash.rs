//! Runs that are killed, compared with a run that is not.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Bench, dispatch};

/// Kills of each kind of run; `DEPESHA_KILLS` sets another number.
fn kills() -> u32 {
    std::env::var("DEPESHA_KILLS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(6)
}

/// Dispatches in the corpus of the test; `DEPESHA_KILL_CORPUS` sets another number.
fn size() -> usize {
    std::env::var("DEPESHA_KILL_CORPUS")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(400)
}

fn text(n: usize) -> String {
    format!(
        "Поезд номер {n} прибыл на станцию Хасан. На перроне {} вагонов и {n} пассажиров.",
        n % 17
    )
}

fn put(bench: &Bench, path: &str, text: &str) {
    bench.write(path, dispatch("Пхеньян", 4, text));
}

fn put_lines(bench: &Bench, numbers: impl Iterator<Item = usize>) {
    let lines: String = numbers
        .map(|n| format!("{{\"id\":\"id{n}\",\"text\":\"{}\"}}\n", text(n)))
        .collect();
    bench.write("rest.jsonl", lines);
}

fn path(n: usize) -> String {
    format!("{}/{n}.txt", n % 7)
}

fn fill(bench: &Bench) {
    for n in 0..size() / 2 {
        put(bench, &path(n), &text(n));
    }
    put_lines(bench, size() / 2..size());
}

/// Edits, removals, moves, copies and additions.
fn change(bench: &Bench) {
    for n in 0..size() / 2 {
        match n % 10 {
            0 => put(bench, &path(n), &text(n).replace("прибыл", "не прибыл")),
            1 => bench.remove(&path(n)),
            2 => bench.rename(&path(n), &format!("moved/{n}.txt")),
            3 => put(bench, &format!("copy/{n}.txt"), &text(n)),
            _ => {}
        }
    }
    put_lines(bench, size() / 2 + 10..size() + 20);
}

/// All that the index holds of the archive and all that it tells of its last state but one, in
/// one order.
fn state(bench: &Bench) -> Vec<String> {
    let limit = (size() * 3).to_string();
    let query = ["query", "--all-alike", "--limit", &limit];
    let mut state = Vec::new();
    for history in [&[][..], &["--history"]] {
        for mut hit in bench.lines(&[&query, history, &["--format", "jsonl"]].concat()) {
            // Scores depend on the segments, and nothing was searched for. Runs that were killed
            // have numbers too.
            for field in ["score", "first_run", "last_run"] {
                hit[field] = 0.into();
            }
            state.push(hit.to_string());
        }
    }
    for mut change in bench.lines(&["changes", "--format", "jsonl"]) {
        change["run"] = 0.into();
        change["at"] = 0.into();
        state.push(change.to_string());
    }
    state.sort();
    state
}

/// Kills runs over a corpus that `ready` makes, and its index, and compares what the next run
/// makes of it with what an undisturbed run made.
fn kill(ready: fn(&Bench), options: &[&str]) {
    let undisturbed = Bench::new();
    ready(&undisturbed);
    let begin = Instant::now();
    undisturbed.ingest(options);
    let duration = begin.elapsed();
    let expected = state(&undisturbed);
    assert!(expected.len() >= size());

    // Any generator will do: the moments are to be spread, not to be secret.
    let mut random = u64::from(std::process::id()).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bench = Bench::new();
    ready(&bench);
    for kill in 1..=kills() {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let moment = duration.mul_f64((random % 1000) as f64 / 1000.0);
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("depesha"))
            .arg("ingest")
            .arg(bench.corpus())
            .arg("--index")
            .arg(bench.index())
            .args(options)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment.max(Duration::from_millis(1)));
        let _ = child.kill();
        child.wait().unwrap();
        // Whatever the moment: the index opens, if it exists at all.
        if bench.index().join("depesha.json").exists() {
            bench.ok(&["stats"]);
        }
        if kill % 3 == 0 || kill == kills() {
            bench.ingest(&[]);
            assert!(state(&bench) == expected, "after kill {kill} at {moment:?}");
            assert!(bench.ok(&["check"]).contains("the index is sound"));
            bench = Bench::new();
            ready(&bench);
        }
    }
}

fn changed(bench: &Bench) {
    fill(bench);
    bench.ingest(&[]);
    change(bench);
}

#[test]
fn a_killed_run_is_completed_by_the_next() {
    kill(fill, &[]);
}

#[test]
fn a_killed_run_over_changes_is_completed_by_the_next() {
    kill(changed, &[]);
}

#[test]
fn a_killed_rebuild_is_completed_by_the_next_run() {
    kill(changed, &["--rebuild"]);
}
