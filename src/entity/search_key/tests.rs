use super::*;

/// Names as dispatches write them, in the nominative.
const ARCHIVE: &[&str] = &[
    "Ким Чен Ын",
    "Ким Чен Ир",
    "Ким Ир Сен",
    "Ким Ё Чжон",
    "Цой Сон Хи",
    "Пак Чон Чхон",
    "Мун Чжэ Ин",
    "Юн Сок Ёль",
    "Ли Чжэ Мён",
    "Пак Кын Хе",
    "Пан Ги Мун",
    "Си Цзиньпин",
    "Ли Цян",
    "Ван И",
    "Ван Ичжоу",
    "Мао Цзэдун",
    "Дэн Сяопин",
    "Ху Цзиньтао",
    "Чжоу Эньлай",
    "Чжао Лэцзи",
    "Пэн Лиюань",
    "Синдзо Абэ",
    "Сигэру Исиба",
    "Фумио Кисида",
    "Дзюнъитиро Коидзуми",
    "Нгуен Фу Чонг",
    "То Лам",
    "Фам Минь Тинь",
    "Во Ван Тхыонг",
    "Выонг Динь Хюэ",
    "Владимир Владимирович Путин",
    "Сергей Лавров",
    "Мария Захарова",
    "Сергей Шойгу",
    "Дмитрий Медведев",
    "Борис Ельцин",
    "Михаил Горбачёв",
    "Никита Хрущёв",
    "Дональд Трамп",
    "Джо Байден",
    "Барак Обама",
    "Эмманюэль Макрон",
    "Олаф Шольц",
    "Ангела Меркель",
    "Реджеп Тайип Эрдоган",
    "Виктор Орбан",
    "Урсула фон дер Ляйен",
    "Антониу Гутерреш",
    "Биньямин Нетаньяху",
    "Александр Лукашенко",
    "Нурсултан Назарбаев",
    "Касым-Жомарт Токаев",
    "Башар Асад",
    "Мухаммед бин Салман",
    "Нарендра Моди",
    "Шавкат Мирзиёев",
    "Никол Пашинян",
    "Александр Вучич",
    "Фидель Кастро",
    "Николас Мадуро",
    "Луис Инасиу Лула да Силва",
    "Робер Фицо",
    "Иван Петров",
    "Илья Петров",
    "Ли Харви Освальд",
];

#[track_caller]
fn check(query: &str, expected: &str) {
    assert_eq!(found(query), [expected], "{query}");
}

fn found(query: &str) -> Vec<&'static str> {
    let prepared = NameQuery::new(EntityKind::Person, query);
    let reached: Vec<(&str, u64)> = ARCHIVE
        .iter()
        .filter(|name| {
            let keys = name_keys(EntityKind::Person, name);
            prepared.keys().iter().any(|key| keys.contains(key))
        })
        .map(|name| (*name, 1))
        .collect();
    let selected = prepared.select(&reached);
    selected.into_iter().map(|(name, _)| name).collect()
}

#[test]
fn the_last_syllable_of_an_eastern_name_inflects() {
    for (asked, name) in [
        ("Ким Чен Ыном", "Ким Чен Ын"),
        ("Мун Чжэ Ином", "Мун Чжэ Ин"),
        ("Юн Сок Ёлем", "Юн Сок Ёль"),
        ("Ким Чен Ыне", "Ким Чен Ын"),
    ] {
        let query = NameQuery::new(EntityKind::Person, asked);
        assert!(query.strength(name).is_some(), "{asked}");
        assert_eq!(query.strength("Ким Чен Ир"), None, "{asked}");
    }
}

