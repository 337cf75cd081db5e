//! `depesha query` and `analyze` from outside: what a table of queries finds, which exit codes and
//! messages wrong ones get, and what goes to which stream.

use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Bench, dispatch};

/// Texts in several languages, of our own words.
fn bench() -> Bench {
    let bench = Bench::new();
    let documents = [
        json!({"id": "visit", "title": "Визит министра в Пекин", "date": "2025-09-04",
            "text": "ПЕКИН, 4 сентября. /ТАСС/. Министр обороны прибыл с визитом в Пекин в 12:30. \
                     Встреча в Пекине пройдёт завтра."}),
        json!({"id": "parade", "date": "2025-09-05",
            "text": "Танк Т-34 и самолёт Ту-154 показали на параде. 1-й взвод прошёл по площади. \
                     Счёт матча 3:2. Премьер-министр приветствовал участников."}),
        json!({"id": "tree", "date": "2025-09-06",
            "text": "Ёлка на площади. Кот-д'Ивуар выиграл. Цена выросла на 12,5%. Адрес \
                     http://example.org/news?a=1 и почта a@example.org. \"Один\" <b>&amp;</b>"}),
        json!({"id": "en", "date": "2025-09-04",
            "text": "The presidents met in Beijing on Thursday and visited two factories there."}),
        json!({"id": "de", "date": "2025-09-04",
            "text": "Die Präsidenten trafen sich am Donnerstag. Die Häuser der Stadt wurden \
                     geschmückt, die Straßen waren voll."}),
        json!({"id": "fr", "date": "2025-09-04",
            "text": "Les maisons de la ville de Pékin ont été décorées pour la fête de jeudi."}),
        json!({"id": "es", "date": "2025-09-04",
            "text": "Las casas de la ciudad fueron decoradas para la fiesta del jueves."}),
        json!({"id": "ko", "date": "2025-09-04", "text": "김정은 총비서는 베이징을 방문하였다."}),
        json!({"id": "zh", "date": "2025-09-04", "text": "客人在北京参观了博物馆。北京市市长出席。"}),
        json!({"id": "ja", "date": "2025-09-04", "text": "東京で会談が開かれた。ニュースです。"}),
        json!({"id": "uk", "date": "2025-09-04",
            "text": "Гості відвідали Київ та обговорили питання безпеки. Зустріч тривала дві години."}),
        json!({"id": "ar", "date": "2025-09-04", "text": "التقى الرئيس في بكين مع الوزراء"}),
        json!({"id": "mixed", "date": "2025-09-07",
            "text": "Газета Daily Harbour сообщила о переговорах: talks were productive. Слово 北京 \
                     стоит рядом с 김정은. Летали ракеты."}),
    ];
    let lines: Vec<String> = documents.iter().map(Value::to_string).collect();
    bench.write("archive.jsonl", lines.join("\n"));
    let (_, code) = bench.ingest(&[]);
    assert_eq!(code, 0);
    bench
}

