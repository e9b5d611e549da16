/// The look of all pages.
enum StyleSheet {
    /// `/style.css`.
    static let text = [palette, frame, prose, tables, panels, charts, details, narrow].joined(separator: "\n")

    private static let palette = """
        :root { color-scheme: light dark; --paper: #f7f6f3; --card: #fff; --ink: #1d1c1a; --dim: #66635d; --line:
          #e3e0d9;
          --soft: #f1efea; --good: #17734a; --good-bg: #eaf5ee; --notice: #8f5200; --notice-bg: #fdf2e0; --bad: #b02a20;
          --bad-bg: #fcebe8; --quiet: #6b6862; --accent: #2a55c0; --score: #2a55c0; --base: #8a867d;
          --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono",
            monospace; }
        @media (prefers-color-scheme: dark) { :root { --paper: #131417; --card: #1b1c20; --ink: #ecebe7; --dim: #a09e97;
          --line: #303237; --soft: #24262a; --good: #56c78f; --good-bg: #16271f; --notice: #efb054; --notice-bg:
            #2c2416;
          --bad: #ff8a7e; --bad-bg: #331d1b; --quiet: #a09e97; --accent: #90b2ff; --score: #90b2ff; --base: #8d8a83; } }
        """

    private static let frame = """
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 15px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans",
            sans-serif;
          font-variant-numeric: tabular-nums; }
        .skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        .top, main, .foot { max-width: 1160px; margin: 0 auto; padding: 0 24px; }
        .top { display: flex; align-items: center; gap: 8px 28px; flex-wrap: wrap; padding-top: 18px; padding-bottom:
          14px; }
        .name { display: inline-flex; align-items: center; gap: 9px; font-weight: 650; font-size: 17px; letter-spacing:
          -.01em;
          color: var(--ink); text-decoration: none; }
        .name svg { width: 22px; height: 22px; } .name rect { fill: #1f2a44; }
        .name path { fill: none; stroke: #f4b860; stroke-width: 3.4; stroke-linecap: round; stroke-linejoin: round; }
        nav { display: flex; gap: 4px; }
        nav a { padding: 5px 11px; border-radius: 7px; color: var(--dim); text-decoration: none; }
        nav a:hover { background: var(--soft); color: var(--ink); }
        nav a[aria-current] { background: var(--soft); color: var(--ink); font-weight: 560; }
        .clock { margin: 0 0 0 auto; color: var(--dim); font-size: 13px; }
        .clock.stale { color: var(--bad); } .clock.stale::after { content: " (not updating)"; }
        .foot { padding-top: 28px; padding-bottom: 40px; color: var(--dim); font-size: 13px; }
        main { display: block; padding-bottom: 12px; } main > section { margin-top: 36px; } main > p:last-child {
          margin-top: 28px; }
        a { color: var(--accent); text-underline-offset: 3px; text-decoration-thickness: 1px; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
        """

    private static let prose = """
        h1 { font-size: 27px; line-height: 1.2; letter-spacing: -.02em; margin: 4px 0 6px; font-weight: 650;
          overflow-wrap: anywhere; }
        h2 { font-size: 17px; letter-spacing: -.01em; margin: 0 0 10px; font-weight: 620; }
        h3 { font-size: 13px; margin: 0; font-weight: 600; } h4 { font-size: 12px; margin: 12px 0 4px; color:
          var(--dim); font-weight: 560; }
        p { margin: 0 0 6px; } .dim { color: var(--dim); } .mono, code { font-family: var(--mono); font-size: .88em; }
        code { overflow-wrap: anywhere; } .lead { font-size: 17px; max-width: 76ch; }
        .title { margin: 22px 0 18px; } .title p { margin: 0 0 4px; }
        .label { display: inline-block; border: 1px solid var(--line); border-radius: 99px; padding: 0 9px; font-size:
          12px; }
        .label b { font-weight: 600; color: var(--ink); }
        .summary { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 6px 0 18px; }
        .badge { display: inline-flex; align-items: baseline; gap: 6px; white-space: nowrap; font-weight: 560; }
        .badge .mark { align-self: center; } .facts .badge { white-space: normal; }
        .scroll + p { margin-top: 14px; }
        .mark { width: 14px; height: 14px; flex: none; fill: currentColor; }
        .mark .cut { fill: none; stroke: var(--card); stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round;
          }
        .mark .ring { fill: none; stroke: currentColor; stroke-width: 2.4; }
        .good { --tone: var(--good); --tint: var(--good-bg); } .notice { --tone: var(--notice); --tint:
          var(--notice-bg); }
        .bad { --tone: var(--bad); --tint: var(--bad-bg); } .quiet { --tone: var(--quiet); --tint: var(--soft); }
        .badge, .state, .points, .banner h2, .answer h3 { color: var(--tone); }
        .points { font-weight: 620; } .nothing { color: var(--dim); padding: 14px 0; }
        .more { font-weight: 560; } .cut { color: var(--dim); font-style: italic; }
        pre { margin: 0; padding: 11px 13px; background: var(--soft); border-radius: 8px; font: 13px/1.5 var(--mono);
          white-space: pre-wrap;
          overflow-wrap: anywhere; max-height: 30em; overflow: auto; unicode-bidi: isolate; }
        """

