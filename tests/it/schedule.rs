//! `schedule` and `watch` as a user runs them, on temporary folders.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

const BRIDGE: &str = "ВЛАДИВОСТОК, 3 мая 2021 года. /ТАСС/. Мост через бухту закрыт на ремонт.\n";
const SNOW: &str = "МУРМАНСК, 4 мая 2021 года. /ТАСС/. В порту выпал снег.\n";

struct Bench {
    folder: TempDir,
}

impl Bench {
    /// A corpus of one file, and no index.
    fn new() -> Self {
        let bench = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        fs::create_dir(bench.path("corpus")).expect("a folder");
        bench.write("corpus/bridge.txt", BRIDGE);
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("written");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("depesha"));
        command
            .current_dir(self.folder.path())
            .env_remove("DEPESHA_INDEX")
            .args(arguments)
            .args(["--index", "index"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("it runs")
    }

    /// Lines of JSON in a file; none when there is no such file.
    fn lines(&self, name: &str) -> Vec<Value> {
        let Ok(text) = fs::read_to_string(self.path(name)) else {
            return Vec::new();
        };
        text.lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect()
    }

    /// Waits until the log has `count` lines.
    fn wait_for_runs(&self, count: usize) -> Vec<Value> {
        let start = Instant::now();
        loop {
            // A line is there in one piece: it is written at once.
            let lines = self.lines("index/schedule.jsonl");
            if lines.len() >= count {
                return lines;
            }
            let limit = Duration::from_secs(60);
            assert!(start.elapsed() < limit, "{} runs so far", lines.len());
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

fn text(output: &[u8]) -> String {
    String::from_utf8(output.to_vec()).expect("UTF-8")
}

fn kinds(changes: &[Value]) -> Vec<String> {
    let of = |change: &Value| {
        let (kind, path) = (&change["kind"], &change["path"]);
        format!(
            "{} {}",
            kind.as_str().unwrap_or(""),
            path.as_str().unwrap_or("")
        )
    };
    changes.iter().map(of).collect()
}

/// Sends SIGTERM and waits for a graceful end.
#[cfg(unix)]
fn terminate(mut child: Child) {
    let killed = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .expect("kill runs");
    assert!(killed.success());
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            assert_eq!(status.code(), Some(0));
            return;
        }
        if start.elapsed() > Duration::from_secs(30) {
            let _ = child.kill();
            panic!("SIGTERM did not end it");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(unix)]
#[test]
fn a_run_tells_its_changes_to_the_command_and_the_log() {
    let bench = Bench::new();
    let once = [
        "schedule",
        "--once",
        "corpus",
        "--on-change",
        "cat > changes",
    ];
    let first = bench.run(&once);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    assert_eq!(kinds(&bench.lines("changes")), ["added bridge.txt"]);

    fs::remove_file(bench.path("changes")).expect("removed");
    assert_eq!(bench.run(&once).status.code(), Some(0));
    assert!(!bench.path("changes").exists(), "nothing changed");

    bench.write(
        "corpus/bridge.txt",
        &BRIDGE.replace("закрыт на ремонт", "открыт"),
    );
    bench.write("corpus/snow.txt", SNOW);
    assert_eq!(bench.run(&once).status.code(), Some(0));
    assert_eq!(
        kinds(&bench.lines("changes")),
        ["changed bridge.txt", "added snow.txt"]
    );

    let log = bench.lines("index/schedule.jsonl");
    let column = |name: &str| -> Vec<Value> { log.iter().map(|line| line[name].clone()).collect() };
    assert_eq!(column("run"), [1, 2, 3]);
    assert_eq!(column("added"), [1, 0, 1]);
    assert_eq!(column("changed"), [0, 0, 1]);
    assert_eq!(column("on_change"), [0.into(), Value::Null, 0.into()]);
    assert!(log.iter().all(|line| line["trigger"] == "once"));
}

#[cfg(unix)]
#[test]
fn a_command_that_fails_is_told_of_and_undoes_nothing() {
    let bench = Bench::new();
    let output = bench.run(&["schedule", "--once", "corpus", "--on-change", "exit 9"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("exit 9"),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(bench.lines("index/schedule.jsonl")[0]["on_change"], 9);
    assert_eq!(
        text(&bench.run(&["runs", "--format", "jsonl"]).stdout)
            .lines()
            .count(),
        1
    );
}

#[test]
fn a_run_that_fails_is_logged() {
    let bench = Bench::new();
    let missing = bench.run(&["schedule", "--once", "elsewhere"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(!bench.path("index").exists());
    bench.run(&["schedule", "--once", "corpus"]);
    bench.run(&["schedule", "--once", "elsewhere"]);
    let log = bench.lines("index/schedule.jsonl");
    assert_eq!(log.len(), 2);
    let error = log[1]["error"].as_str().expect("an error");
    assert!(error.contains("elsewhere"), "{error}");
}

#[test]
fn schedules_are_printed_for_others() {
    let bench = Bench::new();
    let cron = [
        "schedule",
        "corpus",
        "--cron",
        "30 */12 * * *",
        "--time-zone",
        "Asia/Seoul",
    ];
    let units = bench.run(&[&cron[..], &["--print-systemd"]].concat());
    assert_eq!(units.status.code(), Some(0), "{}", text(&units.stderr));
    let units = text(&units.stdout);
    assert!(
        units.contains("OnCalendar=*-*-* 00,12:30:00 Asia/Seoul\n"),
        "{units}"
    );
    let corpus = bench.path("corpus");
    let corpus = corpus.to_str().expect("UTF-8");
    assert!(units.contains(&format!("--quiet {corpus}\n")), "{units}");
    let line = bench.run(&[&cron[..], &["--print-crontab"]].concat());
    let line = text(&line.stdout);
    assert!(
        line.starts_with("CRON_TZ=Asia/Seoul\n30 */12 * * * /"),
        "{line}"
    );
    assert!(!bench.path("index").exists());
}

#[test]
fn what_cannot_be_meant_is_wrong_usage() {
    let bench = Bench::new();
    let check = |arguments: &[&str], word: &str| {
        let output = bench.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = text(&output.stderr);
        assert!(message.contains(word), "{arguments:?}: {message}");
    };
    check(&["schedule", "corpus"], "--cron");
    check(&["schedule", "corpus", "--cron", "0 0 * *"], "0 0 * *");
    check(
        &["schedule", "corpus", "--cron", "0 0 30 2 *"],
        "0 0 30 2 *",
    );
    check(
        &[
            "schedule",
            "corpus",
            "--cron",
            "@daily",
            "--time-zone",
            "Mars/Base",
        ],
        "Mars/Base",
    );
    check(&["watch", "corpus", "--sweep", "sometimes"], "sometimes");
    bench.write(
        "searches.toml",
        "[[search]]\nname = 'Мосты'\nquery = '(мост'\n",
    );
    check(
        &[
            "schedule",
            "corpus",
            "--once",
            "--searches",
            "searches.toml",
        ],
        "Мосты",
    );
}

#[cfg(unix)]
#[test]
fn a_missed_run_is_made_up_for_and_sigterm_ends_gracefully() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["ingest", "corpus"]).status.code(), Some(0));
    bench.write(
        "index/schedule.jsonl",
        "{\"run\":1,\"started\":\"2021-05-03T00:00:00Z\"}\n",
    );
    // Yearly: no tick of its own comes while this test runs, but for the one that was missed.
    let yearly = [
        "schedule",
        "corpus",
        "--cron",
        "0 0 1 1 *",
        "--time-zone",
        "UTC",
    ];
    let child = bench.command(&yearly).spawn().expect("it starts");
    let log = bench.wait_for_runs(2);
    assert_eq!(log[1]["trigger"], "catch-up");
    assert!(
        log[1]["scheduled"]
            .as_str()
            .expect("a time")
            .ends_with("-01-01T00:00:00Z")
    );
    terminate(child);

    // It was made up for: now there is nothing to do.
    let child = bench.command(&yearly).spawn().expect("it starts");
    std::thread::sleep(Duration::from_millis(700));
    terminate(child);
    assert_eq!(bench.lines("index/schedule.jsonl").len(), 2);
}

#[cfg(unix)]
#[test]
fn searches_that_are_saved_while_a_corpus_is_watched_are_made() {
    let bench = Bench::new();
    let watch = ["watch", "corpus", "--quiet-for", "100ms"];
    let child = bench.command(&watch).spawn().expect("it starts");
    bench.wait_for_runs(1);
    bench.write(
        "index/searches.toml",
        "[[search]]\nname = 'Снег'\nquery = 'снег'\n",
    );
    bench.write("corpus/snow.txt", SNOW);
    let log = bench.wait_for_runs(2);
    terminate(child);
    assert_eq!(log[1]["searches"][0]["name"], "Снег");
    assert_eq!(log[1]["searches"][0]["new"], 1);
}

#[cfg(unix)]
#[test]
fn a_watched_corpus_is_followed() {
    let bench = Bench::new();
    let watch = [
        "watch",
        "corpus",
        "--quiet-for",
        "100ms",
        "--on-change",
        "cat >> changes",
    ];
    let child = bench.command(&watch).spawn().expect("it starts");
    assert_eq!(bench.wait_for_runs(1)[0]["trigger"], "sweep");
    bench.write("corpus/snow.txt", SNOW);
    let log = bench.wait_for_runs(2);
    assert_eq!(
        (&log[1]["trigger"], &log[1]["added"]),
        (&"watch".into(), &1.into())
    );
    fs::create_dir(bench.path("corpus/old")).expect("a folder");
    fs::rename(
        bench.path("corpus/bridge.txt"),
        bench.path("corpus/old/bridge.txt"),
    )
    .expect("moved");
    let start = Instant::now();
    while bench.lines("changes").len() < 3 {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{:?}",
            bench.lines("changes")
        );
        std::thread::sleep(Duration::from_millis(30));
    }
    terminate(child);
    let changes = bench.lines("changes");
    assert_eq!(
        kinds(&changes),
        ["added bridge.txt", "added snow.txt", "moved old/bridge.txt"]
    );
    assert_eq!(changes[2]["from_path"], "bridge.txt");
    // Its own reading and writing set off no run.
    let runs = bench.lines("index/schedule.jsonl").len();
    assert!(runs <= 4, "{runs} runs");
}

#[cfg(unix)]
#[test]
fn saved_searches_report_what_is_new_and_nothing_twice() {
    let bench = Bench::new();
    bench.write("corpus/snow.txt", SNOW);
    assert_eq!(bench.run(&["ingest", "corpus"]).status.code(), Some(0));
    bench.write(
        "index/searches.toml",
        "[[search]]\nname = 'Мосты'\nquery = 'мост'\non-new = 'cat >> news'\n\n\
         [[search]]\nname = 'Снег'\nquery = 'снег'\n",
    );
    let news = || -> Vec<String> {
        let output = bench.run(&["schedule", "--once", "corpus", "--format", "jsonl"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout)
            .lines()
            .map(|line| {
                let line: Value = serde_json::from_str(line).expect("a line of JSON");
                let word = |name: &str| line[name].as_str().unwrap_or("").to_owned();
                format!("{} {}", word("search"), word("path"))
            })
            .collect()
    };
    // What was there before the searches were is no news; what is there twice is news once.
    let new_bridge = "КАЗАНЬ, 5 мая 2021 года. /ТАСС/. О новых мостах города. Их два.\n";
    bench.write("corpus/kazan.txt", new_bridge);
    bench.write("corpus/kazan-2.txt", new_bridge);
    assert_eq!(news(), ["Мосты kazan-2.txt"]);
    assert!(news().is_empty());
    // Edited, renamed, gone and back: it is still the same message.
    bench.write(
        "corpus/bridge.txt",
        &BRIDGE.replace("закрыт на ремонт", "открыт"),
    );
    assert!(news().is_empty());
    fs::rename(bench.path("corpus/bridge.txt"), bench.path("corpus/b.txt")).expect("moved");
    assert!(news().is_empty());
    fs::remove_file(bench.path("corpus/b.txt")).expect("removed");
    assert!(news().is_empty());
    bench.write(
        "corpus/b.txt",
        &BRIDGE.replace("закрыт на ремонт", "открыт"),
    );
    assert!(news().is_empty());
    // An edit that makes a message match is news, and so is what a run without searches brought.
    bench.write("corpus/snow.txt", &SNOW.replace("В порту", "На мосту"));
    bench.write(
        "corpus/late.txt",
        "САМАРА, 6 мая 2021 года. /ТАСС/. Мост через Самару построен.\n",
    );
    assert_eq!(bench.run(&["ingest", "corpus"]).status.code(), Some(0));
    let mut found = news();
    found.sort();
    assert_eq!(found, ["Мосты late.txt", "Мосты snow.txt"]);
    assert_eq!(bench.lines("news").len(), 3);

    let list = text(&bench.run(&["searches", "--format", "jsonl"]).stdout);
    let list: Vec<Value> = list
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    assert_eq!(list[0]["name"], "Мосты");
    assert_eq!(list[0]["total"], 5);
    assert_eq!(list[1]["total"], 1);
}

#[test]
fn a_corpus_that_is_not_there_cannot_be_watched() {
    let bench = Bench::new();
    let output = bench.run(&["watch", "elsewhere"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("elsewhere"));
    assert!(!Path::new("elsewhere").exists());
}
