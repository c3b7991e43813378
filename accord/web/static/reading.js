// Parts of a page that are read again when something happened.

// What stands at an address, as text; null when it is not for us any more (gone, forbidden, signed out). Throws when
// it is worth another try: no network, or a server that cannot answer at the moment.
export async function textAt(address, by = "fetch") {
  const answer = await fetch(address, { headers: { "X-Requested-With": by } });
  if (answer.status === 429 || answer.status >= 500) throw new Error(`${address}: ${answer.status}`);
  return answer.ok && !answer.redirected ? answer.text() : null;
}

// Gives a function that asks for `read` to be done soon. One reading at a time, so that an older answer never comes over
// a newer one; what happens meanwhile is read once more afterwards; a reading that failed is tried again.
export function again(read, wait = 150) {
  let timer = 0;
  let due = Infinity;
  let reading = false;
  let asked = false;
  let failed = 0;
  async function begin() {
    due = Infinity;
    if (reading) { asked = true; return; }
    reading = true;
    asked = false;
    try {
      await read();
      failed = 0;
    } catch (error) {
      failed += 1;
      console.warn(error);
    }
    reading = false;
    if (failed) soon(Math.min(1000 * 2 ** (failed - 1), 30000));
    else if (asked) soon(wait);
  }
  function soon(ms = wait) {
    const at = Date.now() + ms;
    if (at >= due) return;
    due = at;
    clearTimeout(timer);
    timer = setTimeout(begin, ms);
  }
  return soon;
}

const TOKEN = /name="csrfmiddlewaretoken" value="[^"]*"/g; // another one in each answer
const sources = new WeakMap(); // what each element said when it came, whatever was unfolded or loaded in it since

export function source(element) {
  let said = sources.get(element);
  if (said === undefined) {
    said = element.outerHTML.replace(TOKEN, "");
    sources.set(element, said);
  }
  return said;
}

// Makes `fresh` the children of `place`, and gives those that are new. One that says what it said before stays the very
// same element: what is selected, focused, unfolded or loaded in it stays.
export function renew(place, fresh) {
  const there = new Map();
  for (const each of place.children) {
    const same = there.get(source(each));
    if (same) same.push(each);
    else there.set(source(each), [each]);
  }
  const wanted = [...fresh].map((each) => (each.parentNode === place ? each : there.get(source(each))?.shift() ?? each));
  const made = wanted.filter((each) => each.parentNode !== place);
  const staying = new Set(wanted);
  for (const each of [...place.children]) if (!staying.has(each)) each.remove();
  wanted.forEach((each, at) => { if (place.children[at] !== each) place.insertBefore(each, place.children[at] ?? null); });
  return made;
}
