//! SRTP towards viewers. Media is sealed here, with `ring`, from plaintext all
//! viewers share; AES-CM and everything of SRTCP goes through the library.

mod control;
mod keys;
mod opener;
mod sealer;

pub(crate) use control::ControlCipher;
pub(crate) use keys::{MediaKeys, Profile};
pub(crate) use opener::Opener;
pub(crate) use sealer::{HEADER_LEN, Plain, Sealer};
