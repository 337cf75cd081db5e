//! The name of an organisation or post against another: what comes in are the words of a query and
//! a canonical name, what goes out is how well they answer to each other. Words are compared by
//! their dictionary forms, states and the bodies of the table by what they are (see
//! [`crate::entity::units`]). Which names are compared at all is settled by their keys (see
//! [`super::keys`]).

use super::Strength;
use crate::entity::EntityKind;
use crate::entity::org;
use crate::entity::units::{self, StateOf, Unit, UnitKind, share};

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
    pub(super) fn asked(kind: EntityKind, text: &str) -> Self {
        let plain = org::plain(text);
        Self {
            bodies: keys(units::units(text)),
            words: keys(units::plain_units(text)),
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
        let units = units::units(canonical);
        let implied = implied_state(&units);
        let bodies = keys(units);
        let words = keys(units::plain_units(canonical));
        if is_same(&self.bodies, &bodies)
            || is_same(&self.words, &words)
            || implied.is_some_and(|state| {
                let mut bodies = bodies.clone();
                bodies.push(vec![state]);
                is_same(&self.bodies, &bodies)
            })
            || self.abbreviation.is_some() && org::initials(canonical) == self.abbreviation
        {
            return Some(Strength::Inflected);
        }
        (is_part(&self.bodies, &bodies) || is_part(&self.words, &words))
            .then_some(Strength::Partial)
    }
}

/// The state whose the body is that a name consists of, where it need not say so.
fn implied_state(units: &[Unit]) -> Option<String> {
    match units {
        [
            Unit {
                kind: UnitKind::Body(body),
                ..
            },
        ] => match body.state {
            StateOf::Mostly(state) => Some(units::state_key(state)),
            StateOf::Any | StateOf::Only(_) => None,
        },
        _ => None,
    }
}

fn keys(units: Vec<Unit>) -> Vec<Vec<String>> {
    units.into_iter().map(|unit| unit.keys).collect()
}

fn is_same(asked: &[Vec<String>], name: &[Vec<String>]) -> bool {
    !asked.is_empty()
        && asked.len() == name.len()
        && asked.iter().zip(name).all(|(a, b)| share(a, b))
}

fn is_part(asked: &[Vec<String>], name: &[Vec<String>]) -> bool {
    !asked.is_empty() && asked.iter().all(|a| name.iter().any(|b| share(a, b)))
}
