// Draws the state into the skeleton of card.html; record text, labels and guidelines only ever as text nodes.
const FIRST = 20_000;

class View {
  constructor(root) {
    this.root = root;
    this.at = Object.fromEntries([...root.querySelectorAll("[data-at]")].map((place) => [place.dataset.at, place]));
    this.shown = null;
  }

  button(action) {
    return this.root.querySelector(`[data-do="${action}"]`);
  }

  draw(card) {
    const item = card.queue.current;
    if (item !== this.shown) this.drawItem(item, card);
    this.drawTop(card);
    this.drawHistory(card.queue.history);
    this.button("undo").disabled = card.queue.history.length === 0;
    for (const action of ["reject", "skip", "note"]) this.button(action).disabled = !item;
  }

  drawItem(item, card) {
    this.shown = item;
    this.root.querySelector(".card").dataset.record = item?.id ?? "";
    this.at.answer.hidden = !item;
    this.at.note.value = "";
    this.at.noteBox.hidden = true;
    this.at.search.value = "";
    this.at.paper.scrollTop = 0;
    this.at.text.classList.toggle("over", !item);
    if (!item) return this.drawEnd(card);
    showText(this.at.context, item.context);
    this.drawText(item, FIRST);
    this.drawSuggestion(item.suggestion);
    this.at.find.hidden = item.options.length <= 9;
    this.at.search.placeholder = `Find among ${item.options.length} labels`;
    this.drawOptions(item, "", -1);
  }

  drawText(item, limit) {
    showText(this.at.text, item.text.slice(0, limit));
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

  drawSuggestion(suggestion) {
    this.at.suggested.hidden = !suggestion;
    this.at.blind.hidden = Boolean(suggestion);
    if (!suggestion) return;
    showText(this.at.value, suggestion.value);
    showText(this.at.rationale, suggestion.rationale);
    this.at.rationale.hidden = !suggestion.rationale;
    this.at.confidence.hidden = suggestion.confidence === null;
    this.at.confidence.textContent = `${Math.round(100 * suggestion.confidence)} % sure`;
  }

  // The labels that contain what was typed; `marked` is the one Enter would choose.
  drawOptions(item, typed, marked) {
    const found = matching(item.options, typed);
    const rows = found.map((label, index) => {
      const name = element("span", "label");
      showText(name, label);
      const key = element("kbd", "", typed === "" && index < 9 ? String(index + 1) : "");
      const choose = element("button", label === item.suggestion?.value ? "option proposed" : "option", key, name);
      choose.type = "button";
      choose.dataset.label = label;
      const row = element("li", index === marked ? "marked" : "", choose);
      row.id = `option-${index}`;
      return row;
    });
    this.at.options.replaceChildren(...rows);
    this.at.none.hidden = found.length > 0;
    rows[marked]?.scrollIntoView({ block: "nearest" });
    if (rows[marked]) this.at.search.setAttribute("aria-activedescendant", rows[marked].id);
    else this.at.search.removeAttribute("aria-activedescendant");
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

  drawHistory(history) {
    const rows = history.slice(-5).reverse().map(({ decision }) => {
      const row = element("li", decision.action);
      showText(row, { skipped: "skipped", discarded: "none fits" }[decision.action] ?? decision.value);
      return row;
    });
    this.at.history.replaceChildren(...rows);
  }

  say(sentence) {
    this.at.said.textContent = sentence;
  }

  problem(sentence) {
    this.at.problem.hidden = !sentence;
    this.at.problem.textContent = sentence;
  }
}

function matching(options, typed) {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return options.filter((label) => words.every((word) => label.toLocaleLowerCase().includes(word)));
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
