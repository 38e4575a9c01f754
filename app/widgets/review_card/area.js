// One text to write: a field, what differs from the proposal, and which characters in it cannot be seen.
class Area {
  constructor(name, changed) {
    this.changed = changed;
    this.field = element("textarea", "");
    this.field.rows = 3;
    this.field.dir = "auto";
    this.difference = element("div", "difference");
    this.difference.dir = "auto";
    this.hidden = element("p", "caption");
    const label = element("label", "area", element("span", "caption", name), this.field);
    this.place = element("div", "areaBox", label, this.hidden, this.difference);
    this.field.addEventListener("input", () => {
      this.draw();
      this.changed();
    });
  }

  // `base` is the proposal, null where there is none.
  show(base) {
    this.base = base;
    this.text = base ?? "";
  }

  get text() {
    return this.field.value;
  }

  set text(text) {
    this.field.value = text;
    this.draw();
  }

  draw() {
    const before = this.base?.replaceAll("\r\n", "\n");
    const differs = Boolean(this.base) && before !== this.text;
    this.difference.hidden = !differs;
    this.difference.replaceChildren(...(differs ? diffNodes(before, this.text) : []));
    const names = new Set(textNodes(this.text).filter(({ node }) => node.nodeType === 1).map(({ node }) => node.textContent));
    this.hidden.hidden = names.size === 0;
    this.hidden.textContent = `Holds characters that cannot be seen: ${[...names].join(", ")}`;
  }
}
