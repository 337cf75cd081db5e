//! Names in a text: what comes in are a dispatch's text and its [`Tokens`], what goes out are
//! [`NameSpan`]s, the exact spans of the people, places and organisations named. Who or what
//! they are, and the nominative of their names, is left to the rest of [`crate::entity`].
//!
//! A convolutional tagger sees seven words at a time and knows news language well; what it can't
//! see is left to rules, in the order of [`Recognizer::recognize`]: the layout ([`view`]), lines in
//! capitals ([`casing`]), prepositions at the head of a sentence ([`opening`]), exact ends
//! ([`boundary`]), kinds that lists demand ([`kind`]), people whom a given name or a post shows
//! ([`people`]), people in Latin letters ([`latin`]), the rest of the text ([`memory`]), the
//! complements of organisations ([`organisation`]) and places inside other names ([`place`]).

mod boundary;
mod casing;
mod crf;
mod kind;
mod latin;
mod memory;
mod names;
mod opening;
mod organisation;
mod people;
mod place;
mod tables;
mod view;

use std::ops::Range;
use std::sync::LazyLock;

use self::crf::{Crf, Scores, TAGS};
use self::names::{Name, Names};
use self::view::View;
use super::EntityKind;
use crate::neural::{HIDDEN, Input, Sink, Tagger, include_aligned, inputs};
use crate::text::Tokens;

/// A name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameSpan {
    /// [`Person`](EntityKind::Person), [`Place`](EntityKind::Place) or [`Org`](EntityKind::Org).
    pub kind: EntityKind,
    /// The tokens of the name, end exclusive.
    pub tokens: Range<usize>,
    /// Byte range in the text.
    pub span: Range<usize>,
}

/// Finds names. Made once, when first needed; see [`Recognizer::get`].
pub struct Recognizer {
    tagger: Tagger,
    crf: Crf,
}

/// A score that no path of tags takes.
const NEVER: f32 = -1e4;

/// Marks between the items of a list, which no name runs across.
fn is_separator(form: &str) -> bool {
    matches!(form, "•" | "|" | "→" | "■" | "●")
}

/// Words whose first-layer row is kept: they cover nine tenths of running text.
const CACHED_WORDS: usize = 32_768;

