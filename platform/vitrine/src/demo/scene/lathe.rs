//! Things thrown on a wheel: a profile turned about an upright axis, seen from a little above.
//!
//! `turn` finds, for each pixel, which point of the surface is seen there and which way it faces.
//! Colour, light and rotation are for the caller.

use super::shape::smoothstep;

/// Height gained on the picture per unit of depth: how far from above we look.
pub(super) const TILT: f32 = 0.2;
/// Samples a pixel in each direction.
const FINE: usize = 3;
/// Profile samples per layout unit of height.
const STEPS_PER_UNIT: f32 = 4.0;

/// Height and radius pairs from foot to rim, in layout units, heights ascending from zero.
pub(super) type Profile = &'static [(f32, f32)];

/// One part of a turned thing within one pixel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facet {
    pub(super) px: usize,
    pub(super) py: usize,
    /// How much of the pixel is covered, `0.0..=1.0`.
    pub(super) cover: f32,
    pub(super) part: Part,
    /// The outward normal: right, up, towards the viewer.
    pub(super) normal: [f32; 3],
}

/// Which part of the thing a facet belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part {
    /// The outside: turn (`-0.25..=0.25`, 0 faces the viewer) and height (`0.0..=1.0`).
    Wall { turn: f32, height: f32 },
    /// The rim's edge.
    Lip,
    /// The inside; `0.0` at the near edge, `1.0` at the far wall.
    Inside { far: f32 },
}

/// The radius at height `h`, by a cubic through the profile's points.
fn radius(profile: Profile, h: f32) -> f32 {
    let last = profile.len() - 1;
    let i = profile.iter().rposition(|p| p.0 <= h).unwrap_or(0).min(last - 1);
    let (a, b) = (profile[i], profile[i + 1]);
    let slope = |from: (f32, f32), to: (f32, f32)| (to.1 - from.1) / (to.0 - from.0);
    let own = slope(a, b);
    let before = if i == 0 { own } else { slope(profile[i - 1], b) };
    let after = if i + 1 == last {
        own
    } else {
        slope(a, profile[i + 2])
    };
    let width = b.0 - a.0;
    let t = ((h - a.0) / width).clamp(0.0, 1.0);
    let (t2, t3) = (t * t, t * t * t);
    a.1 * (2.0 * t3 - 3.0 * t2 + 1.0)
        + before * width * (t3 - 2.0 * t2 + t)
        + b.1 * (3.0 * t2 - 2.0 * t3)
        + after * width * (t3 - t2)
}

#[derive(Clone, Copy)]
struct Sample {
    part: Part,
    normal: [f32; 3],
    depth: f32,
}

/// Turns `profile` with the middle of its foot at `(cx, foot)` pixels.
pub(super) fn turn(profile: Profile, cx: f32, foot: f32, scale: f32) -> Vec<Facet> {
    let height = profile[profile.len() - 1].0;
    let steps = (height * STEPS_PER_UNIT) as usize;
    let radii: Vec<f32> = (0..=steps)
        .map(|s| radius(profile, s as f32 / STEPS_PER_UNIT))
        .collect();
    let widest = radii.iter().copied().fold(0.0, f32::max) + 1.0;
    let x0 = (cx - widest * scale).floor().max(0.0) as usize;
    let columns = (2.0 * widest * scale).ceil() as usize + 1;
    let y0 = (foot - (height + TILT * widest) * scale).floor().max(0.0) as usize;
    let rows = ((height + 2.0 * TILT * widest) * scale).ceil() as usize + 1;

    let fine = FINE as f32 * scale;
    let mut facets = Vec::new();
    let mut column = vec![None; rows * FINE];
    let mut strips: Vec<Vec<Option<Sample>>> = Vec::with_capacity(FINE);
    for px in 0..columns {
        strips.clear();
        for sub in 0..FINE {
            let x = (x0 + px) as f32 + (sub as f32 + 0.5) / FINE as f32;
            let dx = (x - cx) / scale;
            column.fill(None);
            walls(&radii, dx, &mut column, |up| {
                (foot - y0 as f32) * FINE as f32 - up * fine
            });
            rim(radii[steps], height, dx, &mut column, |row| {
                (foot - y0 as f32) / scale - (row as f32 + 0.5) / fine
            });
            strips.push(column.clone());
        }
        for py in 0..rows {
            gather(&strips, py, x0 + px, y0 + py, &mut facets);
        }
    }
    facets
}

/// Fills the samples of one column with the outside wall, nearest surface first.
fn walls(radii: &[f32], dx: f32, column: &mut [Option<Sample>], row_of: impl Fn(f32) -> f32) {
    let mut below: Option<(f32, f32)> = None;
    for (step, &r) in radii.iter().enumerate() {
        if r <= dx.abs() {
            below = None;
            continue;
        }
        let h = step as f32 / STEPS_PER_UNIT;
        let z = (r * r - dx * dx).sqrt();
        let row = row_of(h - TILT * z);
        let ahead = radii[(step + 1).min(radii.len() - 1)];
        let slope = (ahead - radii[step.saturating_sub(1)]) * STEPS_PER_UNIT / 2.0;
        let long = (1.0 + slope * slope).sqrt();
        let sample = Sample {
            part: Part::Wall {
                turn: (dx / r).asin() / std::f32::consts::TAU,
                height: step as f32 / (radii.len() - 1) as f32,
            },
            normal: [dx / r / long, -slope / long, z / r / long],
            depth: z + TILT * h,
        };
        let (from, _) = below.unwrap_or((row, z));
        let (top, bottom) = (from.min(row).floor().max(0.0), from.max(row).floor());
        for cell in column
            .iter_mut()
            .take(bottom.max(0.0) as usize + 1)
            .skip(top as usize)
        {
            if cell.is_none_or(|c: Sample| c.depth <= sample.depth) {
                *cell = Some(sample);
            }
        }
        below = Some((row, z));
    }
}

