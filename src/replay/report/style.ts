/** The report's own look: light and dark, narrow and wide, and on paper. Nothing is loaded from anywhere. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5a6675;--line:#d5dbe3;--page:#fff;--panel:#f4f6f9;
--snow:#1f6fb2;--fresh:#6b7f96;--unknown:#c9a227;--dispatch:#b3261e;--standby:#8a5a00;--recorded:#3d4a5c;--good:#1b7a3d}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa6b5;--line:#37414e;--page:#12171d;--panel:#1b222b;
--snow:#6db8f2;--fresh:#93a5ba;--unknown:#8f7a2a;--dispatch:#ff8a80;--standby:#f2b950;--recorded:#b9c5d4;--good:#7bd69a}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Hiragino Sans","Noto Sans JP","Noto Sans CJK JP",sans-serif}
main{max-width:1100px;margin:0 auto;padding:20px 16px 48px}
h1{font-size:1.5rem;line-height:1.25;margin:.2em 0}h2{font-size:1.15rem;margin:2em 0 .5em}h3{font-size:1rem;margin:0}
p,ul{margin:.4em 0}.meta,.facts{color:var(--soft);font-size:.88rem}.facts{margin:.1em 0 .6em}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.3em .6em;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{font-weight:600;font-size:.85rem;color:var(--soft);vertical-align:bottom}
td.n,th.n{text-align:right;white-space:nowrap}td.t{white-space:nowrap}td.why{min-width:18em;font-size:.88rem}
tbody th{font-weight:400;font-size:inherit;color:inherit}
.missed{color:var(--dispatch);font-weight:600}.met{color:var(--good)}
section.route{border-top:1px solid var(--line);padding-top:16px;margin-top:24px;break-inside:avoid}
.plot{overflow-x:auto;background:var(--panel);border-radius:6px;padding:6px}
.plot svg{display:block;width:100%;min-width:640px;height:auto}
svg text{font:12px system-ui,sans-serif;fill:var(--soft)}
.grid path{stroke:var(--line);stroke-width:1;fill:none}
.since-pass{fill:none;stroke:var(--snow);stroke-width:1.8;stroke-linejoin:round}
.new-snow{fill:none;stroke:var(--fresh);stroke-width:1.1;stroke-dasharray:3 3}
.unknown{fill:var(--unknown);opacity:.28}
.trigger path{stroke-width:1.2;fill:none;stroke-dasharray:7 4}
.trigger.dispatch path{stroke:var(--dispatch)}.trigger.standby path{stroke:var(--standby)}
.trigger.dispatch text{fill:var(--dispatch)}.trigger.standby text{fill:var(--standby)}
svg .fire{fill:var(--dispatch)}svg .release{fill:none;stroke:var(--good);stroke-width:1.4}
.lane .base{stroke:var(--line);fill:none}
.lane rect.dispatch{fill:var(--dispatch)}.lane rect.standby{fill:var(--standby)}
.lane.recorded rect{fill:none;stroke:var(--recorded);stroke-width:1.6}
.halo{paint-order:stroke;stroke:var(--panel);stroke-width:4px}
.legend{display:flex;flex-wrap:wrap;gap:.2em 1.2em;font-size:.85rem;color:var(--soft);margin:.6em 0}
.legend svg{width:26px;height:12px;vertical-align:-1px;margin-right:.4em}
details{margin-top:.6em}summary{cursor:pointer;font-size:.9rem;color:var(--soft)}
pre{background:var(--panel);border-radius:6px;padding:10px;overflow-x:auto;font-size:.82rem}
@media (max-width:600px){main{padding:12px 12px 40px}th,td{padding:.28em .4em}}
@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--page:#fff;--panel:#fff;--snow:#1f6fb2;--dispatch:#b3261e}
main{max-width:none;padding:0}.plot{padding:0;overflow:visible}.plot svg{min-width:0}.scroll{overflow:visible}
details::details-content{content-visibility:visible;height:auto}a{color:inherit}}
`
