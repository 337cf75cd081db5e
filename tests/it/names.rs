//! Names over a whole archive: `authority.toml` and spellings, from the outside.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Bench, dispatch};

/// Three dispatches with three names, of which a reader may know that two are one person's.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.write(
        "a.txt",
        dispatch(
            "Москва",
            3,
            "Профессор Игорь Сомов приехал в Казань. Сомов выступил с докладом.",
        ),
    );
    bench.write(
        "b.txt",
        dispatch(
            "Москва",
            4,
            "Художник Гарик Сомин открыл выставку. Её посетил профессор Игорь Сомов.",
        ),
    );
    bench.write(
        "c.txt",
        dispatch("Москва", 5, "Художник Гарик Сомин уехал в Тулу."),
    );
    bench.ingest(&[]);
    bench
}

fn found(bench: &Bench, query: &[&str]) -> Vec<String> {
    let mut args = vec!["query", "--format", "jsonl", "--sort", "oldest"];
    args.extend(query);
    let hits = bench.lines(&args);
    let path = |hit: &Value| hit["path"].as_str().unwrap().to_owned();
    hits.iter().map(path).collect()
}

fn persons(bench: &Bench) -> Vec<(String, u64)> {
    let args = ["query", "--facet", "person", "--format", "json"];
    let page: Value = serde_json::from_str(&bench.ok(&args)).unwrap();
    let values = page["facets"]["person"].as_array().unwrap().clone();
    values
        .iter()
        .map(|value| {
            let name = value["value"].as_str().unwrap().to_owned();
            (name, value["count"].as_u64().unwrap())
        })
        .collect()
}

#[test]
fn authority_joins_names_and_lets_them_go_again() {
    let bench = bench();
    let somov = ("Игорь Сомов".to_owned(), 2);
    let somin = ("Гарик Сомин".to_owned(), 2);
    assert_eq!(persons(&bench), [somin.clone(), somov.clone()]);
    assert_eq!(
        found(&bench, &["--person", "Игорь Сомов"]),
        ["a.txt", "b.txt"]
    );

    let file = bench.index().join("authority.toml");
    fs::write(
        &file,
        "[[person]]\nname = \"Игорь Павлович Сомов\"\naliases = [\"Игорь Сомов\", \"гарик  сомин\"]\n",
    )
    .unwrap();
    // A dispatch with both names counts once.
    let joined = [("Игорь Павлович Сомов".to_owned(), 3)];
    assert_eq!(persons(&bench), joined);
    for name in ["Игоря Сомова", "Гарик Сомин", "Игорь Павлович Сомов"]
    {
        let all = ["a.txt", "b.txt", "c.txt"];
        assert_eq!(found(&bench, &["--person", name]), all, "{name}");
    }
    let exact = ["person:=\"Игорь Павлович Сомов\""];
    assert_eq!(found(&bench, &exact).len(), 3);
    let hits = bench.lines(&["query", "--person", "Гарик Сомин", "--format", "jsonl"]);
    for hit in &hits {
        assert_eq!(hit["persons"], serde_json::json!(["Игорь Павлович Сомов"]));
        assert!(hit["snippet"].as_str().unwrap().contains("<mark>"), "{hit}");
    }
    let lines = bench.lines(&[
        "entities",
        "Сомин",
        "--kind",
        "person",
        "--explain",
        "--format",
        "jsonl",
    ]);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0]["name"], "Игорь Павлович Сомов");
    let spellings = lines[0]["spellings"].as_array().unwrap();
    let rules: Vec<&str> = spellings
        .iter()
        .map(|spelling| spelling["rule"].as_str().unwrap())
        .collect();
    assert_eq!(
        rules,
        ["same name", "authority.toml: Игорь Павлович Сомов"],
        "{lines:?}"
    );

    // The file holds through another run, and without it all is as before.
    bench.write("d.txt", dispatch("Москва", 6, "Игорь Сомов вернулся."));
    bench.ingest(&[]);
    assert_eq!(persons(&bench), [("Игорь Павлович Сомов".to_owned(), 4)]);
    fs::remove_file(&file).unwrap();
    assert_eq!(persons(&bench), [("Игорь Сомов".to_owned(), 3), somin]);
}

