// @ts-check
// The HTTP half of WHIP (RFC 9725) and WHEP: an offer is posted, a session resource comes back.

/** The server said no; `status` is its answer. */
export class Refused extends Error {
  /** @param {number} status */
  constructor(status) {
    super(`refused with status ${status}`);
    this.status = status;
  }
}

/**
 * @typedef {object} Session
 * @property {string} url the session resource
 * @property {string | null} etag changes on each ICE restart
 * @property {string} answer the description the server gave
 */

/**
 * Makes an offer, posts it, and applies the answer. The server is ICE-lite with its candidates in
 * the answer, so the offer needn't wait for candidates of ours: they are learnt from the checks.
 * @param {RTCPeerConnection} peer
 * @param {string} endpoint
 * @param {(answer: string) => string} [taken] what of the server's answer this side takes
 * @returns {Promise<Session>}
 */
export async function open(peer, endpoint, taken = (answer) => answer) {
  await peer.setLocalDescription(await peer.createOffer());
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/sdp" },
    body: peer.localDescription?.sdp,
    credentials: "same-origin",
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status !== 201) throw new Refused(response.status);
  const session = {
    url: new URL(response.headers.get("location") ?? "", response.url).href,
    etag: response.headers.get("etag"),
    answer: await response.text(),
  };
  // The caller may have given up meanwhile; the server must not keep a session nobody uses.
  if (peer.signalingState === "closed") {
    close(session);
    throw new DOMException("closed while connecting", "AbortError");
  }
  try {
    await peer.setRemoteDescription({ type: "answer", sdp: taken(session.answer) });
  } catch (error) {
    // An answer that can't be used is a session nobody uses, either.
    close(session);
    throw error;
  }
  return session;
}

/**
 * Ends a session; outlives the page.
 * @param {Session} session
 */
export function close(session) {
  fetch(session.url, { method: "DELETE", credentials: "same-origin", keepalive: true }).catch(() => undefined);
}

/**
 * Restarts ICE by PATCH (RFC 9725, section 4.3.2) on the same session.
 * @param {RTCPeerConnection} peer
 * @param {Session} session gets the new entity tag
 */
export async function restart(peer, session) {
  await peer.setLocalDescription(await peer.createOffer({ iceRestart: true }));
  const response = await fetch(session.url, {
    method: "PATCH",
    headers: { "content-type": "application/trickle-ice-sdpfrag", "if-match": session.etag ?? "*" },
    body: fragment(peer.localDescription?.sdp ?? ""),
    credentials: "same-origin",
    signal: AbortSignal.timeout(5000),
  });
  if (response.status !== 200) throw new Refused(response.status);
  session.etag = response.headers.get("etag") ?? session.etag;
  const answer = merge(peer.remoteDescription?.sdp ?? "", await response.text());
  await peer.setRemoteDescription({ type: "answer", sdp: answer });
}

/**
 * The ICE part of a description as an SDP fragment (RFC 8840, section 9): credentials and the
 * candidates of the bundle's first media section.
 * @param {string} sdp
 */
function fragment(sdp) {
  const lines = sdp.split(/\r?\n/);
  const first = (/** @type {string} */ start) => lines.find((line) => line.startsWith(start));
  const sections = lines.map((line, at) => (line.startsWith("m=") ? at : -1)).filter((at) => at >= 0);
  const section = lines.slice(sections[0], sections[1]);
  return [
    first("a=ice-options:"),
    first("a=ice-ufrag:"),
    first("a=ice-pwd:"),
    first("a=group:BUNDLE"),
    section[0],
    section.find((line) => line.startsWith("a=mid:")),
    ...section.filter((line) => line.startsWith("a=candidate:")),
  ].filter((line) => line !== undefined).join("\r\n") + "\r\n";
}

/**
 * A description with the credentials and candidates of a fragment in every media section.
 * @param {string} sdp
 * @param {string} change
 */
function merge(sdp, change) {
  const lines = change.split(/\r?\n/);
  const ufrag = lines.find((line) => line.startsWith("a=ice-ufrag:"));
  const pwd = lines.find((line) => line.startsWith("a=ice-pwd:"));
  if (!ufrag || !pwd) throw new Error("the answer has no ICE credentials");
  const candidates = lines.filter((line) => line.startsWith("a=candidate:"));
  const kept = sdp.split(/\r?\n/).filter((line) => line && !/^a=(candidate:|end-of-candidates)/.test(line));
  const merged = kept.flatMap((line) => {
    if (line.startsWith("a=ice-ufrag:")) return [ufrag];
    if (line.startsWith("a=ice-pwd:")) return [pwd];
    return line.startsWith("a=mid:") ? [line, ...candidates] : [line];
  });
  return merged.join("\r\n") + "\r\n";
}
