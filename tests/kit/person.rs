//! Someone with an account, and the shows they plan.

use std::ops::Deref;

use model::{AccountId, ShowId};
use serde_json::{Value, json};

use crate::{Answer, Browser, Method};

/// Someone who is signed in, in a browser of their own.
#[derive(Debug)]
pub struct Person {
    pub browser: Browser,
    pub id: AccountId,
    pub handle: String,
    pub email: String,
    pub password: String,
}

impl Deref for Person {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

/// A show as its host got it.
#[derive(Debug, Clone)]
pub struct Planned {
    pub id: ShowId,
    pub title: String,
    /// For encoders.
    pub stream_key: String,
}

impl Planned {
    /// Its page.
    pub fn page(&self) -> String {
        format!("/shows/{}", self.id)
    }

    /// Its page in the studio.
    pub fn studio(&self) -> String {
        format!("/studio/shows/{}", self.id)
    }

    /// In the JSON API, after `/api/v1`.
    pub fn api(&self) -> String {
        format!("/shows/{}", self.id)
    }

    pub fn whip(&self) -> String {
        format!("/whip/{}", self.id)
    }

    pub fn whep(&self) -> String {
        format!("/whep/{}", self.id)
    }

    pub fn playlist(&self) -> String {
        format!("/hls/{}/index.m3u8", self.id)
    }

    /// One of the files the playlist names.
    pub fn file(&self, name: &str) -> String {
        format!("/hls/{}/{name}", self.id)
    }
}

impl Person {
    /// Makes the account in `browser` and signs in there.
    pub(crate) async fn sign_up(browser: Browser, handle: &str) -> Self {
        let (email, password) = (format!("{handle}@example.org"), format!("correct horse {handle}"));
        let name = format!("{}{}", handle[..1].to_uppercase(), &handle[1..]);
        let account = json!({ "handle": handle, "name": name, "email": email, "password": password });
        let made = browser
            .api(Method::POST, "/accounts")
            .json(&account)
            .send()
            .await
            .expect(201)
            .json();
        let id = made["id"]
            .as_str()
            .and_then(|id| id.parse().ok())
            .expect("an account has an id");
        let person = Self {
            browser,
            id,
            handle: handle.to_owned(),
            email,
            password,
        };
        person.sign_in(&person.handle).await.expect(201);
        person
    }

    /// Signs in with `login` and this person's password.
    pub async fn sign_in(&self, login: &str) -> Answer {
        let credentials = json!({ "login": login, "password": self.password });
        self.api(Method::POST, "/session").json(&credentials).send().await
    }

    /// Plans a public show.
    pub async fn create_show(&self, title: &str) -> Planned {
        self.plan(&json!({ "title": title })).await
    }

    /// Plans a show as `form` says.
    pub async fn plan(&self, form: &Value) -> Planned {
        let show = self
            .api(Method::POST, "/shows")
            .json(form)
            .send()
            .await
            .expect(201)
            .json();
        Planned {
            id: show["id"]
                .as_str()
                .and_then(|id| id.parse().ok())
                .expect("a show has an id"),
            title: show["title"].as_str().expect("a show has a title").to_owned(),
            stream_key: show["stream_key"]
                .as_str()
                .expect("its host is told the key")
                .to_owned(),
        }
    }

    /// The show as this person sees it in the API.
    pub async fn look_up(&self, show: &Planned) -> Value {
        self.api(Method::GET, &show.api()).send().await.expect(200).json()
    }

    /// Makes an API token and gives its secret.
    pub async fn make_token(&self, name: &str) -> String {
        let made = self
            .api(Method::POST, "/tokens")
            .json(&json!({ "name": name }))
            .send()
            .await;
        made.expect(201).json()["token"]
            .as_str()
            .expect("a new token is shown")
            .to_owned()
    }
}
