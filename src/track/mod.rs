//! The collector: what comes back from the parents' pages → touches, evidence by token hash.
//!
//! It knows hashes of tokens and nothing of people. The page's script asks for a nonce (`/b/start`) and
//! comes back with it after at least three seconds and a person's gesture (`/b/read`, `/b/confirm`,
//! `/b/asks`); browsers without script use the two small pages at `/r`. A GET never writes anything, and
//! nothing is answered before its evidence is on disk.

mod token;

pub use token::{page_link, plain_link, token_hash};
