/** The clock of a figure: asks the worker for frames while it plays and can be seen, never more than one at a time. */
import type { Claim, Reply, Request } from './contract.ts';

/** Steps in one request at most, so that a slow machine falls behind and not over. */
const MAX_STEPS = 12;

export interface Player<C> {
  readonly isPlaying: () => boolean;
  setPlaying(isPlaying: boolean): void;
  setVisible(isVisible: boolean): void;
  setSpeed(speed: number): void;
  /** Asks for one frame; what waits is replaced. */
  ask(request: Request<C>): void;
  close(): void;
}

export interface PlayerOptions<C, S> {
  readonly worker: Worker;
  /** Steps a second at speed 1. */
  readonly rate: number;
  readonly settings: () => C;
  readonly onFrame: (frame: S, step: number, claim: Claim) => void;
  readonly onError: (message: string) => void;
}

export function makePlayer<C, S>({ worker, rate, settings, onFrame, onError }: PlayerOptions<C, S>): Player<C> {
  let isPlaying = false;
  let isVisible = true;
  let isBusy = false;
  let waiting: Request<C> | undefined;
  let speed = 1;
  let due = 0;
  let last = 0;
  let handle = 0;

  const post = (request: Request<C>): void => {
    isBusy = true;
    worker.postMessage(request);
  };
  const tick = (now: number): void => {
    handle = 0;
    due += Math.min((now - last) / 1000, 0.25) * rate * speed;
    last = now;
    if (due >= 1 && !isBusy) {
      const numSteps = Math.min(Math.floor(due), MAX_STEPS);
      due = Math.min(due - numSteps, 1);
      post({ controls: settings(), numSteps });
    }
    schedule();
  };
  const schedule = (): void => {
    if (isPlaying && isVisible && handle === 0) handle = requestAnimationFrame(tick);
    else if (!(isPlaying && isVisible)) {
      cancelAnimationFrame(handle);
      handle = 0;
    }
  };
  const begin = (): void => {
    last = performance.now();
    schedule();
  };

  worker.onmessage = ({ data }: MessageEvent<Reply<S>>) => {
    isBusy = false;
    const next = waiting;
    waiting = undefined;
    if (next !== undefined) post(next);
    if ('error' in data) onError(data.error);
    // A frame of a run that is about to begin anew is out of date.
    else if (next?.seed === undefined) onFrame(data.frame, data.step, data.claim);
  };
  worker.onerror = (event) => onError(event.message);

  return {
    isPlaying: () => isPlaying,
    setPlaying(value) {
      isPlaying = value;
      due = 1;
      begin();
    },
    setVisible(value) {
      isVisible = value;
      begin();
    },
    setSpeed(value) {
      speed = value;
    },
    ask(request) {
      if (!isBusy) post(request);
      // A beginning must not be lost to a later step.
      else waiting = { ...request, seed: request.seed ?? waiting?.seed };
    },
    close() {
      isPlaying = false;
      schedule();
      worker.terminate();
    },
  };
}
