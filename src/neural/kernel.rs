//! Sums of weighted rows, the inner loop of all layers, for the vector units of the processor:
//! what comes in are rows of weights and the few factors that count, what goes out is their sum,
//! in whole numbers, so that all units give the very same. AVX-512 with VNNI, AVX2, or plain Rust,
//! chosen when the program starts.

/// The rows to add and what to multiply each by.
pub struct Picks {
    rows: [u32; MOST + LANES],
    factors: [f32; MOST + LANES],
    /// The factors as whole numbers, with a zero behind them when they are odd in number.
    wholes: [i16; MOST + LANES],
    len: usize,
    /// The largest factor.
    largest: f32,
    /// All rows are below this number.
    bound: usize,
}

/// Most rows that one sum has.
const MOST: usize = WIDTH;
/// The vector units write whole registers, which may end behind the last pick.
const LANES: usize = 16;

impl Picks {
    pub const fn new() -> Self {
        Self {
            rows: [0; MOST + LANES],
            factors: [0.0; MOST + LANES],
            wholes: [0; MOST + LANES],
            len: 0,
            largest: 0.0,
            bound: 0,
        }
    }

    /// Makes whole numbers of at most `most` of the factors; returns what those are to be
    /// multiplied by.
    #[inline(always)]
    pub fn round(&mut self, most: f32) -> f32 {
        let factor = factor_for(self.largest, most);
        // Whole registers, which may end with factors of an earlier token.
        let registers = self.len.div_ceil(LANES);
        let factors = self.factors.as_chunks::<LANES>().0.iter().take(registers);
        for (wholes, factors) in self
            .wholes
            .as_chunks_mut::<LANES>()
            .0
            .iter_mut()
            .zip(factors)
        {
            for (whole, number) in wholes.iter_mut().zip(factors) {
                *whole = Whole::rounded(number * factor);
            }
        }
        self.wholes[self.len] = 0;
        self.rows[self.len] = 0;
        self.largest / most
    }

    /// The rows and whole factors two by two; the last may be row 0 with a factor of zero.
    #[inline(always)]
    fn pairs(&self) -> impl Iterator<Item = ([usize; 2], [i16; 2])> {
        let rows = self.rows.as_chunks::<2>().0;
        let wholes = self.wholes.as_chunks::<2>().0;
        rows.iter()
            .zip(wholes)
            .take(self.len.div_ceil(2))
            .map(|(rows, &wholes)| (rows.map(|row| row as usize), wholes))
    }
}

/// Which instructions this processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

