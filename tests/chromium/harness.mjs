// SPDX-License-Identifier: GPL-3.0-or-later
// Calls between Ahoy's session and pages in a real Chromium, through the practice service.
// Needs AHOY_NODE_MODULES, AHOYCTL and AHOY_SESSION_PEER in the environment.
import { spawn } from "node:child_process";
import { access, constants, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

export const AUDIO = 1, VIDEO = 2, BOTH = AUDIO | VIDEO;
export const OUR_TONE = 440;
export const THEIR_TONES = { bob: 1000, carol: 1400 };
const LONG = 60000; /* ms, only for what hangs */
const APP = "practice-app"; /* for a service that asks which one */
export const PASSWORD = "correct-horse-battery";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const TYPES = { html: "text/html", js: "text/javascript" };

export const say = (line) => process.stdout.write(`${line}\n`);

export const address = (user) => `${user}@practice.example`;

const comment = (text) => say(`# ${text.replaceAll("\n", "\n# ")}`);

export const findChromium = async () => {
  for (const path of BROWSERS)
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  return null;
};

export const findPlaywright = () => {
  try {
    return createRequire(`${process.env.AHOY_NODE_MODULES ?? process.cwd()}/`)("playwright-core");
  } catch {
    return null;
  }
};

const environment = (without) => {
  const copy = { ...process.env };
  delete copy[without];
  return copy;
};

/* A program that takes and gives JSON, one object a line. */
class Program {
  constructor(path, args, env = process.env) {
    this.process = spawn(path, args, { stdio: ["pipe", "pipe", "inherit"], env });
    this.lines = createInterface({ input: this.process.stdout });
    this.process.stdin.on("error", () => {}); /* that it has ended shows in what is not answered */
    this.ended = new Promise((resolve) => { this.process.on("exit", resolve); });
  }

  async stop() {
    this.process.stdin.end();
    return this.ended;
  }
}

export class Practice extends Program {
  static async start(...users) {
    const args = users.flatMap((user) => ["--user", `${address(user)}:${PASSWORD}`]);
    /* libsoup warns of a client that has gone before it could be asked for its address. */
    const self = new Practice(process.env.AHOYCTL, ["practice", ...args],
                              environment("G_DEBUG"));
    const { value } = await self.lines[Symbol.asyncIterator]().next();
    self.where = JSON.parse(value);
    return self;
  }

  async #control(method, path, body) {
    const answer = await fetch(`${this.where.control}/${path}`, {
      method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body),
    });
    const told = await answer.json();
    if (!answer.ok)
      throw new Error(`${path}: ${told.error}`);
    return told;
  }

  fault(name, user, fields = {}) {
    return this.#control("POST", "faults", { name, user: address(user), ...fields });
  }

  noFaults() {
    return this.#control("DELETE", "faults");
  }

  state() {
    return this.#control("GET", "state");
  }

  /* In how many calls a robot does that. */
  async robots(action, fields = {}) {
    return (await this.#control("POST", "robots", { action, ...fields })).affected;
  }

  async stop() {
    this.process.kill("SIGTERM");
    return this.ended;
  }
}

/* Our side: a session in a process of its own. */
export class Ahoy extends Program {
  constructor(user = "alice", env = process.env) {
    super(process.env.AHOY_SESSION_PEER, [], env);
    this.name = user;
    this.waiting = new Map();
    this.next = 0;
    this.lines.on("line", (line) => {
      const reply = JSON.parse(line);
      this.waiting.get(reply.id)(reply);
      this.waiting.delete(reply.id);
    });
    this.lines.on("close", () => {
      for (const resolve of this.waiting.values())
        resolve({ error: "Ahoy's side has died" });
    });
  }

  async ask(what, fields = {}) {
    if (this.process.exitCode !== null || this.process.signalCode !== null)
      throw new Error("Ahoy's side has died");
    const id = this.next++;
    this.process.stdin.write(`${JSON.stringify({ id, do: what, ...fields })}\n`);
    const reply = await new Promise((resolve) => { this.waiting.set(id, resolve); });
    if (reply.error)
      throw new Error(`${what}: ${reply.error}`);
    return reply;
  }

  login(practice, service = "kandy") {
    return this.ask("login", { service, server: practice.where.rest,
                               websocket: practice.where.websocket, app: APP,
                               user: address(this.name), password: PASSWORD });
  }

  async facts(tone = 0) {
    return this.ask("facts", { tone });
  }

  async call(number = 0, tone = 0) {
    return (await this.facts(tone)).calls[number];
  }
}

/* The other side: a page with a login of its own. */
export class Page {
  constructor(page, user) {
    this.page = page;
    this.name = user;
    this.tone = THEIR_TONES[user];
    page.on("pageerror", (error) => comment(`page: ${error}`));
  }

  run(name, ...rest) {
    return this.page.evaluate((order) => window.run(...order), [name, ...rest]);
  }

