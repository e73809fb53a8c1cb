//! What floats: dust in the light, and the lights of the street, out of focus, behind the window.

use std::f32::consts::TAU;
use std::time::Duration;

use super::I420;
use super::color::{BRASS, PAPER, Rgb, SAGE, TERRACOTTA};
use super::light::Field;
use super::shape::{hash, smoothstep};
use super::window::{WINDOW, street_view};

/// Motes in the air.
const MOTES: i32 = 46;
/// Street lights.
const LIGHTS: i32 = 16;

/// A soft disc laid over the picture.
struct Disc {
    x: f32,
    y: f32,
    radius: f32,
    /// Width of its edge.
    soft: f32,
    strength: f32,
    color: Rgb,
}

/// Layout units to pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub(super) per_unit: f32,
    pub(super) left: f32,
}

/// Where the window's glass is clear: twigs and bars stand before the street's lights.
#[derive(Debug)]
pub(super) struct Glass {
    left: usize,
    top: usize,
    width: usize,
    clear: Vec<f32>,
}

impl Glass {
    pub(super) fn new(scale: Scale) -> Glass {
        let (cx, cy, w, h) = WINDOW;
        let pixel = |v: f32| (v.max(0.0) * scale.per_unit) as usize;
        let (left, top) = (pixel(cx - w - scale.left), pixel(cy - h));
        let (width, height) = (pixel(2.0 * w), pixel(2.0 * h));
        let mut clear = Vec::with_capacity(width * height);
        for py in top..top + height {
            for px in left..left + width {
                let x = (px as f32 + 0.5) / scale.per_unit + scale.left;
                let y = (py as f32 + 0.5) / scale.per_unit;
                clear.push(smoothstep(0.0, 1.2, street_view(x, y)));
            }
        }
        Glass {
            left,
            top,
            width,
            clear,
        }
    }

    fn at(&self, px: usize, py: usize) -> f32 {
        let (x, y) = (px.wrapping_sub(self.left), py.wrapping_sub(self.top));
        if x >= self.width {
            return 0.0;
        }
        y.checked_mul(self.width)
            .and_then(|line| self.clear.get(line + x))
            .copied()
            .unwrap_or(0.0)
    }
}

/// Draws the street's lights; they drift a little and brighten and dim.
pub(super) fn street(at: Duration, scale: Scale, glass: &Glass, frame: &mut I420) {
    let t = seconds(at);
    let (cx, cy, w, h) = WINDOW;
    for i in 0..LIGHTS {
        let along = (hash(i, 11) + t * 0.0035 * (0.4 + hash(i, 12))).fract();
        let radius = 4.0 + 5.0 * hash(i, 13);
        let near_edge = smoothstep(0.0, 0.12, along) * smoothstep(1.0, 0.88, along);
        let breath = 0.68 + 0.32 * (t * (0.25 + 0.5 * hash(i, 14)) + 9.0 * hash(i, 15)).sin();
        let color = [BRASS, TERRACOTTA, PAPER, BRASS, SAGE][(i % 5) as usize];
        let disc = Disc {
            x: cx - w + radius + along * 2.0 * (w - radius),
            y: cy + h * (0.16 + 0.62 * hash(i, 16)),
            radius,
            soft: 1.6,
            strength: 0.46 * breath * near_edge,
            color,
        };
        disc.draw(scale, frame, |px, py| glass.at(px, py));
    }
}

/// Draws the dust, brightest where the sweeping light is.
pub(super) fn dust(at: Duration, scale: Scale, light: &Field<'_>, frame: &mut I420) {
    let t = seconds(at);
    for i in 0..MOTES {
        let depth = hash(i, 21);
        let life = (t * (0.012 + 0.014 * depth) + hash(i, 22)).fract();
        let wander =
            |salt: i32, slow: f32| (t * slow * (0.5 + hash(i, salt)) + TAU * hash(i, salt + 1)).sin();
        let x = 110.0 + 430.0 * hash(i, 23) + 16.0 * wander(24, 0.35) + 40.0 * (life - 0.5);
        let y = 268.0 - 250.0 * ((hash(i, 28) + 0.4 * life).fract()) + 9.0 * wander(26, 0.5);
        let px = (((x - scale.left) * scale.per_unit) as usize).min(frame.width - 1);
        let py = ((y.max(0.0) * scale.per_unit) as usize).min(frame.height - 1);
        let lit = light.at(px, py);
        let fade = smoothstep(0.0, 0.15, life) * smoothstep(1.0, 0.85, life);
        let near = depth > 0.8;
        let disc = Disc {
            x,
            y,
            radius: if near { 2.2 } else { 0.7 + 0.6 * depth },
            soft: if near { 2.4 } else { 0.8 },
            strength: fade * lit * lit * if near { 0.20 } else { 0.55 },
            color: Rgb(1.0, 0.88, 0.70),
        };
        disc.draw(scale, frame, |_, _| 1.0);
    }
}

/// Seconds, folded so that single precision keeps its small steps for weeks on end.
fn seconds(at: Duration) -> f32 {
    (at.as_secs_f64() % 36_000.0) as f32
}

impl Disc {
    fn draw(&self, scale: Scale, frame: &mut I420, mask: impl Fn(usize, usize) -> f32) {
        let reach = self.radius + self.soft;
        let pixel = |v: f32, end: usize| ((v * scale.per_unit).max(0.0) as usize).min(end);
        let x0 = pixel(self.x - reach - scale.left, frame.width) & !1;
        let x1 = pixel(self.x + reach - scale.left + 1.0, frame.width);
        let y0 = pixel(self.y - reach, frame.height) & !1;
        let y1 = pixel(self.y + reach + 1.0, frame.height);
        let [luma, blue, red] = self.color.ycbcr();
        for py in y0..y1 {
            let y = (py as f32 + 0.5) / scale.per_unit;
            for px in x0..x1 {
                let x = (px as f32 + 0.5) / scale.per_unit + scale.left;
                let d = (x - self.x).hypot(y - self.y);
                let k = self.strength * mask(px, py) * smoothstep(reach, self.radius - self.soft * 0.5, d);
                if k > 0.0 {
                    frame.blend(px, py, [luma + 16.0, blue + 128.0, red + 128.0], k);
                }
            }
        }
    }
}
