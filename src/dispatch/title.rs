//! The title of a dispatch: what comes in are its lines, what goes out is where the title stands
//! and how it reads. Titles from metadata are left to [`super::parse`].

use std::ops::Range;

use super::cursor::Cursor;
use super::line::{Kind, Line};
use super::split::{LONGEST_TITLE, is_title_like, longer_than, strip_markup};

/// A title in the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Title {
    /// All its lines, in bytes of the text.
    pub(super) span: Range<usize>,
    /// Its lines with a space between them.
    pub(super) text: String,
}

/// The title among the lines before the dateline, which are `lines`.
///
/// Lines that stand together are one title. Of several groups the first with three words is the
/// title: before it stand rubrics ("Погода"), behind it summaries.
pub(super) fn before_dateline(text: &str, lines: &[Line]) -> Option<Title> {
    let mut groups: Vec<Vec<&Line>> = Vec::new();
    let mut open = false;
    for line in lines {
        if !matches!(line.kind, Kind::Text) {
            open = false;
            continue;
        }
        let content = text.get(line.content.clone())?;
        if longer_than(content, LONGEST_TITLE) || is_credit(content) {
            open = false;
            continue;
        }
        match groups.last_mut() {
            Some(group) if open => group.push(line),
            _ => groups.push(vec![line]),
        }
        open = true;
    }
    for group in &mut groups {
        // A rubric above the title.
        if let [first, second, ..] = group.as_slice()
            && words(text, first) == 1
            && words(text, second) >= 3
        {
            group.remove(0);
        }
        // A summary below it ends like a sentence.
        let titles = group
            .iter()
            .take_while(|line| {
                let content = text.get(line.content.clone()).unwrap_or_default();
                !content.ends_with('.') || content.ends_with("...")
            })
            .count();
        group.truncate(titles.max(1));
    }
    let group = groups
        .iter()
        .find(|group| group.iter().map(|line| words(text, line)).sum::<usize>() >= 3)
        .or(groups.first())?;
    make(text, group)
}

fn words(text: &str, line: &Line) -> usize {
    text.get(line.content.clone())
        .unwrap_or_default()
        .split_whitespace()
        .count()
}

/// "Автор: …", "Рубрика: …".
fn is_credit(content: &str) -> bool {
    ["автор", "рубрика", "теги", "author", "tags", "раздел"]
        .iter()
        .any(|key| {
            let mut cursor = Cursor::new(content, 0);
            cursor.eat_word(key) && cursor.eat(|c| c == ':').is_some()
        })
}

fn make(text: &str, group: &[&Line]) -> Option<Title> {
    let span = group.first()?.content.start..group.last()?.content.end;
    let lines: Vec<&str> = text
        .get(span.clone())?
        .lines()
        .map(words_of_line)
        .filter(|words| !words.is_empty())
        .collect();
    Some(Title {
        span,
        text: lines.join(" "),
    })
}

/// The words of the title in a line of it: without the marks of a heading, and without "Заголовок:".
fn words_of_line(line: &str) -> &str {
    let mut content = strip_markup(line);
    for key in ["заголовок", "title"] {
        let mut cursor = Cursor::new(content, 0);
        if cursor.eat_word(key) && cursor.eat(|c| c == ':').is_some() {
            content = cursor.rest().trim();
        }
    }
    content
}

/// Where the words of a title stand in the lines that it takes up, in bytes of `lines`.
pub fn words_of(lines: &str) -> impl Iterator<Item = Range<usize>> {
    lines.split_inclusive('\n').scan(0, |end, line| {
        let start = *end;
        *end += line.len();
        let words = words_of_line(line);
        // It is a part of the line, which begins so far behind the line's beginning.
        let offset = words.as_ptr() as usize - line.as_ptr() as usize;
        Some(start + offset..start + offset + words.len())
    })
}

/// The title of a dispatch without a dateline: a short first line that does not end like a
/// sentence, with a blank line or a longer paragraph behind it.
pub(super) fn first_line(text: &str, lines: &[Line]) -> Option<Title> {
    let first = lines
        .iter()
        .position(|line| matches!(line.kind, Kind::Text))?;
    let line = lines.get(first)?;
    let content = text.get(line.content.clone())?;
    if !is_title_like(content) || longer_than(content, LONGEST_TITLE) || line.tail.is_some() {
        return None;
    }
    let (gap, next) = lines
        .get(first + 1..)?
        .iter()
        .enumerate()
        .find(|(_, line)| !matches!(line.kind, Kind::Blank | Kind::Date(_) | Kind::Source(_)))?;
    if !matches!(next.kind, Kind::Text) {
        return None;
    }
    let body = text.get(next.content.clone())?;
    let starts_small = body.chars().next().is_some_and(char::is_lowercase);
    let heading = content.starts_with('#');
    let longer = body.len() * 2 > content.len() * 3;
    (heading || !starts_small && (gap > 0 || longer))
        .then(|| make(text, &[line]))
        .flatten()
}
