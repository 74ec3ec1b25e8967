// The entry `@yuragi/nn/worker`: for worker files of one's own.

export { serve } from './serve.ts';
