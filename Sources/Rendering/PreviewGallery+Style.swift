extension PreviewGallery {
    /// The index page's looks, in light and dark, from 360 pixels up.
    static let style = """
        :root {
          color-scheme: light dark;
          --page: #f2f3f5; --panel: #fff; --sunk: #f7f8f9; --line: #e2e5e9; --ink: #15181d; --soft: #59616d;
          --accent: #0b6e63; --accent-soft: #dff1ee; --sale: #b3261e; --bezel: #1b1e24;
          --planned: #0b8a7b; --holdout: #d08a12; --suppressed: #c2362c; --skipped: #8b95a3;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #0e1013; --panel: #171a1f; --sunk: #1e2228; --line: #2c323a; --ink: #eceff3; --soft: #9da7b4;
            --accent: #5fd0c1; --accent-soft: #12322f; --sale: #ff8a80; --bezel: #000;
            --planned: #2fb3a2; --holdout: #e0a73d; --suppressed: #e8665c; --skipped: #6c7684;
          }
        }
        * { box-sizing: border-box; }
        html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--page); color: var(--ink);
          font: 400 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        p, h1, h2, h3, dl, dd, ol, figure { margin: 0; padding: 0; }
        ol { list-style: none; }
        a { color: var(--accent); }
        code { font: 0.86em ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
        h2 { font-size: 1.1875rem; line-height: 1.3; letter-spacing: -0.01em; font-weight: 650; }
        h3 { font-size: 0.9375rem; font-weight: 650; margin: 2rem 0 0.5rem; }
        .masthead, main, footer { max-width: 77rem; margin: 0 auto; padding: 0 1.5rem; }
        .masthead { padding-top: 3rem; padding-bottom: 1.75rem; }
        .eyebrow { color: var(--accent); font-size: 0.8125rem; font-weight: 600; }
        h1 { font-size: clamp(1.75rem, 1.2rem + 2.4vw, 2.75rem); line-height: 1.12; letter-spacing: -0.025em;
          font-weight: 700; overflow-wrap: anywhere; margin: 0.25rem 0 0.75rem; }
        .lead { font-size: 1.0625rem; color: var(--soft); max-width: 42rem; text-wrap: pretty; }
        main { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
        .panel { background: var(--panel); border: 1px solid var(--line); border-radius: 14px; padding: 1.5rem; }
        .panel > h2 { margin-bottom: 1rem; }
        h2 small { color: var(--soft); font-size: 0.8125rem; font-weight: 400; letter-spacing: 0; margin-left: 0.5rem; }
        footer { color: var(--soft); font-size: 0.8125rem; padding-top: 2rem; padding-bottom: 4rem; }

        .bar { display: flex; gap: 3px; height: 14px; border-radius: 7px; overflow: hidden; }
        .bar span { min-width: 4px; background: var(--skipped); }
        .bar .planned { background: var(--planned); } .bar .holdout { background: var(--holdout); }
        .bar .suppressed { background: var(--suppressed); }
        .sum { display: flex; flex-wrap: wrap; gap: 1rem 1.75rem; margin-top: 1rem; }
        .sum div + div dd::before { content: "+ "; color: var(--soft); font-weight: 400; }
        .sum div.total dd::before { content: "= "; }
        .sum dt { color: var(--soft); font-size: 0.8125rem; display: flex; align-items: center; gap: 0.4rem; }
        .sum dt::before { content: ""; width: 9px; height: 9px; border-radius: 3px; background: var(--skipped); }
        .sum .planned dt::before { background: var(--planned); } .sum .holdout dt::before { background: var(--holdout); }
        .sum .suppressed dt::before { background: var(--suppressed); } .sum .total dt::before { display: none; }
        .sum dd { font-size: 1.5rem; font-weight: 650; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }

        .inbox { margin: 0 -1.5rem -1.5rem; border-top: 1px solid var(--line); overflow: hidden;
          border-radius: 0 0 14px 14px; }
        .mail { display: grid; grid-template-columns: 2.25rem 9.5rem minmax(0, 1fr) 7rem 3rem; gap: 0 0.875rem;
          align-items: center; padding: 0.625rem 1.5rem; color: inherit; text-decoration: none; }
        .inbox li + li .mail { border-top: 1px solid var(--line); }
        .mail:hover, .mail:focus-visible { background: var(--sunk); }
        .avatar { width: 2.25rem; height: 2.25rem; border-radius: 50%; background: var(--accent-soft);
          color: var(--accent); display: grid; place-items: center; font-weight: 650; }
        .sender { font-weight: 650; } .mail b { font-weight: 650; } .mail .line span, .mail .to { color: var(--soft); }
        .sender, .line, .to { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
        .mail time { color: var(--soft); font-size: 0.8125rem; text-align: right; font-variant-numeric: tabular-nums; }
        .to { font-size: 0.8125rem; text-align: right; order: 1; } .mail time { order: 2; }
        .to::before { content: "to "; }

        .person { scroll-margin-top: 1rem; }
        .person > header { display: flex; align-items: flex-start; gap: 1rem; flex-wrap: wrap; }
        .person > header > div { flex: 1 1 14rem; min-width: 0; }
        .number { min-width: 2.25rem; height: 2.25rem; padding: 0 0.5rem; border-radius: 9px; background: var(--ink);
          color: var(--panel); display: grid; place-items: center; font-weight: 650; font-variant-numeric: tabular-nums; }
        .facts { color: var(--soft); font-size: 0.8125rem; overflow-wrap: anywhere; }
        .facts span + span::before { content: "·"; margin-right: 0.3rem; }
        .person nav { display: flex; gap: 0.375rem; flex-wrap: wrap; }
        .person nav a { font: 0.8125rem ui-monospace, "SF Mono", Menlo, Consolas, monospace; text-decoration: none;
          border: 1px solid var(--line); border-radius: 7px; padding: 0.25rem 0.5625rem; }
        .person nav a:hover { background: var(--sunk); border-color: var(--accent); }
        .envelope { margin: 1.5rem 0 1.25rem; padding-left: 0.875rem; border-left: 3px solid var(--accent); }
        .envelope .subject { font-size: 1.1875rem; font-weight: 600; line-height: 1.35; letter-spacing: -0.01em;
          overflow-wrap: anywhere; }
        .envelope .preheader { color: var(--soft); overflow-wrap: anywhere; }

        .screens { display: flex; gap: 2rem; justify-content: space-between; align-items: flex-start; overflow-x: auto;
          padding-bottom: 0.25rem; }
        .screens figure { flex: none; }
        iframe { display: block; border: 0; background: #fff; color-scheme: light; height: 720px; }
        .phone .device { border: 9px solid var(--bezel); border-radius: 34px; overflow: hidden; width: 393px; }
        .phone .device iframe { border-radius: 25px; }
        .desktop .device { border: 1px solid var(--line); border-radius: 10px; overflow: hidden; width: 682px; }
        .desktop .device::before { content: ""; display: block; height: 17px; border-bottom: 1px solid var(--line);
          background: radial-gradient(circle at 14px 8px, var(--line) 4px, #0000 4.5px),
            radial-gradient(circle at 28px 8px, var(--line) 4px, #0000 4.5px),
            radial-gradient(circle at 42px 8px, var(--line) 4px, #0000 4.5px), var(--sunk); }
        figcaption { margin-top: 0.625rem; font-size: 0.8125rem; font-weight: 600; text-align: center; }
        figcaption span { color: var(--soft); font-weight: 400; }

        .below { display: grid; gap: 0 2rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
        .below.paired { grid-template-columns: 393px minmax(0, 1fr); }
        .lock { margin-top: 2rem; max-width: 393px; }
        .wallpaper { border: 9px solid var(--bezel); border-radius: 34px; padding: 1.25rem 0.75rem 1.5rem; color: #fff;
          background: linear-gradient(160deg, #134e5e, #3a6073 45%, #b06a52); }
        .clock { text-align: center; font-size: 3.25rem; font-weight: 300; line-height: 1; letter-spacing: -0.02em;
          font-variant-numeric: tabular-nums; margin-bottom: 1.25rem; }
        .notice { background: rgb(250 250 250 / 0.92); color: #15181d; border-radius: 18px; padding: 0.75rem 0.9375rem;
          overflow-wrap: anywhere; line-height: 1.4; }
        .notice .app { display: flex; justify-content: space-between; gap: 1rem; font-size: 0.75rem; color: #59616d;
          margin-bottom: 0.125rem; }
        .notice .title { font-weight: 650; }

        .items { border-top: 1px solid var(--line); }
        .items li { display: grid; grid-template-columns: 3.5rem minmax(0, 1fr) auto; gap: 0.375rem 1.125rem;
          padding: 0.875rem 0; border-bottom: 1px solid var(--line); }
        .items li:last-child { border-bottom: 0; padding-bottom: 0; }
        .picture { width: 3.5rem; height: 3.5rem; border-radius: 9px; background: var(--sunk); overflow: hidden;
          grid-row: 1 / 3; }
        .picture img { width: 100%; height: 100%; object-fit: contain; display: block; }
        .items .title { font-weight: 600; line-height: 1.35; overflow-wrap: anywhere; }
        .reason { color: var(--soft); font-size: 0.875rem; overflow-wrap: anywhere; }
        .price { text-align: right; font-variant-numeric: tabular-nums; font-size: 0.875rem; }
        .price s { color: var(--soft); display: block; font-size: 0.8125rem; }
        .how { grid-column: 2 / 4; font-size: 0.8125rem; display: flex; flex-wrap: wrap; gap: 0.25rem 0.875rem; align-items: baseline; }
        .strategy { background: var(--accent-soft); color: var(--accent); border-radius: 6px; padding: 0.0625rem 0.5rem;
          font-weight: 600; }
        .how dt, .how dd { display: inline; } .how dt { color: var(--soft); margin-right: 0.3rem; }
        .how dd { font-variant-numeric: tabular-nums; font-weight: 600; margin-right: 0.875rem; }
        .how dl { display: block; } .how dl div { display: inline-block; white-space: nowrap; }

        .person details { margin-top: 1rem; } .screens .plain { flex: 1 0 17rem; width: 17rem; }
        .plain pre { margin: 0; height: 720px; overflow: auto; padding: 1.25rem;
          white-space: pre-wrap; overflow-wrap: anywhere; background: var(--sunk); border: 1px solid var(--line);
          border-radius: 10px; font: 0.8125rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
        th.error { color: var(--sale); font-weight: 650; } th.warning { color: var(--holdout); font-weight: 650; }
        td small { color: var(--soft); }

        .scroll { overflow-x: auto; margin: 0 -1.5rem; padding: 0 1.5rem; }
        table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
        th, td { text-align: left; font-weight: 400; padding: 0.4375rem 1.5rem 0.4375rem 0; vertical-align: baseline;
          border-bottom: 1px solid var(--line); }
        thead th { color: var(--soft); font-size: 0.8125rem; } tbody th { white-space: nowrap; }
        tfoot th, tfoot td { font-weight: 650; border-bottom: 0; }
        .count { text-align: right; padding-right: 0; font-variant-numeric: tabular-nums; }
        details { margin-top: 1.25rem; } summary { cursor: pointer; color: var(--accent); margin-bottom: 0.75rem; }

        @media (max-width: 62rem) { .below.paired { grid-template-columns: minmax(0, 1fr); } .screens { justify-content: flex-start; scroll-snap-type: x proximity; }
          .screens figure { scroll-snap-align: start; } }
        @media (max-width: 44rem) {
          .masthead, main, footer { padding-left: 0.75rem; padding-right: 0.75rem; }
          .masthead { padding-top: 1.75rem; padding-bottom: 1.25rem; }
          .panel { padding: 1.125rem 1rem; border-radius: 12px; }
          .inbox { margin: 0 -1rem -1.125rem; border-radius: 0 0 12px 12px; } .scroll { margin: 0 -1rem; padding: 0 1rem; }
          .mail { grid-template-columns: 2.25rem minmax(0, 1fr) auto; padding: 0.75rem 1rem; gap: 0 0.75rem; }
          .mail .avatar { grid-row: 1 / 4; align-self: start; } .mail time { order: 0; grid-column: 3; grid-row: 1; }
          .mail .line { grid-column: 2 / 4; white-space: normal; } .mail .line b { display: block; }
          .mail .to { grid-column: 2 / 4; text-align: left; }
          .sum { gap: 0.75rem 1.25rem; } .sum dd { font-size: 1.25rem; }
          .screens { gap: 0.75rem; margin: 0 -1rem; padding: 0 0.125rem 0.25rem; }
          .phone .device { width: auto; border-width: 7px; border-radius: 30px; } .phone .device iframe { border-radius: 23px; }
          .wallpaper { border-width: 7px; }
          .items li { column-gap: 0.875rem; } .picture { grid-row: 1; } .how { grid-column: 1 / 4; }
        }
        @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
        """
}
