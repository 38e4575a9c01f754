// Which record is on screen and which come next; knows decisions, knows nothing of the page.
const COUNTS = { submitted: 1, discarded: 1, skipped: 0 };

class Queue {
  constructor(journal) {
    this.journal = journal;
    this.items = [];
    this.current = null;
    this.history = [];
    this.expected = new Map(); // record id -> its version once this browser's decisions are stored
  }

  // New items from Python. What is being read stays on screen, whatever the new list says.
  offer(items) {
    this.items = items;
    if (!this.current) this.next();
  }

  next() {
    this.current = this.items.find((item) => this.open(item)) ?? null;
  }

  open(item) {
    const last = this.journal.lastFor(item.id);
    if (last) return last.action === "draft";
    return item.version >= (this.expected.get(item.id) ?? 0);
  }

  decide(action, value, note, clock) {
    const item = this.current;
    const decision = this.decision(item, action, value, note, clock.seconds(), clock.shownAt);
    this.expected.set(item.id, decision.version + 1);
    this.journal.add(decision, COUNTS[action]);
    this.history.push({ item, decision });
    this.next();
    return decision;
  }

  // An unsent decision simply goes; a sent one is followed by a draft that opens the record again.
  undo() {
    const last = this.history.pop();
    if (!last) return null;
    const { item, decision } = last;
    const entry = this.journal.entries.get(decision.decision_id);
    if (entry && !entry.sent) {
      this.journal.remove(decision.decision_id);
      this.expected.set(item.id, decision.version);
    } else {
      const draft = this.decision(item, "draft", null, "", 0, new Date().toISOString());
      this.journal.add(draft, -COUNTS[decision.action]);
    }
    this.current = item;
    return last;
  }

  decision(item, action, value, note, seconds, shownAt) {
    return {
      decision_id: newId(),
      record_id: item.id,
      version: Math.max(item.version, this.expected.get(item.id) ?? 0),
      action,
      value,
      note,
      seconds,
      blind: !("suggestion" in item),
      shown_at: shownAt,
      phase: item.phase,
    };
  }

  // How the stored count changes once everything here is stored.
  pendingDone() {
    return this.journal.waiting().reduce((sum, entry) => sum + entry.counts, 0);
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
