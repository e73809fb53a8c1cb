//! WHIP (RFC 9725) and WHEP: what is offered to the server and refused by it,
//! and what of a session can be reached by whom.

use kit::{Answer, Browser, Kit, Method, Person, Planned, on_one};
use media::client::{ClientOptions, Publisher, Watcher};
use model::{Role, SystemEntropy};
use serde_json::json;
use vitrine::config::IceServer;

const SDP: &str = "application/sdp";
const FRAGMENT: &str = "application/trickle-ice-sdpfrag";

/// A sound offer; nothing is ever sent for it.
async fn publishing_offer() -> String {
    let peer = Box::pin(Publisher::new(&ClientOptions::default(), &SystemEntropy))
        .await
        .expect("a peer");
    peer.offer().to_owned()
}

async fn watching_offer() -> String {
    Box::pin(Watcher::new(&ClientOptions::default()))
        .await
        .expect("a peer")
        .offer()
        .to_owned()
}

async fn offer(browser: &Browser, path: &str, sdp: &str) -> Answer {
    browser
        .request(Method::POST, path)
        .body(SDP, sdp.to_owned())
        .send()
        .await
}

async fn host_and_show(kit: &Kit) -> (Person, Planned) {
    let ana = kit.sign_up("ana").await;
    let show = ana.create_show("Linen").await;
    (ana, show)
}

