//! The turntable's guest: turns the piece on show and cross-fades to the next.
//!
//! Each piece is wrapped once into a table of colour and relief; a frame looks up, for every pixel
//! of the piece, what has turned into view there, and lights it.

use std::time::Duration;

use super::I420;
use super::canvas::{Canvas, lamp_light};
use super::color::{AMBIENT, KEY, LAMP, PAPER, Rgb};
use super::lathe::{self, Part, TILT};
use super::light::Field;
use super::products::{PRODUCTS, Product};
use super::shape::{ellipse, smoothstep};
use super::still_life::TURNTABLE;

/// Seconds that a piece stays.
const STAY: f64 = 20.0;
/// Seconds of the change to the next.
const CHANGE: f32 = 1.6;
/// Seconds for one turn.
const TURN: f64 = 15.0;
/// Columns of a glaze table, once round; a power of two.
const ROUND: usize = 512;
/// Rows of a glaze table: the wall, then the lip, then the inside.
const ROWS: usize = 194;
const WALL_ROWS: usize = 192;

/// All pieces, ready to be drawn.
#[derive(Debug)]
pub(super) struct Products {
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    /// Colour and relief, `ROWS` rows of `ROUND`.
    glaze: Vec<(Rgb, f32)>,
    cells: Vec<Cell>,
    /// Pixels darkened by the piece's shadow, and how far.
    shadow: Vec<(u32, u32, f32)>,
}

/// One pixel of a piece: where to look in the glaze table, and its light.
#[derive(Debug)]
struct Cell {
    px: u32,
    py: u32,
    cover: f32,
    row: usize,
    column: f32,
    /// Everything but the sweeping light.
    base: Rgb,
    key: f32,
    shine: f32,
    /// How much more sweeping light falls on a slope that rises along the turn.
    tangent: f32,
}

/// How many pieces have given way to the next by then.
pub(crate) fn turn(at: Duration) -> usize {
    (at.as_secs_f64() / STAY) as usize
}

impl Products {
    pub(super) fn new(canvas: &Canvas) -> Products {
        Products {
            pieces: PRODUCTS.iter().map(|p| Piece::new(p, canvas)).collect(),
        }
    }

    /// Draws the piece on show at `at`, and the next one over it where they change.
    pub(super) fn draw(&self, at: Duration, light: &Field<'_>, frame: &mut I420) {
        let seconds = at.as_secs_f64();
        let slot = turn(at);
        let into = (seconds - slot as f64 * STAY) as f32;
        let change = (into - (STAY as f32 - CHANGE)) / CHANGE;
        let turned = (seconds / TURN).fract() as f32;
        // The old piece waits for the new one to be half there, so that no table shines through.
        let (leaving, coming) = (smoothstep(1.0, 0.45, change), smoothstep(0.0, 0.7, change));
        let old = &self.pieces[slot % self.pieces.len()];
        let new = &self.pieces[(slot + 1) % self.pieces.len()];
        old.cast(leaving, frame);
        new.cast(coming.min(1.0 - leaving), frame);
        old.draw(turned, leaving, light, frame);
        new.draw(turned, coming, light, frame);
    }
}

impl Piece {
    fn new(product: &Product, canvas: &Canvas) -> Piece {
        let scale = canvas.scale;
        let mut glaze = Vec::with_capacity(ROWS * ROUND);
        for row in 0..WALL_ROWS {
            let v = row as f32 / (WALL_ROWS - 1) as f32;
            let relief = |column: usize| (product.glaze)((column % ROUND) as f32 / ROUND as f32, v);
            for column in 0..ROUND {
                let (color, _) = relief(column);
                let slope = relief(column + 1).1 - relief(column + ROUND - 1).1;
                glaze.push((color, slope));
            }
        }
        let lip = glaze[(WALL_ROWS - 1) * ROUND].0.mix(PAPER, 0.12);
        glaze.extend(std::iter::repeat_n((lip, 0.0), ROUND));
        glaze.extend(std::iter::repeat_n((product.inside, 0.0), ROUND));

        let foot = (TURNTABLE.1 + 2.0) * scale;
        let facets = lathe::turn(product.profile, (TURNTABLE.0 - canvas.left) * scale, foot, scale);
        let cells = facets
            .iter()
            .filter(|f| f.px < canvas.width && f.py < canvas.height)
            .map(|f| {
                let (ambient, lamp, key, shine) = lathe::lights(f.part, f.normal, product.gloss);
                let (x, y) = (f.px as f32 / scale + canvas.left, f.py as f32 / scale);
                let (row, column) = match f.part {
                    Part::Wall { turn, height } => (
                        (height * (WALL_ROWS - 1) as f32) as usize,
                        turn.rem_euclid(1.0) * ROUND as f32,
                    ),
                    Part::Lip => (WALL_ROWS, 0.0),
                    Part::Inside { .. } => (WALL_ROWS + 1, 0.0),
                };
                // Near the foot the turntable takes away some of the sky.
                let contact = 0.62 + 0.38 * smoothstep(foot + 4.0 * scale, foot - 26.0 * scale, f.py as f32);
                Cell {
                    px: f.px as u32,
                    py: f.py as u32,
                    cover: f.cover,
                    row: row.min(ROWS - 1),
                    column,
                    base: AMBIENT * (ambient * contact) + LAMP * (lamp * lamp_light(x, y) * 1.25),
                    key: key * (0.4 + 0.6 * contact),
                    shine: 0.55 * shine,
                    tangent: (0.66 * f.normal[2] + 0.62 * f.normal[0]).clamp(-1.0, 1.0) * 0.55,
                }
            })
            .collect();
        Piece {
            glaze,
            cells,
            shadow: shadow(product, canvas),
        }
    }

