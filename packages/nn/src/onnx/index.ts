// Models as files for other engines.

export { encodeOnnx } from './encode.ts';
