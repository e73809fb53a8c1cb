//! Style sheets, scripts, icons and drawings, embedded in the binary when it is built.
//!
//! Every URL carries [`VERSION`] as a folder, so that a relative `import` in an ES module stays
//! within its version and a response may be cached for ever. Knows nothing of HTTP.

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One embedded file.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// The file's content.
    pub bytes: &'static [u8],
    /// Its media type, as for a `Content-Type` header.
    pub mime: &'static str,
}

/// The file at `path` below `assets/`, such as `js/app.js`.
pub fn get(path: &str) -> Option<Asset> {
    let at = FILES.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?;
    let (name, bytes) = FILES[at];
    Some(Asset {
        bytes,
        mime: mime(name),
    })
}

/// Where the server offers the file at `path`: `/assets/{VERSION}/{path}`.
pub fn url(path: &str) -> String {
    format!("/assets/{VERSION}/{path}")
}

/// Every embedded path, sorted.
pub fn paths() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_file_is_found_and_has_a_known_type() {
        let mut seen = 0;
        for path in paths() {
            let asset = get(path).expect("listed paths exist");
            assert_ne!(asset.mime, "application/octet-stream", "no media type for {path}");
            seen += 1;
        }
        assert!(seen > 10, "only {seen} files were embedded");
    }

    #[test]
    fn modules_import_only_files_that_exist() {
        for path in paths().filter(|path| path.ends_with(".js")) {
            let source = std::str::from_utf8(get(path).expect("listed").bytes).expect("UTF-8");
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let imports = source.lines().filter_map(|line| {
                let line = line.trim();
                let from = line.find("from \"./").map(|at| at + 8);
                let bare = line.starts_with("import \"./").then_some(10);
                let rest = &line[from.or(bare)?..];
                rest.split('"').next()
            });
            for import in imports {
                assert!(
                    get(&format!("{folder}/{import}")).is_some(),
                    "{path} imports {import}"
                );
            }
        }
    }

    #[test]
    fn unknown_and_odd_paths_are_none() {
        for path in ["", "/", "js", "js/", "../Cargo.toml", "js/../js/app.js"] {
            assert!(get(path).is_none(), "{path}");
        }
    }
}
