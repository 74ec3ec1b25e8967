/** Everything in closed form, against values that other programs computed to many digits. */
import { fillNormal, key, stream, toNdarray } from '@yuragi/prob-core';
import { integrateOde } from '@yuragi/sde';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  convertPrediction,
  cosineNoiseSchedule,
  ddimSampler,
  diffusionTable,
  elboFromErrors,
  flowLogDensity,
  karrasSigmas,
  linearNoiseSchedule,
  probabilityFlow,
  smoothedMixture,
  sohlDicksteinNoiseSchedule,
  variancePreservingSchedule,
} from './index.ts';

const file = 'diffusion-sde';

describe('the steps of DDPM', () => {
  test.each([
    ['ddpm_linear_T1000', linearNoiseSchedule(), 1e-12],
    ['ddpm_cosine_T1000', cosineNoiseSchedule(), 1e-10],
  ] as const)('%s: every column', (id, schedule, rel) => {
    const table = diffusionTable(schedule, 1000);
    const columns = {
      beta: table.noiseRate,
      alpha_bar: table.alphaBar,
      sqrt_alpha_bar: table.signalScale,
      sqrt_one_minus_alpha_bar: table.noiseScale,
      log_snr: table.logSnr,
      posterior_variance: table.posteriorVariance,
      posterior_mean_coef_x0: table.posteriorX0,
      posterior_mean_coef_xt: table.posteriorXt,
      vlb_eps_weight: table.noiseLossWeight,
      snr_prev_minus_snr_half: table.x0LossWeight,
    };
    for (const [t, row] of Object.entries<Record<string, number | null>>(referenceCase(file, id).outputs))
      for (const [name, expected] of Object.entries(row)) {
        const actual = columns[name as keyof typeof columns][Number(t)]!;
        // At t = 1 the posterior variance is 0: the reference says undefined, the formula Infinity.
        if (expected === null) expect(actual).toBe(Infinity);
        else expectClose(actual, expected, { rel });
      }
  });

  test('the schedule of 2015 erases one part in T a step', () => {
    const { inputs, outputs } = referenceCase(file, 'sd2015_schedule_T40');
    const table = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: inputs.T }), inputs.T);
    for (const [t, row] of Object.entries<{ beta: number; alpha_bar: number }>(outputs)) {
      expectClose(table.noiseRate[Number(t)], row.beta, { abs: 1e-13 });
      expectClose(table.alphaBar[Number(t)], row.alpha_bar, { abs: 1e-13 });
    }
  });

  test('levels spaced by a power law', () => {
    const { inputs, outputs } = referenceCase(file, 'edm_sigmas_18');
    const sigmas = karrasSigmas({
      numSteps: inputs.N,
      sigmaMin: inputs.sigma_min,
      sigmaMax: inputs.sigma_max,
      rho: inputs.rho,
    });
    expectClose(sigmas, Float64Array.from(outputs), { rel: 1e-12 });
  });
});

describe('DDIM', () => {
  test('one step from t to s, at every eta', async () => {
    const { inputs, outputs } = referenceCase(file, 'ddim_update');
    const table = diffusionTable(linearNoiseSchedule(), 1000);
    for (const [id, row] of Object.entries<{ x0_hat: number; sigma: number; mean: number }>(outputs)) {
      const [, t, s, eta] = /t=(\d+),s=(\d+),eta=(.+)/.exec(id)!.map(Number) as [number, number, number, number];
      const x0 = new Float64Array(1);
      convertPrediction(table, t, Float64Array.of(inputs.x_t), 'noise', Float64Array.of(inputs.eps), 'x0', x0);
      expectClose(x0[0], row.x0_hat, { rel: 1e-12 });
      const sampler = ddimSampler((_x, _sigma, out) => void out.set(x0), { dimension: 1, eta });
      const position = Float64Array.of(inputs.x_t);
      const name = key(id);
      const [state] = await sampler.step({ position }, stream(name), table.sigma[t]!, table.sigma[s]!);
      const noise = new Float64Array(1);
      fillNormal(stream(name), noise);
      expectClose(state.position[0], row.mean + row.sigma * noise[0]!, { rel: 1e-12 });
    }
  });
});

const mixture1d = smoothedMixture({
  weights: Float64Array.of(0.3, 0.7),
  means: toNdarray(Float64Array.of(-1.5, 1), [2, 1]),
  covariances: toNdarray(Float64Array.of(0.4 ** 2, 0.6 ** 2), [2, 1, 1]),
});
const schedule = variancePreservingSchedule({ minNoiseRate: 0.1, maxNoiseRate: 20 });