fn ids(bench: &Bench, query: &str) -> Vec<String> {
    let mut ids: Vec<String> = bench
        .lines(&["query", query, "--format", "jsonl", "--limit", "100"])
        .iter()
        .map(|hit| hit["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids
}

#[test]
fn words_phrases_and_operators() {
    let bench = bench();
    let all = "ar de en es fr ja ko mixed parade tree uk visit zh";
    let without = |id: &str| -> String {
        let left: Vec<&str> = all.split(' ').filter(|other| *other != id).collect();
        left.join(" ")
    };
    for (query, expected) in [
        ("визитами", "visit".to_owned()),
        ("ВИЗИТ пекин", "visit".to_owned()),
        ("елки", "tree".to_owned()),
        ("самолет", "parade".to_owned()),
        ("министр", "parade visit".to_owned()),
        ("\"встречей в Пекин\"", "visit".to_owned()),
        ("=\"встреча в Пекине\"", "visit".to_owned()),
        ("=\"встречей в Пекин\"", String::new()),
        ("=визит", "visit".to_owned()),
        ("=визитам", String::new()),
        ("„встреча в Пекине“", "visit".to_owned()),
        ("«встреча в Пекине»", "visit".to_owned()),
        ("“встреча в Пекине”", "visit".to_owned()),
        ("\"министр визит\"", String::new()),
        // Within so many words, in any order: the title has "Визит министра".
        ("\"министр визит\"~1", "visit".to_owned()),
        ("\"обороны визит\"~1", String::new()),
        ("\"обороны визит\"~2", "visit".to_owned()),
        ("ракет*", "mixed".to_owned()),
        ("*зитом", "visit".to_owned()),
        ("са*лёт", "parade".to_owned()),
        ("в?зитом", "visit".to_owned()),
        ("Пикин~1", "visit".to_owned()),
        ("ёлко~1", "tree".to_owned()),
        ("визит ИЛИ танк", "parade visit".to_owned()),
        ("визит OR танк", "parade visit".to_owned()),
        ("визит || танк", "parade visit".to_owned()),
        ("визит ИЛИ танк И площадь", "parade visit".to_owned()),
        ("(визит ИЛИ танк) И площадь", "parade".to_owned()),
        ("площадь -танк", "tree".to_owned()),
        ("площадь НЕ танк", "tree".to_owned()),
        ("площадь NOT (танк ИЛИ визит)", "tree".to_owned()),
        ("НЕ визит", without("visit")),
        ("-визит", without("visit")),
        ("НЕ НЕ визит", "visit".to_owned()),
        ("title:визит", "visit".to_owned()),
        ("заголовок:(визит ИЛИ танк)", "visit".to_owned()),
        ("title:танк", String::new()),
        ("Т-34", "parade".to_owned()),
        ("1-го", "parade".to_owned()),
        ("1-й взвод", "parade".to_owned()),
        ("3:2", "parade".to_owned()),
        ("12:30", "visit".to_owned()),
        ("12,5%", "tree".to_owned()),
        ("http://example.org/news?a=1", "tree".to_owned()),
        ("a@example.org", "tree".to_owned()),
        ("Кот-д'Ивуара", "tree".to_owned()),
        ("Кот-д’Ивуара", "tree".to_owned()),
        ("Пекин: встреча, визит!", "visit".to_owned()),
        ("published:2025-09-06..", "mixed tree".to_owned()),
        ("опубликовано:05.09.2025", "parade".to_owned()),
        ("дата:2025-09-05 визит", "visit".to_owned()),
        ("агентство:тасс", "visit".to_owned()),
        ("язык:uk", "uk".to_owned()),
    ] {
        assert_eq!(ids(&bench, query).join(" "), expected, "{query}");
    }
}

#[test]
fn other_languages_need_not_be_named() {
    let bench = bench();
    for (query, expected) in [
        ("president", "en"),
        ("factory", "en"),
        ("Präsident", "de"),
        ("Prasident", "de"),
        ("Haus", "de"),
        ("maison", "fr"),
        ("Pekin", "fr"),
        ("casa", "es"),
        ("김정은", "ko mixed"),
        ("방문", "ko"),
        ("北京", "mixed zh"),
        ("市长", "zh"),
        ("京北", ""),
        ("会談", "ja"),
        ("ニュース", "ja"),
        ("Київ", "uk"),
        ("зустріч", "uk"),
        ("رئيس", "ar"),
        ("harbours", "mixed"),
        ("\"daily harbour\"", "mixed"),
        ("переговоры harbour 北京", "mixed"),
    ] {
        assert_eq!(ids(&bench, query).join(" "), expected, "{query}");
    }
}

/// The exit code and the standard error of a query.
fn refused(bench: &Bench, args: &[&str]) -> (i32, String) {
    let output = bench.run(args);
    assert!(output.stdout.is_empty(), "{args:?}");
    let errors = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), errors)
}

