//! What every request must pass, and what every answer carries.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::fault::Fault;
use super::state::DeskState;

/// The policy of the desk's own pages: nothing inline, nothing from elsewhere, in nobody's frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                      font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// Refuses foreign hosts and changes that foreign pages ask for; then lets the request in.
pub(super) async fn guard(State(desk): State<DeskState>, request: Request, next: Next) -> Response {
    match check(&desk, &request) {
        Ok(()) => next.run(request).await,
        Err(fault) => fault.into_response(),
    }
}

fn check(desk: &DeskState, request: &Request) -> Result<(), Fault> {
    let host = host(request).ok_or(Fault::ForeignHost)?;
    if !desk.own().knows_host(host) {
        return Err(Fault::ForeignHost);
    }
    match *request.method() {
        Method::GET | Method::HEAD => Ok(()),
        Method::POST if is_own(desk, request.headers(), host) => Ok(()),
        Method::POST => Err(Fault::ForeignPage),
        _ => Err(Fault::Status(StatusCode::METHOD_NOT_ALLOWED)),
    }
}

/// Exactly one `Host`, and none other in the request line.
fn host(request: &Request) -> Option<&str> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    let same =
        request.uri().authority().is_none_or(|authority| authority.as_str().eq_ignore_ascii_case(host));
    (hosts.next().is_none() && same).then_some(host)
}

/// Does a page of ours ask? No `Origin` at all is a no: every browser sends one with a POST.
fn is_own(desk: &DeskState, headers: &HeaderMap, host: &str) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else { return false };
    let from_elsewhere = headers.get("sec-fetch-site").is_some_and(|site| site.as_bytes() != b"same-origin");
    !from_elsewhere && origin.to_str().is_ok_and(|origin| desk.own().knows_origin(origin, host))
}

/// Kept by nobody, framed by nobody, telling no other site where it came from.
pub(super) async fn close_to_others(mut answer: Response) -> Response {
    const ALWAYS: [(HeaderName, &str); 7] = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow, noarchive"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    let headers = answer.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A preview brings a stricter policy of its own, and stands in the desk's own frame.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.entry(header::X_FRAME_OPTIONS).or_insert(HeaderValue::from_static("DENY"));
    answer
}
