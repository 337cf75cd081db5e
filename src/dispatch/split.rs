//! Where one dispatch ends and the next begins: what comes in are the lines of a text, what goes
//! out are the stretches of lines that are one dispatch each, with the line of their dateline.
//!
//! A dispatch ends with its sign-off, with its source line, or where a dateline begins the next
//! one. A dateline does so at the start of a paragraph, behind a blank line, a title line or a
//! finished sentence; what is quoted (behind a colon, inside a paragraph of wrapped lines) never
//! does, and neither does a place and date without an agency.

use std::ops::Range;

use super::dateline::Certainty;
use super::line::{Kind, Line};

/// One dispatch as a range of lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) lines: Range<usize>,
    /// The line that begins with its dateline.
    pub(super) dateline: Option<usize>,
}

/// Longest title line, in characters.
pub(super) const LONGEST_TITLE: usize = 250;
/// Longest summary between title and dateline, in characters.
const LONGEST_SUMMARY: usize = 500;
/// Most title lines before a dateline that begins a dispatch.
const MOST_TITLE_LINES: usize = 6;
/// Most title lines of a dispatch that follows another without a sign-off.
const MOST_TITLE_LINES_BETWEEN: usize = 4;

/// Splits the lines of `text` into dispatches. With `whole` there is only one.
pub(super) fn split(text: &str, lines: &[Line], whole: bool) -> Vec<Segment> {
    let splitter = Splitter { text, lines };
    let mut segments = Vec::new();
    let Some(mut at) = splitter.next_filled(0) else {
        return segments;
    };
    if whole {
        segments.push(Segment {
            lines: 0..lines.len(),
            dateline: splitter.head(at),
        });
        return segments;
    }
    let source_first = matches!(lines.get(at).map(|line| &line.kind), Some(Kind::Source(source)) if source.address);
    while at < lines.len() {
        let dateline = splitter.head(at);
        let end = splitter.end(at, dateline, source_first);
        segments.push(Segment {
            lines: at..end,
            dateline,
        });
        at = end;
    }
    merge_without_letters(text, lines, segments)
}

struct Splitter<'a> {
    text: &'a str,
    lines: &'a [Line],
}

/// How sure it is that a dispatch has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    No,
    /// A rule or an undated source line: it has if a dateline follows.
    Perhaps,
    Yes,
}

