import { describe, expect, test } from 'vitest';
import {
  binomialTail,
  chiSquareTail,
  gammaCdf,
  kolmogorovTail,
  logGamma,
  normalCdf,
  normalTail,
  normalTailQuantile,
  upperGamma,
} from '../src/tails.ts';

const relativeError = (actual: number, expected: number): number => Math.abs(actual / expected - 1);

describe('tails against mpmath 1.3.0 (log gamma, incomplete gamma) and scipy 1.17.1 (the rest)', () => {
  test.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247001],
    [1.5, -0.12078223763524522],
    [3.7, 1.428072326665388],
    [14.9, 24.924132002217277],
    [100.5, 361.4355404677776],
    [1e6, 12815504.569147611],
  ])('logGamma(%f)', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-14 * Math.max(1, Math.abs(expected)));
  });

  test.each([
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [-1.3, 0.9031995154143897],
    [2.7, 0.0034669738030406647],
    [2.9, 0.0018658133003840375],
    [4.891638475699, 4.999999999989596e-7],
    [10, 7.61985302416047e-24],
  ])('normalTail(%f)', (z, expected) => {
    expect(relativeError(normalTail(z), expected)).toBeLessThan(1e-12);
    expect(normalCdf(-z)).toBe(normalTail(z));
  });

  test.each([
    [5e-7, 4.891638475698591],
    [0.001, 3.090232306167813],
    [0.3, 0.5244005127080409],
    [0.999, -3.090232306167813],
  ])('normalTailQuantile(%f)', (q, expected) => {
    expect(relativeError(normalTailQuantile(q), expected)).toBeLessThan(1e-12);
  });

  test.each([
    [0.5, 0.3, 0.4385780260809999],
    [1, 13.8, 1.0156314710024903e-6],
    [4.5, 20, 7.598525229464276e-6],
    [50, 100, 1.1784500720979422e-8],
    [1000, 1150, 2.8737760603923574e-6],
    [30000, 30900, 1.32341664288686e-7],
  ])('upperGamma(%f, %f)', (a, x, expected) => {
    expect(relativeError(upperGamma(a, x), expected)).toBeLessThan(1e-9);
    expect(chiSquareTail(2 * x, 2 * a)).toBe(upperGamma(a, x));
    expect(gammaCdf(x, a)).toBe(1 - upperGamma(a, x));
  });

  test.each([
    [3, 10, 0.2, 0.32220047360000015],
    [1, 10, 0.2, 0.8926258176],
    [560, 1000, 0.5, 8.252493527522643e-5],
    [120, 100000, 0.0008, 1.804241208070009e-5],
    [999, 1000, 0.9, 1.9595578810979983e-44],
    [0, 5, 0.5, 1],
  ])('binomialTail(%i, %i, %f)', (k, n, p, expected) => {
    expect(relativeError(binomialTail(k, n, p), expected)).toBeLessThan(1e-9);
  });

  test.each([
    [10, 0.6, 0.0005681672000000003],
    [10, 0.8, 2.207999999999995e-7],
    [100, 0.163, 0.008652186484455083],
    [1000, 0.0515, 0.009583989157047923],
    [1000, 0.085, 9.8196611505516e-7],
    [20000, 0.01901, 1.0405803395694143e-6],
  ])('kolmogorovTail, n = %i, d = %f', (n, d, expected) => {
    expect(relativeError(kolmogorovTail(d, n), expected)).toBeLessThan(1e-5);
  });

  test('the Kolmogorov tail is rough but usable far above any alpha', () => {
    expect(kolmogorovTail(0.3, 10)).toBeCloseTo(0.27053557479999946, 2);
    expect(kolmogorovTail(0.05, 10)).toBeGreaterThan(0.9);
  });
});
