//! The pieces that take their turn on the turntable: a profile and a glaze each.
//!
//! A glaze answers, for a place on the wall (`u` once round in `0.0..1.0`, `v` from foot to rim),
//! with its colour and how far the surface stands out there, in layout units.

use std::f32::consts::TAU;

use super::color::{BRASS, INK, PAPER, Rgb, SAGE, TERRACOTTA};
use super::lathe::Profile;
use super::shape::{hash, noise, smoothstep};

/// One piece.
#[derive(Debug)]
pub(super) struct Product {
    pub(super) profile: Profile,
    pub(super) glaze: fn(f32, f32) -> (Rgb, f32),
    pub(super) inside: Rgb,
    /// `0.0` matt, `1.0` glassy.
    pub(super) gloss: f32,
}

/// How many there are.
pub(crate) const PIECES: usize = 4;

/// In the order in which they are shown.
pub(super) const PRODUCTS: [Product; PIECES] = [
    Product {
        profile: &[
            (0.0, 24.0),
            (3.0, 26.0),
            (38.0, 47.0),
            (78.0, 53.0),
            (112.0, 37.0),
            (131.0, 17.0),
            (146.0, 15.5),
            (156.0, 21.0),
        ],
        glaze: leaves,
        inside: Rgb(0.30, 0.17, 0.12),
        gloss: 0.28,
    },
    Product {
        profile: &[
            (0.0, 22.0),
            (2.5, 24.0),
            (7.0, 22.0),
            (24.0, 47.0),
            (46.0, 64.0),
            (70.0, 72.0),
        ],
        glaze: reactive,
        inside: Rgb(0.70, 0.74, 0.64),
        gloss: 0.75,
    },
    Product {
        profile: &[
            (0.0, 31.0),
            (4.0, 34.0),
            (48.0, 40.0),
            (96.0, 37.0),
            (116.0, 29.0),
            (126.0, 22.0),
            (140.0, 20.0),
            (146.0, 24.0),
        ],
        glaze: brushed,
        inside: Rgb(0.42, 0.37, 0.31),
        gloss: 0.5,
    },
    Product {
        profile: &[
            (0.0, 27.0),
            (3.0, 29.0),
            (36.0, 54.0),
            (66.0, 57.0),
            (92.0, 44.0),
            (108.0, 34.0),
            (114.0, 35.5),
        ],
        glaze: fluted,
        inside: Rgb(0.13, 0.15, 0.20),
        gloss: 0.9,
    },
];

/// Distance round the piece between two turns, at most half a turn.
fn apart(u: f32, to: f32) -> f32 {
    let d = (u - to).rem_euclid(1.0);
    d.min(1.0 - d)
}

/// Noise that closes on itself once round.
fn round_noise(u: f32, v: f32, across: f32, up: f32) -> f32 {
    let (sin, cos) = (u * TAU).sin_cos();
    noise(40.0 + cos * across + v * up * 0.31, 40.0 + sin * across + v * up)
}

/// Terracotta with paper-white leaves brushed up the belly between two lines.
fn leaves(u: f32, v: f32) -> (Rgb, f32) {
    let throwing = (v * 130.0 + 2.0 * (u * TAU).sin()).sin() * 0.10;
    let clay = TERRACOTTA * (0.90 + 0.18 * round_noise(u, v, 5.0, 22.0));
    let mut slip: f32 = 0.0;
    for k in 0..7 {
        let middle = k as f32 / 7.0;
        let lean = 0.018 * (v - 0.42) * 6.0;
        let d = {
            let raw = (u - middle - lean + 0.5).rem_euclid(1.0) - 0.5;
            // Circumference over height, so that a leaf isn't stretched.
            raw * 2.05
        };
        let stem = smoothstep(0.008, 0.003, d.abs()) * smoothstep(0.14, 0.16, v) * smoothstep(0.71, 0.69, v);
        slip = slip.max(stem);
        for j in 0..6 {
            let side = if j % 2 == 0 { 1.0 } else { -1.0 };
            let (cx, cy) = (side * 0.062, 0.22 + 0.082 * j as f32);
            let (x, y) = (d - cx, v - cy);
            let (along, across) = (x * side * 0.55 + y * 0.83, y * 0.55 - x * side * 0.83);
            let l = (along / 0.066).powi(2) + (across / (0.024 - 0.10 * along.abs() * 0.2)).powi(2);
            slip = slip.max(smoothstep(1.12, 0.82, l));
        }
    }
    for (line, half) in [(0.10, 0.006), (0.755, 0.006), (0.785, 0.0035)] {
        slip = slip.max(smoothstep(half + 0.004, half, (v - line).abs()));
    }
    let streak = 0.86 + 0.14 * round_noise(u, v, 26.0, 60.0);
    (clay.mix(PAPER, 0.9 * slip * streak), throwing + 0.35 * slip)
}

