//! Laws about the source tree itself: who may import whom, what lies at the
//! top, and what files may look like.

mod arrows;
mod tree;
mod words;

use std::path::{Path, PathBuf};

/// The repository.
fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the tests lie in the repository")
        .to_owned()
}

/// Every file below `folder` of the repository, by its path in there, but what
/// git is told to ignore.
fn files(folder: &str) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    collect(&root().join(folder), folder, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, name: &str, found: &mut Vec<(String, PathBuf)>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        let own = path
            .file_name()
            .and_then(|own| own.to_str())
            .expect("names are UTF-8")
            .to_owned();
        let name = format!("{name}/{own}");
        if ["tests/screenshots", "tests/target"].contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(&path, &name, found);
        } else {
            found.push((name, path));
        }
    }
}

/// The text files of every folder with sources in it.
fn sources() -> Vec<(String, String)> {
    const FOLDERS: [&str; 5] = [
        "platform",
        "storefront-templates",
        "migrations",
        "tests",
        "plugins",
    ];
    const TEXTS: [&str; 9] = ["rs", "js", "css", "html", "ftl", "sql", "toml", "md", "sh"];
    let all = FOLDERS.iter().flat_map(|folder| files(folder));
    let texts = all.filter(|(name, _)| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        TEXTS.contains(&extension) || name == "tests/run"
    });
    let read = |path: &Path| {
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    texts.map(|(name, path)| (name, read(&path))).collect()
}
