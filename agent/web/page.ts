// The agent's page: this host, its VMs and their partners, the round, the latest decisions. Read-only, made anew for
// each request from a snapshot, whole without its script. No server here (agent/http).
import { createHash } from 'node:crypto';
import { roomCard, roundCard, trafficCard } from './cards.js';
import { alarmSection, decisionSection } from './decisions.js';
import { clock } from './format.js';
import { type Html, html, raw } from './html.js';
import { notices, standingCard } from './notices.js';
import { SCRIPT } from './script.js';
import type { WebSnapshot } from './snapshot.js';
import { STYLE } from './style.js';
import { flightSection, vmSection } from './vms.js';

const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 8 8%22%3E%3Crect width=%228%22 height=%228%22 rx=%222%22 fill=%22%231d4ed8%22/%3E%3Cpath d=%22M2 5h4M2 3h4%22 stroke=%22%23fff%22/%3E%3C/svg%3E';

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Only the page's own style and script, and fetches from where it came from. */
export const POLICY = [
  "default-src 'none'",
  `style-src ${hash(STYLE)}`,
  `script-src ${hash(SCRIPT)}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The whole document. */
export function renderPage(snapshot: WebSnapshot): string {
  const { status, at } = snapshot;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${status.host} – S-CORE</title>
<link rel="icon" href="${ICON}">
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header>
  <span class="brand">S-CORE</span><h1>${status.host}</h1>
  <div class="aside"><span id="taken">as of <time datetime="${at}">${clock(at, at)}</time> UTC</span><button id="refresh" type="button" hidden></button></div>
</header>
<main id="content" tabindex="-1">
${noticeList(snapshot)}
<div class="cards">${standingCard(snapshot)}${roundCard(snapshot)}${roomCard(snapshot)}${trafficCard(snapshot)}</div>
${flightSection(status.flights)}
${vmSection(snapshot)}
${alarmSection(snapshot.alarms, at)}
${decisionSection(snapshot)}
</main>
<footer>score-agent ${status.version}. This page only shows; <code>score-token</code> on this host gives orders.</footer>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function noticeList(snapshot: WebSnapshot): Html {
  const all = notices(snapshot);
  const items = all.map(
    ({ kind, title, text }) => html`<li class="${kind}"><b>${title}.</b> <span>${text}</span></li>`,
  );
  const fine = html`<li class="good"><b>All is as it should be.</b></li>`;
  return html`<ul class="notices" aria-label="What you should know">${items.length > 0 ? items : fine}</ul>`;
}
