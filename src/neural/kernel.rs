//! Sums of weighted rows, the inner loop of all layers, for the vector units of the processor:
//! what comes in are rows of weights and the few (row, factor) pairs that count, what goes out
//! is their sum. AVX-512, AVX2 with FMA, or plain Rust, chosen when the program starts.

/// The rows to add and what to multiply each by.
pub struct Picks {
    rows: [u32; MOST + LANES],
    factors: [f32; MOST + LANES],
    len: usize,
    /// All rows are below this number.
    bound: usize,
}

/// Most rows that one sum has.
const MOST: usize = 304;
/// The vector units write whole registers, which may end behind the last pick.
const LANES: usize = 16;

impl Picks {
    pub const fn new() -> Self {
        Self {
            rows: [0; MOST + LANES],
            factors: [0.0; MOST + LANES],
            len: 0,
            bound: 0,
        }
    }

    pub fn clear(&mut self) {
        self.len = 0;
        self.bound = 0;
    }

    /// # Panics
    ///
    /// When there are [`MOST`] already.
    pub fn push(&mut self, row: usize, factor: f32) {
        assert!(self.len < MOST);
        self.rows[self.len] = row as u32;
        self.factors[self.len] = factor;
        self.len += 1;
        self.bound = self.bound.max(row + 1);
    }

    fn iter(&self) -> impl Iterator<Item = (usize, f32)> {
        let rows = self.rows[..self.len].iter().map(|&row| row as usize);
        rows.zip(self.factors[..self.len].iter().copied())
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
                        len += 1;
                    }
                }
                picks.len = len;
            }
        }
    }

    /// Writes Σ factor · rows[row] into `out`. A row has `out.len()` numbers, a multiple of
    /// [`BLOCK`].
    ///
    /// # Panics
    ///
    /// When a picked row is not in `rows`.
    #[inline(always)]
    pub fn sum_rows(self, rows: &[f32], picks: &Picks, out: &mut [f32]) {
        assert!(out.len().is_multiple_of(BLOCK));
        // Checked here once, so that the loops below need no check.
        assert!(picks.bound * out.len() <= rows.len());
        match self {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `detect` found the instructions; lengths are checked above.
            Self::Avx512 => unsafe {
                if out.len().is_multiple_of(2 * BLOCK) {
                    sum_rows_avx512::<24>(rows, picks, out);
                } else {
                    sum_rows_avx512::<12>(rows, picks, out);
                }
            },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Self::Avx2 => unsafe { sum_rows_avx2(rows, picks, out) },
            Self::Portable => {
                let width = out.len();
                out.fill(0.0);
                for (row, factor) in picks.iter() {
                    let start = row * width;
                    for (sum, weight) in out.iter_mut().zip(&rows[start..start + width]) {
                        *sum += factor * weight;
                    }
                }
            }
        }
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
    pub values: &'a [i16; WIDTH],
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
        _mm512_maskz_compress_ps, _mm512_maskz_loadu_ps, _mm512_set1_epi32, _mm512_setr_epi32,
        _mm512_setzero_ps, _mm512_storeu_epi32, _mm512_storeu_ps,
    };
    let mut numbers = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
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
        }
        numbers = _mm512_add_epi32(numbers, _mm512_set1_epi32(LANES as i32));
    }
    picks.len = len;
}

/// # Safety
///
/// Every picked row must lie in `rows`, and `out.len()` be a multiple of 16 times `PART`.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn sum_rows_avx512<const PART: usize>(rows: &[f32], picks: &Picks, out: &mut [f32]) {
    use std::arch::x86_64::{
        _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_set1_ps, _mm512_setzero_ps, _mm512_storeu_ps,
    };
    let width = out.len();
    for start in (0..width).step_by(PART * LANES) {
        let mut sums = [_mm512_setzero_ps(); PART];
        for (row, factor) in picks.iter() {
            let factor = _mm512_set1_ps(factor);
            // SAFETY: the caller vouches for row; start + PART · LANES ≤ width.
            unsafe {
                let weights = rows.as_ptr().add(row * width + start);
                for (i, sum) in sums.iter_mut().enumerate() {
                    *sum = _mm512_fmadd_ps(factor, _mm512_loadu_ps(weights.add(i * LANES)), *sum);
                }
            }
        }
        for (i, &sum) in sums.iter().enumerate() {
            // SAFETY: start + PART · LANES ≤ out.len().
            unsafe { _mm512_storeu_ps(out.as_mut_ptr().add(start + i * LANES), sum) };
        }
    }
}

