/** Every row, in the order of the table. */
import { glasses } from './annealing/anneal-glass.bench.ts';
import { ancestralLoop } from './diffusion/ancestral-loop.bench.ts';
import { exactDenoisers } from './diffusion/exact-denoiser.bench.ts';
import { learnedDenoisers } from './diffusion/learned-denoiser.bench.ts';
import { probabilityFlows } from './diffusion/probability-flow.bench.ts';
import { masses } from './kl-info/masses.bench.ts';
import { sampleDistances } from './kl-info/sample-distances.bench.ts';
import { contrastiveDivergences } from './latent-models/contrastive-divergence.bench.ts';
import { emLoop } from './latent-models/em-loop.bench.ts';
import { mixtureFits } from './latent-models/mixture-fit.bench.ts';
import { effectiveDraws } from './mcmc/effective-draws.bench.ts';
import { kernelLoops } from './mcmc/kernel-loops.bench.ts';
import { matrixProducts } from './nn/gemm.bench.ts';
import { trainingSteps } from './nn/steps.bench.ts';
import { threadedFit } from './nn/threads.bench.ts';
import { fills } from './prob-core/fills.bench.ts';
import { logDensities } from './prob-core/log-density.bench.ts';
import type { Row } from './row.ts';
import { dormandPrinceLoop } from './sde/dormand-prince-loop.bench.ts';
import { geometricBrownianPaths } from './sde/geometric-brownian-paths.bench.ts';
import { traps } from './thermo-jarzynski/trap.bench.ts';

export const rows: readonly Row[] = [
  ...fills(),
  ...logDensities(),
  ...masses(),
  ...sampleDistances(),
  ...effectiveDraws(),
  ...glasses(),
  ...traps(),
  geometricBrownianPaths(),
  ...matrixProducts(),
  ...trainingSteps(),
  threadedFit(),
  ...mixtureFits(),
  ...contrastiveDivergences(),
  ...exactDenoisers(),
  ...probabilityFlows(),
  ...learnedDenoisers(),
  ...kernelLoops(),
  ancestralLoop(),
  dormandPrinceLoop(),
  emLoop(),
];