#[test]
fn malformed_queries_show_the_place() {
    let bench = bench();
    for (query, excerpt) in [
        ("визит (Пекин", "  визит (Пекин\n        ^"),
        ("визит)", "  визит)\n       ^"),
        ("визит \"в Пекине", "  визит \"в Пекине\n        ^"),
        ("визит OR", "  визит OR\n        ^^"),
        ("persn:Лунин", "  persn:Лунин\n  ^^^^^"),
        (
            "published:2025-13",
            "  published:2025-13\n            ^^^^^^^",
        ),
        ("визит~7", "  визит~7\n       ^^"),
        ("北京 )", "  北京 )\n       ^"),
        (
            "\"посетил <город>\"",
            "  \"посетил <город>\"\n           ^^^^^^^",
        ),
        ("()", "  ()\n  ^^"),
        ("***", "  ***\n  ^^^"),
        ("!!!", "  !!!\n  ^^^"),
        ("person:", "  person:\n  ^^^^^^^"),
    ] {
        let (code, errors) = refused(&bench, &["query", query]);
        assert_eq!(code, 2, "{query}");
        assert!(
            errors.starts_with("error: ") && errors.trim_end().ends_with(excerpt),
            "{query}:\n{errors}"
        );
    }
    let deep = format!("{}снег{}", "(".repeat(9_000), ")".repeat(9_000));
    let long = "снег ".repeat(10_000);
    for query in [deep.as_str(), &long] {
        assert_eq!(refused(&bench, &["query", query]).0, 2);
    }
}

#[test]
fn odd_queries_find_something_or_nothing() {
    let bench = bench();
    for query in [
        "снег\u{1}\u{7f}",
        "\u{202e}визит",
        "🎉 визит",
        "визит\nв\tПекин",
        "е\u{308}лка",
        "=",
        "a:",
        "визит: Пекин",
        "://",
        "12:",
        "\\",
        "\\\"визит\\\"",
        "AT&T",
        "визит^2",
        "+визит",
        "[a TO b]",
        "\u{feff}визит",
        "в",
        "и в на",
        "=в",
        "\"в\"",
        "5",
        "№5",
        "<b>",
        "a<b>c",
        "{}",
        "%s%n",
        "'",
    ] {
        let output = bench.run(&["query", query]);
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 2)), "{query:?}: {code:?}");
    }
    assert_eq!(ids(&bench, "\u{202e}визит"), ["visit"]);
    assert_eq!(ids(&bench, "е\u{308}лка"), ["tree"]);
}

#[test]
fn options_and_exit_codes() {
    let bench = bench();
    for args in [
        &["query", "--sort", "best"] as &[&str],
        &["query", "визит", "--format", "xml"],
        &["query", "--limit", "-1"],
        &["query", "--limit", "many"],
        &["query", "--facet", "colour"],
        &["query", "--limti"],
        &["query", "-x"],
        &["query", "визит", "Пекин"],
        &["query", "--since", "yesterday"],
        &["query", "--path", "["],
        &["completions", "tcl"],
        &["find"],
        &[],
    ] {
        let (code, errors) = refused(&bench, args);
        assert_eq!(code, 2, "{args:?}");
        assert!(!errors.is_empty(), "{args:?}");
    }
    for args in [
        &["query", "визит", "--limit", "0"] as &[&str],
        &["query", "--offset", "1000"],
        &["query", "нетакогослова"],
        &[
            "query",
            "визит",
            "--explain",
            "--facet",
            "person,place,org,agency,year,month",
        ],
        &["query", "--help"],
        &["completions", "bash"],
    ] {
        assert_eq!(bench.run(args).status.code(), Some(0), "{args:?}");
    }
    let page = bench.ok(&[
        "query", "--limit", "0", "--facet", "year", "--format", "json",
    ]);
    let page: Value = serde_json::from_str(&page).unwrap();
    assert_eq!(page["total"], 13);
    assert_eq!(page["hits"], json!([]));
    assert_eq!(
        page["facets"]["year"],
        json!([{"value": "2025", "count": 13}])
    );
    let csv = bench.ok(&["query", "визит", "--format", "csv"]);
    assert!(
        csv.starts_with("id,path,ordinal,") && csv.lines().count() == 2,
        "{csv}"
    );
}

