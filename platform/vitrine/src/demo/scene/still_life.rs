//! The still life: wall, shelf, table, linen, lamp and pots, painted once.
//!
//! Painted back to front; each thing casts its own soft shadow. Knows no time.

use super::canvas::{BULB, Canvas, Surface, lamp_light};
use super::color::{BRASS, INK, KEY, LAMP, PAPER, Rgb, SAGE, TERRACOTTA, WALNUT};
use super::lathe::{self, Part, Profile};
use super::shape::{ellipse, noise, rounded_box, smoothstep};
use super::window;

/// The table's far edge.
const HORIZON: f32 = 236.0;
/// The middle of the turntable.
pub(super) const TURNTABLE: (f32, f32) = (320.0, 288.0);
const BOTTLE: Profile = &[
    (0.0, 9.0),
    (10.0, 14.0),
    (24.0, 12.0),
    (34.0, 4.5),
    (48.0, 4.0),
    (51.0, 6.0),
];
pub(super) const BEAKER: Profile = &[(0.0, 9.0), (4.0, 10.5), (24.0, 11.5)];
const ROUND: Profile = &[(0.0, 8.0), (12.0, 17.0), (24.0, 12.0), (29.0, 6.5), (32.0, 7.5)];
const DISH: Profile = &[(0.0, 8.0), (3.0, 9.0), (10.0, 19.0), (15.0, 23.0)];
const BOWL: Profile = &[(0.0, 17.0), (3.0, 18.0), (14.0, 34.0), (25.0, 41.0)];
const TEACUP: Profile = &[(0.0, 10.0), (4.0, 13.0), (14.0, 18.5), (24.0, 20.0)];
const STEM: Profile = &[(0.0, 25.0), (3.5, 25.0), (7.0, 13.0), (12.0, 4.0), (74.0, 3.2)];

/// Paints everything that stands still.
pub(super) fn paint(canvas: &mut Canvas) {
    wall(canvas);
    window::paint(canvas);
    shelf(canvas);
    table(canvas);
    runner(canvas);
    folded_linen(canvas);
    lamp(canvas);
    bowls(canvas);
    turntable(canvas);
}

fn wall(canvas: &mut Canvas) {
    canvas.paint(canvas.all(), |x, y| {
        let trowel = noise(x * 0.021, y * 0.034) * 0.6 + noise(x * 0.09 + 40.0, y * 0.12) * 0.4;
        let albedo = Rgb(0.47, 0.485, 0.455) * (0.93 + 0.14 * trowel);
        let corner = 1.0 - 0.42 * smoothstep(120.0, 420.0, (x - 320.0).hypot((y - 150.0) * 1.2));
        let near_table = 1.0 - 0.30 * smoothstep(HORIZON - 46.0, HORIZON, y);
        let shade = corner * near_table;
        (
            1.0,
            Surface::matt(albedo, 0.95 * shade, 1.0 * near_table, 0.92 * near_table),
        )
    });
}

fn shelf(canvas: &mut Canvas) {
    let cover = canvas.coverage();
    let (left, right, top) = (436.0, 606.0, 92.0);
    let middle = (left + right) / 2.0;
    canvas.shade((left - 10.0, top - 4.0, right + 36.0, top + 60.0), |x, y| {
        0.60 + 0.40
            * smoothstep(
                -4.0,
                18.0,
                rounded_box(x - middle - 12.0, y - top - 14.0, 84.0, 9.0, 4.0),
            )
    });
    for (x0, wide, tall) in [
        (462.0, 12.0, 48.0),
        (498.0, 12.0, 28.0),
        (535.0, 16.0, 30.0),
        (579.0, 22.0, 14.0),
    ] {
        canvas.shade((x0 - 20.0, 20.0, x0 + 60.0, top), |x, y| {
            let d = rounded_box(
                x - x0 - 13.0,
                y - top + tall / 2.0 - 3.0,
                wide,
                tall / 2.0,
                wide * 0.6,
            );
            0.58 + 0.42 * smoothstep(-5.0, 9.0, d)
        });
    }
    canvas.paint((left - 2.0, top - 2.0, right + 2.0, top + 9.0), |x, y| {
        let d = rounded_box(x - middle, y - top - 3.0, (right - left) / 2.0, 3.6, 0.8);
        let upper = smoothstep(top + 2.0, top, y);
        let grain = 0.92 + 0.16 * noise(x * 0.05, y * 1.3);
        (
            cover(d),
            Surface::matt(WALNUT * grain, 0.5 + 0.4 * upper, 0.85, 0.45 + 0.5 * upper),
        )
    });
    pot(canvas, BOTTLE, (462.0, top), 0.5, INK, |_, h| {
        PAPER.mix(SAGE, 0.9 * smoothstep(0.52, 0.46, h))
    });
    for (lift, tone) in [(0.0, TERRACOTTA), (13.0, TERRACOTTA.mix(PAPER, 0.35))] {
        pot(
            canvas,
            BEAKER,
            (498.0, top - lift),
            0.35,
            tone * 0.7,
            move |_, h| tone.mix(PAPER, 0.5 * smoothstep(0.8, 0.82, h)),
        );
    }
    pot(canvas, ROUND, (535.0, top), 0.8, INK, |turn, h| {
        let band = smoothstep(0.06, 0.03, (h - 0.62 + 0.02 * (turn * 60.0).sin()).abs());
        Rgb(0.24, 0.29, 0.38).mix(BRASS, 0.8 * band)
    });
    for lift in [0.0, 6.5, 13.0] {
        pot(canvas, DISH, (579.0, top - lift), 0.5, SAGE, move |_, h| {
            SAGE.mix(PAPER, 0.12 + 0.5 * smoothstep(0.86, 0.9, h) + lift * 0.012)
        });
    }
}