/// Lays the rim's ellipse over one column.
fn rim(r: f32, height: f32, dx: f32, column: &mut [Option<Sample>], up_of: impl Fn(usize) -> f32) {
    let inner = r - (r * 0.07).clamp(1.2, 2.6);
    for (row, cell) in column.iter_mut().enumerate() {
        let v = (up_of(row) - height) / TILT;
        if dx.hypot(v) > r {
            continue;
        }
        let part = if dx.hypot(v) > inner {
            Part::Lip
        } else {
            Part::Inside {
                far: v / inner * 0.5 + 0.5,
            }
        };
        // The inside faces the axis.
        let normal = match part {
            Part::Lip => [0.0, 0.94, 0.34],
            _ => [-dx / r * 0.8, 0.45, 0.4],
        };
        *cell = Some(Sample {
            part,
            normal,
            depth: f32::MAX,
        });
    }
}

/// Averages one pixel's samples, part by part, so that a thin rim doesn't break up into steps.
///
/// The facets of a pixel are meant to be laid over each other in the order in which they come:
/// each cover makes up for what the next ones will hide.
fn gather(strips: &[Vec<Option<Sample>>], row: usize, px: usize, py: usize, facets: &mut Vec<Facet>) {
    let mut hidden = 0;
    let first = facets.len();
    for kind in [is_lip, is_inside, is_wall] {
        let samples = || {
            strips
                .iter()
                .flat_map(|s| s[row * FINE..(row + 1) * FINE].iter().copied())
                .flatten()
                .filter(|s| kind(&s.part))
        };
        let count = samples().count();
        let Some(middle) = samples().nth(count / 2) else {
            continue;
        };
        let mut normal = [0.0; 3];
        for s in samples() {
            for (sum, v) in normal.iter_mut().zip(s.normal) {
                *sum += v / count as f32;
            }
        }
        let cover = count as f32 / (FINE * FINE - hidden) as f32;
        hidden += count;
        facets.push(Facet {
            px,
            py,
            cover,
            part: middle.part,
            normal,
        });
    }
    facets[first..].reverse();
}

fn is_wall(part: &Part) -> bool {
    matches!(part, Part::Wall { .. })
}

fn is_lip(part: &Part) -> bool {
    matches!(part, Part::Lip)
}

fn is_inside(part: &Part) -> bool {
    matches!(part, Part::Inside { .. })
}

/// How the three lights fall on a facet: ambient, lamp, key and the key's highlight.
pub(super) fn lights(part: Part, normal: [f32; 3], gloss: f32) -> (f32, f32, f32, f32) {
    let dot = |l: [f32; 3]| normal[0] * l[0] + normal[1] * l[1] + normal[2] * l[2];
    // From the upper left and in front; the lamp from the right; halfway between key and eye.
    let key = (dot([-0.66, 0.42, 0.62]) * 0.86 + 0.14).max(0.0);
    let lamp = (dot([0.93, 0.05, 0.36]) * 0.8 + 0.1).max(0.0);
    let shine = dot([-0.37, 0.34, 0.86]).max(0.0).powi(44) * gloss;
    // The room's own light comes from all around, a little more from the left.
    let side = (0.5 * normal[2] - 0.7 * normal[0]).max(0.0);
    let sky = 0.66 + 0.3 * normal[1] - 0.12 * (1.0 - normal[2]) + 0.36 * side;
    match part {
        Part::Inside { far } => {
            let deep = 0.30 + 0.70 * smoothstep(0.15, 1.0, far);
            (0.95 * deep, 0.7 * deep, deep * (0.62 + 0.5 * normal[0]), 0.0)
        }
        _ => (sky, lamp, key, shine),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JAR: Profile = &[(0.0, 20.0), (30.0, 34.0), (60.0, 18.0)];

    #[test]
    fn a_turned_thing_is_as_wide_as_its_profile_and_symmetric() {
        let facets = turn(JAR, 100.0, 90.0, 1.0);
        let left = facets.iter().map(|f| f.px).min().expect("something is drawn");
        let right = facets.iter().map(|f| f.px).max().expect("something is drawn");
        assert!((right - left + 1).abs_diff(69) <= 2, "{left}..{right}");
        assert!((100 - left).abs_diff(right - 99) <= 1);
    }

    #[test]
    fn walls_lip_and_inside_are_all_seen_and_within_bounds() {
        let facets = turn(JAR, 100.0, 180.0, 2.0);
        assert!(facets.iter().any(|f| f.part == Part::Lip));
        assert!(facets.iter().any(|f| matches!(f.part, Part::Inside { .. })));
        for f in &facets {
            assert!(f.cover > 0.0 && f.cover <= 1.0);
            if let Part::Wall { turn, height } = f.part {
                assert!(turn.abs() <= 0.2501 && (0.0..=1.0001).contains(&height));
            }
        }
    }
}
