//! One call to a platform: the request of its adapter by the engine's one door, and the answer or the failure in the
//! words of the outbox.

use super::sign_in;
use crate::Engine;
use crate::conversions::trial::Verified;
use crate::outside::{Call, CallFailure, Method, Reach};
use domain::destination::Platform;
use domain::outbox::{Answered, Said, Verdict};
use platforms::{Adapter, Reply, Request, echo};
use store::destinations::Destination;

/// Sends it. The built-in destination is answered here.
pub(super) async fn call(engine: &Engine, platform: Platform, request: Request) -> Result<Reply, CallFailure> {
    if platform == Platform::Echo
        && let Some(reply) = echo::answer(&request)
    {
        return Ok(reply);
    }
    let reach = if platform == Platform::Webhook { Reach::Public } else { Reach::Operator };
    let method = match request.method {
        platforms::Method::Get => Method::Get,
        platforms::Method::Post => Method::Post,
    };
    let headers = request.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let call = Call { method, url: request.url, headers, body: request.body, reach };
    engine.deliver.figures.called();
    let reply = engine.settings.outside.call(call).await?;
    Ok(Reply { status: reply.status, headers: reply.headers, body: reply.body, is_cut: reply.is_cut })
}

/// A call without an answer. An address that may not be called stays so until a person has acted, and so does one that
/// can't be; all else may be better next time.
pub(super) fn failed(failure: &CallFailure) -> (Verdict, Said) {
    let verdict = match failure {
        CallFailure::ForbiddenAddress(_) | CallFailure::BadAddress(_) | CallFailure::BadHeader(_) => Verdict::SignIn,
        _ => Verdict::Retry { after: None },
    };
    let said = Said { code: failure.code().to_owned(), words: failure.to_string(), ..Said::default() };
    (verdict, said)
}

pub(super) fn unanswered(failure: &CallFailure) -> Answered {
    let (verdict, said) = failed(failure);
    Answered::All(verdict, said)
}

/// Whether ids and credentials are good, asked now.
pub(crate) async fn verify(engine: &Engine, destination: &Destination, adapter: &dyn Adapter) -> Verified {
    // What was wrong a moment ago may be what a person has just mended.
    sign_in::forget(engine, destination);
    let access = match sign_in::access(engine, destination, adapter).await {
        Ok(access) => access,
        Err((verdict, said)) => return Verified { verdict: Some(verdict), said },
    };
    let Some(request) = adapter.verify(access.as_deref(), engine.now()) else {
        return Verified { verdict: access.map(|_| Verdict::Sent), said: Said::default() };
    };
    let (verdict, said) = match call(engine, destination.platform, request).await {
        Ok(reply) => adapter.verified(&reply),
        Err(failure) => failed(&failure),
    };
    Verified { verdict: Some(verdict), said }
}
