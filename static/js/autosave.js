// Saves a section of a report while it is being written, through the API and from the version that was seen.
// Nothing depends on it: without script the button saves, and a session that ended loses nothing either way.
"use strict";

(() => {
  const PAUSE = 3000;
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const { text, version, csrfmiddlewaretoken: token } = form.elements;
  const status = form.querySelector("[role=status]");
  let saved = text.value;
  let waiting = 0;
  let isSaving = false;
  let isOver = false;
  let isPressed = false;

  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  };

  async function save() {
    if (isSaving || isOver || text.value === saved) return;
    isSaving = true;
    const sent = text.value;
    const answer = await send(sent).catch(() => null);
    isSaving = false;
    if (answer?.ok) {
      version.value = (await answer.json()).version;
      saved = sent;
    }
    if (isPressed) {
      form.submit();
    } else if (answer?.ok) {
      const now = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      status.textContent = `Saved at ${now}.`;
      if (text.value !== saved) later();
    } else if (!answer || answer.status >= 500) {
      status.textContent = "Not saved yet: the service does not answer. It is tried again.";
      later();
    } else {
      isOver = true;
      status.textContent = "Not saved by itself any more. Nothing is lost: press the button to see why.";
    }
  }

  function send(words) {
    return fetch(form.dataset.autosave, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token.value },
      body: JSON.stringify({ kind: form.dataset.kind, text: words, version: Number(version.value) }),
      keepalive: document.visibilityState === "hidden" && words.length < 10000,
    });
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
