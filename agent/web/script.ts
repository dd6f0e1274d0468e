// The page's only script: it fetches the page again every few seconds and puts the new content in place of the old, with
// what was open left open. The page is whole without it. Nothing is fetched from elsewhere.

/** Between two fetches, ms. */
export const REFRESH_MS = 5_000;

export const SCRIPT = `
(() => {
  const button = document.getElementById('refresh');
  let on = true;
  const show = () => {
    button.textContent = on ? 'Pause updates' : 'Go on updating';
  };
  const isBusy = () => document.hidden || String(getSelection()) !== '';
  const update = async () => {
    const response = await fetch(location.href);
    if (!response.ok) throw new Error(response.status);
    const next = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (!on || isBusy()) return;
    const open = [...document.querySelectorAll('details[open]')].map((each) => each.id);
    const focused = document.activeElement?.closest('details')?.id;
    for (const part of ['content', 'taken']) {
      document.getElementById(part).replaceWith(document.adoptNode(next.getElementById(part)));
    }
    for (const id of open) document.getElementById(id)?.setAttribute('open', '');
    if (focused) document.getElementById(focused)?.querySelector('summary').focus({ preventScroll: true });
    document.title = next.title;
  };
  const turn = async () => {
    try {
      if (on && !isBusy()) await update();
    } catch {
      document.getElementById('taken').textContent = 'The agent does not answer.';
    }
    setTimeout(turn, ${REFRESH_MS});
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    on = !on;
    show();
  });
  show();
  setTimeout(turn, ${REFRESH_MS});
})();
`;