#[test]
fn entities_explain_names_the_evidence() {
    let bench = Bench::new();
    bench.write(
        "a.txt",
        dispatch(
            "Москва",
            3,
            "В столицу прибыл художник Уильям Тернер (William Turner). Тернер открыл выставку.",
        ),
    );
    bench.ingest(&[]);
    let explain = |name: &str| {
        let args = [
            "entities",
            name,
            "--kind",
            "person",
            "--explain",
            "--format",
            "jsonl",
        ];
        let lines = bench.lines(&args);
        assert_eq!(lines.len(), 1, "{lines:?}");
        lines[0]["spellings"][0].clone()
    };
    let spelling = explain("Уильяма Тернера");
    assert_eq!(spelling["rule"], "inflected form");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let forms = spelling["forms"].as_array().unwrap();
    let forms: Vec<(String, String)> = forms
        .iter()
        .map(|form| (text(&form["text"]), text(&form["rule"])))
        .collect();
    let expected = [
        ("William Turner", "foreign spelling in brackets"),
        ("Тернер", "shortened form"),
    ];
    assert_eq!(forms, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(spelling["forms"][0]["path"], "a.txt");
    let rule = text(&explain("William Turner")["rule"]);
    assert!(rule.contains(": "), "{rule}");
}

#[test]
fn each_slot_of_a_phrase_is_a_mention_of_its_own() {
    let bench = Bench::new();
    for (name, day, text) in [
        (
            "one",
            3,
            "Сергей Лавров встретился с журналистами в Москве.",
        ),
        (
            "two",
            4,
            "Сергей Лавров встретился с Сергеем Шойгу, передаёт агентство.",
        ),
        ("place", 5, "Владимир Путин посетил Нижний Новгород."),
        ("places", 6, "Поезд прошёл Тверь, Нижний Новгород и Казань."),
        ("days", 7, "Совещание прошло 5 мая 2020 года в школе."),
    ] {
        bench.write(&format!("{name}.txt"), dispatch("Минск", day, text));
    }
    bench.ingest(&[]);
    for (query, expected) in [
        ("\"<person> встретился с <person>\"", "two.txt"),
        ("\"<person> встретился с <person>\"~3", "two.txt"),
        ("\"<person> <person>\"", ""),
        ("\"<person> <person>\"~3", "two.txt"),
        // A name is none beside itself.
        ("\"Лавров <person>\"~1", ""),
        ("\"Лавров <person>\"~3", "two.txt"),
        ("\"<place> <place>\"", "places.txt"),
        ("\"<place> <place> и <place>\"", "places.txt"),
        ("\"<date> <date>\"~1", ""),
        ("\"посетил <place>\"", "place.txt"),
        ("\"<person> посетил <place>\"", "place.txt"),
        ("\"прошло <date> в школе\"", "days.txt"),
        ("\"<person> встретился\"", "one.txt two.txt"),
    ] {
        assert_eq!(found(&bench, &[query]).join(" "), expected, "{query}");
    }
    let hits = bench.lines(&["query", "\"<person> посетил <place>\"", "--format", "jsonl"]);
    let snippet = hits[0]["snippet"].as_str().unwrap();
    assert!(
        snippet.contains("<mark>Владимир Путин посетил Нижний Новгород</mark>"),
        "{snippet}"
    );
    let hits = bench.lines(&["query", "\"<person> <person>\"~3", "--format", "jsonl"]);
    let snippet = hits[0]["snippet"].as_str().unwrap();
    assert!(
        snippet.contains("<mark>Сергей Лавров</mark> встретился с <mark>Сергеем Шойгу</mark>"),
        "{snippet}"
    );
}

/// A dictionary has "маска" and "токай", and gives forms of names that it lacks one paradigm or
/// another: whichever case is asked for finds all.
#[test]
fn a_word_finds_a_name_in_all_cases() {
    let bench = Bench::new();
    let names = [
        ["Пётр Маск", "Петра Маска", "Петру Маску", "Петром Маском"],
        [
            "Пётр Токаев",
            "Петра Токаева",
            "Петру Токаеву",
            "Петром Токаевым",
        ],
        ["Пётр Мерц", "Петра Мерца", "Петру Мерцу", "Петром Мерцем"],
        ["Ким Сон Ын", "Ким Сон Ына", "Ким Сон Ыну", "Ким Сон Ыном"],
        ["Ким Чжэ Ин", "Ким Чжэ Ина", "Ким Чжэ Ину", "Ким Чжэ Ином"],
    ];
    for (number, [subject, whose, whom, with]) in names.iter().enumerate() {
        for (case, body) in [
            format!("{subject} приехал в Казань утром."),
            format!("Доклад {whose} был о погоде."),
            format!("Рабочие вручили {whom} цветы."),
            format!("Художник встретился с {with} вечером."),
        ]
        .iter()
        .enumerate()
        {
            bench.write(&format!("{number}-{case}.txt"), dispatch("Москва", 3, body));
        }
    }
    bench.ingest(&[]);
    for (number, cases) in names.iter().enumerate() {
        for name in cases {
            let word = name.rsplit(' ').next().unwrap();
            // The case that is also a thing's own name asks for the thing.
            if word == "Маска" {
                continue;
            }
            let hits = found(&bench, &[word, "--all-alike"]);
            let own = format!("{number}-");
            let hits = hits.iter().filter(|path| path.starts_with(&own)).count();
            assert_eq!(hits, 4, "{word}");
        }
    }
    assert!(!found(&bench, &["маска", "--all-alike"]).contains(&"0-0.txt".to_owned()));
}

#[test]
fn adjectives_name_places_on_request_only() {
    let bench = Bench::new();
    bench.write("a.txt", dispatch("Москва", 3, "Пекинский завод открыт."));
    bench.write(
        "b.txt",
        dispatch("Москва", 4, "Гость посетил, как сообщили, Пекин!"),
    );
    bench.write("c.txt", dispatch("Москва", 5, "Олег Лунин прибыл"));
    bench.ingest(&[]);
    assert_eq!(found(&bench, &["--place", "Пекин"]), ["b.txt"]);
    assert_eq!(
        found(&bench, &["--adjectives", "--place", "Пекин"]),
        ["a.txt", "b.txt"]
    );
    // Slots at punctuation, and at the start and the end of a text.
    assert_eq!(found(&bench, &["\"посетил <place>\"~4"]), ["b.txt"]);
    assert_eq!(found(&bench, &["\"<person> прибыл\""]), ["c.txt"]);
    for (filter, name, marked) in [
        ("--place", "Пекина", "<mark>Пекин</mark>"),
        ("--person", "Лунина", "<mark>Олег Лунин</mark>"),
    ] {
        let hits = bench.lines(&["query", filter, name, "--format", "jsonl"]);
        assert_eq!(hits.len(), 1, "{hits:?}");
        assert!(
            hits[0]["snippet"].as_str().unwrap().contains(marked),
            "{hits:?}"
        );
    }
}

#[test]
fn authority_keeps_names_apart() {
    let bench = Bench::new();
    bench.write(
        "a.txt",
        dispatch("Сеул", 3, "Поэт Чон Чи Хун прочитал стихи."),
    );
    bench.write(
        "b.txt",
        dispatch("Сеул", 4, "Поэт Чон Чжи Хун прочитал стихи."),
    );
    bench.ingest(&[]);
    assert_eq!(found(&bench, &["--person", "Чон Чи Хун"]).len(), 2);
    fs::write(
        bench.index().join("authority.toml"),
        "[[person]]\nname = \"Чон Чи Хун\"\nnot = [\"Чон Чжи Хун\"]\n",
    )
    .unwrap();
    assert_eq!(found(&bench, &["--person", "Чон Чи Хун"]), ["a.txt"]);
    assert_eq!(found(&bench, &["--person", "Чон Чжи Хун"]), ["b.txt"]);
}

#[test]
fn authority_keeps_names_apart_in_every_form_of_the_question() {
    let bench = Bench::new();
    bench.write(
        "a.txt",
        dispatch(
            "Минск",
            3,
            "Инженер Пётр Сомин осмотрел завод. Сомин уехал.",
        ),
    );
    bench.write(
        "b.txt",
        dispatch("Минск", 4, "Инженер Игорь Сомин осмотрел завод."),
    );
    bench.ingest(&[]);
    fs::write(
        bench.index().join("authority.toml"),
        "[[person]]\nname = \"Пётр Сомин\"\naliases = [\"Сомин\"]\nnot = [\"Игорь Сомин\"]\n",
    )
    .unwrap();
    for asked in ["Сомин", "Сомина", "Сомину", "Somin"] {
        assert_eq!(found(&bench, &["--person", asked]), ["a.txt"], "{asked}");
    }
    assert_eq!(found(&bench, &["--person", "Igor Somin"]), ["b.txt"]);
}

#[test]
fn a_name_that_is_gone_keeps_no_other_from_being_found() {
    let bench = Bench::new();
    bench.write(
        "a.txt",
        dispatch("Минск", 3, "Инженер Роман Сомин осмотрел завод."),
    );
    bench.write(
        "b.txt",
        dispatch("Минск", 4, "Инженер Иван Роман осмотрел завод."),
    );
    bench.ingest(&[]);
    // A surname answers better than a given name.
    let asked = ["--person", "Роман"];
    assert_eq!(found(&bench, &asked), ["b.txt"]);
    bench.write("b.txt", dispatch("Минск", 4, "Завод осмотрели."));
    bench.ingest(&[]);
    assert_eq!(found(&bench, &asked), ["a.txt"]);
}

#[test]
fn a_malformed_authority_file_is_refused_with_its_line() {
    let bench = bench();
    let file = bench.index().join("authority.toml");
    for (text, expected) in [
        ("[[person]]\nname = \n", "line 2"),
        ("[[person]]\nnames = \"А\"\n", "line 2"),
        (
            "[[org]]\nname = \"А\"\n[[org]]\nname = \"Б\"\naliases = [\"а\"]\n",
            "authority.toml:5:",
        ),
    ] {
        fs::write(&file, text).unwrap();
        for args in [&["query", "Казань"][..], &["entities"]] {
            let output = bench.run(args);
            let message = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{message}");
            assert!(message.contains(expected), "{message}");
            assert!(output.stdout.is_empty());
        }
    }
    // Nothing is lost: a run goes on, and without the file all is there.
    assert_eq!(bench.ingest(&[]).1, 0);
    fs::remove_file(&file).unwrap();
    assert_eq!(found(&bench, &["Казань"]), ["a.txt"]);
}

#[test]
fn names_in_a_title_outside_the_text_are_found() {
    let bench = Bench::new();
    let documents = [
        json!({"id": "both", "title": "Шишкина приняли в Минске", "date": "2025-09-04",
            "text": "Инженер Иван Сергеевич Шишкин осмотрел завод."}),
        json!({"id": "title", "title": "Пётр Лопухин прибыл в Гродно 3 сентября",
            "date": "2025-09-04", "text": "Снег ещё не выпал."}),
    ];
    bench.write(
        "a.jsonl",
        documents.map(|document| document.to_string()).join("\n"),
    );
    bench.ingest(&[]);
    let found = |args: &[&str]| -> Vec<(String, String)> {
        let fixed = ["query", "--format", "jsonl"];
        bench
            .lines(&[&fixed[..], args].concat())
            .iter()
            .map(|hit| {
                let text = |key: &str| hit[key].as_str().unwrap().to_owned();
                (text("id"), text("snippet"))
            })
            .collect()
    };
    let marked = "<mark>Пётр Лопухин</mark> прибыл в Гродно 3 сентября";
    assert_eq!(
        found(&["--person", "Лопухина"]),
        [("title".to_owned(), marked.to_owned())]
    );
    assert_eq!(found(&["--place", "Гродно"])[0].0, "title");
    assert_eq!(found(&["--mentions", "2025-09-03"])[0].0, "title");
    assert_eq!(found(&["title:\"<person> прибыл\""])[0].0, "title");
    // The surname in the headline is that of the man in the text.
    assert_eq!(found(&["--place", "Минск"])[0].0, "both");
    let record: Value =
        serde_json::from_str(&bench.ok(&["show", "both", "--format", "json"])).unwrap();
    let mention = &record["title_entities"][0];
    assert_eq!(mention["text"], "Шишкина");
    assert_eq!(mention["canonical"], "Иван Сергеевич Шишкин");
    assert_eq!(record["entities"][0]["canonical"], "инженер");
}

#[test]
fn a_list_of_names_takes_patterns() {
    let bench = bench();
    let names = |prefix: &str| -> Vec<String> {
        let lines = bench.lines(&["entities", prefix, "--kind", "person", "--format", "jsonl"]);
        let name = |line: &Value| line["name"].as_str().unwrap().to_owned();
        lines.iter().map(name).collect()
    };
    let all = names("");
    assert_eq!(all.len(), 2, "{all:?}");
    for (pattern, expected) in [
        ("Сом*", 2),
        ("Г*", 1),
        ("Сом?в", 1),
        ("*мин", 1),
        ("Сомиг~1", 1),
        ("Сом", 2),
    ] {
        assert_eq!(names(pattern).len(), expected, "{pattern}");
    }
    let list = bench.lines(&["entities", "Сом*", "--explain", "--format", "jsonl"]);
    assert_eq!(list[0]["spellings"][0]["rule"], "pattern");
    let output = bench.run(&["entities", "*"]);
    assert_eq!(output.status.code(), Some(2));
    // Letters of another alphabet that look alike: this o is Latin.
    assert_eq!(found(&bench, &["person:С\u{6f}мин"]).len(), 2);
    assert_eq!(found(&bench, &["--person", "С\u{6f}мин"]).len(), 2);
    assert_eq!(
        found(&bench, &["\"Гарик Самин~1\""]),
        found(&bench, &["художник"])
    );
}

#[test]
fn filters_of_changes_are_those_of_queries() {
    let bench = bench();
    let changed = |filters: &[&str]| -> Vec<String> {
        let mut args = vec!["changes", "--all", "--format", "jsonl"];
        args.extend(filters);
        let path = |change: &Value| change["path"].as_str().unwrap().to_owned();
        bench.lines(&args).iter().map(path).collect()
    };
    for (filters, expected) in [
        (vec!["--person", "Сомов"], vec!["a.txt", "b.txt"]),
        (
            vec!["--person", "Игорь Сомов", "--person", "Гарик Сомин"],
            vec!["a.txt", "b.txt", "c.txt"],
        ),
        (vec!["--person", "Игорь Сомов", "--place", "Тула"], vec![]),
        (
            vec!["--person", "Гарик Сомин", "--place", "Тула"],
            vec!["c.txt"],
        ),
    ] {
        assert_eq!(changed(&filters), expected, "{filters:?}");
        assert_eq!(found(&bench, &filters), expected, "{filters:?}");
    }
    let page: Value = serde_json::from_str(&bench.ok(&[
        "query",
        "--facet",
        "place,person,place",
        "--format",
        "json",
    ]))
    .unwrap();
    assert_eq!(page["facets"].as_object().unwrap().len(), 2);
}
