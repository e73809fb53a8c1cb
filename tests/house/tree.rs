//! What lies where, and what no file may hold.

use crate::{root, sources};

/// All that may lie at the top.
const TOP: [&str; 12] = [
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "platform",
    "plugins",
    "storefront-templates",
    "migrations",
    "tests",
    "rustfmt.toml",
    "clippy.toml",
    ".editorconfig",
    ".ci",
];
/// The same, by the start of the name.
const TOP_STARTS: [&str; 4] = ["LICENSE", ".git", ".cargo", ".config"];

/// Longer files are of more than one idea.
const LONGEST: usize = 600;

#[test]
fn only_what_belongs_there_lies_at_the_top() {
    let ignored = std::fs::read_to_string(root().join(".gitignore")).expect("there is a .gitignore");
    let ignored: Vec<_> = ignored
        .lines()
        .map(|line| line.trim().trim_matches('/'))
        .collect();
    let entries = std::fs::read_dir(root()).expect("the repository can be read");
    let names = entries.map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8"));
    let strange: Vec<_> = names
        .filter(|name| !TOP.contains(&name.as_str()) && !ignored.contains(&name.as_str()))
        .filter(|name| !TOP_STARTS.iter().any(|start| name.starts_with(start)))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn nothing_is_left_for_later() {
    // Put together, so that this file is not found.
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat()];
    let mut found = Vec::new();
    for (name, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            let mut words = line.split(|c: char| !c.is_ascii_alphabetic());
            if words.any(|word| marks.iter().any(|mark| mark == word)) {
                found.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn files_stay_small() {
    let mut long = Vec::new();
    for (name, text) in sources() {
        let lines = text.lines().count();
        if [".rs", ".js", ".css"].iter().any(|kind| name.ends_with(kind)) && lines > LONGEST {
            long.push(format!("{name}: {lines}"));
        }
    }
    assert!(long.is_empty(), "more than {LONGEST} lines: {long:?}");
}

#[test]
fn rust_files_say_what_they_are_for() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|(name, text)| name.ends_with(".rs") && !text.starts_with("//!"))
        .map(|(name, _)| name)
        .collect();
    assert!(silent.is_empty(), "without a word at the top: {silent:?}");
}

#[test]
fn scripts_and_styles_fetch_nothing_from_elsewhere() {
    let mut found = Vec::new();
    for (name, text) in sources() {
        let served = name.starts_with("storefront-templates/assets")
            || name.starts_with("storefront-templates/templates");
        for (number, line) in text.lines().enumerate().filter(|_| served) {
            // The names of SVG's own vocabulary are addresses nobody fetches.
            let line = line.replace("http://www.w3.org/", "");
            if line.contains("http://") || line.contains("https://") {
                found.push(format!("{name}:{}", number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:?}");
}
