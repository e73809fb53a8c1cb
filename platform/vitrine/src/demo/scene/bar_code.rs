//! The bar code strip along the bottom edge: the wall clock in a form that a program can read
//! back from a decoded picture, to measure the delay from glass to glass.
//!
//! # Layout
//!
//! The strip is as wide as the picture and `24 * height / 360` pixels high (24 at 640x360, 48 at
//! 1280x720), flush with the bottom edge. It has 32 columns of equal width and two rows of equal
//! height. Column `i` (from the left) carries bit `31 - i` of a 32-bit word: for a 1 the upper
//! block is white and the lower one black, for a 0 the other way round. Each bit is therefore a
//! comparison of two neighbours, and needs no threshold: loss of contrast, a shift in brightness
//! or a light gradient don't matter.
//!
//! The word is `milliseconds << 8 | check`: the wall clock's milliseconds since midnight modulo
//! 2^24 (it wraps after 4 h 39 min) and a CRC-8 of those three bytes, highest first (polynomial
//! 0x07, initial value 0xFF, not reflected, no final exclusive or).
//!
//! # Reading it in a browser
//!
//! ```js
//! /** @param {ImageData} image the whole picture @returns {number | null} milliseconds mod 2^24 */
//! function readBarCode({ data, width, height }) {
//!   const row = 12 * height / 360, column = width / 32;
//!   const mean = (i, r) => {
//!     let sum = 0, n = 0;
//!     for (let y = Math.ceil(height - (2 - r - 0.3) * row); y < height - (2 - r - 0.7) * row; y++)
//!       for (let x = Math.ceil((i + 0.3) * column); x < (i + 0.7) * column; x++, n++)
//!         sum += data[4 * (y * width + x) + 1];
//!     return sum / n;
//!   };
//!   let word = 0;
//!   for (let i = 0; i < 32; i++) {
//!     const difference = mean(i, 0) - mean(i, 1);
//!     if (Math.abs(difference) < 12) return null;
//!     word = (word << 1 | (difference > 0 ? 1 : 0)) >>> 0;
//!   }
//!   let crc = 0xff;
//!   for (const shift of [24, 16, 8]) {
//!     crc ^= word >>> shift & 0xff;
//!     for (let b = 0; b < 8; b++) crc = (crc << 1 ^ (crc & 0x80 ? 0x07 : 0)) & 0xff;
//!   }
//!   return crc === (word & 0xff) ? word >>> 8 : null;
//! }
//! ```

/// Blocks side by side, one bit each.
const COLUMNS: usize = 32;
/// Luma of a white block: paper, not glare.
const WHITE: u8 = 214;
/// Luma of a black block: ink.
const BLACK: u8 = 30;
/// Levels of luma by which two blocks must differ to count as a bit.
const LEAST_DIFFERENCE: i32 = 12;

/// The strip's height in pixels for a picture of `height` pixels.
pub(super) fn strip_height(height: usize) -> usize {
    2 * row_height(height)
}

fn row_height(height: usize) -> usize {
    (12 * height / 360).max(1)
}

fn crc8(millis: u32) -> u8 {
    let [_, bytes @ ..] = millis.to_be_bytes();
    bytes.iter().fold(0xFF, |crc, byte| {
        (0..8).fold(crc ^ byte, |crc: u8, _| {
            (crc << 1) ^ if crc & 0x80 == 0 { 0 } else { 0x07 }
        })
    })
}

/// Writes `millis` modulo 2^24 into the luma plane; the chroma under it must be neutral already.
pub(super) fn draw(y_plane: &mut [u8], width: usize, height: usize, millis: u32) {
    let millis = millis & 0xFF_FFFF;
    let word = (millis << 8) | u32::from(crc8(millis));
    let row = row_height(height);
    for (r, top) in [(0, height - 2 * row), (1, height - row)] {
        let lines = &mut y_plane[top * width..(top + row) * width];
        for i in 0..COLUMNS {
            let one = (word >> (COLUMNS - 1 - i)) & 1 == 1;
            lines[i * width / COLUMNS..(i + 1) * width / COLUMNS].fill(if one == (r == 0) {
                WHITE
            } else {
                BLACK
            });
        }
        let (first, rest) = lines.split_at_mut(width);
        for line in rest.chunks_exact_mut(width) {
            line.copy_from_slice(first);
        }
    }
}

