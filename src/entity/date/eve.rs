//! Tells a genitive from other forms by its ending: what comes in is the word behind "накануне",
//! what goes out is whether it says the eve of what ("накануне визита") or begins the rest of the
//! sentence ("накануне президент заявил").

/// Nouns in -ия that are feminine and so stand in the nominative; other words in -ия and -ья are
/// genitives of neuters ("открытия", "заседания").
const FEMININE_ENDINGS: &[&str] = &[
    "ция", "сия", "зия", "рия", "лия", "дия", "гия", "фия", "хия", "пия", "мия", "вия",
];

/// Whether the word is likely a genitive.
pub(super) fn is_genitive(word: &str) -> bool {
    let folded: String = word.chars().map(crate::text::fold_char).collect();
    let ends = |endings: &[&str]| endings.iter().any(|ending| folded.ends_with(ending));
    if ends(&["ого", "его", "ых", "их", "ой", "ов", "ев", "ей"]) && folded.len() > 4
    {
        // "вечерней", "сегодня" and verbs do not end so; "герой" and "бой" do, rarely here.
        return true;
    }
    if ends(&["ла", "лась", "лись", "ало", "ило", "ли"]) {
        // Past tenses: "накануне прошла встреча".
        return false;
    }
    if ends(&["ия"]) {
        return !ends(FEMININE_ENDINGS)
            && !matches!(
                folded.as_str(),
                "компания"
                    | "германия"
                    | "испания"
                    | "британия"
                    | "япония"
                    | "эстония"
                    | "армения"
                    | "кампания"
            );
    }
    if ends(&[
        "та", "да", "на", "ра", "ка", "са", "за", "ма", "ва", "ха", "ча", "ста", "ства",
    ]) {
        return !matches!(
            folded.as_str(),
            "она"
                | "глава"
                | "газета"
                | "группа"
                | "команда"
                | "страна"
                | "москва"
                | "полиция"
                | "когда"
                | "также"
                | "палата"
                | "комиссия"
                | "армия"
                | "охрана"
                | "защита"
                | "сборная"
                | "работа"
                | "погода"
                | "украина"
                | "столица"
                | "женщина"
                | "мужчина"
                | "машина"
                | "ракета"
                | "атака"
                | "школа"
                | "дума"
                | "госдума"
        ) && (ends(&["ника", "чика"]) || !ends(&["ика", "ница"]));
    }
    ends(&[
        "ений", "аний", "ытий", "ций", "ы", "ьи", "чи", "ки", "ги", "жи", "ии", "та", "ля", "ря",
        "нья", "ня", "тя",
    ]) && !matches!(folded.as_str(), "мы" | "вы" | "они" | "были" | "сегодня")
}
