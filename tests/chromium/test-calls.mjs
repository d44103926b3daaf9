#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of calls with pages in a real Chromium, in both directions.
import { BOTH, address, check, checkOurEnd, connect, everythingFlows, refused, ring, runTests,
         theyHear, theyHearNothing, theySee, until, waitOurState, waitTheirState, weHearNothing,
} from "./harness.mjs";

const VIDEO = { ours: { video: true }, theirs: { video: true } };

const checkTheirEnd = async ({ bob }, state, code) => {
  await waitTheirState(state);
  check("the code that Chromium was given", (await bob.call()).code, code);
};

const testRejected = async (world, weCall) => {
  const { ahoy, bob } = world;
  await ring(weCall);
  if (weCall) {
    await bob.ofCall("reject");
    await checkOurEnd("declined");
  } else {
    await ahoy.ask("reject", { call: 0 });
    await checkOurEnd("rejected");
    await checkTheirEnd(world, "Ended", 603);
  }
};

/* It rings on for who calls, until that one gives up. */
const testIgnored = async (world, weCall) => {
  const { ahoy, bob, practice } = world;
  await ring(weCall);
  const rings = async () => {
    const { calls } = await practice.state();
    return calls.length === 2 && calls.every(({ state }) => state === "ringing");
  };
  if (weCall) {
    await bob.ofCall("ignore");
    await until("it rings on", rings);
    check("our state", (await ahoy.call()).state, "ringing");
    await ahoy.ask("end", { call: 0 });
    await checkOurEnd("cancelled");
  } else {
    await ahoy.ask("ignore", { call: 0 });
    await checkOurEnd("ignored");
    await until("it rings on", rings);
    check("their state", (await bob.call()).state, "Ringing");
    await bob.ofCall("end");
  }
};

const testCancelled = async (world, weCall) => {
  const { ahoy, bob } = world;
  await ring(weCall);
  if (weCall) {
    await ahoy.ask("end", { call: 0 });
    await checkOurEnd("cancelled");
    await checkTheirEnd(world, "Cancelled");
  } else {
    await bob.ofCall("end");
    await checkOurEnd("missed");
    check("our state", (await ahoy.call()).state, "cancelled");
  }
};

const testNobody = async (world) => {
  const { ahoy, bob, practice } = world;
  await ahoy.ask("call", { to: address("nobody") });
  await checkOurEnd("not-found");
  await ahoy.ask("call", { to: address("dave") });
  await checkOurEnd("unreachable", 1);
  await practice.fault("refuse-call", "bob", { code: 486 });
  await ahoy.ask("call", { to: address("bob") });
  await checkOurEnd("busy", 2);

  /* The service may be faster with the end of the call than Chromium's first audit. */
  await practice.fault("refuse-call", "alice", { code: 486 });
  await bob.run("call", address("alice"));
  await waitTheirState("Ended");
  const { code } = await bob.call();
  check("whether Chromium was told", [486, 9909].includes(code), true);
};

/* A second call rings while one is spoken in; then either is, in turn. */
const testSecond = async (world, weCall) => {
  const { ahoy, bob, carol } = world;
  await connect(weCall);
  await everythingFlows(false);
  if (weCall) {
    await carol.run("call", address("alice"));
    await until("carol calls", async () => (await ahoy.call(1))?.canAnswer);
    await theyHear(bob);
    await ahoy.ask("answer", { call: 1 });
  } else {
    await ahoy.ask("call", { to: address("carol") });
    await waitTheirState("Ringing", carol);
    await carol.ofCall("answer", {});
  }

  const spoken = async (number, page, other, otherPage) => {
    await waitOurState("connected", number);
    await waitOurState("on-hold", other);
    await waitTheirState("Connected", page);
    await waitTheirState("On Hold", otherPage);
    await everythingFlows(false, page, number);
    await theyHearNothing(otherPage);
    await ahoy.ask("deafen", { call: other });
    await weHearNothing(other);
  };
  await spoken(1, carol, 0, bob);
  await ahoy.ask("swap");
  await spoken(0, bob, 1, carol);
  await ahoy.ask("swap");
  await spoken(1, carol, 0, bob);

  await carol.ofCall("end");
  await waitOurState("ended", 1);
  check("the first call", (await ahoy.call(0)).state, "on-hold");
  await ahoy.ask("unhold", { call: 0 });
  await everythingFlows(false);
};

