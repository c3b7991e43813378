// Passkeys (WebAuthn): made in Settings, used at the door, at the second step and where it is asked once more who one is.
// A form with data-passkey holds a hidden field `credential`; "make" and "use" carry their options in data-options,
// "door" fetches them from its own address, so that whoever comes with a password makes no session.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

function text(buffer) {
  if (!buffer) return null;
  const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const named = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

/** What the server said, as the browser wants it. */
function wanted(options) {
  const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
  if (key.excludeCredentials) key.excludeCredentials = named(key.excludeCredentials);
  if (key.allowCredentials) key.allowCredentials = named(key.allowCredentials);
  return key;
}

/** What the browser made, as the server wants it. */
function told(credential) {
  const said = credential.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  if (said.attestationObject) {
    response.attestationObject = text(said.attestationObject);
    response.transports = said.getTransports?.() || [];
  } else {
    response.authenticatorData = text(said.authenticatorData);
    response.signature = text(said.signature);
    response.userHandle = text(said.userHandle);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment || null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

let waiting = null; // one question at a time: a new one ends the one that waits in the address field

async function ask(kind, options, more = {}) {
  waiting?.abort();
  waiting = new AbortController();
  const what = { publicKey: wanted(options), signal: waiting.signal, ...more };
  return kind === "make" ? navigator.credentials.create(what) : navigator.credentials.get(what);
}

async function offered(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options;
}

function send(form, credential) {
  form.elements.credential.value = JSON.stringify(told(credential));
  form.submit();
}

function complain(form, error) {
  if (error.name === "AbortError") return;
  const place = form.querySelector("[data-passkey-error]");
  const known = { NotAllowedError: "none", InvalidStateError: "twice" };
  place.querySelector("span").textContent = place.dataset[known[error.name] || "broken"];
  place.hidden = false;
}

// Passkeys are bound to a name: a page at a bare network address has none.
const possible = window.PublicKeyCredential && navigator.credentials && !/^[\d.]+$|:/.test(location.hostname);

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!possible) {
    form.querySelector("[data-passkey-missing]").hidden = form.dataset.passkey === "door";
    continue;
  }
  const button = form.querySelector("[data-passkey-go]");
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.querySelector("[data-passkey-error]").hidden = true;
    button.disabled = true;
    try {
      send(form, await ask(form.dataset.passkey, await offered(form)));
    } catch (error) {
      complain(form, error);
      button.disabled = false;
    }
  });
  if (form.dataset.passkey === "door") offerInField(form);
}

/** Browsers that can offer the passkey in the address field itself do so, silently. */
async function offerInField(form) {
  try {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    send(form, await ask("use", await offered(form), { mediation: "conditional" }));
  } catch {
    // the button is there
  }
}
