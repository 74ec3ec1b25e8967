/** Steps of optimisers in place: SGD with momentum, and Adam (Kingma and Ba 2015) with decoupled decay (Loshchilov and Hutter 2019). */
import type { Kernels } from '../kernels.ts';

/** The optimisers over a memory, in plain TypeScript. */
export function optimiseReference(
  memory: () => Float32Array | Float64Array,
): Pick<Kernels, 'sgd' | 'adam' | 'sumOfSquares'> {
  return {
    sgd(p, g, velocity, n, learningRate, momentum, decay) {
      const values = memory();
      for (let i = 0; i < n; i++) {
        let step = values[g / 4 + i]! + decay * values[p / 4 + i]!;
        if (velocity !== 0) {
          step += momentum * values[velocity / 4 + i]!;
          values[velocity / 4 + i] = step;
        }
        values[p / 4 + i]! -= learningRate * step;
      }
    },

    adam(p, g, m, v, n, rate, beta1, beta2, correction, epsilon, decay) {
      const values = memory();
      for (let i = 0; i < n; i++) {
        const gradient = values[g / 4 + i]!;
        const mean = beta1 * values[m / 4 + i]! + (1 - beta1) * gradient;
        const square = beta2 * values[v / 4 + i]! + (1 - beta2) * gradient * gradient;
        const old = values[p / 4 + i]!;
        values[m / 4 + i] = mean;
        values[v / 4 + i] = square;
        values[p / 4 + i] = old - (rate * mean) / (Math.sqrt(square) * correction + epsilon) - decay * old;
      }
    },

    sumOfSquares(x, n) {
      const values = memory();
      let sum = 0;
      for (let i = 0; i < n; i++) sum += values[x / 4 + i]! ** 2;
      return sum;
    },
  };
}
