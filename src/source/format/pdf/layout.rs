//! Paragraphs out of letters with places: letters page by page in, a text with one paragraph a
//! line out. A PDF knows no lines, words or paragraphs. The order is that of the drawing
//! instructions, which follows columns and articles where the order of places would not; within
//! it, what stands on one baseline is a line, and lines are joined where the first of them is
//! full and nothing tells of a new paragraph. Page numbers and running heads are left out, and
//! words divided at line ends are healed.

use std::collections::{HashMap, HashSet};

use hayro_interpret::kurbo::Point;

/// A letter and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    letter: char,
    /// Ends of its advance on the baseline; the vertical axis points down. Points of 1/72 inch.
    from: (f32, f32),
    to: (f32, f32),
    /// Of the em square.
    size: f32,
}

impl Letter {
    /// `None` for what is nowhere or no letter.
    pub(super) fn new(letter: char, from: Point, to: Point, size: f64) -> Option<Self> {
        let finite = from.is_finite() && to.is_finite() && size.is_finite() && size > 0.01;
        let wanted = !letter.is_control() || letter.is_whitespace();
        (finite && wanted && size < 1e5).then_some(Self {
            letter,
            from: (from.x as f32, from.y as f32),
            to: (to.x as f32, to.y as f32),
            size: size as f32,
        })
    }

    /// Which way it is read: 0 to the right, 1 down, 2 to the left, 3 up.
    fn direction(&self) -> usize {
        let (x, y) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
            (true, true, _) => 0,
            (false, _, true) => 1,
            (true, false, _) => 2,
            (false, _, false) => 3,
        }
    }

    /// Turned such that what was read in `direction` is read to the right.
    fn turned(self, direction: usize) -> Self {
        let turn = |(x, y): (f32, f32)| match direction {
            0 => (x, y),
            1 => (y, -x),
            2 => (-x, -y),
            _ => (-y, x),
        };
        Self {
            from: turn(self.from),
            to: turn(self.to),
            ..self
        }
    }
}

/// The lines of a page, in the order of its instructions.
#[derive(Debug, Default)]
pub(super) struct Page {
    lines: Vec<Line>,
    /// Distance of the baselines within a paragraph.
    leading: f32,
}

#[derive(Debug, Clone)]
struct Line {
    text: String,
    left: f32,
    right: f32,
    baseline: f32,
    size: f32,
    /// Width of its first word.
    first_word: f32,
    /// It has more words than that.
    more_words: bool,
}

impl Line {
    fn begin(letter: &Letter) -> Self {
        Self {
            text: String::new(),
            left: letter.from.0,
            right: letter.from.0,
            baseline: letter.from.1,
            size: letter.size,
            first_word: 0.0,
            more_words: false,
        }
    }

    /// True when the letter goes on with the line.
    fn takes(&self, letter: &Letter) -> bool {
        let size = self.size.max(letter.size);
        // Superscripts stand on baselines of their own.
        (letter.from.1 - self.baseline).abs() < 0.45 * size
            && letter.from.0 > self.right - 0.6 * size
    }

    fn push(&mut self, letter: &Letter) {
        // Some programs write no spaces, and move on instead.
        let gap = letter.from.0 - self.right;
        if letter.letter.is_whitespace() || gap > 0.2 * self.size {
            if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
                self.more_words = true;
            }
            if letter.letter.is_whitespace() {
                return;
            }
        }
        self.text.push(letter.letter);
        self.right = self.right.max(letter.to.0);
        if !self.more_words {
            self.first_word = self.right - self.left;
        }
    }
}

/// Lines on one page: each is compared with the others on it.
const MAX_LINES: usize = 10_000;

impl Page {
    /// The lines of the letters; `None` when there are more than a page of text can have.
    pub(super) fn new(letters: &[Letter]) -> Option<Self> {
        let mut directions = [0usize; 4];
        for letter in letters {
            directions[letter.direction()] += 1;
        }
        let direction = (0..4)
            .rev()
            .max_by_key(|direction| directions[*direction])
            .unwrap_or(0);
        let mut lines: Vec<Line> = Vec::new();
        let mut line: Option<Line> = None;
        let mut before: Option<Letter> = None;
        // What is written along the margin, or across the page, is no part of the text.
        for letter in letters
            .iter()
            .filter(|letter| letter.direction() == direction)
        {
            let letter = letter.turned(direction);
            if before.is_some_and(|before| is_shadow(&before, &letter)) {
                continue;
            }
            before = Some(letter);
            let blank = letter.letter.is_whitespace();
            match &mut line {
                Some(line) if line.takes(&letter) => line.push(&letter),
                _ if blank => {}
                _ => {
                    lines.extend(line.take().filter(|line| !line.text.is_empty()));
                    let mut begun = Line::begin(&letter);
                    begun.push(&letter);
                    line = Some(begun);
                }
            }
        }
        lines.extend(line.filter(|line| !line.text.is_empty()));
        if lines.len() > MAX_LINES {
            return None;
        }
        for line in &mut lines {
            let length = line.text.trim_end().len();
            line.text.truncate(length);
        }
        let leading = leading(&lines);
        Some(Self { lines, leading })
    }

