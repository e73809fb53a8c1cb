//! How many files and connections this process may have open.

/// For files, the database and media, besides connections.
const OTHERS: u64 = 500;

/// Raises the soft limit to the hard one: login shells keep it low for programs
/// that use `select`, which this one does not. Says so if it stays below what
/// `connections` needs, so it is for a server that has started: one that can't
/// start has nothing to say but why.
#[cfg(unix)]
pub(crate) fn raise_limit(connections: usize) {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};

    let raised = getrlimit(Resource::RLIMIT_NOFILE).and_then(|(soft, hard)| {
        if soft < hard {
            setrlimit(Resource::RLIMIT_NOFILE, hard, hard)?;
        }
        Ok(hard)
    });
    let wanted = u64::try_from(connections)
        .unwrap_or(u64::MAX)
        .saturating_add(OTHERS);
    match raised {
        Ok(limit) if limit < wanted => {
            tracing::info!(
                limit,
                wanted,
                "the system allows fewer connections than limits.connections"
            );
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "can't raise the limit of open files"),
    }
}

#[cfg(not(unix))]
pub(crate) fn raise_limit(_: usize) {}
