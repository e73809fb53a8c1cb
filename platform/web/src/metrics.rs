//! What is counted for `/metrics`, in Prometheus' text format.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use media::EngineStats;
use prometheus::{Encoder, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder};

use crate::Shared;
use crate::socket::SocketStats;

/// The server's own counters.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new("vitrine_http_requests_total", "Requests answered."),
            &["method", "route", "status"],
        )
        .expect("a valid counter");
        let seconds = HistogramVec::new(
            HistogramOpts::new("vitrine_http_request_seconds", "Time to the answer's head.")
                .buckets(vec![0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0]),
            &["method", "route"],
        )
        .expect("a valid histogram");
        for collector in [
            Box::new(requests.clone()) as Box<dyn prometheus::core::Collector>,
            Box::new(seconds.clone()),
        ] {
            registry
                .register(collector)
                .expect("each metric is registered once");
        }
        Self {
            registry,
            requests,
            seconds,
        }
    }

    /// Everything, as text.
    pub(crate) fn render(&self, engine: &EngineStats, sockets: &SocketStats) -> Vec<u8> {
        let mut out = Vec::new();
        TextEncoder::new()
            .encode(&self.registry.gather(), &mut out)
            .expect("writing to memory does not fail");
        let mut say = |name: &str, kind: &str, value: u64| {
            let line = format!("# TYPE vitrine_{name} {kind}\nvitrine_{name} {value}\n");
            out.extend_from_slice(line.as_bytes());
        };
        for (name, value) in gauges(engine) {
            say(&format!("media_{name}"), "gauge", value as u64);
        }
        for (name, value) in counters(engine) {
            say(&format!("media_{name}_total"), "counter", value);
        }
        say("sockets_open", "gauge", sockets.open);
        say("sockets_opened_total", "counter", sockets.opened);
        say("socket_messages_in_total", "counter", sockets.messages_in);
        say("socket_bytes_out_total", "counter", sockets.bytes_out);
        say("sockets_lagged_total", "counter", sockets.lagged);
        out
    }
}

fn gauges(engine: &EngineStats) -> [(&'static str, usize); 4] {
    [
        ("streams", engine.streams),
        ("publishers", engine.publishers),
        ("viewers", engine.viewers),
        ("half_open_sessions", engine.half_open),
    ]
}

fn counters(engine: &EngineStats) -> [(&'static str, u64); 20] {
    [
        ("packets_in", engine.packets_in),
        ("bytes_in", engine.bytes_in),
        ("packets_out", engine.packets_out),
        ("bytes_out", engine.bytes_out),
        ("send_calls", engine.send_calls),
        ("send_gso_runs", engine.send_gso_runs),
        ("send_dropped", engine.send_dropped),
        ("nacks_in", engine.nacks_in),
        ("retransmissions", engine.rtx_out),
        ("retransmissions_refused", engine.rtx_refused),
        ("key_frame_requests_in", engine.plis_in),
        ("key_frame_requests_out", engine.plis_out),
        ("duplicates_in", engine.duplicates_in),
        ("dropped_unknown_sender", engine.dropped_unknown_sender),
        ("dropped_malformed", engine.dropped_malformed),
        ("dropped_unauthentic", engine.dropped_unauthentic),
        ("dropped_dtls_busy", engine.dropped_dtls_busy),
        ("ingest_dropped", engine.ingest_dropped),
        ("events_dropped", engine.events_dropped),
        ("sessions_reaped", engine.reaped),
    ]
}

pub(crate) async fn observe(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    // A method is whatever the client writes, and every label value is a series.
    let method = match *request.method() {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::OPTIONS => request.method().as_str().to_owned(),
        _ => "other".to_owned(),
    };
    // The route's pattern: paths carry ids.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    app.metrics
        .requests
        .with_label_values(&[method.as_str(), route.as_str(), status.to_string().as_str()])
        .inc();
    app.metrics
        .seconds
        .with_label_values(&[method.as_str(), route.as_str()])
        .observe(started.elapsed().as_secs_f64());
    tracing::debug!(status, ms = started.elapsed().as_millis(), "answered");
    response
}
