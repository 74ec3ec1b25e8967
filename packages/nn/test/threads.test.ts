/** Two threads against one, failures of threads, and their end. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { fillNormal, key, stream } from '@yuragi/prob-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createEngine, type Engine, type EngineOptions } from '../src/engine.ts';
import { fit } from '../src/fit.ts';
import { dropout, linear, mlp } from '../src/layers.ts';
import { add, subtract } from '../src/operations/arithmetic.ts';
import { square } from '../src/operations/maps.ts';
import { mean } from '../src/operations/sums.ts';
import { parameterStore } from '../src/parameters.ts';
import { type Call, type CompiledPlan, compile } from '../src/plan.ts';
import { referenceEngine } from '../src/reference-engine.ts';
import type { TrainedModel } from '../src/replicas.ts';
import { createTeam, startWorker, type Team, type TeamOptions } from '../src/team.ts';
import { compileKernels } from '../src/webassembly.ts';
import { serve } from '../src/worker.ts';

const closing: { close(): void }[] = [];
afterEach(() => {
  for (const each of closing.splice(0)) each.close();
});

async function engineWith(options: EngineOptions): Promise<Engine> {
  const engine = await createEngine({ kernels: 'plain', ...options });
  closing.push(engine);
  return engine;
}

const model: TrainedModel = ({ parameters, input }, n) => {
  const y = mlp(parameters.in('net'), input('x', [n, 3]), { hidden: [32, 32], outputs: 2 });
  return { loss: mean(square(subtract(y, input('y', [n, 2])))) };
};

const numSteps = 50;
const batchSize = 48;

/** All parameters after `numSteps` steps. A replica's rows begin at `stride` times where they should. */
async function train(engine: Engine, stride = 1): Promise<Float32Array> {
  const store = parameterStore(engine, key('threads'));
  const rows = { x: new Float32Array(3 * batchSize), y: new Float32Array(2 * batchSize) };
  await fit(
    store,
    model,
    ({ step, inputs, start, size }) => {
      const rng = stream(key(`batch ${step}`));
      for (const [name, width] of [
        ['x', 3],
        ['y', 2],
      ] as const) {
        fillNormal(rng, rows[name]);
        inputs[name]!.set(rows[name].subarray(stride * start * width, (stride * start + size) * width));
      }
    },
    key('fit'),
    { numSteps, batchSize, learningRate: 1e-2 },
  );
  return Float32Array.from(engine.view(store.address, store.length));
}

