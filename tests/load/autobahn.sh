#!/usr/bin/env bash
# Drives Autobahn's WebSocket cases against the server's own code on an echo,
# and wants every case passed strictly. Needs python3 with venv and the network,
# once: the tool is kept in target/autobahn.
set -euo pipefail
cd "$(dirname "$0")/../.."

tools=target/autobahn
if [[ ! -x $tools/bin/kosoku ]]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check kosoku==0.1.0
fi
cargo build --workspace --bin load

echo=""
reports=$(mktemp -d)
clean_up() {
    if [[ -n $echo ]]; then kill "$echo" 2>/dev/null || true; fi
    rm -rf -- "$reports"
}
trap clean_up EXIT

target/debug/load echo --listen 127.0.0.1:0 >"$reports/address" &
echo=$!
for _ in {1..100}; do
    [[ -s $reports/address ]] && break
    sleep 0.1
done
# Its exit status says no wherever an extension is missing: the report is read instead.
"$tools/bin/kosoku" -m fuzzingclient "$(<"$reports/address")" -o "$reports" >"$reports/log" 2>&1 || true
if [[ ! -s $reports/index.json ]]; then
    tail -n 20 "$reports/log" >&2
    exit 1
fi

# Compression is an extension this server does not offer: its cases (12 and 13)
# have nothing to say. Three others only inform.
"$tools/bin/python" - "$reports/index.json" <<'PYTHON'
import collections, json, sys

(cases,) = json.load(open(sys.argv[1])).values()
counted = collections.Counter()
failed = []
for case, result in cases.items():
    behavior, closing = result["behavior"], result["behaviorClose"]
    counted[behavior] += 1
    is_compression = case.startswith(("12.", "13."))
    allowed = {"UNIMPLEMENTED"} if is_compression else {"OK", "INFORMATIONAL"}
    if behavior not in allowed or closing not in {"OK", "INFORMATIONAL"}:
        failed.append(f"{case}: {behavior}, closing {closing}")
print(", ".join(f"{count} {behavior}" for behavior, count in sorted(counted.items())))
if failed or counted["OK"] < 290:
    sys.exit("\n".join(failed) or "too few cases ran")
PYTHON
