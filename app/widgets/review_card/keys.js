// From a key press to an action; silent while somebody types, holds a modifier or leans on a key.
const KEYS = { a: "accept", r: "reject", s: "skip", u: "undo", n: "note", g: "guideline", "?": "help", "/": "search" };

function actionOf(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : "";
  if (/^[1-9]$/.test(key)) return { do: "digit", digit: Number(key) };
  if (KEYS[key]) return { do: KEYS[key] };
  // Another alphabet: go by the place of the key, which carries a Latin letter on most keyboards.
  const place = key > "\u007f" && /^Key([A-Z])$/.exec(event.code);
  const action = place && KEYS[place[1].toLowerCase()];
  return action ? { do: action } : null;
}

function isTyping(event) {
  const target = event.composedPath()[0];
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName ?? "");
}

function inForeignDialog(event, root) {
  const path = event.composedPath();
  return !path.includes(root) && path.some((node) => node.getAttribute?.("role") === "dialog");
}