on_one! {
    async fn what_is_no_session_description_is_refused(kit) {
        let (ana, show) = host_and_show(kit).await;
        let many_sections = "v=0\r\n".to_owned() + &"m=video 9 UDP/TLS/RTP/SAVPF 102\r\n".repeat(1_000);
        for garbage in [
            "",
            "\0\0\0",
            "{\"sdp\":true}",
            "m=video\r\n",
            "v=0\r\nm=\r\na=\r\n",
            "v=0\r\nnonsense",
            &many_sections,
        ] {
            offer(&ana, &show.whip(), garbage)
                .await
                .expect_problem(400, "bad-sdp");
        }
        // Sound as far as it goes, but there is nothing in it to receive.
        for empty in [
            "v=0\r\n".to_owned(),
            format!("v=0\r\ns={}\r\n", "x".repeat(30_000)),
        ] {
            offer(&ana, &show.whip(), &empty)
                .await
                .expect_problem(406, "no-common-codec");
        }
        let not_text = ana
            .request(Method::POST, &show.whip())
            .body(SDP, vec![0xff, 0xfe, 0x00]);
        not_text.send().await.expect_problem(400, "bad-sdp");
        offer(&ana, &show.whip(), &"x".repeat(70_000))
            .await
            .expect_problem(413, "too-large");
        assert_eq!(ana.look_up(&show).await["state"], "scheduled");
        offer(&ana, &show.whip(), &publishing_offer().await)
            .await
            .expect(201);
    }

    async fn an_offer_cut_anywhere_does_no_harm(kit) {
        let (ana, show) = host_and_show(kit).await;
        let whole = publishing_offer().await;
        for length in (0..whole.len())
            .step_by(97)
            .filter(|length| whole.is_char_boundary(*length))
        {
            let answer = offer(&ana, &show.whip(), &whole[..length]).await;
            // What happens to be whole without its tail is an offer of its own.
            assert!(
                [201, 400, 406].contains(&answer.status),
                "the first {length} bytes: {answer}"
            );
        }
        offer(&ana, &show.whip(), &whole).await.expect(201);
        kit.guest().get("/healthz").await.expect(200);
    }

    async fn an_offer_without_a_common_codec_is_not_acceptable(kit) {
        let (ana, show) = host_and_show(kit).await;
        let other = publishing_offer()
            .await
            .replace("H264", "H265")
            .replace("opus", "speex");
        offer(&ana, &show.whip(), &other)
            .await
            .expect_problem(406, "no-common-codec");
    }

    async fn only_session_descriptions_are_taken(kit) {
        let (ana, show) = host_and_show(kit).await;
        kit.go_live(&show).await;
        let sdp = publishing_offer().await;
        for path in [show.whip(), show.whep()] {
            for media_type in [
                "application/json",
                "text/plain",
                FRAGMENT,
                "application/sdpx",
                "nonsense",
            ] {
                let call = ana.request(Method::POST, &path).body(media_type, sdp.clone());
                call.send().await.expect_problem(415, "wrong-content-type");
            }
            ana.request(Method::POST, &path)
                .send()
                .await
                .expect_problem(415, "wrong-content-type");
            let huge = "x".repeat(70_000);
            offer(&ana, &path, &huge).await.expect_problem(413, "too-large");
        }
        let with_parameter = ana
            .request(Method::POST, &show.whip())
            .body("Application/SDP; charset=utf-8", sdp);
        with_parameter.send().await.expect(201);
    }

    async fn a_replaced_stream_key_opens_nothing_to_a_request_begun_before(kit) {
        let (ana, show) = host_and_show(kit).await;
        let (sdp, bearer) = (publishing_offer().await, format!("Bearer {}", show.stream_key));
        let headers = [("content-type", SDP), ("authorization", bearer.as_str())];
        let held = kit.guest().begin(Method::POST, &show.whip(), &headers, &sdp).await;
        let path = format!("{}/stream-key", show.api());
        ana.api(Method::POST, &path).send().await.expect(200);
        assert_eq!(held.finish().await, 401);
        offer(&ana, &show.whip(), &sdp).await.expect(201);
    }

    async fn a_stream_key_opens_its_own_show_alone(kit) {
        let (ana, show) = host_and_show(kit).await;
        let other = ana.create_show("Another").await;
        let sdp = publishing_offer().await;
        let encoder = kit.guest();
        let unknown = format!("/whip/{}", kit.unknown_show());
        for (path, key) in [
            (show.whip(), other.stream_key.as_str()),
            (show.whip(), "vk_nonsense"),
            (unknown.clone(), show.stream_key.as_str()),
        ] {
            let call = encoder
                .request(Method::POST, &path)
                .bearer(key)
                .body(SDP, sdp.clone());
            call.send().await.expect_problem(401, "wrong-stream-key");
        }
        offer(&encoder, &show.whip(), &sdp)
            .await
            .expect_problem(401, "sign-in-first");
        offer(&ana, &unknown, &sdp)
            .await
            .expect_problem(404, "show-not-found");
        offer(&ana, "/whip/not-an-id", &sdp).await.expect(404);
        offer(&encoder, "/whep/not-an-id", &sdp).await.expect(404);
        let unknown = format!("/whep/{}", kit.unknown_show());
        offer(&encoder, &unknown, &sdp)
            .await
            .expect_problem(404, "show-not-found");
        let call = encoder
            .request(Method::POST, &show.whip())
            .bearer(&show.stream_key)
            .body(SDP, sdp);
        call.send().await.expect(201);
        // A stream key is for publishing, not for signing in.
        encoder
            .api(Method::GET, "/session")
            .bearer(&show.stream_key)
            .send()
            .await
            .expect(401);
    }

    async fn a_show_that_is_over_is_not_published_again(kit) {
        let (ana, show) = host_and_show(kit).await;
        kit.record(&show, 1).await;
        let sdp = publishing_offer().await;
        offer(&ana, &show.whip(), &sdp)
            .await
            .expect_problem(409, "show-over");
        let encoder = kit
            .guest()
            .request(Method::POST, &show.whip())
            .bearer(&show.stream_key);
        encoder
            .body(SDP, sdp.clone())
            .send()
            .await
            .expect_problem(409, "show-over");
        offer(&ana, &show.whep(), &watching_offer().await)
            .await
            .expect_problem(409, "not-live");
        kit.advance(std::time::Duration::from_secs(24 * 3_600));
        offer(&ana, &show.whip(), &sdp)
            .await
            .expect_problem(410, "show-gone");
        offer(&ana, &show.whep(), &watching_offer().await)
            .await
            .expect_problem(410, "show-gone");
    }

    async fn a_show_has_one_publisher(kit) {
        let (ana, berta) = (kit.sign_up("ana").await, kit.sign_up("berta").await);
        let shop = kit.open_shop(&berta, "casa-lumen").await;
        kit.employ(&shop, &ana, Role::Host).await;
        let show = ana.plan(&json!({ "title": "Linen", "shop": "casa-lumen" })).await;
        let sdp = publishing_offer().await;
        offer(&ana, &show.whip(), &sdp).await.expect(201);
        offer(&berta, &show.whip(), &sdp)
            .await
            .expect_problem(409, "occupied");
        // Her first session never connected: she may take it over.
        offer(&ana, &show.whip(), &sdp).await.expect(201);
    }

    async fn options_say_what_is_taken_and_other_sites_may_ask(kit) {
        let (ana, show) = host_and_show(kit).await;
        let made = offer(&ana, &show.whip(), &publishing_offer().await)
            .await
            .expect(201);
        let guest = kit.guest();
        for path in [show.whip(), show.whep()] {
            let answer = guest
                .request(Method::OPTIONS, &path)
                .header("origin", "https://player.example")
                .send()
                .await;
            let answer = answer.expect(204);
            assert_eq!(answer.header("accept-post"), SDP);
            assert_eq!(answer.header("access-control-allow-origin"), "*");
            assert!(answer.header("access-control-allow-credentials").is_empty());
            for method in ["POST", "PATCH", "DELETE"] {
                assert!(
                    answer.header("access-control-allow-methods").contains(method),
                    "{answer}"
                );
            }
        }
        let session = guest
            .request(Method::OPTIONS, made.header("location"))
            .send()
            .await
            .expect(204);
        assert_eq!(session.header("accept-patch"), FRAGMENT);
        assert_eq!(made.header("accept-patch"), FRAGMENT);
        assert!(
            made.header("access-control-expose-headers").contains("location"),
            "{made}"
        );
    }

    async fn ice_servers_are_named_in_links(kit) {
        let stun = IceServer {
            url: "stun:stun.example.org:3478".to_owned(),
            username: None,
            credential: None,
        };
        let turn = IceServer {
            url: "turn:turn.example.org?transport=udp".to_owned(),
            username: Some("vitrine".to_owned()),
            credential: Some("open sesame".to_owned()),
        };
        kit.restart_with(|config, _| config.media.ice_servers = vec![stun, turn])
            .await;
        let (ana, show) = host_and_show(kit).await;
        let made = offer(&ana, &show.whip(), &publishing_offer().await)
            .await
            .expect(201);
        let links = [
            "<stun:stun.example.org:3478>; rel=\"ice-server\"",
            "<turn:turn.example.org?transport=udp>; rel=\"ice-server\"; username=\"vitrine\"; \
             credential=\"open sesame\"; credential-type=\"password\"",
        ];
        assert_eq!(made.all("link"), links);
    }

    async fn a_session_is_changed_and_closed_by_those_who_publish_alone(kit) {
        let (ana, show) = host_and_show(kit).await;
        let stranger = kit.sign_up("stranger").await;
        let guest = kit.guest();
        let made = offer(&ana, &show.whip(), &publishing_offer().await)
            .await
            .expect(201);
        let session = made.header("location").to_owned();
        assert!(session.starts_with(&show.whip()), "{session}");
        assert_eq!(made.header("content-type"), SDP);
        assert!(
            made.header("etag").starts_with('"') && made.header("etag").len() > 2,
            "{made}"
        );
        assert!(
            made.text().contains("a=ice-lite") && made.text().contains("a=candidate"),
            "{made}"
        );

        let patch = |browser: &Browser, body: &str| {
            browser
                .request(Method::PATCH, &session)
                .body(FRAGMENT, body.to_owned())
        };
        let end_of_candidates = "a=mid:0\r\na=end-of-candidates\r\n";
        patch(&guest, end_of_candidates)
            .send()
            .await
            .expect_problem(401, "sign-in-first");
        patch(&stranger, end_of_candidates)
            .send()
            .await
            .expect_problem(403, "forbidden");
        patch(&ana, end_of_candidates)
            .header("if-match", "\"another\"")
            .send()
            .await
            .expect_problem(412, "stale-session");
        patch(&ana, &"x".repeat(70_000))
            .send()
            .await
            .expect_problem(413, "too-large");
        patch(&ana, "no fragment")
            .send()
            .await
            .expect_problem(400, "bad-sdp");
        ana.request(Method::PATCH, &session)
            .body(SDP, end_of_candidates)
            .send()
            .await
            .expect_problem(415, "wrong-content-type");
        patch(&ana, end_of_candidates)
            .header("if-match", made.header("etag"))
            .send()
            .await
            .expect(204);

        guest
            .request(Method::DELETE, &session)
            .send()
            .await
            .expect_problem(401, "sign-in-first");
        stranger
            .request(Method::DELETE, &session)
            .send()
            .await
            .expect_problem(403, "forbidden");
        let other_key = ana.create_show("Another").await.stream_key;
        let wrong = guest
            .request(Method::DELETE, &session)
            .bearer(&other_key)
            .send()
            .await;
        wrong.expect_problem(401, "wrong-stream-key");
        guest
            .request(Method::DELETE, &session)
            .bearer(&show.stream_key)
            .send()
            .await
            .expect(200);
        ana.request(Method::DELETE, &session)
            .send()
            .await
            .expect_problem(404, "session-not-found");
    }

    async fn a_session_nobody_has_is_not_found(kit) {
        let (ana, show) = host_and_show(kit).await;
        let other = ana.create_show("Another").await;
        let made = offer(&ana, &show.whip(), &publishing_offer().await)
            .await
            .expect(201);
        let session = made
            .header("location")
            .rsplit('/')
            .next()
            .expect("a name")
            .to_owned();
        let nobody = kit.unknown_show();
        for path in [
            format!("{}/{nobody}", show.whip()),
            format!("{}/{nobody}", show.whep()),
            format!("{}/not-an-id", show.whip()),
            // There is one of this name, but not here.
            format!("{}/{session}", show.whep()),
            format!("{}/{session}", other.whip()),
            format!("/whip/not-an-id/{session}"),
        ] {
            ana.request(Method::DELETE, &path)
                .send()
                .await
                .expect_problem(404, "session-not-found");
            let patch = ana
                .request(Method::PATCH, &path)
                .body(FRAGMENT, "a=end-of-candidates\r\n");
            patch.send().await.expect_problem(404, "session-not-found");
        }
        ana.request(Method::DELETE, made.header("location"))
            .send()
            .await
            .expect(200);
    }

    async fn an_answer_is_never_kept_by_a_cache(kit) {
        let (ana, show) = host_and_show(kit).await;
        let made = offer(&ana, &show.whip(), &publishing_offer().await)
            .await
            .expect(201);
        assert_eq!(made.header("cache-control"), "no-store");
    }
}
