// SPDX-License-Identifier: GPL-3.0-or-later
// What the services' own program for browsers does with descriptions (section 8 of the protocol
// page), and what it cannot bear: that is said by throwing.

const SENDING = ["sendrecv", "sendonly"];
const DIRECTIONS = [...SENDING, "recvonly", "inactive"];

const require = (is, what) => {
  if (!is)
    throw new Error(`the description is wrong: ${what}`);
};

class Section {
  constructor(lines, session) {
    this.lines = lines;
    const [kind, port, protocol, ...payloads] = lines[0].slice(2).split(" ");
    Object.assign(this, { kind, port: Number(port), protocol, payloads });
    this.mid = this.value("mid");
    this.direction = DIRECTIONS.find((d) => this.has(d)) ??
      DIRECTIONS.find((d) => session.includes(`a=${d}`)) ?? "sendrecv";
  }

  has(name) {
    return this.lines.includes(`a=${name}`);
  }

  values(name) {
    const mark = `a=${name}:`;
    return this.lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
  }

  value(name) {
    return this.values(name)[0];
  }

  get sends() {
    return SENDING.includes(this.direction);
  }

  get receives() {
    return this.direction === "sendrecv" || this.direction === "recvonly";
  }

  get codecs() {
    return this.values("rtpmap").map((text) => text.split(" ")[1].split("/")[0].toUpperCase());
  }
}

export class Description {
  constructor(text) {
    require(text.endsWith("\r\n"), "its last line has no end");
    const lines = text.slice(0, -2).split("\r\n");
    require(lines[0] === "v=0", "it does not begin with v=0");
    for (const line of lines)
      require(/^[a-z]=[^\r\n]*$/.test(line), `the line ${line}`);
    const starts = lines.flatMap((line, n) => line.startsWith("m=") ? [n] : []);
    this.session = lines.slice(0, starts[0]);
    this.sections = starts.map((start, n) =>
      new Section(lines.slice(start, starts[n + 1]), this.session));
    [this.id, this.version] = this.session.find((line) => line.startsWith("o=")).split(" ").slice(1);
  }

  toString() {
    return [...this.session, ...this.sections.flatMap((section) => section.lines), ""].join("\r\n");
  }

  /* A value that a section has itself, or that holds for all. */
  valueOf(section, name) {
    const mark = `a=${name}:`;
    return section.value(name) ??
      this.session.find((line) => line.startsWith(mark))?.slice(mark.length);
  }
}

const isAttributeOf = (payloads) => (line) => {
  const found = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line);
  return found !== null && payloads.has(found[1]);
};

/* Takes a codec, and what repeats its packets, out of a section. */
const removeCodec = (section, name) => {
  const gone = new Set(section.values("rtpmap").map((text) => text.split(" "))
    .filter(([, codec]) => codec.toUpperCase().startsWith(`${name}/`))
    .map(([payload]) => payload));
  for (const text of section.values("fmtp")) {
    const repeated = /^(\d+) apt=(\d+)/.exec(text);
    if (repeated && gone.has(repeated[2]))
      gone.add(repeated[1]);
  }
  const isGone = isAttributeOf(gone);
  section.payloads = section.payloads.filter((payload) => !gone.has(payload));
  section.lines = section.lines.filter((line) => !isGone(line));
  section.lines[0] = `m=${section.kind} ${section.port} ${section.protocol} ` +
    section.payloads.join(" ");
};

/* The services' program knows VP8 only. Others have another one. */
const keepVideo = (section, videoCodec) => {
  for (const other of ["VP8", "H264"].filter((codec) => codec !== (videoCodec ?? "VP8")))
    removeCodec(section, other);
};

/* What is sent of a description that the browser has made. */
export const prepareLocal = (text, videoCodec) => {
  const description = new Description(text);
  for (const section of description.sections) {
    keepVideo(section, videoCodec);
    section.lines = section.lines.filter((line) => line !== "a=ice-options:trickle");
  }
  description.session = description.session.filter((line) => line !== "a=ice-options:trickle");
  return String(description);
};

/* What the browser is given of a description of the other side. codec: the only one of its sound
 * that gets through, as where there is a telephone behind the service; without one, all. */
export const prepareRemote = (text, { again, held, codec, videoCodec }) => {
  const description = new Description(text);
  for (const section of description.sections) {
    keepVideo(section, videoCodec);
    if (codec && section.kind === "audio")
      for (const other of section.codecs.filter((c) => c !== codec && c !== "TELEPHONE-EVENT"))
        removeCodec(section, other);
    section.lines = section.lines.map((line) => {
      if (again && line === "a=setup:active")
        return "a=setup:actpass";
      return held && DIRECTIONS.includes(line.slice(2)) ? "a=inactive" : line;
    });
  }
  return String(description);
};

/* What the other side means by its new description (section 7.7). */
export const compare = (before, now, locallyHeld) => {
  const old = (section) => before.sections.find(({ mid }) => mid === section.mid);
  const flows = ({ direction }) => direction !== "inactive";
  const both = ({ direction }) => direction === "sendrecv";
  const began = now.sections.filter((s) => s.sends && !old(s)?.sends);
  const stopped = now.sections.filter((s) => !s.sends && old(s)?.sends);

  if (before.sections.some(both) && !now.sections.some(flows))
    return "hold";
  if (!before.sections.some(flows) && now.sections.some(flows))
    return "unhold";
  if (began.length > 0)
    return "add";
  if (stopped.length > 0)
    return "remove";
  return locallyHeld && !now.sections.some(flows) ? "hold" : "nothing";
};

