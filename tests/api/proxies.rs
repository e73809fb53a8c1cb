//! Whose address counts behind a proxy: limits are kept by it.

use std::time::Duration;

use kit::{Answer, Browser, Kit, Method, on_one};
use serde_json::json;
use web::{Rate, Rates};

/// One new account an hour from one address, on a server behind `proxies`.
async fn strict(kit: &mut Kit, proxies: &[&str]) {
    let proxies: Vec<String> = proxies.iter().map(|proxy| (*proxy).to_owned()).collect();
    kit.restart_with(|config, rates| {
        config.trusted_proxies = proxies;
        *rates = Rates {
            sign_up: Rate {
                burst: 1,
                every: Duration::from_secs(3_600),
            },
            ..Rates::default()
        };
    })
    .await;
}

async fn sign_up(browser: &Browser, handle: &str, forwarded_for: &str) -> Answer {
    let account = json!({
        "handle": handle, "name": handle, "email": format!("{handle}@example.org"), "password": "a long pass phrase",
    });
    let call = browser.api(Method::POST, "/accounts").json(&account);
    let call = if forwarded_for.is_empty() {
        call
    } else {
        call.header("x-forwarded-for", forwarded_for)
    };
    call.send().await
}

on_one! {
    async fn a_stranger_gets_no_other_address_by_saying_so(kit) {
        strict(kit, &[]).await;
        let guest = kit.guest();
        sign_up(&guest, "ana", "203.0.113.1").await.expect(201);
        for claimed in ["", "203.0.113.2", "127.0.0.1", "nonsense"] {
            sign_up(&guest, "berta", claimed)
                .await
                .expect_problem(429, "too-many-requests");
        }
    }

    async fn a_trusted_proxy_speaks_for_its_clients(kit) {
        strict(kit, &["127.0.0.0/8"]).await;
        let proxy = kit.guest();
        sign_up(&proxy, "ana", "203.0.113.1").await.expect(201);
        sign_up(&proxy, "berta", "203.0.113.1")
            .await
            .expect_problem(429, "too-many-requests");
        sign_up(&proxy, "berta", "203.0.113.2").await.expect(201);
        // What stands left of the client's own address the client wrote itself.
        sign_up(&proxy, "carl", "198.51.100.7, 203.0.113.2")
            .await
            .expect_problem(429, "too-many-requests");
        // Another trusted proxy on the way.
        sign_up(&proxy, "carl", "203.0.113.3, 127.0.0.9")
            .await
            .expect(201);
        sign_up(&proxy, "dora", "203.0.113.3")
            .await
            .expect_problem(429, "too-many-requests");
        // One IPv6 network is one client.
        sign_up(&proxy, "dora", "2001:db8::1").await.expect(201);
        sign_up(&proxy, "emil", "2001:db8::2")
            .await
            .expect_problem(429, "too-many-requests");
        // Without the header it is the proxy itself.
        sign_up(&proxy, "emil", "").await.expect(201);
    }

    async fn a_proxy_somewhere_else_is_not_this_one(kit) {
        strict(kit, &["192.0.2.1", "2001:db8::/32"]).await;
        let guest = kit.guest();
        sign_up(&guest, "ana", "203.0.113.1").await.expect(201);
        sign_up(&guest, "berta", "203.0.113.2")
            .await
            .expect_problem(429, "too-many-requests");
    }
}

on_one! {
    async fn only_those_it_is_for_read_what_is_counted(kit) {
        kit.guest().get("/metrics").await.expect(200);
        kit.restart_with(|config, _| config.metrics_from = vec!["192.0.2.0/24".to_owned()]).await;
        kit.guest().get("/metrics").await.expect_problem(404, "not-found");
    }
}
