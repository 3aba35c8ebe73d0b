// Offers below the search box while one types; without this script the page works just as well.
// A combobox with a list as the ARIA Authoring Practices describe it.
"use strict";

for (const input of document.querySelectorAll("input[data-complete]")) {
  const wait = 120; // milliseconds that the fingers rest
  const list = document.createElement("ul");
  list.id = input.id + "-offers";
  list.className = "offers";
  list.role = "listbox";
  list.ariaLabel = input.dataset.label;
  list.hidden = true;
  input.after(list);
  input.role = "combobox";
  input.ariaAutoComplete = "list";
  input.ariaExpanded = "false";
  input.setAttribute("aria-controls", list.id);

  let offers = [], active = -1, timer = 0, asking = null;

  const show = open => {
    list.hidden = !open;
    input.ariaExpanded = String(open);
    if (!open) mark(-1);
  };

  const mark = at => {
    active = at;
    [...list.children].forEach((item, n) => { item.ariaSelected = String(n === at); });
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  };

  const choose = ({ text, kind, url }) => {
    show(false);
    if (kind) { location.assign(url); return; }
    input.value = text;
    input.form.requestSubmit();
  };

  const item = (offer, n) => {
    const line = document.createElement("li");
    line.id = `${list.id}-${n}`;
    line.role = "option";
    line.lang = "vi";
    line.append(offer.text);
    if (offer.kind) {
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.append(offer.kind);
      line.append(" ", kind);
    }
    // Before the box loses the focus, which closes the list.
    line.addEventListener("mousedown", event => { event.preventDefault(); choose(offer); });
    return line;
  };

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const url = new URL(input.dataset.complete, location.href);
    url.searchParams.set("q", input.value);
    try {
      const answer = await fetch(url, { signal: asking.signal });
      offers = answer.ok && input.value.trim() ? await answer.json() : [];
    } catch {
      return; // Overtaken by the next letter, or no network: nothing to offer.
    }
    list.replaceChildren(...offers.map(item));
    mark(-1);
    show(offers.length > 0 && document.activeElement === input);
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, wait); });
  input.addEventListener("blur", () => show(false));
  input.form.addEventListener("submit", () => { clearTimeout(timer); asking?.abort(); show(false); });
  input.addEventListener("keydown", event => {
    if (event.isComposing || list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const places = offers.length + 1; // the box itself is one
      mark((active + 1 + step + places) % places - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(offers[active]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      show(false);
    }
  });
}
