// Remember ticked reports from page to page; without this script one page of a list can be chosen from.
"use strict";

{
  const key = "khobao-selection";
  const longest = 2000; // characters of an address; more reports than fit are sent in a form

  const read = () => {
    try { return JSON.parse(sessionStorage.getItem(key)) ?? []; } catch { return []; }
  };
  const store = chosen => {
    try { sessionStorage.setItem(key, JSON.stringify(chosen)); } catch { /* one page it is */ }
  };

  const form = document.getElementById("chon");
  const boxes = [...document.querySelectorAll(".tick input")];

  const show = () => {
    const number = document.querySelector("[data-selected]");
    const count = read().length;
    if (number) number.textContent = count ? `(${count.toLocaleString(document.documentElement.lang)})` : "";
  };

  const restore = () => {
    const chosen = new Set(read());
    for (const box of boxes) box.checked = chosen.has(box.value);
    show();
  };

  for (const box of boxes) {
    box.addEventListener("change", () => {
      const others = read().filter(each => each !== box.value);
      store(box.checked ? [...others, box.value] : others);
      show();
    });
  }

  form?.addEventListener("submit", () => {
    // The boxes of this page are sent by themselves, those of other pages are added.
    for (const added of form.querySelectorAll("input[data-added]")) added.remove();
    const chosen = read();
    const here = new Set(boxes.map(box => box.value));
    for (const each of chosen.filter(value => !here.has(value))) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = "id";
      input.value = each;
      input.dataset.added = "";
      form.append(input);
    }
    form.method = encodeURIComponent(chosen.join("&id=")).length > longest ? "post" : "get";
  });

  const clear = document.querySelector("[data-clear-selection]");
  if (clear) {
    clear.hidden = !read().length;
    clear.addEventListener("click", () => {
      store([]);
      const empty = new URL(location.href);
      empty.searchParams.delete("id"); // the language stays
      location.assign(empty);
    });
  }

  // Also when the browser goes back to a page that it kept.
  addEventListener("pageshow", restore);
}
