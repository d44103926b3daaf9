#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// What is heard and seen in calls with a real Chromium, in both directions.
import { AUDIO, BOTH, check, connect, everythingFlows, near, otherWay, runTests, say, theyHear,
         theyHearNothing, theySee, until, waitOurState, waitTheirState, weHear, weHearNothing, weSee,
} from "./harness.mjs";

const DIGITS = { 1: [697, 1209], 5: [770, 1336], 9: [852, 1477], "#": [941, 1477] };
const VIDEO = { ours: { video: true }, theirs: { video: true } };

const testFlows = async ({ ahoy, bob }, weCall) => {
  await connect(weCall, VIDEO);
  await everythingFlows(true);
  const ours = await ahoy.call();
  check("what we send", ours.sends, BOTH);
  check("what we receive", ours.receives, BOTH);
  check("our width", (await bob.call()).picture.width, 320);
  check("their width", ours.width, 320);
};

/* A browser that changes nothing in what it has described. */
const testPlain = async (_, weCall) => {
  await connect(weCall, { ours: { video: true }, theirs: { video: true, plain: true } });
  await everythingFlows(true);
};

const checkHeld = async ({ ahoy, bob }, localHold, remoteHold) => {
  const held = async () => {
    const ours = await ahoy.call();
    const theirs = await bob.call();
    return ours.localHold === localHold && theirs.remoteHold === localHold &&
           ours.remoteHold === remoteHold && theirs.localHold === remoteHold;
  };
  await until(`held by us ${localHold}, by them ${remoteHold}`, held);
  await waitOurState("on-hold");
  await waitTheirState("On Hold");
  const ours = await ahoy.call();
  check("what we send", ours.sends, 0);
  check("what we receive", ours.receives, 0);
  for (const direction of (await bob.call()).directions)
    check("a direction in Chromium", direction, "inactive");
  await theyHearNothing();
  await ahoy.ask("deafen", { call: 0 });
  await weHearNothing();
};

const checkUnheld = async () => {
  await waitOurState("connected");
  await waitTheirState("Connected");
  await everythingFlows(true);
};

const testHolds = async (world, weCall) => {
  const { ahoy, bob } = world;
  await connect(weCall, VIDEO);
  await everythingFlows(true);

  await ahoy.ask("hold", { call: 0 });
  await checkHeld(world, true, false);
  await ahoy.ask("unhold", { call: 0 });
  await checkUnheld();

  await bob.ofCall("hold");
  await checkHeld(world, false, true);
  await bob.ofCall("unhold");
  await checkUnheld();
  check("what Chromium took us to do", (await bob.call()).changes, ["hold", "unhold"]);
};

/* Each takes its own back, in either order. */
const testBothHold = async (world, weCall) => {
  const { ahoy, bob } = world;
  await connect(weCall, VIDEO);
  await everythingFlows(true);

  await ahoy.ask("hold", { call: 0 });
  await bob.ofCall("hold");
  await checkHeld(world, true, true);
  await ahoy.ask("unhold", { call: 0 });
  await checkHeld(world, false, true);
  await bob.ofCall("unhold");
  await checkUnheld();

  await bob.ofCall("hold");
  await ahoy.ask("hold", { call: 0 });
  await checkHeld(world, true, true);
  await bob.ofCall("unhold");
  await checkHeld(world, true, false);
  await ahoy.ask("unhold", { call: 0 });
  await checkUnheld();
};

const testVideo = async ({ ahoy, bob }, weCall) => {
  await connect(weCall);
  await everythingFlows(false);

  await ahoy.ask("addVideo", { call: 0 });
  await theySee();
  await bob.ofCall("addVideo");
  await everythingFlows(true);

  await ahoy.ask("stopVideo", { call: 0 });
  check("what we send", (await ahoy.call()).sends, AUDIO);
  await weSee();
  await bob.ofCall("stopVideo");
  await until("they send no picture", async () => (await ahoy.call()).receives === AUDIO);

  await bob.ofCall("addVideo");
  await weSee();
  await ahoy.ask("addVideo", { call: 0 });
  await everythingFlows(true);
  check("what Chromium took us to do", (await bob.call()).changes, ["add", "remove", "add"]);
};

/* Theirs first, in a section that begins with them. */
const testTheirVideo = async ({ ahoy, bob }, weCall) => {
  await connect(weCall);
  await everythingFlows(false);
  await bob.ofCall("addVideo");
  await weSee();
  check("what we send", (await ahoy.call()).sends, AUDIO);
  await ahoy.ask("addVideo", { call: 0 });
  await everythingFlows(true);
};

