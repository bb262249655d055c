// Short tones: a high one for a scan that was taken, a low rough one for what went wrong.

let audio = null;

function tone({ pitch, shape, seconds, loudness }) {
  try {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') audio.resume();
    const source = audio.createOscillator();
    const volume = audio.createGain();
    const now = audio.currentTime;
    source.type = shape;
    source.frequency.value = pitch;
    volume.gain.setValueAtTime(loudness, now);
    volume.gain.exponentialRampToValueAtTime(0.001, now + seconds);
    source.connect(volume).connect(audio.destination);
    source.start(now);
    source.stop(now + seconds);
  } catch {
    // No sound on this machine; colour and text say the same.
  }
}

export const sound = {
  on: true,
  ok() {
    if (this.on) tone({ pitch: 1760, shape: 'sine', seconds: 0.08, loudness: 0.12 });
  },
  paid() {
    if (!this.on) return;
    tone({ pitch: 1320, shape: 'sine', seconds: 0.1, loudness: 0.12 });
    setTimeout(() => tone({ pitch: 1980, shape: 'sine', seconds: 0.16, loudness: 0.12 }), 90);
  },
  wrong() {
    if (this.on) tone({ pitch: 196, shape: 'square', seconds: 0.4, loudness: 0.16 });
  },
};
