// The page's style. Two sets of colours, of which the reader's system chooses; no fonts or pictures from elsewhere.

const LIGHT = `--page:#f4f5f8;--card:#fff;--line:#d9dde6;--text:#1a2133;--soft:#525c72;--link:#1d4ed8;--focus:#1d4ed8;
--fill:#3b66d9;--track:#e3e7f0;--good:#0f6b3c;--good-bg:#e0f4e8;--warn:#7a4b00;--warn-bg:#fdf0d5;--bad:#a1161f;--bad-bg:#fde7e8;
--note:#1d3f8f;--note-bg:#e6edfd;--tag:#3f495e;--tag-bg:#eaedf3`;
const DARK = `--page:#10141d;--card:#1a2030;--line:#30394d;--text:#e8ecf5;--soft:#a5b0c6;--link:#93b4ff;--focus:#93b4ff;
--fill:#7b9cf0;--track:#2c3548;--good:#7fdca6;--good-bg:#12351f;--warn:#f5c469;--warn-bg:#3a2c0c;--bad:#ff9aa0;--bad-bg:#451a1e;
--note:#a9c3ff;--note-bg:#1c2c52;--tag:#c6cee0;--tag-bg:#2a3346`;

export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:1180px;margin:0 auto;padding:0 20px}
header{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:baseline;padding-top:20px;padding-bottom:4px}
h1{font-size:1.6rem;line-height:1.2;margin:0;font-variant-numeric:tabular-nums}
.brand{font-weight:700;letter-spacing:.06em;color:var(--link)}
header .aside{margin-left:auto;display:flex;gap:12px;align-items:center;color:var(--soft)}
h2{font-size:1.05rem;margin:28px 0 10px}
h2 small,.big small{font-weight:400;font-size:.85rem;color:var(--soft)}
p{margin:4px 0}
a{color:var(--link)}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 18px}
.cards{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:14px;margin-top:14px}
.cards h2{margin:0;font-size:.8rem;text-transform:uppercase;letter-spacing:.06em;color:var(--soft)}
.big{font-size:1.7rem;font-weight:650;line-height:1.25;margin:2px 0;font-variant-numeric:tabular-nums}
.quiet{color:var(--soft)}
.mode-auto{color:var(--good)}.mode-recommend{color:var(--note)}.mode-off{color:var(--soft)}
dl{margin:10px 0 0;display:grid;gap:4px}
dl div{display:flex;gap:10px;justify-content:space-between;border-top:1px solid var(--line);padding-top:4px}
dt{color:var(--soft);flex:none}dd{margin:0;text-align:right}
.bar{display:block;width:100%;height:6px;margin:6px 0 2px;border-radius:3px}
.track{fill:var(--track)}.fill{fill:var(--fill)}
.notices{list-style:none;margin:14px 0 0;padding:0;display:grid;gap:8px}
.notices li{border-radius:10px;padding:10px 16px;border-left:5px solid currentColor}
.notices span{color:var(--text)}
.bad{color:var(--bad);background:var(--bad-bg)}.warn{color:var(--warn);background:var(--warn-bg)}
.note{color:var(--note);background:var(--note-bg)}.good{color:var(--good);background:var(--good-bg)}
.vms{list-style:none;margin:0;padding:0;display:grid;gap:8px}
.vms>li{background:var(--card);border:1px solid var(--line);border-radius:12px}
summary{cursor:pointer;border-radius:12px}
.vms summary{display:grid;grid-template-columns:20px minmax(0,1.4fr) minmax(0,1fr) 260px;gap:4px 14px;align-items:center;padding:10px 18px;list-style:none}
.vms summary::-webkit-details-marker{display:none}
.vms summary::before{content:"";width:8px;height:8px;border:solid var(--soft);border-width:0 2px 2px 0;transform:rotate(-45deg)}
.vms details[open]>summary::before{transform:rotate(45deg)}
.name{font-weight:600}
.address{font-weight:400;color:var(--soft);font-family:ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace;font-size:.92em}
.marks{display:flex;flex-wrap:wrap;gap:6px}
.figures{display:grid;grid-template-columns:1fr auto;gap:0 10px;font-variant-numeric:tabular-nums}
.figures span{color:var(--soft)}.figures .bar{grid-column:1/3}
.inside{padding:2px 18px 14px 52px}
.tag{display:inline-block;border-radius:99px;padding:1px 9px;font-size:.85rem;font-weight:500;white-space:nowrap;color:var(--tag);background:var(--tag-bg)}
.level-0,.verdict-migrate{color:var(--good);background:var(--good-bg)}
.level-1,.verdict-recommend{color:var(--note);background:var(--note-bg)}
.level-2{color:var(--warn);background:var(--warn-bg)}
.level-3{color:var(--bad);background:var(--bad-bg)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-top:1px solid var(--line);font-weight:400}
thead th{border-top:0;color:var(--soft);font-size:.85rem}
tbody th{font-weight:500}
.number{text-align:right;white-space:nowrap}
.decisions time{white-space:nowrap}
.decisions td:first-child{color:var(--soft)}
.decisions summary{color:var(--link);padding:3px 0}
code{font-family:inherit;font-weight:600;white-space:nowrap}
.plain{list-style:none;margin:0}.plain li+li{border-top:1px solid var(--line);margin-top:6px;padding-top:6px}
.empty{color:var(--soft)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
button{font:inherit;color:var(--link);background:var(--card);border:1px solid var(--line);border-radius:99px;padding:4px 14px;min-height:32px;cursor:pointer}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.skip{position:absolute;left:-9999px}
.skip:focus{left:20px;top:8px;background:var(--card);padding:6px 12px}
footer{color:var(--soft);padding-top:24px;padding-bottom:32px;font-size:.9rem}
@media (max-width:1000px){.cards{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media (max-width:640px){
header,main,footer{padding-left:14px;padding-right:14px}
.cards{grid-template-columns:minmax(0,1fr)}
header .aside{margin-left:0;width:100%;justify-content:space-between}
.vms summary{grid-template-columns:14px minmax(0,1fr);padding:10px 14px}
.marks,.figures{grid-column:2}
.inside{padding:2px 14px 12px}
table,tbody,tr,th,td{display:block;border:0;padding:0;width:auto}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody tr{border-top:1px solid var(--line);padding:8px 0;display:flex;flex-wrap:wrap;gap:2px 12px;align-items:baseline}
tbody tr:first-child{border-top:0}
tbody th,.decisions>tbody>tr>td:last-child{flex:1 0 100%}
tbody th{order:-1}
td[data-head]:not([data-head=""])::before{content:attr(data-head) " ";color:var(--soft)}
.number{text-align:left}
}
@media (prefers-reduced-motion:no-preference){.vms summary::before{transition:transform .12s}}
`;
