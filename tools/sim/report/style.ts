// The report's style sheet. Text has at least the contrast 4.5:1 in both schemes; plots stand on white in both, for
// their colours were chosen for it. No ampersand or angle bracket, because the page is read as XML too.

export const style = `
:root {
  color-scheme: light dark;
  --page: #f3f4f6; --card: #ffffff; --ink: #1b1f24; --soft: #4d5661; --line: #d3d8de; --mark: #0b5394;
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root { --page: #14171a; --card: #1f2428; --ink: #e8eaed; --soft: #b4bcc6; --line: #3c444d; --mark: #8ec1f5; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); }
main { max-width: 1184px; margin: 0 auto; padding: 24px 16px 40px; }
header, .card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 18px 20px; }
header { border-top: 4px solid var(--mark); }
h1 { font-size: 1.1rem; margin: 0; color: var(--soft); font-weight: 600; }
h2 { font-size: 1.15rem; margin: 0 0 4px; }
h3 { font-size: 0.95rem; margin: 0 0 2px; text-align: center; color: #1b1f24; }
p { margin: 0; }
.result { font-size: 1.35rem; line-height: 1.4; margin: 6px 0 18px; max-width: 62em; text-wrap: pretty; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 10px 24px; margin: 0 0 20px; }
dt { color: var(--soft); font-size: 0.82rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.grid { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; margin-top: 16px; }
.card { margin: 0; min-width: 0; }
.note { align-self: start; }
.stack { display: flex; flex-direction: column; gap: 16px; }
.stack .note { align-self: stretch; flex: 1; display: flex; flex-direction: column; justify-content: center; }
figcaption { margin-bottom: 10px; }
figcaption p, .card p { color: var(--soft); font-size: 0.9rem; overflow-wrap: anywhere; }
.plot, .panels { background: #ffffff; border-radius: 6px; }
.plot { padding: 4px 0; }
.plot svg { display: block; width: 100%; height: auto; margin: 0 auto; }
.wide svg { max-width: 640px; }
.narrow { display: none; }
.panels { display: flex; flex-wrap: wrap; justify-content: center; gap: 14px 16px; padding: 10px 0; }
.panel { flex: 1 1 300px; min-width: 0; max-width: 372px; }
.panel p { text-align: center; color: #4d5661; }
.panel svg { display: block; width: 100%; height: auto; }
.key-title { display: inline; margin-right: 8px; }
.key { display: inline-flex; flex-wrap: wrap; gap: 4px 14px; list-style: none; margin: 0 0 8px; padding: 0; font-size: 0.85rem; }
.key li { display: flex; align-items: center; gap: 5px; }
.swatch { width: 22px; height: 14px; border-radius: 2px; border: 1px solid var(--line); print-color-adjust: exact; }
details { margin-top: 8px; }
summary { cursor: pointer; color: var(--mark); font-size: 0.9rem; padding: 4px 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.86rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-size: 0.82rem; padding-bottom: 6px; }
th, td { text-align: right; padding: 5px 8px; border-bottom: 1px solid var(--line); vertical-align: bottom; white-space: nowrap; }
th:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 7em; }
thead th { color: var(--soft); font-weight: 600; }
code { font-size: 0.9em; white-space: nowrap; }
.results { font-size: 0.92rem; }
.results th:first-child { white-space: nowrap; }
.results thead th, .results td { white-space: normal; }
footer { color: var(--soft); font-size: 0.82rem; margin-top: 16px; }
@media (min-width: 1100px) {
  .grid { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .full { grid-column: 1 / -1; }
  .full .wide svg { max-width: none; }
}
@media (min-width: 1200px) {
  .results td { white-space: nowrap; }
}
@media (max-width: 1099px) {
  .full .wide { display: none; }
  .full .narrow { display: block; }
  .narrow svg { max-width: 480px; }
}
@media (max-width: 599px) {
  main { padding: 8px 6px 24px; }
  header, .card { padding: 12px 10px; }
  .result { font-size: 1.12rem; }
  dl { grid-template-columns: minmax(0, 1fr); }
  .wide { display: none; }
  .narrow { display: block; }
  /* Two heat maps side by side: half the size, so that their text is twice as large in the drawing. */
  .panels { gap: 12px 4px; justify-content: flex-start; }
  .panel { flex: 0 0 calc(50% - 2px); }
  .panel svg text { font-size: 24px; }
  .panel p { font-size: 0.82rem; line-height: 1.3; }
  .results, .results tbody, .results tr, .results td, .results th, .results caption { display: block; width: 100%; }
  .results thead { display: none; }
  .results tr { border: 1px solid var(--line); border-radius: 6px; padding: 6px 10px; margin-bottom: 10px; }
  .results th { border: 0; padding: 2px 0; font-size: 1rem; }
  .results td { display: flex; justify-content: space-between; gap: 12px; border: 0; padding: 2px 0; }
  .results td::before { content: attr(data-label); color: var(--soft); text-align: left; }
}
@media print {
  :root { --page: #ffffff; --card: #ffffff; --ink: #000000; --soft: #333333; --line: #bbbbbb; }
  .card { break-inside: avoid; }
}
`;