#[test]
fn a_missing_index_is_told() {
    let bench = Bench::new();
    let (code, errors) = refused(&bench, &["query", "визит"]);
    assert_eq!(code, 1);
    assert!(errors.contains("depesha ingest"), "{errors}");
}

#[test]
fn facets_say_how_many_values_they_left_out() {
    let bench = Bench::new();
    let agencies = ["ТАСС", "Reuters", "Yonhap", "AFP", "БелТА", "Кабар"];
    let lines: Vec<String> = (0..60)
        .map(|n| {
            json!({"id": n.to_string(), "date": format!("{}-05-05", 1950 + n),
                "agency": agencies[n % 6], "text": format!("Отчёт номер {n}. Гости города Казань.")})
            .to_string()
        })
        .collect();
    bench.write("a.jsonl", lines.join("\n"));
    bench.ingest(&[]);
    let page = |limit: &[&str]| -> Value {
        let facets = [
            "query",
            "--limit",
            "0",
            "--facet",
            "agency,year",
            "--format",
            "json",
        ];
        serde_json::from_str(&bench.ok(&[&facets[..], limit].concat())).unwrap()
    };
    let all = page(&[]);
    let years = all["facets"]["year"].as_array().unwrap();
    assert_eq!(years.len(), 60);
    assert_eq!(years[0], json!({"value": "1950", "count": 1}));
    assert_eq!(all.get("facets_more"), None);
    let cut = page(&["--facet-limit", "4"]);
    assert_eq!(cut["facets"]["agency"].as_array().unwrap().len(), 4);
    assert_eq!(cut["facets_more"], json!({"agency": 2, "year": 56}));
    assert_eq!(page(&["--facet-limit", "0"])["facets"], all["facets"]);
    let text = bench.ok(&[
        "query",
        "--limit",
        "0",
        "--facet",
        "agency",
        "--facet-limit",
        "4",
    ]);
    assert!(text.contains("and 2 more"), "{text}");
}

#[test]
fn agencies_answer_to_all_their_names() {
    let bench = Bench::new();
    let lines: Vec<String> = ["ИТАР-ТАСС", "Reuters", "Yonhap", "Вечерний порт"]
        .iter()
        .map(|name| json!({"id": name, "agency": name, "text": "Совещание закрылось."}).to_string())
        .collect();
    bench.write(
        "a.jsonl",
        format!(
            "{}\n{}",
            lines.join("\n"),
            json!({"id": "kcna", "text": dispatch("Пхеньян", 4, "Поезд прибыл.")})
        ),
    );
    bench.ingest(&[]);
    for (asked, expected) in [
        ("ИТАР-ТАСС", "ИТАР-ТАСС"),
        ("tass", "ИТАР-ТАСС"),
        ("REUTERS", "Reuters"),
        ("Рейтер", "Reuters"),
        ("yonhap", "Yonhap"),
        ("Рёнхап", "Yonhap"),
        ("Ёнхап", "Yonhap"),
        ("KCNA", "kcna"),
        ("вечерний порт", "Вечерний порт"),
    ] {
        for args in [
            vec!["query", "--agency", asked],
            vec!["query", &format!("агентство:\"{asked}\"")],
        ] {
            let found = bench.lines(&[&args[..], &["--format", "jsonl"]].concat());
            let found: Vec<&Value> = found.iter().map(|hit| &hit["id"]).collect();
            assert_eq!(found, [expected], "{args:?}");
        }
    }
}

