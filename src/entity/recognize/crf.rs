//! The sequence model behind the name tagger: what comes in are the scores of the tags of each
//! token, what goes out is the best sequence of tags, or the probability of each tag given the
//! whole text. It has no start or end scores (slovnet trains it so).

/// Tags of the model: `<pad> O B-PER I-PER B-LOC I-LOC B-ORG I-ORG`.
pub const TAGS: usize = 8;

pub const OUTSIDE: u8 = 1;
pub const BEGIN_PERSON: u8 = 2;
pub const BEGIN_PLACE: u8 = 4;
pub const BEGIN_ORG: u8 = 6;

/// Scores of one token's tags.
pub type Scores = [f32; TAGS];

/// Transition scores, from × to.
pub struct Crf {
    transitions: [Scores; TAGS],
    /// The same as factors, for [`Crf::marginals`].
    factors: [Scores; TAGS],
}

impl Crf {
    pub fn new(transitions: [Scores; TAGS]) -> Self {
        Self {
            factors: transitions.map(|row| row.map(f32::exp)),
            transitions,
        }
    }

    /// The best tags of a text (Viterbi). Of equally good ones the first, as in the original.
    pub fn decode(&self, scores: &[Scores]) -> Vec<u8> {
        let Some((&first, rest)) = scores.split_first() else {
            return Vec::new();
        };
        let mut best = first;
        let mut history: Vec<[u8; TAGS]> = Vec::with_capacity(rest.len());
        for token in rest {
            let mut from = [0u8; TAGS];
            let mut next = [f32::NEG_INFINITY; TAGS];
            for (i, (score, transitions)) in best.iter().zip(&self.transitions).enumerate() {
                for j in 0..TAGS {
                    let sum = score + transitions[j] + token[j];
                    if sum > next[j] {
                        next[j] = sum;
                        from[j] = i as u8;
                    }
                }
            }
            best = next;
            history.push(from);
        }
        let mut tag = 0u8;
        for j in 1..TAGS {
            if best[j] > best[usize::from(tag)] {
                tag = j as u8;
            }
        }
        let mut tags = vec![tag; scores.len()];
        for (place, from) in tags[..rest.len()].iter_mut().zip(&history).rev() {
            tag = from[usize::from(tag)];
            *place = tag;
        }
        tags
    }

    /// The probability of each tag of each token (forward and backward sums).
    pub fn marginals(&self, scores: &[Scores]) -> Vec<Scores> {
        let emissions: Vec<Scores> = scores
            .iter()
            .map(|token| {
                let max = token.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
                token.map(|score| (score - max).exp())
            })
            .collect();
        let mut result = emissions.clone();
        for i in 1..result.len() {
            let before = result[i - 1];
            let token = &mut result[i];
            let mut sums = [0.0; TAGS];
            for (p, factors) in before.iter().zip(&self.factors) {
                for j in 0..TAGS {
                    sums[j] += p * factors[j];
                }
            }
            for j in 0..TAGS {
                token[j] *= sums[j];
            }
            scale(token);
        }
        if let Some(first) = result.first_mut() {
            scale(first);
        }
        let mut behind = [1.0; TAGS];
        for i in (0..result.len()).rev() {
            for j in 0..TAGS {
                result[i][j] *= behind[j];
            }
            scale(&mut result[i]);
            let weighted: Scores = std::array::from_fn(|j| behind[j] * emissions[i][j]);
            for (sum, factors) in behind.iter_mut().zip(&self.factors) {
                *sum = factors.iter().zip(&weighted).map(|(f, w)| f * w).sum();
            }
            scale(&mut behind);
        }
        result
    }
}

/// Makes the numbers add up to one.
fn scale(numbers: &mut Scores) {
    let sum: f32 = numbers.iter().sum();
    if sum > 0.0 {
        let factor = sum.recip();
        for number in numbers {
            *number *= factor;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crf() -> Crf {
        let mut transitions = [[0.0; TAGS]; TAGS];
        // I-PER only behind B-PER and I-PER.
        for (from, row) in transitions.iter_mut().enumerate() {
            if from != 2 && from != 3 {
                row[3] = -10.0;
            }
        }
        Crf::new(transitions)
    }

    fn scores(text: &[&[(usize, f32)]]) -> Vec<Scores> {
        text.iter()
            .map(|token| {
                let mut scores = [0.0; TAGS];
                for &(tag, score) in *token {
                    scores[tag] = score;
                }
                scores
            })
            .collect()
    }

    #[test]
    fn the_best_sequence_is_not_the_best_tag_of_each_token() {
        let scores = scores(&[&[(1, 2.0), (2, 1.5)], &[(3, 3.0), (1, 2.0)], &[(1, 3.0)]]);
        assert_eq!(crf().decode(&scores), [2, 3, 1]);
        let crf = crf();
        let marginals = crf.marginals(&scores);
        for token in &marginals {
            assert!((token.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        }
        // The brute-force sum over all sequences.
        let mut total = 0.0f64;
        let mut with = 0.0f64;
        for sequence in 0..TAGS.pow(3) {
            let tags = [
                sequence % TAGS,
                sequence / TAGS % TAGS,
                sequence / TAGS / TAGS,
            ];
            let mut sum = 0.0;
            for (i, &tag) in tags.iter().enumerate() {
                sum += scores[i][tag];
                if i > 0 {
                    sum += crf.transitions[tags[i - 1]][tag];
                }
            }
            total += f64::from(sum).exp();
            if tags[1] == 3 {
                with += f64::from(sum).exp();
            }
        }
        assert!((f64::from(marginals[1][3]) - with / total).abs() < 1e-5);
    }

    #[test]
    fn no_tokens_no_tags() {
        assert!(crf().decode(&[]).is_empty());
        assert!(crf().marginals(&[]).is_empty());
    }
}
