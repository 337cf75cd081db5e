//! The convolutions: what comes in are [`Input`]s, what goes out is a vector of [`HIDDEN`]
//! numbers for each token, and scores of tags from that.
//!
//! Three facts make it fast. (1) The first layer is linear in each word, so a word's
//! contribution to its own token and to both neighbours is one row of 3 × 256 numbers, kept once
//! computed. (2) After ReLU only some 16% of the first layer and 26% of the second differ from
//! zero; the next layer adds the weight rows of just those channels. (3) Batch norm is linear
//! and is folded into the layer behind it; its shift adds to that layer's bias, but not across
//! the ends of the text, where the padding is zero.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Input;
use super::embedding::{DIM, Embedding, ROWS};
use super::kernel::{FOLD, Pick, Tap, Unit, WIDTH};
use super::shape;

/// Numbers that describe a token behind the last convolution.
pub const HIDDEN: usize = 64;

const SECOND: usize = 128;
const SHAPE_DIM: usize = 30;
/// Tokens whose words' rows are made together.
const AHEAD: usize = 256;
const TAPS: usize = 3;

/// The weights do not have the size that the model's build needs.
#[derive(Debug, thiserror::Error)]
#[error("model weights have {found} numbers, {expected} are needed")]
pub struct WeightsError {
    pub expected: usize,
    pub found: usize,
}

/// One model: convolutions and the layer that scores tags.
pub struct Tagger {
    unit: Unit,
    /// First layer, [300 + 30][3 · 256].
    first: Vec<f32>,
    first_bias: [f32; WIDTH],
    /// The first layer of each shape alone, [66][3][256].
    shapes: Vec<f32>,
    /// First layer of each word alone, made when the word first turns up.
    rows: Box<[OnceLock<Box<Row>>]>,
    cached: AtomicUsize,
    cached_max: usize,
    /// Second layer, [256][3 · 128].
    second: Vec<f32>,
    second_bias: Bias<SECOND>,
    /// Third layer, [128][3 · 64].
    third: Vec<f32>,
    third_bias: Bias<HIDDEN>,
    /// [tags][64]
    projection: Vec<f32>,
    projection_bias: Vec<f32>,
}

/// A word's part of the first layer for the three taps, in 16 bits: that moves no score by more
/// than a few millionths and takes half the memory and its traffic.
struct Row {
    scale: f32,
    values: [[i16; WIDTH]; TAPS],
}

impl Row {
    const ZERO: Self = Self {
        scale: 0.0,
        values: [[0; WIDTH]; TAPS],
    };

    /// Rounds `sums`, the three taps one after the other.
    fn set(&mut self, sums: &[f32]) {
        /// 1.5 · 2²³: added to a small number, it leaves that number, rounded, in the low bits.
        const ROUND: f32 = 12_582_912.0;
        let largest = sums.iter().fold(0.0f32, |max, sum| max.max(sum.abs()));
        self.scale = largest / f32::from(i16::MAX);
        let inverse = if largest > 0.0 {
            f32::from(i16::MAX) / largest
        } else {
            0.0
        };
        for (value, sum) in self.values.as_flattened_mut().iter_mut().zip(sums) {
            *value = (sum * inverse + ROUND).to_bits() as i16;
        }
    }
}

const NO_SHAPE: [f32; WIDTH] = [0.0; WIDTH];

/// A layer's bias with the share of the folded norm's shift, which a token has from neighbours
/// that exist.
struct Bias<const N: usize> {
    own: [f32; N],
    before: [f32; N],
    behind: [f32; N],
}

/// Reads a model's arrays one after the other.
struct Reader {
    weights: &'static [f32],
}

