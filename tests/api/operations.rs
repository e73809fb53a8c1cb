//! What an operator's tools read.

use kit::{Engine, Method, eventually, on_both, on_one};

on_both! {
    async fn the_server_says_that_it_lives_and_what_it_stands_on(kit) {
        let guest = kit.guest();
        assert_eq!(guest.get("/healthz").await.expect(200).text(), "ok\n");
        let ready = guest.get("/readyz").await.expect(200).json();
        assert_eq!(ready["database"], "ok");
        assert_eq!(
            ready["engine"],
            if kit.engine() == Engine::Sqlite {
                "sqlite"
            } else {
                "postgres"
            }
        );
    }

    async fn a_restarted_server_has_kept_everything(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Linen").await;
        let secret = ana.make_token("till").await;
        kit.restart().await;
        assert_eq!(ana.look_up(&show).await["title"], "Linen");
        ana.api(Method::GET, "/session").send().await.expect(200);
        kit.guest()
            .api(Method::GET, "/session")
            .bearer(&secret)
            .send()
            .await
            .expect(200);
    }

    async fn a_show_that_was_live_waits_for_its_host_after_a_restart_and_ends_without(kit) {
        let ana = kit.sign_up("ana").await;
        let (kept, lost) = (ana.create_show("Kept").await, ana.create_show("Lost").await);
        for show in [&kept, &lost] {
            kit.go_live(show).await;
        }
        kit.restart().await;
        for show in [&kept, &lost] {
            let seen = ana.look_up(show).await;
            assert_eq!(
                (seen["state"].as_str(), seen["paused"].as_bool()),
                (Some("live"), Some(true))
            );
        }
        let paused_at = kit.now();
        let broadcast = kit.guest().broadcast(&kept).await;
        eventually("it to go on", async || {
            (ana.look_up(&kept).await["paused"] == false).then_some(())
        })
        .await;
        kit.advance(std::time::Duration::from_secs(90));
        kit.state_is(&lost, "ended").await;
        let ended = ana.look_up(&lost).await;
        let ended_at: chrono::DateTime<chrono::Utc> = ended["ended_at"]
            .as_str()
            .and_then(|at| at.parse().ok())
            .expect("it has ended");
        assert!(
            ended_at <= paused_at,
            "it ended when it fell silent, not when that was noticed: {ended}"
        );
        assert_eq!(ana.look_up(&kept).await["state"], "live");
        broadcast.vanish().await;
    }
}

on_one! {
    async fn metrics_count_requests_by_route_and_name_nobody(kit) {
        let ana = kit.sign_up("ana").await;
        let show = ana.create_show("Linen").await;
        for _ in 0..3 {
            ana.look_up(&show).await;
        }
        ana.get("/api/v1/nothing").await.expect(404);
        let metrics = kit.guest().get("/metrics").await.expect(200);
        assert!(
            metrics.header("content-type").starts_with("text/plain"),
            "{metrics}"
        );
        let text = metrics.text();
        let counted =
            "vitrine_http_requests_total{method=\"GET\",route=\"/api/v1/shows/{id}\",status=\"200\"} 3";
        assert!(text.lines().any(|line| line == counted), "{text}");
        for name in [
            "vitrine_http_request_seconds_bucket",
            "vitrine_media_viewers 0",
            "vitrine_media_packets_in_total",
        ] {
            assert!(text.contains(name), "{name}: {text}");
        }
        for private in [show.id.to_string().as_str(), "ana", "Linen", "/api/v1/nothing"] {
            assert!(!text.contains(private), "{private}: {text}");
        }
        for line in text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            let value = line.rsplit(' ').next().unwrap_or_default();
            assert!(value.parse::<f64>().is_ok(), "{line}");
        }
    }

    async fn a_stopped_server_answers_nobody(kit) {
        let (guest, address) = (kit.guest(), kit.guest().origin());
        guest.get("/healthz").await.expect(200);
        kit.stop().await;
        let host = address.strip_prefix("http://").expect("plain HTTP");
        tokio::net::TcpStream::connect(host)
            .await
            .expect_err("nobody listens any more");
        kit.start_again().await;
        guest.get("/healthz").await.expect(200);
    }
}
