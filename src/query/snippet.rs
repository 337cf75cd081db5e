//! What a hit shows of itself: what comes in is a text with marks, what goes out is a
//! [`Snippet`], its best window cut at words, as pieces that are marked or not. How a mark looks
//! (an HTML element, a colour) is left to the printer, but for [`Snippet::to_html`], which the
//! JSON output of CONTRACT.md asks for.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::highlight::Mark;

/// A stretch of text, white space collapsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    pub text: String,
    /// True for what matched the query.
    pub marked: bool,
}

/// Text in pieces; neighbours differ in whether they are marked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    pub fragments: Vec<Fragment>,
}

const CUT: &str = "…";

impl Snippet {
    /// The text with what matched between `<mark>` and `</mark>` and all else HTML-escaped.
    pub fn to_html(&self) -> String {
        let mut html = String::new();
        for fragment in &self.fragments {
            if fragment.marked {
                html.push_str("<mark>");
            }
            for c in fragment.text.chars() {
                match c {
                    '&' => html.push_str("&amp;"),
                    '<' => html.push_str("&lt;"),
                    '>' => html.push_str("&gt;"),
                    '"' => html.push_str("&quot;"),
                    '\'' => html.push_str("&#39;"),
                    c => html.push(c),
                }
            }
            if fragment.marked {
                html.push_str("</mark>");
            }
        }
        html
    }

    /// The text without marks.
    pub fn to_plain(&self) -> String {
        self.fragments
            .iter()
            .map(|fragment| fragment.text.as_str())
            .collect()
    }

    fn push(&mut self, text: &str, marked: bool) {
        // White space at a seam is one space, and belongs to the piece without a mark.
        for c in text.chars() {
            let space = c.is_whitespace() || c.is_control();
            let after_space = self
                .fragments
                .last()
                .is_none_or(|fragment| fragment.text.ends_with(' '));
            if space && after_space {
                continue;
            }
            let c = if space { ' ' } else { c };
            match self.fragments.last_mut() {
                Some(last) if last.marked == marked => last.text.push(c),
                _ => self.fragments.push(Fragment {
                    text: c.to_string(),
                    marked,
                }),
            }
        }
    }
}

/// All of `text` with its marks.
pub(super) fn whole(text: &str, marks: &[Mark]) -> Snippet {
    cut_out(text, 0..text.len(), marks)
}

/// Some parts of `text` with its marks, a space between them.
pub(super) fn parts(
    text: &str,
    parts: impl IntoIterator<Item = Range<usize>>,
    marks: &[Mark],
) -> Snippet {
    let mut snippet = Snippet::default();
    for part in parts {
        snippet.push(" ", false);
        for fragment in cut_out(text, part, marks).fragments {
            snippet.push(&fragment.text, fragment.marked);
        }
    }
    snippet
}

/// The part of `text`, about `length` characters long, that has the most of what was asked for;
/// its beginning when there are no marks. `marks` are sorted by start.
pub(super) fn best_window(text: &str, marks: &[Mark], length: usize) -> Snippet {
    let window = choose(text, marks, length.max(1));
    let mut snippet = Snippet::default();
    let before = text.get(..window.start).unwrap_or_default();
    if !before.trim().is_empty() {
        snippet.push(CUT, false);
        // Within a word there is no white space to keep.
        if before.ends_with(char::is_whitespace) {
            snippet.push(" ", false);
        }
    }
    for fragment in cut_out(text, window.clone(), marks).fragments {
        snippet.push(&fragment.text, fragment.marked);
    }
    let after = text.get(window.end..).unwrap_or_default();
    if !after.trim().is_empty() {
        if after.starts_with(char::is_whitespace) {
            snippet.push(" ", false);
        }
        snippet.push(CUT, false);
    }
    snippet
}

fn cut_out(text: &str, window: Range<usize>, marks: &[Mark]) -> Snippet {
    let mut snippet = Snippet::default();
    let mut at = window.start;
    for mark in marks {
        let start = mark.span.start.max(at);
        let end = mark.span.end.min(window.end);
        if start >= end {
            continue;
        }
        snippet.push(text.get(at..start).unwrap_or_default(), false);
        snippet.push(text.get(start..end).unwrap_or_default(), true);
        at = end;
    }
    snippet.push(text.get(at..window.end).unwrap_or_default(), false);
    if let Some(last) = snippet.fragments.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if last.text.is_empty() {
            snippet.fragments.pop();
        }
    }
    snippet
}

