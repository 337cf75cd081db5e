//! Days that have names: what comes in are the words of a name, what goes out is the day it
//! falls on in a given year.
//!
//! Sources: Labour Code of the Russian Federation, article 112 (public holidays), and Federal Law
//! 32-FZ of 13 March 1995 (days of military glory and memorable dates); for the DPRK the public
//! holidays as its news agency names them in Russian (День Солнца, День сияющей звезды, День
//! основания КНДР and others). Movable feasts count from Orthodox Easter, by the algorithm of
//! J. Meeus, Astronomical Algorithms, chapter 8.

use jiff::civil::Date;

/// When a holiday falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Month and day.
    Fixed(i8, i8),
    /// First and last day as days from Orthodox Easter.
    Easter(i32, i32),
}

/// A named day.
#[derive(Debug)]
pub(super) struct Holiday {
    /// The words in lower case with е for ё, each with its forms separated by "|".
    pub words: &'static [&'static str],
    pub when: When,
    /// Whether the name counts only with a capital letter in it: in small letters the same
    /// words are common nouns.
    pub capital: bool,
}

const DAY: &str = "день|дня|дню|днем|дне";
const NEW: &str = "новый|нового|новому|новым|новом";
const YEAR: &str = "год|года|году|годом|годе";
const CHRISTMAS: &str = "рождество|рождества|рождеству|рождеством|рождестве";
const EASTER: &str = "пасха|пасхи|пасхе|пасху|пасхой";

const fn named(words: &'static [&'static str], month: i8, day: i8) -> Holiday {
    Holiday {
        words,
        when: When::Fixed(month, day),
        capital: true,
    }
}

const fn common(words: &'static [&'static str], month: i8, day: i8) -> Holiday {
    Holiday {
        words,
        when: When::Fixed(month, day),
        capital: false,
    }
}

/// Longer names first: the first that matches wins.
pub(super) const HOLIDAYS: &[Holiday] = &[
    // DPRK and Korea.
    named(
        &[
            DAY,
            "победы",
            "в",
            "отечественной",
            "освободительной",
            "войне",
        ],
        7,
        27,
    ),
    named(&[DAY, "основания", "трудовой", "партии", "кореи"], 10, 10),
    named(&[DAY, "основания", "тпк"], 10, 10),
    named(&[DAY, "основания", "корейской", "народной", "армии"], 2, 8),
    named(&[DAY, "основания", "кна"], 2, 8),
    named(&[DAY, "основания", "кндр"], 9, 9),
    named(&[DAY, "основания", "республики"], 9, 9),
    named(&[DAY, "провозглашения", "кндр"], 9, 9),
    named(&[DAY, "социалистической", "конституции"], 12, 27),
    named(&[DAY, "сияющей", "звезды"], 2, 16),
    named(&[DAY, "солнца"], 4, 15),
    named(&[DAY, "сонгун"], 8, 25),
    named(&[DAY, "освобождения", "кореи"], 8, 15),
    named(&[DAY, "освобождения", "родины"], 8, 15),
    // China.
    named(&[DAY, "образования", "кнр"], 10, 1),
    named(
        &[DAY, "образования", "китайской", "народной", "республики"],
        10,
        1,
    ),
    // Russia.
    named(&[DAY, "победы", "над", "японией"], 9, 3),
    named(&[DAY, "победы"], 5, 9),
    named(&[DAY, "россии"], 6, 12),
    named(&[DAY, "народного", "единства"], 11, 4),
    named(&[DAY, "защитника|защитников", "отечества"], 2, 23),
    named(&[DAY, "знаний"], 9, 1),
    named(&[DAY, "космонавтики"], 4, 12),
    named(&[DAY, "памяти", "и", "скорби"], 6, 22),
    named(&[DAY, "государственного", "флага"], 8, 22),
    named(&[DAY, "учителя"], 10, 5),
    named(&[DAY, "героев", "отечества"], 12, 9),
    named(&[DAY, "весны", "и", "труда"], 5, 1),
    named(&[DAY, "международной", "солидарности", "трудящихся"], 5, 1),
    named(&[DAY, "защиты", "детей"], 6, 1),
    named(&[DAY, "смеха"], 4, 1),
    named(&[DAY, "святого", "валентина"], 2, 14),
    named(&[DAY, "всех", "влюбленных"], 2, 14),
    named(
        &[
            "международный|международного|международному|международным",
            "женский|женского|женскому|женским",
            DAY,
        ],
        3,
        8,
    ),
    named(&["татьянин|татьянина|татьянину|татьяниным", DAY], 1, 25),
    // Both.
    named(&["старый|старого|старому|старым|старом", NEW, YEAR], 1, 14),
    named(&[DAY, "нового", "года"], 1, 1),
    named(&[NEW, YEAR], 1, 1),
    common(
        &[
            "католическое|католического|католическому|католическим",
            CHRISTMAS,
        ],
        12,
        25,
    ),
    common(
        &[
            "православное|православного|православному|православным",
            CHRISTMAS,
        ],
        1,
        7,
    ),
    named(&[CHRISTMAS], 1, 7),
    common(&["первомай|первомая|первомаю|первомаем|первомае"], 5, 1),
    named(&["хэллоуин|хэллоуина|хэллоуину"], 10, 31),
    Holiday {
        words: &[EASTER],
        when: When::Easter(0, 0),
        capital: true,
    },
    Holiday {
        words: &["масленица|масленицы|масленице|масленицу|масленицей"],
        when: When::Easter(-55, -49),
        capital: true,
    },
];

impl Holiday {
    /// First and last day in the year; `None` outside the calendar.
    pub fn in_year(&self, year: i16) -> Option<(Date, Date)> {
        match self.when {
            When::Fixed(month, day) => {
                let day = Date::new(year, month, day).ok()?;
                Some((day, day))
            }
            When::Easter(first, last) => {
                let easter = orthodox_easter(year)?;
                let shifted = |days: i32| easter.checked_add(jiff::Span::new().days(days)).ok();
                Some((shifted(first)?, shifted(last)?))
            }
        }
    }
}

/// Easter Sunday of the Julian calendar as a date of the Gregorian one.
fn orthodox_easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 4, y % 7, y % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let (month, day) = ((d + e + 114) / 31, (d + e + 114) % 31 + 1);
    let julian = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    // Days between the calendars from March of the year on.
    let gap = y / 100 - y / 400 - 2;
    julian.checked_add(jiff::Span::new().days(gap)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_sundays() {
        for (year, expected) in [
            (2023, "2023-04-16"),
            (2024, "2024-05-05"),
            (2025, "2025-04-20"),
            (1990, "1990-04-15"),
            (1901, "1901-04-14"),
        ] {
            assert_eq!(orthodox_easter(year).unwrap().to_string(), expected);
        }
    }

    #[test]
    fn every_holiday_falls_in_every_year() {
        for holiday in HOLIDAYS {
            for year in 1900..2100 {
                let (first, last) = holiday.in_year(year).unwrap();
                assert!(first <= last && first.year() == year);
            }
        }
    }
}
