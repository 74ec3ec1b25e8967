/** The settings of a figure as native controls, each operable by keyboard and large enough for a finger. */
import type { BreakControl, Control, PointsControl, RangeControl, SelectControl } from './contract.ts';
import { element, freshId } from './dom.ts';

/** What a control changed. */
export type Change<C> = (control: Control<C, never>, value: unknown) => void;

export interface ControlView<C, S> {
  readonly node: HTMLElement;
  /** Shows a setting; the frame tells where a handle that nobody holds stands. */
  show(settings: C, frame?: S): void;
}

function range<C, S>(control: RangeControl<C, S>, change: Change<C>): ControlView<C, S> {
  const id = freshId(control.name);
  const input = element('input', {
    id,
    type: 'range',
    min: control.min,
    max: control.max,
    step: control.step,
  });
  const value = element('output', { for: id });
  const display = (number: number): void => {
    input.value = String(number);
    const text = control.show(number);
    if (value.textContent !== text) value.textContent = text;
    input.setAttribute('aria-valuetext', text);
  };
  input.addEventListener('input', () => {
    value.textContent = control.show(Number(input.value));
    change(control as Control<C, never>, Number(input.value));
  });
  return {
    node: element('div', { class: 'control range' }, element('label', { for: id }, control.label), input, value),
    show(settings, frame) {
      const own = settings[control.name as keyof C] as number | null;
      if (own !== null) display(own);
      else if (frame !== undefined && control.follow !== undefined) display(control.follow(frame));
    },
  };
}

function select<C, S>(control: SelectControl<C>, change: Change<C>): ControlView<C, S> {
  const id = freshId(control.name);
  const input = element(
    'select',
    { id },
    ...control.options.map(([value, label]) => element('option', { value }, label)),
  );
  input.addEventListener('change', () => change(control, input.value));
  return {
    node: element('div', { class: 'control select' }, element('label', { for: id }, control.label), input),
    show(settings) {
      input.value = String(settings[control.name as keyof C]);
    },
  };
}

function breakIt<C, S>(control: BreakControl<C>, change: Change<C>): ControlView<C, S> {
  const input = element('input', { type: 'checkbox', role: 'switch' });
  input.addEventListener('change', () => change(control, input.checked ? control.on : control.off));
  return {
    node: element('div', { class: 'control break' }, element('label', {}, input, element('span', {}, control.label))),
    show(settings) {
      input.checked = settings[control.name as keyof C] === control.on;
    },
  };
}

/** The shapes to begin from; drawing itself is in the panel. */
function points<C, S>(control: PointsControl<C>, change: Change<C>): ControlView<C, S> {
  const buttons = control.presets.map(([label, preset]) => {
    const button = element('button', { type: 'button' }, label);
    button.addEventListener('click', () => change(control, [...preset]));
    return button;
  });
  const id = freshId(control.name);
  return {
    node: element(
      'div',
      { class: 'control points', role: 'group', 'aria-labelledby': id },
      element('span', { id }, control.presetLabel),
      ...buttons,
    ),
    show() {},
  };
}

export function controlView<C, S>(control: Control<C, S>, change: Change<C>): ControlView<C, S> {
  switch (control.kind) {
    case 'range':
      return range(control, change);
    case 'select':
      return select(control, change);
    case 'break':
      return breakIt(control, change);
    case 'points':
      return points(control, change);
  }
}