#[test]
fn filters_that_cannot_be_meant_are_refused() {
    let bench = bench();
    for (args, message) in [
        (&["--person", ""][..], "`--person` has no value"),
        (&["--place", " "], "`--place` has no value"),
        (&["--agency", ""], "`--agency` has no value"),
        (&["--path", ""], "`--path` has no value"),
        (&["--org", "*"], "--org \"*\": a wildcard needs"),
        (&["--person", "Лунин~3"], "the edit distance must be 1 or 2"),
        (
            &["--since", "2010", "--until", "2000"],
            "the range ends before it starts",
        ),
    ] {
        for command in ["query", "timeline"] {
            let (code, errors) = refused(&bench, &[&[command][..], args].concat());
            assert_eq!(code, 2, "{args:?}");
            assert!(errors.contains(message), "{args:?}: {errors}");
        }
    }
    let (code, _) = refused(&bench, &["changes", "--person", ""]);
    assert_eq!(code, 2);
    let found = bench.lines(&["query", "--place", "Пек*", "--format", "jsonl"]);
    assert!(found.iter().any(|hit| hit["id"] == "visit"), "{found:?}");
}

#[test]
fn help_names_the_forms_that_a_command_has() {
    let bench = Bench::new();
    for (command, has_csv) in [
        ("query", true),
        ("timeline", true),
        ("entities", true),
        ("changes", true),
        ("runs", true),
        ("ingest", false),
        ("extract", false),
        ("show", false),
        ("stats", false),
        ("check", false),
        ("analyze", false),
        ("watch", false),
        ("schedule", false),
        ("searches", false),
    ] {
        let help = bench.ok(&[command, "-h"]);
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains("[possible values: text, "), "{help}");
        assert_eq!(help.contains("csv]"), has_csv, "{command}: {help}");
        if !has_csv {
            let mut args = vec![command, "--format", "csv"];
            if !matches!(command, "stats" | "searches") {
                args.insert(1, "x");
            }
            let (code, errors) = refused(&bench, &args);
            assert_eq!(code, 2, "{command}");
            assert!(errors.contains("possible values"), "{command}: {errors}");
        }
    }
    bench.write("a.txt", dispatch("Пхеньян", 4, "Поезд прибыл."));
    bench.ingest(&[]);
    let csv = bench.ok(&["runs", "--format", "csv"]);
    let mut lines = csv.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("run,started,finished,corpus,files,")
    );
    assert!(
        lines.next().unwrap().ends_with(",1,0,1,0,1,0,0,0,0,0"),
        "{csv}"
    );
}

#[test]
fn damage_is_told_with_what_to_do() {
    let bench = bench();
    let generation = bench.index().join("generation-1");
    let name = |entry: std::fs::DirEntry| entry.path();
    let file = std::fs::read_dir(&generation)
        .unwrap()
        .map(|entry| name(entry.unwrap()))
        .find(|path| path.extension().is_some_and(|end| end == "term"))
        .unwrap();
    let whole = std::fs::read(&file).unwrap();
    for damage in [Some(&whole[..10]), None] {
        match damage {
            Some(bytes) => std::fs::write(&file, bytes).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        let (code, errors) = refused(&bench, &["query", "визит"]);
        assert_eq!(code, 1);
        assert!(errors.contains("depesha check --repair"), "{errors}");
        assert!(errors.contains(file.to_str().unwrap()), "{errors}");
        for word in ["Failed to open", "IoError", "FileDoesNotExist"] {
            assert!(!errors.contains(word), "{errors}");
        }
    }
}

#[test]
fn an_empty_variable_names_no_index() {
    let folder = tempfile::tempdir().unwrap();
    let output = assert_cmd::Command::cargo_bin("depesha")
        .unwrap()
        .arg("stats")
        .current_dir(folder.path())
        .env("DEPESHA_INDEX", "")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("no index in depesha-index"), "{errors}");
}

#[test]
fn the_index_may_be_named_by_the_environment() {
    let bench = bench();
    let output = assert_cmd::Command::cargo_bin("depesha")
        .unwrap()
        .args(["query", "визит", "--format", "jsonl"])
        .env("DEPESHA_INDEX", bench.index())
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let bench = bench();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("depesha"))
        .args(["query", "--limit", "100", "--index"])
        .arg(bench.index())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut errors = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut errors)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{errors}");
    assert!(!errors.contains("error"), "{errors}");
}

