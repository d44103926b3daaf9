// SPDX-License-Identifier: GPL-3.0-or-later
// A call as the services' own program for browsers makes it (section 7 of the protocol page), on a
// plain RTCPeerConnection.
import { CallMedia, now, options, readWay } from "./media.js";
import { Checker, compare, prepareLocal, prepareRemote } from "./sdp.js";

const AUDIT = 25000;
const LONGEST_GATHERING = 3000;
const OVER = ["Ended", "Cancelled"];
const BEFORE_ANSWER = ["Initiated", "Ringing", "Early Media"];

export class Call {
  constructor(phone, direction) {
    this.phone = phone;
    this.direction = direction;
    this.state = "Initiating";
    this.localHold = false;
    this.remoteHold = false;
    this.video = false;      /* ours */
    this.media = new CallMedia();
    this.checker = new Checker(options.videoCodec);
    this.recreated = 0;      /* peer connections, because somebody else seemed to speak */
    this.operation = null;   /* {resolve, reject} while ours is to be answered */
    this.wishes = {};
    this.changes = [];       /* what the other side's descriptions were taken for */
    this.told = [];          /* and what they were */
    this.parameters = {};
    this.audits = 0;
    this.asked = this.rang = this.connected = 0;
    this.#connect();
  }

  #connect() {
    this.peer = new RTCPeerConnection();
    this.peer.ontrack = ({ track }) => this.media.addTrack(track);
  }

  get #session() {
    return `${this.phone.path}/callControl/callSessions/${this.id}`;
  }

  #put(type, fields = {}) {
    return this.phone.request("PUT", this.#session, { callControlRequest: { type, ...fields } },
                              "callControlResponse");
  }

  #parameters() {
    const given = Object.entries(this.wishes.parameters ?? {});
    return given.length > 0
      ? { customParameters: given.map(([name, value]) => ({ name, value })) } : {};
  }

  #prepare(sdp) {
    return this.wishes.plain ? sdp : prepareLocal(sdp, options.videoCodec);
  }

  /* Everything is in the description before it is sent. */
  async #gathered() {
    const { peer } = this;
    /* After a restart it is complete for a moment longer. */
    const isDone = () => peer.iceGatheringState === "complete" &&
                         peer.localDescription.sdp.includes("a=candidate:");
    if (!isDone())
      await Promise.race([
        new Promise((resolve) => {
          peer.onicegatheringstatechange = () => {
            if (isDone())
              resolve();
          };
        }),
        new Promise((resolve) => { setTimeout(resolve, LONGEST_GATHERING); }),
      ]);
    const { sdp } = peer.localDescription;
    if (!sdp.includes("a=candidate:"))
      throw new Error("call:10");
    return this.#prepare(sdp);
  }

  async #addTracks() {
    this.peer.addTrack(this.media.audioTrack, this.media.tone.stream);
    if (options.codec)
      this.peer.getTransceivers()[0].setCodecPreferences(
        RTCRtpReceiver.getCapabilities("audio").codecs.filter(({ mimeType, clockRate }) =>
          mimeType === `audio/${options.codec}` ||
          (mimeType === "audio/telephone-event" && clockRate === 8000)));
    if (this.wishes.video || this.video)
      await this.#setVideo(true);
    this.#direct();
  }

  #transceiver(kind) {
    return this.peer.getTransceivers().find((t) => t.receiver.track.kind === kind);
  }

  async #setVideo(on) {
    this.video = on;
    const { media, peer } = this;
    const { sender } = this.#transceiver("video") ??
      (on ? peer.addTransceiver("video", { direction: "sendrecv" }) : {});
    await sender?.replaceTrack(on ? media.videoTrack : null);
    if (!on)
      return;
    sender.setStreams(media.tone.stream);
    const parameters = sender.getParameters();
    if (options.limit > 0 && parameters.encodings.length > 0) {
      parameters.encodings[0].maxBitrate = options.limit;
      await sender.setParameters(parameters);
    }
  }

  #direct() {
    for (const transceiver of this.peer.getTransceivers()) {
      const direction = transceiver.sender.track ? "sendrecv" : "recvonly";
      transceiver.direction = this.localHold ? "inactive" : direction;
    }
  }

  #setState(state) {
    this.state = state;
    if (state === "Ringing")
      this.rang ||= now();
    if (state === "Connected")
      this.connected ||= now();
  }

  #settle() {
    this.#setState(this.localHold || this.remoteHold ? "On Hold" : "Connected");
  }

  async #audit() {
    if (OVER.includes(this.state))
      return;
    try {
      await this.#put("audit");
      this.audits++;
    } catch (error) {
      if (error.code === 42)
        this.#end("Ended", 9909, "Call has ended due to call audit failure.");
    }
    this.auditing = setTimeout(() => this.#audit(), AUDIT);
  }

  #end(state, code, reason) {
    if (OVER.includes(this.state))
      return;
    this.peer.close();
    this.media.stop();
    clearTimeout(this.auditing);
    this.operation?.reject(new Error("the call is over"));
    this.operation = null;
    Object.assign(this, { state, code, reason });
  }

  async start(to, wishes) {
    this.asked = now();
    this.wishes = wishes;
    await this.#addTracks();
    await this.peer.setLocalDescription(await this.peer.createOffer());
    const sdp = await this.#gathered();
    const answer = await this.phone.request("POST", `${this.phone.path}/callControl`, {
      callControlRequest: {
        type: "callStart", from: `sip:${this.phone.user}`, to: `sip:${to}`, sdp,
        ...(wishes.early && { supported: ["earlymedia"] }), ...this.#parameters(),
      },
    }, "callControlResponse");
    this.id = answer.sessionData;
    this.offered = sdp;
    this.#setState("Initiated");
    this.#audit();
  }

  async arrive({ sessionParams, callNotificationParams, customParameters }) {
    this.id = sessionParams.sessionData;
    this.remoteName = callNotificationParams.callerName;
    this.remote = callNotificationParams.callerDisplayNumber;
    this.#takeParameters(customParameters);
    if (sessionParams.sdp !== undefined)
      await this.#takeOffer(sessionParams.sdp);
    else
      this.isSlow = true;
    try {
      await this.#put("ringing");
      this.#setState("Ringing");
    } catch {
      this.#setState("Initiated");
    }
    this.#audit();
  }

  #takeParameters(given) {
    for (const { name, value } of given ?? [])
      this.parameters[name] = value;
  }

  async #takeOffer(sdp) {
    const description = this.checker.check(sdp, "offer");
    const again = this.checker.last !== null;
    this.told.push(sdp);
    if (again) {
      if (description.isOther)
        await this.#reconnect();
      this.changes.push(compare(this.checker.last, description, this.localHold));
    }
    await this.peer.setRemoteDescription({
      type: "offer",
      sdp: prepareRemote(sdp, { again, held: this.localHold, codec: options.codec,
                                videoCodec: options.videoCodec }),
    });
    this.checker.take(description);
  }

  /* Another party begins anew. */
  async #reconnect() {
    this.recreated++;
    this.peer.close();
    this.#connect();
    this.checker = Object.assign(new Checker(options.videoCodec), { last: this.checker.last });
    await this.#addTracks();
  }

  async #makeOffer() {
    await this.peer.setLocalDescription(await this.peer.createOffer());
    this.offered = await this.#gathered();
    return this.offered;
  }

  async #takeAnswer(given, type = "answer") {
    /* Of two offers that are glued together, each of which is to be the other's answer, the caller's
     * side is the one that begins (section 7.8). */
    const sdp = given.replaceAll("a=setup:actpass", this.direction === "outgoing"
      ? "a=setup:passive" : "a=setup:active");
    const description = this.checker.check(sdp, "answer", this.offered);
    this.told.push(sdp);
    if (description.isOther)
      this.recreated++;
    await this.peer.setRemoteDescription({
      type, sdp: prepareRemote(sdp, { videoCodec: options.videoCodec }),
    });
    this.checker.take(description);
  }

  async #makeAnswer() {
    await this.peer.setLocalDescription(await this.peer.createAnswer());
    const sdp = await this.#gathered();
    this.checker.settle(sdp);
    return sdp;
  }

  async #describe() {
    await this.#addTracks();
    return this.isSlow ? this.#makeOffer() : this.#makeAnswer();
  }

  /* Lets itself be heard while it rings, by whoever is told what is returned. */
  async beHeard() {
    this.early = await this.#describe();
    return this.early;
  }

  /* Lets itself be heard by somebody who has offered that, in a call that it has no part in. */
  async announce(sdp) {
    await this.#takeOffer(sdp);
    return this.beHeard();
  }

  async answer(wishes) {
    if (!BEFORE_ANSWER.includes(this.state))
      throw new Error("call:6");
    this.asked = now();
    this.wishes = wishes;
    const sdp = this.early ?? await this.#describe();
    this.isAnswering = true;
    await this.#put("callAnswer", { sdp, ...this.#parameters() });
    if (!this.isSlow) /* else the other side's answer is still to come */
      this.#settle();
  }

  async #dispose(disposition) {
    const callDispositionRequest = { ...disposition, sessionData: this.id };
    await this.phone.request("POST", `${this.phone.path}/calldisposition`,
                             { callDispositionRequest }, "callDispositionResponse");
    this.#end("Ended");
  }

  reject() {
    return this.#dispose({ action: "reject" });
  }

  forward(to) {
    return this.#dispose({ action: "forward", address: `sip:${to}` });
  }

  ignore() {
    this.#end("Ended");
  }

  async end() {
    this.#end("Ended");
    await this.phone.request("DELETE", this.#session, null, "callControlResponse");
  }

  /* Offers a change, and waits for the answer; what is refused is taken back. */
  async #update(undo) {
    if (this.operation)
      throw new Error("call:6");
    const answered = new Promise((resolve, reject) => { this.operation = { resolve, reject }; });
    answered.catch(() => {});
    try {
      await this.peer.setLocalDescription(await this.peer.createOffer());
      this.offered = await this.#gathered();
      await this.#put("startCallUpdate", { sdp: this.offered, ...this.#parameters() });
      await answered;
    } catch (error) {
      this.operation = null;
      if (this.peer.signalingState === "have-local-offer")
        await this.peer.setLocalDescription({ type: "rollback" });
      await undo();
      throw error;
    }
    this.#settle();
  }

  async #setHold(hold) {
    this.localHold = hold;
    this.#direct();
    await this.#update(() => {
      this.localHold = !hold;
      this.#direct();
    });
  }

  hold() {
    return this.#setHold(true);
  }

  unhold() {
    return this.#setHold(false);
  }

  async #changeVideo(on) {
    await this.#setVideo(on);
    this.#direct();
    await this.#update(async () => {
      await this.#setVideo(!on);
      this.#direct();
    });
  }

  addVideo() {
    return this.#changeVideo(true);
  }

  stopVideo() {
    return this.#changeVideo(false);
  }

  /* Other ways to reach each other are looked for. */
  async restartMedia() {
    this.peer.restartIce();
    this.checker.restarting = true;
    await this.#update(() => {});
  }

  /* To an address, or with the number of another call to whom that one is with. */
  async transfer(to, number) {
    const second = this.phone.calls[number];
    await this.#put("transfer", { address: `sip:${to}`,
                                  ...(second && { sessionData: second.id }) });
  }

  way() {
    return readWay(this.peer);
  }

  digits(digits) {
    const sender = this.#transceiver("audio").sender;
    sender.dtmf.insertDTMF(digits, 100, 70);
  }

  mute(on) {
    this.media.audioTrack.enabled = !on;
  }

  async setParameters(parameters) {
    this.wishes.parameters = parameters;
    await this.#put("sendCustomHeaders", this.#parameters());
  }

  async handle({ eventType, statusCode, sessionParams, callNotificationParams, customParameters }) {
    if (OVER.includes(this.state))
      return;
    this.#takeParameters(customParameters);
    this.remoteName = callNotificationParams?.remoteName ?? this.remoteName;
    if (eventType === "ringing" && this.state === "Initiated") {
      this.#setState("Ringing");
    } else if (eventType === "callEnd") {
      this.#end("Ended", sessionParams.statusCode, sessionParams.reasonText);
    } else if (eventType === "callCancel") {
      if (BEFORE_ANSWER.includes(this.state) && !this.isAnswering)
        this.#end("Cancelled");
    } else if (eventType === "respondCallUpdate") {
      await this.#handleAnswer(statusCode, sessionParams);
    } else if (eventType === "sessionProgress" && BEFORE_ANSWER.includes(this.state)) {
      await this.#takeAnswer(sessionParams.sdp, "pranswer");
      this.#setState("Early Media");
    } else if (eventType === "startCallUpdate" && sessionParams.sdp !== undefined) {
      await this.#handleOffer(sessionParams.sdp);
    } else if (eventType === "startCallUpdate") {
      await this.#offerAnew();
    } else if (eventType === "sessionComplete") {
      this.#end("Ended", sessionParams.statusCode, sessionParams.reasonText);
      await this.phone.request("DELETE", this.#session, null, "callControlResponse");
    } else if (eventType === "sessionFail") {
      this.failed = sessionParams.reasonText;
    }
  }

  async #handleAnswer(statusCode, { sdp, reasonText }) {
    if (sdp === undefined) {
      this.operation?.reject(new Error(`${statusCode}: ${reasonText}`));
    } else if (this.operation) {
      const { resolve, reject } = this.operation;
      await this.#takeAnswer(sdp).then(resolve, reject);
      this.operation = null;
    } else if (BEFORE_ANSWER.includes(this.state)) {
      await this.#takeAnswer(sdp);
      this.#settle();
    }
  }

  /* An update without a description: somebody else wants one of ours. */
  async #offerAnew() {
    await this.#reconnect();
    this.checker.last = null;
    const resolve = () => {
      this.remoteHold = false;
      this.#settle();
    };
    this.operation = { resolve, reject: (error) => this.phone.fail(error) };
    await this.#put("respondCallUpdate", { sdp: await this.#makeOffer() });
  }

  async #handleOffer(sdp) {
    await this.#takeOffer(sdp);
    const change = this.changes.at(-1);
    if (change === "hold" || change === "unhold")
      this.remoteHold = change === "hold";
    await this.#put("respondCallUpdate", { sdp: await this.#makeAnswer() });
    this.#settle();
  }

  /* What of the facts costs next to nothing. */
  async times() {
    const { state, asked, rang, connected } = this;
    const { firstFrame, firstSound } = this.media;
    const result = { state, asked, rang, connected, firstFrame, firstSound,
                     frames: 0, videoSentBytes: 0, codecs: [] };
    const reports = this.peer.connectionState === "closed" ? new Map() : await this.peer.getStats();
    for (const report of reports.values()) {
      if (report.type === "inbound-rtp" && report.kind === "video")
        result.frames += report.framesDecoded;
      if (report.type === "outbound-rtp" && report.kind === "video")
        result.videoSentBytes += report.bytesSent;
      if (report.type === "inbound-rtp" && reports.get(report.codecId))
        result.codecs.push(reports.get(report.codecId).mimeType);
    }
    return result;
  }

  async facts() {
    const { direction, localHold, remoteHold, code, reason, remote, remoteName, recreated, changes,
            parameters, audits } = this;
    return {
      ...await this.times(),
      direction, localHold, remoteHold, code, reason, remote, remoteName, recreated, changes,
      parameters, audits,
      connection: this.peer.connectionState,
      peaks: this.media.listen(),
      picture: this.media.look(),
      directions: this.peer.getTransceivers().map((t) => t.currentDirection),
    };
  }
}