fn table(canvas: &mut Canvas) {
    let bounds = (canvas.left, HORIZON, canvas.all().2, 360.0);
    let cover = canvas.coverage();
    canvas.paint(bounds, |x, y| {
        // Boards run across; their grain grows finer towards the far edge.
        let near = (y - HORIZON) / (360.0 - HORIZON);
        let board = (near * 3.2).sqrt() * 2.6;
        let grain = noise(x * 0.012 + board.floor() * 31.0, board * 7.0) * 0.55
            + noise(x * 0.05, board * 26.0) * 0.45;
        let joint = smoothstep(0.0, 0.05, (board.fract() - 0.5).abs() - 0.45);
        let albedo = WALNUT * (0.80 + 0.40 * grain) * (1.0 - 0.35 * joint);
        let corner = 1.0 - 0.45 * smoothstep(150.0, 400.0, (x - 330.0).abs());
        let far = smoothstep(0.0, 5.0, y - HORIZON);
        let mut s = Surface::matt(
            albedo,
            (0.72 + 0.2 * near) * corner,
            0.95,
            0.82 * (0.6 + 0.4 * far),
        );
        let streak = lamp_light(x, BULB.1 + 70.0) * (1.0 - smoothstep(0.0, 0.9, near));
        s.glow = LAMP * (0.11 * streak * (0.5 + grain));
        (cover(HORIZON - y), s)
    });
}

/// Where the runner's edges are at height `y`: its middle and half width.
fn runner_at(y: f32) -> (f32, f32) {
    let near = (y - 242.0) / 118.0;
    (318.0 - 6.0 * near, 98.0 + 66.0 * near + 1.6 * (y * 0.16).sin())
}

fn runner(canvas: &mut Canvas) {
    canvas.shade((120.0, 240.0, 540.0, 360.0), |x, y| {
        let (middle, half) = runner_at(y);
        let d = ((x - middle - 3.0).abs() - half).max(244.0 - y);
        0.62 + 0.38 * smoothstep(-1.0, 8.0, d)
    });
    let cover = canvas.coverage();
    canvas.paint((120.0, 240.0, 520.0, 360.0), |x, y| {
        let (middle, half) = runner_at(y);
        let d = ((x - middle).abs() - half).max(242.5 - y);
        let across = (x - middle) / half;
        let stripe = smoothstep(0.025, 0.012, (across.abs() - 0.86).abs())
            + smoothstep(0.016, 0.006, (across.abs() - 0.80).abs());
        let weave = 0.965 + 0.05 * noise(across * 170.0, y * 0.9) + 0.03 * noise(across * 30.0, y * 2.2);
        // Two long, soft creases from having lain folded.
        let crease = (smoothstep(0.05, 0.0, (across - 0.34).abs())
            - smoothstep(0.05, 0.0, (across - 0.40).abs()))
            + (smoothstep(0.05, 0.0, (across + 0.36).abs()) - smoothstep(0.05, 0.0, (across + 0.30).abs()));
        let albedo = (PAPER * 0.93).mix(TERRACOTTA, 0.75 * stripe.min(1.0)) * weave;
        let relief = 1.0 + 0.07 * crease;
        (
            cover(d),
            Surface::matt(albedo, 0.72, 0.62 * relief, 0.80 * relief),
        )
    });
}