impl Reader {
    /// The length of the whole was checked at the start.
    fn take(&mut self, n: usize) -> &'static [f32] {
        let (head, tail) = self.weights.split_at(n);
        self.weights = tail;
        head
    }

    /// A convolution [out][in][tap] as [in][tap][out], each input times `scale`, and its bias.
    fn convolution<const N: usize>(&mut self, norm: &Norm) -> (Vec<f32>, Bias<N>) {
        let inputs = norm.scale.len();
        let weights = self.take(N * inputs * TAPS);
        let bias = self.take(N);
        let mut folded = vec![0.0; inputs * TAPS * N];
        let mut shifts = [[0.0f64; N]; TAPS];
        for out in 0..N {
            for input in 0..inputs {
                for tap in 0..TAPS {
                    let weight = weights[(out * inputs + input) * TAPS + tap];
                    folded[(input * TAPS + tap) * N + out] = weight * norm.scale[input];
                    shifts[tap][out] += f64::from(weight) * f64::from(norm.shift[input]);
                }
            }
        }
        let mut result = Bias {
            own: [0.0; N],
            before: [0.0; N],
            behind: [0.0; N],
        };
        for out in 0..N {
            result.own[out] = bias[out] + shifts[1][out] as f32;
            result.before[out] = shifts[0][out] as f32;
            result.behind[out] = shifts[2][out] as f32;
        }
        (folded, result)
    }

    fn norm(&mut self, n: usize) -> Norm {
        let weight = self.take(n);
        let bias = self.take(n);
        let mean = self.take(n);
        let deviation = self.take(n);
        let scale: Vec<f32> = weight.iter().zip(deviation).map(|(w, d)| w / d).collect();
        let shift = (0..n).map(|i| bias[i] - mean[i] * scale[i]).collect();
        Norm { scale, shift }
    }
}

/// Batch norm as `scale · x + shift`.
struct Norm {
    scale: Vec<f32>,
    shift: Vec<f32>,
}

impl Norm {
    fn none(n: usize) -> Self {
        Self {
            scale: vec![1.0; n],
            shift: vec![0.0; n],
        }
    }
}

impl Tagger {
    /// A model with `tags` tags from `weights` as `tools/build_ner.py` writes them, and what
    /// stands behind them in the file. At most `cached_max` words keep their row (1.5 KB each);
    /// rarer ones are computed anew.
    ///
    /// # Errors
    ///
    /// When `weights` is too short.
    pub fn new(
        weights: &'static [f32],
        tags: usize,
        cached_max: usize,
    ) -> Result<(Self, &'static [f32]), WeightsError> {
        let layer = |inputs: usize, outputs: usize| outputs * (inputs * TAPS + 5);
        let expected = shape::COUNT * SHAPE_DIM
            + layer(DIM + SHAPE_DIM, WIDTH)
            + layer(WIDTH, SECOND)
            + layer(SECOND, HIDDEN)
            + (HIDDEN + 1) * tags;
        if weights.len() < expected {
            return Err(WeightsError {
                expected,
                found: weights.len(),
            });
        }
        let unit = Unit::detect();
        let mut reader = Reader { weights };
        let shape_vectors = reader.take(shape::COUNT * SHAPE_DIM);
        let (first, first_bias) = reader.convolution::<WIDTH>(&Norm::none(DIM + SHAPE_DIM));
        let norm = reader.norm(WIDTH);
        let (second, second_bias) = reader.convolution::<SECOND>(&norm);
        let norm = reader.norm(SECOND);
        let (third, third_bias) = reader.convolution::<HIDDEN>(&norm);
        let norm = reader.norm(HIDDEN);
        let matrix = reader.take(HIDDEN * tags);
        let bias = reader.take(tags);
        let mut projection = vec![0.0; HIDDEN * tags];
        let mut projection_bias = bias.to_vec();
        for tag in 0..tags {
            for i in 0..HIDDEN {
                let weight = matrix[i * tags + tag];
                projection[tag * HIDDEN + i] = weight * norm.scale[i];
                projection_bias[tag] += weight * norm.shift[i];
            }
        }
        let mut shapes = vec![0.0; shape::COUNT * TAPS * WIDTH];
        let mut picks = Vec::new();
        for (shape, row) in shapes.chunks_exact_mut(TAPS * WIDTH).enumerate() {
            picks.clear();
            picks.extend((0..SHAPE_DIM).map(|i| {
                let value = shape_vectors[shape * SHAPE_DIM + i];
                ((DIM + i) as u32, value)
            }));
            unit.sum_rows(&first, &picks, row);
        }
        let tagger = Self {
            unit,
            first,
            first_bias: first_bias.own,
            shapes,
            rows: (0..ROWS).map(|_| OnceLock::new()).collect(),
            cached: AtomicUsize::new(0),
            cached_max,
            second,
            second_bias,
            third,
            third_bias,
            projection,
            projection_bias,
        };
        Ok((tagger, reader.weights))
    }

    /// How many tags the model knows.
    pub fn tags(&self) -> usize {
        self.projection_bias.len()
    }

