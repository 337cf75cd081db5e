//! Runs that are killed, compared with a run that is not.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Bench, dispatch};

/// Kills in one test; `DEPESHA_KILLS` sets another number.
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

fn fill(bench: &Bench) {
    let text = |n: usize| {
        format!(
            "Поезд номер {n} прибыл на станцию Хасан. На перроне {} вагонов и {n} пассажиров.",
            n % 17
        )
    };
    for n in 0..size() / 2 {
        bench.write(
            &format!("{}/{n}.txt", n % 7),
            dispatch("Пхеньян", (n % 28 + 1) as u8, &text(n)),
        );
    }
    let lines: String = (size() / 2..size())
        .map(|n| format!("{{\"id\":\"id{n}\",\"text\":\"{}\"}}\n", text(n)))
        .collect();
    bench.write("rest.jsonl", lines);
}

/// All that the index holds of the archive, in one order.
fn state(bench: &Bench) -> Vec<String> {
    let limit = (size() * 2).to_string();
    let mut state: Vec<String> = bench
        .lines(&[
            "query",
            "--all-alike",
            "--limit",
            &limit,
            "--format",
            "jsonl",
        ])
        .into_iter()
        .map(|mut hit| {
            // Scores depend on the segments, and nothing was searched for.
            hit["score"] = 0.into();
            hit.to_string()
        })
        .collect();
    state.sort();
    state
}

#[test]
fn a_killed_run_is_completed_by_the_next() {
    let undisturbed = Bench::new();
    fill(&undisturbed);
    let begin = Instant::now();
    undisturbed.ingest(&[]);
    let duration = begin.elapsed();
    let expected = state(&undisturbed);
    assert_eq!(expected.len(), size());

    let bench = Bench::new();
    fill(&bench);
    // Any generator will do: the moments are to be spread, not to be secret.
    let mut random = u64::from(std::process::id()).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for kill in 0..kills() {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let moment = duration.mul_f64((random % 1000) as f64 / 1000.0);
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("depesha"))
            .arg("ingest")
            .arg(bench.corpus())
            .arg("--index")
            .arg(bench.index())
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
        if kill % 3 == 2 {
            // A complete run over half of the work must not be disturbed by what came before.
            bench.ingest(&[]);
            assert!(state(&bench) == expected, "after kill {kill} at {moment:?}");
            if kill + 1 < kills() {
                std::fs::remove_dir_all(bench.index()).unwrap();
            }
        }
    }
    bench.ingest(&[]);
    assert!(state(&bench) == expected);
    assert!(bench.ok(&["check"]).contains("the index is sound"));
}
