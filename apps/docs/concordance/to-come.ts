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
  ...waiting('latent-models', 'recurrent networks and transformers', 'RNN と Transformer', [
    '001/2-4/networks',
    '001/2-4/forcing',
  ]),
  ...waiting('latent-models', 'normalizing flows, fitted both ways', '正規化フローの二つの学習', [
    '001/2-5/directions',
  ]),
  ...waiting('latent-models', 'the variational autoencoder', '変分オートエンコーダ', [
    '001/3-2/objective',
    '001/3-2/update',
    '001/3-2/trick',
    '003/vae',
    '003/vae/idea',
    '003/vae/loss',
  ]),
  ...waiting('latent-models', 'the two players of a GAN', 'GAN の二者の学習', ['001/3-3/update']),
  ...waiting('diffusion', 'networks fitted to noise', 'ノイズを学習するネットワーク', [
    '001/4-2/annealed',
    '004/training-old',
    '004/training-noise',
  ]),
  ...waiting('diffusion', 'latent diffusion with a small text encoder', '潜在空間の拡散と小さなテキスト符号化器', [
    '003/stable',
  ]),
];