    /// The score of a tag for a token whose vector [`Tagger::run`] gave.
    ///
    /// # Panics
    ///
    /// When there is no such tag.
    pub fn score(&self, hidden: &[f32; HIDDEN], tag: usize) -> f32 {
        let weights = &self.projection[tag * HIDDEN..(tag + 1) * HIDDEN];
        // Eight sums side by side, so that the additions need not wait for one another.
        let mut sums = [0.0; 8];
        for (h, w) in hidden.chunks_exact(8).zip(weights.chunks_exact(8)) {
            for i in 0..8 {
                sums[i] += h[i] * w[i];
            }
        }
        self.projection_bias[tag] + sums.iter().sum::<f32>()
    }

    /// Runs the convolutions over a text and gives each token's vector to `sink`, in order. Uses
    /// the same small memory for a text of any length.
    pub fn run(&self, inputs: &[Input], mut sink: impl FnMut(usize, &[f32; HIDDEN])) {
        let count = inputs.len();
        let mut first = [0.0; WIDTH];
        let mut picks: Vec<Pick> = Vec::with_capacity(WIDTH);
        // A layer's sums are complete when the token behind has been added, so each layer runs
        // one token behind the one before it, and three tokens' sums are open at a time.
        let mut second_out = [0.0; TAPS * SECOND];
        let mut second_open = [[0.0; SECOND]; 4];
        let mut third_out = [0.0; TAPS * HIDDEN];
        let mut third_open = [[0.0; HIDDEN]; 4];
        let mut window = Window::new(self, inputs);
        for t in 0..count + 2 {
            if t.is_multiple_of(AHEAD) {
                // One more than the window looks ahead.
                self.keep(&inputs[t.min(count)..(t + AHEAD + 1).min(count)]);
            }
            if t < count {
                let taps = window.taps(t);
                self.unit.first_layer(&self.first_bias, taps, &mut first);
                positive(&first, &mut picks);
                self.unit.sum_rows(&self.second, &picks, &mut second_out);
                spread(&second_out, t, &mut second_open);
            }
            if (1..=count).contains(&t) {
                let u = t - 1;
                let sums = &mut second_open[u % 4];
                self.second_bias.add(u > 0, u + 1 < count, sums);
                positive(sums, &mut picks);
                self.unit.sum_rows(&self.third, &picks, &mut third_out);
                spread(&third_out, u, &mut third_open);
            }
            if t >= 2 {
                let v = t - 2;
                let sums = &mut third_open[v % 4];
                self.third_bias.add(v > 0, v + 1 < count, sums);
                for sum in sums.iter_mut() {
                    *sum = sum.max(0.0);
                }
                sink(v, sums);
            }
        }
    }

    fn shape(&self, shape: u8, tap: usize) -> &[f32; WIDTH] {
        let at = (usize::from(shape) * TAPS + tap) * WIDTH;
        self.shapes[at..].first_chunk().unwrap_or(&NO_SHAPE)
    }

    /// The row of a word, if it is kept or can be.
    fn cached(&self, word: u32) -> Option<&Row> {
        let slot = self.rows.get(word as usize)?;
        if let Some(row) = slot.get() {
            return Some(row);
        }
        if self.cached.load(Ordering::Relaxed) >= self.cached_max {
            return None;
        }
        self.cached.fetch_add(1, Ordering::Relaxed);
        Some(slot.get_or_init(|| {
            let mut row = Box::new(Row::ZERO);
            self.compute(word, &mut row);
            row
        }))
    }

    fn compute(&self, word: u32, row: &mut Row) {
        let mut picks = [(0, 0.0); DIM];
        for (i, (pick, value)) in picks
            .iter_mut()
            .zip(Embedding::get().vector(word))
            .enumerate()
        {
            *pick = (i as u32, value);
        }
        let mut sums = [0.0; TAPS * WIDTH];
        self.unit.sum_rows(&self.first, &picks, &mut sums);
        row.set(&sums);
    }

    /// Makes the rows of the words that have none yet, four at a time.
    fn keep(&self, inputs: &[Input]) {
        let mut group = [0u32; FOLD];
        let mut waiting = 0;
        for input in inputs {
            let missing = self
                .rows
                .get(input.word as usize)
                .is_some_and(|slot| slot.get().is_none());
            if !missing || group[..waiting].contains(&input.word) {
                continue;
            }
            if self.cached.load(Ordering::Relaxed) + waiting >= self.cached_max {
                break;
            }
            group[waiting] = input.word;
            waiting += 1;
            if waiting == FOLD {
                self.keep_four(group);
                waiting = 0;
            }
        }
        // The last few are made one by one when their turn comes.
    }