/* A picture is offered, and only looked at. */
const testAudioAnswer = async ({ ahoy, bob }, weCall) => {
  await connect(weCall, weCall ? { ours: { video: true } } : { theirs: { video: true } });
  await everythingFlows(false);
  await (weCall ? theySee() : weSee());
  const ours = await ahoy.call();
  check("what we send", ours.sends, weCall ? BOTH : AUDIO);
  check("what we receive", ours.receives, weCall ? AUDIO : BOTH);

  await (weCall ? bob.ofCall("addVideo") : ahoy.ask("addVideo", { call: 0 }));
  await everythingFlows(true);
};

const testTelephone = async ({ ahoy, bob }, weCall) => {
  await bob.run("media", { codec: "PCMU" });
  await connect(weCall);
  await everythingFlows(false);
  check("their codecs", (await bob.call()).codecs, ["audio/PCMU"]);
  await until("our codec is PCMU", async () => (await ahoy.call()).audioCodec === "PCMU");
  await bob.ofCall("digits", "42");
  await until("we hear their digits", async () => (await ahoy.call()).digits === "42");
};

/* Some browsers are built without it. */
const testH264 = async ({ ahoy, bob }, weCall) => {
  if (!(await bob.run("codecs", "video")).includes("video/H264")) {
    say("# this browser has no H264");
    return;
  }
  await bob.run("media", { videoCodec: "H264" });
  await connect(weCall, VIDEO);
  await everythingFlows(true);
  check("their codec is H264", (await bob.call()).codecs.includes("video/H264"), true);
  await until("our codec is H264", async () => (await ahoy.call()).videoCodec === "H264");
  await ahoy.ask("hold", { call: 0 });
  await checkHeld({ ahoy, bob }, true, false);
  await ahoy.ask("unhold", { call: 0 });
  await checkUnheld();
  await bob.ofCall("hold");
  await checkHeld({ ahoy, bob }, false, true);
  await bob.ofCall("unhold");
  await checkUnheld();
  await everythingFlows(true);
};

const testDigits = async ({ ahoy, bob }, weCall) => {
  await connect(weCall);
  await everythingFlows(false);
  for (const [digits, pair] of Object.entries(DIGITS)) {
    /* Repeated, as a digit is over in no time, and whoever looks may be late. */
    await until(`Chromium hears ${digits}`, async () => {
      await ahoy.ask("digits", { call: 0, digits });
      for (let n = 0; n < 10; n++) {
        const { peaks } = await bob.call();
        if (pair.every((hz) => peaks.some((peak) => near(peak, hz))))
          return true;
      }
      return false;
    });
  }
  await bob.ofCall("digits", "159#");
  await until("we hear their digits", async () => (await ahoy.call()).digits.length >= 4);
  check("their digits", (await ahoy.call()).digits, "159#");
  await everythingFlows(false);
};

const testMute = async ({ ahoy, bob }, weCall) => {
  await connect(weCall);
  await everythingFlows(false);
  await ahoy.ask("mute", { call: 0, on: true });
  await theyHearNothing();
  await weHear();
  await ahoy.ask("mute", { call: 0, on: false });
  await theyHear();
  await bob.ofCall("mute", true);
  await weHearNothing();
  await bob.ofCall("mute", false);
  await everythingFlows(false);
};

/* Each side looks for another way through the network, once while the call is held. */
const testRestart = async (world, weCall) => {
  const { ahoy, bob } = world;
  await connect(weCall, VIDEO);
  await everythingFlows(true);
  let way = await until("a way", () => bob.ofCall("way"));
  for (let n = 0; n < 2; n++) {
    await bob.ofCall("restartMedia");
    way = await otherWay(world, way);
    await everythingFlows(true);
    await ahoy.ask("restartMedia", { call: 0 });
    way = await otherWay(world, way);
    await everythingFlows(true);
  }
  await ahoy.ask("hold", { call: 0 });
  await checkHeld(world, true, false);
  await ahoy.ask("restartMedia", { call: 0 });
  way = await otherWay(world, way);
  await checkHeld(world, true, false);
  await ahoy.ask("unhold", { call: 0 });
  await checkUnheld();
  check("connections of Chromium", (await bob.call()).recreated, 0);
};

await runTests([
  ["audio and video flow", testFlows],
  ["a browser that changes nothing in its descriptions", testPlain],
  ["hold by either side", testHolds],
  ["hold by both sides", testBothHold],
  ["video is added and stopped", testVideo],
  ["Chromium adds video first", testTheirVideo],
  ["a picture is answered without one", testAudioAnswer],
  ["a telephone's codec", testTelephone],
  ["pictures in H264", testH264],
  ["digits are heard", testDigits],
  ["mute sends silence", testMute],
  ["another way through the network", testRestart],
], "bob");
