//! A server that is reached by IPv6 alone: pages, publishing, watching.

use std::net::{IpAddr, Ipv6Addr, SocketAddr, UdpSocket};

use kit::{Answer, Browser, Clip, Method, SOON, on_one};
use media::client::{ClientOptions, Publisher, Watcher};
use model::SystemEntropy;

const LOOPBACK: SocketAddr = SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0);

fn options() -> ClientOptions {
    ClientOptions {
        bind: LOOPBACK,
        ..ClientOptions::default()
    }
}

/// Sends an offer; the answer names IPv6 candidates only.
async fn call(browser: &Browser, path: &str, key: Option<&str>, offer: &str) -> Answer {
    let call = browser.request(Method::POST, path);
    let call = match key {
        Some(key) => call.bearer(key),
        None => call,
    };
    let answer = call
        .body("application/sdp", offer.to_owned())
        .send()
        .await
        .expect(201);
    let candidates = answer
        .text()
        .lines()
        .filter(|line| line.starts_with("a=candidate:"));
    // RFC 8839 section 5.1: the fifth word is the address.
    let addresses: Vec<_> = candidates
        .map(|line| line.split(' ').nth(4).unwrap_or(""))
        .collect();
    assert!(!addresses.is_empty(), "{answer}");
    assert!(addresses.iter().all(|address| *address == "::1"), "{answer}");
    answer
}

on_one! {
    async fn a_show_goes_out_over_ipv6(kit) {
        if let Err(error) = UdpSocket::bind(LOOPBACK) {
            println!("skipped: this machine has no ::1 ({error})");
            return;
        }
        kit.restart_with(|config, _| config.listen = LOOPBACK).await;
        let (ana, guest) = (kit.sign_up("ana").await, kit.guest());
        assert!(guest.url("").starts_with("http://[::1]:"), "{}", guest.url(""));
        let show = ana.create_show("Evening glaze").await;
        let clip = Clip::encode(&kit.folder(), 5).await;

        let mut publisher = Box::pin(Publisher::new(&options(), &SystemEntropy)).await.expect("a peer on ::1");
        let published = call(&guest, &show.whip(), Some(&show.stream_key), publisher.offer()).await;
        publisher.accept(published.text()).await.expect("an answer to the offer");
        publisher.connected(SOON).await.expect("the publisher connects");

        let watched = async {
            let mut watcher = Box::pin(Watcher::new(&options())).await.expect("a peer on ::1");
            kit.is_live(&show).await;
            let answer = call(&guest, &show.whep(), None, watcher.offer()).await;
            watcher.accept(answer.text()).await.expect("an answer to the offer");
            watcher.connected(SOON).await.expect("the watcher connects");
            let counts = watcher.counted(SOON, |counts| counts.frames >= 50 && counts.audio_packets >= 50);
            let counts = counts.await.expect("pictures and sound arrive");
            assert_eq!(counts.missing, 0, "{counts:?}");
        };
        tokio::join!(clip.play(&mut publisher), watched);

        let goodbye = guest.request(Method::DELETE, published.header("location"));
        goodbye.bearer(&show.stream_key).send().await.expect(200);
        let replay = guest.replay(&show).await;
        replay.decodes().await;
    }
}