describe('a Gaussian mixture under noise', () => {
  test('in one dimension: density, score and its derivative, denoiser and posterior variance', () => {
    for (const [id, row] of Object.entries<Record<string, number>>(referenceCase(file, 'gmm1d_vp').outputs)) {
      const [, t, xt] = /t=(.+),x=(.+)/.exec(id)!.map(Number) as [number, number, number];
      const alpha = Math.exp(schedule.logAlpha(t));
      const sigma = schedule.sigma(t);
      const x = Float64Array.of(xt / alpha);
      const one = new Float64Array(1);
      const two = new Float64Array(1);
      mixture1d.logDensityInto(x, sigma, one);
      expectClose(one[0]! - Math.log(alpha), row.log_p!, { rel: 1e-12 });
      mixture1d.scoreAndDivergenceInto(x, sigma, one, two);
      expectClose(one[0]! / alpha, row.score!, { rel: 1e-12 });
      expectClose(two[0]! / alpha ** 2, row.dscore_dx!, { rel: 1e-12 });
      mixture1d.denoise(x, sigma, one);
      expectClose(one[0], row.x0_hat!, { rel: 1e-12 });
      expectClose((x[0]! - one[0]!) / sigma, row.eps_hat!, { rel: 1e-11 });
      mixture1d.posteriorVarianceInto(x, sigma, one);
      expectClose(one[0], row.posterior_var_x0!, { rel: 1e-12 });
    }
  });

  test('in two dimensions, with correlations', () => {
    const { inputs, outputs } = referenceCase(file, 'gmm2d_vp');
    const law = smoothedMixture({
      weights: Float64Array.from(inputs.weights),
      means: toNdarray(Float64Array.from(inputs.means.flat()), [3, 2]),
      covariances: toNdarray(Float64Array.from(inputs.covs.flat(2)), [3, 2, 2]),
    });
    for (const [id, row] of Object.entries<{
      log_p: number;
      score: number[];
      trace_score_jacobian: number;
      x0_hat: number[];
    }>(outputs)) {
      const [, t, point] = /t=([^,]+),x=(.+)/.exec(id)!;
      const alpha = Math.exp(schedule.logAlpha(Number(t)));
      const sigma = schedule.sigma(Number(t));
      const x = Float64Array.from(JSON.parse(point!), (value: number) => value / alpha);
      const pair = new Float64Array(2);
      const one = new Float64Array(1);
      law.logDensityInto(x, sigma, one);
      expectClose(one[0]! - 2 * Math.log(alpha), row.log_p, { rel: 1e-12 });
      law.scoreAndDivergenceInto(x, sigma, pair, one);
      expectClose(
        pair.map((value) => value / alpha),
        Float64Array.from(row.score),
        { rel: 1e-12 },
      );
      expectClose(one[0]! / alpha ** 2, row.trace_score_jacobian, { rel: 1e-12 });
      law.denoise(x, sigma, pair);
      expectClose(pair, Float64Array.from(row.x0_hat), { rel: 1e-12 });
    }
  });

  test('the probability flow keeps quantiles: its ends, at rtol 1e-10, to 1e-9', async () => {
    const alpha = Math.exp(schedule.logAlpha(1));
    const tolerances = { relativeTolerance: 1e-10, absoluteTolerance: 1e-12 };
    for (const [x0, row] of Object.entries<Record<string, number>>(referenceCase(file, 'gmm1d_pf_ode').outputs)) {
      const x = Float64Array.of(Number(x0));
      const { position } = integrateOde(probabilityFlow(mixture1d), x, { t0: 0, t1: schedule.sigma(1), ...tolerances });
      expect(Math.abs(alpha * position[0]! - row.x_at_T_vp!)).toBeLessThan(1e-9);
      const { logDensity, latent } = await flowLogDensity(mixture1d, toNdarray(x, [1, 1]), tolerances);
      expect(Math.abs(logDensity[0]! - row.log_p0!)).toBeLessThan(1e-9);
      expect(Math.abs(latent.get(0, 0) - row.x_at_sigma80_ve!)).toBeLessThan(1e-9);
    }
  });

  test('with the law at the end taken for N(0, sigma^2) the likelihood is off by what the reference says', async () => {
    const sigmaMax = schedule.sigma(1);
    const alpha = Math.exp(schedule.logAlpha(1));
    for (const [x0, row] of Object.entries<Record<string, number>>(referenceCase(file, 'gmm1d_pf_ode').outputs)) {
      const { logDensity } = await flowLogDensity(mixture1d, toNdarray(Float64Array.of(Number(x0)), [1, 1]), {
        relativeTolerance: 1e-10,
        absoluteTolerance: 1e-12,
        sigmaMax,
        // N(0, 1) in the scaled coordinate alpha x.
        priorLogDensityInto: (x, out) => {
          for (let i = 0; i < x.length; i++)
            out[i] = -0.5 * (Math.log(2 * Math.PI) + (alpha * x[i]!) ** 2) + Math.log(alpha);
        },
      });
      expect(logDensity[0]).toBeCloseTo(row.log_prior_N01_at_xT! + row.delta_logp!, 8);
    }
  });
});

describe('the bound', () => {
  test('for Gaussian data with the exact denoiser: every term, and the gap to the entropy to 1e-11', () => {
    const { inputs, outputs } = referenceCase(file, 'gaussian_exact_elbo');
    const variance: number = inputs.data_var;
    for (const [id, row] of Object.entries<Record<string, number>>(outputs)) {
      const [, steps, first, last, kind] = /T=(\d+),beta=([\d.]+)\.\.([\d.]+),var=(\w+)/.exec(id)!;
      const numSteps = Number(steps);
      const noise = linearNoiseSchedule({ numSteps, first: Number(first), last: Number(last) });
      const table = diffusionTable(noise, numSteps);
      const terms = elboFromErrors(
        table,
        table.sigma.map((sigma) => (variance * sigma ** 2) / (variance + sigma ** 2)),
        {
          dimension: 1,
          squaredNorm: variance,
          reverseVariance: ({ beta: 'forward', beta_tilde: 'posterior', optimal: 'optimal' } as const)[kind as 'beta'],
        },
      );
      const path = terms.path.reduce((sum, value) => sum + value, 0);
      expectClose(terms.prior, row.L_T!, { rel: 1e-9 });
      expectClose(terms.reconstruction, row.L_0!, { rel: 1e-9 });
      expectClose(path, row.sum_L_1_to_Tm1!, { rel: 1e-9 });
      expectClose(-terms.elbo, row.neg_elbo!, { rel: 1e-9 });
      const entropy = 0.5 * Math.log(2 * Math.PI * Math.E * variance);
      expect(Math.abs(-terms.elbo - entropy - row.gap!)).toBeLessThan(1e-11);
    }
  });
});
