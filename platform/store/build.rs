//! Migrations are read at compile time, and a new file is no change of any old one.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
