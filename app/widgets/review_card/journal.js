// Decisions that Python has not acknowledged yet: one entry of localStorage each, so two tabs never overwrite
// each other, in memory too, so a full or forbidden storage loses nothing while the page stays open.
class Journal {
  constructor(name) {
    this.prefix = `verilode.review:${name}:`;
    this.entries = new Map();
    this.durable = true;
    this.latest = 0;
    this.load();
  }

  load() {
    try {
      for (const key of Object.keys(localStorage).filter((key) => key.startsWith(this.prefix))) {
        const entry = parsed(localStorage.getItem(key));
        if (entry?.decision) this.entries.set(entry.decision.decision_id, { ...entry, sent: true });
      }
    } catch {
      this.durable = false;
    }
  }

  // `counts` is what this decision adds to the number of decided records: 1, 0 or -1.
  add(decision, counts) {
    this.latest = Math.max(Date.now(), this.latest + 0.001);
    const entry = { at: this.latest, decision, counts, sent: false };
    this.entries.set(decision.decision_id, entry);
    try {
      localStorage.setItem(this.prefix + decision.decision_id, JSON.stringify(entry));
    } catch {
      this.durable = false;
    }
  }

  remove(id) {
    const known = this.entries.delete(id);
    try {
      localStorage.removeItem(this.prefix + id);
    } catch {
      this.durable = false;
    }
    return known;
  }

  // Oldest first: an undo must reach the store after what it undoes.
  waiting() {
    return [...this.entries.values()].sort((a, b) => a.at - b.at);
  }

  holds(record) {
    return this.waiting().some((entry) => entry.decision.record_id === record);
  }

  // What was typed on a record and has not left yet: what comes after it takes its place.
  unsentDraft(record) {
    const typed = ({ value, note }) => value !== null || note !== "";
    const fits = ({ sent, decision }) => !sent && decision.action === "draft" && decision.record_id === record && typed(decision);
    return this.waiting().find(fits);
  }

  get size() {
    return this.entries.size;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // not ours, or cut off by a full disk: the other entries still count
  }
}
