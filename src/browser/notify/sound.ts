const MIN_PAUSE_MS = 2000;
const LOUDNESS = 0.08;
const LENGTH_S = 0.32;

let context: AudioContext | undefined;
let lastPlayed = Number.NEGATIVE_INFINITY;

export function playSound(): void {
  const now = performance.now();
  if (now - lastPlayed < MIN_PAUSE_MS) return;
  // Until the visitor has clicked something, browsers keep pages silent.
  if (navigator.userActivation?.hasBeenActive === false) return;
  lastPlayed = now;
  context ??= new AudioContext();
  if (context.state === "suspended") void context.resume();
  playTone(context, 587, 0);
  playTone(context, 880, 0.09);
}

function playTone(audio: AudioContext, frequency: number, delay: number): void {
  const start = audio.currentTime + delay;
  const tone = new OscillatorNode(audio, { type: "sine", frequency });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH_S);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + LENGTH_S);
}
