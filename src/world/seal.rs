//! Sealing a file so that only the holder of one key opens it: the age format (<https://age-encryption.org/v1>), X25519 keys.
//! Built without the feature `sealed`, every function says so.
#![cfg_attr(
    feature = "sealed",
    expect(clippy::disallowed_methods, reason = "sealed files are read and written piece by piece here")
)]

use std::path::{Path, PathBuf};

use super::{FileError, read_text};
use crate::model::Moment;

/// How every sealed file begins.
#[cfg(feature = "sealed")]
const MAGIC: &[u8] = b"age-encryption.org/v1\n";
/// How a sealed file begins that was made fit for mail.
#[cfg(feature = "sealed")]
const ARMOR: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
/// A key file is small.
const KEY_LIMIT: u64 = 100_000;
/// What a sealed file may hold, in bytes.
#[cfg(feature = "sealed")]
const MOST: u64 = 8_000_000_000;

/// Why something could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Not a key that files are sealed for.
    #[error("`{0}` is no key to seal for: that is `age1...`, or a file that `viva key new` wrote")]
    NoRecipient(String),
    /// Not a key that opens files.
    #[error(
        "`{0}` holds no key that opens sealed files: that is a line `AGE-SECRET-KEY-1...`, as `viva key new` writes it"
    )]
    NoIdentity(PathBuf),
    /// Sealed for somebody else.
    #[error("`{0}` is sealed for another key than the one that was given")]
    WrongKey(PathBuf),
    /// Cut off or changed.
    #[error("`{path}` is damaged: {why}; nothing of it was used")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What was found.
        why: String,
    },
    /// A file or folder failed.
    #[error(transparent)]
    File(#[from] FileError),
    /// Built without the feature.
    #[error("this viva was built without sealed files (the feature `sealed`)")]
    Off,
}

/// A key that files are sealed for.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "sealed"), expect(dead_code, reason = "nothing is sealed in this build"))]
pub struct Recipient(String);

/// The words that stand for a key: given themselves, or in a file with either half of it.
fn key_words(given: &str) -> Result<Vec<String>, SealError> {
    let path = Path::new(given);
    if given.starts_with("age1") && !path.exists() {
        return Ok(vec![given.to_owned()]);
    }
    let text = read_text(path, KEY_LIMIT)?;
    let lines = text.lines().map(|l| l.trim().trim_start_matches("# public key:").trim());
    Ok(lines.filter(|l| !l.is_empty() && !l.starts_with('#')).map(str::to_owned).collect())
}

#[cfg(feature = "sealed")]
mod on {
    use std::{
        fs::{self, File, OpenOptions},
        io::{ErrorKind, Read, Write},
        os::unix::fs::OpenOptionsExt,
    };

    use age::{DecryptError, Decryptor, Encryptor, secrecy::ExposeSecret, x25519};

    use super::*;

    impl Recipient {
        /// Reads a key: `age1...`, or a file with either half of it.
        ///
        /// # Errors
        /// Not a key.
        pub fn read(given: &str) -> Result<Self, SealError> {
            let words = key_words(given)?;
            let public = words.iter().find(|w| w.parse::<x25519::Recipient>().is_ok()).cloned();
            let secret = || words.iter().find_map(|w| w.parse::<x25519::Identity>().ok());
            let found = public.or_else(|| secret().map(|i| i.to_public().to_string()));
            found.map(Recipient).ok_or_else(|| SealError::NoRecipient(given.to_owned()))
        }
    }

    /// A new key: the text of its file, and the half that is given to others.
    ///
    /// # Errors
    /// Only without the feature.
    pub fn new_key(now: Moment) -> Result<(String, String), SealError> {
        let identity = x25519::Identity::generate();
        let public = identity.to_public().to_string();
        let secret = identity.to_string();
        let made = now.rfc3339();
        let text = format!("# created: {made}\n# public key: {public}\n{}\n", secret.expose_secret());
        Ok((text, public))
    }