impl Recognizer {
    /// The recogniser of the program. The first call takes some milliseconds.
    pub fn get() -> &'static Self {
        static RECOGNIZER: LazyLock<Recognizer> = LazyLock::new(|| {
            let weights = bytemuck::cast_slice(include_aligned!("../../../models/ner.bin"));
            // A file of another size would be a fault of the build, not of any input.
            let (tagger, rest) = Tagger::new(weights, TAGS, CACHED_WORDS)
                .unwrap_or_else(|e| panic!("models/ner.bin: {e}"));
            assert_eq!(rest.len(), TAGS * TAGS, "models/ner.bin has another size");
            let transitions = std::array::from_fn(|i| std::array::from_fn(|j| rest[i * TAGS + j]));
            Recognizer {
                tagger,
                crf: Crf::new(transitions),
            }
        });
        &RECOGNIZER
    }

    /// The names in `text`, whose tokens are `tokens`: sorted by start, longer first. A name may
    /// lie inside another: a place in an organisation ("МИД Грузии"), an office in that of a
    /// country, a country in a part of it ("юг Польши").
    pub fn recognize(&self, text: &str, tokens: &Tokens) -> Vec<NameSpan> {
        let mut view = View::new(text, tokens);
        let recased = casing::recase(&view);
        if !recased.is_empty() {
            view = view.recased(&recased);
        }
        let mut inputs = inputs(tokens);
        for (&i, form) in &recased {
            inputs[i] = Input::new(form);
        }
        let capitals = view.capitals();
        for &i in &capitals {
            if opening::is_misleading(&view, i) && !recased.contains_key(&i) {
                inputs[i] = Input::new(&crate::text::lowercase(view.form(i)));
            }
        }
        let mut names = self.tagged(&view, &inputs);
        place::abbreviated(&view, &mut names);
        boundary::apply(&view, &mut names);
        kind::apply(&view, &mut names);
        people::apply(&view, &mut names, &capitals);
        boundary::described(&view, &mut names);
        boundary::pairs(&view, &mut names);
        boundary::aliases(&view, &mut names);
        latin::people(&view, &mut names);
        memory::apply(&view, &mut names);
        organisation::apply(&view, &mut names);
        boundary::close(&view, &mut names);
        boundary::aliases(&view, &mut names);
        place::abbreviated(&view, &mut names);
        let mut list = names.list;
        list.append(&mut names.nested);
        list.extend(place::missing(&view, &list));
        list.extend(place::parts(&view, &list));
        list.sort_by_key(|name| (name.start, std::cmp::Reverse(name.end), name.kind));
        list.dedup_by_key(|name| (name.start, name.end, name.kind));
        list.into_iter()
            .filter_map(|name| {
                let first = tokens.get(name.start)?;
                let last = tokens.get(name.end.checked_sub(1)?)?;
                Some(NameSpan {
                    kind: name.kind,
                    tokens: name.start..name.end,
                    span: first.start as usize..last.end as usize,
                })
            })
            .collect()
    }

    /// The tagger's names, kept from running over list marks and the ends of lines.
    fn tagged(&self, view: &View, inputs: &[Input]) -> Names {
        let mut scores = self.scores(inputs);
        for (i, token) in scores.iter_mut().enumerate() {
            if is_separator(view.form(i)) {
                for (tag, score) in token.iter_mut().enumerate() {
                    if tag != usize::from(crf::OUTSIDE) {
                        *score = NEVER;
                    }
                }
            } else if view.breaks_before(i)
                || i.checked_sub(1).is_some_and(|b| is_separator(view.form(b)))
            {
                for tag in [crf::BEGIN_PERSON, crf::BEGIN_PLACE, crf::BEGIN_ORG] {
                    let (begin, inside) = (usize::from(tag), usize::from(tag) + 1);
                    // What would have gone on starts anew.
                    token[begin] = token[begin].max(token[inside]);
                    token[inside] = NEVER;
                }
            }
        }
        let tags = self.crf.decode(&scores);
        let marginals = self.crf.marginals(&scores);
        let list = spans(&tags)
            .into_iter()
            .map(|(kind, range)| {
                let begin = match kind {
                    EntityKind::Person => crf::BEGIN_PERSON,
                    EntityKind::Place => crf::BEGIN_PLACE,
                    _ => crf::BEGIN_ORG,
                };
                let begin = usize::from(begin);
                let confidence = marginals[range.clone()]
                    .iter()
                    .map(|token| token[begin] + token[begin + 1])
                    .fold(1.0, f32::min);
                Name::new(kind, range.start, range.end, confidence)
            })
            .collect();
        Names {
            list,
            nested: Vec::new(),
        }
    }

    /// The model's own tags of a sequence of tokens, without any rule of ours; for comparing with
    /// the original.
    pub fn raw_tags(&self, inputs: &[Input]) -> Vec<u8> {
        self.crf.decode(&self.scores(inputs))
    }

    fn scores(&self, inputs: &[Input]) -> Vec<Scores> {
        let mut all = AllScores {
            tagger: &self.tagger,
            scores: Vec::with_capacity(inputs.len()),
        };
        self.tagger.run(inputs, &mut all);
        all.scores
    }
}

/// The scores of all tags of each token.
struct AllScores<'a> {
    tagger: &'a Tagger,
    scores: Vec<Scores>,
}

impl Sink for &mut AllScores<'_> {
    #[inline(always)]
    fn take(&mut self, _token: usize, hidden: &[f32; HIDDEN]) {
        self.scores.push(self.tagger.scores(hidden));
    }
}

