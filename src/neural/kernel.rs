//! Sums of weighted rows, the inner loop of all layers, for the vector units of the processor:
//! what comes in are rows of weights and the few (row, factor) pairs that count, what goes out
//! is their sum. AVX-512, AVX2 with FMA, or plain Rust, chosen when the program starts.

/// A row to add and what to multiply it by.
pub type Pick = (u32, f32);

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

    /// Writes Σ factor · rows[row] into `out`. A row has `out.len()` numbers, a multiple of
    /// [`BLOCK`].
    ///
    /// # Panics
    ///
    /// When a picked row is not in `rows`.
    pub fn sum_rows(self, rows: &[f32], picks: &[Pick], out: &mut [f32]) {
        assert!(out.len().is_multiple_of(BLOCK));
        // Checked here once, so that the loops below need no check.
        let last = picks.iter().map(|&(row, _)| row).max().unwrap_or(0) as usize;
        assert!((last + 1) * out.len() <= rows.len());
        match self {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `detect` found the instructions; lengths are checked above.
            Self::Avx512 => unsafe { sum_rows_avx512(rows, picks, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Self::Avx2 => unsafe { sum_rows_avx2(rows, picks, out) },
            Self::Portable => {
                let width = out.len();
                out.fill(0.0);
                for &(row, factor) in picks {
                    let start = row as usize * width;
                    for (sum, weight) in out.iter_mut().zip(&rows[start..start + width]) {
                        *sum += factor * weight;
                    }
                }
            }
        }
    }

    /// Writes four sums over all rows at once, with `factors[row][k]` for sum `k`, into the four
    /// quarters of `out`. Each row is read once for the four, which is what the time goes into
    /// when rows are many.
    ///
    /// # Panics
    ///
    /// When `rows` is too short, or a quarter of `out` is no multiple of [`BLOCK`].
    pub fn sum_rows_fourfold(self, rows: &[f32], factors: &[[f32; FOLD]], out: &mut [f32]) {
        let width = out.len() / FOLD;
        assert!(out.len().is_multiple_of(FOLD) && width.is_multiple_of(BLOCK));
        assert!(factors.len() * width <= rows.len());
        match self {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `detect` found the instructions; lengths are checked above.
            Self::Avx512 => unsafe { fourfold_avx512(rows, factors, out) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Self::Avx2 => unsafe { fourfold_avx2(rows, factors, out) },
            Self::Portable => {
                out.fill(0.0);
                for (row, factors) in rows.chunks_exact(width).zip(factors) {
                    for (sums, factor) in out.chunks_exact_mut(width).zip(factors) {
                        for (sum, weight) in sums.iter_mut().zip(row) {
                            *sum += factor * weight;
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

/// Sums that [`Unit::sum_rows_fourfold`] makes at once.
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
/// Every picked row must lie in `rows`, and `out.len()` be a multiple of [`BLOCK`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn sum_rows_avx512(rows: &[f32], picks: &[Pick], out: &mut [f32]) {
    use std::arch::x86_64::{
        _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_set1_ps, _mm512_setzero_ps, _mm512_storeu_ps,
    };
    const LANES: usize = 16;
    let width = out.len();
    for start in (0..width).step_by(BLOCK) {
        let mut sums = [_mm512_setzero_ps(); BLOCK / LANES];
        for &(row, factor) in picks {
            let factor = _mm512_set1_ps(factor);
            // SAFETY: the caller vouches for row; start + BLOCK ≤ width.
            unsafe {
                let weights = rows.as_ptr().add(row as usize * width + start);
                for (i, sum) in sums.iter_mut().enumerate() {
                    *sum = _mm512_fmadd_ps(factor, _mm512_loadu_ps(weights.add(i * LANES)), *sum);
                }
            }
        }
        for (i, &sum) in sums.iter().enumerate() {
            // SAFETY: start + BLOCK ≤ out.len().
            unsafe { _mm512_storeu_ps(out.as_mut_ptr().add(start + i * LANES), sum) };
        }
    }
}

/// # Safety
///
/// As for [`sum_rows_avx512`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn sum_rows_avx2(rows: &[f32], picks: &[Pick], out: &mut [f32]) {
    use std::arch::x86_64::{
        _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_set1_ps, _mm256_setzero_ps, _mm256_storeu_ps,
    };
    const LANES: usize = 8;
    // Twelve sums, a factor and a weight: the sixteen registers there are.
    const PART: usize = 12 * LANES;
    let width = out.len();
    for start in (0..width).step_by(PART) {
        let mut sums = [_mm256_setzero_ps(); PART / LANES];
        for &(row, factor) in picks {
            let factor = _mm256_set1_ps(factor);
            // SAFETY: the caller vouches for row; PART divides BLOCK, so start + PART ≤ width.
            unsafe {
                let weights = rows.as_ptr().add(row as usize * width + start);
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
/// `rows` must hold a row of `out.len() / 4` numbers for each of `factors`, and that width be a
/// multiple of [`BLOCK`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
unsafe fn fourfold_avx512(rows: &[f32], factors: &[[f32; FOLD]], out: &mut [f32]) {
    use std::arch::x86_64::{
        _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_set1_ps, _mm512_setzero_ps, _mm512_storeu_ps,
    };
    const LANES: usize = 16;
    // Four times six sums, six weights and a factor, of thirty-two registers.
    const PART: usize = 6;
    let width = out.len() / FOLD;
    for start in (0..width).step_by(PART * LANES) {
        let mut sums = [[_mm512_setzero_ps(); PART]; FOLD];
        for (row, factors) in factors.iter().enumerate() {
            // SAFETY: the caller vouches for the rows; PART · LANES divides BLOCK.
            let weights: [_; PART] = std::array::from_fn(|i| unsafe {
                _mm512_loadu_ps(rows.as_ptr().add(row * width + start + i * LANES))
            });
            for (sums, &factor) in sums.iter_mut().zip(factors) {
                let factor = _mm512_set1_ps(factor);
                for (sum, &weight) in sums.iter_mut().zip(&weights) {
                    *sum = _mm512_fmadd_ps(factor, weight, *sum);
                }
            }
        }
        for (k, sums) in sums.iter().enumerate() {
            for (i, &sum) in sums.iter().enumerate() {
                // SAFETY: k < FOLD and start + PART · LANES ≤ width.
                unsafe {
                    _mm512_storeu_ps(out.as_mut_ptr().add(k * width + start + i * LANES), sum);
                }
            }
        }
    }
}

/// # Safety
///
/// As for [`fourfold_avx512`].
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
unsafe fn fourfold_avx2(rows: &[f32], factors: &[[f32; FOLD]], out: &mut [f32]) {
    use std::arch::x86_64::{
        _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_set1_ps, _mm256_setzero_ps, _mm256_storeu_ps,
    };
    const LANES: usize = 8;
    // Four times three sums, three weights and a factor: the sixteen registers there are.
    const PART: usize = 3;
    let width = out.len() / FOLD;
    for start in (0..width).step_by(PART * LANES) {
        let mut sums = [[_mm256_setzero_ps(); PART]; FOLD];
        for (row, factors) in factors.iter().enumerate() {
            // SAFETY: the caller vouches for the rows; PART · LANES divides BLOCK.
            let weights: [_; PART] = std::array::from_fn(|i| unsafe {
                _mm256_loadu_ps(rows.as_ptr().add(row * width + start + i * LANES))
            });
            for (sums, &factor) in sums.iter_mut().zip(factors) {
                let factor = _mm256_set1_ps(factor);
                for (sum, &weight) in sums.iter_mut().zip(&weights) {
                    *sum = _mm256_fmadd_ps(factor, weight, *sum);
                }
            }
        }
        for (k, sums) in sums.iter().enumerate() {
            for (i, &sum) in sums.iter().enumerate() {
                // SAFETY: k < FOLD and start + PART · LANES ≤ width.
                unsafe {
                    _mm256_storeu_ps(out.as_mut_ptr().add(k * width + start + i * LANES), sum);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn four_sums_at_once_are_the_four_sums() {
        let rows: Vec<f32> = (0..5 * BLOCK)
            .map(|i| (i % 89) as f32 / 9.0 - 4.0)
            .collect();
        let factors: Vec<[f32; FOLD]> = (0..5)
            .map(|row| std::array::from_fn(|k| row as f32 - 1.5 * k as f32))
            .collect();
        let mut units = vec![Unit::Portable, Unit::detect()];
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            units.push(Unit::Avx2);
        }
        for unit in units {
            let mut found = vec![1.0; FOLD * BLOCK];
            unit.sum_rows_fourfold(&rows, &factors, &mut found);
            for (k, sums) in found.chunks_exact(BLOCK).enumerate() {
                let picks: Vec<Pick> = (0..5).map(|row| (row as u32, factors[row][k])).collect();
                let mut expected = [0.0; BLOCK];
                Unit::Portable.sum_rows(&rows, &picks, &mut expected);
                for (a, b) in expected.iter().zip(sums) {
                    assert!((a - b).abs() < 1e-3, "{unit:?} {k}: {a} {b}");
                }
            }
        }
    }
    use super::*;

    #[test]
    fn all_units_agree() {
        let rows: Vec<f32> = (0..7 * BLOCK * 2)
            .map(|i| (i % 97) as f32 / 7.0 - 6.0)
            .collect();
        let picks = [(0, 1.5), (6, -0.25), (3, 2.0)];
        let mut expected = [0.0; BLOCK * 2];
        Unit::Portable.sum_rows(&rows, &picks, &mut expected);
        let mut found = [1.0; BLOCK * 2];
        Unit::detect().sum_rows(&rows, &picks, &mut found);
        for (a, b) in expected.iter().zip(&found) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            Unit::Avx2.sum_rows(&rows, &picks, &mut found);
            for (a, b) in expected.iter().zip(&found) {
                assert!((a - b).abs() < 1e-4, "{a} {b}");
            }
        }
        Unit::detect().sum_rows(&rows, &[], &mut found);
        assert!(found.iter().all(|&sum| sum == 0.0));
    }
}
