//! Someone's browser or program: a cookie jar and a way to ask.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use reqwest::cookie::{CookieStore, Jar};
use reqwest::{Client, Method, RequestBuilder, Url, multipart, redirect};
use serde_json::Value;

use crate::Answer;

/// Where the server is now: it moves when it is started again.
#[derive(Debug)]
pub(crate) struct Door(Mutex<SocketAddr>);

impl Door {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self(Mutex::new(address))
    }

    pub(crate) fn moved_to(&self, address: SocketAddr) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = address;
    }

    pub(crate) fn address(&self) -> SocketAddr {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address())
    }
}

/// A client with cookies of its own that follows no redirect by itself.
#[derive(Debug, Clone)]
pub struct Browser {
    door: Arc<Door>,
    jar: Arc<Jar>,
    client: Client,
}

impl Browser {
    pub(crate) fn new(door: Arc<Door>) -> Self {
        let jar = Arc::new(Jar::default());
        let client = Client::builder()
            .cookie_provider(jar.clone())
            .redirect(redirect::Policy::none())
            // Tests talk to this machine alone: no proxy, no list of authorities.
            .no_proxy()
            .tls_certs_only([])
            .build()
            .expect("a client without special wishes");
        Self { door, jar, client }
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.door.address()
    }

    /// The absolute address of `path`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.door.base())
    }

    /// The server's own origin, as a browser would name it.
    pub fn origin(&self) -> String {
        self.door.base()
    }

    /// The value of the session's cookie; empty when signed out.
    pub fn session_cookie(&self) -> String {
        let url: Url = self.url("/").parse().expect("an address of ours");
        let cookies = self.jar.cookies(&url);
        let cookies = cookies
            .as_ref()
            .map_or("", |value| value.to_str().expect("ASCII"));
        let found = cookies
            .split("; ")
            .find_map(|cookie| cookie.strip_prefix("vitrine_session="));
        found.unwrap_or("").to_owned()
    }

    /// Puts a cookie into the jar, as if the server had set it.
    pub fn keep_cookie(&self, cookie: &str) {
        let url: Url = self.url("/").parse().expect("an address of ours");
        self.jar.add_cookie_str(cookie, &url);
    }

    /// A request to `path`, to be filled in.
    pub fn request(&self, method: Method, path: &str) -> Call {
        let asked = format!("{method} {path}");
        Call {
            asked,
            request: self.client.request(method, self.url(path)),
        }
    }

    /// A request to the JSON API; `path` goes on after `/api/v1`.
    pub fn api(&self, method: Method, path: &str) -> Call {
        self.request(method, &format!("/api/v1{path}"))
    }

    /// Asks for `path` as a program does.
    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path).send().await
    }

    /// Opens a page as a person does.
    pub async fn page(&self, path: &str) -> Answer {
        self.request(Method::GET, path).as_person().send().await
    }

    /// Sends a plain form as a browser does.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let call = self
            .request(Method::POST, path)
            .as_person()
            .header("origin", &self.origin());
        call.form(fields).send().await
    }

    /// Sends a form that may carry files as a browser does.
    pub async fn submit_files(&self, path: &str, form: multipart::Form) -> Answer {
        let call = self
            .request(Method::POST, path)
            .as_person()
            .header("origin", &self.origin());
        call.multipart(form).send().await
    }
}

/// A request in the making.
#[derive(Debug)]
pub struct Call {
    asked: String,
    request: RequestBuilder,
}

impl Call {
    fn with(self, change: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        Self {
            asked: self.asked,
            request: change(self.request),
        }
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|request| request.header(name, value))
    }

    /// Asks for a page, not for a problem.
    pub fn as_person(self) -> Self {
        self.header("accept", "text/html,application/xhtml+xml")
    }

    pub fn bearer(self, secret: &str) -> Self {
        self.with(|request| request.bearer_auth(secret))
    }

    pub fn json(self, body: &Value) -> Self {
        self.with(|request| request.json(body))
    }

    pub fn body(self, media_type: &str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        self.with(|request| request.header("content-type", media_type).body(body))
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        self.with(|request| request.form(fields))
    }

    pub fn multipart(self, form: multipart::Form) -> Self {
        self.with(|request| request.multipart(form))
    }

    /// Sends it and gives the answer as it begins, for one that goes on.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn open(self) -> reqwest::Response {
        let Self { asked, request } = self;
        let response = request.send().await;
        response.unwrap_or_else(|error| panic!("{asked}: {error:?}"))
    }

    /// Sends it and reads the answer to its end.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn send(self) -> Answer {
        let asked = self.asked.clone();
        let answer = self.attempt().await;
        answer.unwrap_or_else(|error| panic!("{asked}: {error:?}"))
    }

    /// The same with a server that may be gone in the middle of it.
    pub async fn attempt(self) -> Result<Answer, reqwest::Error> {
        let Self { asked, request } = self;
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await?;
        Ok(Answer {
            asked,
            status,
            headers,
            body,
        })
    }
}
