#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Twenty calls in a row in each direction; what our side has of the system's is the same after them.
import { readdir } from "node:fs/promises";
import { check, connect, everythingFlows, leave, runTests, until, waitOurState, waitTheirState,
} from "./harness.mjs";

const CALLS = 20;
const FIRST = 4; /* what is made once is there after these */

const count = async ({ ahoy }, what) =>
  (await readdir(`/proc/${ahoy.process.pid}/${what}`)).length;

/* One with a picture, one without, and each side ends every other of them. */
const callOnce = async ({ ahoy, bob }, weCall, n) => {
  const video = n % 2 === 1;
  await connect(weCall, { ours: { video }, theirs: { video } });
  await everythingFlows(video);
  if (n % 4 < 2) {
    await ahoy.ask("end", { call: 0 });
    await waitTheirState("Ended");
    check("why it ended", (await ahoy.call()).endReason, "hung-up");
  } else {
    await bob.ofCall("end");
    await waitOurState("ended");
    check("why it ended", (await ahoy.call()).endReason, "remote-hung-up");
  }
  await waitTheirState("Ended");
  await leave();
};

/* What is let go in threads is gone a moment later. */
const testMany = async (world, weCall) => {
  let files = 0, threads = 0;
  for (let n = 0; n < CALLS; n++) {
    await callOnce(world, weCall, n);
    if (n < FIRST) {
      files = Math.max(files, await count(world, "fd"));
      threads = Math.max(threads, await count(world, "task"));
    }
  }
  await until(`there are ${files} open files again`, async () =>
    await count(world, "fd") <= files);
  await until(`there are ${threads} threads again`, async () =>
    await count(world, "task") <= threads);
};

await runTests([["twenty times in a row", testMany]], "bob");
