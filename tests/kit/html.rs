//! Just enough HTML to hold pages to their laws: the tags, one by one.

/// One opening tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag<'a> {
    /// In small letters.
    pub name: String,
    /// Names in small letters; values as they stand, entities not resolved.
    pub attributes: Vec<(String, &'a str)>,
}

impl<'a> Tag<'a> {
    /// The value of an attribute, if the tag has it.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| *value)
    }
}

/// The opening tags of `html`, in order. Text is escaped in our pages, so that
/// every `<` opens a tag and a `>` outside of quotes closes it.
pub fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = end_of_tag(rest);
        let (inside, after) = rest.split_at(end);
        rest = after;
        if inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            tags.push(tag(inside));
        }
    }
    tags
}

fn end_of_tag(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

fn tag(inside: &str) -> Tag<'_> {
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        if key.is_empty() {
            break;
        }
        let value;
        if let Some(open) = after.strip_prefix("=\"") {
            (value, rest) = open.split_once('"').unwrap_or((open, ""));
        } else if let Some(bare) = after.strip_prefix('=') {
            (value, rest) = bare.split_once(char::is_whitespace).unwrap_or((bare, ""));
        } else {
            (value, rest) = ("", after);
        }
        attributes.push((key.to_ascii_lowercase(), value));
    }
    Tag {
        name: name.trim_end_matches('/').to_ascii_lowercase(),
        attributes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_attributes_are_found() {
        let page = r#"<!doctype html><p class="a > b" hidden>x &lt; y</p><input value="" required><SCRIPT src=/x.js></SCRIPT>"#;
        let found = tags(page);
        let names: Vec<_> = found.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["p", "input", "script"]);
        assert_eq!(found[0].attribute("class"), Some("a > b"));
        assert_eq!(found[0].attribute("hidden"), Some(""));
        assert_eq!(found[1].attribute("value"), Some(""));
        assert_eq!(found[1].attribute("required"), Some(""));
        assert_eq!(found[2].attribute("src"), Some("/x.js"));
        assert_eq!(found[2].attribute("style"), None);
    }
}
