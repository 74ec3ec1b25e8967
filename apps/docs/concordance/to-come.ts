/** Sections that a reader does not yet find all of, and what will hold the rest. The list may only become shorter. */

export interface ToCome {
  readonly id: string;
  /** The package that will hold it. */
  readonly holder: 'nn' | 'latent-models' | 'diffusion';
  readonly what: { readonly en: string; readonly ja: string };
}

const waiting = (holder: ToCome['holder'], en: string, ja: string, ids: readonly string[]): readonly ToCome[] =>
  ids.map((id) => ({ id, holder, what: { en, ja } }));

export const toCome: readonly ToCome[] = [
  ...waiting('diffusion', 'latent diffusion with a small text encoder', '潜在空間の拡散と小さなテキスト符号化器', [
    '003/stable',
  ]),
];
