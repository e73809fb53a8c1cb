use std::sync::Arc;
use std::time::Duration;
use media::client::*;
use media::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
struct None_;
impl Recorders for None_ { fn open(&self, _s: StreamId) -> Option<tokio::sync::mpsc::Sender<packet::Ingest>> {
    if std::env::var("RECORD").is_err() { return None }
    let (s, mut r) = tokio::sync::mpsc::channel(2048);
    std::thread::spawn(move || while let Some(i) = r.blocking_recv() { if !matches!(i, packet::Ingest::Packet(_)) { println!("ingest {i:?}") } });
    Some(s) } }
const S: StreamId = StreamId(uuid::Uuid::from_u128(1));
#[tokio::main]
async fn main() {
    tracing_subscriber::fmt().with_env_filter(std::env::var("RUST_LOG").unwrap_or("info".into())).init();
    let (tx, mut rx) = tokio::sync::mpsc::channel(64);
    tokio::spawn(async move { while let Some(e) = rx.recv().await { println!("event {e:?}") } });
    let config = MediaConfig { listen: std::env::var("LISTEN").unwrap_or("127.0.0.1:0".into()).parse().unwrap(), ..MediaConfig::default() };
    let media = Media::start(config, Arc::new(model::SystemEntropy), tx, Arc::new(None_)).unwrap();
    let mode = std::env::args().nth(1).unwrap_or_default();
    if mode == "self" {
        let mut p = Publisher::new(&ClientOptions::default(), &model::SystemEntropy).await.unwrap();
        println!("OFFER\n{}", p.offer());
        let a = media.publish(S, OwnerKey(uuid::Uuid::nil()), p.offer().to_owned()).await.unwrap();
        println!("ANSWER\n{}", a.sdp);
        p.accept(&a.sdp).await.unwrap();
        println!("{:?}", p.connected(Duration::from_secs(5)).await);
        println!("{:?}", media.stats().await);
        return;
    }
    let m = media.clone();
    tokio::spawn(async move { loop { tokio::time::sleep(Duration::from_secs(2)).await; println!("{:?}\n{:?}", m.snapshot(S).await, m.stats().await) } });
    let l = tokio::net::TcpListener::bind("127.0.0.1:8200").await.unwrap();
    loop {
        let (mut s, _) = l.accept().await.unwrap();
        let media = media.clone();
        tokio::spawn(async move {
            let mut b = Vec::new(); let mut t = [0; 4096];
            let (head, body) = loop {
                let n = s.read(&mut t).await.unwrap(); if n == 0 { return }
                b.extend_from_slice(&t[..n]);
                let text = String::from_utf8_lossy(&b).to_string();
                if let Some((h, body)) = text.split_once("\r\n\r\n") {
                    let len: usize = h.lines().find_map(|l| l.to_lowercase().strip_prefix("content-length: ").map(|v| v.trim().parse().unwrap())).unwrap_or(0);
                    if body.len() >= len { break (h.to_owned(), body.to_owned()) }
                }
            };
            let mut w = head.split(' '); let (method, path) = (w.next().unwrap(), w.next().unwrap());
            let id = || ResourceId(path.rsplit('/').next().unwrap().parse().unwrap());
            let show = |r: Result<Answer, MediaError>| match r { Ok(a) => ("201 Created", a.sdp, format!("Location: /r/{}\r\nETag: \"{}\"\r\n", a.resource, a.etag)), Err(e) => ("400 Bad", e.to_string(), String::new()) };
            let (status, out, extra) = match (method, path) {
                ("POST", "/whip") => show(media.publish(S, OwnerKey(uuid::Uuid::nil()), body).await),
                ("POST", "/whep") => show(media.watch(S, body).await),
                ("POST", "/log") => { println!("page {body}"); ("200 OK", String::new(), String::new()) }
                ("PATCH", _) => match media.patch(id(), head.lines().find_map(|l| l.to_lowercase().strip_prefix("if-match: ").map(|v| v.trim_matches('"').to_owned())).map(|v| if v == "*" { v } else { v }), body).await {
                    Ok(PatchOutcome::Accepted) => ("204 No Content", String::new(), String::new()),
                    Ok(PatchOutcome::Restarted { fragment, etag }) => ("200 OK", fragment, format!("ETag: \"{etag}\"\r\n")),
                    Err(e) => ("412 Failed", e.to_string(), String::new()) },
                ("DELETE", _) => { println!("{:?}", media.close(id()).await); ("200 OK", String::new(), String::new()) }
                (_, p) => ("200 OK", std::fs::read_to_string(format!("/work/scratch/m1{}", p.split('?').next().unwrap())).unwrap_or_default(), "Content-Type: text/html\r\n".into()),
            };
            let _ = s.write_all(format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{extra}\r\n{out}", out.len()).as_bytes()).await;
        });
    }
}
