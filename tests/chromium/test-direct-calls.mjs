#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of direct calls with pages in a real Chromium, in both directions.
import { address, check, connect, everythingFlows, leave, near, refused, ring, runTestsOn,
         theyHearNothing, theySee, until, waitOurState, waitTheirState,
} from "./harness.mjs";

const VIDEO = { ours: { video: true }, theirs: { video: true } };
const ROW = ["call_id", "call_type", "is_video_call", "state", "end_result", "user_role",
             "participants", "started_by", "started_at", "ended_by", "ended_at", "duration",
             "custom_items"];

const checkOurEnd = async ({ ahoy }, reason, number = 0) => {
  await until(`our call is over: ${reason}`, async () =>
    ["ended", "cancelled"].includes((await ahoy.call(number)).state));
  check("why ours is over", (await ahoy.call(number)).endReason, reason);
};

/* endedBy: who; left out where nobody did. */
const checkTheirEnd = async ({ bob }, state, result, weCall, endedBy) => {
  await waitTheirState(state);
  await until("Chromium has the row of the log", async () => (await bob.call()).log);
  const { result: told, log } = await bob.call();
  check("how Chromium is told that it ended", told, result);
  check("the row says", log.end_result, result);
  check("who ended it", log.ended_by, endedBy && address(endedBy));
  check("their part", log.user_role, weCall ? "dc_callee" : "dc_caller");
  check("who began it", log.started_by, address(weCall ? "alice" : "bob"));
  check("who were in it", log.participants.map(({ user_id: user, role }) => [user, role]),
        [[log.started_by, "dc_caller"], [address(weCall ? "bob" : "alice"), "dc_callee"]]);
  check("what the row has", Object.keys(log).sort(),
        ROW.filter((name) => endedBy || name !== "ended_by").sort());
  check("whether the times are right", log.started_at <= log.ended_at &&
        log.duration <= log.ended_at - log.started_at, true);
  return log;
};

const testWeEnd = async (world, weCall) => {
  await connect(weCall, VIDEO);
  await everythingFlows(true);
  await world.ahoy.ask("end", { call: 0 });
  await checkOurEnd(world, "hung-up");
  const log = await checkTheirEnd(world, "Ended", "completed", weCall, "alice");
  check("whether it took some time", log.duration > 0, true);
  check("whether it was a video call", log.is_video_call, true);
};

const testTheyEnd = async (world, weCall) => {
  await connect(weCall);
  await everythingFlows(false);
  await world.bob.ofCall("end");
  await checkOurEnd(world, "remote-hung-up");
  await checkTheirEnd(world, "Ended", "completed", weCall, "bob");
};

const testDeclined = async (world, weCall) => {
  await ring(weCall);
  if (weCall) {
    await world.bob.ofCall("reject");
    await checkOurEnd(world, "declined");
    await checkTheirEnd(world, "Ended", "declined", weCall, "bob");
  } else {
    await world.ahoy.ask("reject", { call: 0 });
    await checkOurEnd(world, "rejected");
    await checkTheirEnd(world, "Ended", "declined", weCall, "alice");
  }
};

const testCancelled = async (world, weCall) => {
  await ring(weCall);
  if (weCall) {
    await world.ahoy.ask("end", { call: 0 });
    await checkOurEnd(world, "cancelled");
    await checkTheirEnd(world, "Cancelled", "canceled", weCall, "alice");
  } else {
    await world.bob.ofCall("end");
    await checkOurEnd(world, "missed");
    await checkTheirEnd(world, "Cancelled", "canceled", weCall, "bob");
  }
};

/* The time of the page is over first. */
const testTheyGiveUp = async (world, weCall) => {
  await ring(weCall);
  await world.bob.ofCall("giveUp");
  await checkOurEnd(world, weCall ? "no-answer" : "missed");
  await checkTheirEnd(world, "Ended", "no_answer", weCall, "bob");
};

/* The service's is. */
const testNobodyAnswers = async (world, weCall) => {
  const { practice } = world;
  await practice.fault("ring-time", weCall ? "bob" : "alice", { ms: 1500 });
  await ring(weCall);
  await checkOurEnd(world, weCall ? "no-answer" : "missed");
  await checkTheirEnd(world, "Ended", "no_answer", weCall);
};

const testTimeout = async (world, weCall) => {
  await connect(weCall);
  await world.bob.ofCall("timeOut");
  await checkOurEnd(world, "media-failed");
  await checkTheirEnd(world, "Ended", "timed_out", weCall, "bob");
};

const testConnectionLost = async (world, weCall) => {
  await connect(weCall);
  await world.bob.ofCall("loseConnection");
  await checkOurEnd(world, "connection-lost");
  await checkTheirEnd(world, "Ended", "connection_lost", weCall, "bob");
};

/* Newer programs of the service's are not told how a call ended: the event says it, too. */
const testNoResult = async (world, weCall) => {
  await world.practice.fault("no-end-result", "alice");
  await connect(weCall);
  await world.bob.ofCall("end");
  await checkOurEnd(world, "remote-hung-up");
};

