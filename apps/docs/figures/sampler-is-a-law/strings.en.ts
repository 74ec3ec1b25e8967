import type { CommonStrings } from '../shared/contract.ts';
import { common } from '../shared/strings.ts';

export interface Strings extends CommonStrings {
  readonly caption: string;
  readonly planeLabel: string;
  readonly bandLabel: string;
  readonly difference: string;
  readonly lidLine: string;
  readonly lid: string;
  readonly draws: string;
  readonly drawCounts: { readonly many: string; readonly few: string };
  readonly points: string;
  readonly pointsHelp: string;
  readonly shape: string;
  readonly shapes: { readonly hills: string; readonly ramp: string; readonly comb: string };
  readonly legend: { readonly data: string; readonly guess: string; readonly noisy: string; readonly loss: string };
  readonly status: (n: number, wanted: number, kept: string) => string;
  readonly claim: (value: string, band: string) => string;
  readonly both: (inverse: string, rejection: string) => string;
}

export const english: Strings = {
  ...common.en,
  caption:
    'Two samplers chase a density that you can draw. Claim: after 3200 draws neither empirical cdf has left the band that contains both with probability 1 − 10⁻⁶, and the band is no wider than ±0.05.',
  planeLabel:
    'The drawn density, the histograms of both samplers, and the darts of the rejection sampler under its lid',
  bandLabel: 'Empirical cdf minus cdf for both samplers, inside the band of level one in a million',
  difference: 'Fₙ − F',
  lidLine: 'lid',
  lid: 'Break it: a lid that cuts the tops off',
  draws: 'Draws',
  drawCounts: { many: '3200', few: 'break it: only 60' },
  points: 'Draw a density',
  pointsHelp:
    'Drag across the plane to draw; a new stroke replaces the old one below it. With the keyboard: arrow keys, then Enter.',
  shape: 'Shape',
  shapes: { hills: 'two hills', ramp: 'ramp', comb: 'comb' },
  legend: {
    data: 'the drawn density p, and its outline',
    guess: 'inverse cdf: draws x = F⁻¹(u)',
    noisy: 'rejection: darts that are kept (faint: thrown away)',
    loss: 'the band ± ε, and the width that is asked for (dashed)',
  },
  status: (n, wanted, kept) => `${n} of ${wanted} draws each; kept ${kept} of the darts`,
  claim: (value, band) => `Largest |Fₙ − F| ${value}, band ±${band}`,
  both: (inverse, rejection) => `Inverse cdf ${inverse}, rejection ${rejection}.`,
};
