#!/usr/bin/env bash
# The same viewers at Debian's Janus and at our server, one after the other, and
# how many times the CPU Janus takes for a packet. Needs root for a network
# namespace: Janus does not speak on 127.0.0.1, and inside one a pair of virtual
# cards gives it another address. Leaves nothing behind.
#
#   tests/load/janus.sh [VIEWERS...]        PACED=1, SECONDS_EACH=20
set -euo pipefail

readonly ADDRESS=10.77.0.1
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
load=${LOAD:-$folder/target/release/load}
seconds=${SECONDS_EACH:-20}

complain() {
    printf 'janus.sh: %s\n' "$*" >&2
    exit 2
}

if [[ ${1:-} != --inside ]]; then
    command -v janus >/dev/null || complain "janus is not here: apt-get install janus"
    [[ -x $load && -x ${load%/*}/vitrine ]] ||
        complain "build first: cargo build --release -p vitrine -p tests --bin vitrine --bin load"
    # What runs in the namespace ends with it.
    exec unshare --net --pid --fork --kill-child --mount-proc "${BASH_SOURCE[0]}" --inside "$@"
fi
shift
((${#})) || set -- 100 300

ip link set lo up
ip link add near type veth peer name far
ip address add "$ADDRESS/24" dev near
ip link set near up
ip link set far up

work=$(mktemp -d)
janus=""
# Viewers that went without a goodbye can hold it up for minutes.
stop_janus() {
    [[ -n $janus ]] || return 0
    kill -KILL "$janus" 2>/dev/null || true
    wait "$janus" 2>/dev/null || true
    janus=""
}
clean_up() {
    stop_janus
    rm -rf -- "$work"
}
trap clean_up EXIT

cat >"$work/janus.jcfg" <<END
general: { session_timeout = 0, server_name = "load" }
media: { dtls_mtu = 1200 }
nat: { ice_enforce_list = "near", full_trickle = false }
plugins: { disable = "" }
transports: { disable = "libjanus_websockets.so,libjanus_pfunix.so,libjanus_rabbitmq.so,libjanus_mqtt.so,libjanus_nanomsg.so" }
END
cat >"$work/janus.transport.http.jcfg" <<END
general: { json = "compact", base_path = "/janus", http = true, port = 8088, ip = "127.0.0.1", https = false }
END
cat >"$work/janus.plugin.streaming.jcfg" <<END
load: {
    type = "rtp", id = 1, audio = false, video = true
    videoport = 5004, videopt = 96, videocodec = "h264"
    videofmtp = "profile-level-id=42e01f;packetization-mode=1"
}
END

wait_for_janus() {
    local try
    for try in {1..100}; do
        if (: <>/dev/tcp/127.0.0.1/8088) 2>/dev/null; then return 0; fi
        kill -0 "$janus" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$work/log" >&2
    complain "janus did not start (looked $try times)"
}

# The server's CPU a packet: the sixth word of the table's row.
median() { awk '$1 ~ /^[0-9]+$/ && $2 ~ /^[0-9]+$/ {print $6; exit}' "$1"; }

options=(--silent --seconds "$seconds")
if [[ -n ${PACED:-} ]]; then options+=(--paced); fi

for viewers in "$@"; do
    # Its plugins make folders where they are started.
    env -C "$work" janus --configs-folder="$work" --debug-level=2 >"$work/log" 2>&1 &
    janus=$!
    wait_for_janus
    printf '\n== Janus, %s viewers\n' "$viewers"
    if ! "$load" janus --url http://127.0.0.1:8088/janus --viewers "$viewers" \
        --server-pid "$janus" "${options[@]}" | tee "$work/janus.txt"; then
        tail -n 20 "$work/log" >&2
        exit 1
    fi
    stop_janus
    printf '\n== Vitrine, %s viewers\n' "$viewers"
    "$load" run --viewers "$viewers" "${options[@]}" | tee "$work/own.txt"
    theirs=$(median "$work/janus.txt")
    ours=$(median "$work/own.txt")
    awk -v theirs="$theirs" -v ours="$ours" -v viewers="$viewers" 'BEGIN {
        printf "\n%d viewers: Janus %.2f µs a packet, Vitrine %.2f µs: %.1f times\n", viewers, theirs, ours, theirs / ours
    }'
done