const testNobody = async (world) => {
  const { ahoy, bob, practice } = world;
  await ahoy.ask("call", { to: address("nobody") });
  await checkOurEnd(world, "not-found");
  await ahoy.ask("call", { to: address("dave") });
  await checkOurEnd(world, "unreachable", 1);
  await refused("a call to oneself", ahoy.ask("call", { to: address("alice") }));

  const codes = { nobody: 1400103, dave: 1400106, bob: 1400104 };
  for (const [n, [user, code]] of Object.entries(codes).entries()) {
    await bob.run("call", address(user));
    const { state, result, code: given } = await bob.call(n);
    check(`what becomes of a call to ${user}`, { state, result, given },
          { state: "Ended", result: "dial_failed", given: code });
  }
  await practice.fault("refuse-frame", "bob", { eventType: "dial", code: 1400105 });
  await bob.run("call", address("alice"));
  check("the code that Chromium was given", (await bob.call(3)).code, 1400105);
};

const testItems = async (world, weCall) => {
  const { ahoy, bob } = world;
  const ours = { from: "Ahoy", number: "42 \"and\" more" };
  const theirs = { from: "Chromium", "ключ": "значение" };
  const sort = (items) => JSON.stringify(Object.entries(items)
    .filter(([, value]) => value !== undefined).sort());
  const wait = (what, look) => until(`the items are ${JSON.stringify(what)}`, async () =>
    sort(await look()) === sort(what));
  const atOurs = async () => (await ahoy.call()).parameters;
  const atTheirs = async () => (await bob.call()).items;
  const both = async (items) => {
    await wait(items, atOurs);
    await wait(items, atTheirs);
  };

  await connect(weCall, weCall ? { ours: { parameters: ours } } : { theirs: { items: theirs } });
  const first = weCall ? ours : theirs;
  await both(first);
  const { updated } = await bob.ofCall("setItems", { from: "bob", more: "1" });
  check("what was updated", updated, ["from", "more"]);
  await both({ ...first, from: "bob", more: "1" });
  const { deleted } = await bob.ofCall("deleteItems", ["from"]);
  check("what was deleted", deleted, ["from"]);
  await both({ ...first, from: undefined, more: "1" });
  await ahoy.ask("parameters", { call: 0, parameters: { late: "ours" } });
  await until("Chromium is told", async () => (await atTheirs()).late === "ours");
  await until("we know it", async () => (await atOurs()).late === "ours");
  await bob.ofCall("deleteItems");
  await both({});
  await everythingFlows(false);
};

/* One of several places answers, and it rings on in none of the others. */
const testOtherDevice = async (world, weCall) => {
  const { ahoy, bob, browser, practice } = world;
  const user = weCall ? "bob" : "alice";
  const other = await browser.open(user);
  other.tone = 1800;
  await other.login(practice, "sendbird");
  await ring(weCall);
  await waitTheirState("Ringing", other);
  if (weCall) {
    await other.ofCall("answer", {});
    await until("it rings no more", async () => (await bob.call()).result);
    check("why", (await bob.call()).result, "other_device_accepted");
    await waitOurState("connected");
    await waitTheirState("Connected", other);
    await everythingFlows(false, other);
    await ahoy.ask("end", { call: 0 });
    await waitTheirState("Ended", other);
  } else {
    await other.ofCall("answer", {});
    await checkOurEnd(world, "answered-elsewhere");
    await waitTheirState("Connected");
    await bob.ofCall("end");
    await waitTheirState("Ended", other);
  }
  check("problems of the other place", (await other.facts()).problems, []);
  await other.run("logout");
  await other.page.close();
};

/* The call goes on, and what is said meanwhile is told afterwards. */
const testSocketLost = async (world, weCall) => {
  const { ahoy, bob, practice } = world;
  await connect(weCall, VIDEO);
  await everythingFlows(true);

  await practice.fault("drop-socket", "alice");
  await until("we know that it is lost", async () => (await ahoy.facts()).isReconnecting);
  await ahoy.ask("mute", { call: 0, on: true });
  await bob.ofCall("setVideo", false);
  await until("Chromium is told", async () => (await bob.call()).remoteAudio === false);
  await until("we are told", async () => !(await ahoy.call()).receivesVideo);
  await ahoy.ask("mute", { call: 0, on: false });
  await bob.ofCall("setVideo", true);
  await everythingFlows(true);

  const opened = (await bob.facts()).opened;
  await practice.fault("drop-socket", "bob");
  await ahoy.ask("stopVideo", { call: 0 });
  await until("their websocket is open", async () => (await bob.facts()).opened > opened);
  await until("Chromium is told", async () => (await bob.call()).remoteVideo === false);
  await ahoy.ask("addVideo", { call: 0 });
  await theySee();
  await bob.ofCall("end");
  await checkOurEnd(world, "remote-hung-up");
};

/* The end of a call that one side cannot hear of at the moment. */
const testEndedMeanwhile = async (world, weCall) => {
  const { ahoy, bob, practice } = world;
  await connect(weCall);
  await practice.fault("drop-socket", "bob");
  await ahoy.ask("end", { call: 0 });
  await checkTheirEnd(world, "Ended", "completed", weCall, "alice");
  await leave();

  await connect(weCall);
  await practice.fault("drop-socket", "alice");
  await bob.ofCall("end");
  await checkOurEnd(world, "remote-hung-up");
};

