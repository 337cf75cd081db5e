//! Words that stand with names of people and inside of them: particles, titles, dignities. Tables
//! only, so that finding names and reading them ask the same ones. Words are in lower case, titles
//! in the nominative.

/// Particles of foreign names: no parts of their own, lower case as a rule, often left away. Arabic
/// kinship and article particles, nobiliary particles of Western Europe (Ермолович, "Имена
/// собственные", 2001, part 2), Turkic ones behind a patronymic.
const PARTICLES: &[&str] = &[
    "бин",
    "бен",
    "ибн",
    "бинт",
    "аль",
    "эль",
    "ас",
    "аш",
    "ат",
    "ад",
    "ар",
    "де",
    "ди",
    "дю",
    "дос",
    "дель",
    "делла",
    "дер",
    "ден",
    "ван",
    "фон",
    "цу",
    "ла",
    "ле",
    "тер",
    "оглы",
    "кызы",
    "заде",
    "мак",
];

/// Those that are Russian words or abbreviations far more often: particles inside of a name only.
const INSIDE_ONLY: &[&str] = &[
    "ал", "ан", "абу", "да", "дус", "цур", "лос", "сен", "сан", "тен", "улы", "зода", "и", "е",
    "у", "ап",
];

/// Those that show a name in running text, and the same in Latin letters. Inside of a name "Ду" is a
/// surname of China.
const IN_TEXT_ONLY: &[&str] = &[
    "душ", "ду", "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "le",
    "la", "al", "el", "bin", "ibn", "ben",
];

/// Whether a word of a name, lower case, is a particle of it.
pub fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word) || INSIDE_ONLY.contains(&word)
}

/// Whether a word of a text, as written, is a particle of the name beside it.
pub fn is_particle_in_text(word: &str) -> bool {
    PARTICLES.contains(&word) || IN_TEXT_ONLY.contains(&word)
}

/// Particles that stand behind a patronymic: "Гейдар Али оглы Алиев".
pub const PATRONYMIC_TAILS: &[&str] = &["оглы", "кызы", "улы", "уулу", "гызы", "оглу"];

/// Titles, posts, kin and forms of address that stand before a name and are no part of it.
pub const TITLES: &[&str] = &[
    "сэр",
    "лорд",
    "леди",
    "дама",
    "мистер",
    "миссис",
    "мисс",
    "мсье",
    "месье",
    "мадам",
    "сеньор",
    "синьор",
    "сеньора",
    "синьора",
    "герр",
    "фрау",
    "пан",
    "пани",
    "господин",
    "госпожа",
    "г-н",
    "г-жа",
    "товарищ",
    "тов",
    "принц",
    "принцесса",
    "король",
    "королева",
    "царь",
    "царица",
    "император",
    "императрица",
    "князь",
    "княгиня",
    "граф",
    "графиня",
    "герцог",
    "герцогиня",
    "барон",
    "баронесса",
    "эрцгерцог",
    "шейх",
    "эмир",
    "султан",
    "аятолла",
    "имам",
    "муфтий",
    "раввин",
    "папа",
    "патриарх",
    "митрополит",
    "архиепископ",
    "епископ",
    "кардинал",
    "отец",
    "святой",
    "святая",
    "преподобный",
    "пастор",
    "доктор",
    "профессор",
    "академик",
    "президент",
    "премьер-министр",
    "премьер",
    "министр",
    "генерал",
    "генерал-майор",
    "генерал-лейтенант",
    "полковник",
    "подполковник",
    "майор",
    "капитан",
    "лейтенант",
    "сержант",
    "адмирал",
    "маршал",
    "губернатор",
    "сенатор",
    "депутат",
    "мэр",
    "посол",
    "судья",
    "адвокат",
    "тренер",
    "режиссёр",
    "актёр",
    "актриса",
    "певец",
    "певица",
    "писатель",
    "поэт",
    "журналист",
    "экс-президент",
    "вице-президент",
    "маэстро",
    "супруг",
    "супруга",
    "сын",
    "дочь",
    "брат",
    "сестра",
    "жена",
    "муж",
    "вдова",
];

/// Those that may be surnames, places or no address in running text ("Дон", "гражданин России").
const ADDRESSES: &[&str] = &["гражданин", "дон", "донья"];

/// Whether a word in small letters at the head of a name is a title; dictionary form.
pub fn is_title(lemma: &str) -> bool {
    TITLES.contains(&lemma) || ADDRESSES.contains(&lemma)
}

/// Those who bear these are called by their given name alone.
pub const DIGNITIES: &[&str] = &[
    "патриарх",
    "папа",
    "митрополит",
    "архиепископ",
    "епископ",
    "игумен",
    "иеромонах",
    "святой",
    "святитель",
    "апостол",
    "пророк",
    "царь",
    "царица",
    "император",
    "императрица",
    "король",
    "королева",
    "князь",
    "княгиня",
    "принц",
    "принцесса",
    "султан",
    "фараон",
];
