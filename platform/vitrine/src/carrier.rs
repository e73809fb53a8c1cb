//! Carries pushes to push services, and webhooks to shops' systems. Where to comes
//! from strangers: names are looked up by our own rule, so that none leads into
//! the operator's network.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use live::push::{Lost, Parcel, Receipt};
use model::{PublicUrl, Reach, is_public};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Response, redirect};
use shop::webhooks;

/// For the whole of a request.
const DEADLINE: Duration = Duration::from_secs(10);
const CONNECT: Duration = Duration::from_secs(5);
/// As many bytes of an answer are read, so that its connection serves on.
const ANSWER: usize = 16 * 1024;

/// See the module.
#[derive(Debug)]
pub(crate) struct Carrier {
    reach: Reach,
    /// Made at the first request: reading the system's certificates takes a while.
    client: OnceLock<Result<Client, Lost>>,
}

impl Carrier {
    pub(crate) fn new(reach: Reach) -> Self {
        Self {
            reach,
            client: OnceLock::new(),
        }
    }

    fn client(&self) -> Result<&Client, Lost> {
        let made = self.client.get_or_init(|| {
            Client::builder()
                .dns_resolver(Arc::new(Names(self.reach)))
                // A proxy would look names up by its own rule.
                .no_proxy()
                .redirect(redirect::Policy::none())
                .connect_timeout(CONNECT)
                .timeout(DEADLINE)
                .user_agent("Vitrine")
                .build()
                .map_err(|error| lost(&error))
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// The answer, with the start of its body.
    async fn send(
        &self,
        url: &PublicUrl,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> Result<(Receipt, Vec<u8>), Lost> {
        let mut request = self.client()?.post(url.as_str()).body(body);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut answer = request.send().await.map_err(|error| lost(&error))?;
        let receipt = Receipt {
            status: answer.status().as_u16(),
            retry_after: retry_after(&answer),
        };
        let mut read = Vec::new();
        // What the answer says beyond that is nobody's loss.
        while read.len() < ANSWER
            && let Ok(Some(chunk)) = answer.chunk().await
        {
            read.extend_from_slice(&chunk);
        }
        Ok((receipt, read))
    }
}

#[async_trait]
impl live::push::Carrier for Carrier {
    async fn carry(&self, parcel: Parcel) -> Result<Receipt, Lost> {
        let (receipt, _) = self.send(&parcel.endpoint, parcel.headers, parcel.body).await?;
        Ok(receipt)
    }
}

#[async_trait]
impl webhooks::Carrier for Carrier {
    async fn post(
        &self,
        url: &PublicUrl,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> Result<webhooks::Answer, String> {
        let (receipt, body) = self.send(url, headers, body).await.map_err(|lost| lost.0)?;
        Ok(webhooks::Answer {
            status: receipt.status,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }
}

/// Without the address: that is a secret of the browser's.
fn lost(error: &reqwest::Error) -> Lost {
    let mut why = String::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        why = error.to_string();
        cause = error.source();
    }
    if why.is_empty() {
        why = if error.is_timeout() {
            "timed out"
        } else {
            "no answer"
        }
        .to_owned();
    }
    Lost(why)
}

/// In seconds: the other form, a date, is not worth a parser here.
fn retry_after(answer: &Response) -> Option<Duration> {
    let value = answer.headers().get(reqwest::header::RETRY_AFTER)?;
    value.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

/// Looks names up and keeps the addresses that may be reached. What is
/// connected to is what was checked: there is no second look-up.
#[derive(Debug, Clone, Copy)]
struct Names(Reach);

impl Names {
    fn allows(self, address: IpAddr) -> bool {
        is_public(address) || (self.0 == Reach::Loopback && address.is_loopback())
    }
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let names = *self;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| names.allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err("this name leads to no public address".into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use live::push::{Carrier as _, Endpoint};

    async fn carry(reach: Reach, endpoint: &str) -> Result<Receipt, Lost> {
        // A second call changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let parcel = Parcel {
            // As if it had been let in by a rule that was looser once.
            endpoint: Endpoint::parse(endpoint, Reach::Loopback).unwrap(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        Carrier::new(reach).carry(parcel).await
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_followed() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("https://localhost:{}/push", listener.local_addr().unwrap().port());
        let refused = carry(Reach::Public, &endpoint).await.unwrap_err();
        assert!(refused.0.contains("no public address"), "{refused}");
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "nobody may have knocked");
    }
}