fn folded_linen(canvas: &mut Canvas) {
    let cover = canvas.coverage();
    canvas.shade((30.0, 240.0, 240.0, 312.0), |x, y| {
        0.42 + 0.58 * smoothstep(-4.0, 17.0, ellipse(x - 132.0, y - 289.0, 82.0, 11.0))
    });
    let folds = [
        (PAPER * 0.94, 0.0),
        (SAGE, 3.0),
        (TERRACOTTA.mix(PAPER, 0.15), -2.0),
        (PAPER * 0.97, 1.0),
    ];
    for (i, (tone, shift)) in folds.into_iter().enumerate() {
        let (cx, cy) = (122.0 + shift, 286.0 - 9.6 * i as f32);
        let top_layer = i == folds.len() - 1;
        canvas.paint((40.0, cy - 24.0, 210.0, cy + 7.0), |x, y| {
            let sag = 1.1 * ((x - cx) * 0.05).sin();
            let face = rounded_box(x - cx, y - cy - sag, 70.0, 5.0, 4.8);
            let slope = (y - cy - sag) / 5.0;
            // Each layer is itself folded once: a fine line along its middle.
            let line = smoothstep(1.1, 0.2, (y - cy - sag - 0.4).abs()) * smoothstep(-66.0, -58.0, x - cx);
            let weave = 0.95 + 0.1 * noise(x * 0.9, y * 0.9);
            let turn = 1.0 - 0.24 * smoothstep(44.0, 72.0, x - cx);
            let side = Surface::matt(
                tone * weave * (1.0 - 0.28 * line),
                (0.98 - 0.30 * slope) * turn,
                0.75,
                (0.62 - 0.30 * slope) * turn,
            );
            if !top_layer {
                return (cover(face), side);
            }
            let skew = (y - cy) * 0.5;
            let d = rounded_box(x - cx + skew + 3.0, y - cy + 9.0, 67.0, 9.0, 3.0);
            let hem = smoothstep(0.9, 0.3, (d + 4.5).abs());
            let over = Surface::matt(tone * weave * (1.0 - 0.07 * hem), 1.18, 0.8, 0.93);
            if face < 0.0 && y > cy - 2.0 {
                (cover(face), side)
            } else {
                (cover(d.min(face)), over)
            }
        });
    }
    canvas.shade((80.0, 236.0, 190.0, 262.0), |x, y| {
        0.5 + 0.5 * smoothstep(-2.0, 10.0, ellipse(x - 126.0, y - 250.0, 20.0, 4.0))
    });
    pot(canvas, TEACUP, (116.0, 249.0), 0.6, SAGE * 0.8, |turn, h| {
        let drip = h + 0.05 * (turn * 40.0).sin() + 0.03 * (turn * 97.0).sin();
        (PAPER * 0.97).mix(SAGE, smoothstep(0.52, 0.56, drip))
    });
}

fn lamp(canvas: &mut Canvas) {
    let cover = canvas.coverage();
    canvas.shade((490.0, 236.0, 640.0, 290.0), |x, y| {
        0.5 + 0.5 * smoothstep(-4.0, 12.0, ellipse(x - 560.0, y - 265.0, 30.0, 5.0))
    });
    pot(canvas, STEM, (BULB.0, 264.0), 1.0, BRASS, |_, _| BRASS);
    // Light spilling from under the shade, and the glow around it.
    canvas.paint((400.0, 60.0, 640.0, 300.0), |x, y| {
        let d = (x - BULB.0).hypot((y - BULB.1) * 1.1);
        let halo = 0.20 * smoothstep(128.0, 20.0, d).powi(2);
        (halo, Surface::glowing(Rgb(1.0, 0.74, 0.44)))
    });
    canvas.paint((490.0, 130.0, 620.0, 210.0), |x, y| {
        let t = ((y - 140.0) / 56.0).clamp(0.0, 1.0);
        let half = 25.0 + 31.0 * t.powf(0.9);
        let belly = 3.5 * (1.0 - ((x - BULB.0) / half).powi(2)).max(0.0);
        let d = ((x - BULB.0).abs() - half)
            .max(140.0 - 1.0 - belly * 0.3 - y)
            .max(y - 194.0 - belly);
        let round = ((x - BULB.0) / half).clamp(-1.0, 1.0);
        let hot = smoothstep(1.15, 0.0, (round * 0.8).hypot((t - 0.62) * 1.25));
        let rib = 1.0 - 0.035 * smoothstep(0.6, 1.0, (round.asin() * 9.0).cos().abs());
        let glow = Rgb(0.74, 0.47, 0.26).mix(Rgb(1.0, 0.90, 0.70), hot) * rib;
        let band = smoothstep(2.6, 1.6, (194.0 + belly - y).min(y - 139.0)).min(1.0);
        let mut s = Surface::glowing(glow * (1.0 - 0.22 * band));
        s.albedo = PAPER;
        s.key = 0.06;
        (cover(d), s)
    });
}

