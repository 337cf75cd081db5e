//! Queries against a small index in memory: what comes in is a query, what is compared are the
//! ids of its hits.

use jiff::civil::Date;
use proptest::prelude::*;

use super::*;
use crate::entity::EntityKind;
use crate::entity::date::parse_query_interval;
use crate::index::{Archive, PreparedDispatch};
use crate::ledger::{End, EndKind, Origin, Version};
use crate::record::{EntityRecord, IntervalRecord, Offsets, Record};
use crate::text;

/// A record of `marked`, in which mentions stand as `⟦kind:name|as written⟧`; kinds are `p`
/// (person), `l` (place), `a` (adjective of a place), `o`, `r` and `d` (whose name is a date or
/// range of dates). A first line before `‖` is the title.
fn record(id: &str, published: Option<&str>, marked: &str) -> Record {
    let mut text = String::new();
    let mut title_at = None;
    let mut entities = Vec::new();
    let mut rest = marked;
    while let Some(c) = rest.chars().next() {
        let start = text.chars().count();
        if c == '‖' {
            title_at = Some(Offsets {
                start: 0,
                end: start,
            });
            text.push('\n');
        } else if c == '⟦' {
            let (mention, _) = rest[c.len_utf8()..].split_once('⟧').unwrap();
            let (what, written) = mention.split_once('|').unwrap();
            let (kind, name) = what.split_once(':').unwrap();
            let date = (kind == "d").then(|| {
                let interval = parse_query_interval(name).unwrap();
                IntervalRecord {
                    from: interval.from.unwrap(),
                    to: interval.to.unwrap(),
                }
            });
            text.push_str(written);
            entities.push(EntityRecord {
                kind: match kind {
                    "p" => EntityKind::Person,
                    "l" | "a" => EntityKind::Place,
                    "o" => EntityKind::Org,
                    "r" => EntityKind::Role,
                    _ => EntityKind::Date,
                },
                start,
                end: start + written.chars().count(),
                text: written.to_owned(),
                canonical: date.is_none().then(|| name.to_owned()),
                adjective: kind == "a",
                geoname: None,
                country: None,
                lat: None,
                lon: None,
                date,
                granularity: None,
                rule: date.map(|_| "day-month".to_owned()),
                reference: None,
                time_of_day: None,
            });
            rest = &rest[rest.find('⟧').unwrap() + '⟧'.len_utf8()..];
            continue;
        } else {
            text.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    let (adjectives, entities) = entities
        .into_iter()
        .partition(|entity: &EntityRecord| entity.adjective);
    let title = title_at.map(|at| text.chars().take(at.end).collect());
    Record {
        id: id.to_owned(),
        path: format!("2025/{id}.txt"),
        ordinal: 0,
        title,
        agency: None,
        dateline: None,
        published: published.map(|date| date.parse().unwrap()),
        language: Some("ru".to_owned()),
        text,
        title_at,
        entities,
        adjectives,
        title_entities: Vec::new(),
        warnings: Vec::new(),
    }
}

fn version(record: &Record, first_run: u64, last_run: Option<u64>) -> Version {
    Version {
        root: "corpus".to_owned(),
        file: crate::ledger::file_key("corpus", &record.path),
        content: record.content_hash(),
        first_run,
        placed_run: first_run,
        origin: Origin::Added,
        end: last_run.map(|run| End {
            run,
            kind: EndKind::Changed,
        }),
    }
}

fn index(records: &[(Record, u64, Option<u64>)]) -> Searcher {
    let archive = Archive::in_memory().unwrap();
    let mut writer = archive.writer(None, 1, 50_000_000).unwrap();
    for (n, (record, first_run, last_run)) in records.iter().enumerate() {
        let tokens = text::tokenize(&record.text);
        let prepared = PreparedDispatch::new(record, &tokens);
        writer
            .add_dispatch(prepared, &version(record, *first_run, *last_run))
            .unwrap();
        // Several segments, as in an archive that grows.
        if n % 3 == 2 {
            writer.commit().unwrap();
        }
    }
    writer.finish().unwrap();
    Searcher::new(&archive).unwrap()
}

fn live(records: Vec<Record>) -> Searcher {
    let records: Vec<_> = records.into_iter().map(|r| (r, 1, None)).collect();
    index(&records)
}

fn archive() -> Searcher {
    let mut records = vec![
        record(
            "mission",
            Some("2025-09-04"),
            "Делегация прибыла с морозом‖⟦l:Пекин|Пекин⟧, ⟦d:2025-09-04|4 сентября⟧. Делегация во \
             главе с ⟦p:Пётр Иванович Сомин|Петром Ивановичем Соминым⟧ прибыла в ⟦l:Пекин|Пекин⟧. \
             ⟦r:министр|Министр⟧ проведёт встречу в ⟦l:Пекин|Пекине⟧ ⟦d:2025-09-05|завтра⟧.",
        ),
        record(
            "snow",
            Some("2024-12-01"),
            "В ⟦l:Казань|Казани⟧ выпал первый снег. Ёлки на площади убрали в снег и лёд. ⟦p:Анна \
             Лунина|Анна Лунина⟧ посетила ⟦o:обсерватория|обсерваторию⟧.",
        ),
        record(
            "rocket",
            Some("2023-04-12"),
            "Ракета-носитель стартовала‖Ракетный двигатель проработал штатно. Ракету готовили в \
             ⟦l:Самара|Самаре⟧ с ⟦d:2022|2022 года⟧. ⟦a:Россия|Российские⟧ инженеры довольны.",
        ),
        record(
            "undated",
            None,
            "Первого мороза ждали долго: снег мешал. ⟦p:Пётр Сомин|Сомин⟧ посетил на другой день \
             ⟦l:Токио|Токио⟧.",
        ),
        record(
            "english",
            Some("2025-01-01"),
            "The delegation visits Beijing. Meetings were held. 平壤市民",
        ),
    ];
    records[4].language = Some("en".to_owned());
    records[0].agency = Some("РИА Новости".to_owned());
    records[1].agency = Some("ТАСС".to_owned());
    live(records)
}

fn ids(searcher: &Searcher, request: &SearchRequest) -> Vec<String> {
    let page = searcher.search(request).unwrap();
    assert_eq!(page.total, page.hits.len());
    page.hits.into_iter().map(|hit| hit.id).collect()
}

fn request(query: &str) -> SearchRequest {
    SearchRequest {
        query: parse(query).unwrap_or_else(|error| panic!("{}", error.render())),
        limit: 100,
        ..SearchRequest::default()
    }
}

/// `expected` ids in any order.
#[track_caller]
fn check(searcher: &Searcher, query: &str, expected: &[&str]) {
    let mut found = ids(searcher, &request(query));
    found.sort();
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(found, expected, "{query}");
}

#[test]
fn words() {
    let archive = &archive();
    check(
        archive,
        "",
        &["mission", "snow", "rocket", "undated", "english"],
    );
    check(archive, "мороз", &["mission", "undated"]);
    check(archive, "МОРОЗОМ", &["mission", "undated"]);
    check(archive, "елка", &["snow"]);
    check(archive, "ёлками", &["snow"]);
    check(archive, "=морозом", &["mission"]);
    check(archive, "=мороз", &[]);
    check(archive, "=Елки", &["snow"]);
    check(archive, "ракет*", &["rocket"]);
    check(archive, "*ракет*", &["rocket"]);
    check(archive, "стартова?а", &["rocket"]);
    check(archive, "стартова?", &[]);
    check(archive, "первй~1", &["snow", "undated"]);
    check(archive, "длого~1", &["undated"]);
    check(archive, "длгоо~1", &[]);
    check(archive, "длого", &[]);
    check(archive, "visited", &["english"]);
    check(archive, "meeting", &["english"]);
    check(archive, "平壤", &["english"]);
    check(archive, "壤市民", &["english"]);
    check(archive, "壤平", &[]);
    check(archive, "нетакогослова", &[]);
}

#[test]
fn operators() {
    let archive = &archive();
    check(archive, "мороз снег", &["undated"]);
    check(archive, "мороз OR снег", &["mission", "undated", "snow"]);
    check(archive, "снег ИЛИ ракета", &["undated", "snow", "rocket"]);
    check(archive, "снег -мороз", &["snow"]);
    check(archive, "НЕ мороз", &["snow", "rocket", "english"]);
    check(archive, "NOT (мороз OR снег)", &["rocket", "english"]);
    check(archive, "мороз (снег OR встреча)", &["mission", "undated"]);
    check(
        archive,
        "ракета OR -снег",
        &["rocket", "mission", "english"],
    );
    check(archive, "-снег -мороз", &["rocket", "english"]);
    check(archive, "мороз -(снег OR встреча)", &[]);
}

#[test]
fn phrases() {
    let archive = &archive();
    check(archive, "\"встреча в Пекине\"", &["mission"]);
    check(archive, "\"встречей в Пекин\"", &["mission"]);
    check(archive, "=\"встречу в Пекине\"", &["mission"]);
    check(archive, "=\"встреча в Пекине\"", &[]);
    check(archive, "\"встреча Пекин\"", &[]);
    check(archive, "\"встреча Пекин\"~1", &["mission"]);
    check(archive, "\"Пекин встреча\"~1", &["mission"]);
    check(archive, "«первый снег»", &["snow"]);
    check(archive, "\"первый ракета\"~3", &[]);
    check(archive, "\"ракет* двигатель\"", &["rocket"]);
    check(archive, "\"посетил <place>\"~4", &["undated"]);
    check(archive, "\"посетил <place>\"~2", &[]);
    check(archive, "\"<person> посетил\"", &["snow", "undated"]);
    check(archive, "\"<person> прибыл\"", &["mission"]);
    check(archive, "\"<персона> посетил <организация>\"", &["snow"]);
    check(archive, "\"с <date>\"", &["rocket"]);
    check(archive, "title:\"прибыть с морозом\"", &["mission"]);
    check(archive, "title:\"прибыла мороз\"~1", &["mission"]);
}

fn compounds() -> Searcher {
    live(
        [
            ("ny", "Выставка открыта в ⟦l:Нью-Йорк|Нью-Йорке⟧ вчера."),
            ("delhi", "Выставка открыта в Нью-Дели."),
            ("york", "Герцог посетил город Йорк."),
            ("spb", "Завод работает в Санкт-Петербурге."),
            ("sm", "Курорт Санкт-Мориц ждёт гостей."),
            ("pm", "Премьер-министр прибыл утром."),
            ("pms", "Речь премьер–министра передало радио."),
            ("apart", "Встретили премьера министра обороны."),
            ("expm", "Прибыл и экс-премьер-министр."),
            ("min", "Министр прибыл."),
            ("vp", "Вице-премьер прибыл."),
            ("h17", "Пуск ракеты «Хвасон-17» удался."),
            ("h17s", "Пуск ракеты Хвасон 17 удался."),
            ("h17g", "Без Хвасона—17 не обошлось."),
            ("h12", "Пуск ракеты Хвасон-12, 17 мая."),
            ("hw", "Район Хвасон благоустроен."),
            ("so", "Доклад о социально-экономическом развитии."),
            ("rostov", "Мост в Ростове-на-Дону открыт."),
            ("flag", "Флаг бело-сине-красный."),
            ("still", "Дом по-прежнему цел."),
            ("former", "Письмо по прежнему адресу."),
            ("what", "Есть кое-что из-за гор."),
            ("covid", "Болезнь COVID-19 отступила."),
        ]
        .map(|(id, text)| record(id, Some("2025-01-01"), text))
        .to_vec(),
    )
}

#[test]
fn a_word_with_hyphens_is_found_whole() {
    let archive = &compounds();
    check(archive, "Нью-Йорк", &["ny"]);
    check(archive, "НЬЮ—ЙОРКА", &["ny"]);
    check(archive, "Йорк", &["ny", "york"]);
    check(archive, "Санкт-Петербурга", &["spb"]);
    check(archive, "премьер-министр", &["pm", "pms", "apart", "expm"]);
    check(
        archive,
        "премьер-министром",
        &["pm", "pms", "apart", "expm"],
    );
    check(archive, "министр", &["pm", "pms", "apart", "expm", "min"]);
    check(archive, "министр -премьер-министр", &["min"]);
    check(archive, "прибыл НЕ премьер-министр", &["min", "vp"]);
    check(archive, "Хвасон-17", &["h17", "h17s", "h17g"]);
    check(archive, "Хвасону-17", &["h17", "h17s", "h17g"]);
    check(archive, "Хвасон-18", &[]);
    check(archive, "Хвасон", &["h17", "h17s", "h17g", "h12", "hw"]);
    check(archive, "социально-экономический", &["so"]);
    check(archive, "экономический", &["so"]);
    check(archive, "Ростов-на-Дону", &["rostov"]);
    check(archive, "бело-сине-красного", &["flag"]);
    check(archive, "сине-красный", &["flag"]);
    check(archive, "бело-красный", &[]);
    check(archive, "по-прежнему", &["still"]);
    check(archive, "кое-что", &["what"]);
    check(archive, "что", &[]);
    check(archive, "из-за", &["what"]);
    check(archive, "covid-19", &["covid"]);
    check(archive, "title:премьер-министр", &[]);
}

#[test]
fn phrases_with_hyphens() {
    let archive = &compounds();
    check(archive, "\"премьер-министр прибыл\"", &["pm"]);
    check(archive, "\"министр прибыл\"", &["pm", "min"]);
    check(archive, "\"Хвасон 17\"", &["h17", "h17s", "h17g", "h12"]);
    check(archive, "\"ракета Хвасон 12 удаться\"", &[]);
    check(archive, "\"ракета Хвасон 17 удаться\"", &["h17", "h17s"]);
    check(archive, "\"ракета Хвасон-17 удаться\"", &["h17", "h17s"]);
    check(archive, "\"пуск Хвасон-17\"~3", &["h17", "h17s"]);
    check(archive, "\"удаться Хвасон-17\"~1", &["h17", "h17s"]);
    check(archive, "\"удаться пуск Хвасон 17\"~2", &["h17", "h17s"]);
    check(archive, "\"премьер-министр утро\"~1", &["pm"]);
    check(archive, "\"премьер-министр обороны\"~1", &["apart"]);
    check(archive, "\"открыта в <place> вчера\"", &["ny"]);
    check(archive, "\"по прежнему\"", &["former"]);
    check(archive, "\"COVID 19\"", &["covid"]);
    check(archive, "\"Ростов на Дону\"", &["rostov"]);
    check(archive, "\"мост в Ростове на-Дону открыт\"", &["rostov"]);
}

#[test]
fn exact_forms_and_patterns_with_hyphens() {
    let archive = &compounds();
    check(archive, "=Хвасон-17", &["h17"]);
    check(archive, "=\"Хвасон 17\"", &["h17s"]);
    check(archive, "=премьер-министра", &["pms"]);
    check(archive, "=министр", &["min"]);
    check(archive, "премьер-мин*", &["pm", "pms"]);
    check(archive, "*-министра", &["pms"]);
    check(archive, "\"премьер-мин* прибыл\"", &["pm"]);
    check(archive, "примьер-министр~1", &["pm", "pms", "expm"]);
    check(archive, "Хвасан-17~1", &["h17", "h17g"]);
}

#[test]
fn snippets_mark_words_with_hyphens_whole() {
    let archive = compounds();
    let snippet = |query: &str, id: &str| {
        let page = archive.search(&request(query)).unwrap();
        let hit = page.hits.iter().find(|hit| hit.id == id).unwrap();
        hit.snippet.to_html()
    };
    assert_eq!(
        snippet("Хвасон-17", "h17"),
        "Пуск ракеты «<mark>Хвасон-17</mark>» удался."
    );
    assert_eq!(
        snippet("Хвасон-17", "h17s"),
        "Пуск ракеты <mark>Хвасон 17</mark> удался."
    );
    assert_eq!(
        snippet("\"Хвасон 17\"", "h17"),
        "Пуск ракеты «<mark>Хвасон-17</mark>» удался."
    );
    assert_eq!(
        snippet("\"удаться Хвасон-17\"~3", "h17s"),
        "Пуск ракеты <mark>Хвасон 17</mark> <mark>удался</mark>."
    );
    assert_eq!(
        snippet("\"премьер-министр прибыл\"", "pm"),
        "<mark>Премьер-министр прибыл</mark> утром."
    );
    assert_eq!(
        snippet("министр", "pm"),
        "<mark>Премьер-министр</mark> прибыл утром."
    );
}

#[test]
fn fields() {
    let archive = &archive();
    check(archive, "person:Сомина", &["mission", "undated"]);
    check(archive, "person:\"Сомин П. И.\"", &["mission", "undated"]);
    check(archive, "person:=\"Пётр Сомин\"", &["undated"]);
    check(
        archive,
        "персона:(Сомин OR Лунину)",
        &["mission", "undated", "snow"],
    );
    check(archive, "-person:Сомин снег", &["snow"]);
    check(archive, "place:Пекине", &["mission"]);
    check(archive, "place:Россия", &[]);
    check(archive, "org:обсерватории", &["snow"]);
    check(archive, "должность:министр", &["mission"]);
    check(archive, "title:мороз", &["mission"]);
    check(archive, "title:ракета", &["rocket"]);
    check(archive, "title:ракета-носитель", &["rocket"]);
    check(archive, "agency:РИА", &["mission"]);
    check(archive, "agency:\"риа новости\"", &["mission"]);
    check(archive, "agency:тасс", &["snow"]);
    check(archive, "agency:ИТАР-ТАСС", &["snow"]);
    check(archive, "agency:tass", &["snow"]);
    check(archive, "agency:\"Ria Novosti\"", &["mission"]);
    check(archive, "agency:Reuters", &[]);
    check(archive, "lang:en", &["english"]);
    check(archive, "path:2025/s*.txt", &["snow"]);
    check(archive, "path:rocket.txt", &["rocket"]);
    check(archive, "published:2025", &["mission", "english"]);
    check(archive, "published:..2024-06", &["rocket"]);
    check(
        archive,
        "published:2024-12-01..2025-01-01",
        &["snow", "english"],
    );
    check(archive, "date:2025-09", &["mission"]);
    check(archive, "date:2025-09-05", &["mission"]);
    check(archive, "дата:2022-06-15", &["rocket"]);
    check(archive, "date:2023..2024", &[]);
}

#[test]
fn filters() {
    let archive = &archive();
    let all = || request("");
    let interval = |text| parse_query_interval(text).ok();
    let found = |request: SearchRequest| {
        let mut found = ids(archive, &request);
        found.sort();
        found
    };
    let names = |names: &[&str]| -> Vec<String> { names.iter().map(|n| n.to_string()).collect() };
    assert_eq!(
        found(SearchRequest {
            persons: names(&["Луниной", "Сомин"]),
            ..all()
        }),
        ["mission", "snow", "undated"]
    );
    assert_eq!(
        found(SearchRequest {
            persons: names(&["Сомин"]),
            places: names(&["Токио"]),
            ..all()
        }),
        ["undated"]
    );
    assert_eq!(
        found(SearchRequest {
            places: names(&["России"]),
            ..all()
        }),
        [""; 0]
    );
    assert_eq!(
        found(SearchRequest {
            places: names(&["России"]),
            adjectives: true,
            ..all()
        }),
        ["rocket"]
    );
    assert_eq!(
        found(SearchRequest {
            agencies: names(&["itar-tass"]),
            languages: names(&["ru"]),
            ..all()
        }),
        ["snow"]
    );
    assert_eq!(
        found(SearchRequest {
            persons: names(&["Лун*"]),
            ..all()
        }),
        ["snow"]
    );
    assert_eq!(
        found(SearchRequest {
            persons: names(&["=\"Пётр Сомин\"", "Лунена~1"]),
            ..all()
        }),
        ["snow", "undated"]
    );
    assert_eq!(
        found(SearchRequest {
            paths: names(&["snow.txt", "*/rocket.txt"]),
            ..all()
        }),
        ["rocket", "snow"]
    );
    assert_eq!(
        found(SearchRequest {
            published: SearchRequest::published_between(interval("2024"), interval("2025-01")),
            ..all()
        }),
        ["english", "snow"]
    );
    assert_eq!(
        found(SearchRequest {
            mentions: interval("2022-03")
                .into_iter()
                .chain(interval("2025-09-04"))
                .collect(),
            ..all()
        }),
        ["mission", "rocket"]
    );
}

#[test]
fn organisations_and_posts_in_any_form() {
    let searcher = live(vec![
        record(
            "museum",
            None,
            "Открылся ⟦o:Музей космонавтики|Музей космонавтики⟧.",
        ),
        record("seoul", None, "Заявил ⟦r:посол России|посол России⟧."),
        record("short", None, "Сообщил ⟦o:МИД Китая|МИД КНР⟧."),
        record(
            "long",
            None,
            "В ⟦o:Министерство иностранных дел КНР|Министерстве иностранных дел КНР⟧.",
        ),
        record(
            "director",
            None,
            "Сообщил ⟦r:генеральный директор|генеральный директор⟧.",
        ),
    ]);
    let found = |query| ids(&searcher, &request(query));
    assert_eq!(found("org:музея"), ["museum"]);
    assert_eq!(found("role:посла"), ["seoul"]);
    assert_eq!(found("role:\"послу РФ\""), ["seoul"]);
    assert_eq!(found("role:ГД"), [""; 0]);
    assert_eq!(found("org:МИД"), ["long", "short"]);
    assert_eq!(found("org:\"МИД Китая\""), ["long", "short"]);
    assert_eq!(found("org:\"МИД РФ\""), [""; 0]);
}

#[test]
fn exact_names() {
    let searcher = live(vec![
        record("wang", None, "Прибыл ⟦p:Ван И|Ван И⟧."),
        record("somin", None, "Прибыл ⟦p:Пётр Сомин|Сомин⟧."),
        record(
            "bank",
            None,
            "Сообщил ⟦o:банк «Северный ветер»|банк «Северный ветер»⟧.",
        ),
        record("adjective", None, "Прибыл ⟦a:Китай|китайский⟧ министр."),
    ]);
    let found = |query| ids(&searcher, &request(query));
    assert_eq!(found("person:=\"Ван И\""), ["wang"]);
    assert_eq!(found("person:=\"ван  и\""), ["wang"]);
    assert_eq!(found("person:=\"петр сомин\""), ["somin"]);
    assert_eq!(found("person:=Сомин"), [""; 0]);
    assert_eq!(found("org:=\"Банк «северный ветер»\""), ["bank"]);
    assert_eq!(found("place:=Китай"), [""; 0]);
}

#[test]
fn order_and_pages() {
    let archive = &archive();
    let order = |sort, query| {
        ids(
            archive,
            &SearchRequest {
                sort,
                ..request(query)
            },
        )
    };
    assert_eq!(
        order(Sort::Newest, ""),
        ["mission", "english", "snow", "rocket", "undated"]
    );
    assert_eq!(
        order(Sort::Oldest, ""),
        ["rocket", "snow", "english", "mission", "undated"]
    );
    // Without anything that scores, the recent come first.
    assert_eq!(order(Sort::Relevance, ""), order(Sort::Newest, ""));
    let page = |offset, limit| {
        let page = archive
            .search(&SearchRequest {
                sort: Sort::Newest,
                offset,
                limit,
                ..request("")
            })
            .unwrap();
        assert_eq!(page.total, 5);
        page.hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>()
    };
    assert_eq!(page(1, 2), ["english", "snow"]);
    assert_eq!(page(4, 10), ["undated"]);
    assert_eq!(page(5, 10), [""; 0]);
    assert_eq!(page(usize::MAX, usize::MAX), [""; 0]);
    assert_eq!(page(0, 0), [""; 0]);
}

#[test]
fn ranking() {
    let filler = "Пресс-служба порта сообщила подробности о грузах и судах за неделю.";
    let searcher = live(vec![
        record(
            "form",
            Some("2025-01-01"),
            &format!("Прошли снегом все пути. {filler}"),
        ),
        record(
            "exact",
            Some("2025-01-01"),
            &format!("Прошли по снегу все пути. {filler}"),
        ),
        record(
            "title",
            Some("2025-01-01"),
            &format!("О снегопаде и снеге‖Прошло. {filler} {filler}"),
        ),
        record(
            "near",
            Some("2025-01-01"),
            &format!("Ветер с дождём с утра. {filler}"),
        ),
        record(
            "far",
            Some("2025-01-01"),
            &format!("Ветер с утра. {filler} Вечером дождь."),
        ),
        record(
            "older",
            Some("2020-01-01"),
            &format!("Град побил посевы. {filler}"),
        ),
        record(
            "newer",
            Some("2024-01-01"),
            &format!("Град побил посевы. {filler}"),
        ),
    ]);
    let order = |query| ids(&searcher, &request(query));
    assert_eq!(order("снегу"), ["title", "exact", "form"]);
    assert_eq!(order("ветер дождь"), ["near", "far"]);
    assert_eq!(order("град"), ["newer", "older"]);
}

#[test]
fn versions() {
    let text = |word: &str| record("a", Some("2025-01-01"), &format!("Идёт {word}."));
    let searcher = index(&[(text("снег"), 1, Some(3)), (text("дождь"), 3, None)]);
    let found = |versions, query| {
        let page = searcher
            .search(&SearchRequest {
                versions,
                ..request(query)
            })
            .unwrap();
        page.hits
            .into_iter()
            .map(|hit| (hit.live, hit.first_run, hit.last_run))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found(Versions::Live, "идёт"),
        found(Versions::Live, "дождь")
    );
    assert_eq!(found(Versions::Live, "снег"), []);
    assert_eq!(found(Versions::All, "снег"), [(false, 1, Some(3))]);
    assert_eq!(found(Versions::All, "").len(), 2);
    assert_eq!(found(Versions::AsOf(1), ""), [(false, 1, Some(3))]);
    assert_eq!(found(Versions::AsOf(2), ""), [(false, 1, Some(3))]);
    assert_eq!(found(Versions::AsOf(3), ""), [(true, 3, None)]);
    assert_eq!(found(Versions::AsOf(0), ""), []);
}

#[test]
fn facets_count_all_hits() {
    let page = archive()
        .search(&SearchRequest {
            facets: vec![
                Facet::Place,
                Facet::Year,
                Facet::Agency,
                Facet::MentionedMonth,
            ],
            limit: 1,
            ..request("")
        })
        .unwrap();
    let shown: Vec<(&str, String)> = page
        .facets
        .iter()
        .map(|counts| {
            let values: Vec<String> = counts
                .values
                .iter()
                .map(|value| format!("{} {}", value.value, value.count))
                .collect();
            assert_eq!(counts.more, 0);
            (counts.facet.name(), values.join(", "))
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("place", "Казань 1, Пекин 1, Самара 1, Токио 1".to_owned()),
            ("year", "2023 1, 2024 1, 2025 2".to_owned()),
            ("agency", "РИА Новости 1, ТАСС 1".to_owned()),
            ("mentioned-month", "2025-09 1".to_owned()),
        ]
    );
}

#[test]
fn entities_are_listed_with_their_counts() {
    let archive = archive();
    let list = |prefix, kinds: &[EntityKind]| -> Vec<String> {
        let found = archive.entities(prefix, kinds, false).unwrap();
        found
            .iter()
            .map(|e| format!("{} {}", e.name, e.count))
            .collect()
    };
    let person = [EntityKind::Person];
    assert_eq!(
        list("", &person),
        ["Анна Лунина 1", "Пётр Иванович Сомин 1", "Пётр Сомин 1"]
    );
    assert_eq!(list("ив", &person), ["Пётр Иванович Сомин 1"]);
    assert_eq!(list("Луниной", &person), ["Анна Лунина 1"]);
    assert_eq!(
        list("ка", &[EntityKind::Place, EntityKind::Person]),
        ["Казань 1"]
    );
    assert_eq!(list("", &[EntityKind::Date]), [""; 0]);
    assert_eq!(
        archive
            .canonical_names(EntityKind::Place, "Пекине")
            .unwrap(),
        ["Пекин"]
    );
}

#[track_caller]
fn check_snippet(query: SearchRequest, expected: &str) {
    let page = archive().search(&query).unwrap();
    assert_eq!(page.hits[0].snippet.to_html(), expected);
}

#[test]
fn snippets_mark_what_matched() {
    let short = |query, snippet_length| SearchRequest {
        snippet_length,
        ..request(query)
    };
    check_snippet(
        short("встреча", 40),
        "… проведёт <mark>встречу</mark> в Пекине завтра.",
    );
    check_snippet(
        short("\"встреча в Пекине\"", 40),
        "… <mark>встречу в Пекине</mark> завтра.",
    );
    check_snippet(
        short("\"встреча завтра\"~2", 60),
        "… Министр проведёт <mark>встречу</mark> в Пекине <mark>завтра</mark>.",
    );
    check_snippet(
        short("person:Лунина", 50),
        "… <mark>Анна Лунина</mark> посетила обсерваторию.",
    );
    check_snippet(
        short("\"<person> посетил\" лёд", 80),
        "… убрали в снег и <mark>лёд</mark>. <mark>Анна Лунина посетила</mark> обсерваторию.",
    );
    check_snippet(short("date:2025-09-05", 20), "… <mark>завтра</mark>.");
    check_snippet(short("壤市", 20), "… 平<mark>壤市</mark>民");
}

#[test]
fn a_match_in_the_title_alone_is_shown() {
    let page = archive().search(&request("морозом прибыла -снег")).unwrap();
    let title = page.hits[0].marked_title.as_ref().unwrap();
    assert_eq!(
        title.to_html(),
        "Делегация <mark>прибыла</mark> с <mark>морозом</mark>"
    );
    let page = archive()
        .search(&request("title:носитель OR title:стартовал*"))
        .unwrap();
    assert!(
        page.hits[0]
            .snippet
            .to_html()
            .contains("<mark>стартовала</mark>")
    );
}

#[test]
fn explanations_tell_what_was_found() {
    let page = archive()
        .search(&SearchRequest {
            explain: true,
            persons: vec!["Сомину".to_owned()],
            ..request("мороз (встреча OR снежинка) date:2025-09-05")
        })
        .unwrap();
    assert_eq!(page.hits.len(), 1);
    let explained = &page.hits[0].explanation;
    let shown: Vec<String> = explained
        .iter()
        .map(|part| {
            let findings: Vec<String> = part
                .findings
                .iter()
                .map(|finding| {
                    let rule = finding.rule.as_deref().unwrap_or("-");
                    format!("{} = {} ({rule})", finding.text, finding.taken_for)
                })
                .collect();
            let found = if part.score.is_some() { "+" } else { "-" };
            format!("{found} {}: {}", part.clause, findings.join("; "))
        })
        .collect();
    assert_eq!(shown[0].split(" = ").next(), Some("+ мороз: морозом"));
    assert_eq!(shown[1].split(" = ").next(), Some("+ встреча: встречу"));
    assert_eq!(shown[2], "- снежинка: ");
    assert_eq!(
        shown[3],
        "+ date:\"2025-09-05\": завтра = 2025-09-05 (day-month)"
    );
    assert_eq!(
        shown[4],
        "+ --person Сомину: Петром Ивановичем Соминым = Пётр Иванович Сомин \
         (inflected form)"
    );
    assert!(explained[0].score > Some(0.0));
}

#[test]
fn nothing_found_is_no_error() {
    let empty = live(Vec::new());
    for query in [
        "",
        "снег",
        "\"первый снег\"~3",
        "person:Сомин",
        "снег*",
        "path:*.txt",
        "-снег",
    ] {
        let page = empty.search(&request(query)).unwrap();
        assert_eq!((page.total, page.hits.len()), (0, 0), "{query}");
    }
    // Number signs and fractions are no words to the index.
    check(&archive(), "½", &[]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn phrases_agree_with_brute_force(
        texts in proptest::collection::vec("[абв]( [абвг]){0,9}", 1..12),
        phrase in "[абв]( [абв]){1,2}",
        slop in 0u32..4,
    ) {
        let records: Vec<Record> = texts
            .iter()
            .enumerate()
            .map(|(n, text)| record(&n.to_string(), Some("2025-01-01"), text))
            .collect();
        let searcher = live(records);
        let query = format!("=\"{phrase}\"{}", if slop > 0 { format!("~{slop}") } else { String::new() });
        let mut found: Vec<usize> = ids(&searcher, &request(&query))
            .iter()
            .map(|id| id.parse().unwrap())
            .collect();
        found.sort_unstable();
        let phrase: Vec<&str> = phrase.split(' ').collect();
        let expected: Vec<usize> = (0..texts.len())
            .filter(|&n| {
                let words: Vec<&str> = texts[n].split(' ').collect();
                contains(&words, &phrase, slop as usize)
            })
            .collect();
        prop_assert_eq!(found, expected, "{}", query);
    }

    #[test]
    fn no_query_fails(query in "\\PC{0,40}") {
        thread_local!(static ARCHIVE: Searcher = archive());
        if let Ok(query) = parse(&query) {
            let request = SearchRequest { query, explain: true, ..SearchRequest::default() };
            ARCHIVE.with(|archive| archive.search(&request)).unwrap();
        }
    }
}

/// Whether the words of the phrase stand in a row, or, with slop, all of them in some window of
/// their number and the slop.
fn contains(words: &[&str], phrase: &[&str], slop: usize) -> bool {
    if slop == 0 {
        return words.windows(phrase.len()).any(|window| window == phrase);
    }
    let mut sorted = phrase.to_vec();
    sorted.sort_unstable();
    (0..words.len()).any(|start| {
        let end = (start + phrase.len() + slop).min(words.len());
        let mut window = words[start..end].to_vec();
        sorted.iter().all(|word| {
            let at = window.iter().position(|other| other == word);
            at.map(|at| window.swap_remove(at)).is_some()
        })
    })
}

#[test]
fn published_dates_are_days() {
    let day: Date = "2025-09-04".parse().unwrap();
    assert_eq!(crate::index::document::day_number(day), 20335);
}

#[test]
fn hits_that_are_alike_are_shown_once() {
    let text = |subject: &str, edit: &str| {
        let mut text = format!("{subject}: первый абзац о погоде.");
        for n in 0..60 {
            text.push_str(&format!(" {subject}{n} слово{}", n * n % 97));
        }
        text.push_str(edit);
        text
    };
    let mut records = Vec::new();
    for (n, edit) in ["", " позже", " при перепечатке ссылка обязательна", ""]
        .iter()
        .enumerate()
    {
        let subject = text("снег", edit);
        records.push(record(&format!("snow{n}"), Some("2025-01-02"), &subject));
    }
    records.push(record("rain", Some("2025-01-03"), &text("дождь", "")));
    records.push(record("wind", Some("2025-01-01"), &text("ветер", "")));
    let searcher = live(records);
    let search = |offset, limit, group_alike| {
        let page = searcher
            .search(&SearchRequest {
                sort: Sort::Newest,
                offset,
                limit,
                group_alike,
                ..request("погода")
            })
            .unwrap();
        assert_eq!(page.total, 6);
        page.hits
            .into_iter()
            .map(|hit| (hit.id, hit.alike.count, hit.alike.ids))
            .collect::<Vec<_>>()
    };
    let all = search(0, 10, true);
    let shown: Vec<_> = all
        .iter()
        .map(|(id, count, _)| (id.as_str(), *count))
        .collect();
    assert_eq!(shown, [("rain", 0), ("snow0", 3), ("wind", 0)]);
    assert_eq!(all[1].2, ["snow1", "snow2", "snow3"]);
    // Pages are pages of groups.
    for offset in 0..4 {
        let end = (offset + 1).min(all.len());
        assert_eq!(search(offset, 1, true), all[offset.min(end)..end]);
    }
    assert_eq!(search(0, 10, false).len(), 6);
}