/// The byte range to show.
fn choose(text: &str, marks: &[Mark], length: usize) -> Range<usize> {
    let start_of_text = text.len() - text.trim_start().len();
    if forward(text, start_of_text, length) == text.len() {
        return start_of_text..text.len();
    }
    let Some((first, last)) = densest(text, marks, length) else {
        let end = forward(text, start_of_text, length);
        return start_of_text..word_end(text, start_of_text, end);
    };
    // Some of the words before the first match, more of those behind the last.
    let matched = characters(text, first..last);
    let spare = length.saturating_sub(matched);
    let start = match sentence_start(text, first, spare / 2) {
        Some(start) => start,
        None => word_start(text, backward(text, first, spare / 3), first),
    };
    let start = start.max(start_of_text.min(first));
    let end = forward(text, start, length);
    if end >= last {
        start..word_end(text, last, end)
    } else {
        // One match longer than the window.
        start..word_end(text, start, end)
    }
}

/// From the start of a mark to the end of another, not longer than `length` characters where one
/// mark is not, such that the marks between answer the most targets, then are the most, then
/// stand first.
fn densest(text: &str, marks: &[Mark], length: usize) -> Option<(usize, usize)> {
    let mut best: Option<((usize, usize), (usize, usize))> = None;
    for (n, first) in marks.iter().enumerate() {
        let start = first.span.start;
        let limit = forward(text, start, length);
        let mut end = first.span.end;
        let mut targets = vec![first.target];
        let mut count = 1;
        for mark in marks.get(n + 1..).unwrap_or_default() {
            if mark.span.start >= limit {
                break;
            }
            if mark.span.end > limit {
                continue;
            }
            end = end.max(mark.span.end);
            count += 1;
            if !targets.contains(&mark.target) {
                targets.push(mark.target);
            }
        }
        let score = (targets.len(), count);
        if best.is_none_or(|(found, _)| score > found) {
            best = Some((score, (start, end)));
        }
    }
    best.map(|(_, window)| window)
}

fn characters(text: &str, range: Range<usize>) -> usize {
    text.get(range).unwrap_or_default().chars().count()
}

/// The byte `count` characters behind `from`, or the end of the text.
fn forward(text: &str, from: usize, count: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.char_indices()
        .nth(count)
        .map_or(text.len(), |(at, _)| from + at)
}

/// The byte `count` characters before `from`, or the start of the text.
fn backward(text: &str, from: usize, count: usize) -> usize {
    let before = text.get(..from).unwrap_or_default();
    match count.checked_sub(1) {
        Some(last) => before
            .char_indices()
            .rev()
            .nth(last)
            .map_or(0, |(at, _)| at),
        None => from,
    }
}

/// The start of the line or sentence that `at` is in, when it is no more than `most` characters
/// away.
fn sentence_start(text: &str, at: usize, most: usize) -> Option<usize> {
    let from = backward(text, at, most);
    let before = text.get(from..at)?;
    let mut start = (from == 0).then_some(0);
    let mut ended = false;
    for (offset, c) in before.char_indices() {
        match c {
            '\n' => ended = true,
            '.' | '!' | '?' | '…' => ended = false,
            c if c.is_whitespace() => {
                let sentence = text
                    .get(..from + offset)
                    .is_some_and(|text| text.ends_with(['.', '!', '?', '…']));
                ended |= sentence;
            }
            c => {
                // An abbreviation is followed by a small letter or a digit.
                if ended && !c.is_lowercase() && !c.is_ascii_digit() {
                    start = Some(from + offset);
                }
                ended = false;
            }
        }
    }
    let here = text.get(at..).and_then(|rest| rest.chars().next());
    if ended && here.is_some_and(|c| !c.is_lowercase() && !c.is_ascii_digit()) {
        start = Some(at);
    }
    start
}

/// The start of the first whole word at or behind `from`, but not behind `limit`.
fn word_start(text: &str, from: usize, limit: usize) -> usize {
    if from == 0 || starts_word(text, from) {
        return from;
    }
    let part = text.get(from..limit).unwrap_or_default();
    let space = part.find(char::is_whitespace);
    let start = space.and_then(|space| {
        let rest = part.get(space..)?;
        Some(from + space + (rest.len() - rest.trim_start().len()))
    });
    start.unwrap_or_else(|| grapheme_boundary(text, from).min(limit))
}

fn starts_word(text: &str, at: usize) -> bool {
    text.get(..at)
        .is_some_and(|before| before.ends_with(char::is_whitespace))
}

