//! Posts and titles: what comes in are tokens, what goes out are the spans of roles ("министр
//! обороны", "генеральный секретарь Трудовой партии Кореи"): a noun for a post from the list,
//! the adjectives before it that belong to the post, and what it governs behind it. Who holds the
//! post is left to [`crate::entity::resolve`].

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::EntityKind;
use super::declension::Cases;
use super::org::Piece;
use super::post::{self, Kind};
use super::recognize::NameSpan;
use super::words::{self, WordReading};
use crate::morph::{Class, Gender, Morph};
use crate::text::{self, TokenKind, Tokens};

/// Adjectives that belong to the post or profession that they stand before; others describe who
/// holds it ("легендарный музыкант"), or whose it is ("российский лидер"). Own list, from the
/// names of offices and from the professions of OK 010-2014.
const OF_POST: &str = "главный генеральный исполнительный художественный официальный старший младший общественный \
военный наследный политический финансовый верховный спортивный почетный телевизионный научный хоккейный футбольный \
народный заслуженный окружной оперный муниципальный государственный индивидуальный музыкальный постоянный специальный \
торговый инвестиционный операционный мусульманский православный католический частный духовный кадровый коммерческий \
областной районный городской краевой федеральный сельский бригадный таможенный цирковой контрольный следственный партийный \
технический творческий учебный медицинский санитарный театральный эстрадный воздушный криминальный компьютерный \
полевой штабной участковый судебный арбитражный мировой детский ветеринарный ландшафтный экономический литературный \
дипломатический чрезвычайный полномочный действительный ответственный ученый региональный управляющий исполняющий \
святейший приходской епархиальный правящий атакующий зубной горный лесной морской пожарный полярный машинный \
нефтяной медийный газетный джазовый балетный спасательный поисковый железнодорожный международный дежурный \
заведующий консульский пресвитерианский строительный промышленный банковский концертный играющий уполномоченный";

/// Adjectives that belong to some posts only.
const OF_SOME: &[(&str, &str)] = &[
    ("временный", "поверенный управляющий"),
    ("великий", "князь княгиня герцог герцогиня визирь"),
    (
        "ведущий",
        "сотрудник инженер специалист эксперт научный конструктор аналитик менеджер",
    ),
    ("второй", "секретарь пилот"),
    ("третий", "секретарь"),
    (
        "первый",
        "заместитель зам секретарь проректор советник помощник леди пилот вице-премьер вице-президент вице-спикер \
вице-губернатор вице-мэр замминистра зампред замглавы замдиректора замначальника",
    ),
];

/// Those of them that make a post or title of a profession.
const TITLED: &[&str] = &[
    "главный",
    "старший",
    "народный",
    "заслуженный",
    "генеральный",
    "верховный",
];

/// A role found: its tokens, end exclusive, and the head among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleSpan {
    pub tokens: Range<usize>,
    pub head: usize,
}

/// Words that end what a post governs.
const STOPPERS: &[&str] = &[
    "и", "а", "но", "в", "на", "с", "за", "от", "из", "что", "как", "при", "для", "о", "об", "до",
    "к", "у", "под",
];

/// Pronouns that decline like adjectives: what follows them belongs to no post.
const DETERMINERS: &[&str] = &[
    "весь",
    "этот",
    "тот",
    "свой",
    "наш",
    "ваш",
    "мой",
    "твой",
    "другой",
    "всякий",
    "каждый",
    "любой",
    "никакой",
    "какой-либо",
    "какой-то",
    "какой-нибудь",
    "некоторый",
    "который",
    "сам",
    "самый",
    "такой",
    "один",
    "многий",
    "какой",
    "иной",
    "данный",
    "остальной",
    "прочий",
];

/// Nouns that say when, how good or of what descent, and not whose the post is.
const NOT_GOVERNED: &[&str] = &[
    "год",
    "время",
    "происхождение",
    "возраст",
    "план",
    "уровень",
    "образец",
    "тип",
    "обвинение",
    "угроза",
    "успех",
    "современность",
    "половина",
    "эпоха",
    "век",
];

/// What stands behind "по" beside a post and tells nothing of it: "генерал по делу", "лучший по
/// версии".
const NOT_BY: &[&str] = &[
    "дело",
    "повод",
    "итог",
    "версия",
    "образование",
    "профессия",
    "желание",
    "конституция",
    "список",
    "мнение",
    "слово",
    "случай",
    "данные",
    "приказ",
    "решение",
    "телефон",
    "мера",
    "прозвище",
    "имя",
    "результат",
    "причина",
    "обвинение",
    "подозрение",
    "происхождение",
    "национальность",
    "приглашение",
    "просьба",
    "оценка",
];

/// Posts beside a person or at a person's disposal: "советник президента".
const OF_PERSONS: &[&str] = &[
    "заместитель",
    "зам",
    "помощник",
    "помощница",
    "советник",
    "советница",
    "секретарь",
    "пресс-секретарь",
    "представитель",
    "спецпредставитель",
    "полпред",
    "постпред",
    "посланник",
    "спецпосланник",
    "уполномоченный",
    "телохранитель",
    "охранник",
    "адъютант",
    "референт",
    "исполняющий",
];

/// Bodies that are a person's: "администрация президента".
const OFFICES: &[&str] = &[
    "администрация",
    "аппарат",
    "канцелярия",
    "пресс-служба",
    "служба",
    "управление",
    "кабинет",
    "штаб",
    "офис",
    "секретариат",
    "совет",
    "институт",
    "охрана",
    "дело",
];

