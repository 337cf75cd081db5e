//! The convolutions: what comes in are [`Input`]s, what goes out is a vector of [`HIDDEN`]
//! numbers for each token, and scores of tags from that.
//!
//! Four facts make it fast. (1) The first layer is linear in each word, so a word's
//! contribution to its own token and to both neighbours is one row of 3 × 256 numbers, kept once
//! computed. (2) After ReLU only some 16% of the first layer and 26% of the second differ from
//! zero; the next layer adds the weight rows of just those channels. (3) Batch norm is linear
//! and is folded into the layer behind it; its shift adds to that layer's bias, but not across
//! the ends of the text, where the padding is zero. (4) Weights, and what they are multiplied by,
//! are whole numbers of 16 bits, kept rows of words of 8, which saves traffic of memory.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use super::Input;
use super::embedding::{DIM, Embedding, ROWS};
use super::kernel::{FOLD, Picks, Tap, Unit, WIDTH, larger, prefetch, prefetch_ends, round};
use super::shape;

/// Numbers that describe a token behind the last convolution.
pub const HIDDEN: usize = 64;

const SECOND: usize = 128;
const SHAPE_DIM: usize = 30;
/// Tokens whose words' rows are made together.
const AHEAD: usize = 256;
/// So many tokens before it is needed a word's row is fetched: most lie outside the first caches.
const SOON: usize = 4;
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
    /// First layer of words.
    words: WordLayer,
    first_bias: [f32; WIDTH],
    /// The first layer of each shape alone, [66][3][256].
    shapes: Vec<f32>,
    /// First layer of each word alone, made when the word first turns up.
    rows: Rows,
    /// Second layer, 256 rows of 3 · 128.
    second: WholeRows,
    second_bias: Bias<SECOND>,
    /// Third layer, 128 rows of 3 · 64.
    third: WholeRows,
    third_bias: Bias<HIDDEN>,
    /// [tags][64]
    projection: Vec<f32>,
    /// The same by input, [64][tags].
    by_input: Vec<f32>,
    projection_bias: Vec<f32>,
}

/// Takes what [`Tagger::run`] gives. A closure does; a type of its own can have its method inlined
/// into the loop, and so made for the vector unit there.
pub trait Sink {
    /// The number and the vector of a token.
    fn take(&mut self, token: usize, hidden: &[f32; HIDDEN]);
}

impl<F: FnMut(usize, &[f32; HIDDEN])> Sink for F {
    #[inline(always)]
    fn take(&mut self, token: usize, hidden: &[f32; HIDDEN]) {
        self(token, hidden);
    }
}

/// A word's part of the first layer for the three taps, in 8 bits with a scale for each tap: memory
/// that is touched for the first time costs as much as making the rows. Of 962 dispatches 11 get a
/// mention of another span or kind than with 16 bits, exact-span F1 is the same to a tenth or two of
/// a per cent.
#[derive(Clone, Copy)]
struct Row {
    scales: [f32; TAPS],
    values: [[i8; WIDTH]; TAPS],
}

impl Row {
    const ZERO: Self = Self {
        scales: [0.0; TAPS],
        values: [[0; WIDTH]; TAPS],
    };
}

const NO_SHAPE: [f32; WIDTH] = [0.0; WIDTH];

