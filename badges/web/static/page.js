// What makes pages nicer where scripts run; every page works without it.
//
// <button data-copy="text" hidden>      appears, copies, and says so in data-done
// <button data-share="address" hidden>  appears where the system has a share sheet
// <button data-print hidden>            appears and prints
// <p data-ios hidden>                    appears on iPhones and iPads, for what is special there
// <div data-reload="2500">              something is under way: looks again after so many ms

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done || "✔";
    button.setAttribute("aria-live", "polite");
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) break;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ title: document.title, url: button.dataset.share }).catch(() => {});
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const isIos = /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

for (const hint of document.querySelectorAll("[data-ios]")) {
  hint.hidden = !isIos;
}

for (const waiting of document.querySelectorAll("[data-reload]")) {
  window.setTimeout(() => window.location.reload(), Number(waiting.dataset.reload));
}

for (const offer of document.querySelectorAll("[data-opened]:not([data-opened=''])")) {
  fetch(offer.dataset.opened, { method: "POST" }).catch(() => {});
}
