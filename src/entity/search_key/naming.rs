//! The name of an organisation or post against another: what comes in are the words of a query and
//! a canonical name, what goes out is how well they answer to each other. Words are compared by
//! their dictionary forms, states and the bodies of the table by what they are (see
//! [`crate::entity::units`]). Which names are compared at all is settled by their keys (see
//! [`super::keys`]).

use super::strength::Strength;
use crate::entity::EntityKind;
use crate::entity::org;
use crate::entity::units::{self, Body, StateOf, Unit, UnitKind, Units, share};

/// The words of a query for an organisation or post, ready to be compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Naming {
    /// The whole, see [`org::plain`].
    plain: String,
    /// By bodies, states and words, and by states and words alone: "МИД" is the ministry, but
    /// "министерство" a part of its name.
    bodies: Vec<Vec<String>>,
    words: Vec<Vec<String>>,
    /// For organisations: the query as an abbreviation.
    abbreviation: Option<String>,
}

impl Naming {
    pub(super) fn asked(kind: EntityKind, text: &str, units: &Units) -> Self {
        let plain = org::plain(text);
        let keys = |units: &[Unit]| units.iter().map(|unit| unit.keys.to_vec()).collect();
        Self {
            bodies: keys(&units.bodies),
            words: keys(units.words.as_ref().unwrap_or(&units.bodies)),
            abbreviation: (kind == EntityKind::Org && !plain.contains(' ')).then(|| plain.clone()),
            plain,
        }
    }

    /// How well `canonical` answers; `None` when it does not.
    pub(super) fn answered_by(&self, canonical: &str) -> Option<Strength> {
        if self.plain.is_empty() {
            return None;
        }
        if org::plain(canonical) == self.plain {
            return Some(Strength::Exact);
        }
        let Units { bodies, words } = Units::of(canonical);
        let words = words.as_ref().unwrap_or(&bodies);
        if is_same(&self.bodies, &bodies)
            || is_same(&self.words, words)
            || self.is_implied(&bodies)
            || self.abbreviation.is_some() && org::initials(canonical) == self.abbreviation
        {
            return Some(Strength::Inflected);
        }
        (is_part(&self.bodies, &bodies) || is_part(&self.words, words)).then_some(Strength::Partial)
    }

    /// Whether a body and its state are asked for, and the name is the body's, which need not say
    /// whose it is.
    fn is_implied(&self, name: &[Unit]) -> bool {
        let ([body, state], [unit]) = (&self.bodies[..], name) else {
            return false;
        };
        match unit.kind {
            UnitKind::Body(Body {
                state: StateOf::Mostly(whose),
                ..
            }) => share(body, &unit.keys) && state.contains(&units::state_key(*whose)),
            _ => false,
        }
    }
}

fn is_same(asked: &[Vec<String>], name: &[Unit]) -> bool {
    !asked.is_empty()
        && asked.len() == name.len()
        && asked.iter().zip(name).all(|(a, b)| share(a, &b.keys))
}

fn is_part(asked: &[Vec<String>], name: &[Unit]) -> bool {
    !asked.is_empty() && asked.iter().all(|a| name.iter().any(|b| share(a, &b.keys)))
}
