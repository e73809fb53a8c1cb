//! The canvas on which everything that stands still is painted once, in two layers of light.
//!
//! `base` is what is seen without the sweeping light, `key` what that light adds at full strength,
//! so that a frame is `base + gain * key` and nothing is shaded twice. Knows no objects.

use super::color::{AMBIENT, KEY, LAMP, Rgb};

/// A rectangle in layout units: left, top, right, bottom.
pub(super) type Bounds = (f32, f32, f32, f32);

/// What a surface looks like and how much of each light reaches it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surface {
    pub(super) albedo: Rgb,
    pub(super) ambient: f32,
    pub(super) lamp: f32,
    pub(super) key: f32,
    /// Light of its own.
    pub(super) glow: Rgb,
}

impl Surface {
    /// A matt surface under all three lights.
    pub(super) fn matt(albedo: Rgb, ambient: f32, lamp: f32, key: f32) -> Surface {
        Surface {
            albedo,
            ambient,
            lamp,
            key,
            glow: Rgb::BLACK,
        }
    }

    /// Something that shines by itself, or a graphic that no light touches.
    pub(super) fn glowing(glow: Rgb) -> Surface {
        Surface {
            glow,
            ..Surface::matt(Rgb::BLACK, 0.0, 0.0, 0.0)
        }
    }
}

/// Two layers of colour for a picture of `width` x `height` pixels, addressed in layout units.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Pixels per layout unit.
    pub(super) scale: f32,
    /// Layout x of the left edge: 0 at 16:9.
    pub(super) left: f32,
    pub(super) base: Vec<Rgb>,
    pub(super) key: Vec<Rgb>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize) -> Canvas {
        let scale = height as f32 / 360.0;
        Canvas {
            width,
            height,
            scale,
            left: 320.0 - width as f32 / scale / 2.0,
            base: vec![Rgb::BLACK; width * height],
            key: vec![Rgb::BLACK; width * height],
        }
    }

    /// The whole canvas in layout units.
    pub(super) fn all(&self) -> Bounds {
        (self.left, 0.0, self.left + self.width as f32 / self.scale, 360.0)
    }

    /// How much of a pixel lies inside an edge, as a function of the signed distance in layout
    /// units.
    pub(super) fn coverage(&self) -> impl Fn(f32) -> f32 + Copy + use<> {
        let scale = self.scale;
        move |d| (0.5 - d * scale).clamp(0.0, 1.0)
    }

    /// Calls `paint` with the centre of every pixel in `bounds` (layout units); it answers with
    /// how much of the pixel is covered (`0.0..=1.0`) and by what.
    pub(super) fn paint(&mut self, bounds: Bounds, paint: impl Fn(f32, f32) -> (f32, Surface)) {
        self.each(bounds, |x, y, base, key| {
            let (cover, s) = paint(x, y);
            if cover > 0.0 {
                let lit = AMBIENT * s.ambient + LAMP * (s.lamp * lamp_light(x, y));
                *base = base.mix(s.albedo * lit + s.glow, cover);
                *key = key.mix(s.albedo * KEY * s.key, cover);
            }
        });
    }

    /// Multiplies what is there by `shade`'s answer: soft shadows.
    pub(super) fn shade(&mut self, bounds: Bounds, shade: impl Fn(f32, f32) -> f32) {
        self.each(bounds, |x, y, base, key| {
            let k = shade(x, y);
            *base = *base * (0.5 + 0.5 * k);
            *key = *key * k;
        });
    }

    fn each(&mut self, bounds: Bounds, mut visit: impl FnMut(f32, f32, &mut Rgb, &mut Rgb)) {
        let pixel = |v: f32, end: usize| (v.max(0.0) as usize).min(end);
        let x0 = pixel((bounds.0 - self.left) * self.scale, self.width);
        let x1 = pixel(((bounds.2 - self.left) * self.scale).ceil(), self.width);
        let y0 = pixel(bounds.1 * self.scale, self.height);
        let y1 = pixel((bounds.3 * self.scale).ceil(), self.height);
        for py in y0..y1 {
            let y = (py as f32 + 0.5) / self.scale;
            for px in x0..x1 {
                let x = (px as f32 + 0.5) / self.scale + self.left;
                let i = py * self.width + px;
                visit(x, y, &mut self.base[i], &mut self.key[i]);
            }
        }
    }
}

/// Where the lamp's bulb is, in layout units.
pub(super) const BULB: (f32, f32) = (552.0, 176.0);

/// How much of the lamp's light reaches a point of the room, `0.0..=1.0`.
pub(super) fn lamp_light(x: f32, y: f32) -> f32 {
    let d = ((x - BULB.0) / 150.0).hypot((y - BULB.1 - 14.0) / 118.0);
    1.0 / (1.0 + d * d * 2.2) * (1.25 - 0.25 * d).clamp(0.15, 1.0)
}
