//! The night window: the street's sky and roofs, frame and sill, and a beaker with sprigs.
//!
//! Also says where the glass is clear, so that the street's moving lights stay behind everything.

use super::canvas::{Canvas, Surface};
use super::color::{INK, PAPER, Rgb, SAGE, TERRACOTTA, WALNUT};
use super::shape::{hash, leaf, rounded_box, segment, smoothstep};
use super::still_life::{BEAKER, pot};

/// The window's opening: middle and half size.
pub(super) const WINDOW: (f32, f32, f32, f32) = (112.0, 92.0, 66.0, 78.0);

/// Paints frame, glass, sill and what stands on it.
pub(super) fn paint(canvas: &mut Canvas) {
    let (cx, cy, w, h) = WINDOW;
    canvas.shade((cx - 90.0, cy - 100.0, cx + 104.0, cy + 118.0), |x, y| {
        0.55 + 0.45
            * smoothstep(
                -2.0,
                16.0,
                rounded_box(x - cx - 4.0, y - cy - 5.0, w + 5.0, h + 5.0, 3.0),
            )
    });
    let cover = canvas.coverage();
    canvas.paint(
        (cx - w - 8.0, cy - h - 8.0, cx + w + 8.0, cy + h + 8.0),
        |x, y| {
            let d = rounded_box(x - cx, y - cy, w + 5.0, h + 5.0, 2.0);
            let lit = 1.0 - 0.35 * smoothstep(-5.0, 0.0, d);
            (
                cover(d),
                Surface::matt(WALNUT * 0.82, 0.85 * lit, 0.8, 0.75 * lit),
            )
        },
    );
    canvas.paint((cx - w, cy - h, cx + w, cy + h), |x, y| {
        let d = rounded_box(x - cx, y - cy, w, h, 1.0);
        let up = ((cy + h - y) / (2.0 * h)).clamp(0.0, 1.0);
        let sky = Rgb(0.30, 0.235, 0.27).mix(Rgb(0.085, 0.115, 0.185), smoothstep(0.1, 0.75, up));
        let block = (x / 17.0).floor();
        let roof = 0.16 + 0.2 * hash(block as i32, 7) + 0.02 * (x * 0.12).sin();
        let houses = smoothstep(roof + 0.012, roof - 0.012, up);
        let night = sky.mix(INK * 0.62, houses);
        // The frame's inner edge throws a line of shade on the glass.
        let edge = 0.72 + 0.28 * smoothstep(0.0, -7.0, d);
        let mut s = Surface::glowing(night * edge);
        s.albedo = Rgb(0.10, 0.10, 0.10);
        s.key = 0.35;
        (cover(d), s)
    });
    canvas.paint((cx - w, cy - h, cx + w, cy + h), |x, y| {
        (cover(bars(x, y)), Surface::matt(WALNUT * 0.75, 0.8, 0.8, 0.6))
    });
    let sill = cy + h + 8.0;
    canvas.paint((cx - w - 16.0, sill - 8.0, cx + w + 16.0, sill + 8.0), |x, y| {
        let d = rounded_box(x - cx, y - sill, w + 13.0, 4.0, 1.5);
        let top = smoothstep(1.0, -1.5, y - sill);
        (
            cover(d),
            Surface::matt(WALNUT, 0.6 + 0.4 * top, 0.9, 0.45 + 0.5 * top),
        )
    });
    pot(
        canvas,
        BEAKER,
        (78.0, sill - 3.0),
        0.3,
        TERRACOTTA * 0.6,
        |_, h| TERRACOTTA.mix(PAPER, 0.75 * smoothstep(0.70, 0.72, h)),
    );
    for (i, lean_and_height) in SPRIGS.into_iter().enumerate() {
        canvas.paint((40.0, sill - 100.0, 120.0, sill - 20.0), |x, y| {
            let tone = SAGE * (0.72 + 0.12 * i as f32);
            (
                cover(sprig(lean_and_height, x, y)),
                Surface::matt(tone, 0.85, 0.8, 0.85),
            )
        });
    }
}

/// The sprigs on the sill: their lean and height, and where they stand.
const SPRIGS: [(f32, f32); 3] = [(-15.0, 52.0), (1.0, 64.0), (17.0, 46.0)];
const SPRIG_FOOT: (f32, f32) = (78.0, 154.0);

/// Distance to sprig `(lean, tall)`: a twig with leaves to either side.
fn sprig((lean, tall): (f32, f32), x: f32, y: f32) -> f32 {
    let (foot, head) = (SPRIG_FOOT, (SPRIG_FOOT.0 + lean, SPRIG_FOOT.1 - tall));
    let mut d = segment(x, y, foot, head) - 0.6;
    for k in 0..9 {
        let t = 0.28 + 0.09 * k as f32;
        let side = if k % 2 == 0 { 1.0f32 } else { -1.0 };
        let angle = -1.57 + lean * 0.018 + side * (0.9 - 0.06 * k as f32);
        let (sin, cos) = angle.sin_cos();
        let middle = (foot.0 + lean * t + cos * 6.5, foot.1 - tall * t + sin * 6.5);
        d = d.min(leaf(x - middle.0, y - middle.1, 7.0, 2.0, (cos, sin)));
    }
    d
}

/// How far a point lies behind clear glass: distance to the nearest thing in front of the street.
pub(super) fn street_view(x: f32, y: f32) -> f32 {
    let (cx, cy, w, h) = WINDOW;
    let beaker = rounded_box(x - 78.0, y - 164.0, 11.5, 13.0, 2.0);
    let sprigs = SPRIGS.iter().fold(beaker, |d, s| d.min(sprig(*s, x, y)));
    sprigs
        .min(bars(x, y))
        .min(-rounded_box(x - cx, y - cy, w, h, 1.0))
}

/// Distance to the window's bars.
fn bars(x: f32, y: f32) -> f32 {
    let (cx, cy, w, h) = WINDOW;
    let across = rounded_box(x - cx, y - cy + 20.0, w + 1.0, 2.0, 0.5);
    across.min(rounded_box(x - cx, y - cy, 2.0, h + 1.0, 0.5))
}