/// Bodies that are called by whom they are made of, and days by whose they are: "Кабинет
/// министров", "совет директоров", "День учителя".
const OF_MANY: &[&str] = &[
    "кабинет",
    "совет",
    "палата",
    "союз",
    "комитет",
    "объединение",
    "профсоюз",
    "ассоциация",
    "коллегия",
    "собрание",
    "съезд",
    "клуб",
    "гильдия",
    "федерация",
    "общество",
    "день",
    "лига",
    "конгресс",
    "партия",
    "дом",
    "форум",
    "семинар",
    "конференция",
    "цех",
    "корпус",
];

/// Heads that are roles only with what they govern, or with an adjective of the post: "член
/// Политбюро", "официальный представитель".
const INCOMPLETE: &[&str] = &[
    "член",
    "представитель",
    "сотрудник",
    "сотрудница",
    "работник",
    "работница",
    "специалист",
    "делегат",
];

/// Several of them are anybody who has an opinion.
const VAGUE: &[&str] = &["эксперт", "наблюдатель", "аналитик", "комментатор"];

/// Those of them that in the plural are whoever belongs to a body: "члены партии".
const MEMBERS: &[&str] = &["член", "представитель", "делегат"];

/// Bodies that have members by election or appointment; one is no officer of a party or family.
const NO_BODIES: &[&str] = &[
    "семья",
    "партия",
    "группа",
    "банда",
    "секта",
    "клуб",
    "организация",
    "движение",
    "экипаж",
    "делегация",
    "команда",
    "общество",
    "клан",
    "группировка",
    "дом",
    "династия",
    "экспедиция",
];

/// Whose post is at something in the instrumental: "командующий флотом".
const OVER: &[&str] = &[
    "заведующий",
    "заведующая",
    "командующий",
    "управляющий",
    "главнокомандующий",
    "правящий",
];

/// The names that a text has, by its tokens.
pub struct Names<'a> {
    people: Vec<bool>,
    /// Of a place or organisation that begins at a token, the longest.
    ends: Vec<Option<(usize, EntityKind)>>,
    /// The first token of the organisation in which a token lies.
    organisations: Vec<Option<usize>>,
    tokens: &'a Tokens,
}

impl<'a> Names<'a> {
    pub fn of(tokens: &'a Tokens, spans: &[NameSpan]) -> Self {
        let mut names = Self {
            people: vec![false; tokens.len()],
            ends: vec![None; tokens.len()],
            organisations: vec![None; tokens.len()],
            tokens,
        };
        for span in spans {
            match span.kind {
                EntityKind::Person => {
                    for slot in names
                        .people
                        .iter_mut()
                        .take(span.tokens.end)
                        .skip(span.tokens.start)
                    {
                        *slot = true;
                    }
                }
                kind => {
                    if let Some(slot) = names.ends.get_mut(span.tokens.start)
                        && slot.is_none_or(|(end, _)| end < span.tokens.end)
                    {
                        *slot = Some((span.tokens.end, kind));
                    }
                }
            }
            if span.kind == EntityKind::Org {
                let tokens = names.organisations.iter_mut();
                for slot in tokens.take(span.tokens.end).skip(span.tokens.start) {
                    slot.get_or_insert(span.tokens.start);
                }
            }
        }
        names
    }

    fn person(&self, i: usize) -> bool {
        self.people.get(i).copied().unwrap_or(false)
    }

    /// Where the name of a place or an organisation ends that begins at `i`, which is taken whole.
    fn end(&self, i: usize) -> Option<(usize, EntityKind)> {
        self.ends.get(i).copied().flatten()
    }

    fn form(&self, i: usize) -> &str {
        match i < self.tokens.len() {
            true => self.tokens.form_at(i),
            false => "",
        }
    }

    /// A token of this line behind another.
    fn goes_on(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|token| !token.line_start)
    }

    fn is_word(&self, i: usize) -> bool {
        self.tokens
            .get(i)
            .is_some_and(|token| token.kind == TokenKind::Cyrillic)
    }

    /// Where a name in quotes that begins at `i` ends: «Росатома», "ОАО «Заря»".
    fn quoted_end(&self, i: usize) -> Option<usize> {
        let mut i = i;
        // "ООО УК".
        for _ in 0..3 {
            let form = self.form(i);
            let letters = form.chars().count();
            let legal_form = (2..=5).contains(&letters) && form.chars().all(text::is_uppercase);
            if !legal_form || !self.goes_on(i + 1) {
                break;
            }
            i += 1;
        }
        if !matches!(self.form(i), "«" | "„" | "“" | "\"") {
            return None;
        }
        if !self
            .form(i + 1)
            .starts_with(|c: char| text::is_uppercase(c) || c.is_ascii_digit())
        {
            return None;
        }
        for j in i + 1..i + LONGEST_QUOTED {
            if !self.goes_on(j) {
                return None;
            }
            match self.form(j) {
                "»" | "”" | "“" | "\"" => return Some(j + 1),
                "." | "!" | "?" | "," | ":" | ";" | "«" => return None,
                _ => {}
            }
        }
        None
    }
}

/// Tokens of a name in quotes, the marks too.
const LONGEST_QUOTED: usize = 10;

/// A noun for a post at a token.
struct Head {
    at: usize,
    /// ё folded.
    lemma: String,
    kind: Kind,
    /// Cases and number of its readings, the likeliest first: "директора" is of one or many.
    readings: Vec<(Cases, bool)>,
}

