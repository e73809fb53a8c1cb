//! Someone with a browser of their own: an address of this machine, and the cookies
//! the server gave them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::{Client, Method, Response, Url, header};
use serde_json::Value;

use crate::Outcome;

/// The first comes from here: all of 127.0.0.0/8 is this machine, on Linux.
const FROM: Ipv4Addr = Ipv4Addr::new(127, 2, 0, 1);
/// What has not been answered by then never will be.
const PATIENCE: Duration = Duration::from_secs(60);

/// See the module.
#[derive(Debug)]
pub(super) struct Person {
    client: Client,
    jar: Arc<Jar>,
    base: Url,
    pub(super) from: Ipv4Addr,
    /// The server's.
    pub(super) host: SocketAddr,
}

/// An offer that was answered.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) sdp: String,
    /// The media session's address.
    pub(super) resource: String,
}

impl Person {
    /// The one of that number.
    pub(super) fn new(host: SocketAddr, number: u32) -> Outcome<Self> {
        let (jar, from) = (
            Arc::new(Jar::default()),
            Ipv4Addr::from_bits(FROM.to_bits() + number),
        );
        let client = Client::builder()
            .no_proxy()
            .cookie_provider(jar.clone())
            .tls_certs_only([])
            .local_address(IpAddr::V4(from))
            .timeout(PATIENCE)
            .tcp_nodelay(true)
            .build()?;
        Ok(Self {
            client,
            jar,
            base: format!("http://{host}/").parse()?,
            from,
            host,
        })
    }

    /// What a browser would send as its cookies.
    pub(super) fn cookies(&self) -> String {
        let cookies = self.jar.cookies(&self.base);
        let text = cookies.as_ref().and_then(|value| value.to_str().ok());
        text.unwrap_or_default().to_owned()
    }

    pub(super) async fn get(&self, path: &str) -> Outcome<Value> {
        self.ask(Method::GET, path, None).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub(super) async fn put(&self, path: &str, body: &Value) -> Outcome<Value> {
        self.ask(Method::PUT, path, Some(body)).await
    }

    async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Outcome<Value> {
        let mut request = self.client.request(method, self.base.join(path)?);
        if let Some(body) = body {
            request = request.json(body);
        }
        let text = good(request.send().await?).await?.text().await?;
        match text.as_str() {
            // As much as /healthz says.
            text if !text.starts_with(['{', '[']) => Ok(Value::Null),
            text => Ok(serde_json::from_str(text)?),
        }
    }

    /// Posts an offer, known by a stream's key or else by the cookies.
    pub(super) async fn offer(&self, path: &str, key: Option<&str>, offer: String) -> Outcome<Answered> {
        let request = self.client.post(self.base.join(path)?);
        let mut request = request
            .header(header::CONTENT_TYPE, "application/sdp")
            .body(offer);
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        let answer = good(request.send().await?).await?;
        let resource = answer.headers().get(header::LOCATION);
        let resource = resource.ok_or("an answer without an address")?;
        Ok(Answered {
            resource: resource.to_str()?.to_owned(),
            sdp: answer.text().await?,
        })
    }

    /// Ends a media session.
    pub(super) async fn close(&self, resource: &str) -> Outcome<()> {
        let url = self.base.join(resource)?;
        good(self.client.delete(url).send().await?).await?;
        Ok(())
    }
}

/// An answer that is no refusal.
async fn good(answer: Response) -> Outcome<Response> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let path = answer.url().path().to_owned();
    let text = answer.text().await?;
    Err(format!("{path} was answered {status}: {}", text.trim()).into())
}
