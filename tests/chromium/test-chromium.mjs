#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Calls between Ahoy's media and a real Chromium, in both directions, by nothing but descriptions.
// test-chromium.mjs MEDIA-PEER; prints TAP.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { access, constants } from "node:fs/promises";

const AUDIO = 1, VIDEO = 2, HOLD = 4, BOTH = AUDIO | VIDEO;
const OUR_TONE = 440, THEIR_TONE = 1000;
const DIGITS = { 1: [697, 1209], 5: [770, 1336], 9: [852, 1477], "#": [941, 1477] };

const require = createRequire(`${process.env.AHOY_NODE_MODULES ?? process.cwd()}/`);
const say = (line) => process.stdout.write(`${line}\n`);

const findChromium = async () => {
  for (const path of ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"])
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  return null;
};

// Looks again and again until something is so; meson ends what takes for ever.
const until = async (what, look) => {
  for (let n = 1; ; n++) {
    const found = await look();
    if (found)
      return found;
    if (n % 100 === 0)
      say(`# still waiting: ${what}; ${JSON.stringify(await ahoy.facts())}; ` +
          JSON.stringify(await page.evaluate(() => facts())));
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
};

class Ahoy {
  constructor(program) {
    this.process = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async ask(command) {
    this.process.stdin.write(`${JSON.stringify(command)}\n`);
    const { value, done } = await this.lines.next();
    if (done)
      throw new Error("Ahoy's side has died");
    const reply = JSON.parse(value);
    if (reply.error)
      throw new Error(`${command.do}: ${reply.error}`);
    return reply;
  }

  facts(frequency = THEIR_TONE) {
    return this.ask({ do: "facts", wanted: frequency });
  }
}

let ahoy, page;

const weOffer = async (wanted) => {
  const { sdp } = await ahoy.ask({ do: "offer", wanted });
  await page.evaluate((text) => take("offer", text), sdp);
  await ahoy.ask({ do: "take-answer", text: await page.evaluate(() => answer()) });
};

const theyOffer = async (wanted) => {
  await ahoy.ask({ do: "take-offer", text: await page.evaluate(() => offer()) });
  const { sdp } = await ahoy.ask({ do: "answer", wanted });
  await page.evaluate((text) => take("answer", text), sdp);
};

const weHear = () => until("we hear Chromium's tone", async () => {
  const { share, loudness } = await ahoy.facts();
  return share > 0.9 && loudness > 0.1;
});

const near = (peak, hz) => Math.abs(peak.hz - hz) < 12;

const theyHear = () => until("Chromium hears our tone", async () => {
  const { peaks } = await page.evaluate(() => facts());
  return peaks.length > 0 && near(peaks[0], OUR_TONE);
});

const weSee = async () => {
  const before = (await ahoy.facts()).framesDecoded;
  await until("we see Chromium's picture", async () => {
    const { framesDecoded, width } = await ahoy.facts();
    return framesDecoded >= before + 10 && width > 0;
  });
};

const theySee = async () => {
  const before = (await page.evaluate(() => facts())).framesDecoded;
  await until("Chromium sees our picture", async () =>
    (await page.evaluate(() => facts())).framesDecoded >= before + 10);
};

const everythingFlows = async (video) => {
  await weHear();
  await theyHear();
  if (video) {
    await weSee();
    await theySee();
  }
};

const check = (what, is, expected) => {
  if (is !== expected)
    throw new Error(`${what} is ${is}, not ${expected}`);
};

const checkHeld = async (remoteHold) => {
  const facts = await ahoy.facts();
  check("what we send", facts.sends, 0);
  check("what we receive", facts.receives, 0);
  check("held by Chromium", facts.remoteHold, remoteHold);
  const { directions } = await page.evaluate(() => facts());
  for (const direction of directions)
    check("a direction in Chromium", direction, "inactive");
};

const begin = async (weCall, wanted, video) => {
  await page.evaluate((on) => start(on), video);
  await (weCall ? weOffer(wanted) : theyOffer(wanted));
};

const end = async () => {
  const { failures } = await ahoy.facts();
  check("what went wrong", failures, "");
  await ahoy.ask({ do: "close" });
  await page.evaluate(() => stop());
};

const testFlows = async (weCall) => {
  await begin(weCall, BOTH, true);
  await everythingFlows(true);
  await end();
};

const testHolds = async (weCall) => {
  await begin(weCall, BOTH, true);
  await everythingFlows(true);

  await weOffer(BOTH | HOLD);
  await checkHeld(false);
  await weOffer(BOTH);
  await everythingFlows(true);

  await page.evaluate(() => setHold(true));
  await theyOffer(BOTH);
  await checkHeld(true);
  await page.evaluate(() => setHold(false));
  await theyOffer(BOTH);
  await everythingFlows(true);

  // Both: each takes its own back.
  await weOffer(BOTH | HOLD);
  await page.evaluate(() => setHold(true));
  await theyOffer(BOTH | HOLD);
  await checkHeld(true);
  await weOffer(BOTH);
  await checkHeld(true);
  await page.evaluate(() => setHold(false));
  await theyOffer(BOTH);
  await everythingFlows(true);
  await end();
};

const testVideo = async (weCall) => {
  await begin(weCall, AUDIO, false);
  await everythingFlows(false);

  await weOffer(BOTH);
  await theySee();
  await page.evaluate(() => setVideo(true));
  await theyOffer(BOTH);
  await everythingFlows(true);

  await weOffer(AUDIO);
  check("what we send", (await ahoy.facts()).sends, AUDIO);
  await weSee();
  await page.evaluate(() => setVideo(false));
  await theyOffer(AUDIO);
  check("what we receive", (await ahoy.facts()).receives, AUDIO);

  await page.evaluate(() => setVideo(true));
  await theyOffer(AUDIO);
  await weSee();
  await weOffer(BOTH);
  await everythingFlows(true);
  await end();
};

// Theirs first, in a section that begins with them.
const testTheirVideo = async (weCall) => {
  await begin(weCall, AUDIO, false);
  await everythingFlows(false);
  await page.evaluate(() => setVideo(true));
  await theyOffer(AUDIO);
  await weSee();
  await theyOffer(BOTH);
  await everythingFlows(true);
  await end();
};

const testRefused = async (weCall) => {
  await begin(weCall, AUDIO, false);
  await everythingFlows(false);
  await ahoy.ask({ do: "offer", wanted: BOTH });
  await ahoy.ask({ do: "rollback" });
  await everythingFlows(false);
  await weOffer(AUDIO | HOLD);
  await weOffer(BOTH);
  await theySee();
  await everythingFlows(false);
  await end();
};

const testDigits = async (weCall) => {
  await begin(weCall, AUDIO, false);
  await everythingFlows(false);
  for (const [digit, pair] of Object.entries(DIGITS)) {
    // Repeated, as a digit is over in no time, and whoever looks may be late.
    await until(`Chromium hears ${digit}`, async () => {
      await ahoy.ask({ do: "dtmf", text: digit });
      for (let n = 0; n < 10; n++) {
        const { peaks } = await page.evaluate(() => facts());
        if (pair.every((hz) => peaks.some((peak) => near(peak, hz))))
          return true;
      }
      return false;
    });
  }
  await page.evaluate(() => sendDigits("159#"));
  await until("we hear Chromium's digits", async () => (await ahoy.facts()).digits.length >= 4);
  check("digits", (await ahoy.facts()).digits, "159#");
  await end();
};

const testMute = async (weCall) => {
  await begin(weCall, AUDIO, false);
  await everythingFlows(false);
  await ahoy.ask({ do: "mute", wanted: 1 });
  await until("Chromium hears nothing", async () =>
    (await page.evaluate(() => facts())).peaks.length === 0);
  await ahoy.ask({ do: "mute", wanted: 0 });
  await everythingFlows(false);
  await end();
};

const testMany = async (weCall) => {
  for (let n = 0; n < 20; n++) {
    await begin(weCall, AUDIO, false);
    await everythingFlows(false);
    await end();
  }
};

const tests = [
  ["audio and video flow", testFlows],
  ["hold by either side and by both", testHolds],
  ["video is added and stopped", testVideo],
  ["Chromium adds video", testTheirVideo],
  ["a refused offer is taken back", testRefused],
  ["digits are heard", testDigits],
  ["mute sends silence", testMute],
  ["twenty times in a row", testMany],
];

const main = async () => {
  const executablePath = await findChromium();
  let playwright;
  try {
    playwright = require("playwright-core");
  } catch {
    playwright = null;
  }
  if (!executablePath || !playwright) {
    say(`1..0 # SKIP ${executablePath ? "playwright-core" : "Chromium"} is not installed`);
    return;
  }

  const browser = await playwright.chromium.launch({
    executablePath,
    args: ["--autoplay-policy=no-user-gesture-required", "--no-sandbox"],
  });
  ahoy = new Ahoy(process.argv[2]);
  page = await browser.newPage();
  page.on("pageerror", (error) => say(`# page: ${error}`));
  await page.goto(new URL("page.html", import.meta.url).href);

  say(`1..${tests.length * 2}`);
  let number = 0, failed = false;
  for (const weCall of [true, false])
    for (const [name, run] of tests) {
      number++;
      const title = `${weCall ? "Ahoy" : "Chromium"} calls: ${name}`;
      try {
        await run(weCall);
        say(`ok ${number} - ${title}`);
      } catch (error) {
        say(`not ok ${number} - ${title}`);
        say(`# ${String(error.stack ?? error).replaceAll("\n", "\n# ")}`);
        failed = true;
        break;
      }
    }
  ahoy.process.stdin.end();
  await browser.close();
  process.exitCode = failed ? 1 : 0;
};

await main();