    /// The bytes of a file, sealed.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn seal(path: &Path, key: &Recipient) -> Result<Vec<u8>, SealError> {
        let io = |source| FileError::Io { path: path.to_owned(), source };
        let bad = || SealError::NoRecipient(key.0.clone());
        let recipient: x25519::Recipient = key.0.parse().map_err(|_| bad())?;
        let recipients = std::iter::once(&recipient as &dyn age::Recipient);
        let encryptor = Encryptor::with_recipients(recipients).map_err(|_| bad())?;
        let plain = fs::read(path).map_err(io)?;
        let mut sealed = Vec::with_capacity(plain.len() + 1000);
        let mut writer = encryptor.wrap_output(&mut sealed).map_err(io)?;
        writer.write_all(&plain).map_err(io)?;
        writer.finish().map_err(io)?;
        Ok(sealed)
    }

    /// Whether a file looks sealed. A pipe or a device is never read.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn is_sealed(path: &Path) -> Result<bool, FileError> {
        let io = |source| FileError::Io { path: path.to_owned(), source };
        if !fs::symlink_metadata(path).map_err(io)?.is_file() {
            return Ok(false);
        }
        let mut head = Vec::new();
        File::open(path).map_err(io)?.take(64).read_to_end(&mut head).map_err(io)?;
        Ok(head.starts_with(MAGIC) || head.starts_with(ARMOR))
    }

    /// Opens a sealed file into a new private file.
    ///
    /// # Errors
    /// Another key, a damaged file, or one that cannot be read; nothing is left behind then.
    pub fn unseal(path: &Path, identity: &Path, to: &Path) -> Result<(), SealError> {
        let words = key_words(&identity.to_string_lossy())?;
        let keys: Vec<x25519::Identity> = words.iter().filter_map(|w| w.parse().ok()).collect();
        if keys.is_empty() {
            return Err(SealError::NoIdentity(identity.to_owned()));
        }
        let opened = open_into(path, &keys, to);
        if opened.is_err() {
            let _ = fs::remove_file(to);
        }
        opened
    }

    fn open_into(path: &Path, keys: &[x25519::Identity], to: &Path) -> Result<(), SealError> {
        let io = |source| FileError::Io { path: path.to_owned(), source };
        let damaged = |why: &str| SealError::Damaged { path: path.to_owned(), why: why.to_owned() };
        let mut file = File::open(path).map_err(io)?;
        let mut head = vec![0; ARMOR.len()];
        if file.read_exact(&mut head).is_ok() && head == ARMOR {
            return Err(damaged(
                "it is in the form for mail (armor), which viva does not read; seal it without",
            ));
        }
        let file = File::open(path).map_err(io)?;
        let decryptor = Decryptor::new(file).map_err(|e| match e {
            DecryptError::Io(e) if e.kind() != ErrorKind::UnexpectedEof => SealError::File(io(e)),
            _ => damaged("its head is cut off or changed"),
        })?;
        let plain = decryptor.decrypt(keys.iter().map(|k| k as &dyn age::Identity)).map_err(|e| match e {
            DecryptError::NoMatchingKeys => SealError::WrongKey(path.to_owned()),
            _ => damaged("its head is cut off or changed"),
        })?;
        let out_io = |source| FileError::Io { path: to.to_owned(), source };
        let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(out_io)?;
        let mut plain = plain.take(MOST + 1);
        let mut buffer = vec![0; 1 << 16];
        let mut all = 0_u64;
        loop {
            let n = plain.read(&mut buffer).map_err(|_| damaged("it is cut off or changed"))?;
            if n == 0 {
                break;
            }
            all += n as u64;
            if all > MOST {
                return Err(damaged("it holds more than viva reads"));
            }
            out.write_all(&buffer[..n]).map_err(out_io)?;
        }
        Ok(())
    }
}

#[cfg(feature = "sealed")]
pub use on::{is_sealed, new_key, seal, unseal};

#[cfg(not(feature = "sealed"))]
mod off {
    use super::*;

    impl Recipient {
        /// Says that nothing is sealed in this build.
        ///
        /// # Errors
        /// Always.
        pub fn read(given: &str) -> Result<Self, SealError> {
            key_words(given).and(Err(SealError::Off))
        }
    }

    /// Says that nothing is sealed in this build.
    ///
    /// # Errors
    /// Always.
    pub fn new_key(_: Moment) -> Result<(String, String), SealError> {
        Err(SealError::Off)
    }

    /// Says that nothing is sealed in this build.
    ///
    /// # Errors
    /// Always.
    pub fn seal(_: &Path, _: &Recipient) -> Result<Vec<u8>, SealError> {
        Err(SealError::Off)
    }

    /// Nothing is known to be sealed in this build.
    ///
    /// # Errors
    /// Never.
    pub fn is_sealed(_: &Path) -> Result<bool, FileError> {
        Ok(false)
    }

    /// Says that nothing is opened in this build.
    ///
    /// # Errors
    /// Always.
    pub fn unseal(_: &Path, _: &Path, _: &Path) -> Result<(), SealError> {
        Err(SealError::Off)
    }
}

#[cfg(not(feature = "sealed"))]
pub use off::{is_sealed, new_key, seal, unseal};

#[cfg(all(test, feature = "sealed"))]
mod tests {
    use super::*;

    #[test]
    fn only_its_key_opens_a_file_and_every_change_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let (text, public) = new_key(Moment(0)).expect("a key");
        let (other, _) = new_key(Moment(0)).expect("a key");
        std::fs::write(at("key"), &text).expect("a file");
        std::fs::write(at("other"), other).expect("a file");
        let plain: Vec<u8> = (0..200_000_u32).map(|i| (i % 251) as u8).collect();
        std::fs::write(at("plain"), &plain).expect("a file");
        let key = at("key").display().to_string();
        for given in [public.as_str(), key.as_str()] {
            let sealed = seal(&at("plain"), &Recipient::read(given).expect("a key")).expect("sealed");
            std::fs::write(at("sealed"), &sealed).expect("a file");
            unseal(&at("sealed"), &at("key"), &at("back")).expect("opened");
            assert!(std::fs::read(at("back")).expect("read") == plain);
            std::fs::remove_file(at("back")).expect("removed");
        }
        assert!(is_sealed(&at("sealed")).expect("asked") && !is_sealed(&at("plain")).expect("asked"));
        let wrong = unseal(&at("sealed"), &at("other"), &at("back"));
        assert!(matches!(wrong, Err(SealError::WrongKey(_))), "{wrong:?}");
        let none = unseal(&at("sealed"), &at("plain"), &at("back"));
        assert!(none.is_err());
        let whole = std::fs::read(at("sealed")).expect("read");
        let changed = |at: usize| {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            bytes
        };
        let cases = [
            whole[..30].to_vec(),
            whole[..whole.len() - 1].to_vec(),
            whole[..whole.len() / 2].to_vec(),
            changed(60),
            changed(whole.len() / 2),
            changed(whole.len() - 1),
        ];
        for (n, bytes) in cases.into_iter().enumerate() {
            std::fs::write(at("sealed"), bytes).expect("a file");
            let opened = unseal(&at("sealed"), &at("key"), &at("back"));
            assert!(
                matches!(opened, Err(SealError::Damaged { .. } | SealError::WrongKey(_))),
                "{n}: {opened:?}"
            );
            assert!(!at("back").exists());
        }
        assert!(matches!(Recipient::read("age1nonsense"), Err(SealError::NoRecipient(_))));
    }
}