    /// Darkens the turntable and the linen under the piece.
    fn cast(&self, strength: f32, frame: &mut I420) {
        if strength <= 0.0 {
            return;
        }
        for &(px, py, depth) in &self.shadow {
            let i = py as usize * frame.width + px as usize;
            frame.y[i] = (16.0 + (f32::from(frame.y[i]) - 16.0) * (1.0 - depth * strength)) as u8;
        }
    }

    fn draw(&self, turned: f32, strength: f32, light: &Field<'_>, frame: &mut I420) {
        if strength <= 0.0 {
            return;
        }
        let offset = turned * ROUND as f32 + ROUND as f32;
        for cell in &self.cells {
            // Between two columns of the table, or slow turns would stutter.
            let place = cell.column + offset;
            let column = place as usize;
            let part = place - column as f32;
            let row = &self.glaze[cell.row * ROUND..(cell.row + 1) * ROUND];
            let (near, next) = (row[column % ROUND], row[(column + 1) % ROUND]);
            let albedo = near.0.mix(next.0, part);
            let slope = near.1 + (next.1 - near.1) * part;
            let (px, py) = (cell.px as usize, cell.py as usize);
            let gain = light.at(px, py);
            let lit = cell.base * (1.0 + 0.5 * slope * cell.tangent)
                + KEY * (gain * (cell.key - slope * cell.tangent).max(0.0));
            let color = albedo * lit + PAPER * (cell.shine * (0.25 + 0.75 * gain));
            let [y, u, v] = color.ycbcr();
            frame.blend(
                px,
                py,
                [(y + 16.0).min(235.0), u + 128.0, v + 128.0],
                cell.cover * strength,
            );
        }
    }
}

/// The soft shadow to the right of the foot, and the dark line where piece and table touch.
fn shadow(product: &Product, canvas: &Canvas) -> Vec<(u32, u32, f32)> {
    let scale = canvas.scale;
    let foot = product.profile[0].1;
    let belly = product.profile.iter().map(|p| p.1).fold(0.0, f32::max);
    let (cx, cy) = (TURNTABLE.0, TURNTABLE.1 + 2.0);
    let mut pixels = Vec::new();
    let (top, bottom) = (((cy - 30.0) * scale) as usize, ((cy + 34.0) * scale) as usize);
    let left = ((cx - 90.0 - canvas.left) * scale).max(0.0) as usize;
    let right = (((cx + 170.0 - canvas.left) * scale) as usize).min(canvas.width);
    for py in top..bottom.min(canvas.height) {
        for px in left..right {
            let x = (px as f32 + 0.5) / scale + canvas.left - cx;
            let y = (py as f32 + 0.5) / scale - cy;
            let touch = smoothstep(7.0, -3.0, ellipse(x - 1.5, y, foot + 1.5, foot * TILT + 1.0));
            let long = ellipse(
                x - 0.55 * belly,
                y + 1.5,
                foot * 0.5 + belly * 0.66,
                foot * TILT + 3.0,
            );
            let cast = smoothstep(16.0, -9.0, long);
            let depth = 1.0 - (1.0 - 0.6 * touch) * (1.0 - 0.5 * cast);
            if depth > 0.01 {
                pixels.push((px as u32, py as u32, depth));
            }
        }
    }
    pixels
}