/// # Safety
///
/// As for [`sum_rows_avx512`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn sum_rows_avx2(rows: &[f32], picks: &Picks, out: &mut [f32]) {
    use std::arch::x86_64::{
        _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_set1_ps, _mm256_setzero_ps, _mm256_storeu_ps,
    };
    const LANES: usize = 8;
    // Twelve sums, a factor and a weight: the sixteen registers there are.
    const PART: usize = 12 * LANES;
    let width = out.len();
    for start in (0..width).step_by(PART) {
        let mut sums = [_mm256_setzero_ps(); PART / LANES];
        for (row, factor) in picks.iter() {
            let factor = _mm256_set1_ps(factor);
            // SAFETY: the caller vouches for row; PART divides BLOCK, so start + PART ≤ width.
            unsafe {
                let weights = rows.as_ptr().add(row * width + start);
                for (i, sum) in sums.iter_mut().enumerate() {
                    *sum = _mm256_fmadd_ps(factor, _mm256_loadu_ps(weights.add(i * LANES)), *sum);
                }
            }
        }
        for (i, &sum) in sums.iter().enumerate() {
            // SAFETY: start + PART ≤ out.len().
            unsafe { _mm256_storeu_ps(out.as_mut_ptr().add(start + i * LANES), sum) };
        }
    }
}

/// # Safety
///
/// `rows` must hold `N` rows of `out.len() / 4` pairs, and that width be a multiple of [`BLOCK`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw")]
unsafe fn sum_pairs_avx512<const N: usize>(
    rows: &[[i16; 2]],
    factors: &[[[i16; 2]; N]; FOLD],
    out: &mut [i32],
) {
    use std::arch::x86_64::{
        __m512i, _mm512_add_epi32, _mm512_loadu_si512, _mm512_madd_epi16, _mm512_set1_epi32,
        _mm512_setzero_si512, _mm512_storeu_si512,
    };
    const LANES: usize = 16;
    // Four times six sums, six weights, a factor and a product, of thirty-two registers.
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
                    *sum = _mm512_add_epi32(*sum, _mm512_madd_epi16(factor, weight));
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

    fn some_rows(n: usize, width: usize) -> Vec<f32> {
        (0..n * width)
            .map(|i| (i % 97) as f32 / 7.0 - 6.0)
            .collect()
    }

    fn picks(list: &[(usize, f32)]) -> Picks {
        let mut picks = Picks::new();
        for &(row, factor) in list {
            picks.push(row, factor);
        }
        picks
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
    fn all_units_agree() {
        for width in [BLOCK, 2 * BLOCK, 4 * BLOCK] {
            let rows = some_rows(7, width);
            let some = picks(&[(0, 1.5), (6, -0.25), (3, 2.0)]);
            let mut expected = vec![0.0; width];
            Unit::Portable.sum_rows(&rows, &some, &mut expected);
            for unit in units() {
                let mut found = vec![1.0; width];
                unit.sum_rows(&rows, &some, &mut found);
                for (a, b) in expected.iter().zip(&found) {
                    assert!((a - b).abs() < 1e-4, "{unit:?} {a} {b}");
                }
                unit.sum_rows(&rows, &Picks::new(), &mut found);
                assert!(found.iter().all(|&sum| sum == 0.0), "{unit:?}");
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
                assert_eq!(picks.iter().collect::<Vec<_>>(), expected, "{unit:?} {n}");
            }
        }
    }
}
