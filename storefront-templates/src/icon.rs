//! Icons: references into the one sprite, `assets/icons.svg`.

use askama::Template;
use askama::filters::HtmlSafe;

/// One icon, drawn in the colour of the text around it and hidden from screen readers.
#[derive(Debug, Template)]
#[template(
    ext = "html",
    source = r#"<svg class="icon" aria-hidden="true" focusable="false"><use href="{{ sprite }}#{{ name }}"></use></svg>"#
)]
pub struct Icon {
    /// Address of the sprite.
    pub sprite: String,
    /// The symbol's id in the sprite.
    pub name: &'static str,
}

impl HtmlSafe for Icon {}
