// The questionnaire on a screen: pages, draft, CSV. Reads what html_form.py wrote into the page; talks to nobody.
// Throughout, q is the element of one question and f an input in it. Every statement ends in a semicolon and nothing is
// divided, so that html_form.py can take out the spaces.
"use strict";
(() => {
const root = document.documentElement;
const by = (name) => document.getElementById(name);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const {id, version, sha256, columns, refused, words, other} = JSON.parse(by("data").textContent);

// The page is written in one language; `other` holds the same texts, in the same order, in the other one.
const texts = (within) => {
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) if (walker.currentNode.data.trim()) found.push(walker.currentNode);
  return found;
};
const opened = root.lang;
const copies = new Map();
const pairs = texts(document.body)
  .filter((text) => !text.parentNode.matches("b,footer,script,noscript,#languages button"))
  .map((text, place) => {
    copies.set(text, [text]);
    return {nodes: copies.get(text), first: text.data, second: other[place] || text.data};
  });
by("languages").hidden = pairs.length !== other.length;
const copied = (element) => {
  const copy = element.cloneNode(true), made = texts(copy);
  texts(element).forEach((text, place) => copies.get(text)?.push(made[place]));
  return copy;
};
const say = (word, values) => words[word][+(root.lang === "id")].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const tell = (word, values) => { by("status").textContent = word ? say(word, values) : ""; };

// A box on paper is a labelled button on a screen. A scale is written where it is first used.
const choices = (q, points, className) => make("div", {className}, ...points.map((point) => {
  const type = q.matches("[data-many],[data-number]") ? "checkbox" : "radio";
  const [code, text] = copied(point).childNodes, value = code.textContent;
  return make("label", {}, make("input", {type, name: q.dataset.q, value}), code, make("span", {}, text || value));
}));
const scales = new Map();
for (const scale of all(".key")) {
  const points = scales.get(scale.className);
  if (points) scale.append(...points.map(copied));
  else scales.set(scale.className, all("li", scale));
  for (const q of all("fieldset", scale.parentNode))
    q.append(choices(q, scales.get(scale.className), "choices"));
}
for (const list of all("[data-q] ul")) list.replaceWith(choices(list.parentNode, all("li", list), "list"));

const pages = all("main>section"), last = pages.length - 1;
const asked = all("[data-q]");
const fields = (q) => all("input", q);
const typed = (f) => f.type === "text";
const needed = (q) => !q.closest("[data-o]");
asked.forEach((q, place) => {
  const radios = q.querySelector("[type=radio]");
  if (radios) q.setAttribute("role", "radiogroup");
  if (radios || !q.matches("fieldset")) (radios ? q : fields(q)[0]).setAttribute("aria-required", needed(q));
  for (const f of fields(q)) {
    Object.assign(f, {autocomplete: "off", maxLength: 200});
    f.setAttribute("aria-describedby", `fault${place}`);
  }
  q.append(make("p", {className: "fault", id: `fault${place}`, hidden: true}));
});

// What was answered: codes as asked, several joined by ";", a number with a point, a text on one line.
const value = (q) => fields(q).map((f) => {
  if (!typed(f)) return f.checked ? f.value : "";
  const text = f.value.replace(/[\x00-\x1f\x7f]+/g, " ").trim();
  return "number" in q.dataset ? text.replace(",", ".") : text;
}).filter(Boolean).join(";");
const fault = (q) => {
  const found = value(q), {number, min, max} = q.dataset;
  if (!found) return needed(q) ? "required" : "";
  if (!number || q.querySelector(":checked")) return "";
  const wanted = number === "whole" ? /^-?\d{1,15}$/ : /^-?\d{1,15}(\.\d{1,10})?$/;
  const thousands = /^-?[1-9]\d{0,2}\.\d{3}$/;  // 1.000: one, or a thousand?
  const outside = (min && +found < +min) || (max && +found > +max);
  return !wanted.test(found) || thousands.test(found) || outside ? "number" : "";
};
const refusing = () => value(asked[0]) === refused;
const path = () => (refusing() ? [0, last] : pages.map((_, place) => place));

// The draft, and rows kept for an interviewer: in this browser or, where it refuses, in this page only.
const key = `govassess ${id} ${sha256} ${columns} `;  // files from a disk share one store: only the same form reads it
const read = (what) => {
  try { return JSON.parse(localStorage.getItem(key + what)); } catch { return null; }
};
const write = (what, content) => {
  try {
    if (content) localStorage.setItem(key + what, JSON.stringify(content));
    else localStorage.removeItem(key + what);
    return true;
  } catch { return false; }
};
// no digits and no "e": no spreadsheet takes it for a number
const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => "bcdfghjkmnpqrstv"[byte % 16])
  .join("").replace(/.{6}(?=.)/g, "$&-");