impl Unit {
    pub fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni")
            {
                return Self::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Self::Avx2;
            }
        }
        Self::Portable
    }

    /// Picks the channels that ReLU leaves, in order.
    ///
    /// # Panics
    ///
    /// When there are more than [`MOST`] channels.
    #[inline(always)]
    pub fn positive(self, channels: &[f32], picks: &mut Picks) {
        assert!(channels.len() <= MOST);
        picks.bound = channels.len();
        match self {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `detect` found the instructions; the length is checked above.
            Self::Avx512 => unsafe { positive_avx512(channels, picks) },
            _ => {
                let mut len = 0;
                let mut largest = 0.0;
                for (chunk, values) in channels.chunks(16).enumerate() {
                    let mut bits = 0u32;
                    for (i, &value) in values.iter().enumerate() {
                        bits |= u32::from(value > 0.0) << i;
                    }
                    while bits != 0 {
                        let i = bits.trailing_zeros();
                        bits &= bits - 1;
                        picks.rows[len] = chunk as u32 * 16 + i;
                        picks.factors[len] = values[i as usize];
                        largest = larger(largest, values[i as usize]);
                        len += 1;
                    }
                }
                picks.len = len;
                picks.largest = largest;
            }
        }
    }

    /// Writes Σ factor · rows[row] into `out`, with the whole numbers that [`Picks::round`] made of
    /// the factors. A row has `out.len()` numbers, a multiple of [`BLOCK`], in the order of
    /// [`Unit::order`].
    ///
    /// # Panics
    ///
    /// When a picked row is not in `rows`.
    #[inline(always)]
    pub fn sum_whole_rows(self, rows: &[i16], picks: &Picks, out: &mut [i32]) {
        assert!(out.len().is_multiple_of(BLOCK));
        // Row 0 stands in for what an odd number of picks lacks.
        assert!(picks.bound.max(1) * out.len() <= rows.len());
        match self {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `detect` found the instructions; lengths are checked above.
            Self::Avx512 => unsafe { sum_whole_rows_avx512(rows, picks, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Self::Avx2 => unsafe { sum_whole_rows_avx2(rows, picks, out) },
            Self::Portable => {
                let width = out.len();
                out.fill(0);
                for (pair, factors) in picks.pairs() {
                    let [a, b] = factors.map(i32::from);
                    let [left, right] = pair.map(|row| &rows[row * width..(row + 1) * width]);
                    for ((sum, &left), &right) in out.iter_mut().zip(left).zip(right) {
                        *sum += a * i32::from(left) + b * i32::from(right);
                    }
                }
            }
        }
    }

    /// Which column stands at place `n` of a row for [`Unit::sum_whole_rows`]: such that two
    /// registers of two rows, merged lane by lane, give sums in the order of the columns.
    pub fn order(self, n: usize) -> usize {
        let lanes = match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => 4,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => 2,
            Self::Portable => return n,
        };
        // A lane holds eight numbers; the first four go to the lower sums.
        let (register, at) = (n / (8 * lanes), n % (8 * lanes));
        let (lane, at) = (at / 8, at % 8);
        register * 8 * lanes + at / 4 * 4 * lanes + lane * 4 + at % 4
    }

    /// Writes Σ factors[k][n] · rows[n] over all rows into part `k` of `out`, for [`FOLD`] lists of
    /// factors at once: each row is read once for all of them, which is what the time goes into
    /// when rows are many.
    ///
    /// # Panics
    ///
    /// When `rows` is too short, or a part of `out` is no multiple of [`BLOCK`].
    #[inline(always)]
    pub fn sum_pairs<const N: usize>(
        self,
        rows: &[[i16; 2]],
        factors: &[[[i16; 2]; N]; FOLD],
        out: &mut [i32],
    ) {
        let width = out.len() / FOLD;
        assert!(out.len().is_multiple_of(FOLD) && width.is_multiple_of(BLOCK));
        assert!(N * width <= rows.len());
        match self {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `detect` found the instructions; lengths are checked above.
            Self::Avx512 => unsafe { sum_pairs_avx512(rows, factors, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Self::Avx2 => unsafe { sum_pairs_avx2(rows, factors, out) },
            Self::Portable => {
                out.fill(0);
                for (n, row) in rows.chunks_exact(width).take(N).enumerate() {
                    for (sums, factors) in out.chunks_exact_mut(width).zip(factors) {
                        let [a, b] = factors[n].map(i32::from);
                        for (sum, weights) in sums.iter_mut().zip(row) {
                            *sum += a * i32::from(weights[0]) + b * i32::from(weights[1]);
                        }
                    }
                }
            }
        }
    }

    /// Adds up the six rows that make a token's first layer: of the word before (tap 0), of the
    /// word itself (1) and of the word behind (2), each a quantised row of the word and a row of
    /// its shape.
    pub fn first_layer(self, bias: &[f32; WIDTH], taps: [Tap<'_>; 3], out: &mut [f32; WIDTH]) {
        match self {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `detect` found the instructions.
            Self::Avx512 => unsafe { first_layer_avx512(bias, taps, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Self::Avx2 => unsafe { first_layer_avx2(bias, taps, out) },
            Self::Portable => first_layer(bias, taps, out),
        }
    }
}

/// Asks the processor to fetch a row that will be needed soon.
#[inline(always)]
pub fn prefetch<T>(row: &T) {
    for at in (0..size_of::<T>()).step_by(CACHE_LINE) {
        prefetch_line(row, at);
    }
}

/// Asks for the first and the last line of a value only: where a lock beside it says whether it is
/// there.
#[inline(always)]
pub fn prefetch_ends<T>(value: &T) {
    prefetch_line(value, 0);
    prefetch_line(value, size_of::<T>().saturating_sub(1));
}

const CACHE_LINE: usize = 64;

/// Asks for the line with byte `at` of a value.
#[inline(always)]
fn prefetch_line<T>(value: &T, at: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let start = std::ptr::from_ref(value).cast::<i8>();
        // SAFETY: a hint, which reads nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(at)) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (value, at);
}

/// Sums that [`Unit::sum_pairs`] makes at once.
pub const FOLD: usize = 4;

/// Channels of the first layer.
pub const WIDTH: usize = 256;

/// Numbers that are summed at a time: they fill the registers of the vector unit.
pub const BLOCK: usize = 192;

/// A word's part in one tap of the first layer: `scale · values + shape`.
#[derive(Clone, Copy)]
pub struct Tap<'a> {
    pub scale: f32,
    pub values: &'a [i8; WIDTH],
    pub shape: &'a [f32; WIDTH],
}

#[inline(always)]
fn first_layer(bias: &[f32; WIDTH], taps: [Tap<'_>; 3], out: &mut [f32; WIDTH]) {
    let [a, b, c] = taps;
    for i in 0..WIDTH {
        out[i] = bias[i]
            + (a.scale * f32::from(a.values[i]) + a.shape[i])
            + (b.scale * f32::from(b.values[i]) + b.shape[i])
            + (c.scale * f32::from(c.values[i]) + c.shape[i]);
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn first_layer_avx512(bias: &[f32; WIDTH], taps: [Tap<'_>; 3], out: &mut [f32; WIDTH]) {
    first_layer(bias, taps, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn first_layer_avx2(bias: &[f32; WIDTH], taps: [Tap<'_>; 3], out: &mut [f32; WIDTH]) {
    first_layer(bias, taps, out);
}

/// # Safety
///
/// There must be no more than [`MOST`] channels.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn positive_avx512(channels: &[f32], picks: &mut Picks) {
    use std::arch::x86_64::{
        _CMP_GT_OQ, _mm512_add_epi32, _mm512_cmp_ps_mask, _mm512_maskz_compress_epi32,
        _mm512_maskz_compress_ps, _mm512_maskz_loadu_ps, _mm512_max_ps, _mm512_reduce_max_ps,
        _mm512_set1_epi32, _mm512_setr_epi32, _mm512_setzero_ps, _mm512_storeu_epi32,
        _mm512_storeu_ps,
    };
    let mut numbers = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    let mut largest = _mm512_setzero_ps();
    let mut len = 0;
    for chunk in channels.chunks(LANES) {
        let present = ((1u32 << chunk.len()) - 1) as u16;
        // SAFETY: only lanes within the chunk are read. No more than one pick a channel has been
        // written, so there is room for a register behind them.
        unsafe {
            let values = _mm512_maskz_loadu_ps(present, chunk.as_ptr());
            let mask = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(values, _mm512_setzero_ps());
            _mm512_storeu_ps(
                picks.factors.as_mut_ptr().add(len),
                _mm512_maskz_compress_ps(mask, values),
            );
            _mm512_storeu_epi32(
                picks.rows.as_mut_ptr().add(len).cast(),
                _mm512_maskz_compress_epi32(mask, numbers),
            );
            len += mask.count_ones() as usize;
            largest = _mm512_max_ps(largest, values);
        }
        numbers = _mm512_add_epi32(numbers, _mm512_set1_epi32(LANES as i32));
    }
    picks.len = len;
    picks.largest = _mm512_reduce_max_ps(largest);
}

/// # Safety
///
/// `rows` must hold `N` rows of `out.len() / 4` pairs, and that width be a multiple of [`BLOCK`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
unsafe fn sum_pairs_avx512<const N: usize>(
    rows: &[[i16; 2]],
    factors: &[[[i16; 2]; N]; FOLD],
    out: &mut [i32],
) {
    use std::arch::x86_64::{
        __m512i, _mm512_dpwssd_epi32, _mm512_loadu_si512, _mm512_set1_epi32, _mm512_setzero_si512,
        _mm512_storeu_si512,
    };
    const LANES: usize = 16;
    // Four times six sums, six weights and a factor, of thirty-two registers.
    const PART: usize = 6;
    let width = out.len() / FOLD;
    for start in (0..width).step_by(PART * LANES) {
        let mut sums = [[_mm512_setzero_si512(); PART]; FOLD];
        for row in 0..N {
            // SAFETY: the caller vouches for the rows; PART · LANES divides BLOCK.
            let weights: [__m512i; PART] = std::array::from_fn(|i| unsafe {
                _mm512_loadu_si512(rows.as_ptr().add(row * width + start + i * LANES).cast())
            });
            for (sums, factors) in sums.iter_mut().zip(factors) {
                let factor = _mm512_set1_epi32(bytemuck::cast(factors[row]));
                for (sum, &weight) in sums.iter_mut().zip(&weights) {
                    *sum = _mm512_dpwssd_epi32(*sum, factor, weight);
                }
            }
        }
        for (k, sums) in sums.iter().enumerate() {
            for (i, &sum) in sums.iter().enumerate() {
                // SAFETY: k < FOLD and start + PART · LANES ≤ width.
                unsafe {
                    let to = out.as_mut_ptr().add(k * width + start + i * LANES);
                    _mm512_storeu_si512(to.cast(), sum);
                }
            }
        }
    }
}

/// # Safety
///
/// As for [`sum_pairs_avx512`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn sum_pairs_avx2<const N: usize>(
    rows: &[[i16; 2]],
    factors: &[[[i16; 2]; N]; FOLD],
    out: &mut [i32],
) {
    use std::arch::x86_64::{
        __m256i, _mm256_add_epi32, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_set1_epi32,
        _mm256_setzero_si256, _mm256_storeu_si256,
    };
    const LANES: usize = 8;
    // Four times two sums, two weights, a factor and a product, of sixteen registers.
    const PART: usize = 2;
    let width = out.len() / FOLD;
    for start in (0..width).step_by(PART * LANES) {
        let mut sums = [[_mm256_setzero_si256(); PART]; FOLD];
        for row in 0..N {
            // SAFETY: the caller vouches for the rows; PART · LANES divides BLOCK.
            let weights: [__m256i; PART] = std::array::from_fn(|i| unsafe {
                _mm256_loadu_si256(rows.as_ptr().add(row * width + start + i * LANES).cast())
            });
            for (sums, factors) in sums.iter_mut().zip(factors) {
                let factor = _mm256_set1_epi32(bytemuck::cast(factors[row]));
                for (sum, &weight) in sums.iter_mut().zip(&weights) {
                    *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(factor, weight));
                }
            }
        }
        for (k, sums) in sums.iter().enumerate() {
            for (i, &sum) in sums.iter().enumerate() {
                // SAFETY: k < FOLD and start + PART · LANES ≤ width.
                unsafe {
                    let to = out.as_mut_ptr().add(k * width + start + i * LANES);
                    _mm256_storeu_si256(to.cast(), sum);
                }
            }
        }
    }
}

/// # Safety
///
/// Every picked row must lie in `rows`, and so must row 0; `out.len()` must be a multiple of
/// [`BLOCK`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
unsafe fn sum_whole_rows_avx512(rows: &[i16], picks: &Picks, out: &mut [i32]) {
    use std::arch::x86_64::{
        __m512i, _mm512_dpwssd_epi32, _mm512_loadu_si512, _mm512_set1_epi32, _mm512_setzero_si512,
        _mm512_storeu_si512, _mm512_unpackhi_epi16, _mm512_unpacklo_epi16,
    };
    const NUMBERS: usize = 32;
    // Twelve sums; the two rows and their pairs leave room for the next.
    const PART: usize = 6;
    let width = out.len();
    for start in (0..width).step_by(PART * NUMBERS) {
        let mut sums = [[_mm512_setzero_si512(); 2]; PART];
        for (pair, factors) in picks.pairs() {
            let factors = _mm512_set1_epi32(bytemuck::cast(factors));
            let [left, right] = pair.map(|row| row * width + start);
            for (i, [low, high]) in sums.iter_mut().enumerate() {
                // SAFETY: the caller vouches for the rows; start + PART · NUMBERS ≤ width.
                let [left, right]: [__m512i; 2] = [left, right].map(|at| unsafe {
                    _mm512_loadu_si512(rows.as_ptr().add(at + i * NUMBERS).cast())
                });
                *low = _mm512_dpwssd_epi32(*low, factors, _mm512_unpacklo_epi16(left, right));
                *high = _mm512_dpwssd_epi32(*high, factors, _mm512_unpackhi_epi16(left, right));
            }
        }
        for (i, sums) in sums.iter().enumerate() {
            for (half, &sums) in sums.iter().enumerate() {
                let at = start + i * NUMBERS + half * NUMBERS / 2;
                // SAFETY: start + PART · NUMBERS ≤ out.len().
                unsafe { _mm512_storeu_si512(out.as_mut_ptr().add(at).cast(), sums) };
            }
        }
    }
}

/// # Safety
///
/// As for [`sum_whole_rows_avx512`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn sum_whole_rows_avx2(rows: &[i16], picks: &Picks, out: &mut [i32]) {
    use std::arch::x86_64::{
        __m256i, _mm256_add_epi32, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_set1_epi32,
        _mm256_setzero_si256, _mm256_storeu_si256, _mm256_unpackhi_epi16, _mm256_unpacklo_epi16,
    };
    const NUMBERS: usize = 16;
    // Eight sums, two rows, their pairs, products and the factors, of sixteen registers.
    const PART: usize = 4;
    let width = out.len();
    for start in (0..width).step_by(PART * NUMBERS) {
        let mut sums = [[_mm256_setzero_si256(); 2]; PART];
        for (pair, factors) in picks.pairs() {
            let factors = _mm256_set1_epi32(bytemuck::cast(factors));
            let [left, right] = pair.map(|row| row * width + start);
            for (i, [low, high]) in sums.iter_mut().enumerate() {
                // SAFETY: the caller vouches for the rows; start + PART · NUMBERS ≤ width.
                let [left, right]: [__m256i; 2] = [left, right].map(|at| unsafe {
                    _mm256_loadu_si256(rows.as_ptr().add(at + i * NUMBERS).cast())
                });
                let pairs = _mm256_unpacklo_epi16(left, right);
                *low = _mm256_add_epi32(*low, _mm256_madd_epi16(factors, pairs));
                let pairs = _mm256_unpackhi_epi16(left, right);
                *high = _mm256_add_epi32(*high, _mm256_madd_epi16(factors, pairs));
            }
        }
        for (i, sums) in sums.iter().enumerate() {
            for (half, &sums) in sums.iter().enumerate() {
                let at = start + i * NUMBERS + half * NUMBERS / 2;
                // SAFETY: start + PART · NUMBERS ≤ out.len().
                unsafe { _mm256_storeu_si256(out.as_mut_ptr().add(at).cast(), sums) };
            }
        }
    }
}

/// [`f32::max`] of numbers that are none of them NaN, which takes one instruction.
#[inline(always)]
pub fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// What numbers of at most `largest` are to be multiplied by so that they are of at most `most`.
#[inline(always)]
fn factor_for(largest: f32, most: f32) -> f32 {
    if largest > 0.0 { most / largest } else { 0.0 }
}

/// Whole numbers of few bits.
pub trait Whole {
    /// The nearest one to a number that fits.
    fn rounded(number: f32) -> Self;
}

/// 1.5 · 2²³: added to a small number, it leaves that number, rounded, in the low bits.
const ROUND: f32 = 12_582_912.0;

impl Whole for i16 {
    #[inline(always)]
    fn rounded(number: f32) -> Self {
        (number + ROUND).to_bits() as Self
    }
}

impl Whole for i8 {
    #[inline(always)]
    fn rounded(number: f32) -> Self {
        (number + ROUND).to_bits() as Self
    }
}

/// Rounds numbers to whole ones of at most `most`; returns what the latter are to be multiplied by.
#[inline(always)]
pub fn round<W: Whole>(numbers: &[f32], most: f32, out: &mut [W]) -> f32 {
    // Sixteen maxima side by side, so that they need not wait for one another.
    let mut largest = [0.0f32; LANES];
    for numbers in numbers.chunks(LANES) {
        for (max, number) in largest.iter_mut().zip(numbers) {
            *max = larger(*max, number.abs());
        }
    }
    for half in [8, 4, 2, 1] {
        for i in 0..half {
            largest[i] = larger(largest[i], largest[i + half]);
        }
    }
    let largest = largest[0];
    let factor = factor_for(largest, most);
    for (value, number) in out.iter_mut().zip(numbers) {
        *value = W::rounded(number * factor);
    }
    largest / most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> Vec<Unit> {
        let mut units = vec![Unit::Portable, Unit::detect()];
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            units.push(Unit::Avx2);
        }
        units
    }

    fn picks(list: &[(usize, f32)]) -> Picks {
        let mut picks = Picks::new();
        for &(row, factor) in list {
            picks.rows[picks.len] = row as u32;
            picks.factors[picks.len] = factor;
            picks.largest = picks.largest.max(factor);
            picks.len += 1;
            picks.bound = picks.bound.max(row + 1);
        }
        picks
    }

    fn listed(picks: &Picks) -> Vec<(usize, f32)> {
        let rows = picks.rows[..picks.len].iter().map(|&row| row as usize);
        rows.zip(picks.factors[..picks.len].iter().copied())
            .collect()
    }

    #[test]
    fn sums_of_pairs_are_exact() {
        let rows: Vec<[i16; 2]> = (0..5 * BLOCK as i32)
            .map(|i| {
                [
                    (i * 37 % 16_001 - 8000) as i16,
                    (i * 91 % 9001 - 4500) as i16,
                ]
            })
            .collect();
        let factors: [[[i16; 2]; 5]; FOLD] = std::array::from_fn(|k| {
            std::array::from_fn(|row| [row as i16 * 700 - 1500, 900 - 333 * k as i16])
        });
        for unit in units() {
            let mut found = vec![1; FOLD * BLOCK];
            unit.sum_pairs(&rows, &factors, &mut found);
            for (k, sums) in found.chunks_exact(BLOCK).enumerate() {
                for (column, &sum) in sums.iter().enumerate() {
                    let expected: i32 = (0..5)
                        .map(|row| {
                            let (w, f) = (rows[row * BLOCK + column], factors[k][row]);
                            i32::from(w[0]) * i32::from(f[0]) + i32::from(w[1]) * i32::from(f[1])
                        })
                        .sum();
                    assert_eq!(sum, expected, "{unit:?} {k} {column}");
                }
            }
        }
    }

    #[test]
    fn sums_of_whole_rows_are_exact() {
        for width in [BLOCK, 2 * BLOCK] {
            let columns = |row: usize| {
                (0..width).map(move |i| ((row * width + i) * 37 % 16_001) as i16 - 8000)
            };
            for list in [
                &[] as &[(usize, f32)],
                &[(2, 3.0)],
                &[(0, 1.5), (3, 0.25), (6, 2.0)],
                &[(1, 1.0), (2, 2.0), (4, 3.0), (5, 4.0)],
            ] {
                for unit in units() {
                    let rows: Vec<i16> = (0..7)
                        .flat_map(|row| {
                            let columns: Vec<i16> = columns(row).collect();
                            (0..width).map(move |n| columns[unit.order(n)])
                        })
                        .collect();
                    let mut picks = picks(list);
                    let scale = picks.round(4000.0);
                    let mut found = vec![1; width];
                    unit.sum_whole_rows(&rows, &picks, &mut found);
                    let mut expected = vec![0; width];
                    for &(row, factor) in list {
                        for (sum, column) in expected.iter_mut().zip(columns(row)) {
                            *sum += (factor / scale).round() as i32 * i32::from(column);
                        }
                    }
                    assert_eq!(found, expected, "{unit:?} {width} {list:?}");
                }
            }
        }
    }

    #[test]
    fn positive_channels_are_picked_in_order() {
        for n in [0, 1, 16, 37, 128, 256] {
            let channels: Vec<f32> = (0..n).map(|i| (i * 7 % 13) as f32 - 6.0).collect();
            let expected: Vec<(usize, f32)> = channels
                .iter()
                .copied()
                .enumerate()
                .filter(|&(_, value)| value > 0.0)
                .collect();
            for unit in units() {
                let mut picks = Picks::new();
                unit.positive(&channels, &mut picks);
                assert_eq!(listed(&picks), expected, "{unit:?} {n}");
            }
        }
    }
}
