//! WHIP and WHEP as a program speaks them (RFC 9725, draft-ietf-wish-whep).

use reqwest::{Client, StatusCode};

use crate::Outcome;

/// A client for servers on this machine or nearby.
pub(crate) fn client() -> Outcome<Client> {
    // Chosen once for this process; later calls find it chosen.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(Client::builder()
        .no_proxy()
        .cookie_store(true)
        .tls_certs_only([])
        .build()?)
}

/// Posts an offer; the answer.
pub(crate) async fn offer(client: &Client, url: &str, key: Option<&str>, offer: String) -> Outcome<String> {
    let mut request = client
        .post(url)
        .header("content-type", "application/sdp")
        .body(offer);
    if let Some(key) = key {
        request = request.bearer_auth(key);
    }
    let response = request.send().await?;
    let status = response.status();
    let body = response.text().await?;
    if status != StatusCode::CREATED {
        return Err(format!("{url} answered {status}: {}", body.trim()).into());
    }
    Ok(body)
}
