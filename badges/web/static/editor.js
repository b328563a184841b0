// What makes the badge editor and the inbox quicker where scripts run; both work without it.
//
// <form data-live>            what is typed is looked at (do=look) and shown in every [data-live-part]
// <button data-key="a">       is pressed by that key, outside of fields
// <form data-keys>            Ctrl and Enter in its sentence send it with the verdict chosen by key
// <button data-keys-switch>   switches those keys off and on again (WCAG 2.2, 2.1.4)
// <form data-beacon>          is sent in the background: "I am looking at this"

const PAUSE = 500;

for (const form of document.querySelectorAll("form[data-live]")) {
  let timer = 0;
  let running = null;
  const look = async () => {
    running?.abort();
    running = new AbortController();
    const fields = new FormData(form);
    fields.delete("upload");
    fields.set("do", "look");
    try {
      const answer = await fetch(window.location.href, {
        method: "POST",
        body: fields,
        signal: running.signal,
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-live-part]")) {
        const fresh = page.getElementById(part.id);
        // Fields are fetched anew only for another verb: what is being typed stays.
        if (!fresh || (part.dataset.verb && part.dataset.verb === fresh.dataset.verb)) continue;
        if (fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
        if (fresh.dataset.verb) part.dataset.verb = fresh.dataset.verb;
      }
    } catch {
      // The next change tries again; the button does the same without this script.
    }
  };
  const soon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => window.clearTimeout(timer));
}

const STORED = "meilenstein-keys";
const areOn = () => window.localStorage.getItem(STORED) !== "off";

for (const button of document.querySelectorAll("[data-keys-switch]")) {
  const say = () => {
    button.setAttribute("aria-pressed", String(areOn()));
    document.body.classList.toggle("keys-off", !areOn());
  };
  button.closest("[hidden]")?.removeAttribute("hidden");
  button.addEventListener("click", () => {
    window.localStorage.setItem(STORED, areOn() ? "off" : "on");
    say();
  });
  say();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || !areOn() || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  const button = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  const sentence = button.form.querySelector("textarea");
  if (button.hasAttribute("data-needs-sentence") && !sentence.value.trim()) {
    // A verdict that needs a sentence asks for it first; Ctrl and Enter then send both.
    button.form.dataset.wanted = button.value;
    sentence.focus();
  } else {
    button.click();
  }
});

for (const form of document.querySelectorAll("form[data-keys]")) {
  form.querySelector("textarea").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const wanted = form.dataset.wanted || "changes";
    form.querySelector(`button[value="${CSS.escape(wanted)}"]`).click();
  });
}

for (const form of document.querySelectorAll("form[data-beacon]")) {
  form.hidden = true;
  const fields = new FormData(form);
  fields.set("unasked", "yes");
  fetch(form.action, { method: "POST", body: fields }).catch(() => {});
}
