// Labels to choose from: digits for the first nine, a search field where there are more.
const DRAWN = 200;

class Options {
  constructor(choose, checked = null) {
    this.choose = choose;
    this.checked = checked; // label -> "true", "mixed" or "false", where labels are switched on and off
    this.field = element("input", "");
    this.list = element("ol", "options");
    this.none = element("p", "none", "No label contains these letters.");
    this.find = element("div", "find", this.field, element("kbd", "", "/"));
    this.place = element("div", "picker", this.find, this.list, this.none);
    this.prepare();
  }

  prepare() {
    const given = { type: "search", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "true" };
    for (const [name, value] of Object.entries(given)) this.field.setAttribute(name, value);
    this.field.setAttribute("aria-label", "Find a label");
    this.field.setAttribute("aria-controls", (this.list.id = "options"));
    this.field.addEventListener("input", () => this.filter(this.field.value));
    this.place.addEventListener("mousedown", (event) => event.target !== this.field && event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest(".option");
      if (option) this.choose(option.dataset.label);
    });
    this.list.addEventListener("keydown", (event) => this.step(event));
  }

  show(labels, { separator = "", proposed = "", digits = true, inks = false } = {}) {
    Object.assign(this, { labels, separator, proposed, digits, inks });
    this.rows = branches(labels, separator);
    this.find.hidden = labels.length <= 9;
    this.field.placeholder = `Find among ${labels.length.toLocaleString("en")} labels`;
    this.filter("");
  }

  filter(typed) {
    if (this.field.value !== typed) this.field.value = typed;
    this.found = typed ? this.rows.filter(({ label }) => fits(label, typed)) : this.rows;
    this.mark(typed && this.found.length ? 0 : -1, true);
  }

  // The row that Enter would choose.
  mark(index, anew = false) {
    if (anew) this.draw();
    this.marked = index;
    const rows = [...this.list.children];
    rows.forEach((row, place) => row.classList.toggle("marked", place === index));
    rows[index]?.scrollIntoView({ block: "nearest" });
    if (rows[index]) this.field.setAttribute("aria-activedescendant", rows[index].id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  draw() {
    const searching = this.field.value !== "";
    const rows = this.found.slice(0, DRAWN).map((row, index) => this.row(row, index, searching));
    const more = this.found.length - rows.length;
    this.list.replaceChildren(...rows);
    if (more > 0) this.list.append(element("li", "caption", `and ${more.toLocaleString("en")} more: type to find them`));
    this.none.hidden = this.found.length > 0;
    this.refresh();
  }

  row({ label, text, depth }, index, searching) {
    const name = showText(element("span", "label"), searching ? asPath(label, this.separator) : text);
    const key = element("kbd", "", this.digits && !searching && index < 9 ? String(index + 1) : "");
    const option = button(label === this.proposed ? "option proposed" : "option", key, name);
    option.dataset.label = label;
    if (this.inks) option.dataset.ink = this.labels.indexOf(label) % INKS;
    const row = element("li", "", option);
    row.id = `option-${index}`;
    row.style.paddingInlineStart = searching ? "" : `${Math.min(depth, 6) * 1.1}rem`;
    return row;
  }

  // Which labels are switched on; the rows stay, so that the focus does.
  refresh() {
    if (!this.checked) return;
    for (const option of this.list.querySelectorAll(".option")) {
      option.classList.add("toggle");
      option.setAttribute("role", "checkbox");
      option.setAttribute("aria-checked", this.checked(option.dataset.label));
    }
  }

  digit(digit) {
    const row = this.digits && this.rows[digit - 1];
    if (!row) return;
    this.choose(row.label);
    this.list.children[digit - 1]?.scrollIntoView({ block: "nearest" });
  }

  // Keys in the search field; true where one was ours.
  typing(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const found = Math.min(this.found.length, DRAWN);
    if (step && found) this.mark((this.marked + step + found) % found);
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && this.field.value && found) {
      const { label } = this.found[Math.max(0, this.marked)];
      if (!event.repeat) this.choose(label);
      if (this.field.value) this.filter("");
    } else return false;
    return true;
  }

  // Arrows go from label to label.
  step(event) {
    const row = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const next = row && event.target.closest("li")?.[row]?.querySelector(".option");
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

function fits(label, typed) {
  const name = label.toLocaleLowerCase();
  return typed.toLocaleLowerCase().split(/\s+/).every((word) => name.includes(word));
}
