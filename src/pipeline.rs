//! The stages in order, from a [`Dispatch`] to an [`AnalyzedDispatch`], and nothing else. Pure:
//! no I/O and no clock, so that any number of threads can run it side by side.

use crate::dispatch::Dispatch;
use crate::entity::{self, Entities};
use crate::text::{self, Tokens};

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

/// Analyses one dispatch.
pub fn analyze(dispatch: Dispatch) -> AnalyzedDispatch {
    let tokens = text::tokenize(&dispatch.text);
    let body = dispatch
        .text
        .get(dispatch.body.clone())
        .unwrap_or(&dispatch.text);
    let language = dispatch
        .language_hint
        .clone()
        .or_else(|| text::detect_language(body).map(str::to_owned));
    let entities = entity::analyze(&dispatch, &tokens);
    AnalyzedDispatch {
        dispatch,
        tokens,
        language,
        entities,
    }
}