    /// The places of the first and the last line on the paper.
    fn edges(&self) -> Option<(usize, usize)> {
        let by_baseline = |a: &usize, b: &usize| {
            let (a, b) = (self.lines[*a].baseline, self.lines[*b].baseline);
            a.total_cmp(&b)
        };
        let top = (0..self.lines.len()).min_by(by_baseline)?;
        let bottom = (0..self.lines.len()).max_by(by_baseline)?;
        Some((top, bottom))
    }
}

/// Bold type is made by drawing a letter twice.
fn is_shadow(before: &Letter, letter: &Letter) -> bool {
    before.letter == letter.letter
        && (before.from.0 - letter.from.0).abs() < 0.1 * letter.size
        && (before.from.1 - letter.from.1).abs() < 0.1 * letter.size
}

fn leading(lines: &[Line]) -> f32 {
    let mut distances: Vec<f32> = lines
        .windows(2)
        .filter_map(|pair| {
            let distance = pair[1].baseline - pair[0].baseline;
            let size = pair[0].size.max(pair[1].size);
            (distance > 0.8 * size && distance < 3.0 * size).then_some(distance)
        })
        .collect();
    if distances.is_empty() {
        return 0.0;
    }
    // Not the median: a page of short paragraphs has more gaps between them than within.
    let at = distances.len() / 4;
    *distances.select_nth_unstable_by(at, f32::total_cmp).1
}

/// The text of the pages.
pub(super) fn text(mut pages: Vec<Page>) -> String {
    leave_out_furniture(&mut pages);
    let words = words_of(&pages);
    let mut text = String::new();
    let mut before: Option<(&Line, usize)> = None;
    for (number, page) in pages.iter().enumerate() {
        for line in &page.lines {
            if let Some((last, on)) = before {
                if goes_on(last, line, &pages[on], page, number != on) {
                    join(&mut text, &line.text, &words);
                } else {
                    text.push('\n');
                    text.push_str(&line.text);
                }
            } else {
                text.push_str(&line.text);
            }
            before = Some((line, number));
        }
    }
    // A soft hyphen is a place where a word may be divided, and this one is no more.
    text.retain(|letter| letter != '\u{AD}');
    text
}

/// Whether `next` is in the paragraph of `last`.
fn goes_on(last: &Line, next: &Line, page: &Page, next_page: &Page, turned: bool) -> bool {
    let size = last.size.max(next.size);
    if (last.size - next.size).abs() > 0.15 * size {
        return false;
    }
    let distance = next.baseline - last.baseline;
    let column_ends = turned || distance < -2.0 * size;
    if !column_ends && (distance < 0.3 * size || distance > 1.3 * page.leading.max(size)) {
        return false;
    }
    // A heading of several lines, in the middle.
    let centre = |line: &Line| (line.left + line.right) / 2.0;
    let (left, right) = margins(last, page);
    let (next_left, _) = margins(next, next_page);
    if next.left > next_left + 0.8 * size {
        return (last.left > left + 0.8 * size || last.right > right - size)
            && (centre(last) - centre(next)).abs() < 0.5 * size
            && !ends_sentence(&last.text)
            && !column_ends;
    }
    // Had the paragraph gone on, the next word would have stood on this line.
    let full = last.right + 0.2 * size + next.first_word > right + 0.1 * size
        || last.text.ends_with(['-', '\u{2010}', '\u{AD}']);
    full && !(column_ends && ends_sentence(&last.text))
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['»', '"', ')', '”'])
        .ends_with(['.', '!', '?', ':', ';'])
}

/// Left and right edge of the column that a line is in.
fn margins(line: &Line, page: &Page) -> (f32, f32) {
    let near = 5.0 * line.size;
    let beside: Vec<&Line> = page
        .lines
        .iter()
        .filter(|other| {
            (other.left - line.left).abs() < near
                && (other.size - line.size).abs() < 0.15 * line.size
        })
        .collect();
    let mut lefts: Vec<f32> = beside.iter().map(|line| line.left).collect();
    let mut rights: Vec<f32> = beside.iter().map(|line| -line.right).collect();
    let within = 0.2 * line.size;
    (
        outermost(&mut lefts, within),
        -outermost(&mut rights, within),
    )
}

