//! From names to entities of one dispatch: what comes in are the spans that the recogniser found,
//! what goes out are mentions and the entities they name, each with the fullest canonical name
//! that the dispatch knows. Which entities of several dispatches are one is left to the index and
//! [`crate::entity::authority`].

mod bearers;
mod organisations;
mod people;
mod places;

use std::ops::Range;

use rustc_hash::FxHashMap;

use self::places::Countries;
use super::date;
use super::org::Piece;
use super::recognize::{NameSpan, Recognizer};
use super::{DateValue, Detail, Entities, Entity, EntityKind, Granularity, Mention, RoleOf, role};
use crate::dispatch::Dispatch;
use crate::text::Tokens;

/// A mention before its entity has its final number.
struct Draft {
    kind: EntityKind,
    span: Range<usize>,
    /// Index into the entities as they were made.
    entity: usize,
    adjectival: bool,
}

/// Everything found in one dispatch so far.
struct Resolver<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    drafts: Vec<Draft>,
    entities: Vec<Entity>,
    /// Tokens of the dateline.
    dateline: Range<usize>,
    /// Adjectives and demonyms of places, by token.
    adjectives: Vec<(usize, String)>,
    countries: Countries,
}

/// Finds and names everything of the given kinds in a dispatch.
pub fn resolve(dispatch: &Dispatch, tokens: &Tokens, kinds: &[EntityKind]) -> Entities {
    let mut resolver = Resolver {
        text: &dispatch.text,
        tokens,
        drafts: Vec::new(),
        entities: Vec::new(),
        dateline: 0..0,
        adjectives: Vec::new(),
        countries: Countries::default(),
    };
    let wants = |kind| kinds.contains(&kind);
    let mut spans = Vec::new();
    if kinds.iter().any(|&kind| kind != EntityKind::Date) {
        spans = Recognizer::get().recognize(&dispatch.text, tokens);
    }
    let dateline = dispatch.dateline.as_ref();
    if let Some(dateline) = dateline {
        let whole = resolver.span_of(EntityKind::Place, dateline.span.clone());
        resolver.dateline = whole.map_or(0..0, |span| span.tokens);
        // The dateline is parsed; what the recogniser makes of its capitals is not wanted.
        spans.retain(|s| s.span.end <= dateline.span.start || s.span.start >= dateline.span.end);
        if let Some(place) = &dateline.place {
            spans.extend(resolver.span_of(EntityKind::Place, place.clone()));
        }
        if let Some(agency) = &dateline.agency {
            spans.extend(resolver.span_of(EntityKind::Org, agency.clone()));
        }
    }
    spans.sort_by_key(|s| (s.span.start, usize::MAX - s.span.end));
    if wants(EntityKind::Org) {
        resolver.organisations(&spans);
    }
    if wants(EntityKind::Place) {
        resolver.adjectives = resolver.place_adjectives();
        resolver.places(&spans);
    }
    if wants(EntityKind::Person) {
        resolver.people(&spans);
    }
    if wants(EntityKind::Role) {
        resolver.roles(&spans);
    }
    if wants(EntityKind::Place) {
        resolver.adjectives(&spans);
    }
    if wants(EntityKind::Date) {
        resolver.dates(dispatch);
    }
    resolver.finish()
}