    fn keep_four(&self, words: [u32; FOLD]) {
        let mut factors = [[0.0; FOLD]; DIM];
        for (k, &word) in words.iter().enumerate() {
            for (row, value) in factors.iter_mut().zip(Embedding::get().vector(word)) {
                row[k] = value;
            }
        }
        let mut sums = [0.0; FOLD * TAPS * WIDTH];
        self.unit
            .sum_rows_fourfold(&self.first, &factors, &mut sums);
        for (&word, sums) in words.iter().zip(sums.chunks_exact(TAPS * WIDTH)) {
            let mut row = Box::new(Row::ZERO);
            row.set(sums);
            let free = self.rows.get(word as usize);
            if free.is_some_and(|slot| slot.set(row).is_ok()) {
                self.cached.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// The rows of a token and of its neighbours.
struct Window<'a> {
    tagger: &'a Tagger,
    inputs: &'a [Input],
    /// Rows of words that are not kept, by token number modulo three.
    own: [Option<Box<Row>>; TAPS],
    /// First token whose row has not been looked up.
    next: usize,
    rows: [Option<&'a Row>; TAPS],
}

impl<'a> Window<'a> {
    fn new(tagger: &'a Tagger, inputs: &'a [Input]) -> Self {
        Self {
            tagger,
            inputs,
            own: [None, None, None],
            next: 0,
            rows: [None; TAPS],
        }
    }

    /// What the tokens `t - 1`, `t` and `t + 1` add to token `t`; to be asked in order.
    fn taps(&mut self, t: usize) -> [Tap<'_>; TAPS] {
        while self.next < (t + 2).min(self.inputs.len()) {
            let place = self.next % TAPS;
            let word = self.inputs[self.next].word;
            self.rows[place] = self.tagger.cached(word);
            if self.rows[place].is_none() {
                let row = self.own[place].get_or_insert_with(|| Box::new(Row::ZERO));
                self.tagger.compute(word, row);
            }
            self.next += 1;
        }
        [0, 1, 2].map(|tap| self.tap(tap, (t + tap).checked_sub(1)))
    }

    fn tap(&self, tap: usize, token: Option<usize>) -> Tap<'_> {
        let input = token.and_then(|token| Some((token % TAPS, self.inputs.get(token)?)));
        match input {
            Some((place, input)) => {
                let row = self.rows[place]
                    .or(self.own[place].as_deref())
                    .unwrap_or(&Row::ZERO);
                Tap {
                    scale: row.scale,
                    values: &row.values[tap],
                    shape: self.tagger.shape(input.shape, tap),
                }
            }
            None => Tap {
                scale: 0.0,
                values: &Row::ZERO.values[0],
                shape: &NO_SHAPE,
            },
        }
    }
}

impl<const N: usize> Bias<N> {
    fn add(&self, has_before: bool, has_behind: bool, sums: &mut [f32; N]) {
        for (sum, own) in sums.iter_mut().zip(&self.own) {
            *sum += own;
        }
        if has_before {
            for (sum, before) in sums.iter_mut().zip(&self.before) {
                *sum += before;
            }
        }
        if has_behind {
            for (sum, behind) in sums.iter_mut().zip(&self.behind) {
                *sum += behind;
            }
        }
    }
}

/// Adds what token `t` gives the token behind it (tap 0), itself (1) and the one before (2).
fn spread<const N: usize>(out: &[f32], t: usize, open: &mut [[f32; N]; 4]) {
    if t == 0 {
        open[0] = [0.0; N];
    }
    open[(t + 1) % 4].copy_from_slice(&out[..N]);
    for (sum, value) in open[t % 4].iter_mut().zip(&out[N..2 * N]) {
        *sum += value;
    }
    if t > 0 {
        for (sum, value) in open[(t - 1) % 4].iter_mut().zip(&out[2 * N..]) {
            *sum += value;
        }
    }
}

/// The channels that ReLU leaves.
fn positive(channels: &[f32], picks: &mut Vec<Pick>) {
    picks.clear();
    for (chunk, values) in channels.chunks(16).enumerate() {
        let mut bits = 0u32;
        for (i, &value) in values.iter().enumerate() {
            bits |= u32::from(value > 0.0) << i;
        }
        while bits != 0 {
            let i = bits.trailing_zeros();
            bits &= bits - 1;
            picks.push((chunk as u32 * 16 + i, values[i as usize]));
        }
    }
}
