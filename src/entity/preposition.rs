//! Prepositions: what comes in is a word, what goes out are the cases that it governs.

use super::declension::Cases;

/// Cases that a preposition governs; `None` for other words. Source: A. A. Zaliznyak, Grammatical
/// dictionary; Russian Grammar, 1980, §1661.
pub fn governed(preposition: &str) -> Option<Cases> {
    Some(match preposition {
        "с" | "со" => Cases::INS.or(Cases::GEN),
        "у"
        | "от"
        | "ото"
        | "из"
        | "для"
        | "без"
        | "до"
        | "против"
        | "кроме"
        | "ради"
        | "вокруг"
        | "около"
        | "после"
        | "вместо"
        | "среди"
        | "возле"
        | "мимо"
        | "со-стороны" => Cases::GEN,
        "к" | "ко" | "благодаря" | "вопреки" | "согласно" => Cases::DAT,
        "о" | "об" | "обо" => Cases::LOC.or(Cases::ACC),
        "при" => Cases::LOC,
        "в" | "во" | "на" => Cases::ACC.or(Cases::LOC),
        "за" | "под" => Cases::ACC.or(Cases::INS),
        "перед" | "над" | "между" => Cases::INS.or(Cases::GEN),
        "через" | "про" => Cases::ACC,
        "по" => Cases::DAT.or(Cases::LOC).or(Cases::ACC),
        _ => return None,
    })
}
