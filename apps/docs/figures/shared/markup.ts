/** The parts of a figure as markup, the same for the page without scripts and for the living figure. */
import type { Claim, CommonStrings, FigureView, Locale, Panel } from './contract.ts';
import { escapeText } from './svg.ts';

/** Standard errors shown to each side of the gauge, and those within which the claim holds. */
const SHOWN = 8;
const HELD = 4.89;

export const verdictOf = ({ isDecided, holds }: Claim): 'open' | 'holds' | 'fails' =>
  !isDecided ? 'open' : holds ? 'holds' : 'fails';

/** How far the claim is off in standard errors, as a mark on a line whose middle is the claim; nothing of exact claims. */
export function gaugeMarkup(claim: Claim, strings: CommonStrings): string {
  if (claim.standardError === 0) return '';
  const z = (claim.value - claim.expected) / claim.standardError;
  const place = (value: number): number => 60 + (Math.min(Math.max(value, -SHOWN), SHOWN) / SHOWN) * 56;
  const text = Number.isNaN(z) ? strings.verdict.open : strings.gauge(z);
  const mark = Number.isNaN(z) ? '' : `<path class="mark" d="M${place(z).toFixed(1)} 2v14"/>`;
  const number = Number.isNaN(z) ? '' : `<span class="z">z = ${zText(z)}</span>`;
  return `<svg class="figure-gauge" viewBox="0 0 120 18" role="img" aria-label="${escapeText(text)}"><rect class="band" x="${place(-HELD).toFixed(1)}" y="5" width="${(place(HELD) - place(-HELD)).toFixed(1)}" height="8"/><path class="line" d="M4 9H116M60 3v12"/>${mark}</svg> ${number}`;
}

const zText = (z: number): string => {
  const text = Number.isFinite(z) ? Math.abs(z).toFixed(Math.abs(z) < 100 ? 1 : 0) : '∞';
  return z < 0 ? `−${text}` : text;
};

export const svgAttributes = <C, S, T extends CommonStrings>(
  panel: Panel<C, S, T>,
  strings: T,
): Readonly<Record<string, string>> => ({
  viewBox: `0 0 ${panel.width} ${panel.height}`,
  role: 'img',
  'aria-label': panel.label(strings),
});

export function readoutMarkup(lines: readonly string[], claim: Claim, strings: CommonStrings): string {
  const [first = '', ...rest] = lines;
  const verdict = verdictOf(claim);
  return `<p class="claim">${escapeText(first)} <strong class="verdict ${verdict}">${escapeText(strings.verdict[verdict])}</strong> ${gaugeMarkup(claim, strings)}</p>${rest.map((line) => `<p>${escapeText(line)}</p>`).join('')}`;
}

export const legendMarkup = <C, S, T extends CommonStrings>(view: FigureView<C, S, T>, strings: T): string =>
  view
    .legend(strings)
    .map(({ symbol, text }) => `<li class="sym-${symbol}"><span class="swatch"></span>${escapeText(text)}</li>`)
    .join('');

function panelMarkup<C, S, T extends CommonStrings>(
  view: FigureView<C, S, T>,
  panel: Panel<C, S, T>,
  frame: S,
  locale: Locale,
): string {
  const strings = view.strings[locale];
  const attributes = Object.entries(svgAttributes(panel, strings))
    .map(([name, value]) => `${name}="${escapeText(value)}"`)
    .join(' ');
  const inside = panel.draw(frame, view.defaults, strings);
  return `<div class="panel panel-${panel.name}"><svg ${attributes}>${inside}</svg></div>`;
}

/** One frame of the figure with its claim, for print and for readers without scripts. */
export function frameMarkup<C, S, T extends CommonStrings>(
  view: FigureView<C, S, T>,
  frame: S,
  claim: Claim,
  locale: Locale,
): string {
  const strings = view.strings[locale];
  const panels = view.panels
    .map((panel) => `<div class="cell">${panelMarkup(view, panel, frame, locale)}</div>`)
    .join('');
  return `<div class="figure-still"><p class="figure-status">${escapeText(view.status(frame, strings))}</p><div class="figure-panels">${panels}</div><ul class="figure-legend">${legendMarkup(view, strings)}</ul><div class="figure-readout">${readoutMarkup(view.readout(frame, claim, strings), claim, strings)}</div></div>`;
}
