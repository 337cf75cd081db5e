//! People in Latin letters ("Газета пишет о Xi Jinping"): what comes in are names with their
//! kinds, what goes out are the same with two or three Latin words as a person where a given name
//! or what stands beside them says so. The tagger, which has read Russian news, takes nearly all
//! that is Latin for companies; what has a company's word in it stays one.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::EntityKind;
use super::names::{Name, Names};
use super::tables::{LATIN_COMPANY_WORDS, LATIN_GIVEN_NAMES, LATIN_PLACES, LEGAL_FORMS, List};
use super::view::View;
use crate::entity::transcribe::{self, System};
use crate::text::{self, TokenKind};

pub fn people(view: &View, names: &mut Names) {
    let mut found = Vec::new();
    let mut cover = None;
    let mut i = 0;
    while i < view.len() {
        if view.kind(i) != TokenKind::Latin {
            i += 1;
            continue;
        }
        let start = i;
        i += 1;
        while view.kind(i) == TokenKind::Latin && !view.breaks_before(i)
            // "George W. Bush".
            || view.form(i) == "." && view.is_initial(i - 1) && !view.breaks_before(i)
        {
            i += 1;
        }
        if !is_person(view, start, i) {
            continue;
        }
        let cover = cover.get_or_insert_with(|| names.cover(view.len()));
        let person = Name::new(EntityKind::Person, start, i, 0.7);
        let inside = |&number: &usize| person.contains(&names.list[number]);
        if cover[start..i].iter().flatten().all(inside) {
            found.push(person);
        }
    }
    names.replace(found, view.len());
}

/// Whether a run of Latin words names a person.
fn is_person(view: &View, start: usize, end: usize) -> bool {
    let words = || (start..end).filter(|&i| view.is_word(i));
    let shaped = |i: usize| view.is_capital(i) && (!view.is_abbreviation(i) || view.is_initial(i));
    let of_company = |i: usize| {
        let form = view.form(i);
        let folded = text::fold(form);
        LATIN_COMPANY_WORDS.contains(&*folded)
            || LATIN_PLACES.contains(&form)
            || LEGAL_FORMS.contains(&form)
    };
    if !(2..=3).contains(&words().count())
        || !words().all(shaped)
        || words().any(of_company)
        || view.is_initial(end - 1)
        || matches!(view.form(end), "&" | "-" | "/" | "'" | "’" | "+")
    {
        return false;
    }
    if let Some(before) = start.checked_sub(1)
        && !view.breaks_before(start)
    {
        let quoted = matches!(
            view.form(before),
            "«" | "\"" | "„" | "“" | "&" | "-" | "/" | "@"
        );
        // "концерн John Deere".
        let described = view.lemma_in(before, List::OrgDescriptors)
            || view.lemma_in(before, List::Things)
            || view.lemma_in(before, List::Bands);
        if quoted || described {
            return false;
        }
        if view.lemma_in(before, List::Professions) {
            return true;
        }
    }
    let given = |i: usize| LATIN_GIVEN_NAMES.contains(&*text::fold(view.form(i)));
    // "Larry King Now" is a broadcast: the middle one of three is a given name or stands for one.
    if given(start) && (words().count() == 2 || view.is_initial(start + 1) || given(start + 1)) {
        return true;
    }
    view.lemma_in(end, List::PersonalVerbs) && !view.breaks_before(end)
        || is_eastern(view, start, end)
}

/// A surname of China, Korea or Vietnam and syllables of its language.
fn is_eastern(view: &View, start: usize, end: usize) -> bool {
    static SURNAMES: LazyLock<FxHashSet<&str>> =
        LazyLock::new(|| EASTERN_SURNAMES.split_whitespace().collect());
    if !SURNAMES.contains(&*text::fold(view.form(start))) {
        return false;
    }
    let forms: Vec<&str> = (start..end).map(|i| view.form(i)).collect();
    let candidates = transcribe::candidates(&forms.join(" "));
    candidates.first().is_some_and(|candidate| {
        matches!(
            candidate.system,
            System::Kontsevich | System::Palladius | System::Vietnamese
        )
    })
}

/// The commonest surnames of China, Korea and Vietnam in the spellings of passports, folded:
/// without those that are as well words of English ("song", "long").
const EASTERN_SURNAMES: &str = "li wang zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao \
    lin guo luo zheng liang xie tang xi deng feng peng cao zeng xiao tian dong pan yuan cai jiang yu \
    du ye cheng wei su lu ding shen kim lee park choi choe jung jeong kang cho yoon yun jang lim \
    han shin seo kwon hwang ahn ri pak paek nguyen tran pham hoang phan vo dang bui";
