// What is being typed goes out as a draft when the hands rest: it counts for nothing and moves nothing on.
const REST_MS = 1_500;

class Drafts {
  constructor(save) {
    this.save = save;
    this.timer = null;
  }

  changed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), REST_MS);
  }

  flush() {
    if (this.timer === null) return;
    this.stop();
    this.save();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
  }
}