/// A bowl dipped in sage glaze that broke over bare clay in drops.
fn reactive(u: f32, v: f32) -> (Rgb, f32) {
    let run = 0.13 * (round_noise(u, 0.0, 3.2, 0.0) - 0.5) + 0.10 * (round_noise(u, 0.7, 8.0, 1.0) - 0.5);
    let edge = 0.36 + run;
    let glazed = smoothstep(edge - 0.012, edge + 0.012, v);
    let clay = (TERRACOTTA.mix(PAPER, 0.28)) * (0.86 + 0.16 * round_noise(u, v, 9.0, 30.0));
    let pool = smoothstep(edge + 0.16, edge, v);
    let flow = round_noise(u, v * 0.4, 14.0, 5.0);
    let glaze =
        (SAGE * 1.06).mix(PAPER, 0.12 + 0.30 * flow + 0.34 * smoothstep(0.74, 1.0, v)) * (1.0 - 0.34 * pool);
    let speck = {
        let (cu, cv) = ((u * 92.0).floor(), (v * 40.0).floor());
        let (fu, fv) = ((u * 92.0).fract() - 0.5, (v * 40.0).fract() - 0.5);
        let h = hash(cu as i32, cv as i32);
        if h > 0.86 {
            smoothstep(0.34, 0.16, fu.hypot(fv) / (0.5 + h * 0.5))
        } else {
            0.0
        }
    };
    let rim = smoothstep(0.955, 0.975, v);
    let color = clay.mix(glaze, glazed).mix(INK.mix(BRASS, 0.35), 0.55 * speck);
    (
        color.mix(BRASS * 0.82, 0.7 * rim),
        0.7 * glazed + 0.25 * pool + 0.2 * (v * 60.0).sin(),
    )
}

/// Paper-white with three sweeps of an ink brush.
fn brushed(u: f32, v: f32) -> (Rgb, f32) {
    let body = PAPER * (0.95 + 0.06 * round_noise(u, v, 7.0, 18.0));
    let mut ink: f32 = 0.0;
    for (k, (start, low, rise, wide)) in [
        (0.04, 0.20, 0.52, 0.052),
        (0.38, 0.30, 0.40, 0.040),
        (0.70, 0.16, 0.58, 0.046),
    ]
    .into_iter()
    .enumerate()
    {
        let along = (u - start).rem_euclid(1.0) / 0.34;
        if along < 1.0 {
            let arc = low + rise * (along * 1.7).sin() * 0.8;
            let body = smoothstep(0.0, 0.12, along) * smoothstep(1.0, 0.75, along);
            let width = wide * (0.35 + 0.65 * body);
            let hair = round_noise(u * 0.3, (v - arc) * 3.0 + k as f32, 1.5, 30.0);
            let dry = smoothstep(0.45 + 0.4 * (1.0 - along), 0.95, hair + along * 0.45);
            let stroke = smoothstep(width, width - 0.012, (v - arc).abs());
            ink = ink.max(stroke * (1.0 - 0.85 * dry));
        }
    }
    let dot = smoothstep(0.026, 0.018, (apart(u, 0.31) * 1.6).hypot(v - 0.66));
    let band = smoothstep(0.012, 0.006, (v - 0.06).abs());
    let color = body
        .mix(Rgb(0.20, 0.23, 0.30), 0.93 * ink)
        .mix(TERRACOTTA, 0.95 * dot.max(0.8 * band));
    (color, 0.14 * (v * 110.0 + (u * TAU).cos()).sin())
}

/// Deep ink glaze over carved flutes, thin and brassy where it breaks on the edges.
fn fluted(u: f32, v: f32) -> (Rgb, f32) {
    let reach = smoothstep(0.07, 0.16, v) * smoothstep(0.90, 0.80, v);
    let wave = (u * 26.0 + 0.9 * v).rem_euclid(1.0);
    // A carved flute: round in the middle, a sharp ridge between two.
    let hollow = 1.0 - (2.0 * wave - 1.0).powi(2);
    let ridge = smoothstep(0.24, 0.02, hollow) * reach;
    let glaze = Rgb(0.175, 0.235, 0.330) * (0.92 + 0.25 * round_noise(u, v, 6.0, 14.0));
    let collar = smoothstep(0.024, 0.018, (v - 0.905).abs());
    let color = glaze
        .mix(BRASS.mix(TERRACOTTA, 0.3), 0.55 * ridge)
        .mix(BRASS, 0.9 * collar);
    (color, -2.4 * hollow * reach + 0.3 * collar)
}