/** Largest difference of two lists of numbers. */
const distance = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('training', () => {
  test('more threads differ from one by rounding, and repeat bit for bit', async () => {
    const exact = await train(referenceEngine(Float64Array));
    const one = await train(await engineWith({}));
    const rounding = distance(one, exact);
    expect(rounding).toBeGreaterThan(0);
    for (const numThreads of [2, 3]) {
      const engine = await engineWith({ numThreads });
      const several = await train(engine);
      // Sums in another order: errors of the same kind as those of one thread against f64, not the same errors.
      expect(distance(several, exact)).toBeLessThan(4 * rounding);
      expect(distance(several, one)).toBeGreaterThan(0);
      // On the same engine, whose memory has been used, and on a fresh one.
      expect(await train(engine)).toEqual(several);
      expect(await train(await engineWith({ numThreads }))).toEqual(several);
    }
    // A mutant: the last replica's rows are the first's. It is far outside of the tolerance.
    const wrong = await train(await engineWith({ numThreads: 2 }), 0);
    expect(distance(wrong, exact)).toBeGreaterThan(100 * rounding);
  });

  test('the noise of a batch does not depend on the number of threads', async () => {
    const losses = async (numThreads: number): Promise<Float64Array> => {
      const store = parameterStore(await engineWith({ numThreads }), key('noise'));
      const noisy: TrainedModel = (recorder, n) => {
        const x = add(recorder.normal([n, 4]), recorder.uniform([n, 4]));
        return { loss: mean(square(linear(recorder.parameters, dropout(recorder, x, 0.25), 3))) };
      };
      const { history } = await fit(store, noisy, () => {}, key('fit'), { numSteps: 3, batchSize: 24 });
      return history.loss!;
    };
    const [one, two, three] = [await losses(1), await losses(2), await losses(3)];
    // Other draws would change a mean over 72 values by percents.
    for (const [i, loss] of one!.entries())
      for (const other of [two, three]) expect(Math.abs(other![i]! / loss - 1)).toBeLessThan(1e-5);
  });

  test('where the main thread may not sleep, it waits without blocking, with the same bits', async () => {
    const asleep = await train(await engineWith({ numThreads: 2 }));
    const wait = vi.spyOn(Atomics, 'wait').mockImplementation(() => {
      throw new TypeError('Atomics.wait cannot be called in this context');
    });
    try {
      expect(await train(await engineWith({ numThreads: 2 }))).toEqual(asleep);
      const { waitAsync } = Atomics as { waitAsync?: unknown };
      Object.defineProperty(Atomics, 'waitAsync', { value: undefined, configurable: true });
      try {
        expect(await train(await engineWith({ numThreads: 2 }))).toEqual(asleep);
      } finally {
        Object.defineProperty(Atomics, 'waitAsync', { value: waitAsync, configurable: true });
      }
    } finally {
      wait.mockRestore();
    }
  });

  test('two fits at once on threads that may not sleep take turns', async () => {
    const expected = await train(await engineWith({ numThreads: 2 }));
    const wait = vi.spyOn(Atomics, 'wait').mockImplementation(() => {
      throw new TypeError('Atomics.wait cannot be called in this context');
    });
    const engine = await engineWith({ numThreads: 2 });
    wait.mockRestore();
    expect(await Promise.all([train(engine), train(engine)])).toEqual([expected, expected]);
  });

  test('memory may grow between plans', async () => {
    const engine = await engineWith({ numThreads: 2 });
    const before = await train(engine);
    const store = parameterStore(engine, key('large'));
    const large = compile(store, ({ parameters, input }) => ({
      y: linear(parameters, input('x', [2048, 512]), 1024),
    }));
    expect(await train(engine)).toEqual(before);
    large.close();
  });

  test('a batch that cannot be shared is refused', async () => {
    const store = parameterStore(await engineWith({ numThreads: 2 }), key('odd'));
    const odd = fit(store, model, () => {}, key('odd'), { numSteps: 1, batchSize: 7 });
    await expect(odd).rejects.toThrow('fit: `batchSize` must be a multiple of 2, the number of threads; received 7');
  });

  test("the worker's entry is the default worker's text, for a worker of one's own", async () => {
    const createWorker = vi.fn(() => new Worker(`(${serve})()`, { eval: true }));
    const engine = await engineWith({ numThreads: 2, createWorker });
    expect(createWorker).toHaveBeenCalledTimes(1);
    expect(await train(engine)).toEqual(await train(await engineWith({ numThreads: 2 })));
  });
});

