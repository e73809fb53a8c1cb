//! Which room may import which, held against `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// For each room those it may import. `tests` and the binary may see all.
const ARROWS: [(&str, &[&str]); 10] = [
    ("model", &[]),
    ("store", &["model"]),
    ("people", &["model", "store"]),
    ("live", &["model", "store"]),
    ("shop", &["model", "store"]),
    ("advisor", &["model", "store", "shop"]),
    ("payments", &["model", "store", "shop"]),
    ("media", &["model"]),
    ("storefront-templates", &[]),
    (
        "web",
        &[
            "model",
            "store",
            "people",
            "live",
            "shop",
            "advisor",
            "media",
            "storefront-templates",
        ],
    ),
];
const SEE_ALL: [&str; 2] = ["vitrine", "tests"];

/// Crates that only some rooms may know, by the start of their names.
const KEPT: [(&str, &[&str]); 12] = [
    ("rtc", &["media"]),
    ("webrtc", &["media"]),
    ("mio", &["media"]),
    ("mp4-atom", &["media"]),
    ("nix", &["media", "vitrine"]),
    ("axum", &["web", "vitrine"]),
    ("tower", &["web", "vitrine"]),
    ("askama", &["storefront-templates"]),
    ("argon2", &["people"]),
    (
        "sqlx",
        &[
            "model", "store", "people", "live", "shop", "advisor", "payments", "tests",
        ],
    ),
    ("wasmtime", &["plugin-host"]),
    ("async-stripe", &["payments"]),
];

/// Each package of the workspace with what it asks for, of any kind.
fn packages() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let asked = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(crate::root())
        .output()
        .expect("cargo runs");
    assert!(
        asked.status.success(),
        "{}",
        String::from_utf8_lossy(&asked.stderr)
    );
    let metadata: Value = serde_json::from_slice(&asked.stdout).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("a workspace has packages");
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("a list");
            let names = dependencies
                .iter()
                .map(|one| one["name"].as_str().expect("a name").to_owned());
            (
                package["name"].as_str().expect("a name").to_owned(),
                names.collect(),
            )
        })
        .collect()
}

#[test]
fn every_room_is_known() {
    let known: BTreeSet<_> = ARROWS.iter().map(|(room, _)| *room).chain(SEE_ALL).collect();
    let found = packages();
    let found: BTreeSet<_> = found.keys().map(String::as_str).collect();
    assert_eq!(
        found, known,
        "a new room needs its arrows here and in platform/ARCHITECTURE.md"
    );
}

#[test]
fn rooms_import_only_along_the_arrows() {
    let packages = packages();
    let mut wrong = Vec::new();
    for (room, allowed) in ARROWS {
        for dependency in &packages[room] {
            if packages.contains_key(dependency) && !allowed.contains(&dependency.as_str()) {
                wrong.push(format!("{room} -> {dependency}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn nobody_imports_the_tests_or_the_binary() {
    for (room, dependencies) in packages() {
        for above in SEE_ALL {
            assert!(
                room == "tests" || !dependencies.contains(above),
                "{room} -> {above}"
            );
        }
    }
}

#[test]
fn what_one_room_keeps_no_other_imports() {
    let mut wrong = Vec::new();
    for (room, dependencies) in packages() {
        for dependency in dependencies {
            let family = |start: &str| dependency == start || dependency.starts_with(&format!("{start}-"));
            let kept = KEPT.iter().find(|(start, _)| family(start));
            if kept.is_some_and(|(_, rooms)| !rooms.contains(&room.as_str())) {
                wrong.push(format!("{room} -> {dependency}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
