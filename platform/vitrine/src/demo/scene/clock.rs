//! The burnt-in clock, HH:MM:SS.mmm, in a seven-segment face on a small ink plaque.

use super::canvas::{Canvas, Surface};
use super::color::{BRASS, INK, Rgb};
use super::shape::{rounded_box, segment, smoothstep};
use super::{I420, WallClock};

/// The plaque: middle and half size in layout units. A player's buttons lie over the lowest 50 units.
const PLAQUE: (f32, f32, f32, f32) = (552.0, 288.0, 77.0, 15.0);
/// A digit's advance, and that of `:` and `.`.
const WIDE: f32 = 13.0;
const NARROW: f32 = 6.5;
/// Half a digit's size, the stroke's half width, and the face's slant.
const HALF: (f32, f32) = (3.7, 7.6);
const STROKE: f32 = 1.05;
const SLANT: f32 = 0.10;
/// Segments a to g: both ends in halves of a digit, right and down.
const SEGMENTS: [((f32, f32), (f32, f32)); 7] = [
    ((-1.0, -1.0), (1.0, -1.0)),
    ((1.0, -1.0), (1.0, 0.0)),
    ((1.0, 0.0), (1.0, 1.0)),
    ((-1.0, 1.0), (1.0, 1.0)),
    ((-1.0, 0.0), (-1.0, 1.0)),
    ((-1.0, -1.0), (-1.0, 0.0)),
    ((-1.0, 0.0), (1.0, 0.0)),
];
/// Which segments a digit lights, a in the lowest bit.
const DIGITS: [u8; 10] = [0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F];
/// What is lit.
const LIT: Rgb = Rgb(1.0, 0.86, 0.58);

/// Glyph masks for one scale.
#[derive(Debug)]
pub(super) struct Face {
    /// Coverage of `0` to `9`, `:` and `.`, row by row.
    glyphs: Vec<Vec<f32>>,
    /// A glyph's width and height in pixels.
    cell: (usize, usize),
    /// Left edge of each of the twelve characters, and the top of them all, in pixels.
    places: [usize; 12],
    top: usize,
}

/// Paints the plaque with its unlit segments.
pub(super) fn paint_plaque(canvas: &mut Canvas) {
    let (cx, cy, w, h) = PLAQUE;
    let cover = canvas.coverage();
    canvas.shade(
        (cx - w - 14.0, cy - h - 12.0, cx + w + 16.0, cy + h + 18.0),
        |x, y| 0.5 + 0.5 * smoothstep(-2.0, 10.0, rounded_box(x - cx - 1.0, y - cy - 2.0, w, h, 6.0)),
    );
    canvas.paint(
        (cx - w - 2.0, cy - h - 2.0, cx + w + 2.0, cy + h + 2.0),
        |x, y| {
            let d = rounded_box(x - cx, y - cy, w, h, 6.0);
            let edge = smoothstep(1.3, 0.5, (d + 1.6).abs());
            (cover(d), Surface::glowing((INK * 0.62).mix(BRASS, 0.5 * edge)))
        },
    );
}

impl Face {
    pub(super) fn new(canvas: &Canvas) -> Face {
        let scale = canvas.scale;
        let cell = (
            (WIDE * scale).ceil() as usize,
            (2.0 * (HALF.1 + 2.5) * scale).ceil() as usize,
        );
        let glyphs = (0..12).map(|glyph| mask(glyph, scale, cell)).collect();
        let mut x = PLAQUE.0 - canvas.left - (9.0 * WIDE + 3.0 * NARROW) / 2.0;
        let places = std::array::from_fn(|i| {
            let at = x;
            x += if matches!(i, 2 | 5 | 8) { NARROW } else { WIDE };
            (at * scale).max(0.0) as usize
        });
        Face {
            glyphs,
            cell,
            places,
            top: ((PLAQUE.1 - HALF.1 - 2.5) * scale) as usize,
        }
    }