impl Head {
    fn at(names: &Names, i: usize) -> Option<Self> {
        let form = names.form(i);
        if !names.is_word(i) || names.person(i) || !post::may_be_head(form) {
            return None;
        }
        let readings = words::readings(form);
        let substantive = post::substantive(form);
        let noun = readings.iter().find(|r| r.post);
        let head = match (noun, substantive) {
            (Some(noun), None) if noun.probability > 0.15 => noun,
            (Some(noun), Some(_)) => noun,
            (None, Some(_)) => {
                { readings.iter() }.find(|r| r.class.agrees() && r.gender != Some(Gender::Neut))?
            }
            _ => return None,
        };
        let lemma = match (noun, substantive) {
            (None, Some(lemma)) => lemma.to_owned(),
            _ => head.lemma.clone(),
        };
        let own = { readings.iter() }
            .filter(|r| r.lemma == head.lemma && r.class == head.class)
            .filter(|r| r.probability > 0.02 || std::ptr::eq(*r, head))
            .map(|r| (r.cases, r.plural));
        let head = Self {
            at: i,
            kind: post::kind(&lemma)?,
            lemma: text::fold(&lemma).into_owned(),
            readings: own.collect(),
        };
        let usable = head.kind != Kind::Part
            && !goes_with_noun(names, i, &readings, substantive.is_some())
            && !head.is_of_a_body(names)
            && !head.is_a_thing(names, &readings);
        usable.then_some(head)
    }

    /// Whether it may stand in the genitive.
    fn genitive(&self) -> bool {
        { self.readings.iter() }.any(|(cases, _)| !cases.and(Cases::GEN).is_empty())
    }

    /// Whether it is several by its likeliest reading.
    fn plural(&self) -> bool {
        self.readings.first().is_some_and(|&(_, plural)| plural)
    }

    /// Whether it may be several, in the genitive.
    fn genitive_plural(&self) -> bool {
        { self.readings.iter() }.any(|&(cases, plural)| plural && !cases.and(Cases::GEN).is_empty())
    }

    /// Whether an adjective of a reading agrees with it.
    fn agrees(&self, adjective: &WordReading) -> bool {
        adjective.class.agrees() && { self.readings.iter() }.any(|&(cases, plural)| {
            plural == adjective.plural && !cases.and(adjective.cases).is_empty()
        })
    }

    fn is_of(&self, lemmas: &[&str]) -> bool {
        lemmas.contains(&self.lemma.as_str())
    }

    /// "во главе", "Кабинет министров", "День учителя": no role of anybody.
    fn is_of_a_body(&self, names: &Names) -> bool {
        let Some(before) = self.at.checked_sub(1).filter(|_| names.goes_on(self.at)) else {
            return false;
        };
        let form = names.form(self.at);
        if text::fold(form) == "главе" && text::fold(names.form(before)) == "во" {
            return true;
        }
        // "кандидат в президенты".
        let joined = matches!(names.form(before), "в" | "во");
        if joined && { self.readings.iter() }
            .all(|&(cases, plural)| plural && cases.has_nominative())
        {
            return true;
        }
        if !self.genitive() {
            return false;
        }
        let same = |i: usize| names.organisations.get(i).copied().flatten();
        if self.genitive_plural() && same(self.at).is_some() && same(self.at) == same(before) {
            return true;
        }
        words::readings(names.form(before)).iter().any(|r| {
            r.class == Class::Noun
                && OF_MANY.contains(&r.lemma.as_str())
                && (self.genitive_plural() || r.lemma == "день")
        })
    }

    /// "премьеру фильма", "шквал критики": the form is that of a thing as well, and nothing beside
    /// it speaks for a person.
    fn is_a_thing(&self, names: &Names, readings: &[WordReading]) -> bool {
        let things: Vec<&WordReading> = { readings.iter() }
            .filter(|r| r.class == Class::Noun && r.known && !r.animate && r.probability > 0.05)
            .filter(|r| text::fold(&r.lemma) != self.lemma)
            .collect();
        if things.is_empty() {
            return self.lemma == "модель"
                && names.goes_on(self.at + 1)
                && governs_noun(names, self.at + 1);
        }
        if names.person(self.at + 1) && names.goes_on(self.at + 1) {
            return false;
        }
        // "энергетической политики", "известного критика".
        if let Some(before) = self.at.checked_sub(1).filter(|_| names.goes_on(self.at)) {
            let adjectives = words::readings(names.form(before));
            let agrees = |noun: &WordReading| {
                { adjectives.iter() }
                    .any(|a| a.class.agrees() && a.probability > 0.05 && fits(a, noun))
            };
            let share = |readings: &mut dyn Iterator<Item = &WordReading>| -> f32 {
                readings.filter(|r| agrees(r)).map(|r| r.probability).sum()
            };
            let person = share(&mut readings.iter().filter(|r| r.post));
            let thing = share(&mut things.iter().copied());
            if person.max(thing) > 0.0 {
                return thing > person;
            }
            // "пять премьер".
            let counted = names
                .tokens
                .get(before)
                .is_some_and(|t| t.kind == TokenKind::Number)
                || adjectives.iter().any(|r| r.class == Class::Numeral);
            if counted
                && things
                    .iter()
                    .any(|r| r.plural && !r.cases.and(Cases::GEN).is_empty())
            {
                return true;
            }
            // "у премьера".
            if let Some(cases) = super::preposition::governed(&text::lowercase(names.form(before)))
                && things.iter().all(|r| r.cases.and(cases).is_empty())
            {
                return false;
            }
        }
        // "Политики заявили".
        let verb = words::readings(names.form(self.at + 1))
            .first()
            .is_some_and(|r| r.class == Class::Verb && r.plural && names.goes_on(self.at + 1));
        let several = |r: &WordReading| r.plural && r.cases.has_nominative();
        if verb && readings.iter().any(|r| r.post && several(r)) {
            return false;
        }
        // "премьер Италии", but "премьера фильма".
        match names.end(self.at + 1) {
            Some((_, EntityKind::Place)) if names.goes_on(self.at + 1) => return false,
            _ => {}
        }
        let of_person: f32 = { readings.iter() }
            .filter(|r| r.post)
            .map(|r| r.probability)
            .sum();
        let of_thing: f32 = things.iter().map(|r| r.probability).sum();
        of_thing > of_person * 0.5
            || of_thing > of_person * 0.2
                && names.goes_on(self.at + 1)
                && governs_noun(names, self.at + 1)
    }
}