#[test]
fn colours_are_for_terminals() {
    let bench = bench();
    assert!(!bench.ok(&["query", "визит"]).contains('\u{1b}'));
    let coloured = bench.ok(&["query", "визит", "--color", "always"]);
    assert!(coloured.contains('\u{1b}'));
    assert!(
        !bench
            .ok(&["query", "визит", "--color", "never"])
            .contains('\u{1b}')
    );
    let json = bench.ok(&["query", "визит", "--color", "always", "--format", "jsonl"]);
    assert!(!json.contains('\u{1b}'));
}

#[test]
fn snippets_are_sound_markup() {
    let bench = bench();
    let page = bench.ok(&["query", "один", "--format", "json"]);
    let page: Value = serde_json::from_str(&page).unwrap();
    let snippet = page["hits"][0]["snippet"].as_str().unwrap();
    assert!(
        snippet.contains("&quot;<mark>Один</mark>&quot;"),
        "{snippet}"
    );
    assert!(
        snippet.contains("&lt;b&gt;&amp;amp;&lt;/b&gt;"),
        "{snippet}"
    );
}

#[test]
fn analyze_tells_what_the_index_holds() {
    let output = assert_cmd::Command::cargo_bin("depesha")
        .unwrap()
        .args(["analyze", "--no-context"])
        .write_stdin("Премьер-министра ждут, стали\n")
        .output()
        .unwrap();
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    let tokens = line["tokens"].as_array().unwrap();
    assert_eq!(tokens[0]["lemmas"], json!(["премьер-министр"]));
    assert_eq!(tokens[0]["parts"], json!(["премьер", "министр"]));
    assert_eq!(tokens[2]["lemmas"], json!([]));
    assert_eq!(tokens[3]["lemmas"], json!(["стать", "сталь"]));
    assert_eq!(
        (&tokens[3]["start"], &tokens[3]["end"]),
        (&json!(23), &json!(28))
    );
}

#[test]
fn messages_say_what_is_meant() {
    let bench = Bench::new();
    bench.write(
        "a.md",
        "# Снег в Зимогорске\n\nСнег шёл весь день, и дороги замело.\n",
    );
    bench.ingest(&[]);
    let text = bench.ok(&["query", "title:снег"]);
    assert!(text.starts_with("Снег в Зимогорске\n"), "{text}");
    // What no search finds has a header all the same.
    let csv = bench.ok(&["timeline", "вьюга", "--format", "csv"]);
    assert_eq!(csv, "date,count\n");
    let output = bench.run(&["timeline", "снег"]);
    let note = String::from_utf8(output.stderr).unwrap();
    assert_eq!(note, "1 hits, 1 without a date\n");
    bench.write(
        "a.md",
        "# Снег в Зимогорске\n\nСнег шёл весь день, и дороги расчистили.\n",
    );
    bench.ingest(&[]);
    let text = bench.ok(&["query", "--history", "замело"]);
    assert!(
        text.contains("old version, seen from run 1 to before run 2"),
        "{text}"
    );
    for (args, expected) in [
        (
            vec!["changes", "--since", "abc"],
            "the number of a run, such as 12",
        ),
        (
            vec!["query", "--as-of", "foo"],
            "the number of a run, such as 12",
        ),
        (
            vec!["query", "--mentions", "862"],
            "a year has four digits, 0862",
        ),
        (vec!["query", "person:-Сомов"], "as in `-place:"),
    ] {
        let (code, errors) = refused(&bench, &args);
        assert_eq!(code, 2, "{args:?}");
        assert!(errors.contains(expected), "{args:?}: {errors}");
    }
    let file = bench.beside("saved").join("f.toml");
    std::fs::write(
        &file,
        "[[search]]\nname = \"Снег\"\nquery = \"снег (иней\"\n",
    )
    .unwrap();
    let (code, errors) = refused(&bench, &["searches", "--searches", file.to_str().unwrap()]);
    assert_eq!(code, 2);
    let lines: Vec<&str> = errors.lines().collect();
    assert!(
        lines[0].ends_with("search \"Снег\": this parenthesis is never closed at character 6"),
        "{errors}"
    );
    assert_eq!(lines[1..], ["  снег (иней", "       ^"]);
}
