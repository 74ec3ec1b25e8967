import { decodeCheckpoint, encodeCheckpoint, key, type RunResult, stream, toNdarray } from '@yuragi/prob-core';
import { driverConformance, kernelConformance } from '@yuragi/testkit';
import {
  brownianPath,
  eulerMaruyama,
  flowLogDensity,
  geometricBrownianMotion,
  milstein,
  noiseLevelProcess,
  probabilityFlowWithDivergence,
  type SdeSolution,
  solveSde,
  stochasticHeun,
  toStratonovich,
} from '../src/index.ts';

const { problem } = geometricBrownianMotion({ dimension: 2, growthRate: 0.3, volatility: 0.4 });
const start = Float64Array.of(1, 2, 3, 4);
const kernel = {
  start: () => start.slice(),
  level: [0.5, 0.75] as [number, number],
  makeRng: (name: string) => stream(key(name)),
};

kernelConformance('eulerMaruyama', () => eulerMaruyama(problem), kernel);
kernelConformance('milstein', () => milstein(problem), kernel);
kernelConformance(
  'milstein without a derivative',
  () => milstein({ ...problem, diffusionDerivative: undefined }),
  kernel,
);
kernelConformance('stochasticHeun', () => stochasticHeun(toStratonovich(problem)), kernel);

const options = { t0: 0, t1: 1, stepSize: 1 / 250, saveAt: [0, 0.1, 0.5, 1] };
const outcome = ({ position, time, saved, numSteps, numDiverged, method }: SdeSolution & RunResult) => ({
  position,
  time,
  saved: saved.data,
  numSteps,
  numDiverged,
  method,
});
const solver = milstein(problem);
const files = { encode: encodeCheckpoint, decode: decodeCheckpoint };
driverConformance('solveSde with a key', (run) => solveSde(solver, start, key(1), { ...options, ...run }), {
  outcome,
  foreign: (run) => solveSde(solver, start, key(2), { ...options, ...run }),
  ...files,
});
driverConformance(
  'solveSde with a path',
  (run) => solveSde(solver, start, brownianPath(key(1), { size: 4 }), { ...options, ...run }),
  {
    outcome,
    foreign: (run) =>
      solveSde(eulerMaruyama(problem), start, brownianPath(key(1), { size: 4 }), { ...options, ...run }),
    ...files,
  },
);

const flow = probabilityFlowWithDivergence(noiseLevelProcess().problem, (x, sigma, score, divergence) => {
  for (let i = 0; i < x.length; i++) score[i] = -x[i]! / (1 + sigma ** 2);
  divergence.fill(-1 / (1 + sigma ** 2));
});
const points = toNdarray(Float64Array.of(-1, 0.5, 2), [3, 1]);
const atEnd = { t0: 0, t1: 10, endLogDensityInto: (_x: Float64Array, out: Float64Array) => void out.fill(0) };
driverConformance('flowLogDensity', (run) => flowLogDensity(flow, points, { ...atEnd, ...run }), {
  outcome: ({ logDensity, latent, numEvaluations }) => ({ logDensity, latent: latent.data, numEvaluations }),
  foreign: (run) => flowLogDensity(flow, points, { ...atEnd, t1: 5, ...run }),
  ...files,
});