/// Whether a noun in the genitive that is no name stands at `i`, perhaps behind its adjective.
fn governs_noun(names: &Names, i: usize) -> bool {
    let readings = words::readings(names.form(i));
    readings.first().is_some_and(|r| {
        names.is_word(i)
            && !r.cases.and(Cases::GEN).is_empty()
            && !r.cases.has_nominative()
            && (r.class == Class::Noun && !r.animate || r.class.agrees())
    })
}

/// Whether an adjective agrees with a noun.
fn fits(adjective: &WordReading, noun: &WordReading) -> bool {
    noun.plural == adjective.plural
        && (noun.plural || noun.gender.is_none() || noun.gender == adjective.gender)
        && !noun.cases.and(adjective.cases).is_empty()
}

/// The roles among tokens with their names.
pub fn find(names: &Names) -> Vec<RoleSpan> {
    let mut out: Vec<RoleSpan> = Vec::new();
    let mut i = 0;
    while i < names.tokens.len() {
        let Some(head) = Head::at(names, i) else {
            i += 1;
            continue;
        };
        let free = out.last().map_or(0, |role| role.tokens.end);
        let adjectives = adjectives_before(names, &head, free);
        let start = acting_before(names, &head, adjectives, free);
        let end = governed_end(names, &head, head.at + 1);
        let end = match ENVOYS.contains(&head.lemma.as_str()) {
            true => accredited_end(names, end),
            false => end,
        };
        let titled = start < head.at;
        // "главный врач больницы", "народный артист России" are titles.
        let title = |i: usize| {
            let lemma = adjective_lemma(names, i, &head);
            lemma.is_some_and(|lemma| TITLED.contains(&lemma.as_str()))
        };
        let end = match head.kind {
            Kind::Profession if !(adjectives..head.at).any(title) => body_end(names, &head, end),
            _ => end,
        };
        let alone = end == head.at + 1 && !titled;
        let vague = alone && head.plural() && head.is_of(VAGUE);
        let lady = head.lemma == "леди" && !titled;
        let belongs =
            head.is_of(MEMBERS) && !titled && (head.plural() || is_of_no_body(names, &head));
        if head.is_of(INCOMPLETE) && alone || belongs || vague || lady {
            i += 1;
            continue;
        }
        out.push(RoleSpan {
            tokens: start..end,
            head: head.at,
        });
        i = end.max(i + 1);
    }
    out
}

/// "член партии", "член семьи".
fn is_of_no_body(names: &Names, head: &Head) -> bool {
    head.lemma == "член"
        && names.end(head.at + 1).is_none()
        && (head.at + 1..head.at + 4)
            .take_while(|&i| names.is_word(i))
            .find_map(|i| {
                let readings = words::readings(names.form(i));
                let noun = readings.first().filter(|r| r.class == Class::Noun)?;
                Some(NO_BODIES.contains(&noun.lemma.as_str()))
            })
            .unwrap_or(false)
}

/// The adjective at `i` that agrees with a head, ё folded. What the dictionary has for a participle
/// ("заслуженный", "управляющий") is known by its stem.
fn adjective_lemma(names: &Names, i: usize, head: &Head) -> Option<String> {
    let readings = words::readings(names.form(i));
    let agreeing = { readings.iter() }
        .filter(|r| head.agrees(r))
        .max_by(|a, b| a.probability.total_cmp(&b.probability))?;
    if agreeing.class != Class::Participle {
        return Some(text::fold(&agreeing.lemma).into_owned());
    }
    let form = text::fold(names.form(i)).into_owned();
    let stem = post::adjective_stem(&form)?;
    { OF_POST.split_whitespace() }
        .chain(OF_SOME.iter().map(|&(adjective, _)| adjective))
        .find(|adjective| post::adjective_stem(adjective) == Some(stem))
        .map(str::to_owned)
}

/// Whether an adjective is one of [`OF_POST`].
fn is_of_post(lemma: &str) -> bool {
    static ADJECTIVES: LazyLock<FxHashSet<&str>> =
        LazyLock::new(|| OF_POST.split_whitespace().collect());
    ADJECTIVES.contains(lemma)
}

