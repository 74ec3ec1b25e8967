export { exp } from './exp.ts';
export { log } from './log.ts';