/* Doubled, and overtaken by others. */
const testDisorder = async (world, weCall) => {
  const { ahoy, bob, practice } = world;
  const { doubled } = await bob.facts();
  for (const user of ["alice", "bob"]) {
    await practice.fault("repeat-notification", user, { count: 0 });
    for (const eventType of ["accept", "audio", "offer", "answer"])
      await practice.fault("delay-notification", user, { eventType, ms: 300 });
    await connect(weCall, VIDEO);
    await everythingFlows(true);
    await ahoy.ask("mute", { call: 0, on: true });
    await until("Chromium is told", async () => (await bob.call()).remoteAudio === false);
    await leave();
  }
  check("whether any came twice", (await bob.facts()).doubled > doubled, true);
};

/* Whoever answers is not who was described: the call ends, and nothing of it was heard. */
const testUntrusted = async (world, weCall) => {
  const { ahoy, bob, practice } = world;
  await practice.fault("wrong-fingerprint", "alice");
  await ring(weCall);
  if (weCall)
    await bob.ofCall("answer", {});
  else
    await ahoy.ask("answer", { call: 0 });
  await checkOurEnd(world, "insecure");
  const { heard, frames } = await ahoy.call();
  check("what we heard", heard, 0);
  check("what we saw", frames, 0);
  await waitTheirState("Ended");
};

/* With and without a picture, ended by each side. */
const testMany = async (world, weCall) => {
  const { ahoy, bob } = world;
  for (let n = 0; n < 8; n++) {
    const video = n % 2 === 1;
    await connect(weCall, { ours: { video }, theirs: { video } });
    await everythingFlows(video);
    if (n % 4 < 2)
      await ahoy.ask("end", { call: 0 });
    else
      await bob.ofCall("end");
    await checkOurEnd(world, n % 4 < 2 ? "hung-up" : "remote-hung-up");
    await waitTheirState("Ended");
    await leave();
  }
};

/* What the page gets back is its own. */
const ownFlows = ({ bob }) => until("Chromium hears and sees itself", async () => {
  const { peaks, picture: { darkest, brightest }, connection } = await bob.call();
  return connection === "connected" && peaks.length > 0 && near(peaks[0], bob.tone) &&
         darkest > 0.4 && brightest > 0.8;
});

const testEcho = async (world) => {
  const { bob, practice } = world;
  const tell = async (action) => {
    check(`how many do ${action}`, await practice.robots(action), 1);
  };
  await bob.run("call", address("echo"), { video: true });
  await waitTheirState("Connected");
  await ownFlows(world);

  await tell("hold");
  await until("Chromium is held", async () => (await bob.call()).remoteHeld);
  await theyHearNothing();
  await tell("unhold");
  await until("Chromium is held no more", async () => !(await bob.call()).remoteHeld);
  await ownFlows(world);

  await tell("stop-video");
  await until("Chromium is told", async () => (await bob.call()).remoteVideo === false);
  await tell("add-video");
  await until("Chromium is told", async () => (await bob.call()).remoteVideo);
  await ownFlows(world);

  await tell("hang-up");
  await waitTheirState("Ended");
  const { result, log } = await bob.call();
  check("how it ended", [result, log.ended_by], ["completed", address("echo")]);
};

const MELODY = [523, 659, 784, 1047]; /* Hz */

const testCallback = async ({ bob }) => {
  await bob.run("call", address("callback"), { video: true });
  await waitTheirState("Ended");
  check("how it ended", (await bob.call()).result, "declined");
  await until("Chromium is called back", async () => (await bob.call(1))?.state === "Ringing");
  await bob.run("ofCall", 1, "answer", {});
  await until("Chromium hears and sees something", async () => {
    const { peaks, frames, picture } = await bob.call(1);
    return peaks.length > 0 && MELODY.some((hz) => near(peaks[0], hz)) && frames >= 10 &&
           picture.brightest > 0.7;
  });
  check("who calls", (await bob.call(1)).remote, address("callback"));
  await bob.run("ofCall", 1, "end");
};

await runTestsOn("sendbird", [
  ["we hang up", testWeEnd],
  ["they hang up", testTheyEnd],
  ["declined", testDeclined],
  ["given up", testCancelled],
  ["nobody answers, and the page says it", testTheyGiveUp],
  ["nobody answers, and the service says it", testNobodyAnswers],
  ["no media in time", testTimeout],
  ["the connection is lost", testConnectionLost],
  ["an end without a result", testNoResult],
  ["nobody is there", testNobody],
  ["items of the programs", testItems],
  ["another device answers", testOtherDevice],
  ["a websocket is lost", testSocketLost],
  ["the end is told late", testEndedMeanwhile],
  ["everything is told twice, and in disorder", testDisorder],
  ["somebody else answers us", testUntrusted],
  ["a robot sends back, and does as it is told", testEcho],
  ["a robot calls back", testCallback],
  ["several calls in a row", testMany],
], "bob");