    private static let tables = """
        .scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; }
        th, td { text-align: left; padding: 9px 14px; vertical-align: top; font-weight: 400; }
        thead th { color: var(--dim); font-size: 12px; font-weight: 560; white-space: nowrap; border-bottom: 1px solid
          var(--line); }
        tbody tr + tr > * { border-top: 1px solid var(--line); } tbody th { font-weight: 560; } tbody th .dim {
          font-weight: 400; font-size: 13px; } .incidents th[scope=row] { min-width: 12.5em; }
        .incidents td { white-space: nowrap; } .incidents td.wide { white-space: normal; }
        td time, td a time, dd time { white-space: nowrap; } .num { text-align: right; white-space: nowrap; } .wide {
          min-width: 22em; }
        .incidents .closed .wide { color: var(--dim); } .headers th { white-space: nowrap; color: var(--dim); }
        .headers td { overflow-wrap: anywhere; } .headers th, .headers td { padding: 4px 12px; }
        .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 14px 26px; margin: 0;
          }
        @media (min-width: 700px) { .facts .wide { grid-column: span 2; min-width: 0; } }
        .facts dt { color: var(--dim); font-size: 12px; } .facts dd { margin: 0; overflow-wrap: anywhere; }
        .filter { display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: end; margin: 10px 0 18px; }
        .filter label { color: var(--dim); font-size: 12px; display: grid; gap: 3px; }
        select, input, button { font: inherit; font-size: 14px; color: var(--ink); background: var(--card); border: 1px
          solid var(--line);
          border-radius: 8px; padding: 6px 10px; min-height: 36px; } button { background: var(--soft); font-weight: 560;
            cursor: pointer; }
        """

    private static let panels = """
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 18px 20px; margin:
          0 0 16px; }
        .card.odds { border-color: var(--bad); box-shadow: 0 0 0 1px var(--bad); }
        .card > header { display: flex; align-items: baseline; gap: 4px 12px; flex-wrap: wrap; margin-bottom: 12px; }
        .card > header h2 { margin: 0; font-size: 19px; } .card > header p { margin: 0; } .card > header a { color:
          inherit; text-decoration: none; }
        .card > header a:hover { text-decoration: underline; }
        .body { display: grid; grid-template-columns: minmax(330px, 5fr) 7fr; gap: 26px; } .body .facts { margin-top:
          16px;
          grid-template-columns: repeat(3, auto); gap: 10px 16px; font-size: 13px; }
        .planes { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; }
        .plane { background: var(--tint); border-radius: 10px; padding: 11px 14px 12px; } .plane h3 { color: var(--dim);
          font-size: 12px; font-weight: 560; }
        .plane p { margin: 0; font-size: 13px; } .plane .state { display: flex; align-items: center; gap: 8px;
          font-size: 20px; font-weight: 650;
          letter-spacing: -.01em; margin: 2px 0 4px; } .state .mark { width: 18px; height: 18px; } .plane .cut { stroke:
            var(--tint); }
        .plane .figure { font-size: 14px; } .plane b { font-weight: 650; }
        .verdict { margin: 10px 0 0; padding: 9px 14px; border-radius: 10px; background: var(--bad); color: var(--card);
          font-size: 14px; }
        .banner { background: var(--tint); border: 1px solid var(--tone); border-radius: 12px; padding: 13px 18px;
          margin: 0 0 14px; }
        main > .banner { margin-top: 0; } .banner h2 { display: flex; gap: 8px; align-items: center; margin-bottom: 4px;
          font-size: 15px; }
        .banner ul { margin: 4px 0 0; padding-left: 20px; overflow-wrap: anywhere; }
        .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 26px;
          margin-top: 32px; }
        .compare { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); gap: 14px; }
        .answer { background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--tone);
          border-radius: 12px; padding: 14px 18px; }
        .answer h3 { font-size: 16px; display: flex; align-items: center; gap: 8px; } .answer pre { margin-bottom: 10px;
          }
        .asked { margin: 0; padding-left: 12px; border-left: 3px solid var(--line); white-space: pre-wrap;
          overflow-wrap: anywhere; }
        .empty { text-align: center; padding: 12vh 0; }
        """