/// The end of the last whole word at or before `end`, but not before `limit`.
fn word_end(text: &str, limit: usize, end: usize) -> usize {
    let ends_word = text
        .get(end..)
        .is_none_or(|after| after.is_empty() || after.starts_with(char::is_whitespace));
    if ends_word {
        return end;
    }
    let part = text.get(limit..end).unwrap_or_default();
    match part.rfind(char::is_whitespace) {
        Some(space) => limit + space,
        None => grapheme_boundary(text, end).max(limit),
    }
}

/// The last boundary between what readers take for characters at or before `at`.
fn grapheme_boundary(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::highlight::Reason;
    use super::*;

    /// `text` with its marks in brackets, each the answer to a target of its own.
    fn marked(text: &str) -> (String, Vec<Mark>) {
        let mut plain = String::new();
        let mut marks = Vec::new();
        let mut open = 0;
        for c in text.chars() {
            match c {
                '[' => open = plain.len(),
                ']' => marks.push(Mark {
                    span: open..plain.len(),
                    target: marks.len(),
                    reason: Reason::Terms(Vec::new()),
                }),
                c => plain.push(c),
            }
        }
        (plain, marks)
    }

    #[track_caller]
    fn check(text: &str, length: usize, expected: &str) {
        let (text, marks) = marked(text);
        let snippet = best_window(&text, &marks, length);
        let shown: String = snippet
            .fragments
            .iter()
            .map(|fragment| match fragment.marked {
                true => format!("[{}]", fragment.text),
                false => fragment.text.clone(),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn windows() {
        check("Выпал первый снег.", 100, "Выпал первый снег.");
        check("Выпал  первый\n\n[снег].", 100, "Выпал первый [снег].");
        check("Выпал первый снег.", 10, "Выпал …");
        check(
            "Утром было ясно. К вечеру выпал [снег], сообщили метеорологи области.",
            36,
            "… К вечеру выпал [снег], сообщили …",
        );
        check(
            "Один [снег] тут и длинный хвост слов, а вот [снег] и [дождь] рядом стоят.",
            24,
            "… вот [снег] и [дождь] рядом …",
        );
        check("[снег]", 2, "[сн]…");
        check("", 10, "");
        check(" \n ", 10, "");
    }

    #[test]
    fn html_is_escaped() {
        let (text, marks) = marked("<b>\"Луч\" & 'Свет'</b> [<i>]");
        assert_eq!(
            whole(&text, &marks).to_html(),
            "&lt;b&gt;&quot;Луч&quot; &amp; &#39;Свет&#39;&lt;/b&gt; <mark>&lt;i&gt;</mark>"
        );
    }

    #[test]
    fn no_character_is_cut() {
        let flags = "🇷🇺".repeat(50);
        let snippet = best_window(&flags, &[], 5).to_plain();
        assert_eq!(snippet, format!("{}…", "🇷🇺".repeat(2)));
    }

    proptest! {
        #[test]
        fn a_snippet_is_part_of_the_text(
            text in "[а-яё .!?\n\u{301}🇷🇺<&]{0,200}",
            spans in proptest::collection::vec((0usize..200, 1usize..20), 0..6),
            length in 12usize..80,
        ) {
            let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let at = |n: usize| bytes[n.min(bytes.len() - 1)];
            let mut marks: Vec<Mark> = spans
                .into_iter()
                .enumerate()
                .map(|(target, (start, length))| Mark {
                    span: at(start)..at(start + length),
                    target,
                    reason: Reason::Terms(Vec::new()),
                })
                .filter(|mark| text[mark.span.clone()].starts_with(|c: char| !c.is_whitespace()))
                .collect();
            marks.sort_by_key(|mark| mark.span.start);
            let snippet = best_window(&text, &marks, length);
            let collapsed: Vec<&str> = text.split_whitespace().collect();
            let shown = snippet.to_plain();
            let shown = shown.trim_start_matches(CUT).trim_end_matches(CUT).trim();
            prop_assert!(collapsed.join(" ").contains(shown), "{shown:?}");
            prop_assert!(shown.chars().count() <= length.max(20) + 2);
            let html = snippet.to_html();
            prop_assert_eq!(html.matches("<mark>").count(), html.matches("</mark>").count());
            if !marks.is_empty() {
                prop_assert!(snippet.fragments.iter().any(|fragment| fragment.marked));
            }
            for pair in snippet.fragments.windows(2) {
                prop_assert!(pair[0].marked != pair[1].marked);
            }
        }
    }
}