#[test]
fn scripts_lead_to_one_person() {
    let mut missed = Vec::new();
    let pairs = [
        ("Kim Jong Un", "Ким Чен Ын"),
        ("Kim Jong-un", "Ким Чен Ын"),
        ("김정은", "Ким Чен Ын"),
        ("金正恩", "Ким Чен Ын"),
        ("Ким Чен-ын", "Ким Чен Ын"),
        ("Kim Jong Il", "Ким Чен Ир"),
        ("김정일", "Ким Чен Ир"),
        ("Kim Il Sung", "Ким Ир Сен"),
        ("김일성", "Ким Ир Сен"),
        ("Choe Son Hui", "Цой Сон Хи"),
        ("최선희", "Цой Сон Хи"),
        ("Moon Jae-in", "Мун Чжэ Ин"),
        ("문재인", "Мун Чжэ Ин"),
        ("Yoon Suk Yeol", "Юн Сок Ёль"),
        ("윤석열", "Юн Сок Ёль"),
        ("Lee Jae-myung", "Ли Чжэ Мён"),
        ("이재명", "Ли Чжэ Мён"),
        ("Park Geun-hye", "Пак Кын Хе"),
        ("박근혜", "Пак Кын Хе"),
        ("Ban Ki-moon", "Пан Ги Мун"),
        ("반기문", "Пан Ги Мун"),
        ("Xi Jinping", "Си Цзиньпин"),
        ("习近平", "Си Цзиньпин"),
        ("習近平", "Си Цзиньпин"),
        ("Си Цзинь-пин", "Си Цзиньпин"),
        ("Li Qiang", "Ли Цян"),
        ("李强", "Ли Цян"),
        ("Wang Yi", "Ван И"),
        ("王毅", "Ван И"),
        ("Mao Zedong", "Мао Цзэдун"),
        ("毛泽东", "Мао Цзэдун"),
        ("邓小平", "Дэн Сяопин"),
        ("Hu Jintao", "Ху Цзиньтао"),
        ("周恩来", "Чжоу Эньлай"),
        ("Shinzo Abe", "Синдзо Абэ"),
        ("安倍晋三", "Синдзо Абэ"),
        ("Shigeru Ishiba", "Сигэру Исиба"),
        ("Fumio Kishida", "Фумио Кисида"),
        ("岸田文雄", "Фумио Кисида"),
        ("Nguyễn Phú Trọng", "Нгуен Фу Чонг"),
        ("Nguyen Phu Trong", "Нгуен Фу Чонг"),
        ("To Lam", "То Лам"),
        ("Pham Minh Chinh", "Фам Минь Тинь"),
        ("Putin", "Владимир Владимирович Путин"),
        ("Poutine", "Владимир Владимирович Путин"),
        ("Путина", "Владимир Владимирович Путин"),
        ("Путин В. В.", "Владимир Владимирович Путин"),
        ("Vladimir Putin", "Владимир Владимирович Путин"),
        ("Sergey Lavrov", "Сергей Лавров"),
        ("Sergei Lawrow", "Сергей Лавров"),
        ("Maria Zakharova", "Мария Захарова"),
        ("Захаровой", "Мария Захарова"),
        ("Shoigu", "Сергей Шойгу"),
        ("Yeltsin", "Борис Ельцин"),
        ("Jelzin", "Борис Ельцин"),
        ("Gorbachev", "Михаил Горбачёв"),
        ("Khrushchev", "Никита Хрущёв"),
        ("Donald Trump", "Дональд Трамп"),
        ("Joe Biden", "Джо Байден"),
        ("Barack Obama", "Барак Обама"),
        ("Emmanuel Macron", "Эмманюэль Макрон"),
        ("Olaf Scholz", "Олаф Шольц"),
        ("Angela Merkel", "Ангела Меркель"),
        ("Recep Tayyip Erdoğan", "Реджеп Тайип Эрдоган"),
        ("Viktor Orbán", "Виктор Орбан"),
        ("Ursula von der Leyen", "Урсула фон дер Ляйен"),
        ("Benjamin Netanyahu", "Биньямин Нетаньяху"),
        ("Lukashenko", "Александр Лукашенко"),
        ("Nazarbayev", "Нурсултан Назарбаев"),
        ("Tokayev", "Касым-Жомарт Токаев"),
        ("Bashar al-Assad", "Башар Асад"),
        ("Narendra Modi", "Нарендра Моди"),
        ("Mirziyoyev", "Шавкат Мирзиёев"),
        ("Pashinyan", "Никол Пашинян"),
        ("Vučić", "Александр Вучич"),
        ("Fidel Castro", "Фидель Кастро"),
        ("Ивану Петрову", "Иван Петров"),
        ("Петров Илья", "Илья Петров"),
    ];
    for (query, expected) in pairs {
        if found(query) != [expected] {
            missed.push(query);
        }
    }
    assert_eq!(missed, [""; 0]);
}

