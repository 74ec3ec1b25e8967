/** The worker's side of a figure: keeps the state, answers each request with one frame. */
import { key } from '@yuragi/prob-core';
import type { FigureModel, Reply, Request } from './contract.ts';

/** The part of a worker's global scope that is needed. */
export interface Port {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
}

export function serve<Controls, S>(model: FigureModel<Controls, S>, port: Port): void {
  let state: S | undefined;
  let step = 0;
  const answer = ({ seed, controls, numSteps }: Request<Controls>): Reply<S> => {
    if (seed !== undefined || state === undefined) {
      state = model.init(controls, key(seed ?? ''));
      step = 0;
    }
    for (let i = 0; i < numSteps; i++) state = model.step(state, controls);
    step += numSteps;
    return { frame: state, step, claim: model.claim(state) };
  };
  port.onmessage = ({ data }) => {
    try {
      port.postMessage(answer(data as Request<Controls>));
    } catch (error) {
      port.postMessage({ error: error instanceof Error ? error.message : String(error) } satisfies Reply<S>);
    }
  };
}
