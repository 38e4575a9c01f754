// Active seconds on one record: a pause longer than a minute counts as a minute, a hidden page not at all.
const IDLE_MS = 60_000;

class Clock {
  constructor(now = () => performance.now()) {
    this.now = now;
    this.start();
  }

  start() {
    this.shownAt = new Date().toISOString();
    this.active = 0;
    this.last = this.now();
    this.paused = false;
  }

  touch() {
    const now = this.now();
    if (!this.paused) this.active += Math.min(now - this.last, IDLE_MS);
    this.last = now;
  }

  pause(hidden) {
    this.touch();
    this.paused = hidden;
  }

  seconds() {
    this.touch();
    return Math.round(this.active) / 1000;
  }
}