/// Where the adjectives of a post begin, not before `free`.
fn adjectives_before(names: &Names, head: &Head, free: usize) -> usize {
    let mut start = head.at;
    // What the adjective stands before: "ведущий научный сотрудник".
    let mut next = head.lemma.clone();
    while start > free
        && names.goes_on(start)
        && names.is_word(start - 1)
        && !names.person(start - 1)
    {
        let Some(lemma) = adjective_lemma(names, start - 1, head) else {
            break;
        };
        let of_some = { OF_SOME.iter() }
            .filter(|(adjective, _)| *adjective == lemma)
            .any(|(_, posts)| {
                { posts.split_whitespace() }.any(|post| post == next || post == head.lemma)
                    || lemma == "первый" && (next.starts_with("зам") || next.starts_with("вице-"))
            });
        if !of_some && !is_of_post(&lemma) {
            break;
        }
        start -= 1;
        // "чрезвычайный и полномочный посол".
        if lemma == "полномочный"
            && start >= free + 2
            && names.form(start - 1) == "и"
            && names.goes_on(start)
            && names.goes_on(start - 1)
            && adjective_lemma(names, start - 2, head).as_deref() == Some("чрезвычайный")
        {
            start -= 2;
        }
        next = lemma;
    }
    start
}

/// Where "исполняющий обязанности", "и. о." or "врио" before a post in the genitive begins.
fn acting_before(names: &Names, head: &Head, start: usize, free: usize) -> usize {
    if start == 0 || !names.goes_on(start) || !head.genitive() {
        return start;
    }
    let lower = |i: usize| text::lowercase(names.form(i));
    if start > free && matches!(lower(start - 1).as_str(), "врио") {
        return start - 1;
    }
    // "и. о.", "и.о."
    if start >= free + 4
        && [(1, "."), (2, "о"), (3, "."), (4, "и")]
            .into_iter()
            .all(|(back, form)| {
                lower(start - back) == form && (back == 4 || names.goes_on(start - back))
            })
    {
        return start - 4;
    }
    if start >= free + 2
        && names.form(start - 1) == "обязанности"
        && !names.person(start - 2)
        && names.goes_on(start - 1)
        && words::readings(names.form(start - 2))
            .iter()
            .any(|r| r.lemma == "исполняющий" || r.lemma == "исполнять" && r.class.agrees())
    {
        let start = start - 2;
        let for_now = start > free && lower(start - 1) == "временно" && names.goes_on(start);
        return start - usize::from(for_now);
    }
    start
}

/// Whether the word at `at`, a post by its form, goes with the noun behind it: "рабочих мест",
/// "учёного совета", "военных и политических целей".
fn goes_with_noun(names: &Names, at: usize, readings: &[WordReading], substantive: bool) -> bool {
    let adjectives: Vec<&WordReading> = { readings.iter() }
        .filter(|r| {
            r.probability > 0.05
                && (r.class == Class::Adjective && r.known || substantive && r.class.agrees())
        })
        .collect();
    if adjectives.is_empty() {
        return false;
    }
    let participle = { adjectives.iter() }.all(|r| r.class == Class::Participle);
    // "военнослужащих и полицейских" are two.
    let mut joined = false;
    for i in at + 1..at + 5 {
        let word =
            names.is_word(i) && names.goes_on(i) && names.form(i).starts_with(text::is_lowercase);
        if !word {
            return false;
        }
        let next = words::readings(names.form(i));
        let noun = { next.iter() }
            .filter(|noun| noun.class == Class::Noun && noun.known && noun.probability > 0.1)
            .filter(|noun| !noun.post || !substantive || !joined)
            // "управляющего банка" is a noun with whose it is, "управляющих компаний" are companies.
            .filter(|noun| {
                !participle || noun.animate || noun.plural || noun.cases.has_nominative()
            })
            .any(|noun| adjectives.iter().any(|adjective| fits(adjective, noun)));
        if noun {
            return true;
        }
        let agrees = |i: usize| {
            words::readings(names.form(i)).iter().any(|other| {
                other.class.agrees()
                    && adjectives.iter().any(|adjective| {
                        adjective.plural == other.plural
                            && !adjective.cases.and(other.cases).is_empty()
                    })
            })
        };
        let and = matches!(names.form(i), "и" | "или");
        joined |= and;
        let goes_on = agrees(i + usize::from(and));
        if !goes_on {
            return false;
        }
    }
    false
}

/// How likely a reading in the dative is to be behind "по". The ending of "политическим" is more
/// often that of an instrumental.
const LIKELY_IN_DATIVE: f32 = 0.02;

/// Who is sent somewhere.
const ENVOYS: &[&str] = &[
    "посол",
    "постпред",
    "представитель",
    "спецпредставитель",
    "спецпосланник",
    "консул",
    "генконсул",
    "посланник",
    "поверенный",
    "уполномоченный",
];

/// The end with where an envoy is sent: "посол России в КНДР", "постпред РФ при ООН".
fn accredited_end(names: &Names, end: usize) -> usize {
    let sent = names.goes_on(end) && matches!(names.form(end), "в" | "при" | "на");
    match names.end(end + 1) {
        Some((behind, _)) if sent && behind > end => behind,
        _ => end,
    }
}

/// The end of what belongs to a profession, of what lies before `end`: the name of a body, with the
/// words that lead to it ("солист группы «Заря»").
fn body_end(names: &Names, head: &Head, end: usize) -> usize {
    let from = head.at + 1;
    let mut found = from;
    let mut i = from;
    while i < end {
        let behind = match (names.end(i), names.quoted_end(i)) {
            (_, Some(behind)) => behind,
            (Some((behind, EntityKind::Org)), _) if names.is_word(i) || i > from => behind,
            _ => {
                i += 1;
                continue;
            }
        };
        found = behind.min(end);
        i = behind.max(i + 1);
    }
    found
}