#[track_caller]
fn check_strength(query: &str, name: &str, expected: Option<Strength>) {
    let prepared = NameQuery::new(EntityKind::Person, query);
    assert_eq!(prepared.strength(name), expected, "{query}: {name}");
}

#[test]
fn a_full_name_is_no_other_one() {
    for (query, name) in [
        ("Kim Jong Un", "Ким Ю На"),
        ("김정은", "Ким Ю На"),
        ("Kim Yuna", "Ким Чен Ын"),
        ("Ким Чен Ын", "Ким Чен Ир"),
        ("Ким Ир Сен", "Ким Чен Ир"),
        ("Kim Il Sung", "Ким Чен Ир"),
        ("Kim Jong Il", "Ким Ир Сен"),
        ("Михаил Леонидович Агранович", "Михаил Горбачёв"),
        ("Михаил Леонидович Агранович", "Михаил Леонов"),
        ("Игорь Анатольевич Шуневич", "Игорь"),
        ("Марк Уэббер", "Марк"),
        ("Марк Уэббер", "Марк Шилд"),
        ("Иван Петров", "Илья Петров"),
        ("Иван Петров", "Ивана Петрова"),
        ("И. Петров", "Пётр Петров"),
        ("Путин В. В.", "Игорь Путин"),
        ("Иван Петров", "Петров Илья Сергеевич"),
        ("Иван Сергеевич Петров", "Иван Ильич"),
        ("Kim Dae-jung", "Ким Чен Ын"),
        ("Иван Петров", "Иван Сергеевич"),
        ("Карл III", "Карл XVI"),
    ] {
        check_strength(query, name, None);
    }
}

#[test]
fn one_name_in_several_guises() {
    for (query, name) in [
        ("Елизавета II", "Елизавета II"),
        ("Джон Фицджеральд Кеннеди", "Джон Кеннеди"),
        ("Жан Ле Пен", "Жан-Мари Ле Пен"),
        ("Халед эль-Масри", "Халед аль-Масри"),
        ("Стэнли Кубрик", "Стэнли Кубрика"),
        ("Алан Гарсиа Перес", "Алан Гарсия"),
        ("Петров Иван Ильич", "Иван Ильич Петров"),
        ("Игорь Анатольевич Луганович", "Игорь Луганович"),
        ("Владимир Владимирович Путин", "Владимир Путин"),
        ("Путин В. В.", "В. В. Путин"),
        ("Путин Владимир", "Владимир Владимирович Путин"),
    ] {
        let prepared = NameQuery::new(EntityKind::Person, query);
        let strength = prepared.strength(name);
        assert!(
            strength >= Some(Strength::Transcribed),
            "{query}: {name}: {strength:?}"
        );
    }
}

#[track_caller]
fn check_answers(query: &str, name: &str, expected: bool) {
    let prepared = NameQuery::new(EntityKind::Person, query);
    let keys = name_keys(EntityKind::Person, name);
    let reached = prepared.keys().iter().any(|key| keys.contains(key));
    let strength = prepared.strength(name).filter(|_| reached);
    assert_eq!(
        strength.is_some(),
        expected,
        "{query}: {name}: {strength:?}"
    );
}

