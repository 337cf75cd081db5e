//! The stages in order, from a [`Dispatch`] to an [`AnalyzedDispatch`], and nothing else. Pure:
//! no I/O and no clock, so that any number of threads can run it side by side.

use std::ops::Range;

use crate::dispatch::{Dateline, Dispatch};
use crate::entity::{self, Entities, Mention};
use crate::text::{self, Tokens};
use crate::warning::Warning;

/// A dispatch with everything that was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalyzedDispatch {
    pub dispatch: Dispatch,
    /// Of the whole of [`Dispatch::text`].
    pub tokens: Tokens,
    /// ISO 639-1: what the file's metadata say, else what the body looks like.
    pub language: Option<String>,
    pub entities: Entities,
    /// The mentions in a title that stands outside the text: spans of [`Dispatch::title`], entities
    /// of [`Self::entities`].
    pub title_mentions: Vec<Mention>,
}

/// Bytes of a dispatch in which names and dates are looked for. No dispatch has so many: it is
/// a file of something else, and would take a gigabyte of memory for each sixty megabytes.
const LONGEST: usize = 4 << 20;

/// Analyses one dispatch. What is longer than [`LONGEST`] is analysed as far as that, and says so
/// in a warning; its words are all there.
pub fn analyze(mut dispatch: Dispatch) -> AnalyzedDispatch {
    let tokens = text::tokenize(&dispatch.text);
    let body = dispatch
        .text
        .get(dispatch.body.clone())
        .unwrap_or(&dispatch.text);
    let language = dispatch
        .language_hint
        .clone()
        .or_else(|| text::detect_language(body).map(str::to_owned));
    let beginning = beginning(&dispatch, LONGEST);
    if beginning.is_some() {
        dispatch.warnings.push(Warning::new(
            "long-text",
            format!("names and dates behind the first {LONGEST} bytes were not looked for"),
        ));
    }
    let read = beginning.as_ref().unwrap_or(&dispatch);
    let (entities, title_mentions) = match titled(read) {
        Some((titled, start)) => {
            let mut entities = entity::analyze(&titled, &text::tokenize(&titled.text));
            let title_mentions = take_title(&mut entities, start);
            (entities, title_mentions)
        }
        None if beginning.is_some() => (
            entity::analyze(read, &text::tokenize(&read.text)),
            Vec::new(),
        ),
        None => (entity::analyze(read, &tokens), Vec::new()),
    };
    AnalyzedDispatch {
        dispatch,
        tokens,
        language,
        entities,
        title_mentions,
    }
}

/// Stands between a title and the text: no name and no sentence runs across it.
const TITLE_END: &str = "\n\n";

/// A dispatch with a title outside its text as one with the title in front of it, so that a
/// surname in the headline is that of the person in the text; and where the text begins.
fn titled(dispatch: &Dispatch) -> Option<(Dispatch, usize)> {
    if dispatch.title_span.is_some() {
        return None;
    }
    let title = dispatch.title.as_deref()?;
    let title = &title[..title.floor_char_boundary(LONGEST)];
    let start = title.len() + TITLE_END.len();
    let shift = |span: &Range<usize>| span.start + start..span.end + start;
    let dateline = dispatch.dateline.as_ref().map(|dateline| Dateline {
        span: shift(&dateline.span),
        place: dateline.place.as_ref().map(shift),
        date_span: dateline.date_span.as_ref().map(shift),
        agency: dateline.agency.as_ref().map(shift),
        ..*dateline
    });
    let titled = Dispatch {
        text: [title, TITLE_END, &dispatch.text].concat(),
        body: shift(&dispatch.body),
        title_span: Some(0..title.len()),
        dateline,
        ..copy(dispatch)
    };
    Some((titled, start))
}

/// Takes the mentions before `start` out of `entities`, and has the others count from there.
fn take_title(entities: &mut Entities, start: usize) -> Vec<Mention> {
    let mentions = std::mem::take(&mut entities.mentions);
    let (title, mut text): (Vec<_>, Vec<_>) = mentions
        .into_iter()
        .filter(|mention| mention.span.end <= start || mention.span.start >= start)
        .partition(|mention| mention.span.end <= start);
    for mention in &mut text {
        mention.span = mention.span.start - start..mention.span.end - start;
    }
    entities.mentions = text;
    title
}