/// A name in the nominative, by a word that the dictionary knows: none that a post governs, but
/// "патриарх Московский".
fn stands_alone(names: &Names, i: usize, head: &Head) -> bool {
    let form = names.form(i);
    let readings = words::readings(form);
    names.is_word(i)
        && form.chars().any(text::is_lowercase)
        && readings.iter().all(|r| {
            r.known
                && !r.fixed
                && !r.abbreviation
                && r.cases.and(Cases::GEN.or(Cases::INS)).is_empty()
                && !head.agrees(r)
        })
}

/// Where what a post governs ends, which begins at `from`.
fn governed_end(names: &Names, head: &Head, from: usize) -> usize {
    let mut end = from;
    let mut i = from;
    // "по внешнеполитическим вопросам", right behind the post or behind whose post it is.
    let mut by = false;
    let mut by_done = false;
    // Whether a person may stand next: "советник президента", "администрация президента".
    let mut personal = head.is_of(OF_PERSONS);
    let mut after_name = false;
    // Whether what it is over may stand next, in the instrumental.
    let mut over = head.is_of(OVER);
    if names.goes_on(i) && head.lemma == "папа" {
        // "папа Римский".
        let roman = matches!(names.form(i), form if form.starts_with("Римск") || form.starts_with("римск"))
            && adjective_lemma(names, i, head).is_some();
        return i + usize::from(roman);
    }
    if names.goes_on(i)
        && head.lemma == "поверенный"
        && names.form(i) == "в"
        && names.form(i + 1) == "делах"
    {
        i += 2;
        end = i;
    }
    // Adjectives count only once their noun is there.
    while names.goes_on(i) && !names.person(i) && i < from + 14 {
        if let Some(behind) = names.quoted_end(i) {
            let named = names.is_word(i) || names.end(i + 1).is_some() || end > from && !after_name;
            if !named {
                break;
            }
            i = behind;
            end = i;
            after_name = true;
            continue;
        }
        if let Some((behind, kind)) = names.end(i) {
            if stands_alone(names, i, head) && !by && (after_name || i == from) {
                break;
            }
            // "лидер стран ЕС" is a chain, "премьер Италии Австрии" none.
            if kind == EntityKind::Place
                && after_name
                && names
                    .end(i - 1)
                    .is_some_and(|(_, kind)| kind == EntityKind::Place)
            {
                break;
            }
            i = behind.max(i + 1);
            end = i;
            after_name = true;
            personal = false;
            continue;
        }
        if !names.is_word(i) {
            break;
        }
        let form = names.form(i);
        // "патриарх Московский и всея Руси".
        if form == "и" && names.form(i + 1) == "всея" {
            i += 2;
            continue;
        }
        if form == "и" && i > from {
            // "природных ресурсов и экологии": goes on when a genitive noun follows. "президенты
            // России и Сербии" are two.
            let goes_on = names.is_word(i + 1) && names.goes_on(i + 1) && !names.person(i + 1) && {
                let next = words::readings(names.form(i + 1));
                next.first().is_some_and(|r| {
                    !r.cases
                        .and(Cases::GEN.or(if by { Cases::DAT } else { Cases::NONE }))
                        .is_empty()
                        && !r.cases.has_nominative()
                        && (r.class == Class::Noun && !r.animate || r.class == Class::Adjective)
                })
            };
            if goes_on && !(after_name && head.plural()) {
                i += 1;
                continue;
            }
            break;
        }
        if form == "при" && i == end && head.is_of(&["уполномоченный", "представитель", "советник"])
        {
            let next = words::readings(names.form(i + 1));
            if next
                .iter()
                .any(|r| r.post && !r.cases.and(Cases::LOC).is_empty())
            {
                i += 2;
                end = i;
                continue;
            }
            break;
        }
        if form == "по" && !by {
            let next = words::readings(names.form(i + 1));
            let of_post = next.iter().any(|r| {
                !r.cases.and(Cases::DAT).is_empty()
                    && r.probability > LIKELY_IN_DATIVE
                    && r.class != Class::Pronoun
                    && !DETERMINERS.contains(&r.lemma.as_str())
            });
            let adverbial = next.iter().any(|r| {
                r.class == Class::Noun
                    && r.probability > 0.1
                    && NOT_BY.contains(&r.lemma.as_str())
                    && !(r.plural && r.lemma == "дело")
            });
            if of_post && !adverbial && head.kind == Kind::Post && names.is_word(i + 1) {
                by = true;
                i += 1;
                continue;
            }
            break;
        }
        if STOPPERS.contains(&form) {
            break;
        }
        let readings = words::readings(form);
        // "заместитель заведующего отделом".
        if personal
            && post::substantive(form).is_some_and(|lemma| OVER.contains(&lemma))
            && readings
                .iter()
                .any(|r| r.class.agrees() && !r.cases.and(Cases::GEN).is_empty())
        {
            i += 1;
            end = i;
            over = true;
            continue;
        }
        // The noun behind "по" ends what it governs in the dative; what follows is a genitive.
        let wanted = match (by && !by_done, over) {
            (true, _) => Cases::DAT,
            (_, true) => Cases::GEN.or(Cases::INS),
            _ => Cases::GEN,
        };
        let likely = if wanted == Cases::DAT {
            LIKELY_IN_DATIVE
        } else {
            0.2
        };
        let best = readings
            .iter()
            .filter(|r| !r.cases.and(wanted).is_empty())
            .max_by(|a, b| a.probability.total_cmp(&b.probability));
        match best {
            Some(r) if r.class == Class::Noun && r.probability > likely => {
                // "главы ФБР республиканца": of persons a post is only where it serves them, or is
                // over many.
                let lead = end == from && r.plural && !r.post;
                let animate = r.animate || readings.iter().any(|r| r.post && r.probability > 0.15);
                if animate && !(personal || lead || by) || NOT_GOVERNED.contains(&r.lemma.as_str())
                {
                    break;
                }
                personal = OFFICES.contains(&r.lemma.as_str())
                    || r.post && OF_PERSONS.contains(&r.lemma.as_str())
                    || r.lemma.starts_with("зам");
                i += 1;
                end = i;
                by_done = by;
                after_name = false;
                over = false;
            }
            Some(r)
                if r.class.agrees()
                    && r.probability > likely
                    && !DETERMINERS.contains(&r.lemma.as_str()) =>
            {
                i += 1;
            }
            _ => break,
        }
    }
    end
}

