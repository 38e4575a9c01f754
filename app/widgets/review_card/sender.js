// Sends the journal to Python: one message under way at a time, everything unacknowledged in each.
const RETRY_MS = 3_000;
const AT_ONCE = 200;

class Sender {
  constructor(journal, send, changed) {
    this.journal = journal;
    this.send = send;
    this.changed = changed;
    this.timer = null;
    this.offline = false;
  }

  flush() {
    if (this.timer !== null || this.journal.size === 0) return;
    const batch = this.journal.waiting().slice(0, AT_ONCE);
    for (const entry of batch) entry.sent = true;
    this.timer = setTimeout(() => this.late(), RETRY_MS);
    this.send(batch.map((entry) => entry.decision));
  }

  late() {
    this.timer = null;
    this.offline = true;
    this.changed();
    this.flush();
  }

  // Without an acknowledgement nothing is resent at once: only the timer may, or a page that never
  // acknowledges would be asked for ever.
  acknowledge(ids) {
    const news = ids.filter((id) => this.journal.remove(id)).length;
    if (news === 0 && this.journal.size > 0) return;
    this.stop();
    this.offline = false;
    this.flush();
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
  }
}