#[test]
fn given_names_and_surnames_of_many_languages() {
    for (query, name) in [
        ("Giorgia Meloni", "Джорджа Мелони"),
        ("Isaac Herzog", "Ицхак Герцог"),
        ("Sviatlana Tsikhanouskaya", "Светлана Тихановская"),
        ("Aung San Suu Kyi", "Аун Сан Су Чжи"),
        ("Lee Kuan Yew", "Ли Куан Ю"),
        ("JD Vance", "Джей Ди Вэнс"),
        ("J. D. Vance", "Джей Ди Вэнс"),
        ("Jean-Claude Juncker", "Жан-Клод Юнкер"),
        ("Bill Gates", "Билл Гейтс"),
        ("Iga Swiatek", "Ига Свёнтек"),
        ("Novak Đoković", "Новак Джокович"),
        ("Alberto Fujimori", "Альберто Фухимори"),
        ("Fujimori", "Альберто Фухимори"),
        ("Shah Rukh Khan", "Шахрукх Хан"),
        ("Shahrukh Khan", "Шахрукх Хан"),
        ("Leonardo DiCaprio", "Леонардо Ди Каприо"),
        ("Youri Gagarine", "Юрий Гагарин"),
        ("Alex Ovechkin", "Александр Овечкин"),
        ("Alexander Lukashenko", "Александр Лукашенко"),
        ("Alexander Lukashenko", "Александр Григорьевич Лукашенко"),
        ("Orbán Viktor", "Виктор Орбан"),
        ("Lai Ching-te", "Лай Циндэ"),
        ("Hosni Mubarak", "Хосни Мубарака"),
        ("Elon Musk", "Илоном Маском"),
        ("Jordan Bardella", "Жордан Барделл"),
        ("唐纳德·特朗普", "Дональд Трамп"),
        ("도널드 트럼프", "Дональд Трамп"),
        ("시진핑", "Си Цзиньпин"),
        ("이시바 시게루", "Сигэру Исиба"),
        ("羽生結弦", "Юдзуру Ханю"),
        ("Володимир Зеленський", "Владимир Зеленский"),
        ("Петро Порошенко", "Пётр Порошенко"),
        ("Юлія Тимошенко", "Юлия Тимошенко"),
        ("Андрій Єрмак", "Андрей Ермак"),
        ("Микола Азаров", "Николай Азаров"),
        ("Святлана Ціханоўская", "Светлана Тихановская"),
        ("Аляксандр Лукашэнка", "Александр Лукашенко"),
    ] {
        check_answers(query, name, true);
    }
}

#[test]
fn names_of_like_sound_are_others() {
    for (query, name) in [
        ("Bill Gates", "Хуан Гуайдо"),
        ("Lee Jae-myung", "Милош Земан"),
        ("Lai Ching-te", "Майя Санду"),
        ("Lai Ching-te", "Индира Ганди"),
        ("Han Kang", "Стивен Кинг"),
        ("Javier Solana", "Зоран Заев"),
        ("Bong Joon-ho", "Шон Пенн"),
        ("Lee Kuan Yew", "Гун Ли"),
        ("Alice Weidel", "Дарья"),
        ("Mario Draghi", "Дарья"),
        ("JD Vance", "Иванка"),
        ("Kim Jong-il", "Нелли Ким"),
        ("唐纳德·特朗普", "Иванка Трамп"),
        ("Петро Порошенко", "Иван Порошенко"),
        ("菅義偉", "Александр Усик"),
    ] {
        check_answers(query, name, false);
    }
}

#[test]
fn forms_of_names() {
    for (form, name, expected) in [
        ("Хосни Мубарака", "Хосни Мубарак", true),
        ("Джейкобом Зумой", "Джейкоб Зума", true),
        ("Хосни Мубарак", "Хосни Мубарак", false),
        ("Иван Петрова", "Илья Петров", false),
        ("Мубарака", "Хосни Мубарак", false),
    ] {
        assert_eq!(is_form_of(form, name), expected, "{form}: {name}");
        if expected {
            let keys = name_keys(EntityKind::Person, form);
            assert!(
                form_keys(name).iter().any(|key| keys.contains(key)),
                "{form}"
            );
        }
    }
}

#[test]
fn a_surname_that_looks_like_a_particle_leads_to_its_bearer() {
    check("Wang Yi", "Ван И");
    check("王毅", "Ван И");
    check("Ван И", "Ван И");
}

#[test]
fn evidence_names_the_system() {
    for (query, name, expected) in [
        ("Kim Jong Un", "Ким Чен Ын", "transcription: Kontsevich"),
        ("김여정", "Ким Ё Чжон", "transcription: Kontsevich"),
        ("Li Qiang", "Ли Цян", "transcription: Palladius"),
        ("Fumio Kishida", "Фумио Кисида", "transcription: Polivanov"),
        (
            "Sergey Lavrov",
            "Сергей Лавров",
            "transcription: romanised Russian",
        ),
        (
            "Putin",
            "Владимир Путин",
            "transcription: romanised Russian",
        ),
        ("Халед эль-Масри", "Халед аль-Масри", "same name"),
        ("Путина", "Владимир Путин", "inflected form"),
    ] {
        let query = NameQuery::new(EntityKind::Person, query);
        assert_eq!(query.evidence(name).as_deref(), Some(expected), "{name}");
    }
}

