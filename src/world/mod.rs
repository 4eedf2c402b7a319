//! Clock, files, environment, chance, editor: each thing once. Every error carries its path.

mod clock;
mod editor;
mod entropy;
mod environment;
mod files;
mod lock;
mod seal;

pub use clock::{Clock, Stopwatch};
pub use editor::{EditorError, edit};
pub use entropy::Entropy;
pub use environment::Environment;
pub use files::{
    FileError, Folder, WholeFile, make_folder, plain_files, read_folder, read_text, same_file, stands,
    write_new, write_whole,
};
pub use lock::{DraftFile, HeldBy, SessionLock};
pub use seal::{Recipient, SealError, is_sealed, new_key, seal, unseal};