/// A post of a headline in capitals as it is usually written: "МИНИСТР ОБОРОНЫ США".
fn without_capitals(name: &str) -> String {
    let words = name.split(' ').map(|word| {
        let lower = text::lowercase(word);
        let readings = words::readings(&lower);
        let first = readings.first();
        if first.is_none_or(|r| r.abbreviation || !r.known) {
            word.to_owned()
        } else if readings.iter().any(|r| r.name != words::NameClass::None) {
            words::proper_case(word)
        } else {
            lower
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The nominative of a role: its head, which is the word at `head`, and the adjectives before it.
/// Posts begin with a small letter but for abbreviations.
pub fn canonical(pieces: &[Piece], head: usize) -> String {
    let forms: Vec<&str> = pieces.iter().map(|piece| piece.form).collect();
    let written = || {
        forms
            .iter()
            .map(|form| (*form).to_owned())
            .collect::<Vec<_>>()
    };
    // "врио губернатора": the post stays in the genitive.
    let lower = |i: usize| {
        forms
            .get(i)
            .map(|form| text::lowercase(form))
            .unwrap_or_default()
    };
    let acting = match (lower(0).as_str(), lower(1).as_str()) {
        ("врио", _) => Some((1, "врио")),
        ("и", ".") if lower(2) == "о" => Some((4, "и.о.")),
        _ => None,
    };
    if let Some((from, title)) = acting
        && from <= head
    {
        let rest = super::org::put(pieces.get(from..).unwrap_or_default(), &written()[from..]);
        return format!("{title} {rest}");
    }
    let mut nominative = Morph::get().post_nominative(&forms, Some(head));
    // "замначальника" is its own nominative, whatever the dictionary guesses.
    if let (Some(form), Some(own)) = (forms.get(head), nominative.get_mut(head))
        && !Morph::get().contains(form)
        && text::lowercase(form).starts_with("зам")
        && form.ends_with(['а', 'я', 'ы'])
    {
        *own = (*form).to_owned();
    }
    // "заведующего", where the dictionary has a participle.
    if let (Some(form), Some(own)) = (forms.get(head), nominative.get_mut(head))
        && own == form
        && let Some(singular) = post::substantive(form)
    {
        let several = words::readings(form)
            .iter()
            .find(|r| r.class.agrees() || r.post)
            .is_some_and(|r| r.plural);
        *own = match (several, singular.strip_suffix('й')) {
            (true, Some(stem)) => format!("{stem}е"),
            _ => singular.to_owned(),
        };
    }
    let name = super::org::put(pieces, &nominative);
    let name = match name.chars().any(text::is_lowercase) {
        true => name,
        false => without_capitals(&name),
    };
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            let mut out: String = first.to_lowercase().collect();
            out.extend(name.chars().skip(1));
            out
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::recognize::Recognizer;
    use crate::text::tokenize;

    /// The roles of `text`, each as written and in the nominative.
    fn roles(text: &str) -> Vec<(String, String)> {
        let tokens = tokenize(text);
        let spans = Recognizer::get().recognize(text, &tokens);
        find(&Names::of(&tokens, &spans))
            .into_iter()
            .map(|role| {
                let slice = &tokens.as_slice()[role.tokens.clone()];
                let written = slice[0].start as usize..slice[slice.len() - 1].end as usize;
                let pieces: Vec<Piece> = slice.iter().map(|t| Piece::of(&tokens, t)).collect();
                let name = canonical(&pieces, role.head - role.tokens.start);
                (text[written].to_owned(), name)
            })
            .collect()
    }

    #[track_caller]
    fn check(cases: &[(&str, &[&str])]) {
        for (text, expected) in cases {
            let found: Vec<String> = roles(text).into_iter().map(|(role, _)| role).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn who_takes_part_holds_no_post() {
        check(&[
            ("Лауреат премии и участник похода уехали.", &[]),
            ("Владелец завода встретился с кандидатом.", &[]),
            ("Он был основателем школы и ветераном труда.", &[]),
            ("Члены семьи и представители партии ждали.", &[]),
            ("Выступил член Политбюро.", &["член Политбюро"]),
            ("Эксперты и наблюдатели спорят.", &[]),
        ]);
    }

    #[test]
    fn what_describes_the_holder_is_left_out() {
        check(&[
            ("Выступил 97-летний принц.", &["принц"]),
            ("Приехали легендарные музыканты.", &["музыканты"]),
            ("Он стал первым ректором.", &["ректором"]),
            ("Он был простым солдатом.", &["солдатом"]),
            (
                "Пришёл первый заместитель министра.",
                &["первый заместитель министра"],
            ),
            (
                "Избран новый генеральный директор.",
                &["генеральный директор"],
            ),
            (
                "Назначили генерального директора завода.",
                &["генерального директора завода"],
            ),
            (
                "Прибыл чрезвычайный и полномочный посол Франции.",
                &["чрезвычайный и полномочный посол Франции"],
            ),
            (
                "Пел заслуженный артист России.",
                &["заслуженный артист России"],
            ),
            (
                "Выступил ведущий научный сотрудник института.",
                &["ведущий научный сотрудник института"],
            ),
        ]);
    }

    #[test]
    fn a_body_in_quotes_is_taken_whole() {
        check(&[
            ("Глава «Росатома» уехал.", &["Глава «Росатома»"]),
            (
                "Гендиректор ПАО «Аэрофлот» уехал.",
                &["Гендиректор ПАО «Аэрофлот»"],
            ),
            (
                "Председатель совета директоров «Северстали» уехал.",
                &["Председатель совета директоров «Северстали»"],
            ),
            (
                "Выступил лидер партии «Слуга народа».",
                &["лидер партии «Слуга народа»"],
            ),
            (
                "Приехал президент ОАО «Заречный трест».",
                &["президент ОАО «Заречный трест»"],
            ),
        ]);
    }

    #[test]
    fn a_chain_ends_at_who_and_what_is_another() {
        check(&[
            ("Он пожелал спортсменам успехов.", &["спортсменам"]),
            ("С журналиста сняли обвинения.", &["журналиста"]),
            ("Лишили журналиста всех прав.", &["журналиста"]),
            (
                "Режиссёр фильма и барабанщик группы молчат.",
                &["Режиссёр", "барабанщик"],
            ),
            ("Выступил советник президента.", &["советник президента"]),
            (
                "Главой ведомства назначен генерал.",
                &["Главой ведомства", "генерал"],
            ),
            ("Генерал по делу не проходит.", &["Генерал"]),
            (
                "Пришёл министр по делам молодёжи.",
                &["министр по делам молодёжи"],
            ),
        ]);
    }

    #[test]
    fn things_and_bodies_are_no_roles() {
        check(&[
            ("Делегация во главе с ним прибыла.", &[]),
            ("Кабинет министров собрался.", &[]),
            ("В совет директоров вошли трое.", &[]),
            ("Сегодня отмечают День учителя.", &[]),
            ("Сегодня прошла премьера фильма.", &[]),
            ("Театр готовит пять премьер.", &[]),
            ("Это часть новой энергетической политики страны.", &[]),
            ("Он приехал в рабочей одежде.", &[]),
            ("Для военных и политических целей.", &[]),
            ("Бывшего премьера допросили.", &["премьера"]),
        ]);
    }

    #[test]
    fn heads_of_many_kinds() {
        check(&[
            ("Пришли хакер и журналистка.", &["хакер", "журналистка"]),
            ("Задержали полицейских.", &["полицейских"]),
            ("Погиб военнослужащий.", &["военнослужащий"]),
            ("Выступил врач-реаниматолог.", &["врач-реаниматолог"]),
            ("Приехал замначальника штаба.", &["замначальника штаба"]),
            ("Пел рок-музыкант.", &["рок-музыкант"]),
            ("Экс-губернатор ответил.", &["Экс-губернатор"]),
            ("Управляющий делами ушёл.", &["Управляющий делами"]),
            ("Заведующий отделением уехал.", &["Заведующий отделением"]),
            ("Приехал папа Римский.", &["папа Римский"]),
            ("Врио губернатора подал в отставку.", &["Врио губернатора"]),
            ("И. о. главы района ушла.", &["И. о. главы района"]),
            (
                "Временный поверенный в делах США уехал.",
                &["Временный поверенный в делах США"],
            ),
        ]);
    }

    #[test]
    fn the_nominative_keeps_what_does_not_inflect() {
        let nominative = |text: &str| roles(text).into_iter().map(|(_, name)| name).next();
        for (text, expected) in [
            ("Врио губернатора ушёл.", "врио губернатора"),
            ("И.о. министра уехал.", "и.о. министра"),
            ("Встреча с замначальника полиции.", "замначальника полиции"),
            (
                "Встретились с генеральным директором «Зари».",
                "генеральный директор «Зари»",
            ),
            ("Прибыли с экс-министром.", "экс-министр"),
        ] {
            assert_eq!(nominative(text).as_deref(), Some(expected), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn spans_lie_in_any_row_of_words(words in proptest::collection::vec(
            proptest::sample::select(vec![
                "и", ".", "о", "врио", "глава", "министров", "«", "»", "ООО", "УК", "АО", "главный", "в", "по",
                "делам", "папа", "Римский", "экс-премьер", "премьера", "Москва", "России", "-", "члены", "управляющий",
                "обязанности", "исполняющий", "временно", "при", "президенте", "5", "первый", "\n",
            ]), 0..16))
        {
            let text = words.join(" ");
            for (role, _) in roles(&text) {
                proptest::prop_assert!(!role.is_empty());
            }
        }
    }
}
