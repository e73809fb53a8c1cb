//! The lower third: a paper tag on a string with "live demo" written on it by hand.
//!
//! The letters are our own pen strokes, smoothed through a few points each.

use super::canvas::{Canvas, Surface};
use super::color::{BRASS, INK, PAPER, TERRACOTTA};
use super::shape::{noise, rounded_box, segment, smoothstep};

/// The tag: middle and half size in layout units. A player's badges lie over the lowest 50 units.
const TAG: (f32, f32, f32, f32) = (106.0, 288.0, 82.0, 15.5);
/// Where the writing starts on the base line, and layout units per pen unit.
const PEN: (f32, f32, f32) = (54.0, 293.5, 1.22);
/// Radians by which tag and writing lean.
const LEAN: f32 = -0.022;

/// Pen strokes in pen units, right and down from the start of the base line; small letters are
/// ten units high.
const STROKES: [&[(f32, f32)]; 15] = [
    // l
    &[(0.0, -18.0), (-0.6, -8.0), (0.4, -1.4), (3.4, -0.4)],
    // i and its dot
    &[(7.0, -9.0), (6.6, -3.0), (8.0, 0.0), (10.0, -1.6)],
    &[(7.6, -14.0), (7.9, -13.6)],
    // v
    &[
        (11.6, -9.4),
        (13.0, -4.0),
        (14.8, 0.0),
        (16.6, -5.0),
        (19.0, -9.6),
        (20.6, -8.6),
    ],
    // e
    &[
        (21.4, -4.4),
        (25.4, -5.4),
        (26.6, -8.2),
        (24.0, -10.0),
        (21.2, -6.4),
        (21.6, -1.6),
        (24.4, 0.2),
        (28.4, -2.6),
    ],
    // d
    &[
        (43.0, -8.6),
        (39.6, -10.0),
        (36.0, -6.4),
        (36.6, -1.0),
        (40.2, 0.0),
        (43.2, -4.6),
    ],
    &[(44.6, -18.6), (43.6, -9.0), (43.6, -2.0), (46.8, -0.6)],
    // e
    &[
        (48.4, -4.4),
        (52.4, -5.4),
        (53.6, -8.2),
        (51.0, -10.0),
        (48.2, -6.4),
        (48.6, -1.6),
        (51.4, 0.2),
        (55.2, -2.8),
    ],
    // m
    &[(57.0, -9.6), (57.4, -5.0), (57.0, 0.0)],
    &[(57.3, -5.4), (60.0, -9.6), (62.0, -8.0), (62.0, 0.0)],
    &[
        (62.1, -5.4),
        (65.0, -9.6),
        (67.0, -8.0),
        (67.0, -2.0),
        (69.6, -0.6),
    ],
    // o
    &[
        (76.0, -9.8),
        (72.4, -8.0),
        (72.0, -2.6),
        (75.4, 0.2),
        (79.0, -3.4),
        (78.4, -8.4),
        (75.4, -10.0),
    ],
    // Two quick lines below.
    &[(-1.0, 5.2), (24.0, 3.8), (52.0, 4.6), (80.0, 3.0)],
    // A small spark, as if drawn while talking.
    &[(86.0, -14.0), (88.4, -18.0)],
    &[(89.0, -11.0), (94.0, -12.6)],
];

/// Straight pieces between two of a stroke's points.
const PIECES: usize = 7;

/// A smooth line through a stroke's points, as straight pieces in layout units.
fn smooth(points: &[(f32, f32)]) -> Vec<(f32, f32)> {
    let at = |i: isize| points[i.clamp(0, points.len() as isize - 1) as usize];
    let place = |(x, y): (f32, f32)| (PEN.0 + x * PEN.2, PEN.1 + y * PEN.2);
    let mut line = vec![place(points[0])];
    for i in 0..points.len() as isize - 1 {
        let (p0, p1, p2, p3) = (at(i - 1), at(i), at(i + 1), at(i + 2));
        for k in 1..=PIECES {
            let t = k as f32 / PIECES as f32;
            let curve = |a: f32, b: f32, c: f32, d: f32| {
                let (t2, t3) = (t * t, t * t * t);
                0.5 * (2.0 * b
                    + (c - a) * t
                    + (2.0 * a - 5.0 * b + 4.0 * c - d) * t2
                    + (3.0 * b - a - 3.0 * c + d) * t3)
            };
            line.push(place((
                curve(p0.0, p1.0, p2.0, p3.0),
                curve(p0.1, p1.1, p2.1, p3.1),
            )));
        }
    }
    line
}

