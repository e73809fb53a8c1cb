//! Words and files that are named in one room and lie in another: a misspelt
//! name would only be noticed by whoever reads the page.

use std::collections::BTreeSet;

use crate::sources;

/// Text in quotes in our code outside its own unit tests.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    code.split('"').skip(1).step_by(2)
}

fn is_key(word: &str, start: &str) -> bool {
    word.len() > start.len()
        && word.starts_with(start)
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The messages of a language, all its files together.
fn messages(language: &str) -> BTreeSet<String> {
    let folder = format!("storefront-templates/locales/{language}/");
    let sources = sources();
    let files = sources.iter().filter(|(name, _)| name.starts_with(&folder));
    let lines = files.flat_map(|(_, text)| text.lines());
    let keys = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    keys.filter_map(|line| line.split_once('=').map(|(key, _)| key.trim().to_owned()))
        .collect()
}

#[test]
fn every_complaint_and_message_of_the_server_is_in_both_languages() {
    let locales = ["en", "es"].map(messages);
    let mut named = 0;
    let mut missing = Vec::new();
    for (name, text) in sources()
        .iter()
        .filter(|(name, _)| name.starts_with("platform/web/src/pages"))
    {
        for key in quoted(text).filter(|word| is_key(word, "error-") || is_key(word, "flash-")) {
            named += 1;
            if !locales.iter().all(|keys| keys.contains(key)) {
                missing.push(format!("{name}: {key}"));
            }
        }
    }
    assert!(named > 20, "only {named} were found: the search is broken");
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn both_languages_say_the_same_things() {
    let (english, spanish) = (messages("en"), messages("es"));
    let differing: Vec<_> = english.symmetric_difference(&spanish).collect();
    assert!(english.len() > 100 && differing.is_empty(), "{differing:?}");
}

#[test]
fn every_embedded_file_the_server_names_exists() {
    let mut named = 0;
    for (name, text) in sources().iter().filter(|(name, _)| name.starts_with("platform/")) {
        for call in text.split("assets::url(\"").skip(1) {
            let path = call.split('"').next().unwrap_or_default();
            named += 1;
            assert!(
                storefront_templates::assets::get(path).is_some(),
                "{name} names {path}"
            );
        }
        for word in quoted(text)
            .filter(|word| word.starts_with("art/") && word.ends_with(".svg") && !word.contains('{'))
        {
            named += 1;
            assert!(
                storefront_templates::assets::get(word).is_some(),
                "{name} names {word}"
            );
        }
    }
    assert!(named > 0, "none was found: the search is broken");
}
