//! The sweeping light: a tall window's worth of evening sun and the shadow of a branch, drifting
//! over wall and table. Computed on a coarse grid and spread to pixels row by row.

use std::time::Duration;

use super::shape::{hash, leaf, smoothstep};

/// Cells across the picture; light has no finer detail than a cell.
const ACROSS: usize = 160;
/// Full strength in the fixed-point rows.
pub(super) const FULL: i16 = 127;
/// Seconds for the light to wander over and back.
const SWEEP: f32 = 64.0;
/// The table's far edge in layout units, where the light folds.
const FOLD: f32 = 236.0;

/// One leaf of the branch whose shadow is seen: a place on the branch, a size, a direction.
#[derive(Debug)]
struct Leaf {
    at: (f32, f32),
    half_len: f32,
    angle: f32,
    phase: f32,
}

/// The light's constant parts.
#[derive(Debug)]
pub(super) struct Light {
    leaves: Vec<Leaf>,
    columns: usize,
    rows: usize,
    /// Pixels a cell.
    cell: usize,
    /// Layout units a cell.
    unit: f32,
    left: f32,
}

impl Light {
    pub(super) fn new(width: usize, height: usize, left: f32) -> Light {
        let cell = (width / ACROSS).max(1);
        let leaves = (0..17)
            .map(|i| {
                let along = i as f32 / 16.0;
                let side = if i % 2 == 0 { 1.0 } else { -1.0 };
                let reach = 14.0 + 8.0 * hash(i, 1);
                Leaf {
                    at: (
                        -96.0 + 150.0 * along + side * 4.0,
                        -70.0 + 74.0 * along * along + side * reach * 0.8,
                    ),
                    half_len: 13.0 + 6.0 * hash(i, 2),
                    angle: 0.35 + 0.5 * along + side * (0.75 + 0.3 * hash(i, 3)),
                    phase: 6.0 * hash(i, 4),
                }
            })
            .collect();
        Light {
            leaves,
            columns: width / cell + 2,
            rows: height / cell + 2,
            cell,
            unit: cell as f32 * 360.0 / height as f32,
            left,
        }
    }

    /// The light at time `at`.
    pub(super) fn field(&self, at: Duration) -> Field<'_> {
        let t = (at.as_secs_f64() % f64::from(SWEEP * 1000.0)) as f32;
        let turn = t / SWEEP * std::f32::consts::TAU;
        let middle = 312.0 + 84.0 * turn.sin();
        let mut cells = vec![0.0f32; self.columns * self.rows];
        for (row, line) in cells.chunks_exact_mut(self.columns).enumerate() {
            let y = row as f32 * self.unit;
            // The beam leans to the right as it falls, and flattens on the table.
            let lean = if y < FOLD {
                (y - 130.0) * 0.42
            } else {
                44.5 + (y - FOLD) * 1.25
            };
            let height = if y < FOLD {
                y - 120.0
            } else {
                116.0 + (y - FOLD) * 0.55
            };
            let soft = 9.0 + 5.0 * smoothstep(0.0, 360.0, y);
            let band = 1.0 - smoothstep(130.0, 166.0, height.abs());
            let cross = 1.0 - 0.5 * (1.0 - smoothstep(2.0, 2.0 + soft, (height - 6.0).abs()));
            for (column, cell) in line.iter_mut().enumerate() {
                let x = self.left + column as f32 * self.unit - middle - lean;
                let pane = 1.0 - smoothstep(120.0 - soft, 120.0 + soft, x.abs());
                let bar = 1.0 - 0.6 * (1.0 - smoothstep(2.0, 2.0 + soft, (x.abs() - 40.0).abs()));
                let halo = 0.3 / (1.0 + (x / 190.0).powi(2) * 2.0);
                *cell = halo + 0.7 * pane * band * bar * cross;
            }
        }
        self.branch(t, middle, &mut cells);
        Field { light: self, cells }
    }

    /// Takes the branch's shadow out of the light; it sways as in a slow draught.
    fn branch(&self, t: f32, middle: f32, cells: &mut [f32]) {
        for l in &self.leaves {
            let sway = (t * 0.9 + l.phase).sin() * 0.10 + (t * 0.37).sin() * 0.06;
            let (sin, cos) = (l.angle + sway).sin_cos();
            let x = middle + l.at.0 + (t * 0.6 + l.phase * 0.3).sin() * 3.0 + l.at.1 * 0.3;
            let y = 128.0 + l.at.1 + (t * 0.5 + l.phase).cos() * 2.0;
            let reach = l.half_len + 8.0;
            let index = |v: f32, end: usize| ((v / self.unit).max(0.0) as usize).min(end);
            let rows = index(y - reach, self.rows)..index(y + reach, self.rows);
            for row in rows {
                let columns =
                    index(x - reach - self.left, self.columns)..index(x + reach - self.left, self.columns);
                for column in columns {
                    let (px, py) = (
                        self.left + column as f32 * self.unit - x,
                        row as f32 * self.unit - y,
                    );
                    let d = leaf(px, py, l.half_len, l.half_len * 0.34, (cos, sin));
                    let shadow = 1.0 - smoothstep(-3.0, 6.0, d);
                    cells[row * self.columns + column] *= 1.0 - 0.55 * shadow;
                }
            }
        }
    }
}

/// The light at one instant.
#[derive(Debug)]
pub(super) struct Field<'a> {
    light: &'a Light,
    cells: Vec<f32>,
}

impl Field<'_> {
    /// Writes the gain of pixel row `py` into `out`, `0..=FULL` for each pixel.
    pub(super) fn row(&self, py: usize, out: &mut [i16]) {
        let (cell, columns) = (self.light.cell, self.light.columns);
        let (row, down) = (py / cell, (py % cell) as f32 / cell as f32);
        let upper = &self.cells[row * columns..(row + 1) * columns];
        let lower = &self.cells[(row + 1) * columns..(row + 2) * columns];
        let at = |i: usize| (upper[i] + (lower[i] - upper[i]) * down) * f32::from(FULL) * 16.0;
        let mut from = at(0) as i16;
        for (i, pixels) in out.chunks_mut(cell).enumerate() {
            let to = at(i + 1) as i16;
            let step = (to - from) / cell as i16;
            for (k, pixel) in pixels.iter_mut().enumerate() {
                *pixel = (from + step * k as i16) >> 4;
            }
            from = to;
        }
    }

    /// The gain at a pixel, about `0.0..=1.0`.
    pub(super) fn at(&self, px: usize, py: usize) -> f32 {
        let cell = self.light.cell;
        let (column, row) = (px / cell, py / cell);
        let (right, down) = ((px % cell) as f32 / cell as f32, (py % cell) as f32 / cell as f32);
        let i = row * self.light.columns + column;
        let c = &self.cells;
        let upper = c[i] + (c[i + 1] - c[i]) * right;
        let next = i + self.light.columns;
        let lower = c[next] + (c[next + 1] - c[next]) * right;
        upper + (lower - upper) * down
    }
}