/// The least value that another one agrees with, for a line that stands out, such as a running
/// head, makes no margin; the least of all where none agree.
fn outermost(values: &mut [f32], within: f32) -> f32 {
    values.sort_unstable_by(f32::total_cmp);
    values
        .windows(2)
        .find(|pair| pair[1] - pair[0] < within)
        .or(Some(values))
        .and_then(|values| values.first().copied())
        .unwrap_or(0.0)
}

/// Puts a line behind what it goes on from.
fn join(text: &mut String, next: &str, words: &HashSet<String>) {
    let hyphen = text
        .chars()
        .next_back()
        .filter(|last| matches!(last, '-' | '\u{2010}' | '\u{AD}'));
    let Some(hyphen) = hyphen else {
        // A line may end behind a slash: "4 сентября. /" and "ЦТАК/--".
        if !text.ends_with('/') {
            text.push(' ');
        }
        text.push_str(next);
        return;
    };
    let stem_end = text.len() - hyphen.len_utf8();
    let stem_start = text[..stem_end]
        .rfind(|letter: char| !letter.is_alphanumeric() && letter != '-')
        .map_or(0, |at| {
            at + text[at..].chars().next().map_or(1, char::len_utf8)
        });
    let stem = &text[stem_start..stem_end];
    let rest_end = next
        .find(|letter: char| !letter.is_alphabetic())
        .unwrap_or(next.len());
    let rest = &next[..rest_end];
    if stem.is_empty() {
        // A dash.
        text.push(' ');
    } else if hyphen == '\u{AD}' || is_divided(stem, rest, words) {
        text.truncate(stem_end);
    }
    text.push_str(next);
}

/// Whether the hyphen between the two is only there because the line ended. The document itself
/// says it best; else a hyphen is kept before and behind the parts that always have one.
fn is_divided(stem: &str, rest: &str, words: &HashSet<String>) -> bool {
    /// Particles and parts of compounds that are written with a hyphen (Lopatin, "Правила русской
    /// орфографии и пунктуации", 2006, §§ 118–147).
    const BEFORE: &[&str] = &[
        "кое",
        "кой",
        "по",
        "во",
        "в",
        "из",
        "юго",
        "северо",
        "вице",
        "экс",
        "пресс",
        "премьер",
        "генерал",
        "интернет",
        "бизнес",
        "штаб",
        "унтер",
        "обер",
        "контр",
        "онлайн",
        "веб",
        "медиа",
        "мини",
        "топ",
        "тайм",
        "блок",
        "дизель",
        "вакуум",
        "северно",
        "южно",
        "западно",
        "восточно",
        "научно",
        "военно",
        "социально",
        "общественно",
        "торгово",
        "финансово",
    ];
    const BEHIND: &[&str] = &["то", "либо", "нибудь", "таки", "ка", "де", "с", "тка"];
    let starts_small = rest.chars().next().is_some_and(char::is_lowercase);
    let ends_in_letter = stem.chars().next_back().is_some_and(char::is_alphabetic);
    if !starts_small || !ends_in_letter {
        return false;
    }
    let (stem, rest) = (stem.to_lowercase(), rest.to_lowercase());
    if words.contains(&format!("{stem}{rest}")) {
        return true;
    }
    if words.contains(&format!("{stem}-{rest}")) {
        return false;
    }
    !BEFORE.contains(&stem.as_str()) && !BEHIND.contains(&rest.as_str())
}

