#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Transfers between Ahoy and pages in a real Chromium, each in every part: who transfers, who is
// transferred, and to whom. Afterwards the two who are left hear each other.
import { address, check, checkOurEnd, connect, endAnew, everythingFlows, hears, runTests, until,
         waitTheirState, weHear, theyHear } from "./harness.mjs";

const testDirect = async (world, weCall) => {
  const { ahoy, bob, carol } = world;
  await connect(weCall);
  await everythingFlows(false);
  const done = ahoy.ask("transfer", { call: 0, to: address("carol") });
  await waitTheirState("Ringing", carol);
  await carol.ofCall("answer", {});
  await done;
  await checkOurEnd("transferred");
  await hears(bob, carol);
  await hears(carol, bob);
  await endAnew([0, 1], carol, bob);
};

const testDeclined = async (world, weCall) => {
  const { ahoy, bob, carol } = world;
  await connect(weCall);
  await everythingFlows(false);
  const done = ahoy.ask("transfer", { call: 0, to: address("carol") })
    .then(() => null, ({ message }) => message);
  await waitTheirState("Ringing", carol);
  await waitTheirState("On Hold");
  await carol.ofCall("reject");
  check("whether it was refused", (await done).includes("could not be transferred"), true);
  await everythingFlows(false, bob);
};

const testAsked = async (world, weCall) => {
  const { ahoy, bob, carol } = world;
  await connect(weCall);
  await everythingFlows(false);
  await ahoy.ask("call", { to: address("carol") });
  await waitTheirState("Ringing", carol);
  await carol.ofCall("answer", {});
  await everythingFlows(false, carol, 1);
  await ahoy.ask("transferTo", { call: 0, other: 1 });
  await checkOurEnd("transferred", 0);
  await checkOurEnd("transferred", 1);
  await hears(bob, carol);
  await hears(carol, bob);
  await endAnew([1, 1], bob, carol);
};

/* The page that transfers has its part done. */
const waitDone = async ({ bob }, number = 0) =>
  until("the call of bob was transferred", async () => (await bob.call(number)).code === 9905);

const checkOurCall = async ({ ahoy, bob, carol }, number = 0) => {
  await weHear(carol, number);
  await theyHear(carol);
  check("whom we talk to", (await ahoy.call(number)).remote, address("carol"));
  await ahoy.ask("end", { call: number });
  await waitTheirState("Ended", carol);
  for (const page of [bob, carol])
    await page.run("forget");
};

const testTransferred = async (world, weCall) => {
  const { bob, carol } = world;
  await connect(weCall);
  await everythingFlows(false);
  await bob.ofCall("hold");
  await bob.ofCall("transfer", address("carol"));
  await waitTheirState("Ringing", carol);
  await carol.ofCall("answer", {});
  await waitDone(world);
  await checkOurCall(world);
};

const testThird = async (world) => {
  const { ahoy, bob, carol } = world;
  await bob.run("call", address("carol"), {});
  await waitTheirState("Ringing", carol);
  await carol.ofCall("answer", {});
  await waitTheirState("Connected");
  await bob.ofCall("hold");
  await bob.ofCall("transfer", address("alice"));
  await until("we are called", async () => (await ahoy.call())?.canAnswer);
  await ahoy.ask("answer", { call: 0 });
  await waitDone(world);
  await checkOurCall(world);
};

/* Bob talks to us and to Carol: which of the two he transfers makes us the one who is transferred,
 * or the one to whom. */
const testTransferredAfterQuestion = async (world, weCall) => {
  const { bob, carol } = world;
  await connect(weCall);
  await everythingFlows(false);
  await bob.ofCall("hold");
  await bob.run("call", address("carol"), {});
  await waitTheirState("Ringing", carol);
  await carol.ofCall("answer", {});
  await until("bob talks to carol", async () => (await bob.call(1)).state === "Connected");
  await bob.run("ofCall", 1, "hold");
  await bob.ofCall("transfer", address("carol"), 1);
  await waitDone(world);
  await checkOurCall(world);
};

const testThirdAfterQuestion = async (world, weCall) => {
  const { bob, carol } = world;
  await connect(weCall);
  await everythingFlows(false);
  await bob.ofCall("hold");
  await bob.run("call", address("carol"), {});
  await waitTheirState("Ringing", carol);
  await carol.ofCall("answer", {});
  await until("bob talks to carol", async () => (await bob.call(1)).state === "Connected");
  await bob.run("ofCall", 1, "hold");
  await bob.run("ofCall", 1, "transfer", address("alice"), 0);
  await waitDone(world, 1);
  await checkOurCall(world);
};

await runTests([
  ["we transfer at once", testDirect],
  ["nobody takes what we transfer", testDeclined],
  ["we transfer after a question", testAsked],
  ["we are transferred at once", testTransferred],
  ["somebody is transferred to us", testThird],
  ["we are transferred after a question", testTransferredAfterQuestion],
  ["somebody is transferred to us after a question", testThirdAfterQuestion],
], "bob", "carol");
