#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// What calls cost: two of our sessions call each other, and two browsers do, through the same
// service, with the same sound and picture. Prints the raw numbers as one JSON object; times are in
// ms, memory is in KiB, processor time in percent of one processor.
import { readdir, readFile } from "node:fs/promises";
import { Ahoy, Browser, PASSWORD, Practice, address, findChromium, findPlaywright, until,
} from "../chromium/harness.mjs";

const CALLS = 6;         /* with picture; the first is the cold one */
const SETTLE = 3000;     /* ms until a call is as it will be */
const MEASURE = 8000;    /* ms */
const TICKS = 100;       /* of the kernel in a second */
const PICTURE = { width: 640, height: 480 };
const BIT_RATE = 1200000; /* what we aim at */
const TONE = 440;

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

const readStat = async (pid) => {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
};

const readProcesses = async () => {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(pids.map((pid) => readStat(pid).catch(() => null)));
  return stats.filter((stat) => stat !== null);
};

/* A process and all that it has started. */
const readTree = async (root) => {
  const all = await readProcesses();
  const tree = all.filter(({ pid }) => pid === root);
  for (let n = 0; n < tree.length; n++)
    tree.push(...all.filter(({ parent }) => parent === tree[n].pid));
  return tree;
};

const readTicks = async (root) =>
  (await readTree(root)).reduce((sum, { ticks }) => sum + ticks, 0);

const readPss = async (root) => {
  let sum = 0;
  for (const { pid } of await readTree(root)) {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
    sum += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return sum;
};

/* One of ours, without a window, but with what a window needs of the picture. */
class OurSide {
  constructor(user) {
    this.name = user;
    this.ahoy = new Ahoy(user);
    this.root = this.ahoy.process.pid;
  }

  async login(practice) {
    await this.ahoy.ask("ends", { tone: TONE, ...PICTURE });
    await this.ahoy.login(practice);
  }

  call(to, video) {
    return this.ahoy.ask("call", { to: address(to), video });
  }

  answer(video) {
    return this.ahoy.ask("answer", { call: 0, video });
  }

  async facts() {
    const call = await this.ahoy.call();
    if (!call)
      return { over: true };
    const ms = (time) => time / 1000;
    return {
      rings: call.canAnswer, over: ["ended", "cancelled"].includes(call.state),
      asked: ms(call.asked), rang: ms(call.rang), sound: ms(call.firstSound),
      picture: ms(call.firstFrame), bytes: call.videoSentBytes, frames: call.frames,
    };
  }

  end() {
    return this.ahoy.ask("end", { call: 0 });
  }

  forget() {
    return this.ahoy.ask("forget");
  }

  async stop() {
    await this.ahoy.ask("logout");
    await this.ahoy.stop();
  }
}

/* A browser of its own with one page. */
class TheirSide {
  constructor(user) {
    this.name = user;
  }

  async start(chromium, playwright) {
    const before = new Set((await readProcesses()).map(({ pid }) => pid));
    /* With a microphone, a page's addresses are not hidden. */
    this.browser = await Browser.start(chromium, playwright,
                                       "--disable-features=WebRtcHideLocalIpsWithMdns");
    this.root = (await readProcesses()).find(({ pid, parent }) =>
      parent === process.pid && !before.has(pid)).pid;
    this.page = await this.browser.open(this.name);
  }

  async login({ where: { rest, websocket } }) {
    await this.page.run("media", { tone: TONE, colour: "black", limit: BIT_RATE, ...PICTURE });
    await this.page.run("login", { rest, websocket, user: address(this.name), password: PASSWORD });
  }

  call(to, video) {
    return this.page.run("call", address(to), { video });
  }

  answer(video) {
    return this.page.ofCall("answer", { video });
  }

  async facts() {
    const call = await this.page.run("times");
    if (!call)
      return { over: true };
    return {
      rings: call.state === "Ringing", over: ["Ended", "Cancelled"].includes(call.state),
      asked: call.asked, rang: call.rang, sound: call.firstSound, picture: call.firstFrame,
      bytes: call.videoSentBytes, frames: call.frames,
    };
  }

  end() {
    return this.page.ofCall("end");
  }

  forget() {
    return this.page.run("forget");
  }

  stop() {
    return this.browser.stop();
  }
}

const begin = async (caller, callee, video) => {
  await caller.call(callee.name, video);
  await until("it rings", async () => (await callee.facts()).rings && (await caller.facts()).rang > 0);
  await callee.answer(video);
  for (const side of [caller, callee])
    await until(`${side.name} hears and sees`, async () => {
      const { sound, picture } = await side.facts();
      return sound > 0 && (!video || picture > 0);
    });
};

const finish = async (caller, callee) => {
  await caller.end();
  for (const side of [caller, callee]) {
    await until("the call is over", async () => (await side.facts()).over);
    await side.forget();
  }
};

const timeOnce = async (caller, callee) => {
  await begin(caller, callee, true);
  const ours = await caller.facts();
  const theirs = await callee.facts();
  await finish(caller, callee);
  return {
    ringing: ours.rang - ours.asked,
    callerSound: ours.sound - theirs.asked, calleeSound: theirs.sound - theirs.asked,
    callerPicture: ours.picture - theirs.asked, calleePicture: theirs.picture - theirs.asked,
  };
};

/* What the caller costs while a call is up. */
const weigh = async (caller, callee, video) => {
  await begin(caller, callee, video);
  await sleep(SETTLE);
  const before = { ticks: await readTicks(caller.root), at: Date.now(), ...await caller.facts() };
  await sleep(MEASURE);
  const after = { ticks: await readTicks(caller.root), at: Date.now(), ...await caller.facts() };
  const pss = await readPss(caller.root);
  await finish(caller, callee);
  const seconds = (after.at - before.at) / 1000;
  return {
    cpu: (after.ticks - before.ticks) / TICKS / seconds * 100,
    pss,
    bitRate: video ? (after.bytes - before.bytes) * 8 / seconds : 0,
    frameRate: video ? (after.frames - before.frames) / seconds : 0,
  };
};

const measure = async (caller, callee) => {
  const times = [];
  for (let n = 0; n < CALLS; n++)
    times.push(await timeOnce(caller, callee));
  return { times, audio: await weigh(caller, callee, false),
           video: await weigh(caller, callee, true) };
};

const main = async () => {
  const chromium = await findChromium();
  const playwright = findPlaywright();
  const practice = await Practice.start("alice", "bob", "carol", "dave");
  const results = {};

  const ours = [new OurSide("alice"), new OurSide("bob")];
  for (const side of ours)
    await side.login(practice);
  results.ahoy = await measure(...ours);
  for (const side of ours)
    await side.stop();

  if (chromium && playwright) {
    const theirs = [new TheirSide("carol"), new TheirSide("dave")];
    for (const side of theirs) {
      await side.start(chromium, playwright);
      await side.login(practice);
    }
    results.chromium = await measure(...theirs);
    for (const side of theirs)
      await side.stop();
  }
  await practice.stop();
  process.stdout.write(`${JSON.stringify(results)}\n`);
};

await main();