/// The words of the document that stand within a line, in small letters.
fn words_of(pages: &[Page]) -> HashSet<String> {
    pages
        .iter()
        .flat_map(|page| &page.lines)
        .flat_map(|line| {
            let count = line.text.split_whitespace().count();
            line.text
                .split_whitespace()
                .enumerate()
                // The last one may be the beginning of a word, the first one an end.
                .filter(move |(n, _)| *n > 0 && n + 1 < count)
        })
        .map(|(_, word)| {
            word.trim_matches(|letter: char| !letter.is_alphanumeric())
                .to_lowercase()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// Leaves out page numbers, and but for the first time what stands at the top or at the bottom
/// of page after page.
fn leave_out_furniture(pages: &mut [Page]) {
    let pattern = |line: &Line| -> String {
        line.text
            .chars()
            .map(|letter| if letter.is_numeric() { '0' } else { letter })
            .collect()
    };
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        if let Some((top, bottom)) = page.edges().filter(|(top, bottom)| top != bottom) {
            *counts.entry(pattern(&page.lines[top])).or_default() += 1;
            *counts.entry(pattern(&page.lines[bottom])).or_default() += 1;
        }
    }
    let often = (pages.len() / 2).max(3);
    let mut seen = HashSet::new();
    for page in pages {
        // A page has a line at either edge, and the number beside a running head.
        for _ in 0..2 {
            let Some((top, bottom)) = page.edges().filter(|(top, bottom)| top != bottom) else {
                break;
            };
            let mut wanted = vec![true; page.lines.len()];
            for edge in [top, bottom] {
                let line = &page.lines[edge];
                let pattern = pattern(line);
                let repeated = counts.get(&pattern).is_some_and(|count| *count >= often);
                // Of a running head the first one stays.
                let stays = !repeated || seen.insert(pattern);
                wanted[edge] = stays && !is_page_number(&line.text);
            }
            if wanted.iter().all(|wanted| *wanted) {
                break;
            }
            let mut wanted = wanted.into_iter();
            page.lines.retain(|_| wanted.next().unwrap_or(true));
        }
    }
}

/// "7", "- 7 -", "стр. 7", "Страница 7 из 12".
fn is_page_number(text: &str) -> bool {
    let mut numbers = 0;
    for word in text.split(|letter: char| letter.is_whitespace() || matches!(letter, '/' | '.')) {
        let word = word.trim_matches(['-', '–', '—', '[', ']']);
        let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        // "-0-" ends a dispatch.
        if is_number && word.len() <= 4 && !word.starts_with('0') {
            numbers += 1;
        } else if !matches!(
            word.to_lowercase().as_str(),
            "" | "стр" | "страница" | "с" | "из" | "page" | "of" | "p"
        ) {
            return false;
        }
    }
    matches!(numbers, 1 | 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters half an em wide, ten points high, from the given place on.
    fn write(letters: &mut Vec<Letter>, text: &str, x: f64, y: f64) {
        for (n, letter) in text.chars().enumerate() {
            let x = x + n as f64 * 5.0;
            letters.extend(Letter::new(
                letter,
                Point::new(x, y),
                Point::new(x + 5.0, y),
                10.0,
            ));
        }
    }

    fn page(lines: &[(&str, f64, f64)]) -> Page {
        let mut letters = Vec::new();
        for (text, x, y) in lines {
            write(&mut letters, text, *x, *y);
        }
        Page::new(&letters).expect("few lines")
    }

    #[test]
    fn lines_become_paragraphs() {
        let pages = vec![page(&[
            ("Заголовок", 100.0, 20.0),
            ("Первый абзац начинается с отступа и", 60.0, 50.0),
            ("продолжается на второй строке, и там", 50.0, 62.0),
            ("он кончается.", 50.0, 74.0),
            ("Второй абзац: во всей Москве и обла-", 60.0, 86.0),
            ("сти что-то выпало, но снег сошёл.", 50.0, 98.0),
            ("7", 120.0, 300.0),
        ])];
        assert_eq!(
            text(pages),
            "Заголовок\nПервый абзац начинается с отступа и продолжается на второй строке, и там он \
             кончается.\nВторой абзац: во всей Москве и области что-то выпало, но снег сошёл."
        );
    }

    #[test]
    fn hyphens_at_line_ends() {
        let check = |stem: &str, rest: &str, known: &[&str], expected: &str| {
            let words = known.iter().map(|word| (*word).to_owned()).collect();
            let mut text = stem.to_owned();
            join(&mut text, rest, &words);
            assert_eq!(text, expected);
        };
        check("в обла-", "сти, где", &[], "в области, где");
        check("кто-", "то пришёл", &[], "кто-то пришёл");
        check("юго-", "восточный", &[], "юго-восточный");
        check("Нью-", "Йорк", &[], "Нью-Йорк");
        check("Ту-", "144", &[], "Ту-144");
        check("города-", "герои", &["города-герои"], "города-герои");
        check("по-", "ставка", &["поставка"], "поставка");
        check("Москва -", "столица", &[], "Москва - столица");
        check("обла\u{AD}", "сти", &[], "области");
        check("слово", "слово", &[], "слово слово");
        check("мая. /", "ТАСС/. Сегодня", &[], "мая. /ТАСС/. Сегодня");
    }

    #[test]
    fn page_numbers() {
        let check = |text: &str, expected| assert_eq!(is_page_number(text), expected, "{text}");
        check("7", true);
        check("- 12 -", true);
        check("стр. 3", true);
        check("Страница 3 из 12", true);
        check("2025 год", false);
        check("1 2 3", false);
        check("-0-", false);
        check("-о-", false);
    }
}
