//! Shapes as signed distances (negative inside, in layout units), soft steps, and value noise.
//!
//! Pure functions of a point; nothing here knows of pixels, colour or time.

/// `0` at or below `a`, `1` at or above `b`, smooth between; `a > b` turns it round.
pub(super) fn smoothstep(a: f32, b: f32, x: f32) -> f32 {
    let t = ((x - a) / (b - a)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// Distance to a box with its corners rounded by `radius`.
pub(super) fn rounded_box(x: f32, y: f32, half_w: f32, half_h: f32, radius: f32) -> f32 {
    let (qx, qy) = (x.abs() - half_w + radius, y.abs() - half_h + radius);
    qx.max(0.0).hypot(qy.max(0.0)) + qx.max(qy).min(0.0) - radius
}

/// Distance to an ellipse; exact on its edge, close enough near it.
pub(super) fn ellipse(x: f32, y: f32, rx: f32, ry: f32) -> f32 {
    let k = (x / rx).hypot(y / ry);
    if k < 1e-4 {
        return -rx.min(ry);
    }
    let gradient = (x / (rx * rx)).hypot(y / (ry * ry)) / k;
    (k - 1.0) / gradient
}

/// Distance to the line from `a` to `b`.
pub(super) fn segment(x: f32, y: f32, a: (f32, f32), b: (f32, f32)) -> f32 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (px, py) = (x - a.0, y - a.1);
    let t = ((px * dx + py * dy) / (dx * dx + dy * dy).max(1e-6)).clamp(0.0, 1.0);
    (px - t * dx).hypot(py - t * dy)
}

/// Distance to a leaf of length `2 * half_len` that lies along `(cos, sin)` of its direction.
pub(super) fn leaf(x: f32, y: f32, half_len: f32, half_width: f32, direction: (f32, f32)) -> f32 {
    let along = x * direction.0 + y * direction.1;
    let across = y * direction.0 - x * direction.1;
    // Two circle arcs that meet in a point at either end.
    let radius = (half_len * half_len + half_width * half_width) / (2.0 * half_width);
    along.hypot(across.abs() + radius - half_width) - radius
}

/// A number in `0.0..1.0` that depends on the cell only.
pub(super) fn hash(x: i32, y: i32) -> f32 {
    let mut h = (x as u32).wrapping_mul(0x9E37_79B1) ^ (y as u32).wrapping_mul(0x85EB_CA77);
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
    ((h ^ (h >> 15)) >> 8) as f32 / 16_777_216.0
}

/// Smooth value noise in `0.0..1.0` with features about one unit wide.
pub(super) fn noise(x: f32, y: f32) -> f32 {
    let (ix, iy) = (x.floor(), y.floor());
    let (fx, fy) = (smoothstep(0.0, 1.0, x - ix), smoothstep(0.0, 1.0, y - iy));
    let (ix, iy) = (ix as i32, iy as i32);
    let top = hash(ix, iy) * (1.0 - fx) + hash(ix + 1, iy) * fx;
    let bottom = hash(ix, iy + 1) * (1.0 - fx) + hash(ix + 1, iy + 1) * fx;
    top * (1.0 - fy) + bottom * fy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_change_sign_at_the_edge() {
        for (inside, outside) in [
            (
                rounded_box(9.0, 0.0, 10.0, 5.0, 2.0),
                rounded_box(11.0, 0.0, 10.0, 5.0, 2.0),
            ),
            (ellipse(0.0, 4.0, 10.0, 5.0), ellipse(0.0, 6.0, 10.0, 5.0)),
            (
                leaf(9.0, 0.0, 10.0, 3.0, (1.0, 0.0)),
                leaf(0.0, 4.0, 10.0, 3.0, (1.0, 0.0)),
            ),
        ] {
            assert!(inside < 0.0 && outside > 0.0, "{inside} {outside}");
        }
        assert!((segment(5.0, 3.0, (0.0, 0.0), (10.0, 0.0)) - 3.0).abs() < 1e-5);
    }
}
