//! `load run`: a fresh server for each number of viewers, and beside it what
//! sending alone costs on this machine at this moment.

use std::path::PathBuf;
use std::time::Duration;

use crate::cost::Cost;
use crate::publish::Publishing;
use crate::server::{self, Server};
use crate::units::Units;
use crate::watch::{self, Place};
use crate::{Outcome, Stream};

/// By then the show's own buffers are full: what it grows by later is its
/// viewers'.
const SHOW_IS_WARM: Duration = Duration::from_secs(20);
const CEILING_TIME: Duration = Duration::from_secs(6);

pub(crate) async fn run(
    viewers: &[usize],
    seconds: u64,
    program: Option<PathBuf>,
    stream: &Stream,
    crowd: &crate::Crowd,
) -> Outcome<()> {
    let program = server::program(program)?;
    println!(
        "{} bit/s, {}{}",
        stream.bitrate,
        if stream.paced {
            "one packet at a time"
        } else {
            "whole frames"
        },
        if stream.silent { ", no sound" } else { "" },
    );
    Cost::print_head(crowd);
    for viewers in viewers {
        let server = Server::start(&program).await?;
        server.sign_up_host().await?;
        let show = server.plan_show().await?;
        let publishing = Publishing::start(&server.url, &show.id, &show.key, stream).await?;
        server.is_live(&show).await?;
        tokio::time::sleep(SHOW_IS_WARM).await;
        let pid = Some(server.pid()?);
        let place = Place::Whep {
            server: server.url.clone(),
            show: show.id.clone(),
        };
        let cost = watch::observe(&place, *viewers, seconds, pid, crowd).await?;
        cost.print();
        publishing.stop().await?;
        server.stop().await?;
        ceiling(*viewers, stream).await?;
    }
    Ok(())
}

#[cfg(target_os = "linux")]
async fn ceiling(viewers: usize, stream: &Stream) -> Outcome<()> {
    let bursts = Units::new(stream.bitrate, stream.silent).bursts(stream.paced, stream.silent);
    let sent =
        tokio::task::spawn_blocking(move || media::client::ceiling(viewers, &bursts, CEILING_TIME)).await??;
    let micros = |time: Duration| time.as_secs_f64() * 1e6 / sent.packets.max(1) as f64;
    println!(
        "         without an engine: {:.2} µs a packet, {:.2} of it sealing; {} sent, {} received",
        micros(sent.cpu),
        micros(sent.sealing),
        sent.packets,
        sent.received
    );
    Ok(())
}

#[cfg(not(target_os = "linux"))]
async fn ceiling(_viewers: usize, _stream: &Stream) -> Outcome<()> {
    Ok(())
}
