/** A figure in a page: its still frame until the living one has taken over, in a browser only. */
import { defineComponent, h, onBeforeUnmount, onMounted, type PropType, useTemplateRef } from 'vue';
import type { Locale, Mounted, MountOptions } from '../../figures/shared/contract.ts';
import { linkSymbols } from './symbols.ts';

type Mount = (element: HTMLElement, options: MountOptions) => Mounted;

const figures: Readonly<Record<string, () => Promise<{ readonly mount: Mount }>>> = {
  'backpropagation-layer-by-layer': () => import('../../figures/backpropagation-layer-by-layer/index.ts'),
  'bloch-and-petz': () => import('../../figures/bloch-and-petz/index.ts'),
  'cooling-follows': () => import('../../figures/cooling-follows/index.ts'),
  'em-climbs-its-bound': () => import('../../figures/em-climbs-its-bound/index.ts'),
  'gaps-against-n': () => import('../../figures/gaps-against-n/index.ts'),
  'learned-and-exact': () => import('../../figures/learned-and-exact/index.ts'),
  'heat-or-smooth': () => import('../../figures/heat-or-smooth/index.ts'),
  'noise-and-its-reversal': () => import('../../figures/noise-and-its-reversal/index.ts'),
  'three-ways-out': () => import('../../figures/three-ways-out/index.ts'),
  'rare-throws': () => import('../../figures/rare-throws/index.ts'),
  'spins-in-balance': () => import('../../figures/spins-in-balance/index.ts'),
  'one-path-many-dynamics': () => import('../../figures/one-path-many-dynamics/index.ts'),
  'sampler-is-a-law': () => import('../../figures/sampler-is-a-law/index.ts'),
  'two-gaps': () => import('../../figures/two-gaps/index.ts'),
  'two-lids': () => import('../../figures/two-lids/index.ts'),
  'two-peaks': () => import('../../figures/two-peaks/index.ts'),
  'three-cures': () => import('../../figures/three-cures/index.ts'),
  'work-there-and-back': () => import('../../figures/work-there-and-back/index.ts'),
};

export const Figure = defineComponent({
  props: {
    name: { type: String, required: true },
    locale: { type: String as PropType<Locale>, required: true },
    caption: { type: String, required: true },
  },
  setup({ name, locale, caption }, { slots }) {
    const host = useTemplateRef<HTMLElement>('host');
    const cleanUps: (() => void)[] = [];
    let isGone = false;

    onMounted(async () => {
      const { mount } = await figures[name]!();
      const element = host.value;
      if (isGone || element === null) return;
      const page = element.closest<HTMLElement>('.vp-doc');
      cleanUps.push(mount(element, { locale }).close);
      if (page !== null) cleanUps.push(linkSymbols(page));
    });
    onBeforeUnmount(() => {
      isGone = true;
      for (const cleanUp of cleanUps) cleanUp();
    });

    return () =>
      h('figure', { id: name, class: 'figure' }, [
        slots.default?.(),
        h('div', { ref: 'host', class: 'figure-host' }),
        h('figcaption', caption),
      ]);
  },
});
