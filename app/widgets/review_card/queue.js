// Which record is on screen and which come next; knows decisions, knows nothing of the page.
const COUNTS = { submitted: 1, discarded: 1, skipped: 0, draft: 0 };

class Queue {
  constructor(journal) {
    this.journal = journal;
    this.items = [];
    this.current = null;
    this.history = [];
    this.expected = new Map(); // record id -> its version once this browser's decisions are stored
    this.last = new Map(); // record id -> what was last done or typed here
    for (const { decision } of journal.waiting()) this.last.set(decision.record_id, decision);
  }

  // New items from Python. What is being read stays on screen, whatever the new list says.
  offer(items) {
    this.items = items;
    if (!this.current) this.next();
  }

  next() {
    this.current = this.items.find((item) => this.open(item)) ?? null;
  }

  // A blind item's version is always 0, so it tells nothing about what happened since.
  open(item) {
    const last = this.last.get(item.id);
    if (!last || last.action === "draft") return true;
    return item.version > 0 && !this.journal.holds(item.id) && item.version >= this.expected.get(item.id);
  }

  // What was written on this item before: here, or on another computer.
  kept(item) {
    const { value, note } = this.last.get(item.id) ?? { value: item.draft ?? null, note: item.note ?? "" };
    return { value, note };
  }

  decide(action, value, note, clock) {
    const item = this.current;
    this.dropUnsentDraft(item);
    const decision = this.decision(item, action, value, note, clock.seconds(), clock.shownAt);
    this.expected.set(item.id, decision.version + 1);
    this.add(decision, COUNTS[action]);
    this.history.push({ item, decision });
    this.next();
    return decision;
  }

  // What has been typed so far; it decides nothing and the record stays.
  draft(value, note, clock) {
    const last = this.last.get(this.current.id);
    if (last?.action === "draft" && last.value === value && last.note === note) return;
    this.dropUnsentDraft(this.current);
    this.add(this.decision(this.current, "draft", value, note, clock.seconds(), clock.shownAt), 0);
  }

  dropUnsentDraft(item) {
    const entry = this.journal.unsentDraft(item.id);
    if (entry) this.journal.remove(entry.decision.decision_id);
  }

  // An unsent decision simply goes; a sent one is followed by an empty draft that opens the record again.
  undo(index = this.history.length - 1) {
    const [last] = this.history.splice(index, 1);
    if (!last) return null;
    const { item, decision } = last;
    const entry = this.journal.entries.get(decision.decision_id);
    if (entry && !entry.sent) {
      this.journal.remove(decision.decision_id);
      this.expected.set(item.id, decision.version);
    } else this.add(this.decision(item, "draft", null, "", 0, new Date().toISOString()), -COUNTS[decision.action]);
    this.last.set(item.id, { ...decision, action: "draft" });
    this.current = item;
    return last;
  }

  // A decision that will never be stored: its record is open again, with what was written.
  refuse(id) {
    this.history = this.history.filter(({ decision }) => decision.decision_id !== id);
    for (const [record, decision] of this.last) {
      if (decision.decision_id === id) this.last.set(record, { ...decision, action: "draft" });
    }
  }

  add(decision, counts) {
    this.last.set(decision.record_id, decision);
    this.journal.add(decision, counts);
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
      blind: item.blind,
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
