/** Every row, in the order of the table. */
import { ancestralLoop } from './diffusion/ancestral-loop.bench.ts';
import { exactDenoisers } from './diffusion/exact-denoiser.bench.ts';
import { probabilityFlows } from './diffusion/probability-flow.bench.ts';
import { emLoop } from './latent-models/em-loop.bench.ts';
import { mixtureFits } from './latent-models/mixture-fit.bench.ts';
import { fills } from './prob-core/fills.bench.ts';
import { logDensities } from './prob-core/log-density.bench.ts';
import type { Row } from './row.ts';
import { dormandPrinceLoop } from './sde/dormand-prince-loop.bench.ts';

export const rows: readonly Row[] = [
  ...fills(),
  ...logDensities(),
  ...mixtureFits(),
  ...exactDenoisers(),
  ...probabilityFlows(),
  ancestralLoop(),
  dormandPrinceLoop(),
  emLoop(),
];