impl Splitter<'_> {
    fn content(&self, index: usize) -> &str {
        self.lines
            .get(index)
            .and_then(|line| self.text.get(line.content.clone()))
            .unwrap_or_default()
    }

    fn is_blank(&self, index: usize) -> bool {
        self.lines
            .get(index)
            .is_none_or(|line| matches!(line.kind, Kind::Blank))
    }

    fn is_text(&self, index: usize) -> bool {
        self.lines
            .get(index)
            .is_some_and(|line| matches!(line.kind, Kind::Text))
    }

    /// The first line from `index` on that is not blank.
    fn next_filled(&self, index: usize) -> Option<usize> {
        (index..self.lines.len()).find(|&index| !self.is_blank(index))
    }

    fn is_strong(&self, index: usize) -> bool {
        self.lines
            .get(index)
            .and_then(|line| line.reading.as_ref())
            .is_some_and(|reading| reading.certainty == Certainty::Strong)
    }

    /// The line of the dateline of a dispatch that begins at line `start`: behind title lines, at
    /// most one short summary, source and date lines.
    fn head(&self, start: usize) -> Option<usize> {
        let mut titles = 0;
        let mut summary = false;
        for index in start..self.lines.len() {
            let line = self.lines.get(index)?;
            match line.kind {
                Kind::Blank | Kind::Source(_) | Kind::Date(_) | Kind::Note => {}
                // A rule directly below a title underlines it.
                Kind::Rule if titles > 0 && self.is_blank(index - 1) => return None,
                Kind::SignOff if titles > 0 => return None,
                Kind::Rule | Kind::SignOff => {}
                Kind::Text => {
                    if let Some(reading) = &line.reading {
                        // Behind a summary only an agency's dateline counts.
                        let sure = reading.certainty == Certainty::Strong;
                        return (sure || !summary).then_some(index);
                    }
                    if line.tail.is_some() || summary {
                        return None;
                    }
                    let content = self.content(index);
                    if is_title_like(content)
                        || self.is_title_part(index, start)
                        || titles == 0 && is_closed_title(content)
                    {
                        titles += 1;
                    } else if titles > 0 && !longer_than(content, LONGEST_SUMMARY) {
                        summary = true;
                    } else {
                        return None;
                    }
                    if titles > MOST_TITLE_LINES {
                        return None;
                    }
                }
            }
        }
        None
    }

    /// A line of a title that is broken into several: it may begin small behind another line, and
    /// end with a comma or colon before another.
    fn is_title_part(&self, index: usize, start: usize) -> bool {
        let content = self.content(index);
        let continues = index > start && self.is_text(index - 1);
        let goes_on = self.is_text(index + 1);
        let begins = content.chars().next();
        let open = content.ends_with([',', ':']);
        begins.is_some_and(|first| continues || !first.is_lowercase())
            && (goes_on || !open)
            && !content.ends_with(['.', ';'])
            && content.contains(char::is_alphabetic)
            && !longer_than(content, LONGEST_TITLE / 2)
    }

    /// The first line behind those that the dateline which begins on line `dateline` runs over.
    fn behind_dateline(&self, dateline: usize) -> Option<usize> {
        let reading = self.lines.get(dateline)?.reading.as_ref()?;
        let end = reading.span.end;
        Some(self.lines.partition_point(|line| line.span.start < end))
    }

    /// The line behind the dispatch that begins at line `start`.
    fn end(&self, start: usize, dateline: Option<usize>, source_first: bool) -> usize {
        let head_end = dateline
            .and_then(|at| self.behind_dateline(at))
            .unwrap_or(start);
        let mut ended = Ended::No;
        let mut has_text = false;
        for (index, line) in self.lines.iter().enumerate().skip(start) {
            match &line.kind {
                Kind::Blank | Kind::Date(_) | Kind::Note => continue,
                // What stands before the first text belongs to the head.
                Kind::SignOff if has_text => ended = Ended::Yes,
                Kind::Source(source) if has_text && dateline.is_none_or(|at| at < index) => {
                    if source_first && source.address {
                        return index;
                    }
                    if source.address && source.date.is_some() {
                        ended = Ended::Yes;
                    } else if ended == Ended::No {
                        ended = Ended::Perhaps;
                    }
                }
                Kind::Rule if has_text && ended == Ended::No => ended = Ended::Perhaps,
                Kind::SignOff | Kind::Source(_) | Kind::Rule => {}
                Kind::Text => {
                    if index >= head_end {
                        match ended {
                            Ended::Yes => return index,
                            Ended::Perhaps => {
                                let head = self.head(index);
                                if head.is_some_and(|at| self.is_strong(at)) {
                                    return index;
                                }
                                ended = Ended::No;
                            }
                            Ended::No => {}
                        }
                        if self.is_strong(index)
                            && let Some(first) = self.title_before(index, start, dateline)
                        {
                            return first.max(head_end);
                        }
                    }
                    has_text = true;
                    if line.tail.is_some() {
                        ended = Ended::Yes;
                    }
                }
            }
        }
        self.lines.len()
    }

    /// The first line of the dispatch whose dateline is on line `index`, when a dispatch begins
    /// there at all: the first of its title lines, or `index`. `start` and `dateline` are those of
    /// the dispatch before.
    fn title_before(&self, index: usize, start: usize, dateline: Option<usize>) -> Option<usize> {
        let floor = dateline.unwrap_or(start) + 1;
        let previous = (start..index).rev().find(|&at| !self.is_blank(at))?;
        let introduced = |at: usize| self.content(at).ends_with(':');
        if introduced(previous) {
            return None;
        }
        let behind_blank = previous + 1 < index;
        // Title lines, from the dateline upwards.
        let mut first = previous + 1;
        while first > floor
            && previous + 1 - first < MOST_TITLE_LINES_BETWEEN
            && self.is_text(first - 1)
            && is_title_like(self.content(first - 1))
        {
            first -= 1;
        }
        let has_title = first <= previous;
        if has_title {
            let blank_above = first > 0 && self.is_blank(first - 1);
            let above = (start..first).rev().find(|&at| !self.is_blank(at));
            // A quotation may have a title of its own.
            if above.is_some_and(introduced) {
                return None;
            }
            if blank_above {
                return Some(first);
            }
            let finished = first > 0 && ends_sentence(self.content(first - 1));
            if finished && !self.is_wrapped(first - 1) {
                return Some(first);
            }
            return behind_blank.then_some(index);
        }
        if behind_blank {
            return Some(index);
        }
        let repeats = dateline.is_some_and(|at| self.is_strong(at));
        let finished = ends_sentence(self.content(previous));
        (repeats && finished && !self.is_wrapped(previous)).then_some(index)
    }

    /// Whether the paragraph that ends at line `last` is broken into lines of a fixed width.
    fn is_wrapped(&self, last: usize) -> bool {
        let mut count = 0;
        let mut open = 0;
        for index in (0..=last).rev() {
            if self.is_blank(index) || count == 20 {
                break;
            }
            let content = self.content(index);
            if longer_than(content, 120) {
                return false;
            }
            count += 1;
            open += usize::from(!ends_sentence(content));
        }
        count > 1 && open * 2 >= count
    }
}