#[test]
fn titles_and_words_of_one_are_no_hindrance() {
    for (query, name) in [
        ("патриарх Кирилл", "Кирилл"),
        ("президента Ивана Петрова", "Иван Петров"),
        ("Ван", "Ван"),
        (
            "Абдалла ибн Абд аль-Азиз ибн Абдуррахман ибн Фейсал Аль Сауд",
            "Абдалла ибн Абд аль-Азиз ибн Абдуррахман ибн Фейсал Аль Сауд",
        ),
    ] {
        let prepared = NameQuery::new(EntityKind::Person, query);
        let keys = name_keys(EntityKind::Person, name);
        assert!(
            prepared.keys().iter().any(|key| keys.contains(key)),
            "{query}"
        );
        assert!(prepared.strength(name).is_some(), "{query}");
    }
}

#[test]
fn bare_surnames_give_way_to_rivals() {
    let query = NameQuery::new(EntityKind::Person, "Иван Петров");
    let names = |found: Vec<(&'static str, Strength)>| -> Vec<&str> {
        found.into_iter().map(|(name, _)| name).collect()
    };
    let alone = query.select(&[("Иван Петров", 5), ("Петров", 2)]);
    assert_eq!(names(alone), ["Иван Петров", "Петров"]);
    let rival = query.select(&[("Иван Петров", 5), ("Петров", 2), ("Илья Петров", 5)]);
    assert_eq!(names(rival), ["Иван Петров"]);
}

#[test]
fn places_by_alias_form_and_script() {
    for (query, canonical) in [
        ("Пекине", "Пекин"),
        ("Beijing", "Пекин"),
        ("北京", "Пекин"),
        ("РФ", "Россия"),
        ("Russia", "Россия"),
        ("Северной Корее", "КНДР"),
        ("Ленинград", "Санкт-Петербург"),
        ("Курской области", "Курская область"),
    ] {
        let prepared = NameQuery::new(EntityKind::Place, query);
        let keys = name_keys(EntityKind::Place, canonical);
        assert!(
            prepared.keys().iter().any(|k| keys.contains(k)),
            "{query}: {:?} {keys:?}",
            prepared.keys()
        );
        assert!(prepared.strength(canonical).is_some(), "{query}");
        assert!(prepared.strength("Владивосток").is_none(), "{query}");
    }
}

/// How well `name` answers `query`, by its keys too.
fn answer(kind: EntityKind, query: &str, name: &str) -> Option<Strength> {
    let prepared = NameQuery::new(kind, query);
    let keys = name_keys(kind, name);
    let reached = prepared.keys().iter().any(|key| keys.contains(key));
    prepared.strength(name).filter(|_| reached)
}

#[test]
fn organisations_by_part_and_abbreviation() {
    use Strength::{Exact, Inflected, Partial};
    for (query, name, expected) in [
        ("Трудовой партии Кореи", "ТПК", Some(Inflected)),
        ("Газпром", "ПАО «Газпром»", Some(Partial)),
        ("Газпром", "Лукойл", None),
        ("«газпром»", "Газпром", Some(Exact)),
        ("музея", "Музей космонавтики", Some(Partial)),
        ("Росатома", "Росатом", Some(Inflected)),
        ("Росатом", "Наблюдательный совет Росатома", Some(Partial)),
        ("совета", "Совет Федерации", Some(Partial)),
        ("Совет Федерации", "Совфед", Some(Inflected)),
        ("Спикер Совфеда", "Совет Федерации", None),
        ("Россия", "Почта РФ", Some(Partial)),
        ("ВОЗ", "Воз", Some(Exact)),
        (
            "АСКО",
            "Ассоциация сетевых компаний области",
            Some(Inflected),
        ),
        ("", "Газпром", None),
        ("и", "Труд и досуг", None),
    ] {
        assert_eq!(
            answer(EntityKind::Org, query, name),
            expected,
            "{query}: {name}"
        );
    }
}

