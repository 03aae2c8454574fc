//! Standing back. What is durable in the journal can wait for its place in the store; a visitor waits for an answer.
//! Where both want the same processor the answer comes first, and the projection follows when it is free.

/// The niceness of a thread that stands back, the greatest there is: of a processor that an answering thread wants all
/// the time it still gets one part in seventy, so that a save waiting for the store's writer is late but never stuck.
const BEHIND: i32 = 19;

/// Lowers the calling thread's priority for good: an ordinary user may not raise it again. Elsewhere than on Linux
/// priorities belong to whole processes, and nothing happens.
pub(crate) fn stand_back() {
    #[cfg(target_os = "linux")]
    {
        let this = rustix::thread::gettid();
        if let Err(error) = rustix::process::setpriority_process(Some(this), BEHIND) {
            tracing::debug!(%error, "a thread keeps its priority");
        }
    }
}