/// A copy without text and spans.
fn copy(dispatch: &Dispatch) -> Dispatch {
    Dispatch {
        text: String::new(),
        body: 0..0,
        title_span: None,
        dateline: None,
        id: dispatch.id.clone(),
        path: dispatch.path.clone(),
        title: dispatch.title.clone(),
        agency: dispatch.agency.clone(),
        language_hint: dispatch.language_hint.clone(),
        warnings: Vec::new(),
        ..*dispatch
    }
}

/// The first `most` bytes of a dispatch that has more, up to the last white space there.
fn beginning(dispatch: &Dispatch, most: usize) -> Option<Dispatch> {
    let text = &dispatch.text;
    if text.len() <= most {
        return None;
    }
    let head = &text[..text.floor_char_boundary(most)];
    let end = head.rfind(char::is_whitespace).unwrap_or(head.len());
    let clip = |span: &Range<usize>| span.start.min(end)..span.end.min(end);
    let inside = |span: &Range<usize>| span.end <= end;
    Some(Dispatch {
        text: text[..end].to_owned(),
        body: clip(&dispatch.body),
        title_span: dispatch.title_span.clone().filter(inside),
        dateline: dispatch
            .dateline
            .clone()
            .filter(|dateline| inside(&dateline.span)),
        ..copy(dispatch)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::EntityKind;
    use crate::source::DecodedText;

    fn dispatch(text: String) -> Dispatch {
        crate::dispatch::parse(DecodedText {
            name: "a.txt".to_owned(),
            text,
            whole: true,
            first_ordinal: 0,
            hints: Default::default(),
            encoding: "UTF-8",
            warnings: Vec::new(),
        })
        .remove(0)
    }

    #[test]
    fn a_text_without_end_is_analysed_up_to_a_point() {
        let text = format!(
            "Пхеньян, 4 сентября. /ЦТАК/-- В городе был Иван Шишкин.\n{} В городе Минске.",
            "слово ".repeat(LONGEST / "слово ".len())
        );
        let found = analyze(dispatch(text.clone()));
        let people: Vec<_> = found
            .entities
            .entities
            .iter()
            .filter(|entity| entity.kind == EntityKind::Person)
            .collect();
        assert_eq!(people.len(), 1);
        assert!(
            found
                .entities
                .mentions
                .iter()
                .all(|mention| mention.span.end < LONGEST)
        );
        assert_eq!(found.dispatch.warnings[0].code, "long-text");
        assert_eq!(found.dispatch.text, text);
        assert_eq!(
            found.tokens.as_slice().last().unwrap().end as usize,
            text.len()
        );
    }

    #[test]
    fn a_title_outside_the_text_is_read_with_it() {
        let mut dispatch = dispatch(
            "Пхеньян, 4 сентября. /ЦТАК/-- В город прибыл Иван Сергеевич Шишкин.".to_owned(),
        );
        dispatch.title = Some("Шишкин в Пхеньяне".to_owned());
        let text = dispatch.text.clone();
        let alone = analyze(Dispatch {
            title: None,
            ..dispatch.clone()
        });
        let found = analyze(dispatch);
        assert_eq!(found.dispatch.text, text);
        assert_eq!(found.entities.mentions.len(), alone.entities.mentions.len());
        for (with, without) in found.entities.mentions.iter().zip(&alone.entities.mentions) {
            assert_eq!((with.kind, &with.span), (without.kind, &without.span));
        }
        let titles: Vec<_> = found
            .title_mentions
            .iter()
            .map(|mention| {
                let name = found.entities.entities[mention.entity].canonical.as_deref();
                (mention.span.clone(), name.unwrap())
            })
            .collect();
        assert_eq!(
            titles,
            [(0..12, "Иван Сергеевич Шишкин"), (16..32, "Пхеньян")]
        );
    }

    #[test]
    fn the_beginning_ends_between_words() {
        let dispatch = dispatch("Пхеньян, 4 сентября. /ЦТАК/-- Снег выпал вчера.".to_owned());
        assert_eq!(beginning(&dispatch, 1000).map(|d| d.text), None);
        for most in 0..dispatch.text.len() {
            let beginning = beginning(&dispatch, most).unwrap();
            assert!(beginning.text.len() <= most);
            assert!(beginning.text.get(beginning.body).is_some());
        }
    }
}
