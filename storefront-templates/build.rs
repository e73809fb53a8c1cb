//! Embeds everything under `assets/`: writes a table of `include_bytes!` entries sorted by path,
//! and one short hash over all of it that becomes the version in every asset's URL.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=templates");

    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("assets");
    let mut files = Vec::new();
    collect(&root, &root, &mut files)?;
    files.sort();

    let mut hash = Fnv1a::new();
    let mut table = String::new();
    for (name, path) in &files {
        hash.update(name.as_bytes());
        hash.update(&[0]);
        hash.update(&fs::read(path)?);
        writeln!(table, "    ({name:?}, include_bytes!({path:?})),").map_err(io::Error::other)?;
    }
    let source = format!(
        "/// Hash of all embedded files: part of every asset URL, so that copies never go stale.\n\
         pub const VERSION: &str = \"{:016x}\";\n\
         static FILES: &[(&str, &[u8])] = &[\n{table}];\n",
        hash.0
    );
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("assets.rs"), source)
}

/// Adds every file below `folder` as (path relative to `root` with `/`, absolute path).
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
            continue;
        }
        let name = path.strip_prefix(root).map_err(io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        files.push((name, path.to_string_lossy().into_owned()));
    }
    Ok(())
}

/// FNV-1a, 64 bit: tells versions of our own files apart, no more.
struct Fnv1a(u64);

impl Fnv1a {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
