//! Where a server's processor time went, by the names of its threads.

use std::collections::BTreeMap;

/// Sums over several runs.
#[derive(Default)]
pub struct Threads {
    micros: BTreeMap<String, u64>,
    answers: u64,
}

impl Threads {
    /// What was used between two looks, in which so many answers went out.
    pub fn add(&mut self, before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>, answers: u64) {
        for (name, micros) in after {
            *self.micros.entry(name.clone()).or_default() +=
                micros - before.get(name).copied().unwrap_or(0).min(*micros);
        }
        self.answers += answers;
    }

    /// Microseconds an answer of each thread, the greatest first; below a tenth it is not told.
    pub fn told(&self) -> String {
        let mut each: Vec<_> =
            self.micros.iter().map(|(name, n)| (*n as f64 / self.answers.max(1) as f64, name)).collect();
        each.sort_by(|a, b| b.0.total_cmp(&a.0));
        let told: Vec<_> = each.iter().filter(|(n, _)| *n >= 0.1).map(|(n, name)| format!("{name} {n:.1}")).collect();
        told.join(", ")
    }
}