#[test]
fn states_and_bodies_by_any_of_their_names() {
    use Strength::Inflected;
    for names in [
        &[
            "МИД РФ",
            "МИД России",
            "МИД Российской Федерации",
            "Министерство иностранных дел РФ",
            "Министерство иностранных дел России",
            "Министерство иностранных дел Российской Федерации",
            "министерства иностранных дел российской федерации",
        ][..],
        &["Минобороны РФ", "Министерство обороны Российской Федерации"],
        &[
            "Следственный комитет РФ",
            "Следственный комитет России",
            "СКР",
            "СК РФ",
        ],
        &["МИД КНР", "МИД Китая", "Министерство иностранных дел Китая"],
        &[
            "СБ ООН",
            "Совбез ООН",
            "Совет Безопасности ООН",
            "Совет Безопасности Организации Объединенных Наций",
        ],
        &["Пентагон", "Министерство обороны США", "Минобороны США"],
        &["Госдума", "Государственная дума", "Госдума РФ"],
        &[
            "Банк России",
            "ЦБ РФ",
            "Центральный банк Российской Федерации",
        ],
    ] {
        for query in names {
            for name in names {
                let found = answer(EntityKind::Org, query, name);
                assert!(found >= Some(Inflected), "{query}: {name}: {found:?}");
            }
        }
    }
}

#[test]
fn bodies_without_a_state_are_those_of_all() {
    use Strength::{Inflected, Partial};
    for (query, name, expected) in [
        ("МИД", "Министерство иностранных дел Китая", Some(Partial)),
        ("МИД", "МИД России", Some(Partial)),
        ("Министерство иностранных дел", "МИД Грузии", Some(Partial)),
        ("МИД России", "МИД Грузии", None),
        ("МИД России", "МИД", None),
        (
            "Следственный комитет",
            "Следственный комитет Армении",
            Some(Partial),
        ),
        ("СКР", "Следственный комитет Армении", None),
        ("СКР", "Следственный комитет", Some(Inflected)),
        ("Банк России", "ЦБ", Some(Inflected)),
        ("Банк России", "ЦБ Турции", None),
        ("Совбез", "Совет Безопасности ООН", Some(Partial)),
    ] {
        assert_eq!(
            answer(EntityKind::Org, query, name),
            expected,
            "{query}: {name}"
        );
    }
}

#[test]
fn posts_in_any_case() {
    use Strength::{Exact, Inflected, Partial};
    for (query, name, expected) in [
        ("посла", "посол России", Some(Partial)),
        ("послом РФ", "посол России", Some(Inflected)),
        ("посол", "посол", Some(Exact)),
        ("певца", "певец", Some(Inflected)),
        ("владельца", "владелец завода", Some(Partial)),
        ("Президента РФ", "президент России", Some(Inflected)),
        (
            "спикер Госдумы",
            "спикер Государственной думы",
            Some(Inflected),
        ),
        (
            "министр иностранных дел КНР",
            "министр иностранных дел Китая",
            Some(Inflected),
        ),
        ("президент", "вице-президент", None),
        // Who looks for a premier wants a former one too, but not the other way round.
        ("премьер", "экс-премьер Италии", Some(Partial)),
        ("экс-премьера", "экс-премьер", Some(Inflected)),
        ("экс-премьер", "премьер Италии", None),
        ("ГД", "генеральный директор", None),
        ("посол", "послание", None),
    ] {
        assert_eq!(
            answer(EntityKind::Role, query, name),
            expected,
            "{query}: {name}"
        );
    }
}

#[test]
fn nothing_a_user_types_panics() {
    for kind in [
        EntityKind::Person,
        EntityKind::Place,
        EntityKind::Org,
        EntityKind::Role,
        EntityKind::Date,
    ] {
        for text in [
            "",
            " ",
            "-",
            "--",
            "'",
            "«»",
            "Ы",
            "ё-ё",
            "김",
            "中",
            "İ",
            "a-",
            "\u{301}",
            "12",
            "В. В.",
            // Readings that each part or word would multiply.
            &["xian"; 60].join("-"),
            &["кути"; 60].join("-"),
            &["Кале"; 60].join("-"),
            &["Москвы"; 3_000].join(" и "),
            &"abcdefgh".repeat(10_000),
            &"сергей ".repeat(2_000),
            // Abbreviations that mean a body by what stands beside them.
            &"СБ ".repeat(20_000),
        ] {
            let query = NameQuery::new(kind, text);
            let _ = query.select(&[("Иван Петров", 1), ("", 0), ("-", 1), ("Я", 1)]);
            let _ = name_keys(kind, text);
        }
    }
}