/// A layer's bias with the share of the folded norm's shift, which a token has from neighbours
/// that exist: by whether there is a token before and one behind.
struct Bias<const N: usize>([[[f32; N]; 2]; 2]);

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
        let shares = |before: bool, behind: bool| {
            std::array::from_fn(|out| {
                let before = shifts[0][out] * f64::from(u8::from(before));
                let behind = shifts[2][out] * f64::from(u8::from(behind));
                (f64::from(bias[out]) + before + shifts[1][out] + behind) as f32
            })
        };
        let of = |before| [shares(before, false), shares(before, true)];
        (folded, Bias([of(false), of(true)]))
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
    /// stands behind them in the file. At most `cached_max` words keep their row (0.8 KB each);
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
        for (shape, row) in shapes.chunks_exact_mut(TAPS * WIDTH).enumerate() {
            for i in 0..SHAPE_DIM {
                let value = shape_vectors[shape * SHAPE_DIM + i];
                let weights = &first[(DIM + i) * TAPS * WIDTH..][..TAPS * WIDTH];
                for (sum, weight) in row.iter_mut().zip(weights) {
                    *sum += value * weight;
                }
            }
        }
        let tagger = Self {
            unit,
            words: WordLayer::new(&first[..DIM * TAPS * WIDTH]),
            first_bias: *first_bias.of(false, false),
            shapes,
            rows: Rows::new(cached_max),
            second: WholeRows::new(unit, &second, TAPS * SECOND),
            second_bias,
            third: WholeRows::new(unit, &third, TAPS * HIDDEN),
            third_bias,
            by_input: (0..HIDDEN * tags)
                .map(|at| projection[at % tags * HIDDEN + at / tags])
                .collect(),
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
    #[inline(always)]
    pub fn score(&self, hidden: &[f32; HIDDEN], tag: usize) -> f32 {
        let weights = &self.projection[tag * HIDDEN..(tag + 1) * HIDDEN];
        // Eight sums side by side, so that the additions need not wait for one another.
        let mut sums = [0.0; 8];
        for (h, w) in hidden.chunks_exact(8).zip(weights.chunks_exact(8)) {
            for i in 0..8 {
                sums[i] += h[i] * w[i];
            }
        }
        for half in [4, 2, 1] {
            for i in 0..half {
                sums[i] += sums[i + half];
            }
        }
        self.projection_bias[tag] + sums[0]
    }

    /// The scores of all tags.
    ///
    /// # Panics
    ///
    /// When there are not `T` tags.
    #[inline(always)]
    pub fn scores<const T: usize>(&self, hidden: &[f32; HIDDEN]) -> [f32; T] {
        let (rows, rest) = self.by_input.as_chunks::<T>();
        assert!(rows.len() == HIDDEN && rest.is_empty());
        // Four sums side by side, so that the additions need not wait for one another.
        let mut sums = [[0.0; T]; 4];
        for (hidden, rows) in hidden
            .as_chunks::<4>()
            .0
            .iter()
            .zip(rows.as_chunks::<4>().0)
        {
            for ((sums, &factor), row) in sums.iter_mut().zip(hidden).zip(rows) {
                for (sum, weight) in sums.iter_mut().zip(row) {
                    *sum += factor * weight;
                }
            }
        }
        let [a, b, c, d] = &sums;
        std::array::from_fn(|tag| {
            self.projection_bias[tag] + ((a[tag] + b[tag]) + (c[tag] + d[tag]))
        })
    }

    /// Runs the convolutions over a text and gives each token's vector to `sink`, in order. Uses
    /// the same small memory for a text of any length.
    pub fn run(&self, inputs: &[Input], sink: impl Sink) {
        match self.unit {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `Unit::detect` found the instructions.
            Unit::Avx512 => unsafe { self.run_avx512(inputs, sink) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Unit::Avx2 => unsafe { self.run_avx2(inputs, sink) },
            Unit::Portable => self.run_with(Unit::Portable, inputs, sink),
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni,avx2,fma")]
    fn run_avx512(&self, inputs: &[Input], sink: impl Sink) {
        self.run_with(Unit::Avx512, inputs, sink);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    fn run_avx2(&self, inputs: &[Input], sink: impl Sink) {
        self.run_with(Unit::Avx2, inputs, sink);
    }

    /// Inlined into a function for each unit, so that also what the compiler vectorises by itself
    /// is made for that unit.
    #[inline(always)]
    fn run_with(&self, unit: Unit, inputs: &[Input], mut sink: impl Sink) {
        let count = inputs.len();
        let mut first = [0.0; WIDTH];
        let mut picks = Picks::new();
        // A layer's sums are complete when the token behind has been added, so each layer runs
        // one token behind the one before it, and three tokens' sums are open at a time.
        let mut second = Open::new(&self.second_bias, count);
        let mut third = Open::new(&self.third_bias, count);
        let mut window = Window::new(self, unit, inputs);
        for t in 0..count + 2 {
            if t < count {
                if t.is_multiple_of(AHEAD) {
                    window.look_ahead(t);
                }
                let taps = window.taps(t);
                unit.first_layer(&self.first_bias, taps, &mut first);
                unit.positive(&first, &mut picks);
                self.second.spread(unit, &mut picks, t, &mut second);
            }
            if (1..=count).contains(&t) {
                let u = t - 1;
                unit.positive(second.sums(u), &mut picks);
                self.third.spread(unit, &mut picks, u, &mut third);
            }
            if t >= 2 {
                let v = t - 2;
                let sums = third.sums(v);
                for sum in sums.iter_mut() {
                    *sum = larger(*sum, 0.0);
                }
                sink.take(v, sums);
            }
        }
    }

    fn shape(&self, shape: u8, tap: usize) -> &[f32; WIDTH] {
        let at = (usize::from(shape) * TAPS + tap) * WIDTH;
        self.shapes[at..].first_chunk().unwrap_or(&NO_SHAPE)
    }
}

/// Largest whole number that what a layer is given becomes.
const FACTOR_MAX: f32 = 4095.0;

/// What the weights of each column are to be multiplied by to become whole numbers of 16 bits whose
/// products with factors of at most [`FACTOR_MAX`] add up within 32 bits, whatever the factors.
fn column_scales(weights: &[f32], columns: usize) -> Vec<f32> {
    // Rounding adds at most a half for each row.
    let rows = (weights.len() / columns) as f32;
    let most = i32::MAX as f32 / (FACTOR_MAX + 1.0) - rows;
    (0..columns)
        .map(|column| {
            let weights = weights[column..].iter().step_by(columns);
            let (sum, max) = weights.fold((0.0f32, 0.0f32), |(sum, max), weight| {
                (sum + weight.abs(), max.max(weight.abs()))
            });
            let scale = (most / sum).min(f32::from(i16::MAX) / max);
            // A column of zeros.
            if scale.is_finite() { scale } else { 1.0 }
        })
        .collect()
}

/// A layer's weights in 16 bits: a sum of products in whole numbers is off by some
/// hundred-thousandths of its usual size, and takes half of the memory's traffic, which is what
/// the time goes into.
struct WholeRows {
    /// In the order of [`Unit::order`].
    rows: Vec<i16>,
    /// What each column's sums are to be multiplied by.
    scales: Vec<f32>,
}

impl WholeRows {
    /// `weights`: rows of `columns` numbers.
    fn new(unit: Unit, weights: &[f32], columns: usize) -> Self {
        let scales = column_scales(weights, columns);
        let rows = weights
            .chunks_exact(columns)
            .flat_map(|row| {
                let scales = &scales;
                (0..columns).map(move |n| {
                    let column = unit.order(n);
                    (row[column] * scales[column]).round() as i16
                })
            })
            .collect();
        Self {
            rows,
            scales: scales.into_iter().map(f32::recip).collect(),
        }
    }

    /// Adds what token `t`, whose channels are `picks`, gives the token behind it (tap 0), itself
    /// (1) and the one before (2).
    #[inline(always)]
    fn spread<const N: usize>(
        &self,
        unit: Unit,
        picks: &mut Picks,
        t: usize,
        open: &mut Open<'_, N>,
    ) {
        let scale = picks.round(FACTOR_MAX);
        unit.sum_whole_rows(&self.rows, picks, open.taps.as_flattened_mut());
        let [behind, own, before] = &open.taps;
        let (scales, _) = self.scales.as_chunks::<N>();
        let [behind_scales, own_scales, before_scales] = scales else {
            return;
        };
        let bias = open.bias.of(true, t + 2 < open.count);
        for (i, sum) in open.sums[(t + 1) % OPEN].iter_mut().enumerate() {
            *sum = bias[i] + behind[i] as f32 * (scale * behind_scales[i]);
        }
        for (i, sum) in open.sums[t % OPEN].iter_mut().enumerate() {
            *sum += own[i] as f32 * (scale * own_scales[i]);
        }
        if t > 0 {
            for (i, sum) in open.sums[(t - 1) % OPEN].iter_mut().enumerate() {
                *sum += before[i] as f32 * (scale * before_scales[i]);
            }
        }
    }
}

/// A layer's sums of the tokens that have not all of their neighbours yet, by token number modulo
/// [`OPEN`].
struct Open<'a, const N: usize> {
    bias: &'a Bias<N>,
    /// Tokens of the text.
    count: usize,
    sums: [[f32; N]; OPEN],
    /// What a token gives, before scaling.
    taps: [[i32; N]; TAPS],
}

/// Three are open at a time.
const OPEN: usize = 4;

impl<'a, const N: usize> Open<'a, N> {
    #[inline(always)]
    fn new(bias: &'a Bias<N>, count: usize) -> Self {
        Self {
            bias,
            count,
            sums: [*bias.of(false, count > 1); OPEN],
            taps: [[0; N]; TAPS],
        }
    }

    #[inline(always)]
    fn sums(&mut self, token: usize) -> &mut [f32; N] {
        &mut self.sums[token % OPEN]
    }
}

/// The part of the first layer that is of words, in 16 bits like [`WholeRows`], for several words
/// at a time.
struct WordLayer {
    /// Weights of two neighbouring dimensions side by side, [150][3 · 256].
    pairs: Vec<[i16; 2]>,
    /// What each column's sums are to be multiplied by.
    scales: Vec<f32>,
}

impl WordLayer {
    /// `weights`: [300][3 · 256].
    fn new(weights: &[f32]) -> Self {
        const COLUMNS: usize = TAPS * WIDTH;
        let scales = column_scales(weights, COLUMNS);
        let mut pairs = Vec::with_capacity(DIM / 2 * COLUMNS);
        for rows in weights.chunks_exact(2 * COLUMNS) {
            let (a, b) = rows.split_at(COLUMNS);
            pairs.extend(
                a.iter().zip(b).zip(&scales).map(|((a, b), scale)| {
                    [(a * scale).round() as i16, (b * scale).round() as i16]
                }),
            );
        }
        Self {
            pairs,
            scales: scales.into_iter().map(f32::recip).collect(),
        }
    }

    #[inline(always)]
    fn rows(&self, unit: Unit, words: [u32; FOLD]) -> [Row; FOLD] {
        let mut factors = [[[0i16; 2]; DIM / 2]; FOLD];
        let mut scales = [0.0; FOLD];
        for ((&word, factors), scale) in words.iter().zip(&mut factors).zip(&mut scales) {
            let mut vector = [0.0; DIM];
            Embedding::get().fill(word, &mut vector);
            *scale = round(&vector, FACTOR_MAX, factors.as_flattened_mut());
        }
        let mut sums = [0i32; FOLD * TAPS * WIDTH];
        unit.sum_pairs(&self.pairs, &factors, &mut sums);
        let mut rows = [Row::ZERO; FOLD];
        for ((row, sums), scale) in rows
            .iter_mut()
            .zip(sums.chunks_exact(TAPS * WIDTH))
            .zip(scales)
        {
            let mut values = [0.0; TAPS * WIDTH];
            for ((value, &sum), column) in values.iter_mut().zip(sums).zip(&self.scales) {
                *value = sum as f32 * (scale * column);
            }
            for ((scale, out), values) in row
                .scales
                .iter_mut()
                .zip(&mut row.values)
                .zip(values.chunks_exact(WIDTH))
            {
                *scale = round(values, f32::from(i8::MAX), out);
            }
        }
        rows
    }
}

/// The rows of words met so far, for all threads. They lie side by side in chunks, so that
/// little memory is touched beyond theirs.
struct Rows {
    /// One more than the place of each word's row; 0 for a word without one.
    places: Box<[AtomicU32]>,
    chunks: Box<[OnceLock<Chunk>]>,
    /// Places given out, possibly more than there are.
    used: AtomicUsize,
    most: usize,
}

type Chunk = Box<[OnceLock<Row>]>;

const CHUNK: usize = 64;

impl Rows {
    fn new(most: usize) -> Self {
        Self {
            places: (0..ROWS).map(|_| AtomicU32::new(0)).collect(),
            chunks: (0..most.div_ceil(CHUNK)).map(|_| OnceLock::new()).collect(),
            used: AtomicUsize::new(0),
            most,
        }
    }

    #[inline(always)]
    fn cell(&self, word: u32) -> Option<&OnceLock<Row>> {
        let place = self.places.get(word as usize)?.load(Ordering::Acquire) as usize;
        let place = place.checked_sub(1)?;
        self.chunks[place / CHUNK].get()?.get(place % CHUNK)
    }

    #[inline(always)]
    fn get(&self, word: u32) -> Option<&Row> {
        self.cell(word)?.get()
    }

    fn is_full(&self) -> bool {
        self.used.load(Ordering::Relaxed) >= self.most
    }

    /// Keeps a word's row if there is room; returns whether there was. When two threads add one
    /// word, both rows are kept and one of them is used.
    fn add(&self, word: u32, row: &Row) -> bool {
        let Some(slot) = self.places.get(word as usize).filter(|_| !self.is_full()) else {
            return false;
        };
        let place = self.used.fetch_add(1, Ordering::Relaxed);
        if place >= self.most {
            return false;
        }
        let chunk = self.chunks[place / CHUNK]
            .get_or_init(|| (0..CHUNK).map(|_| OnceLock::new()).collect());
        let _ = chunk[place % CHUNK].set(*row);
        slot.store(place as u32 + 1, Ordering::Release);
        true
    }
}

/// The rows of the tokens ahead, and of a token with its neighbours.
struct Window<'a> {
    tagger: &'a Tagger,
    unit: Unit,
    inputs: &'a [Input],
    /// First of the tokens ahead.
    start: usize,
    /// Their rows, as far as those are kept.
    ahead: Vec<Option<&'a Row>>,
    /// Their words that had no row yet.
    missing: Vec<u32>,
    /// The rows of those that are not kept.
    spare: Vec<(u32, Row)>,
    /// First token whose row has not been taken.
    next: usize,
    /// Rows of three tokens, by token number modulo three.
    rows: [Option<&'a Row>; TAPS],
    /// The same for words that are not kept.
    own: [Row; TAPS],
}

impl<'a> Window<'a> {
    fn new(tagger: &'a Tagger, unit: Unit, inputs: &'a [Input]) -> Self {
        Self {
            tagger,
            unit,
            inputs,
            start: 0,
            ahead: Vec::with_capacity(AHEAD + 1),
            missing: Vec::new(),
            spare: Vec::new(),
            next: 0,
            rows: [None; TAPS],
            own: [Row::ZERO; TAPS],
        }
    }

    /// Finds or makes the rows of token `start` and the tokens behind it, four words at a time.
    #[inline(always)]
    fn look_ahead(&mut self, start: usize) {
        // One more than there are steps: the last step needs its neighbour's.
        let end = (start + AHEAD + 1).min(self.inputs.len());
        let inputs = &self.inputs[start.min(end)..end];
        let kept = &self.tagger.rows;
        self.start = start;
        self.missing.clear();
        for input in inputs {
            match kept.cell(input.word) {
                // Whether it holds a row is asked further down, and lies outside the caches.
                Some(cell) => prefetch_ends(cell),
                None if self.missing.contains(&input.word) => {}
                None => {
                    Embedding::get().prefetch(input.word);
                    self.missing.push(input.word);
                }
            }
        }
        self.spare.clear();
        for words in self.missing.chunks(FOLD) {
            let group = std::array::from_fn(|k| words.get(k).copied().unwrap_or(0));
            let rows = self.tagger.words.rows(self.unit, group);
            for (&word, row) in words.iter().zip(rows) {
                if !kept.add(word, &row) {
                    self.spare.push((word, row));
                }
            }
        }
        self.ahead.clear();
        let rows = inputs.iter().map(|input| kept.get(input.word));
        self.ahead.extend(rows);
    }

    /// What the tokens `t - 1`, `t` and `t + 1` add to token `t`; to be asked in order.
    #[inline(always)]
    fn taps(&mut self, t: usize) -> [Tap<'_>; TAPS] {
        if let Some(Some(row)) = self.ahead.get(t + SOON - self.start) {
            prefetch(*row);
        }
        while self.next < (t + 2).min(self.inputs.len()) {
            let place = self.next % TAPS;
            self.rows[place] = self.ahead.get(self.next - self.start).copied().flatten();
            if self.rows[place].is_none() {
                let word = self.inputs[self.next].word;
                let mut spare = self.spare.iter();
                if let Some((_, row)) = spare.find(|(spare, _)| *spare == word) {
                    self.own[place] = *row;
                }
            }
            self.next += 1;
        }
        [0, 1, 2].map(|tap| self.tap(tap, (t + tap).checked_sub(1)))
    }

    #[inline(always)]
    fn tap(&self, tap: usize, token: Option<usize>) -> Tap<'_> {
        let input = token.and_then(|token| Some((token % TAPS, self.inputs.get(token)?)));
        match input {
            Some((place, input)) => {
                let row = self.rows[place].unwrap_or(&self.own[place]);
                Tap {
                    scale: row.scales[tap],
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
    fn of(&self, has_before: bool, has_behind: bool) -> &[f32; N] {
        &self.0[usize::from(has_before)][usize::from(has_behind)]
    }
}
