#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// What is heard and seen in direct calls with a page in a real Chromium, in both directions.
import { AUDIO, BOTH, address, check, connect, everythingFlows, otherWay, runTestsOn, theyHear,
         theyHearNothing, theySee, until, waitOurState, weHear, weHearNothing, weSee,
} from "./harness.mjs";

const VIDEO = { ours: { video: true }, theirs: { video: true } };

const testVoice = async ({ ahoy, bob, practice }, weCall) => {
  const count = async (what) => (await practice.state()).counts[what] ?? 0;
  const connected = await count("connected");
  await connect(weCall);
  await everythingFlows(false);
  await until("both have reported how they are connected", async () =>
    await count("connected") === connected + 2);
  check("what the service did not understand", await count("unknown-message"), 0);
  const ours = await ahoy.call();
  const theirs = await bob.call();
  check("what we send", ours.sends, AUDIO);
  check("what we receive", ours.receives, AUDIO);
  check("who they are", ours.remote, address("bob"));
  check("who we are", theirs.remote, address("alice"));
  check("their codecs", theirs.codecs.map((type) => type.toLowerCase()), ["audio/opus"]);
  check("their directions", theirs.directions, ["sendrecv"]);
};

const testVideo = async ({ ahoy, bob }, weCall) => {
  await connect(weCall, VIDEO);
  await everythingFlows(true);
  const ours = await ahoy.call();
  const theirs = await bob.call();
  check("what we send", ours.sends, BOTH);
  check("what we receive", ours.receives, BOTH);
  check("our width", theirs.picture.width, 320);
  check("their width", ours.width, 320);
  check("whether their codec is VP8", theirs.codecs.includes("video/VP8"), true);
  check("what they say that they see", theirs.remoteVideo, true);
};

/* A program in a browser may come to its descriptions in any of the ways that a browser has. */
const STYLES = {
  "tracks before the other's description": { tracks: "early", candidates: "ended" },
  "tracks in transceivers": { tracks: "placed" },
  "tracks in transceivers, of no stream": { tracks: "placed", noStreams: true,
                                            candidates: "ended" },
  "tracks of no stream, candidates first": { noStreams: true, candidates: "first" },
  "nothing said about streams": { stripped: true },
  "all candidates inside": { tracks: "placed", candidates: "inside" },
  "all candidates inside, nothing said about streams": { noStreams: true, stripped: true,
                                                         candidates: "inside" },
};

const testStyle = (style) => async ({ practice }, weCall) => {
  /* Chromium looks long for a server that is not there. */
  await practice.fault("turn-credential", "bob", { urls: "" });
  await connect(weCall, { ours: { video: true }, theirs: { video: true, ...style } });
  await everythingFlows(true);
};

/* They have no camera, but look. */
const testListens = async ({ ahoy, bob }, weCall) => {
  await connect(weCall, { ours: { video: true }, theirs: { video: true, listens: true } });
  await everythingFlows(false);
  await theySee();
  check("whether we are told", (await ahoy.call()).receivesVideo, false);
  check("what they send", (await bob.call()).sent.video ?? 0, 0);
};

const told = (what, look) => until(`Chromium is told: ${what}`, look);
const weAreTold = (what, look) => until(`we are told: ${what}`, look);

const testMute = async ({ ahoy, bob }, weCall) => {
  await connect(weCall);
  await everythingFlows(false);
  check("whether Chromium thinks that we are muted", (await bob.call()).remoteAudio, true);
  check("whether we think that they are", (await ahoy.call()).remoteMuted, false);

  await ahoy.ask("mute", { call: 0, on: true });
  await told("we are muted", async () => (await bob.call()).remoteAudio === false);
  await theyHearNothing();
  await weHear();
  await bob.ofCall("mute", true);
  await weAreTold("they are muted", async () => (await ahoy.call()).remoteMuted);
  await ahoy.ask("deafen", { call: 0 });
  await weHearNothing();

  await ahoy.ask("mute", { call: 0, on: false });
  await told("we speak", async () => (await bob.call()).remoteAudio);
  await bob.ofCall("mute", false);
  await weAreTold("they speak", async () => !(await ahoy.call()).remoteMuted);
  await everythingFlows(false);
};

