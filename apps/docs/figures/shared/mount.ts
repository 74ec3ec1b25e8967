/** Puts a figure into a page: panels, controls, readout, and a worker that does the mathematics. */
import './figure.css';
import { readAddress, writeAddress } from './address.ts';
import type { Claim, CommonStrings, Control, FigureView, Mounted, MountOptions } from './contract.ts';
import { type ControlView, controlView } from './controls.ts';
import { element, freshId } from './dom.ts';
import { enableDrawing } from './drawing.ts';
import { legendMarkup, readoutMarkup, svgAttributes, verdictOf } from './markup.ts';
import { makePlayer } from './player.ts';

const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;

/** `isReady` of the element's dataset turns true with the first frame. */
export function mountFigure<C extends object, S, T extends CommonStrings>(
  host: HTMLElement,
  { seed: wantedSeed, locale }: MountOptions,
  view: FigureView<C, S, T>,
  createWorker: () => Worker,
): Mounted {
  const strings = view.strings[locale];
  const controls = view.controls(strings);
  const address = readAddress(view.name, view.defaults, controls);
  let settings = address.settings;
  let seed = address.seed ?? wantedSeed ?? view.name;
  let frame: S | undefined;
  /** Stopped because there was nothing left to do: a new beginning then plays again. */
  let hasEnded = false;

  const status = element('p', { class: 'figure-status' }, strings.loading);
  const readout = element('div', { class: 'figure-readout' });
  const announcement = element('p', { class: 'visually-hidden', role: 'status' });
  const legend = element('ul', { class: 'figure-legend' });
  legend.innerHTML = legendMarkup(view, strings);

  const panels = view.panels.map((panel) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    for (const [name, value] of Object.entries(svgAttributes(panel, strings))) svg.setAttribute(name, value);
    return { panel, svg, node: element('div', { class: `panel panel-${panel.name}` }, svg) };
  });
  const pictures = element('div', { class: 'figure-panels' });
  for (const { panel, node } of panels) pictures.append(element('div', { class: `cell cell-${panel.name}` }, node));

  const draw = (step: number, claim: Claim): void => {
    if (frame === undefined) return;
    for (const { panel, svg } of panels) svg.innerHTML = panel.draw(frame, settings, strings);
    status.textContent = view.status(frame, strings);
    readout.innerHTML = readoutMarkup(view.readout(frame, claim, strings), claim, strings);
    const verdict = strings.verdict[verdictOf(claim)];
    if (announcement.textContent !== verdict) announcement.textContent = verdict;
    for (const each of views) each.show(settings, frame);
    host.dataset.step = String(step);
    host.dataset.verdict = verdictOf(claim);
    host.dataset.isReady = 'true';
  };

  const player = makePlayer<C, S>({
    worker: createWorker(),
    rate: view.rate,
    settings: () => settings,
    onFrame(next, step, claim) {
      frame = next;
      draw(step, claim);
      if (!view.isOver(next) || !player.isPlaying()) return;
      setPlaying(false);
      hasEnded = true;
    },
    onError(message) {
      setPlaying(false);
      status.textContent = strings.failed(message);
      host.dataset.error = message;
    },
  });

  const begin = (numSteps: number): void => {
    writeAddress(view.name, view.defaults, controls, settings, seed);
    player.ask({ seed, controls: settings, numSteps });
    if (hasEnded) setPlaying(true);
  };
  const change = (control: Control<C, never>, value: unknown): void => {
    settings = { ...settings, [control.name]: value };
    for (const each of views) each.show(settings, frame);
    if (control.restarts !== false) {
      begin(control.restarts);
      return;
    }
    if (control.kind === 'range' && control.follow !== undefined) setPlaying(false);
    writeAddress(view.name, view.defaults, controls, settings, seed);
    if (!player.isPlaying()) player.ask({ controls: settings, numSteps: 1 });
  };
  const views: readonly ControlView<C, S>[] = controls.map((control) => controlView(control, change));

  const playButton = element('button', { type: 'button', class: 'primary' });
  const setPlaying = (isPlaying: boolean): void => {
    hasEnded = false;
    player.setPlaying(isPlaying);
    playButton.textContent = isPlaying ? strings.pause : strings.play;
    playButton.dataset.isPlaying = String(isPlaying);
  };
  /** Lets go of every handle that the reader holds. */
  const release = (): void => {
    for (const control of controls)
      if (control.kind === 'range' && control.follow !== undefined)
        settings = { ...settings, [control.name]: view.defaults[control.name] };
    writeAddress(view.name, view.defaults, controls, settings, seed);
  };
  playButton.addEventListener('click', () => {
    const wasPlaying = player.isPlaying();
    if (!wasPlaying) release();
    if (!wasPlaying && frame !== undefined && view.isOver(frame)) begin(0);
    setPlaying(!wasPlaying);
  });
  const stepButton = element('button', { type: 'button' }, strings.step);
  stepButton.addEventListener('click', () => {
    setPlaying(false);
    release();
    player.ask({ controls: settings, numSteps: 1 });
  });
  const resetButton = element('button', { type: 'button' }, strings.reset);
  resetButton.addEventListener('click', () => {
    release();
    begin(0);
  });

  const speedId = freshId('speed');
  const speed = element('select', { id: speedId });
  for (const value of SPEEDS) speed.append(new Option(`×${value}`, String(value), value === 1, value === 1));
  speed.addEventListener('change', () => player.setSpeed(Number(speed.value)));
  const seedId = freshId('seed');
  const seedInput = element('input', {
    id: seedId,
    type: 'text',
    value: seed,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  seedInput.addEventListener('change', () => {
    seed = seedInput.value;
    begin(view.opening);
  });

  const first = element('div', { class: 'row' }, playButton, stepButton, resetButton);
  const major = element('div', { class: 'row' });
  const always = element(
    'div',
    { class: 'row quiet' },
    element('div', { class: 'control select' }, element('label', { for: speedId }, strings.speed), speed),
    element('div', { class: 'control text' }, element('label', { for: seedId }, strings.seed), seedInput),
  );
  const minor = element('div', { class: 'row' });
  for (const [i, control] of controls.entries())
    (control.isMinor === true ? minor : i === 0 ? first : major).append(views[i]!.node);
  if (minor.hasChildNodes()) always.append(element('details', {}, element('summary', {}, strings.more), minor));
  host.append(
    element(
      'div',
      { class: 'figure-live' },
      status,
      pictures,
      legend,
      readout,
      element('div', { class: 'figure-controls' }, first, ...(major.hasChildNodes() ? [major] : []), always),
      announcement,
    ),
  );
  for (const control of controls)
    if (control.kind === 'points')
      enableDrawing({
        control: control as never,
        panel: panels.find(({ panel }) => panel.name === control.panel)!.node,
        points: () => settings[control.name] as readonly number[],
        change: (points) => change(control, points),
      });

  const watcher = new IntersectionObserver((entries) => player.setVisible(entries.at(-1)!.isIntersecting));
  watcher.observe(pictures);
  for (const each of views) each.show(settings);
  setPlaying(!matchMedia('(prefers-reduced-motion: reduce)').matches);
  begin(view.opening);

  return {
    close() {
      watcher.disconnect();
      player.close();
      host.replaceChildren();
      for (const name of ['step', 'verdict', 'isReady', 'error']) delete host.dataset[name];
    },
  };
}