fn bowls(canvas: &mut Canvas) {
    canvas.shade((400.0, 250.0, 540.0, 310.0), |x, y| {
        0.40 + 0.60 * smoothstep(-4.0, 15.0, ellipse(x - 470.0, y - 287.0, 34.0, 7.0))
    });
    let tones = [SAGE, PAPER * 0.98, TERRACOTTA];
    for (i, tone) in tones.into_iter().enumerate() {
        let foot = 286.0 - 10.0 * i as f32;
        pot(
            canvas,
            BOWL,
            (458.0 + [0.0, 1.0, -1.0][i], foot),
            0.5,
            tone * 0.9,
            move |turn, h| {
                let line = smoothstep(0.03, 0.012, (h - 0.90 + 0.006 * (turn * 50.0).sin()).abs());
                tone.mix(INK.mix(BRASS, 0.4), 0.55 * line)
            },
        );
    }
}

fn turntable(canvas: &mut Canvas) {
    let (cx, cy) = TURNTABLE;
    let cover = canvas.coverage();
    canvas.shade((cx - 110.0, cy - 30.0, cx + 130.0, cy + 44.0), |x, y| {
        0.38 + 0.62 * smoothstep(-6.0, 14.0, ellipse(x - cx - 6.0, y - cy - 9.0, 80.0, 17.0))
    });
    canvas.paint((cx - 90.0, cy - 30.0, cx + 90.0, cy + 34.0), |x, y| {
        let top = ellipse(x - cx, y - cy, 80.0, 16.5);
        let drum = ((x - cx).abs() - 80.0).max((y - cy - 3.25).abs() - 3.25);
        let body = ellipse(x - cx, y - cy - 6.5, 80.0, 16.5).min(drum);
        let side = (x - cx) / 80.0;
        if top < 0.0 {
            let ring = ((x - cx) / 80.0).hypot((y - cy) / 16.5);
            let grain = 0.88 + 0.2 * noise(ring * 34.0, 3.0 + ring * 5.0);
            let edge = smoothstep(0.955, 0.975, ring);
            let albedo = (WALNUT * 1.05 * grain).mix(BRASS, edge);
            return (cover(top.min(body)), Surface::matt(albedo, 0.86, 0.7, 0.92));
        }
        let s = Surface::matt(
            BRASS * 0.9,
            0.42 - 0.1 * side,
            0.35 + 0.5 * side.max(0.0),
            0.62 - 0.42 * side,
        );
        (cover(top.min(body)), s)
    });
}

/// A thing from the wheel with the middle of its foot at `foot`, glazed by turn and height.
pub(super) fn pot(
    canvas: &mut Canvas,
    profile: Profile,
    foot: (f32, f32),
    gloss: f32,
    inside: Rgb,
    glaze: impl Fn(f32, f32) -> Rgb,
) {
    let (scale, left) = (canvas.scale, canvas.left);
    for facet in lathe::turn(profile, (foot.0 - left) * scale, foot.1 * scale, scale) {
        if facet.px >= canvas.width || facet.py >= canvas.height {
            continue;
        }
        let albedo = match facet.part {
            Part::Wall { turn, height } => glaze(turn, height),
            Part::Lip => glaze(0.0, 1.0).mix(PAPER, 0.15),
            Part::Inside { .. } => inside,
        };
        let (ambient, lamp, key, shine) = lathe::lights(facet.part, facet.normal, gloss);
        let near = lamp_light(facet.px as f32 / scale + left, facet.py as f32 / scale);
        let lit = super::color::AMBIENT * ambient + LAMP * (lamp * near);
        let i = facet.py * canvas.width + facet.px;
        canvas.base[i] = canvas.base[i].mix(albedo * lit + PAPER * (0.10 * shine), facet.cover);
        canvas.key[i] = canvas.key[i].mix(albedo * KEY * key + PAPER * (0.5 * shine), facet.cover);
    }
}
