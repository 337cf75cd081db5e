//! Posts and titles: what comes in are tokens, what goes out are the spans of roles ("министр
//! обороны", "генеральный секретарь Трудовой партии Кореи"): a noun for a post from the list,
//! the adjectives before it, and what it governs in the genitive behind it. Who holds the post is
//! left to [`crate::entity::resolve`].

use std::ops::Range;

use super::declension::Cases;
use super::org::Piece;
use super::post;
use super::words;
use crate::morph::{Class, Morph};
use crate::text::{self, TokenKind, Tokens};

/// Adjectives that describe a person and not the post.
const NOT_OF_POST: &[&str] = &[
    "бывший",
    "нынешний",
    "новый",
    "молодой",
    "старый",
    "известный",
    "действующий",
    "уважаемый",
    "тогдашний",
    "будущий",
    "знаменитый",
    "популярный",
    "великий",
    "многие",
    "этот",
    "тот",
    "сам",
    "другой",
    "все",
    "весь",
    "свой",
    "наш",
    "мой",
    "его",
    "такой",
    "каждый",
    "любой",
    "некоторый",
    "один",
    "какой",
    "который",
    "последний",
    "американский",
    "российский",
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

/// The roles among `tokens`. `in_person` tells whether a token lies in a person's name, which ends
/// a role; `name_end` where the name of a place or an organisation ends that begins at a token,
/// which is taken whole.
pub fn find(
    tokens: &Tokens,
    in_person: &dyn Fn(usize) -> bool,
    name_end: &dyn Fn(usize) -> Option<usize>,
) -> Vec<RoleSpan> {
    let mut out: Vec<RoleSpan> = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let token = &tokens.as_slice()[i];
        if token.kind != TokenKind::Cyrillic || in_person(i) {
            i += 1;
            continue;
        }
        let form = tokens.form_at(i);
        if !post::may_be_head(form) {
            i += 1;
            continue;
        }
        let readings = words::readings(form);
        let Some(head) = readings
            .iter()
            .find(|r| r.post)
            .filter(|r| r.probability > 0.15)
        else {
            i += 1;
            continue;
        };
        if is_adjective(tokens, i, &readings) {
            i += 1;
            continue;
        }
        let head_cases = head.cases;
        let head_plural = head.plural;
        let mut start = i;
        while start > 0 && out.last().is_none_or(|r| r.tokens.end < start) {
            let before = start - 1;
            let form = tokens.form_at(before);
            if tokens.as_slice()[start].line_start
                || tokens.as_slice()[before].kind != TokenKind::Cyrillic
            {
                break;
            }
            let agrees = words::readings(form).iter().any(|r| {
                r.class == Class::Adjective
                    && r.plural == head_plural
                    && !r.cases.and(head_cases).is_empty()
                    && r.probability > 0.2
                    && !NOT_OF_POST.contains(&r.lemma.as_str())
                    && super::place::of_adjective(std::slice::from_ref(r)).is_none()
            });
            if !agrees {
                break;
            }
            start = before;
        }
        // "исполняющий обязанности министра".
        if start >= 2
            && !tokens.as_slice()[start].line_start
            && tokens.form_at(start - 1) == "обязанности"
            && out.last().is_none_or(|r| r.tokens.end <= start - 2)
            && !in_person(start - 2)
            && words::readings(tokens.form_at(start - 2))
                .iter()
                .any(|r| r.lemma == "исполняющий" || r.lemma == "исполнять" && r.class.agrees())
        {
            start -= 2;
            if start > 0
                && matches!(tokens.form_at(start - 1), "временно" | "Временно")
                && !tokens.as_slice()[start].line_start
            {
                start -= 1;
            }
        }
        let end = governed_end(tokens, i + 1, in_person, name_end);
        let end = match ENVOYS.contains(&head.lemma.as_str()) {
            true => accredited_end(tokens, end, name_end),
            false => end,
        };
        out.push(RoleSpan {
            tokens: start..end,
            head: i,
        });
        i = end.max(i + 1);
    }
    out
}

