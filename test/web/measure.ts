// What the tests ask of a page in Chromium: expressions that run in the page and give plain values.

/**
 * Texts with their contrast against what is behind them (WCAG 2.2, 1.4.3): relative luminance of the computed colours,
 * backgrounds laid over each other up to the page's.
 */
export const CONTRASTS = `(() => {
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, under) => ({
    r: top.r * top.a + under.r * (1 - top.a),
    g: top.g * top.a + under.g * (1 - top.a),
    b: top.b * top.a + under.b * (1 - top.a),
    a: 1,
  });
  const behind = (element) => {
    if (!element) return { r: 255, g: 255, b: 255, a: 1 };
    const own = parse(getComputedStyle(element).backgroundColor);
    return own.a === 1 ? own : over(own, behind(element.parentElement));
  };
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ratio = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    const box = element.getBoundingClientRect();
    if (text === '' || box.width < 2 || ['SCRIPT', 'STYLE'].includes(element.tagName)) continue;
    const under = behind(element);
    found.push({ text, ratio: ratio(over(parse(getComputedStyle(element).color), under), under) });
  }
  return found;
})()`;

/** Elements that reach over the right edge, but those that are there for screen readers only. */
export const TOO_WIDE = `[...document.querySelectorAll('body *')]
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5 && !e.closest('.unseen, thead, .skip'))
  .map((e) => e.outerHTML.slice(0, 100))`;

/** What has the focus: its name, whether its outline shows, and how high it is. */
export const FOCUS = `(() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  return {
    name: e.textContent.trim().replace(/\\s+/g, ' ').slice(0, 60),
    tag: e.tagName,
    outline: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
    color: outlineColor,
    height: box.height,
    seen: box.bottom > 0 && box.top < innerHeight,
  };
})()`;

/** What is wrong with the document's structure. */
export const STRUCTURE = `(() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const ids = all('[id]').map((e) => e.id);
  if (new Set(ids).size !== ids.length) wrong.push('ids are not unique');
  if (document.documentElement.lang !== 'en') wrong.push('no lang');
  if (!document.title.includes('S-CORE')) wrong.push('no title');
  if (all('h1').length !== 1) wrong.push('not one h1');
  if (all('main').length !== 1) wrong.push('not one main');
  for (const th of all('th')) if (!['col', 'row'].includes(th.scope)) wrong.push('th without scope: ' + th.textContent);
  for (const table of all('table')) if (!table.caption?.textContent) wrong.push('table without caption');
  for (const section of all('section')) {
    const heading = document.getElementById(section.getAttribute('aria-labelledby'));
    if (!heading) wrong.push('section without a name: ' + section.innerHTML.slice(0, 60));
  }
  for (const svg of all('svg')) if (svg.getAttribute('aria-hidden') !== 'true') wrong.push('a bar that is read out');
  for (const time of all('time')) if (Number.isNaN(Date.parse(time.dateTime))) wrong.push('no instant: ' + time.outerHTML);
  return wrong;
})()`;
