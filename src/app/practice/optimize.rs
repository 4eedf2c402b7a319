//! Fitting the scheduler's parameters to one's own reviews, and going back to the published ones.

use anyhow::Result;

use super::{Practised, round::fresh};
use crate::{
    model::Fitted,
    practice::{ENOUGH, Fit, Fsrs, fit, histories, telling},
    store::Store,
    world::{Clock, Entropy},
};

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Optimized {
    /// There are too few telling reviews yet: so many of so many.
    TooFew {
        /// Reviews on a later day than the one before.
        found: usize,
        /// So many are asked for.
        needed: usize,
    },
    /// The fit does not predict better what it has not seen: the parameters stay.
    NoBetter(Fit),
    /// The new parameters are kept and in force.
    Kept(Fit),
}

/// Fits, and keeps the parameters if they are better.
///
/// # Errors
/// Trouble with the store.
pub fn optimize(
    store: &mut Store,
    practised: &Practised,
    (clock, entropy): (&Clock, &Entropy),
    step: impl FnMut(),
) -> Result<Optimized> {
    let Some(fit) = fit(&practised.reviews, &practised.scheduler.fsrs, step) else {
        let found = telling(&histories(&practised.reviews));
        return Ok(Optimized::TooFew { found, needed: ENOUGH });
    };
    if !fit.is_better() {
        return Ok(Optimized::NoBetter(fit));
    }
    let fitted = Fitted {
        id: fresh(store, entropy, clock)?,
        at: clock.now(),
        reviews: u32::try_from(fit.reviews).unwrap_or(u32::MAX),
        weights: Some(*Fsrs::new(&fit.weights).weights()),
        loss_before: fit.loss_before,
        loss_after: fit.loss_after,
    };
    store.keep_fitted(&fitted)?;
    Ok(Optimized::Kept(fit))
}

/// Goes back to the published parameters; false when they are in force already.
///
/// # Errors
/// Trouble with the store.
pub fn reset_parameters(store: &mut Store, clock: &Clock, entropy: &Entropy) -> Result<bool> {
    if store.fitted()?.is_none_or(|f| f.weights.is_none()) {
        return Ok(false);
    }
    let id = fresh(store, entropy, clock)?;
    let fitted = Fitted { id, at: clock.now(), reviews: 0, weights: None, loss_before: 0.0, loss_after: 0.0 };
    store.keep_fitted(&fitted)?;
    Ok(true)
}