/// Paints tag, string and writing.
pub(super) fn paint(canvas: &mut Canvas) {
    let (cx, cy, w, h) = TAG;
    let cover = canvas.coverage();
    let (sin, cos) = LEAN.sin_cos();
    let upright = move |x: f32, y: f32| {
        let (dx, dy) = (x - cx, y - cy);
        (dx * cos + dy * sin, dy * cos - dx * sin)
    };
    // Cut by hand: corners taken off on the left, edges not quite straight.
    let tag = move |x: f32, y: f32| {
        let (tx, ty) = upright(x, y);
        let wobble = 0.9 * (noise(tx * 0.09, ty * 0.02 + 9.0) - 0.5);
        let corner = ((-tx - w + 9.0) + ty.abs() - h + 1.0) * 0.707;
        rounded_box(tx, ty, w, h, 2.0).max(corner) + wobble
    };
    let around = (cx - w - 20.0, cy - h - 14.0, cx + w + 20.0, cy + h + 18.0);
    canvas.shade(around, |x, y| {
        0.5 + 0.5 * smoothstep(-2.0, 9.0, tag(x - 1.0, y - 3.0))
    });
    canvas.paint(around, |x, y| {
        let d = tag(x, y);
        let fibre = 0.965 + 0.05 * noise(x * 0.5, y * 1.1) + 0.03 * smoothstep(h, -h, y - cy);
        (cover(d), Surface::glowing(PAPER * (0.94 * fibre)))
    });
    let hole = (cx - w + 11.0, cy + 1.6);
    canvas.paint(
        (hole.0 - 8.0, hole.1 - 8.0, hole.0 + 8.0, hole.1 + 8.0),
        |x, y| {
            let r = (x - hole.0).hypot(y - hole.1);
            let ring = Surface::glowing(BRASS * (0.9 - 0.05 * (y - hole.1)));
            if r < 2.4 {
                (1.0, Surface::glowing(INK * 0.7))
            } else {
                (cover(r - 4.2), ring)
            }
        },
    );
    let string = smooth(&[(-30.6, -4.2), (-37.0, -9.0), (-44.0, -7.0), (-49.0, -13.0)]);
    draw_line(canvas, &string, 0.55, Surface::glowing(TERRACOTTA * 0.9));
    for (i, stroke) in STROKES.iter().enumerate() {
        let accent = i >= 12;
        let color = if accent { TERRACOTTA * 0.95 } else { INK };
        draw_line(
            canvas,
            &smooth(stroke),
            if accent { 0.8 } else { 1.12 },
            Surface::glowing(color),
        );
    }
}

/// A pen line that is a little thinner where the pen is quick.
fn draw_line(canvas: &mut Canvas, line: &[(f32, f32)], half_width: f32, surface: Surface) {
    let (mut left, mut top, mut right, mut bottom) = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
    for &(x, y) in line {
        (left, right) = (left.min(x - 3.0), right.max(x + 3.0));
        (top, bottom) = (top.min(y - 3.0), bottom.max(y + 3.0));
    }
    let cover = canvas.coverage();
    canvas.paint((left, top, right, bottom), |x, y| {
        let d = line
            .windows(2)
            .fold(f32::MAX, |d, pair| d.min(segment(x, y, pair[0], pair[1])));
        let width = half_width * (0.86 + 0.28 * noise(x * 0.22, y * 0.22));
        (cover(d - width), surface)
    });
}
