//! The stages in order, from a [`Dispatch`] to an [`AnalyzedDispatch`], and nothing else. Pure:
//! no I/O and no clock, so that any number of threads can run it side by side.

use std::ops::Range;

use crate::dispatch::Dispatch;
use crate::entity::{self, Entities};
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
    let entities = match beginning(&dispatch, LONGEST) {
        None => entity::analyze(&dispatch, &tokens),
        Some(beginning) => {
            dispatch.warnings.push(Warning::new(
                "long-text",
                format!("names and dates behind the first {LONGEST} bytes were not looked for"),
            ));
            entity::analyze(&beginning, &text::tokenize(&beginning.text))
        }
    };
    AnalyzedDispatch {
        dispatch,
        tokens,
        language,
        entities,
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
        id: dispatch.id.clone(),
        path: dispatch.path.clone(),
        title: dispatch.title.clone(),
        agency: dispatch.agency.clone(),
        language_hint: dispatch.language_hint.clone(),
        warnings: Vec::new(),
        ..*dispatch
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