    /// Draws the time over the plaque.
    pub(super) fn draw(&self, wall: WallClock, frame: &mut I420) {
        let two = |v: u8| [usize::from(v / 10 % 10), usize::from(v % 10)];
        let ([h1, h2], [m1, m2], [s1, s2]) = (two(wall.h), two(wall.m), two(wall.s));
        let ms = usize::from(wall.ms);
        let text = [
            h1,
            h2,
            10,
            m1,
            m2,
            10,
            s1,
            s2,
            11,
            ms / 100 % 10,
            ms / 10 % 10,
            ms % 10,
        ];
        let [y, u, v] = LIT.ycbcr();
        let color = [y + 16.0, u + 128.0, v + 128.0];
        for (glyph, left) in text.into_iter().zip(self.places) {
            for (row, line) in self.glyphs[glyph].chunks_exact(self.cell.0).enumerate() {
                for (column, &k) in line.iter().enumerate() {
                    let (px, py) = (left + column, self.top + row);
                    if k > 0.0 && px < frame.width && py < frame.height {
                        frame.blend(px, py, color, k);
                    }
                }
            }
        }
    }
}

/// Coverage of one glyph: a digit, 10 for the colon, 11 for the point.
fn mask(glyph: usize, scale: f32, (width, height): (usize, usize)) -> Vec<f32> {
    let mut out = Vec::with_capacity(width * height);
    for py in 0..height {
        for px in 0..width {
            let y = (py as f32 + 0.5) / scale - HALF.1 - 2.5;
            let x = (px as f32 + 0.5) / scale + y * SLANT;
            let cover = |d: f32| (0.5 - (d - STROKE) * scale).clamp(0.0, 1.0);
            out.push(match DIGITS.get(glyph) {
                Some(lit) => digit(x - WIDE / 2.0, y, *lit, cover),
                None if glyph == 10 => cover((x - NARROW / 2.0).hypot(y.abs() - 3.2) - 0.3),
                None => cover((x - NARROW / 2.0).hypot(y - HALF.1) - 0.3),
            });
        }
    }
    out
}

/// Lit segments shine; the others are there, faintly, as on the real thing.
fn digit(x: f32, y: f32, lit: u8, cover: impl Fn(f32) -> f32) -> f32 {
    let mut k: f32 = 0.0;
    for (i, (from, to)) in SEGMENTS.into_iter().enumerate() {
        // Segments stop short of each other.
        let short =
            |p: f32, q: f32, half: f32| p * half - (p - q).signum() * f32::from(u8::from(p != q)) * 0.95;
        let a = (short(from.0, to.0, HALF.0), short(from.1, to.1, HALF.1));
        let b = (short(to.0, from.0, HALF.0), short(to.1, from.1, HALF.1));
        let strength = if lit >> i & 1 == 1 { 1.0 } else { 0.07 };
        k = k.max(cover(segment(x, y, a, b)) * strength);
    }
    k
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_glyph_looks_different() {
        let face = Face::new(&Canvas::new(640, 360));
        for (i, a) in face.glyphs.iter().enumerate() {
            for b in &face.glyphs[i + 1..] {
                let difference: f32 = a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum();
                assert!(difference > 4.0, "glyph {i} is like another: {difference}");
            }
        }
    }

    #[test]
    fn the_time_stays_on_its_plaque() {
        let mut frame = I420::new(640, 360);
        let before = frame.clone();
        Face::new(&Canvas::new(640, 360)).draw(
            WallClock {
                h: 23,
                m: 59,
                s: 58,
                ms: 888,
            },
            &mut frame,
        );
        assert_ne!(frame, before);
        for (i, (a, b)) in frame.y.iter().zip(&before.y).enumerate() {
            let (dx, dy) = ((i % 640) as f32 - PLAQUE.0, (i / 640) as f32 - PLAQUE.1);
            assert!(
                a == b || (dx.abs() < PLAQUE.2 && dy.abs() < PLAQUE.3),
                "{dx} {dy}"
            );
        }
    }
}
