//! What the kernel says a process used (proc(5)).

use std::fs;
use std::time::Duration;

use crate::Outcome;

/// The unit of times in `stat`, on every architecture Linux knows.
const TICK: Duration = Duration::from_millis(10);

/// CPU time of a process and of its threads named `media`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cpu {
    pub(crate) all: Duration,
    pub(crate) media: Duration,
}

pub(crate) fn cpu(pid: u32) -> Outcome<Cpu> {
    let mut media = Duration::ZERO;
    for task in fs::read_dir(format!("/proc/{pid}/task"))?.flatten() {
        let name = fs::read_to_string(task.path().join("comm")).unwrap_or_default();
        if name.trim() == "media" {
            media += times(&fs::read_to_string(task.path().join("stat"))?)?;
        }
    }
    let all = times(&fs::read_to_string(format!("/proc/{pid}/stat"))?)?;
    Ok(Cpu { all, media })
}

/// User and system time of a `stat` line.
fn times(stat: &str) -> Outcome<Duration> {
    // The name may hold anything, so fields are counted from behind it.
    let fields: Vec<&str> = stat
        .rsplit_once(") ")
        .ok_or("stat has no name")?
        .1
        .split(' ')
        .collect();
    let [user, system] =
        [fields.get(11), fields.get(12)].map(|field| field.and_then(|at| at.parse::<u32>().ok()));
    Ok(TICK * (user.ok_or("no user time")? + system.ok_or("no system time")?))
}

/// CPU time all processes of the machine used since it started.
pub(crate) fn machine() -> Outcome<Duration> {
    let text = fs::read_to_string("/proc/stat")?;
    let line = text.lines().next().ok_or("an empty /proc/stat")?;
    let times: Vec<u32> = line
        .split_ascii_whitespace()
        .skip(1)
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    // Of user, nice, system, idle, iowait, irq, softirq, two are nobody's work.
    let [user, nice, system, _, _, irq, softirq, ..] = times[..] else {
        return Err("/proc/stat has too few times".into());
    };
    Ok(TICK * (user + nice + system + irq + softirq))
}

/// Resident memory in bytes.
pub(crate) fn resident(pid: u32) -> Outcome<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.trim().strip_suffix(" kB"))
        .and_then(|number| number.trim().parse::<u64>().ok())
        .ok_or("no resident size")?;
    Ok(kilobytes * 1_024)
}

/// Datagrams the kernel dropped since it started because a socket's buffer was
/// full, of all processes.
pub(crate) fn receive_buffer_errors() -> u64 {
    let text = fs::read_to_string("/proc/net/snmp").unwrap_or_default();
    let mut lines = text.lines().filter_map(|line| line.strip_prefix("Udp: "));
    let (Some(names), Some(values)) = (lines.next(), lines.next()) else {
        return 0;
    };
    let mut pairs = names.split(' ').zip(values.split(' '));
    pairs
        .find(|(name, _)| *name == "RcvbufErrors")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0)
}
