export { type Digits, digits, digitsOrigin } from './digits.ts';
export { type SwissRollOptions, type SwissRollRng, swissRoll, swissRollCurve } from './swiss-roll.ts';
