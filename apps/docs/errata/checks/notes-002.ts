/** Rows of 002: energies. */
import { finiteChain, stationaryLaw } from '@yuragi/mcmc';
import { toNdarray } from '@yuragi/prob-core';
import { normalCdf } from '@yuragi/prob-core/special';
import type { Checks } from './check.ts';
import { derivative, logistic, sumOver } from './numerics.ts';

export const notes002: Checks = {
  // #region row-1
  1: () => {
    // Energies 0 and 1. The walker always goes down, and up with probability e^-1.
    const up = Math.exp(-1);
    const walker = finiteChain(toNdarray(Float64Array.of(1 - up, 1, up, 0), [2, 2]));
    return { notes: logistic(-1), right: logistic(1), truth: stationaryLaw(walker)[0]! };
  },
  // #endregion row-1
  36: () => {
    const [f, g] = [
      [0, 1],
      [0, 2],
    ] as const;
    const [zf, zg] = [f, g].map((energy) => sumOver(2, (x) => Math.exp(-energy[x]!))) as [number, number];
    const product = (Math.exp(-f[1]) / zf) * (Math.exp(-g[1]) / zg);
    return { notes: product, right: zf * zg * product, truth: Math.exp(-f[1] - g[1]) };
  },
  37: () => {
    // The density of N(0, 0.1^2) at its centre.
    const scale = 0.1;
    return {
      notes: 1,
      right: 1 / (Math.sqrt(2 * Math.PI) * scale),
      truth: derivative((x) => normalCdf(x / scale), 0, 1e-3),
      tolerance: 1e-8,
    };
  },
};