/// Reads the strip back from a luma plane whose lines start `stride` bytes apart: milliseconds
/// since midnight modulo 2^24, or `None` where there is no strip or it is too damaged to trust.
#[cfg_attr(not(test), expect(dead_code, reason = "measuring is for tests and pages"))]
pub(crate) fn read_bar_code(y_plane: &[u8], stride: usize, width: usize, height: usize) -> Option<u32> {
    let row = row_height(height);
    let fits = stride >= width && height >= 2 * row && y_plane.len() >= stride * height;
    if width < COLUMNS * 4 || row < 4 || !fits {
        return None;
    }
    // The middle of a block only: its edges are where compression bleeds.
    let mean = |i: usize, r: usize| {
        let (left, right) = ((10 * i + 3) * width / 320, (10 * i + 7) * width / 320);
        let top = height - (2 - r) * row;
        let lines = top + row * 3 / 10..top + (row * 7).div_ceil(10);
        let count = lines.len() * (right - left);
        let sum: u32 = lines
            .flat_map(|y| &y_plane[y * stride + left..y * stride + right])
            .map(|&v| u32::from(v))
            .sum();
        (sum / count as u32) as i32
    };
    let mut word = 0u32;
    for i in 0..COLUMNS {
        let difference = mean(i, 0) - mean(i, 1);
        if difference.abs() < LEAST_DIFFERENCE {
            return None;
        }
        word = (word << 1) | u32::from(difference > 0);
    }
    (crc8(word >> 8) == word as u8).then_some(word >> 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [(usize, usize); 2] = [(640, 360), (1280, 720)];
    const VALUES: [u32; 6] = [0, 1, 0x55_5555, 0xAA_AAAA, 0xFF_FFFF, 12_345_678];

    fn drawn(width: usize, height: usize, millis: u32) -> Vec<u8> {
        let mut plane = vec![77; width * height];
        draw(&mut plane, width, height, millis);
        plane
    }

    fn blurred(plane: &[u8], width: usize, radius: isize) -> Vec<u8> {
        let height = plane.len() / width;
        let at = |x: isize, y: isize| {
            let (x, y) = (x.clamp(0, width as isize - 1), y.clamp(0, height as isize - 1));
            u32::from(plane[y as usize * width + x as usize])
        };
        let mut out = vec![0; plane.len()];
        for y in height - strip_height(height)..height {
            for x in 0..width {
                let around = (-radius..=radius)
                    .flat_map(|dy| (-radius..=radius).map(move |dx| (dx, dy)))
                    .map(|(dx, dy)| at(x as isize + dx, y as isize + dy));
                out[y * width + x] = (around.sum::<u32>() / (2 * radius as u32 + 1).pow(2)) as u8;
            }
        }
        out
    }

    #[test]
    fn what_is_drawn_reads_back_at_both_sizes() {
        for (w, h) in SIZES {
            for millis in VALUES {
                assert_eq!(read_bar_code(&drawn(w, h, millis), w, w, h), Some(millis));
            }
        }
    }

    #[test]
    fn survives_blur_loss_of_contrast_and_a_gradient() {
        for (w, h) in SIZES {
            for millis in VALUES {
                let mut plane = blurred(&drawn(w, h, millis), w, 3);
                for (i, v) in plane.iter_mut().enumerate() {
                    *v = 60 + *v / 4 + (i % w * 80 / w) as u8;
                }
                assert_eq!(read_bar_code(&plane, w, w, h), Some(millis));
            }
        }
    }

    #[test]
    fn a_longer_stride_is_skipped() {
        let (w, h, stride) = (640, 360, 704);
        let mut padded = vec![0; stride * h];
        for (to, from) in padded.chunks_mut(stride).zip(drawn(w, h, 4711).chunks(w)) {
            to[..w].copy_from_slice(from);
        }
        assert_eq!(read_bar_code(&padded, stride, w, h), Some(4711));
    }

    #[test]
    fn damage_and_other_pictures_are_refused() {
        let (w, h) = (640, 360);
        assert_eq!(read_bar_code(&vec![90; w * h], w, w, h), None);
        assert_eq!(read_bar_code(&[], w, w, h), None);
        assert_eq!(read_bar_code(&drawn(w, h, 5), w, w, 8), None);
        for bit in 0..COLUMNS {
            let mut plane = drawn(w, h, 987_654);
            for line in plane[(h - 24) * w..].chunks_mut(w) {
                for v in &mut line[bit * 20..(bit + 1) * 20] {
                    *v = 244 - *v;
                }
            }
            assert_eq!(read_bar_code(&plane, w, w, h), None, "one flipped bit: {bit}");
        }
    }

    #[test]
    fn values_wrap_at_24_bits() {
        assert_eq!(
            read_bar_code(&drawn(640, 360, (1 << 24) + 9), 640, 640, 360),
            Some(9)
        );
    }
}
