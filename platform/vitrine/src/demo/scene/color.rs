//! Colour: the scene's small palette and the way into Y'CbCr.
//!
//! Colours are gamma-encoded sRGB in `0.0..=1.0`; light is multiplied in that same space, which is
//! not physics but is what a still life of a few flat colours needs. Knows nothing of shapes.

use std::ops::{Add, Mul};

/// Gamma-encoded red, green and blue; may leave `0.0..=1.0` in the middle of a sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rgb(pub(super) f32, pub(super) f32, pub(super) f32);

/// Near-black with a breath of blue.
pub(super) const INK: Rgb = Rgb(0.110, 0.133, 0.188);
/// Warm white.
pub(super) const PAPER: Rgb = Rgb(0.949, 0.914, 0.855);
/// Fired clay.
pub(super) const TERRACOTTA: Rgb = Rgb(0.776, 0.408, 0.251);
/// Lamp stems, rims, the clock's digits.
pub(super) const BRASS: Rgb = Rgb(0.800, 0.616, 0.320);
/// Grey-green glaze.
pub(super) const SAGE: Rgb = Rgb(0.561, 0.624, 0.518);
/// The table's wood.
pub(super) const WALNUT: Rgb = Rgb(0.480, 0.325, 0.226);

/// Light that is there without any lamp: cool and low.
pub(super) const AMBIENT: Rgb = Rgb(0.400, 0.415, 0.455);
/// The sweeping light at full strength.
pub(super) const KEY: Rgb = Rgb(0.900, 0.715, 0.500);
/// The table lamp at its brightest.
pub(super) const LAMP: Rgb = Rgb(0.860, 0.585, 0.315);

impl Rgb {
    pub(super) const BLACK: Rgb = Rgb(0.0, 0.0, 0.0);

    /// `self` at `t = 0`, `other` at `t = 1`.
    pub(super) fn mix(self, other: Rgb, t: f32) -> Rgb {
        self * (1.0 - t) + other * t
    }

    /// Y', Cb and Cr by BT.709 for a limited-range picture, without the offsets 16 and 128: luma in
    /// `0..=219`, chroma in `-112..=112` for colours that can be shown.
    pub(super) fn ycbcr(self) -> [f32; 3] {
        let Rgb(r, g, b) = self;
        let luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        [
            219.0 * luma,
            224.0 * (b - luma) / 1.8556,
            224.0 * (r - luma) / 1.5748,
        ]
    }
}

impl Add for Rgb {
    type Output = Rgb;

    fn add(self, o: Rgb) -> Rgb {
        Rgb(self.0 + o.0, self.1 + o.1, self.2 + o.2)
    }
}

/// A colour under a coloured light.
impl Mul for Rgb {
    type Output = Rgb;

    fn mul(self, o: Rgb) -> Rgb {
        Rgb(self.0 * o.0, self.1 * o.1, self.2 * o.2)
    }
}

impl Mul<f32> for Rgb {
    type Output = Rgb;

    fn mul(self, k: f32) -> Rgb {
        Rgb(self.0 * k, self.1 * k, self.2 * k)
    }
}