/* What the service does not take is taken back, and the call lives on. */
const testRefused = async (world, weCall) => {
  const { ahoy, bob, practice } = world;
  const fault = { for: "startCallUpdate", http: 500, code: 26 };
  await connect(weCall);
  await everythingFlows(false);

  for (const what of ["hold", "addVideo"]) {
    await practice.fault("refuse", "alice", fault);
    await refused(what, ahoy.ask(what, { call: 0 }));
    const { state, localHold, operation, sendsVideo } = await ahoy.call();
    check(`after ${what}`, { state, localHold, operation, sendsVideo },
          { state: "connected", localHold: false, operation: "none", sendsVideo: false });
    await everythingFlows(false);
  }
  await practice.fault("refuse", "bob", fault);
  await refused("hold", bob.ofCall("hold"));
  await everythingFlows(false);

  /* The other side says no, later. */
  await practice.fault("refuse-update", "alice", { code: 488, reason: "Not Acceptable Here" });
  await refused("hold", ahoy.ask("hold", { call: 0 }));
  await everythingFlows(false);

  await ahoy.ask("hold", { call: 0 });
  await waitTheirState("On Hold");
  await ahoy.ask("unhold", { call: 0 });
  await ahoy.ask("addVideo", { call: 0 });
  await theySee();
  await bob.ofCall("addVideo");
  await everythingFlows(true);
};

/* Both offer at once: ours is tried again when theirs is answered. */
const testCrossed = async (world, weCall) => {
  const { ahoy, bob, practice } = world;
  await connect(weCall);
  await everythingFlows(false);
  await practice.fault("refuse-update", "alice", { code: 49, retryAfter: 100 });
  await Promise.all([ahoy.ask("addVideo", { call: 0 }), bob.ofCall("addVideo")]);
  await everythingFlows(true);
  check("what we send", (await ahoy.call()).sends, BOTH);
};

/* The call goes on, and what was said meanwhile is heard afterwards. */
const testSocketLost = async (world, weCall) => {
  const { ahoy, bob, practice } = world;
  const open = async (user) => (await practice.state()).subscriptions
    .every((one) => one.user !== address(user) || one.socket);
  await connect(weCall, VIDEO);
  await everythingFlows(true);

  const opened = (await bob.facts()).opened;
  await practice.fault("drop-socket", "alice");
  await bob.ofCall("hold");
  await until("we are held", async () => (await ahoy.call()).remoteHold);
  await bob.ofCall("unhold");
  await until("our websocket is open", () => open("alice"));
  await everythingFlows(true);
  check("our session", (await ahoy.facts()).isConnected, true);

  await practice.fault("drop-socket", "bob");
  await ahoy.ask("hold", { call: 0 });
  await waitTheirState("On Hold");
  await ahoy.ask("unhold", { call: 0 });
  await until("their websocket is open", async () => (await bob.facts()).opened > opened);
  await everythingFlows(true);
};

const testParameters = async (world, weCall) => {
  const { ahoy, bob } = world;
  const ours = { "X-From": "Ahoy", "X-Number": "42 \"and\" more" };
  const theirs = { "X-From": "Chromium" };
  await connect(weCall, weCall ? { ours: { parameters: ours } } : { theirs: { parameters: theirs } });
  if (weCall)
    check("what Chromium was told", (await bob.call()).parameters, ours);
  else
    check("what we were told", (await ahoy.call()).parameters, theirs);

  /* They ride on what the other side is told next. */
  await bob.ofCall("setParameters", { "X-Later": "theirs" });
  await bob.ofCall("hold");
  await until("we are told", async () => (await ahoy.call()).parameters["X-Later"] === "theirs");
  await bob.ofCall("unhold");
  await ahoy.ask("parameters", { call: 0, parameters: { "X-Later": "ours" } });
  await ahoy.ask("hold", { call: 0 });
  await until("Chromium is told", async () => (await bob.call()).parameters["X-Later"] === "ours");
};

const testCompressed = async (world, weCall) => {
  const { ahoy, practice } = world;
  await practice.fault("compress-sdp", "alice");
  await practice.fault("compress-sdp", "bob");
  await connect(weCall, VIDEO);
  await everythingFlows(true);
  await ahoy.ask("hold", { call: 0 });
  await waitTheirState("On Hold");
  await ahoy.ask("unhold", { call: 0 });
  await everythingFlows(true);
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
  await checkOurEnd("insecure");
  const { heard, frames } = await ahoy.call();
  check("what we heard", heard, 0);
  check("what we saw", frames, 0);
  await waitTheirState("Ended");
};

