//! Life goes on while the example runs: a tap every few seconds, decided and kept like all others.

use super::clock::DemoClock;
use super::dice::Dice;
use super::past::Crowd;
use super::stay::Pace;
use crate::Engine;
use crate::clock::Clock;
use std::time::Duration;

/// Taps until it is dropped.
pub async fn trickle(engine: &Engine, clock: &DemoClock) {
    let seed = clock.now().cast_unsigned();
    let mut crowd = Crowd { dice: Dice::seeded(seed), regulars: Vec::new() };
    loop {
        let pause = crowd.dice.between(1_500, 6_000).unsigned_abs();
        tokio::time::sleep(Duration::from_millis(pause)).await;
        if let Some(receipt) = crowd.one_taps(engine, Pace::ByItself).await.receipt {
            // The journal itself says when the disk refuses.
            let _ = receipt.await;
        }
    }
}
