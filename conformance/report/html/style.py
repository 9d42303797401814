"""How the pages look: on paper, on a phone and on a desk, light and dark; colour never says anything by itself."""

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #fff; --raised: #f5f6f8; --line: #d3d8de; --text: #1b1f24; --quiet: #545c66; --link: #0a58a8;
  --bad: #9c1216; --bad-ground: #fdebeb; --care: #714500; --care-ground: #fff2d6;
  --good: #125a2b; --good-ground: #e4f4e9; --note: #1c4c8c; --note-ground: #e6effb; --bar: #4a7ebb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #13161a; --raised: #1c2026; --line: #3b424c; --text: #e7e9ec; --quiet: #a7b0bb; --link: #8dbbf3;
    --bad: #ffb8b3; --bad-ground: #45191b; --care: #f4d08a; --care-ground: #3e3011;
    --good: #9fdfb2; --good-ground: #173723; --note: #adcff8; --note-ground: #182e4b; --bar: #6f9fd8;
  }
}
* { box-sizing: border-box }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere }
header, nav, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1rem }
a { color: var(--link) }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px }
.skip { position: absolute; left: -100rem } .skip:focus { left: 1rem; top: 1rem; background: var(--ground);
  padding: .5rem 1rem; z-index: 1 }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .75rem 0 }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line) }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem } h4 { font-size: 1rem; margin: 0 0 .5rem }
p, ul, ol, dl, figure, blockquote { margin: .5rem 0 }
ul, ol { padding-left: 1.25rem }
code, pre { font: .875em/1.5 ui-monospace, Menlo, Consolas, monospace }
pre { margin: .25rem 0; padding: .5rem .75rem; background: var(--raised); border: 1px solid var(--line);
  border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere }
.ln { display: block; min-height: 1.5em }
blockquote { padding-left: .75rem; border-left: 3px solid var(--line); font-size: 1.05rem }
.quiet { color: var(--quiet) } .small { font-size: .875rem }
.headline { margin: 1rem 0 0; font-weight: 600 }
.plain { list-style: none; padding: 0 }

.result { border: 1px solid; border-left-width: 8px; border-radius: 4px; padding: .75rem 1rem; margin: .75rem 0 }
.result p, .result ul { margin: .25rem 0; color: var(--text) } .result a { color: inherit }
.result strong { font-size: 1.2rem }
.bad { color: var(--bad); background: var(--bad-ground) } .care { color: var(--care); background: var(--care-ground) }
.good { color: var(--good); background: var(--good-ground) }
.note { color: var(--note); background: var(--note-ground) }
.mute { color: var(--quiet); background: var(--raised) }
.badge { display: inline-block; padding: 0 .45rem; border: 1px solid; border-radius: 1rem; font-size: .8125rem;
  font-weight: 600; white-space: nowrap; overflow-wrap: normal }
a.badge { text-decoration: underline }
.level { font-size: .8125rem; font-weight: 600; letter-spacing: .02em; overflow-wrap: normal }

dl { display: grid; grid-template-columns: fit-content(9rem) 1fr; gap: .125rem .75rem }
dt { color: var(--quiet); min-width: 5rem } dd { margin: 0; min-width: 0 }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: .5rem 0 }
nav a { display: inline-block; padding: .25rem 0 }

table { border-collapse: collapse; width: 100%; margin: .75rem 0 }
caption { text-align: left; font-weight: 600; padding: .25rem 0 }
th, td { border-top: 1px solid var(--line); padding: .375rem .75rem .375rem 0; text-align: left; vertical-align: top;
  font-weight: 400 }
thead th { color: var(--quiet); font-size: .875rem; border-top: 0; overflow-wrap: normal }
@media (min-width: 30.01rem) { .matrix tbody th { min-width: 12rem } }
.number { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; white-space: nowrap }
thead .number { white-space: normal }
.bars td:last-child, .bars th:last-child { padding-right: 0 }
thead .number { white-space: normal }
.bars td:last-child { width: 40% }
.bar { display: block; height: .5rem; margin-top: .25rem; background: var(--raised); border: 1px solid var(--line);
  border-radius: 2px; overflow: hidden; min-width: 4rem }
.bar i { display: block; height: 100%; background: var(--bar) }

summary { cursor: pointer; padding: .125rem 0 } summary h3, summary h4 { display: inline; margin: 0 }
.card { border: 1px solid var(--line); border-left-width: 4px; border-radius: 4px; margin: .75rem 0;
  padding: .5rem 1rem }
.card > summary { padding: .25rem 0 } .card.is-bad { border-left-color: var(--bad) }
.card.is-care { border-left-color: var(--care) }
.finding { border-top: 1px solid var(--line); margin-top: .75rem; padding-top: .75rem }
.gist { display: block } [open] > summary .gist { display: none }

.excerpt { border: 1px solid var(--line); border-radius: 4px; overflow: hidden }
.excerpt figcaption { background: var(--raised); padding: .25rem .75rem; font-size: .8125rem; color: var(--quiet) }
.excerpt ol { list-style: none; margin: 0; padding: .25rem 0 }
.excerpt li { display: grid; grid-template-columns: 3rem 1fr; column-gap: .75rem; padding-right: .75rem }
.excerpt .no { text-align: right; color: var(--quiet); user-select: none; overflow-wrap: normal;
  font: .8125em/1.6 ui-monospace, Menlo, Consolas, monospace }
.excerpt code { white-space: pre-wrap; min-width: 0 }
.excerpt .hit { background: var(--care-ground) } .excerpt .hit code { font-weight: 700 }
.excerpt .hit .no { color: var(--care) }
.beside { grid-column: 2; color: var(--care); font-size: .875rem; margin: 0; padding: .125rem 0 .25rem }
.sides { display: grid; gap: .75rem } .sides > * { min-width: 0 }
@media (min-width: 60rem) {
  .excerpt .hit:has(.beside) { grid-template-columns: 3rem minmax(0, 3fr) minmax(0, 4fr) }
  .beside { grid-column: 3; padding: .0625rem 0 }
  .sides { grid-template-columns: 1fr 1fr }
}
.trend { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem }
.trend figure { border: 1px solid var(--line); border-radius: 4px; padding: .5rem .75rem; margin: 0 }
.trend svg { display: block; width: 100%; height: 3rem; margin-top: .25rem }
polyline { fill: none; stroke: var(--bar); stroke-width: 2; vector-effect: non-scaling-stroke }
.base { stroke: var(--line); stroke-width: 1 }
footer { margin-top: 2.5rem; padding-top: .75rem; padding-bottom: 2rem; border-top: 1px solid var(--line) }
@media (max-width: 30rem) {
  .card { padding: .5rem .625rem } .excerpt li { grid-template-columns: 2.25rem 1fr; column-gap: .5rem }
  th, td { padding-right: .5rem } table { font-size: .9375rem } .tight { font-size: .8125rem }
  .matrix thead { position: absolute; left: -100rem }
  .matrix tr { display: grid; grid-template-columns: 4.75rem 1fr auto;
    border-top: 1px solid var(--line); padding: .25rem 0 }
  .matrix th, .matrix td { border: 0; padding: .125rem .25rem .125rem 0 } .matrix th { grid-column: 1 / -1 }
  .matrix .number::before { content: "witnesses " }
}
@media print {
  :root { color-scheme: light }
  header, main, footer { max-width: none } nav, .skip { display: none }
  *::details-content { content-visibility: visible; block-size: auto }
  .finding, .excerpt, tr { break-inside: avoid } h2, h3, h4, caption { break-after: avoid }
  .badge, .result, .excerpt .hit, .bar i { print-color-adjust: exact }
}
"""
