// A text to read and select in, by mouse or keyboard: the caret works as in a field, and nothing can be changed.
const INKS = 8;

class Reading {
  constructor(signal, moved) {
    this.moved = moved;
    this.place = element("div", "reading");
    this.entries = [];
    this.range = null; // what is selected: { start, end } in the text as JavaScript counts
    const given = { role: "textbox", "aria-readonly": "true", "aria-multiline": "true", spellcheck: "false", dir: "auto" };
    for (const [name, value] of Object.entries(given)) this.place.setAttribute(name, value);
    this.place.setAttribute("aria-label", "The text: select a passage and press the number of a label");
    this.place.contentEditable = "true";
    this.place.inputMode = "none";
    this.place.tabIndex = 0;
    this.listen(signal);
  }

  listen(signal) {
    for (const kind of ["beforeinput", "drop", "dragstart"]) {
      this.place.addEventListener(kind, (event) => event.preventDefault(), { signal });
    }
    this.place.addEventListener("input", () => this.show(this.text, this.marks), { signal }); // an input method got through
    document.addEventListener("selectionchange", () => this.read(), { signal });
  }

  // `marks`: { start, end, ink, tag, active } in the text; they may overlap.
  show(text, marks) {
    if (text !== this.text) this.range = null;
    Object.assign(this, { text, marks, entries: [] });
    const inside = marks.filter(({ start, end }) => start < end);
    const cuts = [...new Set([0, text.length, ...inside.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
    const nodes = cuts.slice(0, -1).flatMap((from, index) => this.piece(inside, from, cuts[index + 1]));
    this.place.replaceChildren(...nodes);
    if (this.focused && this.range) this.select(this.range.start, this.range.end);
  }

  // One stretch with the same marks all over, the longest mark outermost.
  piece(marks, from, to) {
    const entries = textNodes(this.text, from, to);
    this.entries.push(...entries);
    const over = marks.filter(({ start, end }) => start <= from && to <= end);
    over.sort((a, b) => b.end - b.start - (a.end - a.start));
    let nodes = entries.map(({ node }) => node);
    over.reverse().forEach(({ start, ink, tag, active }, level) => {
      const mark = element("mark", active ? "span active" : "span", ...nodes);
      mark.dataset.ink = ink % INKS;
      mark.style.setProperty("--level", level);
      if (start === from) mark.dataset.tag = tag;
      nodes = [mark];
    });
    return nodes;
  }

  get focused() {
    return this.place.getRootNode().activeElement === this.place;
  }

  focus() {
    this.place.focus();
    if (!this.range) this.select(0, 0);
  }

  // Where the selection lies now; one elsewhere on the page leaves ours as it was.
  read() {
    const found = this.place.isConnected && this.focused && selectedRange(this.place.getRootNode());
    if (!found || !this.place.contains(found.startContainer) || !this.place.contains(found.endContainer)) return;
    const start = toPlace(this.entries, found.startContainer, found.startOffset);
    const end = toPlace(this.entries, found.endContainer, found.endOffset);
    if (this.range?.start === start && this.range?.end === end) return;
    this.range = { start, end };
    this.moved();
  }

  select(start, end) {
    const [from, to] = [this.position(start), this.position(end)];
    selectionOf(this.place.getRootNode()).setBaseAndExtent(...from, ...to);
    this.range = { start, end };
  }

  // A place in the text as a place in the document.
  position(unit) {
    const entry = this.entries.find(({ start, length }) => unit <= start + length) ?? this.entries.at(-1);
    if (!entry) return [this.place, 0];
    const { node, start, length } = entry;
    if (node.nodeType === 3) return [node, Math.min(length, Math.max(0, unit - start))];
    return [node.parentNode, [...node.parentNode.childNodes].indexOf(node) + (unit > start ? 1 : 0)];
  }

  // The selection without the white space around it; null where nothing is left. The browser tells of a change late.
  passage() {
    this.read();
    if (!this.range) return null;
    let { start, end } = this.range;
    while (start < end && /\s/.test(this.text[start])) start += 1;
    while (end > start && /\s/.test(this.text[end - 1])) end -= 1;
    return start < end ? { start, end } : null;
  }
}

function selectionOf(root) {
  return root.getSelection?.() ?? document.getSelection();
}

function selectedRange(root) {
  const selection = document.getSelection();
  if (selection.getComposedRanges) return selection.getComposedRanges({ shadowRoots: [root] })[0];
  const own = selectionOf(root);
  return own.rangeCount ? own.getRangeAt(0) : undefined;
}
