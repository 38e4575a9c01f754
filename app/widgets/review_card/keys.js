// From a key press to an action; silent while somebody types, holds a modifier or leans on a key.
const KEYS = {
  a: "accept", r: "reject", s: "skip", u: "undo", n: "note", e: "edit", h: "history", g: "guideline", "?": "help", "/": "search",
};
const PRESSABLE = "button, a, summary, [role=button], [role=tab], [role=link], [role=slider]";

function actionOf(event) {
  if (event.key === "Enter") return enterOf(event);
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.key === "Escape") return { do: "back" };
  const key = event.key.length === 1 ? event.key.toLowerCase() : "";
  if (/^[1-9]$/.test(key)) return { do: "digit", digit: Number(key) };
  if (KEYS[key]) return { do: KEYS[key] };
  // Another alphabet: go by the place of the key, which carries a Latin letter on most keyboards.
  const place = key > "\u007f" && /^Key([A-Z])$/.exec(event.code);
  const action = place && KEYS[place[1].toLowerCase()];
  return action ? { do: action } : null;
}

// Enter presses what has the focus; a label that is switched on and off takes Space for that.
function enterOf(event) {
  if (event.altKey || event.shiftKey || event.isComposing) return null;
  const focused = event.composedPath()[0].closest?.(PRESSABLE);
  const free = !focused || focused.classList.contains("toggle") || event.ctrlKey || event.metaKey;
  return free ? { do: "submit" } : null;
}

function isTyping(event) {
  const target = event.composedPath()[0];
  if (target.getAttribute?.("aria-readonly") === "true") return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName ?? "");
}

function inForeignDialog(event, root) {
  const path = event.composedPath();
  return !path.includes(root) && path.some((node) => node.getAttribute?.("role") === "dialog");
}
