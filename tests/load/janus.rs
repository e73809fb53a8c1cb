//! The same viewers at a Janus server, over its own HTTP protocol: its
//! streaming plugin offers and a viewer answers.

use std::sync::Arc;
use std::time::Instant;

use media::client::Crowd;
use reqwest::Client;
use serde_json::{Value, json};

use crate::{Outcome, signalling};

/// Events to look at for the one that is waited for.
const PATIENCE: usize = 50;

/// Lets `viewers` join the mountpoint, one after another; how many could not.
pub(crate) async fn join(crowd: &Arc<Crowd>, url: &str, mountpoint: u64, viewers: usize) -> Outcome<u64> {
    let client = signalling::client()?;
    let session = made(&client, url, json!({ "janus": "create" })).await?;
    let session = format!("{url}/{session}");
    for _ in 0..viewers {
        let attach = json!({ "janus": "attach", "plugin": "janus.plugin.streaming" });
        let handle = made(&client, &session, attach).await?;
        let asked = Instant::now();
        let at = format!("{session}/{handle}");
        let watch = json!({ "janus": "message", "body": { "request": "watch", "id": mountpoint } });
        post(&client, &at, watch).await?;
        let offer = offer(&client, &session, handle).await?;
        let answer = crowd.answer(&offer, asked)?;
        let start = json!({
            "janus": "message", "body": { "request": "start" }, "jsep": { "type": "answer", "sdp": answer },
        });
        post(&client, &at, start).await?;
    }
    Ok(0)
}

async fn made(client: &Client, url: &str, body: Value) -> Outcome<u64> {
    let answer = post(client, url, body).await?;
    answer["data"]["id"]
        .as_u64()
        .ok_or_else(|| format!("Janus said {answer}").into())
}

async fn post(client: &Client, url: &str, mut body: Value) -> Outcome<Value> {
    body["transaction"] = "load".into();
    let text = client.post(url).json(&body).send().await?.text().await?;
    let answer: Value = serde_json::from_str(&text)?;
    if answer["janus"] == "error" {
        return Err(format!("Janus said {answer}").into());
    }
    Ok(answer)
}

/// Waits for the offer to `handle` among the session's events.
async fn offer(client: &Client, session: &str, handle: u64) -> Outcome<String> {
    for _ in 0..PATIENCE {
        let text = client
            .get(format!("{session}?maxev=1"))
            .send()
            .await?
            .text()
            .await?;
        let event: Value = serde_json::from_str(&text)?;
        if event["sender"] == handle
            && let Some(sdp) = event["jsep"]["sdp"].as_str()
        {
            return Ok(sdp.to_owned());
        }
    }
    Err("Janus makes no offer".into())
}
