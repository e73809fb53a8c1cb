//! An address as a QR code in the terminal, to open it on a phone.

use qrcode::{Color, QrCode};

/// `text` in half blocks, with the quiet zone readers need; none when it is
/// too long for a code.
pub(crate) fn draw(text: &str) -> Option<String> {
    const QUIET: usize = 2;
    let code = QrCode::new(text).ok()?;
    let width = code.width();
    let dark = |x: usize, y: usize| {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < width);
        matches!((inside(x), inside(y)), (Some(x), Some(y)) if code[(x, y)] == Color::Dark)
    };
    let side = width + 2 * QUIET;
    let mut out = String::new();
    for y in (0..side).step_by(2) {
        out.push_str("  ");
        for x in 0..side {
            // Light modules are drawn: most terminals are dark.
            out.push(match (dark(x, y), dark(x, y + 1)) {
                (true, true) => ' ',
                (true, false) => '▄',
                (false, true) => '▀',
                (false, false) => '█',
            });
        }
        out.push('\n');
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_is_square_and_framed_in_light() {
        let drawn = super::draw("https://192.0.2.1:8443").unwrap();
        let lines: Vec<_> = drawn.lines().collect();
        let width = lines[0].chars().count() - 2;
        assert!(lines.iter().all(|line| line.chars().count() == width + 2));
        assert_eq!(lines.len(), width.div_ceil(2));
        assert!(lines[0].trim().chars().all(|c| c == '█'));
    }
}
