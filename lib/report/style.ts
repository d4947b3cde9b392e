import { html } from './html.js';

/** The style sheet of the report: light or dark as the reader prefers, with a contrast of at least 4.5:1 for text. */
export const STYLE = html`
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1b2330; --soft: #566072; --edge: #dfe3ea; --grid: #e8ebf0;
  --read: #2563c9; --merge: #b45309; --memory: #7440c4; --spill: #0e7c74; --reject: #c02c2c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151c; --card: #1a2029; --text: #e6eaf1; --soft: #a3adbd; --edge: #2d3643; --grid: #29313d;
    --read: #6ea4ff; --merge: #f0a04b; --memory: #b794f6; --spill: #45c7bb; --reject: #f58080;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 70rem;
  background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
}
header p { margin: 0; color: var(--soft); }
h1 { margin: .15rem 0; font-size: 1.5rem; line-height: 1.3; overflow-wrap: anywhere; }
h2 { margin: 0 0 .5rem; font-size: 1.05rem; }
h3 { margin: 0; font-size: 1rem; }
section { margin-top: 1.25rem; }
section:not([aria-label="Figures"]):not(.columns2), .columns2 > div {
  padding: 1.1rem 1.25rem; background: var(--card); border: 1px solid var(--edge); border-radius: .6rem;
}
.columns2 { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1.25rem; }
.columns2 > div { min-width: 0; }
p { margin: 0 0 .6rem; }
section p, .note, summary, .legend { color: var(--soft); font-size: .9rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(14rem, 45%), 1fr)); gap: .75rem; margin: 0; }
.tiles > div { padding: .8rem 1rem; background: var(--card); border: 1px solid var(--edge); border-radius: .6rem; }
.tiles dt { color: var(--soft); font-size: .9rem; }
.tiles dd { margin: 0; font-size: 1.5rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles dd.note { font-size: .85rem; line-height: 1.5; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { padding: .2rem .5rem .2rem 0; text-align: left; font-weight: normal; vertical-align: middle; }
thead th { color: var(--soft); border-bottom: 1px solid var(--edge); }
thead td { border-bottom: 1px solid var(--edge); }
th bdi, td bdi { overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; padding-right: 0; padding-left: .75rem; }
.counts th[scope="row"] { min-width: 7rem; } .columns2 .counts th[scope="row"] { width: 45%; } .columns2 .bar { width: 40%; }
.bar { width: 60%; padding-right: 0; }
.bar span { display: block; height: .7rem; min-width: 2px; border-radius: 2px; }
.bar .read { background: var(--read); } .bar .merge { background: var(--merge); }
.alarm { border-color: var(--reject) !important; } .alarm ul { margin: 0; padding-left: 1.2rem; }
table + .note, table + h3 { margin-top: .8rem; } .rejected { margin-top: .4rem; } .rejected .text { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .8rem; }
.bar .spill { background: var(--spill); } .bar .reject { background: var(--reject); } .bar .event { background: var(--read); } .bar .attribute { background: var(--memory); }
.chart { margin: 1.25rem 0 0; }
.chart figcaption p { margin: 0 0 .4rem; }
.legend { display: flex; gap: 1.25rem; margin: 0 0 .4rem; padding: 0; list-style: none; }
.swatch { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: 2px; vertical-align: -1px; }
.swatch.read { background: var(--read); } .swatch.merge { background: var(--merge); }
.plot { position: relative; padding: .6rem .5rem 1.6rem 6.2rem; }
.plot svg { display: block; width: 100%; height: 11rem; overflow: visible; }
.rows, .columns { position: absolute; color: var(--soft); font-size: .8rem; font-variant-numeric: tabular-nums; }
.rows { top: .6rem; bottom: 1.6rem; left: 0; width: 5.6rem; }
.rows span { position: absolute; right: 0; transform: translateY(50%); line-height: 1; white-space: nowrap; }
.columns { left: 6.2rem; right: .5rem; bottom: 0; height: 1.3rem; }
.columns span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
svg line, svg path { vector-effect: non-scaling-stroke; fill: none; }
.grid { stroke: var(--grid); } .phase { stroke: var(--soft); stroke-dasharray: 4 4; }
path.line { stroke-width: 1.75; stroke-linejoin: round; }
path.read { stroke: var(--read); } path.merge { stroke: var(--merge); }
path.memory { stroke: var(--memory); } path.spill { stroke: var(--spill); }
svg path.below { stroke: none; fill-opacity: .16; }
svg path.below.read { fill: var(--read); } svg path.below.merge { fill: var(--merge); }
svg path.below.memory { fill: var(--memory); } svg path.below.spill { fill: var(--spill); }
.hover { fill: var(--text); fill-opacity: 0; } .hover:hover { fill-opacity: .12; }
details { margin-top: .25rem; } details table { max-width: 30rem; }
summary { cursor: pointer; width: fit-content; }
.none { color: var(--soft); }
@media (max-width: 40rem) {
  .plot { padding-left: 5rem; } .rows { width: 4.6rem; font-size: .72rem; } .columns { left: 5rem; font-size: .72rem; }
  .columns span:nth-child(even) { display: none; }
  .bar { display: none; } thead td { display: none; } .counts th[scope="row"] { width: auto; min-width: 0; }
  .number { white-space: normal; }
}
@media print { body { max-width: none; padding: 0; } section, figure { break-inside: avoid; } }
`;
