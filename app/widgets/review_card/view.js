// Draws the state into the skeleton of card.html; record text, labels and guidelines only ever as text nodes.
const FIRST = 20_000;

class View {
  constructor(root) {
    this.root = root;
    this.at = Object.fromEntries([...root.querySelectorAll("[data-at]")].map((place) => [place.dataset.at, place]));
    this.history = new DecisionHistory(this.at.history, this.at.historyList);
  }

  button(action) {
    return this.root.querySelector(`[data-do="${action}"]`);
  }

  draw(card) {
    const item = card.queue.current;
    this.drawTop(card);
    this.history.draw(card.queue.history);
    for (const action of ["undo", "history"]) this.button(action).disabled = card.queue.history.length === 0;
    for (const action of ["reject", "skip", "note"]) this.button(action).disabled = !item;
    if (item) this.drawPrimary(card, item);
  }

  // One filled button at a time: accept what is suggested, or submit what was made of it.
  drawPrimary({ control, changedAnswer }, item) {
    const accepts = baseOf(item) !== null && !changedAnswer;
    this.button("accept").hidden = !accepts;
    this.button("restore").hidden = accepts || baseOf(item) === null;
    this.button("submit").hidden = !control.submits || accepts;
    this.at.submitKey.textContent = control.submitKey;
    this.at.suggestedAs.textContent = accepts ? this.heading : this.changedHeading;
    this.at.none.textContent = control.none;
  }

  drawItem(item, card) {
    this.root.querySelector(".card").dataset.record = item?.id ?? "";
    this.root.querySelector(".card").dataset.control = item?.control ?? "";
    this.root.querySelector(".card").dataset.disputed = Boolean(item?.answers?.length);
    this.at.answer.hidden = !item;
    this.at.paper.scrollTop = 0;
    this.at.text.classList.toggle("over", !item);
    this.note("");
    if (!item) return this.drawEnd(card);
    showText(this.at.context, item.context);
    this.drawSuggestion(item, card.control);
    if (card.control.place.parentNode !== this.at.control) this.at.control.replaceChildren(card.control.place);
    this.drawKeys(card.control.keys);
  }

  drawText(item, limit, control) {
    control.drawText(this.at.text, item.text.slice(0, limit));
    this.at.cut.hidden = item.length <= Math.min(limit, item.text.length);
    const all = limit >= item.text.length;
    this.at.cutSize.textContent = `First ${Math.min(limit, item.text.length).toLocaleString("en")} of ${item.length.toLocaleString("en")} characters.`;
    this.button("more").hidden = all;
  }

  drawEnd({ queue, journal, data }) {
    const { done, total } = data.progress;
    const left = total - done - queue.pendingDone();
    this.at.context.replaceChildren();
    this.at.cut.hidden = true;
    if (journal.size > 0 && left > 0) this.at.text.textContent = "Fetching the next records…";
    else this.at.text.textContent = "Nothing left to review here. Thank you.";
  }

  drawSuggestion(item, control) {
    const { suggestion, proposal } = item;
    const judged = suggestion ?? (control.shows && proposal !== undefined ? { rationale: "", confidence: null } : null);
    this.at.suggested.hidden = !judged;
    this.at.blind.hidden = Boolean(judged) || Boolean(item.answers?.length);
    this.at.blind.textContent = `${control.ask} No suggestion is shown for this record.`;
    if (!judged) return;
    // A blind record never says whose text it is.
    this.heading = suggestion ? "Suggested" : "Does it stand as it is?";
    this.changedHeading = suggestion ? "Suggested (you changed it)" : "You changed it";
    showText(this.at.value, control.shows ? "" : suggestedText(item));
    this.at.value.hidden = control.shows;
    showText(this.at.rationale, judged.rationale);
    this.at.rationale.hidden = !judged.rationale;
    this.at.confidence.hidden = judged.confidence === null;
    this.at.confidence.textContent = `${Math.round(100 * judged.confidence)} % sure`;
    this.at.confidence.title = judged.basis ? `by ${judged.basis}` : "";
  }

  drawKeys(keys) {
    const rows = keys.flatMap(([names, does]) => [element("dt", "", element("kbd", "", names)), element("dd", "", does)]);
    this.at.helpControl.replaceChildren(...rows);
  }

  drawTop({ queue, journal, sender, data }) {
    const { total, batch, quotas } = data.progress;
    const done = Math.max(0, Math.min(total, data.progress.done + queue.pendingDone()));
    showText(this.at.batch, batch);
    this.at.counted.textContent = `${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
    this.at.track.style.width = `${total ? (100 * done) / total : 0}%`;
    this.at.status.textContent = statusOf(journal, sender);
    this.at.status.dataset.state = journal.size === 0 ? "saved" : sender.offline ? "offline" : "unsaved";
    this.at.quotas.replaceChildren(...quotas.map(quotaRow));
    this.at.quotas.hidden = quotas.length === 0;
    showText(this.at.guideline, data.guideline || "No guidelines have been written for this batch yet.");
  }

  note(text) {
    this.at.note.value = text;
    this.at.noteBox.hidden = !text;
  }

  say(sentence) {
    this.at.said.textContent = sentence;
  }

  hint(sentence) {
    this.at.hint.hidden = !sentence;
    this.at.hint.textContent = sentence;
  }

  problem(sentence) {
    this.at.problem.hidden = !sentence;
    this.at.problem.textContent = sentence;
  }
}

function suggestedText({ suggestion, control, separator }) {
  const shown = suggestion.shown || suggestion.value;
  return control === "choices" ? asPath(shown, separator ?? "") : shown;
}

function statusOf(journal, sender) {
  if (journal.size === 0) return "Saved";
  const kept = journal.durable ? "kept on this computer" : "keep this page open";
  return sender.offline ? `Offline: ${journal.size} ${kept}` : `${journal.size} unsaved`;
}

function quotaRow({ name, done, total }) {
  const label = element("span", "name");
  showText(label, name);
  const bar = element("i", "");
  bar.style.width = `${total ? Math.min(100, (100 * done) / total) : 0}%`;
  const left = total > done ? `${total - done} left` : "done";
  return element("li", "", label, element("span", "track", bar), element("span", "left", left));
}
