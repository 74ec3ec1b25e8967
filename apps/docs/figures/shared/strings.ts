/** Words every figure needs, in both languages. */
import type { CommonStrings, Locale } from './contract.ts';

export const common: Readonly<Record<Locale, CommonStrings>> = {
  en: {
    play: 'Play',
    pause: 'Pause',
    step: 'Step',
    reset: 'Reset',
    speed: 'Speed',
    seed: 'Seed',
    more: 'More settings',
    loading: 'The figure is starting …',
    failed: (message) => `The figure stopped: ${message}`,
    verdict: { open: 'too early to say', holds: 'holds', fails: 'fails' },
    gauge: (z) => `The claim is ${z.toFixed(1)} standard errors off`,
  },
  ja: {
    play: '再生',
    pause: '一時停止',
    step: '一歩',
    reset: 'はじめから',
    speed: '速さ',
    seed: 'シード',
    more: 'そのほかの設定',
    loading: '図を準備しています …',
    failed: (message) => `図が止まりました：${message}`,
    verdict: { open: 'まだ判定できない', holds: '成り立つ', fails: '破れている' },
    gauge: (z) => `主張からのずれは標準誤差の ${z.toFixed(1)} 倍`,
  },
};
