// SPDX-License-Identifier: GPL-3.0-or-later
// A login on the service from a browser, without anything but what a browser has (sections 2 to 4
// of the protocol page).
import { Call } from "./call.js";

const REMEMBERED = 100; /* eventIds */
const KEEP_ALIVE = 30000;
const TRIES = 5;
const DELAY = 5000;

const inflate = async (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
};

export class Refusal extends Error {
  constructor(what, status, code) {
    super(`${what} was refused: ${status}, ${code}`);
    this.status = status;
    this.code = code;
  }
}

export class Phone {
  constructor({ rest, websocket, user, password }) {
    Object.assign(this, { rest, websocket, user, password });
    this.calls = [];
    this.problems = []; /* what must not happen */
    this.events = [];   /* the types of all notifications, in their order */
    this.doubled = 0;
    this.opened = 0;
    this.seen = [];
    this.queue = Promise.resolve();
    this.path = `/rest/version/1/user/${user}`;
  }

  async request(method, path, body, wrapper) {
    const response = await fetch(this.rest + path, {
      method,
      headers: {
        "Accept": "application/json",
        "Authorization": `Basic ${btoa(`${this.user}:${this.password}`)}`,
        "Content-Type": "application/json",
        "X-Cpaas-Agent": "link-js-sdk/5.2.0",
      },
      body: body && JSON.stringify(body),
    });
    const answer = response.status === 204 ? {} : await response.json();
    const inner = answer[wrapper] ?? {};
    if (!response.ok)
      throw new Refusal(`${method} ${body ? JSON.stringify(body).slice(0, 60) : path}`,
                        response.status, inner.statusCode);
    return inner;
  }

  async login() {
    const answer = await this.request("POST", `${this.path}/subscription`, {
      subscribeRequest: {
        expires: 3600, service: ["call"], localization: "English_US", useTurn: true,
        notificationType: "WebSocket", supported: ["RingingFeedback"], forceLogOut: "false",
      },
    }, "subscribeResponse");
    this.subscription = answer.subscription;
    this.channel = answer.subscriptionParams.notificationChannel;
    await this.#open(TRIES);
  }

  async #open(tries) {
    const socket = new WebSocket(this.websocket + this.channel);
    this.socket = socket;
    socket.onmessage = ({ data }) => this.#take(data);
    const open = await new Promise((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onclose = () => resolve(false);
    });
    if (!open && tries > 1) {
      await new Promise((resolve) => { setTimeout(resolve, DELAY); });
      return this.#open(tries - 1);
    }
    if (!open)
      throw new Error("the websocket cannot be opened");
    this.opened++;
    const ping = () => socket.send('{"message_type":"ping"}');
    ping();
    const keepAlive = setInterval(ping, KEEP_ALIVE);
    socket.onclose = ({ code }) => {
      clearInterval(keepAlive);
      if (code !== 1000 && !this.leaving)
        this.#open(TRIES);
    };
  }

  #take(data) {
    const message = JSON.parse(data).notificationMessage;
    if (this.seen.includes(message.eventId)) {
      this.doubled++;
      return;
    }
    this.seen = [...this.seen, message.eventId].slice(-REMEMBERED);
    this.events.push(message.eventType);
    /* One after the other, as they came. */
    this.queue = this.queue.then(() => this.#handle(message)).catch((error) => this.fail(error));
  }

  fail(error) {
    this.problems.push(String(error.stack ?? error));
  }

  async #handle(message) {
    const session = message.sessionParams;
    if (session === undefined)
      return;
    if (session.sdpFormat === "compressed")
      session.sdp = await inflate(session.sdp);
    let call = this.calls.find(({ id }) => id === session.sessionData);
    if (message.eventType === "call") {
      call = new Call(this, "incoming");
      this.calls.push(call);
      await call.arrive(message);
    } else if (call !== undefined) {
      /* What the call answers must not hold up what else is told. */
      call.handle(message).catch((error) => this.fail(error));
    }
  }

  call(to, wishes) {
    const call = new Call(this, "outgoing");
    this.calls.push(call);
    return call.start(to, wishes);
  }

  announce(sdp) {
    const call = new Call(this, "incoming");
    this.calls.push(call);
    return call.announce(sdp);
  }

  async logout() {
    this.leaving = true;
    await this.request("DELETE", this.subscription, null, "subscribeResponse");
    this.socket.close();
  }
}
