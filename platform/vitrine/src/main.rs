//! `vitrine`: the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    vitrine::command::run()
}