/// Runs of tags as spans: B opens one, I extends whatever is open, an orphan I opens nothing.
fn spans(tags: &[u8]) -> Vec<(EntityKind, Range<usize>)> {
    let mut spans: Vec<(EntityKind, Range<usize>)> = Vec::new();
    let mut open = false;
    for (i, &tag) in tags.iter().enumerate() {
        match tag {
            crf::BEGIN_PERSON => spans.push((EntityKind::Person, i..i + 1)),
            crf::BEGIN_PLACE => spans.push((EntityKind::Place, i..i + 1)),
            crf::BEGIN_ORG => spans.push((EntityKind::Org, i..i + 1)),
            0 | crf::OUTSIDE => {}
            _ => {
                if let Some((_, range)) = spans.last_mut().filter(|_| open) {
                    range.end = i + 1;
                }
            }
        }
        open = match tag {
            0 | crf::OUTSIDE => false,
            crf::BEGIN_PERSON | crf::BEGIN_PLACE | crf::BEGIN_ORG => true,
            _ => open,
        };
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenize;

    /// The names of `text`, each as "KIND text", those inside others too.
    fn names(text: &str) -> Vec<String> {
        let tokens = tokenize(text);
        Recognizer::get()
            .recognize(text, &tokens)
            .into_iter()
            .map(|name| {
                let kind = match name.kind {
                    EntityKind::Person => "PERSON",
                    EntityKind::Place => "PLACE",
                    _ => "ORG",
                };
                format!("{kind} {}", &text[name.span])
            })
            .collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(names(text), expected, "{text}");
    }

    #[test]
    fn a_particle_is_not_the_last_word_of_a_name() {
        let found = names("Открыт театр имени Хуана Карлоса де Борбона.");
        assert!(
            found.contains(&"PERSON Хуана Карлоса де Борбона".to_owned()),
            "{found:?}"
        );
        let found = names("Открыт театр имени Хуана Карлоса де Минске.");
        assert!(
            found
                .iter()
                .any(|name| name.starts_with("PERSON Хуана Карлоса")),
            "{found:?}"
        );
        assert!(!found.iter().any(|name| name.ends_with("де")), "{found:?}");
    }

    #[test]
    fn headlines_in_capitals() {
        check(
            "УВАЖАЕМЫЙ ТОВАРИЩ КИМ ЧЕН ЫН ПРИНЯЛ МИНИСТРА ИНОСТРАННЫХ ДЕЛ РОССИИ",
            &["PERSON КИМ ЧЕН ЫН", "PLACE РОССИИ"],
        );
        check(
            "ДАРСОН НАЗНАЧИЛ МАРКО РУБЛЁВА ГОССЕКРЕТАРЁМ",
            &["PERSON ДАРСОН", "PERSON МАРКО РУБЛЁВА"],
        );
        check(
            "КИМ ЧЕН ЫН ВСТРЕТИЛСЯ С СИ ЦЗИНЬПИНОМ В ПЕКИНЕ",
            &["PERSON КИМ ЧЕН ЫН", "PERSON СИ ЦЗИНЬПИНОМ", "PLACE ПЕКИНЕ"],
        );
        check(
            "ЗАЯВЛЕНИЕ МИД КНДР",
            &["ORG МИД КНДР", "ORG МИД", "PLACE КНДР"],
        );
        check(
            "КИМ ЕН НАМ И ПАК ПОН ЧЖУ ПРИБЫЛИ В МОСКВУ",
            &["PERSON КИМ ЕН НАМ", "PERSON ПАК ПОН ЧЖУ", "PLACE МОСКВУ"],
        );
        check("ВАН И ПРИБЫЛ В МОСКВУ", &["PERSON ВАН И", "PLACE МОСКВУ"]);
    }

    #[test]
    fn a_surname_before_one_syllable_belongs_to_it() {
        check("Ван И прибыл в Москву.", &["PERSON Ван И", "PLACE Москву"]);
        check(
            "Ван И и Ли Цян прибыли. Ван И выступил.",
            &["PERSON Ван И", "PERSON Ли Цян", "PERSON Ван И"],
        );
        check(
            "Приехали Ван и Ли. И Ван выступил.",
            &["PERSON Ван", "PERSON Ли", "PERSON Ван"],
        );
    }

    #[test]
    fn people_in_latin_letters() {
        for (text, person) in [
            ("Газета пишет о Xi Jinping.", "PERSON Xi Jinping"),
            (
                "Президент Donald Rivers прибыл в Минск.",
                "PERSON Donald Rivers",
            ),
            (
                "По словам Emmanuel Rivers, встреча отложена.",
                "PERSON Emmanuel Rivers",
            ),
            ("Выступил певец Foster Rivers.", "PERSON Foster Rivers"),
            ("Ответил George W. Rivers.", "PERSON George W. Rivers"),
            ("Прибыл Kim Jong Un, затем Li Qiang.", "PERSON Kim Jong Un"),
            ("Foster Rivers родился в Минске.", "PERSON Foster Rivers"),
        ] {
            let found = names(text);
            assert!(found.contains(&person.to_owned()), "{found:?}");
        }
        for text in [
            "Газета New York Times пишет о встрече.",
            "Президент Deutsche Bank прибыл в Минск.",
            "Bank of America сообщил о прибыли.",
            "Директор John Deere Inc уволен.",
            "По словам Morgan Stanley, цены растут.",
            "Концерн General Motors заявил о потерях.",
            "Об этом он сказал в передаче Larry King Now.",
        ] {
            let found = names(text);
            assert!(
                !found.iter().any(|name| name.starts_with("PERSON")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn a_place_whose_post_it_is_is_no_part_of_the_name_behind_it() {
        for (text, place, person) in [
            (
                "Прокурор Владимира Ольга Петрова выступила.",
                "PLACE Владимира",
                "PERSON Ольга Петрова",
            ),
            (
                "Встреча с мэром Владимира Дмитрием Наумовым прошла в среду.",
                "PLACE Владимира",
                "PERSON Дмитрием Наумовым",
            ),
            (
                "Мэр Владимира Наумов уехал.",
                "PLACE Владимира",
                "PERSON Наумов",
            ),
        ] {
            let found = names(text);
            assert!(found.contains(&place.to_owned()), "{found:?}");
            assert!(found.contains(&person.to_owned()), "{found:?}");
        }
        let found = names("Выступил адвокат Владимира Сомина.");
        assert!(
            found.contains(&"PERSON Владимира Сомина".to_owned()),
            "{found:?}"
        );
    }

    /// Each text with the names that it must have, as many people as are listed and no more.
    #[track_caller]
    fn check_people(cases: &[(&str, &[&str])]) {
        for (text, expected) in cases {
            let found = names(text);
            for name in *expected {
                assert!(
                    found.contains(&(*name).to_owned()),
                    "{text} {name}: {found:?}"
                );
            }
            let people = |name: &str| name.starts_with("PERSON");
            assert_eq!(
                found.iter().filter(|name| people(name)).count(),
                expected.iter().filter(|name| people(name)).count(),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn a_preposition_at_the_head_of_a_sentence_is_no_part_of_a_name() {
        check_people(&[
            (
                "О Пак Сон Мине рассказали газеты.",
                &["PERSON Пак Сон Мине"],
            ),
            (
                "К Эмилю Сорину обратились журналисты.",
                &["PERSON Эмилю Сорину"],
            ),
            (
                "Благодаря Лилиане Вудс договор подписан.",
                &["PERSON Лилиане Вудс"],
            ),
            (
                "О режиссёре Окадзаки рассказали газеты.",
                &["PERSON Окадзаки"],
            ),
            ("О. Сомин прибыл в Минск.", &["PERSON О. Сомин"]),
            ("О Бом Гын прибыл в Минск.", &["PERSON О Бом Гын"]),
        ]);
    }

    #[test]
    fn the_last_syllable_of_a_sentence_is_no_initial() {
        check_people(&[
            ("На встречу приедет Ли Сон Э.", &["PERSON Ли Сон Э"]),
            ("В Минск прибыл Ван И.", &["PERSON Ван И"]),
            ("Сегодня ответил Сомин И.", &["PERSON Сомин И."]),
        ]);
    }

    #[test]
    fn a_country_behind_a_post_is_no_part_of_the_name_behind_it() {
        check_people(&[
            (
                "Авторы книги о президенте Намибии Гондве приехали в Минск.",
                &["PLACE Намибии", "PERSON Гондве"],
            ),
            (
                "О президенте Сальвадора Хулио Сомаресе написали газеты.",
                &["PLACE Сальвадора", "PERSON Хулио Сомаресе"],
            ),
            (
                "Письмо президенту Сальвадора Варелосу передали вчера.",
                &["PLACE Сальвадора", "PERSON Варелосу"],
            ),
            (
                "Выставка художника Сальвадора Дорсона открылась вчера.",
                &["PERSON Сальвадора Дорсона"],
            ),
        ]);
    }

    #[test]
    fn a_given_name_and_what_agrees_with_it_are_one_person() {
        check_people(&[
            (
                "Встреча с Анной Глебовной Кравчук прошла вчера.",
                &["PERSON Анной Глебовной Кравчук"],
            ),
            (
                "Журналисты видят в Ольге Ефимовне Дорош соперника.",
                &["PERSON Ольге Ефимовне Дорош"],
            ),
            (
                "Как ожидается, Эмир Сорич прибудет в Минск.",
                &["PERSON Эмир Сорич"],
            ),
            (
                "Газеты пишут о Во Ван Дыке и его семье.",
                &["PERSON Во Ван Дыке"],
            ),
            (
                "За Дж. Дорсона проголосовали депутаты.",
                &["PERSON Дж. Дорсона"],
            ),
            (
                "Приехала дочь Вадима Сомова Ирина.",
                &["PERSON Вадима Сомова", "PERSON Ирина"],
            ),
            (
                "Критики хвалят Вадима Дорсона и Ирину Лоренц.",
                &["PERSON Вадима Дорсона", "PERSON Ирину Лоренц"],
            ),
        ]);
    }

    #[test]
    fn behind_a_post_and_whose_it_is_stands_who_holds_it() {
        check_people(&[
            (
                "Для президента Чили Сомареса это первая поездка.",
                &["PLACE Чили", "PERSON Сомареса"],
            ),
            (
                "Вчера о главе Пентагона Дорсоне написали газеты.",
                &["ORG Пентагона", "PERSON Дорсоне"],
            ),
            (
                "Слухи о президенте Египта ас-Сомари не подтвердились.",
                &["PLACE Египта", "PERSON ас-Сомари"],
            ),
            (
                "Переговоры с постпредом России при ООН Дорсоном отложены.",
                &["PLACE России", "PERSON Дорсоном"],
            ),
            (
                "К физику Лоренцу обратились журналисты.",
                &["PERSON Лоренцу"],
            ),
            (
                "Выступление теннисистки Граф показали вчера.",
                &["PERSON Граф"],
            ),
            ("Мэр Толедо приехал в Минск.", &["PLACE Толедо"]),
            (
                "Об этом сообщил руководитель администрации Президента России.",
                &["PLACE России"],
            ),
            ("Об этом сообщает агентство Франс Соринг.", &[]),
        ]);
    }

    #[test]
    fn the_text_tells_which_words_of_a_headline_are_names() {
        let found = names(
            "В ОМСК ПРИБЫЛ ЛЕБЕДЬ\n\nВ Омск прибыл губернатор Александр Лебедь. Его встретили.",
        );
        assert!(found.contains(&"PERSON ЛЕБЕДЬ".to_owned()), "{found:?}");
    }

    #[test]
    fn plain_news() {
        check(
            "Министр обороны Сергей Кузнецов прибыл в Минск с рабочим визитом.",
            &["PERSON Сергей Кузнецов", "PLACE Минск"],
        );
        check("Вчера шёл дождь.", &[]);
        check("", &[]);
    }

    #[test]
    fn the_foreign_spelling_in_brackets_is_a_name_of_its_own() {
        check(
            "Об этом сообщил директор музея Джон Уилкинс (John Wilkins).",
            &["PERSON Джон Уилкинс", "PERSON John Wilkins"],
        );
    }

    #[test]
    fn no_name_runs_over_the_end_of_a_sentence() {
        let found = names("Л. И. Громов принял А. А. Сомко. Л. И. Громов отметил успехи.");
        for person in ["PERSON Л. И. Громов", "PERSON А. А. Сомко"] {
            assert!(found.contains(&person.to_owned()), "{found:?}");
        }
        let found = names("Выступил Дж. Сомко.");
        assert!(
            found.iter().any(|name| name.ends_with("Сомко")),
            "{found:?}"
        );
    }

    #[test]
    fn what_was_visited_is_a_town() {
        check("Президент посетил Пенджикент.", &["PLACE Пенджикент"]);
        check(
            "Премьер посетил Хамхын, Саривон и Кусон.",
            &["PLACE Хамхын", "PLACE Саривон", "PLACE Кусон"],
        );
        check("Президент посетил Сомина.", &["PERSON Сомина"]);
    }

    #[test]
    fn no_name_runs_over_the_end_of_a_headline() {
        check(
            "Новым директором стал Пётр Сидоров\nПётр Сидоров родился в Омске.",
            &["PERSON Пётр Сидоров", "PERSON Пётр Сидоров", "PLACE Омске"],
        );
    }

    #[test]
    fn korean_names_are_split_and_joined_by_their_surnames() {
        check(
            "На церемонии присутствовал отец Кима Чен Ира Ким Ир Сен.",
            &["PERSON Кима Чен Ира", "PERSON Ким Ир Сен"],
        );
        check(
            "Охранники сопровождали Хвана Чжан Епа.",
            &["PERSON Хвана Чжан Епа"],
        );
    }

    #[test]
    fn organisations_reach_to_the_place_they_belong_to() {
        check(
            "Об этом сообщили в МИД Грузии.",
            &["ORG МИД Грузии", "ORG МИД", "PLACE Грузии"],
        );
        check(
            "Закон принял парламент Кубы.",
            &["ORG парламент Кубы", "PLACE Кубы"],
        );
        check(
            "Документ подготовила пресс-служба МВД.",
            &["ORG пресс-служба МВД", "ORG МВД"],
        );
    }

    #[test]
    fn neighbours_are_told_apart() {
        check(
            "В зале сидели оператор Аль-Джазиры Рашид аль-Амин и его сын.",
            &["ORG Аль-Джазиры", "PERSON Рашид аль-Амин"],
        );
        let found = names("Победил лауреат конкурса имени Петра Чайковского Даниил Лесовой.");
        assert!(
            found.contains(&"PERSON Даниил Лесовой".to_owned()),
            "{found:?}"
        );
        let found = names("Шайбы забросили (Лесовой, Кузнецов).");
        assert!(!found.iter().any(|name| name.contains(',')), "{found:?}");
    }

    #[test]
    fn a_town_of_the_text_is_no_person() {
        let found = names("Фестиваль открылся в Муроме. В июле Муром посетят музыканты.");
        assert!(
            !found.iter().any(|name| name.starts_with("PERSON")),
            "{found:?}"
        );
    }

    #[test]
    fn quotes_hold_the_name() {
        check("Об этом пишет газета «Голос степи».", &["ORG Голос степи"]);
        check("Договор подписало ООО «Север».", &["ORG Север"]);
    }

    #[test]
    fn a_thing_is_one_wherever_the_text_names_it() {
        let found = names(
            "Шаттл «Буревестник» вернулся на Землю. После полёта «Буревестника» \
             инженеры осмотрели плитки.",
        );
        assert!(
            !found.iter().any(|name| name.starts_with("ORG")),
            "{found:?}"
        );
    }

    #[test]
    fn the_other_spelling_stands_behind_the_closing_quote() {
        check(
            "Договор подписал концерн «Фольксваген» (Volkswagen).",
            &["ORG Фольксваген", "ORG Volkswagen"],
        );
    }

    #[test]
    fn offices_are_named_by_their_field_and_state() {
        for (text, organisation) in [
            (
                "Это подтвердили в министерстве обороны Мали.",
                "ORG министерстве обороны Мали",
            ),
            (
                "Так решил союз журналистов Франции.",
                "ORG союз журналистов Франции",
            ),
            (
                "Министерство обороны Республики Корея молчит.",
                "ORG Министерство обороны Республики Корея",
            ),
            (
                "Об учениях сообщили вооруженные силы Франции.",
                "ORG вооруженные силы Франции",
            ),
            ("Совбез ООН собрался в среду.", "ORG Совбез ООН"),
            (
                "Он окончил философский факультет МГУ.",
                "ORG философский факультет МГУ",
            ),
            (
                "Доклад готовит комитет Госдумы по обороне.",
                "ORG комитет Госдумы по обороне",
            ),
            (
                "Его задержало УФСБ по Томской области.",
                "ORG УФСБ по Томской области",
            ),
            ("В море вышел 7-й флот США.", "ORG 7-й флот США"),
            (
                "В министерстве иностранных дел это подтвердили.",
                "ORG министерстве иностранных дел",
            ),
        ] {
            let found = names(text);
            assert!(
                found.contains(&organisation.to_owned()),
                "{text}: {found:?}"
            );
        }
        for text in [
            "Закон о муниципальной службе в Чили принят.",
            "Это почти все федерации стран Европы.",
            "Встретились главы десяти министерств финансов.",
        ] {
            let found = names(text);
            assert!(
                !found.iter().any(|name| name.starts_with("ORG")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn a_name_ends_before_its_verb_and_another_subject() {
        let found = names("Как Ассошиэйтед Пресс сообщает, мост открыт.");
        assert!(
            found.contains(&"ORG Ассошиэйтед Пресс".to_owned()),
            "{found:?}"
        );
    }

    #[test]
    fn a_surname_alone_inside_a_sentence() {
        check("Рабочие вручили Рублёву награду.", &["PERSON Рублёву"]);
        check("Рабочие вручили Соринову цветы.", &["PERSON Соринову"]);
        for text in [
            "Отсюда до Лесокамова два часа.",
            "В лесу нашли Пантерову шкуру.",
        ] {
            let found = names(text);
            assert!(
                !found.iter().any(|name| name.starts_with("PERSON")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn an_organisation_reaches_over_whom_it_is_named_after() {
        let found = names("Спектакль поставил Театр имени Евгения Вахтангова.");
        assert!(
            found.contains(&"ORG Театр имени Евгения Вахтангова".to_owned()),
            "{found:?}"
        );
        assert!(
            found.contains(&"PERSON Евгения Вахтангова".to_owned()),
            "{found:?}"
        );
    }

    #[test]
    fn unions_and_agencies_are_no_places() {
        check(
            "Переговоры с ЕС продолжатся в Брюсселе.",
            &["ORG ЕС", "PLACE Брюсселе"],
        );
        let found = names("Экипаж МКС провёл эксперимент.");
        assert!(!found.iter().any(|name| name.contains("МКС")), "{found:?}");
    }

    #[test]
    fn buildings_and_the_rest_of_a_title_are_no_organisations() {
        for text in [
            "Делегация разместилась в резиденции «Дяоюйтай» и осмотрела дворец «Манудэ».",
            "Председатель Государственных дел Корейской Народно-Демократической Республики \
             принял посла.",
        ] {
            let found = names(text);
            assert!(
                !found.iter().any(|name| name.starts_with("ORG")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn a_surname_is_known_from_the_full_name() {
        let text = "На встречу прибыл посол Карлуш Вельозу. После ужина Вельозу \
                    ответил на вопросы. Спросили Вельозу и о погоде.";
        let people = names(text)
            .iter()
            .filter(|name| name.starts_with("PERSON"))
            .count();
        assert_eq!(people, 3, "{:?}", names(text));
    }

    #[test]
    fn who_a_thing_is_named_after_is_a_person() {
        let found = names("Концерт прошёл в театре имени Соколова.");
        assert!(found.contains(&"PERSON Соколова".to_owned()), "{found:?}");
    }

    #[test]
    fn places_inside_other_names_and_parts_of_countries() {
        let found = names("Депутаты партии «Единая Россия» приехали на юг Польши.");
        for name in [
            "ORG Единая Россия",
            "PLACE Россия",
            "PLACE юг Польши",
            "PLACE Польши",
        ] {
            assert!(found.contains(&name.to_owned()), "{name}: {found:?}");
        }
    }

    #[test]
    fn spans_lie_in_the_text_whatever_it_is() {
        for text in [
            "«(",
            "(((",
            "И. О.",
            "\n\n\n",
            "Ф. И. О. (А. Б.",
            "имени",
            "им.",
            "им. А.",
            "газета «",
            "Тринидад и",
            "МИД",
            "«»",
            "• Ким •",
            "金正恩 (Kim",
            "А-А-А ''",
            "пресс-служба",
            "по",
            "юг",
            "Комитет по",
            "ООО \"",
            "\u{301}\u{301}",
            "Совет США по делам",
        ] {
            let tokens = tokenize(text);
            for name in Recognizer::get().recognize(text, &tokens) {
                assert!(!text[name.span.clone()].is_empty(), "{text}: {name:?}");
                assert!(name.tokens.end <= tokens.len());
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn spans_lie_in_random_text(words in proptest::collection::vec(
            proptest::sample::select(vec![
                "Ким", "Чен", "Ир", "МИД", "России", "имени", "им", ".", "А", "(", ")", "«", "»",
                "\"", "газета", "по", "в", "и", "США", "\n", "\n\n", "•", "Kim", "парламент",
                "юге", "Совет", "делам", "фон", "граф", "ООО", "Белый", "дом", "-", ",", "Тринидад",
                "Тобаго", "правительство", "Петрова", "Иван", "города", "Омска", "шаттл",
            ]), 0..24))
        {
            let text = words.join(" ");
            let tokens = tokenize(&text);
            for name in Recognizer::get().recognize(&text, &tokens) {
                proptest::prop_assert!(!text[name.span.clone()].is_empty());
                proptest::prop_assert!(name.tokens.end <= tokens.len());
            }
        }
    }
}
