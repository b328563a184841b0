// Passkeys. <form data-passkey="get|create" data-options="address" data-failed="sentence" hidden>
// with a hidden input "credential" and an element with role="status": appears where the browser
// has passkeys, asks for options, lets the authenticator answer, and sends the answer as a form.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const withBytes = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

async function answer(kind, options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: withBytes(options.allowCredentials),
    excludeCredentials: withBytes(options.excludeCredentials),
  };
  if (options.user) publicKey.user = { ...options.user, id: bytes(options.user.id) };
  const made = await navigator.credentials[kind]({ publicKey });
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[part]) response[part] = text(made.response[part]);
  }
  return { id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: {} };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const status = form.querySelector("[role=status]");
    status.textContent = "";
    try {
      const asked = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
      if (!asked.ok) throw new Error(asked.statusText);
      const found = await answer(form.dataset.passkey, await asked.json());
      form.elements.credential.value = JSON.stringify(found);
      form.submit();
    } catch {
      status.textContent = form.dataset.failed;
    }
  });
}