describe('options', () => {
  test('numbers of threads that make no sense are refused', async () => {
    await expect(createEngine({ numThreads: 0 })).rejects.toThrow(
      'createEngine: `numThreads` must be an integer >= 1; received 0',
    );
    await expect(createEngine({ numThreads: 2, kernels: 'reference' })).rejects.toThrow(
      "createEngine: `numThreads` must be 1 with kernels 'reference'; received 2",
    );
  });

  test('without SharedArrayBuffer the error says which headers it takes', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    try {
      await expect(createEngine({ numThreads: 2 })).rejects.toThrow(
        "createEngine({ numThreads: 2 }) without SharedArrayBuffer is not supported; serve the page with the headers 'Cross-Origin-Opener-Policy: same-origin' and 'Cross-Origin-Embedder-Policy: require-corp', or leave numThreads at 1",
      );
      const engine = await createEngine({ numThreads: 1 });
      expect(engine.numThreads).toBe(1);
      engine.close();
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

const sharedMemory = (): WebAssembly.Memory => new WebAssembly.Memory({ initial: 2, maximum: 65536, shared: true });

/** A team on kernels of its own, and plans of given calls for it. */
async function teamWith(options: Partial<TeamOptions>): Promise<Team> {
  const memory = options.memory ?? sharedMemory();
  const module = await compileKernels({ kind: 'plain', isShared: true });
  const team = await createTeam({ numThreads: 2, module, memory, createWorker: startWorker, ...options });
  closing.push(team);
  return team;
}

const planOf = (...forwardCalls: readonly Call[]): CompiledPlan =>
  ({ forwardCalls, backwardCalls: [], forward() {}, backward() {} }) as Partial<CompiledPlan> as CompiledPlan;

const fillAt = (address: number, value = 1): Call => ({ kernel: 'fill', args: [address, 4, value] });

const workerFrom = (text: string) => () => new Worker(text, { eval: true });

/** Says that it is ready, and nothing after. */
const mute = "require('node:worker_threads').parentPort.on('message', function () { this.postMessage('ready'); })";

test('every run is seen whole once it is over, also where plans take turns', async () => {
  const memory = sharedMemory();
  const team = await teamWith({ memory, numThreads: 3 });
  const values = new Float32Array(memory.buffer);
  const [one, two] = [65536, 65600];
  const plans = [1, 2, 3].map((i) => [planOf(), planOf(fillAt(one, i)), planOf(fillAt(two, -i))]);
  for (let i = 0; i < 600; i++) {
    // The same one twice, then the next one.
    const which = (i >> 1) % plans.length;
    team.run(plans[which]!);
    if (values[one / 4] !== which + 1 || values[two / 4] !== -which - 1) expect.fail(`run ${i} came too late`);
  }
});

describe('failures', () => {
  test('a call that traps gives the reason, and so does every later run', async () => {
    const team = await teamWith({});
    await team.run([planOf(), planOf(fillAt(65536))]);
    for (let i = 0; i < 2; i++)
      expect(() => team.run([planOf(), planOf(fillAt(2 ** 31))])).toThrow(
        'run: thread 1 failed: RuntimeError: memory access out of bounds',
      );
  });

  test('a worker that has ended is reported by the next run', async () => {
    const workers: Worker[] = [];
    const createWorker = () => {
      const worker = new Worker(`(${serve})()`, { eval: true });
      workers.push(worker);
      return worker;
    };
    const team = await teamWith({ createWorker });
    await team.run([planOf(), planOf()]);
    await workers[0]!.terminate();
    expect(() => team.run([planOf(), planOf()])).toThrow('run: thread 1 failed: it ended with code 1');
  });

  test('a worker that gives no sign of life is given up', async () => {
    const team = await teamWith({ createWorker: workerFrom(mute), patience: { start: 60_000, run: 50 } });
    expect(() => team.run([planOf(), planOf()])).toThrow('run: thread 1 failed: it gave no sign of life for 0.05 s');
    const patient = await teamWith({
      createWorker: workerFrom(mute),
      patience: { start: 60_000, run: 50 },
      canSleep: false,
    });
    await expect(patient.run([planOf(), planOf()])).rejects.toMatchObject({ code: 'YURAGI_WORKER', thread: 1 });
  });

  test('a worker that does not start is reported when the engine is made', async () => {
    const start = (text: string) => teamWith({ createWorker: workerFrom(text), patience: { start: 3000, run: 0 } });
    await expect(start("throw new Error('no such luck')")).rejects.toThrow(
      'createEngine: thread 1 failed: no such luck',
    );
    await expect(start('')).rejects.toThrow('createEngine: thread 1 failed: it ended with code 0');
    await expect(start('setTimeout(() => {}, 60000)')).rejects.toThrow(
      "createEngine: thread 1 failed: it could not be started; give `createWorker` a worker file of yours that calls `serve` of '@yuragi/nn/worker'",
    );
  });

  test('a closed engine is told as such', async () => {
    const team = await teamWith({});
    team.close();
    expect(() => team.run([planOf(), planOf()])).toThrow('run: thread 1 failed: the engine is closed');
  });
});

test('a process ends by itself, whether or not the engine was closed, from a minified bundle', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yuragi-threads-'));
  try {
    const fromVitest = createRequire(createRequire(import.meta.url).resolve('vitest/package.json'));
    const { build } = await import(pathToFileURL(fromVitest.resolve('vite')).href);
    await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        ssr: fileURLToPath(new URL('./fixtures/threads-process.ts', import.meta.url)),
        outDir: folder,
        minify: true,
        target: 'es2022',
        rolldownOptions: { output: { entryFileNames: 'main.mjs' } },
      },
      ssr: { noExternal: true, resolve: { conditions: ['@yuragi/source', 'node'] } },
    });
    for (const ending of ['close', 'forget']) {
      const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'main.mjs'), ending], {
        timeout: 60_000,
      });
      expect(stdout).toBe('5 steps\n');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
