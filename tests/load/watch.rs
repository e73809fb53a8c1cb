//! The viewers: real WHEP sessions, each with its own socket, handshake and
//! keys, in one thread.

use std::sync::Arc;
use std::time::{Duration, Instant};

use media::client::{Crowd, CrowdCounts};
use model::SystemEntropy;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::cost::{Cost, Window};
use crate::{Outcome, janus, proc, signalling};

/// Parts the time is cut into, to see how far they lie apart.
const WINDOWS: u32 = 5;
/// What the last to join may take, and what everybody then gets to settle.
const JOINS_WITHIN: Duration = Duration::from_secs(15);
const SETTLES: Duration = Duration::from_secs(2);

/// Where the viewers go.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A WHEP server and the show's id.
    Whep { server: String, show: String },
    /// A Janus server's HTTP address and the mountpoint's id.
    Janus { url: String, mountpoint: u64 },
}

/// Lets `viewers` join, watches for `seconds`, and says what that cost the
/// process `pid`.
pub(crate) async fn observe(
    place: &Place,
    viewers: usize,
    seconds: u64,
    pid: Option<u32>,
    options: &crate::Crowd,
) -> Outcome<Cost> {
    let resident = |pid: Option<u32>| pid.map(proc::resident).transpose();
    let before = resident(pid)?;
    let crowd = Arc::new(Crowd::start(options.options(), Arc::new(SystemEntropy))?);
    let refused = match place {
        Place::Whep { server, show } => join(&crowd, server, show, viewers, options.join_rate).await?,
        Place::Janus { url, mountpoint } => janus::join(&crowd, url, *mountpoint, viewers).await?,
    };
    let deadline = Instant::now() + JOINS_WITHIN;
    while crowd.counts().pictures + refused < viewers as u64 && Instant::now() < deadline {
        sleep(Duration::from_millis(50)).await;
    }
    sleep(SETTLES).await;
    let start = crowd.counts();
    let dropped_before = proc::receive_buffer_errors();
    let mut windows = Vec::new();
    for _ in 0..WINDOWS {
        windows.push(window(&crowd, Duration::from_secs(seconds) / WINDOWS, pid).await?);
    }
    let end = crowd.counts();
    Ok(Cost {
        viewers,
        refused,
        start,
        end,
        windows,
        memory: before
            .zip(resident(pid)?)
            .map(|(before, after)| after.saturating_sub(before) / (viewers as u64).max(1)),
        first_pictures: crowd.first_pictures(),
        receive_buffer_errors: proc::receive_buffer_errors() - dropped_before,
    })
}

async fn window(crowd: &Crowd, length: Duration, pid: Option<u32>) -> Outcome<Window> {
    let look = || -> Outcome<(Instant, CrowdCounts, Option<proc::Cpu>, Duration)> {
        Ok((
            Instant::now(),
            crowd.counts(),
            pid.map(proc::cpu).transpose()?,
            proc::cpu(std::process::id())?.all,
        ))
    };
    let (began, before, cpu_before, own_before) = look()?;
    sleep(length).await;
    let (ended, after, cpu_after, own_after) = look()?;
    Ok(Window {
        time: ended - began,
        packets: after.packets - before.packets,
        cpu: cpu_before.zip(cpu_after).map(|(before, after)| proc::Cpu {
            all: after.all.saturating_sub(before.all),
            media: after.media.saturating_sub(before.media),
        }),
        own_cpu: own_after.saturating_sub(own_before),
    })
}

/// How many were refused.
async fn join(crowd: &Arc<Crowd>, server: &str, show: &str, viewers: usize, rate: u32) -> Outcome<u64> {
    let client = signalling::client()?;
    let url = format!("{server}/whep/{show}");
    let mut ticks = interval(Duration::from_secs(1) / rate.max(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut joining = tokio::task::JoinSet::new();
    for _ in 0..viewers {
        ticks.tick().await;
        let (crowd, client, url) = (crowd.clone(), client.clone(), url.clone());
        joining.spawn(async move {
            let mut invitation = crowd.invite();
            let asked = Instant::now();
            let offer = std::mem::take(&mut invitation.offer);
            let answer = signalling::offer(&client, &url, None, offer).await?;
            crowd.join(invitation, &answer, asked)?;
            Outcome::Ok(())
        });
    }
    let mut refused = 0;
    while let Some(joined) = joining.join_next().await {
        if let Err(error) = joined? {
            if refused == 0 {
                eprintln!("load: a viewer could not join: {error}");
            }
            refused += 1;
        }
    }
    Ok(refused)
}

/// `load watch`.
pub(crate) async fn watch(
    place: &Place,
    viewers: usize,
    seconds: u64,
    pid: Option<u32>,
    options: &crate::Crowd,
) -> Outcome<()> {
    Cost::print_head(options);
    let cost = observe(place, viewers, seconds, pid, options).await?;
    cost.print();
    Ok(())
}
