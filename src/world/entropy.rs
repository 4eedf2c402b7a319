//! Chance: ids and salts. With a seed they repeat, for tests only.

use std::{cell::RefCell, rc::Rc};

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};

use crate::model::{Moment, PracticeId, SessionId};

/// A source of random bytes (ChaCha20), shared by whoever holds a clone.
#[derive(Debug, Clone)]
pub struct Entropy {
    rng: Rc<RefCell<ChaCha20Rng>>,
}

impl Entropy {
    /// From the seed, or from the system's generator.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new(seed: Option<u64>) -> Result<Self, getrandom::Error> {
        let rng = match seed {
            Some(seed) => ChaCha20Rng::seed_from_u64(seed),
            None => {
                let mut bytes = [0; 32];
                getrandom::fill(&mut bytes)?;
                ChaCha20Rng::from_seed(bytes)
            }
        };
        Ok(Self { rng: Rc::new(RefCell::new(rng)) })
    }

    /// Fresh bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.borrow_mut().fill_bytes(&mut bytes);
        bytes
    }

    /// A UUID version 7 (RFC 9562): the moment, then chance.
    pub fn uuid(&self, now: Moment) -> uuid::Uuid {
        let millis = u64::try_from(now.0).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    /// A new id for a row of practice.
    pub fn practice_id(&self, now: Moment) -> PracticeId {
        PracticeId::from_uuid(self.uuid(now))
    }

    /// A new session's id.
    pub fn session_id(&self, now: Moment) -> SessionId {
        SessionId::from_uuid(self.uuid(now))
    }
}
