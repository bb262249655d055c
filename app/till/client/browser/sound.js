// Short tones: a high one for a scan that was taken, a low rough one for what went wrong.

/** @typedef {{ pitch: number, shape: OscillatorType, seconds: number, loudness: number, after?: number }} Tone */

export class Sound {
  /** @type {AudioContext | null} */
  #audio = null;

  /** @param {boolean} on */
  constructor(on) {
    this.on = on;
  }

  ok() {
    this.#play({ pitch: 1760, shape: 'sine', seconds: 0.08, loudness: 0.12 });
  }

  paid() {
    this.#play({ pitch: 1320, shape: 'sine', seconds: 0.1, loudness: 0.12 });
    this.#play({ pitch: 1980, shape: 'sine', seconds: 0.16, loudness: 0.12, after: 0.09 });
  }

  /** An order of the web shop came. */
  arrived() {
    this.#play({ pitch: 880, shape: 'sine', seconds: 0.18, loudness: 0.12 });
    this.#play({ pitch: 1175, shape: 'sine', seconds: 0.3, loudness: 0.12, after: 0.18 });
  }

  wrong() {
    this.#play({ pitch: 196, shape: 'square', seconds: 0.4, loudness: 0.16 });
  }

  stop() {
    this.#audio?.close();
    this.#audio = null;
  }

  /** @param {Tone} tone */
  #play({ pitch, shape, seconds, loudness, after = 0 }) {
    if (!this.on) return;
    try {
      const audio = (this.#audio ??= new AudioContext());
      if (audio.state === 'suspended') audio.resume();
      const source = audio.createOscillator();
      const volume = audio.createGain();
      const begin = audio.currentTime + after;
      source.type = shape;
      source.frequency.value = pitch;
      volume.gain.setValueAtTime(loudness, begin);
      volume.gain.exponentialRampToValueAtTime(0.001, begin + seconds);
      source.connect(volume).connect(audio.destination);
      source.start(begin);
      source.stop(begin + seconds);
    } catch {
      // No sound on this machine; colour and text say the same.
    }
  }
}