/// Whether the word at `at`, a post by its form, goes with the noun behind it: "рабочих мест",
/// "учёного совета".
fn is_adjective(tokens: &Tokens, at: usize, readings: &[words::WordReading]) -> bool {
    let Some(next) = tokens.get(at + 1).filter(|t| {
        t.kind == TokenKind::Cyrillic
            && !t.line_start
            && tokens.form(t).starts_with(text::is_lowercase)
    }) else {
        return false;
    };
    let nouns = words::readings(tokens.form(next));
    readings
        .iter()
        .filter(|r| r.class == Class::Adjective && r.known && r.probability > 0.05)
        .any(|adjective| {
            nouns.iter().any(|noun| {
                noun.class == Class::Noun
                    && noun.known
                    && noun.plural == adjective.plural
                    && (noun.plural || noun.gender == adjective.gender)
                    && !noun.cases.and(adjective.cases).is_empty()
            })
        })
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
];

/// The end with where an envoy is sent: "посол России в КНДР", "постпред РФ при ООН".
fn accredited_end(tokens: &Tokens, end: usize, name_end: &dyn Fn(usize) -> Option<usize>) -> usize {
    let sent = tokens
        .get(end)
        .is_some_and(|t| !t.line_start && matches!(tokens.form(t), "в" | "при" | "на"));
    match name_end(end + 1) {
        Some(behind) if sent && behind > end => behind,
        _ => end,
    }
}

/// Where the genitive chain that begins at `from` ends.
fn governed_end(
    tokens: &Tokens,
    from: usize,
    in_person: &dyn Fn(usize) -> bool,
    name_end: &dyn Fn(usize) -> Option<usize>,
) -> usize {
    let mut end = from;
    let mut i = from;
    // "по внешнеполитическим вопросам", right behind the post or behind whose post it is.
    let mut by = false;
    let mut by_done = false;
    // Adjectives count only once their noun is there.
    while let Some(token) = tokens.get(i) {
        if in_person(i) || token.line_start || i >= from + 14 {
            break;
        }
        if let Some(behind) = name_end(i) {
            // A name in the genitive, or an abbreviation.
            i = behind.max(i + 1);
            end = i;
            continue;
        }
        let form = tokens.form_at(i);
        if token.kind != TokenKind::Cyrillic {
            break;
        }
        if form == "и" && i > from {
            // "природных ресурсов и экологии": goes on when a genitive noun follows.
            let goes_on = tokens.get(i + 1).is_some_and(|t| {
                t.kind == TokenKind::Cyrillic && !in_person(i + 1) && {
                    let next = words::readings(tokens.form_at(i + 1));
                    next.first().is_some_and(|r| {
                        !r.cases.and(Cases::GEN).is_empty()
                            && !r.cases.has_nominative()
                            && (r.class == Class::Noun && !r.animate || r.class == Class::Adjective)
                    })
                }
            });
            if goes_on {
                i += 1;
                continue;
            }
            break;
        }
        if form == "по" && !by {
            let next = tokens
                .get(i + 1)
                .map(|_| words::readings(tokens.form_at(i + 1)));
            if next.is_some_and(|n| {
                n.iter().any(|r| {
                    !r.cases.and(Cases::DAT).is_empty()
                        && r.probability > LIKELY_IN_DATIVE
                        && r.class != Class::Pronoun
                })
            }) {
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
        // The noun behind "по" ends what it governs in the dative; what follows is a genitive.
        let wanted = if by && !by_done {
            Cases::DAT
        } else {
            Cases::GEN
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
                i += 1;
                end = i;
                by_done = by;
            }
            Some(r) if r.class.agrees() && r.probability > likely => i += 1,
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
    let nominative = Morph::get().post_nominative(&forms, Some(head));
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