let at = 0, response = fresh(), saved = null, loose = [];
const draft = () => {
  if (saved) return;
  const given = asked.map((q) => fields(q).map((f) => (typed(f) ? f.value : f.checked)));
  const begun = given.flat().some(Boolean);
  if (!write("draft", begun && {response, at, lang: root.lang, given}) && begun) by("unkept").hidden = false;
};
const restore = () => {
  const found = read("draft");
  if (!found) return;
  asked.forEach((q, n) => fields(q).forEach((f, m) => {
    const was = found.given?.[n]?.[m];
    if (!typed(f)) f.checked = was === true;
    else if (typeof was === "string") f.value = was;
  }));
  if (/^[a-z-]{27}$/.test(found.response)) response = found.response;
  if (path().includes(found.at)) at = found.at;
  speak(found.lang);
  tell("restored");
};

// A cell is guarded as govassess/files/cells.py guards it.
const COLUMNS = ["instrument", "instrument_version", "instrument_sha256", "form_language", "response_id",
  ...asked.map((q) => q.dataset.q)];
const FORMULA = /(?:^|[,;\t\r\n"'])\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\x00]/;
const cell = (text) => {
  const safe = FORMULA.test(text) && !/^-?[\d.]+(;-?\d+)*$/.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
const row = () => {
  const gone = refusing();
  return [id, version, sha256, root.lang, response, ...asked.map((q, n) => (gone && n ? "" : value(q)))];
};
const download = (rows, file) => {
  const text = [COLUMNS, ...rows].map((each) => each.map(cell).join(",") + "\r\n").join("");
  const href = URL.createObjectURL(new Blob(["\ufeff" + text], {type: "text/csv;charset=utf-8"}));
  make("a", {href, download: file}).click();
  by("text").value = text;
  by("copy").hidden = false;
  tell("saved", {file});
};
const stored = () => {
  const rows = read("rows");
  return Array.isArray(rows) ? rows.filter((each) => each?.length === COLUMNS.length) : [];
};
const kept = () => [...stored(), ...loose];

const show = (place) => {
  const way = path(), block = pages.findIndex((page) => page.matches(".block"));
  at = place;
  pages.forEach((page, n) => { page.hidden = n !== at; });
  by("progress").max = way.length - 1;
  by("progress").value = way.indexOf(at);
  by("part").textContent = say("part", {at: way.indexOf(at) + 1, count: way.length});
  if (by("how")) {
    by("how").hidden = !pages[at].matches(".block");
    by("how").open = at === block;
  }
  by("back").hidden = !at || saved;
  by("next").hidden = at === last;
  by("save").hidden = saved;
  by("again").hidden = !saved;
  root.classList.toggle("refusing", refusing());
  by("errors").hidden = true;
  by("kept").hidden = !kept().length || (at && at !== last);
  by("count").textContent = say("kept", {count: kept().length});
};
const turn = (place) => {
  show(place);
  tell();
  scrollTo(0, 0);
  const head = pages[at].querySelector("h1,h2");
  head.tabIndex = -1;
  head.focus({preventScroll: true});
};
const speak = (lang) => {
  root.lang = lang === "id" ? "id" : "en";
  for (const {nodes, first, second} of pairs) for (const node of nodes) node.data = root.lang === opened ? first : second;
  document.title = `${document.querySelector("h1").textContent} (${id})`;
  for (const each of by("languages").children) each.setAttribute("aria-pressed", each.lang === root.lang);
  all(".fault:not([hidden])").forEach((note) => mark(note.parentNode));
  tell();
  show(at);
};

// A page is left when what it needs is answered; what is not is named, with a way to it.
const mark = (q) => {
  const found = fault(q), note = q.lastElementChild;
  note.hidden = !found;
  note.textContent = found && say(found);
  for (const f of fields(q)) if (typed(f)) f.setAttribute("aria-invalid", Boolean(found));
  return found;
};
const list = (left) => {
  by("list").replaceChildren(...left.map((q) => {
    const textContent = q.querySelector("legend,label").firstChild.data, onclick = () => fields(q)[0].focus();
    return make("li", {}, make("button", {textContent, onclick}));
  }));
  by("errors").hidden = !left.length;
};
const complete = (page) => {
  const left = all("[data-q]", page).filter(mark);
  list(left);
  if (left.length) by("errors").focus();
  return !left.length;
};
const whole = () => {
  const gap = path().find((place) => all("[data-q]", pages[place]).some(fault));
  if (gap === undefined) return true;
  show(gap);
  return complete(pages[gap]);
};
const forget = () => {
  by("copy").hidden = true;
  by("text").value = "";
};
const begin = (word) => {
  for (const f of all("input")) if (typed(f)) f.value = ""; else f.checked = false;
  for (const note of all(".fault")) note.hidden = true;
  response = fresh();
  saved = null;
  forget();
  write("draft");
  turn(0);
  tell(word);
};

const step = (by) => { const way = path(); turn(way[way.indexOf(at) + by]); draft(); };
const acts = {
  next: () => { if (complete(pages[at])) step(1); },
  back: () => step(-1),
  save: () => {
    if (!whole()) return;
    saved = row();  // as it is now: one id never comes with two rows
    write("draft");
    acts.again();
    show(last);
  },
  again: () => download([saved], `${id}-${response}.csv`),
  another: () => {
    if (!saved && !whole()) return;
    const added = saved || row();
    if (!write("rows", [...stored(), added])) {
      loose.push(added);
      by("unkept").hidden = false;
    }
    begin("begun");
  },
  all: () => download(kept(), `${id}-${kept().length}-${fresh().slice(0, 6)}.csv`),
  erase: () => {
    if (!confirm(say("confirm_erase", {count: kept().length}))) return;
    loose = [];
    write("rows");
    forget();
    show(at);
    tell("erased");
  },
  clear: () => { if (confirm(say("confirm_clear"))) begin("cleared"); },
};
for (const name in acts) by(name).onclick = acts[name];
for (const each of by("languages").children) each.onclick = () => { speak(each.lang); draft(); };
document.addEventListener("input", ({target}) => {
  const q = target.closest("[data-q]");
  if (!q) return;
  if ("number" in q.dataset)  // a number or "don't know", not both
    for (const f of fields(q)) if (f !== target) if (typed(f)) f.value = ""; else f.checked = false;
  if (!q.lastElementChild.hidden) {
    mark(q);
    list(all("[data-q]", pages[at]).filter((each) => !each.lastElementChild.hidden));
  }
  if (!at) show(0);  // consent: whether anything more is asked
  draft();
});
addEventListener("beforeprint", () => { if (by("how")) by("how").open = true; });
addEventListener("beforeunload", (event) => { if (!by("unkept").hidden) event.preventDefault(); });

root.classList.add("js");
speak(opened);
restore();
})();