/* Chromium is told of another one than us, and says so when it finds us. */
const testUntrustedByThem = async (world, weCall) => {
  const { ahoy, bob, practice } = world;
  await practice.fault("wrong-fingerprint", "bob");
  await ring(weCall);
  if (weCall)
    await bob.ofCall("answer", {});
  else
    await ahoy.ask("answer", { call: 0 });
  await checkOurEnd("media-failed");
  const { heard, error, problems } = await ahoy.call();
  check("what we heard", heard, 0);
  check("what the person reads", error, "The other side has refused the encryption of the call");
  await waitTheirState("Ended");
  check("what Chromium heard", (await bob.call()).firstSound, 0);
  check("problems", problems, []);
  await ahoy.ask("forget");
};

const testVanished = async (world, weCall) => {
  const { practice } = world;
  await practice.fault("audit-gone", "alice");
  if (weCall)
    await world.ahoy.ask("call", { to: address("bob") });
  else
    await world.bob.run("call", address("alice"));
  await until("there is a call", async () => (await world.ahoy.call()) !== undefined);
  await checkOurEnd(weCall ? "vanished" : "missed");
};

/* Told twice, done once. */
const testRepeated = async (world, weCall) => {
  const { ahoy, bob, practice } = world;
  const { doubled } = await bob.facts();
  await practice.fault("repeat-notification", "alice", { count: 0 });
  await practice.fault("repeat-notification", "bob", { count: 0 });
  await connect(weCall);
  await everythingFlows(false);
  await bob.ofCall("hold");
  await bob.ofCall("unhold");
  await ahoy.ask("hold", { call: 0 });
  await ahoy.ask("unhold", { call: 0 });
  await everythingFlows(false);
  check("what Chromium took us to do", (await bob.call()).changes, ["hold", "unhold"]);
  check("our calls", (await ahoy.facts()).calls.length, 1);
  check("whether any came twice", (await bob.facts()).doubled > doubled, true);
};

/* Nobody may answer before the service knows that it rings. */
const testLateRinging = async (world) => {
  const { ahoy, bob, practice } = world;
  await practice.fault("delay", "alice", { for: "ringing", ms: 1000 });
  await bob.run("call", address("alice"));
  await until("we know of the call", async () => (await ahoy.call()) !== undefined);
  check("whether we can answer", (await ahoy.call()).canAnswer, false);
  await refused("answer", ahoy.ask("answer", { call: 0 }));
  await until("we can answer", async () => (await ahoy.call()).canAnswer);
  await ahoy.ask("answer", { call: 0 });
  await everythingFlows(false);
};

/* Each side says who it is by one and the same description all the time. */
const testDescriptions = async (world, weCall) => {
  const { ahoy, bob } = world;
  await connect(weCall, VIDEO);
  await ahoy.ask("hold", { call: 0 });
  await ahoy.ask("unhold", { call: 0 });
  await bob.ofCall("hold");
  await bob.ofCall("unhold");
  await ahoy.ask("stopVideo", { call: 0 });
  const told = await bob.run("told", 0);
  const origins = new Set(told.map((sdp) => /^o=\S+ (\S+) /m.exec(sdp)[1]));
  check("how many we seem to be", origins.size, 1);
  check("how many descriptions there were", told.length, 6);
};

await runTests([
  ["declined", testRejected],
  ["ignored", testIgnored],
  ["given up", testCancelled],
  ["nobody is there, or is free", testNobody],
  ["a second call, and back", testSecond],
  ["a refused change is taken back", testRefused],
  ["changes of both sides cross", testCrossed],
  ["a websocket is lost", testSocketLost],
  ["parameters of the programs", testParameters],
  ["compressed descriptions", testCompressed],
  ["somebody else answers us", testUntrusted],
  ["somebody else answers them", testUntrustedByThem],
  ["the service has lost the call", testVanished],
  ["everything is told twice", testRepeated],
  ["the service is slow to hear that it rings", testLateRinging],
  ["one description goes on", testDescriptions],
], "bob", "carol");