    private static let charts = """
        .chart { margin: 0; min-width: 0; } .planes + .chart, .verdict + .chart { margin-top: 18px; }
        .pane { display: grid; grid-template-columns: 34px 1fr; grid-template-areas: ". head" "scale plot"; column-gap:
          8px; }
        .pane h4 { grid-area: head; margin: 0 0 3px; color: var(--ink); } .pane h4 span { color: var(--dim);
          font-weight: 400; }
        .pane svg { grid-area: plot; width: 100%; display: block; background: linear-gradient(var(--line), var(--line))
          bottom / 100% 1px no-repeat; overflow: hidden; }
        .pane.score svg { height: 112px; } .pane.evidence svg { height: 46px; } .pane.evidence { margin-top: 8px; }
          .card ~ .card .body figcaption { display: none; }
        .card > .chart .score svg { height: 210px; } .card > .chart .evidence svg { height: 96px; }
        .scale { grid-area: scale; display: flex; flex-direction: column; justify-content: space-between; text-align:
          right; font-size: 11px;
          line-height: 1; color: var(--dim); }
        .pane path { fill: none; vector-effect: non-scaling-stroke; } .pane .grid { stroke: var(--line);
          stroke-dasharray: 2 4; }
        .pane .rounds { stroke: var(--score); stroke-width: 1; stroke-linejoin: round; opacity: .32; } .pane .scores {
          stroke: var(--score); stroke-width: 2.1; stroke-linejoin: round; } .pane .dots { stroke: var(--score);
          stroke-width: 4.5; stroke-linecap: round; }
        .pane .baseline { stroke: var(--ink); stroke-width: 1.2; stroke-dasharray: 2 3; } .pane .line { stroke:
          var(--notice); stroke-width: 1.7; }
        .pane .area { fill: var(--notice); opacity: .16; stroke: none; } .pane .threshold { stroke: var(--bad);
          stroke-width: 1.3; stroke-dasharray: 7 4; }
        .pane .band { fill: var(--bad); opacity: .12; } .pane .fired { stroke: var(--bad); stroke-width: 1.5; }
        .times { display: flex; justify-content: space-between; margin: 4px 0 0 42px; font-size: 11px; color:
          var(--dim); }
        figcaption, .keys { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 8px 0 0 42px; font-size: 12px; color:
          var(--dim); } .keys { margin-left: 0; }
        .key::before { content: ""; display: inline-block; width: 16px; margin-right: 6px; vertical-align: middle;
          border-top: 2px solid var(--score); }
        .key.baseline::before { border-top: 2px dotted var(--ink); } .key.threshold::before { border-top: 2px dashed
          var(--bad); }
        .key.band::before { height: 10px; border: 0; border-left: 2px solid var(--bad); background: var(--bad-bg); }
        .spark { width: 144px; height: 20px; display: block; } .spark path { fill: none; stroke-width: 2; }
        .spark .good { stroke: var(--good); } .spark .bad { stroke: var(--bad); } .spark .none { stroke: var(--base); }
        .meter svg { display: block; width: 100%; max-width: 260px; height: 6px; border-radius: 3px; margin: 3px 0 4px;
          }
        .track { fill: var(--line); } .fill { fill: var(--tone, var(--accent)); }
        .bars { list-style: none; margin: 0; padding: 0; display: grid; gap: 9px; } .bars li { display: grid;
          grid-template-columns: 10em 1fr 4.5em; gap: 12px; align-items: center; }
        .bars svg { width: 100%; height: 10px; border-radius: 5px; } .bars b { text-align: right; font-weight: 600; }
          .bars .fill { fill: var(--bad); }
        .waterfall { width: 100%; height: 14px; display: block; background: var(--soft); border-radius: 4px; margin-top:
          8px; }
        .p0 { --phase: #8a867d; } .p1 { --phase: #b07d2b; } .p2 { --phase: #8b5fbf; } .p3 { --phase: #3c8d93; } .p4 {
          --phase: #5b86d6; } .p5 { --phase: #2c8a5a; }
        .waterfall rect { fill: var(--phase); } .keys .key::before { border: 0; height: 9px; width: 9px; border-radius:
          2px; background: var(--phase); }
        """