impl Resolver<'_> {
    /// The tokens of a byte range, as a span of the recogniser's kind.
    fn span_of(&self, kind: EntityKind, span: Range<usize>) -> Option<NameSpan> {
        let slice = self.tokens.as_slice();
        let first = slice.partition_point(|t| (t.end as usize) <= span.start);
        let last = slice.partition_point(|t| (t.start as usize) < span.end);
        (first < last).then_some(NameSpan {
            kind,
            tokens: first..last,
            span,
        })
    }

    fn forms(&self, range: &Range<usize>) -> Vec<&str> {
        range
            .clone()
            .filter(|i| *i < self.tokens.len())
            .map(|i| self.tokens.form_at(i))
            .collect()
    }

    fn add(&mut self, kind: EntityKind, span: Range<usize>, entity: usize) {
        self.drafts.push(Draft {
            kind,
            span,
            entity,
            adjectival: false,
        });
    }

    fn add_entity(&mut self, kind: EntityKind, canonical: String, detail: Detail) -> usize {
        self.entities.push(Entity {
            kind,
            canonical: Some(canonical),
            detail,
        });
        self.entities.len() - 1
    }

    /// The tokens of a range as parts of a name.
    fn pieces(&self, range: &Range<usize>) -> Vec<Piece<'_>> {
        let tokens = self.tokens.as_slice().get(range.clone());
        tokens
            .unwrap_or_default()
            .iter()
            .map(|token| Piece::of(self.tokens, token))
            .collect()
    }

    /// Posts, each with the person whose name stands beside it.
    fn roles(&mut self, spans: &[NameSpan]) {
        let found = role::find(&role::Names::of(self.tokens, spans));
        // The names of people by where they begin and end, and what they lead to.
        let mut starts: FxHashMap<usize, &NameSpan> = FxHashMap::default();
        let mut ends: FxHashMap<usize, &NameSpan> = FxHashMap::default();
        for span in spans.iter().filter(|s| s.kind == EntityKind::Person) {
            starts.entry(span.tokens.start).or_insert(span);
            ends.entry(span.tokens.end).or_insert(span);
        }
        let people: FxHashMap<(usize, usize), usize> = self
            .drafts
            .iter()
            .filter(|d| d.kind == EntityKind::Person)
            .map(|d| ((d.span.start, d.span.end), d.entity))
            .collect();
        // Who holds a post, for each holder, and the first of all.
        let mut known: FxHashMap<(String, Option<usize>), usize> = FxHashMap::default();
        let mut first_of: FxHashMap<String, usize> = FxHashMap::default();
        for span in found {
            let slice = self.tokens.as_slice();
            let (Some(first), Some(last)) =
                (slice.get(span.tokens.start), slice.get(span.tokens.end - 1))
            else {
                continue;
            };
            let bytes = first.start as usize..last.end as usize;
            let head = span.head - span.tokens.start;
            let canonical = role::canonical(&self.pieces(&span.tokens), head);
            // The name right behind, or right before a comma or dash.
            let start = span.tokens.start;
            let parted = start.checked_sub(1).filter(|&i| {
                let form = self.tokens.get(i).map_or("", |t| self.tokens.form(t));
                matches!(form, "," | "—" | "–" | "-" | "(")
            });
            let beside = [
                starts.get(&span.tokens.end),
                ends.get(&start),
                parted.and_then(|end| ends.get(&end)),
            ];
            // The first of them in the text.
            let beside = beside.into_iter().flatten().min_by_key(|s| s.tokens.start);
            let person = beside.and_then(|s| people.get(&(s.span.start, s.span.end)).copied());
            let entity = match person {
                Some(_) => known.get(&(canonical.clone(), person)),
                None => first_of.get(&canonical),
            };
            let entity = entity.copied().unwrap_or_else(|| {
                let detail = Detail::Role(RoleOf { person });
                self.add_entity(EntityKind::Role, canonical.clone(), detail)
            });
            known.entry((canonical.clone(), person)).or_insert(entity);
            first_of.entry(canonical).or_insert(entity);
            self.add(EntityKind::Role, bytes, entity);
        }
    }

    /// Date expressions; the dateline's own date is the one that the dispatch parser settled.
    fn dates(&mut self, dispatch: &Dispatch) {
        let mut found = date::find(self.text, self.tokens, dispatch.published);
        if let Some(dateline) = &dispatch.dateline
            && let (Some(span), Some(day)) = (&dateline.date_span, dateline.date)
        {
            found.retain(|d| d.span.end <= span.start || d.span.start >= span.end);
            found.push(date::DateMention {
                span: span.clone(),
                value: DateValue {
                    interval: Some((day, day)),
                    granularity: Granularity::Day,
                    rule: "dateline",
                    reference: dispatch.published,
                    time_of_day: None,
                },
            });
        }
        for mention in found {
            self.entities.push(Entity {
                kind: EntityKind::Date,
                canonical: None,
                detail: Detail::Date(mention.value),
            });
            let entity = self.entities.len() - 1;
            self.add(EntityKind::Date, mention.span, entity);
        }
    }

    /// Mentions sorted, entities numbered in the order of their first mention.
    fn finish(mut self) -> Entities {
        self.drafts
            .sort_by_key(|d| (d.span.start, usize::MAX - d.span.end, d.kind));
        self.drafts
            .dedup_by(|b, a| a.kind == b.kind && a.span == b.span);
        let mut numbers: Vec<Option<usize>> = vec![None; self.entities.len()];
        let mut order: Vec<usize> = Vec::new();
        let mut mentions = Vec::with_capacity(self.drafts.len());
        for draft in self.drafts {
            let number = *numbers[draft.entity].get_or_insert_with(|| {
                order.push(draft.entity);
                order.len() - 1
            });
            mentions.push(Mention {
                kind: draft.kind,
                span: draft.span,
                entity: number,
                adjectival: draft.adjectival,
            });
        }
        let mut taken: Vec<Option<Entity>> = self.entities.into_iter().map(Some).collect();
        let mut entities: Vec<Entity> = order.iter().filter_map(|&i| taken[i].take()).collect();
        for entity in &mut entities {
            if let Detail::Role(role) = &mut entity.detail {
                role.person = role.person.and_then(|i| numbers.get(i).copied().flatten());
            }
        }
        Entities { entities, mentions }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entities(text: &str) -> Entities {
        let dispatch = Dispatch {
            id: String::new(),
            path: String::new(),
            ordinal: 0,
            text: text.to_owned(),
            title: None,
            title_span: None,
            dateline: None,
            body: 0..text.len(),
            agency: None,
            published: None,
            published_by: None,
            language_hint: None,
            warnings: Vec::new(),
        };
        let tokens = crate::text::tokenize(text);
        crate::entity::analyze(&dispatch, &tokens)
    }

    /// The mentions of `text` with their canonical names, those of one kind only.
    fn names(text: &str, kind: EntityKind) -> Vec<(String, String)> {
        let found = entities(text);
        found
            .mentions
            .iter()
            .filter(|m| m.kind == kind && !m.adjectival)
            .map(|m| {
                (
                    text[m.span.clone()].to_owned(),
                    found.entities[m.entity]
                        .canonical
                        .clone()
                        .unwrap_or_default(),
                )
            })
            .collect()
    }

    #[track_caller]
    fn check(text: &str, kind: EntityKind, expected: &[(&str, &str)]) {
        let found = names(text, kind);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_region_is_not_the_town_of_its_name() {
        let found = entities("Пожары начались в штате Вашингтон. В Вашингтоне об этом знают.");
        let places: Vec<_> = found
            .mentions
            .iter()
            .map(|mention| match &found.entities[mention.entity].detail {
                Detail::Place(place) => (place.country.as_deref(), place.geoname),
                _ => (None, None),
            })
            .collect();
        assert_eq!(places, [(Some("US"), None), (Some("US"), Some(4140963))]);
    }

    #[test]
    fn what_stands_beside_a_town_tells_its_country() {
        for (text, town, country) in [
            // The dateline is where the reporter sits.
            (
                "МОСКВА, 5 мая. /ТАСС/. В Оше и Джалал-Абаде открыты школы.",
                "Ош",
                "KG",
            ),
            (
                "МОСКВА, 5 мая. /ТАСС/. Школы открыты в киргизском городе Ош.",
                "Ош",
                "KG",
            ),
            ("В ливанском Триполи открыта школа.", "Триполи", "LB"),
            ("В Триполи открыта школа.", "Триполи", "LY"),
            ("Школа открыта в Хасане в Приморском крае.", "Хасан", "RU"),
        ] {
            let found = entities(text);
            let place = found
                .entities
                .iter()
                .find(|entity| entity.canonical.as_deref() == Some(town));
            let Some(Detail::Place(place)) = place.map(|entity| &entity.detail) else {
                panic!("{text}: {:?}", found.entities);
            };
            assert_eq!(place.country.as_deref(), Some(country), "{text}");
        }
    }

    #[test]
    fn what_stands_around_tells_case_and_gender() {
        for (text, mention, canonical) in [
            (
                "Орден вручили вице-премьеру страны Жану Сомину.",
                "Жану Сомину",
                "Жан Сомин",
            ),
            (
                "Выступила чемпионка по гимнастике Алина Сомина.",
                "Алина Сомина",
                "Алина Сомина",
            ),
            (
                "Она играла у режиссёров Вима Сомина, Тони Дарсона и Ива Лемана.",
                "Тони Дарсона",
                "Тони Дарсон",
            ),
            (
                "Джулиана Дарсона отпустили под залог.",
                "Джулиана Дарсона",
                "Джулиан Дарсон",
            ),
            (
                "Тогда наградили 18-летнюю Евгению Сомину.",
                "Евгению Сомину",
                "Евгения Сомина",
            ),
            (
                "Выступили В.В. Козлов, Н.К. Сомина.",
                "Н.К. Сомина",
                "Н. К. Сомина",
            ),
            (
                "Директор выступил на вечере памяти П. П. Сомина.",
                "П. П. Сомина",
                "П. П. Сомин",
            ),
        ] {
            let found = names(text, EntityKind::Person);
            let found = found.iter().find(|(form, _)| form == mention);
            assert_eq!(
                found.map(|(_, name)| name.as_str()),
                Some(canonical),
                "{text}"
            );
        }
    }

    #[test]
    fn a_case_of_a_name_of_the_dispatch_is_that_name() {
        check(
            "Премьер Кир Дарсон прибыл. Кира Дарсона встретили. Киру Дарсону вручили ноту.",
            EntityKind::Person,
            &[
                ("Кир Дарсон", "Кир Дарсон"),
                ("Кира Дарсона", "Кир Дарсон"),
                ("Киру Дарсону", "Кир Дарсон"),
            ],
        );
    }

    #[test]
    fn two_given_names_are_no_one_else() {
        check(
            "Роман Дарсон и Роман Якоб прибыли. Роман Якоб выступил.",
            EntityKind::Person,
            &[
                ("Роман Дарсон", "Роман Дарсон"),
                ("Роман Якоб", "Роман Якоб"),
                ("Роман Якоб", "Роман Якоб"),
            ],
        );
    }

    #[test]
    fn those_called_by_their_given_name_have_no_surname() {
        check(
            "Кирилл Сомин заявил об этом. Патриарх Кирилл осудил его.",
            EntityKind::Person,
            &[("Кирилл Сомин", "Кирилл Сомин"), ("Кирилл", "Кирилл")],
        );
    }

    #[test]
    fn the_elder_and_the_younger_are_two() {
        check(
            "Джон Дарсон-старший и Джон Дарсон-младший прибыли. Джона Дарсона-младшего ждали.",
            EntityKind::Person,
            &[
                ("Джон Дарсон-старший", "Джон Дарсон-старший"),
                ("Джон Дарсон-младший", "Джон Дарсон-младший"),
                ("Джона Дарсона-младшего", "Джон Дарсон-младший"),
            ],
        );
    }

    #[test]
    fn a_family_shares_its_surname() {
        check(
            "Михаил и Раиса Лужины прибыли.",
            EntityKind::Person,
            &[("Михаил", "Михаил Лужин"), ("Раиса Лужины", "Раиса Лужина")],
        );
    }

    #[test]
    fn bare_surnames_lead_to_the_full_name() {
        check(
            "Завод посетил инженер Андрей Коломийцев. По словам Коломийцева, работы идут по плану. Рабочие показали Коломийцеву новый цех.",
            EntityKind::Person,
            &[
                ("Андрей Коломийцев", "Андрей Коломийцев"),
                ("Коломийцева", "Андрей Коломийцев"),
                ("Коломийцеву", "Андрей Коломийцев"),
            ],
        );
    }

    #[test]
    fn the_verb_of_a_subject_before_the_name_says_nothing_of_the_bearer() {
        check(
            "Правительство Медведева внесло поправки.",
            EntityKind::Person,
            &[("Медведева", "Медведев")],
        );
        check(
            "В четверг Захарова ответила на вопросы.",
            EntityKind::Person,
            &[("Захарова", "Захарова")],
        );
    }

    #[test]
    fn eastern_names_that_share_a_syllable_stay_apart() {
        check(
            "На снимке Ким Чен Ир. Отец Ким Чен Ира Ким Ир Сен стоит рядом.",
            EntityKind::Person,
            &[
                ("Ким Чен Ир", "Ким Чен Ир"),
                ("Ким Чен Ира", "Ким Чен Ир"),
                ("Ким Ир Сен", "Ким Ир Сен"),
            ],
        );
    }

    #[test]
    fn surnames_that_look_like_patronymics() {
        check(
            "Снимали фильм Михаил Агранович и Михаил Дунаев.",
            EntityKind::Person,
            &[
                ("Михаил Агранович", "Михаил Агранович"),
                ("Михаил Дунаев", "Михаил Дунаев"),
            ],
        );
    }

    #[test]
    fn the_full_stop_behind_a_name_makes_no_initial() {
        check(
            "Награду получил композитор Ли Мён Сан. Концерт открыла певица Ким Сун Хи.",
            EntityKind::Person,
            &[("Ли Мён Сан", "Ли Мён Сан"), ("Ким Сун Хи", "Ким Сун Хи")],
        );
    }

    #[test]
    fn bearers_of_one_surname_stay_apart() {
        check(
            "На сцену вышли Олег Савельев и Марина Савельева. Савельева спела, Савельев сыграл на скрипке.",
            EntityKind::Person,
            &[
                ("Олег Савельев", "Олег Савельев"),
                ("Марина Савельева", "Марина Савельева"),
                ("Савельева", "Марина Савельева"),
                ("Савельев", "Олег Савельев"),
            ],
        );
    }

    #[test]
    fn one_place_one_entity() {
        check(
            "Делегация из Российской Федерации прибыла в Пекин. В Пекине гости из РФ осмотрели выставку.",
            EntityKind::Place,
            &[
                ("Российской Федерации", "Россия"),
                ("Пекин", "Пекин"),
                ("Пекине", "Пекин"),
                ("РФ", "Россия"),
            ],
        );
    }

    #[test]
    fn abbreviations_that_a_dispatch_explains() {
        let unesco = "Организация Объединенных Наций по вопросам образования, науки и культуры";
        check(
            &format!("{unesco} (ЮНЕСКО) приняла решение."),
            EntityKind::Org,
            &[(unesco, "ЮНЕСКО"), ("ЮНЕСКО", "ЮНЕСКО")],
        );
        check(
            "Ассоциация сетевых компаний (АСК) приняла решение.",
            EntityKind::Org,
            &[
                ("Ассоциация сетевых компаний", "Ассоциация сетевых компаний"),
                ("АСК", "Ассоциация сетевых компаний"),
            ],
        );
        // Nothing in the name leads to the abbreviation, which is to be found by it.
        check(
            "Ассоциация сетевых компаний (ЭНГО) приняла решение. Вчера ЭНГО его изменила.",
            EntityKind::Org,
            &[
                ("Ассоциация сетевых компаний", "Ассоциация сетевых компаний"),
                ("ЭНГО", "ЭНГО"),
                ("ЭНГО", "Ассоциация сетевых компаний"),
            ],
        );
        check(
            "Центральный банк Турции (ЦБ) принял решение. Вчера ЦБ его изменил.",
            EntityKind::Org,
            &[
                ("Центральный банк Турции", "Центральный банк Турции"),
                ("ЦБ", "Центральный банк Турции"),
                ("ЦБ", "Центральный банк Турции"),
            ],
        );
    }

    #[test]
    fn posts_before_names() {
        let roles = names(
            "Министр обороны Сергей Иволгин встретился с генеральным секретарём партии.",
            EntityKind::Role,
        );
        assert_eq!(roles.first().map(|r| r.0.as_str()), Some("Министр обороны"));
        let roles = names(
            "Первый секретарь посольства ушёл. Исполняющий обязанности министра финансов остался. \
             Встретились с исполняющим обязанности главы региона.",
            EntityKind::Role,
        );
        let roles: Vec<&str> = roles.iter().map(|r| r.0.as_str()).collect();
        assert_eq!(
            roles,
            [
                "Первый секретарь посольства",
                "Исполняющий обязанности министра финансов",
                "исполняющим обязанности главы региона",
            ]
        );
        let roles = names(
            "Посол России в КНДР Иван Иволгин прибыл. Постпред РФ при ООН уехал. Министр в Минске.",
            EntityKind::Role,
        );
        let roles: Vec<&str> = roles.iter().map(|r| r.0.as_str()).collect();
        assert_eq!(
            roles,
            ["Посол России в КНДР", "Постпред РФ при ООН", "Министр"]
        );
    }

    #[test]
    fn empty_and_odd_texts() {
        for text in [
            "",
            " ",
            "-",
            "«»",
            "А. Б.",
            "(",
            "Ким",
            "Ким Ким Ким Ким Ким",
        ] {
            let _ = names(text, EntityKind::Person);
        }
    }
}
