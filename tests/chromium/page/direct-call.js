// SPDX-License-Identifier: GPL-3.0-or-later
// A direct call as a browser can make it on a plain RTCPeerConnection (sections 4 to 6 of the
// protocol page).
import { CallMedia, now, readWay } from "./media.js";

const OVER = ["Ended", "Cancelled"];
const ALIVE = 30000; /* ms */
const ENDS = ["cancel", "decline", "end", "no_answer", "timeout", "connection_lost",
              "other_device_accepted"];

/* RFC 1952 and base64. */
const pack = async (text) => {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
};

const unpack = (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream()
    .pipeThrough(new DecompressionStream("gzip"))).text();
};

/* Without what some browsers do not write. */
const strip = (sdp) => sdp.replace(/^a=(ssrc|ssrc-group|msid|msid-semantic)[: ].*\r\n/gm, "");

/* Wishes: video, items, muted, noCamera, and how the descriptions come about:
 *   tracks: "early" (before the offer of the other side), "late" (after it; the usual way), or
 *     "placed" (in transceivers, of our own or those that the offer has made);
 *   noStreams: the tracks belong to no stream;
 *   listens: there is no picture to send at all;
 *   stripped: without lines about streams and sources;
 *   candidates: "trickled" (the usual way), "ended" (and their end is told), "first" (before the
 *     description that they belong to), or "inside" (all of them in it). */
export class DirectCall {
  constructor(phone, direction) {
    this.phone = phone;
    this.direction = direction;
    this.state = "Initiating";
    this.wishes = {};
    this.media = new CallMedia();
    this.remote = null;
    this.held = false;
    this.remoteHeld = false;
    this.relayed = false;
    this.remoteAudio = this.remoteVideo = null;   /* what the other side says that it sends */
    this.audio = true;
    this.video = false;
    this.items = {};
    this.told = [];
    this.early = [];                              /* candidates before the description */
    this.unsent = [];
    this.reports = 0;                             /* times that the media were connected */
    this.asked = this.rang = this.connected = 0;
  }

  get isOver() {
    return OVER.includes(this.state);
  }