  ofCall(name, ...rest) {
    return this.run("ofCall", 0, name, ...rest);
  }

  async login(practice, service = "kandy") {
    await this.run("media", { tone: this.tone });
    await this.run("login", { service, rest: practice.where.rest, app: APP,
                              websocket: practice.where.websocket, user: address(this.name),
                              password: PASSWORD });
  }

  facts() {
    return this.run("facts");
  }

  async call(number = 0) {
    return (await this.facts()).calls[number];
  }
}

/* The files of the page, from this computer to this computer. */
const servePage = async () => {
  const folder = new URL("page/", import.meta.url);
  const server = createServer(async ({ url }, answer) => {
    const name = url === "/" ? "index.html" : url.slice(1);
    try {
      const data = await readFile(new URL(name, folder));
      answer.setHeader("Content-Type", TYPES[name.split(".").at(-1)]);
      answer.end(data);
    } catch {
      answer.writeHead(404).end();
    }
  });
  await new Promise((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  return server;
};

export class Browser {
  static async start(executablePath, playwright, ...more) {
    const self = new Browser();
    self.server = await servePage();
    self.browser = await playwright.chromium.launch({
      executablePath, handleSIGTERM: false, handleSIGINT: false,
      args: ["--autoplay-policy=no-user-gesture-required", "--no-sandbox",
             "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
             "--disable-backgrounding-occluded-windows", ...more],
    });
    return self;
  }

  async open(user) {
    const page = await this.browser.newPage();
    await page.goto(`http://127.0.0.1:${this.server.address().port}/`);
    return new Page(page, user);
  }

  async stop() {
    await this.browser.close();
    this.server.close();
  }
}

/* Looks again and again until something is so. Nothing takes that long when all is well. */
export const until = async (what, look) => {
  for (const begun = Date.now(); Date.now() - begun < LONG;) {
    const found = await look();
    if (found)
      return found;
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
  throw new Error(`it has never been so: ${what}`);
};

export const check = (what, is, expected) => {
  if (JSON.stringify(is) !== JSON.stringify(expected))
    throw new Error(`${what} is ${JSON.stringify(is)}, not ${JSON.stringify(expected)}`);
};

/* What an operation is refused with. */
export const refused = async (what, promise) => {
  try {
    await promise;
  } catch (error) {
    return error.message;
  }
  throw new Error(`${what} was not refused`);
};

let world;

const tellAll = async () => {
  comment(JSON.stringify(await world.ahoy.facts()));
  for (const page of [world.bob, world.carol])
    if (page)
      comment(JSON.stringify(await page.facts()));
};

export const near = (peak, hz) => Math.abs(peak.hz - hz) < 12;

export const weHear = (page = world.bob, number = 0) =>
  until(`we hear ${page.name}`, async () => {
    const { share, loudness } = await world.ahoy.call(number, page.tone);
    return share > 0.9 && loudness > 0.1;
  });

export const theyHear = (page = world.bob) =>
  until(`${page.name} hears us`, async () => {
    const { peaks } = await page.call();
    return peaks.length > 0 && near(peaks[0], OUR_TONE);
  });

export const hears = (page, other) =>
  until(`${page.name} hears ${other.name}`, async () => {
    const { peaks } = await page.call();
    return peaks.length > 0 && near(peaks[0], other.tone);
  });

export const weHearNothing = (number = 0) =>
  until("we hear nothing", async () => (await world.ahoy.call(number)).loudness < 0.001);

export const theyHearNothing = (page = world.bob) =>
  until(`${page.name} hears nothing`, async () => (await page.call()).peaks.length === 0);

/* Their picture is green, with a white ball in it. */
export const weSee = async (number = 0) => {
  const before = (await world.ahoy.call(number)).frames;
  await until("we see their picture", async () => {
    const { frames, colour: [red, green, blue] } = await world.ahoy.call(number);
    return frames >= before + 10 && green > red + 0.3 && green > blue + 0.3;
  });
};

/* Ours is black, with a white ball in it. */
export const theySee = async (page = world.bob) => {
  const before = (await page.call()).frames;
  await until(`${page.name} sees our picture`, async () => {
    const { frames, picture } = await page.call();
    return frames >= before + 10 && picture.darkest < 0.15 && picture.brightest > 0.7;
  });
};

export const everythingFlows = async (video, page = world.bob, number = 0) => {
  await weHear(page, number);
  await theyHear(page);
  if (video) {
    await weSee(number);
    await theySee(page);
  }
};

export const waitOurState = (state, number = 0) =>
  until(`our call is ${state}`, async () => (await world.ahoy.call(number))?.state === state);

export const waitTheirState = (state, page = world.bob) =>
  until(`the call of ${page.name} is ${state}`, async () => (await page.call())?.state === state);

/* Rings at the other side; neither has answered. */
export const ring = async (weCall, { ours = {}, theirs = {} } = {}) => {
  if (weCall) {
    await world.ahoy.ask("call", { to: address(world.bob.name), ...ours });
    await waitTheirState("Ringing");
    await waitOurState("ringing");
  } else {
    await world.bob.run("call", address(world.ahoy.name), theirs);
    await until("we are called", async () => (await world.ahoy.call())?.canAnswer);
    await waitTheirState("Ringing");
  }
};

/* A call that is answered. ours, theirs: what each side sends, and how. */
export const connect = async (weCall, { ours = {}, theirs = {} } = {}) => {
  await ring(weCall, { ours, theirs });
  if (weCall)
    await world.bob.ofCall("answer", theirs);
  else
    await world.ahoy.ask("answer", { call: 0, ...ours });
  await waitOurState("connected");
  await waitTheirState("Connected");
};

/* What a call of ours ended with. */
export const checkOurEnd = async (reason, number = 0) => {
  await until(`our call is over: ${reason}`, async () =>
    ["ended", "cancelled"].includes((await world.ahoy.call(number)).state));
  check("why ours is over", (await world.ahoy.call(number)).endReason, reason);
};

/* Has a page end a call in which pages had to begin anew: it, and then the others, so often. */
export const endAnew = async (anew, ...pages) => {
  check("how often they began anew",
        await Promise.all(pages.map(async (page) => (await page.call()).recreated)), anew);
  await pages[0].ofCall("end");
  for (const page of pages) {
    await waitTheirState("Ended", page);
    await page.run("forget");
  }
};

/* Ends what there still is, and looks whether anything went wrong. */
export const leave = async () => {
  const { ahoy, practice } = world;
  const facts = await ahoy.facts();
  for (const [call, { state, problems }] of facts.calls.entries()) {
    check("problems of ours", problems, []);
    if (state !== "ended" && state !== "cancelled")
      await ahoy.ask("end", { call });
  }
  for (const page of [world.bob, world.carol].filter((p) => p)) {
    await until(`${page.name} has no call`, async () =>
      (await page.facts()).calls.every(({ state }) => ["Ended", "Cancelled"].includes(state)));
    const { problems, calls } = await page.facts();
    check(`problems of ${page.name}`, problems, []);
    for (const { recreated } of calls)
      check("times that we seemed to be somebody else", recreated, 0);
    await page.run("media", { codec: null, videoCodec: null });
    await page.run("forget");
  }
  await until("the service has no call", async () => {
    const state = await practice.state();
    return state.calls.length === 0 && state["direct-calls"].length === 0;
  });
  await ahoy.ask("forget");
  await practice.noFaults();
};

const runCase = async ({ name, run, weCall }, number) => {
  const title = weCall === undefined ? name : `${weCall ? "Ahoy" : "Chromium"} calls: ${name}`;
  const begun = Date.now();
  try {
    await run(world, weCall);
    await leave();
    say(`ok ${number} - ${title} # ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    return true;
  } catch (error) {
    say(`not ok ${number} - ${title}`);
    comment(String(error.stack ?? error));
    await tellAll().catch(() => {});
    return false;
  }
};

/* Cases are [name, function (world, weCall)]; each is run as caller and as callee, or once where
 * the function does not take weCall. People: those who have a page. */
export const runTestsOn = async (service, cases, ...people) => {
  const executablePath = await findChromium();
  const playwright = findPlaywright();
  if (!executablePath || !playwright) {
    say(`1..0 # SKIP ${executablePath ? "playwright-core" : "Chromium"} is not installed`);
    return;
  }

  const only = process.argv[2];
  const whole = cases.flatMap(([name, run]) =>
    run.length < 2 ? [{ name, run }]
                   : [{ name, run, weCall: true }, { name, run, weCall: false }])
    .filter(({ name }) => !only || name.includes(only));
  const practice = await Practice.start("alice", "bob", "carol", "dave");
  const browser = await Browser.start(executablePath, playwright);
  world = { practice, browser, ahoy: new Ahoy() };
  for (const user of people) {
    world[user] = await browser.open(user);
    await world[user].login(practice, service);
  }
  await world.ahoy.login(practice, service);

  say(`1..${whole.length}`);
  let good = true;
  for (const [n, one] of whole.entries()) {
    good = await runCase(one, n + 1);
    if (!good)
      break;
  }
  if (good)
    await world.ahoy.ask("logout");
  const code = await world.ahoy.stop();
  await browser.stop();
  await practice.stop();
  if (good && code !== 0)
    comment(`Ahoy's side has ended with ${code}`);
  process.exitCode = good && code === 0 ? 0 : 1;
};

export const runTests = (cases, ...people) => runTestsOn("kandy", cases, ...people);

/* Chromium takes another way through the network than @before, at both ends. */
export const otherWay = async ({ bob }, before) => await until("another way", async () => {
  const way = await bob.ofCall("way");
  return way !== null && way.local !== before.local && way.remotePort !== before.remotePort && way;
});
