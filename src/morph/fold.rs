//! The two spellings of a word that analysis needs, and the way back: ё restored, capitals as in
//! the text. Folding itself is [`crate::text::fold`].

use crate::text;

/// A word in the two spellings that analysis needs.
pub(super) struct Folded {
    /// Lower case, ё as е.
    pub(super) text: String,
    /// Bit i is set when letter i was typed as ё. Only the first 64 letters count.
    pub(super) yo: u64,
}

impl Folded {
    pub(super) fn new(form: &str) -> Self {
        let mut yo = 0;
        for (i, c) in form.chars().enumerate().take(64) {
            if matches!(c, 'ё' | 'Ё') {
                yo |= 1 << i;
            }
        }
        Self {
            text: text::fold(form).into_owned(),
            yo,
        }
    }
}

/// `folded` with ё at the letters of `mask`.
pub(super) fn restore_yo(folded: &str, mask: u64) -> String {
    if mask == 0 {
        return folded.to_owned();
    }
    folded
        .chars()
        .enumerate()
        .map(|(i, c)| {
            if c == 'е' && i < 64 && mask >> i & 1 == 1 {
                'ё'
            } else {
                c
            }
        })
        .collect()
}

/// Gives `word`, which is in lower case, the pattern of capitals of `model`, part by part between
/// hyphens: all capitals, or those of the letters that both begin with ("Д’Ивуар", "МакДональдс").
pub(super) fn match_case(word: &str, model: &str) -> String {
    let mut models = model.split('-');
    let mut last = "";
    let mut out = String::with_capacity(word.len());
    let whole_upper = is_all_upper(model);
    for (i, part) in word.split('-').enumerate() {
        if i > 0 {
            out.push('-');
        }
        // A part more than the model has follows the model's last one.
        last = models.next().unwrap_or(last);
        if whole_upper || (is_all_upper(last) && last.chars().count() > 1) {
            out.extend(part.chars().flat_map(char::to_uppercase));
        } else {
            push_like(part, last, &mut out);
        }
    }
    out
}

/// Adds `part` with a capital where `model` has one, for as long as they are the same letters. The
/// first letter may differ.
fn push_like(part: &str, model: &str, out: &mut String) {
    let mut models = model.chars();
    let mut alike = true;
    for (i, c) in part.chars().enumerate() {
        let model = models.next().filter(|_| alike);
        alike = i == 0 || model.is_some_and(|m| text::fold_char(m) == text::fold_char(c));
        if alike && model.is_some_and(char::is_uppercase) {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
    }
}

/// Has at least two letters and all of them are capitals.
fn is_all_upper(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    let mut count = 0;
    letters.all(|c| {
        count += 1;
        c.is_uppercase()
    }) && count > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yo_is_marked_and_restored() {
        let folded = Folded::new("Полёт");
        assert_eq!((folded.text.as_str(), folded.yo), ("полет", 0b1000));
        assert_eq!(restore_yo("полет", 0b1000), "полёт");
    }

    #[test]
    fn capitals_follow_the_model() {
        for (word, model, expected) in [
            ("курский", "Курской", "Курский"),
            ("курский", "КУРСКОЙ", "КУРСКИЙ"),
            (
                "народно-демократическая",
                "Народно-Демократической",
                "Народно-Демократическая",
            ),
            ("ростов-на-дону", "Ростове-на-Дону", "Ростов-на-Дону"),
            ("путин", "путина", "путин"),
            ("кот-д'ивуар", "Кот-д'Ивуара", "Кот-д'Ивуар"),
            ("макдональдс", "МакДональдсом", "МакДональдс"),
            ("год", "ЛЕт", "Год"),
            ("я", "Я", "Я"),
            ("", "Я", ""),
        ] {
            assert_eq!(match_case(word, model), expected, "{word} like {model}");
        }
    }
}
