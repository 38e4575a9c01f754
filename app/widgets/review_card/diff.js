// Which words differ: what went and what came, in order; texts that differ too much are not taken apart.
const WORDS =
  /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}\p{M}_])+|[^]/gu;
const CELLS = 1_000_000;
const AROUND = 6;

function differences(before, after) {
  const [a, b] = [before.match(WORDS) ?? [], after.match(WORDS) ?? []];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const middle = compared(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const same = (words) => words.map((word) => ["same", word]);
  return joined([...same(a.slice(0, start)), ...middle, ...same(a.slice(a.length - end))]);
}

// Longest common subsequence by the usual table.
function compared(a, b) {
  if (a.length * b.length > CELLS) return [...a.map((word) => ["del", word]), ...b.map((word) => ["ins", word])];
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const [down, right] = [longest[(i + 1) * width + j], longest[i * width + j + 1]];
      longest[i * width + j] = a[i] === b[j] ? longest[(i + 1) * width + j + 1] + 1 : Math.max(down, right);
    }
  }
  return traced(a, b, longest, width);
}

function traced(a, b, longest, width) {
  const found = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const goes = j >= b.length || (i < a.length && longest[(i + 1) * width + j] >= longest[i * width + j + 1]);
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push(["same", a[i]]);
      [i, j] = [i + 1, j + 1];
    } else found.push(goes ? ["del", a[i++]] : ["ins", b[j++]]);
  }
  return found;
}

function joined(steps) {
  const runs = [];
  for (const [kind, word] of steps) {
    if (runs.at(-1)?.kind === kind) runs.at(-1).words.push(word);
    else runs.push({ kind, words: [word] });
  }
  return runs;
}

// Only what changed, with a few words around it.
function diffNodes(before, after) {
  const runs = differences(before, after);
  return runs.map(({ kind, words }, index) => {
    const [first, last] = [index === 0, index === runs.length - 1];
    let text = words.join("");
    if (kind === "same" && words.length > 2 * AROUND) {
      text = (first ? "" : words.slice(0, AROUND).join("")) + " … " + (last ? "" : words.slice(-AROUND).join(""));
    }
    return showText(element(kind === "same" ? "span" : kind, ""), text);
  });
}
