// SPDX-License-Identifier: GPL-3.0-or-later
// A tone and a moving picture for each call, and what is heard and seen of the other side.

const context = new AudioContext();
const now = () => performance.timeOrigin + performance.now(); /* ms since 1970 */

export const options = { tone: 1000, width: 320, height: 240, colour: "#00a000", limit: 0, codec: null,
                         videoCodec: null };

const makeTone = () => {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  const out = context.createMediaStreamDestination();
  oscillator.frequency.value = options.tone;
  gain.gain.value = 0.5;
  oscillator.connect(gain).connect(out);
  oscillator.start();
  return { stream: out.stream, stop: () => { oscillator.stop(); oscillator.disconnect(); } };
};

/* A white ball that moves over one colour. */
const makePicture = () => {
  const canvas = document.createElement("canvas");
  canvas.width = options.width;
  canvas.height = options.height;
  const pen = canvas.getContext("2d");
  let n = 0;
  const painting = setInterval(() => {
    n++;
    pen.fillStyle = options.colour;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = "white";
    pen.beginPath();
    pen.arc(canvas.width * (0.5 + 0.4 * Math.sin(n / 30)),
            canvas.height * (0.5 + 0.4 * Math.cos(n / 30)), 20, 0, 2 * Math.PI);
    pen.fill();
  }, 1000 / 30);
  return { stream: canvas.captureStream(30), stop: () => clearInterval(painting) };
};

/* When the first sound that is none but silence came out of the decoder. */
const awaitSound = async (track, tell) => {
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  for (let done = false; !done;) {
    const { value, done: over } = await reader.read();
    if (over)
      return;
    const samples = new Float32Array(value.numberOfFrames);
    value.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
    value.close();
    done = samples.some((sample) => sample > 0.05);
  }
  tell();
  reader.cancel();
};

export class CallMedia {
  constructor() {
    this.tone = makeTone();
    this.picture = null;
    this.analyser = context.createAnalyser();
    this.analyser.fftSize = 8192;
    this.analyser.smoothingTimeConstant = 0;
    this.elements = [];
    this.sources = [];
    this.firstFrame = 0;
    this.firstSound = 0;
    this.video = null;
    context.resume();
  }

  get audioTrack() {
    return this.tone.stream.getAudioTracks()[0];
  }

  get videoTrack() {
    this.picture ??= makePicture();
    return this.picture.stream.getVideoTracks()[0];
  }

  /* The other side's. */
  addTrack(track) {
    const element = document.createElement(track.kind);
    element.srcObject = new MediaStream([track]);
    element.autoplay = true;
    element.muted = true; /* without an element Chromium decodes nothing */
    this.elements.push(element);
    document.body.append(element);
    if (track.kind === "audio") {
      const source = context.createMediaStreamSource(element.srcObject);
      source.connect(this.analyser);
      this.sources.push(source);
      awaitSound(track.clone(), () => { this.firstSound ||= now(); });
    } else {
      this.video = element;
      element.requestVideoFrameCallback(() => { this.firstFrame ||= now(); });
    }
  }

  /* The loudest frequencies that are heard, in Hz, with how loud they are, in dB. */
  listen() {
    const levels = new Float32Array(this.analyser.frequencyBinCount);
    this.analyser.getFloatFrequencyData(levels);
    const step = context.sampleRate / this.analyser.fftSize;
    const peaks = [];
    for (let i = 1; i < levels.length - 1; i++)
      if (levels[i] > -60 && levels[i] > levels[i - 1] && levels[i] >= levels[i + 1])
        peaks.push({ hz: i * step, db: levels[i] });
    return peaks.sort((a, b) => b.db - a.db).slice(0, 4);
  }

  /* How dark and how bright the picture is that is seen, from 0 to 1. */
  look() {
    if (!this.video || this.video.videoWidth === 0)
      return { darkest: 0, brightest: 0, width: 0 };
    const canvas = new OffscreenCanvas(80, 60);
    const pen = canvas.getContext("2d");
    pen.drawImage(this.video, 0, 0, 80, 60);
    const { data } = pen.getImageData(0, 0, 80, 60);
    let darkest = 255, brightest = 0;
    for (let i = 1; i < data.length; i += 4) {
      darkest = Math.min(darkest, data[i]);
      brightest = Math.max(brightest, data[i]);
    }
    return { darkest: darkest / 255, brightest: brightest / 255, width: this.video.videoWidth };
  }

  stop() {
    this.tone.stop();
    this.picture?.stop();
    for (const source of this.sources)
      source.disconnect();
    for (const element of this.elements) {
      element.srcObject = null;
      element.remove();
    }
  }
}

export { now };

/* The way that is taken through the network: its two ends, each by the user name of its own. */
export const readWay = async (peer) => {
  const reports = await peer.getStats();
  for (const report of reports.values()) {
    if (report.type !== "transport")
      continue;
    const pair = reports.get(report.selectedCandidatePairId);
    const local = pair && reports.get(pair.localCandidateId);
    const remote = pair && reports.get(pair.remoteCandidateId);
    if (local && remote && pair.state === "succeeded")
      return { local: local.usernameFragment, remotePort: remote.port };
  }
  return null;
};