const checkSection = (description, section, type, videoCodec) => {
  const of = (what) => `section ${section.mid} ${what}`;
  require(section.mid !== undefined, "a section has no a=mid");
  require(section.protocol === "UDP/TLS/RTP/SAVPF", of(`is ${section.protocol}`));
  /* Without this the comparison of the services' program throws, and nothing is ever answered. */
  require(!section.sends || section.values("ssrc").length === 0 ||
          section.values("msid").length === 1, of("has a=ssrc, but not one a=msid"));
  require(DIRECTIONS.filter((d) => section.has(d)).length <= 1, of("has several directions"));
  if (section.port === 0)
    return;

  const setup = description.valueOf(section, "setup");
  require(type === "offer" ? setup === "actpass" : ["active", "passive"].includes(setup),
          of(`says setup:${setup} in an ${type}`));
  for (const name of ["ice-ufrag", "ice-pwd", "fingerprint"])
    require(description.valueOf(section, name) !== undefined, of(`has no ${name}`));
  require(section.has("rtcp-mux"), of("has no rtcp-mux"));
  const usable = section.kind === "audio" ? ["OPUS", "PCMU", "PCMA"] : [videoCodec];
  require(usable.some((codec) => section.codecs.includes(codec)),
          of(`has no codec that everybody has: ${section.codecs}`));
  const named = new Set(section.values("rtpmap").map((line) => line.split(" ")[0]));
  require(section.payloads.every((payload) => named.has(payload) || Number(payload) < 96),
          of("has a payload type without a=rtpmap"));
};

/* Follows the other side's descriptions through a call. */
export class Checker {
  constructor(videoCodec) {
    this.videoCodec = videoCodec ?? "VP8";
    this.last = null;
    this.role = null; /* of the other side, once it is settled */
    this.restarting = false; /* our offer was about another way through the network */
  }

  /* Another way is looked for by both sides or by none, and for everything at once. */
  #checkWay(description, type) {
    const { last } = this;
    const changes = [];
    last.sections.forEach((old, n) => {
      const section = description.sections[n];
      if (section.port !== 0 && old.port !== 0)
        for (const name of ["ice-ufrag", "ice-pwd"])
          changes.push(description.valueOf(section, name) !== last.valueOf(old, name));
    });
    require(changes.every((change) => change === changes[0]), "it has another way for some sections");
    require(changes[0] === undefined || changes[0] === this.restarting ||
            (type === "offer" && !this.restarting), `its way has changed: ${changes[0]}`);
    /* Those of TCP that only call have no port of their own. */
    const candidates = ({ sections }) => sections.flatMap((section) => section.values("candidate"))
      .filter((one) => one.toLowerCase().includes(" udp "));
    require(!changes[0] || candidates(description).every((one) => !candidates(last).includes(one)),
            "it can be reached as before, by another name");
    this.restarting = false;
  }

  #checkContinues(description, type) {
    const { last } = this;
    require(description.sections.length >= last.sections.length, "a section has gone");
    last.sections.forEach((old, n) => {
      const section = description.sections[n];
      require(section.mid === old.mid || old.port === 0, `section ${old.mid} is ${section.mid} now`);
      require(section.kind === old.kind, `section ${old.mid} is of another kind now`);
      require(section.port === 0 || old.port === 0 ||
              description.valueOf(section, "fingerprint") === last.valueOf(old, "fingerprint"),
              `the fingerprint of section ${old.mid} has changed`);
    });
    this.#checkWay(description, type);
    require(String(description) === String(last) || BigInt(description.version) > BigInt(last.version),
            `its version is ${description.version} after ${last.version}`);
  }

  /* Throws where the services' program would choke. Returns the description; isOther tells that it
   * is somebody else's. */
  check(text, type, ours) {
    const description = new Description(text);
    const live = description.sections.filter(({ port }) => port !== 0);
    for (const section of description.sections)
      checkSection(description, section, type, this.videoCodec);
    require(live.length > 0, "nothing lives in it");
    require(!text.includes("a=ice-options:trickle"), "it says that candidates follow");
    require(description.valueOf(live[0], "candidate") !== undefined, "it has no candidates");
    const bundle = description.session.find((line) => line.startsWith("a=group:BUNDLE"))?.split(" ");
    require(live.length === 1 || live.every(({ mid }) => bundle?.includes(mid)),
            `its BUNDLE is ${bundle}`);

    description.isOther = this.last !== null && this.last.id !== description.id;
    if (description.isOther)
      this.role = null;
    else if (this.last !== null)
      this.#checkContinues(description, type);
    if (type === "answer")
      this.#checkAnswers(description, ours, live);
    return description;
  }

  #checkAnswers(description, ours, live) {
    const offered = new Description(ours).sections;
    require(description.sections.length === offered.length, "the answer has other sections");
    description.sections.forEach((section, n) => {
      require(section.kind === offered[n].kind && section.mid === offered[n].mid,
              `section ${section.mid} does not answer section ${offered[n].mid}`);
      require(!(section.sends && !offered[n].receives) && !(section.receives && !offered[n].sends),
              `${section.direction} does not answer ${offered[n].direction}`);
    });
    const role = description.valueOf(live[0], "setup");
    require(this.role === null || role === this.role, `its role is ${role} now`);
    this.role = role;
  }

  /* Our first answer has settled it. */
  settle(ours) {
    const { sections } = new Description(ours);
    this.role ??= sections[0].value("setup") === "active" ? "passive" : "active";
  }

  take(description) {
    this.last = description;
  }
}
