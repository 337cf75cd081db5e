//! The words of date expressions: what comes in is a word form, what goes out is the [`Lex`] that
//! the rules in `grammar` read. Each word is listed with all its inflected forms, so that no
//! dictionary is needed and a lookup is one hash.
//!
//! Sources: forms after the Russian grammar of the Academy (Русская грамматика, 1980, §§ 1366–1377
//! on ordinal and cardinal numerals); month and weekday names and abbreviations after CLDR 47
//! (`ru`, wide and abbreviated, format and stand-alone) and the Rules of Russian spelling
//! (Справочник издателя и автора, 2014, on "г.", "гг.", "в.", "вв."); shapes of expressions after
//! natasha's grammar of dates and spaCy's lists of Russian numerals.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What an atom of the text means to the date grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lex {
    /// A word without meaning here.
    Other,
    /// Behind the last atom, and between paragraphs.
    Break,

    Digits {
        value: u32,
        len: u8,
    },
    Roman(u8),
    Dash,
    Comma,
    Dot,
    Colon,
    Slash,
    Open,
    Close,
    Quote,
    /// `!`, `?` or an ellipsis.
    EndMark,
    /// `%`, `№`, `$` and the like.
    Sign,
    OtherPunctuation,

    Month {
        month: u8,
        /// Genitive, as behind a day.
        genitive: bool,
        abbreviated: bool,
    },
    Weekday {
        /// 0 is Monday.
        day: u8,
        case: Case,
    },
    Season {
        season: Season,
        case: Case,
    },
    Ordinal {
        value: u16,
        form: OrdinalForm,
    },
    /// A cardinal below a hundred, or a round hundred.
    Cardinal(u16),
    Thousand,
    /// "полтора"
    OneAndHalf,

    /// "год" in the singular.
    YearWord(Case),
    /// "годы", "годах": not "лет".
    YearsWord,
    /// "лет"
    YearsCounted,
    /// "г"
    YearAbbr,
    /// "гг"
    YearsAbbr,
    /// "полгода"
    HalfYearSpan,
    /// "полвека"
    HalfCenturySpan,
    MonthWord {
        case: Case,
        plural: bool,
    },
    WeekWord {
        case: Case,
        plural: bool,
    },
    DayWord {
        case: Case,
        plural: bool,
    },
    /// "сутки"
    DayAndNight,
    WeekendWord,
    CenturyWord,
    /// "вв"
    CenturiesAbbr,
    /// "десятилетие"
    DecadeWord,
    /// "декада": ten days.
    TenDays,
    QuarterWord,
    QuarterAbbr,
    HalfYearWord,
    /// "половина"
    HalfWord,
    /// "треть"
    ThirdWord,
    /// "четверть"
    FourthWord,
    /// "числа", "числах": days of a month.
    NumberWord,
    /// "начало", "середина", "конец".
    PartWord(PartWord),

    /// Adjectives and pronouns that say which one.
    Which(Which),
    /// "же"
    Same,
    /// "сегодня", "вчера": days from the reference.
    RelativeDay(i8),
    /// "накануне"
    Eve,
    /// "назад"
    Ago,
    /// "тому" (назад)
    ThatDative,
    /// "спустя"
    Later,
    /// "через"
    Through,
    /// "ранее", "раньше"
    Earlier,
    /// "позже", "позднее"
    Afterwards,

    Prep(Prep),
    And,
    Or,
    Juche,
    /// "утром", "вечером": when on the day.
    TimeOfDay,
    /// "ночь"
    Night,
    /// "н" and "э" of "до н. э."
    EraN,
    EraE,
    /// "нашей", "эры"
    Our,
    Era,
    /// "каждый", "ежегодно": what recurs is no date.
    Every,
    /// A word whose proper name may look like a date: "улица", "завод".
    Bearer,
    /// "пункт", "версия": what follows is no date.
    Numbered,
    /// A noun that is counted: "человек", "рублей".
    Counted,
    /// First word of a holiday's name other than "День".
    HolidayWord,
    /// "с." or "т." of "с. г." has the letter "т" here; "с" is a preposition.
    LetterT,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Nom,
    /// Nominative and accusative alike.
    NomAcc,
    Gen,
    Dat,
    Acc,
    Ins,
    Pre,
    /// Genitive, dative and prepositional alike, or unclear.
    Oblique,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OrdinalForm {
    MascNeut,
    Fem,
    /// "-ой": feminine, or masculine with a stressed ending ("второй").
    FemOrMasc,
    Plural,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    Winter,
    Spring,
    Summer,
    Autumn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartWord {
    Beginning,
    Middle,
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// "прошлый"
    Last,
    /// "минувший", "прошедший": the one just completed.
    Elapsed,
    /// "позапрошлый"
    BeforeLast,
    /// "этот", "нынешний", "текущий", "сей"
    This,
    /// "следующий", "будущий"
    Next,
    /// "ближайший", "предстоящий"
    Coming,
    /// "тот"
    That,
    /// "последний"
    Final,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prep {
    V,
    Na,
    S,
    Po,
    Do,
    Ot,
    K,
    Between,
    After,
    /// Other prepositions that dates stand behind: "за", "около", "перед".
    Other,
}

/// The meaning of a word form given in lower case with е for ё.
pub(super) fn lookup(folded: &str) -> Lex {
    LEXICON.get(folded).copied().unwrap_or(Lex::Other)
}

/// The longest form in the lexicon in bytes; longer words need no lookup.
pub(super) const LONGEST_FORM: usize = 40;

/// Month names: stem and endings by case (nominative, genitive, dative, accusative,
/// instrumental, prepositional), then abbreviations.
const MONTHS: [(&str, [&str; 6], &str); 12] = [
    ("январ", ["ь", "я", "ю", "ь", "ем", "е"], "янв"),
    ("феврал", ["ь", "я", "ю", "ь", "ем", "е"], "фев февр"),
    ("март", ["", "а", "у", "", "ом", "е"], "мар"),
    ("апрел", ["ь", "я", "ю", "ь", "ем", "е"], "апр"),
    ("ма", ["й", "я", "ю", "й", "ем", "е"], ""),
    ("июн", ["ь", "я", "ю", "ь", "ем", "е"], "июн"),
    ("июл", ["ь", "я", "ю", "ь", "ем", "е"], "июл"),
    ("август", ["", "а", "у", "", "ом", "е"], "авг"),
    ("сентябр", ["ь", "я", "ю", "ь", "ем", "е"], "сен сент"),
    ("октябр", ["ь", "я", "ю", "ь", "ем", "е"], "окт"),
    ("ноябр", ["ь", "я", "ю", "ь", "ем", "е"], "ноя нояб"),
    ("декабр", ["ь", "я", "ю", "ь", "ем", "е"], "дек"),
];

const MASCULINE_CASES: [Case; 5] = [Case::NomAcc, Case::Gen, Case::Dat, Case::Ins, Case::Pre];

/// Weekdays from Monday: nominative, genitive, dative, accusative, instrumental, prepositional.
const WEEKDAYS: [[&str; 6]; 7] = [
    [
        "понедельник",
        "понедельника",
        "понедельнику",
        "понедельник",
        "понедельником",
        "понедельнике",
    ],
    [
        "вторник",
        "вторника",
        "вторнику",
        "вторник",
        "вторником",
        "вторнике",
    ],
    ["среда", "среды", "среде", "среду", "средой", "среде"],
    [
        "четверг",
        "четверга",
        "четвергу",
        "четверг",
        "четвергом",
        "четверге",
    ],
    [
        "пятница",
        "пятницы",
        "пятнице",
        "пятницу",
        "пятницей",
        "пятнице",
    ],
    [
        "суббота",
        "субботы",
        "субботе",
        "субботу",
        "субботой",
        "субботе",
    ],
    [
        "воскресенье",
        "воскресенья",
        "воскресенью",
        "воскресенье",
        "воскресеньем",
        "воскресенье",
    ],
];

const SEASONS: [(Season, [&str; 6]); 4] = [
    (
        Season::Winter,
        ["зима", "зимы", "зиме", "зиму", "зимой зимою", ""],
    ),
    (
        Season::Spring,
        ["весна", "весны", "весне", "весну", "весной весною", ""],
    ),
    (
        Season::Summer,
        ["лето", "лета", "лету", "лето", "летом", "лете"],
    ),
    (
        Season::Autumn,
        ["осень", "осени", "осени", "осень", "осенью", "осени"],
    ),
];

const CASES: [Case; 6] = [
    Case::Nom,
    Case::Gen,
    Case::Dat,
    Case::Acc,
    Case::Ins,
    Case::Pre,
];

/// Ordinals with hard endings; those in -ой in the nominative are marked by a trailing "+".
const ORDINALS: [(&str, u16); 40] = [
    ("нулев+", 0),
    ("перв", 1),
    ("втор+", 2),
    ("четверт", 4),
    ("пят", 5),
    ("шест+", 6),
    ("седьм+", 7),
    ("восьм+", 8),
    ("девят", 9),
    ("десят", 10),
    ("одиннадцат", 11),
    ("двенадцат", 12),
    ("тринадцат", 13),
    ("четырнадцат", 14),
    ("пятнадцат", 15),
    ("шестнадцат", 16),
    ("семнадцат", 17),
    ("восемнадцат", 18),
    ("девятнадцат", 19),
    ("двадцат", 20),
    ("тридцат", 30),
    ("сороков+", 40),
    ("пятидесят", 50),
    ("шестидесят", 60),
    ("семидесят", 70),
    ("восьмидесят", 80),
    ("девяност", 90),
    ("сот", 100),
    ("двухсот", 200),
    ("трехсот", 300),
    ("четырехсот", 400),
    ("пятисот", 500),
    ("шестисот", 600),
    ("семисот", 700),
    ("восьмисот", 800),
    ("девятисот", 900),
    ("тысячн", 1000),
    ("двухтысячн", 2000),
    ("трехтысячн", 3000),
    ("десятитысячн", 10000),
];

const HARD_ENDINGS: [(&str, OrdinalForm); 12] = [
    ("ый", OrdinalForm::MascNeut),
    ("ого", OrdinalForm::MascNeut),
    ("ому", OrdinalForm::MascNeut),
    ("ым", OrdinalForm::MascNeut),
    ("ом", OrdinalForm::MascNeut),
    ("ое", OrdinalForm::MascNeut),
    ("ая", OrdinalForm::Fem),
    ("ую", OrdinalForm::Fem),
    ("ой", OrdinalForm::FemOrMasc),
    ("ые", OrdinalForm::Plural),
    ("ых", OrdinalForm::Plural),
    ("ыми", OrdinalForm::Plural),
];

const THIRD: [(&str, OrdinalForm); 12] = [
    ("третий", OrdinalForm::MascNeut),
    ("третьего", OrdinalForm::MascNeut),
    ("третьему", OrdinalForm::MascNeut),
    ("третьим", OrdinalForm::MascNeut),
    ("третьем", OrdinalForm::MascNeut),
    ("третье", OrdinalForm::MascNeut),
    ("третья", OrdinalForm::Fem),
    ("третью", OrdinalForm::Fem),
    ("третьей", OrdinalForm::Fem),
    ("третьи", OrdinalForm::Plural),
    ("третьих", OrdinalForm::Plural),
    ("третьими", OrdinalForm::Plural),
];

const CARDINALS: [(&str, u16); 42] = [
    ("один одна одно одного одной одну одному одним одном", 1),
    ("два две двух двум двумя", 2),
    ("три трех трем тремя", 3),
    ("четыре четырех четырем четырьмя", 4),
    ("пять пяти пятью", 5),
    ("шесть шести шестью", 6),
    ("семь семи семью", 7),
    ("восемь восьми восемью восьмью", 8),
    ("девять девяти девятью", 9),
    ("десять десяти десятью", 10),
    ("одиннадцать одиннадцати одиннадцатью", 11),
    ("двенадцать двенадцати двенадцатью", 12),
    ("тринадцать тринадцати тринадцатью", 13),
    ("четырнадцать четырнадцати четырнадцатью", 14),
    ("пятнадцать пятнадцати пятнадцатью", 15),
    ("шестнадцать шестнадцати шестнадцатью", 16),
    ("семнадцать семнадцати семнадцатью", 17),
    ("восемнадцать восемнадцати восемнадцатью", 18),
    ("девятнадцать девятнадцати девятнадцатью", 19),
    ("двадцать двадцати двадцатью", 20),
    ("тридцать тридцати тридцатью", 30),
    ("сорок сорока", 40),
    ("пятьдесят пятидесяти пятьюдесятью", 50),
    ("шестьдесят шестидесяти шестьюдесятью", 60),
    ("семьдесят семидесяти семьюдесятью", 70),
    ("восемьдесят восьмидесяти", 80),
    ("девяносто девяноста", 90),
    ("сто ста", 100),
    ("двести двухсот", 200),
    ("триста трехсот", 300),
    ("четыреста четырехсот", 400),
    ("пятьсот пятисот", 500),
    ("шестьсот шестисот", 600),
    ("семьсот семисот", 700),
    ("восемьсот восьмисот", 800),
    ("девятьсот девятисот", 900),
    // Collectives, which days and nights are counted by.
    ("двое", 2),
    ("трое", 3),
    ("четверо", 4),
    ("пятеро", 5),
    ("шестеро", 6),
    ("семеро", 7),
];

/// Adjectives that say which: stem, kind of ending, meaning.
const WHICH: [(&str, &[&str], Which); 16] = [
    ("прошл", HARD, Which::Last),
    ("минувш", SIBILANT, Which::Elapsed),
    ("прошедш", SIBILANT, Which::Elapsed),
    ("истекш", SIBILANT, Which::Elapsed),
    ("позапрошл", HARD, Which::BeforeLast),
    ("нынешн", SOFT, Which::This),
    ("текущ", SIBILANT, Which::This),
    ("следующ", SIBILANT, Which::Next),
    ("будущ", SIBILANT, Which::Next),
    ("грядущ", SIBILANT, Which::Next),
    ("наступающ", SIBILANT, Which::Next),
    ("ближайш", SIBILANT, Which::Coming),
    ("предстоящ", SIBILANT, Which::Coming),
    ("последн", SOFT, Which::Final),
    (
        "эт",
        &[
            "от", "ого", "ому", "им", "ом", "а", "ой", "у", "о", "и", "их", "ими",
        ],
        Which::This,
    ),
    (
        "т",
        &[
            "от", "ого", "ому", "ем", "ом", "а", "ой", "у", "о", "е", "ех", "еми",
        ],
        Which::That,
    ),
];

const HARD: &[&str] = &[
    "ый", "ого", "ому", "ым", "ом", "ая", "ой", "ую", "ое", "ые", "ых", "ыми",
];
const SOFT: &[&str] = &[
    "ий", "его", "ему", "им", "ем", "яя", "ей", "юю", "ее", "ие", "их", "ими",
];
const SIBILANT: &[&str] = &[
    "ий", "его", "ему", "им", "ем", "ая", "ей", "ую", "ее", "ие", "их", "ими",
];

/// Single words and their forms, a space between forms.
const WORDS: &[(&str, Lex)] = &[
    ("год", Lex::YearWord(Case::NomAcc)),
    ("года", Lex::YearWord(Case::Gen)),
    ("году", Lex::YearWord(Case::Pre)),
    ("годом", Lex::YearWord(Case::Ins)),
    ("годе", Lex::YearWord(Case::Pre)),
    ("годы годов годам годами годах", Lex::YearsWord),
    ("лет", Lex::YearsCounted),
    ("г", Lex::YearAbbr),
    ("гг", Lex::YearsAbbr),
    ("полгода полугода", Lex::HalfYearSpan),
    ("полвека", Lex::HalfCenturySpan),
    (
        "месяц",
        Lex::MonthWord {
            case: Case::NomAcc,
            plural: false,
        },
    ),
    (
        "месяца",
        Lex::MonthWord {
            case: Case::Gen,
            plural: false,
        },
    ),
    (
        "месяцу",
        Lex::MonthWord {
            case: Case::Dat,
            plural: false,
        },
    ),
    (
        "месяцем",
        Lex::MonthWord {
            case: Case::Ins,
            plural: false,
        },
    ),
    (
        "месяце",
        Lex::MonthWord {
            case: Case::Pre,
            plural: false,
        },
    ),
    (
        "месяцы месяцев месяцам месяцами месяцах",
        Lex::MonthWord {
            case: Case::Oblique,
            plural: true,
        },
    ),
    (
        "неделя",
        Lex::WeekWord {
            case: Case::Nom,
            plural: false,
        },
    ),
    (
        "неделю",
        Lex::WeekWord {
            case: Case::Acc,
            plural: false,
        },
    ),
    (
        "недели",
        Lex::WeekWord {
            case: Case::Gen,
            plural: false,
        },
    ),
    (
        "неделе",
        Lex::WeekWord {
            case: Case::Pre,
            plural: false,
        },
    ),
    (
        "неделей неделею",
        Lex::WeekWord {
            case: Case::Ins,
            plural: false,
        },
    ),
    (
        "недель неделям неделями неделях",
        Lex::WeekWord {
            case: Case::Oblique,
            plural: true,
        },
    ),
    (
        "день",
        Lex::DayWord {
            case: Case::NomAcc,
            plural: false,
        },
    ),
    (
        "дня",
        Lex::DayWord {
            case: Case::Gen,
            plural: false,
        },
    ),
    (
        "дню",
        Lex::DayWord {
            case: Case::Dat,
            plural: false,
        },
    ),
    (
        "днем",
        Lex::DayWord {
            case: Case::Ins,
            plural: false,
        },
    ),
    (
        "дне",
        Lex::DayWord {
            case: Case::Pre,
            plural: false,
        },
    ),
    (
        "дни дней дням днями днях",
        Lex::DayWord {
            case: Case::Oblique,
            plural: true,
        },
    ),
    ("сутки суток суткам сутками", Lex::DayAndNight),
    (
        "выходные выходных выходным выходными уикенд уикенда уикенде",
        Lex::WeekendWord,
    ),
    (
        "век века веку веком веке веков веках веками столетие столетия столетию столетием столетии",
        Lex::CenturyWord,
    ),
    ("вв", Lex::CenturiesAbbr),
    (
        "десятилетие десятилетия десятилетию десятилетием десятилетии",
        Lex::DecadeWord,
    ),
    ("декада декады декаде декаду декадой", Lex::TenDays),
    (
        "квартал квартала кварталу кварталом квартале кварталы кварталах кварталов",
        Lex::QuarterWord,
    ),
    ("кв", Lex::QuarterAbbr),
    (
        "полугодие полугодия полугодию полугодием полугодии полугодий полугодиях",
        Lex::HalfYearWord,
    ),
    (
        "половина половины половине половину половиной",
        Lex::HalfWord,
    ),
    ("треть трети", Lex::ThirdWord),
    ("четверть четверти четвертью", Lex::FourthWord),
    (
        "число числа числу числом числе чисел числах числам",
        Lex::NumberWord,
    ),
    (
        "начало начала началу началом начале",
        Lex::PartWord(PartWord::Beginning),
    ),
    (
        "середина середины середине середину серединой",
        Lex::PartWord(PartWord::Middle),
    ),
    (
        "конец конца концу концом конце исход исхода исходе",
        Lex::PartWord(PartWord::End),
    ),
    ("сей сего сему сем сию", Lex::Which(Which::This)),
    ("же", Lex::Same),
    ("сегодня", Lex::RelativeDay(0)),
    ("вчера", Lex::RelativeDay(-1)),
    ("позавчера", Lex::RelativeDay(-2)),
    ("завтра", Lex::RelativeDay(1)),
    ("послезавтра", Lex::RelativeDay(2)),
    ("накануне", Lex::Eve),
    ("назад", Lex::Ago),
    ("тому", Lex::ThatDative),
    ("спустя", Lex::Later),
    ("через", Lex::Through),
    ("ранее раньше", Lex::Earlier),
    ("позже позднее", Lex::Afterwards),
    ("полтора полторы", Lex::OneAndHalf),
    ("тысяча тысячи тысяч тысячу", Lex::Thousand),
    ("в во", Lex::Prep(Prep::V)),
    ("на", Lex::Prep(Prep::Na)),
    ("с со", Lex::Prep(Prep::S)),
    ("по", Lex::Prep(Prep::Po)),
    ("до", Lex::Prep(Prep::Do)),
    ("от", Lex::Prep(Prep::Ot)),
    ("к ко", Lex::Prep(Prep::K)),
    ("между", Lex::Prep(Prep::Between)),
    ("после", Lex::Prep(Prep::After)),
    (
        "за около перед под вплоть начиная весь всю",
        Lex::Prep(Prep::Other),
    ),
    ("и", Lex::And),
    ("или либо", Lex::Or),
    ("чучхе", Lex::Juche),
    ("утром вечером ночью полдень полночь", Lex::TimeOfDay),
    ("ночь ночи", Lex::Night),
    ("н", Lex::EraN),
    ("э", Lex::EraE),
    ("т", Lex::LetterT),
    ("нашей", Lex::Our),
    ("эры", Lex::Era),
    (
        "каждый каждого каждому каждым каждом каждая каждой каждую каждое каждые каждых \
         ежегодно ежемесячно еженедельно",
        Lex::Every,
    ),
    // Things that are named after dates; the streets of any Russian town.
    (
        "улица улицы улице улицу улицей ул проспект проспекта проспекте проспекту пр-т площадь площади \
         площадью пл переулок переулка переулке пер бульвар бульвара бульваре набережная набережной \
         набережную шоссе проезд проезда проезде тупик тупика аллея аллеи аллее станция станции станцию \
         метро парк парка парке сквер сквера сквере стадион стадиона стадионе завод завода заводе фабрика \
         фабрики фабрике фабрику колхоз колхоза колхозе совхоз совхоза совхозе поселок поселка поселке \
         село села селе деревня деревни деревне хутор хутора микрорайон микрорайона микрорайоне \
         кинотеатр кинотеатра кинотеатре дивизия дивизии дивизию полк полка бригада бригады мост моста \
         мосту шахта шахты шахте рудник рудника имени им движение движения движении движению",
        Lex::Bearer,
    ),
    (
        "пункт пункта пункте пункту пункты пунктов п подпункт статья статьи статье статью ст раздел раздела \
         разделе глава главы главе версия версии версию версией параграф параграфа ip ver version v билд \
         сборка сборки тел телефон факс телефакс",
        Lex::Numbered,
    ),
    // What stands behind a number that is a quantity and not a year.
    (
        "человек человека рублей рубля рубль руб долларов доллара доллар евро юаней юаня иен вон гривен тенге \
         фунтов км м метров метра метр километров километра километр кг килограммов тонн тонны тонна тонну т \
         га гектаров литров л граммов миль шагов баррелей градусов процентов процента проц штук шт раз раза \
         единиц единицы жителей жителя участников участника делегатов военнослужащих солдат бойцов раненых \
         погибших студентов школьников детей семей домов дома квартир квартиры машин автомобилей самолетов \
         танков ракет снарядов мест места страниц страницы слов слова очков очка голосов голоса билетов \
         экземпляров гостей зрителей сотрудников рабочих предприятий компаний организаций школ больниц \
         тысяч тыс миллионов миллиона млн миллиардов млрд часов часа минут секунд дней дня недель месяцев \
         мигрантов беженцев полицейских спортсменов пассажиров случаев случая пациентов кадров вольт ватт \
         мвт квт гвт вагонов судов объектов",
        Lex::Counted,
    ),
    (
        "новый нового новому новым новом старый старого старому старым рождество рождества рождеству \
         рождеством рождестве пасха пасхи пасхе пасху пасхой масленица масленицы масленице масленицу \
         масленицей первомай первомая первомаю первомаем первомае \
         международный международного международному международным татьянин татьянина татьянином \
         хэллоуин хэллоуина хэллоуину сочельник сочельника католическое католического католическому \
         католическим православное православного православному православным",
        Lex::HolidayWord,
    ),
];

static LEXICON: LazyLock<FxHashMap<Box<str>, Lex>> = LazyLock::new(|| {
    let mut map: FxHashMap<Box<str>, Lex> = FxHashMap::default();
    // The first entry of a form wins, so the order below is the order of precedence.
    let mut add = |form: &str, lex: Lex| {
        if !form.is_empty() {
            map.entry(form.into()).or_insert(lex);
        }
    };
    for (number, (stem, endings, abbreviations)) in (1u8..).zip(MONTHS) {
        for (case, ending) in endings.iter().enumerate() {
            let genitive = case == 1;
            let lex = Lex::Month {
                month: number,
                genitive,
                abbreviated: false,
            };
            add(&format!("{stem}{ending}"), lex);
        }
        for abbreviation in abbreviations.split(' ') {
            let lex = Lex::Month {
                month: number,
                genitive: true,
                abbreviated: true,
            };
            add(abbreviation, lex);
        }
    }
    for (day, forms) in (0u8..).zip(WEEKDAYS) {
        if forms[0] == forms[3] {
            // Masculine and neuter names have one form for nominative and accusative.
            let distinct = [forms[0], forms[1], forms[2], forms[4], forms[5]];
            for (form, case) in distinct.into_iter().zip(MASCULINE_CASES) {
                add(form, Lex::Weekday { day, case });
            }
        } else {
            for (form, case) in forms.into_iter().zip(CASES) {
                add(form, Lex::Weekday { day, case });
            }
        }
    }
    for (season, forms) in SEASONS {
        for (forms, case) in forms.into_iter().zip(CASES) {
            for form in forms.split(' ') {
                add(form, Lex::Season { season, case });
            }
        }
    }
    for (forms, lex) in WORDS {
        for form in forms.split(' ') {
            add(form, *lex);
        }
    }
    for (stem, endings, which) in WHICH {
        for ending in endings {
            add(&format!("{stem}{ending}"), Lex::Which(which));
        }
    }
    for (stem, value) in ORDINALS {
        let (stem, stressed) = match stem.strip_suffix('+') {
            Some(stem) => (stem, true),
            None => (stem, false),
        };
        for (ending, form) in HARD_ENDINGS {
            if stressed && ending == "ый" {
                continue;
            }
            let form = match form {
                OrdinalForm::FemOrMasc if !stressed => OrdinalForm::Fem,
                form => form,
            };
            add(&format!("{stem}{ending}"), Lex::Ordinal { value, form });
        }
    }
    for (word, form) in THIRD {
        add(word, Lex::Ordinal { value: 3, form });
    }
    for (forms, value) in CARDINALS {
        for form in forms.split(' ') {
            add(form, Lex::Cardinal(value));
        }
    }
    map
});

/// The value of a Roman numeral up to 39, the numerals of centuries and quarters; Cyrillic look-
/// alikes ("ХIХ", "ІІ") count as the Latin letters.
pub(super) fn roman(text: &str) -> Option<u8> {
    if text.len() > 16 {
        return None;
    }
    let (mut total, mut previous, mut run) = (0i32, 0i32, 0u8);
    for c in text.chars() {
        let value = match c {
            'I' | 'І' => 1,
            'V' => 5,
            'X' | 'Х' => 10,
            _ => return None,
        };
        run = if value == previous { run + 1 } else { 1 };
        // No more than three alike; V never doubles.
        if run > 3 || (value == 5 && run > 1) {
            return None;
        }
        if previous != 0 && value > previous {
            // Only I may stand before a larger one, and once.
            if previous != 1 || total % 5 > 1 {
                return None;
            }
            total += value - 2 * previous;
        } else {
            total += value;
        }
        previous = value;
    }
    u8::try_from(total).ok().filter(|&n| (1..40).contains(&n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (form, expected) in [
            (
                "сентября",
                Lex::Month {
                    month: 9,
                    genitive: true,
                    abbreviated: false,
                },
            ),
            (
                "мае",
                Lex::Month {
                    month: 5,
                    genitive: false,
                    abbreviated: false,
                },
            ),
            (
                "среду",
                Lex::Weekday {
                    day: 2,
                    case: Case::Acc,
                },
            ),
            (
                "осенью",
                Lex::Season {
                    season: Season::Autumn,
                    case: Case::Ins,
                },
            ),
            ("сорок", Lex::Cardinal(40)),
            (
                "сорокового",
                Lex::Ordinal {
                    value: 40,
                    form: OrdinalForm::MascNeut,
                },
            ),
            (
                "второй",
                Lex::Ordinal {
                    value: 2,
                    form: OrdinalForm::FemOrMasc,
                },
            ),
            (
                "девяностых",
                Lex::Ordinal {
                    value: 90,
                    form: OrdinalForm::Plural,
                },
            ),
            (
                "третью",
                Lex::Ordinal {
                    value: 3,
                    form: OrdinalForm::Fem,
                },
            ),
            ("том", Lex::Which(Which::That)),
            ("лет", Lex::YearsCounted),
            ("газета", Lex::Other),
        ] {
            assert_eq!(lookup(form), expected, "{form}");
        }
        assert!(LEXICON.keys().all(|form| form.len() <= LONGEST_FORM));
    }

    #[test]
    fn roman_numerals() {
        for (text, value) in [
            ("I", Some(1)),
            ("IV", Some(4)),
            ("XIX", Some(19)),
            ("XX", Some(20)),
            ("ХХІ", Some(21)),
            ("XVIII", Some(18)),
            ("IX", Some(9)),
            ("XIV", Some(14)),
            ("IIII", None),
            ("VX", None),
            ("VV", None),
            ("IIX", None),
            ("IC", None),
            ("", None),
        ] {
            assert_eq!(roman(text), value, "{text}");
        }
    }
}
