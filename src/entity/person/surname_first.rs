//! The nominative of a Korean, Chinese or Vietnamese name, whose last syllable alone inflects.

use super::name::Votes;
use crate::entity::context::Context;
use crate::entity::declension::Cases;
use crate::entity::eastern::{eastern, eastern_last};
use crate::text;

/// The words of a Korean, Chinese or Vietnamese name in the nominative; `None` for other names.
pub fn nominatives(forms: &[&str], context: Context, votes: &Votes) -> Option<Vec<String>> {
    let mut names = eastern(forms)?;
    let last = forms.last()?;
    // "Ким Чен Ыном": a given name that is written apart has one syllable a word.
    let apart = |name: &str| {
        matches!(forms, [_, middle, _] if text::syllables(middle) == 1) && text::syllables(name) > 1
    };
    // "Ким Юна": the dispatch's other forms settle whether "а" is an ending.
    let score = |name: &str, cases: Cases| {
        let vote = votes.get(name).copied().unwrap_or(0).min(3) as i32;
        let fit = i32::from(!cases.and(context.cases).is_empty());
        let bare = i32::from(
            name == *last
                && !name.ends_with(['а', 'у', 'е', 'я', 'ю'])
                && !name.ends_with("ом")
                && !name.ends_with("ем"),
        );
        let stripped = i32::from(name != *last);
        let unlikely = i32::from(context.likely == Cases::NOM && cases.and(Cases::NOM).is_empty());
        let long = i32::from(apart(name));
        vote * 2 + fit * 3 + bare * 4 + stripped - unlikely * 2 - long * 4
    };
    let best = eastern_last(last)
        .into_iter()
        .map(|(name, cases)| (score(&name, cases), name))
        .max_by_key(|(score, name)| (*score, std::cmp::Reverse(name.len())));
    if let (Some((_, best)), Some(slot)) = (best, names.last_mut()) {
        *slot = best;
    }
    Some(names)
}
