//! Which grammatical tag a token has by the words around it: the slovnet morphology model
//! (A. Kukushkin, MIT) scores 753 tags of Universal Dependencies; here the dictionary's analyses
//! are matched with those tags. Running the network is left to [`crate::neural`].

use std::sync::{Arc, LazyLock, Mutex};

use rustc_hash::FxHashMap;

use super::feats::{
    Animacy, Aspect, Case, Class, Degree, Feats, Gender, Mood, Number, Person, Pos, Tense, Variant,
    VerbForm,
};
use crate::neural::{HIDDEN, Input, Tagger, include_aligned};

/// Words whose first-layer row is kept: they cover nine tenths of running text.
const CACHED_WORDS: usize = 32_768;

/// Tags that an analysis is compared with: the nearest ones. More change nothing.
const NEAREST: usize = 8;

/// A tag of the model and how far it is from an analysis, in the unit of the model's scores
/// (natural logarithms).
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    tag: u16,
    distance: f32,
}

/// The tags that are nearest to an analysis.
pub(super) type Neighbours = Arc<[Near]>;

pub(super) struct ContextTagger {
    network: Tagger,
    tags: Vec<(Pos, Feats)>,
    known: Mutex<FxHashMap<(Pos, Class, Feats), Neighbours>>,
}

impl ContextTagger {
    /// The tagger of the program. The first call takes some milliseconds.
    ///
    /// # Panics
    ///
    /// Never with the model files that the binary was built with; no input takes part.
    pub(super) fn get() -> &'static Self {
        static TAGGER: LazyLock<ContextTagger> = LazyLock::new(|| {
            let tags: Vec<(Pos, Feats)> = include_str!("../../models/morph-tagger-tags.txt")
                .lines()
                .map(read_tag)
                .collect();
            let weights = bytemuck::cast_slice(include_aligned!("../../models/morph-tagger.bin"));
            let (network, _) = Tagger::new(weights, tags.len(), CACHED_WORDS)
                .unwrap_or_else(|e| panic!("models/morph-tagger.bin: {e}"));
            ContextTagger {
                network,
                tags,
                known: Mutex::default(),
            }
        });
        &TAGGER
    }

    /// Calls `sink` with the number and the vector of each token.
    pub(super) fn run(&self, inputs: &[Input], sink: impl FnMut(usize, &[f32; HIDDEN])) {
        self.network.run(inputs, sink);
    }

    /// How well an analysis fits a token's vector; only the difference from the other analyses of
    /// the token counts.
    pub(super) fn fit(&self, vector: &[f32; HIDDEN], neighbours: &Neighbours) -> f32 {
        neighbours
            .iter()
            .map(|near| self.network.score(vector, usize::from(near.tag)) - near.distance)
            .fold(f32::NEG_INFINITY, f32::max)
    }

    /// The tags to compare an analysis with.
    pub(super) fn neighbours(&self, pos: Pos, class: Class, feats: Feats) -> Neighbours {
        let key = (pos, class, feats);
        // A poisoned lock means that another thread died while it held it; the map is whole even
        // so, for it changes by single insertions.
        let mut known = self.known.lock().unwrap_or_else(|e| e.into_inner());
        known
            .entry(key)
            .or_insert_with(|| {
                let mut all: Vec<Near> = self
                    .tags
                    .iter()
                    .enumerate()
                    .skip(1)
                    .map(|(tag, &(tag_pos, tag_feats))| Near {
                        tag: tag as u16,
                        distance: pos_distance(pos, class, tag_pos)
                            + feats_distance(feats, tag_feats),
                    })
                    .collect();
                all.sort_by(|a, b| a.distance.total_cmp(&b.distance));
                all.truncate(NEAREST);
                all.into()
            })
            .clone()
    }
}

fn read_tag(line: &str) -> (Pos, Feats) {
    let (pos, rest) = line.split_once('|').unwrap_or((line, ""));
    let mut feats = Feats::EMPTY;
    for (name, value) in rest.split('|').filter_map(|item| item.split_once('=')) {
        feats = match name {
            "Case" => feats.with_case(Case::from_name(value)),
            "Number" => feats.with_number(Number::from_name(value)),
            "Gender" => feats.with_gender(Gender::from_name(value)),
            "Animacy" => feats.with_animacy(Animacy::from_name(value)),
            "Degree" => feats.with_degree(Degree::from_name(value)),
            "Aspect" => feats.with_aspect(Aspect::from_name(value)),
            "Mood" => feats.with_mood(Mood::from_name(value)),
            "Person" => feats.with_person(Person::from_name(value)),
            "Tense" => feats.with_tense(Tense::from_name(value)),
            "Variant" => feats.with_variant(Variant::from_name(value)),
            "VerbForm" => feats.with_verb_form(VerbForm::from_name(value)),
            _ => feats,
        };
    }
    (Pos::from_name(pos).unwrap_or(Pos::X), feats)
}

/// How far the dictionary's part of speech is from the model's. The dictionary and the model's
/// training data draw some borders differently: those are cheap to cross.
fn pos_distance(own: Pos, class: Class, tag: Pos) -> f32 {
    use Pos::*;
    if own == tag {
        return 0.0;
    }
    let among = |set: &[Pos]| set.contains(&own) && set.contains(&tag);
    if class == Class::Comparative && matches!(tag, Adj | Adv | Det) {
        0.0
    } else if among(&[Noun, Propn]) || among(&[Verb, Aux]) {
        0.3
    } else if among(&[Cconj, Sconj]) {
        0.5
    } else if among(&[Adv, Part, Cconj, Sconj, Intj]) || among(&[Det, Adj]) || among(&[Num, Adj]) {
        1.5
    } else if among(&[Adj, Adv]) {
        2.0
    } else if among(&[Adj, Verb]) || among(&[Det, Pron]) {
        2.5
    } else if among(&[Noun, Propn, Adj, Det, Pron]) {
        3.6
    } else {
        6.0
    }
}

/// A penalty for each feature that both have and that differs.
fn feats_distance(own: Feats, tag: Feats) -> f32 {
    fn differ<T: PartialEq>(a: Option<T>, b: Option<T>, penalty: f32) -> f32 {
        match (a, b) {
            (Some(a), Some(b)) if a != b => penalty,
            _ => 0.0,
        }
    }
    // The model knows neither the second locative nor the vocative.
    let case = own.case().map(|case| match case {
        Case::Loc2 => Case::Loc,
        Case::Par => Case::Gen,
        Case::Voc => Case::Nom,
        other => other,
    });
    differ(case, tag.case(), 1.5)
        + differ(own.number(), tag.number(), 2.0)
        + differ(own.gender(), tag.gender(), 1.0)
        + differ(own.tense(), tag.tense(), 2.0)
        + differ(own.person(), tag.person(), 2.0)
        + differ(own.verb_form(), tag.verb_form(), 2.0)
        + differ(own.mood(), tag.mood(), 1.0)
        + differ(own.aspect(), tag.aspect(), 2.0)
        + differ(own.animacy(), tag.animacy(), 0.3)
        + differ(own.degree(), tag.degree(), 1.0)
        + differ(own.variant(), tag.variant(), 1.0)
}