  #order(type, fields = {}) {
    return this.phone.order("CALL", type, { call_id: this.id, ...fields });
  }

  #report(cmd, type, fields = {}) {
    this.phone.report(cmd, type, { call_id: this.id, ...fields });
  }

  #constraints() {
    return { constraints: { audio: this.audio, video: this.video },
             capabilities: ["turn_changed"] };
  }

  #begin(wishes) {
    this.wishes = wishes;
    this.audio = !wishes.muted;
    this.video = !wishes.noCamera && !wishes.listens;
  }

  #ring() {
    this.state = "Ringing";
    this.rang ||= now();
  }

  #keepAlive() {
    this.alive ??= setInterval(() => this.phone.order("SGNL", "alive", { call_id: this.id })
      .catch(() => {}), ALIVE);
  }

  async start(to, wishes) {
    this.asked = now();
    this.#begin(wishes);
    this.isVideo = wishes.video === true;
    try {
      const body = await this.phone.order("CALL", "dial", {
        callee_id: to, is_video_call: this.isVideo, custom_items: wishes.items ?? {}, sb_chat: {},
        ...this.#constraints(),
      });
      this.#take(body);
    } catch (error) {
      this.code = error.code;
      this.#finish("dial_failed");
      return;
    }
    this.state = "Initiated";
    this.#keepAlive();
  }

  /* What dial, accept and what acknowledges them tell. */
  #take(body) {
    const { call_id: id, caller, callee, turn_credential: turn, custom_items: items } = body;
    this.id = id;
    this.turn = turn;
    this.items = items;
    this.remote = (this.direction === "incoming" ? caller : callee).user_id;
    this.told.push({ caller: caller.role, callee: callee.role, video: body.is_video_call });
  }

  async arrive(body, delivery) {
    this.isVideo = body.is_video_call;
    this.#take(body);
    this.#ring();
    this.#keepAlive();
    await this.phone.request("POST", "action/direct_call", {
      version: 1, request_id: crypto.randomUUID(), cmd: "CALL", type: "dial_rcv",
      payload: { call_id: this.id, callee_delivery_info: delivery, received_type: "ws" },
    }, { "sbcall-short-lived-token": body.sbcall_short_lived_token });
  }

  async answer(wishes = {}) {
    this.asked = now();
    this.#begin(wishes);
    this.#take(await this.#order("accept", this.#constraints()));
    this.#establish();
    if (wishes.tracks === "early")
      await this.#addTracks();
  }

  #establish() {
    this.#connect();
    this.#report("COMM", "audio", { is_enabled: this.audio });
    this.#report("COMM", "video", { is_enabled: this.video });
  }

  #connect() {
    const { turn_urls: urls, username, password: credential, transport_policy: policy } = this.turn;
    const iceServers = urls.length > 0 ? [{ urls, username, credential }] : [];
    this.peer = new RTCPeerConnection({ iceServers, iceTransportPolicy: policy });
    this.peer.ontrack = ({ track }) => this.media.addTrack(track);
    this.peer.onicecandidate = ({ candidate }) => this.#tellCandidate(candidate);
    this.peer.onconnectionstatechange = () => {
      if (this.peer.connectionState === "connected")
        this.#tellConnected();
    };
  }

  #tellConnected() {
    this.#report("SGNL", "connected", {
      connection: { connection_type: "host", relay_protocol: "", protocol: "udp" },
      reconnect: this.reports > 0,
    });
    this.reports++;
    this.state = "Connected";
    this.connected ||= now();
  }

  #tellCandidate(candidate) {
    const { candidates } = this.wishes;
    if (candidates === "inside" || (!candidate?.candidate && candidates !== "ended"))
      return;
    const payload = {
      candidate: { sdp: candidate?.candidate ?? "", sdp_mline_index: candidate?.sdpMLineIndex ?? 0,
                   sdp_mid: candidate?.sdpMid ?? "0" },
    };
    if (this.described || candidates === "first")
      this.#report("SGNL", "candidate", payload);
    else
      this.unsent.push(payload);
  }

  /* What is to flow of it does. */
  #tracks() {
    const { media, isVideo } = this;
    const flows = !this.held && !this.remoteHeld;
    media.audioTrack.enabled = flows && this.audio;
    if (!isVideo || this.wishes.listens)
      return [media.audioTrack];
    media.videoTrack.enabled = flows && this.video;
    return [media.audioTrack, media.videoTrack];
  }

  async #addTracks() {
    const { noStreams, tracks, listens } = this.wishes;
    const streams = noStreams ? [] : [this.media.tone.stream];
    for (const track of this.#tracks()) {
      const place = this.peer.getTransceivers().find((t) => t.receiver.track.kind === track.kind);
      if (tracks !== "placed") {
        this.peer.addTrack(track, ...streams);
      } else if (place) {
        place.direction = "sendrecv";
        await place.sender.replaceTrack(track);
        place.sender.setStreams(...streams);
      } else {
        this.peer.addTransceiver(track, { direction: "sendrecv", streams });
      }
    }
    if (this.isVideo && listens && this.direction === "outgoing")
      this.peer.addTransceiver("video", { direction: "recvonly" });
  }

  async #gathered() {
    const { peer } = this;
    while (peer.iceGatheringState !== "complete")
      await new Promise((resolve) => { peer.onicegatheringstatechange = resolve; });
  }

  async #describe(type, description) {
    const { candidates, stripped } = this.wishes;
    await this.peer.setLocalDescription(description);
    if (candidates === "inside" || candidates === "first")
      await this.#gathered();
    const sdp = candidates === "inside" ? this.peer.localDescription.sdp : description.sdp;
    this.#report("SGNL", type, { sdp: await pack(stripped ? strip(sdp) : sdp) });
    this.described = true;
    for (const payload of this.unsent.splice(0))
      this.#report("SGNL", "candidate", payload);
  }

  async #offer() {
    await this.#describe("offer", await this.peer.createOffer());
  }

  async #takeDescription(type, { sdp }) {
    const text = await unpack(sdp);
    this.told.push(text);
    await this.peer.setRemoteDescription({ type, sdp: text });
    for (const candidate of this.early.splice(0))
      await this.peer.addIceCandidate(candidate);
  }

  async #takeOffer(payload) {
    const again = this.peer.remoteDescription !== null;
    await this.#takeDescription("offer", payload);
    if (!again && this.wishes.tracks !== "early")
      await this.#addTracks();
    await this.#describe("answer", await this.peer.createAnswer());
  }

  async #takeCandidate({ candidate: { sdp, sdp_mid: sdpMid, sdp_mline_index: sdpMLineIndex } }) {
    const candidate = { candidate: sdp, sdpMid, sdpMLineIndex };
    if (this.peer.remoteDescription)
      await this.peer.addIceCandidate(candidate);
    else
      this.early.push(candidate);
  }

  /* Other ways to reach each other are looked for. */
  async restart() {
    this.peer.restartIce();
    await this.#offer();
  }

  way() {
    return readWay(this.peer);
  }

  #finish(result, log) {
    if (this.isOver)
      return;
    this.peer?.close();
    this.media.stop();
    clearInterval(this.alive);
    this.state = result === "canceled" ? "Cancelled" : "Ended";
    this.result = result;
    this.log = log ?? null;
  }

  async #end(type, result, fields = {}) {
    this.#finish(result);
    this.log = (await this.#order(type, fields)).ended_call;
  }

  /* As the button that hangs up does it. */
  async end() {
    if (this.peer)
      await this.#end("end", "completed");
    else if (this.direction === "incoming")
      await this.#end("decline", "declined");
    else
      await this.#end("cancel", "canceled");
  }

  reject() {
    return this.end();
  }

  /* The time of ours is over. */
  giveUp() {
    return this.#end("no_answer", "no_answer");
  }

  loseConnection() {
    return this.#end("connection_lost", "connection_lost");
  }

  timeOut() {
    return this.#end("timeout", "timed_out", { reason: "offering_timeout" });
  }

  mute(on) {
    this.audio = !on;
    this.#tracks();
    this.#report("COMM", "audio", { is_enabled: this.audio });
  }

  setVideo(on) {
    this.video = on;
    this.#tracks();
    this.#report("COMM", "video", { is_enabled: on });
  }

  async #setHold(on) {
    const answer = await this.#order("hold", { is_on_hold: on, was_relayed: this.relayed });
    this.held = answer.is_on_hold;
    this.relayed = answer.is_relayed;
    this.#tracks();
  }

  hold() {
    return this.#setHold(true);
  }

  unhold() {
    return this.#setHold(false);
  }

  async setItems(items) {
    const path = `direct_calls/${this.id}/custom_items`;
    const answer = await this.phone.request("PUT", path, { custom_items: items, mode: "upsert" });
    this.items = answer.custom_items;
    return answer;
  }

  async deleteItems(keys) {
    const path = `direct_calls/${this.id}/custom_items`;
    const answer = await this.phone.request("DELETE", path, keys ? { keys } : {});
    this.items = answer.custom_items;
    return answer;
  }

  async handle(type, payload) {
    if (this.isOver)
      return;
    if (ENDS.includes(type)) {
      const log = payload.ended_call;
      this.#finish(log?.end_result ?? type, log);
    } else if (type === "dial_rcv") {
      this.#ring();
    } else if (type === "accept") {
      this.#take(payload);
      this.#establish();
      await this.#addTracks();
      await this.#offer();
    } else if (type === "offer") {
      await this.#takeOffer(payload);
    } else if (type === "answer") {
      await this.#takeDescription("answer", payload);
    } else if (type === "candidate") {
      await this.#takeCandidate(payload);
    } else if (type === "audio") {
      this.remoteAudio = payload.is_enabled;
    } else if (type === "video") {
      this.remoteVideo = payload.is_enabled;
    } else if (type === "hold") {
      this.remoteHeld = payload.is_on_hold;
      this.#tracks();
    } else if (type === "custom_items_update" || type === "custom_items_delete") {
      this.items = payload.custom_items;
    } else {
      throw new Error(`${type} is not known`);
    }
  }

  async #stats() {
    const result = { frames: 0, sent: {}, received: {}, codecs: [] };
    const open = this.peer && this.peer.connectionState !== "closed";
    const reports = open ? await this.peer.getStats() : new Map();
    for (const report of reports.values()) {
      if (report.type === "inbound-rtp") {
        result.received[report.kind] = report.packetsReceived;
        result.frames += report.framesDecoded ?? 0;
        result.codecs.push(reports.get(report.codecId)?.mimeType);
      } else if (report.type === "outbound-rtp") {
        result.sent[report.kind] = report.packetsSent;
      }
    }
    return result;
  }

  async facts() {
    const { direction, state, result, log, code, remote, held, remoteHeld, remoteAudio, remoteVideo,
            items, reports, asked, rang, connected } = this;
    const { firstFrame, firstSound } = this.media;
    return {
      ...await this.#stats(),
      direction, state, result, log, code, remote, held, remoteHeld, remoteAudio, remoteVideo, items,
      reports, asked, rang, connected, firstFrame, firstSound,
      recreated: 0,
      connection: this.peer?.connectionState,
      ice: this.peer?.iceConnectionState,
      peaks: this.media.listen(),
      picture: this.media.look(),
      directions: this.peer?.getTransceivers().map((t) => t.currentDirection),
    };
  }
}
