// SPDX-License-Identifier: GPL-3.0-or-later
// A login on the service with direct calls from a browser, without anything but what a browser has
// (sections 1 to 3 and 6.2 of the protocol page).
import { DirectCall } from "./direct-call.js";

const REOPEN = 2000; /* ms */
const AGENT = "JS,Chromium on Linux,1.10.21";

export class DirectRefusal extends Error {
  constructor(what, { code, message }) {
    super(`${what} was refused: ${code}, ${message}`);
    this.code = code;
  }
}

export class DirectPhone {
  constructor({ rest, websocket, app, user, password }) {
    Object.assign(this, { rest, websocket, app, user, password });
    this.client = crypto.randomUUID();
    this.calls = [];
    this.problems = [];        /* what must not happen */
    this.events = [];          /* the types of all events, in their order */
    this.doubled = 0;
    this.opened = 0;
    this.seen = new Set();     /* message ids */
    this.sequences = new Map(); /* of each call: what comes next, and what has come before its turn */
    this.waiting = new Map();  /* requests by their ids */
    this.queue = Promise.resolve();
  }

  async request(method, path, body, headers = {}) {
    const token = this.token ? { "sbcall-session-token": this.token } : {};
    const response = await fetch(`${this.rest}/v1/${path}`, {
      method,
      headers: { "content-type": "application/json", "sbcall-client-id": this.client,
                 "sendbird": AGENT, ...token, ...headers },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok)
      throw new DirectRefusal(`${method} ${path}`, answer);
    return answer;
  }

  get userPath() {
    return `users/${encodeURIComponent(this.user)}`;
  }

  async login() {
    const answer = await this.request("POST", `${this.userPath}/login`, {
      app_id: this.app, user_id: this.user, access_token: this.password,
    });
    this.token = answer.sbcall_session_token;
    if (answer.user.user_id !== this.user)
      this.fail(new Error(`the service takes us for ${answer.user.user_id}`));
    await this.#open();
  }

  async #open() {
    const query = new URLSearchParams({ sbcall_session_token: this.token,
                                        sbcall_client_id: this.client, sendbird: AGENT });
    const socket = new WebSocket(`${this.websocket}/?${query}`);
    socket.onmessage = ({ data }) => {
      for (const line of data.split("\n").filter((text) => text.trim() !== ""))
        this.#take(JSON.parse(line));
    };
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onclose = () => reject(new Error("the websocket cannot be opened"));
    });
    this.socket = socket;
    this.opened++;
    socket.onclose = () => {
      for (const { reject } of this.waiting.values())
        reject(new DirectRefusal("what is lost with the websocket", { code: 1800204 }));
      this.waiting.clear();
      this.socket = null;
      if (!this.leaving)
        setTimeout(() => this.#open().catch((error) => this.fail(error)), REOPEN);
    };
    const ids = this.calls.filter(({ isOver }) => !isOver).map(({ id }) => id);
    await this.request("GET", `direct_calls/missed_signal?call_ids=${ids.join(",")}`);
  }

  fail(error) {
    this.problems.push(String(error.stack ?? error));
  }

  /* What nobody answers. */
  report(cmd, type, payload) {
    const id = crypto.randomUUID();
    const frame = { version: 1, request_id: id, cmd, type, payload };
    this.socket?.send(`${JSON.stringify(frame)}\n`);
    return id;
  }

  /* What is answered. */
  order(cmd, type, payload) {
    return new Promise((resolve, reject) => {
      if (this.socket)
        this.waiting.set(this.report(cmd, type, payload), { type, resolve, reject });
      else
        reject(new DirectRefusal(type, { code: 1800201 }));
    });
  }

  #take(frame) {
    if (frame.request_id !== undefined)
      this.#takeAnswer(frame);
    else
      this.#takeEvent(frame);
  }

  #takeAnswer(frame) {
    const { request_id: id, type, payload, error, version } = frame;
    const request = this.waiting.get(id);
    this.waiting.delete(id);
    if (request === undefined || version !== 1 || type !== `${request.type}_ack`)
      this.fail(new Error(`nobody waits for ${JSON.stringify(frame)}`));
    else if (error)
      request.reject(new DirectRefusal(request.type, frame));
    else
      request.resolve(payload);
  }

  #takeEvent(frame) {
    if (frame.version !== 1 || frame.call_type !== "direct_call" || !frame.message_id
        || frame.delivery_info?.type !== "ws" || !frame.payload?.call_id)
      this.fail(new Error(`there is something missing in ${JSON.stringify(frame)}`));
    if (this.seen.has(frame.message_id)) {
      this.doubled++;
      return;
    }
    this.seen.add(frame.message_id);
    this.#order(frame);
  }

  /* Each call's events in their order, without holes. */
  #order(frame) {
    const { sequence_number: number, payload: { call_id: id } } = frame;
    if (!this.sequences.has(id))
      this.sequences.set(id, { next: 0, early: new Map() });
    const sequence = this.sequences.get(id);
    if (number < sequence.next || sequence.early.has(number)) {
      this.doubled++;
      return;
    }
    sequence.early.set(number, frame);
    for (let next; (next = sequence.early.get(sequence.next)) !== undefined; sequence.next++) {
      const turn = next;
      sequence.early.delete(sequence.next);
      this.events.push(turn.type);
      this.queue = this.queue.then(() => this.#handle(turn)).catch((error) => this.fail(error));
    }
  }

  async #handle({ type, payload, delivery_info: delivery }) {
    const call = this.calls.find(({ id }) => id === payload.call_id);
    if (type === "dial") {
      const arrived = new DirectCall(this, "incoming");
      this.calls.push(arrived);
      await arrived.arrive(payload, delivery);
    } else if (call === undefined) {
      this.fail(new Error(`${type} of a call that nobody knows`));
    } else {
      await call.handle(type, payload);
    }
  }

  call(to, wishes) {
    const call = new DirectCall(this, "outgoing");
    this.calls.push(call);
    return call.start(to, wishes);
  }

  /* Nothing is sent. */
  logout() {
    this.leaving = true;
    this.socket?.close();
  }
}
