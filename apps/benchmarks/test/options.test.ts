import { expect, test } from 'vitest';
import { parseOptions, usage } from '../src/options.ts';

const names = ['first', 'second'];

test('options have defaults, and rows keep the order of the harness', () => {
  expect(parseOptions([], names)).toEqual({ rows: names, isQuick: false, out: undefined });
  expect(parseOptions(['--', '--quick', '--row', 'second', '--row', 'first', '--out', 'x'], names)).toEqual({
    rows: names,
    isQuick: true,
    out: 'x',
  });
  expect(parseOptions(['--row', 'second'], names)).toMatchObject({ rows: ['second'] });
  expect(parseOptions(['--help'], names)).toBeUndefined();
  expect(usage(names)).toContain('\n  second');
});

test('options that are wrong are named in one line', () => {
  const refusal = (...args: string[]): string => {
    try {
      parseOptions(args, names);
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };
  expect(refusal('--rows', 'first')).toBe("Unknown option '--rows'");
  expect(refusal('--row', 'third')).toBe("--row must be one of first, second; received 'third'");
  expect(refusal('--row')).toContain('--row');
  expect(refusal('--out', '')).toBe('--out must not be empty');
  expect(refusal('more')).toContain("'more'");
  for (const args of [['--rows'], ['--row', 'third'], ['more']]) expect(refusal(...args)).not.toContain('\n');
});
