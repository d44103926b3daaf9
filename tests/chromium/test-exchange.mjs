#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Descriptions that come in another way than an offer and then its answer, between Ahoy and pages in
// a real Chromium: none at first (slow start; that of a call that is answered is with the transfers),
// one before the answer (early media), and one that somebody else answers (forward). Afterwards
// whoever is left is heard.
import { address, check, checkOurEnd, connect, endAnew, everythingFlows, hears, refused, ring,
         runTests, until, waitOurState, waitTheirState, weHear,
} from "./harness.mjs";

/* The page ends our call, in which it had to begin anew so often. */
const endOurs = async (anew, page) => {
  await endAnew([anew], page);
  await checkOurEnd("remote-hung-up");
};

/* Both sides offer, and each takes the other's offer for the answer. */
const testSlow = async (world, weCall) => {
  const { ahoy, bob, practice } = world;
  for (const video of [false, true]) {
    await practice.fault("slow-start", weCall ? "bob" : "alice");
    await connect(weCall, { ours: { video }, theirs: { video } });
    await everythingFlows(video);
    await ahoy.ask("hold", { call: 0 });
    await waitTheirState("On Hold");
    await ahoy.ask("unhold", { call: 0 });
    await bob.ofCall("hold");
    await waitOurState("on-hold");
    await bob.ofCall("unhold");
    await everythingFlows(video);
    if (!video) {
      await ahoy.ask("addVideo", { call: 0 });
      await bob.ofCall("addVideo");
      await everythingFlows(true);
    }
    await endOurs(0, bob);
    await ahoy.ask("forget");
  }
};

const testSlowRejected = async (world, weCall) => {
  const { ahoy, bob, practice } = world;
  await practice.fault("slow-start", weCall ? "bob" : "alice");
  await ring(weCall);
  await (weCall ? bob.ofCall("reject") : ahoy.ask("reject", { call: 0 }));
  await checkOurEnd(weCall ? "declined" : "rejected");
};

/* The page is told of as who is heard while it rings there. */
const tellEarly = (practice, sdp) =>
  practice.fault("call-notification", "alice", { sessionParams: { sdp } });

const testEarly = async (world) => {
  const { ahoy, bob, practice } = world;
  await ring(true, { ours: { video: true } });
  await tellEarly(practice, await bob.ofCall("beHeard"));
  await waitOurState("early-media");
  await weHear();
  check("our state", (await ahoy.call()).state, "early-media");
  await bob.ofCall("answer", {});
  await waitOurState("connected");
  await everythingFlows(false);
  await bob.ofCall("addVideo");
  await everythingFlows(true);
};

/* Somebody else is heard than who answers. */
const testEarlyOther = async (world) => {
  const { bob, carol, practice } = world;
  await ring(true);
  const [offer] = await bob.run("told", 0);
  await tellEarly(practice, await carol.run("announce", offer));
  await waitOurState("early-media");
  await weHear(carol);
  await bob.ofCall("answer", {});
  await waitOurState("connected");
  await everythingFlows(false);
  await carol.ofCall("ignore");
  await endOurs(1, bob);
};

/* A robot of the service's is heard by the page. */
const testEarlyByThem = async (world) => {
  const { bob, practice } = world;
  await practice.fault("early-media", "echo");
  await practice.fault("answer-time", "echo", { ms: 86400000 });
  await bob.run("call", address("echo"), { early: true });
  await waitTheirState("Early Media");
  await hears(bob, bob);
  const [sdp] = await bob.run("told", 0);
  await practice.fault("call-notification", "bob",
                       { eventType: "respondCallUpdate", sessionParams: { sdp } });
  await waitTheirState("Connected");
  await hears(bob, bob);
  await bob.ofCall("end");
};

/* A call that Chromium has made and that rings here goes on to another Chromium. */
const testWeForward = async (world) => {
  const { ahoy, bob, carol } = world;
  await ring(false);
  await ahoy.ask("forward", { call: 0, to: address("carol") });
  await checkOurEnd("forwarded");
  await waitTheirState("Ringing", carol);
  check("their state", (await bob.call()).state, "Ringing");
  await carol.ofCall("answer", {});
  await hears(bob, carol);
  await hears(carol, bob);
  check("who is told to be called", (await bob.call()).remoteName, "carol");
  await endAnew([0, 0], carol, bob);
};

/* Nobody is there to whom it could be passed on; and the service passes nothing on. */
const testForwardedInVain = async (world) => {
  const { ahoy, practice } = world;
  await ring(false);
  await practice.fault("refuse", "alice", { for: "forward", http: 403, code: 35 });
  await refused("forward", ahoy.ask("forward", { call: 0, to: address("carol") }));
  check("our state", (await ahoy.call()).state, "ringing");
  await ahoy.ask("forward", { call: 0, to: address("nobody") });
  await checkOurEnd("forwarded");
  await waitTheirState("Ended");
};

const testTheyForward = async (world) => {
  const { ahoy, bob, carol } = world;
  await ring(true, { ours: { video: true } });
  await bob.ofCall("forward", address("carol"));
  await waitTheirState("Ringing", carol);
  await carol.ofCall("answer", { video: true });
  await waitOurState("connected");
  await everythingFlows(true, carol);
  check("whom we talk to", (await ahoy.call()).remote, address("carol"));
};

const testForwardedToUs = async (world) => {
  const { ahoy, bob, carol } = world;
  await carol.run("call", address("bob"), {});
  await waitTheirState("Ringing");
  await bob.ofCall("forward", address("alice"));
  await until("we are called", async () => (await ahoy.call())?.canAnswer);
  check("who calls", (await ahoy.call()).remote, address("carol"));
  await ahoy.ask("answer", { call: 0 });
  await everythingFlows(false, carol);
};

await runTests([
  ["a call without a description", testSlow],
  ["a call without a description is declined", testSlowRejected],
  ["we hear them before they answer", testEarly],
  ["we hear somebody else before they answer", testEarlyOther],
  ["they hear a robot before it answers", testEarlyByThem],
  ["we forward their call", testWeForward],
  ["their call is forwarded in vain", testForwardedInVain],
  ["they forward our call", testTheyForward],
  ["somebody forwards a call to us", testForwardedToUs],
], "bob", "carol");
