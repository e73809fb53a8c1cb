//! Connections: how many there may be, and how long they may dawdle.

use std::io::ErrorKind;
use std::time::Duration;

use kit::{Kit, Method, SOON, on_one};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

async fn connect(kit: &Kit) -> TcpStream {
    let address = kit.guest().address();
    TcpStream::connect(address).await.expect("the server listens")
}

/// Asks over `stream` and reads the answer.
async fn ask(stream: &mut TcpStream) -> bool {
    stream.write_all(REQUEST).await.is_ok() && is_answered(stream).await
}

/// Whether an answer comes. False when the server hangs up.
async fn is_answered(stream: &mut TcpStream) -> bool {
    let mut answer = Vec::new();
    let read = async {
        while !answer.ends_with(b"ok\n") {
            match stream.read_buf(&mut answer).await {
                Ok(0) | Err(_) => return false,
                Ok(_) => {}
            }
        }
        true
    };
    timeout(SOON, read).await.expect("an answer or its end")
}

async fn is_hung_up(mut stream: TcpStream) -> bool {
    let mut rest = Vec::new();
    // A reset ends it as well.
    timeout(2 * SOON, stream.read_to_end(&mut rest)).await.is_ok()
}

on_one! {
    async fn whoever_does_not_finish_a_request_is_cut_off(kit) {
        let mut begun = connect(kit).await;
        begun.write_all(b"GET / HTTP/1.1\r\nHost: local").await.expect("taken");
        let mut begun_2 = connect(kit).await;
        begun_2.write_all(b"PRI * HTTP/2.0\r\n").await.expect("taken");
        let silent = connect(kit).await;
        let ends = tokio::join!(is_hung_up(begun), is_hung_up(begun_2), is_hung_up(silent));
        assert_eq!(ends, (true, true, true));
        assert!(ask(&mut connect(kit).await).await);
    }

    async fn whoever_holds_a_body_back_is_cut_off(kit) {
        let ana = kit.sign_up("ana").await;
        let [json, sdp] = ["application/json", "application/sdp"].map(|kind| [("content-type", kind)]);
        let show = ana.create_show("Linen").await;
        let group = ana.begin(Method::POST, "/api/v1/groups", &json, "{ \"name\": \"Sundays\" }");
        let origin = ana.origin();
        let form = [("content-type", "application/x-www-form-urlencoded"), ("origin", origin.as_str())];
        let page = ana.begin(Method::POST, "/friends/groups", &form, "name=Mondays");
        let path = show.whep();
        let offer = ana.begin(Method::POST, &path, &sdp, "v=0\r\n");
        let (group, page, offer) = tokio::join!(group, page, offer);
        let ends = tokio::join!(group.dawdle(), page.dawdle(), offer.dawdle());
        assert_eq!(ends, (408, 408, 408));
        let groups = ana.api(Method::GET, "/groups").send().await.expect(200).json();
        assert_eq!(groups["items"], serde_json::json!([]));
    }

    async fn an_address_has_so_many_connections(kit) {
        kit.restart_with(|config, _| config.limits.connections_per_address = 3).await;
        let mut held = Vec::new();
        for _ in 0..3 {
            let mut stream = connect(kit).await;
            assert!(ask(&mut stream).await);
            held.push(stream);
        }
        assert!(!ask(&mut connect(kit).await).await);
        held.pop();
        kit::eventually("a place to be free", async || {
            ask(&mut connect(kit).await).await.then_some(())
        }).await;
        // Those that were here first never noticed.
        assert!(ask(&mut held[0]).await);
    }

    async fn a_proxy_has_as_many_as_it_wants(kit) {
        kit.restart_with(|config, _| {
            config.limits.connections_per_address = 1;
            config.trusted_proxies = vec!["127.0.0.1".to_owned()];
        }).await;
        let mut held = Vec::new();
        for _ in 0..3 {
            let mut stream = connect(kit).await;
            assert!(ask(&mut stream).await);
            held.push(stream);
        }
    }

    async fn beyond_the_ceiling_one_waits_for_a_place(kit) {
        kit.restart_with(|config, _| config.limits.connections = 2).await;
        let (mut first, mut second) = (connect(kit).await, connect(kit).await);
        assert!(ask(&mut first).await && ask(&mut second).await);
        let mut third = connect(kit).await;
        third.write_all(REQUEST).await.expect("taken by the system");
        for _ in 0..20 {
            assert!(ask(&mut second).await);
        }
        let early = third.try_read(&mut [0; 1]).map_err(|error| error.kind());
        assert_eq!(early, Err(ErrorKind::WouldBlock));
        drop(first);
        assert!(is_answered(&mut third).await);
    }

    async fn a_long_head_is_refused(kit) {
        let mut stream = connect(kit).await;
        let head = format!("GET / HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\n\r\n", "x".repeat(200_000));
        // It may hang up before it has read all of it.
        let _ = stream.write_all(head.as_bytes()).await;
        let mut answer = vec![0; 12];
        let read = timeout(Duration::from_secs(15), stream.read_exact(&mut answer)).await.expect("an end");
        if read.is_ok() {
            assert_eq!(&answer, b"HTTP/1.1 431");
        }
        assert!(ask(&mut connect(kit).await).await);
    }
}