    private static let details = """
        .life { list-style: none; margin: 0; padding: 0 0 0 4px; } .life li { position: relative; padding: 0 0 14px
          22px; border-left: 2px solid var(--line); }
        .life li:last-child { border-color: transparent; } .life li::before { content: ""; position: absolute; left:
          -7px; top: 5px; width: 8px; height: 8px;
          border-radius: 50%; background: var(--card); border: 2px solid var(--dim); } .life .firing::before, .life
            .escalation::before { background: var(--bad); border-color: var(--bad); border-radius: 2px; }
        .life .resolved::before { background: var(--good); border-color: var(--good); } .life .suspected::before {
          border-color: var(--notice); }
        .verdict-list { list-style: none; margin: 0; padding: 0; } .verdict-list li { padding: 7px 0; } .verdict-list
          .verdict-list { padding-left: 22px; }
        q { quotes: "“" "”"; font-family: var(--mono); font-size: 13px; color: var(--dim); overflow-wrap: anywhere; }
        details { margin: 10px 0; } summary { cursor: pointer; padding: 4px 0; } details > .scroll { margin-bottom: 8px;
          } summary code { color: var(--dim); }
        .attempt { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 14px 18px;
          margin: 12px 0; }
        .attempt h3 { font-size: 15px; display: flex; gap: 12px; } .attempt p { overflow-wrap: anywhere; }
        """

    private static let narrow = """
        @media (max-width: 860px) { .body { grid-template-columns: minmax(0, 1fr); gap: 18px; } }
        @media (max-width: 560px) { body { font-size: 14.5px; } .top, main, .foot { padding-left: 14px; padding-right:
          14px; } .clock { margin-left: 0; width: 100%; order: 3; }
          nav { margin-left: auto; gap: 0; } .name { font-size: 16px; gap: 7px; } nav a { padding: 5px 6px; font-size: 13.5px; } .top { gap: 4px 6px; } .facts
            { grid-template-columns: repeat(auto-fit, minmax(148px, 1fr)); } .facts .wide { grid-column: 1 / -1; } .card
            { padding: 14px; border-radius: 12px; } .plane { padding: 9px 10px; }
          .plane .state { font-size: 17px; gap: 6px; } .state .mark { width: 15px; height: 15px; } .body .facts {
            grid-template-columns: 1fr 1fr; } h1 { font-size: 22px; } .lead { font-size: 15.5px; }
          .pane { grid-template-columns: 24px 1fr; column-gap: 6px; } .times, figcaption { margin-left: 30px; } th, td {
            padding: 8px 10px; } .bars li { grid-template-columns: 6.5em 1fr 3.6em; }
          .incidents thead { display: none; } .incidents tr { display: grid; grid-template-columns: 1fr auto auto;
            padding: 6px 0; } .incidents tr + tr { border-top: 1px solid var(--line); }
          .incidents tbody tr > * { border: 0; padding: 3px 10px; min-width: 0; } .incidents th[scope=row] { order: -1;
            min-width: 0; } .incidents td.wide { grid-column: 1 / -1; order: 3; }
          .incidents td:nth-last-child(2) { order: 1; } .incidents td:last-child { display: none; } }
        @media print { .top nav, .filter { display: none; } }
        """
}
