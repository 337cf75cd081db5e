//! Organisations of a dispatch: what comes in are the spans of their names, what goes out is an
//! entity for each, with the abbreviations that the dispatch explains.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Resolver;
use crate::entity::org::{self, Piece};
use crate::entity::recognize::NameSpan;
use crate::entity::{Detail, EntityKind, search_key};

impl Resolver<'_> {
    pub(super) fn organisations(&mut self, spans: &[NameSpan]) {
        let spans: Vec<&NameSpan> = spans.iter().filter(|s| s.kind == EntityKind::Org).collect();
        let mut names: Vec<String> = Vec::with_capacity(spans.len());
        // Abbreviations that the dispatch explains: "Трудовая партия Кореи (ТПК)".
        let mut explained: Vec<Explained> = Vec::new();
        for span in &spans {
            let text = self.text.get(span.span.clone()).unwrap_or_default();
            let stripped = strip_quotes(text);
            let inner = match stripped.len() < text.len() {
                true => span.tokens.start + 1..span.tokens.end - 1,
                false => span.tokens.clone(),
            };
            let pieces = self.pieces(&inner);
            let name = match stripped.len() < text.len() || self.is_quoted(&inner) {
                true => org::quoted_canonical(&pieces),
                false => org::canonical(&pieces),
            };
            let at = span.tokens.end + 1;
            let open = self.tokens.get(at - 1);
            let token = self.tokens.get(at);
            let close = self.tokens.get(at + 1);
            if let (Some(open), Some(token), Some(close)) = (open, token, close)
                && self.tokens.form(open) == "("
                && self.tokens.form(close) == ")"
                && token.kind.is_word()
            {
                let short = self.tokens.form(token);
                let capitals = short.chars().filter(|c| c.is_uppercase()).count();
                if capitals > 1
                    && (org::abbreviates(short, &name)
                        || org::abbreviates(short, stripped)
                        || capitals == short.chars().count())
                {
                    explained.push(Explained {
                        short: org::plain(&org::canonical(&[Piece::of(self.tokens, token)])),
                        at,
                        found: search_key::finds(EntityKind::Org, short, &name),
                        long: name.clone(),
                    });
                }
            }
            names.push(name);
        }
        let mut by_short: FxHashMap<&str, &Explained> = FxHashMap::default();
        for known in &explained {
            by_short.entry(&known.short).or_insert(known);
        }
        let mut made: FxHashMap<String, usize> = FxHashMap::default();
        for (span, name) in spans.iter().zip(names) {
            let plain = org::plain(&name);
            let name = by_short
                .get(plain.as_str())
                // Where nothing in the name leads to it, the abbreviation keeps its own where it
                // is explained: else nobody who asks for it would find the dispatch.
                .filter(|known| known.found || known.at != span.tokens.start)
                .map_or(name, |known| known.long.clone());
            let key = org::plain(&name);
            let entity = match made.get(&key) {
                Some(entity) => *entity,
                None => {
                    let entity = self.add_entity(EntityKind::Org, name, Detail::None);
                    made.insert(key, entity);
                    entity
                }
            };
            self.add(EntityKind::Org, span.span.clone(), entity);
        }
    }
}

impl Resolver<'_> {
    /// A quotation mark stands right before the tokens, and one right behind them.
    fn is_quoted(&self, tokens: &Range<usize>) -> bool {
        let is = |at: Option<usize>, marks: [char; 4]| {
            at.and_then(|at| self.tokens.get(at)).is_some_and(|token| {
                let mut rest = self.tokens.form(token).chars();
                rest.next().is_some_and(|mark| marks.contains(&mark)) && rest.next().is_none()
            })
        };
        is(tokens.start.checked_sub(1), OPENING) && is(Some(tokens.end), CLOSING)
    }
}

/// Quotation marks before a name, and behind one.
const OPENING: [char; 4] = ['«', '"', '“', '„'];
const CLOSING: [char; 4] = ['»', '"', '”', '“'];

/// A name without the quotation marks around all of it.
fn strip_quotes(text: &str) -> &str {
    let inner = text
        .strip_prefix(OPENING)
        .and_then(|t| t.strip_suffix(CLOSING));
    match inner {
        Some(inner) if !inner.contains(['«', '»', '"', '“', '”']) => inner,
        _ => text,
    }
}

/// An abbreviation that a dispatch explains.
struct Explained {
    /// For comparison, see [`org::plain`].
    short: String,
    /// The token.
    at: usize,
    long: String,
    /// Whether a search for the abbreviation finds the long name.
    found: bool,
}
