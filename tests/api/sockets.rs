//! The socket of a room: who is let in, what a peer may not do to it, and how
//! it ends. What is said in a room has files of its own.

use std::time::Duration;

use kit::{Kit, Method, Person, Planned, Socket, eventually_within, on_both, on_one};
use reqwest::Client;
use serde_json::{Value, json};
use vitrine::config::TlsMode;

/// A live show and its host.
async fn live_show(kit: &Kit) -> (Person, Planned) {
    let host = kit.sign_up("ana").await;
    let show = host.create_show("Lamps").await;
    kit.go_live(&show).await;
    (host, show)
}

/// A client's frame, masked with zeros.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        short @ 0..=125 => frame.push(0x80 | short as u8),
        middle @ 126..=0xFFFF => {
            frame.push(0x80 | 126);
            frame.extend((middle as u16).to_be_bytes());
        }
        long => {
            frame.push(0x80 | 127);
            frame.extend((long as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

fn closed(code: u16, reason: &str) -> (u16, String) {
    (code, reason.to_owned())
}

on_both! {
    async fn whoever_comes_back_hears_exactly_what_was_missed(kit) {
        let (host, show) = live_show(kit).await;
        let ben = kit.sign_up("ben").await;
        let (mut talking, _) = host.enter(&show).await;
        let (mut listening, room) = ben.enter(&show).await;
        talking.say("one").await;
        let seen = listening.hear("said").await["seq"].as_i64().expect("a number");
        drop(listening);
        let missed = [talking.say("two").await, talking.say("three").await, talking.say("four").await];

        let mut again = ben.come_back(&show, &room["epoch"], seen).await;
        let welcome = again.hear("welcome").await;
        assert_eq!(welcome["seq"].as_i64(), missed.last().copied());
        for (number, text) in missed.iter().zip(["two", "three", "four"]) {
            let event = again.hear("said").await;
            assert_eq!((event["seq"].as_i64(), &event["text"]), (Some(*number), &json!(text)));
        }
        // Nothing comes twice: what is heard next is what is said next.
        let next = talking.say("five").await;
        assert_eq!(again.hear("said").await["seq"], next);
    }

    async fn what_was_said_outlives_the_server(kit) {
        let (host, show) = live_show(kit).await;
        let (mut talking, before) = host.enter(&show).await;
        let number = talking.say("still here").await;
        kit.stop().await;
        assert_eq!(talking.closed().await, closed(1001, "going_away"));
        kit.start_again().await;
        // One who heard it all misses nothing, as the room was stored to its end.
        let mut again = host.come_back(&show, &before["epoch"], number).await;
        assert_eq!(again.hear("welcome").await["seq"], number);
        let (_, after) = host.enter(&show).await;
        let history: Vec<_> = after["history"].as_array().expect("a list").iter().collect();
        assert_eq!(history.len(), 1, "{after}");
        assert_eq!((&history[0]["seq"], &history[0]["text"]), (&json!(number), &json!("still here")));
        assert_eq!((&after["epoch"], &after["seq"]), (&before["epoch"], &json!(number)));
    }
}

on_one! {
    async fn guests_read_and_do_not_write(kit) {
        let (host, show) = live_show(kit).await;
        let (mut guest, room) = kit.guest().enter(&show).await;
        assert_eq!((&room["you"], &room["may"]["write"]), (&Value::Null, &json!(false)));
        assert_eq!(guest.try_to_say("let me in").await, "sign_in");
        let (mut talking, room) = host.enter(&show).await;
        assert_eq!((&room["you"]["handle"], &room["may"]["write"]), (&json!("ana"), &json!(true)));
        talking.say("welcome").await;
        assert_eq!(guest.hear("said").await["text"], "welcome");
    }

    async fn a_program_comes_in_with_its_token(kit) {
        let (host, show) = live_show(kit).await;
        let bearer = format!("Bearer {}", host.make_token("bot").await);
        let headers = [("authorization", bearer.as_str()), ("cookie", "")];
        let mut socket = kit.guest().open_socket(&show.socket(), &headers).await.expect("let in");
        socket.send(&json!({ "t": "hello", "v": 1 })).await;
        assert_eq!(socket.hear("resync").await["you"]["handle"], "ana");
        let tokens = host.api(Method::GET, "/tokens").send().await.expect(200).json();
        let mut early = kit.guest().open_socket(&show.socket(), &headers).await.expect("let in");
        let kept = format!("Bearer {}", host.make_token("another").await);
        let headers = [("authorization", kept.as_str()), ("cookie", "")];
        let mut late = kit.guest().open_socket(&show.socket(), &headers).await.expect("let in");
        late.send(&json!({ "t": "hello", "v": 1 })).await;
        let token = tokens["items"][0]["id"].as_str().expect("a token");
        host.api(Method::DELETE, &format!("/tokens/{token}")).send().await.expect(204);
        assert_eq!(socket.closed().await, closed(4001, "unauthorised"));
        assert_eq!(late.hear("resync").await["you"]["handle"], "ana", "known by another token");
        early.send(&json!({ "t": "hello", "v": 1 })).await;
        assert_eq!(early.closed().await, closed(4001, "unauthorised"), "taken back before the hello");
        late.say("still here").await;
        let wrong = [("authorization", "Bearer vt_nobody"), ("cookie", "")];
        assert_eq!(kit.guest().open_socket(&show.socket(), &wrong).await.err(), Some(401));
    }

    async fn whoever_signs_out_is_shown_out(kit) {
        let (host, show) = live_show(kit).await;
        let ben = kit.sign_up("ben").await;
        let mut bell = ben.api(Method::GET, "/notices/live").open().await;
        bell.chunk().await.expect("the first event");
        let (mut first, _) = ben.enter(&show).await;
        let (mut other, _) = host.enter(&show).await;
        ben.api(Method::DELETE, "/session").send().await.expect(204);
        assert_eq!(first.closed().await, closed(4001, "unauthorised"));
        assert_eq!(bell.chunk().await.expect("an end"), None, "no notices are told any more");
        other.say("still here").await;
        // In another browser, which stays, all others are signed out.
        ben.sign_in("ben").await.expect(201);
        let (mut second, _) = ben.enter(&show).await;
        let elsewhere = kit.guest();
        let login = json!({ "login": "ben", "password": ben.password });
        elsewhere.api(Method::POST, "/session").json(&login).send().await.expect(201);
        let (mut kept, _) = elsewhere.enter(&show).await;
        elsewhere.submit("/settings/sessions/revoke-others", &[]).await.expect(303);
        assert_eq!(second.closed().await, closed(4001, "unauthorised"));
        kept.say("alone at last").await;
    }

    async fn nobody_shows_another_out_by_the_id_of_their_session(kit) {
        let (host, show) = live_show(kit).await;
        let eve = kit.sign_up("eve").await;
        let (mut talking, _) = host.enter(&show).await;
        let sessions = kit.app().people.sessions(host.id).await.expect("readable");
        for session in sessions {
            eve.submit(&format!("/settings/sessions/{}/revoke", session.id), &[]).await.expect(404);
        }
        talking.say("still here").await;
    }

    async fn numbers_from_the_future_and_of_other_runs_get_the_room_as_it_stands(kit) {
        let (host, show) = live_show(kit).await;
        let (mut talking, room) = host.enter(&show).await;
        let last = talking.say("one").await;
        for (epoch, seen) in [
            (room["epoch"].clone(), last + 1_000),
            (room["epoch"].clone(), i64::MAX),
            (room["epoch"].clone(), -5),
            (json!("00000000-0000-4000-8000-000000000000"), last),
            (json!("no epoch"), last),
        ] {
            let mut socket = kit.guest().come_back(&show, &epoch, seen).await;
            let first = socket.next().await.expect("an answer");
            assert_eq!((&first["t"], &first["seq"]), (&json!("resync"), &json!(last)), "{epoch} {seen}");
        }
    }

    async fn only_a_live_show_one_may_see_has_a_room(kit) {
        let (host, show) = live_show(kit).await;
        let stranger = kit.sign_up("ben").await;
        let private = host.plan(&json!({ "title": "Secret", "visibility": "private" })).await;
        let planned = host.create_show("Later").await;
        let knock = async |who: &kit::Browser, path: &str| who.open_socket(path, &[]).await.err();
        kit.go_live(&private).await;
        for path in [private.socket(), format!("/live/{}", kit.unknown_show()), "/live/nonsense".to_owned()] {
            assert_eq!(knock(&stranger, &path).await, Some(404), "{path}");
            assert_eq!(knock(&kit.guest(), &path).await, Some(404), "{path}");
        }
        assert_eq!(knock(&host, &private.socket()).await, None);
        assert_eq!(knock(&stranger, &planned.socket()).await, Some(409));
        let (mut watching, _) = stranger.enter(&show).await;
        kit.end(&show).await;
        assert_eq!(watching.closed().await, closed(4000, "ended"));
        assert_eq!(knock(&stranger, &show.socket()).await, Some(409));
        kit.advance(Duration::from_secs(25 * 3600));
        assert_eq!(knock(&stranger, &show.socket()).await, Some(410));
    }

    async fn another_sites_page_opens_no_socket(kit) {
        let (host, show) = live_show(kit).await;
        let path = show.socket();
        for foreign in ["https://evil.example", "null", "http://localhost:1"] {
            let refused = host.open_socket(&path, &[("origin", foreign)]).await.err();
            assert_eq!(refused, Some(403), "{foreign}");
            let guest = kit.guest().open_socket(&path, &[("origin", foreign)]).await.err();
            assert_eq!(guest, Some(403), "{foreign}");
        }
        let origin = host.origin();
        assert!(host.open_socket(&path, &[("origin", &origin)]).await.is_ok());
    }

    async fn what_is_no_handshake_is_refused_as_one(kit) {
        let (_, show) = live_show(kit).await;
        let guest = kit.guest();
        let plain = guest.get(&show.socket()).await;
        assert_eq!((plain.status, plain.slug()), (426, "upgrade-required".to_owned()));
        assert_eq!(plain.header("sec-websocket-version"), "13");
        for (name, value, status) in [
            ("sec-websocket-version", "8", 426),
            ("upgrade", "h2c", 426),
            ("sec-websocket-key", "too short", 400),
        ] {
            let refused = guest.open_socket(&show.socket(), &[(name, value)]).await.err();
            assert_eq!(refused, Some(status), "{name}: {value}");
        }
        let posted = guest.request(Method::POST, &show.socket()).header("origin", &guest.origin());
        assert_eq!(posted.send().await.status, 405);
    }

    async fn too_many_sockets_are_too_many(kit) {
        let (host, show) = live_show(kit).await;
        kit.restart_with(|config, _| {
            config.limits.sockets_per_address = 4;
            config.limits.sockets_per_account = 2;
        }).await;
        let path = show.socket();
        let mut open = Vec::new();
        for _ in 0..2 {
            open.push(host.open_socket(&path, &[]).await.expect("one of two"));
        }
        assert_eq!(host.open_socket(&path, &[]).await.err(), Some(429));
        for _ in 0..2 {
            open.push(kit.guest().open_socket(&path, &[]).await.expect("one of four"));
        }
        assert_eq!(kit.guest().open_socket(&path, &[]).await.err(), Some(429));
        // A place is free again once its socket is gone.
        drop(open);
        eventually_within(Duration::from_secs(10), "a place", async || {
            host.open_socket(&path, &[]).await.ok().map(drop)
        }).await;
    }

    async fn broken_frames_end_their_own_socket_alone(kit) {
        let (host, show) = live_show(kit).await;
        let (mut talking, _) = host.enter(&show).await;
        let megabyte = frame(0x81, &vec![b'x'; 1 << 20]);
        let mut unmasked = frame(0x81, b"hello");
        unmasked[1] &= 0x7F;
        for (what, bytes, code, reason) in [
            ("a reserved bit", frame(0xC1, b"{}"), 1002, ""),
            ("a reserved opcode", frame(0x83, b"{}"), 1002, ""),
            ("a frame without a mask", unmasked, 1002, ""),
            ("a continuation of nothing", frame(0x80, b"{}"), 1002, ""),
            ("a ping in parts", frame(0x09, b""), 1002, ""),
            ("a close code of one byte", frame(0x88, &[3]), 1002, ""),
            ("a close code nobody may send", frame(0x88, &1005u16.to_be_bytes()), 1002, ""),
            ("text that is not UTF-8", frame(0x81, b"\xC3\x28"), 1007, ""),
            ("binary", frame(0x82, b"{}"), 1003, "text_only"),
            ("a megabyte", megabyte, 1009, "too_big"),
            ("a message just too big", frame(0x81, &[b' '; 4_097]), 1009, "too_big"),
        ] {
            // Before the hello, and in a seat.
            let mut early = kit.guest().open_socket(&show.socket(), &[]).await.expect("let in");
            early.send_raw(&bytes).await;
            assert_eq!(early.closed().await, closed(code, reason), "{what}");
            let (mut seated, _) = kit.guest().enter(&show).await;
            seated.send_raw(&bytes).await;
            assert_eq!(seated.closed().await, closed(code, reason), "{what}");
        }
        talking.say("still here").await;
    }

    async fn what_is_no_hello_ends_the_socket(kit) {
        let (_, show) = live_show(kit).await;
        for (text, code, reason) in [
            (json!({ "t": "hello", "v": 9 }).to_string(), 4007, "version"),
            (json!({ "t": "say", "id": 1, "text": "first" }).to_string(), 4008, "unreadable"),
            ("hello".to_owned(), 4008, "unreadable"),
        ] {
            let mut socket = kit.guest().open_socket(&show.socket(), &[]).await.expect("let in");
            socket.send_text(&text).await;
            assert_eq!(socket.closed().await, closed(code, reason), "{text}");
        }
        let mut silent = kit.guest().open_socket(&show.socket(), &[]).await.expect("let in");
        assert_eq!(silent.closed().await, closed(4004, "silent"));
    }

    async fn what_can_not_be_read_is_borne_twice(kit) {
        let (_, show) = live_show(kit).await;
        let (mut socket, _) = kit.guest().enter(&show).await;
        for _ in 0..2 {
            socket.send_text("[]").await;
            assert_eq!(socket.hear("refused").await["why"], "unreadable");
        }
        socket.send_text("{\"t\":\"dance\"}").await;
        assert_eq!(socket.closed().await, closed(4008, "unreadable"));
    }

    async fn a_flood_ends_its_own_socket_alone(kit) {
        let (host, show) = live_show(kit).await;
        let (mut talking, _) = host.enter(&show).await;
        let (mut flooding, _) = kit.guest().enter(&show).await;
        let pings = frame(0x89, b"").repeat(1_000);
        flooding.send_raw(&pings).await;
        assert_eq!(flooding.closed().await, closed(4006, "too_many"));
        let (mut flooding, _) = kit.guest().enter(&show).await;
        flooding.send_raw(&[frame(0x01, b"{"), frame(0x00, b"").repeat(1_000)].concat()).await;
        assert_eq!(flooding.closed().await, closed(4006, "too_many"));
        talking.say("still here").await;
    }

    async fn a_close_is_answered(kit) {
        let (_, show) = live_show(kit).await;
        let (mut socket, _) = kit.guest().enter(&show).await;
        socket.send_raw(&frame(0x88, &[0x03, 0xE8, b'b', b'y', b'e'])).await;
        assert_eq!(socket.closed().await, closed(1000, ""));
        let (mut socket, _) = kit.guest().enter(&show).await;
        socket.send_raw(&frame(0x88, b"")).await;
        assert_eq!(socket.closed().await, closed(1005, ""));
    }

    async fn whoever_never_reads_is_closed_and_the_others_feel_nothing(kit) {
        let (host, show) = live_show(kit).await;
        kit.restart_with(|config, _| {
            config.limits.say_burst = 1_000_000;
            config.limits.say_pause = 0;
        }).await;
        let mut stalled = Vec::new();
        for _ in 0..20 {
            let mut socket = kit.guest().open_tight_socket(&show).await;
            socket.send(&json!({ "t": "hello", "v": 1 })).await;
            stalled.push(socket);
        }
        let (mut talking, _) = host.enter(&show).await;
        let (mut listening, _) = kit.guest().enter(&show).await;
        let text = "x ".repeat(140);
        let lagged = async || kit.app().sockets.stats().lagged;
        eventually_within(Duration::from_secs(60), "the stalled sockets to be closed", async || {
            for _ in 0..20 {
                let number = talking.say(&text).await;
                assert_eq!(listening.hear("said").await["seq"], number);
            }
            (lagged().await >= 20).then_some(())
        }).await;
        // What they were told meanwhile is bounded, and ends in a close or a break.
        for mut socket in stalled {
            let (code, _) = socket.closed().await;
            assert!(code == 4003 || code == 1006, "{code}");
        }
    }

    async fn a_socket_goes_over_tls(kit) {
        let (host, show) = live_show(kit).await;
        kit.restart_with(|config, _| config.tls.mode = TlsMode::SelfSigned).await;
        let client = Client::builder()
            .http1_only()
            .use_rustls_tls()
            // The certificate is the server's own making.
            .tls_danger_accept_invalid_certs(true)
            .no_proxy()
            .build()
            .expect("a client");
        let url = host.url(&show.socket()).replace("http://", "https://");
        let answer = client.get(url)
            .header("cookie", format!("vitrine_session={}", host.session_cookie()))
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 101);
        let mut socket = Socket::on(answer.upgrade().await.expect("upgraded")).await;
        socket.send(&json!({ "t": "hello", "v": 1 })).await;
        assert_eq!(socket.hear("resync").await["you"]["handle"], "ana");
        let number = socket.say("sealed").await;
        assert_eq!(number, 1);
        kit.stop().await;
        assert_eq!(socket.closed().await, closed(1001, "going_away"));
    }
}
