//! The painted canvas in the form a frame is made from: Y'CbCr, fixed point, one multiplication a
//! sample. Knows only canvas and light.

use super::I420;
use super::canvas::Canvas;
use super::light::Field;

/// Fraction bits of the base layer and of the sum, spent on dithering.
const FRACTION: u32 = 4;
/// Ordered dither, a sixteenth of a level a step: dark gradients show no bands, and as it stands
/// still it costs an encoder nothing.
const DITHER: [[i16; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

#[derive(Debug)]
struct Layer {
    base: Vec<i16>,
    key: Vec<i16>,
}

/// What stands still, ready to be lit.
#[derive(Debug)]
pub(super) struct Plate {
    width: usize,
    luma: Layer,
    blue: Layer,
    red: Layer,
}

impl Plate {
    pub(super) fn new(canvas: &Canvas) -> Plate {
        let (width, height) = (canvas.width, canvas.height);
        let fixed = |v: f32, offset: f32| ((v + offset) * f32::from(1i16 << FRACTION)).round() as i16;
        let mut luma = Layer {
            base: Vec::new(),
            key: Vec::new(),
        };
        for (base, key) in canvas.base.iter().zip(&canvas.key) {
            luma.base.push(fixed(base.ycbcr()[0], 16.0));
            luma.key.push(key.ycbcr()[0].round() as i16);
        }
        let chroma = |component: usize| {
            let mut layer = Layer {
                base: Vec::new(),
                key: Vec::new(),
            };
            for y in (0..height).step_by(2) {
                for x in (0..width).step_by(2) {
                    let i = y * width + x;
                    let mean = |plane: &[super::color::Rgb]| {
                        let four = plane[i] + plane[i + 1] + plane[i + width] + plane[i + width + 1];
                        (four * 0.25).ycbcr()[component]
                    };
                    layer.base.push(fixed(mean(&canvas.base), 128.0));
                    layer.key.push(mean(&canvas.key).round() as i16);
                }
            }
            layer
        };
        Plate {
            width,
            blue: chroma(1),
            red: chroma(2),
            luma,
        }
    }

    /// Writes the whole frame as lit by `light`.
    pub(super) fn light(&self, light: &Field<'_>, frame: &mut I420) {
        let width = self.width;
        let mut gains = vec![0i16; width];
        let mut halved = vec![0i16; width / 2];
        for (py, line) in frame.y.chunks_exact_mut(width).enumerate() {
            light.row(py, &mut gains);
            self.luma.row(py, &gains, line, 235);
            if py.is_multiple_of(2) {
                for (half, pair) in halved.iter_mut().zip(gains.chunks_exact(2)) {
                    *half = pair[0];
                }
                let (cy, half) = (py / 2, width / 2);
                self.blue
                    .row(cy, &halved, &mut frame.u[cy * half..(cy + 1) * half], 240);
                self.red
                    .row(cy, &halved, &mut frame.v[cy * half..(cy + 1) * half], 240);
            }
        }
    }
}

impl Layer {
    /// One row of samples, kept between 16 and `most` as limited range asks.
    fn row(&self, y: usize, gains: &[i16], out: &mut [u8], most: i16) {
        let width = out.len();
        let dither = DITHER[y % 4];
        let base = self.base[y * width..(y + 1) * width].chunks_exact(4);
        let key = self.key[y * width..(y + 1) * width].chunks_exact(4);
        let lines = out
            .chunks_exact_mut(4)
            .zip(base.zip(key))
            .zip(gains.chunks_exact(4));
        for ((out, (base, key)), gain) in lines {
            for i in 0..4 {
                // key <= 255 and gain <= 127: the product stays within an i16.
                let sum = base[i] + ((key[i] * gain[i]) >> (7 - FRACTION)) + dither[i];
                out[i] = (sum >> FRACTION).clamp(16, most) as u8;
            }
        }
    }
}
