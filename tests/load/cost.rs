//! What was seen, as a row of a table.

use std::time::Duration;

use media::client::CrowdCounts;

use crate::proc::Cpu;

/// A part of the time watched.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) time: Duration,
    pub(crate) packets: u64,
    /// Of the server.
    pub(crate) cpu: Option<Cpu>,
    /// Of this program.
    pub(crate) own_cpu: Duration,
}

/// What so many viewers saw and cost.
#[derive(Debug)]
pub(crate) struct Cost {
    pub(crate) viewers: usize,
    pub(crate) refused: u64,
    pub(crate) start: CrowdCounts,
    pub(crate) end: CrowdCounts,
    pub(crate) windows: Vec<Window>,
    /// Bytes of the server's for each.
    pub(crate) memory: Option<u64>,
    pub(crate) first_pictures: Vec<Duration>,
    pub(crate) receive_buffer_errors: u64,
}

/// Lowest, median and highest.
fn spread(mut values: Vec<f64>) -> Option<[f64; 3]> {
    values.sort_by(f64::total_cmp);
    Some([*values.first()?, values[values.len() / 2], *values.last()?])
}

fn percentile(values: &[Duration], percent: usize) -> Option<f64> {
    let mut values = values.to_vec();
    values.sort();
    let at = (values.len() * percent / 100).min(values.len().checked_sub(1)?);
    Some(values[at].as_secs_f64() * 1e3)
}

fn shown<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

impl Cost {
    pub(crate) fn print_head(options: &crate::Crowd) {
        println!(
            "Every packet is counted. One viewer in {} decrypts all it gets, the others one packet in {},\n\
             and everyone all until the first frame. CPU in µs per delivered packet (RTP, repairs included),\n\
             median (lowest-highest) of the windows. Sockets are read every {} ms.\n",
            options.thorough_every, options.open_every, options.rest
        );
        println!(
            "viewers  packets/s  loss     gaps  lost  server CPU µs       media thread µs     of a core  kB/viewer  first frame ms p50  p95"
        );
    }

    pub(crate) fn print(&self) {
        let micros = |cpu: fn(&Cpu) -> Duration| {
            let each = self.windows.iter().filter_map(|window| {
                let cpu = cpu(window.cpu.as_ref()?);
                Some(cpu.as_secs_f64() * 1e6 / window.packets.max(1) as f64)
            });
            shown(
                spread(each.collect()).map(|[low, median, high]| format!("{median:.2} ({low:.2}-{high:.2})")),
            )
        };
        let time: f64 = self.windows.iter().map(|window| window.time.as_secs_f64()).sum();
        let packets: u64 = self.windows.iter().map(|window| window.packets).sum();
        let all: f64 = self
            .windows
            .iter()
            .filter_map(|window| Some(window.cpu?.all.as_secs_f64()))
            .sum();
        let own: f64 = self
            .windows
            .iter()
            .map(|window| window.own_cpu.as_secs_f64())
            .sum();
        let (start, end) = (&self.start, &self.end);
        let gaps = end.gaps - start.gaps;
        println!(
            "{:>7}  {:>9.0}  {:>6.4}%  {:>4}  {:>4}  {:<18}  {:<18}  {:>8.0}%  {:>9}  {:>18}  {:>3}",
            self.viewers,
            packets as f64 / time,
            gaps as f64 * 100.0 / (packets + gaps).max(1) as f64,
            gaps,
            end.lost - start.lost,
            micros(|cpu| cpu.all),
            micros(|cpu| cpu.media),
            all * 100.0 / time,
            shown(self.memory.map(|bytes| format!("{:.1}", bytes as f64 / 1e3))),
            shown(percentile(&self.first_pictures, 50).map(|ms| format!("{ms:.0}"))),
            shown(percentile(&self.first_pictures, 95).map(|ms| format!("{ms:.0}"))),
        );
        println!(
            "         joined {} connected {} pictures {} closed {} refused {}; decrypted {} forged {} repeats {}; \
             gaps since the start {} repaired {} lost {} NACKs {} PLIs {}; full receive buffers (machine) {}; viewers' CPU {:.0}% of a core",
            end.joined,
            end.connected,
            end.pictures,
            end.closed,
            self.refused,
            end.opened - start.opened,
            end.forged,
            end.repeats,
            end.gaps,
            end.repaired,
            end.lost,
            end.nacks,
            end.plis,
            self.receive_buffer_errors,
            own * 100.0 / time,
        );
    }
}
