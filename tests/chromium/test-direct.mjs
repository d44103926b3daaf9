#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// What is heard and seen in direct calls with a page in a real Chromium, in both directions.
import { AUDIO, BOTH, address, check, connect, everythingFlows, runTestsOn, theySee,
} from "./harness.mjs";

const VIDEO = { ours: { video: true }, theirs: { video: true } };

const testVoice = async ({ ahoy, bob }, weCall) => {
  await connect(weCall);
  await everythingFlows(false);
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

await runTestsOn("sendbird", [
  ["a voice call", testVoice],
  ["a video call", testVideo],
  ...Object.entries(STYLES).map(([name, style]) => [name, testStyle(style)]),
  ["a page without a camera", testListens],
], "bob");