/// A line that can be a title: short, begins like a sentence and does not end like one.
pub(super) fn is_title_like(content: &str) -> bool {
    let content = strip_markup(content);
    let Some(first) = content.chars().next() else {
        return false;
    };
    let ellipsis = content.ends_with("...");
    !first.is_lowercase()
        && !super::cursor::is_dash(first)
        && content.contains(char::is_alphabetic)
        && (ellipsis || !content.ends_with(['.', ',', ';', ':']))
        && !longer_than(content, LONGEST_TITLE)
}

/// A title that ends with a full stop, as some agencies' do.
fn is_closed_title(content: &str) -> bool {
    let content = strip_markup(content);
    let stripped = content.strip_suffix('.').unwrap_or(content);
    !longer_than(content, 160) && is_title_like(stripped)
}

/// Without the marks of headings and emphasis.
pub(super) fn strip_markup(content: &str) -> &str {
    content
        .trim_matches(|c: char| matches!(c, '*' | '_') || c.is_whitespace())
        .trim_start_matches('#')
        .trim_start()
}

fn ends_sentence(content: &str) -> bool {
    let content =
        content.trim_end_matches(|c| super::cursor::is_quote(c) || matches!(c, ')' | ']'));
    content.ends_with(['.', '!', '?', '…'])
}

/// Whether `content` has more than `most` characters; looks no further than needed.
pub(super) fn longer_than(content: &str, most: usize) -> bool {
    content.len() > most && content.chars().nth(most).is_some()
}

/// Stretches without a letter belong to the dispatch before them, else to the one behind.
fn merge_without_letters(text: &str, lines: &[Line], segments: Vec<Segment>) -> Vec<Segment> {
    let mut merged: Vec<Segment> = Vec::with_capacity(segments.len());
    let mut carried: Option<usize> = None;
    for mut segment in segments {
        let letters = segment.lines.clone().any(|index| {
            lines
                .get(index)
                .and_then(|line| text.get(line.content.clone()))
                .is_some_and(|content| content.contains(char::is_alphabetic))
        });
        if letters {
            if let Some(start) = carried.take() {
                segment.lines.start = start;
            }
            merged.push(segment);
        } else if let Some(last) = merged.last_mut() {
            last.lines.end = segment.lines.end;
        } else {
            carried.get_or_insert(segment.lines.start);
        }
    }
    merged
}
