// Saves a section of a report while it is being written, through the API and from the version that was seen.
// Nothing depends on it: without script the button saves, and a session that ended loses nothing either way.
"use strict";

(() => {
  const PAUSE = 3000;
  const LONGEST = 10000;
  // Requests that outlive their page may hold 64 kB.
  const OUTLIVES = 60000;
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const { text, version, csrfmiddlewaretoken: token } = form.elements;
  const status = form.querySelector("[role=status]");
  let saved = text.value;
  // What was sent and not answered: it is sent again as it was, because it may have been saved.
  let unanswered = null;
  let waiting = 0;
  let isSaving = false;
  let isOver = false;
  let isPressed = false;

  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  };

  async function save() {
    if (isSaving || isOver || (unanswered === null && text.value === saved)) return;
    isSaving = true;
    unanswered ??= text.value;
    const answer = await send(unanswered);
    const isUnclear = answer.status === 0 || answer.status === 429 || answer.status >= 500;
    if (answer.version) {
      version.value = answer.version;
      saved = unanswered;
    }
    if (!isUnclear) unanswered = null;
    isSaving = false;
    if (isPressed) {
      form.submit();
    } else if (answer.version) {
      const now = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      status.textContent = `Saved at ${now}.`;
      if (text.value !== saved) document.visibilityState === "hidden" ? save() : later();
    } else if (isUnclear) {
      status.textContent = "Not saved yet: the service does not answer. It is tried again.";
      later();
    } else if (answer.status === 400) {
      status.textContent = "Not saved: press the button to see why. Your words stay.";
    } else if (answer.status === 401 || answer.status === 403) {
      isOver = true;
      status.textContent = "Not saved: you may have been signed out. Copy your words, then press the button.";
    } else {
      isOver = true;
      status.textContent = "Not saved: somebody else changed it. Press the button to see why. Your words stay.";
    }
  }

  // The status of the answer, 0 for none, and the version that was made.
  async function send(words) {
    const body = JSON.stringify({ kind: form.dataset.kind, text: words, version: Number(version.value) });
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token.value },
        body,
        signal: AbortSignal.timeout(LONGEST),
        keepalive: document.visibilityState === "hidden" && new Blob([body]).size < OUTLIVES,
      });
      return { status: answer.status, version: answer.ok ? (await answer.json()).version : 0 };
    } catch {
      return { status: 0, version: 0 };
    }
  }

  text.addEventListener("input", () => {
    if (isOver) return;
    status.textContent = "Not saved yet.";
    later();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    // What is on its way makes the next version, which the form then has to name.
    if (isSaving) {
      event.preventDefault();
      isPressed = true;
    } else {
      isOver = true;
    }
  });
})();