/* Before the other side can be told. */
const testMutedBefore = async ({ ahoy, bob }, weCall) => {
  await connect(weCall, { theirs: { muted: true } });
  await weAreTold("they are muted", async () => (await ahoy.call()).remoteMuted);
  await theyHear();
  await weHearNothing();
  await bob.ofCall("mute", false);
  await everythingFlows(false);
};

const testCamera = async ({ ahoy, bob }, weCall) => {
  await connect(weCall, VIDEO);
  await everythingFlows(true);

  await ahoy.ask("stopVideo", { call: 0 });
  await told("our camera is off", async () => (await bob.call()).remoteVideo === false);
  const { sendsVideo, receivesVideo } = await ahoy.call();
  check("whether we send", { sendsVideo, receivesVideo },
        { sendsVideo: false, receivesVideo: true });
  await weSee();
  await bob.ofCall("setVideo", false);
  await weAreTold("their camera is off", async () => !(await ahoy.call()).receivesVideo);
  await weHear();
  await theyHear();

  await bob.ofCall("setVideo", true);
  await weAreTold("their camera is on", async () => (await ahoy.call()).receivesVideo);
  await weSee();
  await ahoy.ask("addVideo", { call: 0 });
  await told("our camera is on", async () => (await bob.call()).remoteVideo);
  await everythingFlows(true);
};

/* A video call that one side begins without a picture. */
const testCameraLater = async ({ ahoy, bob }, weCall) => {
  await connect(weCall, weCall ? { ours: { video: true }, theirs: { noCamera: true } }
                               : { ours: { video: false }, theirs: { video: true } });
  await everythingFlows(false);
  if (weCall) {
    await theySee();
    check("whether we are told", (await ahoy.call()).receivesVideo, false);
    await bob.ofCall("setVideo", true);
    await weAreTold("their camera is on", async () => (await ahoy.call()).receivesVideo);
  } else {
    await weSee();
    check("what Chromium is told", (await bob.call()).remoteVideo, false);
    await ahoy.ask("addVideo", { call: 0 });
    await told("our camera is on", async () => (await bob.call()).remoteVideo);
  }
  await everythingFlows(true);
};

const testHold = async ({ ahoy, bob }, weCall) => {
  await connect(weCall, VIDEO);
  await everythingFlows(true);

  await ahoy.ask("hold", { call: 0 });
  await told("we hold", async () => (await bob.call()).remoteHeld);
  await waitOurState("on-hold");
  await theyHearNothing();
  await ahoy.ask("unhold", { call: 0 });
  await told("we do not hold", async () => !(await bob.call()).remoteHeld);
  await waitOurState("connected");
  await everythingFlows(true);

  await bob.ofCall("hold");
  check("what was acknowledged", (await bob.call()).held, true);
  await weAreTold("they hold", async () => (await ahoy.call()).remoteHold);
  await waitOurState("on-hold");
  await theyHearNothing();
  await ahoy.ask("deafen", { call: 0 });
  await weHearNothing();
  await bob.ofCall("unhold");
  await weAreTold("they do not hold", async () => !(await ahoy.call()).remoteHold);
  await waitOurState("connected");
  await everythingFlows(true);
};

/* The caller looks for another way through the network; what we do as one takes a network that is
 * lost. */
const testRestart = async (world, weCall) => {
  if (weCall)
    return;
  await connect(weCall, VIDEO);
  await everythingFlows(true);
  let way = await until("a way", () => world.bob.ofCall("way"));
  for (let n = 0; n < 2; n++) {
    await world.bob.ofCall("restart");
    way = await otherWay(world, way);
    await everythingFlows(true);
  }
};

await runTestsOn("sendbird", [
  ["a voice call", testVoice],
  ["a video call", testVideo],
  ...Object.entries(STYLES).map(([name, style]) => [name, testStyle(style)]),
  ["a page without a camera", testListens],
  ["mute is told, and sends silence", testMute],
  ["muted from the beginning", testMutedBefore],
  ["the camera is switched off and on", testCamera],
  ["the camera is switched on later", testCameraLater],
  ["hold by either side", testHold],
  ["another way through the network", testRestart],
], "bob");
